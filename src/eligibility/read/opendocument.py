"""A look inside a workbook of OpenDocument (ods) before the reader: what it would leave out or show wrongly.

The reader cuts what is repeated too often, takes error cells and cells of no type for empty ones, and
drops tabs and line breaks. Here everything is counted, and such cells are found with their text.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.parsers import expat

import attrs

from eligibility.model.raw import RawCell
from eligibility.read import preflight
from eligibility.read.cells import MAX_TEXT, UnreadableInput
from eligibility.read.preflight import blocks, measured, unpacking

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""The rows and columns that a sheet may have."""
MAX_WRONG = 2_000_000
"""Cells of one sheet that the reader shows wrongly."""

_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT = f"{_OPEN}office:1.0 ", f"{_OPEN}table:1.0 ", f"{_OPEN}text:1.0 "
CALC_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
SHEET = f"{TABLE}table"
ROW = f"{TABLE}table-row"
CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
HOLDERS = frozenset(
    {SHEET, *(f"{TABLE}{name}" for name in ("table-rows", "table-header-rows", "table-row-group"))}
)
"""What rows may stand in."""
PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
VALUES = tuple(f"{OFFICE}{name}" for name in ("value", "date-value", "time-value", "boolean-value"))
ERROR = re.compile(r"#[A-Z0-9/]+[!?]?|Err:\d+")
REPEATS = re.compile(r"0*[1-9]\d{0,9}")


@attrs.frozen
class TableFacts:
    """What was found in one sheet.

    *cells*: those which the reader shows wrongly, by row and column from 0; *height*: the rows up to the
    last one that says something; *stated*: how many cells say something.
    """

    cells: Mapping[tuple[int, int], RawCell]
    height: int
    stated: int


def look_at(file: str, content: bytes) -> dict[str, TableFacts]:
    """What is in the sheets of the workbook *content*, by name.

    Raises:
        UnreadableInput: it is no workbook, is encrypted, unpacks to too much, or has a cell too far out.

    """
    with unpacking(io.BytesIO(content), file) as archive:
        parts = measured(archive, file)
        if MANIFEST in parts and any(b"encryption-data" in block for block in blocks(archive, MANIFEST)):
            raise UnreadableInput("locked_ods", file=file)
        return _looked_at(archive, file)


def _looked_at(archive: zipfile.ZipFile, file: str) -> dict[str, TableFacts]:
    look = _Look(file)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.characters
    parser.StartCdataSectionHandler = look.special
    parser.StartDoctypeDeclHandler = look.document_type
    parser.XmlDeclHandler = look.declaration
    try:
        for block in blocks(archive, CONTENT):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableInput("not_a_workbook", file=file, detail=type(error).__name__) from error
    return look.sheets


@attrs.define
class _Row:
    """A row: how often it is repeated, and its cells that say something: column, how often, what is shown."""

    repeats: int
    column: int = 0
    stated: list[tuple[int, int, RawCell | None]] = attrs.field(factory=list)
    characters: int = 0


