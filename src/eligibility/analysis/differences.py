"""Two rule books side by side: for every standard what is written otherwise, and what that changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

import attrs

from eligibility.analysis.demands import Stage
from eligibility.analysis.problems import deciding
from eligibility.analysis.versus import Direction, Side, Turn, turns
from eligibility.model.condition import Condition
from eligibility.model.sentences import condition_text, moment_text
from eligibility.model.standard import Period, Requirement, RuleBook, Standard
from eligibility.model.vocabulary import Vocabulary

DAY = timedelta(days=1)

Progress = Callable[[int, int], None]


class Relation(StrEnum):
    """What becomes of a standard."""

    EQUIVALENT = "equivalent"
    """Nobody's outcome changes."""
    TIGHTENS = "tightens"
    """Some outcomes are worse, none is better."""
    LOOSENS = "loosens"
    BOTH = "both"
    OTHER = "other"
    """Outcomes change to others of the same rank."""
    ADDED = "added"
    REMOVED = "removed"
    UNPROVEN = "unproven"
    """Nothing was found, and nothing is proved."""


@attrs.frozen
class Edit:
    """A *part* of a requirement as it was and as it is; empty where it is not there."""

    requirement: str
    part: str
    before: str
    after: str


@attrs.frozen(eq=False)
class Difference:
    """What became of one standard: *old* in one rule book, *new* in the other; None where it is not there.

    *unproved* are the ways in which outcomes may change too: what was found is so, but not all was tried.
    *reach* says that it applies to other posts, units, courses or days than before.
    """

    old: Standard | None
    new: Standard | None
    relation: Relation
    edits: tuple[Edit, ...] = ()
    turns: tuple[Turn, ...] = ()
    unproved: tuple[Direction, ...] = ()
    reach: bool = False

    @property
    def standard(self) -> Standard:
        """The standard as it is, or was."""
        found = self.new if self.new is not None else self.old
        assert found is not None  # noqa: S101  (one of the two is there)
        return found

    def clause(self, requirement: str) -> str:
        """The clause of a requirement; empty where it is none of this standard."""
        for standard in (self.new, self.old):
            found = standard.requirement(requirement) if standard is not None else None
            if found is not None:
                return found.clause
        return ""


def differences(
    old: RuleBook, new: RuleBook, day: date | None = None, progress: Progress | None = None
) -> Iterator[Difference]:
    """What became of the standards of *old* in *new*; in reviews on *day* alone, if one is given.

    Versions are compared while both are in force.
    """
    stage = Stage(new)
    alike = core(old.vocabulary) == core(new.vocabulary)
    around = _around(old) == _around(new)
    covered = [
        {name: _covered(versions) for name, versions in _versions(book).items()} for book in (old, new)
    ]
    pairs = list(_pairs(old, new))
    for number, (before, after) in enumerate(pairs):
        if progress is not None:
            progress(number, len(pairs))
        if before is None or after is None:
            yield Difference(before, after, Relation.ADDED if before is None else Relation.REMOVED)
            continue
        period = _shared(before, after)
        if day is not None:
            if day not in period:
                continue
            period = Period(day, day)
        reach = _applies(before) != _applies(after)
        if day is None:
            reach = reach or covered[0][before.id] != covered[1][before.id]
        edits = (*_head(before, after, dated=day is None), *_edits(before, after))
        if not alike:
            yield Difference(before, after, Relation.UNPROVEN, edits, (), tuple(Direction), reach)
            continue
        if around and before == after:
            yield Difference(before, after, Relation.EQUIVALENT, edits, (), (), reach)
            continue
        found, unproved = turns(stage, Side(old, before), Side(new, after), period)
        relation = _relation({turn.direction for turn in found}, proved=not unproved)
        yield Difference(before, after, relation, edits, tuple(found), tuple(unproved), reach)


def _relation(directions: set[Direction], *, proved: bool) -> Relation:
    ways = directions - {Direction.OTHER}
    if len(ways) == 2:
        return Relation.BOTH
    if ways:
        return Relation.TIGHTENS if Direction.TIGHTER in ways else Relation.LOOSENS
    if directions:
        return Relation.OTHER
    return Relation.EQUIVALENT if proved else Relation.UNPROVEN


def _around(rulebook: RuleBook) -> object:
    """All that the outcomes under a standard rest on but the standard itself."""
    entries = [standard for standard in deciding(rulebook) if standard.courses]
    return rulebook.vocabulary, rulebook.policies, entries


ALLOWED: Mapping[str, tuple[frozenset[Relation], frozenset[Direction]]] = {
    "equivalent": (frozenset({Relation.EQUIVALENT}), frozenset()),
    "only-tightens": (
        frozenset({Relation.EQUIVALENT, Relation.TIGHTENS, Relation.OTHER, Relation.ADDED}),
        frozenset({Direction.TIGHTER, Direction.OTHER}),
    ),
    "only-loosens": (
        frozenset({Relation.EQUIVALENT, Relation.LOOSENS, Relation.OTHER, Relation.REMOVED}),
        frozenset({Direction.LOOSER, Direction.OTHER}),
    ),
}
"""What may become of every standard where so much is asserted, and what may be unproved of it."""


