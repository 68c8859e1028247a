"""Conditions of which it is known by hand which cases show that they matter."""

import pytest

from eligibility.coverage.conditions import MATTERING, Shows, shown_by, singles, unshown
from eligibility.coverage.policies import unfired

from .small import DEGREE, measured, small

EITHER = (
    "{id: either, must: {any_of: [degree >= bachelor, llct >= intermediate]}, if_unmet: warn, clause: Điều 1}"
)
NESTED = (
    "{id: nested, must: {all_of: [degree >= college, degree >= bachelor]}, if_unmet: warn, clause: Điều 1}"
)


def case(name, degree, llct, status):
    about = "about: {vi: Ca, en: Case}"
    person = f"person: {{degree: {degree}, llct: {llct}}}"
    return f"- {{id: {name}, {about}, {person}, expect: {{outcome: keep, statuses: {{either: {status}}}}}}}\n"


FIRST = case("first", "bachelor", "none", "met")
SECOND = case("second", "none", "intermediate", "met")
NEITHER = case("neither", "none", "none", "unmet")
BOTH = case("both", "bachelor", "intermediate", "met")


def lacking(folder):
    measurer = measured(folder)
    shown = shown_by(measurer.trials)
    return {
        (item.single.text, item.shows): item
        for item in unshown(measurer.rulebook, shown)
        if item.shows in MATTERING
    }


DEGREE_TEXT, LLCT_TEXT = "degree >= bachelor", "llct >= intermediate"


@pytest.mark.parametrize(
    ("cases", "missing"),
    [
        (FIRST + SECOND + NEITHER, set()),
        (FIRST + SECOND, {(DEGREE_TEXT, Shows.MATTERS_FALSE), (LLCT_TEXT, Shows.MATTERS_FALSE)}),
        # where both are so, neither matters
        (BOTH + SECOND + NEITHER, {(DEGREE_TEXT, Shows.MATTERS_TRUE)}),
        (BOTH + NEITHER, {(DEGREE_TEXT, Shows.MATTERS_TRUE), (LLCT_TEXT, Shows.MATTERS_TRUE)}),
    ],
)
def test_conditions_that_are_shown(tmp_path, cases, missing):
    found = lacking(small(tmp_path, EITHER, cases=cases))
    assert set(found) == missing
    assert not any(item.impossible for item in found.values())
    assert all(item.witnesses for item in found.values())


def test_what_is_left_open_shows_nothing(tmp_path):
    """Where the degree is not known, it is not known which of the two counts."""
    open_ = "- {id: open, about: {vi: Ca, en: Case}, without: [degree], person: {llct: none}, "
    open_ += "expect: {outcome: keep, statuses: {either: unknown}}}\n"
    found = lacking(small(tmp_path, EITHER, cases=open_))
    assert len(found) == 4


def test_what_nobody_can_show_is_proved(tmp_path):
    """Who is no college graduate is no bachelor either: it never hangs on the lower demand."""
    found = lacking(small(tmp_path, NESTED))
    impossible = {key for key, item in found.items() if item.impossible}
    assert impossible == {("degree >= college", Shows.MATTERS_FALSE)}
    assert len(found) == 4


def test_a_row_of_a_history(tmp_path):
    """One discipline in force and one that is over show both sides of the condition about rows."""
    rule = "{id: discipline, must: {none: disciplines, where: expires > review_date}, if_unmet: warn, "
    rule += "clause: Điều 7}"
    line = (
        "- id: %s\n  about: {vi: Ca, en: Case}\n"
        "  disciplines: [{regime: party, form: reprimand, decision_date: %s}]\n"
        "  expect: {outcome: keep, statuses: {discipline: %s}}\n"
    )
    over, now = line % ("over", "2024-06-30", "met"), line % ("now", "2026-01-01", "unmet")
    assert set(lacking(small(tmp_path, rule, cases=over + now))) == set()
    (tmp_path / "more").mkdir()
    left = lacking(small(tmp_path / "more", rule, cases=now))
    assert ("row.expires > review_date", Shows.MATTERS_FALSE) in left or (
        "expires > review_date",
        Shows.MATTERS_FALSE,
    ) in left


def test_lines_that_no_case_uses(tmp_path):
    kept = "- {id: kept, about: {vi: Ca, en: Case}, expect: {outcome: keep, unmet: []}}\n"
    measurer = measured(small(tmp_path, DEGREE, cases=kept))
    policies = [policy for policy in measurer.rulebook.policies if policy.purpose == "planning"]
    unused = {(item.part, item.line.then) for item in unfired(policies, measurer.trials)}
    assert ("decide", "keep") not in unused
    assert ("conclude", "in_plan") in unused  # that of who was planned for the earlier term
    assert {("decide", "remove"), ("decide", "add"), ("conclude", "blocked")} <= unused


def test_conditions_are_counted_where_they_are_written(tmp_path):
    measurer = measured(small(tmp_path, EITHER, DEGREE))
    found = singles(measurer.rulebook)
    assert len(found) == 3
    assert {some[0].requirement.id for some in found.values()} == {"either", "degree"}
