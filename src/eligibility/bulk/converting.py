"""Frames as the ordinary intake takes them, and as other libraries do."""

import polars as pl

from eligibility.model.raw import RawSheet
from eligibility.read.cells import flattened, named_sheet


def sheet_of(table: str, frame: pl.DataFrame) -> RawSheet:
    """*frame* as the sheet of *table*."""
    columns = [(column.name, list(map(flattened, column))) for column in frame]
    return named_sheet(table, table, frame.height, columns, several=True)


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Categories as texts, which every library knows."""
    kinds = (pl.Enum, pl.Categorical)
    return frame.with_columns(
        pl.col(name).cast(pl.String if isinstance(kind, kinds) else pl.List(pl.String))
        for name, kind in frame.schema.items()
        if isinstance(kind, (*kinds, pl.List))
    )
