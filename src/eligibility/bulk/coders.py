"""Columns of a table as small codes: each distinct cell is read once, a day by a table of days."""

from collections.abc import Sequence
from datetime import date

import attrs
import numpy as np
import polars as pl
from numpy.typing import NDArray

from eligibility.evaluate.columns import Coded, Codes
from eligibility.model.dataset import Issue
from eligibility.model.raw import EMPTY, RawCell
from eligibility.model.record import Value
from eligibility.model.vocabulary import Field, Kind, Vocabulary
from eligibility.normalise.values import Reading, ValueReader
from eligibility.read.cells import KINDS, UnreadableInput, flattened

FIRST_DAY = date(1800, 1, 1).toordinal()
DAYS = date(2200, 1, 1).toordinal() - FIRST_DAY
"""Days that have a code of their own in a column of days; others are read one by one."""

EPOCH = date(1970, 1, 1).toordinal()
MAX_DISTINCT = 2_000_000
"""Distinct texts of one column that rules read; more are no column of levels, dates or numbers."""


@attrs.frozen
class Problem:
    """An *issue* of a text that stands *count* times; 0 where that is not counted."""

    issue: Issue
    count: int = 0

    def told(self) -> Issue:
        """The issue, with the number of its other places."""
        if self.count < 2:
            return self.issue
        return attrs.evolve(self.issue, text=f"{self.issue.text} (+{self.count - 1})")


