"""What candidacies hold in the slots that one instance reads."""

from collections.abc import Mapping, Sequence
from datetime import date

from eligibility.evaluate.candidacies import Candidacies
from eligibility.evaluate.columns import Coded, constant, recoded
from eligibility.evaluate.waivers import waived
from eligibility.model.plan import Instance
from eligibility.model.record import MISSING, Known, Missing
from eligibility.model.slots import HOLDS, KNOWN, WAIVED
from eligibility.model.vocabulary import Vocabulary


class SlotColumns:
    """The slots of *candidacies* under *instance*, each made once; *read* are the plain ones made so far."""

    def __init__(self, candidacies: Candidacies, instance: Instance) -> None:
        self.read: dict[str, Coded] = {}
        self._candidacies = candidacies
        self._instance = instance

    def slot(self, slot: str) -> Coded:
        """The values of a plain slot."""
        found = self.read.get(slot)
        if found is None:
            found = self.read[slot] = self._slot(slot)
        return found

    def history(self, table: str, names: Sequence[str], cuts: Mapping[str, list[date] | None]) -> Coded:
        """The rows of a history, reduced to the fields in *names*, dates classed by *cuts*."""
        population = self._candidacies.population
        found = population.history(table, tuple(names), cuts, self._instance.assumed.get(table, ""))
        return found.taken(self._candidacies.person)

    def _slot(self, slot: str) -> Coded:
        candidacies = self._candidacies
        if slot.startswith(HOLDS):
            return constant(MISSING, candidacies.height)
        if slot.startswith(WAIVED):
            return waived(candidacies, slot.removeprefix(WAIVED), self._instance.context.as_of)
        if slot.startswith(KNOWN):
            column = self.slot(slot.removeprefix(KNOWN))
            stated = [MISSING if isinstance(v, Missing) else Known(True) for v in column.values]
            return recoded(column.codes, stated)
        table, _, year = slot.partition("[")
        if year:
            ratings = self._instance.context.vocabulary.tables[table].ratings
            since = self._since(ratings.since if ratings is not None else "")
            rating = candidacies.population.rating(table, int(year[:-1]), since)
            return rating.taken(candidacies.person)
        return candidacies.column(slot, self._instance.assumed.get(slot, ""))

    def _since(self, path: str) -> Coded:
        population = self._candidacies.population
        field = self._candidacies.field(path)
        column = population.column(population.people, field[1].name) if field is not None else None
        return column if column is not None else constant(MISSING, population.height)


def dated(table: str, name: str, vocabulary: Vocabulary) -> bool:
    """Whether the field *name* of *table* holds dates."""
    field = vocabulary.tables[table].field(name)
    return field is not None and field.kind == "date"
