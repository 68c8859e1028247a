"""Which requirements some case shows met, unmet and unknown."""

from collections.abc import Iterable, Iterator

import attrs

from eligibility.diagnostics import Where
from eligibility.model.review import CaseResult, Shown
from eligibility.model.standard import Requirement, RuleBook, Standard, State
from eligibility.model.truth import Gap, Status

Needed = tuple[str, ...]


@attrs.frozen
class Uncovered:
    """A requirement as written at *where*, in *standard*, with the statuses that no case shows.

    *missing* are words of `Status`, or ``unconfirmed``: unknown because nobody has checked its text.
    """

    standard: str
    version: str
    requirement: str
    where: Where
    missing: Needed


def coverage(results: Iterable[CaseResult], rulebook: RuleBook) -> tuple[Uncovered, ...]:
    """The active requirements that *results* do not show in each status, in the order of the files.

    A requirement counts where it is written: what layers inherit is shown once for all of them. A
    status counts where a case states it and it came. A requirement whose text nobody has checked
    cannot be unmet: for it a case must show ``met``, and ``unknown`` for the reason ``unconfirmed``.
    """
    shown: dict[Where, set[str]] = {}
    for result in results:
        for item in result.shown:
            shown.setdefault(item.where, set()).update(_words(item))
    found: dict[Where, Uncovered] = {}
    for standard, requirement in _written(rulebook):
        where = requirement.where
        if where is None or where in found:
            continue
        missing = tuple(word for word in _needed(requirement) if word not in shown.get(where, set()))
        if missing:
            found[where] = Uncovered(standard.id, standard.version, requirement.id, where, missing)
    return tuple(sorted(found.values(), key=lambda item: (item.where.file, *map(str, item.where.route))))


def _words(item: Shown) -> Iterator[str]:
    """The words that *item* shows: a doubtful rule is no evidence that its data may be unknown."""
    gaps = item.reason.split(";")
    if item.status is not Status.UNKNOWN or gaps != [Gap.UNCONFIRMED]:
        yield str(item.status)
    if item.status is Status.UNKNOWN and Gap.UNCONFIRMED in gaps:
        yield str(Gap.UNCONFIRMED)


def _needed(requirement: Requirement) -> Needed:
    if requirement.doubtful:
        return (str(Status.MET), str(Gap.UNCONFIRMED))
    return (str(Status.MET), str(Status.UNMET), str(Status.UNKNOWN))


def _written(rulebook: RuleBook) -> Iterator[tuple[Standard, Requirement]]:
    """Requirements of active standards, those of the standard that writes them first."""
    pairs = [
        (standard, requirement)
        for standard in rulebook.standards
        if standard.state is State.ACTIVE
        for requirement in standard.requirements
    ]
    yield from sorted(pairs, key=lambda pair: not _inside(pair[1].where, pair[0].where))


def _inside(inner: Where | None, outer: Where | None) -> bool:
    if inner is None or outer is None:
        return False
    return inner.file == outer.file and inner.route[: len(outer.route)] == outer.route
