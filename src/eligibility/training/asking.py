"""What is asked for: claims with the problem they make, what bars whom, who asks for no seat and why."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import attrs

from eligibility.model.seats import Priority, Share
from eligibility.training.seating import Problem

DECIDED = -1
"""The level of claims whose seat is decided: before all priorities, and counted under none."""


class Aside(StrEnum):
    """Why a need asks for no seat."""

    SENT = "sent"
    """The person has been sent to a class of this or a higher level."""
    DONE = "done"
    """The person has completed one, which the records do not show yet."""
    OUTCOME = "outcome"
    """The review of needs says so: verify first, not eligible, retires, attends."""
    NO_PRIORITY = "no_priority"
    """No priority of the rule book is about such a need."""


@attrs.frozen
class Facts:
    """What is known of a person: name, unit, the first day of retirement, and until when they attend."""

    name: str
    unit: str
    leaves: date | None
    busy_until: date | None = None


@attrs.frozen(eq=False)
class Asking:
    """All claims with the problem they make. *barred* says, by person and course, what bars which class.

    *aside* are needs that ask for no seat, and why, with the class or outcome that says so.
    """

    problem: Problem
    facts: Mapping[str, Facts]
    barred: Mapping[tuple[str, str], Mapping[str, str]]
    aside: Mapping[tuple[str, str], tuple[Aside, str]]
    levels: tuple[Priority | Share, ...]
    due: Mapping[tuple[str, str], date | None]
    asked_by: Mapping[tuple[str, str], str]
    """The course for whose sake another is taken, where no post demands it."""


@attrs.frozen
class Wanted:
    """A need on the way to a claim."""

    person: str
    course: str
    due: date | None
    level: int
    after: tuple[str, ...] = ()
    sake: str = ""
    ready: date | None = None
    """The first day of classes that are of use, where that is not any."""
