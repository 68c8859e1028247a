"""Laws of months: the largest n with d + n months <= e; and everything that is counted by it, monotone."""

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from eligibility.engine.meaning import Person, Reader
from eligibility.model.calendar import (
    RetirementTable,
    add_months,
    month_number,
    months_since,
    months_to_retirement,
)
from eligibility.model.condition import AgeAt, Compare, Constant, Moment, Op
from eligibility.model.context import Context
from eligibility.model.vocabulary import Vocabulary

DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))
CLOSE = st.dates(date(2023, 12, 25), date(2024, 4, 5))
"""The ends of some months, a leap day among them: where the convention shows."""
DATES = DAYS | CLOSE
MONTHS = st.integers(-900, 900) | st.integers(-14, 14)
PAIRS = st.tuples(DATES, DATES).map(sorted)
END = date(2024, 2, 29)


@given(DATES, DATES)
@example(date(2024, 1, 31), END)
@example(END, date(2025, 2, 28))
@example(date(2023, 8, 31), date(2023, 2, 28))
def test_the_months_since_are_the_most_that_have_passed(start: date, end: date) -> None:
    months = months_since(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


@given(DATES, MONTHS)
@example(date(2024, 1, 31), 1)
@example(END, -12)
def test_months_that_are_added_have_passed_and_no_more(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert months_since(day, moved) == months
    assert month_number(moved) - month_number(day) == months
    assert moved == max(d for d in _days_of(moved) if d.day <= day.day)


def _days_of(day: date) -> list[date]:
    """All days of the month of *day*."""
    first = day.replace(day=1).toordinal()
    days = [date.fromordinal(first + n) for n in range(31)]
    return [d for d in days if d.month == day.month]


@given(PAIRS, MONTHS, st.integers(0, 30))
def test_adding_months_is_monotone(days: list[date], months: int, more: int) -> None:
    earlier, later = days
    assert add_months(earlier, months) <= add_months(later, months)
    assert add_months(earlier, months) <= add_months(earlier, months + more)


@given(PAIRS, DATES)
def test_the_months_since_are_monotone(days: list[date], other: date) -> None:
    earlier, later = days
    assert months_since(other, earlier) <= months_since(other, later)
    assert months_since(earlier, other) >= months_since(later, other)


@given(st.dates(), st.integers(-200_000, 200_000), st.integers(0, 200_000))
def test_no_number_of_months_leaves_the_calendar(day: date, months: int, more: int) -> None:
    assert date.min <= add_months(day, months) <= add_months(day, months + more) <= date.max


def age_holds(birth: date, moment: date, op: Op, months: int) -> bool:
    """``age at MOMENT op months`` of somebody born on *birth*."""
    vocabulary = Vocabulary({}, {}, {}, {}, {})
    context = Context(moment, "planning", vocabulary, {"review_date": moment})
    reader = Reader(Person({"birth_date": birth}, {}, {}), context)
    return reader.holds(Compare(AgeAt("birth_date", Moment("review_date")), op, Constant(months)))


@given(PAIRS, DATES, st.integers(-20, 900), st.booleans())
def test_ages_only_grow(days: list[date], other: date, months: int, near: bool) -> None:
    earlier, later = days
    months = months_since(other, earlier) if near else months
    if age_holds(other, earlier, Op.GE, months):
        assert age_holds(other, later, Op.GE, months)
    if age_holds(other, later, Op.LT, months):
        assert age_holds(other, earlier, Op.LT, months)
    months = months_since(later, other) if near else months
    if age_holds(later, other, Op.GE, months):
        assert age_holds(earlier, other, Op.GE, months)


STEPS = st.lists(st.integers(0, 6), min_size=1, max_size=20)


@given(STEPS, PAIRS, DATES, PAIRS)
def test_retirement_only_comes_nearer(
    steps: list[int], births: list[date], moment: date, moments: list[date]
) -> None:
    ages, age = [], 650
    for year, step in enumerate(steps, 2021):
        age += step
        ages.append((year, age))
    table = RetirementTable("t", "x", "x", {"female": tuple(ages)})
    earlier, later = births
    assert table.retirement_month(earlier, "female") <= table.retirement_month(later, "female")
    assert months_to_retirement(table, earlier, "female", moment) <= months_to_retirement(
        table, later, "female", moment
    )
    now, then = moments
    left = [months_to_retirement(table, earlier, "female", day) for day in (now, then)]
    assert left[0] - left[1] == month_number(then) - month_number(now)
