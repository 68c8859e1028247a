"""Types of a model: whether a value is of one, and how a list of one and its item stand for each other."""

from collections.abc import Mapping

import attrs

from eligibility.exchange.feel.meaning import passes
from eligibility.exchange.feel.nodes import Tests
from eligibility.exchange.feel.values import Value, kind_of

BASIC: Mapping[str, str] = {
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "Any": "Any",
    "": "Any",
    "context": "context",
}
"""Names of types as models of all releases write them, with the kind of value each is."""


@attrs.frozen
class Type:
    """A type: a *kind* of value, or a context with *parts*; a list of it, if *many*.

    *allowed* are tests that a value (or each item) must pass.
    """

    kind: str = "Any"
    parts: tuple[tuple[str, "Type"], ...] = ()
    many: bool = False
    allowed: Tests = Tests()
    item: "Type | None" = None


ANY = Type()


def fits(value: Value, wanted: Type) -> bool:
    """Whether *value* is of a type; null is of every type."""
    if value is None:
        return True
    if wanted.many:
        return isinstance(value, list) and all(fits(item, _single(wanted)) for item in value)
    if wanted.item is not None and not fits(value, wanted.item):
        return False
    if wanted.parts:
        if not isinstance(value, dict):
            return False
        if not all(name in value and fits(value[name], part) for name, part in wanted.parts):
            return False
    elif wanted.kind not in ("Any", kind_of(value)):
        return False
    return wanted.allowed.anything or passes(wanted.allowed, value, {}) is True


def fitted(value: Value, wanted: Type) -> tuple[Value, bool]:
    """*value* as one of a type, and whether it is; a list of one item is the item, and the reverse."""
    if fits(value, wanted):
        return value, True
    if wanted.many and not isinstance(value, list) and fits([value], wanted):
        return [value], True
    if isinstance(value, list) and len(value) == 1 and fits(value[0], wanted):
        return value[0], True
    return None, False


def _single(wanted: Type) -> Type:
    return attrs.evolve(wanted, many=False)
