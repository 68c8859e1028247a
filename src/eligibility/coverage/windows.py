"""Windows of disciplines moved by a step, and people under discipline of whom that makes a difference."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from eligibility.coverage.proposing import Data, data_of
from eligibility.coverage.trying import Trial
from eligibility.model.calendar import add_months
from eligibility.model.condition import Rows
from eligibility.model.slots import terms_of
from eligibility.model.standard import RuleBook
from eligibility.model.vocabulary import Window

DAY = timedelta(days=1)


@attrs.frozen
class Moved:
    """All *windows* with one that is otherwise in its *part*, in words *before* and *after*."""

    part: str
    before: str
    after: str
    windows: tuple[Window, ...]


def moved_windows(windows: Sequence[Window], number: int) -> Iterator[Moved]:
    """The months of the window of that *number* one more and one less, its days one earlier and one later.

    A window that ends where it begins is moved with it.
    """
    window = windows[number]

    def put(changed: Mapping[int, Window]) -> tuple[Window, ...]:
        return tuple(changed.get(place, one) for place, one in enumerate(windows))

    for form, months in window.months.items():
        for other in (months - 1, months + 1) if months is not None else ():
            made = attrs.evolve(window, months={**window.months, form: other})
            yield Moved(f"months.{form}", f"{months} months", f"{other} months", put({number: made}))
    for key, name in (("from", "in_force_from"), ("until", "in_force_until")):
        day = getattr(window, name)
        if day in (date.min, date.max) or (key == "until" and _next(windows, window) is not None):
            continue
        for days in (-1, 1):
            moved = day + timedelta(days)
            when: dict[str, Any] = {name: moved}
            changed = {number: attrs.evolve(window, **when)}
            before = _previous(windows, window) if key == "from" else None
            if before is not None:
                changed[before] = attrs.evolve(windows[before], in_force_until=moved - DAY)
            yield Moved(f"in_force.{key}", day.isoformat(), moved.isoformat(), put(changed))


def _next(windows: Sequence[Window], window: Window) -> int | None:
    return next(
        (
            n
            for n, other in enumerate(windows)
            if _kind(other) == _kind(window)
            and window.in_force_until < date.max
            and other.in_force_from == window.in_force_until + DAY
        ),
        None,
    )


def _previous(windows: Sequence[Window], window: Window) -> int | None:
    return next(
        (
            n
            for n, other in enumerate(windows)
            if _kind(other) == _kind(window) and other.in_force_until == window.in_force_from - DAY
        ),
        None,
    )


def _kind(window: Window) -> tuple[str, str, str]:
    return window.table, window.regime, window.purpose


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
