"""Months left to retirement: the shipped tables against published tables, and against another method."""

from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.calendar import RetirementTable, add_months, months_to_retirement
from eligibility.model.context import Context, NoSuchMoment
from eligibility.pipeline import load_rules

RULES = Path(__file__).parents[2] / "rules"

# Decree 135/2020, one row for each step: born from, to, years and months of age, retired from, to.
MEN = """
1961-01 1961-09 60y3  2021-04 2021-12
1961-10 1962-06 60y6  2022-04 2022-12
1962-07 1963-03 60y9  2023-04 2023-12
1963-04 1963-12 61y0  2024-04 2024-12
1964-01 1964-09 61y3  2025-04 2025-12
1964-10 1965-06 61y6  2026-04 2026-12
1965-07 1966-03 61y9  2027-04 2027-12
1966-04 1985-12 62y0  2028-04 2047-12
"""
WOMEN = """
1966-01 1966-08 55y4  2021-05 2021-12
1966-09 1967-04 55y8  2022-05 2022-12
1967-05 1967-12 56y0  2023-05 2023-12
1968-01 1968-08 56y4  2024-05 2024-12
1968-09 1969-04 56y8  2025-05 2025-12
1969-05 1969-12 57y0  2026-05 2026-12
1970-01 1970-08 57y4  2027-05 2027-12
1970-09 1971-04 57y8  2028-05 2028-12
1971-05 1971-12 58y0  2029-05 2029-12
1972-01 1972-08 58y4  2030-05 2030-12
1972-09 1973-04 58y8  2031-05 2031-12
1973-05 1973-12 59y0  2032-05 2032-12
1974-01 1974-08 59y4  2033-05 2033-12
1974-09 1975-04 59y8  2034-05 2034-12
1975-05 1985-12 60y0  2035-05 2045-12
"""

# Cut-offs published in 2020, by men at 60 and women at 55: reference month, born from, months left.
CUT_OFFS_2020 = """
2020-09 1965-09 1970-09 60
2020-06 1965-06 1970-06 60
2020-09 1963-03 1968-03 30
2020-06 1962-12 1967-12 30
2021-03 1963-09 1968-09 30
"""

# The same by Decree 135: for each reference month and months left, men and women born from.
CUT_OFFS = """
2025-06 30 1966-03 1970-08
2025-06 48 1967-06 1971-06
2025-06 60 1968-06 1972-02
2025-06 120 1973-06 1975-06
2025-07 30 1966-04 1970-09
2025-07 48 1967-07 1971-07
2025-07 60 1968-07 1972-03
2025-07 120 1973-07 1975-07
2025-09 30 1966-04 1970-09
2025-09 48 1967-09 1971-09
2025-09 60 1968-09 1972-05
2025-09 120 1973-09 1975-09
2026-03 30 1966-09 1971-01
2026-03 48 1968-03 1972-01
2026-03 60 1969-03 1972-09
2026-03 120 1974-03 1976-03
2030-09 30 1971-03 1974-01
2030-09 48 1972-09 1975-01
2030-09 60 1973-09 1975-09
2030-09 120 1978-09 1980-09
"""

MOMENTS = (date(2021, 1, 1), date(2024, 2, 29), date(2025, 7, 1), date(2026, 6, 30), date(2035, 12, 31))
SEXES = ("male", "female")


def lines(text):
    return [line.split() for line in text.split("\n") if line]


def day(text):
    return date.fromisoformat(f"{text}-01")


def months_from(first, last):
    """The first day of each month, both ends included."""
    while first <= last:
        yield first
        first = (first + timedelta(40)).replace(day=1)


@pytest.fixture(scope="module")
def vocabulary():
    book, _, _ = load_rules(RULES)
    return book.vocabulary


@pytest.fixture(scope="module")
def decree(vocabulary):
    return table_on(vocabulary, date(2021, 1, 1))


@pytest.fixture(scope="module")
def before(vocabulary):
    return table_on(vocabulary, date(2020, 12, 31))


