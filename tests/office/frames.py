"""The tables of the office as frames of Polars, and in parquet files."""

from pathlib import Path

import polars as pl

from office.records import office

TABLES = {"Cán bộ": "people", "Quy hoạch": "plan", "Xếp loại": "evaluations", "Kỷ luật": "disciplines"}
"""The table that each sheet holds."""


def frames(tables):
    """Sheets as frames."""
    return {
        name: pl.DataFrame({head: [row[n] for row in rows] for n, head in enumerate(headings)}, strict=False)
        for name, (headings, rows) in tables.items()
    }


def office_frames() -> dict[str, pl.DataFrame]:
    """The office, by table."""
    return {TABLES[name]: frame for name, frame in frames(office()).items()}


def write_office(place: Path) -> Path:
    """The office as a new folder of parquet files."""
    place.mkdir()
    for table, frame in office_frames().items():
        frame.write_parquet(place / f"{table}.parquet")
    return place
