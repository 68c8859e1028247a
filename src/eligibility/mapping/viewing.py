"""How each sheet is understood: its heading, what every column stands for, and how much of it can be read."""

from collections.abc import Iterator, Mapping
from datetime import date

import attrs
import numpy as np
from numpy.typing import NDArray

from eligibility.model.raw import RawSheet, RawTables
from eligibility.model.vocabulary import Field, Table, Vocabulary
from eligibility.normalise.headings import draft_of
from eligibility.normalise.heads import Head, find_head
from eligibility.normalise.known import Known
from eligibility.normalise.language import nearest
from eligibility.normalise.sheet_tables import tables_of
from eligibility.normalise.text import clean, key
from eligibility.normalise.values import ValueReader

Mask = NDArray[np.bool_]

MOST = 2_000
"""Different cells of a column that are tried."""


@attrs.frozen
class ColumnView:
    """One column: its *letter* and *heading*, the *field* it stands for or the *near*est heading known.

    *example* is the first thing that stands in it. Of the different texts in it, *stated* in number,
    *read* are understood.
    """

    letter: str
    heading: str
    field: str
    near: str
    example: str
    read: int
    stated: int


@attrs.frozen
class SheetView:
    """One sheet: the *table* it is (nothing, if none), and the rows of its heading, from 1.

    *named*: whether the heading says whose the rows are; without that nobody can be reviewed.
    """

    file: str
    sheet: str
    hidden: bool
    table: str
    first: int = 0
    last: int = 0
    named: bool = False
    columns: tuple[ColumnView, ...] = ()

    @property
    def confidence(self) -> float:
        """How sure it is: the share of headings recognised, times the share of texts understood in them."""
        known = [column for column in self.columns if column.field]
        stated = sum(column.stated for column in known)
        fit = sum(column.read for column in known) / stated if stated else 1.0
        return fit * len(known) / len(self.columns) if self.columns else 0.0


def views(raw: RawTables, vocabulary: Vocabulary, as_of: date) -> list[SheetView]:
    """Every sheet as a review would understand it."""
    return [
        _view(sheet, table, vocabulary, as_of)
        for sheet, table in zip(raw.sheets, tables_of(raw.sheets, vocabulary, []), strict=True)
    ]


def _view(sheet: RawSheet, table: Table | None, vocabulary: Vocabulary, as_of: date) -> SheetView:
    guessed = table if table is not None else _likely(sheet, vocabulary)
    if guessed is None or not sheet.height:
        return SheetView(sheet.file, sheet.name, sheet.hidden, "")
    known = Known(guessed, vocabulary)
    head, rows = find_head(sheet, known.know, known.enough), np.ones(sheet.height, dtype=bool)
    named = head is not None
    if named:
        rows = ~draft_of(sheet, guessed, vocabulary).between.passed
    head = head or find_head(sheet, known.know, bool)
    if head is None:
        return SheetView(sheet.file, sheet.name, sheet.hidden, table.name if table is not None else "")
    return SheetView(
        sheet.file,
        sheet.name,
        sheet.hidden,
        table.name if table is not None else "",
        head.top + sheet.first_row,
        head.last + sheet.first_row,
        named,
        tuple(_columns(sheet, head, rows, known, vocabulary, as_of)),
    )


def _likely(sheet: RawSheet, vocabulary: Vocabulary) -> Table | None:
    """The table whose columns the headings of a sheet name most."""
    found: dict[str, int] = {}
    for table in vocabulary.tables.values():
        head = find_head(sheet, Known(table, vocabulary).know, bool)
        found[table.name] = len(head.fields) if head is not None else 0
    best = max(found, key=lambda name: found[name], default="")
    return vocabulary.tables[best] if best and found[best] else None


def _columns(
    sheet: RawSheet, head: Head, rows: Mask, known: Known, vocabulary: Vocabulary, as_of: date
) -> Iterator[ColumnView]:
    spellings = known.spellings()
    fields = _fields(vocabulary)
    for column, heading in head.texts.items():
        codes, cells = sheet.columns[column]
        used = list(dict.fromkeys(codes[head.bottom + 1 :][rows[head.bottom + 1 :]].tolist()))
        texts = [cells[code] for code in used if clean(cells[code].text)][:MOST]
        if not heading and not texts:
            continue
        field = head.fields.get(column, "")
        whose = fields.get(field.partition("@")[0])
        reader = ValueReader(whose, vocabulary, as_of) if whose is not None else None
        fine = [cell for cell in texts if reader is None or not _unread(reader, cell.text, cell.kind)]
        near = "" if field or not heading else spellings.get(nearest(key(heading), spellings), "")
        example = clean(texts[0].text) if texts else ""
        yield ColumnView(sheet.letter(column), heading, field, near, example, len(fine), len(texts))


def _unread(reader: ValueReader, text: str, kind: str) -> bool:
    return reader.read(text, kind).done == "taken_as_unknown" and bool(reader.read(text, kind).problem)


def _fields(vocabulary: Vocabulary) -> Mapping[str, Field]:
    return {f"{t.name}.{field.name}": field for t in vocabulary.tables.values() for field in t.fields}
