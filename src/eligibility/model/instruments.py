"""Instruments (văn bản): what rules stand on, of what subject, from when to when, how their text was seen."""

from datetime import date

import attrs

from eligibility.model.label import Label


@attrs.frozen
class Instrument:
    """A law, decree, regulation or guide by its *number* as clauses write it.

    *confidence* says how its text was seen (``recall``: not at all). *seen* says what exactly, *idle* why
    no rule stands on it; each empty where there is nothing to say. *issued* is the day of signing, if known.
    """

    number: str
    title: Label
    subject: str
    confidence: str
    start: date
    end: date = date.max
    issued: date | None = None
    replaces: tuple[str, ...] = ()
    seen: Label | None = None
    idle: Label | None = None