class _Look:
    """Goes through the elements of a workbook in their order."""

    def __init__(self, file: str) -> None:
        self.sheets: dict[str, TableFacts] = {}
        self._file = file
        self._open: list[str] = []
        self._name = ""
        self._cells: dict[tuple[int, int], RawCell] = {}
        self._rows = self._height = self._width = self._stated = self._volume = 0
        self._row: _Row | None = None
        self._row_depth = 0
        self._cell: Mapping[str, str] | None = None
        self._cell_depth = 0
        self._text: list[str] = []
        self._shown = 0
        """How many open elements show text: a paragraph, and not a note within it."""
        self._special = False

    # --- what the parser calls ------------------------------------------------------------------

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        """Only the encoding that the reader knows."""
        if (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise UnreadableInput("not_a_workbook", file=self._file, detail=encoding or "")

    def document_type(self, *_: object) -> None:
        """No document type, so no entities."""
        raise UnreadableInput("not_a_workbook", file=self._file, detail="DOCTYPE")

    def special(self) -> None:
        """The reader leaves something out of this cell."""
        self._special = True

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        above = self._open[-1] if self._open else ""
        self._open.append(tag)
        if self._cell is not None:
            self._inside(tag, attributes)
        elif tag in CELLS and above == ROW and self._row is not None:
            self._cell, self._cell_depth = attributes, len(self._open)
            self._text, self._shown, self._special = [], 0, False
        elif tag == ROW and above in HOLDERS and self._name:
            self._row, self._row_depth = _Row(self._repeats(attributes, "rows")), len(self._open)
        elif tag == SHEET and above == f"{OFFICE}spreadsheet":
            self._name = attributes.get(f"{TABLE}name", "")
            if not self._name or self._name in self.sheets:
                raise UnreadableInput("not_a_workbook", file=self._file, detail=self._name)
            self._cells = {}
            self._rows = self._height = self._width = self._stated = 0

    def end(self, tag: str) -> None:
        """An element ends."""
        depth = len(self._open)
        self._open.pop()
        if self._cell is not None and depth == self._cell_depth:
            self._end_cell(self._cell)
            self._cell = None
        elif self._cell is not None:
            self._shown -= tag in PARAGRAPHS and self._visible()
        elif self._row is not None and depth == self._row_depth:
            self._end_row(self._row)
            self._row = None
        elif tag == SHEET and self._open[-1:] == [f"{OFFICE}spreadsheet"]:
            self.sheets[self._name] = TableFacts(self._cells, self._height, self._stated)
            self._name = ""

    def characters(self, text: str) -> None:
        """Text."""
        if self._shown and self._visible():
            self._text.append(text)

    # --- cells ------------------------------------------------------------------------------------

    def _visible(self) -> bool:
        """Whether the open elements within the cell are its own text, not a note, drawing or table."""
        return all(
            tag.startswith(TEXT) and not tag.endswith(" note") for tag in self._open[self._cell_depth :]
        )

    def _inside(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._visible():
            return
        if tag in PARAGRAPHS:
            if self._text:
                self._text.append("\n")
            self._shown += 1
        elif tag == f"{TEXT}s":
            spaces = self._number(attributes.get(f"{TEXT}c", "1"))
            if spaces > MAX_TEXT:
                raise UnreadableInput("not_a_workbook", file=self._file, detail=str(spaces))
            self._text.append(" " * spaces)
        elif tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            self._text.append("\t" if tag.endswith("tab") else "\n")
            self._special = True

    def _end_cell(self, attributes: Mapping[str, str]) -> None:
        row = self._row
        if row is None:
            return
        repeats = self._repeats(attributes, "columns")
        shown = "".join(self._text)
        value = next((attributes[name] for name in VALUES if name in attributes), None)
        string = attributes.get(f"{OFFICE}string-value")
        stated = value or string or shown
        if stated.strip() or attributes.get(CALC_TYPE) == "error":
            row.stated.append((row.column, repeats, self._wrong(attributes, shown, value, string)))
            row.characters += repeats * len(stated)
        row.column += repeats

    def _wrong(
        self, attributes: Mapping[str, str], shown: str, value: str | None, string: str | None
    ) -> RawCell | None:
        """The cell as it is shown, where the reader would show something else."""
        failed = f"{TABLE}formula" in attributes and ERROR.fullmatch(shown.strip()) is not None
        if attributes.get(CALC_TYPE) == "error" or failed:
            return RawCell(shown.strip() or "#", "error")
        if (value or string or "").strip():
            return None
        told = attributes.get(f"{OFFICE}value-type") == "string" and string is None
        return None if told and not self._special else RawCell(shown)

    def _end_row(self, row: _Row) -> None:
        if row.stated:
            last, repeats, _ = row.stated[-1]
            self._height = self._rows + row.repeats
            self._width = max(self._width, last + repeats)
            area = self._height * max(self._width, 26)
            if self._height > MAX_ROWS or self._width > MAX_COLUMNS or area > preflight.MAX_AREA:
                place = {"row": str(self._height), "column": str(self._width)}
                raise UnreadableInput("sparse", file=self._file, sheet=self._name, **place)
            self._bounded(row)
        for column, repeats, cell in row.stated:
            self._stated += repeats * row.repeats
            if cell is not None:
                for number in range(self._rows, self._rows + row.repeats):
                    self._cells.update(((number, column + n), cell) for n in range(repeats))
        self._rows += row.repeats

    def _bounded(self, row: _Row) -> None:
        """Refuse what repeats to too much: text, or cells that the reader shows wrongly."""
        self._volume += row.characters * row.repeats
        wrong = sum(repeats for _, repeats, cell in row.stated if cell is not None) * row.repeats
        for found, limit in ((self._volume, preflight.MAX_INFLATED), (len(self._cells) + wrong, MAX_WRONG)):
            if found > limit:
                raise UnreadableInput("too_large", file=self._file, limit=str(limit // 1_000_000))

    def _repeats(self, attributes: Mapping[str, str], of: str) -> int:
        return self._number(attributes.get(f"{TABLE}number-{of}-repeated", "1"))

    def _number(self, text: str) -> int:
        if not REPEATS.fullmatch(text.strip()):
            raise UnreadableInput("not_a_workbook", file=self._file, detail=text[:20])
        return int(text)
