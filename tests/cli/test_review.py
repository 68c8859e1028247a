"""``eligibility review``: options, results, exit codes, in both languages."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from office.command import RULES, run
from office.records import AS_OF, office, write

FILES = {
    "basis",
    "decisions.csv",
    "decisions.parquet",
    "decisions.xlsx",
    "findings.parquet",
    "issues.csv",
    "refusals.csv",
    "refusals.parquet",
    "review.json",
    "timing.json",
}
BASE = ("review", "hồ sơ.xlsx", "--as-of", AS_OF)


def names(folder: Path) -> set[str]:
    return {place.name for place in folder.iterdir()}


def test_summary_goes_to_standard_output_and_what_was_used_to_the_other(desk):
    result = run(*BASE)
    assert result.exit_code == 0
    assert result.stdout.startswith("Rà soát quy hoạch hằng năm – tại ngày 30/06/2026\n")
    assert result.stderr.startswith(f"Bộ quy tắc: {RULES}, mã ")
    assert len(result.stderr.splitlines()) == 1
    assert names(desk) == {"hồ sơ.xlsx"}


@pytest.mark.parametrize(("lang", "said"), [("vi", "Đã ghi: kết quả"), ("en", "Written: kết quả")])
def test_results_are_written_to_the_folder(desk, lang, said):
    result = run(*BASE, "--out", "kết quả", lang=lang)
    assert result.exit_code == 0
    assert said in result.stderr
    assert names(desk / "kết quả") == FILES
    assert names(desk) == {"hồ sơ.xlsx", "kết quả"}


def test_findings_as_csv_too(desk):
    assert run(*BASE, "-o", "kq", "--findings-csv").exit_code == 0
    assert names(desk / "kq") == FILES | {"findings.csv"}


def test_folders_on_the_way_are_made(desk):
    assert run(*BASE, "-o", "a/b/kq").exit_code == 0
    assert names(desk / "a" / "b" / "kq") == FILES


def test_an_empty_folder_is_used(desk):
    (desk / "kq").mkdir()
    assert run(*BASE, "-o", "kq").exit_code == 0
    assert names(desk) == {"hồ sơ.xlsx", "kq"}
    assert names(desk / "kq") == FILES


def test_json_alone_on_standard_output(desk):
    result = run(*BASE, "--json", "-o", "kq")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["schema"] == "eligibility/review/1"
    assert data["as_of"] == AS_OF
    assert data["counts"]["decided"] == 9
    assert result.stderr == ""
    assert result.stdout == (desk / "kq" / "review.json").read_text("utf-8")


def test_json_is_the_same_in_both_languages(desk):
    assert run(*BASE, "--json").stdout == run(*BASE, "--json", lang="en").stdout


def test_quiet_says_nothing(desk):
    result = run(*BASE, "--quiet", "-o", "kq")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert names(desk / "kq") == FILES


def test_day_may_be_written_as_officers_do(desk):
    assert (
        run("review", "hồ sơ.xlsx", "--as-of", "30/06/2026", "--json").stdout == run(*BASE, "--json").stdout
    )


def test_day_is_today_unless_given(desk):
    from datetime import date

    before = date.today().isoformat()
    data = json.loads(run("review", "hồ sơ.xlsx", "--json").stdout)
    assert before <= data["as_of"] <= date.today().isoformat()


@pytest.mark.parametrize("text", ["hôm nay", "31/02/2026", "2026-13-01", "1/2/3/4", "06-30"])
@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "không phải ngày dạng 2026-06-30"), ("en", "is not a date")]
)
def test_what_is_no_day_is_refused(desk, text, lang, said):
    result = run("review", "hồ sơ.xlsx", "--as-of", text, lang=lang)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("text", ["0001-01-01", "31/12/1944", "9999-12-31"])
@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "năm phải từ 1945 đến 2100"), ("en", "the year must be from 1945 to 2100")]
)
def test_days_far_away_are_refused(desk, text, lang, said):
    result = run("review", "hồ sơ.xlsx", "--as-of", text, lang=lang)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("day", ["1945-01-01", "2100-12-31"])
def test_first_and_last_day_can_be_reviewed(desk, day):
    assert run("review", "hồ sơ.xlsx", "--as-of", day).exit_code == 0


def test_current_folder_is_called_by_its_name(desk):
    (desk / "hồ sơ.xlsx").unlink()
    result = run("review", ".", "--as-of", AS_OF)
    assert result.exit_code == 2
    assert result.stderr.endswith("Thư mục bàn không có sổ tính hay tệp bảng nào\n")


@pytest.mark.parametrize(("purpose", "decided"), [("planning", 9), ("audit", 7), ("training", 8)])
def test_purposes(desk, purpose, decided):
    data = json.loads(run(*BASE, "--purpose", purpose, "--json").stdout)
    assert data["purpose"] == purpose
    assert data["counts"]["decided"] == decided


@pytest.mark.parametrize(
    ("engine", "name"), [("auto", "durable-rules"), ("durable", "durable-rules"), ("tables", "tables")]
)
def test_engines(desk, engine, name):
    pytest.importorskip("durable_rules_engine")
    data = json.loads(run(*BASE, "--engine", engine, "--json").stdout)
    assert data["engines"]["concluder"] == name


def test_engines_give_the_same_files(desk):
    pytest.importorskip("durable_rules_engine")
    for engine in ("durable", "tables"):
        assert run(*BASE, "--engine", engine, "-o", engine).exit_code == 0
    for name in ("decisions.csv", "decisions.parquet", "findings.parquet", "issues.csv", "refusals.csv"):
        assert (desk / "durable" / name).read_bytes() == (desk / "tables" / name).read_bytes()


# --- what stops it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Thư mục kq không trống; dùng --force để chuyển sang bên.\n"),
        ("en", "kq is not empty; use --force"),
    ],
)
def test_folder_that_is_not_empty_is_refused(desk, lang, said):
    (desk / "kq").mkdir()
    (desk / "kq" / "cũ.txt").write_text("cũ", "utf-8")
    result = run(*BASE, "-o", "kq", lang=lang)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert names(desk / "kq") == {"cũ.txt"}


def test_force_moves_the_old_folder_aside(desk):
    for number in range(3):
        assert run(*BASE, "-o", "kq", "--force").exit_code == 0
        (desk / "kq" / f"{number}.txt").touch()
    assert names(desk) == {"hồ sơ.xlsx", "kq", "kq.old-1", "kq.old-2"}
    assert names(desk / "kq.old-1") == FILES | {"0.txt"}
    assert names(desk / "kq.old-2") == FILES | {"1.txt"}


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Không tìm thấy không có.xlsx\n"), ("en", "không có.xlsx is not there\n")]
)
def test_records_that_are_not_there(desk, lang, said):
    result = run("review", "không có.xlsx", "--as-of", AS_OF, "-o", "kq", lang=lang)
    assert result.exit_code == 2
    assert result.stderr.endswith(said)
    assert names(desk) == {"hồ sơ.xlsx"}


@pytest.mark.parametrize(("lang", "said"), [("vi", "cần .xlsx"), ("en", "is wanted")])
def test_records_of_another_kind(desk, lang, said):
    (desk / "hồ sơ.pdf").write_bytes(b"%PDF")
    result = run("review", "hồ sơ.pdf", lang=lang)
    assert result.exit_code == 2
    assert said in result.stderr


def test_sheet_without_a_heading_is_named_with_the_heading_it_needs(desk):
    tables = office()
    headings, rows = tables["Quy hoạch"]
    tables["Quy hoạch"] = (("Số", *headings[1:]), rows)
    write(desk / "hồ sơ.xlsx", tables)
    result = run(*BASE)
    assert result.exit_code == 2
    assert "trang Quy hoạch: không thấy dòng tiêu đề có cột Mã cán bộ" in result.stderr
    assert "cột ID" in run(*BASE, lang="en").stderr or "with ID" in run(*BASE, lang="en").stderr


def test_heading_that_stands_twice(desk):
    tables = office()
    headings, rows = tables["Cán bộ"]
    tables["Cán bộ"] = ((*headings[:-1], "Trình độ chuyên môn"), rows)
    write(desk / "hồ sơ.xlsx", tables)
    result = run(*BASE)
    assert result.exit_code == 2
    assert "cột G và I cùng là Trình độ chuyên môn" in result.stderr


def test_workbook_without_people(desk):
    tables = office()
    del tables["Cán bộ"]
    write(desk / "hồ sơ.xlsx", tables)
    result = run(*BASE)
    assert result.exit_code == 2
    assert "không có trang danh sách cán bộ" in result.stderr


def test_no_policy_for_the_day(desk):
    policy = desk / "quy tắc" / "policy" / "planning.yaml"
    shutil.copytree(RULES, desk / "quy tắc")
    policy.write_text(
        policy.read_text("utf-8").replace("id: planning", "id: planning\nin_force: {from: 2030-01-01}")
    )
    result = run(*BASE, "--rules", "quy tắc", rules=None)
    assert result.exit_code == 2
    assert "Không có chính sách planning nào hiệu lực ngày 2026-06-30." in result.stderr


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Bộ quy tắc có lỗi:\n"), ("en", "The rule book has errors:\n")]
)
def test_broken_rule_book_lists_its_mistakes(desk, lang, said):
    shutil.copytree(RULES, desk / "quy tắc")
    standards = desk / "quy tắc" / "standards" / "office.yaml"
    standards.write_text(
        standards.read_text("utf-8").replace("degree >= bachelor", "degre >= bachelor"), "utf-8"
    )
    result = run(*BASE, "--rules", "quy tắc", "-o", "kq", rules=None, lang=lang)
    assert result.exit_code == 2
    assert result.stderr.startswith(said)
    assert "quy tắc/standards/office.yaml:" in result.stderr
    assert "R421" in result.stderr
    assert names(desk) == {"hồ sơ.xlsx", "quy tắc"}


def test_folder_that_is_no_rule_book(desk):
    (desk / "trống").mkdir()
    result = run(*BASE, "--rules", "trống", rules=None)
    assert result.exit_code == 2
    assert "R101" in result.stderr


def test_engine_that_is_not_there(desk, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    result = run(*BASE, "--engine", "durable")
    assert result.exit_code == 2
    assert (
        "Không dùng được durable-rules trên máy này; bỏ --engine durable để dùng bảng luật." in result.stderr
    )


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "hai bộ máy suy luận khác nhau"), ("en", "the engines disagree")]
)
def test_engines_that_disagree_stop_everything(desk, monkeypatch, lang, said):
    from eligibility import concluding
    from eligibility.engine.agreement import Disagreement

    def differ(*_):
        raise Disagreement("office.leaders 2024-01-01, candidacy 0: degree: unmet, met")

    monkeypatch.setattr(concluding, "compare_one", differ)
    result = run(*BASE, "-o", "kq", lang=lang)
    assert result.exit_code == 3
    assert said in result.stderr
    assert result.stdout == ""
    assert names(desk) == {"hồ sơ.xlsx"}


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Đã dừng; không có gì được ghi.\n"), ("en", "Stopped; nothing was written.\n")]
)
def test_stopped_by_the_user(desk, monkeypatch, lang, said):
    from eligibility import pipeline

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "review", stop)
    result = run(*BASE, "-o", "kq", lang=lang)
    assert result.exit_code == 130
    assert result.stderr.endswith(said)
    assert names(desk) == {"hồ sơ.xlsx"}


def test_stopped_while_the_program_loads(desk, monkeypatch):
    import eligibility.engine.agreement as module

    monkeypatch.delitem(vars(module), "Disagreement")
    monkeypatch.setattr(module, "__getattr__", _stop, raising=False)
    assert run(*BASE).exit_code == 130


def _stop(name: str) -> object:
    raise KeyboardInterrupt


@pytest.mark.parametrize("used", ["hồ sơ.xlsx", ".", "..", "/"])
def test_results_never_take_the_place_of_what_is_in_use(desk, used):
    result = run(*BASE, "-o", used, "--force")
    assert result.exit_code == 2
    assert "hãy nêu một thư mục khác" in result.stderr
    assert names(desk) == {"hồ sơ.xlsx"}


def test_results_never_move_the_folder_of_the_records_or_rules(desk):
    (desk / "vào").mkdir()
    (desk / "hồ sơ.xlsx").rename(desk / "vào" / "hồ sơ.xlsx")
    shutil.copytree(RULES, desk / "quy tắc")
    arguments = ("review", "vào/hồ sơ.xlsx", "--as-of", AS_OF, "--rules", "quy tắc", "--force", "-o")
    for place in ("vào", "quy tắc", "../bàn/vào"):
        assert run(*arguments, place, rules=None).exit_code == 2
    assert names(desk) == {"vào", "quy tắc"}
    assert names(desk / "vào") == {"hồ sơ.xlsx"}


def test_rows_in_are_rows_decided_refused_and_merged(desk):
    result = run(*BASE, "-o", "kq")
    assert "Đọc 12 dòng quy hoạch = 9 đã xét + 2 không xét được + 1 dòng lặp lại được gộp" in result.stdout
    assert pl.read_parquet(desk / "kq" / "decisions.parquet").height == 9
    counts = json.loads((desk / "kq" / "review.json").read_text("utf-8"))["counts"]
    assert counts["candidacies_read"] == counts["decided"] + counts["refused"] + counts["merged"]
    assert sum(counts["outcomes"].values()) == counts["decided"]


def test_nothing_to_review_is_said(desk):
    tables = office()
    del tables["Quy hoạch"]
    write(desk / "hồ sơ.xlsx", tables)
    result = run(*BASE)
    assert result.exit_code == 0
    assert "Không có dòng quy hoạch nào để xét." in result.stdout
