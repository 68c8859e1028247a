"""The values to try for one datum that is not known, so that each way in which terms answer is met.

For a date, the days that conditions mention, moved by every duration they mention, with the days
before and after; for retirement, every month.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from eligibility.model.calendar import add_months
from eligibility.model.condition import (
    ByField,
    Compare,
    Constant,
    Moment,
    MonthsBetween,
    MonthsToRetirement,
    Operand,
    Rows,
    Within,
    atoms_of,
)
from eligibility.model.context import Context
from eligibility.model.record import NONE, Among, Between, Known, Missing, Scalar, Value
from eligibility.model.slots import HOLDS, KNOWN, WAIVED, Term
from eligibility.model.vocabulary import Field, Kind

UNSEEN = "\x00"
"""With the name of a slot: a text that no rule mentions and no other slot holds."""

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)

Met = tuple[Term, Context, Sequence[Scalar]]
"""A term, its context, and the values of other fields that it may set a field against."""


def values_to_try(
    slot: str,
    value: Value,
    terms: Sequence[Met],
    context: Context,
    table: str = "",
) -> tuple[Scalar, ...]:
    """The values to try for *slot* of which *value* is known: of every way that *terms* answer them, one."""
    match value:
        case Known(known):
            return (known,)
        case Among(values):
            return values
        case Between(first, last):
            return _days(slot, first, last, terms)
        case Missing():
            pass
    if slot.startswith((KNOWN, WAIVED, HOLDS)):
        return (True, False)
    field = _field(slot, context, table)
    none: tuple[Scalar, ...] = (NONE,) if field.none_texts or field.empty == "none" else ()
    closed = context.vocabulary.domain(field)
    if closed is not None:
        return (*closed, *none)
    if field.kind is Kind.DATE:
        first = field.minimum if isinstance(field.minimum, date) else FIRST
        limit = context.day(Moment(field.maximum)) if isinstance(field.maximum, str) else field.maximum
        last = limit if isinstance(limit, date) else LAST
        return (*_days(slot, first, last, terms), *none)
    mentioned = _mentioned(terms)
    if field.kind is Kind.NUMBER:
        low = field.minimum if isinstance(field.minimum, int) else -(10**6)
        high = field.maximum if isinstance(field.maximum, int) else 10**6
        near = {n + step for n in mentioned if isinstance(n, int) for step in (-1, 0, 1)}
        return (*sorted({low, high, *(n for n in near if low <= n <= high)}), *none)
    texts = [text for text in mentioned if isinstance(text, str)]
    return (*dict.fromkeys((*texts, UNSEEN + slot)), *none)


def _field(slot: str, context: Context, table: str) -> Field:
    if slot.endswith("]"):
        rated = context.vocabulary.tables[slot.partition("[")[0]]
        field = rated.field(rated.ratings.grade) if rated.ratings is not None else None
    else:
        field = context.vocabulary.field_at(slot, table)
    if field is None:
        raise KeyError(slot)
    return field


def _days(slot: str, first: date, last: date, terms: Sequence[Met]) -> tuple[date, ...]:
    moved: set[date] = set()
    monthly: list[date] = []
    for term, context, partners in terms:
        others = {day for day in partners if isinstance(day, date)}
        moved |= others
        expiry = context.vocabulary.tables[term.table].expiry if isinstance(term, Rows) else None
        expires = expiry is not None
        counted = expiry is not None and slot != f"row.{expiry.ended}"  # no window is counted from an end
        windows = context.vocabulary.windows if counted else ()
        blocked = {0, *(m for window in windows for m in window.months.values() if m is not None)}
        if counted and context.windows_at == "decision_date":
            moved |= {day for window in windows for day in (window.in_force_from, window.in_force_until)}
        for atom in inside(term):
            days = set(others) if expires else set()
            lengths = {0}
            if isinstance(atom, Within):
                days |= {value for value in atom.values if isinstance(value, date)}
            if isinstance(atom, Compare):
                days |= set(_operand_days(atom.right, context))
                lengths |= set(_lengths(atom.right))
                moment = getattr(atom.left, "moment", None)
                if moment is not None:
                    days.add(context.day(moment))
                if isinstance(atom.left, MonthsBetween):
                    days |= others
                if isinstance(atom.left, MonthsToRetirement) and atom.left.birth == slot:
                    monthly += _months_of_birth(atom, context, first, last)
            far = {length + more for length in lengths for more in blocked}
            moved |= {add_months(day, months * sign) for day in days for months in far for sign in (1, -1)}
    found = {first, last}
    for day in moved:
        for step in (-1, 0, 1):
            ordinal = day.toordinal() + step
            if first.toordinal() <= ordinal <= last.toordinal():
                found.add(date.fromordinal(ordinal))
    for month in monthly:
        found |= {day for day in (month, month - timedelta(1)) if first <= day <= last}
    return tuple(sorted(found))


SPARE = 24
"""Months beyond the ages of a retirement table within which somebody may still retire."""


def _months_of_birth(term: Compare, context: Context, first: date, last: date) -> Iterator[date]:
    """The first days of the months of birth that could decide *term*; others retire long before or after."""
    quantity = term.left
    assert isinstance(quantity, MonthsToRetirement)  # noqa: S101  (asked of such terms only)
    ages = [months for steps in context.retirement.ages.values() for _, months in steps]
    limits = _limits(term.right)
    moment = context.day(quantity.moment).replace(day=1)
    if not limits:
        return
    month = max(add_months(moment, min(limits) - max(ages) - SPARE), first.replace(day=1))
    end = min(add_months(moment, max(limits) - min(ages) + SPARE), last)
    while month <= end:
        yield month
        month = add_months(month, 1)


def inside(term: Term) -> tuple[Term, ...]:
    """The comparisons of *term*: its own, or those that the rows of a history must satisfy."""
    return atoms_of(term.where) if isinstance(term, Rows) else (term,)


def _operand_days(operand: Operand, context: Context) -> Iterator[date]:
    match operand:
        case Moment():
            yield context.day(operand)
        case Constant(value) if isinstance(value, date):
            yield value
        case ByField(_, choices):
            yield from (constant.value for _, constant in choices if isinstance(constant.value, date))
        case _:
            return


def _limits(operand: Operand) -> list[int]:
    """The numbers that a quantity is compared with."""
    constants = [c for _, c in operand.choices] if isinstance(operand, ByField) else [operand]
    values = [constant.value for constant in constants if isinstance(constant, Constant)]
    return [value for value in values if isinstance(value, int)]


def _lengths(operand: Operand) -> Iterator[int]:
    for limit in _limits(operand):
        yield from (abs(limit), abs(limit) + 1, abs(limit - 1))


def _mentioned(terms: Sequence[Met]) -> list[Scalar]:
    """All constants in *terms*, those of other fields too, and all values that they are compared with."""
    found: dict[Scalar, None] = {}
    for term, _, partners in terms:
        found |= dict.fromkeys(partners)
        for atom in inside(term):
            if isinstance(atom, Within):
                found |= dict.fromkeys(atom.values)
            if isinstance(atom, Compare):
                right = atom.right
                constants = [c for _, c in right.choices] if isinstance(right, ByField) else [right]
                found |= {c.value: None for c in constants if isinstance(c, Constant)}
    return list(found)
