"""Seats in classes as plain data: who asks for which class, what limits there are, what is wanted most.

A *choice* is one claim in one class. Everything a plan must keep to is a `Limit`: a weighted count of
choices that may not exceed its room. Everything wanted is a `Goal`: a number to be made as large as
possible, each before the next. Claims stand in the order of their claim, classes in that of their dates,
so that the order of the input changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
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
    ONCE = "once"
    """One class for one claim."""
    BUSY = "busy"
    """One class at a time for one person."""
    ABSENT = "absent"
    """Those of one unit who are away at the same time."""
    QUOTA = "quota"
    """The seats that one unit has in one class."""
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

    The sum of *weights* over the choices *terms*; for a share, what is lacking counts against it: *percent* of
    *everyone* seated less 100 times those of the group.
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
        return tuple(limit for limit in self.limits if limit.used(chosen) > limit.room)

    def seated(self, chosen: Iterable[int]) -> dict[int, int]:
        """For every claim with a seat the place of its class."""
        return {self.choices[n].claim: self.choices[n].session for n in sorted(chosen)}


def make_problem(
    claims: Iterable[Claim],
    classes: Iterable[Class],
    levels: Sequence["Level"],
    *,
    quotas: Sequence[tuple[str, str, int]] = (),
    budgets: Sequence[tuple[int, int]] = (),
    absences: Sequence["Absences"] = (),
) -> Problem:
    """The problem of *claims* and *classes*; *levels* are the priorities and shares in their order.

    *quotas* give the seats of a unit (second) in a class (first), *budgets* the money of a year.
    """
    sessions = tuple(sorted(classes, key=lambda one: (one.start, one.end, one.id)))
    asking = tuple(sorted(claims, key=lambda claim: claim.rank))
    place = {session.id: number for number, session in enumerate(sessions)}
    choices = tuple(
        Choice(number, session)
        for number, claim in enumerate(asking)
        for session in sorted(place[option] for option in set(claim.options))
    )
    limits = tuple(_limits(asking, sessions, choices, dict(_quotas(quotas)), dict(budgets), absences))
    return Problem(asking, sessions, choices, limits, tuple(_goals(asking, sessions, choices, levels)))


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


def _quotas(quotas: Sequence[tuple[str, str, int]]) -> Iterator[tuple[tuple[str, str], int]]:
    for session, unit, seats in quotas:
        yield (session, unit), seats


Groups = dict[tuple[str, ...], list[int]]


def _limits(
    claims: Sequence[Claim],
    classes: Sequence[Class],
    choices: Sequence[Choice],
    quotas: dict[tuple[str, str], int],
    budgets: dict[int, int],
    absences: Sequence[Absences],
) -> Iterator[Limit]:
    seats, once, busy, absent, quota = (Groups() for _ in range(5))
    budget: dict[int, list[int]] = {}
    rooms = {one.unit: one for one in absences}
    during = _during(classes)
    away = {modes: _during(classes, modes) for modes in {one.modes for one in absences}}
    for number, choice in enumerate(choices):
        claim, session = claims[choice.claim], classes[choice.session]
        seats.setdefault((session.id,), []).append(number)
        once.setdefault((claim.person, claim.course), []).append(number)
        for start in during[choice.session]:
            busy.setdefault((claim.person, start.isoformat()), []).append(number)
        if (room := rooms.get(claim.unit)) is not None:
            for start in away[room.modes][choice.session]:
                absent.setdefault((claim.unit, start.isoformat()), []).append(number)
        if (session.id, claim.unit) in quotas:
            quota.setdefault((session.id, claim.unit), []).append(number)
        if session.start.year in budgets and session.cost:
            budget.setdefault(session.start.year, []).append(number)
    size = {session.id: session.seats for session in classes}
    for about, taken in seats.items():
        yield Limit(LimitKind.SEATS, about, size[about[0]], tuple(taken))
    for kind, groups in ((LimitKind.ONCE, once), (LimitKind.BUSY, busy)):
        yield from (Limit(kind, about, 1, terms) for about, terms in _maximal(groups))
    for about, terms in _maximal(absent):
        if len(terms) > rooms[about[0]].most:
            yield Limit(LimitKind.ABSENT, about, rooms[about[0]].most, terms)
    for about, found in quota.items():
        yield Limit(LimitKind.QUOTA, about, quotas[about[0], about[1]], tuple(found))
    for year, found in budget.items():
        costs = tuple(classes[choices[n].session].cost for n in found)
        yield Limit(LimitKind.BUDGET, (str(year),), budgets[year], tuple(found), costs)
    yield from _orders(claims, classes, choices)


def _during(classes: Sequence[Class], modes: tuple[str, ...] = ()) -> tuple[tuple[date, ...], ...]:
    """For every class the days on which some class begins while it runs: those at which most run together."""
    counted = [not modes or one.mode in modes for one in classes]
    starts = sorted({one.start for one, counts in zip(classes, counted, strict=True) if counts})
    return tuple(
        tuple(day for day in starts if counts and one.start <= day <= one.end)
        for one, counts in zip(classes, counted, strict=True)
    )


def _maximal(groups: Groups) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
    """The groups of more than one choice, each set of choices once for the first part of its name."""
    seen: set[tuple[str, tuple[int, ...]]] = set()
    for about, found in groups.items():
        terms = tuple(found)
        if len(terms) > 1 and (about[0], terms) not in seen:
            seen.add((about[0], terms))
            yield about, terms


def _orders(claims: Sequence[Claim], classes: Sequence[Class], choices: Sequence[Choice]) -> Iterator[Limit]:
    """A course only where those that must go before it have a class that ends in time."""
    of_claim: dict[tuple[str, str], list[int]] = {}
    for number, choice in enumerate(choices):
        claim = claims[choice.claim]
        of_claim.setdefault((claim.person, claim.course), []).append(number)
    for number, choice in enumerate(choices):
        claim, session = claims[choice.claim], classes[choice.session]
        if claim.fixed:
            continue
        for course in claim.after:
            before = [
                other
                for other in of_claim.get((claim.person, course), ())
                if classes[choices[other].session].end < session.start
            ]
            about = (claim.person, claim.course, course, session.id)
            yield Limit(LimitKind.AFTER, about, 0, (number, *before), (1, *(-1 for _ in before)))


def _goals(
    claims: Sequence[Claim],
    classes: Sequence[Class],
    choices: Sequence[Choice],
    levels: Sequence[Level],
) -> Iterator[Goal]:
    everyone = tuple(range(len(choices)))
    for place, level in enumerate(levels):
        if level.percent is None:
            terms = tuple(n for n in everyone if claims[choices[n].claim].level == place)
            yield Goal(GoalKind.SEATED, level.id, terms)
        else:
            above = tuple(n for n in everyone if claims[choices[n].claim].level < place)
            terms = tuple(n for n in above if level.id in claims[choices[n].claim].groups)
            yield Goal(GoalKind.SHARE, level.id, terms, percent=level.percent, everyone=above)
    worth = tuple(len(claims) - choice.claim for choice in choices)
    yield Goal(GoalKind.CLAIMS, GoalKind.CLAIMS.value, everyone, worth)
    last = max((_month(one.start) for one in classes), default=0)
    early = tuple(
        weight * (last - _month(classes[choice.session].start))
        for weight, choice in zip(worth, choices, strict=True)
    )
    yield Goal(GoalKind.EARLY, GoalKind.EARLY.value, everyone, early)


def _month(day: date) -> int:
    return day.year * 12 + day.month
