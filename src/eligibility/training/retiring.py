"""Whether a person retires before a course pays: before it can end, or before its level is demanded."""

from datetime import date
from itertools import product

import attrs

from eligibility.model.calendar import RetirementTable, add_months
from eligibility.model.record import Known, Value, span
from eligibility.model.vocabulary import Vocabulary

BIRTH, SEX = "birth_date", "sex"
"""The fields that retirement is counted from, as conditions have them unless they say otherwise."""


@attrs.frozen
class Leaving:
    """The *earliest* and the *latest* first day of retirement that the record allows; None: not known."""

    earliest: date | None = None
    latest: date | None = None


def table_on(vocabulary: Vocabulary, day: date) -> RetirementTable | None:
    """The table of retirement ages in force on *day*."""
    return next((t for t in vocabulary.retirement if t.in_force_from <= day <= t.in_force_until), None)


def leaving(table: RetirementTable, birth: Value, sex: Value) -> Leaving:
    """When a person with these data retires: the first day after the month in which they reach the age."""
    days = span(birth)
    sexes = [str(sex.value)] if isinstance(sex, Known) else list(table.ages)
    if days is None or not set(sexes) <= set(table.ages):
        return Leaving()
    found = [
        _first_day(table.retirement_month(day, code) + 1) for day, code in product(_months(*days), sexes)
    ]
    return Leaving(min(found), max(found))


def _months(first: date, last: date) -> list[date]:
    """A day of every month from *first* to *last*."""
    days = [first]
    while (days[-1].year, days[-1].month) < (last.year, last.month):
        days.append(add_months(first.replace(day=1), len(days)))
    return days


def _first_day(month: int) -> date:
    year, number = divmod(month, 12)
    return date(year, number + 1, 1)
