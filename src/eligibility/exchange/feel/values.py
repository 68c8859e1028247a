"""Values of FEEL: what they are, and when two are the same or one comes first.

Null stands for no value at all. What FEEL does not define (a number before a text) is null too, and a
test that comes to null does not hold.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Union

import attrs


@attrs.frozen(order=True)
class Months:
    """A duration in years and months."""

    months: int


@attrs.frozen
class Range:
    """The values between *low* and *high*; None at an end that is open to infinity."""

    low: "Value"
    high: "Value"
    with_low: bool
    with_high: bool


Value = Union[
    None,
    bool,
    Decimal,
    str,
    date,
    time,
    datetime,
    timedelta,
    Months,
    Range,
    "list[Value]",
    "dict[str, Value]",
]
Scope = Mapping[str, Value]

NULL = "null"
BOOLEAN = "boolean"
NUMBER = "number"
STRING = "string"
DATE = "date"
TIME = "time"
DATE_AND_TIME = "date and time"
DAYS = "days and time duration"
YEARS = "years and months duration"
LIST = "list"
CONTEXT = "context"
RANGE = "range"

ORDERED = frozenset((NUMBER, STRING, DATE, TIME, DATE_AND_TIME, DAYS, YEARS))
"""Kinds whose values have an order."""


def kind_of(value: Value) -> str:
    """The kind of *value*."""
    match value:
        case None:
            return NULL
        case bool():
            return BOOLEAN
        case Decimal():
            return NUMBER
        case str():
            return STRING
        case datetime():
            return DATE_AND_TIME
        case date():
            return DATE
        case time():
            return TIME
        case timedelta():
            return DAYS
        case Months():
            return YEARS
        case Range():
            return RANGE
        case list():
            return LIST
        case _:
            return CONTEXT


def same(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; null for values of different kinds."""
    if left is None or right is None:
        return left is right
    if kind_of(left) != kind_of(right):
        return None
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and every(same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and every(same(left[key], right[key]) for key in left)
    if _zoned(left) != _zoned(right):
        return None
    return left == right


def before(left: Value, right: Value) -> bool | None:
    """Whether *left* comes before *right*; null where they have no order."""
    kind = kind_of(left)
    if kind not in ORDERED or kind != kind_of(right) or _zoned(left) != _zoned(right):
        return None
    return bool(left < right)  # type: ignore[operator]


def compare(left: Value, sign: str, right: Value) -> bool | None:
    """*left sign right*, one of ``< <= > >= = !=``."""
    match sign:
        case "=":
            return same(left, right)
        case "!=":
            return negated(same(left, right))
        case "<":
            return before(left, right)
        case ">":
            return before(right, left)
        case "<=":
            return negated(before(right, left))
        case _:
            return negated(before(left, right))


def within(value: Value, limits: Range) -> bool | None:
    """Whether *value* lies in a range."""
    low = True if limits.low is None else compare(value, ">=" if limits.with_low else ">", limits.low)
    high = True if limits.high is None else compare(value, "<=" if limits.with_high else "<", limits.high)
    return every((low, high))


def negated(truth: bool | None) -> bool | None:
    """The opposite; that of null is null."""
    return None if truth is None else not truth


def every(truths: Iterable[bool | None]) -> bool | None:
    """True where all are, false where one is, else null."""
    found = list(truths)
    if False in found:
        return False
    return None if None in found else True


def some(truths: Iterable[bool | None]) -> bool | None:
    """True where one is, false where all are, else null."""
    found = list(truths)
    if True in found:
        return True
    return None if None in found else False


def _zoned(value: Value) -> bool:
    return isinstance(value, datetime | time) and value.utcoffset() is not None
