"""A person's record as the language sees it: values that are known, or the ways they are not."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Final, Literal

import attrs

from eligibility.model.truth import Gap


class Nothing(Enum):
    """The known absence of a value ("chưa", "không"): not a Party member, never graded."""

    NONE = "none"

    def __repr__(self) -> str:
        return "NONE"


NONE: Final = Nothing.NONE

Posts = tuple[str, ...]
"""Codes of the posts held together, sorted."""

Scalar = str | int | date | Posts | Literal[Nothing.NONE]
"""A complete value: a code or text, a number, a date, a set of posts, or known to be none."""


@attrs.frozen
class Known:
    """A value that is certain. *filled* names the declared rule that completed it, if one did."""

    value: Scalar
    filled: str = ""


@attrs.frozen
class Between:
    """A date known only to lie from *first* to *last*, both included (a year, a month)."""

    first: date
    last: date
    gap: Gap = Gap.IMPRECISE


@attrs.frozen
class Among:
    """Exactly one of several values that were seen (contradictory entries)."""

    values: tuple[Scalar, ...]
    gap: Gap = Gap.CONTRADICTORY


@attrs.frozen
class Missing:
    """No value: any value of the field's declared domain."""

    gap: Gap = Gap.ABSENT


Value = Known | Between | Among | Missing


def span(value: Value) -> tuple[date, date] | None:
    """The earliest and the latest day that a date may be; None where it is no date, or may be none."""
    match value:
        case Known(day) if isinstance(day, date):
            return day, day
        case Between(first, last):
            return first, last
        case Among(values):
            days = [day for day in values if isinstance(day, date)]
            return (min(days), max(days)) if len(days) == len(values) else None
        case _:
            return None


Row = Mapping[str, Value]
"""One row of a history table: field name to value."""


@attrs.frozen
class Record:
    """All that is known of one candidacy.

    *values* maps paths as written in rules (``birth_date``, ``held.post``, ``plan.since``) to
    values; a path that is not there is missing. *histories* maps a table to its rows, or to None
    where no such sheet was supplied (then anything may have happened).
    *waived* are the ids of requirements for which a waiver is in force.
    """

    values: Mapping[str, Value]
    histories: Mapping[str, tuple[Row, ...] | None] = attrs.field(factory=dict)
    waived: frozenset[str] = frozenset()

    def value(self, path: str) -> Value:
        """The value at *path*; missing (absent) where the record says nothing."""
        return self.values.get(path, MISSING)


MISSING: Final = Missing()


def scalar_text(value: Scalar) -> str:
    """A complete value without language: a code, an ISO date, ``none``, posts joined by ``+``."""
    if value is NONE:
        return "none"
    if isinstance(value, tuple):
        return "+".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
