"""A Vietnamese run has no English in it: not in help, not in results, not in what goes wrong."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from eligibility.cli.app import COMMANDS
from eligibility.messages import catalogue
from messages.click_texts import source_messages, translations
from messages.runs import MISTAKES, fill, spoil
from office.command import ROOT, RULES, run
from office.mistakes import broken
from office.records import AS_OF

ALSO_VIETNAMESE = {"an", "a", "in", "do", "to", "no", "on", "at", "it", "be", "so", "me", "hai", "may"}

LETTERS = re.compile(r"[^\W\d_]+(?:[._-][^\W\d_]+)*")


def words(text: str) -> set[str]:
    """The words of *text*; names of files and keys (``review.json``, ``any_of``) are one word each."""
    return {word.lower() for word in LETTERS.findall(text)}


USUAL = words("""
a an and are argument arguments as be between but by cannot column command commands default does
else error exist exit expected failed file files for found from got has have help input invalid is
it its line missing must not nothing of one only option options or output read row rows sheet should
show such than that the there this unexpected unknown usage value values was were what when where
which with without wrong written you your none true false people plan evaluations disciplines record
records
""")
"""English of usual messages; words that are Vietnamese too (in, to, do, no, on) cannot be told apart."""


def english() -> set[str]:
    """Words of all English texts, of Click's and ours, that no Vietnamese text uses."""
    ours, theirs = catalogue("en"), catalogue("vi")
    known = {word for form in source_messages().values() for text in form for word in words(text)}
    known |= {word for text in ours.values() for word in words(re.sub(r"`[^`]*`|\{[^}]*\}", " ", text))}
    vietnamese = {word for text in (*theirs.values(), *translations().values()) for word in words(text)}
    return {word for word in (known - vietnamese) | USUAL if len(word) > 1} - ALSO_VIETNAMESE


ENGLISH = english()
ALLOWED = {
    *COMMANDS,
    "needs",
    "plan",
    "why",
    "list",
    "show",
    "timeline",
    "people",
    "json",
    "excel",
    "planning",
    "audit",
    "training",
    "vi",
    "en",
    "durable",
    "tables",
    "auto",
    "cases",
}
"""Names of things: files, folders, formats, sheets, and values that are typed."""

MADE_BY_OTHERS = {"GoRules"}
"""Names of products."""


def leaks(text: str) -> set[str]:
    # what is quoted, typed or a rule book's own key is not ours to translate
    own = re.sub(r"`[^`]*`|'[^']*'|--[\w-]+|\([\w ]*\.[\w]+\)", " ", text)
    names = {word for word in LETTERS.findall(own) if re.search("[a-z][A-Z]", word)} - MADE_BY_OTHERS
    return (words(own) & ENGLISH - ALLOWED) | names


def test_the_list_of_english_words_is_of_use():
    assert {"usage", "error", "missing", "is", "not", "found"} <= ENGLISH
    assert leaks("Lỗi: file này is wrong") == {"file", "is", "wrong"}
    assert not leaks("Đã ghi: kết quả/decisions.xlsx")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command):
    result = run(*([command] if command else []), "--help", rules=None)
    assert result.exit_code == 0
    assert leaks(result.stdout) <= {
        "needs",
        "plan",
        "why",
        "none",
    }  # names of commands, and a value that is typed


def said(*arguments, rules=RULES) -> str:
    result = run(*arguments, rules=rules)
    return result.stdout + result.stderr.replace(str(RULES), "")


def without_excerpts(text: str) -> str:
    """*text* without lines of rule files, and without the places of the problems in them."""
    lines = (line for line in text.splitlines() if not re.match(r" *\d+ \|", line))
    return "\n".join(re.sub(r"^\S.*?:\d+:\d+: ", "", line) for line in lines)


@pytest.fixture
def full_desk(desk) -> Path:
    """The desk, with every kind of problem in the data."""
    return fill(desk)


@pytest.mark.parametrize("purpose", ["planning", "audit", "training"])
def test_review(full_desk, purpose):
    text = said("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--purpose", purpose, "--out", "kq")
    assert leaks(text) == set()


def test_dossiers(full_desk):
    for number in range(1, 13):
        assert leaks(said("explain", f"CB{number:02}", "hồ sơ.xlsx", "--as-of", AS_OF)) == set()


def texts(book: Path) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(book).worksheets:
        yield sheet.title
        yield sheet.oddFooter.left.text or ""
        for row in sheet.iter_rows(values_only=True):
            yield from (value for value in row if isinstance(value, str))


SHIPPED = ROOT / "cases" / "samples" / "can-bo-mau.xlsx"


@pytest.mark.parametrize("purpose", ["planning", "audit", "training"])
def test_every_text_of_the_results_under_the_shipped_rules(tmp_path, monkeypatch, purpose):
    monkeypatch.chdir(tmp_path)
    call = ("review", SHIPPED, "--as-of", "2026-06-30", "--purpose", purpose, "--engine", "tables")
    assert run(*call, "--out", "kq", rules=None).exit_code == 0
    told = {"decisions": ["summary"], "issues": ["problem", "expected", "done"], "refusals": ["why", "table"]}
    for file, columns in told.items():
        with (tmp_path / "kq" / f"{file}.csv").open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                assert leaks(" ".join(row[column] for column in columns)) == set(), row


def test_workbook(full_desk):
    assert run("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--out", "kq").exit_code == 0
    found = {word for text in texts(full_desk / "kq" / "decisions.xlsx") for word in leaks(text)}
    assert found == set()


def test_template(desk):
    assert run("template", "--out", "mẫu.xlsx", rules=None).exit_code == 0
    found = set(texts(desk / "mẫu.xlsx"))
    for sheet in openpyxl.load_workbook(desk / "mẫu.xlsx").worksheets:
        found |= {cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
        for check in sheet.data_validations.dataValidation:
            found |= {check.error or "", check.errorTitle or "", check.prompt or "", check.promptTitle or ""}
    assert {word for text in found for word in leaks(text)} == set()


def test_mistakes_of_the_rule_book(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    broken(tmp_path / "quy tắc")
    assert leaks(without_excerpts(said("check", "quy tắc", rules=None))) == set()


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_what_goes_wrong(desk, arguments):
    spoil(desk)
    result = run(*arguments, rules=None)
    assert result.exit_code in (0, 1, 2)
    assert leaks(without_excerpts(result.stdout + result.stderr.replace("Bộ quy tắc: rules", ""))) == set()
    assert result.stderr
