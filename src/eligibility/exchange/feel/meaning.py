"""What expressions and tests come to."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import assert_never

from eligibility.exchange.feel.functions import ARITHMETIC, FUNCTIONS, number
from eligibility.exchange.feel.grammar import ITEM
from eligibility.exchange.feel.nodes import (
    Between,
    Binary,
    Call,
    Comparison,
    Entries,
    If,
    In,
    Items,
    Limits,
    Literal,
    Name,
    Negative,
    Node,
    Path,
    Test,
    Tests,
    names_in,
)
from eligibility.exchange.feel.values import (
    Months,
    Range,
    Scope,
    Value,
    compare,
    every,
    negated,
    same,
    some,
    within,
)
from eligibility.model.calendar import add_months

Callables = Mapping[str, Callable[..., Value]]
"""What a model defines beside the functions of FEEL."""

NONE: Callables = {}
DAY = timedelta(1)


def value_of(node: Node, scope: Scope, defined: Callables = NONE) -> Value:
    """What *node* comes to where its variables are as in *scope*."""
    match node:
        case Literal(value):
            return value
        case Name(name):
            return scope.get(name)
        case Path(of, name):
            return _part(value_of(of, scope, defined), name)
        case Call(function, arguments):
            return _called(function, [value_of(one, scope, defined) for one in arguments], defined)
        case Negative(of):
            return _negative(value_of(of, scope, defined))
        case Binary(left, "and", right):
            return every((_truth(left, scope, defined), _truth(right, scope, defined)))
        case Binary(left, "or", right):
            return some((_truth(left, scope, defined), _truth(right, scope, defined)))
        case Binary(left, sign, right):
            one, other = value_of(left, scope, defined), value_of(right, scope, defined)
            return _arithmetic(one, sign, other) if sign in _SIGNS else compare(one, sign, other)
        case If(condition, yes, no):
            return value_of(yes if _truth(condition, scope, defined) else no, scope, defined)
        case Between(of, low, high):
            value = value_of(of, scope, defined)
            limits = Range(value_of(low, scope, defined), value_of(high, scope, defined), True, True)
            return None if None in (limits.low, limits.high) else within(value, limits)
        case In(of, tests):
            return passes(tests, value_of(of, scope, defined), scope, defined)
        case Limits(low, high, with_low, with_high):
            return Range(value_of(low, scope, defined), value_of(high, scope, defined), with_low, with_high)
        case Items(items):
            return [value_of(item, scope, defined) for item in items]
        case Entries(entries):
            made: dict[str, Value] = {}
            if len(dict(entries)) < len(entries):
                return None
            for name, entry in entries:
                made[name] = value_of(entry, {**scope, **made}, defined)
            return made
        case _:
            assert_never(node)


def passes(tests: Tests, value: Value, scope: Scope, defined: Callables = NONE) -> bool | None:
    """Whether *value* passes *tests*; null is no."""
    if tests.anything:
        return True
    inside = {**scope, ITEM: value}
    found = some(_passes(test, value, inside, defined) for test in tests.items)
    return negated(found) if tests.negated else found


def _passes(test: Test, value: Value, scope: Scope, defined: Callables) -> bool | None:
    if isinstance(test, Comparison):
        return compare(value, test.sign, value_of(test.operand, scope, defined))
    found = value_of(test, scope, defined)
    if ITEM in names_in(test):
        return found if isinstance(found, bool) else None
    if isinstance(found, Range):
        return same(value, found) if isinstance(value, Range) else _bounded(value, found)
    if isinstance(found, list):
        inside = any(_is_one(value, item) for item in found)
        return inside or (same(value, found) is True if isinstance(value, list) else False)
    return same(value, found)


def _is_one(value: Value, item: Value) -> bool:
    """Whether *value* is *item* of a list, or lies in a range that is."""
    return (_bounded(value, item) if isinstance(item, Range) else same(value, item)) is True


def _bounded(value: Value, limits: Range) -> bool | None:
    """Whether *value* lies in a range whose ends are all there."""
    return None if None in (limits.low, limits.high) else within(value, limits)


def _truth(node: Node, scope: Scope, defined: Callables) -> bool | None:
    found = value_of(node, scope, defined)
    return found if isinstance(found, bool) else None


def _called(name: str, arguments: list[Value], defined: Callables) -> Value:
    if name in defined:
        return defined[name](*arguments)
    function, least, most = FUNCTIONS[name]
    return function(*arguments) if least <= len(arguments) <= most else None


# --- parts -----------------------------------------------------------------------------------------


def _part(value: Value, name: str) -> Value:
    match value:
        case dict():
            return value.get(name)
        case list():
            return [_part(item, name) for item in value]
        case datetime() if name in ("hour", "minute", "second"):
            return Decimal(getattr(value, name))
        case date() if name in ("year", "month", "day"):
            return Decimal(getattr(value, name))
        case date() if name == "weekday":
            return Decimal(value.isoweekday())
        case time() if name in ("hour", "minute", "second"):
            return Decimal(getattr(value, name))
        case Months(months) if name in ("years", "months"):
            whole, rest = divmod(abs(months), 12)
            return Decimal((whole if name == "years" else rest) * (-1 if months < 0 else 1))
        case timedelta() if name in ("days", "hours", "minutes", "seconds"):
            sign, length = (-1, -value) if value < timedelta() else (1, value)
            parts = {
                "days": length.days,
                "hours": length.seconds // 3600,
                "minutes": length.seconds % 3600 // 60,
                "seconds": length.seconds % 60,
            }
            return Decimal(sign * parts[name])
        case _:
            return None


# --- arithmetic ------------------------------------------------------------------------------------

_SIGNS = {
    "+": ARITHMETIC.add,
    "-": ARITHMETIC.subtract,
    "*": ARITHMETIC.multiply,
    "/": ARITHMETIC.divide,
    "**": ARITHMETIC.power,
}


def _negative(value: Value) -> Value:
    match value:
        case Decimal():
            return ARITHMETIC.minus(value)
        case timedelta():
            return -value
        case Months(months):
            return Months(-months)
        case _:
            return None


def _arithmetic(left: Value, sign: str, right: Value) -> Value:
    try:
        match left, sign, right:
            case Decimal(), _, Decimal():
                return number(_SIGNS[sign](left, right))
            case str(), "+", str():
                return left + right
            case _:
                return _dated(left, sign, right)
    except (OverflowError, TypeError, ValueError):  # what is too large, or with a zone and without
        return None


def _dated(left: Value, sign: str, right: Value) -> Value:
    match left, sign, right:
        case timedelta() as one, "+" | "-", timedelta() as other:
            return one + other if sign == "+" else one - other
        case Months(one), "+" | "-", Months(other):
            return Months(one + other if sign == "+" else one - other)
        case (timedelta() | Months(), "+", date()):
            return _dated(right, "+", left)
        case date(), "+" | "-", Months(months):
            moved = add_months(date(left.year, left.month, left.day), months if sign == "+" else -months)
            return datetime.combine(moved, left.timetz()) if isinstance(left, datetime) else moved
        case datetime(), "+" | "-", timedelta():
            return left + right if sign == "+" else left - right
        case date(), "+" | "-", timedelta():
            moment = datetime.combine(left, time())
            return (moment + right if sign == "+" else moment - right).date()
        case time(), "+" | "-", timedelta():
            moved = datetime.combine(date(2000, 1, 2), left)
            return (moved + right % DAY if sign == "+" else moved - right % DAY).timetz()
        case timedelta(), "+", time():
            return _dated(right, "+", left)
        case time(), "-", time() if (left.utcoffset() is None) is (right.utcoffset() is None):
            return datetime.combine(date(2000, 1, 1), left) - datetime.combine(date(2000, 1, 1), right)
        case ((timedelta() | Months()), "*", Decimal()):
            return _times(left, right)
        case Decimal(), "*", (timedelta() | Months()):
            return _times(right, left)
        case ((timedelta() | Months()), "/", Decimal()) if right:
            return _times(left, ARITHMETIC.divide(Decimal(1), right))
        case (timedelta(), "/", timedelta()) | (Months(), "/", Months()) if _length(right):
            return number(ARITHMETIC.divide(_length(left), _length(right)))
        case date(), "-", date():
            return _moment(left) - _moment(right)
        case _:
            return None


def _length(value: Value) -> Decimal:
    """A duration in months, or in millionths of a second."""
    if isinstance(value, Months):
        return Decimal(value.months)
    return Decimal(value // timedelta(microseconds=1)) if isinstance(value, timedelta) else Decimal(0)


def _times(value: timedelta | Months, factor: Decimal) -> Value:
    length = ARITHMETIC.multiply(_length(value), factor)
    if not length.is_finite():
        return None
    return Months(int(length)) if isinstance(value, Months) else timedelta(microseconds=int(length))


def _moment(day: date) -> datetime:
    """*day* as a moment: a date alone begins at midnight of the meridian."""
    return day if isinstance(day, datetime) else datetime.combine(day, time(), UTC)
