"""Every format of file: the same people, the same decisions, and places that lead to the cell."""

from datetime import date
from functools import cache

import openpyxl
import polars as pl
import pytest

from eligibility.normalise.people import build_dataset
from eligibility.pipeline import review
from eligibility.read.cells import UnreadableInput
from eligibility.read.records import read_records
from office.formats import FORMATS, SOFFICE, converted, flat
from office.records import AS_OF, office, write
from office.reviewed import office_review, reviewed, rulebook

DAY = date.fromisoformat(AS_OF)


def needs_soffice(name):
    marks = [pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]
    return pytest.param(name, marks=marks if "LibreOffice" in name else [])


EACH = pytest.mark.parametrize("form", [needs_soffice(name) for name in FORMATS])
KINDS = pytest.mark.parametrize(
    "form", ["xlsx", "xls of xlwt", "folder of csv", "folder of parquet", "one json"]
)
"""One of each way to give the address of a cell."""


@pytest.fixture(scope="module")
def office_in(tmp_path_factory):
    """The review of the office in a format."""

    @cache
    def run(form):
        place = FORMATS[form](tmp_path_factory.mktemp("office"), office())
        return review(place, rulebook(), DAY, engine="tables")

    return run


def said(made):
    """What a review says, but for the places of cells."""
    decisions = made.decisions.drop([c for c in made.decisions.columns if c == "place"])
    findings = made.findings.drop("source_cells")
    return (
        decisions.rows(),
        findings.rows(),
        made.counts,
        [(r.table, r.person, r.kind) for r in made.refusals],
    )


@EACH
def test_the_same_people_get_the_same_decisions_in_every_format(office_in, form):
    made, expected = office_in(form), office_review()
    assert said(made) == said(expected)
    assert made.counts.decided > 0
    assert [(i.kind, i.text, i.person, i.done) for i in made.issues] == [
        (i.kind, i.text, i.person, i.done) for i in expected.issues
    ]


ADDRESSES = {
    "xlsx": "hồ sơ.xlsx!Cán bộ!G6",
    "xlsm": "hồ sơ.xlsm!Cán bộ!G6",
    "xls of xlwt": "hồ sơ.xls!Cán bộ!G6",
    "xls of LibreOffice": "a.xls!Cán bộ!G6",
    "ods of LibreOffice": "a.ods!Cán bộ!G6",
    "folder of csv": "Cán bộ.csv!7:5",
    "folder of tsv": "Cán bộ.tsv!7:5",
    "folder of parquet": "Cán bộ.parquet!Trình độ chuyên môn:4",
    "folder of json": "Cán bộ.json!Trình độ chuyên môn:4",
    "folder of jsonl": "Cán bộ.jsonl!Trình độ chuyên môn:4",
    "mixed folder": "Cán bộ.csv!7:5",
    "one json": "hồ sơ.json!Cán bộ!Trình độ chuyên môn:4",
}
"""Where the degree of CB04 stands, whose text is no degree; rows of parquet and JSON count from one."""


@EACH
def test_a_problem_is_told_where_it_stands_in_every_format(office_in, form):
    made = office_in(form)
    (issue,) = [issue for issue in made.issues if issue.kind == "unknown_value" and issue.person == "CB04"]
    assert "!".join(part for part in (issue.file, issue.sheet, issue.cell) if part) == ADDRESSES[form]
    degree = made.findings.filter((pl.col("id") == "CB04") & (pl.col("requirement") == "degree"))
    assert [cells[0] for cells in degree["source_cells"].to_list()] == [ADDRESSES[form]]


@KINDS
def test_a_column_that_is_no_field_is_told_in_every_format(tmp_path, form):
    tables = office()
    headings, rows = tables["Cán bộ"]
    tables["Cán bộ"] = ((*headings, "Ghi chú riêng"), [(*row, "x") for row in rows])
    data = build_dataset(read_records(FORMATS[form](tmp_path, tables)), rulebook().vocabulary, DAY)
    (issue,) = [issue for issue in data.issues if issue.kind == "unknown_column"]
    assert (issue.text, issue.done) == ("Ghi chú riêng", "ignored")
    assert issue.cell == {"7:5": "10:1", "G6": "J2"}.get(ADDRESSES[form].split("!")[-1], "Ghi chú riêng:0")


@KINDS
def test_a_column_that_stands_twice_stops_in_every_format(tmp_path, form):
    tables = office()
    headings, rows = tables["Cán bộ"]
    tables["Cán bộ"] = ((*headings, "full_name"), [(*row, "x") for row in rows])
    with pytest.raises(Exception, match="heading_twice") as error:
        build_dataset(read_records(FORMATS[form](tmp_path, tables)), rulebook().vocabulary, DAY)
    firsts = {"7:5": ("2", "10"), "G6": ("B", "J")}
    named = ("Họ và tên", "full_name")
    found = (error.value.params["first"], error.value.params["second"])
    assert found == firsts.get(ADDRESSES[form].split("!")[-1], named)


