"""Why a claim has no seat in a class: the limits that bind, who has the seat, and what put them first."""

from collections.abc import Iterator
from functools import cached_property

import attrs

from eligibility.training.greedy import Filling
from eligibility.training.seating import Chosen, GoalKind, LimitKind, Problem


@attrs.frozen
class Hindrance:
    """Why the choice *choice* is not made: the limits (by place) that it would break.

    *holder* is the choice that would have to go, alone, to let it in: of all such the one that comes off
    least badly. *lost_on* is the first goal that would suffer by the exchange. Both are empty where no one
    seat would do. Of somebody who has a seat elsewhere the limits are those of moving, and *holder* is the
    lowest claim of those.
    """

    choice: int
    limits: tuple[int, ...]
    holder: int | None = None
    lost_on: str = ""


class Reasons:
    """The reasons of one plan for one problem."""

    def __init__(self, problem: Problem, chosen: Chosen) -> None:
        self.problem = problem
        self.chosen = chosen
        self.filling = Filling(problem, chosen)
        self.seated = problem.seated(chosen)
        self._of_limit: dict[int, Chosen] = {}
        self._frees: dict[int, dict[int, int]] = {}

    def unseated(self) -> tuple[int, ...]:
        """The claims without a seat, highest first."""
        return tuple(n for n in range(len(self.problem.claims)) if n not in self.seated)

    def hindrances(self, claim: int) -> tuple[Hindrance, ...]:
        """For every class that the claim could be in, earliest first, why it is not."""
        taken = self.seated.get(claim)
        return tuple(
            self.hindrance(choice)
            for choice in self.problem.of_claim[claim]
            if self.problem.choices[choice].session != taken
        )

    def hindrance(self, choice: int) -> Hindrance:
        """Why *choice* is not made."""
        own = self.seat(self.problem.choices[choice].claim)
        if own is not None:
            return self._not_moved(choice, own)
        limits = self.filling.binding(choice)
        holder = self._least_loss(choice, limits)
        if holder is None:
            return Hindrance(choice, limits)
        change = self.change(holder, choice)
        lost = next((n for n, part in enumerate(change) if part), None)
        goal = self.problem.goals[lost].id if lost is not None and change[lost] < 0 else ""
        return Hindrance(choice, limits, holder, goal)

    def _least_loss(self, choice: int, limits: tuple[int, ...]) -> int | None:
        """Of those who alone make room for *choice*, the one whose going costs least."""
        found = list(self.holders(choice, limits))
        if not self._shares:  # what a seat is worth does not depend on the others
            return min(found, default=None, key=lambda holder: (self._worths[holder], holder))
        return max(found, default=None, key=lambda holder: (self.change(holder, choice), -holder))

    def seat(self, claim: int) -> int | None:
        """The choice by which *claim* has a seat."""
        return next((choice for choice in self.problem.of_claim[claim] if choice in self.chosen), None)

    def _not_moved(self, choice: int, own: int) -> Hindrance:
        """Why somebody is not in the class of *choice* rather than in that of *own*."""
        limits = self.filling.broken_by_moving(own, choice)
        self.filling.remove(own)
        lowest = max(
            self.holders(choice, limits), default=None, key=lambda one: self.problem.choices[one].claim
        )
        self.filling.add(own)
        return Hindrance(choice, limits, lowest)

    def exchangeable(self, choice: int, holder: int) -> bool:
        """Whether the claim of *choice* may leave its own class to that of *holder* and take theirs."""
        own = self.seat(self.problem.choices[choice].claim)
        if own is None:
            return False
        session = self.problem.choices[own].session
        for back in self.problem.of_claim[self.problem.choices[holder].claim]:
            if self.problem.choices[back].session == session:
                return not self.problem.broken((self.chosen - {own, holder}) | {choice, back})
        return False

    def holders(self, choice: int, limits: tuple[int, ...]) -> Iterator[int]:
        """The choices made, none by decision, each of which alone makes room for *choice*."""
        problem = self.problem
        kinds = {problem.limits[n].kind for n in limits}
        if not limits or kinds & {LimitKind.AFTER, LimitKind.LEAST}:
            return
        own = set(problem.of_claim[problem.choices[choice].claim])
        weights, used = dict(problem.limits_of[choice]), self.filling.used
        lacking = [(n, used[n] + weights[n] - problem.limits[n].room) for n in limits]
        shared = frozenset.intersection(*(self._taken(n) for n in limits)) - problem.fixed - own
        for holder in sorted(shared):
            frees = self._frees.get(holder)
            if frees is None:
                frees = self._frees[holder] = dict(problem.limits_of[holder])
            if all(frees[n] >= lack for n, lack in lacking) and not self._breaks(holder, choice):
                yield holder

    def _taken(self, limit: int) -> Chosen:
        """The choices made that count in a limit."""
        if limit not in self._of_limit:
            self._of_limit[limit] = self.chosen.intersection(self.problem.limits[limit].terms)
        return self._of_limit[limit]

    def _breaks(self, gone: int, come: int) -> bool:
        """Whether a later course of the person would lose what must go before it, or a class too many."""
        used, limits = self.filling.used, self.problem.limits
        stays = self.problem.choices[gone].session == self.problem.choices[come].session
        return any(
            weight < 0
            and not limits[n].kept(used[n] - weight)
            and not (stays and limits[n].kind is LimitKind.LEAST)
            for n, weight in self.problem.limits_of[gone]
        )

    def change(self, gone: int, come: int) -> tuple[int, ...]:
        """What the goals gain where the seat *gone* is taken back and *come* is given."""
        return tuple(
            self._share(number, gone, come) if goal.kind is GoalKind.SHARE else worth[come] - worth[gone]
            for number, (goal, worth) in enumerate(zip(self.problem.goals, self._worth, strict=True))
        )

    @cached_property
    def _worth(self) -> tuple[list[int], ...]:
        """For every goal what each choice counts for."""
        found = []
        for goal in self.problem.goals:
            worth = [0] * len(self.problem.choices)
            for choice in goal.everyone:
                worth[choice] = -goal.percent
            weights = goal.weights or (100 if goal.kind is GoalKind.SHARE else 1,) * len(goal.terms)
            for choice, weight in zip(goal.terms, weights, strict=True):
                worth[choice] += weight
            found.append(worth)
        return tuple(found)

    @cached_property
    def _worths(self) -> list[tuple[int, ...]]:
        """For every choice what it counts for, goal by goal."""
        return list(zip(*self._worth, strict=True))

    @cached_property
    def _shares(self) -> bool:
        """Whether some goal is a share of somebody."""
        return any(goal.kind is GoalKind.SHARE and goal.everyone for goal in self.problem.goals)

    @cached_property
    def _lacking(self) -> tuple[int, ...]:
        """For every goal what is lacking of a share, negative where there is more than enough."""
        return tuple(-sum(worth[choice] for choice in self.chosen) for worth in self._worth)

    def _share(self, number: int, gone: int, come: int) -> int:
        now = self._lacking[number]
        then = now + self._worth[number][gone] - self._worth[number][come]
        return max(0, now) - max(0, then)

    # --- the law that every plan is held against -------------------------------------------------

    def better_swap(self) -> tuple[int | None, int] | None:
        """A seat to take back (or none) and one to give for it that is better, all else unchanged."""
        for claim in self.unseated():
            for choice in self.problem.of_claim[claim]:
                limits = self.filling.binding(choice)
                if not limits:
                    return None, choice
                holder = self._least_loss(choice, limits)
                if holder is not None and self.change(holder, choice) > (0,) * len(self.problem.goals):
                    return holder, choice
        return None
