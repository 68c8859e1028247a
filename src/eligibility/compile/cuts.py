"""Where truths can change: the cuts of a date or number, and representatives of a missing value.

Every quantity of the language is monotone in each date it reads, so the days at which a term can
change its truth are found by bisection. Between two neighbouring cuts all days are alike; the first
of them stands for all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from eligibility.model.calendar import add_months, month_number, months_since
from eligibility.model.condition import (
    AgeAt,
    AllOf,
    AnyOf,
    ByField,
    Compare,
    Condition,
    Constant,
    FieldValue,
    IsKnown,
    IsNone,
    Moment,
    MonthsBetween,
    MonthsSince,
    MonthsToRetirement,
    NoneOf,
    Operand,
    Rows,
    Within,
    operand_paths,
    quantity_paths,
)
from eligibility.model.context import Context
from eligibility.model.record import NONE, Among, Between, Known, Scalar, Value
from eligibility.model.slots import HOLDS, KNOWN, WAIVED, Term
from eligibility.model.vocabulary import Expiry, Field, Kind

EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)
DAY = timedelta(days=1)
OTHER_TEXT = "\0"
"""With the name of a slot: every text in it that no rule mentions and no other slot holds."""

Seen = Mapping[str, Sequence[Scalar]]
"""Slot to the values that are considered for it (for cuts that depend on another slot)."""


def first_day(holds: Callable[[date], bool], low: date, high: date) -> date | None:
    """The first day in [*low*, *high*] for which *holds*, which never turns false again; None if none."""
    first, last = low.toordinal(), high.toordinal() + 1
    while first < last:
        middle = (first + last) // 2
        if holds(date.fromordinal(middle)):
            last = middle
        else:
            first = middle + 1
    return date.fromordinal(first) if first <= high.toordinal() else None


def domain_bounds(field: Field, context: Context) -> tuple[date, date]:
    """First and last day that the date *field* can hold; past events end on the review date."""
    low = field.minimum if isinstance(field.minimum, date) else EARLIEST
    if isinstance(field.maximum, str):
        return low, context.day(Moment(field.maximum))
    return low, field.maximum if isinstance(field.maximum, date) else LATEST


def may_be_none(field: Field) -> bool:
    """Whether the known absence is in the field's domain."""
    return bool(field.none_texts) or field.empty == "none"


def simple_terms(condition: Condition) -> Iterator[Compare | Within | IsNone | IsKnown]:
    """The comparisons inside a row predicate."""
    match condition:
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            for item in items:
                yield from simple_terms(item)
        case Compare() | Within() | IsNone() | IsKnown():
            yield condition
        case _:
            return


def comparisons(terms: Iterable[Term]) -> Iterator[tuple[Compare | Within | IsNone | IsKnown, str]]:
    """All comparisons in *terms*, those inside histories with the table's name."""
    for term in terms:
        if isinstance(term, Rows):
            for inner in simple_terms(term.where):
                yield inner, term.table
        elif isinstance(term, Compare | Within | IsNone | IsKnown):
            yield term, ""


def date_cuts(
    slot: str, low: date, high: date, terms: Iterable[Term], context: Context, seen: Seen, table: str = ""
) -> list[date]:
    """Days t in (*low*, *high*] such that some term may differ between t - 1 and t, ascending."""
    cuts: set[date] = set()
    for term, history in comparisons(terms):
        if slot.startswith("row.") and history != table:
            continue
        if isinstance(term, Compare):
            cuts.update(_compare_cuts(slot, term, low, high, context, seen, history))
        elif isinstance(term, Within):
            days = [value for value in term.values if isinstance(value, date)]
            expiry = context.vocabulary.tables[history].expiry if history else None
            if term.path == slot:
                cuts.update(_around(days))
            elif expiry is not None and term.path == f"row.{expiry.field}":
                for day in days:
                    cuts.update(_expiry_cuts(slot, expiry, Constant(day), low, high, context, seen))
    return sorted(day for day in cuts if low < day <= high)


