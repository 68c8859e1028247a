"""An English run has no Vietnamese in it, but for what the records and the clauses of the rules say."""

import csv
import re
from pathlib import Path

import openpyxl
import pytest

from eligibility.cli.app import COMMANDS
from messages.runs import MISTAKES, fill, spoil
from office.command import RULES, run
from office.mistakes import broken
from office.records import AS_OF

WORD = re.compile(r"[^\W\d_]+")


def vietnamese(text: str) -> set[str]:
    """The words of *text* with letters that English has not."""
    return {word.casefold() for word in WORD.findall(text) if not word.isascii()}


def leaks(text: str, *said: str) -> set[str]:
    """The Vietnamese in *text* that nobody typed: not quoted, not of the records, not of a clause."""
    theirs = vietnamese(" ".join([*said, *clauses()]))
    return vietnamese(re.sub(r"`[^`]*`|'[^']*'", " ", text)) - theirs


def clauses() -> list[str]:
    """Clauses and instruments, which have no English."""
    text = (RULES / "standards" / "office.yaml").read_text("utf-8")
    return re.findall(r"(?:clause|instrument): (.+)", text)


def records(place: Path) -> list[str]:
    """Every text of the records, and the names of files and sheets."""
    book = openpyxl.load_workbook(place)
    cells = [
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value
    ]
    return [*cells, *book.sheetnames, place.name, "kết quả"]


@pytest.fixture
def full_desk(desk) -> Path:
    """The desk, with every kind of problem in the data."""
    return fill(desk)


def test_the_test_is_of_use():
    assert leaks("Not met: lý luận chính trị") == {"lý", "luận", "chính", "trị"}
    assert leaks("Not met (12-QĐ/TU, Điều 6)") == set()


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command):
    text = run(*([command] if command else []), "--help", lang="en", rules=None).stdout
    assert vietnamese(text) == set()


@pytest.mark.parametrize("purpose", ["planning", "audit", "training"])
def test_review(full_desk, purpose):
    call = ("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--purpose", purpose, "--out", "kết quả")
    result = run(*call, lang="en")
    assert result.exit_code == 0
    said = [*records(full_desk / "hồ sơ.xlsx"), str(RULES)]
    assert leaks(result.stdout + result.stderr, *said) == set()
    texts = [file.read_text("utf-8-sig") for file in (full_desk / "kết quả").glob("*.csv")]
    assert len(texts) == 4
    texts += records(full_desk / "kết quả" / "decisions.xlsx")
    assert leaks(" ".join(texts), *said) == set()


@pytest.mark.parametrize("command", [["training", "needs"], ["audit"]], ids=" ".join)
def test_other_results(full_desk, command):
    call = (*command, "hồ sơ.xlsx", "--as-of", AS_OF, "--rules", RULES, "--out", "kết quả")
    result = run(*call, lang="en", rules=None)
    assert result.exit_code == 0
    said = [*records(full_desk / "hồ sơ.xlsx"), str(RULES)]
    assert leaks(result.stdout + result.stderr, *said) == set()
    for book in (full_desk / "kết quả").glob("*.xlsx"):
        assert leaks(" ".join(records(book)), *said) == set(), book.name


def test_dossiers(full_desk):
    said = [*records(full_desk / "hồ sơ.xlsx"), str(RULES)]
    for number in range(1, 13):
        result = run("explain", f"CB{number:02}", "hồ sơ.xlsx", "--as-of", AS_OF, lang="en")
        assert leaks(result.stdout + result.stderr, *said) == set()


def test_reasons_hold_no_value_of_the_records_that_has_a_name_in_english(full_desk):
    run("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--out", "kết quả", lang="en")
    with (full_desk / "kết quả" / "decisions.csv").open(encoding="utf-8-sig", newline="") as stream:
        summaries = [row["summary"] for row in csv.DictReader(stream)]
    assert summaries
    assert leaks(" ".join(summaries)) == set()


def test_mistakes_of_the_rule_book(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    broken(tmp_path / "rules of the office")
    result = run("check", "rules of the office", lang="en", rules=None)
    assert result.exit_code == 1
    lines = (result.stdout + result.stderr).splitlines()
    assert vietnamese(" ".join(line for line in lines if not re.match(r" *\d+ \|", line))) == set()


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_what_goes_wrong(desk, arguments):
    spoil(desk)
    result = run(*arguments, lang="en", rules=None)
    lines = (result.stdout + result.stderr).splitlines()
    text = "\n".join(line for line in lines if not re.match(r" *\d+ \|", line))
    theirs = [*records(desk / "hồ sơ.xlsx"), (desk / "bảng quyết định.dmn").read_text("utf-8")]
    assert leaks(text, *arguments, "Cán bộ", *theirs) == set()
