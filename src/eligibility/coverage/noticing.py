"""People under discipline on the very day that the window of a form, moved by a step, makes a difference."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from eligibility.coverage.proposing import Data, data_of
from eligibility.coverage.trying import Trial
from eligibility.model.calendar import add_months
from eligibility.model.condition import Rows
from eligibility.model.slots import terms_of
from eligibility.model.standard import RuleBook
from eligibility.model.vocabulary import Window

DAY = timedelta(days=1)


def windows_noticed(
    trials: Sequence[Trial], window: Window, other: Window, rulebook: RuleBook
) -> Iterator[Data]:
    """Cases in which it may make a difference that *window* is *other*: somebody with one discipline.

    They are like one of *trials* that is judged by such windows, reviewed on a day on which one is in force.
    """
    for trial in _judged(trials, window):
        expiry = trial.instance.context.vocabulary.tables
        table = next(t for t in expiry.values() if t.expiry is not None and t.expiry.table == window.table)
        assert table.expiry is not None  # noqa: S101  (as it was chosen)
        base = data_of(trial.case)
        for day in _days(window, other, trial.case.as_of):
            for form, decided in _rows(window, other, day):
                row = {
                    table.expiry.regime: window.regime,
                    table.expiry.form: form,
                    table.expiry.start: decided.isoformat(),
                }
                yield {**base, "as_of": day.isoformat(), table.name: [row]}


def _judged(trials: Sequence[Trial], window: Window) -> Iterator[Trial]:
    """One trial of each standard that asks about disciplines for the purpose of *window*."""
    seen: set[tuple[str, str]] = set()
    for trial in sorted(trials, key=lambda t: abs((t.case.as_of - window.in_force_from).days)):
        standard = trial.instance.standard
        key = (standard.id, standard.version)
        asked = any(isinstance(term, Rows) for r in standard.requirements for term in terms_of(r))
        if asked and key not in seen and trial.case.purpose == window.purpose:
            seen.add(key)
            yield trial


def _days(window: Window, other: Window, usual: date) -> Iterator[date]:
    """The days of review to try: those at which the two windows begin or end otherwise, and a usual one."""
    for one, two in (
        (window.in_force_from, other.in_force_from),
        (window.in_force_until, other.in_force_until),
    ):
        if one != two:
            yield from (min(one, two), max(one, two))
            return
    if window.in_force_from <= usual <= window.in_force_until:
        yield usual
    if window.in_force_until < date.max:
        yield window.in_force_until
    elif window.in_force_from > date.min:
        yield add_months(window.in_force_from, 8)


def _rows(window: Window, other: Window, day: date) -> Iterator[tuple[str, date]]:
    """Forms with days of decision after which a discipline just ended, or just did not."""
    for form, months in window.months.items():
        changed = other.months.get(form)
        if window.months == other.months:
            yield form, day - 30 * DAY
        elif changed != months and months is not None and changed is not None:
            for length in sorted({months, changed}):
                start = add_months(day, -length)
                yield from ((form, start), (form, start + DAY))
