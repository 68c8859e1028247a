"""The functions of FEEL that tables use. None of them looks at a clock: a result is of its inputs alone.

Called with what it is not for, a function gives null.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from itertools import accumulate

from eligibility.exchange.feel.literals import (
    Beyond,
    date_and_time_of,
    date_of,
    duration_of,
    number_of,
    plain,
    text_of,
    time_of,
    zone_of,
)
from eligibility.exchange.feel.values import Months, Value, before, negated, same, some

Function = Callable[..., Value]

ARITHMETIC = Context(prec=34, rounding=ROUND_HALF_EVEN, traps=[])
"""Numbers of FEEL: 34 digits, ties to the even neighbour; what has no result is not a number."""

PLACES = 6_000
"""Digits behind the point that may be asked for."""


def number(value: Decimal) -> Decimal | None:
    """*value*, or null where it is no number."""
    return value if value.is_finite() else None


def _date(*parts: Value) -> Value:
    match parts:
        case (str(text),):
            return date_of(text)
        case (datetime() as moment,):
            return moment.date()
        case (date() as day,):
            return day
        case (Decimal() as year, Decimal() as month, Decimal() as day) if all(
            part == int(part) for part in (year, month, day)
        ):
            if not 1 <= year <= date.max.year:
                raise Beyond(plain(year))
            try:
                return date(int(year), int(month), int(day))
            except (ValueError, OverflowError):
                return None
    return None


def _time(*parts: Value) -> Value:
    match parts:
        case (str(text),):
            return time_of(text)
        case (datetime() as moment,):
            return moment.timetz()
        case (time() as moment,):
            return moment
        case (date(),):
            return time(tzinfo=UTC)
        case (Decimal() as hour, Decimal() as minute, Decimal() as second):
            return _clock(hour, minute, second, None)
        case (Decimal() as hour, Decimal() as minute, Decimal() as second, (timedelta() | None) as offset):
            return _clock(hour, minute, second, offset)
    return None


def _clock(hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None) -> Value:
    if any(part != int(part) for part in (hour, minute, second * 1000)):
        return None
    micro = int(second * 1_000_000) % 1_000_000
    try:
        zone = None if offset is None else zone_of(offset)
        return time(int(hour), int(minute), int(second), micro, tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _date_and_time(*parts: Value) -> Value:
    match parts:
        case (str(text),):
            return date_and_time_of(text)
        case (datetime() as day, time() as hour):
            return datetime.combine(day.date(), hour)
        case (date() as day, time() as hour):
            return datetime.combine(day, hour)
    return None


def _duration(text: Value) -> Value:
    return duration_of(text) if isinstance(text, str) else None


def _years_and_months(start: Value, end: Value) -> Value:
    if not isinstance(start, date) or not isinstance(end, date):
        return None
    months = 12 * (end.year - start.year) + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return Months(months)


def _number(text: Value) -> Value:
    return number_of(text) if isinstance(text, str) else text if _is_number(text) else None


def _is_number(value: Value) -> bool:
    return isinstance(value, Decimal)


def _string(value: Value) -> Value:
    return None if value is None else text_of(value)


def _not(value: Value) -> Value:
    return negated(value) if isinstance(value, bool) else None


def _listed(function: Callable[[Sequence[Value]], Value]) -> Function:
    """*function* of a list, which may also be given item by item."""

    def called(*items: Value) -> Value:
        if len(items) == 1 and isinstance(items[0], list):
            return function(items[0])
        return function(items)

    return called


def _sum(items: Sequence[Value]) -> Value:
    if not items or not all(map(_is_number, items)):
        return None
    return number(list(accumulate(items, ARITHMETIC.add))[-1])  # type: ignore[arg-type]


def _mean(items: Sequence[Value]) -> Value:
    total = _sum(items)
    return number(ARITHMETIC.divide(total, Decimal(len(items)))) if isinstance(total, Decimal) else None


def _least(items: Sequence[Value]) -> Value:
    return _extreme(items, lambda one, other: before(one, other))


def _greatest(items: Sequence[Value]) -> Value:
    return _extreme(items, lambda one, other: before(other, one))


def _extreme(items: Sequence[Value], better: Callable[[Value, Value], bool | None]) -> Value:
    if not items:
        return None
    found = items[0]
    if better(found, found) is None:
        return None
    for item in items[1:]:
        first = better(item, found)
        if first is None:
            return None
        found = item if first else found
    return found


def _count(items: Value) -> Value:
    return Decimal(len(items)) if isinstance(items, list) else None


def _contains(items: Value, item: Value) -> Value:
    if not isinstance(items, list):
        return None
    return some(same(one, item) is True for one in items)


def _text(function: Callable[..., Value]) -> Function:
    """*function* of texts."""

    def called(*texts: Value) -> Value:
        if not all(isinstance(text, str) for text in texts):
            return None
        found: Value = function(*texts)
        return found

    return called


def _rounded(mode: str) -> Function:
    def called(value: Value, places: Value = Decimal(0)) -> Value:
        if not isinstance(value, Decimal) or not isinstance(places, Decimal):
            return None
        places = Decimal(int(places))
        if abs(places) > PLACES:
            return None
        quantum = Decimal(1).scaleb(-int(places))
        context = Context(prec=max(34, value.adjusted() + int(places) + 3), traps=[])
        return number(value.quantize(quantum, rounding=mode, context=context))

    return called


def _abs(value: Value) -> Value:
    if isinstance(value, Decimal):
        return value.copy_abs()
    if isinstance(value, timedelta):
        return abs(value)
    return Months(abs(value.months)) if isinstance(value, Months) else None


def _modulo(dividend: Value, divisor: Value) -> Value:
    if not isinstance(dividend, Decimal) or not isinstance(divisor, Decimal) or not divisor:
        return None
    times = ARITHMETIC.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
    return number(ARITHMETIC.subtract(dividend, ARITHMETIC.multiply(divisor, times)))


FUNCTIONS: Mapping[str, tuple[Function, int, int]] = {
    "date": (_date, 1, 3),
    "time": (_time, 1, 4),
    "date and time": (_date_and_time, 1, 2),
    "duration": (_duration, 1, 1),
    "years and months duration": (_years_and_months, 2, 2),
    "number": (_number, 1, 1),
    "string": (_string, 1, 1),
    "not": (_not, 1, 1),
    "sum": (_listed(_sum), 1, 255),
    "mean": (_listed(_mean), 1, 255),
    "min": (_listed(_least), 1, 255),
    "max": (_listed(_greatest), 1, 255),
    "count": (_count, 1, 1),
    "list contains": (_contains, 2, 2),
    "contains": (_text(lambda text, part: part in text), 2, 2),
    "starts with": (_text(lambda text, part: text.startswith(part)), 2, 2),
    "ends with": (_text(lambda text, part: text.endswith(part)), 2, 2),
    "string length": (_text(lambda text: Decimal(len(text))), 1, 1),
    "upper case": (_text(lambda text: text.upper()), 1, 1),
    "lower case": (_text(lambda text: text.lower()), 1, 1),
    "decimal": (_rounded(ROUND_HALF_EVEN), 2, 2),
    "floor": (_rounded(ROUND_FLOOR), 1, 2),
    "ceiling": (_rounded(ROUND_CEILING), 1, 2),
    "abs": (_abs, 1, 1),
    "modulo": (_modulo, 2, 2),
}
"""Name to function, and the least and the greatest number of its arguments."""
