"""The tables of a folder, chunk by chunk: no more of them in memory than that."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import numpy as np
import polars as pl

from eligibility.bulk.intake import UNITS, Heads, heads_of
from eligibility.bulk.texts import as_parquet
from eligibility.evaluate.columns import Codes
from eligibility.model.vocabulary import Table, Vocabulary
from eligibility.normalise.headings import PEOPLE, UnusableInput
from eligibility.normalise.text import clean, key
from eligibility.read.cells import UnreadableInput

ROWS = 250_000
"""People of a chunk."""

ENDINGS = (".parquet", ".csv", ".tsv", ".txt")
ROW = "__row__"
"""The column that numbers the rows of a table, from 1."""
SHARE = "__share__"
IDS_AT_ONCE = 4_000_000
"""Ids that are looked through for repeated ones at a time, where they are not in order."""


Place = Path | pl.DataFrame
"""Where rows are: in a file, or in memory."""


@attrs.frozen(eq=False)
class Piece:
    """A chunk as it stands in the files: rows of people, those of other tables about them, and units.

    The column `ROW` numbers them; *sides* give with each table whose row each is (-1: nobody's).
    """

    number: int
    people: pl.DataFrame
    sides: Mapping[str, tuple[pl.DataFrame, Codes]]
    shared: Mapping[str, pl.DataFrame]


@attrs.frozen(eq=False)
class Source:
    """Tables: people, and what else there is about them; *files* says where the rows of each are."""

    files: Mapping[str, tuple[Place, ...]]
    heads: Heads
    keys: Mapping[str, str]
    """By table the column that names the person (or unit) of a row."""

    @property
    def sides(self) -> tuple[str, ...]:
        """The tables with rows about people, beside the people themselves."""
        return tuple(
            name for name in self.files if name not in (PEOPLE, UNITS) and name in self.heads.columns
        )

    def columns(self, table: str) -> list[str]:
        """The columns of *table* that hold a field."""
        found = dict.fromkeys(self.heads.columns[table].values())
        if table == PEOPLE:
            for parts in self.heads.beside.values():
                for fields in parts.values():
                    found |= dict.fromkeys(fields.values())
        return list(found)

    def height(self, table: str = PEOPLE) -> int:
        """Number of rows."""
        return sum(_height(file) for file in self.files[table])

    def shared(self) -> dict[str, pl.DataFrame]:
        """Tables that are about nobody in particular, whole."""
        if UNITS not in self.files or UNITS not in self.heads.columns:
            return {}
        columns = self.columns(UNITS)
        return {
            UNITS: pl.concat([self._nothing(UNITS, columns), *(f for _, f in self._slices(UNITS, columns))])
        }

    def pieces(self, folder: Path, columns: Sequence[str] | None = None) -> Iterator[Piece]:
        """All people in chunks, with *columns* of them, or all; and what other tables say of them.

        People alone come in the order of the files. With other tables they are parted by ids, in *folder*.
        """
        wanted = list(columns or self.columns(PEOPLE))
        if all(isinstance(place, pl.DataFrame) for places in self.files.values() for place in places):
            yield self._whole(wanted)
            return
        if self.sides:
            yield from self._parted(folder, wanted)
            return
        shared = self.shared()
        number = -1
        for number, (_, people) in enumerate(self._slices(PEOPLE, wanted)):
            yield Piece(number, people, {}, shared)
        if number < 0:
            yield Piece(0, self._nothing(PEOPLE, wanted), {}, shared)

    def _slices(
        self, table: str, columns: Sequence[str], rows: int = ROWS
    ) -> Iterator[tuple[int, pl.DataFrame]]:
        """The rows of *table* in the order of the files, numbered."""
        first = 1
        for file in self.files[table]:
            lazy = _scanned(file)
            there = set(lazy.collect_schema().names())
            lazy = lazy.select(
                pl.col(name) if name in there else pl.lit(None, dtype=pl.String).alias(name)
                for name in columns
            )
            for offset in range(0, _height(file), rows):
                frame = _collected(lazy.slice(offset, rows), file)
                yield first, frame.with_row_index(ROW, offset=first)
                first += frame.height

    # --- people with other tables ---------------------------------------------------------------

    def _whole(self, columns: Sequence[str]) -> Piece:
        """Everything at once, as it is in memory."""

        def rows(table: str, wanted: Sequence[str]) -> pl.DataFrame:
            slices = self._slices(table, wanted, max(1, self.height(table)))
            return next(slices, (0, self._nothing(table, wanted)))[1]

        people = rows(PEOPLE, columns)
        sides = {table: self._owned(table, rows(table, self.columns(table)), people) for table in self.sides}
        return Piece(0, people, sides, self.shared())

    def _owned(self, table: str, rows: pl.DataFrame, people: pl.DataFrame) -> tuple[pl.DataFrame, Codes]:
        """*rows* without repeats, and whose each is."""
        rows = rows.unique(self.columns(table), keep="first", maintain_order=True)
        return rows, owners(rows[self.keys[table]], people[self.keys[PEOPLE]])

    def _parted(self, folder: Path, columns: Sequence[str]) -> Iterator[Piece]:
        shares = max(1, -(-self.height() // ROWS))
        if not (folder / PEOPLE).exists():
            for table in (PEOPLE, *self.sides):
                self._part(table, shares, folder)
        shared = self.shared()
        for share in range(shares):
            people = _gathered(folder / PEOPLE / str(share), [ROW, *columns])
            if people is None:
                people = self._nothing(PEOPLE, columns)
            sides: dict[str, tuple[pl.DataFrame, Codes]] = {}
            for table in self.sides:
                rows = _gathered(folder / table / str(share), [ROW, *self.columns(table)])
                if rows is None:
                    rows = self._nothing(table, self.columns(table))
                sides[table] = self._owned(table, rows, people)
            yield Piece(share, people, sides, shared)

    def _part(self, table: str, shares: int, folder: Path) -> None:
        (folder / table).mkdir()
        for number, (_, frame) in enumerate(self._slices(table, self.columns(table), 4 * ROWS)):
            share = named(frame[self.keys[table]]).fill_null("").hash(1) % shares
            for (part,), rows in frame.with_columns(share.alias(SHARE)).group_by(SHARE, maintain_order=True):
                place = folder / table / str(part)
                place.mkdir(parents=True, exist_ok=True)
                rows.drop(SHARE).write_parquet(place / f"{number:05}.parquet", compression="lz4")

    def _nothing(self, table: str, columns: Sequence[str]) -> pl.DataFrame:
        """No row of *table*."""
        kinds = {
            name: kind for file in self.files[table] for name, kind in _scanned(file).collect_schema().items()
        }
        return pl.DataFrame(schema={ROW: pl.UInt32, **{name: kinds[name] for name in columns}})

    # --- ids --------------------------------------------------------------------------------------

    def repeated(self) -> pl.Series:
        """The ids that more than one row of people has. Ids in ascending order are looked through once."""
        if self._ascending():
            return pl.Series(dtype=pl.String)
        shares = -(-self.height() // IDS_AT_ONCE)
        found = [self._repeated(share, shares) for share in range(shares)]
        return pl.concat(found) if found else pl.Series(dtype=pl.String)

    def _ascending(self) -> bool:
        last: str | None = None
        for _, frame in self._slices(PEOPLE, [self.keys[PEOPLE]], 8 * ROWS):
            ids = named(frame[self.keys[PEOPLE]])
            if ids.null_count() or not bool((ids.slice(1) > ids.head(-1)).all()):
                return False
            if last is not None and ids[0] <= last:
                return False
            last = ids[-1]
        return True

    def _repeated(self, share: int, shares: int) -> pl.Series:
        pieces = []
        for _, frame in self._slices(PEOPLE, [self.keys[PEOPLE]], 8 * ROWS):
            ids = named(frame[self.keys[PEOPLE]]).drop_nulls()
            pieces.append(ids.filter(ids.hash(2) % shares == share))
        counted = pl.concat(pieces).value_counts(name="count")
        return counted.filter(pl.col("count") > 1).to_series(0)


ODD = r"[^!-~]"
"""In ids with other letters than these there may be blanks and marks that do not count."""


def named(ids: pl.Series) -> pl.Series:
    """Ids as they are compared: without blanks around them and other spellings of one; null for none."""
    texts = ids if ids.dtype == pl.String else ids.cast(pl.String)
    odd = texts.str.contains(ODD).fill_null(value=False)
    if odd.any():
        distinct = texts.filter(odd).unique()
        plain = pl.DataFrame({"text": distinct, "plain": [clean(text) for text in distinct.to_list()]})
        found = texts.to_frame("text").join(plain, on="text", how="left", maintain_order="left")
        texts = found.select(pl.coalesce("plain", "text")).to_series()
    return texts.set(texts == "", None)


def owners(ids: pl.Series, people: pl.Series) -> Codes:
    """For each of *ids* the place of the first who has it among those of *people*; -1 where nobody has."""
    place = pl.DataFrame({"id": named(people), "person": np.arange(len(people))}).unique("id", keep="first")
    whose = pl.DataFrame({"id": named(ids)})
    found = whose.join(place, on="id", how="left", maintain_order="left")["person"]
    return found.fill_null(-1).to_numpy()


def hashes(place: Path) -> Iterator[tuple[str, str]]:
    """The SHA-256 of every file of tables in *place*, by its name."""
    root = place if place.is_dir() else place.parent
    for file in _files(place):
        with file.open("rb") as stream:
            yield file.relative_to(root).as_posix(), hashlib.file_digest(stream, "sha256").hexdigest()


def find_tables(place: Path, vocabulary: Vocabulary, folder: Path) -> Source:
    """The tables in *place*: a file or folder of people, or a folder with a file or folder for each table.

    Text files among them are written to *folder* as parquet.

    Raises:
        UnreadableInput: there is no such file, or none that can be read.
        UnusableInput: there are no people, or a column is lacking or double.

    """
    if not place.exists():
        raise UnreadableInput("missing", file=place.name)
    names = names_of_tables(vocabulary)
    files: dict[str, tuple[Path, ...]] = {}
    for item in [] if place.is_file() else sorted(place.iterdir()):
        table = names.get(key(item.stem))
        found = _files(item)
        if table is not None and found:
            files[table] = (*files.get(table, ()), *found)
    if not files and (found := _files(place)):
        files[PEOPLE] = found
    for table, found in files.items():
        files[table] = tuple(_entered(file, table, vocabulary, folder) for file in found)
    return source_of(files, vocabulary, place.name)


def names_of_tables(vocabulary: Vocabulary) -> dict[str, str]:
    """The table that each name of a file or folder stands for, by `key`."""
    return {key(text): name for name, table in vocabulary.tables.items() for text in _names(table)}


def _entered(file: Path, table: str, vocabulary: Vocabulary, folder: Path) -> Path:
    """*file*, or where its rows are written so that they can be entered midway."""
    if file.suffix.lower() == ".parquet":
        return file
    texts = folder / "texts"
    texts.mkdir(exist_ok=True)
    target = texts / f"{table}-{sum(1 for _ in texts.iterdir()):05}.parquet"
    as_parquet(file, table, vocabulary, target)
    return target


def source_of(files: Mapping[str, Sequence[Place]], vocabulary: Vocabulary, name: str) -> Source:
    """The tables in *files*, which messages call *name*.

    Raises:
        UnreadableInput: a file cannot be read.
        UnusableInput: there are no people, or a column is lacking or double.

    """
    people = vocabulary.tables[PEOPLE]
    if PEOPLE not in files:
        raise UnusableInput("no_people", file=name, expected=", ".join(_names(people)))
    try:
        headings = {table: _columns(found) for table, found in files.items()}
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnreadableInput("broken", file=name, detail=type(error).__name__) from error
    heads = heads_of(headings, vocabulary)
    if PEOPLE not in heads.columns:
        raise UnusableInput("no_heading", file=name, sheet="", table=PEOPLE, expected=people.key[0])
    keys = {table: fields[vocabulary.tables[table].key[0]] for table, fields in heads.columns.items()}
    return Source({table: tuple(places) for table, places in files.items()}, heads, keys)


def _names(table: Table) -> tuple[str, ...]:
    return tuple(dict.fromkeys((table.name, table.label.vi, table.label.en, *table.aliases)))


def _files(item: Path) -> tuple[Path, ...]:
    """The files of one table: *item* itself, or all in it and its folders."""
    if item.is_file():
        return (item,) if item.suffix.lower() in ENDINGS else ()
    return tuple(
        sorted(file for file in item.rglob("*") if file.is_file() and file.suffix.lower() in ENDINGS)
    )


def _columns(files: Sequence[Place]) -> list[str]:
    """The names of the columns of all *files*."""
    found: dict[str, None] = {}
    for file in files:
        found |= dict.fromkeys(_scanned(file).collect_schema().names())
    return list(found)


def _scanned(file: Place) -> pl.LazyFrame:
    if isinstance(file, pl.DataFrame):
        return file.lazy()
    return pl.scan_parquet(file, hive_partitioning=False, glob=False)


def _height(file: Place) -> int:
    if isinstance(file, pl.DataFrame):
        return file.height
    return int(_collected(_scanned(file).select(pl.len()), file).item())


def _collected(lazy: pl.LazyFrame, file: Place) -> pl.DataFrame:
    """The rows of *lazy*, which reads *file*.

    Raises:
        UnreadableInput: it is damaged.

    """
    try:
        return lazy.collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        name = file.name if isinstance(file, Path) else ""
        raise UnreadableInput("broken", file=name, detail=type(error).__name__) from error


def _gathered(folder: Path, columns: Sequence[str]) -> pl.DataFrame | None:
    """All rows that were put into *folder*, in their order; None where there are none."""
    files = sorted(folder.glob("*.parquet"))
    pieces = [pl.read_parquet(file, columns=list(columns), glob=False) for file in files]
    return pl.concat(pieces, how="vertical_relaxed") if pieces else None
