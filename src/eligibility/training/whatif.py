"""What would have let somebody in: each answer is a plan solved again, never an estimate."""

from collections.abc import Iterator, Mapping
from math import gcd

import attrs

from eligibility.training.greedy import in_order
from eligibility.training.reasons import Hindrance, Reasons
from eligibility.training.seating import Chosen, LimitKind, Problem
from eligibility.training.solving import solve

RAISED = (LimitKind.SEATS, LimitKind.LEAST, LimitKind.ABSENT, LimitKind.QUOTA, LimitKind.BUDGET)
"""The limits that an office, or who gives the seats, may raise."""


@attrs.frozen
class Remedy:
    """The limits (by place) with so much more room each, under which the best plan has a seat, in *session*.

    *least*: with one step less for any of them, and the others as they are, it has none. *proven*: the plans
    that say so are proven.
    """

    session: int
    limits: tuple[tuple[int, int], ...]
    least: bool
    proven: bool


def raised(problem: Problem, more: Mapping[int, int]) -> Problem:
    """*problem* with more room for some limits."""
    limits = tuple(
        attrs.evolve(limit, room=limit.room + more.get(number, 0))
        for number, limit in enumerate(problem.limits)
    )
    return attrs.evolve(problem, limits=limits)


def step(problem: Problem, limit: int) -> int:
    """The least by which raising a limit can make a difference."""
    one = problem.limits[limit]
    return gcd(*(one.weight(place) for place in range(len(one.terms))))


def remedies(
    problem: Problem, chosen: Chosen, claim: int, sessions: frozenset[int], seconds: float
) -> Iterator[Remedy]:
    """What would have let *claim* into one of the classes *sessions*: for each, the least that does.

    More room in one class may let others move there, and so make room in another.
    """
    reasons = Reasons(problem, chosen)
    for hindrance in reasons.hindrances(claim):
        session = problem.choices[hindrance.choice].session
        kinds = {problem.limits[n].kind for n in hindrance.limits}
        if session in sessions and kinds and kinds <= set(RAISED):
            found = Search(problem, chosen, claim, sessions, seconds).least(hindrance)
            if found is not None:
                yield found


class Search:
    """Looks for the least more room that lets one claim in, and remembers what was solved.

    Plans begin with *first*; without it, as a plan that is made anew, with claims in their order.
    """

    def __init__(
        self, problem: Problem, first: Chosen | None, claim: int, sessions: frozenset[int], seconds: float
    ) -> None:
        self.problem = problem
        self._first = first
        self._claim = claim
        self._sessions = sessions
        self._seconds = seconds
        self._tried: dict[tuple[tuple[int, int], ...], Chosen] = {}
        self.proven = True

    def best(self, more: Mapping[int, int]) -> Chosen:
        """The best plan with so much more room."""
        key = tuple(sorted(more.items()))
        if key not in self._tried:
            wider = raised(self.problem, more)
            answer = solve(wider, in_order(wider) if self._first is None else self._first, self._seconds)
            self.proven = self.proven and answer.proven
            self._tried[key] = answer.chosen
        return self._tried[key]

    def seat(self, more: Mapping[int, int]) -> int | None:
        """The class that the claim is in, of those looked for, with so much more room; None if in none."""
        session = self.problem.seated(self.best(more)).get(self._claim)
        return session if session in self._sessions else None

    def least(self, hindrance: Hindrance) -> Remedy | None:
        """All limits that bind are raised together until that is enough; then each is lowered."""
        weights = {n: abs(weight) for n, weight in self.problem.limits_of[hindrance.choice]}
        session = self.problem.choices[hindrance.choice].session
        most = max(1, sum(session == choice.session for choice in self.problem.choices))
        times = 1
        while self.seat({n: times * weights[n] for n in hindrance.limits}) is None:
            if times >= most:
                return None
            times = min(2 * times, most)
        more = {n: times * weights[n] for n in hindrance.limits}
        for limit in hindrance.limits:
            more[limit] = self._lowered(more, limit)
        used = {limit: amount for limit, amount in more.items() if amount}
        where = self.seat(used)
        if where is None:
            return None
        least = all(self._needed(used, limit) for limit in used)
        return Remedy(where, tuple(used.items()), least, self.proven)

    def _lowered(self, more: Mapping[int, int], limit: int) -> int:
        """The least for *limit* that is enough, all others as they are."""
        unit = step(self.problem, limit)
        low, high = -1, more[limit] // unit
        while high - low > 1:
            middle = (low + high) // 2
            enough = self.seat({**more, limit: middle * unit}) is not None
            low, high = (low, middle) if enough else (middle, high)
        return high * unit

    def _needed(self, more: Mapping[int, int], limit: int) -> bool:
        """Whether one step less for *limit* is not enough."""
        return self.seat({**more, limit: more[limit] - step(self.problem, limit)}) is None