class Coder:
    """Reads the columns of one field, chunk by chunk; codes keep their meaning from one to the next."""

    def __init__(
        self, field: Field, vocabulary: Vocabulary, as_of: date, cuts: Sequence[date] | None
    ) -> None:
        self.field = field
        self.doubtful: dict[RawCell, tuple[Reading, int]] = {}
        """Every distinct cell that could not be understood, or only with doubt, with how often it came."""
        self._reader = ValueReader(field, vocabulary, as_of)
        self._codes: dict[Value, int] = {}
        self._values: tuple[Value, ...] = ()
        self._cuts = None if cuts is None else np.array([day.toordinal() for day in cuts], dtype=np.int64)
        self._days: NDArray[np.int32] | None = None
        self._fine = (0, 0)
        self._odd: dict[int, tuple[RawCell, Reading]] = {}
        self._texts = np.full(0, -1, dtype=np.int64)
        self._words = pl.Categorical(pl.Categories(f"eligibility:{field.path}:{id(self)}"))
        self._anchor = pl.Series(dtype=self._words)  # polars numbers words anew once no series has them

    def coded(self, series: pl.Series) -> Coded:
        """The values of *series*; days between two cuts are one value, the first of them that exists."""
        codes = self._of_days(series) if series.dtype == pl.Date else self._of_texts(series)
        return Coded(codes, self.values)

    @property
    def values(self) -> tuple[Value, ...]:
        """All values so far, by code."""
        if len(self._values) < len(self._codes):
            self._values = tuple(self._codes)
        return self._values

    def _read(self, cell: RawCell) -> tuple[int, Reading]:
        reading = self._reader.read(cell.text, cell.kind)
        return self._codes.setdefault(reading.value, len(self._codes)), reading

    def _doubt(self, cell: RawCell, reading: Reading, count: int) -> None:
        known = self.doubtful.get(cell)
        self.doubtful[cell] = (reading, count + (known[1] if known else 0))

    # --- days -----------------------------------------------------------------------------------

    def _of_days(self, series: pl.Series) -> Codes:
        if self._days is None:
            self._days, self._fine = self._table_of_days()
        days = (series.to_physical().cast(pl.Int64) + (EPOCH - FIRST_DAY)).fill_null(DAYS).to_numpy()
        far = (days < 0) | (days > DAYS)
        if far.any():
            days = np.where(far, DAYS, days)
        codes: Codes = self._days[days].astype(np.int64)
        if (
            far.any()
            or (days.min(initial=DAYS) < self._fine[0])
            or (days[days < DAYS].max(initial=0) >= self._fine[1])
        ):
            outside = far | (days < self._fine[0]) | ((days >= self._fine[1]) & (days < DAYS))
            self._one_by_one(series, codes, np.flatnonzero(outside))
        return codes

    def _one_by_one(self, series: pl.Series, codes: Codes, rows: Codes) -> None:
        """Days out of range, each distinct one read by itself."""
        found = series.gather(rows)
        for (day,), places in pl.DataFrame({"day": found, "row": rows}).group_by("day", maintain_order=True):
            cell = RawCell(str(day), "date")
            code, reading = self._read(cell)
            codes[places["row"].to_numpy()] = code
            if reading.problem:
                self._doubt(cell, reading, places.height)

    def _table_of_days(self) -> tuple[NDArray[np.int32], tuple[int, int]]:
        """For each day its code, and for no day at all the last one; and the days that are within bounds."""
        low, high = self._reader.limits
        first = low.toordinal() - FIRST_DAY if isinstance(low, date) else 0
        end = high.toordinal() - FIRST_DAY + 1 if isinstance(high, date) else DAYS
        first, end = max(0, min(first, DAYS)), max(0, min(end, DAYS))
        if self.field.kind is not Kind.DATE or self._cuts is None:
            starts = np.arange(first, end, dtype=np.int64)
        else:
            inside = self._cuts[(self._cuts - FIRST_DAY > first) & (self._cuts - FIRST_DAY < end)]
            starts = np.append(first, inside - FIRST_DAY) if end > first else np.zeros(0, dtype=np.int64)
        table = np.zeros(DAYS + 1, dtype=np.int32)
        codes = [
            self._read(RawCell(date.fromordinal(day + FIRST_DAY).isoformat(), "date"))[0]
            for day in starts.tolist()
        ]
        table[first:end] = np.repeat(np.array(codes, dtype=np.int32), np.diff(np.append(starts, end)))
        table[DAYS] = self._read(EMPTY)[0]
        return table, (first, end)

    # --- texts ----------------------------------------------------------------------------------

    def _of_texts(self, series: pl.Series) -> Codes:
        words = text_of(series)
        coded = words.cast(self._words)
        physical = coded.to_physical().fill_null(0).cast(pl.Int64).to_numpy()
        top = int(physical.max(initial=-1)) + 1
        if top > len(self._texts):
            if top > MAX_DISTINCT:
                raise UnreadableInput("many_values", column=series.name, limit=str(MAX_DISTINCT))
            self._texts = np.append(self._texts, np.full(top - len(self._texts), -1, dtype=np.int64))
        codes: Codes = self._texts[physical]
        if (codes < 0).any():
            numbers = coded.to_physical()
            fresh = numbers.is_first_distinct() & words.is_not_null()
            for value, number in zip(series.filter(fresh), numbers.filter(fresh), strict=True):
                if self._texts[number] < 0:
                    self._new_text(cell_of(value), number)
            codes = self._texts[physical]
        if words.null_count():
            codes = np.where(words.is_null().to_numpy(), self._read(EMPTY)[0], codes)
        for number, (cell, reading) in self._odd.items():
            count = int((physical == number).sum())
            if count:
                self._doubt(cell, reading, count)
        return codes

    def _new_text(self, cell: RawCell, number: int) -> None:
        code, reading = self._read(cell)
        self._texts[number] = code
        if reading.problem:
            self._odd[number] = (cell, reading)

    def problems(self, file: str) -> list[Problem]:
        """Every distinct cell that could not be understood, or only with doubt."""
        return [
            Problem(
                Issue(
                    found.problem,
                    file,
                    "",
                    f"{self.field.name}:",
                    cell.text,
                    found.expected,
                    found.done,
                ),
                count,
            )
            for cell, (found, count) in self.doubtful.items()
        ]


def text_of(series: pl.Series) -> pl.Series:
    """*series* as text: equal texts stand for equal cells."""
    if isinstance(series.dtype, pl.List | pl.Array | pl.Struct | pl.Binary | pl.Object):
        return pl.Series(series.name, [repr(value) for value in series], dtype=pl.String)
    return series if series.dtype == pl.String else series.cast(pl.String)


def cell_of(value: object) -> RawCell:
    """The cell that a value of a table makes, as in every format of file."""
    plain = flattened(value)
    return KINDS[type(plain)](plain)
