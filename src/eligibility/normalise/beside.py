"""Rows of other tables that stand beside the people: which of them are made, and what is left alone."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from eligibility.model.dataset import Issue, Rows
from eligibility.model.record import MISSING
from eligibility.normalise.headings import Layout
from eligibility.normalise.text import clean, folded
from eligibility.normalise.values import ABSENT_MARKS, ValueReader

Mask = NDArray[np.bool_]
Place = tuple[str, str, int]
"""A row of a sheet: the file, the sheet, and the number of the row."""


def rows_made(
    layout: Layout, needs: str, said: Mask, reader: ValueReader, most: int
) -> tuple[Mask, list[Issue]]:
    """Of the rows that say something, those that make a row of the table: they state what it *needs*.

    A row that states something else of the table and leaves this empty is listed; *most* of them one by one.
    """
    none = {folded(text) for text in layout.beside.none_texts} if layout.beside is not None else set()
    codes, cells = layout.sheet.columns[layout.columns[needs]]
    denied = np.array([folded(cell.text) in none for cell in cells], dtype=bool)
    stated = np.array([reader.read(cell.text, cell.kind).value != MISSING for cell in cells], dtype=bool)
    blank = np.array([not clean(cell.text) for cell in cells], dtype=bool)
    rows = said & (stated & ~denied & ~blank)[codes]
    return rows, list(_left_alone(layout, needs, said & ~(stated | denied)[codes], most))


def _left_alone(layout: Layout, needs: str, rows: Mask, most: int) -> Iterator[Issue]:
    """What the *rows*, which make none, state all the same: the first cell of each."""
    sheet, whose = layout.sheet, layout.columns[layout.table.key[0]]
    first = np.full(sheet.height, -1, dtype=np.int64)
    for column in layout.columns.values():
        if column not in (layout.columns[needs], whose):
            codes, cells = sheet.columns[column]
            texts = [clean(cell.text) for cell in cells]
            states = np.array([bool(text) and text not in ABSENT_MARKS for text in texts], dtype=bool)[codes]
            first[rows & states & (first < 0)] = column
    found = np.flatnonzero(first >= 0).tolist()
    expected = layout.texts.get(layout.columns[needs], needs)
    for number, row in enumerate(found[: most + 1]):
        column = int(first[row])
        more = f" (+{len(found) - number})" if number == most else ""
        yield Issue(
            "needed_cell_empty",
            sheet.file,
            sheet.title,
            f"{sheet.letter(column)}{row + sheet.first_row}",
            clean(sheet.cell(row, column).text) + more,
            expected,
            "ignored",
            clean(sheet.cell(row, whose).text),
        )


def own_rows(tables: Iterable[Rows]) -> frozenset[Place]:
    """The rows of sheets of people that also make a row which is considered by itself: not a history's."""
    return frozenset(
        (rows.origins[code].file, rows.origins[code].sheet, number)
        for rows in tables
        if not rows.table.history and any(origin.beside for origin in rows.origins)
        for code, number in zip(rows.origin_codes.tolist(), rows.numbers.tolist(), strict=True)
        if rows.origins[code].beside
    )
