"""What a case states against what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from eligibility.assurance.expecting import words_of
from eligibility.assurance.written import Case
from eligibility.diagnostics import Where
from eligibility.model.dataset import Refusal
from eligibility.model.review import CaseProblem, Review, Shown
from eligibility.model.standard import Standard
from eligibility.model.truth import Status
from eligibility.read.rules import RawRules

LISTS = ("unmet", "unknown", "waived", "outcomes", "decisive", "training", "training_possible", "papers")
"""Whole lists that a case may state; each is a column of the decisions."""


@attrs.frozen(eq=False)
class Came:
    """What came of one candidacy: its row of the decisions and its findings by requirement."""

    decision: Mapping[str, Any]
    findings: Mapping[str, Mapping[str, Any]]
    standard: Standard

    def where(self, name: str) -> Where:
        """Where the requirement called *name* is written."""
        requirement = self.standard.requirement(name)
        return requirement.where or Where("") if requirement is not None else Where("")


class Outcomes:
    """What came of all candidacies of one review."""

    def __init__(self, review: Review) -> None:
        findings: dict[int, dict[str, Mapping[str, Any]]] = {}
        for row in review.findings.iter_rows(named=True):
            findings.setdefault(row["row"], {})[row["requirement"]] = row
        standards = {(standard.id, standard.version): standard for standard in review.standards}
        self._came: dict[str, list[Came]] = {}
        for row in review.decisions.iter_rows(named=True):
            standard = standards[row["standard"], row["version"]]
            came = Came(row, findings.get(row["row"], {}), standard)
            self._came.setdefault(row["id"], []).append(came)
        self._refused: dict[str, list[Refusal]] = {}
        for refusal in review.refusals:
            self._refused.setdefault(refusal.person, []).append(refusal)

    def of(self, case: Case) -> list[Came]:
        """The candidacies of *case*: one, unless it names too little."""
        wanted = case.course or case.post
        found = self._came.get(case.person, [])
        return [came for came in found if not wanted or came.decision["post"] == wanted]

    def refused(self, case: Case) -> list[Refusal]:
        """The refusals of rows of *case*."""
        wanted = case.course or case.post
        found = self._refused.get(case.person, [])
        return [refusal for refusal in found if not wanted or refusal.detail in ("", wanted)]


def compare(
    case: Case, outcomes: Outcomes, raw: RawRules
) -> tuple[tuple[CaseProblem, ...], tuple[Shown, ...]]:
    """The differences between what *case* states and what came; and the statuses stated that came.

    *raw* says on which line of the rule book a requirement is written.
    """
    came, refusals = outcomes.of(case), outcomes.refused(case)
    kinds = sorted({refusal.kind for refusal in refusals})
    if case.expect.refused:
        if case.expect.refused in kinds and not came:
            return (), ()
        got = ", ".join([*kinds, *(c.decision["outcome"] for c in came)]) or "-"
        return (_problem("refused", expected=case.expect.refused, got=got),), ()
    if not came:
        return (_problem("not_decided", got=", ".join(kinds) or "-"),), ()
    if len(came) > 1:
        return (_problem("several", got=", ".join(c.decision["post"] for c in came)),), ()
    return tuple(differences(case, came[0], raw)), tuple(_shown(case, came[0]))


def _shown(case: Case, came: Came) -> Iterator[Shown]:
    """The statuses that *case* states and that came, by the place where the requirement is written."""
    stated = dict(case.expect.statuses)
    stated |= dict.fromkeys(case.expect.unmet or (), str(Status.UNMET))
    stated |= dict.fromkeys(case.expect.unknown or (), str(Status.UNKNOWN))
    for name, status in stated.items():
        finding = came.findings.get(name)
        if finding is not None and finding["status"] == status:
            yield Shown(came.where(name), Status(status), finding["reason"])


def _problem(kind: str, **params: object) -> CaseProblem:
    return CaseProblem(f"case.{kind}", {name: str(value) for name, value in params.items()})


def differences(case: Case, came: Came, raw: RawRules) -> Iterator[CaseProblem]:
    """Where what *came* is not what *case* states."""
    expect, decision = case.expect, came.decision
    for key, wanted in (
        ("standard", expect.standard),
        ("version", expect.version.isoformat() if expect.version else ""),
        ("outcome", expect.outcome),
    ):
        if wanted and decision[key] != wanted:
            yield _problem("differs", what=key, expected=wanted, got=decision[key])
    for key in LISTS:
        wanted_list = getattr(expect, key)
        if wanted_list is not None:
            yield from _list(key, wanted_list, decision[key])
    if expect.closable is not None:
        closable = [name for name, finding in came.findings.items() if finding["closable"]]
        yield from _list("closable", expect.closable, closable)
    for name, status in expect.statuses.items():
        finding = came.findings.get(name)
        if finding is None:
            yield _problem("no_requirement", name=name, standard=decision["standard"])
        elif finding["status"] != status:
            why = f" ({finding['reason']})" if finding["reason"] else ""
            place = raw.span(came.where(name))
            yield _problem(
                "status",
                name=name,
                expected=status,
                got=f"{finding['status']}{why}",
                value=finding["value"],
                clause=finding["clause"],
                place=f"{place.file}:{place.line}",
            )
    yield from _details(case, came)


def _list(key: str, wanted: Sequence[str], got: Sequence[str]) -> Iterator[CaseProblem]:
    ours, theirs = (sorted(map(_ordered, names)) for names in (wanted, got))
    if ours != theirs:
        yield _problem("differs", what=key, expected=_joined(wanted), got=_joined(got))


def _ordered(name: str) -> str:
    """Requirements that only together give an outcome are written in any order."""
    return "+".join(sorted(name.split("+")))


def _joined(names: Sequence[str]) -> str:
    return "[" + ", ".join(names) + "]"


def _details(case: Case, came: Came) -> Iterator[CaseProblem]:
    """Reasons, due dates and relaxations of single requirements."""
    expect = case.expect
    stated: list[tuple[str, str, str, str]] = []
    for name, value in expect.reasons.items():
        got = came.findings[name]["reason"] if name in came.findings else ""
        stated.append(
            ("reasons", name, "; ".join(sorted(words_of(value))), "; ".join(sorted(got.split(";"))))
        )
    for name, day in expect.due.items():
        due = came.findings[name]["due"] if name in came.findings else None
        stated.append(("due", name, day.isoformat(), due.isoformat() if due is not None else "-"))
    for name, clause in expect.alternative_used.items():
        used = came.findings[name]["alternative_used"] if name in came.findings else ""
        stated.append(("alternative_used", name, clause, used))
    for what, name, wanted, got in stated:
        if wanted != got:
            yield _problem("differs", what=f"{what}: {name}", expected=wanted or "-", got=got or "-")
