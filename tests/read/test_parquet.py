"""Parquet: read in a process of its own, so that what aborts it is a refusal and not the end."""

import io
import os
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl
import pytest

from eligibility.read import parquet
from eligibility.read.cells import UnreadableInput
from eligibility.read.parquet import read_parquet


def written(frame, **options):
    stream = io.BytesIO()
    frame.write_parquet(stream, **options)
    return stream.getvalue()


def grid(sheet):
    columns = range(len(sheet.columns))
    return [
        [(sheet.cell(row, n).text, sheet.cell(row, n).kind) for n in columns] for row in range(sheet.height)
    ]


def refused(content):
    with pytest.raises(UnreadableInput) as error:
        read_parquet("b.parquet", content, "people")
    return error.value.kind, error.value.params


def test_values_of_every_type():
    frame = pl.DataFrame(
        {
            "chữ": ["007", None],
            "số": pl.Series([7, None], dtype=pl.Int8),
            "thực": [7.0, 0.5],
            "tiền": pl.Series([Decimal("7.00"), Decimal("0.25")]),
            "đúng": [True, None],
            "ngày": [date(1975, 8, 15), None],
            "lúc": [datetime(1975, 8, 15, 10, 30), None],
            "giờ": [time(8, 30), None],
            "dài": [timedelta(days=1), None],
            "loại": pl.Series(["a", "b"], dtype=pl.Categorical),
            "nhiều": [["Trưởng phòng", "Bí thư"], []],
            "lồng": [{"a": 1, "b": [date(2020, 1, 1)]}, None],
            "bytes": ["Hà".encode(), b""],
            "trống": pl.Series([None, None], dtype=pl.Null),
        }
    )
    sheet = read_parquet("b.parquet", written(frame), "people")
    assert [text for text, _ in grid(sheet)[0]] == frame.columns
    assert grid(sheet)[1:] == [
        [
            ("007", "text"),
            ("7", "number"),
            ("7", "number"),
            ("7", "number"),
            ("TRUE", "bool"),
            ("1975-08-15", "date"),
            ("1975-08-15", "date"),
            ("08:30:00", "text"),
            ("1 day, 0:00:00", "text"),
            ("a", "text"),
            ("Trưởng phòng; Bí thư", "text"),
            ('{"a": 1, "b": ["2020-01-01"]}', "text"),
            ("Hà", "text"),
            ("", "empty"),
        ],
        [
            ("", "empty"),
            ("", "empty"),
            ("0.5", "number"),
            ("0.25", "number"),
            *[("", "empty")] * 5,
            ("b", "text"),
            *[("", "empty")] * 4,
        ],
    ]
    assert (sheet.name, sheet.title, sheet.first_row, sheet.letter(0)) == ("people", "", 0, "chữ:")


def test_a_table_without_rows_keeps_its_columns():
    sheet = read_parquet("b.parquet", written(pl.DataFrame({"id": []}, schema={"id": pl.String})), "people")
    assert grid(sheet) == [[("id", "text")]]


def test_what_is_no_parquet_is_refused():
    good = written(pl.DataFrame({"id": ["C1"]}))
    assert refused(b"")[0] == "no_parquet"
    assert refused(b"id,name\n")[0] == "no_parquet"
    assert refused(good[:-1])[0] == "no_parquet"
    assert refused(b"PAR1" + b"\0" * 40 + b"PAR1")[0] == "broken"
    assert refused(written(pl.DataFrame({"b": [b"\xff\xfe\xff"]})))[0] == "broken"


def test_more_than_a_table_may_hold_is_refused():
    many = written(
        pl.DataFrame({"id": pl.repeat("C1", 1_000_000, eager=True)}).with_columns(
            pl.lit("x").alias(f"c{number}") for number in range(51)
        )
    )
    assert len(many) < 100_000
    assert refused(many) == ("too_large", {"file": "b.parquet", "limit": "50"})
    long = written(pl.DataFrame({"id": ["x" * 1_000_001]}))
    assert refused(long) == ("too_large", {"file": "b.parquet", "limit": "1"})
    inner = written(pl.DataFrame({"id": [["x" * 1_000_001]]}))
    assert refused(inner) == ("too_large", {"file": "b.parquet", "limit": "1"})
    wide = pl.DataFrame({"id": pl.repeat("x" * 900_000, 1_000, eager=True)})
    assert refused(written(wide)) == ("too_large", {"file": "b.parquet", "limit": "800"})


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "import sys; sys.exit(1)",
        "raise ValueError",
        "import sys; sys.stdout.write('x')",
    ],
)
def test_a_process_that_ends_badly_is_a_file_that_cannot_be_read(monkeypatch, tmp_path, code):
    run = subprocess.run
    monkeypatch.setattr(
        subprocess, "run", lambda _, **options: run([sys.executable, "-c", code], **options, cwd=tmp_path)
    )
    assert refused(written(pl.DataFrame({"id": ["C1"]})))[0] == "broken"


def test_a_process_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(parquet, "MAX_SECONDS", 0.5)
    run = subprocess.run
    code = "import time; time.sleep(60)"
    monkeypatch.setattr(subprocess, "run", lambda _, **options: run([sys.executable, "-c", code], **options))
    assert refused(written(pl.DataFrame({"id": ["C1"]})))[1]["detail"] == "timeout"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
def test_the_process_leaves_no_image_of_itself_and_takes_only_so_much_memory():
    code = "from eligibility.read.parquet import _confine, MAX_MEMORY; import resource as r; _confine(); "
    code += "print(r.getrlimit(r.RLIMIT_CORE)[0], r.getrlimit(r.RLIMIT_AS)[0] <= MAX_MEMORY)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0 True\n"


def test_modules_of_the_current_folder_are_not_taken_for_those_of_the_program(tmp_path, monkeypatch):
    for name in ("polars.py", "json.py"):
        (tmp_path / name).write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    sheet = read_parquet("b.parquet", written(pl.DataFrame({"id": ["C1"]})), "people")
    assert grid(sheet)[1] == [("C1", "text")]
