"""Seats proven to be given as well as can be, with HiGHS: goal after goal, each held before the next.

The only home of ``highspy``, which the extra ``plan`` brings. What the solver says is not believed: every
answer is counted again, in whole numbers, against every limit and every goal.
"""

from collections.abc import Callable
from importlib.util import find_spec
from threading import Thread
from time import perf_counter
from typing import Any

import attrs
import numpy as np

from eligibility.training.seating import Chosen, Goal, GoalKind, Limit, LimitKind, Problem

SEED = 0
LOOK = 0.05
"""Seconds between looks at the keyboard while the solver works."""
GAP = 0.99
"""Goals are whole numbers: a bound less than one above the value proves it."""

FEASIBLE = 2
"""The solver's word for a solution that keeps to all rows."""

Told = Callable[[int, int], None]
Row = tuple[float, float, list[int], list[float]]
"""A row of the model: what it is between, its columns, their weights."""


class NoSolver(Exception):
    """`highspy` is not installed."""


class Contradiction(Exception):
    """No plan keeps to all limits, whatever it seats."""


class WrongAnswer(Exception):
    """The solver gave what breaks a limit, or counts for less than it says; *what* names it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@attrs.frozen
class Reached:
    """What a goal came to: its *value*, and the *bound* that no plan can pass; *proven* where they meet."""

    goal: str
    value: int
    bound: int
    proven: bool
    seconds: float = attrs.field(default=0.0, eq=False)


@attrs.frozen
class Answer:
    """The choices made, and how far each goal was taken. *stopped*: by hand, before the end."""

    chosen: Chosen
    reached: tuple[Reached, ...]
    stopped: bool = False

    @property
    def proven(self) -> bool:
        """Whether nothing can be better."""
        return all(one.proven for one in self.reached)


def available() -> bool:
    """Whether plans can be proven here."""
    return find_spec("highspy") is not None


def bounds(problem: Problem) -> tuple[int, ...]:
    """What no plan can pass, for every goal, known without a solver."""
    return tuple(_bound(problem, goal, None) for goal in problem.goals)


def version() -> str:
    """The version of the solver."""
    from importlib.metadata import version as installed

    return installed("highspy")


def solve(
    problem: Problem,
    first: Chosen,
    seconds: float = 300.0,
    told: Told | None = None,
) -> Answer:
    """The best plan for *problem*, goal by goal, beginning with *first*; at most *seconds* in all.

    Raises:
        NoSolver: `highspy` is not installed.
        Contradiction: what has been decided already breaks a limit.

    """
    if not available():
        raise NoSolver
    if problem.broken(problem.fixed):
        raise Contradiction
    solver = _Solver(problem, perf_counter() + seconds)
    best, reached, stopped = first, list[Reached](), False
    for number, goal in enumerate(problem.goals):
        if told is not None:
            told(number, len(problem.goals))
        if stopped or (reached and not reached[-1].proven):
            reached.append(_unproven(problem, goal, best))
            continue
        begun = perf_counter()
        found, bound, stopped = solver.improve(goal, best)
        if found is not None and _better(problem, found, best, number):
            best = found
        value = goal.value(best)
        proven = bound is not None and bound <= value
        limit = value if proven else _bound(problem, goal, bound)
        reached.append(Reached(goal.id, value, limit, proven, perf_counter() - begun))
        solver.hold(goal, value)
    return Answer(best, tuple(reached), stopped)


def _better(problem: Problem, found: Chosen, best: Chosen, number: int) -> bool:
    """Whether *found* keeps all limits and is no worse up to the goal at place *number*."""
    broken = problem.broken(found)
    if broken:
        raise WrongAnswer(str(broken[0].kind))
    goals = problem.goals[: number + 1]
    return [goal.value(found) for goal in goals] >= [goal.value(best) for goal in goals]


def _unproven(problem: Problem, goal: Goal, best: Chosen) -> Reached:
    return Reached(goal.id, goal.value(best), _bound(problem, goal, None), proven=False)


def _bound(problem: Problem, goal: Goal, bound: int | None) -> int:
    """What no plan can pass: what the solver says, or all that could be wished for."""
    wished = 0 if goal.kind is GoalKind.SHARE else _most(problem, goal)
    return wished if bound is None else min(bound, wished)


def _most(problem: Problem, goal: Goal) -> int:
    """The sum of the best choice of every claim, as if there were no other limit."""
    best: dict[int, int] = {}
    weights = goal.weights or (1,) * len(goal.terms)
    for choice, weight in zip(goal.terms, weights, strict=True):
        claim = problem.choices[choice].claim
        best[claim] = max(best.get(claim, 0), weight)
    return sum(best.values())


class _Solver:
    """One model, to which a row is added for every goal that is held."""

    def __init__(self, problem: Problem, until: float) -> None:
        import highspy

        self._kit: Any = highspy
        self._problem = problem
        self._until = until
        self._short = {
            goal.id: len(problem.choices) + number
            for number, goal in enumerate(goal for goal in problem.goals if goal.kind is GoalKind.SHARE)
        }
        shares = len(problem.choices) + len(self._short)
        least = [limit for limit in problem.limits if limit.kind is LimitKind.LEAST]
        self._opens = {limit.about[0]: shares + number for number, limit in enumerate(least)}
        self._columns = shares + len(self._opens)
        self._rows: list[Row] = []
        for limit in problem.limits:
            weights = [float(limit.weight(place)) for place in range(len(limit.terms))]
            if limit.kind is LimitKind.LEAST:
                self._rows += self._opening(limit, weights)
            else:
                self._rows.append((-np.inf, float(limit.room), list(limit.terms), weights))
        for goal in problem.goals:
            if goal.kind is GoalKind.SHARE:
                self._rows.append(self._lacking(goal))

    def _opening(self, limit: Limit, weights: list[float]) -> list[Row]:
        """A class that opens has so many; nobody is in one that does not."""
        opens, terms = self._opens[limit.about[0]], list(limit.terms)
        enough: Row = (-np.inf, 0.0, [*terms, opens], [*weights, float(-limit.room)])
        return [enough, *((-np.inf, 0.0, [choice, opens], [1.0, -1.0]) for choice in terms)]

    def _lacking(self, goal: Goal) -> Row:
        """What is lacking of a share is at least percent of everyone less its members."""
        members = frozenset(goal.terms)
        weights = [float(goal.percent - (100 if choice in members else 0)) for choice in goal.everyone]
        return -np.inf, 0.0, [*goal.everyone, self._short[goal.id]], [*weights, -1.0]

    def _objective(self, goal: Goal) -> tuple[list[int], list[float]]:
        if goal.kind is GoalKind.SHARE:
            return [self._short[goal.id]], [-1.0]
        return list(goal.terms), [float(weight) for weight in goal.weights or (1,) * len(goal.terms)]

    def hold(self, goal: Goal, value: int) -> None:
        """From now on no plan comes to less than *value* for *goal*."""
        columns, weights = self._objective(goal)
        if columns:
            self._rows.append((float(value), np.inf, columns, weights))

    def improve(self, goal: Goal, start: Chosen) -> tuple[Chosen | None, int | None, bool]:
        """The best plan for *goal*, the bound that the solver proved, and whether it was stopped by hand.

        It is never given *start* to begin with: HiGHS 1.16 then calls optimal what is not. Where the plan
        counts for less than it says, it is asked again without its presolve.
        """
        columns, weights = self._objective(goal)
        if not columns or goal.value(start) == _bound(self._problem, goal, None):
            return start, goal.value(start), False
        for presolve in ("choose", "off"):
            left = self._until - perf_counter()
            if left <= 0:
                break
            solver = self._solver(columns, weights, left, presolve)
            stopped = _run(solver)
            found, bound, said = self._read(solver)
            if stopped or found is None or said is None or goal.value(found) == said >= goal.value(start):
                return found, bound, stopped
        return None, None, False

    def _read(self, solver: Any) -> tuple[Chosen | None, int | None, int | None]:  # noqa: ANN401  (no types)
        """The plan found, the bound, and what the plan counts for, says the solver, if it is the best."""
        info = solver.getInfo()
        value, bound = info.objective_function_value, info.mip_dual_bound
        optimal = solver.getModelStatus() == self._kit.HighsModelStatus.kOptimal
        most = int(np.floor(bound + 1e-6 * max(1.0, abs(bound)))) if np.isfinite(bound) else None
        if not np.isfinite(value) or info.primal_solution_status != FEASIBLE:
            return None, most, None
        said = round(value) if optimal else None
        values = np.asarray(solver.getSolution().col_value)[: len(self._problem.choices)]
        found = frozenset(np.flatnonzero(values > 0.5).tolist())
        return found, said if said is not None else most, said

    def _solver(self, columns: list[int], weights: list[float], left: float, presolve: str) -> Any:  # noqa: ANN401  (no types)
        kit, choices = self._kit, len(self._problem.choices)
        model = kit.HighsLp()
        model.num_col_, model.num_row_ = self._columns, len(self._rows)
        cost = np.zeros(self._columns)
        np.add.at(cost, columns, weights)
        model.col_cost_ = cost
        lower, upper = np.zeros(self._columns), np.ones(self._columns)
        lower[sorted(self._problem.fixed)] = 1.0
        upper[choices : choices + len(self._short)] = np.inf
        model.col_lower_, model.col_upper_ = lower, upper
        whole, share = kit.HighsVarType.kInteger, kit.HighsVarType.kContinuous
        model.integrality_ = [whole] * choices + [share] * len(self._short) + [whole] * len(self._opens)
        model.row_lower_ = np.array([row[0] for row in self._rows])
        model.row_upper_ = np.array([row[1] for row in self._rows])
        lengths = [len(row[2]) for row in self._rows]
        matrix = model.a_matrix_
        matrix.format_ = kit.MatrixFormat.kRowwise
        matrix.start_ = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
        matrix.index_ = np.array([n for row in self._rows for n in row[2]], dtype=np.int32)
        matrix.value_ = np.array([w for row in self._rows for w in row[3]])
        model.sense_ = kit.ObjSense.kMaximize
        solver = _quiet(kit)
        for name, value in (
            ("random_seed", SEED),
            ("presolve", presolve),
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", GAP),
            ("time_limit", max(0.1, left)),
        ):
            solver.setOptionValue(name, value)
        solver.passModel(model)
        return solver


def _quiet(kit: Any) -> Any:  # noqa: ANN401  (no types)
    """A solver that says nothing: it would greet on standard output before it can be told not to."""

    class Quiet(kit.Highs):  # type: ignore[misc]
        def enableCallbacks(self) -> None:  # noqa: N802  (its name for it)
            self.silent()
            super().enableCallbacks()

    return Quiet()


def _run(solver: Any) -> bool:  # noqa: ANN401  (no types)
    """Let the solver work; True where somebody at the keyboard stopped it."""
    solver.HandleUserInterrupt = True
    worker = Thread(target=solver.run, daemon=True)
    stopped = False
    worker.start()
    while worker.is_alive():
        try:
            worker.join(LOOK)
        except KeyboardInterrupt:
            stopped = True
            solver.cancelSolve()
    return stopped