def _around(days: Iterable[object]) -> Iterator[date]:
    for day in days:
        if isinstance(day, date):
            yield day
            if day < date.max:
                yield day + DAY


def _operand_days(operand: Operand, context: Context, seen: Seen) -> Iterator[object]:
    match operand:
        case Moment():
            yield context.day(operand)
        case Constant(value):
            yield value
        case FieldValue(path):
            yield from seen.get(path, ())
        case ByField(_, choices):
            yield from (constant.value for _, constant in choices)


def _limits(operand: Operand) -> Iterator[int]:
    constants = [operand] if isinstance(operand, Constant) else []
    if isinstance(operand, ByField):
        constants = [constant for _, constant in operand.choices]
    for constant in constants:
        if isinstance(constant.value, int):
            yield constant.value
            yield constant.value + 1


def _compare_cuts(
    slot: str, term: Compare, low: date, high: date, context: Context, seen: Seen, table: str
) -> Iterator[date]:
    left = term.left
    expiry = context.vocabulary.tables[table].expiry if table else None
    if isinstance(left, FieldValue):
        other = term.right if left.path == slot else None
        if isinstance(term.right, FieldValue) and term.right.path == slot:
            other = left
        if other is not None:
            yield from _around(_operand_days(other, context, seen))
        if expiry is not None and f"row.{expiry.field}" in (left.path, *operand_paths(term.right)):
            target = term.right if left.path == f"row.{expiry.field}" else left
            yield from _expiry_cuts(slot, expiry, target, low, high, context, seen)
        return
    if expiry is not None and f"row.{expiry.field}" in quantity_paths(left):
        for limit in _limits(term.right):
            turns = _quantity_cuts(f"row.{expiry.field}", left, limit, EARLIEST, LATEST, context, seen)
            for turn in turns:
                if turn is not None:
                    yield from _expiry_cuts(slot, expiry, Constant(turn), low, high, context, seen)
    if slot not in quantity_paths(left):
        return
    for limit in _limits(term.right):
        for found in _quantity_cuts(slot, left, limit, low, high, context, seen):
            if found is not None:
                yield found


def _quantity_cuts(
    slot: str, quantity: object, limit: int, low: date, high: date, context: Context, seen: Seen
) -> Iterator[date | None]:
    match quantity:
        case AgeAt(_, moment) | MonthsSince(_, moment):
            yield _first_since(context.day(moment), limit, low, high)
        case MonthsToRetirement(_, _, moment):
            month = month_number(context.day(moment))
            for sex in context.retirement.ages:
                yield first_day(
                    lambda d, sex=sex: context.retirement.retirement_month(d, sex) - month >= limit,  # type: ignore[misc]
                    low,
                    high,
                )
        case MonthsBetween(start, end):
            for other in seen.get(end if slot == start else start, ()):
                if isinstance(other, date) and slot == start:
                    yield first_day(lambda d, o=other: months_since(d, o) < limit, low, high)  # type: ignore[misc]
                elif isinstance(other, date):
                    yield first_day(lambda d, o=other: months_since(o, d) >= limit, low, high)  # type: ignore[misc]
        case _:
            return


@lru_cache(maxsize=16_384)
def _first_since(day: date, months: int, low: date, high: date) -> date | None:
    """The first day from which less than *months* complete months pass until *day*."""
    return first_day(lambda d: months_since(d, day) < months, low, high)


def window_lengths(expiry: Expiry, context: Context) -> set[int]:
    """The months after which disciplines may expire."""
    windows = [window for window in context.vocabulary.windows if window.table == expiry.table]
    return {months for w in windows for months in w.months.values() if months is not None} | {0}


