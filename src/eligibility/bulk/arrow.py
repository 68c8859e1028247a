"""Frames of Polars, columns of Arrow and tables of Spark: one as the other."""

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from eligibility.bulk.converting import plain

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

CHUNK = 250_000
"""People who are reviewed together on an executor."""

Batches = Iterator["pa.RecordBatch"]

TYPES: Mapping[Any, str] = {
    pl.String(): "string",
    pl.Int64(): "bigint",
    pl.Date(): "date",
    pl.Boolean(): "boolean",
    pl.List(pl.String): "array<string>",
}
"""What Spark calls the types of results."""


def chunks(batches: Batches) -> Iterator[pl.DataFrame]:
    """Batches put together to chunks of people."""
    held: list[pl.DataFrame] = []
    for batch in batches:
        held.append(polars_of(batch))
        if sum(frame.height for frame in held) >= CHUNK:
            yield pl.concat(held)
            held = []
    if held:
        yield pl.concat(held)


def batches_of(frames: Iterable[pl.DataFrame]) -> Batches:
    """*frames* as batches that Spark takes."""
    for frame in frames:
        yield from arrow_of(frame).to_batches()


def polars_of(arrow: Any) -> pl.DataFrame:  # noqa: ANN401
    """The rows of *arrow*, a batch or table."""
    found = pl.from_arrow(arrow)
    if not isinstance(found, pl.DataFrame):
        raise TypeError(type(found).__name__)
    return found


def arrow_of(frame: pl.DataFrame) -> "pa.Table":
    """*frame* with the types that Spark demands: no large ones."""
    import pyarrow as pa

    table = plain(frame).to_arrow()
    small = {pa.large_string(): pa.string(), pa.string_view(): pa.string(), pa.large_binary(): pa.binary()}

    def fit(kind: "pa.DataType") -> "pa.DataType":
        if pa.types.is_large_list(kind) or pa.types.is_list(kind):
            return pa.list_(fit(kind.value_type))
        return small.get(kind, kind)

    return table.cast(pa.schema([(field.name, fit(field.type)) for field in table.schema]))


def fetched(frame: "DataFrame") -> pl.DataFrame:
    """All rows of *frame*."""
    return polars_of(frame.toArrow())


def nothing_of(frame: "DataFrame") -> pl.DataFrame:
    """No row of *frame*, with its columns."""
    return fetched(frame.limit(0))


def ipc(frame: pl.DataFrame) -> bytes:
    """*frame* as bytes, with the types of its columns."""
    buffer = io.BytesIO()
    frame.write_ipc(buffer)
    return buffer.getvalue()
