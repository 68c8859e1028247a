"""Rows written in bulk read back, by two readers, as what was written."""

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from eligibility.report.bulk import MAX_TEXT, BulkSheet, Styled, number_of, safe

NASTY = st.text() | st.sampled_from(
    [
        *("=1+1", "+84", "-1", "@SUM(A1)", "https://example.org", "<b>&amp;</b>", "]]>", "_x0041_x0042_"),
        *("\r\n", "a\rb", "\t", " đầu và cuối ", "\x00\x1b[31m", "\ufffe", "Nguyễn", "x" * 32_768),
        *("😀" * 16_384, "_x000D_", "__x0041_", "{}", "0123", "1e5", "TRUE", "2025-01-01"),
    ]
)


def write(place: Path, columns: list[pl.Series], heights: pl.Series | None = None, first: int = 1) -> None:
    book = xlsxwriter.Workbook(str(place), {"constant_memory": True})
    sheet = book.add_worksheet("S", BulkSheet)
    style = number_of(book.add_format({"bold": True}))
    day = number_of(book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_string(0, 0, "đầu")
    tall = pl.Series([None] * len(columns[0]), dtype=pl.Int64) if heights is None else heights
    made = [Styled(column, day if column.dtype == pl.Date else style) for column in columns]
    sheet.write_rows(first, made, tall)
    book.close()


def read_by_openpyxl(place: Path) -> list[str]:
    """Texts of the first column; openpyxl leaves it to the reader to resolve codes of characters."""
    found = openpyxl.load_workbook(place)["S"].iter_rows(min_row=2, values_only=True)
    return [unescape(row[0] or "") for row in found]


def read_by_calamine(place: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(place)).get_sheet_by_name("S").to_python()[1:]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("sheets") / "a.xlsx"


@given(texts=st.lists(NASTY, min_size=1, max_size=8))
@example(texts=["_x0041_x0042_", "\r", "", "&lt;"])
def test_every_text_reads_back_as_itself(place, texts):
    write(place, [pl.Series(texts, dtype=pl.String)])
    wanted = [safe(text) for text in texts]
    assert read_by_openpyxl(place) == wanted


@given(texts=st.lists(NASTY, min_size=1, max_size=8))
def test_a_second_reader_sees_the_same(place, texts):
    texts = [*texts, "x"]
    write(place, [pl.Series(texts, dtype=pl.String)])
    assert [row[0] for row in read_by_calamine(place)] == [safe(text) for text in texts]


@given(
    rows=st.lists(
        st.tuples(
            st.dates(date(1900, 3, 1), date(9999, 12, 31)) | st.none(),
            st.integers(-(10**15), 10**15) | st.none(),
            st.floats(allow_nan=False, allow_infinity=False, width=32) | st.none(),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_days_and_numbers_read_back_as_such(place, rows):
    days, counts, shares = zip(*rows, strict=True)
    write(
        place,
        [
            pl.Series(days, dtype=pl.Date),
            pl.Series(counts, dtype=pl.Int64),
            pl.Series(shares, dtype=pl.Float64),
        ],
    )
    sheet = openpyxl.load_workbook(place)["S"]
    for number, (day, count, share) in enumerate(rows, 2):
        found = [sheet.cell(number, column) for column in (1, 2, 3)]
        assert (found[0].value.date() if found[0].value is not None else None) == day
        assert (found[1].value, found[2].value) == (count, share)
        assert found[1].font.bold


def test_rows_stand_where_they_should_with_their_heights_and_formats(place):
    book = xlsxwriter.Workbook(str(place), {"constant_memory": True})
    sheet = book.add_worksheet("S", BulkSheet)
    red, plain = (book.add_format({"font_color": colour}) for colour in ("#FF0000", "#000000"))
    sheet.write_string(2, 0, "đầu")
    styles = pl.Series([number_of(red), number_of(plain)])
    sheet.write_rows(3, [Styled(pl.Series(["a", "b"]), styles)], pl.Series([30, None], dtype=pl.Int64))
    sheet.write_rows(5, [Styled(pl.Series(["c"]), number_of(plain))], pl.Series([None], dtype=pl.Int64))
    sheet.write_rows(6, [Styled(pl.Series([], dtype=pl.String), 0)], pl.Series([], dtype=pl.Int64))
    book.close()
    found = openpyxl.load_workbook(place)["S"]
    assert found.dimensions == "A3:A6"
    assert [found.cell(row, 1).value for row in range(1, 8)] == [None, None, "đầu", "a", "b", "c", None]
    assert (found.row_dimensions[4].height, found.row_dimensions[5].height) == (30, None)
    assert (found["A4"].font.color.rgb, found["A5"].font.color.rgb) == ("FFFF0000", "FF000000")


def test_too_long_a_text_is_cut_with_a_mark():
    assert safe("x" * MAX_TEXT) == "x" * MAX_TEXT
    assert safe("x" * (MAX_TEXT + 1)) == "x" * (MAX_TEXT - 1) + "…"
