"""A bulk review next to an ordinary one of the same tables."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from eligibility.bulk.running import review_tables
from eligibility.model.review import Review
from eligibility.model.standard import RuleBook

LISTS = ("training", "training_possible", "unmet", "unknown", "waived")
TOLD = ("id", "post", "term", "standard", "version", "outcome", *LISTS)
FINDING = ("id", "post", "term", "requirement", "status", "due", "alternative_used", "clause", "if_unmet")

Texts = Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]]


def write_parquet(tables: Texts, place: Path) -> Path:
    """Each table as a file of its own, every cell as text, empty ones as null."""
    place.mkdir(parents=True, exist_ok=True)
    for name, (columns, rows) in tables.items():
        data = {column: [row[number] or None for row in rows] for number, column in enumerate(columns)}
        pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String)).write_parquet(place / f"{name}.parquet")
    return place


def bulk(
    place: Path, book: RuleBook, as_of: date, out: Path, purpose: str, findings: str = "long"
) -> tuple[Review, pl.DataFrame]:
    """The bulk review of *place*, and its decisions."""
    made = review_tables(place, book, as_of, out, purpose, engine="tables", findings=findings)
    return made, read(out / "decisions")


def read(folder: Path) -> pl.DataFrame:
    files = sorted(folder.glob("*.parquet"))
    return pl.concat([plain(pl.read_parquet(file, glob=False)) for file in files], how="vertical_relaxed")


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Categories as text."""
    return frame.with_columns(
        pl.col(name).cast(pl.List(pl.String) if isinstance(kind, pl.List) else pl.String)
        for name, kind in frame.schema.items()
        if isinstance(kind, pl.Enum | pl.Categorical | pl.List)
    )


def told(frame: pl.DataFrame, columns: Sequence[str] = TOLD) -> list[tuple[object, ...]]:
    """The rows, in an order of their own."""
    return sorted(map(_row, frame.select(columns).iter_rows()), key=str)


def _row(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)


def same(ordinary: Review, decisions: pl.DataFrame, findings: pl.DataFrame | None = None) -> None:
    """Both say the same of everybody.

    Raises:
        AssertionError: they do not.

    """
    _alike(decisions, ordinary.decisions, TOLD)
    if findings is not None:
        _alike(findings, ordinary.findings, FINDING)


def _alike(found: pl.DataFrame, expected: pl.DataFrame, columns: Sequence[str]) -> None:
    ours, theirs = told(found, columns), told(expected, columns)
    if ours != theirs:
        more = [row for row in ours if row not in theirs][:3]
        less = [row for row in theirs if row not in ours][:3]
        raise AssertionError(f"{len(ours)} and {len(theirs)} rows; bulk only: {more}; ordinary only: {less}")
