"""The values of a slot as codes that keep their meaning from chunk to chunk."""

from collections.abc import Hashable, Sequence

import numpy as np

from eligibility.evaluate.columns import Coded, Codes


class SlotCodes:
    """Numbers the distinct values of one slot; *room* is how many numbers tables leave room for."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._tables: dict[int, tuple[Sequence[object], Codes]] = {}
        self.room = 4

    def codes(self, column: Coded) -> Codes:
        """The number of the value in each row."""
        known = self._tables.get(id(column.values))
        if known is None or known[0] is not column.values:
            numbers = self._numbers
            table = np.array([numbers.setdefault(v, len(numbers)) for v in column.values], dtype=np.int64)
            known = (column.values, table)
            if len(self._tables) > 64:
                self._tables.clear()
            self._tables[id(column.values)] = known
            while self.room < len(numbers):
                self.room *= 2
        return known[1][column.codes]
