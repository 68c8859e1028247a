"""Which sheet is which table, where its heading row is, and which column is which field."""

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np

from eligibility.model.dataset import Issue
from eligibility.model.raw import RawSheet
from eligibility.model.vocabulary import Beside, Field, Table, Vocabulary
from eligibility.normalise.text import clean, key

PEOPLE = "people"

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
    beside: Beside | None = None
    """How these columns of the table stand beside the people, whose sheet it is."""
    given: Mapping[str, str] = attrs.field(factory=dict)
    """Fields that have no column: their value stands in a heading."""

    def letters(self) -> dict[str, str]:
        """The name of the column of each field; of the column with the heading that gives it."""
        found = {name: self.sheet.letter(column) for name, column in self.columns.items()}
        if self.beside is not None:
            found |= dict.fromkeys(self.given, found[self.beside.needs])
        return found


def lay_out(sheets: Sequence[RawSheet], vocabulary: Vocabulary) -> tuple[list[Layout], list[Issue]]:
    """The tables that the sheets hold; what cannot be placed becomes an issue.

    Raises:
        UnusableInput: a table lacks the column that names its rows, or has a heading twice.

    """
    layouts: list[Layout] = []
    issues: list[Issue] = []
    tables = [_table(sheet, vocabulary) for sheet in sheets]
    for number, sheet in enumerate(sheets):
        table = tables[number]
        if table is None and PEOPLE not in [known.name for known in tables if known is not None]:
            table = tables[number] = _people(number, sheets, tables, vocabulary)
            if table is not None:
                expected = ", ".join(_names(table))
                issues.append(_issue("other_name", sheet, "", sheet.name, expected, "read_as_people"))
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
        layout, others = _laid_out(sheet, table, heading, columns)
        layouts.append(layout)
        if table.name == PEOPLE:
            more, others = _beside(layout, others, vocabulary)
            layouts += more
        issues += _unknown(sheet, heading, others)
    return layouts, issues


def _laid_out(
    sheet: RawSheet, table: Table, heading: int, columns: Mapping[int, Field | None]
) -> tuple[Layout, list[int]]:
    """The columns of the table's fields, and the other ones."""
    found: dict[str, int] = {}
    for column, field in columns.items():
        if field is None:
            continue
        if field.name in found:
            raise _twice(sheet, field.name, found[field.name], column)
        found[field.name] = column
    return Layout(sheet, table, heading, found), [n for n, field in columns.items() if field is None]


def _twice(sheet: RawSheet, field: str, first: int, second: int) -> UnusableInput:
    """Two columns hold one field."""
    letters = [sheet.letter(column).removesuffix(":") for column in (first, second)]
    return UnusableInput(
        "heading_twice", file=sheet.file, sheet=sheet.name, field=field, first=letters[0], second=letters[1]
    )


def _unknown(sheet: RawSheet, heading: int, columns: Sequence[int]) -> Iterator[Issue]:
    """The columns that are no field, unless they are empty."""
    for column in columns:
        row, text = _first_said(sheet, column, heading)
        if text:
            cell = f"{sheet.letter(column)}{row + sheet.first_row}"
            yield _issue("unknown_column", sheet, cell, text, "", "ignored")


def _issue(kind: str, sheet: RawSheet, cell: str, text: str, expected: str, done: str) -> Issue:
    return Issue(kind, sheet.file, sheet.title, cell, text, expected, done)


def _table(sheet: RawSheet, vocabulary: Vocabulary) -> Table | None:
    """The table that the sheet is named after."""
    wanted = key(sheet.name)
    for table in vocabulary.tables.values():
        if wanted in {key(text) for text in _names(table)}:
            return table
    return None


def _no_records(sheet: RawSheet, vocabulary: Vocabulary) -> bool:
    """Whether the sheet is one of the template's own, which hold no records."""
    template = vocabulary.template
    names = [label[lang] for label in (template.guide, template.lists) for lang in ("vi", "en")]
    return clean(sheet.name) in map(clean, names)


def _names(table: Table) -> tuple[str, ...]:
    return (table.name, table.label.vi, table.label.en, *table.aliases)


def _people(
    number: int, sheets: Sequence[RawSheet], tables: Sequence[Table | None], vocabulary: Vocabulary
) -> Table | None:
    """The table of people, if the sheet is the only one without a table, and names it by its headings.

    They must name three columns of it, and more than of any other table.
    """
    if any(
        sheet.height and table is None and other != number and not _no_records(sheet, vocabulary)
        for other, (sheet, table) in enumerate(zip(sheets, tables, strict=True))
    ):
        return None
    fitting = {
        name: sum(field is not None for field in _heading(sheets[number], table)[1].values())
        for name, table in vocabulary.tables.items()
    }
    most = fitting.pop(PEOPLE, 0)
    return vocabulary.tables[PEOPLE] if most >= 3 and most > max(fitting.values(), default=0) else None


def _heading(sheet: RawSheet, table: Table) -> tuple[int, dict[int, Field | None]]:
    """The row among the first that names the most fields, the key among them; -1 if there is none."""
    names = field_names(table)
    best, best_columns, most = -1, dict[int, Field | None](), 0
    for row in range(min(1 if sheet.named else HEADING_ROWS, sheet.height)):
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


# --- columns of other tables beside the people ---------------------------------------------------


def _beside(layout: Layout, columns: Sequence[int], vocabulary: Vocabulary) -> tuple[list[Layout], list[int]]:
    """The tables that some *columns* of a sheet of people hold, and the columns that are in none of them."""
    sheet, left, found = layout.sheet, list(columns), list[Layout]()
    for table in vocabulary.tables.values():
        beside = table.beside
        if beside is None or table.name == PEOPLE:
            continue
        groups: dict[tuple[str, str], dict[str, int]] = {}
        for column in left:
            heading = sheet.cell(layout.heading, column).text
            match = _match(table, beside, key(heading))
            if match is None:
                continue
            field, given = match
            group = groups.setdefault(given, {})
            if field in group:
                raise _twice(sheet, clean(heading), group[field], column)
            group[field] = column
        for (name, number), group in groups.items():
            if beside.needs in group:
                whose = {table.key[0]: layout.columns[layout.table.key[0]]}
                parts = {name: number} if name else {}
                found.append(Layout(sheet, table, layout.heading, whose | group, beside, parts))
                left = [column for column in left if column not in group.values()]
    return found, left


def _match(table: Table, beside: Beside, heading: str) -> tuple[str, tuple[str, str]] | None:
    """The field that a *heading* beside the people stands for; with the field and number that it gives."""
    for field, headings in beside.headings.items():
        for text in headings:
            before, brace, rest = text.partition("{")
            name, _, after = rest.partition("}")
            if not brace:
                if heading == key(text):
                    return field, ("", "")
                continue
            number = heading.removeprefix(key(before)).removesuffix(key(after))
            if key(before) + number + key(after) == heading and _within(table.field(name), number):
                return field, (name, number)
    return None


def _within(field: Field | None, number: str) -> bool:
    """Whether a number is one that *field* may hold."""
    if field is None or not re.fullmatch(r"[0-9]{1,9}", number):
        return False
    low = field.minimum if isinstance(field.minimum, int) else 0
    high = field.maximum if isinstance(field.maximum, int) else int(number)
    return low <= int(number) <= high
