"""Versions of standards as they are written, and what stands on which instrument."""

from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from eligibility.diagnostics import Where
from eligibility.model.calendar import RetirementTable
from eligibility.model.instruments import Instrument
from eligibility.model.standard import Requirement, RuleBook, Standard, State
from eligibility.model.vocabulary import Window


@attrs.frozen
class Version:
    """One version as it is written: a layer that several versions of its parent cut is one here."""

    standard: Standard
    start: date
    end: date

    @property
    def own(self) -> tuple[Requirement, ...]:
        """The demands that are written in it, without what it takes over."""
        place = self.standard.where
        return tuple(r for r in self.standard.requirements if place is None or _inside(r.where, place))


def _inside(where: Where | None, place: Where) -> bool:
    return where is not None and where.file == place.file and where.route[: len(place.route)] == place.route


def versions(book: RuleBook) -> tuple[Version, ...]:
    """All versions, in the order of the files."""
    found: dict[tuple[str, Where | str], Version] = {}
    for standard in book.standards:
        key = (standard.id, standard.where or standard.version)
        before = found.get(key)
        start, end = standard.in_force.start, standard.in_force.end
        if before is not None:
            newer = standard if start > before.standard.in_force.start else before.standard
            found[key] = Version(newer, min(start, before.start), max(end, before.end))
        else:
            found[key] = Version(standard, start, end)
    return tuple(found.values())


def before(version: Version, among: tuple[Version, ...]) -> Version | None:
    """The active version that *version* follows."""
    earlier = [
        other
        for other in among
        if other.standard.id == version.standard.id
        and other.standard.state is State.ACTIVE
        and other.start < version.start
    ]
    return max(earlier, key=lambda other: other.start, default=None)


@attrs.frozen
class Cited:
    """What stands on one instrument: versions with the demands that cite it, windows, retirement ages."""

    demands: Mapping[Version, tuple[Requirement, ...]] = attrs.field(factory=dict, hash=False)
    windows: tuple[Window, ...] = ()
    retirement: tuple[RetirementTable, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.demands or self.windows or self.retirement)


def cited(book: RuleBook, instrument: Instrument) -> Cited:
    """What in *book* stands on *instrument*."""
    number = instrument.number
    demands: dict[Version, tuple[Requirement, ...]] = {}
    for version in versions(book):
        found = tuple(one for one in version.own if any(number in clause for clause in _clauses(one)))
        if found or number in _numbers(version.standard):
            demands[version] = found
    return Cited(
        demands,
        tuple(window for window in book.vocabulary.windows if window.instrument == number),
        tuple(table for table in book.vocabulary.retirement if table.instrument == number),
    )


def _clauses(one: Requirement) -> Iterator[str]:
    yield one.clause
    yield from (relaxed.clause for relaxed in one.relaxed)
    yield from (later.clause for later in one.later)


def _numbers(standard: Standard) -> tuple[str, ...]:
    return tuple(part.strip() for part in standard.source.instrument.split(";"))


def main_instrument(standard: Standard, book: RuleBook) -> Instrument | None:
    """The first instrument that *standard* names as its source, where the book knows it."""
    known = {one.number: one for one in book.vocabulary.instruments}
    return next((known[number] for number in _numbers(standard) if number in known), None)
