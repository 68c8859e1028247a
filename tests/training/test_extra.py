"""One more class that is not in the list: the first with which somebody would have had a seat."""

from datetime import date

import attrs
import pytest
from hypothesis import given

from eligibility.training.classes import ClassList
from eligibility.training.extra import Extra, extra, first_of
from eligibility.training.greedy import in_order
from eligibility.training.plan import Plan
from eligibility.training.reasons import Reasons
from eligibility.training.seating import Class, LimitKind
from eligibility.training.solving import solve
from eligibility.training.whatif import raised
from eligibility.training.why import answers
from training.planning import (
    CLASSES,
    DAY,
    YEARS,
    Office,
    listed,
    sample,
    sample_plan,
    seats,
    session,
)
from training.seats import Parts, month, parts
from training.test_needs import COURSE, cadre, desk

FIRST = date(2026, 8, 1)
"""The review is of 30 June 2026: the month after the next."""


def asked(office: Office, plan: Plan, number: int, *, year: int | None = None) -> Extra | None:
    """The further class that would let the person in."""
    claim = next(one for one in plan.problem.claims if one.person == f"CB{number:02}")
    return extra(plan, claim, year, lambda one: office.asks(one, plan.years), 60)


def waits(plan: Plan, *numbers: int) -> int:
    """Who of *numbers* has no seat: one does not."""
    taken = seats(plan)
    (number,) = [one for one in numbers if f"CB{one:02}" not in taken]
    return number


def opened(plan: Plan, found: Extra) -> ClassList:
    """The class list with the further class, and what else it takes of money."""
    more = {limit.about[0]: by for limit, by in found.limits if limit.kind is LimitKind.BUDGET}
    budgets = tuple((year, amount + more.get(str(year), 0)) for year, amount in plan.listed.budgets)
    return attrs.evolve(plan.listed, classes=(*plan.listed.classes, found.session), budgets=budgets)


def days(found: Extra | None) -> tuple[str, date, date, int]:
    assert found is not None
    return found.session.mode, found.session.start, found.session.end, found.session.seats


@pytest.fixture(scope="module")
def two() -> Office:
    return Office(desk(cadre(1), cadre(2)))


# --- worked by hand -----------------------------------------------------------------------------------


def test_one_more_class_like_that_of_the_list_in_the_first_month(two):
    """One seat for two people; seven months part-time, which takes nobody away from work."""
    plan = two.plan(listed(session(mode="KTT", start=date(2026, 7, 15), end=date(2027, 2, 14))))
    number = waits(plan, 1, 2)
    found = asked(two, plan, number)
    assert days(found) == ("part_time", FIRST, date(2027, 2, 28), 1)
    assert (found.seat, found.limits, found.least, found.proven) == (found.session, (), False, True)
    assert seats(two.plan_of(opened(plan, found)))[f"CB{number:02}"] == found.session.id


def test_others_move_to_it_and_make_room_in_the_class_there_is(two):
    """It would begin before the class of the list: whoever comes first goes there."""
    plan = two.plan(listed(session(mode="KTT")))
    number = waits(plan, 1, 2)
    found = asked(two, plan, number)
    assert (found.session.start, found.seat.id) == (FIRST, "TC26")
    assert seats(two.plan_of(opened(plan, found)))[f"CB{number:02}"] == "TC26"


def test_in_a_month_in_which_the_colleague_is_back(two):
    """Of a unit of two one may be away at a time: the first class ends in the middle of February."""
    plan = two.plan(listed(session(seats=5, start=date(2026, 7, 15), end=date(2027, 2, 14))))
    found = asked(two, plan, waits(plan, 1, 2))
    assert days(found) == ("full_time", date(2027, 3, 1), date(2027, 9, 30), 1)


def test_with_money_besides_where_no_month_does_without(two):
    """Two million each, and three in all in 2026; for 2027 nothing is declared that would bind."""
    rows = [(*session(mode="KTT", start=date(2026, 7, 15), end=date(2026, 12, 14), seats=2), 2_000_000)]
    table = {**listed(budgets=[(2026, 3_000_000)]), "Lớp": ((*CLASSES, "Kinh phí một người"), rows)}
    plan = two.plan(table, range(2026, 2027))
    found = asked(two, plan, waits(plan, 1, 2))
    ((limit, more),) = found.limits
    assert (limit.kind, limit.about, more) == (LimitKind.BUDGET, ("2026",), 2_000_000)
    assert days(found) == ("part_time", FIRST, date(2026, 12, 31), 1)
    assert found.least
    later = asked(two, two.plan(table), waits(plan, 1, 2))
    assert (later.session.start, later.limits) == (date(2027, 1, 1), ())


@pytest.mark.parametrize(("people", "seated", "wanted"), [(3, 2, None), (4, 2, 2)])
def test_a_class_that_needs_two_to_open_is_thought_of_where_two_wait(people, seated, wanted):
    office = Office(desk(*map(cadre, range(1, people + 1))))
    row = (*session(mode="KTT", start=date(2026, 7, 15), end=date(2027, 2, 14), seats=2), 2)
    plan = office.plan({"Lớp": ((*CLASSES, "Số học viên tối thiểu"), [row])}, range(2026, 2027))
    assert len(seats(plan)) == seated
    number = next(one for one in range(1, people + 1) if f"CB{one:02}" not in seats(plan))
    found = asked(office, plan, number)
    assert (found.session.seats if found is not None else None) == wanted


def test_with_as_many_seats_as_those_take_who_come_first():
    """Three people and one seat: the last of them needs a class of two, and one less is not enough."""
    office = Office(desk(cadre(1), cadre(2), cadre(3)))
    plan = office.plan(listed(session(mode="KTT", start=date(2026, 7, 15), end=date(2027, 2, 14))))
    first, second = (asked(office, plan, int(plan.problem.claims[n].person[2:])) for n in (1, 2))
    assert (first.session.seats, first.least) == (1, False)
    assert (second.session.seats, second.least) == (2, True)


