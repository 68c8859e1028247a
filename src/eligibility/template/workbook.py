"""The template as a workbook: every cell that is typed into is text, but for numbers.

Excel turns what is typed into a cell for dates into a day of its own choosing: 08/1985 becomes the 1st of
August, 1985 a day of 1905, and 05/03 the 3rd of May on an English computer. In a cell for text all of them
stay as they were typed, and zeros at the start of an id do too.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eligibility.model.raw import letter
from eligibility.model.vocabulary import Kind, Label
from eligibility.template.checks import check
from eligibility.template.guide import COMMAND, HEADING, LEGEND, NOTE, ROW, STEP, TITLE, Line, guide
from eligibility.template.notes import note
from eligibility.template.pages import PEOPLE, Book, Column, Page

FONT = {"font_name": "Times New Roman", "font_size": 11}
EDGE = {"border": 1, "border_color": "#BFBFBF"}
WRAPPED = {"text_wrap": True, "valign": "top"}
COLOURS = {
    "template.colour_needed": "#F8CBAD",
    "template.colour_used": "#D9E1F2",
    "template.colour_unused": "#EDEDED",
}
TABS = {True: "#8EA9DB", False: "#D9D9D9"}
TOP = 2
"""The row (from 0) of the headings, below a title and a line that says what to do."""

LAST = 20_000
"""The last row for which Excel checks what is typed; further rows are read all the same."""

WIDTHS = (9, 30)
GUIDE_WIDTHS = (5, 30, 34, 52)
LINE, TITLE_LINE = 15.0, 21.0
"""Points of a line of text, and of a title."""

FILL = 1.15
"""Characters of text that a unit of column width holds, on the safe side."""

A4, PAGE_WIDTH = 9, 165
"""The paper, and how many characters across fit on a page of it."""

MARK = " *"
"""Behind the headings of columns that must be filled in; the review does not mind it."""


def write_workbook(book: Book, title: Label, place: Path, name: str) -> None:
    """Write *book*, made from the rule book called *title*, to *place*; it will be called *name*."""
    from eligibility.report.sheets import workbook

    with workbook(place, book.say("template.title"), book.as_of, in_memory=True) as made:
        writer = _Writer(made, book)
        writer.guide(guide(book, title, name, first_row(book) + 1))
        lists = writer.lists_of()
        for page in book.pages:
            writer.page(page, lists)
        writer.lists(lists)


def first_row(book: Book) -> int:
    """The row (from 0) in which records begin: below the headings and the example."""
    return TOP + (2 if book.example and book.vocabulary.template.rows else 1)


def has_example(book: Book, page: Page) -> bool:
    """Whether there is an example row on *page*."""
    return bool(book.example) and page.table.name in book.vocabulary.template.rows


class _Writer:
    """Writes the sheets of one workbook, one after the other."""

    def __init__(self, made: Any, book: Book) -> None:  # noqa: ANN401  (no types)
        self._made = made
        self._book = book
        self._text = made.add_format({**FONT, "num_format": "@"})
        self._number = made.add_format(FONT)
        self._title = made.add_format({**FONT, "bold": True, "font_size": 14})
        self._note = made.add_format({**FONT, "italic": True, "font_color": "#595959"})
        example = {**FONT, **EDGE, "italic": True, "font_color": "#7F6000", "bg_color": "#FFF2CC"}
        self._example = made.add_format({**example, "num_format": "@"})
        self._example_number = made.add_format({**example, "align": "left"})
        self._framed = made.add_format(EDGE)
        centred = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"}
        self._heads = {
            key: made.add_format({**FONT, **EDGE, **centred, "bg_color": colour})
            for key, colour in COLOURS.items()
        }

    def _sheet(self, name: str, widths: tuple[int, ...], repeated: int | None) -> Any:  # noqa: ANN401
        sheet = self._made.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(-(-sum(widths) // PAGE_WIDTH), 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&L&A&R&P/&N")
        if repeated is not None:
            sheet.repeat_rows(repeated)
            sheet.freeze_panes(repeated + 1, min(2, len(widths)))
        return sheet

    # --- sheets of records ----------------------------------------------------------------------

    def page(self, page: Page, lists: Mapping[tuple[str, ...], tuple[str, str]]) -> None:
        """The sheet of a table."""
        book, example = self._book, has_example(self._book, page)
        widths = tuple(_width(column) for column in page.columns)
        sheet = self._sheet(page.title, widths, TOP)
        sheet.repeat_columns(0, min(1, len(widths) - 1))
        sheet.set_tab_color(TABS[page.used])
        sheet.write_string(0, 0, f"{page.title.upper()} – {page.row}", self._title)
        key = "template.hint_example" if example else "template.hint"
        rows = {"example": TOP + 2, "first": first_row(book) + 1}
        sheet.write_string(1, 0, book.say(key, **rows), self._note)
        sheet.set_row(TOP, 3 * LINE + 3)
        sheet.set_row(0, TITLE_LINE)
        first = TOP + (2 if example else 1)
        names = {options: name for options, (name, _) in lists.items()}
        for number, column in enumerate(page.columns):
            kind = self._number if column.field.kind is Kind.NUMBER else self._text
            sheet.set_column(number, number, widths[number], kind)
            self._heading(sheet, page, number, column)
            if example:
                self._example_cell(sheet, page, number, column)
            checked = check(book, column, f"{letter(number)}{first + 1}", names)
            if checked is None and page.table.name != PEOPLE and self._is_person(page, column):
                checked = self._known_person()
            if checked is not None:
                sheet.data_validation(first, number, LAST - 1, number, checked)
        typed = f"A{TOP + 2}:{letter(len(widths) - 1)}{LAST}"
        sheet.ignore_errors({"number_stored_as_text": typed, "two_digit_text_year": typed})  # green corners
        filled = f"=COUNTA($A{first + 1}:${letter(len(widths) - 1)}{first + 1})>0"
        framed = {"type": "formula", "criteria": filled, "format": self._framed}
        sheet.conditional_format(first, 0, LAST - 1, len(widths) - 1, framed)

    def _heading(self, sheet: Any, page: Page, number: int, column: Column) -> None:  # noqa: ANN401
        used = "template.colour_used" if column.uses else "template.colour_unused"
        style = self._heads["template.colour_needed" if column.needed else used]
        sheet.write_string(TOP, number, column.label + (MARK if column.needed else ""), style)
        said = note(self._book, page, column)
        lines = sum(1 + len(line) // 48 for line in said.split("\n"))
        size = {"width": 330, "height": 18 * lines + 12, "font_name": "Tahoma", "font_size": 9}
        sheet.write_comment(TOP, number, said, {"author": "eligibility", **size})

    def _example_cell(self, sheet: Any, page: Page, number: int, column: Column) -> None:  # noqa: ANN401
        shown = self._book.example if column.field.name == page.table.key[0] else column.example
        if column.field.kind is Kind.NUMBER and shown:
            sheet.write_number(TOP + 1, number, int(shown), self._example_number)
        else:
            sheet.write_string(TOP + 1, number, shown, self._example)

    def _is_person(self, page: Page, column: Column) -> bool:
        key = self._book.vocabulary.tables[PEOPLE].key[0]
        return column.field.name == key and page.table.key[0] == key

    def _known_person(self) -> dict[str, Any]:
        """A drop-down of the ids on the sheet of people."""
        say = self._book.say
        said = {"error_title": say("template.warn_title"), "error_message": say("template.warn_person")}
        return {"validate": "list", "source": "=ds_ma", "error_type": "warning", **said}

    # --- lists ----------------------------------------------------------------------------------

    def lists_of(self) -> dict[tuple[str, ...], tuple[str, str]]:
        """What drop-downs offer: the name of each list, and what stands above it."""
        found: dict[tuple[str, ...], tuple[str, str]] = {}
        for page in self._book.pages:
            for column in page.columns:
                if column.options and column.options not in found:
                    names = {name for name, _ in found.values()}
                    found[column.options] = (_free(_called(column), names), self._above(column))
        return found

    def _above(self, column: Column) -> str:
        field = column.field
        if field.kind is Kind.LEVEL:
            return self._book.vocabulary.scales[field.scale].label[self._book.lang]
        if field.kind in (Kind.POST, Kind.POSTS):
            return self._book.say("template.list_posts")
        return column.label

    def lists(self, lists: Mapping[tuple[str, ...], tuple[str, str]]) -> None:
        """The sheet of lists, each under its name, and the ids of people as one more."""
        widths = tuple(max(map(len, (above, *options))) + 2 for options, (_, above) in lists.items())
        name = self._book.vocabulary.template.lists[self._book.lang]
        sheet = self._sheet(name, widths, TOP)
        sheet.set_tab_color(TABS[False])
        sheet.write_string(0, 0, name.upper(), self._title)
        sheet.write_string(1, 0, self._book.say("template.lists_note"), self._note)
        sheet.set_row(TOP, 2 * LINE)
        sheet.set_row(0, TITLE_LINE)
        for number, (options, (called, above)) in enumerate(lists.items()):
            sheet.set_column(number, number, widths[number], self._text)
            sheet.write_string(TOP, number, above, self._heads["template.colour_used"])
            for row, option in enumerate(options, TOP + 1):
                sheet.write_string(row, number, option, self._text)
            at = letter(number)
            self._made.define_name(called, f"={_quoted(name)}!${at}${TOP + 2}:${at}${TOP + 1 + len(options)}")
        people = self._book.vocabulary.tables[PEOPLE]
        at = letter([field.name for field in people.fields].index(people.key[0]))
        ids = f"{_quoted(people.label[self._book.lang])}!${at}${TOP + 2}:${at}${LAST}"
        self._made.define_name("ds_ma", f"=INDEX({ids},1):INDEX({ids},MAX(1,COUNTA({ids})))")

    # --- the guide ------------------------------------------------------------------------------

    def guide(self, lines: Any) -> None:  # noqa: ANN401  (an iterator of lines)
        """The sheet that says what to do."""
        sheet = self._sheet(self._book.vocabulary.template.guide[self._book.lang], GUIDE_WIDTHS, None)
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 1)
        sheet.set_tab_color("#70AD47")
        for column, width in enumerate(GUIDE_WIDTHS):
            sheet.set_column(column, column, width)
        styles = self._guide_styles()
        row, table = 0, False
        for line in lines:
            head = line.kind == ROW and not table
            table = line.kind == ROW
            if line.kind == HEADING:
                row += 1
            sheet.set_row(row, _height(line))
            self._guide_line(sheet, row, line, styles["head" if head else line.kind])
            row += 1

    def _guide_styles(self) -> dict[str, Any]:
        add = self._made.add_format
        return {
            TITLE: self._title,
            NOTE: add({**FONT, **WRAPPED, "italic": True}),
            HEADING: add({**FONT, "bold": True, "font_size": 12, "font_color": "#1F3864"}),
            STEP: add({**FONT, **WRAPPED}),
            COMMAND: add({"font_name": "Courier New", "font_size": 11, "bg_color": "#F2F2F2"}),
            ROW: add({**FONT, **EDGE, **WRAPPED}),
            LEGEND: add({**FONT, **WRAPPED}),
            "head": add({**FONT, **EDGE, "bold": True, "bg_color": "#D9E1F2"}),
        }

    def _guide_line(self, sheet: Any, row: int, line: Line, style: Any) -> None:  # noqa: ANN401
        match line.kind:
            case "step":
                sheet.write_string(row, 0, line.cells[0], style)
                sheet.merge_range(row, 1, row, 3, line.cells[1], style)
            case "row":
                for column, cell in enumerate(line.cells, 1):
                    sheet.write_string(row, column, cell, style)
            case "legend":
                sheet.write_blank(row, 0, None, self._heads[line.cells[0]])
                sheet.merge_range(row, 1, row, 3, line.cells[1], style)
            case "command":
                sheet.merge_range(row, 1, row, 3, line.cells[0], style)
            case "note":
                sheet.merge_range(row, 0, row, 3, line.cells[0], style)
            case _:
                sheet.write_string(row, 0, line.cells[0], style)


def _height(line: Line) -> float:
    """Points at which a line of the guide shows whole: merged cells are not fitted by Excel."""
    room = int(sum(GUIDE_WIDTHS[1:]) * FILL)
    if line.kind == TITLE:
        return TITLE_LINE
    if line.kind == ROW:
        fits = zip(line.cells, GUIDE_WIDTHS[1:], strict=True)
        return LINE * max(1 + len(cell) // int(width * FILL) for cell, width in fits) + 1
    return LINE * (1 + len(line.cells[-1]) // room) + 1


def _width(column: Column) -> int:
    """Wide enough for what is chosen or typed; headings may wrap over three lines."""
    longest = max(map(len, (column.example, *column.options)))
    if column.field.kind is Kind.DATE:
        longest = max(longest, 11)
    low, high = WIDTHS
    words = max(map(len, column.label.split())) + 2
    return min(high, max(low, longest + 2, len(column.label) // 2 + 2, words))


def _called(column: Column) -> str:
    """A name for the list of a column, after what it is a list of."""
    field = column.field
    said = "posts" if field.kind in (Kind.POST, Kind.POSTS) else field.scale or field.name
    return f"dm_{re.sub('[^A-Za-z0-9_]', '_', said)}"


def _free(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"
