"""Months, by the stated convention: the same day of the month, or the last one where there is none."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eligibility.model.calendar import add_months, days_in_month, month_number, months_since

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(-1_200, 1_200)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-01-15", 0, "2024-01-15"),
        ("2024-01-15", 1, "2024-02-15"),
        ("2024-01-15", -1, "2023-12-15"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-01-30", 1, "2024-02-29"),
        ("2024-01-31", 3, "2024-04-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2096-02-29", 48, "2100-02-28"),  # 2100 is no leap year
        ("1996-02-29", 48, "2000-02-29"),  # 2000 is one
        ("2025-02-28", 12, "2026-02-28"),
        ("2023-02-28", 12, "2024-02-28"),  # the day stays, although it was the last one
        ("2025-05-31", -3, "2025-02-28"),
        ("1964-01-01", 723, "2024-04-01"),
    ],
)
def test_months_are_added(day, months, expected):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-01-15", "2024-02-14", 0),
        ("2024-01-15", "2024-02-15", 1),
        ("2024-01-15", "2024-01-14", -1),
        ("2024-01-15", "2023-12-15", -1),
        ("2024-01-15", "2023-12-14", -2),
        ("2025-01-31", "2025-02-27", 0),
        ("2025-01-31", "2025-02-28", 1),
        ("2025-01-31", "2025-03-30", 1),
        ("2025-01-31", "2025-03-31", 2),
        ("2024-02-29", "2025-02-27", 11),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-02-29", "2028-02-28", 47),
        ("2024-02-29", "2028-02-29", 48),
        ("2023-07-31", "2025-01-31", 18),
    ],
)
def test_complete_months_are_counted(start, end, expected):
    assert months_since(date.fromisoformat(start), date.fromisoformat(end)) == expected


def test_days_of_months():
    for year in (1900, 1999, 2000, 2023, 2024, 2100):
        for month in range(1, 13):
            after = date(year + month // 12, month % 12 + 1, 1)
            assert days_in_month(year, month) == (after - date(year, month, 1)).days


def test_no_day_lies_beyond_the_first_and_last_that_there_are():
    assert add_months(date(9999, 12, 31), 1) == date.max
    assert add_months(date(9999, 6, 1), 7) == date.max
    assert add_months(date(1, 1, 1), -1) == date.min
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)
    assert months_since(date.min, date.max) == 9998 * 12 + 11


@given(DAYS, MONTHS)
def test_the_month_is_right_and_the_day_is_the_same_or_the_last(day, months):
    moved = add_months(day, months)
    assert month_number(moved) == month_number(day) + months
    last = (moved + timedelta(1)).day == 1
    assert moved.day == day.day or (last and moved.day < day.day)


@given(DAYS, DAYS)
def test_complete_months_are_the_most_that_fit(start, end):
    months = months_since(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


@given(DAYS, MONTHS)
def test_adding_then_counting_gives_the_months_back(day, months):
    assert months_since(day, add_months(day, months)) >= months
    assume(day.day <= 28)
    assert months_since(day, add_months(day, months)) == months
    assert add_months(add_months(day, months), -months) == day


@given(DAYS, DAYS, MONTHS)
def test_adding_months_keeps_the_order(one, other, months):
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)


@given(DAYS, DAYS, DAYS)
def test_later_ends_count_no_fewer_months(start, one, other):
    first, second = sorted((one, other))
    assert months_since(start, first) <= months_since(start, second)
