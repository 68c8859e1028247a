"""When somebody retires, as far as the record tells."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.record import MISSING, NONE, Among, Between, Known
from eligibility.training.retiring import Leaving, leaving, table_on
from office.reviewed import rulebook

TABLE = table_on(rulebook().vocabulary, date(2026, 6, 30))
SEXES = ("female", "male")
DAYS = st.dates(date(1955, 1, 1), date(1985, 12, 31))


def first_day(birth: date, sex: str) -> date:
    year, month = divmod(TABLE.retirement_month(birth, sex) + 1, 12)
    return date(year, month + 1, 1)


@given(birth=DAYS, sex=st.sampled_from(SEXES))
def test_a_known_birth_gives_one_day(birth, sex):
    day = first_day(birth, sex)
    assert leaving(TABLE, Known(birth), Known(sex)) == Leaving(day, day)


@given(birth=DAYS, days=st.integers(0, 800), sex=st.sampled_from(SEXES))
def test_a_span_of_births_gives_the_days_of_all_of_them(birth, days, sex):
    every = [first_day(birth + timedelta(n), sex) for n in range(days + 1)]
    last = birth + timedelta(days)
    assert leaving(TABLE, Between(birth, last), Known(sex)) == Leaving(min(every), max(every))


@given(birth=DAYS)
def test_an_unknown_sex_gives_both(birth):
    every = [first_day(birth, sex) for sex in SEXES]
    assert leaving(TABLE, Known(birth), MISSING) == Leaving(min(every), max(every))


def test_what_is_not_known_gives_nothing():
    for birth in (MISSING, Known(NONE), Among((date(1970, 1, 1), NONE))):
        assert leaving(TABLE, birth, Known("male")) == Leaving()
    assert leaving(TABLE, Known(date(1970, 1, 1)), Known("other")) == Leaving()
