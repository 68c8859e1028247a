"""Waivers in a query, each with what the ordinary review makes of it."""

import pytest

from synthetic.province import AS_OF, rules

from .databases import compared
from .engines import Duck

PEOPLE = ("id", "full_name", "sex", "birth_date", "unit", "post")
PLAN = ("id", "post", "unit", "term", "status")
WAIVERS = ("id", "post", "requirement", "decision_date", "until")
CHAIR, OTHER = "commune.committee_chair", "commune.front_chair"


@pytest.mark.parametrize(
    ("waiver", "status"),
    [
        ((CHAIR, "age", "2026-01-15", ""), "waived"),
        (("Chủ tịch UBND xã", "Độ tuổi quy hoạch", "2026-01-15", "2026-06-30"), "waived"),
        (("", "age", "2026-01-15", ""), "waived"),
        ((OTHER, "age", "2026-01-15", ""), "unmet"),
        ((CHAIR, "age", "2026-01-15", "2026-06-29"), "unmet"),
        ((CHAIR, "age", "2026-07-01", ""), "unmet"),
        ((CHAIR, "age", "", ""), "unknown"),
        (("chức gì đó", "age", "2026-01-15", ""), "unknown"),
        (("chức gì đó", "age", "2026-01-15", "2026-06-29"), "unmet"),
    ],
)
def test_a_waiver_counts_for_its_post_while_it_is_in_force(duck: Duck, waiver, status):
    tables = {
        "people": (PEOPLE, [("A1", "A", "male", "1966-01-01", "u", "commune.civil_servant")]),
        "plan": (PLAN, [("A1", CHAIR, "u", "2026-2031", "planned")]),
        "waivers": (WAIVERS, [("A1", *waiver)]),
    }
    found = compared(duck, tables, rules(), AS_OF, "planning")
    assert found is not None
    differences, _, asked = found
    assert differences == []
    assert [row["status_age"] for row in asked.rows] == [status]


def test_a_waiver_of_something_that_cannot_be_read_may_be_for_anything(duck: Duck):
    tables = {
        "people": (PEOPLE, [("A1", "A", "male", "1966-01-01", "u", "commune.civil_servant")]),
        "plan": (PLAN, [("A1", CHAIR, "u", "2026-2031", "planned")]),
        "waivers": (WAIVERS, [("A1", CHAIR, "tuổi", "2026-01-15", "")]),
    }
    found = compared(duck, tables, rules(), AS_OF, "planning")
    assert found is not None
    assert found[0] == []
    assert [(row["status_age"], row["unread"]) for row in found[2].rows] == [("unknown", 1)]
