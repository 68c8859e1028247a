"""The tables of a folder, chunk by chunk: no more of them in memory than that."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import polars as pl

from eligibility.bulk.intake import UNITS, Heads, heads_of
from eligibility.evaluate.columns import Codes
from eligibility.model.vocabulary import Table, Vocabulary
from eligibility.normalise.headings import PEOPLE, UnusableInput
from eligibility.normalise.text import key
from eligibility.read.cells import UnreadableInput

ROWS = 250_000
"""People of a chunk."""

ENDINGS = (".parquet", ".csv", ".tsv")


@attrs.frozen(eq=False)
class Piece:
    """A chunk as it stands in the files; *first* is the number (from 1) of its first row of people."""

    number: int
    first: int
    people: pl.DataFrame
    sides: Mapping[str, tuple[pl.DataFrame, Codes]]
    shared: Mapping[str, pl.DataFrame]


@attrs.frozen(eq=False)
class Source:
    """Tables in files: people, and what else there is about them."""

    files: Mapping[str, tuple[Path, ...]]
    heads: Heads

    def scan(self, table: str) -> pl.LazyFrame:
        """All rows of *table*."""
        return pl.concat([_scanned(file) for file in self.files[table]], how="diagonal_relaxed")

    @property
    def sides(self) -> tuple[str, ...]:
        """The tables with rows about people, beside the people themselves."""
        return tuple(
            name for name in self.files if name not in (PEOPLE, UNITS) and name in self.heads.columns
        )

    def height(self) -> int:
        """Number of rows of people."""
        return int(self.scan(PEOPLE).select(pl.len()).collect().item())

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[Piece]:
        """All people in the order of the files, in chunks; *columns* of them, or all."""
        first, number = 1, 0
        for file in self.files[PEOPLE]:
            lazy = _scanned(file)
            if columns is not None:
                lazy = lazy.select(columns)
            height = int(_scanned(file).select(pl.len()).collect().item())
            for offset in range(0, height, ROWS):
                people = lazy.slice(offset, ROWS).collect()
                yield Piece(number, first, people, {}, {})
                first += people.height
                number += 1


def find_tables(place: Path, vocabulary: Vocabulary) -> Source:
    """The tables in *place*: a file or folder of people, or a folder with a file or folder for each table.

    Raises:
        UnreadableInput: there is no such file, or none that can be read.
        UnusableInput: there are no people, or a column is lacking or double.

    """
    if not place.exists():
        raise UnreadableInput("missing", file=place.name)
    names = {key(text): name for name, table in vocabulary.tables.items() for text in _names(name, table)}
    files: dict[str, tuple[Path, ...]] = {}
    for item in [place] if place.is_file() else sorted(place.iterdir()):
        table = names.get(key(item.stem))
        found = _files(item)
        if table is not None and found and item != place:
            files[table] = (*files.get(table, ()), *found)
    if not files:
        found = _files(place)
        if found:
            files[PEOPLE] = found
    if PEOPLE not in files:
        people = vocabulary.tables[PEOPLE]
        raise UnusableInput("no_people", file=place.name, expected=", ".join(_names(PEOPLE, people)))
    headings = {name: _columns(found) for name, found in files.items()}
    return Source(files, heads_of(headings, vocabulary))


def _names(name: str, table: Table) -> tuple[str, ...]:
    return tuple(dict.fromkeys((name, table.label.vi, table.label.en, *table.aliases)))


def _files(item: Path) -> tuple[Path, ...]:
    """The files of one table: *item* itself, or all in it and its folders."""
    if item.is_file():
        return (item,) if item.suffix.lower() in ENDINGS else ()
    return tuple(
        sorted(file for file in item.rglob("*") if file.is_file() and file.suffix.lower() in ENDINGS)
    )


def _columns(files: Sequence[Path]) -> list[str]:
    """The names of the columns of all *files*."""
    found: dict[str, None] = {}
    for file in files:
        found |= dict.fromkeys(_scanned(file).collect_schema().names())
    return list(found)


def _scanned(file: Path) -> pl.LazyFrame:
    if file.suffix.lower() == ".parquet":
        return pl.scan_parquet(file, hive_partitioning=False)
    separator = "\t" if file.suffix.lower() == ".tsv" else ","
    return pl.scan_csv(file, separator=separator, infer_schema=False, encoding="utf8")
