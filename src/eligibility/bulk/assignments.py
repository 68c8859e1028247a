"""Which instance of which standard applies to each candidacy of a chunk."""

from collections.abc import Sequence

import attrs
import numpy as np

from eligibility.compile.lifting import LiftingSolver
from eligibility.concluding import Session
from eligibility.evaluate.candidacies import TARGET_UNIT, Assigner, Assignment, Candidacies, Refused
from eligibility.evaluate.columns import Codes, grouped
from eligibility.model.context import NoSuchMoment
from eligibility.model.dataset import TARGET_POST, TERM
from eligibility.model.standard import State


@attrs.frozen(eq=False)
class Assigned:
    """The instance of each candidacy, by number; below zero a reason why none applies (-1: the first)."""

    codes: Codes
    refused: Sequence[Refused]


class Assignments:
    """Finds instances, each once: first *solvers*, then others in the order in which they come up."""

    def __init__(self, session: Session, solvers: Sequence[LiftingSolver] = ()) -> None:
        self.solvers: list[LiftingSolver] = list(solvers)
        self._session = session
        self._numbers: dict[int, int] = {id(solver): number for number, solver in enumerate(solvers)}
        self._refused: dict[Refused, int] = {}
        self._known: dict[tuple[object, ...], int] = {}
        self.by_unit = any(
            standard.units and standard.state is State.ACTIVE for standard in session.rulebook.standards
        )

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of what the choice depends on."""
        return (TARGET_POST, TERM, *([TARGET_UNIT] if self.by_unit else []))

    def assign(self, everyone: Candidacies) -> Assigned:
        """The instance of each of *everyone*."""
        post, term = everyone.column(TARGET_POST), everyone.column(TERM)
        columns = [post, term, everyone.course]
        if self.by_unit:
            columns.append(everyone.column(TARGET_UNIT))
        groups = grouped([(column.codes, len(column.values)) for column in columns], everyone.height)
        assigner = Assigner(self._session.rulebook, everyone.population, self._session.as_of)
        numbers = []
        for row in groups.first.tolist():
            key = tuple(column.value(row) for column in columns)
            found = self._known.get(key)
            if found is None:
                unit = everyone.column(TARGET_UNIT).value(row) if not self.by_unit else key[3]
                found = self._known[key] = self._number(assigner.assign(key[0], unit, key[1], key[2]))
            numbers.append(found)
        return Assigned(np.array(numbers, dtype=np.int64)[groups.codes], tuple(self._refused))

    def settle(self) -> None:
        """Number the instances found so far by what they are, not by when they came up."""
        order = sorted(range(len(self.solvers)), key=lambda number: _name(self.solvers[number]))
        place = {number: at for at, number in enumerate(order)}
        self.solvers = [self.solvers[number] for number in order]
        self._numbers = {id(solver): number for number, solver in enumerate(self.solvers)}
        self._known = {key: place.get(number, number) for key, number in self._known.items()}

    def _number(self, answer: Assignment | Refused) -> int:
        if isinstance(answer, Assignment):
            try:
                solver = self._session.solver(answer)
            except NoSuchMoment as missing:
                return self._number(Refused("no_moment", str(missing)))
            number = self._numbers.setdefault(id(solver), len(self.solvers))
            if number == len(self.solvers):
                self.solvers.append(solver)
            return number
        return -1 - self._refused.setdefault(answer, len(self._refused))


def _name(solver: LiftingSolver) -> tuple[str, ...]:
    instance = solver.compiled.instance
    moments = (f"{name} {day}" for name, day in sorted(instance.context.moments.items()))
    return instance.standard.id, str(instance.standard.version), *moments