def _expiry_cuts(
    slot: str, expiry: Expiry, target: Operand, low: date, high: date, context: Context, seen: Seen
) -> Iterator[date]:
    """Cuts of the dates that an expiry is computed from, or of the outer date it is compared with."""
    name = slot.removeprefix("row.")
    windows = [window for window in context.vocabulary.windows if window.table == expiry.table]
    lengths = window_lengths(expiry, context)
    if slot.startswith("row.") and name == expiry.ended:
        yield from _around(_operand_days(target, context, seen))
    elif slot.startswith("row.") and name == expiry.start:
        for day in _operand_days(target, context, seen):
            if isinstance(day, date):
                for length in lengths:
                    for limit in _around((day,)):
                        found = first_day(lambda d, n=length, t=limit: add_months(d, n) >= t, low, high)  # type: ignore[misc]
                        if found is not None:
                            yield found
        for window in windows:
            yield from _around((window.in_force_from, window.in_force_until))
            yield window.in_force_from
    elif isinstance(target, FieldValue) and target.path == slot:
        ended = [day for day in seen.get(f"row.{expiry.ended}", ()) if isinstance(day, date)]
        starts = [day for day in seen.get(f"row.{expiry.start}", ()) if isinstance(day, date)]
        yield from _around(ended)
        yield from _around(add_months(day, length) for day in starts for length in lengths)


def constants_of(slot: str, terms: Iterable[Term]) -> list[str | int | date]:
    """The constants that *slot* is compared with."""
    found: dict[str | int | date, None] = {}
    for term, _ in comparisons(terms):
        if isinstance(term, Within) and term.path == slot:
            found.update(dict.fromkeys(term.values))
        if isinstance(term, Compare) and term.left == FieldValue(slot):
            match term.right:
                case Constant(value):
                    found[value] = None
                case ByField(_, choices):
                    found.update({constant.value: None for _, constant in choices})
    return list(found)


def candidates(
    slot: str,
    value: Value,
    field: Field | None,
    terms: Sequence[Term],
    context: Context,
    seen: Seen,
    table: str = "",
) -> tuple[Scalar, ...]:
    """Representatives of everything *value* may turn out to be, enough to show every truth of *terms*."""
    match value:
        case Known(known):
            return (known,)
        case Among(values):
            return values
        case Between(first, last):
            return (first, *date_cuts(slot, first, last, terms, context, seen, table))
    if slot.startswith((KNOWN, WAIVED, HOLDS)):
        return (True, False)
    if field is None:
        raise KeyError(slot)
    none: tuple[Scalar, ...] = (NONE,) if may_be_none(field) else ()
    closed = context.vocabulary.domain(field)
    if closed is not None:
        return closed + none
    if field.kind is Kind.DATE:
        low, high = domain_bounds(field, context)
        return (low, *date_cuts(slot, low, high, terms, context, seen, table), *none)
    if field.kind is Kind.NUMBER:
        return (*number_representatives(slot, field, terms, seen), *none)
    texts = [constant for constant in constants_of(slot, terms) if isinstance(constant, str)]
    others = [text for text in _joined_values(slot, terms, seen) if isinstance(text, str)]
    return (*dict.fromkeys((*texts, *others, OTHER_TEXT + slot)), *none)


def number_representatives(slot: str, field: Field, terms: Sequence[Term], seen: Seen) -> list[int]:
    """The field's least number and each at which a truth may change."""
    low = field.minimum if isinstance(field.minimum, int) else -(10**6)
    high = field.maximum if isinstance(field.maximum, int) else 10**6
    points = {low}
    for number in (*constants_of(slot, terms), *_joined_values(slot, terms, seen)):
        if isinstance(number, int):
            points.update(n for n in (number, number + 1) if low <= n <= high)
    return sorted(points)


def _joined_values(slot: str, terms: Iterable[Term], seen: Seen) -> list[Scalar]:
    """What the slots that *slot* is compared with may hold."""
    return [value for path in _joined_paths(slot, terms) for value in seen.get(path, ())]


def _joined_paths(slot: str, terms: Iterable[Term]) -> Iterator[str]:
    for term, _ in comparisons(terms):
        if (
            isinstance(term, Compare)
            and isinstance(term.left, FieldValue)
            and isinstance(term.right, FieldValue)
        ):
            if term.left.path == slot:
                yield term.right.path
            elif term.right.path == slot:
                yield term.left.path
