"""What claims to seats are ordered and grouped by: dates of people, and conditions that are true of them."""

import hashlib
from collections.abc import Mapping
from datetime import date

import attrs

from eligibility.engine.meaning import Person, Reader
from eligibility.evaluate.columns import grouped
from eligibility.model.condition import Condition, atoms_of
from eligibility.model.context import Context, resolve_moments
from eligibility.model.dataset import Dataset
from eligibility.model.record import NONE, Known, Value
from eligibility.model.slots import slots_of
from eligibility.model.standard import RuleBook
from eligibility.training.people import coded

PEOPLE = "people"
LAST = 10**9
"""Where those stand of whom it is not known when."""


@attrs.frozen
class Truth:
    """Whether something *holds* of a person; None where the paths *unknown* are not known for certain."""

    holds: bool | None
    unknown: tuple[str, ...] = ()


@attrs.frozen(eq=False)
class Persons:
    """The people of *dataset*, by their id, on the day *as_of*."""

    dataset: Dataset
    rulebook: RuleBook
    as_of: date

    def places(self, path: str) -> Mapping[str, int]:
        """For everyone a number to order by: of a day or number known for certain; `LAST` where it is not."""
        rows = self.dataset.tables[PEOPLE]
        codes, values = coded(rows, path)
        numbers = [_place(value) for value in values]
        return dict(zip(self.ids(), (numbers[code] for code in codes.tolist()), strict=True))

    def ids(self) -> list[str]:
        """Everyone, in the order of the records."""
        rows = self.dataset.tables[PEOPLE]
        column = rows.columns[rows.table.key[0]]
        names = [str(cell.value.value) if isinstance(cell.value, Known) else "" for cell in column.cells]
        return [names[code] for code in column.codes.tolist()]

    def those(self, condition: Condition) -> frozenset[str]:
        """Of whom *condition* is true for certain; it reads nothing but the sheet of people."""
        return frozenset(person for person, found in self.truths(condition).items() if found.holds)

    def truths(self, condition: Condition) -> Mapping[str, Truth]:
        """For everyone whether *condition* is true; it reads nothing but the sheet of people."""
        rows = self.dataset.tables[PEOPLE]
        paths = tuple(dict.fromkeys(slot for atom in atoms_of(condition) for slot in slots_of(atom, 0)))
        columns = [coded(rows, path) for path in paths]
        groups = grouped([(codes, len(values)) for codes, values in columns], rows.height)
        moments = resolve_moments(self.rulebook.vocabulary, self.as_of, None, {})
        context = Context(self.as_of, "training", self.rulebook.vocabulary, moments)
        truths = []
        for row in groups.first.tolist():
            values = {path: found[codes[row]] for path, (codes, found) in zip(paths, columns, strict=True)}
            truths.append(_truth(condition, values, context))
        return {person: truths[code] for person, code in zip(self.ids(), groups.codes.tolist(), strict=True)}


def _truth(condition: Condition, values: Mapping[str, Value], context: Context) -> Truth:
    known = {path: value.value for path, value in values.items() if isinstance(value, Known)}
    if len(known) < len(values):
        return Truth(None, tuple(path for path in values if path not in known))
    return Truth(Reader(Person(known, {}, dict.fromkeys(known, True)), context).holds(condition))


def _place(value: Value) -> int:
    if not isinstance(value, Known) or value.value is NONE:
        return LAST
    match value.value:
        case date() as day:
            return day.toordinal()
        case int(number):
            return number
        case _:
            return LAST


def lot(seed: int, person: str) -> int:
    """The lot that *person* draws: the same for the same seed, whoever else draws."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{person}".encode()).digest()[:6], "big")
