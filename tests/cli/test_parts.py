"""``eligibility review --backend polars``: tables chunk by chunk, results in parts."""

import json

import polars as pl
import pytest

from bulk.equal import read, told
from office.command import run
from office.frames import TABLES, write_office
from office.records import AS_OF
from office.reviewed import office_review


@pytest.fixture
def tables(desk):
    return write_office(desk / "hồ sơ")


def parts(*more, lang="vi"):
    return run("review", "hồ sơ", "--as-of", AS_OF, "--backend", "polars", *more, lang=lang)


def test_parts_say_what_the_review_says(desk, tables):
    result = parts("-o", "kq")
    assert result.exit_code == 0, result.stderr
    assert told(read(desk / "kq" / "decisions")) == told(office_review().decisions)
    assert {file.name for file in (desk / "kq").iterdir()} == {
        *("decisions", "refusals", "issues.csv", "review.json", "timing.json")
    }
    assert "9 đã xét" in result.stdout


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_signs_in_names_are_names_and_no_patterns(desk, kind):
    place = write_office(desk / "hồ sơ [1] {a}")
    for file in place.glob("*.parquet") if kind == "csv" else ():
        pl.read_parquet(file, glob=False).write_csv(file.with_suffix(".csv"))
        file.unlink()
    result = run("review", place.name, "--as-of", AS_OF, "--backend", "polars", "-o", "kq [2]*")
    assert result.exit_code == 0, result.stderr
    assert told(read(desk / "kq [2]*" / "decisions")) == told(office_review().decisions)


@pytest.mark.parametrize("form", ["compact", "long"])
def test_findings_are_written_as_asked(desk, tables, form):
    assert parts("-o", "kq", "--findings", form).exit_code == 0
    frame = pl.read_parquet(desk / "kq" / "findings" / "*.parquet")
    assert ("requirement" in frame.columns) is (form == "long")
    assert (desk / "kq" / "verdicts.parquet").exists()


def test_compact_findings_expand_to_the_long_ones(desk, tables):
    from eligibility.bulk.findings import expand

    for form in ("compact", "long"):
        assert parts("-o", form, "--findings", form).exit_code == 0
    compact = pl.read_parquet(desk / "compact" / "findings" / "*.parquet")
    demands, verdicts = (pl.read_parquet(desk / "compact" / f"{n}.parquet") for n in ("demands", "verdicts"))
    long = read(desk / "long" / "findings")
    assert told(
        expand(compact, demands, verdicts).cast({"post": pl.String, "term": pl.String}), long.columns
    ) == (told(long, long.columns))


def test_json_is_the_account_of_the_review(desk, tables):
    result = parts("-o", "kq", "--json")
    data = json.loads(result.stdout)
    assert data["schema"] == "eligibility/review/1"
    assert data["counts"]["outcomes"] == dict(office_review().counts.outcomes)
    assert set(data["inputs"]) == {f"{name}.parquet" for name in TABLES.values()}
    assert json.loads((desk / "kq" / "review.json").read_text("utf-8")) == data


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "hãy cho biết thư mục bằng --out"),
        (("-o", "kq", "--findings-csv"), "--findings-csv cần mọi kết quả cùng lúc"),
        (("-o", "kq", "--previous", "cũ"), "--previous cần mọi kết quả cùng lúc"),
    ],
)
def test_what_does_not_go_together_is_told(desk, tables, options, said):
    result = parts(*options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (desk / "kq").exists()


def test_findings_go_with_parts_only(desk, tables):
    result = run("review", "hồ sơ", "--as-of", AS_OF, "--findings", "long")
    assert result.exit_code == 2
    assert "--findings chỉ dùng cùng --backend polars" in result.stderr


def test_damaged_tables_are_named_and_nothing_is_written(desk, tables):
    content = (tables / "people.parquet").read_bytes()
    (tables / "people.parquet").write_bytes(content[: len(content) // 2])
    result = parts("-o", "kq")
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert not (desk / "kq").exists()


def test_a_workbook_is_no_table(desk, tables):
    result = run("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--backend", "polars", "-o", "kq")
    assert result.exit_code == 2
    assert not (desk / "kq").exists()


def test_text_that_is_not_utf8_is_refused(desk, tables):
    (tables / "people.parquet").unlink()
    (tables / "people.csv").write_bytes("Mã cán bộ,Họ và tên\nCB01,Nguyễn\n".encode("cp1258", "replace"))
    result = parts("-o", "kq")
    assert result.exit_code == 2
    assert "UTF-8" in result.stderr
