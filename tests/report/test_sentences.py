"""Reasons as sentences: what is lacking, what the record states, what the clause asks for, by when."""

import re
from datetime import date
from functools import cache

import polars as pl
import pytest

from eligibility.model.review import Review
from eligibility.report.sentences import SEPARATOR
from eligibility.report.tables import Tables
from eligibility.report.words import Words
from office.records import entry, office, person
from office.reviewed import office_review, reviewed, rulebook


def tables(lang: str = "vi", review: Review | None = None) -> Tables:
    return Tables(review or office_review(), Words(rulebook().vocabulary, lang))


def told(lang: str, person: str, requirement: str, review: Review | None = None) -> str:
    made = tables(lang, review)
    rows = made.review.decisions.filter(pl.col("id") == person)["row"]
    found = made.sentences.told().filter(
        pl.col("row").is_in(rows.implode()) & (pl.col("requirement") == requirement)
    )
    (sentence,) = found["sentence"].unique().to_list()
    return str(sentence)


@cache
def doubtful() -> Review:
    """People of whom something is lacking, unreadable, contradictory or imprecise."""
    made = office()
    made["Cán bộ"][1].extend(
        [
            person(20, "Ngô Văn Khoa", born="1969"),
            person(21, "Đỗ Văn Lâm", born=date(1970, 6, 10), sex=None),
            person(22, "Mai Văn Minh", llct=None),
            person(23, "Lê Văn Nam", degree="Cao học lạ"),
        ]
    )
    made["Quy hoạch"][1].extend(entry(number) for number in range(20, 24))
    return reviewed(made)


@pytest.mark.parametrize(
    ("person", "requirement", "vi", "en"),
    [
        (
            "CB02",
            "llct",
            "Chưa đạt yêu cầu lý luận chính trị: hiện Sơ cấp; quy định từ Trung cấp trở lên"
            " (12-QĐ/TU, Điều 6); phải đạt chậm nhất ngày 30/12/2028.",
            "Not met, political theory: now Primary; required Intermediate or above"
            " (12-QĐ/TU, Điều 6); to be met by 30/12/2028.",
        ),
        (
            "CB08",
            "llct",
            "Chưa đạt yêu cầu lý luận chính trị: hiện Sơ cấp; quy định từ Trung cấp trở lên"
            " (12-QĐ/TU, Điều 6); phải đạt chậm nhất ngày 30/12/2028;"
            " lớp trung cấp lý luận chính trị không kịp hạn hoặc chưa đủ điều kiện vào học.",
            "Not met, political theory: now Primary; required Intermediate or above"
            " (12-QĐ/TU, Điều 6); to be met by 30/12/2028;"
            " intermediate political theory class is too late, or entry is barred.",
        ),
        (
            "CB08",
            "discipline",
            "Chưa đạt yêu cầu không trong thời hạn kỷ luật: hồ sơ ghi kỷ luật (Kỷ luật Đảng, Cảnh cáo,"
            " 15/01/2026); quy định không có kỷ luật mà thời điểm hết hiệu lực sau ngày xét"
            " (12-QĐ/TU, Điều 7); được xét lại từ ngày 15/01/2028.",
            "Not met, not under discipline: the record states disciplines (Party, Warning, 15/01/2026);"
            " required no disciplines whose expiry after the review date (12-QĐ/TU, Điều 7);"
            " may be considered again from 15/01/2028.",
        ),
    ],
)
def test_what_is_not_met(person, requirement, vi, en):
    assert told("vi", person, requirement) == vi
    assert told("en", person, requirement) == en


@pytest.mark.parametrize(
    ("person", "requirement", "vi", "en"),
    [
        (
            "CB20",
            "age",
            "hồ sơ ghi ngày sinh từ 01/01/1969 đến 31/12/1969 (chưa đủ chính xác), giới tính Nam;",
            "the record states date of birth 01/01/1969 to 31/12/1969 (not precise enough), sex Male;",
        ),
        ("CB21", "age", "chưa có thông tin về giới tính;", "nothing is stated of sex;"),
        ("CB22", "llct", "chưa có thông tin về lý luận chính trị;", "nothing is stated of political theory;"),
        ("CB23", "degree", "không đọc được trình độ chuyên môn;", "degree cannot be read;"),
    ],
)
def test_what_cannot_be_told(person, requirement, vi, en):
    review = doubtful()
    assert vi in told("vi", person, requirement, review)
    assert en in told("en", person, requirement, review)


@pytest.mark.parametrize(
    ("person", "requirement", "papers"),
    [("CB20", "age", "ngày sinh"), ("CB21", "age", "giới tính"), ("CB22", "llct", "lý luận chính trị")],
)
def test_an_unknown_says_which_paper_settles_it(person, requirement, papers):
    sentence = told("vi", person, requirement, doubtful())
    assert sentence.startswith("Chưa kết luận được yêu cầu ")
    assert sentence.endswith(f"; cần xác minh {papers}.")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("purpose", ["planning", "audit", "training"])
def test_every_gap_is_told_once_with_its_clause(lang, purpose):
    made = tables(lang, office_review(purpose))
    findings, sentences = made.review.findings, made.sentences.told()
    open_ = findings.filter(findings["status"].is_in(["unmet", "unknown"]))
    assert sentences["row"].to_list() == open_["row"].to_list()
    assert sentences["requirement"].to_list() == open_["requirement"].to_list()
    for clause, sentence in zip(open_["clause"], sentences["sentence"], strict=True):
        assert f"({clause})" in sentence
    # no part of a sentence is left empty
    assert not [text for text in sentences["sentence"] if re.search(r"[:;,] *[;,.]|\( *\)|  ", text)]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("purpose", ["planning", "audit", "training"])
def test_the_summary_of_a_decision_holds_all_its_gaps(lang, purpose):
    made = tables(lang, office_review(purpose))
    shown = dict(zip(made.review.decisions["row"], made.decisions()["summary"], strict=True))
    for row, sentence in made.sentences.told().select("row", "sentence").iter_rows():
        assert sentence in shown[row]


def test_a_paper_that_a_sentence_asks_for_is_not_asked_for_again():
    made = tables("vi", doubtful())
    rows = dict(zip(made.review.decisions["id"], made.told, strict=True))
    sentences = rows["CB21"].split(SEPARATOR)
    assert [sentence for sentence in sentences if "giới tính" in sentence] == sentences[:1]
    assert any(sentence.startswith("Kết quả có thể: ") for sentence in sentences)


def test_a_course_in_doubt_is_not_called_too_late():
    made = tables("vi", doubtful())
    findings = made.review.findings.with_row_index()
    decided = made.review.decisions.select("row", "outcomes", "training_possible")
    joined = findings.join(decided, on="row").filter(
        pl.col("status").is_in(["unmet", "unknown"])
        & ((pl.col("outcomes").list.len() > 1) | (pl.col("training_possible").list.len() > 0))
    )
    rows = set(joined["row"])
    assert rows
    for row, sentence in made.sentences.told().select("row", "sentence").iter_rows():
        assert row not in rows or "không kịp hạn" not in sentence


def test_all_met_is_said_so():
    shown = dict(zip(*tables().decisions().select("id", "summary").get_columns(), strict=True))
    assert shown["CB01"] == "Đạt mọi tiêu chuẩn."
    assert all(text.endswith(".") for text in shown.values())
