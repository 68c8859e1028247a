"""One candidacy as the record that the reference reads: straight from the rows of the input."""

from collections.abc import Sequence
from datetime import date

from eligibility.evaluate.candidacies import Candidacies
from eligibility.evaluate.columns import Coded
from eligibility.evaluate.waivers import waived
from eligibility.model.dataset import Rows
from eligibility.model.plan import Instance
from eligibility.model.record import MISSING, NONE, Among, Known, Missing, Record, Row, Scalar, Value, span
from eligibility.model.slots import HOLDS, KNOWN, WAIVED, slots_of, terms_of
from eligibility.model.truth import Gap
from eligibility.model.vocabulary import Table


class Records:
    """Builds the records of candidacies; histories are looked up row by row."""

    def __init__(self, candidacies: Candidacies) -> None:
        self._candidacies = candidacies
        self._columns: dict[tuple[str, str], Coded] = {}
        self._waivers: dict[tuple[str, date], Coded] = {}
        self._slots_of: dict[int, tuple[str, ...]] = {}

    def record(self, row: int, instance: Instance) -> Record:
        """Candidacy *row* with all that the nodes of *instance* read, and what constraints tie to it."""
        tables = instance.context.vocabulary.tables
        values: dict[str, Value] = {}
        histories: dict[str, tuple[Row, ...] | None] = {}
        waivers: set[str] = set()
        for slot in self._slots(instance):
            if slot in tables:
                histories[slot] = self._history(row, tables[slot], instance.assumed.get(slot, ""))
            elif slot.startswith(WAIVED):
                name = slot.removeprefix(WAIVED)
                state = self._waived(name, instance.context.as_of).value(row)
                if state == Known(True):
                    waivers.add(name)
                elif state != Known(False):
                    values[slot] = state
            elif slot.endswith("]"):
                table, _, year = slot[:-1].partition("[")
                values[slot] = self._rating(row, tables[table], int(year))
            elif not slot.startswith(HOLDS):
                path = slot.removeprefix(KNOWN)
                values[path] = self._column(path, instance.assumed.get(path, "")).value(row)
        return Record(values, histories, frozenset(waivers))

    def _column(self, path: str, assumed: str) -> Coded:
        found = self._columns.get((path, assumed))
        if found is None:
            found = self._columns[path, assumed] = self._candidacies.column(path, assumed)
        return found

    def _waived(self, requirement: str, as_of: date) -> Coded:
        found = self._waivers.get((requirement, as_of))
        if found is None:
            found = self._waivers[requirement, as_of] = waived(self._candidacies, requirement, as_of)
        return found

    def _slots(self, instance: Instance) -> tuple[str, ...]:
        known = self._slots_of.get(id(instance))
        if known is not None:
            return known
        found: dict[str, None] = {}
        for node in instance.nodes:
            for term in terms_of(node.requirement):
                found |= dict.fromkeys(slots_of(term, node.context.closed_year))
        for constraint in instance.context.vocabulary.constraints:
            found |= {constraint.earlier: None, constraint.later: None}
        self._slots_of[id(instance)] = tuple(found)
        return tuple(found)

    def _rows_of(self, table: str, row: int) -> Sequence[int]:
        """The rows of *table* that are about the person of candidacy *row*."""
        return self._candidacies.population.rows_of(table, int(self._candidacies.person[row]))

    def _history(self, row: int, table: Table, assumed: str) -> tuple[Row, ...] | None:
        rows = self._candidacies.population.dataset.tables.get(table.name)
        if rows is None:
            return () if "none" in (assumed, table.absent) else None
        return tuple(
            {field.name: _cell(rows, table, field.name, number) for field in table.fields}
            for number in self._rows_of(table.name, row)
        )

    def _rating(self, row: int, table: Table, year: int) -> Value:
        rows = self._candidacies.population.dataset.tables.get(table.name)
        if rows is None or table.ratings is None:
            return MISSING
        if table.ratings.year not in rows.columns or table.ratings.grade not in rows.columns:
            return MISSING
        seen: list[Value] = []
        for number in self._rows_of(table.name, row):
            if _cell(rows, table, table.ratings.year, number) == Known(year):
                grade = _cell(rows, table, table.ratings.grade, number)
                if grade not in seen:
                    seen.append(grade)
        if seen:
            return _together(seen)
        return self._before_service(row, table, year)

    def _before_service(self, row: int, table: Table, year: int) -> Value:
        """Nobody is rated before service; where it is not known when that began, either may be."""
        population = self._candidacies.population
        field = self._candidacies.field(table.ratings.since if table.ratings is not None else "")
        cell = (
            population.people.cell(field[1].name, int(self._candidacies.person[row]))
            if field is not None
            else None
        )
        since = cell.value if cell is not None else MISSING
        new_year = date(year + 1, 1, 1)
        days = span(since)
        if days is None:
            return MISSING if isinstance(since, Known) else self._any_grade(table)
        if days[0] >= new_year:
            return Known(NONE)
        return MISSING if days[1] < new_year else self._any_grade(table)

    def _any_grade(self, table: Table) -> Value:
        vocabulary = self._candidacies.population.vocabulary
        grade = table.field(table.ratings.grade) if table.ratings is not None else None
        grades = vocabulary.scales[grade.scale].codes if grade is not None else ()
        return Among((*grades, NONE), Gap.ABSENT)


def _cell(rows: Rows, table: Table, name: str, number: int) -> Value:
    cell = rows.cell(name, number)
    if cell is not None:
        return cell.value
    field = table.field(name)
    return Known(NONE) if field is not None and field.empty == "none" else MISSING


def _together(seen: list[Value]) -> Value:
    """Several entries of one year: exactly one of those that are stated, if all can be read."""
    if len(seen) == 1:
        return seen[0]
    for value in seen:
        if isinstance(value, Missing):
            return Missing(Gap.CONTRADICTORY) if value.gap is Gap.ABSENT else value
    stated = {v for value in seen for v in (value.values if isinstance(value, Among) else _known(value))}
    options = tuple(sorted(stated, key=str))
    return Among(options) if len(options) > 1 else Known(options[0])


def _known(value: Value) -> tuple[Scalar, ...]:
    return (value.value,) if isinstance(value, Known) else ()
