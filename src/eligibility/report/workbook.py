"""The workbook of a review, as an officer opens and prints it.

Every text is written as text: nothing becomes a formula, a link or a number. Control characters
that a workbook cannot hold are shown as visible symbols, and text beyond the 32,767 characters of a
cell is cut with a mark; parquet holds the exact text.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import polars as pl

from eligibility.report.account import summary_lines
from eligibility.report.bulk import TEXTS, BulkSheet, Styled, number_of, safe
from eligibility.report.tables import Tables

MAX_ROWS = 1_048_576
PIECE = 10_000
"""Rows of a sheet that are made ready at a time."""
FONT = "Times New Roman"
LINE = 14.0
"""Points of one line of text."""
FILL = 1.15
"""Characters of 10-point text that a unit of column width holds, on the safe side."""


@attrs.frozen
class Head:
    """A column of a sheet: the column of the frame, the key of its heading, its width in characters."""

    column: str
    key: str
    width: float


DECISIONS = (
    Head("id", "col_id", 10),
    Head("full_name", "col_full_name", 20),
    Head("unit", "col_unit", 18),
    Head("post", "col_post", 20),
    Head("term", "col_term", 10),
    Head("outcome", "col_outcome", 13),
    Head("summary", "col_summary", 52),
    Head("training", "col_training", 22),
    Head("papers", "col_papers", 20),
)
FINDINGS = (
    Head("id", "col_id", 10),
    Head("full_name", "col_full_name", 18),
    Head("post", "col_post", 18),
    Head("requirement", "col_requirement", 18),
    Head("status", "col_status", 14),
    Head("value", "col_value", 24),
    Head("required", "col_required", 32),
    Head("clause", "col_clause", 17),
    Head("due", "col_due", 11),
    Head("cure", "col_cure", 20),
    Head("source_cells", "col_cells", 17),
)
ISSUES = (
    Head("file", "col_file", 20),
    Head("sheet", "col_sheet", 16),
    Head("cell", "col_cell", 9),
    Head("person", "col_person", 12),
    Head("problem", "col_problem", 26),
    Head("text", "col_text", 30),
    Head("expected", "col_expected", 36),
    Head("done", "col_done", 24),
)
REFUSALS = (
    Head("table", "col_table", 16),
    Head("place", "col_place", 30),
    Head("person", "col_person", 14),
    Head("why", "col_why", 60),
)
RULES = (
    Head("title", "col_title", 40),
    Head("version", "col_version", 12),
    Head("until", "col_until", 12),
    Head("instrument", "col_instrument", 22),
    Head("requirement", "col_requirement", 26),
    Head("required", "col_required", 60),
    Head("clause", "col_clause", 26),
    Head("if_unmet", "col_if_unmet", 22),
    Head("confidence", "col_confidence", 24),
)


def write_workbook(tables: Tables, place: Path, more: "Callable[[Sheets, str], None] | None" = None) -> None:
    """Write the workbook of *tables* to *place*; *more* writes sheets of its own after the decisions."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    review, say = tables.review, tables.words.say
    decisions = tables.decisions_in_words().select([*(head.column for head in DECISIONS), "outcome_code"])
    status = pl.col("status")
    open_findings = tables.findings_in_words(
        review.findings.filter((status == "unmet") | (status == "unknown"))
    )
    why = pl.when(pl.col("reason") == "").then(pl.lit("")).otherwise(": " + pl.col("reason"))
    open_findings = open_findings.with_columns(status=pl.col("status") + why).select(
        [head.column for head in FINDINGS]
    )
    book = xlsxwriter.Workbook(
        str(place),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "constant_memory": True,
            "in_memory": False,
            "tmpdir": str(place.parent),
        },
    )
    as_of = datetime(review.as_of.year, review.as_of.month, review.as_of.day)
    title = say("report.title", purpose=review.policy.title[tables.words.lang], as_of=f"{as_of:%d/%m/%Y}")
    book.set_properties({"title": title, "created": as_of, "comments": say("report.advice")})
    sheets = Sheets(book, tables)
    sheets.summary(title)
    colours = {outcome.code: outcome.colour for outcome in review.policy.outcomes if outcome.colour}
    sheets.table("sheet_decisions", DECISIONS, decisions, title, colours=colours, file="decisions.parquet")
    if more is not None:
        more(sheets, title)
    sheets.table("sheet_findings", FINDINGS, open_findings, title, file="findings.parquet")
    sheets.table("sheet_issues", ISSUES, tables.issues(), title, file="issues.csv")
    sheets.table("sheet_refusals", REFUSALS, tables.refusals(), title, file="refusals.csv")
    sheets.table("sheet_rules", RULES, tables.rules(), title, file="review.json")
    try:
        book.close()
    except FileCreateError as error:  # it hides what the file system said
        raise OSError(*error.args) from error


