"""The values of a slot as codes that keep their meaning from chunk to chunk."""

from collections.abc import Hashable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from eligibility.evaluate.columns import Coded, Codes
from eligibility.model.record import Known

REMEMBERED = 64
"""Columns of values whose codes are kept at a time."""


class SlotCodes:
    """Numbers the distinct values of one slot; *room* is how many numbers tables leave room for.

    Known days with none of *cuts* between them have one number, where nothing asks for the day itself;
    without cuts every day has its own.
    """

    def __init__(self, cuts: Sequence[date] | None = None) -> None:
        self.room = 4
        self._cuts = None if cuts is None else np.array([cut.toordinal() for cut in cuts], dtype=np.int64)
        self._numbers: dict[Hashable, int] = {}
        self._tables: dict[tuple[int, bool], tuple[Sequence[object], Codes]] = {}

    def codes(self, column: Coded, exact: NDArray[np.bool_] | None = None) -> Codes:
        """The number of the value in each row; in the rows of *exact* each day is told from every other."""
        found = self._table(column.values, exact=False)[column.codes]
        if exact is not None and exact.any():
            found = np.where(exact, self._table(column.values, exact=True)[column.codes], found)
        while self.room < len(self._numbers):
            self.room *= 2
        return found

    def _table(self, values: Sequence[object], *, exact: bool) -> Codes:
        """The number of each of *values*; a column that only grew is read from where it grew."""
        known = self._tables.get((id(values[0]) if values else 0, exact))
        if known is not None and known[0] is values:
            return known[1]
        start = 0
        table = np.zeros(len(values), dtype=np.int64)
        if known is not None and len(known[0]) <= len(values) and values[: len(known[0])] == known[0]:
            start = len(known[0])
            table[:start] = known[1]
        numbers = self._numbers
        for place in range(start, len(values)):
            table[place] = numbers.setdefault(self._key(values[place], exact=exact), len(numbers))
        if len(self._tables) > REMEMBERED:
            self._tables.clear()
        self._tables[id(values[0]) if values else 0, exact] = (values, table)
        return table

    def _key(self, value: object, *, exact: bool) -> Hashable:
        match value:
            case Known(day) if isinstance(day, date) and not exact and self._cuts is not None:
                return int(np.searchsorted(self._cuts, day.toordinal(), side="right"))
            case Hashable():
                return value
            case _:
                raise TypeError(value)
