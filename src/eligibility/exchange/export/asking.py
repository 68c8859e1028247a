"""What a table says of given values: the meaning of its tests."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from eligibility.exchange.export.model import Alike, ByName, Column, Sheet
from eligibility.exchange.export.tests import Anything, Given, Interval, Null, OneOf, Test

Plain = str | int | bool | date | None
Values = Mapping[str, Plain]


def said(sheet: Sheet, values: Values) -> str:
    """The result of the only line of *sheet* that holds.

    Raises:
        LookupError: none does: some value is not one that the inputs declare.

    """
    held = [_held(column, values) for column in sheet.columns]
    for line in sheet.lines:
        if all(holds(test, value) for test, value in zip(line.tests, held, strict=True)):
            return line.result
    raise LookupError(sheet.name)


def _held(column: Column, values: Values) -> Plain:
    match column:
        case ByName(name):
            return values.get(name)
        case Alike(left, right):
            return values.get(left) == values.get(right)
        case _:
            assert_never(column)


def holds(test: Test, value: Plain) -> bool:
    """Whether *value* passes *test*."""
    match test:
        case Anything():
            return True
        case Null():
            return value is None
        case Given():
            return value is not None
        case OneOf(values, null):
            return null if value is None else value in values
        case Interval(low, high):
            if value is None or isinstance(value, str | bool):
                return False
            return (low is None or value >= low) and (high is None or value < high)  # type: ignore[operator]
        case _:
            assert_never(test)
