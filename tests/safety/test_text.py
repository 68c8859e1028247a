"""Text from files stays text: on the terminal, in csv, in workbooks, in json."""

import csv
import io
import json
import re
import shutil
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from office.command import RULES, run
from office.records import AS_OF, PEOPLE, PLAN, RATINGS, entry, office, person, write

NASTY = (
    "[red]An[/red] [/x] [link=http://x]y[/link]",
    "\x1b[31mĐỏ\x1b[0m\x1b]0;tiêu đề\x07",
    "ba\u202enac\u202c \u2066x\u2069 \u200fy",
    "\x9b31mC1\x85",
    "thẻ\U000e0041\u2028dòng\u180e",
    '=HYPERLINK("http://x","bấm")',
    "+84 912 345 678",
    "-1+1",
    "@SUM(A1:A9)",
    "<script>alert(1)</script> & \"nháy\" 'đơn'",
    "{name} {0} %s %(x)s \\u001b",
    "../../../etc/passwd",
    "C:\\Windows\\..\\x|cmd",
    "a,b;c\td",
)


def invisible(text: str) -> set[str]:
    """Characters that do something to a terminal or turn the direction of writing."""
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") and c != "\n"}


@pytest.fixture
def nasty(desk) -> Path:
    """A folder of csv files whose ids, names, units, terms, posts and ratings are made to do harm."""
    place = desk / "vào"
    place.mkdir()
    people, plan, ratings = [], [], []
    for number, text in enumerate(NASTY):
        people.append(("", text, text, *person(number, text)[2:4], text, text, *person(number, text)[6:]))
        plan.append(("", text, "Phó Chủ tịch UBND xã", text, "2026-2031", "2024-05-20", "Đã quy hoạch"))
        plan.append(("", text, text, text, text, text, text))
        ratings.append(("", text, text, text))
    for name, headings, rows in (
        ("people", PEOPLE, people),
        ("plan", PLAN, plan),
        ("evaluations", RATINGS, ratings),
    ):
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            # a first column without a heading, so that csv files need no thought about blanks
            csv.writer(stream).writerows([("", *headings), *rows])
    (place / "x\x1b[31m\u202e.txt").touch()
    return place


