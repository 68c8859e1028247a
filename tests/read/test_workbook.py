"""Workbooks and folders of csv: everything in them arrives, or they are refused, with the reason."""

import contextlib
import csv
import hashlib
import io
import os
import random
import re
import struct
import unicodedata
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference

from eligibility import messages
from eligibility.model.raw import RawIssue
from eligibility.normalise.headings import UnusableInput
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import load_rules
from eligibility.read import preflight, records
from eligibility.read.cells import UnreadableInput
from eligibility.read.records import read_records

FULL = os.environ.get("ELIGIBILITY_PROFILE") == "full"
MUTATIONS = 8_000 if FULL else 500
CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.fixture
def read(tmp_path):
    """Read these bytes as a file of this name."""

    def run(content, name="b.xlsx"):
        file = tmp_path / name
        file.write_bytes(content)
        return read_records(file)

    return run


def refused(read, content, name="b.xlsx"):
    """Why it cannot be read; the reason has words in both languages."""
    with pytest.raises(UnreadableInput) as error:
        read(content, name)
    for language in messages.LANGUAGES:
        assert name in messages.text(f"unreadable.{error.value.kind}", language, **error.value.params)
    return error.value.kind


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rewritten(content, change):
    """The workbook with some parts changed: *change* maps a part's name and bytes to bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def grid(sheet):
    """Texts, row by row."""
    return [
        [sheet.cell(row, column).text for column in range(len(sheet.columns))] for row in range(sheet.height)
    ]


def kinds(sheet):
    return [
        [sheet.cell(row, column).kind for column in range(len(sheet.columns))] for row in range(sheet.height)
    ]


# --- what would end the process, or fill the memory ------------------------------------------------


@pytest.mark.isolated
@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"/></row><row r="1048576"><c r="A1048576"/></row>',
        "<row r='1'><c r='A1'/></row><row r='1048576'><c r='XFD1048576'/></row>",
        '<row\tr = "1"><c\nr = "A1"/></row><row  r= "1048576"><c  r ="XFD1048576"/></row>',
        '<row r="1"><c r="A1"/><c r="xfd1048576"/></row>',
        '<row r="1"><c r="A1048576"/><c r="XFD1"/></row>',
        '<row r="1"><c r="A99999999"/></row>',
        '<row r="4294967295"><c><v>1</v></c></row>',
        '<row r="1048576">' + "<c/>" * 16_384 + "</row>",
        '<row r="1"><c r="A1"/><c r="XFD1"/></row>' + "<row/>" * 1_300,
        '<row r="1">' + "<c/>" * 16_384 + "</row>" + "<row/>" * 900_000 + "<row><c><v>1</v></c></row>",
        '<row r="1048576"/>' + "<row><c><v>1</v></c></row>" * 3 + f"<row>{'<c/>' * 5_000}</row>",
        '<x:row r="1"><x:c r="A1"/></x:row><x:row r="1048576"><x:c r="XFD1048576"/></x:row>',
    ],
    ids=lambda rows: rows[:60],
)
def test_a_cell_far_out_is_refused_and_does_not_abort(read, workbook, sheet, rows):
    before = '<dimension ref="A1"/>'
    assert refused(
        read, workbook({"S": sheet(rows, before).replace("<worksheet ", '<worksheet xmlns:x="x" ')})
    ) == ("sparse")


@pytest.mark.parametrize(
    ("rows", "row", "column"),
    [
        ('<row r="1048576"><c r="XFD1048576"/></row>', "1048576", "16384"),
        ('<row r="900000"><c r="AB900000"/></row>', "900000", "28"),
        ('<row r="900000"/><row><c/></row>', "900001", "1"),
        (f'<row r="1"/>{"<row/>" * 5_000}<row>{"<c/>" * 5_000}</row>', "5002", "5000"),
    ],
    ids=["last", "28th", "unnumbered row", "unnumbered cells"],
)
def test_a_refusal_says_how_far_out_the_cells_reach(read, workbook, sheet, rows, row, column):
    with pytest.raises(UnreadableInput) as error:
        read(workbook({"S": sheet(rows)}))
    assert error.value.params == {"file": "b.xlsx", "sheet": "S", "row": row, "column": column}


@pytest.mark.isolated
def test_a_stray_space_far_down_is_refused_with_its_place(read):
    book = openpyxl.Workbook()
    book.active.title = "Cán bộ"
    book.active.append([f"c{n}" for n in range(20)])
    book.active["T1048576"] = " "
    with pytest.raises(UnreadableInput) as error:
        read(saved(book))
    assert error.value.kind == "sparse"
    assert error.value.params == {"file": "b.xlsx", "sheet": "Cán bộ", "row": "1048576", "column": "20"}


@pytest.mark.isolated
def test_a_wide_dimension_over_few_cells_is_fine(read, workbook, sheet):
    made = read(workbook({"S": sheet(CELL, '<dimension ref="A1:XFD1048576"/>')}))
    assert grid(made.sheets[0]) == [["1"]]


@pytest.mark.isolated
def test_many_rows_of_few_columns_are_fine(read, workbook, sheet):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 60_001))
    made = read(workbook({"S": sheet(rows)}))
    assert made.sheets[0].height == 60_000
    assert made.sheets[0].cell(59_999, 0).text == "60000"


def test_an_area_at_the_limit_is_read_and_one_row_more_is_not(read, workbook, sheet, monkeypatch):
    monkeypatch.setattr(preflight, "MAX_AREA", 26 * 10)
    assert read(workbook({"S": sheet('<row r="10"><c r="Z10"><v>1</v></c></row>')})).sheets[0].height == 10
    for rows in ('<row r="11"><c r="A11"/></row>', '<row r="10"><c r="AA10"/></row>'):
        assert refused(read, workbook({"S": sheet(rows)})) == "sparse"


@pytest.mark.isolated
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/media/image1.png"])
@pytest.mark.parametrize("forged", [False, True])
def test_a_zip_bomb_is_refused_whatever_size_it_says_it_has(read, workbook, sheet, monkeypatch, part, forged):
    if not FULL:
        monkeypatch.setattr(preflight, "MAX_INFLATED", 20_000_000)
    bomb = workbook({"S": sheet(CELL)}, {part: b" " * (preflight.MAX_INFLATED + 1)})
    assert len(bomb) < preflight.MAX_INFLATED / 400
    assert refused(read, with_size(bomb, part, 100) if forged else bomb) == "too_large"


def with_size(content, part, size):
    """The zip file in whose directory *part* has another unpacked size."""
    data = bytearray(content)
    position = 0
    while (position := data.find(b"PK\x01\x02", position)) >= 0:
        length = struct.unpack_from("<H", data, position + 28)[0]
        if data[position + 46 : position + 46 + length] == part.encode():
            struct.pack_into("<I", data, position + 24, size)
        position += 4
    return bytes(data)


def test_a_size_that_is_too_small_does_not_hide_cells(read, workbook, sheet):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 50))
    content = workbook({"S": sheet(rows + '<row r="50"><c r="A50" t="e"><v>#N/A</v></c></row>')})
    try:
        made = read(with_size(content, "xl/worksheets/sheet1.xml", 120))
    except UnreadableInput:
        return
    assert made.sheets[0].height == 50
    assert made.sheets[0].cell(49, 0).kind == "error"


def test_what_unpacks_to_as_much_as_allowed_is_read_and_no_more(read, workbook, sheet, monkeypatch):
    content = workbook({"S": sheet(CELL)}, {"xl/other.bin": b"x" * 5_000})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        total = sum(info.file_size for info in archive.infolist())
    monkeypatch.setattr(preflight, "MAX_INFLATED", total)
    assert read(content).sheets
    monkeypatch.setattr(preflight, "MAX_INFLATED", total - 1)
    assert refused(read, content) == "too_large"


def test_the_limit_is_told(read, workbook, sheet):
    for part, limit in (("xl/other.bin", preflight.MAX_INFLATED), ("xl/workbook.xml", preflight.MAX_CONTROL)):
        content = workbook({"S": sheet(CELL)}, {part: b" " * (preflight.MAX_CONTROL + 1)})
        with pytest.raises(UnreadableInput) as error:
            read(with_size(content, part, limit + 1) if limit == preflight.MAX_INFLATED else content)
        assert error.value.params == {"file": "b.xlsx", "limit": str(limit // 1_000_000)}


def test_a_part_that_lists_sheets_is_bounded(read, workbook, sheet, monkeypatch):
    monkeypatch.setattr(preflight, "MAX_CONTROL", 500)
    assert refused(read, workbook({"S": sheet(CELL)}, {"xl/workbook.xml": b" " * 501})) == "too_large"


def test_a_file_that_is_too_large_is_not_opened(read, monkeypatch):
    monkeypatch.setattr(records, "MAX_FILE", 10)
    assert refused(read, b"x" * 11) == "too_large"
    assert refused(read, b"x" * 11, "b.csv") == "too_large"


# --- what is no workbook -----------------------------------------------------------------------------


def test_files_that_are_no_workbook_say_what_they_are(read, workbook, sheet):
    good = workbook({"S": sheet(CELL)})
    assert refused(read, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "broken"
    assert refused(read, b"") == "not_a_workbook"
    assert refused(read, b"id,name\n1,A\n") == "not_a_workbook"
    assert refused(read, good[: len(good) // 2]) == "not_a_workbook"
    assert refused(read, good[:-30]) == "not_a_workbook"
    assert refused(read, b"PK\x05\x06" + b"\0" * 18) == "not_a_workbook"
    assert refused(read, good, "b.docx") == "format"
    assert refused(read, good, "b.xlsb") == "format"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"\xef\xbb\xbf\r\n <html></html>",
        "\ufeff<html></html>".encode("utf-16-le"),
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
    ],
)
@pytest.mark.parametrize("name", ["b.xls", "b.xlsx", "b.ods"])
def test_web_pages_named_like_workbooks_are_refused_with_advice(read, content, name):
    assert refused(read, content, name) == "html"
    assert ".xlsx" in messages.text("unreadable.html", "vi", file=name)


def test_what_a_workbook_is_shows_in_what_it_holds_not_in_its_name(read, workbook, sheet):
    good = workbook({"S": sheet(CELL)})
    assert [grid(read(good, name).sheets[0]) for name in ("b.xls", "b.xlsm", "b.ods")] == [[["1"]]] * 3


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableInput) as error:
        read_records(tmp_path / "nothing.xlsx")
    assert error.value.kind == "missing"


def test_a_zip_of_something_else(read):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refused(read, stream.getvalue()) == "not_a_workbook"


def test_a_password_in_the_zip(read, workbook, sheet):
    data = bytearray(workbook({"S": sheet(CELL)}))
    position = 0
    while (position := data.find(b"PK\x01\x02", position)) >= 0:
        data[position + 8] |= 1
        position += 4
    assert refused(read, bytes(data)) == "zip_password"


def test_damaged_bytes_of_a_part(read, workbook, sheet):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 1000}</v></c></row>' for n in range(1, 500))
    content = workbook({"S": sheet(rows)})
    start = content.index(b"xl/worksheets/sheet1.xml") + 200
    assert refused(read, content[:start] + b"\xff" * 9 + content[start + 9 :]) in ("broken", "not_a_workbook")


def test_a_document_type_is_refused(read, workbook, sheet):
    head = '<!DOCTYPE x [<!ENTITY a "b">]>'
    good = workbook({"S": sheet(CELL)})
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"):
        bad = rewritten(good, lambda name, xml, part=part: (head.encode() if name == part else b"") + xml)
        assert refused(read, bad) == "not_a_workbook"


def test_sheets_in_an_encoding_that_the_reader_skips(read, workbook, sheet):
    assert refused(read, workbook({"S": sheet(CELL).encode("utf-16")})) == "not_a_workbook"


def test_two_parts_or_two_sheets_of_one_name(read, workbook, sheet):
    good = workbook({"S": sheet(CELL), "T": sheet(CELL)})
    twin = rewritten(good, lambda name, xml: xml.replace(b'name="T"', b'name="S"'))
    assert refused(read, twin) == "not_a_workbook"
    stream = io.BytesIO(good)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", sheet(""))
    assert refused(read, stream.getvalue()) == "not_a_workbook"


def test_a_sheet_that_was_not_looked_at_first_is_not_read(read, workbook, sheet):
    good = workbook({"S": sheet(CELL), "T": sheet(CELL)})
    for target in (b"worksheets/SHEET2.xml", b"./worksheets/sheet2.xml", b"worksheets/none.xml"):
        bad = rewritten(good, lambda _, xml, target=target: xml.replace(b"worksheets/sheet2.xml", target))
        assert refused(read, bad) in ("broken", "not_a_workbook")


@pytest.mark.parametrize("error", [MemoryError(), ValueError("x"), BaseException("panic")])
def test_whatever_goes_wrong_in_the_reader(read, workbook, sheet, monkeypatch, error):
    class Failing:
        @staticmethod
        def from_filelike(content):
            raise error

    monkeypatch.setattr("python_calamine.CalamineWorkbook", Failing)
    assert refused(read, workbook({"S": sheet(CELL)})) == "broken"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit()])
def test_an_interrupt_is_not_a_broken_file(read, workbook, sheet, monkeypatch, error):
    class Failing:
        @staticmethod
        def from_filelike(content):
            raise error

    monkeypatch.setattr("python_calamine.CalamineWorkbook", Failing)
    with pytest.raises(type(error)):
        read(workbook({"S": sheet(CELL)}))


def test_a_file_that_another_program_holds(read, workbook, sheet, monkeypatch):
    def held(*_):
        raise PermissionError

    monkeypatch.setattr(records, "read_workbook", held)
    assert refused(read, workbook({"S": sheet(CELL)})) == "held"


def test_an_empty_workbook(read, workbook, sheet):
    assert refused(read, workbook({})) == "no_sheet"
    made = read(workbook({"S": sheet("")}))
    assert [(s.name, s.height, s.columns) for s in made.sheets] == [("S", 0, ())]
    assert [s.height for s in read(saved(openpyxl.Workbook())).sheets] == [0]


# --- what stands in a workbook -------------------------------------------------------------------------


def test_sheets_that_are_charts_are_left_out(read):
    book = openpyxl.Workbook()
    book.active.append([1])
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1))
    book.create_chartsheet("Biểu đồ").add_chart(chart)
    assert [s.name for s in read(saved(book)).sheets] == ["Sheet"]


def test_hidden_sheets_are_read_and_told(read, workbook, sheet):
    made = read(
        workbook(
            {"A": sheet(CELL), "B": sheet(CELL), "C": sheet(CELL)}, states={"B": "hidden", "C": "veryHidden"}
        )
    )
    assert [(s.name, s.hidden, grid(s)) for s in made.sheets] == [
        ("A", False, [["1"]]),
        ("B", True, [["1"]]),
        ("C", True, [["1"]]),
    ]
    assert list(made.issues) == [
        RawIssue("hidden_sheet", "b.xlsx", "B", done="read"),
        RawIssue("hidden_sheet", "b.xlsx", "C", done="read"),
    ]


def test_error_cells_are_found_where_they_stand(read, workbook, sheet):
    rows = (
        '<row r="1"><c r="A1" t="e"/><c r="B1" t="e"><v>#N/A</v></c><c r="C1" s="1" t="e"><f>1/0</f>'
        '<v>#DIV/0!</v></c><c t="e" r="D1"><v>#REF!</v></c><c r="E1"><v>5</v></c>'
        '<c r="F1" t="e"><f>A1</f></c><c r="G1"><v>7</v></c></row>'
        "<row r='4'><c r='B4'><v>2</v></c><c t = 'e' r = 'AA4'><v>#NAME?</v></c></row>"
    )
    (made,) = read(workbook({"S": sheet(rows)})).sheets
    errors = {
        (row, column): made.cell(row, column).text
        for row in range(made.height)
        for column in range(len(made.columns))
        if made.cell(row, column).kind == "error"
    }
    assert errors == {
        (0, 0): "#",
        (0, 1): "#N/A",
        (0, 2): "#DIV/0!",
        (0, 3): "#REF!",
        (0, 5): "#",
        (3, 26): "#NAME?",
    }
    assert made.cell(0, 4).text == "5"
    assert made.cell(3, 1).text == "2"


def test_error_cells_with_a_prefix_and_in_long_sheets(read, workbook, sheet, monkeypatch):
    monkeypatch.setattr(preflight, "CHUNK", 100)
    rows = "".join(
        f'<x:row r="{n}"><x:c r="A{n}" t="e"><x:v>#N/A</x:v></x:c><x:c r="B{n}"><x:v>{n}</x:v></x:c></x:row>'
        for n in range(1, 60)
    )
    xml = sheet("").replace("<sheetData>", f"<sheetData>{rows}")
    xml = (
        xml.replace("worksheet", "x:worksheet")
        .replace("sheetData", "x:sheetData")
        .replace("xmlns=", "xmlns:x=")
    )
    (made,) = read(workbook({"S": xml})).sheets
    assert [made.cell(row, 0).kind for row in range(59)] == ["error"] * 59
    assert [made.cell(row, 1).text for row in range(59)] == [str(n) for n in range(1, 60)]


def test_a_very_long_row_is_looked_at_in_pieces(read, workbook, sheet, monkeypatch):
    monkeypatch.setattr(preflight, "CHUNK", 64)
    row = "".join(
        f'<c r="{preflight_letters(n)}1" t="e"><v>#N/A</v></c>'
        if n % 3
        else f'<c r="{preflight_letters(n)}1"/>'
        for n in range(300)
    )
    (made,) = read(workbook({"S": sheet(f'<row r="1">{row}</row>')})).sheets
    assert [made.cell(0, n).kind for n in range(300) if n % 3] == ["error"] * 200


def preflight_letters(column):
    return openpyxl.utils.get_column_letter(column + 1)


def test_an_error_cell_without_an_address_is_refused(read, workbook, sheet):
    assert refused(read, workbook({"S": sheet('<row r="1"><c t="e"><v>#N/A</v></c></row>')})) == "broken"


def test_values_as_excel_writes_them(read):
    book = openpyxl.Workbook()
    book.active.append(
        [
            1975.0,
            1975,
            4.65,
            -0.0,
            12_345_678_901_234,
            1e20,
            True,
            False,
            "1975",
            " ",
            "x ",
            "=1+1",
            None,
            "",
            "end",
        ]
    )
    book.active.append([date(1975, 8, 15), datetime(1975, 8, 15, 13, 30), time(1, 2), timedelta(2), 27621])
    (made,) = read(saved(book)).sheets
    assert grid(made)[0][:10] == [
        "1975", "1975", "4.65", "0", "12345678901234", "1e+20", "TRUE", "FALSE", "1975", "",
    ]  # fmt: skip
    assert kinds(made)[0][:10] == ["number"] * 6 + ["bool"] * 2 + ["text", "empty"]
    assert made.cell(0, 10).text == "x "
    assert made.cell(0, 11).kind == "error"  # a formula that was never calculated
    assert (grid(made)[1][0], kinds(made)[1][0]) == ("1975-08-15", "date")
    assert (grid(made)[1][1], kinds(made)[1][1]) == ("1975-08-15", "date")
    assert kinds(made)[1][2:5] == ["text", "text", "number"]
    assert made.cell(1, 4).text == "27621"


def test_days_counted_from_1904(read):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append([date(1975, 8, 15), 26159])
    (made,) = read(saved(book)).sheets
    assert [(made.cell(0, n).text, made.cell(0, n).kind) for n in (0, 1)] == [
        ("1975-08-15", "date"),
        ("26159", "number_1904"),
    ]


def test_the_hash_is_of_the_file(read, workbook, sheet):
    content = workbook({"S": sheet(CELL)})
    assert read(content).hashes == {"b.xlsx": hashlib.sha256(content).hexdigest()}


def test_parts_may_be_named_from_the_root(read, workbook, sheet):
    content = rewritten(
        workbook({"S": sheet('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')}),
        lambda _, xml: xml.replace(b'Target="worksheets/', b'Target="/xl/worksheets/'),
    )
    assert kinds(read(content).sheets[0]) == [["error"]]


def test_the_stricter_form_of_the_format_is_read(read, workbook, sheet):
    content = rewritten(
        workbook({"S": sheet('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')}),
        lambda _, xml: xml.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    assert kinds(read(content).sheets[0]) == [["error"]]


CELLS = st.one_of(
    st.none(),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        max_size=8,
    ),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 3)),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
)


@pytest.mark.isolated
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8))
def test_every_cell_of_a_workbook_arrives(tmp_path_factory, rows):
    book = openpyxl.Workbook()
    for row, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            cell = book.active.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    file = tmp_path_factory.getbasetemp() / "arrives.xlsx"
    book.save(file)
    (made,) = read_records(file).sheets
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            there = row < made.height and column < len(made.columns)
            text = made.cell(row, column).text if there else ""
            assert same(value, text), (row, column, value, text)


def same(value, text):
    match value:
        case None:
            return text == ""
        case bool():
            return text == str(value).upper()
        case str():
            return text == (value if value.strip() else "")
        case date():
            return text == value.isoformat()
        case _:
            return float(text) == float(value)


# --- damage ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sample():
    """A workbook with a bit of everything."""
    book = openpyxl.Workbook()
    people = book.active
    people.title = "people"
    people.append(["id", "Họ và tên", "Ngày sinh", "LLCT"])
    for number in range(6):
        people.append([f"C{number}", "Nguyễn Văn A", date(1975, 8, 1 + number), "Trung cấp"])
    people.append(["C7", "=A1", 27621, True])
    people["D9"] = "#N/A"
    people["D9"].data_type = "e"
    people.merge_cells("F1:G2")
    plan = book.create_sheet("plan")
    plan.append(["id", "post"])
    plan.append(["C1", "Bí thư Đảng ủy xã"])
    plan.sheet_state = "hidden"
    return saved(book)


def sound(tables):
    """Tables in which every code names a cell, every column is as high as its sheet."""
    for made in tables.sheets:
        for codes, cells in made.columns:
            assert len(codes) == made.height
            assert made.height == 0 or 0 <= codes.min() <= codes.max() < len(cells)


def survives(file, content, seed):
    """Whether the bytes are read; anything but a refusal fails."""
    file.write_bytes(content)
    try:
        tables = read_records(file)
    except UnreadableInput:
        return False
    except BaseException as error:
        raise AssertionError(f"seed {seed}: {error!r}") from error
    sound(tables)
    return True


def damaged(content, chooser):
    """The same bytes with a few changed, removed, doubled or added."""
    data = bytearray(content)
    for _ in range(chooser.randint(1, 6)):
        place = chooser.randrange(len(data)) if data else 0
        match chooser.randrange(5):
            case 0:
                data[place : place + 1] = bytes([chooser.randrange(256)])
            case 1:
                del data[place : place + chooser.randint(1, 40)]
            case 2:
                data[place:place] = data[place : place + chooser.randint(1, 40)]
            case 3:
                data[place:place] = chooser.randbytes(chooser.randint(1, 8))
            case 4:
                data[place : place + 1] = bytes([data[place] ^ 1 << chooser.randrange(8)]) if data else b""
    return bytes(data)


PIECES = rb"""
< > /> </c> <c/> <row/> </row> " & &amp; &#0; &#x41; <!-- ]]> <![CDATA[ \xff
1048576 99999999999999999999 -1 1e308 NaN XFD1048576 2958466 -700000
_r="XFD1" _r="A1048576" _t="e" _t="s" _t="b" _t="d" _t="str" _t="inlineStr" _s="99"
<c_r="ZZZ9"_t="e"><v>#N/A</v></c>
""".replace(b"\\xff", b"\xff\0").split()
PIECES = [piece.replace(b"_", b" ") for piece in PIECES]


def altered(xml, chooser):
    """XML with pieces put in, or put in place of what stands between two marks."""
    for _ in range(chooser.randint(1, 4)):
        piece = chooser.choice(PIECES)
        place = chooser.randrange(len(xml) + 1)
        if chooser.random() < 0.5:
            xml = xml[:place] + piece + xml[place:]
        else:
            start = xml.find(b'"', place)
            end = xml.find(b'"', start + 1)
            if 0 <= start < end:
                xml = xml[: start + 1] + piece.replace(b'"', b"") + xml[end:]
    return xml


@pytest.mark.isolated
def test_damaged_workbooks_are_refused_or_read(sample, tmp_path):
    file = tmp_path / "damaged.xlsx"
    read_whole = [survives(file, damaged(sample, random.Random(seed)), seed) for seed in range(MUTATIONS)]
    assert not all(read_whole)


@pytest.mark.isolated
def test_workbooks_with_altered_parts_are_refused_or_read(sample, tmp_path):
    file = tmp_path / "altered.xlsx"
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/") and "theme" not in name]
    read_whole = []
    for seed in range(MUTATIONS):
        chooser = random.Random(seed)
        wanted = chooser.choice(names)
        content = rewritten(
            sample, lambda name, xml, c=chooser, w=wanted: altered(xml, c) if name == w else xml
        )
        read_whole.append(survives(file, content, seed))
    assert any(read_whole)
    assert not all(read_whole)


@pytest.mark.isolated
@given(st.binary(max_size=400))
def test_random_bytes_are_no_workbook(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "random.xlsx"
    for start in (b"", b"PK\x03\x04"):
        assert not survives(file, start + content, content)


# --- csv --------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A folder of csv files with these bytes."""

    def make(files):
        home = tmp_path / "records"
        home.mkdir(exist_ok=True)
        for name, content in files.items():
            (home / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return home

    return make


ROWS = "id;Họ tên;Ngày, tháng, năm sinh\n1;Nguyễn Văn A;15/08/1975\n2;Trần Thị B;1980\n"
EXPECTED = [
    ["id", "Họ tên", "Ngày, tháng, năm sinh"],
    ["1", "Nguyễn Văn A", "15/08/1975"],
    ["2", "Trần Thị B", "1980"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_of_text_files(folder, encoding, newline):
    content = ROWS.replace("\n", newline).encode(encoding)
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    made = read_records(folder({"people.csv": marks.get(encoding, b"") + content}))
    assert grid(made.sheets[0]) == EXPECTED
    assert made.issues == ()
    assert not made.sheets[0].letters


def test_the_old_vietnamese_encoding_is_read_and_told(folder):
    text = "id;Tên\n1;Nguyê\u0303n Thị Hà\n".replace("ị", "i\u0323")
    made = read_records(folder({"people.csv": text.encode("cp1258")}))
    assert unicodedata.normalize("NFC", grid(made.sheets[0])[1][1]) == "Nguyễn Thị Hà"
    assert made.issues == (RawIssue("encoding", "people.csv", expected="UTF-8", done="read_as_cp1258"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a;b\n1;2\n", [["a", "b"], ["1", "2"]]),
        ("a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]),
        ("\n\na;b\n1;2\n", [["", ""], ["", ""], ["a", "b"], ["1", "2"]]),
        ("a,b\n1,Trưởng phòng; Phó phòng\n", [["a", "b"], ["1", "Trưởng phòng; Phó phòng"]]),
        ("a;b\n1,5;2,5\n", [["a", "b"], ["1,5", "2,5"]]),
        ("a;b,c\n", [["a", "b,c"]]),
        ("a\n1\n", [["a"], ["1"]]),
        ('a,b\n"1,2","say ""x"""\n', [["a", "b"], ["1,2", 'say "x"']]),
        ('a,b\n"1\n2",3\n', [["a", "b"], ["1\n2", "3"]]),
        (
            "DANH SÁCH\n\na,b,c\n1,2,3\n4,5,6\n",
            [["DANH SÁCH", "", ""], ["", "", ""], ["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]],
        ),
        ("a,b\n1\n1,2,3\n", [["a", "b", ""], ["1", "", ""], ["1", "2", "3"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\n 1 ,  \n", [["a", "b"], [" 1 ", ""]]),
        ("", []),
    ],
)
def test_forms_of_text_files(folder, text, expected):
    assert grid(read_records(folder({"people.csv": text})).sheets[0]) == expected


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a,b\n1,\0\n", "binary"),
        ("a,b\n1,2\n".encode("utf-16-le"), "binary"),
        (b"\xff\xfea\0,\0b", "broken"),
        (b"\xff\xfe\x00\xd8", "broken"),
        (b'a,b\n"1,2\n3,4\n', "broken"),
        (b'a,b\n"1"x,2\n', "broken"),
        (b"a,b\n1," + b"x" * 1_000_001, "broken"),
    ],
)
def test_text_files_that_cannot_be_told_apart_into_cells(folder, content, kind):
    """A quote that is never closed would swallow all rows below it."""
    with pytest.raises(UnreadableInput) as error:
        read_records(folder({"people.csv": content}))
    assert error.value.kind == kind
    assert error.value.params["file"] == "people.csv"


def test_one_text_file_by_itself(tmp_path):
    file = tmp_path / "Cán bộ.csv"
    file.write_text(ROWS, encoding="utf-8")
    (made,) = read_records(file).sheets
    assert (made.name, grid(made)) == ("Cán bộ", EXPECTED)


def test_a_folder_is_read_in_order_and_other_files_are_told(folder):
    home = folder({"plan.CSV": "id\n", "people.csv": "id\n", "note.txt": "x", ".hidden": "x", "a.docx": "x"})
    (home / "inner").mkdir()
    made = read_records(home)
    assert [s.name for s in made.sheets] == ["people", "plan"]
    assert [(i.kind, i.file, i.done) for i in made.issues] == [
        ("other_file", "a.docx", "ignored"),
        ("other_file", "note.txt", "ignored"),
    ]
    assert list(made.hashes) == ["people.csv", "plan.CSV"]


def test_a_folder_without_text_files(folder):
    with pytest.raises(UnreadableInput) as error:
        read_records(folder({"note.txt": "x"}))
    assert error.value.kind == "empty_folder"


def test_links_out_of_the_folder_and_to_nothing_are_refused(folder, tmp_path):
    (tmp_path / "outside.csv").write_text("id\n", encoding="utf-8")
    for target in ("../outside.csv", "nothing.csv", "people.csv"):
        home = folder({})
        link = home / "people.csv"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        with pytest.raises(UnreadableInput) as error:
            read_records(home)
        assert error.value.kind == "link"


def test_a_folder_named_like_a_text_file_is_refused(folder):
    home = folder({})
    (home / "people.csv").mkdir()
    with pytest.raises(UnreadableInput) as error:
        read_records(home)
    assert error.value.kind == "link"


def test_too_many_cells_are_refused(folder):
    rows = "a" + "," * 2_000 + "\n" + "1\n" * 30_000
    with pytest.raises(UnreadableInput) as error:
        read_records(folder({"people.csv": rows}))
    assert error.value.kind == "too_large"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(
    st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1258"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_cell_of_a_text_file_arrives(tmp_path_factory, rows, delimiter, encoding, newline):
    stream = io.StringIO(newline="")
    # as many lines of names as need be for the delimiter to be told
    written = [["a", "b", "c"]] * (len(rows) + 1) + rows
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=newline)
    writer.writerows(written)
    try:
        content = stream.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return
    if encoding == "cp1258":
        assume(re.search("[\u0300\u0301\u0303\u0309\u0323]", stream.getvalue()) is None)
        with contextlib.suppress(UnicodeDecodeError):
            assume(content.decode("utf-8-sig") == stream.getvalue())
    assume(encoding != "utf-8" or not stream.getvalue().startswith("\ufeff"))
    file = tmp_path_factory.getbasetemp() / "arrives.csv"
    file.write_bytes(content)
    made = read_records(file)
    width = max(map(len, written))
    padded = [[text if text.strip() else "" for text in row] + [""] * (width - len(row)) for row in written]
    assert grid(made.sheets[0]) == padded


@given(st.binary(max_size=300))
def test_random_bytes_are_read_or_refused(tmp_path_factory, content):
    home = tmp_path_factory.getbasetemp() / "random"
    home.mkdir(exist_ok=True)
    file = home / "people.csv"
    for start in (b"", b"id,name\n", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"):
        file.write_bytes(start + content)
        try:
            tables = read_records(home)
        except UnreadableInput:
            continue
        sound(tables)


def test_damaged_text_files_are_read_or_refused(tmp_path):
    home = tmp_path / "damaged"
    home.mkdir()
    outcomes = []
    for seed in range(MUTATIONS):
        (home / "people.csv").write_bytes(damaged(ROWS.encode(), random.Random(seed)))
        try:
            tables = read_records(home)
        except UnreadableInput:
            outcomes.append(False)
        else:
            sound(tables)
            outcomes.append(True)
    assert any(outcomes)
    assert not all(outcomes)


# --- nothing is lost on the way ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
def vocabulary(rules):
    book, _, _ = load_rules(rules)
    return book.vocabulary


NAMES = ["id", "full_name", "Ngày sinh", "LLCT", "ghi chú", ""]
DATA = st.sampled_from(["", "", " ", "1", "2", "C3", "Trung cấp", "1975", "00/00/1970", "#N/A", "x"])


@given(
    st.lists(st.lists(DATA, min_size=6, max_size=6), max_size=10),
    st.lists(st.lists(DATA, min_size=2, max_size=2), max_size=6),
    st.booleans(),
)
def test_rows_of_the_file_are_rows_read_and_empty_rows(
    tmp_path_factory, vocabulary, people, plan, as_workbook
):
    tables = {"people": [NAMES, *people], "plan": [["id", "post"], *plan]}
    home = tmp_path_factory.mktemp("lost")
    if as_workbook:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in tables.items():
            made = book.create_sheet(name)
            for row in rows:
                made.append([text or None for text in row])
        book.save(home / "b.xlsx")
        raw = read_records(home / "b.xlsx")
    else:
        for name, rows in tables.items():
            with (home / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(rows)
        raw = read_records(home)
    data = build_dataset(raw, vocabulary, date(2026, 6, 30))
    for name, rows in tables.items():
        empty = sum(not any(text.strip() for text in row) for row in rows[1:])
        assert data.rows_read[name] == len(rows) - 1 - empty
        refusals = sum(refusal.table == name for refusal in data.refusals)
        merged = sum(issue.done == "merged" and issue.file.startswith(name[:1]) for issue in data.issues)
        if not as_workbook:
            merged = sum(issue.done == "merged" and issue.file == f"{name}.csv" for issue in data.issues)
            assert data.tables[name].height + refusals + merged == data.rows_read[name]


def test_records_without_people_are_not_usable(folder, vocabulary):
    raw = read_records(folder({"plan.csv": "id,post\n1,x\n"}))
    with pytest.raises(UnusableInput) as error:
        build_dataset(raw, vocabulary, date(2026, 6, 30))
    assert error.value.kind == "no_people"
