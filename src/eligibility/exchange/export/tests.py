"""What a cell of an exported table asks of its column, before it is written for one tool or another."""

from datetime import date

import attrs

Constant = str | int | bool | date


@attrs.frozen
class Anything:
    """Whatever it is, null included."""


@attrs.frozen
class Null:
    """Nothing is given: the value is missing."""


@attrs.frozen
class Given:
    """Anything but null."""


@attrs.frozen
class OneOf:
    """One of *values*; null too, where *null*."""

    values: tuple[Constant, ...]
    null: bool = False


@attrs.frozen
class Interval:
    """From *low* on, up to but without *high*; None where there is no such end. Null is in no interval."""

    low: date | int | None
    high: date | int | None


Test = Anything | Null | Given | OneOf | Interval