def breaks(difference: Difference, asserted: str) -> bool:
    """Whether *difference* is not proved to be as *asserted*: to whom it applies must not change at all."""
    relations, open_ = ALLOWED[asserted]
    return (
        difference.reach or difference.relation not in relations or not open_.issuperset(difference.unproved)
    )


def _pairs(old: RuleBook, new: RuleBook) -> Iterator[tuple[Standard | None, Standard | None]]:
    """Versions of one standard that are in force together; alone, what has no counterpart."""
    before, after = _versions(old), _versions(new)
    for standard in deciding(old):
        mates = [other for other in after.get(standard.id, ()) if _meet(standard, other)]
        yield from ((standard, other) for other in mates)
        if not mates:
            yield standard, None
    for standard in deciding(new):
        if not any(_meet(other, standard) for other in before.get(standard.id, ())):
            yield None, standard


def _versions(rulebook: RuleBook) -> Mapping[str, Sequence[Standard]]:
    """The deciding versions of each standard."""
    found: dict[str, list[Standard]] = {}
    for standard in deciding(rulebook):
        found.setdefault(standard.id, []).append(standard)
    return found


def _meet(one: Standard, other: Standard) -> bool:
    return one.in_force.start <= other.in_force.end and other.in_force.start <= one.in_force.end


def _shared(one: Standard, other: Standard) -> Period:
    return Period(max(one.in_force.start, other.in_force.start), min(one.in_force.end, other.in_force.end))


def core(vocabulary: Vocabulary) -> object:
    """What of *vocabulary* the comparison of two records rests on; names, terms and courses apart."""
    scales = {
        name: (scale.ordered, tuple((level.code, level.rank, level.ladder) for level in scale.levels))
        for name, scale in vocabulary.scales.items()
    }
    tables = {
        name: (
            tuple(
                (f.name, f.path, f.kind, f.scale, f.minimum, f.maximum, bool(f.none_texts), f.empty)
                for f in table.fields
            ),
            (table.history, table.absent, table.expiry, table.ratings),
        )
        for name, table in vocabulary.tables.items()
    }
    posts = {
        code: (post.kind, post.level, post.standing, post.group) for code, post in vocabulary.posts.items()
    }
    joined = tuple((one.field.path, one.by, one.source_field, one.table) for one in vocabulary.joined)
    windows = tuple((w, tuple(w.months.items())) for w in vocabulary.windows)
    retirement = tuple((r, tuple(r.ages.items())) for r in vocabulary.retirement)
    calendars = (windows, retirement, vocabulary.constraints, vocabulary.evaluations_close)
    return (scales, tables, posts, joined, calendars)


# --- what is written -----------------------------------------------------------------------------


def _applies(standard: Standard) -> object:
    return set(standard.posts), set(standard.courses), set(standard.units)


def _covered(versions: Sequence[Standard]) -> list[tuple[date, date]]:
    """The days on which one of *versions* is in force, as periods apart from each other."""
    found: list[tuple[date, date]] = []
    for period in sorted((standard.in_force for standard in versions), key=lambda period: period.start):
        if found and found[-1][1] >= period.start - DAY:
            found[-1] = (found[-1][0], max(found[-1][1], period.end))
        else:
            found.append((period.start, period.end))
    return found


def _head(old: Standard, new: Standard, *, dated: bool) -> Iterator[Edit]:
    """Where the heads of two versions differ in whom they apply to, and when."""
    for part in ("posts", "courses", "units"):
        before, after = (", ".join(getattr(standard, part)) for standard in (old, new))
        if before != after:
            yield Edit("", part, before, after)
    if dated and old.in_force != new.in_force:
        periods = (f"{one.in_force.start} … {one.in_force.end}" for one in (old, new))
        yield Edit("", "in_force", *(text.replace(f" {date.max}", "") for text in periods))


def _edits(old: Standard, new: Standard) -> Iterator[Edit]:
    for name in dict.fromkeys(r.id for r in (*old.requirements, *new.requirements)):
        before, after = _written(old.requirement(name)), _written(new.requirement(name))
        if not before or not after:
            yield Edit(name, "must", before.get("must", ""), after.get("must", ""))
            continue
        for part in dict.fromkeys((*before, *after)):
            if before.get(part, "") != after.get(part, ""):
                yield Edit(name, part, before.get(part, ""), after.get(part, ""))


def _written(requirement: Requirement | None) -> dict[str, str]:
    """The parts of a requirement as rule files write them."""
    if requirement is None:
        return {}
    found = {"must": _said(requirement.must)}
    if requirement.when is not None:
        found["when"] = _said(requirement.when)
    for number, one in enumerate(requirement.relaxed, 1):
        found[f"relaxed {number}"] = f"{_said(one.when)}: {_said(one.must)} ({one.clause})"
    for number, item in enumerate(requirement.later, 1):
        found[f"later {number}"] = f"{_said(item.when)}: {moment_text(item.by)} ({item.clause})"
    found |= {"needed_at": moment_text(requirement.needed_at), "if_unmet": requirement.if_unmet}
    found |= {"clause": requirement.clause, "confidence": str(requirement.confidence)}
    found |= {name: "true" for name in ("waivable", "delegable") if getattr(requirement, name)}
    return found


def _said(condition: Condition) -> str:
    return condition_text(condition)
