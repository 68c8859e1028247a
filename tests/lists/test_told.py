"""What officers read of the list: the table, the sheet's words and the lines of the summary."""

import pytest

from assurance.shipped import rules
from eligibility.report.lists import LIST_COLUMNS, ListTables
from eligibility.report.words import Words

from .people import entry, judged, person

AGE = "age at the start of the term"


def told(lang="en"):
    people = [person(n, sex="male" if n < 4 else "") for n in range(1, 5)]
    found = judged(people, [entry(n) for n in range(1, 5)])
    book, _ = rules()
    return ListTables(found, Words(book.vocabulary, lang), {"CB01": "Nguyễn Văn An"})


def test_the_table_has_a_row_for_each_rule_and_list():
    tables = told()
    frame = tables.frame()
    assert frame.columns == list(LIST_COLUMNS)
    assert frame.height == len(tables.findings)
    (women,) = frame.filter(frame["rule"] == "women").iter_rows(named=True)
    assert (women["standing"], women["share_low"], women["share_high"], women["least"]) == (
        "open",
        0.0,
        0.25,
        0.25,
    )
    assert women["doubtful"] == ["CB04"]


def test_breaches_come_first_with_names_and_the_smallest_change():
    words = told().in_words().rows(named=True)
    assert words[0]["rule_text"] == "At most 3 people for a post"
    assert (words[0]["standing_text"], words[0]["repair"], words[0]["bound"]) == (
        "breached",
        "take out 1",
        "≤ 3",
    )
    assert words[0]["who"].startswith("Nguyễn Văn An (CB01); CB02")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", f"Three age bands: {AGE} at least 40 years; and {AGE} less than 45 years"),
        ("vi", "Ba độ tuổi: tuổi đầu nhiệm kỳ ít nhất 40 tuổi; và tuổi đầu nhiệm kỳ ít hơn 45 tuổi"),
    ],
)
def test_bands_say_from_where_to_where(lang, said):
    assert said in told(lang).in_words()["rule_text"].to_list()


def test_the_summary_tells_caps_and_targets_apart():
    caps, targets = told("vi").lines()
    assert caps == "Giới hạn của danh sách: xét 5, vượt 1, chưa rõ 0 (trang Cơ cấu, tệp lists.csv)"
    assert targets.startswith("Tỷ lệ cơ cấu phấn đấu: xét 4, chưa đạt 2, ")
