"""Sheets of a workbook, as an officer opens and prints them: A4, framed lists with filters and frozen heads.

Every text is written as text: nothing becomes a formula, a link or a number. Control characters
that a workbook cannot hold are shown as visible symbols, and text beyond the 32,767 characters of a
cell is cut with a mark.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from eligibility.report.bulk import TEXTS, BulkSheet, Styled, number_of, safe
from eligibility.report.words import Words

MAX_ROWS = 1_048_576
MAX_NAME = 31
"""Characters that the name of a sheet may have."""
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
PIECE = 10_000
"""Rows of a sheet that are made ready at a time."""
FONT = "Times New Roman"
LINE = 14.0
"""Points of one line of text."""
TITLE = 20.0
"""Points of the line of a title."""
FILL = 1.15
"""Characters of 10-point text that a unit of column width holds, on the safe side."""
LONG, FILL_LONG = 200, 1.25
"""Over so many characters narrow and wide ones even out, and a unit holds more of them."""
VIETNAMESE = "[$-42A]"
"""Before a format of numbers: decimal commas, whatever the machine is set to."""


@attrs.frozen
class Head:
    """A column of a sheet: the column of the frame, the key of its heading, its width in characters.

    Days, whole numbers and shares (fractions of 1) are written as such.
    """

    column: str
    key: str
    width: float
    label: str = ""
    """The heading itself, where it is not a message of the catalogue."""
    points: bool = False
    """Whether a number with decimals is one of points, not a share."""


@attrs.frozen
class Bar:
    """How many there are of something, with the colour of it (``RRGGBB``)."""

    label: str
    count: int
    colour: str = ""


@contextmanager
def workbook(
    place: Path, title: str, made: date, comment: str = "", *, in_memory: bool = False
) -> Iterator[Any]:
    """A new workbook at *place*, dated *made* and written when the block ends well.

    Its sheets are written row by row and take rows in bulk, unless it is kept *in_memory*.

    Raises:
        OSError: it cannot be written.

    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": not in_memory,
        "in_memory": in_memory,
        "tmpdir": str(place.parent),
    }
    book = xlsxwriter.Workbook(str(place), options)
    created = datetime(made.year, made.month, made.day)
    book.set_properties({"title": title, "created": created, "comments": comment})
    try:
        yield book
    except BaseException:
        for sheet in book.worksheets():
            if isinstance(sheet, BulkSheet):
                sheet.give_up()
        book.fileclosed = True
        raise
    try:
        book.close()
    except FileCreateError as error:  # it hides what the file system said
        raise OSError(*error.args) from error


def _heights(piece: pl.DataFrame, heads: Sequence[Head]) -> pl.Series:
    """For each row the height, in points, at which every text shows whole: programs do not all find it.

    Null where it is that of one line.
    """
    lines = [
        _lines(pl.col(head.column).cast(pl.String), head.width)
        for head in heads
        if piece.schema[head.column] in TEXTS
    ]
    most = pl.max_horizontal(*lines).fill_null(1)
    points = pl.when(most > 1).then((most * LINE + 1).clip(upper_bound=400).cast(pl.Int64))
    return piece.select(points.alias("points")).to_series()


def _lines(text: pl.Expr, width: float) -> pl.Expr:
    """How many lines *text* takes in a column of *width*."""
    long = text.str.len_chars() > LONG
    room = pl.when(long).then(width * FILL_LONG).otherwise(width * FILL)
    return (text.str.len_chars() / room).floor() + text.str.count_matches("\n", literal=True) + 1


