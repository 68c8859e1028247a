"""Conditions and standards printed back as rule files write them; reading them again gives the same."""

from typing import Any, assert_never

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
from eligibility.model.vocabulary import Vocabulary

Data = Any


def condition_data(condition: Condition, vocabulary: Vocabulary | None = None, table: str = "") -> Data:
    """The condition as text data: a sentence, or a mapping that nests them.

    Numbers bear the units that *vocabulary* gives their fields; inside rows, those of *table*.
    """
    match condition:
        case AllOf(items):
            return {"all_of": [condition_data(item, vocabulary, table) for item in items]}
        case AnyOf(items):
            return {"any_of": [condition_data(item, vocabulary, table) for item in items]}
        case NoneOf(items):
            return {"none_of": [condition_data(item, vocabulary, table) for item in items]}
        case Rows(history, where, op, count):
            inner = condition_data(where, vocabulary, history)
            if (op, count) == (Op.EQ, 0):
                return {"none": history, "where": inner}
            if (op, count) == (Op.GE, 1):
                return {"some": history, "where": inner}
            bound = {Op.GE: "at_least", Op.LE: "at_most", Op.EQ: "exactly"}[op]
            return {"count": history, "where": inner, bound: str(count)}
        case Compare(FieldValue(path)) | Within(path):
            field = vocabulary.field_at(path, table) if vocabulary is not None else None
            return atom_text(condition, field.unit if field is not None else "")
        case _:
            return atom_text(condition)


def condition_text(condition: Condition, vocabulary: Vocabulary | None = None) -> str:
    """The condition on one line."""
    data = condition_data(condition, vocabulary)
    return data if isinstance(data, str) else flow(data)


def flow(data: Data) -> str:
    """Text data on one line, as YAML writes it inside braces."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(flow(value) for value in data) + "]"
    return f"'{data}'" if set(data) & set(",[]{}:#") else str(data)


def atom_text(atom: Always | Compare | Within | IsKnown | IsNone | Window | Latest, unit: str = "") -> str:
    """One sentence; *unit* is that of the field it is about."""
    match atom:
        case Always(value):
            return "yes" if value else "no"
        case Compare(left, op, right):
            counted = "months" if _counts_months(left) else unit
            return f"{quantity_text(left)} {op} {operand_text(right, counted)}"
        case Within(path, values):
            return f"{_name(path)} in [{', '.join(operand_text(Constant(value), unit) for value in values)}]"
        case IsKnown(path):
            return f"{_name(path)} is known"
        case IsNone(path):
            return f"{_name(path)} is none"
        case Latest(table, op, level):
            return f"latest({table}) {op} {level}"
        case Window(table, fold, years, op, level, count_op, count):
            inside = f"{fold}({table}, last {years} year{'s' if years > 1 else ''}, {op} {level})"
            return f"{inside} {count_op} {count}" if fold is Fold.COUNT else inside
        case _:
            assert_never(atom)


def _counts_months(quantity: Quantity) -> bool:
    return not isinstance(quantity, FieldValue | BelowLevel | StandingAbove)


def quantity_text(quantity: Quantity) -> str:
    """The left-hand side of a sentence."""
    match quantity:
        case FieldValue(path):
            return _name(path)
        case BelowLevel(path):
            return f"below({_name(path)})"
        case AgeAt("birth_date", moment):
            return f"age at {moment_text(moment)}"
        case AgeAt(path, moment):
            return f"age({_name(path)}) at {moment_text(moment)}"
        case MonthsSince(path, moment):
            return f"months_since({_name(path)}) at {moment_text(moment)}"
        case MonthsBetween(start, end):
            return f"months_between({_name(start)}, {_name(end)})"
        case MonthsToRetirement(_, _, moment):
            return f"months_to_retirement at {moment_text(moment)}"
        case StandingAbove(target, held):
            return f"standing({target.split('.')[0]}) - standing({held.split('.')[0]})"
        case _:
            assert_never(quantity)


def operand_text(operand: Operand, unit: str = "") -> str:
    """The right-hand side of a sentence; constants bear their *unit*, where they have one."""
    match operand:
        case Constant(value):
            return f"{value} {unit}" if unit else str(value)
        case FieldValue(path):
            return _name(path)
        case Moment():
            return moment_text(operand)
        case ByField(path, choices):
            shown = ", ".join(f"{key}: {operand_text(value, unit)}" for key, value in choices)
            return f"by {_name(path)} {{{shown}}}"
        case _:
            assert_never(operand)


def moment_text(moment: Moment) -> str:
    """A moment as it is written."""
    base = moment.name or (moment.day.isoformat() if moment.day is not None else "")
    if not moment.months:
        return base
    sign = "-" if moment.months < 0 else "+"
    return f"{base} {sign} {abs(moment.months)} months"


def _name(path: str) -> str:
    return path.removeprefix("row.")
