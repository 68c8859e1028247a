"""Seats in classes as plain data: who asks for which class, what limits there are, what is wanted most.

A *choice* is one claim in one class. Everything a plan must keep to is a `Limit`: a weighted count of
choices that may not exceed its room. Everything wanted is a `Goal`: a number to be made as large as
possible, each before the next. Claims stand in the order of their claim, classes in that of their dates,
so that the order of the input changes nothing.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cached_property

import attrs

Chosen = frozenset[int]
"""The choices that a plan makes, by their place in `Problem.choices`."""


@attrs.frozen
class Class:
    """One session of a course (lớp): from *start* to *end*, with *seats*; *cost* is that of one person."""

    id: str
    course: str
    start: date
    end: date
    seats: int
    mode: str = ""
    cost: int = 0
    units: tuple[str, ...] = ()
    """The units that may send to it; all, where there are none."""
    mentor: str = ""
    """Who teaches on the job, where it is no school."""
    least: int = 0
    """With fewer than so many it does not open, unless somebody has been sent to it already."""


@attrs.frozen
class Claim:
    """A person who asks for a seat in a *course*; *options* are the ids of the classes they may enter.

    *level* is the place of the priority (from 0) that the claim is counted under. Claims of one level stand
    in the order of *key*, which no two share. *after* are the courses that must end before this one.
    *fixed* is the class that the person has been sent to already.
    """

    person: str
    course: str
    unit: str
    level: int
    key: tuple[str | int, ...]
    options: tuple[str, ...]
    groups: frozenset[str] = frozenset()
    after: tuple[str, ...] = ()
    fixed: str = ""

    @property
    def rank(self) -> tuple[int, tuple[str | int, ...]]:
        """What claims are ordered by: the lower, the higher the claim."""
        return self.level, self.key


class LimitKind(StrEnum):
    """What a limit is about."""

    SEATS = "seats"
    """The seats of a class."""
    LEAST = "least"
    """How many a class must have to open: it is counted below nothing, and kept by an empty class too."""
    ONCE = "once"
    """One class for one claim."""
    BUSY = "busy"
    """One class at a time for one person."""
    ABSENT = "absent"
    """Those of one unit who are away at the same time."""
    QUOTA = "quota"
    """The seats that one unit has in one class."""
    MENTOR = "mentor"
    """Those whom one mentor has at the same time."""
    BUDGET = "budget"
    """What the classes that begin in one year may cost."""
    AFTER = "after"
    """A course only after those that entry to it demands."""


@attrs.frozen
class Limit:
    """The choices *terms*, each counted *weights* times (once, unless given), are at most *room*."""

    kind: LimitKind
    about: tuple[str, ...]
    room: int
    terms: tuple[int, ...]
    weights: tuple[int, ...] = ()

    def weight(self, place: int) -> int:
        """How often the term at *place* counts."""
        return self.weights[place] if self.weights else 1

    def used(self, chosen: Chosen) -> int:
        """What *chosen* takes of the room."""
        return sum(self.weight(n) for n, choice in enumerate(self.terms) if choice in chosen)

    def kept(self, used: int) -> bool:
        """Whether what is *used* is within the room."""
        return used <= self.room or (self.kind is LimitKind.LEAST and not used)


class GoalKind(StrEnum):
    """What is made as large as possible."""

    SEATED = "seated"
    """How many claims of one priority have a seat."""
    SHARE = "share"
    """How little is lacking of a share of those seated."""
    CLAIMS = "claims"
    """How high the claims of those seated are."""
    EARLY = "early"
    """How early the classes begin, for higher claims before lower ones."""


@attrs.frozen
class Goal:
    """Made as large as possible, after all goals before it.

    The sum of *weights* over the choices *terms*; for a share, what is lacking counts against it: *percent*
    of *everyone* seated less 100 times those of the group.
    """

    kind: GoalKind
    id: str
    terms: tuple[int, ...]
    weights: tuple[int, ...] = ()
    percent: int = 0
    everyone: tuple[int, ...] = ()

    def value(self, chosen: Chosen) -> int:
        """What *chosen* comes to."""
        if self.kind is GoalKind.SHARE:
            members = sum(choice in chosen for choice in self.terms)
            total = sum(choice in chosen for choice in self.everyone)
            return -max(0, self.percent * total - 100 * members)
        if not self.weights:
            return sum(choice in chosen for choice in self.terms)
        return sum(
            weight for choice, weight in zip(self.terms, self.weights, strict=True) if choice in chosen
        )


@attrs.frozen
class Choice:
    """The claim at place *claim* in the class at place *session*."""

    claim: int
    session: int


@attrs.frozen(eq=False)
class Problem:
    """All there is to decide. *claims* and *classes* stand in canonical order."""

    claims: tuple[Claim, ...]
    classes: tuple[Class, ...]
    choices: tuple[Choice, ...]
    limits: tuple[Limit, ...]
    goals: tuple[Goal, ...]

    @cached_property
    def fixed(self) -> Chosen:
        """The choices that have been made by decision."""
        return frozenset(
            n
            for n, choice in enumerate(self.choices)
            if self.claims[choice.claim].fixed == self.classes[choice.session].id
        )

    @cached_property
    def of_claim(self) -> tuple[tuple[int, ...], ...]:
        """For every claim its choices, earliest class first."""
        found: list[list[int]] = [[] for _ in self.claims]
        for number, choice in enumerate(self.choices):
            found[choice.claim].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def limits_of(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For every choice the limits it counts in, and how often."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.choices]
        for number, limit in enumerate(self.limits):
            for place, choice in enumerate(limit.terms):
                found[choice].append((number, limit.weight(place)))
        return tuple(map(tuple, found))

    def values(self, chosen: Chosen) -> tuple[int, ...]:
        """What *chosen* comes to for every goal: the larger (by the first that differs), the better."""
        return tuple(goal.value(chosen) for goal in self.goals)

    def broken(self, chosen: Chosen) -> tuple[Limit, ...]:
        """The limits that *chosen* does not keep to."""
        return tuple(limit for limit in self.limits if not limit.kept(limit.used(chosen)))

    def seated(self, chosen: Iterable[int]) -> dict[int, int]:
        """For every claim with a seat the place of its class."""
        return {self.choices[n].claim: self.choices[n].session for n in sorted(chosen)}


@attrs.frozen
class Level:
    """A priority, or (with *percent*) a share that the group *id* should have of the priorities above it.

    A share counts only those above it, so that it never leaves a seat empty: how many these are is settled.
    """

    id: str
    percent: int | None = None


@attrs.frozen
class Absences:
    """At most *most* of *unit* are away at the same time, in classes of *modes* (of all, if none)."""

    unit: str
    most: int
    modes: tuple[str, ...] = ()
