"""The records of a review as columns: each distinct cell text is interpreted once.

A column is dictionary-encoded: *codes* holds, for every row, the index of its cell in *cells*.
"""

from collections.abc import Mapping
from typing import Any

import attrs

from eligibility.model.record import Known, Value
from eligibility.model.vocabulary import Field, Table

Codes = Any
"""A numpy array of int32, one entry per row of the table."""

TARGET_POST = "target.post"
TERM = "plan.term"
"""How rules name the fields that, with the person, say which candidacy a row is."""


@attrs.frozen
class Cell:
    """A distinct cell text (NFC, as the file has it) and what it was understood to mean."""

    text: str
    value: Value


@attrs.frozen(eq=False)
class Column:
    """One field of a table, for all rows."""

    field: Field
    codes: Codes
    cells: tuple[Cell, ...]


@attrs.frozen
class Origin:
    """A sheet of a file that rows came from; *letters* gives the column letter of each field name."""

    file: str
    sheet: str
    letters: Mapping[str, str] = attrs.field(hash=False)
    beside: bool = False
    """Whether the sheet is one of people, and the rows stand beside them."""

    def address(self, field: str, row: int) -> str:
        """``file!sheet!H7``; without the sheet for text files."""
        place = f"{self.letters.get(field, '')}{row}"
        return "!".join(part for part in (self.file, self.sheet, place) if part)


@attrs.frozen(eq=False)
class Rows:
    """A table's rows in input order. *origins* and *numbers* say where each row stands (1-based)."""

    table: Table
    columns: Mapping[str, Column]
    origin_codes: Codes
    numbers: Codes
    origins: tuple[Origin, ...]

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.numbers)

    def address(self, field: str, index: int) -> str:
        """Where the cell of *field* in row *index* (0-based) stands."""
        origin: Origin = self.origins[self.origin_codes[index]]
        return origin.address(field, int(self.numbers[index]))

    def issue(self, field: str, index: int, kind: str, text: str, expected: str, done: str) -> "Issue":
        """An issue at the cell of *field* in row *index*, with the id of the row."""
        origin: Origin = self.origins[self.origin_codes[index]]
        place = f"{origin.letters.get(field, '')}{int(self.numbers[index])}"
        return Issue(kind, origin.file, origin.sheet, place, text, expected, done, self._name(index))

    def refusal(
        self, index: int, kind: str, detail: str = "", post: str | None = None, term: str | None = None
    ) -> "Refusal":
        """The refusal of row *index*; *post* and *term*, unless given, are those that the row states."""
        return Refusal(
            self.table.name,
            self.address(self.table.key[0], index),
            self._name(index),
            kind,
            detail,
            self._stated(TARGET_POST, index) if post is None else post,
            self._stated(TERM, index) if term is None else term,
        )

    def _stated(self, path: str, index: int) -> str:
        """What row *index* states in the field that rules call *path*: a code where it is understood."""
        for field in self.table.fields:
            cell = self.cell(field.name, index) if field.path == path else None
            if cell is not None:
                return str(cell.value.value) if isinstance(cell.value, Known) else cell.text
        return ""

    def _name(self, index: int) -> str:
        """The id of a row as the file has it."""
        cell = self.cell(self.table.key[0], index)
        return cell.text if cell is not None else ""

    def cell(self, field: str, index: int) -> Cell | None:
        """The cell of *field* in row *index*; None where the sheet has no such column."""
        column = self.columns.get(field)
        return None if column is None else column.cells[column.codes[index]]


@attrs.frozen
class Issue:
    """A problem of the data: *kind* and *done* are words of the message catalogue.

    *place* is ``file!sheet!H7`` (or a row, or a sheet); *text* what stands there; *expected* what
    was expected, already in words (codes, formats) that need no translation, or a catalogue word.
    *person* is the id it concerns, if one.
    """

    kind: str
    file: str
    sheet: str
    cell: str
    text: str
    expected: str
    done: str
    person: str = ""


@attrs.frozen
class Refusal:
    """A row that is not decided, and why; *kind* is a word of the message catalogue.

    *post* and *term* are those of the candidacy, as codes where they are understood.
    """

    table: str
    place: str
    person: str
    kind: str
    detail: str = ""
    post: str = ""
    term: str = ""


@attrs.frozen
class SourceFile:
    """An input file that was read."""

    name: str
    sha256: str


@attrs.frozen(eq=False)
class Dataset:
    """All tables supplied. A table that is not in *tables* was not supplied."""

    tables: Mapping[str, Rows]
    issues: tuple[Issue, ...]
    refusals: tuple[Refusal, ...]
    sources: tuple[SourceFile, ...]
    rows_read: Mapping[str, int]
    """Rows read per table, refused and merged ones included."""
    merged: Mapping[str, int] = attrs.field(factory=dict)
    """Rows per table that repeat an earlier one word for word and are left out."""