class Sheets:
    """Writes the sheets of one workbook, one after the other."""

    def __init__(self, book: Any, words: Words) -> None:  # noqa: ANN401  (no types)
        self._book = book
        self._say = words.say
        self._names: set[str] = set()
        plain = {"font_name": FONT, "font_size": 10, "valign": "top"}
        framed = {**plain, "border": 1, "border_color": "#BFBFBF", "text_wrap": True}
        self._title = book.add_format({**plain, "bold": True, "font_size": 14})
        self._plain = book.add_format(plain)
        self._note = book.add_format({**plain, "italic": True, "font_color": "#595959"})
        self._head = book.add_format(
            {**framed, "bold": True, "bg_color": "#D9E1F2", "align": "center", "valign": "vcenter"}
        )
        self._text = book.add_format(framed)
        self._day = book.add_format({**framed, "num_format": "dd/mm/yyyy", "align": "center"})
        local = VIETNAMESE if words.lang == "vi" else ""
        self._number = book.add_format({**framed, "num_format": f"{local}#,##0", "align": "right"})
        self._points = book.add_format(
            {**framed, "num_format": f"{local}+0.0;{local}-0.0;{local}0.0", "align": "right"}
        )
        self._share = book.add_format({**framed, "num_format": f"{local}0.0%", "align": "right"})
        self._framed = framed

    def _name(self, wanted: str) -> str:
        """*wanted* as the name of a sheet: short, without the letters that names may not have, given once."""
        plain = NOT_IN_NAMES.sub(" ", safe(wanted)).strip() or "-"
        name, number = plain[:MAX_NAME], 2
        while name.casefold() in self._names:
            end = f" ({number})"
            name, number = plain[: MAX_NAME - len(end)] + end, number + 1
        self._names.add(name.casefold())
        return name

    def _sheet(self, name: str, widths: Sequence[float], head_row: int | None) -> Any:  # noqa: ANN401
        sheet = self._book.add_worksheet(self._name(name), BulkSheet)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer(f"&L{self._say('report.prepared')}&R&P/&N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self._plain)
        if head_row is not None:
            sheet.freeze_panes(head_row + 1, 0)
            sheet.repeat_rows(head_row)
        return sheet

    def table(
        self,
        name: str,
        heads: Sequence[Head],
        frame: pl.DataFrame,
        title: str,
        *,
        file: str,
        colours: Mapping[str, str] | None = None,
        tab: str = "",
    ) -> None:
        """A sheet with *frame* under a title: a numbered list with filter, frozen and repeated heads.

        *file* names the file that holds all rows, where a sheet has no room for them. Outcomes have
        their *colours* by ``outcome_code``, the tab of the sheet the colour *tab*.
        """
        sheet = self._sheet(name, [5, *(head.width for head in heads)], 2)
        if tab:
            sheet.set_tab_color(f"#{tab}")
        sheet.set_row(0, TITLE)
        sheet.write_string(0, 0, safe(f"{name} – {title}"), self._title)
        room = MAX_ROWS - 4
        shown = frame.head(room)
        if frame.height > room:
            note = self._say("report.more_rows", n=frame.height - room, file=file)
            sheet.write_string(1, 0, note, self._note)
        else:
            sheet.write_string(1, 0, self._say("report.advice"), self._note)
        headings = [safe(head.label or self._say(f"report.{head.key}")) for head in heads]
        fits = all(len(text) <= head.width for text, head in zip(headings, heads, strict=True))
        sheet.set_row(2, LINE + 2 if fits else 2 * LINE + 2)
        for column, heading in enumerate((self._say("report.col_position"), *headings)):
            sheet.write_string(2, column, heading, self._head)
        formats = {
            code: number_of(self._book.add_format({**self._framed, "bg_color": f"#{colour}"}))
            for code, colour in (colours or {}).items()
        }
        flat = shown.with_columns(pl.col(pl.List(pl.String)).list.join("; "))
        row = 3
        for piece in flat.iter_slices(PIECE):
            numbers = pl.Series(range(row - 2, row - 2 + piece.height))
            columns = [Styled(numbers, number_of(self._number))]
            for head in heads:
                columns.append(Styled(piece[head.column], self._format(piece, head, formats)))
            sheet.write_rows(row, columns, _heights(piece, heads))
            row += piece.height
        if shown.height:
            sheet.autofilter(2, 0, shown.height + 2, len(heads))

    def _format(self, piece: pl.DataFrame, head: Head, colours: Mapping[str, int]) -> int | pl.Series:
        """The format of a column of *piece*: outcomes have the colour of each."""
        column = head.column
        if column == "outcome" and colours:
            usual = number_of(self._text)
            return piece["outcome_code"].replace_strict(colours, default=usual, return_dtype=pl.Int64)
        kind = piece.schema[column]
        if kind == pl.Date:
            return number_of(self._day)
        if kind.is_float():
            return number_of(self._points if head.points else self._share)
        return number_of(self._number if kind.is_integer() else self._text)

    def overview(self, title: str, lines: Sequence[str], counted: Sequence[Bar], label: str) -> None:
        """The first sheet: *lines* on what was done, and how many there are of each, with a chart."""
        name = self._say("report.sheet_summary")
        sheet = self._sheet(name, [34, 14, 12, 12, 12, 12], None)
        sheet.fit_to_pages(1, 1)
        sheet.set_row(0, TITLE)
        sheet.write_string(0, 0, title, self._title)
        row = 1
        for line in lines:
            sheet.write_string(row, 0, safe(line), self._plain)
            row += 1
        row += 1
        for column, heading in enumerate((label, self._say("report.count"), self._say("report.share"))):
            sheet.write_string(row, column, heading, self._head)
        first = row + 1
        total = sum(bar.count for bar in counted)
        for bar in counted:
            row += 1
            style = self._book.add_format({**self._framed, "bg_color": f"#{bar.colour or 'FFFFFF'}"})
            sheet.write_string(row, 0, safe(bar.label), style)
            sheet.write_number(row, 1, bar.count, self._number)
            sheet.write_number(row, 2, bar.count / max(1, total), self._share)
        row += 1
        sheet.write_string(row, 0, self._say("report.total"), self._head)
        sheet.write_number(row, 1, total, self._number)
        sheet.write_blank(row, 2, None, self._text)
        if counted:
            sheet.insert_chart(row + 2, 0, self._chart(label, counted, first))

    def _chart(self, label: str, counted: Sequence[Bar], first: int) -> Any:  # noqa: ANN401
        chart = self._book.add_chart({"type": "bar"})
        name = self._say("report.sheet_summary")
        chart.add_series(
            {
                "categories": [name, first, 0, first + len(counted) - 1, 0],
                "values": [name, first, 1, first + len(counted) - 1, 1],
                "data_labels": {"value": True},
                "points": [{"fill": {"color": f"#{bar.colour or '8EA9DB'}"}} for bar in counted],
                "gap": 40,
            }
        )
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_title({"name": label, "overlay": False})
        chart.set_size({"width": 620, "height": 70 + 42 * len(counted)})
        return chart
