"""``eligibility review --previous``: what changed since, in both languages, and what is refused."""

import json
import shutil
from datetime import date

import openpyxl
import polars as pl
import pytest

from eligibility.messages import text
from office.command import RULES, run
from office.records import AS_OF, HEAD, entry, office, person, write

BASE = ("review", "hồ sơ.xlsx", "--as-of", AS_OF)
LATER = ("review", "mới.xlsx", "--as-of", "2027-03-15")
FILES = {"changes.csv", "changes.parquet", "changed_findings.parquet", "changed_fields.parquet"}


@pytest.fixture
def years(desk):
    """The desk with last year's results in ``kq1``, this year's records, and rules of which one is milder."""
    assert run(*BASE, "-o", "kq1", "-q").exit_code == 0
    tables = office()
    tables["Cán bộ"][1][3] = person(4, "Phạm Thị Dung", sex="Nữ", degree="Đại học")
    tables["Quy hoạch"][1].append(entry(7, "Đề nghị bổ sung", post=HEAD, since=None))
    tables["Kỷ luật"][1][0] = ("CB08", "Kỷ luật Đảng", "Khiển trách", date(2026, 1, 15), None)
    del tables["Quy hoạch"][1][4]
    write(desk / "mới.xlsx", tables)
    shutil.copytree(RULES, desk / "quy tắc")
    file = desk / "quy tắc" / "standards" / "office.yaml"
    milder = file.read_text("utf-8").replace(
        "must: llct >= intermediate\n        needed", "must: llct >= primary\n        needed"
    )
    file.write_text(milder, "utf-8")
    return desk


def compared(*more, lang="vi", rules="quy tắc"):
    return run(*LATER, "--previous", "kq1", *more, lang=lang, rules=rules)


def test_files_of_changes_are_written(years):
    result = compared("-o", "kq2")
    assert result.exit_code == 0
    made = {file.name for file in (years / "kq2").iterdir()}
    assert made >= FILES
    assert not {name for name in made if name.startswith("changed_") and name.endswith(".csv")}
    frame = pl.read_parquet(years / "kq2" / "changes.parquet")
    assert frame.select("id", "post", "change", "cause").rows() == [
        ("CB02", "deputy", "training", "rule"),
        ("CB04", "deputy", "outcome", "data"),
        ("CB08", "head", "outcome", "data+time"),
        ("CB08", "deputy", "findings", "data+rule+time"),
        ("CB07", "head", "new", "data"),
        ("CB05", "deputy", "vanished", "data"),
    ]
    csv = (years / "kq2" / "changes.csv").read_text("utf-8-sig").splitlines()
    assert csv[0].split(",") == frame.columns
    assert len(csv) == 1 + frame.height


def test_findings_and_fields_as_csv_too(years):
    assert compared("-o", "kq2", "--findings-csv").exit_code == 0
    made = {file.name for file in (years / "kq2").iterdir()}
    assert made >= {"changed_findings.csv", "changed_fields.csv"}


def test_the_sheet_shows_what_matters_most_first(years):
    assert compared("-o", "kq2", "-q").exit_code == 0
    book = openpyxl.load_workbook(years / "kq2" / "decisions.xlsx")
    assert book.sheetnames[0] == "Tổng hợp"
    after = book.sheetnames.index("Thay đổi")
    assert book.sheetnames[after + 1] == "Chưa đạt, chưa rõ"  # the sheets of the outcomes stand before
    rows = list(book["Thay đổi"].iter_rows(values_only=True))
    assert rows[0][0].endswith("So với lần rà soát tại ngày 30/06/2026 (kq1)")
    assert [row[1] for row in rows[3:]] == ["CB07", "CB05", "CB04", "CB08", "CB02", "CB08"]
    dung = next(row for row in rows if row[1] == "CB04")
    assert dung[5:9] == (
        *("Đổi kết quả", "Cần xác minh (Tiếp tục quy hoạch / Đưa ra khỏi quy hoạch)", "Tiếp tục quy hoạch"),
        "dữ liệu",
    )
    assert dung[9] == (
        "Trình độ chuyên môn: Chưa rõ → Đạt, do dữ liệu: căn cứ 12-QĐ/TU, Điều 5\n"
        'Trình độ chuyên môn: "đang bổ sung" → "Đại học" (Cán bộ!G6)'
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_details_name_clauses_demands_and_days(years, lang):
    assert compared("-o", "kq2", "-q", lang=lang).exit_code == 0
    frame = pl.read_parquet(years / "kq2" / "changes.parquet").filter(pl.col("id").is_in(["CB02", "CB08"]))
    said = "\n".join(frame["summary"])
    expected = {
        "vi": [
            "Lý luận chính trị: Chưa đạt → Đạt, do quy định: căn cứ 12-QĐ/TU, Điều 6; yêu cầu:"
            " lý luận chính trị từ Trung cấp trở lên → lý luận chính trị từ Sơ cấp trở lên",
            "do dữ liệu và thời gian cùng đổi, từ ngày 15/01/2027: căn cứ 12-QĐ/TU, Điều 7",
            'Kỷ luật: bỏ dòng "Kỷ luật Đảng / Cảnh cáo / 15/01/2026" (hồ sơ.xlsx!Kỷ luật!3)',
        ],
        "en": [
            "Political theory: Unmet → Met, by rules: clause 12-QĐ/TU, Điều 6; required: ",
            "by data and time together, from 15/01/2027: clause 12-QĐ/TU, Điều 7",
        ],
    }
    assert [line for line in expected[lang] if line not in said] == []


def test_account_has_the_changes(years):
    result = compared("--json", "-o", "kq2")
    assert result.exit_code == 0
    assert result.stdout == (years / "kq2" / "review.json").read_text("utf-8")
    data = json.loads(result.stdout)["changes"]
    assert data["schema"] == "eligibility/changes/1"
    assert data["previous"]["as_of"] == AS_OF
    assert data["differ"] == {"data": True, "rule": True, "time": True}
    assert data["rule_files"] == ["standards/office.yaml"]
    assert (data["proved"], data["unproved"], data["unlike"], data["evaluations"]) == (True, "", 0, 7)
    assert data["kinds"] == {"new": 1, "vanished": 1, "outcome": 2, "training": 1, "findings": 1}
    assert data["causes"] == {"data": 3, "data+rule+time": 1, "data+time": 1, "rule": 1}
    assert data["total"] == sum(data["kinds"].values()) == sum(data["causes"].values())


@pytest.mark.parametrize(("lang", "said"), [("vi", "Không có gì thay đổi."), ("en", "Nothing changed.")])
def test_nothing_changed(years, lang, said):
    result = run(*BASE, "--previous", "kq1", "-o", "kq2", lang=lang)
    assert result.exit_code == 0
    assert said in result.stdout
    assert pl.read_parquet(years / "kq2" / "changes.parquet").height == 0
    assert json.loads((years / "kq2" / "review.json").read_text("utf-8"))["changes"]["total"] == 0


def test_results_compare_with_those_of_a_comparison(years):
    assert compared("-o", "kq2", "-q").exit_code == 0
    result = run(*LATER, "--previous", "kq2", rules="quy tắc")
    assert "Không có gì thay đổi." in result.stdout


def test_the_same_bytes_twice(years):
    for name in ("a", "b"):
        assert compared("-o", name, "-q", "--findings-csv").exit_code == 0
    first, second = (
        {f.relative_to(years / n): f.read_bytes() for f in (years / n).rglob("*") if f.is_file()}
        for n in "ab"
    )
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name] and name.name != "timing.json"] == []


