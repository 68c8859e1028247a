"""Records from a workbook (xlsx) or a folder of csv files, as raw sheets. Nothing is interpreted here."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import attrs

from eligibility.model.raw import EMPTY, RawCell, RawIssue, RawSheet, RawTables
from eligibility.read.cells import Codes, UnreadableInput, encode
from eligibility.read.preflight import preflight

MAX_FILE = 500_000_000

Column = tuple[Codes, tuple[RawCell, ...]]

DELIMITERS = ("\t", ";", ",")
SAMPLE = 50_000
"""Characters of a text file by which its delimiter is told."""


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
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    kinds = {**_KINDS, float: _float_1904} if facts.from_1904 else _KINDS
    issues: list[RawIssue] = []
    sheets: list[RawSheet] = []
    with _reading(path, "not_a_workbook"):
        book = CalamineWorkbook.from_path(str(path))
        known = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    for name, visible in [(sheet.name, sheet.visible) for sheet in known]:
        found = facts.sheets.get(name)
        if found is None:  # the reader knows a sheet that was not looked at first
            raise UnreadableInput("broken", file=path.name, detail=name)
        hidden = visible is not SheetVisibleEnum.Visible
        if hidden:
            issues.append(RawIssue("hidden_sheet", path.name, name, done="read"))
        with _reading(path, "broken"):
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        columns = [encode(values, kinds) for values in zip(*rows, strict=True)] if rows else []
        for address, text in found.errors.items():
            _mark_error(columns, address, text, path.name)
        sheets.append(RawSheet(path.name, name, tuple(columns), len(rows), 1, hidden))
    if not sheets:
        raise UnreadableInput("no_sheet", file=path.name)
    return RawTables(path, tuple(sheets), {path.name: _sha256(path)}, tuple(issues))


@contextmanager
def _reading(path: Path, kind: str) -> Iterator[None]:
    """Whatever goes wrong in the reader is an input that cannot be read."""
    from python_calamine import CalamineError

    try:
        yield
    except CalamineError as error:
        raise UnreadableInput(kind, file=path.name, detail=type(error).__name__) from error
    except (OSError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the reader is not an Exception
        raise UnreadableInput("broken", file=path.name, detail=type(error).__name__) from error


def _mark_error(columns: list[Column], address: str, text: str, file: str) -> None:
    """Put an error cell, which the reader takes for empty, back where it stands."""
    letters = address.rstrip("0123456789")
    row, column = int(address[len(letters) :]) - 1, _index(letters)
    if column >= len(columns) or not 0 <= row < len(columns[column][0]):
        raise UnreadableInput("broken", file=file, detail=address)
    codes, cells = columns[column]
    cell = RawCell(text, "error")
    if cell not in cells:
        cells = (*cells, cell)
    codes[row] = cells.index(cell)
    columns[column] = (codes, cells)


def _index(letters: str) -> int:
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - 64
    return number - 1


def _text(value: str) -> RawCell:
    return RawCell(value) if value.strip() else EMPTY


def _float(value: float) -> RawCell:
    return RawCell(str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value), "number")


def _float_1904(value: float) -> RawCell:
    cell = _float(value)
    return RawCell(cell.text, "number_1904")


def _datetime(value: datetime) -> RawCell:
    return RawCell(value.date().isoformat(), "date")


_KINDS: Mapping[type, Any] = {
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
        if not _inside(file, home) or not file.is_file():
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


def _inside(path: Path, home: Path) -> bool:
    try:
        return path.resolve().is_relative_to(home)
    except RuntimeError:  # a link to itself
        return False


def _csv(path: Path, name: str) -> tuple[RawSheet, list[RawIssue]]:
    content = path.read_bytes()
    issues: list[RawIssue] = []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableInput("broken", file=path.name, detail="UTF-16") from error
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1258", "replace")
            issues.append(RawIssue("encoding", path.name, expected="UTF-8", done="read_as_cp1258"))
    if "\0" in text:
        raise UnreadableInput("binary", file=path.name)
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise UnreadableInput("broken", file=path.name, detail=str(error)) from error
    width = max(map(len, rows), default=0)
    if width * len(rows) > 50_000_000:
        raise UnreadableInput("too_large", file=path.name, limit="50")
    padded = [row + [""] * (width - len(row)) for row in rows]
    columns = [encode(values, _KINDS) for values in zip(*padded, strict=True)]
    sheet = RawSheet(path.name, name, tuple(columns), len(rows), 1)
    return attrs.evolve(sheet, letters=False), issues


def _delimiter(text: str) -> str:
    """The delimiter by which most lines have one same number of columns; of several, the most columns."""

    def fit(delimiter: str) -> tuple[float, int]:
        sample = csv.reader(io.StringIO(text[:SAMPLE], newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in sample if any(cell.strip() for cell in row))
        width, lines = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        return (lines / widths.total() if width > 1 else 0.0), width

    return max(DELIMITERS, key=fit)
