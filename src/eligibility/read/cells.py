"""Columns of cells as codes, and what stops reading."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eligibility.model.raw import RawCell

Codes = NDArray[np.int32]


class UnreadableInput(Exception):
    """Records that cannot be read at all: *kind* is a word of the message catalogue."""

    def __init__(self, kind: str, **params: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params


ALIKE = frozenset({bool, int, float})
"""Types whose values may be equal without being the same: 1, 1.0 and TRUE."""


def encode(
    values: Sequence[object], as_cell: Mapping[type, Callable[[Any], RawCell]]
) -> tuple[Codes, tuple[RawCell, ...]]:
    """Codes for *values*; *as_cell* turns a value of each type into a `RawCell`."""
    height = len(values)
    if height == 0:
        return np.empty(0, dtype=np.int32), ()
    kinds = set(map(type, values))
    keys: Iterable[object] = values if len(kinds & ALIKE) < 2 else ((type(v), v) for v in values)
    seen: dict[object, int] = {}
    firsts = np.fromiter(map(seen.setdefault, keys, range(height)), dtype=np.int32, count=height)
    merged: dict[RawCell, int] = {}
    table = np.empty(height, dtype=np.int32)
    for first in seen.values():
        value = values[first]
        cell = as_cell[type(value)](value)
        table[first] = merged.setdefault(cell, len(merged))
    return table[firsts], tuple(merged)
