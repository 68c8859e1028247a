"""``eligibility review --backend spark``: what the embedded review says, on files that Spark finds."""

import json
from pathlib import Path

import polars as pl
import pytest

from bulk.equal import read, told
from office.command import run
from office.frames import write_office
from office.records import AS_OF
from office.reviewed import office_review

TOLD = ("id", "post", "term", "standard", "version", "outcome", "training", "unmet", "unknown", "waived")


@pytest.fixture
def tables(desk):
    return write_office(desk / "hồ sơ [1]")


def on_spark(*more, records="hồ sơ [1]", lang="vi"):
    return run("review", records, "--as-of", AS_OF, "--backend", "spark", *more, lang=lang)


def test_the_command_says_what_the_review_says(spark, desk, tables):
    result = on_spark("-o", "kq", "--findings", "long")
    assert result.exit_code == 0, result.stderr
    assert told(read(desk / "kq" / "decisions"), TOLD) == told(office_review().decisions, TOLD)
    folders = {file.name for file in (desk / "kq").iterdir()}
    assert folders == {
        *("decisions", "refusals", "findings", "issues", "issues.csv", "review.json", "timing.json")
    }
    assert "9 đã xét" in result.stdout
    assert "người bằng cách thông thường" in result.stderr
    names = ["id", "post", "term", "requirement", "status", "due", "clause"]
    assert told(read(desk / "kq" / "findings"), names) == told(office_review().findings, names)
    assert [file.name for file in desk.iterdir() if ".part-" in file.name] == []


def test_the_account_is_that_of_the_embedded_review(spark, desk, tables):
    said = json.loads(on_spark("-o", "kq", "--json").stdout)
    embedded = run("review", "hồ sơ [1]", "--as-of", AS_OF, "--backend", "polars", "-o", "p", "--json")
    expected = json.loads(embedded.stdout)
    for part in ("schema", "counts", "inputs", "rulebook", "issues"):
        assert said.get(part) == expected.get(part), part
    assert (desk / "kq" / "issues.csv").read_text("utf-8") == (desk / "p" / "issues.csv").read_text("utf-8")


def test_addresses_are_read_and_written_whole_or_not_at_all(spark, desk, tables):
    there = f"file://{desk.as_posix()}"
    assert on_spark("-o", f"{there}/out", records=f"{there}/hồ sơ [1]").exit_code == 0
    first = read(desk / "out" / "decisions")
    assert told(first, TOLD) == told(office_review().decisions, TOLD)
    assert json.loads((desk / "out" / "review.json").read_text("utf-8"))["counts"]["decided"] == 9
    again = on_spark("-o", f"{there}/out", records=f"{there}/hồ sơ [1]")
    assert again.exit_code == 2
    assert "--force" in again.stderr
    forced = on_spark("-o", f"{there}/out", "--force", records=f"{there}/hồ sơ [1]")
    assert forced.exit_code == 0, forced.stderr
    assert (desk / "out.old-1" / "decisions").is_dir()
    assert [file.name for file in desk.iterdir() if ".part-" in file.name] == []


@pytest.mark.parametrize(
    ("name", "said"), [("_people.parquet", "Spark bỏ qua tệp"), ("people.csv", "chỉ đọc parquet")]
)
def test_files_that_spark_would_not_read_are_refused(spark, desk, tables, name, said):
    (tables / "people").mkdir()
    (tables / "people.parquet").rename(tables / "people" / name)
    result = on_spark("-o", "kq")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (desk / "kq").exists()


def test_damaged_tables_are_refused(spark, desk, tables):
    content = (tables / "people.parquet").read_bytes()
    (tables / "people.parquet").write_bytes(content[: len(content) // 2])
    result = on_spark("-o", "kq")
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert not (desk / "kq").exists()


def test_a_place_that_is_not_there_is_named(spark, desk):
    result = on_spark("-o", f"file://{desk}/kq", records="file:///nowhere/records")
    assert result.exit_code == 2
    assert "records" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--backend", "spark"), "hãy cho biết thư mục bằng --out"),
        (("--backend", "spark", "-o", "kq", "--findings", "compact"), "Hãy dùng long"),
        (("--backend", "spark", "-o", "kq", "--conf", "x"), "tên=giá_trị"),
        (("--backend", "spark", "-o", "kq", "--annexes"), "--annexes cần mọi kết quả"),
        (("--backend", "polars", "-o", "kq", "--master", "local"), "chỉ dùng cùng --backend spark"),
        (("--backend", "polars", "-o", "hdfs://names/kq"), "--backend spark"),
        (("-o", "hdfs://names/kq"), "--backend spark"),
    ],
)
def test_what_does_not_go_together_is_told(desk, tables, options, said):
    result = run("review", "hồ sơ [1]", "--as-of", AS_OF, *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (desk / "kq").exists()


def test_java_is_asked_for_where_it_is_lacking(desk, tables, monkeypatch):
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(desk))
    result = on_spark("-o", "kq")
    assert result.exit_code == 2
    assert "JRE 17" in result.stderr
    assert not Path("kq").exists()


def test_spark_is_asked_for_where_it_is_lacking(desk, tables, monkeypatch):
    monkeypatch.setattr("eligibility.bulk.hadoop.find_spec", lambda name: None)
    result = on_spark("-o", "kq")
    assert result.exit_code == 2
    assert "eligibility[spark]" in result.stderr


def test_parquet_of_spark_itself_is_read(spark, desk, tables):
    """A folder for each table, with the files that Spark lays beside them."""
    for file in list(tables.glob("*.parquet")):
        rows = pl.read_parquet(file, glob=False)
        file.unlink()
        spark.createDataFrame(rows.to_pandas()).write.parquet(f"file://{file.as_posix()}")
    result = on_spark("-o", "kq")
    assert result.exit_code == 0, result.stderr
    assert told(read(desk / "kq" / "decisions"), TOLD) == told(office_review().decisions, TOLD)
