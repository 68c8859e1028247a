"""Rows of a worksheet written in bulk: the text of the file is made for thousands of rows at a time.

Cell by cell, a province takes a minute; xlsxwriter writes everything else of the workbook. The
rows go where xlsxwriter itself keeps them in its ``constant_memory`` mode, so a workbook with such
sheets is opened in that mode, and what stands above the rows is written first.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs
import polars as pl
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

MAX_TEXT = 32_767
EPOCH = date(1899, 12, 30)
"""The day that a workbook counts from, for all days after February 1900."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What a workbook would read as the code of a character."""
CHANGED = f"{CONTROL.pattern}|\r|_x[0-9A-Fa-f]{{4}}_"
TEXTS = (pl.String, pl.Categorical)


@attrs.frozen
class Styled:
    """A column of cells: values (text, whole number, share or day; null is an empty cell) and format.

    *format* is the number of the workbook's format, or one for each row.
    """

    values: pl.Series
    format: int | pl.Series


class BulkSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter ships no types
    """A worksheet that takes rows in bulk, below everything written before."""

    def write_rows(self, first: int, columns: Sequence[Styled], heights: pl.Series) -> None:
        """Write the row *first* (0-based) and those below it; *heights* are points, null for the usual."""
        if not len(heights):
            return
        last = first + len(heights) - 1
        self._write_single_row(last + 1)
        self._check_dimensions(first, 0)
        self._check_dimensions(last, len(columns) - 1)
        self.row_data_fh.write(rows_text(first, columns, heights))

    def give_up(self) -> None:
        """Close what is open, where the workbook is not to be written after all."""
        self.row_data_fh.close()


def rows_text(first: int, columns: Sequence[Styled], heights: pl.Series) -> str:
    """The rows as they stand in the file of a sheet."""
    frame = pl.DataFrame(
        [
            pl.Series("n", range(first + 1, first + 1 + len(heights)), dtype=pl.Int64).cast(pl.String),
            heights.alias("height"),
            *(column.values.alias(f"v{place}") for place, column in enumerate(columns)),
            *(
                column.format.alias(f"f{place}")
                for place, column in enumerate(columns)
                if isinstance(column.format, pl.Series)
            ),
        ]
    )
    high = pl.format(' ht="{}" customHeight="1"', pl.col("height"))
    cells = [_cell(place, column) for place, column in enumerate(columns)]
    row = pl.concat_str(
        pl.format('<row r="{}"', pl.col("n")),
        pl.when(pl.col("height").is_null()).then(pl.lit("")).otherwise(high),
        pl.lit(">"),
        *cells,
        pl.lit("</row>"),
    )
    made = frame.with_columns(held(frame)).select(row.alias("row"))
    return "".join(made["row"].to_list())


def _cell(place: int, column: Styled) -> pl.Expr:
    name = f"v{place}"
    value = pl.col(name)
    number = pl.col(f"f{place}").cast(pl.String) if isinstance(column.format, pl.Series) else column.format
    start = [pl.lit(f'<c r="{xl_col_to_name(place)}'), pl.col("n"), pl.lit('" s="')]
    start += [number if isinstance(number, pl.Expr) else pl.lit(str(number))]
    kind = column.values.dtype
    if kind in TEXTS:
        filled = pl.concat_str(
            pl.lit('" t="inlineStr"><is><t xml:space="preserve">'), value, pl.lit("</t></is></c>")
        )
        empty = value.is_null() | (value == "")
    else:
        counted = (value - pl.lit(EPOCH)).dt.total_days() if kind == pl.Date else value
        filled = pl.concat_str(pl.lit('"><v>'), counted.cast(pl.String), pl.lit("</v></c>"))
        empty = value.is_null()
    return pl.concat_str(*start, pl.when(empty).then(pl.lit('"/>')).otherwise(filled))


def held(frame: pl.DataFrame) -> list[pl.Expr]:
    """The texts of *frame* as the file of a sheet holds them; few need more than their markup escaped."""
    texts = [name for name, kind in frame.schema.items() if kind in TEXTS and name.startswith("v")]
    if not texts:
        return []
    plain = pl.col(texts).cast(pl.String)
    doubtful = frame.select(
        plain.str.contains(CHANGED).any() | (plain.str.len_bytes() > MAX_TEXT // 2).any()
    ).row(0, named=True)
    found = []
    for name in texts:
        column = pl.col(name).cast(pl.String)
        if doubtful[name]:
            column = column.map_elements(_unescaped, return_dtype=pl.String)
        escaped = column.str.replace_all("&", "&amp;", literal=True)
        escaped = escaped.str.replace_all("<", "&lt;", literal=True)
        escaped = escaped.str.replace_all(">", "&gt;", literal=True)
        # as a reference, or readers take it for the end of a line
        found.append(escaped.str.replace_all("\r", "&#13;", literal=True) if doubtful[name] else escaped)
    return found


def _unescaped(text: str) -> str:
    """*text* as a cell can hold it, where nothing is taken for the code of a character."""
    return LOOKS_ESCAPED.sub("_x005F_", safe(text))


def safe(text: str) -> str:
    """*text* as a cell can hold it: control characters visible, too long a text cut with a mark."""
    shown = CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])) if ord(found[0]) < 32 else "\ufffd", text)
    if len(shown) <= MAX_TEXT // 2:
        return shown
    units = shown.encode("utf-16-le")  # a cell counts these, two for each letter outside the first plane
    if len(units) <= 2 * MAX_TEXT:
        return shown
    return units[: 2 * (MAX_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


def number_of(format_: Any) -> int:  # noqa: ANN401  (xlsxwriter ships no types)
    """The number by which cells name a format of the workbook."""
    number: int = format_._get_xf_index()
    return number
