"""Raw sheets: distinct cells once, with a code per row."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

Codes = Any
"""A numpy array of int32, one entry per row."""


@attrs.frozen
class RawCell:
    """A distinct cell: its *text*, and the *kind* that the file gives it.

    Kinds: ``text``, ``number``, ``number_1904`` (a number in a workbook whose days count from 1904),
    ``date`` (text is ISO), ``bool``, ``error`` (text is the error, such as ``#N/A``), ``empty``.
    """

    text: str
    kind: str = "text"


EMPTY = RawCell("", "empty")


@attrs.frozen(eq=False)
class RawSheet:
    """A sheet: columns from left to right, each as codes into its distinct cells.

    *first_row* is the number (1-based) of the first row of the columns in the file.
    """

    file: str
    name: str
    columns: tuple[tuple[Codes, tuple[RawCell, ...]], ...]
    height: int
    first_row: int = 1
    hidden: bool = False
    letters: bool = True
    """Whether cells have addresses like H7 (a workbook) rather than a line and a column."""
    named: bool = False
    """Whether columns go by their names (parquet, JSON): the first row holds these, whatever follows."""
    several: bool = False
    """Whether a file without letters holds other tables too, so that addresses need the name."""
    table: str = ""
    """The table that somebody said it is, whatever its name."""
    borrowed: tuple[tuple[int, ...], ...] = ()
    """The columns that each of the last ones was made from: these have no place of their own in the file."""

    @property
    def title(self) -> str:
        """The name of the sheet as addresses give it; empty where the file says it all."""
        return self.name if self.letters or self.several else ""

    @property
    def own(self) -> tuple[tuple[Codes, tuple[RawCell, ...]], ...]:
        """The columns that stand in the file."""
        return self.columns[: len(self.columns) - len(self.borrowed)]

    def letter(self, column: int) -> str:
        """How addresses call a column: H, or ``8:``, or ``llct:``; H/I for one made of two."""
        made = column - len(self.own)
        if made >= 0:
            return "/".join(map(self.letter, self.borrowed[made]))
        if self.named:
            return f"{self.cell(0, column).text}:"
        return letter(column) if self.letters else f"{column + 1}:"

    def cell(self, row: int, column: int) -> RawCell:
        """One cell."""
        codes, cells = self.columns[column]
        found: RawCell = cells[codes[row]]
        return found


@attrs.frozen
class RawIssue:
    """A problem found while reading: *kind* and *done* are words of the message catalogue."""

    kind: str
    file: str
    sheet: str = ""
    cell: str = ""
    text: str = ""
    expected: str = ""
    done: str = ""


@attrs.frozen(eq=False)
class RawTables:
    """All sheets of the records, with the SHA-256 of every file by name."""

    path: Path
    sheets: tuple[RawSheet, ...]
    hashes: Mapping[str, str]
    issues: tuple[RawIssue, ...] = ()
    locked: bool = False
    """Whether a password opened them: then no copy of the sheets may be kept."""


def letter(column: int) -> str:
    """The letters of a column of a workbook: 0 is A, 26 is AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
