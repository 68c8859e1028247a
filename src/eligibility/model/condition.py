"""Conditions: the sentences of the rule language, as frozen trees.

A condition is two-valued and defined on complete records only; `eligibility.engine.reference`
says what each node means. Paths name fields as rules write them: ``degree``, ``held.post``,
``plan.since``; inside the ``where`` of a history they name the fields of the row as
``row.decision_date``.
"""

from datetime import date
from enum import StrEnum
from typing import assert_never

import attrs


class Op(StrEnum):
    """A comparison. ``!=`` is written as none_of an ``==``."""

    LT = "<"
    LE = "<="
    EQ = "=="
    GE = ">="
    GT = ">"


# --- moments and durations -------------------------------------------------------------------


@attrs.frozen
class Moment:
    """A named moment (``review_date``, ``term_start``, ...) moved by *months*, or a fixed *day*."""

    name: str = ""
    months: int = 0
    day: date | None = None


# --- quantities ------------------------------------------------------------------------------


@attrs.frozen
class FieldValue:
    """The value of a field."""

    path: str


@attrs.frozen
class BelowLevel:
    """The level whose rank is one under that of the level in *path*."""

    path: str


@attrs.frozen
class AgeAt:
    """Age in complete months at *moment*, from a date of birth in *path*."""

    path: str
    moment: Moment


@attrs.frozen
class MonthsSince:
    """Complete months from the date in *path* to *moment*; negative while it lies ahead."""

    path: str
    moment: Moment


@attrs.frozen
class MonthsBetween:
    """Complete months from the date in *start* to the date in *end*."""

    start: str
    end: str


@attrs.frozen
class MonthsToRetirement:
    """Months from the month of *moment* to the month of retirement, by birth date and sex."""

    birth: str
    sex: str
    moment: Moment


@attrs.frozen
class StandingAbove:
    """Standing of the post in *target* less the highest standing of the posts in *held*."""

    target: str
    held: str


Quantity = FieldValue | BelowLevel | AgeAt | MonthsSince | MonthsBetween | MonthsToRetirement | StandingAbove


# --- operands --------------------------------------------------------------------------------


@attrs.frozen
class Constant:
    """A fixed value: a level or choice code, a text, a whole number (months for durations), a date."""

    value: str | int | date


@attrs.frozen
class ByField:
    """A constant that depends on the value of *path*: ``by sex {female: 33 years, male: 35 years}``.

    A value that *choices* does not list makes the comparison false.
    """

    path: str
    choices: tuple[tuple[str, Constant], ...]


Operand = Constant | ByField | FieldValue | Moment


# --- conditions ------------------------------------------------------------------------------


@attrs.frozen
class Always:
    """True (*value*) or false for everyone."""

    value: bool


@attrs.frozen
class Compare:
    """*left op right*. False where either side is known to be none, or the ladders differ."""

    left: Quantity
    op: Op
    right: Operand


@attrs.frozen
class Within:
    """The field's value is one of *values*; for posts held, any of them is."""

    path: str
    values: tuple[str | int | date, ...]


@attrs.frozen
class IsKnown:
    """The record states the field (a value, or that there is none). Missing: it might be stated."""

    path: str


@attrs.frozen
class IsNone:
    """The field is known to have no value ("chưa")."""

    path: str


class Fold(StrEnum):
    """How the years of a window are judged together."""

    ALL = "all"
    ANY = "any"
    COUNT = "count"


@attrs.frozen
class Window:
    """Ratings of the last *years* closed calendar years: all, any or a count of them pass *op level*.

    A year before service, or known to be unrated, passes nothing. For COUNT, *count_op count*
    compares the number of years that pass.
    """

    table: str
    fold: Fold
    years: int
    op: Op
    level: str
    count_op: Op = Op.GE
    count: int = 1


@attrs.frozen
class Latest:
    """The rating of the last closed year passes *op level*."""

    table: str
    op: Op
    level: str