def test_full_time_where_he_is_too_young_for_the_classes_there_are():
    """Twenty-seven years old; full-time it lasts at most eight months."""
    office = Office(desk(cadre(1, born=date(1999, 3, 2))))
    plan = office.plan(listed(session(mode="KTT")))
    assert days(asked(office, plan, 1)) == ("full_time", FIRST, date(2027, 3, 31), 1)


def test_where_no_class_of_the_course_is_in_the_list():
    office = Office(desk(cadre(1)))
    plan = office.plan(listed(session("QL26", course="QLNN ngạch chuyên viên")))
    assert days(asked(office, plan, 1)) == ("full_time", FIRST, date(2027, 3, 31), 1)


def test_not_before_a_waiting_time_is_over_and_not_after_the_years_of_the_plan():
    discipline = ("CB01", "Kỷ luật chính quyền", "Khiển trách", date(2025, 3, 10), date(2026, 12, 31))
    office = Office(desk(cadre(1), disciplines=[discipline]))
    assert asked(office, office.plan(listed(session()), range(2026, 2027)), 1) is None
    found = asked(office, office.plan(listed(session())), 1)
    assert days(found)[1] == date(2027, 1, 1)


def test_not_for_a_class_that_ends_after_retirement():
    """Born in May 1966, he retires on 1 June 2028; a class like that of the list takes eight months."""
    office = Office(desk(cadre(1, born=date(1966, 5, 20))))
    plan = office.plan(listed(session(start=date(2028, 1, 3), end=date(2028, 8, 31))), range(2027, 2029))
    assert days(asked(office, plan, 1, year=2027))[1] == date(2027, 1, 1)
    assert asked(office, plan, 1, year=2028) is None


# --- laws -------------------------------------------------------------------------------------------


@given(parts())
def test_the_class_that_is_told_seats_the_person_when_it_is_opened(given_parts: Parts):
    problem = given_parts.problem()
    reasons = Reasons(problem, solve(problem, in_order(problem)).chosen)
    for claim in (problem.claims[number] for number in reasons.unseated()):
        sessions = [Class("+", claim.course, month(n), month(n + 2), 1, cost=1) for n in (0, 4)]
        found = first_of(sessions, given_parts.with_class, claim, None, 60)
        if found is None:
            continue
        assert _seat(given_parts, found, claim, found.session) == found.seat.id
        if found.least and found.session.seats > 1:
            fewer = attrs.evolve(found.session, seats=found.session.seats - 1)
            assert _seat(given_parts, found, claim, fewer) is None


def _seat(given_parts: Parts, found: Extra, claim, further: Class) -> str | None:
    """The class of *claim* where *further* is opened, with the more room that goes with it."""
    posed = given_parts.with_class(further)
    more = {(limit.kind, limit.about): by for limit, by in found.limits}
    numbers = {n: more.get((one.kind, one.about), 0) for n, one in enumerate(posed.limits)}
    wider = raised(posed, numbers)
    place = posed.seated(solve(wider, in_order(wider)).chosen).get(posed.claims.index(_same(posed, claim)))
    return posed.classes[place].id if place is not None else None


def _same(problem, claim):
    return next(one for one in problem.claims if (one.person, one.course) == (claim.person, claim.course))


def test_everybody_of_the_sample_who_waits_is_let_in_by_the_class_that_they_are_told():
    plan = sample_plan()
    for number in plan.reasons.unseated():
        claim = plan.problem.claims[number]
        found = extra(plan, claim, None, sample().asks, 60)
        assert found is not None, claim
        assert (found.session.start >= FIRST, found.session.start.year in YEARS) == (True, True)
        after = sample().plan_of(opened(plan, found))
        taken = {
            (after.problem.claims[one].person, after.problem.claims[one].course): after.problem.classes[place]
            for one, place in after.reasons.seated.items()
        }
        assert taken[claim.person, claim.course].id == found.seat.id


# --- in words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "vi",
            "nếu mở thêm một lớp cùng chương trình (01/08/2026–28/02/2027, không tập trung, 1 chỗ): "
            "khi đó được vào lớp mở thêm",
        ),
        (
            "en",
            "if one more class of this course were opened (01/08/2026–28/02/2027, part-time, 1 seats): "
            "then in that class",
        ),
    ],
)
def test_it_is_told_as_what_might_be(two, lang, said):
    plan = two.plan(listed(session(mode="KTT", start=date(2026, 7, 15), end=date(2027, 2, 14))))
    person = f"CB{waits(plan, 1, 2):02}"
    found = answers(two.tables(plan, lang), two.needs_tables(lang), person, COURSE, None, 60, two.asks)
    assert found[0].needed[-1].startswith(said)


def test_a_class_that_ends_after_the_day_on_which_the_level_is_demanded_says_so(two):
    plan = two.plan(listed(session(mode="KTT", start=date(2026, 7, 15), end=date(2027, 2, 14))))
    found, said = asked(two, plan, waits(plan, 1, 2)), two.tables(plan).said
    assert "(lớp này bế giảng sau hạn 27/02/2027)" in said.one_more(found, date(2027, 2, 27))
    for due in (date(2027, 2, 28), DAY, None):  # in time; due at once, which any class comes too late for
        assert "sau hạn" not in said.one_more(found, due)


def test_the_officer_is_told_which_class_would_do():
    plan = sample_plan()
    found = answers(
        sample().tables(plan), sample().needs_tables(), "M075", "llct_advanced", None, 60, sample().asks
    )
    assert any("nếu mở thêm một lớp" in line for line in found[0].needed)
