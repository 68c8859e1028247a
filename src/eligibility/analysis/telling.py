"""Differences of rule books as people and programs read them."""

from collections.abc import Iterator, Mapping
from typing import Any

from eligibility.analysis.differences import Difference, Relation
from eligibility.analysis.versus import Direction, Turn
from eligibility.messages import text
from eligibility.model.standard import Policy, RuleBook

RELATIONS: Mapping[Relation, str] = {
    Relation.EQUIVALENT: "diff.equivalent",
    Relation.TIGHTENS: "diff.tightens",
    Relation.LOOSENS: "diff.loosens",
    Relation.BOTH: "diff.both",
    Relation.OTHER: "diff.other",
    Relation.ADDED: "diff.added",
    Relation.REMOVED: "diff.removed",
    Relation.UNPROVEN: "diff.unproven",
}
MARKS: Mapping[Direction, str] = {Direction.TIGHTER: "↓", Direction.LOOSER: "↑", Direction.OTHER: "→"}
WAYS: Mapping[Direction, str] = {
    Direction.TIGHTER: "diff.way_tighter",
    Direction.LOOSER: "diff.way_looser",
    Direction.OTHER: "diff.way_other",
}


def lines(difference: Difference, old: RuleBook, new: RuleBook, lang: str) -> Iterator[str]:
    """*difference* in lines: what it comes to, what is written otherwise, whose outcomes change."""
    standard = difference.standard
    versions = " → ".join(one.version for one in (difference.old, difference.new) if one is not None)
    yield f"{standard.title[lang]} ({standard.id}): {versions}"
    yield f"  {text(RELATIONS[difference.relation], lang)}"
    if difference.unproved and difference.relation is not Relation.UNPROVEN:
        ways = ", ".join(text(WAYS[way], lang) for way in difference.unproved)
        yield f"  {text('diff.not_all', lang, ways=ways)}"
    if difference.reach:
        yield f"  {text('diff.reach', lang)}"
    for edit in difference.edits:
        name = f"{edit.requirement}.{edit.part}" if edit.requirement else edit.part
        yield f"  ~ {name}: {edit.before or '–'} → {edit.after or '–'}"
    for turn in difference.turns:
        before, after = _policy(old, turn), _policy(new, turn)
        names = (before.outcome(turn.before).label[lang], after.outcome(turn.after).label[lang])
        by = ", ".join(_cited(name, difference.clause(name)) for name in turn.requirements)
        said = text(
            "diff.turn", lang, policy=after.title[lang], before=names[0], after=names[1], requirements=by
        )
        yield f"  {MARKS[turn.direction]} {said}"
        example = "; ".join(f"{name}={value}" for name, value in turn.example.items())
        yield f"      {text('diff.example', lang, example=example)}"


def _cited(name: str, clause: str) -> str:
    return f"{name} ({clause})" if clause else name


def _policy(rulebook: RuleBook, turn: Turn) -> Policy:
    """The latest policy for the purpose of *turn* that knows its outcomes."""
    return next(
        policy
        for policy in reversed(rulebook.policies)
        if policy.purpose == turn.purpose
        and {turn.before, turn.after} & {outcome.code for outcome in policy.outcomes}
    )


def as_data(difference: Difference) -> dict[str, Any]:
    """The same for programs, in codes."""
    return {
        "standard": difference.standard.id,
        "old": difference.old.version if difference.old is not None else None,
        "new": difference.new.version if difference.new is not None else None,
        "relation": str(difference.relation),
        "reach": difference.reach,
        "unproved": list(map(str, difference.unproved)),
        "edits": [
            {"requirement": e.requirement, "part": e.part, "before": e.before, "after": e.after}
            for e in difference.edits
        ],
        "turns": [
            {
                "purpose": turn.purpose,
                "before": turn.before,
                "after": turn.after,
                "direction": str(turn.direction),
                "requirements": list(turn.requirements),
                "clauses": [difference.clause(name) for name in turn.requirements],
                "example": dict(turn.example),
            }
            for turn in difference.turns
        ],
    }
