"""What each sentence of the language means, on complete records. Written to be read aloud.

Every condition is true or false of a complete record; there is no third value here. This module
shares nothing with the bulk path but the declarations and the arithmetic of the calendar.
"""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

import attrs

from eligibility.model.calendar import add_months, months_since, months_to_retirement
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
    Operand,
    Quantity,
    Rows,
    StandingAbove,
    Window,
    Within,
)
from eligibility.model.context import Context
from eligibility.model.finding import Verdict
from eligibility.model.record import NONE, Scalar
from eligibility.model.standard import Requirement
from eligibility.model.truth import Status
from eligibility.model.vocabulary import Kind, Level


@attrs.frozen
class Person:
    """A complete record of one candidacy.

    *values* holds every field by path, *rows* the complete rows of every history, *stated* whether
    the record states a field, *waived* and *holding* the ids of waived requirements and of doubtful
    rules that are taken to hold. *lasting*: a discipline whose window nobody knows, or has checked, blocks.
    """

    values: Mapping[str, Scalar]
    rows: Mapping[str, tuple["Person", ...]]
    stated: Mapping[str, bool]
    waived: Mapping[str, bool] = attrs.field(factory=dict)
    holding: Mapping[str, bool] = attrs.field(factory=dict)
    lasting: bool = False


@attrs.frozen
class Reader:
    """One person read in one context; inside the ``where`` of a history also one *row* of *table*."""

    person: Person
    context: Context
    row: Person | None = None
    table: str = ""

    # --- conditions -------------------------------------------------------------------------

    def holds(self, condition: Condition) -> bool:
        """Whether *condition* is true of the person."""
        match condition:
            case Always(value):
                return value
            case AllOf(items):
                return all(self.holds(item) for item in items)
            case AnyOf(items):
                return any(self.holds(item) for item in items)
            case NoneOf(items):
                return not any(self.holds(item) for item in items)
            case Compare(left, op, right):
                return self.compares(left, op, right)
            case Within(path, values):
                return any(value in values for value in each(self.value(path)))
            case IsNone(path):
                return self.value(path) is NONE
            case IsKnown(path):
                return self.states(path)
            case Latest(table, op, level):
                return self.passes(table, self.context.closed_year, op, level)
            case Window():
                return self.window(condition)
            case Rows(table, where, op, count):
                rows = self.person.rows[table]
                found = [row for row in rows if attrs.evolve(self, row=row, table=table).holds(where)]
                return ordered(len(found), op, count)
            case _:
                assert_never(condition)

    def window(self, window: Window) -> bool:
        """Ratings of the last closed years: all of them, any of them, or a number of them pass."""
        last = self.context.closed_year
        years = range(last - window.years + 1, last + 1)
        passing = [year for year in years if self.passes(window.table, year, window.op, window.level)]
        match window.fold:
            case Fold.ALL:
                return len(passing) == window.years
            case Fold.ANY:
                return len(passing) > 0
            case Fold.COUNT:
                return ordered(len(passing), window.count_op, window.count)

    def passes(self, table: str, year: int, op: Op, level: str) -> bool:
        """Whether the rating of *year* compares so with *level*; no rating passes nothing."""
        ratings = self.context.vocabulary.tables[table].ratings
        field = self.context.vocabulary.tables[table].field(ratings.grade) if ratings else None
        grade = self.person.values[f"{table}[{year}]"]
        return field is not None and grade is not NONE and self.levels(field.scale, grade, op, level)

    # --- comparisons ------------------------------------------------------------------------

    def compares(self, left: Quantity, op: Op, right: Operand) -> bool:
        """*left op right*; what is known to be none compares with nothing."""
        other = self.operand(right)
        if isinstance(left, FieldValue | BelowLevel):
            value = self.value(left.path)
            if value is NONE or other is NONE:
                return False
            field = self.context.vocabulary.field_at(left.path, self.table)
            if field is not None and field.kind is Kind.LEVEL:
                lowered = 1 if isinstance(left, BelowLevel) else 0
                return self.levels(field.scale, value, op, other, lowered)
            if isinstance(value, tuple) or isinstance(other, tuple):
                return bool(set(each(value)) & set(each(other)))
            return ordered(value, op, other)
        number = self.quantity(left)
        return number is not None and isinstance(other, int) and ordered(number, op, other)

    def levels(self, scale_id: str, left: Scalar, op: Op, right: Scalar, lowered: int = 0) -> bool:
        """Compare two levels by rank; levels of different ladders compare with nothing."""
        scale = self.context.vocabulary.scales[scale_id]
        if not scale.ordered:
            return op is Op.EQ and left == right
        ours: Level | None = scale.level(str(left))
        theirs: Level | None = scale.level(str(right))
        if ours is None or theirs is None or ours.ladder != theirs.ladder:
            return False
        return ordered(ours.rank - lowered, op, theirs.rank)

    def quantity(self, quantity: Quantity) -> int | None:
        """A number of months or of steps; None where what it is counted from is none."""
        match quantity:
            case AgeAt(path, moment) | MonthsSince(path, moment):
                start = self.value(path)
                return months_since(start, self.context.day(moment)) if isinstance(start, date) else None
            case MonthsBetween(first, second):
                start, end = self.value(first), self.value(second)
                both = isinstance(start, date) and isinstance(end, date)
                return months_since(start, end) if both else None  # type: ignore[arg-type]
            case MonthsToRetirement(birth, sex, moment):
                born, code = self.value(birth), self.value(sex)
                table = self.context.retirement
                if not isinstance(born, date) or code not in table.ages:
                    return None
                return months_to_retirement(table, born, str(code), self.context.day(moment))
            case StandingAbove(target, held):
                posts = self.context.vocabulary.posts
                aim = self.value(target)
                if aim is NONE:
                    return None
                highest = max((posts[str(code)].standing for code in each(self.value(held))), default=0)
                return posts[str(aim)].standing - highest
            case FieldValue() | BelowLevel():
                raise TypeError(f"{quantity} is compared as a value")
            case _:
                assert_never(quantity)

    def operand(self, operand: Operand) -> Scalar:
        """The right-hand side of a comparison."""
        match operand:
            case Constant(value):
                return value
            case FieldValue(path):
                return self.value(path)
            case Moment():
                return self.context.day(operand)
            case ByField(path, choices):
                chosen = dict(choices).get(str(self.value(path)))
                return NONE if chosen is None else chosen.value
            case _:
                assert_never(operand)

    # --- values -----------------------------------------------------------------------------

    def value(self, path: str) -> Scalar:
        """The value of a field, of the row in hand or of the candidacy."""
        if not path.startswith("row.") or self.row is None:
            return self.person.values[path]
        name = path.removeprefix("row.")
        expiry = self.context.vocabulary.tables[self.table].expiry
        return self.expires() if expiry is not None and name == expiry.field else self.row.values[name]

    def states(self, path: str) -> bool:
        """Whether the record states a field."""
        if path.startswith("row.") and self.row is not None:
            return self.row.stated[path.removeprefix("row.")]
        return self.person.stated[path]

    def expires(self) -> date:
        """When the discipline in hand expires.

        On the day it was ended; else after the months of its window. One with no day of decision, or
        with a window that never ends, does not expire. Where no window covers it, or nobody has
        checked the text of the one that does, it may be taken to block (*lasting*) or not to.
        """
        expiry = self.context.vocabulary.tables[self.table].expiry
        if expiry is None or self.row is None:
            raise TypeError("only rows of disciplines expire")
        values = self.row.values
        ended, decided = values[expiry.ended], values[expiry.start]
        if isinstance(ended, date):
            return ended
        if not isinstance(decided, date):
            return date.max
        form = str(values[expiry.form])
        window = self.context.window(expiry.table, str(values[expiry.regime]), form, decided)
        if window is None:
            return date.max if self.row.lasting else decided
        if window.confidence == "recall" and not self.row.lasting:
            return decided
        months = window.months[form]
        return date.max if months is None else add_months(decided, months)


