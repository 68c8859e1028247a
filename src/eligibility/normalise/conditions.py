"""Conditions from text data: sentences, and the mappings that nest them; problems at their places."""

from collections.abc import Sequence
from typing import Any

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.condition import AllOf, Always, AnyOf, Condition, Moment, NoneOf, Op, Quantity, Rows
from eligibility.normalise.language import Language, Problem, listed, nearest
from eligibility.normalise.sentence import MAX_COUNT, Sentence


def parse_condition(
    data: Any,  # noqa: ANN401  (text data: dict, list or str)
    language: Language,
    where: Where,
    table: str = "",
) -> tuple[Condition | None, tuple[Diagnostic, ...]]:
    """A condition from its text data; None with the problems where there are any."""
    problems: list[Diagnostic] = []
    condition = _condition(data, language, where, table, problems)
    return (condition if not problems else None), tuple(problems)


def parse_moment(text: str, language: Language, where: Where) -> tuple[Moment | None, tuple[Diagnostic, ...]]:
    """A moment such as ``appointment + 12 months`` or a date."""
    try:
        sentence = Sentence(text, language, where, "")
        moment = sentence.moment()
        sentence.end()
    except Problem as problem:
        return None, (problem.diagnostic,)
    return moment, ()


def parse_quantity(
    text: str, language: Language, where: Where
) -> tuple[Quantity | None, tuple[Diagnostic, ...]]:
    """A quantity that is given a name; one that is measured at a moment is written without it."""
    try:
        sentence = Sentence(text, language, where, "", timeless=True)
        quantity = sentence.quantity()
        sentence.end()
    except Problem as problem:
        return None, (problem.diagnostic,)
    return quantity, ()


def _condition(
    data: Any,  # noqa: ANN401  (text data: dict, list or str)
    language: Language,
    where: Where,
    table: str,
    problems: list[Diagnostic],
) -> Condition:
    try:
        if isinstance(data, str):
            sentence = Sentence(data, language, where, table)
            condition = sentence.condition()
            sentence.end()
            return condition
        if not isinstance(data, dict) or not data:
            raise Problem("R401", where)
        first = next(iter(data))
        if first in ("all_of", "any_of", "none_of"):
            _only(data, (first,), where)
            items = data[first]
            if not isinstance(items, list) or not items:
                raise Problem("R402", where.child(first), word=first)
            parts = tuple(
                _condition(item, language, where.child(first, number), table, problems)
                for number, item in enumerate(items)
            )
            return AllOf(parts) if first == "all_of" else AnyOf(parts) if first == "any_of" else NoneOf(parts)
        if first in ("none", "some", "count") or "where" in data:
            return _rows(data, language, where, table, problems)
        raise _meaningless(first, where, _HEADS)
    except Problem as problem:
        problems.append(problem.diagnostic)
        return Always(False)


_HEADS = ("all_of", "any_of", "none_of", "none", "some", "count")
_BOUNDS = {"at_least": Op.GE, "at_most": Op.LE, "exactly": Op.EQ}


def _only(data: dict[str, Any], allowed: Sequence[str], where: Where) -> None:
    for key in data:
        if key not in allowed:
            raise _meaningless(key, where, allowed)


def _meaningless(key: str, where: Where, allowed: Sequence[str]) -> Problem:
    near, choices = nearest(key, allowed), listed(allowed)
    return Problem("R403", where.child(key, "?key"), word=key, near=near, choices=choices)


def _rows(
    data: dict[str, Any], language: Language, where: Where, outer: str, problems: list[Diagnostic]
) -> Condition:
    head = next((key for key in ("none", "some", "count") if key in data), "")
    bounds = [key for key in _BOUNDS if key in data]
    _only(data, (head or "none", "where", *(_BOUNDS if head == "count" else ())), where)
    if outer:
        raise Problem("R404", where)
    if not head or "where" not in data or (head == "count" and len(bounds) != 1):
        raise Problem("R405", where)
    table = data[head]
    histories = [t.name for t in language.vocabulary.tables.values() if t.history]
    if table not in histories:
        name = table if isinstance(table, str) else ""
        near, choices = nearest(name, histories), listed(histories)
        raise Problem("R406", where.child(head), name=name, near=near, choices=choices)
    inner = _condition(data["where"], language, where.child("where"), table, problems)
    if head == "none":
        return Rows(table, inner, Op.EQ, 0)
    if head == "some":
        return Rows(table, inner, Op.GE, 1)
    number = data[bounds[0]]
    if not isinstance(number, str) or not number.isdigit() or int(number) > MAX_COUNT:
        raise Problem("R407", where.child(bounds[0]), limit=str(MAX_COUNT))
    return Rows(table, inner, _BOUNDS[bounds[0]], int(number))
