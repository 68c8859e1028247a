"""Rules about lists: read, and refused where they do not make sense."""

from fractions import Fraction

import pytest

from assurance.shipped import rules
from eligibility.normalise.language import Language
from eligibility.normalise.lists import ListsBuilder

RULE = {
    "id": "women",
    "label": {"vi": "Nữ", "en": "Women"},
    "kind": "target",
    "group": ["target.unit", "term"],
    "share": "sex == female",
    "min_share": "25 %",
    "clause": "1/QĐ",
}
BOOK = {
    "structure": "one",
    "title": {"vi": "Một", "en": "One"},
    "source": {"instrument": "1/QĐ", "confidence": "summary"},
    "in_force": {"from": "2020-01-01"},
    "counts": ["keep"],
}


def built(*more, book=BOOK, **changes):
    rule = {key: value for key, value in (RULE | changes).items() if value is not None}
    builder = ListsBuilder(Language(rules()[0].vocabulary), ["keep", "verify"])
    made = builder.build({"structure/one.yaml": {**book, "rules": [rule, *more]}})
    return made, [problem.code for problem in builder.problems]


def test_read_as_written():
    (made,), problems = built()
    assert problems == []
    (rule,) = made.rules
    assert (rule.least_share, rule.most, rule.group) == (Fraction(1, 4), None, ("target.unit", "term"))
    assert (str(rule.confidence), made.counts, made.may_count) == ("summary", ("keep",), ())


def test_cuts_become_conditions_that_widen():
    (made,), problems = built(
        share=None, min_share=None, bands="age at review_date", cuts=["30 years", "45 years"], each_min="1"
    )
    assert problems == []
    assert len(made.rules[0].bands) == 2


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"count": "candidacies"}, ["R721"]),
        ({"share": None}, ["R721"]),
        ({"share": None, "count": "people"}, ["R721"]),
        ({"min_share": None}, ["R722"]),
        ({"kind": "figure"}, ["R722"]),
        ({"kind": "goal"}, ["R502"]),
        ({"min_share": "a quarter"}, ["R723"]),
        ({"min_share": "25,5 %"}, ["R723"]),
        ({"group": ["unit"]}, ["R502"]),
        ({"share": "sex == femal"}, ["R437"]),
        ({"where": "target.levl == province"}, ["R421"]),
        ({"confidence": "sure"}, ["R505"]),
        ({"share": None, "bands": "age at review_date", "each_min": "1"}, ["R208"]),
        ({"max": "three"}, ["R203"]),
    ],
)
def test_what_makes_no_sense_is_refused(changes, codes):
    assert built(**changes)[1] == codes


def test_a_rule_twice_and_an_outcome_that_is_not_there():
    assert built(RULE)[1] == ["R302"]
    assert built(book={**BOOK, "counts": ["kept"]})[1] == ["R602"]
