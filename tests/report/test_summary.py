"""What the summary says of how a review was made: rows, assumptions, engines."""

import shutil

import attrs
import pytest

from eligibility.report.account import summary_lines
from eligibility.report.summary import percent, printable, top_reasons
from eligibility.report.tables import Tables
from eligibility.report.words import Words
from office.command import RULES
from office.process import python
from office.records import AS_OF, office
from office.reviewed import office_review, reviewed, rulebook


def lines(lang: str = "vi", **changes) -> list[str]:
    review = attrs.evolve(office_review(), **changes)
    return summary_lines(Tables(review, Words(rulebook().vocabulary, lang)))


def test_rows_and_advice_are_always_said():
    assert lines()[0] == "Đọc 12 dòng quy hoạch = 9 đã xét + 2 không xét được + 1 dòng lặp lại được gộp"
    assert lines()[1] == "8 cán bộ; 3 vấn đề dữ liệu; 2 dòng bị từ chối"
    assert lines()[-1] == "Kết quả này chỉ để tham mưu; quyết định thuộc cấp có thẩm quyền."
    assert lines("en")[0] == "12 plan entries read = 9 decided + 2 refused + 1 repeats merged"
    assert lines("en")[-1] == "This is advice only: the competent body decides."


@pytest.mark.parametrize(
    ("concluder", "lang", "said"),
    [
        ("durable-rules", "vi", "Bộ máy suy luận: durable-rules; "),
        ("tables", "vi", "Bộ máy suy luận: bảng luật; "),
        ("durable-rules", "en", "Engines: durable-rules; "),
        ("tables", "en", "Engines: rule tables; "),
    ],
)
def test_engines_are_named(concluder, lang, said):
    engines = attrs.evolve(office_review().engines, concluder=concluder)
    found = lines(lang, engines=engines)
    (line,) = [line for line in found if line.startswith(said)]
    assert "9/9" in line or "9 of 9" in line
    notices = [line for line in found if "--engine tables" in line]
    assert len(notices) == (concluder == "tables")


def test_what_could_not_be_compared_is_said():
    engines = attrs.evolve(office_review().engines, undecidable=2)
    assert "2 hồ sơ thiếu quá nhiều dữ liệu để đối chiếu, đều cần xác minh" in lines(engines=engines)


def test_columns_and_sheets_that_are_absent_are_said(tmp_path):
    root = tmp_path / "quy tắc"
    shutil.copytree(RULES, root)
    standards = root / "standards" / "office.yaml"
    standards.write_text(
        standards.read_text("utf-8").replace(
            "      - id: rating\n",
            "      - id: free\n"
            "        label: {vi: Không đang đi học, en: Not attending a class}\n"
            "        must: {none_of: ['attending in [llct_intermediate]']}\n"
            "        if_unmet: warn\n"
            "        clause: 12-QĐ/TU, Điều 9\n"
            "      - id: rating\n",
        ),
        "utf-8",
    )
    policy = root / "policy" / "planning.yaml"
    assumed = "assume:\n  - {table: disciplines, value: none, when: sheet absent}\n"
    policy.write_text(policy.read_text("utf-8").replace("assume:\n", assumed), "utf-8")
    book = rulebook(root)

    def said(lang: str, *without: str) -> list[str]:
        tables = {name: table for name, table in office().items() if name not in without}
        review = reviewed(tables, book=book)
        return [line for line in summary_lines(Tables(review, Words(book.vocabulary, lang))) if '"' in line]

    column = 'Không có cột "Đang học": coi là "không có" (quy định trong bộ quy tắc)'
    sheet = 'Không có trang "Kỷ luật": coi là không có dòng nào (quy định trong bộ quy tắc)'
    assert said("vi") == [column]
    assert sorted(said("vi", "Kỷ luật")) == [column, sheet]
    assert said("en", "Kỷ luật") == [
        'There is no column "Attending": taken as "none" (declared in the rule book)',
        'There is no sheet "Disciplines": taken as no rows (declared in the rule book)',
    ]


def test_nothing_is_assumed_where_nothing_reads_it():
    assert office_review().assumed == ()


WITHOUT = """
import sys
sys.modules["durable_rules_engine"] = None
from eligibility.cli import main
main()
"""


def test_review_without_durable_rules_says_so(desk):
    arguments = ("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--rules", RULES, "--out", "kq")
    done = python("-c", WITHOUT, *arguments, cwd=desk)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    out = " ".join(done.stdout.decode("utf-8").split())
    assert "Bộ máy suy luận: bảng luật; " in out
    assert "Lần này không dùng durable-rules (không có trên máy này, hoặc đã chọn --engine tables)" in out
    assert '"concluder": "tables"' in (desk / "kq" / "review.json").read_text("utf-8")


def test_most_frequent_reasons_come_first():
    tables = Tables(office_review(), Words(rulebook().vocabulary, "vi"))
    assert top_reasons(tables)[:3] == [
        ("Lý luận chính trị", 3, 0),
        ("Trình độ chuyên môn", 2, 1),
        ("Hai năm hoàn thành tốt", 2, 0),
    ]


@pytest.mark.parametrize(
    ("count", "total", "vi", "en"),
    [(1, 3, "33,3 %", "33.3 %"), (0, 5, "0,0 %", "0.0 %"), (5, 5, "100,0 %", "100.0 %"), (0, 0, "–", "–")],
)
def test_shares(count, total, vi, en):
    assert percent(count, total, "vi") == vi
    assert percent(count, total, "en") == en


def test_printable_keeps_letters_and_drops_what_acts():
    assert printable("Nguyễn [red]An[/] \x1b[31m\u202e!").plain == "Nguyễn [red]An[/] �[31m�!"