@attrs.frozen
class Rows:
    """The number of rows of *table* that satisfy *where* is *op count*.

    ``none`` is ``== 0``, ``some`` is ``>= 1``.
    """

    table: str
    where: "Condition"
    op: Op
    count: int


@attrs.frozen
class AllOf:
    """Every item holds."""

    items: tuple["Condition", ...]


@attrs.frozen
class AnyOf:
    """Some item holds."""

    items: tuple["Condition", ...]


@attrs.frozen
class NoneOf:
    """No item holds."""

    items: tuple["Condition", ...]


Atom = Always | Compare | Within | IsKnown | IsNone | Window | Latest | Rows
Condition = Atom | AllOf | AnyOf | NoneOf


def negate(condition: Condition) -> Condition:
    """The condition that holds exactly when *condition* does not."""
    match condition:
        case Always(value):
            return Always(not value)
        case AllOf(items):
            return AnyOf(tuple(map(negate, items)))
        case AnyOf(items):
            return NoneOf(items)
        case NoneOf(items):
            return AnyOf(items)
        case Compare() | Within() | IsKnown() | IsNone() | Window() | Latest() | Rows():
            return NoneOf((condition,))
        case _:
            assert_never(condition)


def atoms_of(condition: Condition) -> tuple[Atom, ...]:
    """The distinct atoms of *condition*, in the order they are read."""
    found: dict[Atom, None] = {}

    def visit(node: Condition) -> None:
        match node:
            case AllOf(items) | AnyOf(items) | NoneOf(items):
                for item in items:
                    visit(item)
            case _:
                found.setdefault(node)

    visit(condition)
    return tuple(found)


def paths_of(condition: Condition) -> tuple[str, ...]:
    """The paths that *condition* reads, in order; histories count by the paths their rows join to.

    Row fields (``row.x``) are not included; a history is named by its table in `histories_of`.
    """
    found: dict[str, None] = {}
    for atom in atoms_of(condition):
        match atom:
            case Compare(left, _, right):
                found.update(dict.fromkeys(quantity_paths(left) + operand_paths(right)))
            case Within(path) | IsKnown(path) | IsNone(path):
                found[path] = None
            case Rows(_, where):
                found.update(dict.fromkeys(p for p in paths_of(where) if not p.startswith("row.")))
            case Always() | Window() | Latest():
                pass
            case _:
                assert_never(atom)
    return tuple(found)


def row_paths_of(condition: Condition) -> tuple[str, ...]:
    """The row fields (``row.x``) read by a ``where``."""
    found: dict[str, None] = {}
    for atom in atoms_of(condition):
        match atom:
            case Compare(left, _, right):
                found.update(dict.fromkeys(quantity_paths(left) + operand_paths(right)))
            case Within(path) | IsKnown(path) | IsNone(path):
                found[path] = None
            case _:
                pass
    return tuple(path for path in found if path.startswith("row."))


def histories_of(condition: Condition) -> tuple[str, ...]:
    """The history tables that *condition* reads."""
    return tuple(
        dict.fromkeys(atom.table for atom in atoms_of(condition) if isinstance(atom, Window | Latest | Rows))
    )


def quantity_paths(quantity: Quantity) -> tuple[str, ...]:
    """The paths that *quantity* reads."""
    match quantity:
        case FieldValue(path) | BelowLevel(path) | AgeAt(path) | MonthsSince(path):
            return (path,)
        case MonthsBetween(start, end):
            return (start, end)
        case MonthsToRetirement(birth, sex):
            return (birth, sex)
        case StandingAbove(target, held):
            return (target, held)
        case _:
            assert_never(quantity)


def operand_paths(operand: Operand) -> tuple[str, ...]:
    """The paths that *operand* reads."""
    match operand:
        case FieldValue(path) | ByField(path):
            return (path,)
        case Constant() | Moment():
            return ()
        case _:
            assert_never(operand)
