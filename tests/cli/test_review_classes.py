"""``eligibility review --classes``: conclusions that a class list would change, beside the review."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from office.command import ROOT, run
from office.records import AS_OF, CLERK, HEAD, entry, write
from training.planning import listed, session
from training.test_needs import COURSE, cadre, desk

IN_TIME = session()
TOO_LATE = session("TC35", start=date(2035, 9, 1), end=date(2036, 3, 31))


@pytest.fixture
def records(tmp_path) -> Path:
    """A clerk planned for a post that demands the intermediate class when its term starts."""
    people = desk(cadre(1, post=CLERK), plan=[entry(1, "Đang quy hoạch", post=HEAD)])
    return write(tmp_path / "hồ sơ.xlsx", people)


def review(records: Path, *classes: tuple[object, ...], more: tuple[object, ...] = ()):
    place = write(records.with_name("lớp.xlsx"), listed(*classes))
    call = ("review", records, "--as-of", AS_OF, "--rules", ROOT / "rules", "--classes", place, *more)
    return run(*call, rules=None)


def test_a_list_whose_classes_are_all_too_late_would_take_out_of_the_plan(records):
    out = records.with_name("kq")
    result = review(records, TOO_LATE, more=("--out", out))
    assert result.exit_code == 0, result.stderr
    assert "1 kết luận rà soát sẽ khác" in result.stdout
    (row,) = pl.read_parquet(out / "late.parquet").to_dicts()
    assert (row["id"], row["course"], row["outcome"], row["then"]) == ("CB01", COURSE, "keep", "remove")
    assert pl.read_csv(out / "late.csv")["then"].to_list() == ["remove"]
    # the conclusion itself stays as the review has it
    assert pl.read_parquet(out / "decisions.parquet")["outcome"].to_list() == ["keep"]
    rows = list(openpyxl.load_workbook(out / "decisions.xlsx")["Không kịp hạn"].iter_rows(values_only=True))
    assert "Đưa ra khỏi quy hoạch" in rows[-1]
    late = json.loads((out / "review.json").read_text("utf-8"))["late"]
    assert (late["rows"], late["changed"], list(late["classes"])) == (1, 1, ["lớp.xlsx"])


def test_a_class_in_time_changes_nothing_and_this_is_said(records):
    out = records.with_name("kq")
    result = review(records, IN_TIME, TOO_LATE, more=("--out", out))
    assert "không có kết luận rà soát nào khác đi" in result.stdout
    assert pl.read_parquet(out / "late.parquet").is_empty()
    assert "Không kịp hạn" not in openpyxl.load_workbook(out / "decisions.xlsx").sheetnames


def test_it_is_what_a_plan_says(records):
    told = json.loads(review(records, TOO_LATE, more=("--json",)).stdout)["late"]
    place = records.with_name("lớp.xlsx")
    call = (
        "training",
        "plan",
        records,
        "--classes",
        place,
        "--as-of",
        AS_OF,
        "--years",
        "2026-2035",
        "--first",
    )
    plan = run(*call, "--rules", ROOT / "rules", "--out", records.with_name("kh"), rules=None)
    assert plan.exit_code == 0, plan.stderr
    frame = pl.read_parquet(records.with_name("kh") / "late.parquet")
    assert frame.filter(pl.col("purpose") == "planning").height == told["rows"] == 1


def test_without_a_class_list_nothing_is_said_of_it(records):
    result = run("review", records, "--as-of", AS_OF, "--rules", ROOT / "rules", "--json", rules=None)
    assert "late" not in json.loads(result.stdout)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--purpose", "training"), "--classes chỉ dùng khi rà soát quy hoạch"),
        (("--backend", "polars", "--out", "kq"), "--classes cần mọi kết quả cùng lúc"),
    ],
    ids=str,
)
def test_where_it_cannot_be_used(records, more, said):
    result = review(records, TOO_LATE, more=more)
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_must_be_mended_in_the_list_is_told_before_anything_is_written(records):
    out = records.with_name("kq")
    result = review(records, session(seats=None), more=("--out", out))
    assert result.exit_code == 2
    assert "Danh sách lớp có 1 chỗ phải sửa" in result.stderr
    assert not out.exists()
