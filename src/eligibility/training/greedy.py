"""The first answer, always at hand: claims in their order, each into the earliest class that has room."""

from eligibility.training.seating import Chosen, LimitKind, Problem


def in_order(problem: Problem) -> Chosen:
    """Seats given one claim after the other; what must end before a course is sought first."""
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
            if filling.fits(choice):
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

    def binding(self, choice: int) -> tuple[int, ...]:
        """The limits, by their place, that a seat would break."""
        limits = self._problem.limits
        return tuple(
            limit
            for limit, weight in self._problem.limits_of[choice]
            if weight > 0 and self.used[limit] + weight > limits[limit].room
        )

    def misses(self) -> tuple[int, ...]:
        """The orders of courses that a seat taken back has broken."""
        return tuple(
            number
            for number, limit in enumerate(self._problem.limits)
            if limit.kind is LimitKind.AFTER and self.used[number] > limit.room
        )
