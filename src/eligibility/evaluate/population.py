"""The tables of a dataset as columns of values, one row a person."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl

from eligibility.evaluate.columns import Coded, Codes, classed, constant, grouped, recoded
from eligibility.model.dataset import Dataset, Rows
from eligibility.model.record import MISSING, NONE, Among, Between, Known, Missing, Row, Scalar, Value
from eligibility.model.truth import Gap
from eligibility.model.vocabulary import Table, Vocabulary


class Population:
    """The people of a dataset, and per person what the histories say."""

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary, people: str, plan: str) -> None:
        self.dataset = dataset
        self.vocabulary = vocabulary
        self.people = dataset.tables[people]
        self.plan = dataset.tables.get(plan)
        ids = self.key_column(self.people)
        row_of_code = np.full(len(ids.values), -1, dtype=np.int64)
        row_of_code[ids.codes] = np.arange(len(ids.codes))
        self._rows_of = {
            _text(cell.value): row
            for cell, row in zip(ids.values, row_of_code.tolist(), strict=True)
            if row >= 0
        }
        self._persons: dict[str, Codes] = {}
        self._ordered: dict[str, tuple[Codes, Codes]] = {}
        self._columns: dict[tuple[int, str], Coded] = {}
        self._ratings: dict[tuple[str, int], Coded] = {}

    @property
    def height(self) -> int:
        """Number of people."""
        return self.people.height

    def key_column(self, rows: Rows) -> Coded:
        """The cells that name the person of each row."""
        column = rows.columns[rows.table.key[0]]
        return Coded(np.asarray(column.codes, dtype=np.int64), column.cells)

    def persons(self, table: str) -> Codes:
        """For each row of *table* the row of its person in the people; -1 where there is none."""
        found = self._persons.get(table)
        if found is None:
            ids = self.key_column(self.dataset.tables[table])
            people = [self._rows_of.get(_text(cell.value), -1) for cell in ids.values]
            found = np.array(people, dtype=np.int64)[ids.codes] if people else ids.codes
            self._persons[table] = found
        return found

    def rows_of(self, table: str, person: int) -> Sequence[int]:
        """The rows of *table* that are about *person*, in input order."""
        found = self._ordered.get(table)
        if found is None:
            persons = self.persons(table)
            order = np.argsort(persons, kind="stable")
            starts = np.searchsorted(persons[order], np.arange(self.height + 1))
            found = self._ordered[table] = (order, starts)
        order, starts = found
        rows: list[int] = order[starts[person] : starts[person + 1]].tolist()
        return rows

    def column(self, rows: Rows, name: str) -> Coded | None:
        """The values of a field of *rows*; None where the sheet has no such column."""
        column = rows.columns.get(name)
        if column is None:
            return None
        key = (id(rows), name)
        found = self._columns.get(key)
        if found is None:
            codes = np.asarray(column.codes, dtype=np.int64)
            found = self._columns[key] = recoded(codes, [cell.value for cell in column.cells])
        return found

    # --- ratings ------------------------------------------------------------------------------

    def rating(self, table: str, year: int, since: Coded) -> Coded:
        """What is known of the rating of *year*, per person; *since* is the start of their service."""
        found = self._ratings.get((table, year))
        if found is None:
            found = self._rating(table, year, since)
            self._ratings[table, year] = found
        return found

    def _rating(self, table: str, year: int, since: Coded) -> Coded:
        rows = self.dataset.tables.get(table)
        declared = self.vocabulary.tables[table]
        if rows is None or declared.ratings is None:
            return constant(MISSING, self.height)
        years, grades = self.column(rows, declared.ratings.year), self.column(rows, declared.ratings.grade)
        persons = self.persons(table)
        if years is None or grades is None:
            return constant(MISSING, self.height)
        of_year = np.array([value == Known(year) for value in years.values], dtype=bool)[years.codes]
        of_year &= persons >= 0
        keys, lists = per_person(persons[of_year], grades.codes[of_year], self.height, distinct=True)
        rated = [_one_of([grades.values[code] for code in codes]) for codes in lists]
        domain = self._grades(declared)
        missing = [unrated(value, year, domain) for value in since.values]
        codes = np.where(keys > 0, keys - 1, len(rated) + since.codes)
        return recoded(codes, [*rated, *missing])

    def _grades(self, table: Table) -> tuple[str, ...]:
        field = table.field(table.ratings.grade) if table.ratings is not None else None
        return self.vocabulary.scales[field.scale].codes if field is not None else ()

    # --- histories ------------------------------------------------------------------------------

    def history(
        self, table: str, names: tuple[str, ...], cuts: Mapping[str, list[date] | None], assumed: str
    ) -> Coded:
        """The rows of *table* per person, reduced to the fields in *names*, dates classed by *cuts*.

        Values are tuples of rows as pairs of name and value (see `unpacked`), or None where no sheet
        was supplied and nothing is assumed.
        """
        declared = self.vocabulary.tables[table]
        rows = self.dataset.tables.get(table)
        if rows is None:
            nothing = assumed == "none" or declared.absent == "none"
            return constant(() if nothing else None, self.height)
        columns: list[tuple[str, Coded]] = []
        for name in names:
            column = self.column(rows, name)
            if column is None:
                field = declared.field(name)
                none = field is not None and field.empty == "none"
                column = constant(Known(NONE) if none else MISSING, rows.height)
            columns.append((name, column))
        classes = [classed(column, cuts.get(name)) for name, column in columns]
        groups = grouped([(column.codes, len(column.values)) for column in classes], rows.height)
        packed = [
            tuple((name, column.value(int(row))) for name, column in columns) for row in groups.first.tolist()
        ]
        persons = self.persons(table)
        valid = persons >= 0
        keys, lists = per_person(persons[valid], groups.codes[valid], self.height, distinct=False)
        return Coded(keys, ((), *(tuple(packed[code] for code in codes) for codes in lists)))


def unpacked(history: tuple[tuple[tuple[str, Value], ...], ...] | None) -> tuple[Row, ...] | None:
    """Rows as mappings."""
    return None if history is None else tuple(dict(row) for row in history)


def per_person(
    persons: Codes, codes: Codes, height: int, *, distinct: bool
) -> tuple[Codes, list[tuple[int, ...]]]:
    """Per person the sorted codes of their rows: 0 where there is none, else 1 + index of a list."""
    keys = np.zeros(height, dtype=np.int64)
    if not len(persons):
        return keys, []
    gathered = pl.col("code").unique().sort() if distinct else pl.col("code").sort()
    frame = (
        pl.DataFrame({"person": persons, "code": codes})
        .group_by("person")
        .agg(gathered)
        .with_columns(key=pl.col("code").cast(pl.List(pl.String)).list.join(","))
    )
    distinct_lists = frame.select("key").unique().sort("key").with_row_index("number")
    joined = frame.join(distinct_lists, on="key", how="left")
    keys[joined["person"].to_numpy()] = joined["number"].to_numpy().astype(np.int64) + 1
    lists = [tuple(int(code) for code in key.split(",")) for key in distinct_lists["key"].to_list()]
    return keys, lists


def _text(value: Value) -> str:
    return str(value.value) if isinstance(value, Known) else ""


def _one_of(values: list[Value]) -> Value:
    """What several entries for one year come to: any that was seen; if one cannot be read, anything."""
    if len(values) == 1:
        return values[0]
    seen: list[Scalar] = []
    for value in values:
        if isinstance(value, Missing):
            return Missing(Gap.CONTRADICTORY if value.gap is Gap.ABSENT else value.gap)
        seen.extend(
            value.values if isinstance(value, Among) else [value.value] if isinstance(value, Known) else []
        )
    distinct = tuple(sorted(set(seen), key=str))
    return Known(distinct[0]) if len(distinct) == 1 else Among(distinct)


def unrated(since: Value, year: int, grades: tuple[str, ...]) -> Value:
    """What the lack of a rating means: before service began there was none; later it is missing."""
    end = date(year, 12, 31)
    match since:
        case Known(start) if isinstance(start, date):
            return Known(NONE) if start > end else MISSING
        case Between(first, _) if first > end:
            return Known(NONE)
        case Between(_, last) if last <= end:
            return MISSING
        case Among(values) if all(isinstance(start, date) and start > end for start in values):
            return Known(NONE)
        case Among(values) if all(isinstance(start, date) and start <= end for start in values):
            return MISSING
        case Known():
            return MISSING
        case _:
            return Among((*grades, NONE), Gap.ABSENT)
