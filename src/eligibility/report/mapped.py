"""Words for codes: each distinct combination of values is worded once."""

from collections.abc import Callable

import polars as pl


def mapped(frame: pl.DataFrame, columns: list[str], change: Callable[..., str]) -> pl.Series:
    """*change* of the values in *columns*, called once for each distinct combination."""
    distinct = frame.select(columns).unique(maintain_order=True)
    made = distinct.with_columns(
        pl.Series("made\x1f", [change(*row) for row in distinct.iter_rows()], dtype=pl.String)
    )
    return frame.select(columns).join(made, on=columns, how="left", nulls_equal=True, maintain_order="left")[
        "made\x1f"
    ]
