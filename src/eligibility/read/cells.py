"""Columns of cells as codes, and what stops reading."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eligibility.model.raw import EMPTY, RawCell, RawSheet

Codes = NDArray[np.int32]

Column = tuple[Codes, tuple[RawCell, ...]]


class UnreadableInput(Exception):
    """Records that cannot be read at all: *kind* is a word of the message catalogue."""

    def __init__(self, kind: str, **params: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params


ALIKE = frozenset({bool, int, float, Decimal})
"""Types whose values may be equal without being the same: 1, 1.0 and TRUE."""

MAX_CELLS = 50_000_000
"""Cells of one table of a file that is no workbook."""

MAX_TEXT = 1_000_000
"""Characters of one cell."""


def encode(values: Sequence[object], as_cell: Mapping[type, Callable[[Any], RawCell]]) -> Column:
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


def place(columns: list[Column], row: int, column: int, cell: RawCell) -> None:
    """Put *cell* where it stands, in columns of which the reader made something else.

    Raises:
        IndexError: there is no such row.

    """
    height = len(columns[0][0]) if columns else 0
    if not 0 <= row < height:
        raise IndexError(row)
    while column >= len(columns):
        columns.append((np.zeros(height, dtype=np.int32), (EMPTY,)))
    codes, cells = columns[column]
    if cell not in cells:
        cells = (*cells, cell)
    codes[row] = cells.index(cell)
    columns[column] = (codes, cells)


def stated(columns: Iterable[Column]) -> int:
    """How many cells say something."""
    return sum(
        int(np.array([cell.kind != "empty" for cell in cells], dtype=bool)[codes].sum())
        for codes, cells in columns
    )


def flattened(value: object) -> object:
    """A value of a row: a list of plain values as one text, what is nested deeper as JSON."""
    match value:
        case list() if all(not isinstance(item, list | dict) for item in value):
            return "; ".join(KINDS[type(item)](item).text for item in value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case bytes():
            return value.decode("utf-8")
        case _:
            return value


def named_sheet(
    file: str, name: str, height: int, columns: Iterable[tuple[str, Sequence[object]]], *, several: bool
) -> RawSheet:
    """A sheet whose columns have names: these make its first row, so that the rows count from one."""
    made = tuple(encode([RawCell(head), *values], KINDS) for head, values in columns)
    return RawSheet(
        file, name, made, height + 1 if made else 0, 0, letters=False, named=True, several=several
    )


def sha256(content: bytes) -> str:
    """The hash by which an input is named in the results."""
    return hashlib.sha256(content).hexdigest()


# --- what a value of the readers is as a cell --------------------------------------------------


def text_cell(value: str) -> RawCell:
    """A text; a blank one is empty."""
    return RawCell(value) if value.strip() else EMPTY


def number_cell(value: float) -> RawCell:
    """A number, written as a whole one where it is one."""
    return RawCell(str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value), "number")


def number_cell_1904(value: float) -> RawCell:
    """A number of a workbook whose days count from 1904."""
    return RawCell(number_cell(value).text, "number_1904")


def datetime_cell(value: datetime) -> RawCell:
    """The day of a moment."""
    return RawCell(value.date().isoformat(), "date")


def _decimal_cell(value: Decimal) -> RawCell:
    whole = value.is_finite() and value == value.to_integral_value() and abs(value) < 10**15
    return RawCell(str(int(value)) if whole else str(value), "number")


KINDS: Mapping[type, Callable[[Any], RawCell]] = {
    str: text_cell,
    float: number_cell,
    int: lambda value: RawCell(str(value), "number"),
    bool: lambda value: RawCell("TRUE" if value else "FALSE", "bool"),
    Decimal: _decimal_cell,
    datetime: datetime_cell,
    date: lambda value: RawCell(value.isoformat(), "date"),
    time: lambda value: RawCell(value.isoformat(), "text"),
    timedelta: lambda value: RawCell(str(value), "text"),
    type(None): lambda _: EMPTY,
    RawCell: lambda value: value,
}
"""By the type of a value, the cell it makes."""

KINDS_1904 = {**KINDS, float: number_cell_1904}