def table_on(vocabulary, as_of):
    return Context(as_of, "planning", vocabulary, {}).retirement


def month_of_retirement(table, birth, sex):
    """The month of retirement, read off the months left from another month."""
    return add_months(date(2000, 1, 1), months_to_retirement(table, birth, sex, date(2000, 1, 1)))


# --- by the tables --------------------------------------------------------------------------------


@pytest.mark.parametrize(("sex", "rows"), [("male", MEN), ("female", WOMEN)])
def test_every_birth_month_retires_as_the_rows_say(decree, sex, rows):
    seen = []
    for born_from, born_to, age, retired_from, retired_to in lines(rows):
        years, months = map(int, age.split("y"))
        assert add_months(day(born_from), 12 * years + months) == day(retired_from)
        assert add_months(day(born_to), 12 * years + months) == day(retired_to)
        for birth in months_from(day(born_from), day(born_to)):
            expected = add_months(birth, 12 * years + months)
            for number in (0, 14, 27):
                assert month_of_retirement(decree, birth + timedelta(number), sex) == expected
            seen.append(birth)
    assert seen == list(months_from(seen[0], date(1985, 12, 1)))


def test_nobody_retires_in_the_months_in_which_the_age_rises(decree):
    for sex, first, until, closed in (("male", 1961, 2028, 3), ("female", 1966, 2035, 4)):
        for birth in months_from(date(first, 1, 1), date(1985, 12, 1)):
            month = month_of_retirement(decree, birth, sex)
            assert month.month > closed or month.year > until


# --- by another method ----------------------------------------------------------------------------


def age_required(sex, year):
    """In months: 60 years 3 months and 55 years 4 months in 2021, 3 and 4 months more every year."""
    start, step, most = (723, 3, 744) if sex == "male" else (664, 4, 720)
    return min(most, start + step * max(0, year - 2021))


def counted_months(birth, sex, moment):
    """Months left, by living one month after the other until the age of that year is reached."""
    age, month = 0, birth.replace(day=1)
    while age < age_required(sex, month.year):
        age, month = age + 1, (month + timedelta(31)).replace(day=1)
    left, here = 0, moment.replace(day=1)
    while here < month:
        left, here = left + 1, (here + timedelta(31)).replace(day=1)
    while month < here:
        left, month = left - 1, (month + timedelta(31)).replace(day=1)
    return left


@pytest.mark.parametrize("sex", SEXES)
def test_months_left_are_those_that_are_lived(decree, sex):
    for birth in months_from(date(1955, 1, 1), date(1985, 12, 1)):
        expected = counted_months(birth, sex, MOMENTS[0])
        for moment in MOMENTS:
            passed = counted_months_between(MOMENTS[0], moment)
            for number in (0, 27):
                born = birth + timedelta(number)
                assert months_to_retirement(decree, born, sex, moment) == expected - passed


def counted_months_between(first, second):
    return len(list(months_from(first.replace(day=1), second))) - 1


@pytest.mark.parametrize(("sex", "years"), [("male", 60), ("female", 55)])
def test_before_the_decree_the_age_was_fixed(before, sex, years):
    for birth in months_from(date(1955, 1, 1), date(1985, 12, 1)):
        assert month_of_retirement(before, birth, sex) == birth.replace(year=birth.year + years)


# --- cut-offs -------------------------------------------------------------------------------------


def check_cut_off(table, sex, born_from, moment, months):
    """Who was born in that month has so many months left, whoever was born before has fewer."""
    first = day(born_from)
    for moment_day in (moment, moment + timedelta(27)):
        assert months_to_retirement(table, first, sex, moment_day) >= months
        assert months_to_retirement(table, first - timedelta(1), sex, moment_day) < months
        for birth in months_from(first, add_months(first, 120)):
            assert months_to_retirement(table, birth, sex, moment_day) >= months


@pytest.mark.parametrize("row", lines(CUT_OFFS_2020), ids=" ".join)
def test_cut_offs_published_in_2020(before, row):
    moment, men, women, months = row
    check_cut_off(before, "male", men, day(moment), int(months))
    check_cut_off(before, "female", women, day(moment), int(months))


