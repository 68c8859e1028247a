"""Columns of cells as codes, and what stops reading."""

from collections.abc import Mapping, Sequence

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


def encode(values: Sequence[object], as_cell: Mapping[type, object]) -> tuple[Codes, tuple[RawCell, ...]]:
    """Codes for *values*; *as_cell* turns a value of each type into a `RawCell`."""
    found: dict[tuple[type, object], int] = {}
    codes = np.empty(len(values), dtype=np.int32)
    for row, value in enumerate(values):
        codes[row] = found.setdefault((type(value), value), len(found))
    cells: list[RawCell] = []
    merged: dict[RawCell, int] = {}
    table = np.empty(max(1, len(found)), dtype=np.int32)
    for (kind, value), code in found.items():
        make = as_cell[kind]
        cell = make(value)  # type: ignore[operator]
        table[code] = merged.setdefault(cell, len(merged))
    cells = list(merged)
    return (table[codes] if len(values) else codes), tuple(cells)
