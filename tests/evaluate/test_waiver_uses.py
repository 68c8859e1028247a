"""What became of each waiver: every row of the sheet is answered for."""

from datetime import date

import pytest

from assurance.shipped import rules
from eligibility.model.waivers import Use
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import review_dataset
from eligibility.report.waivers import waiver_lines
from eligibility.report.words import Words
from lists.people import entry, person, raw_tables

AS_OF = date(2024, 6, 30)
OLD = {"birth_date": "1966-01-15"}
WAIVER = {
    "id": "CB01",
    "post": "commune.committee_deputy_chair",
    "requirement": "age",
    "decision_no": "12-QĐ/TU",
    "decision_date": "2024-01-10",
    "until": "2024-12-31",
    "reason": "Trường hợp đặc biệt",
}


def reviewed(*waivers, people=None, entries=None, purpose="planning"):
    book, _ = rules()
    tables = raw_tables(people or [person(1, **OLD)], entries or [entry(1)], AS_OF, waivers=list(waivers))
    dataset = build_dataset(tables, book.vocabulary, AS_OF)
    return review_dataset(dataset, book, AS_OF, purpose, engine="tables")


@pytest.mark.parametrize(
    ("changes", "use", "outcome"),
    [
        ({}, Use.APPLIED, "keep"),
        ({"until": ""}, Use.APPLIED, "keep"),
        ({"until": "2024-06-30"}, Use.APPLIED, "keep"),
        ({"until": "2024-06-29"}, Use.OVER, "remove"),
        ({"decision_date": "2024-06-30"}, Use.APPLIED, "keep"),
        ({"decision_date": "2024-07-01"}, Use.EARLY, "remove"),
        ({"decision_date": ""}, Use.UNCLEAR, "verify"),
        ({"requirement": "Độ tuổi quy hoạch"}, Use.APPLIED, "keep"),
        ({"requirement": "degree"}, Use.BARRED, "remove"),  # not marked waivable
        ({"requirement": "khác"}, Use.BARRED, "remove"),
        ({"post": "commune.committee_chair"}, Use.NOBODY, "remove"),
        ({"post": ""}, Use.APPLIED, "keep"),
    ],
)
def test_each_waiver_is_answered_for(changes, use, outcome):
    made = reviewed({**WAIVER, **changes})
    (found,) = made.waivers
    assert (found.use, made.decisions["outcome"].to_list()) == (use, [outcome])
    assert found.applied == (1 if use is Use.APPLIED else 0)
    assert (found.decision_no, found.reason) == ("12-QĐ/TU", "Trường hợp đặc biệt")


def test_a_waiver_of_a_person_who_is_not_there_is_a_refused_row():
    made = reviewed({**WAIVER, "id": "CB99"})
    assert made.waivers == ()
    assert [(one.table, one.kind) for one in made.refusals] == [("waivers", "unknown_person")]


def test_a_waiver_of_who_meets_the_demand_is_not_needed():
    made = reviewed(WAIVER, people=[person(1)])
    assert [one.use for one in made.waivers] == [Use.SPARE]


def test_a_waiver_without_a_post_may_be_applied_twice():
    entries = [entry(1), entry(1, "commune.committee_chair")]
    (found,) = reviewed({**WAIVER, "post": ""}, entries=entries).waivers
    assert (found.use, found.applied) == (Use.APPLIED, 2)


def test_a_demand_that_was_not_waivable_then_is_not_waived():
    """Before Regulation 50 no waiver was known; the same waiver counts for nothing."""
    book, _ = rules()
    day = date(2021, 12, 26)
    waiver = {**WAIVER, "decision_date": "2021-01-10", "until": ""}
    tables = raw_tables([person(1, **OLD)], [entry(1, since="2020-05-10")], day, waivers=[waiver])
    made = review_dataset(build_dataset(tables, book.vocabulary, day), book, day, engine="tables")
    assert ([one.use for one in made.waivers], made.decisions["outcome"].to_list()) == (
        [Use.BARRED],
        ["remove"],
    )


def test_every_row_is_counted_in_the_summary():
    book, _ = rules()
    made = reviewed(WAIVER, {**WAIVER, "until": "2024-06-29"}, {**WAIVER, "requirement": "degree"})
    assert waiver_lines(made, Words(book.vocabulary, "en")) == [
        "3 waivers: 1 applied, to 1 candidacies. 1: over; 1: the requirement may not be waived."
    ]
    assert waiver_lines(reviewed(WAIVER), Words(book.vocabulary, "vi")) == [
        "1 quyết định miễn trừ: 1 được áp dụng, cho 1 đối tượng xét."
    ]
    assert waiver_lines(reviewed(), Words(book.vocabulary, "vi")) == []