def test_files_of_different_kinds_hold_one_table_together(tmp_path):
    tables = office()
    headings, rows = tables["Cán bộ"]
    FORMATS["folder of csv"](tmp_path, {**tables, "Cán bộ": (headings, rows[:3])})
    FORMATS["folder of parquet"](tmp_path, {"people": (headings, rows[3:])})
    assert said(review(tmp_path, rulebook(), DAY, engine="tables"))[2] == office_review().counts


@KINDS
def test_plans_and_ratings_may_stand_beside_the_people_in_every_format(tmp_path, form):
    made = review(FORMATS[form](tmp_path, flat()), rulebook(), DAY, engine="tables")
    assert said(made) == said(reviewed(flat()))
    assert made.counts.decided == office_review().counts.decided


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_hidden_sheets_of_every_workbook_are_read_and_told(tmp_path, suffix):
    from openpyxl import load_workbook

    file = write(tmp_path / "a.xlsx")
    book = load_workbook(file)
    book["Kỷ luật"].sheet_state = "hidden"
    book.save(file)
    made = read_records(converted(file, suffix))
    assert [(s.name, s.hidden) for s in made.sheets] == [
        ("Cán bộ", False),
        ("Quy hoạch", False),
        ("Xếp loại", False),
        ("Kỷ luật", True),
    ]
    assert [(i.kind, i.sheet, i.done) for i in made.issues] == [("hidden_sheet", "Kỷ luật", "read")]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_formulas_that_failed_are_errors_and_not_empty_cells(tmp_path, suffix):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["id", "llct", "degree"])
    book.active.append(["C1", "=1/0", "=NA()"])
    book.active.append(["C2", "=NOSUCH(1)", "Đại học"])
    book.save(tmp_path / "e.xlsx")
    (sheet,) = read_records(converted(tmp_path / "e.xlsx", suffix)).sheets
    assert [[sheet.cell(row, column).kind for column in range(3)] for row in (1, 2)] == [
        ["text", "error", "error"],
        ["text", "error", "text"],
    ]
    assert [sheet.cell(1, column).text for column in (1, 2)] == ["#DIV/0!", "#N/A"]


def test_what_is_not_read_says_what_is(tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(b"PK")
    with pytest.raises(UnreadableInput) as error:
        read_records(file)
    assert error.value.kind == "format"


def test_a_folder_tells_notes_that_it_does_not_read(tmp_path):
    FORMATS["folder of jsonl"](tmp_path, office())
    (tmp_path / "~$a.xlsx").write_bytes(b"x")
    (tmp_path / "đọc tôi.txt").write_text("x")
    made = read_records(tmp_path)
    assert [(i.kind, i.file) for i in made.issues] == [
        ("other_file", "~$a.xlsx"),
        ("other_file", "đọc tôi.txt"),
    ]
    assert sorted(made.hashes) == [f"{title}.jsonl" for title in sorted(office())]


def test_a_folder_may_hold_several_workbooks(tmp_path):
    tables = office()
    write(tmp_path / "1.xlsx", {"Cán bộ": tables.pop("Cán bộ")})
    write(tmp_path / "2.xlsx", tables)
    made = review(tmp_path, rulebook(), DAY, engine="tables")
    assert made.counts == reviewed().counts
    assert {source.name for source in made.sources} == {"1.xlsx", "2.xlsx"}


def test_a_formula_that_was_never_calculated_is_an_error_and_never_empty(tmp_path):
    tables = office()
    place = write(tmp_path / "a.xlsx", tables)
    book = openpyxl.load_workbook(place)
    book["Cán bộ"]["G3"] = "=VLOOKUP(A3,Sheet2!A:B,2,0)"
    book.save(place)
    made = review(place, rulebook(), DAY, engine="tables")
    assert [(i.cell, i.text) for i in made.issues if i.kind == "error_cell"] == [("G3", "=?")]


def test_a_lone_sheet_that_goes_by_another_name_is_known_by_its_headings(tmp_path):
    (_, table), *others = flat().items()
    place = write(tmp_path / "a.xlsx", {"Sheet1": table, **dict(others)})
    made = review(place, rulebook(), DAY, engine="tables")
    assert made.counts == reviewed(flat()).counts
    (issue,) = [i for i in made.issues if i.kind == "other_name"]
    assert (issue.sheet, issue.done) == ("Sheet1", "read_as_people")


@pytest.mark.parametrize(
    "more", [("Sheet2", (("Mã cán bộ",), [("CB01",)])), ("Tổng hợp", (("x",), [("y",)]))]
)
def test_a_sheet_of_another_name_is_not_guessed_at_where_another_could_be_meant(tmp_path, more):
    (_, table), *_ = flat().items()
    place = write(tmp_path / "a.xlsx", {"Sheet1": table, more[0]: more[1]})
    with pytest.raises(Exception, match="no_people"):
        review(place, rulebook(), DAY, engine="tables")


def test_a_sheet_of_plans_is_not_taken_for_people(tmp_path):
    place = write(tmp_path / "a.xlsx", {"Sheet1": office()["Quy hoạch"]})
    with pytest.raises(Exception, match="no_people"):
        review(place, rulebook(), DAY, engine="tables")
