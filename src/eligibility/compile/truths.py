"""The truth of one term on complete values.

This is the bulk path's own reading of the language; `eligibility.engine.reference` is the
definition, and every run compares the two.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, assert_never

from eligibility.model.calendar import add_months, month_number, months_since
from eligibility.model.condition import (
    AgeAt,
    AllOf,
    Always,
    AnyOf,
    BelowLevel,
    ByField,
    Compare,
    Condition,
    Constant,
    FieldValue,
    Fold,
    IsKnown,
    IsNone,
    Latest,
    Moment,
    MonthsBetween,
    MonthsSince,
    MonthsToRetirement,
    NoneOf,
    Op,
    Rows,
    StandingAbove,
    Window,
    Within,
)
from eligibility.model.context import Context
from eligibility.model.record import NONE, Scalar
from eligibility.model.slots import KNOWN, Flag, Term, window_years, year_slot
from eligibility.model.vocabulary import Expiry, Kind

Complete = Mapping[str, Scalar]
"""Slot to complete value; a history slot holds a tuple of complete rows (see `CompleteRow`)."""

CompleteRow = Mapping[str, Scalar]

COMPARE: Mapping[Op, Callable[[Any, Any], bool]] = {
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.EQ: operator.eq,
    Op.GE: operator.ge,
    Op.GT: operator.gt,
}

UNCOVERED = "uncovered"
"""Key of a complete row: whether a discipline whose window nobody knows, or has checked, blocks."""


def truth(term: Term, values: Complete, context: Context) -> bool:
    """Whether *term* holds on the complete *values* of its slots."""
    match term:
        case Flag(slot):
            return bool(values[slot])
        case Always(value):
            return value
        case IsKnown(path):
            return bool(values[KNOWN + path])
        case IsNone(path):
            return values[path] is NONE
        case Window() | Latest():
            return _window(term, values, context)
        case Rows(table, where, op, count):
            rows = values[table]
            assert isinstance(rows, tuple)  # noqa: S101  (history slots hold rows)
            found = sum(row_holds(where, row, values, context, table) for row in rows)  # type: ignore[arg-type]
            return COMPARE[op](found, count)
        case Compare() | Within():
            return _simple(term, values, context, "")
        case _:
            assert_never(term)


def row_holds(where: Condition, row: CompleteRow, values: Complete, context: Context, table: str) -> bool:
    """Whether the complete *row* of history *table* satisfies *where*."""
    match where:
        case AllOf(items):
            return all(row_holds(item, row, values, context, table) for item in items)
        case AnyOf(items):
            return any(row_holds(item, row, values, context, table) for item in items)
        case NoneOf(items):
            return not any(row_holds(item, row, values, context, table) for item in items)
        case Always(value):
            return value
        case IsNone(path):
            return _row_value(path, row, values, context, table) is NONE
        case IsKnown(path):
            return bool(
                row[KNOWN + path.removeprefix("row.")] if path.startswith("row.") else values[KNOWN + path]
            )
        case Compare() | Within():
            seen = _RowView(row, values, context, table)
            return _simple(where, seen, context, table)
        case _:
            raise TypeError(f"histories inside a row: {where}")


class _RowView(dict[str, Scalar]):
    """Values with the fields of one row in front of them."""

    def __init__(self, row: CompleteRow, values: Complete, context: Context, table: str) -> None:
        self._parts = (row, values, context, table)

    def __missing__(self, path: str) -> Scalar:
        return _row_value(path, *self._parts)


def _row_value(path: str, row: CompleteRow, values: Complete, context: Context, table: str) -> Scalar:
    if not path.startswith("row."):
        return values[path]
    name = path.removeprefix("row.")
    expiry = context.vocabulary.tables[table].expiry
    if expiry is not None and name == expiry.field:
        return expires(expiry, row, context)
    return row[name]


def expires(expiry: Expiry, row: CompleteRow, context: Context) -> Scalar:
    """The date on which a complete discipline *row* expires."""
    if isinstance(ended := row[expiry.ended], date):
        return ended
    if not isinstance(decided := row[expiry.start], date):
        return date.max
    window = context.window(expiry.table, str(row[expiry.regime]), str(row[expiry.form]), decided)
    if window is None:
        return date.max if row.get(UNCOVERED) else decided
    if window.confidence == "recall" and not row.get(UNCOVERED):
        return decided
    months = window.months[str(row[expiry.form])]
    return date.max if months is None else add_months(decided, months)


def _simple(term: Compare | Within, values: Complete, context: Context, table: str) -> bool:
    if isinstance(term, Within):
        value = values[term.path]
        if value is NONE:
            return False
        if isinstance(value, tuple):
            return any(post in term.values for post in value)
        return value in term.values
    left, right = term.left, term.right
    match left:
        case FieldValue(path):
            return _compare_field(path, term.op, right, values, context, table)
        case BelowLevel(path):
            return _compare_levels(path, term.op, right, values, context, table, below=1)
        case _:
            number = _quantity(left, values, context)
            limit = _number(right, values)
            return number is not None and limit is not None and COMPARE[term.op](number, limit)


def _quantity(
    quantity: AgeAt | MonthsSince | MonthsBetween | MonthsToRetirement | StandingAbove,
    values: Complete,
    context: Context,
) -> int | None:
    match quantity:
        case AgeAt(path, moment) | MonthsSince(path, moment):
            start = values[path]
            return months_since(start, context.day(moment)) if isinstance(start, date) else None
        case MonthsBetween(first, second):
            start, end = values[first], values[second]
            return months_since(start, end) if isinstance(start, date) and isinstance(end, date) else None
        case MonthsToRetirement(birth, sex, moment):
            born, code = values[birth], values[sex]
            if not isinstance(born, date) or code not in context.retirement.ages:
                return None
            retires = context.retirement.retirement_month(born, str(code))
            return retires - month_number(context.day(moment))
        case StandingAbove(target, held):
            posts = context.vocabulary.posts
            wanted, has = values[target], values[held]
            if not isinstance(wanted, str):
                return None
            standings = [posts[code].standing for code in has] if isinstance(has, tuple) else []
            return posts[wanted].standing - max(standings, default=0)
        case _:
            assert_never(quantity)


def _number(operand: Constant | ByField | FieldValue | Moment, values: Complete) -> int | None:
    match operand:
        case Constant(value):
            return value if isinstance(value, int) else None
        case ByField(path, choices):
            constant = dict(choices).get(str(values[path])) if values[path] is not NONE else None
            return constant.value if constant is not None and isinstance(constant.value, int) else None
        case _:
            raise TypeError(f"a number of months compared with {operand}")


def _operand(operand: Constant | ByField | FieldValue | Moment, values: Complete, context: Context) -> Scalar:
    match operand:
        case Constant(value):
            return value
        case FieldValue(path):
            return values[path]
        case Moment():
            return context.day(operand)
        case ByField(path, choices):
            constant = dict(choices).get(str(values[path])) if values[path] is not NONE else None
            return NONE if constant is None else constant.value
        case _:
            assert_never(operand)


def _compare_field(
    path: str,
    op: Op,
    operand: Constant | ByField | FieldValue | Moment,
    values: Complete,
    context: Context,
    table: str,
) -> bool:
    field = context.vocabulary.field_at(path, table)
    if field is not None and field.kind is Kind.LEVEL:
        return _compare_levels(path, op, operand, values, context, table, below=0)
    left, right = values[path], _operand(operand, values, context)
    if left is NONE or right is NONE:
        return False
    if isinstance(left, tuple) or isinstance(right, tuple):
        ours = left if isinstance(left, tuple) else (left,)
        theirs = right if isinstance(right, tuple) else (right,)
        return any(post in theirs for post in ours)
    return COMPARE[op](left, right)


def _compare_levels(
    path: str,
    op: Op,
    operand: Constant | ByField | FieldValue | Moment,
    values: Complete,
    context: Context,
    table: str,
    *,
    below: int,
) -> bool:
    field = context.vocabulary.field_at(path, table)
    left, right = values[path], _operand(operand, values, context)
    if field is None or left is NONE or right is NONE:
        return False
    return level_compare(context, field.scale, op, str(left), str(right), below)


def level_compare(context: Context, scale_id: str, op: Op, left: str, right: str, below: int = 0) -> bool:
    """Compare two levels of a scale, the left one lowered by *below* ranks. Unordered: by code."""
    scale = context.vocabulary.scales[scale_id]
    if not scale.ordered:
        return op is Op.EQ and left == right
    ours, theirs = scale.level(left), scale.level(right)
    if ours is None or theirs is None or ours.ladder != theirs.ladder:
        return False
    return COMPARE[op](ours.rank - below, theirs.rank)


def _window(term: Window | Latest, values: Complete, context: Context) -> bool:
    ratings = context.vocabulary.tables[term.table].ratings
    grade = context.vocabulary.tables[term.table].field(ratings.grade) if ratings else None
    scale = grade.scale if grade else ""

    def passes(year: int) -> bool:
        value = values[year_slot(term.table, year)]
        return value is not NONE and level_compare(context, scale, term.op, str(value), term.level)

    passing = [passes(year) for year in window_years(term, context.closed_year)]
    if isinstance(term, Latest) or term.fold is Fold.ALL:
        return all(passing)
    if term.fold is Fold.ANY:
        return any(passing)
    return COMPARE[term.count_op](sum(passing), term.count)
