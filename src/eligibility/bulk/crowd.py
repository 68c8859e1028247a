"""The people of one chunk as a population: columns of codes, without the text of any cell."""

from collections.abc import Mapping

import numpy as np

from eligibility.evaluate.columns import Coded, Codes, recoded
from eligibility.evaluate.population import Population, unrated
from eligibility.model.dataset import Dataset, Rows
from eligibility.model.vocabulary import Table, Vocabulary

Columns = Mapping[str, Coded]
"""Field name to values, one row of the table each."""


class Crowd(Population):
    """A population whose rows are known by their place only.

    *columns* are those supplied, by table; *persons* says for each row of a table whose it is (-1: nobody's).
    *beside* are grades that stand with the people, by table and year; None is no entry at all.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        height: int,
        columns: Mapping[str, Columns],
        persons: Mapping[str, Codes],
        beside: Mapping[str, Mapping[int, Coded]],
    ) -> None:
        self.vocabulary = vocabulary
        heights = {name: len(found) for name, found in persons.items()}
        heights |= {"people": height}
        for name, found in columns.items():
            heights.setdefault(name, len(next(iter(found.values())).codes) if found else 0)
        tables = {name: _rows(vocabulary.tables[name], number) for name, number in heights.items()}
        for name in beside:
            tables.setdefault(name, _rows(vocabulary.tables[name], 0))
        self.dataset = Dataset(tables, (), (), (), heights)
        self.people = tables["people"]
        self.plan = tables.get("plan")
        self._given = columns
        self._whose = persons
        self._beside = beside
        self._ratings: dict[tuple[str, int], Coded] = {}

    def persons(self, table: str) -> Codes:
        """For each row of *table* the row of its person in the people; -1 where there is none."""
        return self._whose[table]

    def column(self, rows: Rows, name: str) -> Coded | None:
        """The values of a field of *rows*; None where the table has no such column."""
        return self._given.get(rows.table.name, {}).get(name)

    def _rating(self, table: str, year: int, since: Coded) -> Coded:
        beside = self._beside.get(table)
        if beside is None:
            return super()._rating(table, year, since)
        declared = self.vocabulary.tables[table]
        domain = self._grades(declared)
        missing = [unrated(value, year, domain) for value in since.values]
        grade = beside.get(year)
        if grade is None:
            return recoded(since.codes, missing)
        stated = np.array([value is not None for value in grade.values], dtype=bool)[grade.codes]
        codes = np.where(stated, grade.codes, len(grade.values) + since.codes)
        return recoded(codes, [*grade.values, *missing])


def _rows(table: Table, height: int) -> Rows:
    """Rows without cells: their places only."""
    numbers = np.arange(height, dtype=np.int64)
    return Rows(table, {}, np.zeros(height, dtype=np.int64), numbers, ())
