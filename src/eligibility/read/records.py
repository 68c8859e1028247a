"""Records from a workbook (xlsx) or a folder of csv files, as raw sheets. Nothing is interpreted here."""

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import attrs

from eligibility.model.raw import EMPTY, RawCell, RawIssue, RawSheet, RawTables
from eligibility.read.cells import UnreadableInput, encode
from eligibility.read.preflight import SheetFacts, preflight

MAX_FILE = 500_000_000
DELIMITERS = (",", ";", "\t")
ENCODINGS = (("utf-8-sig", ""), ("cp1258", "encoding"))


def read_records(path: Path) -> RawTables:
    """All sheets of *path*: a workbook, or a folder with one csv file per table.

    Raises:
        UnreadableInput: it cannot be read at all.

    """
    if not path.exists():
        raise UnreadableInput("missing", file=path.name)
    try:
        if path.is_dir():
            return _folder(path)
        if path.stat().st_size > MAX_FILE:
            raise UnreadableInput("too_large", file=path.name, limit=str(MAX_FILE // 1_000_000))
        if path.suffix.lower() == ".csv":
            sheet, issues = _csv(path, path.stem)
            return RawTables(path, (sheet,), {path.name: _sha256(path)}, tuple(issues))
        if path.suffix.lower() != ".xlsx":
            raise UnreadableInput("format", file=path.name)
        return _workbook(path)
    except PermissionError as error:
        raise UnreadableInput("held", file=path.name) from error
    except OSError as error:
        raise UnreadableInput("broken", file=path.name, detail=type(error).__name__) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# --- workbooks ---------------------------------------------------------------------------------


def _workbook(path: Path) -> RawTables:
    facts = preflight(path)
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    issues: list[RawIssue] = []
    sheets: list[RawSheet] = []
    try:
        book = CalamineWorkbook.from_path(str(path))
        for metadata in book.sheets_metadata:
            if metadata.name not in facts:
                continue  # charts and the like
            hidden = metadata.visible is not SheetVisibleEnum.Visible
            if hidden:
                issues.append(RawIssue("hidden_sheet", path.name, metadata.name, done="read"))
            rows = book.get_sheet_by_name(metadata.name).to_python(skip_empty_area=False)
            sheets.append(_sheet(path.name, metadata.name, rows, facts[metadata.name], hidden=hidden))
    except CalamineError as error:
        raise UnreadableInput("not_a_workbook", file=path.name, detail=type(error).__name__) from error
    if not sheets:
        raise UnreadableInput("no_sheet", file=path.name)
    return RawTables(path, tuple(sheets), {path.name: _sha256(path)}, tuple(issues))


def _sheet(
    file: str, name: str, rows: Sequence[Sequence[Any]], facts: SheetFacts, *, hidden: bool
) -> RawSheet:
    columns = [encode(values, _KINDS) for values in zip(*rows, strict=True)] if rows else []
    for address, text in facts.errors.items():
        letters = address.rstrip("0123456789")
        row, column = int(address[len(letters) :]) - 1, _index(letters)
        if row < len(rows) and column < len(columns):
            codes, cells = columns[column]
            cell = RawCell(text, "error")
            if cell not in cells:
                cells = (*cells, cell)
            codes[row] = cells.index(cell)
            columns[column] = (codes, cells)
    return RawSheet(file, name, tuple(columns), len(rows), 1, hidden)


def _index(letters: str) -> int:
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - 64
    return number - 1


def _text(value: str) -> RawCell:
    return RawCell(value) if value.strip() else EMPTY


def _float(value: float) -> RawCell:
    return RawCell(str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value), "number")


def _datetime(value: datetime) -> RawCell:
    return RawCell(value.date().isoformat(), "date")


_KINDS: dict[type, Any] = {
    str: _text,
    float: _float,
    int: lambda value: RawCell(str(value), "number"),
    bool: lambda value: RawCell("TRUE" if value else "FALSE", "bool"),
    datetime: _datetime,
    date: lambda value: RawCell(value.isoformat(), "date"),
    time: lambda value: RawCell(value.isoformat(), "text"),
    timedelta: lambda value: RawCell(str(value), "text"),
    type(None): lambda _: EMPTY,
}


# --- csv ---------------------------------------------------------------------------------------


def _folder(path: Path) -> RawTables:
    home = path.resolve()
    sheets: list[RawSheet] = []
    issues: list[RawIssue] = []
    hashes: dict[str, str] = {}
    for file in sorted(path.iterdir()):
        if file.suffix.lower() != ".csv":
            if file.is_file() and not file.name.startswith("."):
                issues.append(RawIssue("other_file", file.name, done="ignored"))
            continue
        if not file.resolve().is_relative_to(home) or not file.is_file():
            raise UnreadableInput("link", file=file.name)
        if file.stat().st_size > MAX_FILE:
            raise UnreadableInput("too_large", file=file.name, limit=str(MAX_FILE // 1_000_000))
        sheet, found = _csv(file, file.stem)
        sheets.append(sheet)
        issues += found
        hashes[file.name] = _sha256(file)
    if not sheets:
        raise UnreadableInput("empty_folder", file=path.name)
    return RawTables(path, tuple(sheets), hashes, tuple(issues))


def _csv(path: Path, name: str) -> tuple[RawSheet, list[RawIssue]]:
    content = path.read_bytes()
    issues: list[RawIssue] = []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1258", "replace")
            issues.append(RawIssue("encoding", path.name, expected="UTF-8", done="read_as_cp1258"))
    if "\0" in text:
        raise UnreadableInput("binary", file=path.name)
    head = text[:10_000].splitlines()[0] if text.strip() else ""
    delimiter = max(DELIMITERS, key=head.count)
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error as error:
        raise UnreadableInput("broken", file=path.name, detail=str(error)) from error
    width = max(map(len, rows), default=0)
    if width * len(rows) > 50_000_000:
        raise UnreadableInput("too_large", file=path.name, limit="50")
    padded = [row + [""] * (width - len(row)) for row in rows]
    columns = [encode(values, _KINDS) for values in zip(*padded, strict=True)]
    sheet = RawSheet(path.name, name, tuple(columns), len(rows), 1)
    return attrs.evolve(sheet, letters=False), issues
