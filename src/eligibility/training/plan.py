"""A training plan: needs and class lists to seats, with the first answer beside the best one, and paths."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import attrs

from eligibility.model.dataset import Dataset
from eligibility.model.seats import NoSeating, Priority, Seating, Share
from eligibility.model.standard import RuleBook
from eligibility.training.asking import DECIDED, Asking
from eligibility.training.claims import Claims
from eligibility.training.classes import ClassList
from eligibility.training.conflicts import Conflict, conflicts
from eligibility.training.entering import Entries
from eligibility.training.greedy import in_order
from eligibility.training.needs import Needs
from eligibility.training.paths import Path, Step, best_path
from eligibility.training.persons import Persons
from eligibility.training.reasons import Reasons
from eligibility.training.seating import Chosen, Problem
from eligibility.training.solving import Answer, Reached, available, bounds, solve, version

Told = Callable[[str, int, int], None]

SECONDS = 300.0
"""The time that a proof may take, unless more is given."""


class Contradictory(Exception):
    """What has been decided cannot all be kept."""

    def __init__(self, asking: Asking, found: Sequence[Conflict]) -> None:
        super().__init__(len(found))
        self.asking = asking
        self.found = tuple(found)


@attrs.frozen
class Way:
    """The path of one person: as the longest durations have it, and as the shortest have it (*best*)."""

    person: str
    path: Path
    best: Path
    due: Mapping[str, date | None]


@attrs.frozen(eq=False)
class Plan:
    """A plan for the classes that begin in *years*. *first* is the answer given claim after claim."""

    needs: Needs
    seating: Seating
    listed: ClassList
    years: range
    asking: Asking
    first: Chosen
    answer: Answer
    reasons: Reasons
    ways: tuple[Way, ...]
    solver: str
    """The solver and its version; empty where there is none, and the first answer is the plan."""

    @property
    def problem(self) -> Problem:
        """What was decided."""
        return self.asking.problem


def seating_for(rulebook: RuleBook, day: date, order: Sequence[str] = ()) -> Seating:
    """How seats are given on *day*; with the priorities called *order* moved to the front, in this order.

    Raises:
        NoSeating: the rule book does not say.

    """
    seating = rulebook.seating(day)
    if seating is None or rulebook.class_sheets is None:
        raise NoSeating(day)
    if not order:
        return seating
    known = {one.id: one for one in seating.priorities}
    moved: tuple[Priority | Share, ...] = tuple(known[name] for name in order)
    return attrs.evolve(
        seating, priorities=(*moved, *(one for one in seating.priorities if one.id not in order))
    )


def ask(
    needs: Needs,
    dataset: Dataset,
    rulebook: RuleBook,
    seating: Seating,
    listed: ClassList,
    years: range,
    entries: Entries,
    told: Told | None = None,
) -> Asking:
    """The claims that *needs* come to; *entries* remember what other class lists had reviewed."""
    tell = told or (lambda stage, done, total: None)
    as_of = needs.reviews["training"].as_of
    coming = [one for one in listed.classes if one.start.year in years and one.start >= as_of]
    entries.review_all(coming, lambda done, total: tell("entry", done, total))
    persons = Persons(dataset, rulebook, as_of)
    return Claims(needs, persons, seating, listed, entries, years).asking()


def make_plan(
    needs: Needs,
    seating: Seating,
    listed: ClassList,
    years: range,
    asking: Asking,
    *,
    seconds: float = SECONDS,
    prove: bool = True,
    told: Told | None = None,
) -> Plan:
    """The plan for *asking*: proven as far as *seconds* go, where there is a solver and *prove* is wanted.

    Raises:
        Contradictory: what has been decided breaks a limit.

    """
    tell = told or (lambda stage, done, total: None)
    problem = asking.problem
    found = conflicts(problem)
    if found:
        raise Contradictory(asking, found)
    first = in_order(problem)
    solver = f"HiGHS {version()}" if prove and available() else ""
    if solver:
        answer = solve(problem, first, seconds, lambda done, total: tell("prove", done, total))
    else:
        answer = unproven(problem, first)
    reasons = Reasons(problem, answer.chosen)
    ways = tuple(ways_of(needs, asking))
    return Plan(needs, seating, listed, years, asking, first, answer, reasons, ways, solver)


def unproven(problem: Problem, chosen: Chosen) -> Answer:
    """*chosen* as an answer of which nothing is proven."""
    values, most = problem.values(chosen), bounds(problem)
    pairs = zip(problem.goals, values, most, strict=True)
    return Answer(chosen, tuple(Reached(goal.id, value, top, value >= top) for goal, value, top in pairs))


# --- paths ----------------------------------------------------------------------------------------------


def ways_of(needs: Needs, asking: Asking) -> list[Way]:
    """The path of everyone who asks for something, in the order of the records."""
    as_of = needs.reviews["training"].as_of
    courses = needs.rulebook.vocabulary.courses
    classes = {one.id: one for one in asking.problem.classes}
    listed = {one.course for one in classes.values()}
    steps: dict[str, list[tuple[Step, Step]]] = {}
    for claim in asking.problem.claims:
        if claim.level == DECIDED:
            continue
        course = courses[claim.course]
        spans = tuple((classes[name].start, classes[name].end) for name in claim.options)
        busy = asking.facts[claim.person].busy_until
        step = Step(
            claim.course,
            course.months[1],
            as_of if busy is None else busy + timedelta(1),
            asking.due.get((claim.person, claim.course)),
            frozenset(claim.after),
            spans if claim.course in listed else None,
        )
        shortest = attrs.evolve(step, months=course.months[0])
        steps.setdefault(claim.person, []).append((step, shortest))
    found = []
    for person in asking.facts:
        if person in steps:
            pairs = sorted(steps[person], key=lambda pair: pair[0].course)
            longest, shortest_ = zip(*pairs, strict=True)
            path, best = best_path(longest, as_of), best_path(shortest_, as_of)
            due = {step.course: step.due for step in longest}
            found.append(Way(person, path, best, due))
    return found
