"""A Vietnamese run has no English in it: not in help, not in results, not in what goes wrong."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from eligibility.cli.app import COMMANDS
from eligibility.messages import catalogue
from messages.click_texts import source_messages, translations
from office.command import RULES, run
from office.mistakes import broken
from office.records import AS_OF, entry, office, person, write

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
}
"""Names of things: files, formats, sheets, and values that are typed."""


def leaks(text: str) -> set[str]:
    # what is quoted, typed or a rule book's own key is not ours to translate
    own = re.sub(r"`[^`]*`|'[^']*'|--[\w-]+|\([\w ]*\.[\w]+\)", " ", text)
    names = {word for word in LETTERS.findall(own) if re.search("[a-z][A-Z]", word)}
    return (words(own) & ENGLISH - ALLOWED) | names


def test_the_list_of_english_words_is_of_use():
    assert {"usage", "error", "missing", "is", "not", "found"} <= ENGLISH
    assert leaks("Lỗi: file này is wrong") == {"file", "is", "wrong"}
    assert not leaks("Đã ghi: kết quả/decisions.xlsx")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command):
    result = run(*([command] if command else []), "--help", rules=None)
    assert result.exit_code == 0
    assert leaks(result.stdout) <= {"needs"}  # the name of a command


def said(*arguments, rules=RULES) -> str:
    result = run(*arguments, rules=rules)
    return result.stdout + result.stderr.replace(str(RULES), "")


@pytest.fixture
def full_desk(desk) -> Path:
    """The desk, with every kind of problem in the data."""
    tables = office()
    headings, rows = tables["Cán bộ"]
    rows += [
        person(10, "Ngô Văn Khoa", born="32/13/1980", llct="Cao học", sex=None),
        person(11, "Đỗ Văn Lâm", born=1985, since="chưa rõ"),
        person(12, "Mai Văn Minh", post="Giám đốc công ty", born=31000),
        person(12, "Mai Văn Minh", post="Giám đốc công ty", born=31001),
        ("", "Không Có Mã"),
    ]
    tables["Cán bộ"] = ((*headings, "Sở thích"), [(*row, "cờ tướng") for row in rows])
    tables["Quy hoạch"][1].extend(
        [entry(10), entry(11, term="2040-2045"), entry(12, "lạ"), entry(12, post="Công chức cấp xã")]
    )
    tables["Xếp loại"][1].extend([("CB10", "hai nghìn", "Hoàn thành tốt"), ("CB10", 1900, "Giỏi")])
    tables["Ghi chú"] = (("gì", "đó"), [("a", "b")])
    tables["Miễn trừ"] = (
        ("Mã cán bộ", "Chức danh", "Tiêu chuẩn được miễn", "Số quyết định", "Ngày quyết định", "Đến ngày"),
        [("CB03", "Phó Chủ tịch UBND xã", "age", "01/QĐ", "2026-01-05", None)],
    )
    write(desk / "hồ sơ.xlsx", tables)
    return desk


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


def test_workbook(full_desk):
    assert run("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--out", "kq").exit_code == 0
    found = {word for text in texts(full_desk / "kq" / "decisions.xlsx") for word in leaks(text)}
    assert found == set()


def test_mistakes_of_the_rule_book(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    broken(tmp_path / "quy tắc")
    lines = said("check", "quy tắc", rules=None).splitlines()
    ours = [line for line in lines if not re.match(r" *\d+ \|", line)]
    assert {word for line in ours for word in leaks(line.split(": ", 1)[-1])} == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["lạ"],
        ["review"],
        ["review", "--la"],
        ["review", "hồ sơ.xlsx", "thừa"],
        ["review", "hồ sơ.xlsx", "--as-of", "x"],
        ["review", "hồ sơ.xlsx", "--purpose", "x"],
        ["review", "hồ sơ.xlsx", "--out"],
        ["review", "hồ sơ.xlsx", "--out", "đầy"],
        ["review", "hồ sơ.xlsx", "--out", "."],
        ["review", "không.xlsx"],
        ["review", "hỏng.xlsx"],
        ["review", "trang mạng.xlsx"],
        ["review", "cũ.xlsx"],
        ["review", "lạ.docx"],
        ["review", "đầy"],
        ["review", "không người"],
        ["review", "hồ sơ.xlsx", "--rules", "đầy"],
        ["explain", "CB88", "hồ sơ.xlsx"],
        ["explain", "CB01", "hồ sơ.xlsx", "--post", "khác"],
        ["check", "không"],
        ["check", "đầy"],
        ["test", "đầy"],
        ["demo", "đầy"],
        ["demo", "mẫu", "--people", "0"],
        ["demo", "mẫu", "--people", "mười"],
    ],
    ids=" ".join,
)
def test_what_goes_wrong(desk, arguments):
    (desk / "hỏng.xlsx").write_bytes(b"PK\x03\x04".ljust(400))
    (desk / "trang mạng.xlsx").write_text("<html></html>", "utf-8")
    (desk / "cũ.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (desk / "lạ.docx").write_bytes(b"?")
    (desk / "đầy").mkdir()
    (desk / "đầy" / "ghi chú.txt").write_text("ghi chú", "utf-8")
    (desk / "không người").mkdir()
    (desk / "không người" / "plan.csv").write_text("Mã cán bộ\nCB01\n", "utf-8")
    shutil.copytree(RULES, desk / "rules")
    result = run(*arguments, rules=None)
    assert result.exit_code in (1, 2)
    assert leaks(result.stdout + result.stderr.replace("Bộ quy tắc: rules", "")) == set()
    assert result.stderr
