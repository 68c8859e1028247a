"""Distinct rows of whole numbers, numbered from 0 in the order in which they first come."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from eligibility.evaluate.columns import Codes

DIRECT = 1 << 22
"""Keys that are all below it can be looked up by address; others are joined."""


class Keys:
    """Numbers rows of *width* columns; equal rows have one number, also in later calls.

    *direct* says that there is one column, of numbers below `DIRECT`.
    """

    def __init__(self, width: int, *, direct: bool = False) -> None:
        self._by_address = direct
        self._names = [f"k{number}" for number in range(width)]
        self._known = pl.DataFrame(schema={**dict.fromkeys(self._names, pl.UInt64), "code": pl.Int64})
        self._direct = np.full(1 << 10, -1, dtype=np.int64)
        self.count = 0

    def codes(self, columns: Sequence[Codes]) -> tuple[Codes, Codes]:
        """The number of each row, and the rows that are the first of a number not seen before."""
        if self._by_address:
            return self._addressed(columns[0])
        frame = pl.DataFrame(
            {
                name: pl.Series(column.astype(np.uint64))
                for name, column in zip(self._names, columns, strict=True)
            }
        )
        found = frame.join(self._known, on=self._names, how="left", maintain_order="left")
        lacking = found["code"].is_null()
        if not lacking.any():
            return found["code"].to_numpy(), np.zeros(0, dtype=np.int64)
        fresh = (
            frame.with_row_index("row")
            .filter(lacking)
            .unique(subset=self._names, keep="first", maintain_order=True)
            .with_columns(code=self.count + pl.int_range(pl.len(), dtype=pl.Int64))
        )
        self.count += fresh.height
        self._known = pl.concat([self._known, fresh.select(*self._names, "code")])
        codes = frame.join(self._known, on=self._names, how="left", maintain_order="left")["code"]
        return codes.to_numpy(), fresh["row"].cast(pl.Int64).to_numpy()

    def _addressed(self, keys: Codes) -> tuple[Codes, Codes]:
        top = int(keys.max(initial=0)) + 1
        if top > len(self._direct):
            room = np.full(max(top, 2 * len(self._direct)), -1, dtype=np.int64)
            room[: len(self._direct)] = self._direct
            self._direct = room
        codes = self._direct[keys]
        lacking = np.flatnonzero(codes < 0)
        if not len(lacking):
            return codes, lacking
        wanted, first = np.unique(keys[lacking].astype(np.int64), return_index=True)
        order = np.argsort(first, kind="stable")
        self._direct[wanted[order]] = self.count + np.arange(len(wanted))
        self.count += len(wanted)
        return self._direct[keys], lacking[first[order]]
