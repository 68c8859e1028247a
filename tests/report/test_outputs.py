"""The files of a review: columns, order, and the same bytes for the same input, rules and day."""

import hashlib
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from eligibility.report import sheets, workbook
from eligibility.report.machine import rulebook_hash
from eligibility.report.outputs import write_outputs
from eligibility.report.tables import Tables
from eligibility.report.words import Words
from office.command import RULES
from office.process import python
from office.records import AS_OF, office
from office.reviewed import office_review, reviewed, rulebook

CONTRACT = {
    "decisions": "id, full_name, unit, post, term, purpose, standard, outcome, training, unmet, unknown,"
    " summary",
    "findings": "id, post, term, purpose, standard, version, requirement, status, reason, value, required,"
    " clause, needed_at, due, closable, alternative_used, if_unmet, cure, source_cells",
}
"""The columns that are promised, in this order; others may stand between them."""

LIST = pl.List(pl.String)


def tables(lang: str = "vi", **options) -> Tables:
    review = reviewed(**options) if options else office_review()
    return Tables(review, Words(rulebook().vocabulary, lang))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The results for the office."""
    place = tmp_path_factory.mktemp("kết quả")
    write_outputs(tables(), place, findings_csv=True)
    return place


# --- columns ---------------------------------------------------------------------------------------


def test_decisions_have_these_columns(folder):
    frame = pl.read_parquet(folder / "decisions.parquet")
    assert frame.columns == [
        *("id", "full_name", "unit", "post", "term", "purpose", "standard", "version", "outcome", "outcomes"),
        *("training", "training_possible", "unmet", "unknown", "waived", "facts", "decisive", "papers"),
        *("summary", "place"),
    ]
    lists = {
        "outcomes",
        "training",
        "training_possible",
        "unmet",
        "unknown",
        "waived",
        "facts",
        "decisive",
        "papers",
    }
    assert {name for name, kind in frame.schema.items() if kind == LIST} == lists
    assert {kind for name, kind in frame.schema.items() if name not in lists} == {pl.String}
    promised = CONTRACT["decisions"].split(", ")
    assert [name for name in frame.columns if name in promised] == promised


def test_findings_have_these_columns(folder):
    frame = pl.read_parquet(folder / "findings.parquet")
    assert frame.columns == [
        *("id", "post", "term", "purpose", "standard", "version", "requirement", "status", "reason", "value"),
        *("required", "clause", "needed_at", "due", "closable", "alternative_used", "if_unmet", "confidence"),
        *("cure", "source_cells"),
    ]
    promised = CONTRACT["findings"].split(", ")
    assert [name for name in frame.columns if name in promised] == promised
    kinds = {"needed_at": pl.Date, "due": pl.Date, "closable": pl.Boolean, "source_cells": LIST}
    assert {name: kind for name, kind in frame.schema.items() if name in kinds} == kinds
    assert all(
        kind in (pl.String, pl.Categorical) for name, kind in frame.schema.items() if name not in kinds
    )


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("issues", "file sheet cell person problem text expected done kind"),
        ("refusals", "table place person why kind detail"),
    ],
)
def test_other_tables_have_these_columns(folder, name, columns):
    assert pl.read_csv(folder / f"{name}.csv").columns == columns.split()


def test_csv_holds_what_parquet_holds(folder):
    for name in ("decisions", "findings"):
        exact = pl.read_parquet(folder / f"{name}.parquet")
        shown = pl.read_csv(folder / f"{name}.csv", infer_schema=False)
        assert shown.columns == exact.columns
        for column in exact.columns:
            plain = (
                exact[column].list.join(";") if exact[column].dtype == LIST else exact[column].cast(pl.String)
            )
            assert shown[column].fill_null("").to_list() == plain.fill_null("").to_list(), column


# --- rows ------------------------------------------------------------------------------------------


def test_decisions_stand_in_the_order_of_the_input():
    forwards = tables().decisions()["id"].to_list()
    assert forwards == ["CB01", "CB02", "CB03", "CB04", "CB05", "CB06", "CB07", "CB08", "CB08"]
    turned = office()
    turned["Quy hoạch"][1].reverse()
    turned["Cán bộ"][1].sort(key=lambda row: str(row[1]))
    backwards = tables(tables=turned).decisions()
    assert backwards["id"].to_list() == ["CB01", *forwards[:0:-1]]
    assert backwards["place"].to_list()[0] == "hồ sơ.xlsx!Quy hoạch!5"


def test_findings_stand_in_the_order_of_decisions_and_of_the_standard():
    decisions, findings = tables().decisions(), tables().findings()
    names = ["age", "higher_post", "degree", "llct", "discipline", "rating"]
    assert findings["requirement"].to_list() == names * decisions.height
    repeated = [(i, p) for i, p in decisions.select("id", "post").iter_rows() for _ in names]
    assert findings.select("id", "post").rows() == repeated


def test_findings_say_where_each_value_stands():
    found = {
        row["requirement"]: row["source_cells"]
        for row in tables().findings().iter_rows(named=True)
        if row["id"] == "CB07"
    }
    assert found == {
        "age": ["hồ sơ.xlsx!Cán bộ!D9", "hồ sơ.xlsx!Cán bộ!C9"],
        "higher_post": ["hồ sơ.xlsx!Quy hoạch!B9", "hồ sơ.xlsx!Cán bộ!F9"],
        "degree": ["hồ sơ.xlsx!Cán bộ!G9", "hồ sơ.xlsx!Quy hoạch!B9"],
        "llct": ["hồ sơ.xlsx!Cán bộ!H9"],
        "discipline": [],
        "rating": ["hồ sơ.xlsx!Xếp loại!15", "hồ sơ.xlsx!Xếp loại!16"],
    }


def test_every_row_is_accounted_for(folder):
    counts = json.loads((folder / "review.json").read_text("utf-8"))["counts"]
    assert counts["candidacies_read"] == 12 == counts["decided"] + counts["refused"] + counts["merged"]
    assert pl.read_csv(folder / "decisions.csv").height == counts["decided"] == 9
    assert pl.read_csv(folder / "refusals.csv").height == counts["refusals"] == 2
    assert pl.read_csv(folder / "issues.csv").height == counts["issues"] == 3
    assert counts["merged"] == 1
    assert counts["rows_read"] == {"people": 8, "plan": 12, "evaluations": 16, "disciplines": 1}


def test_each_outcome_comes_up():
    outcomes = set(tables().decisions()["outcome"])
    assert outcomes == {outcome.code for outcome in office_review().policy.outcomes}


def test_problems_of_data_say_where_what_and_what_was_done():
    vi, en = tables().issues().rows(named=True), tables("en").issues().rows(named=True)
    assert vi[0] == {
        "file": "hồ sơ.xlsx",
        "sheet": "Cán bộ",
        "cell": "G6",
        "person": "CB04",
        "problem": "Giá trị không nhận ra",
        "text": "đang bổ sung",
        "expected": "Chưa qua đào tạo, Cao đẳng, Đại học",
        "done": "coi là chưa biết",
        "kind": "unknown_value",
    }
    assert (en[0]["expected"], en[0]["done"]) == ("No training, College, Bachelor", "taken as unknown")


def test_refusals_say_which_row_and_why():
    assert tables().refusals().select("table", "place", "person", "why").rows() == [
        ("Quy hoạch", "hồ sơ.xlsx!Quy hoạch!A13", "CB09", "Mã không có trong danh sách cán bộ"),
        ("Quy hoạch", "hồ sơ.xlsx!Quy hoạch!A14", "CB02", "Chức danh không rõ"),
    ]


# --- the account for machines --------------------------------------------------------------------------


def test_account_names_everything_that_was_used(folder):
    data = json.loads((folder / "review.json").read_text("utf-8"))
    assert list(data) == [
        *("schema", "eligibility", "as_of", "purpose", "policy", "standards", "rules", "inputs", "assumed"),
        *("engines", "counts", "waivers", "lists", "basis"),
    ]
    files = {
        file.relative_to(RULES).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in RULES.rglob("*.yaml")
    }
    assert data["rules"]["files"] == files
    assert data["rules"]["sha256"] == rulebook_hash(files)
    assert set(data["inputs"]) == {"hồ sơ.xlsx"}
    assert re.fullmatch("[0-9a-f]{64}", data["inputs"]["hồ sơ.xlsx"])
    assert [(s["standard"], s["version"]) for s in data["standards"]] == [("office.leaders", "2024-01-01")]


def test_times_stand_apart(folder):
    times = json.loads((folder / "timing.json").read_text("utf-8"))
    assert all(isinstance(seconds, float) for seconds in times.values())
    assert {"read", "normalise", "tables", "workbook"} <= set(times)
    assert "timing" not in (folder / "review.json").read_text("utf-8")


# --- the workbook -----------------------------------------------------------------------------------------

AFTER = {
    "vi": ["Chưa đạt, chưa rõ", "Vấn đề dữ liệu", "Dòng không xét", "Căn cứ"],
    "en": ["Unmet and unknown", "Data problems", "Refused rows", "Rules used"],
}


def outcomes(lang: str) -> dict[str, str]:
    """The outcomes that came up, in the order of the policy, with their labels."""
    review = office_review()
    found = [outcome for outcome in review.policy.outcomes if outcome.code in review.counts.outcomes]
    return {outcome.code: outcome.label[lang] for outcome in found}


def test_sheets_of_the_workbook(folder, tmp_path):
    sheets = openpyxl.load_workbook(folder / "decisions.xlsx").sheetnames
    assert sheets == ["Tổng hợp", *outcomes("vi").values(), *AFTER["vi"]]
    workbook.write_workbook(tables("en"), tmp_path / "en.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "en.xlsx").sheetnames
    assert sheets == ["Summary", *outcomes("en").values(), *AFTER["en"]]


def test_decisions_as_an_officer_reads_them(folder):
    sheet = openpyxl.load_workbook(folder / "decisions.xlsx")["Tiếp tục quy hoạch"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "Tiếp tục quy hoạch – Rà soát quy hoạch hằng năm – tại ngày 30/06/2026"
    assert rows[1][0] == "Kết quả này chỉ để tham mưu; quyết định thuộc cấp có thẩm quyền."
    assert rows[2][:5] == ("TT", "Mã cán bộ", "Họ và tên", "Đơn vị", "Chức danh")
    assert rows[3][:7] == (
        1,
        "CB01",
        "Nguyễn Văn An",
        "UBND xã Mẫu",
        "Phó Chủ tịch UBND xã",
        "2026-2031",
        "Tiếp tục quy hoạch",
    )
    assert sheet.freeze_panes == "A4"
    letter = openpyxl.utils.get_column_letter(len(rows[2]))
    assert sheet.auto_filter.ref == f"A3:{letter}{len(rows)}"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0


def test_each_decision_stands_on_the_sheet_of_its_outcome_once(folder):
    book = openpyxl.load_workbook(folder / "decisions.xlsx")
    found = []
    for code, label in outcomes("vi").items():
        rows = list(book[label].iter_rows(min_row=4, values_only=True))
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
        assert {row[6] for row in rows} == {label}
        found += [(row[1], row[5], code) for row in rows]
    decisions = pl.read_parquet(folder / "decisions.parquet")
    assert sorted(found) == sorted(decisions.select("id", "term", "outcome").iter_rows())


def test_workbook_carries_the_day_of_the_review_and_no_clock(folder):
    properties = openpyxl.load_workbook(folder / "decisions.xlsx").properties
    assert str(properties.created) == f"{AS_OF} 00:00:00"
    assert properties.creator in (None, "")
    assert properties.lastModifiedBy in (None, "")
    assert properties.description == "Kết quả này chỉ để tham mưu; quyết định thuộc cấp có thẩm quyền."
    with zipfile.ZipFile(folder / "decisions.xlsx") as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_rows_beyond_a_sheet_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 6)
    workbook.write_workbook(tables(), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")[outcomes("vi")["remove"]]
    assert sheet["A2"].value == "Còn 1 dòng nữa không đủ chỗ trên trang này; xem tệp decisions.parquet."
    assert sheet.max_row == 3 + 2


def cells(place: Path) -> dict[tuple[str, str], object]:
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(place).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_workbooks_of_many_pieces_hold_the_same(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "PIECE", 2)
    workbook.write_workbook(tables(), tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx") == cells(folder / "decisions.xlsx")


def test_review_of_nobody_has_all_files(tmp_path):
    empty = office()
    for name in ("Quy hoạch", "Kỷ luật", "Xếp loại"):
        empty[name][1].clear()
    write_outputs(tables(tables=empty), tmp_path, findings_csv=True)
    assert pl.read_parquet(tmp_path / "decisions.parquet").height == 0
    assert pl.read_parquet(tmp_path / "findings.parquet").columns == tables().findings().columns
    assert json.loads((tmp_path / "review.json").read_text("utf-8"))["counts"]["decided"] == 0


# --- the same bytes -----------------------------------------------------------------------------------------

SHIFTED = """
import sys, time
shift = float(sys.argv.pop(1))
real, local, gmt = time.time, time.localtime, time.gmtime
time.time = lambda: real() + shift
time.localtime = lambda s=None: local(time.time() if s is None else s)
time.gmtime = lambda s=None: gmt(time.time() if s is None else s)

