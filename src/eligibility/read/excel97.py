"""Workbooks of Excel 97 to 2003 (xls), by xlrd: it shows error cells, and a cell far out costs nothing."""

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eligibility.model.raw import RawCell, RawIssue, RawSheet
from eligibility.read.cells import KINDS, KINDS_1904, UnreadableInput, encode
from eligibility.read.passwords import Password, decrypted

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

MAX_AREA = 20_000_000
"""Cells up to the last row and column of one sheet: more than a sheet of this kind can hold."""

UNICODE = 80
"""Excel 97; what older ones wrote is in the encoding of their machine."""

LEAP = 60
"""The day that never was, 29 February 1900: below it Excel counts days otherwise than from it on."""

Sheets = tuple[tuple[RawSheet, ...], tuple[RawIssue, ...]]


def read_excel97(file: str, content: bytes, password: Password | None) -> Sheets:
    """The sheets of the workbook *content*, decrypted first if need be.

    Raises:
        UnreadableInput: it cannot be read whole.

    """
    book = _opened(file, content)
    if book is None:
        book = _opened(file, decrypted(file, content, password))
    if book is None:
        raise UnreadableInput("broken", file=file, detail="FILEPASS")
    issues: list[RawIssue] = []
    if book.biff_version < UNICODE:
        issues.append(RawIssue("encoding", file, text=book.encoding or "", expected="Excel 97", done="read"))
    sheets: list[RawSheet] = []
    for number, name in enumerate(book.sheet_names()):
        hidden = bool(book.sheet_by_index(number).visibility)
        if hidden:
            issues.append(RawIssue("hidden_sheet", file, name, done="read"))
        sheets.append(_sheet(file, name, book.sheet_by_index(number), book.datemode, hidden=hidden))
    if not sheets:
        raise UnreadableInput("no_sheet", file=file)
    if len({sheet.name for sheet in sheets}) < len(sheets):
        raise UnreadableInput("broken", file=file, detail="BOUNDSHEET")
    return tuple(sheets), tuple(issues)


def _opened(file: str, content: bytes) -> "Book | None":
    """The workbook; None if it is encrypted."""
    import xlrd
    from xlrd.biffh import XLRDError

    try:
        return xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True)
    except XLRDError as error:
        if "encrypted" in str(error):
            return None
        kind = "not_a_workbook" if "Can't find workbook" in str(error) else "broken"
        raise UnreadableInput(kind, file=file, detail=type(error).__name__) from error
    except (OSError, KeyboardInterrupt, SystemExit):
        raise
    except Exception as error:  # damaged records make it stumble in many ways
        raise UnreadableInput("broken", file=file, detail=type(error).__name__) from error


def _sheet(file: str, name: str, sheet: "Sheet", datemode: int, *, hidden: bool) -> RawSheet:
    rows = [
        [_value(kind, value, datemode) for kind, value in zip(kinds, values, strict=True)]
        for kinds, values in ((sheet.row_types(n), sheet.row_values(n)) for n in range(sheet.nrows))
    ]
    while rows and all(value is None or value == "" for value in rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_AREA:
        raise UnreadableInput("sparse", file=file, sheet=name, row=str(len(rows)), column=str(width))
    kinds = KINDS_1904 if datemode else KINDS
    columns = [encode([row[n] if n < len(row) else None for row in rows], kinds) for n in range(width)]
    return RawSheet(file, name, tuple(columns), len(rows), 1, hidden)


def _value(kind: int, value: Any, datemode: int) -> object:  # noqa: ANN401
    """A cell as the types that `eligibility.read.cells` knows."""
    from xlrd import biffh, xldate

    if kind == biffh.XL_CELL_ERROR:
        return RawCell(biffh.error_text_from_code.get(value, "#"), "error")
    if kind == biffh.XL_CELL_BOOLEAN:
        return bool(value)
    if kind in (biffh.XL_CELL_EMPTY, biffh.XL_CELL_BLANK):
        return None
    if kind != biffh.XL_CELL_DATE:
        return value
    if 0 <= value < 1:
        return (xldate.epoch_1904 + timedelta(days=value)).time().replace(microsecond=0)
    try:
        if datemode:
            return xldate.xldate_as_datetime(value, 1)
        return xldate.xldate_as_datetime(value, 0) if value > LEAP else value
    except (OverflowError, ValueError):
        return value
