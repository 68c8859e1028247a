"""Workbooks: what kind a file is, by what it holds and not by its name, and its sheets.

Modern workbooks (xlsx, xlsm) and those of OpenDocument (ods) are looked at first and then read by
python-calamine; those of Excel 97 to 2003 (xls) by `eligibility.read.excel97`. All from memory, so that
what was looked at is what is read, and what was decrypted is never written to a disk.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import attrs

from eligibility.model.raw import RawCell, RawIssue, RawSheet
from eligibility.read.cells import KINDS, KINDS_1904, Column, UnreadableInput, encode, place, stated
from eligibility.read.excel97 import read_excel97
from eligibility.read.opendocument import CONTENT, look_at
from eligibility.read.passwords import ENCRYPTED, Password, decrypted
from eligibility.read.preflight import preflight

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
OLE = b"\xd0\xcf\x11\xe0"
PAGE = ("<", "MIME-Version:")
"""How web pages begin, and the XML of Excel 2003, however they are named."""

Sheets = tuple[tuple[RawSheet, ...], tuple[RawIssue, ...]]


@attrs.frozen
class _Found:
    """What the look at a sheet found: cells which the reader shows wrongly, and how much stands there."""

    cells: Mapping[tuple[int, int], RawCell]
    height: int = 0
    stated: int = 0


def read_workbook(file: str, content: bytes, password: Password | None) -> Sheets:
    """The sheets of the workbook *content*, and what was noticed; *password* is asked if there is one.

    Raises:
        UnreadableInput: it is no workbook, or cannot be read whole.

    """
    if _is_page(content[:200]):
        raise UnreadableInput("html", file=file)
    if content.startswith(OLE) and ENCRYPTED in content:
        content = decrypted(file, content, password)
        if not content.startswith(b"PK"):
            raise UnreadableInput("broken", file=file, detail="EncryptedPackage")
    if content.startswith(OLE):
        return read_excel97(file, content, password)
    if _is_opendocument(content):
        found = {
            name: _Found(table.cells, table.height, table.stated)
            for name, table in look_at(file, content).items()
        }
        return _calamine(file, content, found, from_1904=False)
    facts = preflight(io.BytesIO(content), file)
    errors = {
        name: _Found({_at(address): RawCell(text, "error") for address, text in sheet.errors.items()})
        for name, sheet in facts.sheets.items()
    }
    return _calamine(file, content, errors, from_1904=facts.from_1904)


def _is_page(head: bytes) -> bool:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "utf-8-sig", "replace")
    return text.lstrip().startswith(PAGE)


def _is_opendocument(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return CONTENT in archive.namelist()
    except Exception:  # whatever is wrong with it is said by the look at a workbook
        return False


def _calamine(file: str, content: bytes, found: Mapping[str, _Found], *, from_1904: bool) -> Sheets:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    kinds = KINDS_1904 if from_1904 else KINDS
    issues: list[RawIssue] = []
    sheets: list[RawSheet] = []
    with reading(file, "not_a_workbook"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        known = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    for name, visible in [(sheet.name, sheet.visible) for sheet in known]:
        facts = found.get(name)
        if facts is None:  # the reader knows a sheet that was not looked at first
            raise UnreadableInput("broken", file=file, detail=name)
        hidden = visible is not SheetVisibleEnum.Visible
        if hidden:
            issues.append(RawIssue("hidden_sheet", file, name, done="read"))
        with reading(file, "broken"):
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        columns = [encode(values, kinds) for values in zip(*rows, strict=True)] if rows else []
        sheets.append(_checked(file, RawSheet(file, name, tuple(columns), len(rows), 1, hidden), facts))
    if not sheets:
        raise UnreadableInput("no_sheet", file=file)
    return tuple(sheets), tuple(issues)


def _checked(file: str, sheet: RawSheet, facts: _Found) -> RawSheet:
    """The sheet with the cells that the reader shows wrongly put right, and nothing lost."""
    columns = list(sheet.columns)
    height = sheet.height
    if height < facts.height:
        columns = [_longer(column, facts.height) for column in columns] or [_empty(facts.height)]
        height = facts.height
    try:
        for (row, column), cell in facts.cells.items():
            place(columns, row, column, cell)
    except IndexError as error:
        raise UnreadableInput("broken", file=file, detail=sheet.name) from error
    if stated(columns) < facts.stated:  # the reader left something out
        raise UnreadableInput("broken", file=file, detail=sheet.name)
    return attrs.evolve(sheet, columns=tuple(columns), height=height)


def _empty(height: int) -> Column:
    return encode([None] * height, KINDS)


def _longer(column: Column, height: int) -> Column:
    codes, cells = column
    return encode([*(cells[code] for code in codes), *[None] * (height - len(codes))], KINDS)


@contextmanager
def reading(file: str, kind: str) -> Iterator[None]:
    """Whatever goes wrong in the reader is an input that cannot be read."""
    from python_calamine import CalamineError

    try:
        yield
    except CalamineError as error:
        raise UnreadableInput(kind, file=file, detail=type(error).__name__) from error
    except (OSError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the reader is not an Exception
        raise UnreadableInput("broken", file=file, detail=type(error).__name__) from error


def _at(address: str) -> tuple[int, int]:
    """The row and column, from 0, of a cell such as H7."""
    letters = address.rstrip("0123456789")
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - 64
    return int(address[len(letters) :]) - 1, number - 1
