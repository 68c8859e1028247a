"""The first answer, always at hand: claims in their order, each into the earliest class that has room.

A class that comes to fewer than it needs to open is closed, the one that begins last first, and seats are
given anew.
"""

from collections.abc import Set

from eligibility.training.seating import Chosen, LimitKind, Problem


def in_order(problem: Problem) -> Chosen:
    """Seats given one claim after the other; what must end before a course is sought first."""
    closed: set[int] = set()
    while True:
        chosen = _filled(problem, closed)
        short = [one for one in problem.broken(chosen) if one.kind is LimitKind.LEAST]
        if not short:
            return chosen
        closed.add(max(problem.choices[one.terms[0]].session for one in short))


def _filled(problem: Problem, closed: Set[int]) -> Chosen:
    """Seats given one claim after the other in the classes that are not *closed*."""
    filling = Filling(problem)
    done: set[int] = set()
    own = {(claim.person, claim.course): number for number, claim in enumerate(problem.claims)}

    def seat(number: int) -> None:
        if number in done:
            return
        done.add(number)
        claim = problem.claims[number]
        if claim.fixed:
            return
        for course in claim.after:
            if (claim.person, course) in own:
                seat(own[claim.person, course])
        for choice in problem.of_claim[number]:
            if problem.choices[choice].session not in closed and filling.has_room(choice):
                filling.add(choice)
                return

    for number in range(len(problem.claims)):
        seat(number)
    return filling.chosen


class Filling:
    """A plan in the making, with what is taken of every limit; decided seats are in it."""

    def __init__(self, problem: Problem, chosen: Chosen | None = None) -> None:
        self._problem = problem
        self._chosen: set[int] = set()
        self.used = [0] * len(problem.limits)
        for choice in sorted(problem.fixed if chosen is None else chosen):
            self.add(choice)

    @property
    def chosen(self) -> Chosen:
        """The choices made so far."""
        return frozenset(self._chosen)

    def add(self, choice: int) -> None:
        """Give a seat."""
        self._chosen.add(choice)
        for limit, weight in self._problem.limits_of[choice]:
            self.used[limit] += weight

    def remove(self, choice: int) -> None:
        """Take a seat back."""
        self._chosen.remove(choice)
        for limit, weight in self._problem.limits_of[choice]:
            self.used[limit] -= weight

    def fits(self, choice: int) -> bool:
        """Whether a seat can be given without breaking a limit."""
        return not self.binding(choice)

    def has_room(self, choice: int) -> bool:
        """The same, where whether the class opens is seen to later."""
        limits = self._problem.limits
        return not any(limits[n].kind is not LimitKind.LEAST for n in self.binding(choice))

    def binding(self, choice: int) -> tuple[int, ...]:
        """The limits, by their place, that a seat would break."""
        limits = self._problem.limits
        return tuple(
            limit
            for limit, weight in self._problem.limits_of[choice]
            if not limits[limit].kept(self.used[limit] + weight)
            and (weight > 0 or limits[limit].kind is LimitKind.LEAST)
        )

    def broken_by_moving(self, gone: int, come: int) -> tuple[int, ...]:
        """The limits, by their place, that a seat given for one taken back would break."""
        change: dict[int, int] = {}
        for choice, sign in ((gone, -1), (come, 1)):
            for limit, weight in self._problem.limits_of[choice]:
                change[limit] = change.get(limit, 0) + sign * weight
        limits = self._problem.limits
        return tuple(n for n, by in sorted(change.items()) if not limits[n].kept(self.used[n] + by))

    def misses(self) -> tuple[int, ...]:
        """The orders of courses that a seat taken back has broken."""
        return tuple(
            number
            for number, limit in enumerate(self._problem.limits)
            if limit.kind is LimitKind.AFTER and self.used[number] > limit.room
        )
