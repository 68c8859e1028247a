"""A look inside a workbook before the reader: what would abort it, and what it reads as empty.

The reader asks for memory for every cell up to the last one, so one stray cell at the end of a sheet
can abort the process; and it reads error cells (``#N/A``) as empty ones. Both are found here.
"""

import copy
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO
from xml.etree import ElementTree

import attrs

from eligibility.read.cells import UnreadableInput

MAX_INFLATED = 800_000_000
"""Bytes of all parts of a workbook, unpacked."""

MAX_AREA = 20_000_000
"""Cells up to the last row and column of one sheet."""

MAX_CONTROL = 20_000_000
"""Bytes of a part that says what a workbook consists of, unpacked."""

CHUNK = 1 << 22
RELATIONS = "/relationships}id"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
COLUMNS = re.compile(rb'\sr\s*=\s*["\']([A-Za-z]{1,9})\d')
ROWS = re.compile(rb'\sr\s*=\s*["\'][A-Za-z]*(\d{1,9})')
CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")
ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s/>]")
ERROR = re.compile(rb'<(?:\w+:)?c\s([^<>]*?)\bt\s*=\s*["\']e["\']([^<>]*)>')
FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v(?:\s[^<>]*)?(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c\s*>"
)
"""A cell with a formula and no result: whoever wrote the file never calculated it."""

REFERENCE = re.compile(rb'(?:^|\s)r\s*=\s*["\']([A-Za-z]+\d+)["\']')
TEXT_RESULT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
"""A formula whose result is a text may have an empty one."""

UNCALCULATED = "=?"
"""What an uncalculated formula shows."""

CELL_END = re.compile(rb"</(?:\w+:)?c\s*>")
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)</")


@attrs.frozen
class SheetFacts:
    """What was found in one sheet: error cells and formulas without a result, by address."""

    errors: Mapping[str, str]


@attrs.frozen
class Facts:
    """What was found in a workbook: its worksheets by name, and whether its days count from 1904."""

    sheets: Mapping[str, SheetFacts]
    from_1904: bool


def preflight(content: BinaryIO, file: str) -> Facts:
    """What is in the workbook *content*, which messages call *file*.

    Raises:
        UnreadableInput: the file is no workbook, is encrypted, unpacks to too much, or has a cell so
            far out that reading it would abort.

    """
    with unpacking(content, file) as archive:
        return _workbook(archive, file)


@contextmanager
def unpacking(content: BinaryIO, file: str) -> Iterator[zipfile.ZipFile]:
    """The parts of a workbook; whatever is wrong with them makes it an input that cannot be read."""
    try:
        with zipfile.ZipFile(content) as archive:
            yield archive
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, EOFError, NotImplementedError) as error:
        raise UnreadableInput("not_a_workbook", file=file, detail=type(error).__name__) from error
    except RuntimeError as error:  # zipfile: encrypted members
        raise UnreadableInput("zip_password", file=file) from error
    except UnreadableInput:
        raise
    except Exception as error:
        raise UnreadableInput("broken", file=file, detail=type(error).__name__) from error


def _workbook(archive: zipfile.ZipFile, file: str) -> Facts:
    names = measured(archive, file)
    relations = {
        node.get("Id", ""): node.get("Target", "")
        for node in _xml(archive, "xl/_rels/workbook.xml.rels", file)
    }
    found: dict[str, SheetFacts] = {}
    from_1904 = False
    for node in _xml(archive, "xl/workbook.xml", file).iter():
        if node.tag.endswith("}workbookPr"):
            from_1904 = node.get("date1904", "").lower() in ("1", "true")
        if not node.tag.endswith("}sheet"):
            continue
        part = relations.get(next((v for k, v in node.items() if k.endswith(RELATIONS)), ""), "")
        part = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
        name = node.get("name", "")
        if part not in names:
            continue  # the reader decides whether that is a sheet at all
        if name in found:
            raise UnreadableInput("not_a_workbook", file=file, detail=name)
        found[name] = _scan(archive, part, file, name)
    return Facts(found, from_1904)


