"""Which sheet is which table, where its heading row is, and which column is which field."""

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from eligibility.model.dataset import Issue
from eligibility.model.raw import RawSheet, letter
from eligibility.model.vocabulary import Field, Table, Vocabulary
from eligibility.normalise.text import clean, key

HEADING_ROWS = 12
"""The heading row is looked for in so many rows from the top."""


class UnusableInput(Exception):
    """Records that can be read but not reviewed: *kind* is a word of the message catalogue."""

    def __init__(self, kind: str, **params: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params


@attrs.frozen(eq=False)
class Layout:
    """A sheet understood: its *table*, the 0-based *heading* row, and the column of each field."""

    sheet: RawSheet
    table: Table
    heading: int
    columns: Mapping[str, int]

    def address(self, column: int, row: int) -> str:
        """The address of a cell: H7, or line and column in a text file."""
        return f"{self.letter(column)}{row + self.sheet.first_row}"

    def letter(self, column: int) -> str:
        """The name of a column."""
        return letter(column) if self.sheet.letters else f"{column + 1}:"


def lay_out(sheets: Sequence[RawSheet], vocabulary: Vocabulary) -> tuple[list[Layout], list[Issue]]:
    """The tables that the sheets hold; what cannot be placed becomes an issue.

    Raises:
        UnusableInput: a table lacks the column that names its rows, or has a heading twice.

    """
    layouts: list[Layout] = []
    issues: list[Issue] = []
    for sheet in sheets:
        table = _table(sheet, vocabulary)
        if table is None:
            if sheet.height and not _no_records(sheet, vocabulary):
                issues.append(_issue("unknown_sheet", sheet, "", "", ", ".join(vocabulary.tables), "ignored"))
            continue
        heading, columns = _heading(sheet, table)
        if heading < 0:
            if sheet.height == 0:
                issues.append(_issue("empty_sheet", sheet, "", "", "", "ignored"))
                continue
            raise UnusableInput(
                "no_heading",
                file=sheet.file,
                sheet=sheet.name,
                table=table.name,
                expected=", ".join(table.key),
            )
        found: dict[str, int] = {}
        for column, field in columns.items():
            if field is None:
                row, text = _first_said(sheet, column, heading)
                if text:
                    cell = f"{letter(column)}{row + 1}" if sheet.letters else f"{column + 1}:{row + 1}"
                    issues.append(_issue("unknown_column", sheet, cell, text, "", "ignored"))
            elif field.name in found:
                raise UnusableInput(
                    "heading_twice",
                    file=sheet.file,
                    sheet=sheet.name,
                    field=field.name,
                    first=letter(found[field.name]),
                    second=letter(column),
                )
            else:
                found[field.name] = column
        layouts.append(Layout(sheet, table, heading, found))
    return layouts, issues


def _issue(kind: str, sheet: RawSheet, cell: str, text: str, expected: str, done: str) -> Issue:
    name = sheet.name if sheet.letters else ""
    return Issue(kind, sheet.file, name, cell, text, expected, done)


def _table(sheet: RawSheet, vocabulary: Vocabulary) -> Table | None:
    """The table that the sheet is named after."""
    wanted = key(sheet.name)
    for table in vocabulary.tables.values():
        if wanted in {key(text) for text in (table.name, table.label.vi, table.label.en, *table.aliases)}:
            return table
    return None


def _no_records(sheet: RawSheet, vocabulary: Vocabulary) -> bool:
    """Whether the sheet is one of the template's own, which hold no records."""
    template = vocabulary.template
    names = [label[lang] for label in (template.guide, template.lists) for lang in ("vi", "en")]
    return clean(sheet.name) in map(clean, names)


def _heading(sheet: RawSheet, table: Table) -> tuple[int, dict[int, Field | None]]:
    """The row among the first that names the most fields, the key among them; -1 if there is none."""
    names = field_names(table)
    best, best_columns, most = -1, dict[int, Field | None](), 0
    for row in range(min(HEADING_ROWS, sheet.height)):
        columns = {
            column: names.get(key(sheet.cell(row, column).text)) for column in range(len(sheet.columns))
        }
        fields = [field.name for field in columns.values() if field is not None]
        if all(name in fields for name in table.key) and len(fields) > most:
            best, best_columns, most = row, columns, len(fields)
    return best, best_columns


def _first_said(sheet: RawSheet, column: int, heading: int) -> tuple[int, str]:
    """The first row from *heading* on in which a column says something, and what."""
    codes, cells = sheet.columns[column]
    texts = [clean(cell.text) for cell in cells]
    said = np.flatnonzero(np.array([bool(text) for text in texts], dtype=bool)[codes[heading:]])
    row = heading + int(said[0]) if len(said) else heading
    return row, texts[codes[row]]


def field_names(table: Table) -> dict[str, Field]:
    """Spellings of headings, as `key` gives them, to fields; names before labels before aliases."""
    found: dict[str, Field] = {}
    for texts in (
        lambda field: (field.name,),
        lambda field: (field.label.vi, field.label.en),
        lambda field: field.aliases,
    ):
        for field in table.fields:
            for text in texts(field):
                found.setdefault(key(text), field)
    return found
