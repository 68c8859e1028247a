"""What would have let somebody in: each answer is a plan solved again, never an estimate."""

from collections.abc import Iterator

import attrs

from eligibility.training.reasons import Hindrance, Reasons
from eligibility.training.seating import Chosen, LimitKind, Problem
from eligibility.training.solving import solve

RAISED = (LimitKind.SEATS, LimitKind.ABSENT, LimitKind.QUOTA, LimitKind.BUDGET)
"""The limits that an office, or who gives the seats, may raise."""


@attrs.frozen
class Remedy:
    """The limits (by place) with so much more room each, under which the best plan has a seat, in *session*.

    *least*: with one less of it the best plan has none. *proven*: the plans that say so are proven.
    """

    session: int
    limits: tuple[tuple[int, int], ...]
    least: bool
    proven: bool


def raised(problem: Problem, more: tuple[tuple[int, int], ...]) -> Problem:
    """*problem* with more room for some limits."""
    extra = dict(more)
    limits = tuple(
        attrs.evolve(limit, room=limit.room + extra.get(number, 0))
        for number, limit in enumerate(problem.limits)
    )
    return attrs.evolve(problem, limits=limits)


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
        if session not in sessions or not kinds or not kinds <= set(RAISED):
            continue
        found = _least(problem, chosen, hindrance, sessions, seconds)
        if found is not None:
            yield found


def _least(
    problem: Problem, chosen: Chosen, hindrance: Hindrance, sessions: frozenset[int], seconds: float
) -> Remedy | None:
    """The least number of times that all limits must be raised by what one seat takes; None if never."""
    choice, limits = hindrance.choice, hindrance.limits
    step = {limit: weight for limit, weight in problem.limits_of[choice] if limit in limits}
    claim, session = problem.choices[choice].claim, problem.choices[choice].session
    tried: dict[int, tuple[int | None, bool]] = {}

    def seats(times: int) -> bool:
        if times not in tried:
            wider = raised(problem, tuple((limit, times * step[limit]) for limit in limits))
            answer = solve(wider, chosen, seconds)
            tried[times] = (wider.seated(answer.chosen).get(claim), answer.proven)
        return tried[times][0] in sessions

    most = max(1, sum(session == other.session for other in problem.choices))
    high = 1
    while not seats(high):
        if high >= most:
            return None
        high = min(2 * high, most)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if seats(middle) else (middle, high)
    least = high == 1 or not seats(high - 1)
    more = tuple((limit, high * step[limit]) for limit in limits)
    where = tried[high][0]
    proven = all(proven for _, proven in tried.values())
    return Remedy(where, more, least, proven) if where is not None else None
