"""Amounts that rules say by a formula of whole numbers: what is repaid of the cost of a course."""

from collections.abc import Mapping
from fractions import Fraction

import attrs

COST, OWED, SERVED, LEFT, LENGTH = "cost", "owed", "served", "left", "length"

NAMES = (COST, OWED, SERVED, LEFT, LENGTH)
"""What a formula of repayment may name: the cost; months owed, served and not served; those of the class."""

Term = str | int | tuple[str, "Term", "Term"]
"""A name, a number, or one of ``+ - * /`` with two terms."""


@attrs.frozen
class Formula:
    """A formula as it is *written*, and what it means."""

    written: str
    term: Term

    def amount(self, values: Mapping[str, int]) -> int | None:
        """What it comes to, parts counted whole, never below nothing; None where it divides by zero."""
        try:
            exact = _value(self.term, values)
        except ZeroDivisionError:
            return None
        return max(0, -(-exact.numerator // exact.denominator))

    def names(self) -> frozenset[str]:
        """What it names."""
        return frozenset(_names(self.term))


def _value(term: Term, values: Mapping[str, int]) -> Fraction:
    match term:
        case str(name):
            return Fraction(values[name])
        case int(number):
            return Fraction(number)
        case (sign, left, right):
            first, second = _value(left, values), _value(right, values)
            match sign:
                case "+":
                    return first + second
                case "-":
                    return first - second
                case "*":
                    return first * second
                case _:
                    return first / second


def _names(term: Term) -> list[str]:
    match term:
        case str(name):
            return [name]
        case int():
            return []
        case (_, left, right):
            return [*_names(left), *_names(right)]
