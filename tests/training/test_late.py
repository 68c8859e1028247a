"""Paths that cannot be walked in time: what the policy then makes of the plan, and where it makes nothing."""

from datetime import date

import polars as pl
import pytest

from eligibility.engine.reference import apply_policy
from eligibility.training.late import Found, late, outcome_after
from eligibility.training.why import answers
from office.records import CLERK, HEAD, entry
from training.planning import DAY, Office, listed, session
from training.test_needs import COURSE, cadre, desk


@pytest.fixture(scope="module")
def planned():
    """A clerk planned for a post that demands the intermediate class when its term starts."""
    return Office(desk(cadre(1, post=CLERK), plan=[entry(1, "Đang quy hoạch", post=HEAD)]))


def decisions(office, *classes):
    plan = office.plan(listed(*classes), years=range(2026, 2036))
    return late(plan.needs, plan.asking, plan.ways).to_dicts()


def due(office) -> date:
    return office.needs.demands.filter(pl.col("purpose") == "planning")["due"].min()


def test_a_class_in_time_changes_nothing(planned):
    assert decisions(planned, session()) == []


def test_classes_that_all_end_too_late_take_out_of_the_plan(planned):
    """The review keeps the entry, since a course could close the gap; no class of the list does."""
    after = session("TC31", start=due(planned), end=date(due(planned).year + 1, 6, 30))
    (row,) = decisions(planned, after)
    assert (row["id"], row["purpose"], row["course"]) == ("CB01", "planning", COURSE)
    assert (row["outcome"], row["then"], row["in_time"]) == ("keep", "remove", "no")
    assert row["end"] > row["due"] == due(planned)


def test_without_a_class_in_the_list_the_longest_duration_counts(planned):
    """No class of this course is listed: it may be taken elsewhere, and is in time."""
    other = session("QL26", course="QLNN ngạch chuyên viên")
    assert decisions(planned, other) == []


def test_nobody_is_out_for_a_course_attended_that_may_end_sooner():
    """Whoever attends something is free at the latest after its longest duration: nobody knows when."""
    plan = [entry(1, "Đang quy hoạch", post=HEAD)]
    people = Office(desk(cadre(1, post=CLERK, attending="QLNN ngạch chuyên viên"), plan=plan))
    after = session("TC31", start=due(people), end=date(due(people).year + 1, 6, 30))
    (row,) = decisions(people, after)
    assert (row["outcome"], row["then"], row["in_time"]) == ("keep", "verify", "unsure")


def test_waiting_for_a_seat_is_no_ground_for_anything(planned):
    assert decisions(planned, session(seats=0)) == []


def test_one_person_is_told_what_the_review_would_come_to(planned):
    after = session("TC31", start=due(planned), end=date(due(planned).year + 1, 6, 30))
    plan = planned.plan(listed(after), years=range(2026, 2036))
    found = answers(planned.tables(plan), planned.needs_tables(), "CB01", COURSE, None, 10)
    assert "khi đó kết luận: Đưa ra khỏi quy hoạch (hiện: Tiếp tục quy hoạch)" in " ".join(found[0].path)


def test_what_is_late_is_read_as_the_policy_reads_what_no_course_closes(planned):
    policy = planned.needs.reviews["planning"].policy
    gap = Found("llct", "train", COURSE, date(2030, 1, 1), closable=True)
    assert outcome_after(policy, "keep", [gap], COURSE, date(2029, 12, 31), DAY) == "keep"
    assert outcome_after(policy, "keep", [gap], COURSE, date(2030, 1, 2), DAY) == "remove"
    assert outcome_after(policy, "carry_over", [gap], COURSE, None, DAY) == "remove"
    assert outcome_after(policy, "add", [gap], COURSE, None, DAY) == "reject"
    assert outcome_after(policy, "keep", [gap], "llct_advanced", None, DAY) == "keep"


def test_an_outcome_that_nothing_known_explains_is_left_undecided(planned):
    policy = planned.needs.reviews["planning"].policy
    assert apply_policy(policy, set(), {"appointed", "planned"}) == "closed"
    gap = Found("age", "leave", "", date(2026, 1, 1), closable=False)
    assert outcome_after(policy, "keep", [gap], COURSE, None, DAY) == policy.undecided
