"""The circumstances of a review that are the same for everyone under one standard: dates and tables."""

from collections.abc import Mapping
from datetime import date

import attrs

from eligibility.model.calendar import RetirementTable, add_months, months_since
from eligibility.model.condition import Moment
from eligibility.model.vocabulary import MomentRule, Term, Vocabulary, Window


class NoSuchMoment(LookupError):
    """A moment that has no date here: no term was named, or the calendars do not know it."""


@attrs.frozen(eq=False)
class Context:
    """What conditions are evaluated in.

    *moments* dates the named moments. *windows_at* says whether a discipline's window is the one in
    force on the day of the review or on the day of the decision.
    """

    as_of: date
    purpose: str
    vocabulary: Vocabulary
    moments: Mapping[str, date]
    windows_at: str = "review_date"

    def day(self, moment: Moment) -> date:
        """The date of *moment*.

        Raises:
            NoSuchMoment: it has none here.

        """
        if moment.day is not None:
            return add_months(moment.day, moment.months)
        try:
            return add_months(self.moments[moment.name], moment.months)
        except KeyError:
            raise NoSuchMoment(moment.name) from None

    @property
    def retirement(self) -> RetirementTable:
        """The retirement table in force on the day of the review.

        Raises:
            NoSuchMoment: none is.

        """
        for table in self.vocabulary.retirement:
            if table.in_force_from <= self.as_of <= table.in_force_until:
                return table
        raise NoSuchMoment("retirement")

    @property
    def closed_year(self) -> int:
        """The last calendar year whose ratings are expected to exist."""
        return self.vocabulary.closed_year(self.as_of)

    def window(self, table: str, regime: str, form: str, decided: date) -> Window | None:
        """The window table that says how long a discipline blocks; None where no version covers it."""
        day = decided if self.windows_at == "decision_date" else self.as_of
        for window in self.vocabulary.windows:
            if (
                (window.table, window.regime, window.purpose) == (table, regime, self.purpose)
                and window.in_force_from <= day <= window.in_force_until
                and form in window.months
            ):
                return window
        return None


def resolve_moments(
    vocabulary: Vocabulary, as_of: date, term: Term | None, overrides: Mapping[str, Moment]
) -> Mapping[str, date]:
    """Dates of all moments for a review on *as_of* of a post with *term*; undatable ones are left out.

    *overrides* are a policy's own definitions (an audit looks at today, not at a term ahead).
    """
    days = {"review_date": as_of}
    if term is not None:
        days |= {"term_start": term.start, "term_end": term.end}
    pending = dict(overrides)
    for name, definition in vocabulary.moments.items():
        if name in overrides or name in days:
            continue
        if definition.rule is MomentRule.YEARLY:
            days[name] = add_months(_next(as_of, definition.month_day), definition.months)
        else:
            pending[name] = Moment(definition.rule.value, definition.months)
    for name in overrides:
        days.pop(name, None) if name != "review_date" else None
    for _ in range(len(pending)):
        for name, moment in pending.items():
            if moment.day is not None:
                days[name] = add_months(moment.day, moment.months)
            elif moment.name in days:
                days[name] = add_months(days[moment.name], moment.months)
    for name, definition in vocabulary.moments.items():
        if name in days and name not in overrides and definition.not_before is not None:
            days[name] = max(days[name], add_months(as_of, definition.not_before))
    return days


def _next(day: date, month_day: str) -> date:
    """The first *month_day* (MM-DD) on or after *day*."""
    month, number = map(int, month_day.split("-"))
    this_year = add_months(date(day.year, 1, number), month - 1)
    return this_year if this_year >= day else add_months(date(day.year + 1, 1, number), month - 1)


def months_left(start: date, end: date) -> int:
    """Complete months from *start* to *end*, never negative."""
    return max(0, months_since(start, end))
