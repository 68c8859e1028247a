"""Demands that no post makes: targets of resolutions (chỉ tiêu), and courses that are due again."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import attrs
import polars as pl

from eligibility.model.calendar import add_months
from eligibility.model.dataset import Dataset
from eligibility.model.record import Known
from eligibility.model.seats import Asks, Renewal, Target
from eligibility.model.standard import RuleBook
from eligibility.training.persons import Persons, Truth

TRAININGS = "trainings"
COMPLETED = Known("completed")
TARGET, RENEWAL = str(Asks.TARGET), str(Asks.RENEWAL)
"""What stands in the place of the purpose of a review in demands that come from none."""


@attrs.frozen
class Completed:
    """Somebody completed a *course* on the day *end*."""

    person: str
    course: str
    end: date


@attrs.frozen
class Further:
    """A demand: *certain*, or possible until the *papers* are known; *source* names the target or course."""

    person: str
    course: str
    kind: str
    source: str
    clause: str
    due: date
    certain: bool = True
    papers: tuple[str, ...] = ()


@attrs.frozen(eq=False)
class Standing:
    """How people stand to a *target*: who it is about, who meets it, who lacks it, of whom that is not known.

    *unsure* are those of whom it is not known whether it is about them.
    """

    target: Target
    meets: frozenset[str]
    lacks: frozenset[str]
    unknown: Mapping[str, tuple[str, ...]]
    unsure: frozenset[str]

    @property
    def everyone(self) -> int:
        """How many the target is about."""
        return len(self.meets) + len(self.lacks) + len(self.unknown)

    @property
    def needed(self) -> int:
        """How many have to meet it."""
        return -(-self.everyone * self.target.percent // 100)


def standings(rulebook: RuleBook, persons: Persons) -> list[Standing]:
    """How people stand to each target in force."""
    return [_standing(one, persons) for one in rulebook.targets if persons.as_of in one.in_force]


def _standing(target: Target, persons: Persons) -> Standing:
    about, meets = persons.truths(target.who), persons.truths(target.must)
    those = {person: meets[person] for person, found in about.items() if found.holds}

    def of(held: bool) -> frozenset[str]:
        return frozenset(person for person, found in those.items() if found.holds is held)

    unknown = {person: found.unknown for person, found in those.items() if found.holds is None}
    unsure = frozenset(p for p, found in about.items() if found.holds is None and _lacking(meets[p]))
    return Standing(target, of(True), of(False), unknown, unsure)


def _lacking(found: Truth) -> bool:
    return not found.holds


def targeted(found: Iterable[Standing]) -> Iterator[Further]:
    """What targets demand: of whoever is known to lack it for certain."""
    for one in found:
        target = one.target
        for person in sorted(one.lacks):
            yield Further(person, target.course, TARGET, target.id, target.clause, target.by)
        for person, papers in sorted(one.unknown.items()):
            yield Further(person, target.course, TARGET, target.id, target.clause, target.by, False, papers)


# --- due again ------------------------------------------------------------------------------------------


def completed(dataset: Dataset) -> Iterator[Completed]:
    """Courses that records say were completed, on a day that is known."""
    rows = dataset.tables.get(TRAININGS)
    for row in range(rows.height) if rows is not None else ():
        cells = {name: rows.cell(name, row) for name in ("id", "course", "status", "end")} if rows else {}
        values = {name: cell.value for name, cell in cells.items() if cell is not None}
        person, course, end = values.get("id"), values.get("course"), values.get("end")
        known = isinstance(person, Known) and isinstance(course, Known) and isinstance(end, Known)
        if known and values.get("status") == COMPLETED and isinstance(end.value, date):  # type: ignore[union-attr]
            yield Completed(str(person.value), str(course.value), end.value)  # type: ignore[union-attr]


def renewed(
    renewals: Iterable[Renewal], persons: Persons, done: Iterable[Completed], until: date
) -> Iterator[Further]:
    """What is due again by *until*, for whoever is known to have completed it."""
    last: dict[tuple[str, str], date] = {}
    for one in done:
        last[one.person, one.course] = max(one.end, last.get((one.person, one.course), date.min))
    everyone = persons.ids()
    for renewal in renewals:
        those = persons.those(renewal.who) if renewal.who is not None else frozenset(everyone)
        for course in renewal.courses if persons.as_of in renewal.in_force else ():
            for person in everyone:
                end = last.get((person, course))
                if end is not None and person in those:
                    due = add_months(end + timedelta(1), renewal.months)
                    if due <= until:
                        yield Further(person, course, RENEWAL, course, renewal.clause, due)


def demands_of(
    found: Iterable[Further], rulebook: RuleBook, as_of: date, schema: Mapping[str, Any]
) -> pl.DataFrame:
    """*found* as rows of demands, with *schema*; each can be closed in time if it is not due already."""
    rows = [
        {
            "id": one.person,
            "course": one.course,
            "purpose": one.kind,
            "post": "",
            "term": "",
            "standard": one.source,
            "version": "",
            "requirement": one.source,
            "status": "unmet" if one.certain else "unknown",
            "value": "",
            "required": "",
            "clause": one.clause,
            "due": one.due,
            "source_cells": [],
            "demand": "certain" if one.certain else "possible",
            "closable": add_months(as_of, rulebook.vocabulary.courses[one.course].months[1]) <= one.due,
            "demand_papers": list(one.papers),
        }
        for one in found
    ]
    return pl.DataFrame(rows, schema=dict(schema))
