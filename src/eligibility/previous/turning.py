"""The day on which the status of a requirement turned by itself, data and rules being as they are now."""

from collections.abc import Callable
from datetime import date
from typing import Any

from eligibility.compile.instances import make_instance
from eligibility.engine.completions import Exceeded
from eligibility.engine.reference import Reference
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
from eligibility.model.plan import Instance, NodeKind
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
        self._instances: dict[object, tuple[Instance, Reference] | None] = {}

    def day(self, row: int, requirement: str, status: str) -> date | None:
        """The day from which the requirement of candidacy *row* has *status*; the day before it had another.

        None where it had *status* already on the first day, or too much is open to be asked about.
        """
        if self._first >= self._last:
            return None
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

    def _status(self, row: int, requirement: str, day: date) -> str:
        """The status on *day*; an empty text where nothing is demanded."""
        found = self._instance(row, day)
        if found is None:
            return ""
        instance, reference = found
        for node in instance.nodes:
            if node.kind is NodeKind.REQUIREMENT and node.name == requirement:
                return str(status_of(reference.verdicts(node, self._records.record(row, instance))))
        return ""

    def _instance(self, row: int, day: date) -> tuple[Instance, Reference] | None:
        assigned = tuple(column.value(row) for column in self._assigned)
        key = (day, assigned)
        if key not in self._instances:
            self._instances[key] = self._made(day, assigned)
        return self._instances[key]

    def _made(self, day: date, assigned: tuple[Any, ...]) -> tuple[Instance, Reference] | None:
        policy = self._rulebook.policy(self._purpose, day)
        if day not in self._assigners:
            self._assigners[day] = Assigner(self._rulebook, self._population, day)
        assignment = self._assigners[day].assign(*assigned)
        if policy is None or not isinstance(assignment, Assignment):
            return None
        try:
            instance = make_instance(self._rulebook, assignment.standard, policy, day, assignment.term)
        except NoSuchMoment:
            return None
        return instance, Reference(instance)


def _first_day(holds: Callable[[date], bool], first: date, last: date) -> date:
    """A day after *first*, up to *last*, on which *holds*, and did not on the day before."""
    low, high = first.toordinal(), last.toordinal()
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(date.fromordinal(middle)) else (middle, high)
    return date.fromordinal(high)