import datetime

class Kind(type):
    def __instancecheck__(cls, value):
        return isinstance(value, datetime.datetime)

class Moved(datetime.datetime, metaclass=Kind):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(time.time(), tz)

import xlsxwriter.core, xlsxwriter.workbook
for module in (xlsxwriter.core, xlsxwriter.workbook):
    if hasattr(module, "datetime"):
        module.datetime = Moved
from eligibility.cli import main
main()
"""

WORLDS = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Ho_Chi_Minh", "POLARS_MAX_THREADS": "1"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "POLARS_MAX_THREADS": "4"},
)


def test_two_runs_write_the_same_bytes(desk):
    """In two processes, with other hash seeds, clocks, time zones and numbers of threads."""
    arguments = ("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--rules", RULES, "--findings-csv", "--out")
    runs = []
    for number, world in enumerate(WORLDS):
        done = python("-c", SHIFTED, number * 1e8, *arguments, f"kq{number}", cwd=desk, env=world)
        assert done.returncode == 0, done.stderr.decode("utf-8")
        made = desk / f"kq{number}"
        files = sorted(file for file in made.rglob("*") if file.is_file())
        runs.append({file.relative_to(made).as_posix(): file.read_bytes() for file in files})
    first, second = runs
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name] and name != "timing.json"] == []
