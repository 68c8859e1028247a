"""Date arithmetic, by one stated convention, and retirement.

Convention: adding months keeps the day of the month; where that month has no such day, its last
day is taken (31 January + 1 month = 28 February; 29 February + 12 months = 28 February). That is
how periods counted in months end under the Civil Code 2015, article 148 (from memory of the text).
"""

from collections.abc import Mapping
from datetime import date

import attrs

DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_in_month(year: int, month: int) -> int:
    """Number of days of *month* (1 to 12) of *year*."""
    leap = month == 2 and ((year % 4 == 0 and year % 100 != 0) or year % 400 == 0)
    return 29 if leap else DAYS_IN_MONTH[month - 1]


def month_number(day: date) -> int:
    """Months since year 0, so that differences of months are differences of these numbers."""
    return day.year * 12 + day.month - 1


def add_months(day: date, months: int) -> date:
    """*day* moved by *months*; a day that the month lacks becomes its last day.

    Saturates at the first and last day that a date can hold.
    """
    year, month = divmod(month_number(day) + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def months_since(start: date, end: date) -> int:
    """Complete months from *start* to *end*: the largest n with start + n months <= *end*."""
    months = month_number(end) - month_number(start)
    reached = min(start.day, days_in_month(end.year, end.month))
    return months - 1 if reached > end.day else months


@attrs.frozen
class Differing:
    """Where an official table gives people of *sex* born in month *born* another *age* than the rule.

    *used* says which of the two counts: the table's where it is true, else that of the rule.
    """

    sex: str
    born: int
    age: int
    clause: str
    used: bool = False


@attrs.frozen
class RetirementTable:
    """Retirement ages in months, by sex and by the calendar year in which the age is reached.

    ``ages["female"] = ((2021, 664), (2022, 668), ...)``: an age holds from its year until the next
    entry's; years before the first entry take the first age. Source of the rule "first year in
    which birth + age falls in that year": Decree 135/2020/NĐ-CP, article 4.
    """

    id: str
    instrument: str
    clause: str
    ages: Mapping[str, tuple[tuple[int, int], ...]] = attrs.field(hash=False)
    in_force_from: date = date.min
    in_force_until: date = date.max
    confidence: str = "recall"
    differing: tuple[Differing, ...] = ()
    _months: dict[tuple[int, str], int] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def out_of_order(self) -> tuple[int, ...]:
        """The places in *differing* of ages by which somebody would retire before one who is older."""
        found = []
        for place, one in enumerate(self.differing):
            month = one.born + one.age
            before, after = (
                self.retirement_month(date(born // 12, born % 12 + 1, 1), one.sex)
                for born in (one.born - 1, one.born + 1)
            )
            if one.used and not before <= month <= after:
                found.append(place)
        return tuple(found)

    def age_in(self, year: int, sex: str) -> int:
        """Retirement age, in months, for people of *sex* who reach it in *year*."""
        steps = self.ages[sex]
        age = steps[0][1]
        for first_year, months in steps:
            if first_year > year:
                break
            age = months
        return age

    def retirement_month(self, birth: date, sex: str) -> int:
        """`month_number` of the month at whose end a person born on *birth* retires."""
        key = (month_number(birth), sex)
        found = self._months.get(key)
        if found is None:
            found = self._months[key] = self._month(*key)
        return found

    def _month(self, born: int, sex: str) -> int:
        for one in self.differing:
            if one.used and (one.sex, one.born) == (sex, born):
                return born + one.age
        youngest = min(age for _, age in self.ages[sex])
        year = (born + youngest) // 12
        while True:
            reached = born + self.age_in(year, sex)
            if reached // 12 <= year:
                return max(reached, year * 12)
            year += 1


def months_to_retirement(table: RetirementTable, birth: date, sex: str, moment: date) -> int:
    """Months from the month of *moment* to the month of retirement; negative once retired."""
    return table.retirement_month(birth, sex) - month_number(moment)
