"""Polars series from distinct values by code, and texts and places of the cells of a sheet."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from eligibility.evaluate.columns import Coded, Codes
from eligibility.model.dataset import Rows
from eligibility.model.record import Known, Value

LIST = pl.List(pl.String)
WORD = pl.Categorical()
"""Text of which there are few different ones."""


def gathered(codes: Codes, values: Sequence[Any], dtype: Any = pl.String) -> pl.Series:  # noqa: ANN401
    """A series from distinct values by code."""
    return pl.Series(values, dtype=dtype)[pl.Series(codes.astype(np.uint32))]


def texts(column: Coded, change: Callable[[Any], str | None]) -> pl.Series:
    """A series of texts, *change* applied to each distinct value."""
    return gathered(column.codes, [change(value) for value in column.values])


def as_series(value: Any, dtype: Any, height: int) -> pl.Series:  # noqa: ANN401
    """A column of a frame: as it is, or one value for all rows."""
    if not isinstance(value, pl.Series):
        return pl.Series([value], dtype=dtype).new_from_index(0, height)
    return value if value.dtype == dtype else value.cast(dtype)


def text_of(value: Value) -> str:
    """An id, unit or term as text."""
    return str(value.value) if isinstance(value, Known) else ""


def cell_texts(rows: Rows | None, name: str, at: Codes) -> pl.Series:
    """The text of a field as the file has it, for the rows *at*."""
    column = rows.columns.get(name) if rows is not None else None
    if column is None:
        return pl.Series([""], dtype=pl.String)[pl.Series(np.zeros(len(at), dtype=np.uint32))]
    codes = np.where(at >= 0, np.asarray(column.codes, dtype=np.int64)[np.maximum(at, 0)], len(column.cells))
    return gathered(codes, [*(cell.text for cell in column.cells), ""])


def addresses(rows: Rows, name: str | None) -> pl.Series:
    """For each row the address of a cell (*name*), or of the row: ``file!sheet!H7``."""
    heads = []
    for origin in rows.origins:
        letters = origin.letters.get(name, "") if name is not None else ""
        heads.append("!".join([*(part for part in (origin.file, origin.sheet) if part), letters]))
    head = gathered(np.asarray(rows.origin_codes, dtype=np.int64), heads)
    return head + pl.Series(np.asarray(rows.numbers)).cast(pl.String)
