"""Seats decided that cannot all be kept: for each limit they break, the fewest that break it."""

import attrs

from eligibility.training.seating import Limit, Problem


@attrs.frozen
class Conflict:
    """The *claims* (by place) whose decided seats together take more than the room of *limit*."""

    limit: Limit
    claims: tuple[int, ...]


def conflicts(problem: Problem) -> tuple[Conflict, ...]:
    """What the decided seats break, the fewest claims first; without any one of them it would hold."""
    found = []
    for limit in problem.broken(problem.fixed):
        weights = {choice: limit.weight(place) for place, choice in enumerate(limit.terms)}
        decided = [choice for choice in limit.terms if choice in problem.fixed and weights[choice] > 0]
        taken, total = list[int](), 0
        for choice in sorted(decided, key=lambda choice: (-weights[choice], choice)):
            taken.append(choice)
            total += weights[choice]
            if total > limit.room:
                break
        found.append(Conflict(limit, tuple(sorted(problem.choices[choice].claim for choice in taken))))
    return tuple(sorted(found, key=lambda one: (len(one.claims), one.limit.kind, one.limit.about)))
