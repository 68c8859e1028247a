"""Who gets a seat in a class first, and what a plan must keep to: declared in the rule book, dated."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import attrs

from eligibility.diagnostics import Where
from eligibility.model.condition import Condition
from eligibility.model.formula import Formula
from eligibility.model.standard import Period, Source
from eligibility.model.vocabulary import Label, Vocabulary


class Asks(StrEnum):
    """Why somebody asks for a seat."""

    HELD = "held"
    """A post held demands the course."""
    PLANNED = "planned"
    """A post planned for demands it."""
    TARGET = "target"
    """A target of a resolution demands it."""
    RENEWAL = "renewal"
    """It is due again."""
    MAY = "may"
    """No post demands it, and the person may enter."""


@attrs.frozen
class Priority:
    """Claims that are counted before all below: those who ask so, and (where given) as *head* or deputy,
    whose level is demanded within *due_within* months of the review, of whom *when* is true.
    """

    id: str
    label: Label
    asks: Asks
    head: bool | None = None
    due_within: int | None = None
    when: Condition | None = None
    where: Where | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Share:
    """At least *percent* of those seated of the priorities above should be people of whom *when* is true."""

    id: str
    label: Label
    when: Condition
    percent: int
    where: Where | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Away:
    """At most *percent* of a unit are away together in classes of *modes*; *least* may always be."""

    percent: int
    least: int = 1
    modes: tuple[str, ...] = ()


@attrs.frozen
class Target:
    """A target (chỉ tiêu): of those of whom *who* is true, at least *percent* are to meet *must* by a day.

    Both read the sheet of people alone. *course* is the one by which *must* comes to be met.
    """

    id: str
    title: Label
    source: Source
    clause: str
    in_force: Period
    who: Condition
    must: Condition
    course: str
    by: date
    percent: int
    where: Where | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Service:
    """The service owed after a course: *times* its length.

    *repay* says by what became of somebody what they repay: nothing, where it says nothing.
    """

    courses: tuple[str, ...]
    times: int
    source: Source
    clause: str
    in_force: Period
    repay: Mapping[str, Formula] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Mentors:
    """Who may be a mentor (người kèm cặp): people of whom *when* is true; *most* they have at once."""

    most: int
    when: Condition | None = None


@attrs.frozen
class Renewal:
    """Courses to be taken again so many *months* after they ended, by those of whom *who* holds, if given."""

    courses: tuple[str, ...]
    months: int
    source: Source
    clause: str
    in_force: Period = Period(date.min, date.max)
    who: Condition | None = None


DUE = "due"
"""In an order: the day by which the level is demanded."""


@attrs.frozen
class Seating:
    """One version of how seats are given.

    *order* are what claims of one priority are ordered by: `DUE`, or dates and numbers of people by path, the
    earlier and the smaller first. *draw* seeds the lottery that orders what is still equal; else ids do.
    """

    id: str
    title: Label
    source: Source
    in_force: Period
    priorities: tuple[Priority | Share, ...]
    order: tuple[str, ...] = (DUE,)
    draw: int | None = None
    away: Away | None = None
    service: tuple[Service, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    mentors: Mentors | None = None
    where: Where | None = attrs.field(default=None, eq=False, repr=False)


class NoSeating(Exception):
    """The rule book does not say how seats are given on *day*."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day


@attrs.frozen
class ClassSheets:
    """The tables of a class list, in a vocabulary of their own."""

    vocabulary: Vocabulary


CLASSES, QUOTAS, BUDGETS, ENROLMENTS = "classes", "quotas", "budgets", "enrolments"
COURSE_SCALE = "course"
"""The scale of all courses of the rule book, which the tables of a class list may use."""

FULL_TIME = "full_time"
"""The mode of classes for those who may not yet study part-time, as the effect of a requirement is called."""


class EnrolmentStatus(StrEnum):
    """What became of somebody sent to a class."""

    ASSIGNED = "assigned"
    ATTENDING = "attending"
    COMPLETED = "completed"
    FAILED = "failed"
    DROPPED = "dropped"
    DECLINED = "declined"


UNDER_WAY = (EnrolmentStatus.ASSIGNED, EnrolmentStatus.ATTENDING)
"""Whose seat is decided."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    CLASSES: ("class", "course", "mode", "start", "end", "seats", "cost", "units"),
    QUOTAS: ("class", "unit", "seats"),
    BUDGETS: ("year", "amount"),
    ENROLMENTS: ("id", "class", "status", "day", "cost"),
}
"""The fields of each table that plans read."""