@pytest.mark.parametrize("row", lines(CUT_OFFS), ids=" ".join)
def test_cut_offs_of_the_terms_from_2025(decree, row):
    moment, months, men, women = row
    check_cut_off(decree, "male", men, day(moment), int(months))
    check_cut_off(decree, "female", women, day(moment), int(months))


# --- which table ----------------------------------------------------------------------------------


def test_the_table_in_force_on_the_day_of_the_review_is_used(vocabulary):
    assert table_on(vocabulary, date(2020, 12, 31)).id == "before-2021"
    assert table_on(vocabulary, date(2021, 1, 1)).id == "nd135"
    assert table_on(vocabulary, date(2040, 1, 1)).id == "nd135"
    assert table_on(vocabulary, date(2020, 12, 31)).clause
    assert table_on(vocabulary, date(2021, 1, 1)).instrument == "135/2020/NĐ-CP"


def test_no_table_in_force_is_no_answer(vocabulary):
    context = Context(date(2021, 1, 1), "planning", EmptyVocabulary(), {})
    with pytest.raises(NoSuchMoment):
        _ = context.retirement


class EmptyVocabulary:
    retirement = ()


def test_an_age_that_jumps_by_more_than_a_year_leaves_nobody_out():
    """Who reaches the old age in the new year has to reach the new one."""
    table = RetirementTable("t", "", "", {"male": ((2020, 720), (2022, 744))})
    assert month_of_retirement(table, date(1961, 12, 1), "male") == date(2021, 12, 1)
    assert month_of_retirement(table, date(1962, 1, 1), "male") == date(2024, 1, 1)
    assert month_of_retirement(table, date(1950, 5, 31), "male") == date(2010, 5, 1)


@given(
    st.dictionaries(st.integers(2000, 2030), st.integers(55 * 12, 65 * 12), min_size=1, max_size=6),
    st.dates(date(1935, 1, 1), date(1990, 12, 31)),
)
def test_any_table_is_lived_month_by_month(steps, birth):
    """Ages that rise by years at once, or fall again, too."""
    ordered = tuple(sorted(steps.items()))
    table = RetirementTable("t", "", "", {"male": ordered})

    def required(year):
        return ([months for first, months in ordered if first <= year] or [ordered[0][1]])[-1]

    month, age = birth.replace(day=1), 0
    while age < required(month.year):
        month, age = (month + timedelta(31)).replace(day=1), age + 1
    assert month_of_retirement(table, birth, "male") == month


# --- an official table that differs from the rule -----------------------------------------------------


def may_1969(decree, **changes):
    """The decree with what the appendix is remembered to say, changed."""
    (one,) = decree.differing
    return attrs.evolve(decree, differing=(attrs.evolve(one, **changes),))


def test_both_ages_of_women_born_in_may_1969_are_on_record_and_the_rule_counts(decree):
    (one,) = decree.differing
    assert (one.sex, divmod(one.born, 12), one.age, one.used) == ("female", (1969, 4), 56 * 12 + 8, False)
    assert decree.retirement_month(date(1969, 5, 10), "female") == 2026 * 12 + 4


def test_an_office_may_take_the_official_table(decree):
    used = may_1969(decree, used=True)
    assert used.retirement_month(date(1969, 5, 10), "female") == 2026 * 12
    for other in (date(1969, 4, 30), date(1969, 6, 1)):
        assert used.retirement_month(other, "female") == decree.retirement_month(other, "female")
    assert used.retirement_month(date(1969, 5, 10), "male") == decree.retirement_month(
        date(1969, 5, 10), "male"
    )


def test_nobody_may_retire_before_one_who_is_older(decree):
    assert may_1969(decree, used=True).out_of_order() == ()
    assert may_1969(decree, used=True, age=50 * 12).out_of_order() == (0,)
    assert may_1969(decree, used=False, age=50 * 12).out_of_order() == ()
