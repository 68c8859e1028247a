"""The day on which the status of a requirement turned by itself, data and rules being as they are now."""

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs

from eligibility.compile.instances import make_instance
from eligibility.engine.completions import Exceeded, Question
from eligibility.engine.reference import Reference
from eligibility.engine.waiting import certain_data
from eligibility.evaluate.candidacies import (
    TARGET_UNIT,
    Assigner,
    Assignment,
    Candidacies,
    consider,
)
from eligibility.evaluate.people import Records
from eligibility.evaluate.population import Population
from eligibility.model.context import NoSuchMoment
from eligibility.model.dataset import TARGET_POST, TERM, Dataset
from eligibility.model.finding import status_of
from eligibility.model.plan import Instance, Node, NodeKind
from eligibility.model.slots import terms_of
from eligibility.model.standard import RuleBook
from eligibility.normalise.waivers import name_waivers


class Turning:
    """Asks the reference interpreter about single requirements on days between two reviews.

    *dataset* is as the later review read it.
    """

    def __init__(self, dataset: Dataset, rulebook: RuleBook, purpose: str, days: tuple[date, date]) -> None:
        self._rulebook = rulebook
        self._purpose = purpose
        self._first, self._last = days
        named = name_waivers(dataset, rulebook)
        self._population = Population(named, rulebook.vocabulary, "people", "plan")
        self._candidacies: Candidacies = consider(self._population, rulebook, purpose, self._last)
        self._records = Records(self._candidacies)
        paths = (TARGET_POST, TARGET_UNIT, TERM)
        self._assigned = [*map(self._candidacies.column, paths), self._candidacies.course]
        self._assigners: dict[date, Assigner] = {}
        self._assignments: dict[object, Assignment | None] = {}
        self._steady = not any(
            self._first < standard.in_force.start <= self._last
            or self._first <= standard.in_force.end < self._last
            for standard in rulebook.standards
        )
        self._days: dict[object, date | None] = {}
        self._questions: dict[object, tuple[Instance, Reference] | None] = {}

    def day(self, row: int, requirement: str, status: str) -> date | None:
        """The day from which the requirement of candidacy *row* has *status*; the day before it had another.

        None where it had *status* already on the first day, or too much is open to be asked about.
        """
        if self._first >= self._last:
            return None
        data = self._data(row, requirement)
        if data is None:
            return self._turn(row, requirement, status)
        key = (requirement, status, data)
        if key not in self._days:
            self._days[key] = self._turn(row, requirement, status)
        return self._days[key]

    def _turn(self, row: int, requirement: str, status: str) -> date | None:
        try:
            if self._status(row, requirement, self._first) == status:
                return None
            if self._status(row, requirement, self._last) != status:
                return None
            return _first_day(
                lambda day: self._status(row, requirement, day) == status, self._first, self._last
            )
        except Exceeded:
            return None

    def _data(self, row: int, requirement: str) -> object:
        """All that the answer depends on; None where that cannot be said.

        It can where the data are certain, no waiver may begin or end, no version of a standard does,
        and the years looked at are those of the first or the last day.
        """
        vocabulary = self._rulebook.vocabulary
        if not self._steady:
            return None
        if vocabulary.closed_year(self._last) - vocabulary.closed_year(self._first) > 1:
            return None
        seen: list[object] = [tuple(column.value(row) for column in self._assigned)]
        for day in (self._first, self._last):
            found = self._asked(row, requirement, day)
            if found is None:
                return None
            instance, _ = found
            (node,) = instance.nodes
            if node.requirement.waivable:
                return None
            question = Question(tuple((term, node.context) for term in terms_of(node.requirement)))
            data = certain_data(question, self._records.record(row, instance), vocabulary.tables)
            if data is None:
                return None
            seen.append(data)
        return tuple(seen)

    def _status(self, row: int, requirement: str, day: date) -> str:
        """The status on *day*; an empty text where nothing is demanded."""
        found = self._asked(row, requirement, day)
        if found is None:
            return ""
        instance, reference = found
        (node,) = instance.nodes
        return str(status_of(reference.verdicts(node, self._records.record(row, instance))))

    def _asked(self, row: int, requirement: str, day: date) -> tuple[Instance, Reference] | None:
        """The instance for *row* on *day* with this requirement alone; None where nothing is demanded."""
        assigned = self._assignment(day, tuple(column.value(row) for column in self._assigned))
        if assigned is None:
            return None
        key = (day, requirement, assigned.standard.id, assigned.standard.version, assigned.term)
        if key not in self._questions:
            self._questions[key] = self._question(day, requirement, assigned)
        return self._questions[key]

    def _assignment(self, day: date, target: tuple[Any, ...]) -> Assignment | None:
        key = (day, target)
        if key not in self._assignments:
            if day not in self._assigners:
                self._assigners[day] = Assigner(self._rulebook, self._population, day)
            found = self._assigners[day].assign(*target)
            self._assignments[key] = found if isinstance(found, Assignment) else None
        return self._assignments[key]

    def _question(
        self, day: date, requirement: str, assigned: Assignment
    ) -> tuple[Instance, Reference] | None:
        policy = self._rulebook.policy(self._purpose, day)
        if policy is None:
            return None
        try:
            whole = make_instance(self._rulebook, assigned.standard, policy, day, assigned.term)
        except NoSuchMoment:
            return None
        nodes = tuple(node for node in whole.nodes if _is(node, requirement))
        if not nodes:
            return None
        alone = attrs.evolve(whole, nodes=nodes)
        return alone, Reference(alone)


def _is(node: Node, requirement: str) -> bool:
    return node.kind is NodeKind.REQUIREMENT and node.name == requirement


def _first_day(holds: Callable[[date], bool], first: date, last: date) -> date:
    """A day after *first*, up to *last*, on which *holds*, and did not on the day before."""
    low, high = first.toordinal(), last.toordinal()
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(date.fromordinal(middle)) else (middle, high)
    return date.fromordinal(high)
