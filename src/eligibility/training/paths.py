"""Paths (lộ trình): the courses that a person lacks, one after the other, in the order that is best.

Exact: every set of courses is looked at once, with all ways of having done it that no other way beats in
both how early it ends and how late courses come. People in the same situation are looked at once.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

import attrs

from eligibility.model.calendar import add_months

MAX_STEPS = 12
"""Courses of one person that are put into order; a longer list is a mistake of the rule book."""


@attrs.frozen
class Step:
    """A course to be taken: in one of the *classes* (first and last day), or else for *months* at any time.

    Not before *ready*, and to be done by *due*; *after* are the courses that must end before it.
    """

    course: str
    months: int
    ready: date
    due: date | None = None
    after: frozenset[str] = frozenset()
    classes: tuple[tuple[date, date], ...] | None = None

    def taken(self, day: date) -> tuple[date, date] | None:
        """The days of the class that ends first of those from *day* on; None if there is none."""
        first = max(day, self.ready)
        if self.classes is None:
            return first, add_months(first, self.months) - timedelta(1)
        fitting = [one for one in self.classes if one[0] >= first]
        return min(fitting, key=lambda one: (one[1], one[0]), default=None)

    def latest(self, end: date) -> date | None:
        """The last day on which it may begin and still end by *end*; None where there is none."""
        if self.classes is None:
            start = add_months(end + timedelta(1), -self.months)
            return start if start >= self.ready else None
        fitting = [first for first, last in self.classes if last <= end and first >= self.ready]
        return max(fitting, default=None)


@attrs.frozen
class Taken:
    """One course of a path: its days; *slack* are those between its end and the day it is due, if any."""

    course: str
    start: date
    end: date
    slack: int | None


@attrs.frozen
class Path:
    """Courses in order, those that can be taken at all; *late* are the days by which the worst is late.

    *latest_start* is the last day on which the first course of this order may begin so that none is late.
    *impossible* are the courses that no class is left for.
    """

    taken: tuple[Taken, ...]
    late: int
    latest_start: date | None
    impossible: tuple[str, ...] = ()

    @property
    def in_time(self) -> bool:
        """Whether every course ends by the day it is due."""
        return not self.late and not self.impossible


Way = tuple[int, date, tuple[int, ...]]
"""Days late, the day after the last course, and the order."""


def best_path(steps: Sequence[Step], begin: date) -> Path:
    """The best way through *steps* from *begin* on.

    Of all that take the most courses, the least late; then the one that ends first; then the first by the
    order of *steps*.
    """
    return _best(tuple(steps), begin)


def best_paths(people: Iterable[tuple[Sequence[Step], date]]) -> list[Path]:
    """The path of everyone."""
    return [_best(tuple(steps), begin) for steps, begin in people]


@lru_cache(1 << 16)
def _best(steps: tuple[Step, ...], begin: date) -> Path:
    if len(steps) > MAX_STEPS:
        raise ValueError(f"{len(steps)} courses")
    place = {step.course: number for number, step in enumerate(steps)}
    needs = [sum(1 << place[course] for course in step.after if course in place) for step in steps]
    ways: dict[int, list[Way]] = {0: [(0, begin, ())]}
    for done in range(1 << len(steps)):
        for late, day, order in ways.get(done, ()):
            for number, step in enumerate(steps):
                if done >> number & 1 or needs[number] & ~done:
                    continue
                days = step.taken(day)
                if days is not None:
                    lateness = max(late, (days[1] - step.due).days if step.due is not None else 0)
                    way = lateness, days[1] + timedelta(1), (*order, number)
                    _keep(ways.setdefault(done | 1 << number, []), way)
    most = max(done.bit_count() for done in ways)
    late, _, order = min(way for done, found in ways.items() if done.bit_count() == most for way in found)
    return _path(steps, begin, late, order)


def _keep(ways: list[Way], way: Way) -> None:
    """Add *way* unless another is as good in every respect; drop those that it beats."""
    if any(other[:2] == way[:2] and other[2] <= way[2] for other in ways) or any(
        other[0] <= way[0] and other[1] <= way[1] and other[:2] != way[:2] for other in ways
    ):
        return
    ways[:] = [other for other in ways if not (way[0] <= other[0] and way[1] <= other[1])]
    ways.append(way)


def _path(steps: tuple[Step, ...], begin: date, late: int, order: tuple[int, ...]) -> Path:
    taken, day = list[Taken](), begin
    for number in order:
        days = steps[number].taken(day)
        if days is None:
            raise AssertionError(steps[number].course)
        due = steps[number].due
        taken.append(Taken(steps[number].course, *days, (due - days[1]).days if due is not None else None))
        day = days[1] + timedelta(1)
    left = tuple(step.course for number, step in enumerate(steps) if number not in order)
    return Path(tuple(taken), late, _latest([steps[number] for number in order]), left)


def _latest(steps: Sequence[Step]) -> date | None:
    """The last day on which the first of *steps* may begin so that none is late or missed, if any is due."""
    end: date | None = None
    start: date | None = None
    if all(step.due is None for step in steps):
        return None
    for step in reversed(steps):
        ends = [day for day in (end, step.due) if day is not None]
        if not ends and step.classes is None:
            continue
        ends = ends or [date.max]
        start = step.latest(min(ends))
        if start is None:
            return None
        end = start - timedelta(1)
    return start