def _heights(piece: pl.DataFrame, heads: Sequence[Head]) -> pl.Series:
    """For each row the height, in points, at which every text shows whole: programs do not all find it.

    Null where it is that of one line.
    """
    lines = [
        (pl.col(head.column).cast(pl.String).str.len_chars() / (head.width * FILL)).floor()
        + pl.col(head.column).cast(pl.String).str.count_matches("\n", literal=True)
        + 1
        for head in heads
        if piece.schema[head.column] in TEXTS
    ]
    most = pl.max_horizontal(*lines).fill_null(1)
    points = pl.when(most > 1).then((most * LINE + 1).clip(upper_bound=400).cast(pl.Int64))
    return piece.select(points.alias("points")).to_series()


class Sheets:
    """Writes the sheets of one workbook, one after the other."""

    def __init__(self, book: Any, tables: Tables) -> None:  # noqa: ANN401  (no types)
        self._book = book
        self._tables = tables
        self._say = tables.words.say
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
        self._number = book.add_format({**framed, "num_format": "#,##0", "align": "right"})
        self._share = book.add_format({**framed, "num_format": "0.0%", "align": "right"})
        self._framed = framed

    def _sheet(self, key: str, widths: Sequence[float], head_row: int | None) -> Any:  # noqa: ANN401
        sheet = self._book.add_worksheet(self._say(f"report.{key}"), BulkSheet)
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
        key: str,
        heads: Sequence[Head],
        frame: pl.DataFrame,
        title: str,
        *,
        file: str,
        colours: Mapping[str, str] | None = None,
    ) -> None:
        """A sheet with *frame* under a title: a numbered list with filter, frozen and repeated heads."""
        sheet = self._sheet(key, [5, *(head.width for head in heads)], 2)
        sheet.write_string(0, 0, f"{self._say(f'report.{key}')} – {title}", self._title)
        room = MAX_ROWS - 4
        shown = frame.head(room)
        if frame.height > room:
            note = self._say("report.more_rows", n=frame.height - room, file=file)
            sheet.write_string(1, 0, note, self._note)
        else:
            sheet.write_string(1, 0, self._say("report.advice"), self._note)
        sheet.write_string(2, 0, self._say("report.col_position"), self._head)
        for column, head in enumerate(heads, 1):
            sheet.write_string(2, column, self._say(f"report.{head.key}"), self._head)
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
                columns.append(Styled(piece[head.column], self._format(piece, head.column, formats)))
            sheet.write_rows(row, columns, _heights(piece, heads))
            row += piece.height
        if shown.height:
            sheet.autofilter(2, 0, shown.height + 2, len(heads))

    def _format(self, piece: pl.DataFrame, column: str, colours: Mapping[str, int]) -> int | pl.Series:
        """The format of a column of *piece*: outcomes have the colour of each."""
        if column == "outcome" and colours:
            usual = number_of(self._text)
            return piece["outcome_code"].replace_strict(colours, default=usual, return_dtype=pl.Int64)
        return number_of(self._day if piece.schema[column] == pl.Date else self._text)

    def summary(self, title: str) -> None:
        """The first sheet: what was reviewed, by which rules, with which result."""
        review = self._tables.review
        sheet = self._sheet("sheet_summary", [34, 14, 12, 12, 12, 12], None)
        sheet.fit_to_pages(1, 1)
        sheet.write_string(0, 0, title, self._title)
        row = 1
        for line in summary_lines(self._tables):
            sheet.write_string(row, 0, safe(line), self._plain)
            row += 1
        row += 1
        for column, key in enumerate(("col_outcome", "count", "share")):
            sheet.write_string(row, column, self._say(f"report.{key}"), self._head)
        first = row + 1
        shown = [outcome for outcome in review.policy.outcomes if outcome.code in review.counts.outcomes]
        for outcome in shown:
            row += 1
            count = review.counts.outcomes[outcome.code]
            style = self._book.add_format({**self._framed, "bg_color": f"#{outcome.colour or 'FFFFFF'}"})
            sheet.write_string(row, 0, outcome.label[self._tables.words.lang], style)
            sheet.write_number(row, 1, count, self._number)
            sheet.write_number(row, 2, count / max(1, review.counts.decided), self._share)
        row += 1
        sheet.write_string(row, 0, self._say("report.total"), self._head)
        sheet.write_number(row, 1, review.counts.decided, self._number)
        sheet.write_blank(row, 2, None, self._text)
        if shown:
            chart = self._book.add_chart({"type": "bar"})
            name = self._say("report.sheet_summary")
            chart.add_series(
                {
                    "categories": [name, first, 0, first + len(shown) - 1, 0],
                    "values": [name, first, 1, first + len(shown) - 1, 1],
                    "data_labels": {"value": True},
                    "points": [{"fill": {"color": f"#{o.colour or '8EA9DB'}"}} for o in shown],
                    "gap": 40,
                }
            )
            chart.set_legend({"none": True})
            chart.set_y_axis({"reverse": True})
            chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
            chart.set_title({"name": self._say("report.col_outcome"), "overlay": False})
            chart.set_size({"width": 620, "height": 70 + 42 * len(shown)})
            sheet.insert_chart(row + 2, 0, chart)
