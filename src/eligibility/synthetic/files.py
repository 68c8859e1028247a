"""Tables to a workbook or to a folder of csv files, each whole or not there at all."""

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from eligibility.synthetic.tables import MARK, Sheet, Tables, Text, titles

MANY_CELLS = 400_000
"""With more cells a workbook is written row by row, and empty cells have no frame."""

MAX_ROWS = 1_048_576
WIDTHS = (6, 38)
"""The narrowest and the widest column."""

A4, PAGE_WIDTH = 9, 165
"""The paper, and how many characters across fit on a page of it."""


class TooManyRows(ValueError):
    """A table has more rows than a sheet of a workbook can hold; a folder of csv files can."""


def write_workbook(tables: Tables, path: Path) -> None:
    """Write *tables* to the workbook *path*, one sheet each; an older file there is replaced.

    Raises:
        TooManyRows: a table does not fit on a sheet.

    """
    import xlsxwriter

    cells = 0
    for sheet in tables.sheets.values():
        cells += len(sheet.rows) * len(sheet.fields)
        if len(sheet.rows) + 3 > MAX_ROWS:
            raise TooManyRows(sheet.table)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": cells > MANY_CELLS,
        "default_date_format": "dd/mm/yyyy",
    }
    with _beside(path) as part:
        book = xlsxwriter.Workbook(str(part), options)
        book.set_properties(
            {
                "title": MARK,
                "comments": MARK,
                "created": datetime(tables.as_of.year, tables.as_of.month, tables.as_of.day),
            }
        )
        formats = _Formats(book)
        for sheet in tables.sheets.values():
            page = book.add_worksheet(sheet.title)
            _write_sheet(page, sheet, tables.as_of, formats, framed=cells <= MANY_CELLS)
        book.close()
        part.replace(path)


class _Formats:
    """The few looks that cells have."""

    def __init__(self, book) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        font = {"font_name": "Times New Roman", "font_size": 11}
        edge = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
        self.title = book.add_format(font | {"bold": True, "font_size": 13, "font_color": "#9C0006"})
        self.note = book.add_format(font | {"italic": True, "font_color": "#7F7F7F"})
        self.heading = book.add_format(
            font
            | edge
            | {"bold": True, "bg_color": "#D9E1F2", "text_wrap": True, "align": "center", "valign": "vcenter"}
        )
        self.text = book.add_format(font | edge)
        self.date = book.add_format(font | edge | {"num_format": "dd/mm/yyyy", "align": "center"})


def _write_sheet(page, sheet: Sheet, as_of: date, formats: _Formats, *, framed: bool) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    above = titles(sheet, as_of)
    top = len(above)
    widths = [_width(sheet, column, heading) for column, heading in enumerate(sheet.headings)]
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(-(-sum(widths) // PAGE_WIDTH), 0)
    page.repeat_rows(top)
    page.repeat_columns(0, min(1, len(widths) - 1))
    page.set_footer(f"&C{MARK}&R&P/&N")
    page.freeze_panes(top + 1, min(2, len(sheet.fields)))
    page.autofilter(top, 0, top + max(1, len(sheet.rows)), len(sheet.fields) - 1)
    page.write_string(0, 0, above[0], formats.title)
    page.write_string(1, 0, above[1], formats.note)
    page.set_row(top, 33)
    for column, heading in enumerate(sheet.headings):
        page.write_string(top, column, heading, formats.heading)
    for number, row in enumerate(sheet.rows, top + 1):
        for column, value in enumerate(row):
            if value is not None or framed:
                _write_cell(page, number, column, value, formats)


def _write_cell(page, row: int, column: int, value: Text, formats: _Formats) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    match value:
        case None:
            page.write_blank(row, column, None, formats.text)
        case date():
            page.write_datetime(row, column, value, formats.date)
        case int():
            page.write_number(row, column, value, formats.text)
        case str():
            page.write_string(row, column, value, formats.text)


def _width(sheet: Sheet, column: int, heading: str) -> int:
    """Wide enough for what the first rows hold; headings may wrap."""
    longest = max((_length(row[column]) for row in sheet.rows[:300]), default=0)
    low, high = WIDTHS
    return min(high, max(low, longest + 2, len(heading) // 2 + 2))


def _length(value: Text) -> int:
    return 10 if isinstance(value, date) else len(str(value)) if value is not None else 0


def write_folder(tables: Tables, folder: Path) -> None:
    """Write *tables* to the new *folder*, one csv file each (UTF-8 with a byte order mark).

    Raises:
        FileExistsError: *folder* is there already and not empty.

    """
    if folder.exists():
        if not folder.is_dir() or any(folder.iterdir()):
            raise FileExistsError(str(folder))
        folder.rmdir()
    with _beside(folder) as part:
        part.mkdir()
        for sheet in tables.sheets.values():
            with (part / f"{sheet.table}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
                out = csv.writer(stream)
                out.writerows([line] for line in titles(sheet, tables.as_of))
                out.writerow(sheet.headings)
                out.writerows([_csv_text(value) for value in row] for row in sheet.rows)
        part.replace(folder)


def _csv_text(value: Text) -> str:
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A path next to *path* to write to; whatever is left of it afterwards is cleared away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    _clear(part)
    try:
        yield part
    finally:
        _clear(part)


def _clear(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