def review(*arguments) -> str:
    result = run("review", "vào", "--as-of", AS_OF, "--out", "kq", "--findings-csv", *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout + result.stderr


def test_terminal_shows_nothing_that_acts(nasty):
    assert invisible(review()) == set()


def test_dossiers_show_markup_as_it_is(nasty):
    for text in NASTY:
        result = run("explain", "--as-of", AS_OF, "--rules", RULES, "--", _clean(text), "vào", rules=None)
        assert result.exit_code == 0, text
        assert invisible(result.stdout) == set()
        assert not result.stderr.count("\x1b")
    shown = run("explain", NASTY[0], "vào", "--as-of", AS_OF).stdout
    assert "[red]An[/red] [/x] [link=http://x]y[/link] (" in shown


def test_messages_about_files_show_nothing_that_acts(desk):
    for name in ("x\x1b[31m.xlsx", "y\u202e.docx", "không\x07.xlsx"):
        result = run("review", name)
        assert result.exit_code == 2
        assert invisible(result.stderr) == set()
        (desk / name).write_bytes(b"?" * 100)
        assert invisible(run("review", name).stderr) == set()
    result = run("explain", "CB\x1b[31m", "hồ sơ.xlsx")
    assert invisible(result.stderr) == set()
    result = run("review", "hồ sơ.xlsx", "--rules", "quy\x1b[0mtắc", rules=None)
    assert invisible(result.stderr) == set()


def test_json_has_nothing_that_acts_and_loses_nothing(nasty):
    result = run("explain", _clean(NASTY[4]), "vào", "--as-of", AS_OF, "--json")
    assert invisible(result.stdout) == set()
    assert json.loads(result.stdout)["candidacies"][0]["full_name"] == _clean(NASTY[4])
    assert invisible(run("review", "vào", "--as-of", AS_OF, "--json").stdout) == set()


def _clean(text: str) -> str:
    from eligibility.normalise.text import clean

    return clean(text)


def rows(place: Path) -> list[list[str]]:
    content = place.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_has_no_formulas_and_parquet_the_exact_text(nasty, desk):
    review()
    for name in ("decisions", "findings", "issues", "refusals"):
        for row in rows(desk / "kq" / f"{name}.csv"):
            assert [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    exact = pl.read_parquet(desk / "kq" / "decisions.parquet")
    assert exact["full_name"].to_list() == [_clean(text) for text in NASTY]
    shown = [row[1] for row in rows(desk / "kq" / "decisions.csv")[1:]]
    assert shown == [f"'{text}" if text[0] in "=+-@" else text for text in map(_clean, NASTY)]


def test_workbook_has_only_texts_numbers_and_dates(nasty, desk):
    review()
    place = desk / "kq" / "decisions.xlsx"
    book = openpyxl.load_workbook(place)
    names = set()
    for sheet in book.worksheets:
        assert not sheet._hyperlinks
        assert not sheet.conditional_formatting
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "d"), cell.coordinate
                assert cell.hyperlink is None
                if cell.data_type == "s":
                    names.add(cell.value)
    assert {_clean(text) for text in NASTY} <= names
    with zipfile.ZipFile(place) as archive:
        parts = archive.namelist()
        assert not [
            part for part in parts if re.search("externalLink|vba|embedding|activeX|connections|query", part)
        ]
        for part in parts:
            text = archive.read(part).decode("utf-8")
            assert "TargetMode" not in text, part
            if part.startswith("xl/worksheets/sheet"):
                assert "<f>" not in text, part


def test_names_of_sheets_and_files_lead_nowhere(desk):
    """A sheet named like a path, written past what Excel allows."""
    record = desk / "..%2f..%2fx.xlsx"
    tables = office()
    tables["Trang thường"] = tables.pop("Kỷ luật")
    write(record, tables)
    changed = io.BytesIO()
    with zipfile.ZipFile(record) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/workbook.xml":
                content = content.replace("Trang thường".encode(), b"../../../tmp/x")
            new.writestr(part, content)
    record.write_bytes(changed.getvalue())
    result = run("review", record.name, "--as-of", AS_OF, "--out", "kq")
    assert result.exit_code == 0
    assert {place.name for place in desk.iterdir()} == {"hồ sơ.xlsx", record.name, "kq"}
    assert "../../../tmp/x" in (desk / "kq" / "issues.csv").read_text("utf-8-sig")


def test_term_that_looks_like_a_formula_is_inert_in_csv(desk):
    tables = office()
    tables["Quy hoạch"][1][:] = [entry(1, term="=1+1"), entry(2)]
    write(desk / "hồ sơ.xlsx", tables)
    assert run("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--out", "kq", "--findings-csv").exit_code == 0
    for name in ("decisions", "findings", "refusals"):
        assert "=1+1" not in [cell for row in rows(desk / "kq" / f"{name}.csv") for cell in row]


# --- where files may lie ------------------------------------------------------------------------------


def test_link_out_of_a_folder_of_csv_is_refused(desk):
    place = desk / "vào"
    place.mkdir()
    (desk / "mật.csv").write_text("Mã cán bộ\nCB01\n", "utf-8")
    (place / "people.csv").symlink_to(desk / "mật.csv")
    result = run("review", "vào", "--as-of", AS_OF)
    assert result.exit_code == 2
    assert "people.csv trỏ ra ngoài thư mục" in result.stderr
    assert "CB01" not in result.stderr


def test_link_out_of_a_rule_book_is_refused(desk):
    shutil.copytree(RULES, desk / "quy tắc")
    standards = desk / "quy tắc" / "standards" / "office.yaml"
    standards.rename(desk / "ngoài.yaml")
    standards.symlink_to(desk / "ngoài.yaml")
    result = run("check", "quy tắc", rules=None)
    assert result.exit_code == 1
    assert "R102" in result.stdout


def test_file_held_open_gets_a_plain_message(desk, monkeypatch):
    opened = Path.open

    def held(self, *arguments, **options):
        if self.name == "hồ sơ.xlsx":
            raise PermissionError(13, "held")
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", held)
    for lang, said in (("vi", "có thể đang mở trong Excel, hãy đóng lại"), ("en", "close it in Excel")):
        result = run("review", "hồ sơ.xlsx", "--as-of", AS_OF, lang=lang)
        assert result.exit_code == 2
        assert said in result.stderr
        assert "Traceback" not in result.stderr


# --- no personal data in messages about mistakes ----------------------------------------------------------


PRIVATE = "Nguyễn Văn An sinh ngày 15/08/1985, CB01"


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (["review", "hồ sơ.xlsx"], "eligibility.pipeline.build_dataset"),
        (["review", "hồ sơ.xlsx"], "eligibility.report.summary.top_reasons"),
        (["explain", "CB01", "hồ sơ.xlsx"], "eligibility.report.dossier.Tables.findings_in_words"),
        (["check"], "eligibility.pipeline.read_rules"),
        (["test", "."], "eligibility.assurance.cases.read_case_files"),
        (["demo", "mẫu.xlsx"], "eligibility.synthetic.province.make_province"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else value.rpartition(".")[2],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_unexpected_failure_names_its_kind_and_place_only(desk, monkeypatch, arguments, where, lang):
    class Surprise(Exception):
        pass

    def fail(*_, **__):
        raise Surprise(PRIVATE) from ValueError(PRIVATE)

    monkeypatch.setattr(where, fail)
    result = run(*arguments, lang=lang)
    assert result.exit_code == 3
    assert result.stdout == ""
    line = result.stderr.splitlines()[-1]
    assert re.search(r"\(Surprise (tại|at) \w+\.py:\d+\)", line)
    assert not [
        word for word in ("Nguyễn", "An sinh", "15/08/1985", "CB01", "Traceback") if word in result.stderr
    ]


def test_disagreement_names_no_person(desk, monkeypatch):
    """What the message says comes from rules and codes; the candidacy is a number."""
    import attrs

    from eligibility import concluding

    judge = concluding.Reference.judge

    def wrong(self, record):
        return attrs.evolve(judge(self, record), outcomes=frozenset({"keep", "remove", "verify"}))

    monkeypatch.setattr(concluding.Reference, "judge", wrong)
    result = run("review", "hồ sơ.xlsx", "--as-of", AS_OF)
    assert result.exit_code == 3
    assert "office.leaders 2024-01-01, candidacy 0" in result.stderr
    assert not [word for word in ("Nguyễn", "CB01", "1985") if word in result.stderr]
