"""The tables of the office in every format of file, and one flat sheet that says the same."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import xlwt

from office.records import PEOPLE, PLAN, Tables, office, write

SOFFICE = shutil.which("soffice")


def text_of(value: object) -> str:
    """A value as an officer types it."""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else "" if value is None else str(value)


def converted(workbook: Path, suffix: str) -> Path:
    """*workbook* saved by LibreOffice in the format of *suffix*, beside it."""
    assert SOFFICE is not None
    profile = workbook.parent / "profile"
    subprocess.run(
        [
            *(SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless"),
            *("--convert-to", suffix, "--outdir", str(workbook.parent), str(workbook)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return workbook.with_suffix(f".{suffix}")


def as_xls(place: Path, tables: Tables) -> Path:
    """A workbook of Excel 97, as xlwt writes it."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for title, (headings, rows) in tables.items():
        sheet = book.add_sheet(title)
        sheet.write(0, 0, "DANH SÁCH DO ĐƠN VỊ LẬP")
        for number, row in enumerate((headings, *rows), 1):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value, *([day] if isinstance(value, date) else []))
    file = place / "hồ sơ.xls"
    book.save(str(file))
    return file


def csv_bytes(headings: Sequence[str], rows: Sequence[Sequence[object]], delimiter: str = ",") -> bytes:
    """A text file of these rows."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows([headings, *([text_of(value) for value in row] for row in rows)])
    return stream.getvalue().encode("utf-8")


def records_of(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> list[dict[str, object]]:
    """The rows as JSON has them: days in ISO, and null where nothing is stated."""
    return [
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in zip(headings, row, strict=True)
        }
        for row in rows
    ]


def _each(place: Path, tables: Tables, suffix: str, content: Callable[..., bytes]) -> Path:
    for title, (headings, rows) in tables.items():
        (place / f"{title}.{suffix}").write_bytes(content(headings, rows))
    return place


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8")


def _lines(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    return "".join(f"{json.dumps(row)}\n" for row in records_of(headings, rows)).encode()


def _parquet(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    stream = io.BytesIO()
    columns = {name: [row[n] for row in rows] for n, name in enumerate(headings)}
    pl.DataFrame(columns, strict=False).write_parquet(stream)
    return stream.getvalue()


def _one_json(place: Path, tables: Tables) -> Path:
    file = place / "hồ sơ.json"
    file.write_bytes(_json({title: records_of(*table) for title, table in tables.items()}))
    return file


def _mixed(place: Path, tables: Tables) -> Path:
    writers = [
        ("csv", lambda *table: csv_bytes(*table, delimiter=";")),
        ("parquet", _parquet),
        ("jsonl", _lines),
        ("tsv", lambda *table: csv_bytes(*table, delimiter="\t")),
    ]
    for (title, table), (suffix, content) in zip(tables.items(), writers, strict=True):
        (place / f"{title}.{suffix}").write_bytes(content(*table))
    return place


FORMATS: Mapping[str, Callable[[Path, Tables], Path]] = {
    "xlsx": lambda place, tables: write(place / "hồ sơ.xlsx", tables),
    "xlsm": lambda place, tables: write(place / "hồ sơ.xlsm", tables),
    "xls of xlwt": as_xls,
    "xls of LibreOffice": lambda place, tables: converted(write(place / "a.xlsx", tables), "xls"),
    "ods of LibreOffice": lambda place, tables: converted(write(place / "a.xlsx", tables), "ods"),
    "folder of csv": lambda place, tables: _each(place, tables, "csv", csv_bytes),
    "folder of tsv": lambda place, tables: _each(
        place, tables, "tsv", lambda *table: csv_bytes(*table, delimiter="\t")
    ),
    "folder of parquet": lambda place, tables: _each(place, tables, "parquet", _parquet),
    "folder of json": lambda place, tables: _each(
        place, tables, "json", lambda *table: _json(records_of(*table))
    ),
    "folder of jsonl": lambda place, tables: _each(place, tables, "jsonl", _lines),
    "mixed folder": _mixed,
    "one json": _one_json,
}
"""How the tables are written in each format: into an empty folder, giving what is to be read."""

YEARS = (2024, 2025)


def flat(tables: Tables | None = None) -> Tables:
    """The tables with plans and ratings beside the people; what concerns nobody known is left out."""
    made = office() if tables is None else tables
    people, plan, ratings = (made[title][1] for title in ("Cán bộ", "Quy hoạch", "Xếp loại"))
    grades = {(row[0], row[1]): row[2] for row in ratings}
    rows = []
    for person in people:
        entries = [entry for entry in plan if entry[0] == person[0]] or [(None,) * len(PLAN)]
        for entry in entries:
            rows.append((*person, *entry[1:], *(grades.get((person[0], year)) for year in YEARS)))
    headings = (*PEOPLE, *PLAN[1:], *(f"Xếp loại {year}" for year in YEARS))
    kept = {"Kỷ luật": made["Kỷ luật"]} if "Kỷ luật" in made else {}
    return {"Cán bộ": (headings, rows), **kept}
