"""Columns of codes: what every candidacy holds in a slot, each distinct value once."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from eligibility.model.record import Known, Value

Codes = NDArray[np.int64]
"""One small whole number per row."""


@attrs.frozen(eq=False)
class Coded:
    """*codes* (one per row) into *values*, of which no two are equal."""

    codes: Codes
    values: tuple[Any, ...]

    def taken(self, rows: Codes) -> "Coded":
        """The same values for a selection of rows."""
        return Coded(self.codes[rows], self.values)

    def value(self, row: int) -> Any:  # noqa: ANN401  (a column of anything)
        """The value in *row*."""
        return self.values[self.codes[row]]


def constant(value: Hashable, height: int) -> Coded:
    """One value for *height* rows."""
    return Coded(np.zeros(height, dtype=np.int64), (value,))


def recoded(codes: Codes, values: Sequence[Hashable]) -> Coded:
    """*codes* into *values* with equal values merged."""
    found: dict[Hashable, int] = {}
    table = np.array([found.setdefault(value, len(found)) for value in values], dtype=np.int64)
    return Coded(table[codes] if len(table) else codes, tuple(found))


def mapped(column: Coded, change: Callable[[Any], Hashable]) -> Coded:
    """*column* with *change* applied to each distinct value that some row holds."""
    if len(column.values) > len(column.codes):
        used, codes = np.unique(column.codes, return_inverse=True)
        return recoded(codes.astype(np.int64), [change(column.values[code]) for code in used.tolist()])
    return recoded(column.codes, [change(value) for value in column.values])


@attrs.frozen(eq=False)
class Groups:
    """Equal rows of several columns: *codes* per row, and the first row of every group."""

    codes: Codes
    first: Codes

    @property
    def count(self) -> int:
        """Number of groups."""
        return len(self.first)


def grouped(columns: Sequence[tuple[Codes, int]], height: int) -> Groups:
    """Group equal rows of *columns*, each given with the number of its values."""
    keys = np.zeros(height, dtype=np.int64)
    size = 1
    for codes, count in columns:
        if count <= 1:
            continue
        if size * count >= 1 << 62:
            _, keys = np.unique(keys, return_inverse=True)
            size = int(keys.max(initial=0)) + 1
        keys = keys * count + codes
        size *= count
    if size <= max(1 << 16, 4 * height):
        return _addressed(keys, size)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return Groups(inverse.astype(np.int64), first.astype(np.int64))


def _addressed(keys: Codes, size: int) -> Groups:
    """The same without sorting, for keys below *size*."""
    first = np.full(size, -1, dtype=np.int64)
    first[keys[::-1]] = np.arange(len(keys) - 1, -1, -1, dtype=np.int64)
    present = np.flatnonzero(first >= 0)
    dense = np.zeros(size, dtype=np.int64)
    dense[present] = np.arange(len(present))
    return Groups(dense[keys], first[present])


def classed(column: Coded, cuts: Sequence[date] | None) -> Coded:
    """*column* with known dates merged where no cut lies between them."""
    if cuts is None:
        return column
    days = np.array([cut.toordinal() for cut in cuts], dtype=np.int64)

    def class_of(value: Value) -> Hashable:
        if isinstance(value, Known) and isinstance(value.value, date):
            return int(np.searchsorted(days, value.value.toordinal(), side="right"))
        return value

    return mapped(column, class_of)


def known_rows(column: Coded) -> NDArray[np.bool_]:
    """Which rows hold a known value."""
    return np.array([isinstance(value, Known) for value in column.values], dtype=bool)[column.codes]
