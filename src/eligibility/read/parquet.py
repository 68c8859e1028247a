"""Parquet, read by polars in a process of its own: a damaged file may abort the whole process.

The process gets the file from its parent and gives back columns, as text of each distinct cell with codes.
It may take only so much memory, and leaves no image of it on the disk.
"""

import io
import json
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from eligibility.model.raw import RawCell, RawSheet
from eligibility.read.cells import (
    KINDS,
    MAX_CELLS,
    MAX_TEXT,
    Column,
    UnreadableInput,
    encode,
    flattened,
)

if TYPE_CHECKING:
    import polars as pl

MAX_MEMORY = 8_000_000_000
"""Bytes that the process may take."""

MAX_SECONDS = 600
MAX_CHARACTERS = 800_000_000
"""Bytes of text in one column."""

HEAD = struct.Struct("<Q")


def read_parquet(file: str, content: bytes, name: str) -> RawSheet:
    """The one sheet of a parquet file.

    Raises:
        UnreadableInput: it is no parquet, or cannot be read whole.

    """
    if not (content.startswith(b"PAR1") and content.endswith(b"PAR1")):
        raise UnreadableInput("no_parquet", file=file)
    command = [sys.executable, "-P", "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603  (this very module)
            command, input=content, capture_output=True, check=False, timeout=MAX_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableInput("broken", file=file, detail="timeout") from error
    if done.returncode or len(done.stdout) < HEAD.size:
        raise UnreadableInput("broken", file=file, detail=str(done.returncode))
    return _received(file, name, done.stdout)


def _received(file: str, name: str, answer: bytes) -> RawSheet:
    (length,) = HEAD.unpack_from(answer)
    head = json.loads(answer[HEAD.size : HEAD.size + length])
    if "limit" in head:
        raise UnreadableInput("too_large", file=file, limit=head["limit"])
    height, at = head["height"], HEAD.size + length
    columns: list[Column] = []
    for cells in head["columns"]:
        codes = np.frombuffer(answer, dtype="<i4", count=height, offset=at).astype(np.int32)
        columns.append((codes, tuple(RawCell(text, kind) for text, kind in cells)))
        at += 4 * height
    return RawSheet(file, name, tuple(columns), height, 0, letters=False, named=True)


# --- the process ---------------------------------------------------------------------------------


def main() -> None:
    """Read a parquet file from standard input and write its columns to standard output."""
    _confine()
    content = sys.stdin.buffer.read()
    columns: list[Column] = []
    answer: dict[str, Any] = {}
    try:
        columns = [encode(values, KINDS) for values in _columns(content)]
        height = len(columns[0][0]) if columns else 0
        cells = [[[cell.text, cell.kind] for cell in cells] for _, cells in columns]
        answer = {"height": height, "columns": cells}
    except _TooLarge as error:
        answer, columns = {"limit": str(error)}, []
    head = json.dumps(answer).encode()
    sys.stdout.buffer.write(HEAD.pack(len(head)) + head)
    for codes, _ in columns:
        sys.stdout.buffer.write(codes.astype("<i4").tobytes())


class _TooLarge(Exception):
    """More than the limit, in millions."""


def _confine() -> None:
    with suppress(ImportError):  # there are no such limits on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        if most == resource.RLIM_INFINITY or most > MAX_MEMORY:
            resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, most))


def _columns(content: bytes) -> Iterator[list[object]]:
    """The columns, each with its name before its values."""
    import polars as pl

    lazy = pl.scan_parquet(io.BytesIO(content), hive_partitioning=False, use_statistics=False)
    names: Mapping[str, Any] = lazy.collect_schema()
    height = lazy.select(pl.len()).collect().item()
    if height * len(names) > MAX_CELLS:
        raise _TooLarge(MAX_CELLS // 1_000_000)
    frame = lazy.collect()
    if frame.height != height and names:
        raise ValueError(height)
    for series in frame:
        if _characters(series) > MAX_CHARACTERS:
            raise _TooLarge(MAX_CHARACTERS // 1_000_000)
        yield [RawCell(series.name), *map(flattened, series.to_list())]


def _characters(series: "pl.Series") -> int:
    """Bytes of text and number of other values in a column, those in lists and structures too."""
    import polars as pl

    kind = series.dtype
    if isinstance(kind, pl.List | pl.Array):
        return len(series) + _characters(series.explode())
    if isinstance(kind, pl.Struct):
        return len(series) + sum(map(_characters, series.struct.unnest()))
    if isinstance(kind, pl.String | pl.Categorical | pl.Enum):
        texts = series.cast(pl.String)
        if (texts.str.len_chars().max() or 0) > MAX_TEXT:  # type: ignore[operator]
            raise _TooLarge(MAX_TEXT // 1_000_000)
        return int(texts.str.len_bytes().sum())
    if isinstance(kind, pl.Binary):
        return int(series.bin.size().sum())
    return len(series)


if __name__ == "__main__":
    main()