def each(value: Scalar) -> tuple[Scalar, ...]:
    """The posts held together one by one; any other value is one; none is no value."""
    if value is NONE:
        return ()
    return value if isinstance(value, tuple) else (value,)


def ordered(left: Scalar, op: Op, right: Scalar) -> bool:
    """Compare two numbers, two dates or two texts."""
    match op:
        case Op.LT:
            return left < right  # type: ignore[operator]
        case Op.LE:
            return left <= right  # type: ignore[operator]
        case Op.EQ:
            return left == right
        case Op.GE:
            return left >= right  # type: ignore[operator]
        case Op.GT:
            return left > right  # type: ignore[operator]


def verdict(requirement: Requirement, reader: Reader) -> Verdict:
    """What *requirement* comes to for a complete person.

    A rule that is taken not to hold says nothing. One that does not apply is not applicable. What
    is met is met, or met by a relaxation; else it may be waived; else it is unmet, due when it is
    needed, or later where grace is given.
    """
    if requirement.doubtful and not reader.person.holding[requirement.rule]:
        return Verdict(Status.NOT_APPLICABLE, holds=False)
    if requirement.when is not None and not reader.holds(requirement.when):
        return Verdict(Status.NOT_APPLICABLE)
    if reader.holds(requirement.must):
        return Verdict(Status.MET)
    for number, relaxed in enumerate(requirement.relaxed):
        if reader.holds(relaxed.when) and reader.holds(relaxed.must):
            return Verdict(Status.MET, relaxed=number)
    if requirement.waivable and reader.person.waived[requirement.id]:
        return Verdict(Status.WAIVED)
    grace = [later.by for later in requirement.later if reader.holds(later.when)]
    due = max(reader.context.day(moment) for moment in (requirement.needed_at, *grace))
    return Verdict(Status.UNMET, due=due)
