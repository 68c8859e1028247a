"""Workbooks of Excel 97 to 2003: cells as they stand, errors as errors, and stray cells at no cost."""

import io
from datetime import date, datetime, time

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.raw import RawIssue
from eligibility.read import excel97
from eligibility.read.cells import UnreadableInput
from eligibility.read.workbooks import read_workbook

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}
ERRORS |= {0x2A: "#N/A"}


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def made(fill, **options):
    """The bytes of a workbook with one sheet, filled by *fill*."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, value in options.items():
        setattr(book, name, value)
    fill(book.add_sheet("Cán bộ", cell_overwrite_ok=True))
    return saved(book)


def read(content):
    return read_workbook("b.xls", content, None)


def grid(sheet):
    columns = range(len(sheet.columns))
    return [
        [(sheet.cell(line, n).text, sheet.cell(line, n).kind) for n in columns]
        for line in range(sheet.height)
    ]


def test_cells_of_every_kind():
    def fill(sheet):
        day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
        hour = xlwt.easyxf(num_format_str="HH:MM")
        values = ["Nguyễn Văn Ân", 7, 3.5, True, None, "", " "]
        for column, value in enumerate(values):
            sheet.write(0, column, value)
        sheet.write(1, 0, date(1975, 8, 15), day)
        sheet.write(1, 1, datetime(1975, 8, 15, 10, 30), day)
        sheet.write(1, 2, time(8, 30), hour)
        sheet.write(1, 3, 27621)
        sheet.write(1, 4, 45, day)
        sheet.write(1, 6, -5, day)

    (sheet,), issues = read(made(fill))
    assert grid(sheet) == [
        [("Nguyễn Văn Ân", "text"), ("7", "number"), ("3.5", "number"), ("TRUE", "bool")]
        + [("", "empty")] * 3,
        [
            ("1975-08-15", "date"),
            ("1975-08-15", "date"),
            ("08:30:00", "text"),
            ("27621", "number"),
            ("45", "number"),
            ("", "empty"),
            ("-5", "number"),
        ],
    ]
    assert issues == ()


def test_days_counted_from_1904():
    def fill(sheet):
        sheet.write(0, 0, 26159, xlwt.easyxf(num_format_str="DD/MM/YYYY"))
        sheet.write(0, 1, 26159)

    (sheet,), _ = read(made(fill, dates_1904=True))
    assert grid(sheet) == [[("1975-08-15", "date"), ("26159", "number_1904")]]


@pytest.mark.parametrize("code", ERRORS)
def test_error_cells_are_errors(code):
    def fill(sheet):
        sheet.write(0, 1, "x")
        sheet.row(0).set_cell_error(0, code)

    (sheet,), _ = read(made(fill))
    assert grid(sheet) == [[(ERRORS[code], "error"), ("x", "text")]]


@pytest.mark.isolated
@pytest.mark.parametrize(("row", "column"), [(65_535, 255), (65_535, 0), (0, 255)])
def test_a_cell_far_out_is_read_where_it_stands(row, column):
    def fill(sheet):
        sheet.write(0, 0, "id")
        sheet.write(row, column, "xa")

    (sheet,), _ = read(made(fill))
    assert (sheet.height, len(sheet.columns)) == (row + 1, column + 1)
    assert sheet.cell(row, column).text == "xa"


def test_rows_below_the_last_one_that_says_something_do_not_count():
    def fill(sheet):
        sheet.write(0, 0, "id")
        sheet.write(9, 3, "")

    (sheet,), _ = read(made(fill))
    assert grid(sheet) == [[("id", "text")]]


def test_an_area_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(excel97, "MAX_AREA", 10)
    with pytest.raises(UnreadableInput) as error:
        read(made(lambda sheet: sheet.write(5, 1, "x")))
    assert error.value.kind == "sparse"
    assert error.value.params == {"file": "b.xls", "sheet": "Cán bộ", "row": "6", "column": "2"}


def test_hidden_sheets_are_read_and_told():
    book = xlwt.Workbook()
    for name, visibility in (("A", 0), ("B", 1), ("C", 2)):
        sheet = book.add_sheet(name)
        sheet.write(0, 0, name)
        sheet.visibility = visibility
    sheets, issues = read(saved(book))
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("A", False), ("B", True), ("C", True)]
    assert issues == (
        RawIssue("hidden_sheet", "b.xls", "B", done="read"),
        RawIssue("hidden_sheet", "b.xls", "C", done="read"),
    )


def test_half_a_workbook_is_refused():
    content = made(lambda sheet: [sheet.write(row, 0, f"số {row}") for row in range(3_000)])
    with pytest.raises(UnreadableInput):
        read(content[: len(content) // 2])


def test_the_reader_says_nothing_on_the_terminal(capfd):
    content = made(lambda sheet: sheet.write(0, 0, "x"))
    read(content + b"\0" * 100)
    assert capfd.readouterr() == ("", "")


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-16", exclude_categories=["Cs"], max_codepoint=0xFFFF), max_size=8),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 3)),
    st.booleans(),
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_every_cell_arrives(rows):
    def fill(sheet):
        for line, cells in enumerate(rows):
            for column, value in enumerate(cells):
                sheet.write(line, column, value)

    (sheet,), _ = read(made(fill))
    for line, cells in enumerate(rows):
        for column, value in enumerate(cells):
            there = line < sheet.height and column < len(sheet.columns)
            text = sheet.cell(line, column).text if there else ""
            match value:
                case None:
                    assert text == ""
                case bool():
                    assert text == str(value).upper()
                case str():
                    assert text == (value if value.strip() else "")
                case _:
                    assert float(text) == float(value)
