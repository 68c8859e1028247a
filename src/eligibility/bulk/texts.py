"""Text files as parquet: they cannot be entered midway, and their heading may stand below a title."""

import codecs
import csv
import io
from pathlib import Path

import polars as pl

from eligibility.model.raw import RawSheet
from eligibility.model.vocabulary import Vocabulary
from eligibility.normalise.headings import lay_out
from eligibility.read.cells import KINDS, UnreadableInput, encode
from eligibility.read.texts import delimiter_of

HEAD = 1 << 18
"""Bytes of a file in which the heading is looked for."""

ROWS = 20
"""Rows that are looked at."""


def as_parquet(file: Path, table: str, vocabulary: Vocabulary, target: Path) -> None:
    """Write the rows of the text *file*, which are of *table*, to *target*: those below the heading.

    Raises:
        UnreadableInput: it is not UTF-8, or its rows cannot be told apart.
        eligibility.normalise.headings.UnusableInput: no row names the columns.

    """
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError as error:
        raise UnreadableInput("parts_encoding", file=file.name) from error
    separator = delimiter_of(text)
    lines, before = [], [0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for row in reader:
        lines.append(row)
        before.append(reader.line_num)
        if len(lines) == ROWS:
            break
    width = max(map(len, lines), default=0)
    padded = [row + [""] * (width - len(row)) for row in lines]
    columns = tuple(encode(values, KINDS) for values in zip(*padded, strict=True))
    layouts, _ = lay_out([RawSheet(file.name, table, columns, len(lines), 1, letters=False)], vocabulary)
    skipped = before[layouts[0].heading] if layouts else 0
    try:
        rows = pl.scan_csv(file, separator=separator, infer_schema=False, skip_lines=skipped, glob=False)
        said = pl.any_horizontal(pl.all().is_not_null())
        rows.filter(said).sink_parquet(target, compression="lz4")
    except pl.exceptions.PolarsError as error:
        raise UnreadableInput("broken", file=file.name, detail=type(error).__name__) from error
