from datetime import date
from pathlib import Path

import attrs
import pytest
from openpyxl import load_workbook

from eligibility.read.records import read_records
from eligibility.synthetic import demo, files
from eligibility.synthetic.files import TooManyRows, write_folder, write_workbook
from eligibility.synthetic.tables import MARK, Sheet, Tables

from .province import AS_OF, made, rules


def strange(*values: object) -> Tables:
    rows = [["A1", value] for value in values]
    sheet = Sheet("people", "Cán bộ", ("id", "full_name"), ("Mã cán bộ", "Họ và tên"), rows)  # type: ignore[arg-type]
    return Tables(AS_OF, {"people": sheet})


class Unwritable:
    def __str__(self) -> str:
        raise RuntimeError("stopped midway")


def test_a_workbook_holds_what_the_tables_say(tmp_path: Path):
    tables = made(60, 3, faults=True)
    write_workbook(tables, tmp_path / "records.xlsx")
    book = load_workbook(tmp_path / "records.xlsx")
    assert book.sheetnames == [sheet.title for sheet in tables.sheets.values()]
    for sheet in tables.sheets.values():
        _, _, headings, *rows = book[sheet.title].iter_rows(values_only=True)
        assert headings == sheet.headings
        written = [[v.date() if hasattr(v, "date") else v for v in row] for row in rows]
        assert written == [list(row) for row in sheet.rows]


def test_every_sheet_and_file_says_that_it_is_synthetic(tmp_path: Path):
    tables = made(40, 3)
    write_workbook(tables, tmp_path / "records.xlsx")
    write_folder(tables, tmp_path / "records")
    for page in load_workbook(tmp_path / "records.xlsx"):
        assert MARK in str(page["A1"].value)
    for file in (tmp_path / "records").iterdir():
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        assert MARK in file.read_text("utf-8-sig").splitlines()[0]


def test_same_tables_same_bytes(tmp_path: Path):
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(made(60, 3), tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_text_never_becomes_a_formula_a_link_or_a_number(tmp_path: Path):
    write_workbook(strange("=1+1", "http://example.com", "0012", "12/12"), tmp_path / "records.xlsx")
    for row in load_workbook(tmp_path / "records.xlsx")["Cán bộ"].iter_rows(min_row=4):
        assert row[1].data_type == "s"
        assert row[1].hyperlink is None


@pytest.mark.parametrize("name", ["records.xlsx", "records"])
def test_what_fails_midway_leaves_nothing(tmp_path: Path, name: str):
    write = write_workbook if name.endswith(".xlsx") else write_folder
    with pytest.raises(RuntimeError):
        write(strange(Unwritable()), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_fits_no_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MAX_ROWS", 20)
    with pytest.raises(TooManyRows):
        write_workbook(made(40, 3), tmp_path / "records.xlsx")


def test_large_workbooks_are_the_same_but_for_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tables = made(40, 3)
    write_workbook(tables, tmp_path / "small.xlsx")
    monkeypatch.setattr(files, "MANY_CELLS", 100)
    write_workbook(tables, tmp_path / "large.xlsx")
    pages = zip(load_workbook(tmp_path / "small.xlsx"), load_workbook(tmp_path / "large.xlsx"), strict=True)
    for small, large in pages:
        assert list(small.values) == list(large.values)


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        write_folder(made(20, 1), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["demo.xlsx", "demo"])
def test_demo_can_be_read_and_writes_over_nothing(tmp_path: Path, name: str):
    demo(tmp_path / name, 50, 1, faults=True, as_of=AS_OF, vocabulary=rules().vocabulary)
    assert len(read_records(tmp_path / name).sheets) == len(made(50, 1).sheets)
    with pytest.raises(FileExistsError):
        demo(tmp_path / name, 50, 1, faults=True, as_of=AS_OF, vocabulary=rules().vocabulary)


def test_dates_are_dates_and_what_was_typed_is_text(tmp_path: Path):
    tables = strange(date(1980, 5, 3), "05/1980")
    write_workbook(attrs.evolve(tables), tmp_path / "records.xlsx")
    first, second = load_workbook(tmp_path / "records.xlsx")["Cán bộ"].iter_rows(min_row=4)
    assert first[1].is_date
    assert first[1].number_format == "dd/mm/yyyy"
    assert (second[1].data_type, second[1].value) == ("s", "05/1980")