def measured(archive: zipfile.ZipFile, file: str) -> list[str]:
    """The parts; too much is refused: by what the directory says, and, as that may lie, in truth."""
    names = archive.namelist()
    if len(set(names)) < len(names):
        raise UnreadableInput("not_a_workbook", file=file, detail="zip")
    if sum(info.file_size for info in archive.infolist()) > MAX_INFLATED:
        raise UnreadableInput("too_large", file=file, limit=str(MAX_INFLATED // 1_000_000))
    used = 0
    for info in archive.infolist():
        for block in blocks(archive, info.filename):
            used += len(block)
            if used > MAX_INFLATED:
                raise UnreadableInput("too_large", file=file, limit=str(MAX_INFLATED // 1_000_000))
    return names


def blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """All that *part* unpacks to, whatever size the directory gives it."""
    info = copy.copy(archive.getinfo(part))
    info.file_size = 2 * MAX_INFLATED
    with archive.open(info) as stream:
        while block := stream.read(CHUNK):
            yield block


def _xml(archive: zipfile.ZipFile, part: str, file: str) -> ElementTree.Element:
    content = b""
    for block in blocks(archive, part):
        content += block
        if len(content) > MAX_CONTROL:
            raise UnreadableInput("too_large", file=file, limit=str(MAX_CONTROL // 1_000_000))
    if content.startswith(UTF16) or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableInput("not_a_workbook", file=file, detail="DOCTYPE")
    return ElementTree.fromstring(content)  # noqa: S314  (no document type, so no entities)


@attrs.define
class _Extent:
    """How far the cells of a sheet reach: as numbered, and where they are not numbered, as counted."""

    row: int = 0
    column: int = 1
    uncounted: int = 0

    def add(self, text: bytes) -> None:
        """Take the cells in *text* into account."""
        columns, rows = COLUMNS.findall(text), ROWS.findall(text)
        self.column = max(self.column, *map(_column, set(columns)), 0)
        self.row = max(self.row, *map(int, set(rows)), 0)
        numbered = len(rows) - len(columns)
        if text.count(b"<row") + text.count(b":row") > numbered:
            self.uncounted += max(0, len(ROW_TAG.findall(text)) - numbered)
        if text.count(b"<c") + text.count(b":c") > len(columns):
            widest = max(len(CELL_TAG.findall(row)) for row in text.split(b"row>"))
            self.column = max(self.column, widest)

    @property
    def area(self) -> int:
        """The number of cells that the reader would make."""
        return (self.row + self.uncounted) * max(self.column, 26)


def _scan(archive: zipfile.ZipFile, part: str, file: str, sheet: str) -> SheetFacts:
    errors: dict[str, str] = {}
    extent = _Extent()
    for number, text in enumerate(_pieces(archive, part)):
        if b"<!DOCTYPE" in text or (number == 0 and text.startswith(UTF16)):
            raise UnreadableInput("not_a_workbook", file=file, detail="DOCTYPE")
        extent.add(text)
        if extent.area > MAX_AREA:
            row, column = str(extent.row + extent.uncounted), str(extent.column)
            raise UnreadableInput("sparse", file=file, sheet=sheet, row=row, column=column)
        for match in ERROR.finditer(text) if b'"e"' in text or b"'e'" in text else ():
            reference = REFERENCE.search(match[1]) or REFERENCE.search(match[2])
            if reference is None:
                raise UnreadableInput("broken", file=file, detail=f"{sheet}: t=e")
            errors[reference[1].decode().upper()] = _error(text, match)
        for match in FORMULA.finditer(text) if b"<f" in text or b":f" in text else ():
            reference = REFERENCE.search(match[1])
            if reference is not None and not TEXT_RESULT.search(match[1]):
                errors.setdefault(reference[1].decode().upper(), UNCALCULATED)
    return SheetFacts(errors)


def _error(text: bytes, cell: re.Match[bytes]) -> str:
    """What an error cell says."""
    if cell[2].endswith(b"/"):
        return "#"
    end = CELL_END.search(text, cell.end())
    value = VALUE.search(text, cell.end(), end.start() if end is not None else len(text))
    return (value[1].decode("utf-8", "replace").strip() if value is not None else "") or "#"


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML in pieces that end between rows; between cells, where rows are very long."""
    rest = b""
    for block in blocks(archive, part):
        text = rest + block
        cut = max(text.rfind(b"</row>") + 6, text.rfind(b":row>") + 5)
        if cut <= 6:
            cut = 0 if len(text) < 16 * CHUNK else max(text.rfind(b"<c "), text.rfind(b":c "), 1)
        if cut:
            yield text[:cut]
        rest = text[cut:]
    if rest:
        yield rest


def _column(letters: bytes) -> int:
    number = 0
    for code in letters.upper():
        number = number * 26 + code - 64
    return number
