"""Files as offices have them, with the problems that a review lists: ``UPDATE_GOLDEN=1`` rewrites these."""

import os
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from dirt.clean import clean
from dirt.together import together
from eligibility.model.raw import RawCell
from eligibility.normalise.fonts import FONTS
from office.annexes import first_annex, second_annex, write_annexes
from office.command import ROOT, run

CASES = ROOT / "cases" / "intake"
OPTIONS = {"old_font": ["--font", "tcvn3"]}


def reviewed(case: Path, out: Path) -> str:
    """The problems that the review of a case lists."""
    (records,) = (place for place in case.iterdir() if place.name.startswith("records"))
    given = ["review", records, "--as-of", "2026-06-30", "--out", out, "--quiet", "--lang", "vi"]
    result = run(*given, *OPTIONS.get(case.name, ()), rules=None)
    assert result.exit_code == 0, result.stderr
    return (out / "issues.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_a_case_lists_the_problems_that_it_should(case, tmp_path):
    found = reviewed(case, tmp_path / "kq")
    expected = case / "issues.csv"
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


def test_the_files_hold_what_the_tests_make(tmp_path):
    made = tmp_path / "made"
    made.mkdir()
    write_all(made)
    for place in sorted(made.rglob("records.*")):
        kept = CASES / place.relative_to(made)
        if os.environ.get("UPDATE_GOLDEN"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(place.read_bytes())
        assert held(place) == held(kept)


def held(place: Path) -> object:
    """What a file holds."""
    if place.suffix == ".csv":
        return place.read_text("utf-8")
    book = load_workbook(place)
    return {sheet.title: list(sheet.values) for sheet in book}


def write_all(folder: Path) -> None:
    """Write the records of every case."""
    for name in ("annexes", "cells", "old_font"):
        (folder / name).mkdir()
    write_annexes(folder / "annexes" / "records.xlsx", {"PL1": first_annex(), "PL2": second_annex()})
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in together().items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([value.text if isinstance(value, RawCell) else value for value in row])
    book.save(folder / "cells" / "records.xlsx")
    back = {letter: code for code, letter in FONTS["tcvn3"].items()}
    (rows,) = [rows for title, rows in clean().items() if title == "Cán bộ"]
    text = "\n".join(";".join("" if value is None else str(value) for value in row) for row in rows)
    old = "".join(back.get(letter, letter) for letter in text)
    (folder / "old_font" / "records.csv").write_text(f"{old}\n", "utf-8", newline="")