def test_the_old_folder_may_make_room_for_the_new(years):
    assert compared("-o", "kq1", "--force", "-q").exit_code == 0
    assert (years / "kq1.old-1" / "review.json").exists()
    assert pl.read_parquet(years / "kq1" / "changes.parquet").height == 6


def test_a_folder_that_holds_the_old_results_is_not_moved(years):
    (years / "tất cả").mkdir()
    (years / "kq1").rename(years / "tất cả" / "kq1")
    result = run(*LATER, "--previous", "tất cả/kq1", "-o", "tất cả", "--force", rules="quy tắc")
    assert result.exit_code == 2
    assert (years / "tất cả" / "kq1" / "review.json").exists()


def test_old_results_are_never_written_to(years):
    before = {f: f.read_bytes() for f in (years / "kq1").rglob("*") if f.is_file()}
    assert compared("-o", "kq2", "-q").exit_code == 0
    assert {f: f.read_bytes() for f in (years / "kq1").rglob("*") if f.is_file()} == before


# --- without a basis ----------------------------------------------------------------------------------


def test_no_basis_leaves_out_records_and_rules(desk):
    assert run(*BASE, "-o", "kq", "--no-basis").exit_code == 0
    assert not (desk / "kq" / "basis").exists()
    assert json.loads((desk / "kq" / "review.json").read_text("utf-8"))["basis"] == {}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Không xác định được nguyên nhân: thư mục lần trước không có basis/"),
        ("en", "Causes cannot be proved: the earlier folder has no basis/"),
    ],
)
def test_without_a_basis_causes_are_unknown_and_it_says_so(years, lang, said):
    shutil.rmtree(years / "kq1" / "basis")
    result = compared("-o", "kq2", lang=lang)
    assert result.exit_code == 0
    assert said in " ".join(result.stdout.split())
    frame = pl.read_parquet(years / "kq2" / "changes.parquet")
    assert frame.height == 6
    assert set(frame["cause"]) == {"unknown"}


# --- what is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_no_review_is_refused(years, lang):
    (years / "trống").mkdir()
    for name, key, params in (
        ("không có", "no_folder", {}),
        ("trống", "no_review", {"file": "review.json"}),
        ("quy tắc", "no_review", {"file": "review.json"}),
    ):
        result = run(*LATER, "--previous", name, "-o", "kq2", lang=lang)
        assert result.exit_code == 2
        assert result.stderr == text(f"previous.{key}", lang, place=name, **params) + "\n"
        assert result.stdout == ""
    assert not (years / "kq2").exists()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_basis_that_was_tampered_with_is_refused(years, lang):
    file = years / "kq1" / "basis" / "rules" / "standards" / "office.yaml"
    file.write_text(file.read_text("utf-8").replace(">= 60 months", ">= 12 months"), "utf-8")
    result = compared("-o", "kq2", lang=lang)
    assert result.exit_code == 2
    told = text("previous.changed", lang, file="basis/rules/standards/office.yaml", account="review.json")
    assert result.stderr == told + "\n"
    assert not (years / "kq2").exists()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_review_for_another_purpose_is_refused(years, lang):
    result = compared("--purpose", "audit", lang=lang)
    assert result.exit_code == 2
    expected = text("previous.other_purpose", lang, place="kq1", theirs="planning", ours="audit")
    assert result.stderr == expected + "\n"
