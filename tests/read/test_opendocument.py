"""Workbooks of OpenDocument: nothing repeats without end, and no cell is lost or read as another one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import messages
from eligibility.model.raw import RawIssue
from eligibility.read import opendocument, preflight
from eligibility.read.cells import UnreadableInput
from eligibility.read.workbooks import read_workbook
from office.ods import A, cell, empty, ods, paragraph, row, table, zipped

ERROR = 'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"'


def read(content):
    sheets, issues = read_workbook("b.ods", content, None)
    return sheets, issues


def texts(sheet):
    return [
        [sheet.cell(line, column).text for column in range(len(sheet.columns))]
        for line in range(sheet.height)
    ]


def refused(content):
    with pytest.raises(UnreadableInput) as error:
        read(content)
    for language in messages.LANGUAGES:
        assert messages.text(f"unreadable.{error.value.kind}", language, **error.value.params)
    return error.value


@pytest.mark.isolated
@pytest.mark.parametrize(
    "rows",
    [
        row(A, 10**9),
        row(A, 1_048_577),
        row(A) + row(empty(1), 10**9) + row(A),
        row(A) + row(empty(16_384), 1_048_570) + row(cell(paragraph("x"), repeated=16_384)),
        row(cell(paragraph("x"), repeated=16_384), 5_000),
        row(cell(paragraph("x"), repeated=10**9)),
        row(empty(10**9) + A),
        row(empty(16_384) + A),
        row(cell(paragraph("x"), ERROR, 16_384), 5_000),
        f"<table:table-header-rows>{row(A, 10**9)}</table:table-header-rows>",
        f"<table:table-row-group>{row(A, 10**9)}</table:table-row-group>",
    ],
    ids=range(11),
)
def test_what_is_repeated_without_end_is_refused(rows):
    assert refused(ods(table(rows))).kind == "sparse"


def test_a_refusal_says_how_far_out_the_cells_reach():
    assert refused(ods(table(row(empty(30_000) + A, 7)))).params == {
        "file": "b.ods",
        "sheet": "S",
        "row": "7",
        "column": "30001",
    }


@pytest.mark.isolated
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (row(cell(paragraph("x" * 1_000_000), repeated=1_000)), "too_large"),
        (row(cell(paragraph("x"), ERROR, 4_000), 600), "too_large"),
        (row(cell(paragraph('<text:s text:c="4000000000"/>'))), "not_a_workbook"),
        (row(cell(paragraph('<text:s text:c="1000001"/>'))), "not_a_workbook"),
    ],
    ids=["text", "errors", "spaces", "some spaces"],
)
def test_what_repeats_to_too_much_is_refused(content, kind):
    assert refused(ods(table(content))).kind == kind


@pytest.mark.parametrize("part", ["content.xml", "styles.xml"])
def test_a_zip_bomb_is_refused(monkeypatch, part):
    monkeypatch.setattr(preflight, "MAX_INFLATED", 1_000_000)
    content = {"content.xml": "<x/>", part: b" " * 1_000_001}
    assert refused(zipped(content)).kind == "too_large"


@pytest.mark.parametrize(
    "rows", [row(A) + row(empty(16_384), 1_048_575), row(A + empty(16_383)) + row(empty(1), 10**9)]
)
def test_rows_repeated_below_the_last_one_that_says_something_do_not_count(rows):
    (sheet,), _ = read(ods(table(rows)))
    assert texts(sheet) == [["a"]]


@pytest.mark.parametrize("repeats", ["0", "-1", "x", "1.5", "99999999999", ""])
def test_repeats_that_are_no_number_are_refused(repeats):
    assert refused(ods(table(row(A, repeats)))).kind == "not_a_workbook"
    assert refused(ods(table(row(cell(paragraph("a"), repeated=repeats))))).kind == "not_a_workbook"


@pytest.mark.parametrize(
    ("made", "text", "kind"),
    [
        (cell(paragraph("#DIV/0!"), ERROR), "#DIV/0!", "error"),
        (cell("", ERROR), "#", "error"),
        (cell(paragraph("#N/A"), 'table:formula="of:=NA()" office:value-type="string"'), "#N/A", "error"),
        (cell(paragraph("Err:508"), 'table:formula="of:=(" office:value-type="string"'), "Err:508", "error"),
        (
            cell(paragraph("#1 in line"), 'table:formula="of:=A1" office:value-type="string"'),
            "#1 in line",
            "text",
        ),
        (cell(paragraph("chữ"), ""), "chữ", "text"),
        (cell(paragraph("chữ"), 'office:value-type="void"'), "chữ", "text"),
        (cell(paragraph("chữ"), 'office:value-type="date"'), "chữ", "text"),
        (cell(paragraph("chữ"), 'office:value-type="string" office:string-value=""'), "chữ", "text"),
        (cell(paragraph("a<text:tab/>b"), 'office:value-type="string"'), "a\tb", "text"),
        (cell(paragraph("a<text:line-break/>b"), 'office:value-type="string"'), "a\nb", "text"),
        (cell(paragraph("a") + paragraph("b")), "a\nb", "text"),
        (cell(paragraph("a<![CDATA[<b>]]>c")), "a<b>c", "text"),
        (cell(paragraph("a<text:s/>b<text:span>c</text:span>")), "a bc", "text"),
        (cell(f"<office:annotation>{paragraph('ghi chú')}</office:annotation>{paragraph('v')}"), "v", "text"),
        (cell(f"<office:annotation>{paragraph('ghi chú')}</office:annotation>", ""), "", "empty"),
        (
            cell(paragraph("1975-08-15"), 'office:value-type="date" office:date-value="1975-08-15"'),
            "1975-08-15",
            "date",
        ),
        (cell(paragraph("5 đ"), 'office:value-type="currency" office:value="5"'), "5", "number"),
        (cell(paragraph("TRUE"), 'office:value-type="boolean" office:boolean-value="true"'), "TRUE", "bool"),
    ],
)
def test_cells_are_read_as_they_are_shown(made, text, kind):
    (sheet,), _ = read(ods(table(row(made + A))))
    found = sheet.cell(0, 0)
    assert (found.text, found.kind) == (text, kind)
    assert sheet.cell(0, 1).text == "a"


def test_an_error_that_is_repeated_stands_in_every_cell():
    wide = row(empty(2) + cell(paragraph("#N/A"), ERROR, 2), 2)
    (sheet,), _ = read(ods(table(row(A) + row(empty(1), 3) + wide)))
    assert texts(sheet) == [["a", "", "", ""], *[[""] * 4] * 3, *[["", "", "#N/A", "#N/A"]] * 2]


def test_a_sheet_of_errors_alone_is_not_empty():
    (sheet,), _ = read(ods(table(row(empty(3), 2) + row(empty(1) + cell(paragraph("#N/A"), ERROR)))))
    assert texts(sheet) == [["", ""], ["", ""], ["", "#N/A"]]


def test_tables_within_cells_and_old_contents_of_tracked_changes_are_no_rows():
    old = (
        "<table:tracked-changes><table:deletion><table:table-row><table:table-cell "
        f'office:value-type="string">{paragraph("cũ")}</table:table-cell></table:table-row>'
        "</table:deletion></table:tracked-changes>"
    )
    inner = f"<table:table-cell>{table(row(A + A, 10**9), 'in')}</table:table-cell>"
    (sheet,), _ = read(ods(old + table(row(inner + A))))
    assert texts(sheet) == [["", "a"]]


def test_hidden_sheets_are_read_and_told():
    style = (
        '<style:style style:name="h" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    sheets, issues = read(ods(table(row(A)) + table(row(A), "T", 'table:style-name="h"'), styles=style))
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("S", False), ("T", True)]
    assert issues == (RawIssue("hidden_sheet", "b.ods", "T", done="read"),)


def test_what_is_no_workbook_of_opendocument():
    good = ods(table(row(A)))
    assert refused(ods(table(row(A)) + table(row(A)))).kind == "not_a_workbook"
    assert refused(ods(table(row(A), name=""))).kind == "not_a_workbook"
    assert refused(ods("")).kind == "no_sheet"
    assert refused(ods(table(row(A)), head='<!DOCTYPE x [<!ENTITY a "b">]>')).kind == "not_a_workbook"
    assert refused(zipped({"content.xml": "<a><b></a>"})).kind == "not_a_workbook"
    assert refused(zipped({"content.xml": good})).kind == "not_a_workbook"
    assert (
        refused(zipped({"content.xml": "<?xml version='1.0' encoding='cp1258'?><a/>"})).kind
        == "not_a_workbook"
    )
    assert refused(ods(table(row(A)), encryption="<manifest:encryption-data/>")).kind == "locked_ods"


def test_a_reader_that_leaves_cells_out_is_noticed(monkeypatch):
    content = ods(table(row(A + A)))
    found = opendocument.look_at("b.ods", content)["S"]
    assert (found.height, found.stated, found.cells) == (1, 2, {})
    monkeypatch.setattr(
        "eligibility.read.workbooks.look_at",
        lambda *_: {"S": opendocument.TableFacts({}, 1, 3)},
    )
    assert refused(content).kind == "broken"


VALUES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
    max_size=6,
)
CELLS = st.tuples(VALUES, st.integers(1, 3))
ROWS = st.tuples(st.lists(CELLS, max_size=4), st.integers(1, 3))


@pytest.mark.isolated
@given(st.lists(ROWS, max_size=6))
def test_every_cell_arrives_as_often_as_it_is_repeated(rows):
    def xml(text):
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return paragraph(escaped) if text else ""

    made = "".join(row("".join(cell(xml(text), repeated=n) for text, n in cells), m) for cells, m in rows)
    (sheet,), _ = read(ods(table(made)))
    expected = [[text for text, n in cells for _ in range(n)] for cells, m in rows for _ in range(m)]
    found = texts(sheet)
    for number, line in enumerate(expected):
        for column, text in enumerate(line):
            there = number < len(found) and column < len(found[number])
            shown = found[number][column] if there else ""
            assert shown == (text if text.strip() else "")
    assert sum(bool(text) for line in found for text in line) == sum(
        bool(re.search(r"\S", text)) for line in expected for text in line
    )
