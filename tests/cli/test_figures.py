"""``eligibility figures``."""

import json
from pathlib import Path

import pytest

from office.command import ROOT, run

ARTICLE = ROOT / "cases/figures/thai-nguyen-2020/tables.yaml"


def typed(folder: Path, rows: str) -> Path:
    path = folder / "bảng.yaml"
    path.write_text(
        f"figures: eligibility/1\ntables:\n  - {{title: Lớp, total: 200, rows: [{rows}]}}\n", "utf-8"
    )
    return path


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "10 bảng: 7 lỗi, 2 cảnh báo, 4 ghi chú.\n"),
        ("en", "10 tables: 7 errors, 2 warnings, 4 notes.\n"),
    ],
)
def test_errors_leave_with_one(lang, said):
    result = run("figures", ARTICLE, lang=lang)
    assert (result.exit_code, result.stderr) == (1, said)
    assert result.stdout == (
        ARTICLE.parent / ("expected.txt" if lang == "en" else "expected.vi.txt")
    ).read_text("utf-8").replace("tables.yaml:", f"{ARTICLE}:")


def test_warnings_and_notes_do_not(tmp_path):
    result = run("figures", typed(tmp_path, "{label: A, count: 33, rate: 16%, rise: 2}"), lang="en")
    assert (result.exit_code, result.stderr) == (0, "1 tables: 0 errors, 1 warnings, 1 notes.\n")
    assert "33 of 200 rounds to 17 %; 16 % is cut off, not rounded" in result.stdout


def test_one_table_that_is_right(tmp_path):
    result = run("figures", typed(tmp_path, "{label: A, count: 32, rate: 16%}"))
    assert (result.exit_code, result.stdout) == (0, "")


def test_json(tmp_path):
    result = run("figures", typed(tmp_path, "{label: A, count: 32, rate: '1,6%'}"), "--json", "-q", lang="en")
    data = json.loads(result.stdout)
    assert (result.exit_code, result.stderr, data["schema"]) == (1, "", "eligibility/figures/1")
    (remark,) = data["remarks"]
    assert (remark["line"], remark["row"], remark["values"]["right"]) == (3, "A", "16.00")
    assert remark["message"] == "32 of 200 is 16.00 %, not 1.6 %"


@pytest.mark.parametrize(
    ("name", "lang", "said"),
    [
        ("không.yaml", "vi", "Không tìm thấy không.yaml\n"),
        (
            "quy tắc.docx",
            "vi",
            "quy tắc.docx: cần tệp .yaml hoặc bảng tính (xlsx, xlsm, xls, ods, csv, tsv)"
            " chứa các bảng số liệu\n",
        ),
    ],
)
def test_what_cannot_be_read(desk, name, lang, said):
    (desk / "quy tắc.docx").write_bytes(b"PK")
    result = run("figures", name, lang=lang)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", said)


def test_records_are_no_figures(desk):
    result = run("figures", "hồ sơ.xlsx")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "hồ sơ.xlsx [Cán bộ] A1: lỗi[R715]: không thấy bảng nào trong tệp" in result.stderr


def test_a_sheet_in_vietnamese(tmp_path):
    place = tmp_path / "bảng.csv"
    place.write_text("Nội dung;Số lượng;Tỷ lệ\nNam;32;1,6%\nTổng số;200;\n", "utf-8")
    result = run("figures", place)
    assert (result.exit_code, result.stderr) == (1, "1 bảng: 1 lỗi, 0 cảnh báo, 0 ghi chú.\n")
    assert "bảng.csv C2: lỗi: bảng: Nam: 32 trên 200 là 16,00 %, không phải 1,6 %" in result.stdout


def test_a_number_that_is_none_is_shown_at_its_place(tmp_path):
    result = run("figures", typed(tmp_path, "{label: A, count: ba mươi}"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert ":3:55: lỗi[R711]: `ba mươi` không phải số lượng" in result.stderr
    assert "^^^^^^^" in result.stderr
