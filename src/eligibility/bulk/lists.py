"""Lists of names from bits: each distinct set of bits is written out once."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from eligibility.bulk.keys import DIRECT, Keys
from eligibility.bulk.lookup import PER_WORD, Words
from eligibility.evaluate.columns import Codes

FULL = np.uint64((1 << PER_WORD) - 1)


class Lists:
    """The names whose bits are set, in the order that an instance gives them."""

    def __init__(self, orders: Sequence[Sequence[tuple[int, str]]], words: int) -> None:
        distinct: dict[tuple[tuple[int, str], ...], int] = {}
        self._order = np.array(
            [distinct.setdefault(tuple(order), len(distinct)) for order in orders], dtype=np.int64
        )
        self._orders = tuple(distinct)
        self._columns = 1 + max((number for order in distinct for number, _ in order), default=0)
        self._direct = len(distinct) << self._columns <= DIRECT
        self._keys = Keys(1, direct=True) if self._direct else Keys(words + 1)
        names = dict.fromkeys(name for order in distinct for _, name in order)
        self.dtype = pl.List(pl.Enum(list(names)))
        self._texts: list[tuple[str, ...]] = []
        self._series = pl.Series(dtype=self.dtype)

    def named(self, instances: Codes, words: Sequence[Words], shift: int) -> pl.Series:
        """For each row the names whose bits, from *shift* on, are set."""
        order = self._order[instances] if len(self._orders) > 1 else np.zeros(len(instances), dtype=np.int64)
        masks = [(word >> np.uint64(shift)) & FULL for word in words]
        codes, fresh = self._keys.codes(self._folded(order, masks))
        for row in fresh.tolist():
            bits = sum(int(mask[row]) << number * PER_WORD for number, mask in enumerate(masks))
            names = tuple(name for column, name in self._orders[order[row]] if bits >> column & 1)
            self._texts.append(names)
        if len(fresh):
            self._series = pl.Series(self._texts, dtype=self.dtype)
        return self._series.gather(pl.Series(codes.astype(np.uint32)))

    def _folded(self, order: Codes, masks: Sequence[Words]) -> list[Codes]:
        if self._direct:
            whole = (order << np.int64(self._columns)) | masks[0].astype(np.int64)
            return [whole]
        return [order, *(mask.astype(np.int64) for mask in masks)]
