"""Damaged files of every format are read or refused: no traceback, no end of the process, no noise."""

import io
import json
import os
import random
import zipfile
from datetime import date
from functools import cache

import polars as pl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from eligibility import messages
from eligibility.normalise.headings import UnusableInput
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import load_rules
from eligibility.read.cells import UnreadableInput
from eligibility.read.records import ALONE, read_records
from eligibility.read.workbooks import SUFFIXES
from office.command import ROOT
from office.ods import A, cell, empty, ods, paragraph, row, table

FULL = os.environ.get("ELIGIBILITY_PROFILE") == "full"
ROWS = [("id", "Họ và tên", "Ngày sinh"), *((f"C{n}", "Nguyễn Văn Ân", "15/08/1975") for n in range(12))]


def xls():
    stream = io.BytesIO()
    book = xlwt.Workbook(encoding="utf-8")
    for name in ("people", "plan"):
        sheet = book.add_sheet(name)
        for number, values in enumerate(ROWS):
            for column, value in enumerate(values):
                sheet.write(number, column, value)
        sheet.row(1).set_cell_error(4, 0x2A)
        sheet.write(2, 4, date(1975, 8, 15), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
        sheet.write(3, 4, xlwt.Formula("1/0"))
    book.save(stream)
    return stream.getvalue()


def open_document():
    rows = "".join(row("".join(cell(paragraph(text)) for text in values)) for values in ROWS)
    error = 'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"'
    return ods(table(rows + row(A + empty(3) + cell(paragraph("#N/A"), error, 2), 2), "people"))


def parquet():
    stream = io.BytesIO()
    names, *rows = ROWS
    pl.DataFrame(rows, schema=list(names), orient="row").write_parquet(stream)
    return stream.getvalue()


def records():
    names, *rows = ROWS
    return [dict(zip(names, values, strict=True)) for values in rows]


SAMPLES = {
    "b.xls": xls,
    "b.ods": open_document,
    "people.parquet": parquet,
    "people.json": lambda: json.dumps(records(), ensure_ascii=False).encode(),
    "b.json": lambda: json.dumps({"people": records()}).encode("utf-16"),
    "people.jsonl": lambda: "\n".join(json.dumps(record) for record in records()).encode(),
    "people.tsv": lambda: "\n".join("\t".join(values) for values in ROWS).encode("utf-16"),
}
MUTATIONS = {"b.xls": 300, "b.ods": 250, "people.parquet": 12}
"""How many damaged files of a format are read; a process for each parquet takes its time."""


def damaged(content, source):
    """The bytes with some of them changed, left out, repeated or cut off."""
    data = bytearray(content)
    for _ in range(source.choice([1, 1, 2, 5])):
        start = source.randrange(len(data) + 1)
        match source.randrange(6):
            case 0 | 1:
                for place in range(start, min(len(data), start + source.choice([1, 1, 4]))):
                    data[place] = source.choice([0, 1, 0x7F, 0x80, 0xFF, source.randrange(256)])
            case 2:
                del data[start : start + source.randrange(1, 40)]
            case 3:
                data[start:start] = source.randbytes(source.randrange(1, 40))
            case 4:
                data[start:start] = data[start : start + source.randrange(1, 200)]
            case 5:
                if source.random() < 0.3:
                    del data[start:]
    return bytes(data)


def within(content, source):
    """The workbook with damage in the text of its sheets, under the zip that would find it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, source) if name == "content.xml" else part)
    return stream.getvalue()


@cache
def vocabulary():
    return load_rules(ROOT / "rules")[0].vocabulary


def outcome(file, content):
    """Whether the file could be read; whatever was read is whole, and goes on to be understood or refused."""
    file.write_bytes(content)
    try:
        tables = read_records(file)
    except UnreadableInput as error:
        for language in messages.LANGUAGES:
            messages.text(f"unreadable.{error.kind}", language, **error.params)
        return False
    assert tables.sheets
    for sheet in tables.sheets:
        for codes, cells in sheet.columns:
            assert len(codes) == sheet.height
            assert len(set(cells)) == len(cells)
            assert not len(codes) or 0 <= codes.min() <= codes.max() < len(cells)
    try:
        data = build_dataset(tables, vocabulary(), date(2026, 6, 30))
    except UnusableInput as error:
        messages.text(f"unusable.{error.kind}", "vi", **error.params)
    else:
        rows = sum(sheet.height for sheet in tables.sheets)
        assert data.rows_read["people"] <= rows
    return True


@pytest.mark.isolated
@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_files_are_read_or_refused(tmp_path, capfd, name):
    content = SAMPLES[name]()
    assert outcome(tmp_path / name, content)
    many = MUTATIONS.get(name, 400) * (20 if FULL else 1)
    read = [outcome(tmp_path / name, damaged(content, random.Random(seed))) for seed in range(many)]
    assert not all(read)
    assert capfd.readouterr() == ("", "")


@pytest.mark.isolated
def test_damage_within_the_sheets_of_a_workbook_is_read_or_refused(tmp_path):
    content = SAMPLES["b.ods"]()
    many = 5_000 if FULL else 400
    read = [outcome(tmp_path / "b.ods", within(content, random.Random(seed))) for seed in range(many)]
    assert any(read)
    assert not all(read)


@pytest.mark.isolated
@pytest.mark.parametrize("suffix", sorted({*SUFFIXES, *ALONE} - {".parquet"}))
@given(content=st.binary(max_size=200))
def test_random_bytes_are_read_or_refused(tmp_path_factory, suffix, content):
    file = tmp_path_factory.getbasetemp() / f"people{suffix}"
    for start in (b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"[{", b'{"a":', b"\xff\xfe"):
        outcome(file, start + content)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_format_cut_short_anywhere_is_refused_or_says_what_is_left(tmp_path, name):
    content = SAMPLES[name]()
    source = random.Random(1)
    for _ in range(4 if name.endswith("parquet") else 40):
        whole = outcome(tmp_path / name, content[: source.randrange(len(content))])
        assert not whole or name.endswith(("jsonl", "tsv", "xls")), name
