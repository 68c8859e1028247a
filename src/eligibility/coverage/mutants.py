"""Rules as they would be by a slip of the pen: one change at a time, each of a kind that authors make."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from eligibility.coverage.stepping import DAY, moved, ordered, rated, steps
from eligibility.coverage.trees import (
    Claim,
    Leaf,
    Route,
    claim_of,
    leaves_of,
    parts_of,
    table_of,
    with_condition,
)
from eligibility.model.condition import (
    AllOf,
    AnyOf,
    BelowLevel,
    ByField,
    Compare,
    Condition,
    Constant,
    FieldValue,
    Fold,
    Latest,
    Moment,
    NoneOf,
    Op,
    Operand,
    Rows,
    Window,
    Within,
    negate,
)
from eligibility.model.sentences import condition_text, moment_text
from eligibility.model.standard import Requirement
from eligibility.model.vocabulary import Kind, Vocabulary
from eligibility.normalise.written import WrittenRequirement

REVIEW = Moment("review_date")
UNWRITTEN = Moment(str(attrs.fields(WrittenRequirement).needed_at.default))
"""When a requirement is needed that does not say it."""


class Slip(StrEnum):
    """The kinds of changes."""

    OPERATOR = "operator"
    THRESHOLD = "threshold"
    LEVEL = "level"
    DATE = "date"
    BRANCH = "branch"
    VALUE = "value"
    EFFECT = "effect"
    PERIOD = "period"
    WINDOW = "window"
    LINE = "line"


OTHERS: dict[Op, tuple[Op, ...]] = {
    Op.GE: (Op.GT, Op.LE, Op.LT),
    Op.GT: (Op.GE, Op.LT, Op.LE),
    Op.LE: (Op.LT, Op.GE, Op.GT),
    Op.LT: (Op.LE, Op.GT, Op.GE),
    Op.EQ: (Op.GE, Op.LE),
}
"""What each operator may be confused with: its neighbour, its mirror image and its contrary."""


@attrs.frozen
class Mutant:
    """A requirement with one change: what kind it is, where, and the words before and after."""

    slip: Slip
    part: str
    before: str
    after: str
    requirement: Requirement


def mutants_of(
    requirement: Requirement, vocabulary: Vocabulary, effects: Sequence[str]
) -> tuple[Mutant, ...]:
    """All changes of *requirement*; *effects* are what `if_unmet` may say instead. No two are the same."""
    found: dict[Requirement, Mutant] = {}
    made = (
        *_conditions(requirement, vocabulary),
        *_branches(requirement, vocabulary),
        *_dates(requirement),
        *_effects(requirement, effects),
    )
    for mutant in made:
        if mutant.requirement != requirement:
            found.setdefault(mutant.requirement, mutant)
    return tuple(found.values())


def part_text(route: Route) -> str:
    """A way to a condition in words: ``relaxed[0].must.any_of[1]``."""
    text = ""
    for step in route:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def _conditions(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Mutant]:
    for leaf in leaves_of(requirement):
        if leaf.claim:
            continue
        table = table_of(requirement, leaf) if leaf.rows else ""
        for slip, condition in changes(leaf.condition, vocabulary, table):
            yield _with(requirement, leaf.route, leaf.condition, condition, slip, vocabulary)


def _with(
    requirement: Requirement,
    route: Route,
    old: Condition,
    new: Condition,
    slip: Slip,
    vocabulary: Vocabulary,
) -> Mutant:
    changed = with_condition(requirement, route, new)
    return Mutant(slip, part_text(route), _said(old, vocabulary), _said(new, vocabulary), changed)


def _said(condition: Condition, vocabulary: Vocabulary) -> str:
    claim = claim_of(condition)
    if claim is not None:
        return f"{condition_text(claim.plain, vocabulary)} ({condition_text(claim.evidence, vocabulary)})"
    if isinstance(condition, Compare) and not isinstance(condition.left, FieldValue | BelowLevel):
        return condition_text(condition)
    return condition_text(condition, vocabulary)


# --- one condition ------------------------------------------------------------------------------


def changes(
    condition: Condition, vocabulary: Vocabulary, table: str = ""
) -> Iterator[tuple[Slip, Condition]]:
    """What one condition may be written as by mistake; inside rows it is about those of *table*."""
    claim = claim_of(condition)
    if claim is not None:
        yield from _claims(claim, vocabulary)
        return
    yield Slip.OPERATOR, negate(condition)
    match condition:
        case Compare(left, op, right):
            if ordered(condition, vocabulary, table):
                yield from ((Slip.OPERATOR, Compare(left, other, right)) for other in OTHERS[op])
            path = left.path if isinstance(left, FieldValue | BelowLevel) else ""
            for slip, operand in _operands(right, path, vocabulary, table):
                yield slip, Compare(left, op, operand)
        case Within(path, values):
            for value in values if len(values) > 1 else ():
                yield Slip.VALUE, Within(path, tuple(v for v in values if v != value))
            for number, value in enumerate(values):
                if isinstance(value, date):
                    for day in (value - DAY, value + DAY):
                        yield Slip.DATE, Within(path, (*values[:number], day, *values[number + 1 :]))
        case Latest(name, op, level):
            scale = rated(name, vocabulary)
            for other in OTHERS[op]:
                yield Slip.OPERATOR, attrs.evolve(condition, op=other)
            for code in steps(scale, level, vocabulary):
                yield Slip.LEVEL, attrs.evolve(condition, level=code)
        case Window():
            yield from _windows(condition, vocabulary)
        case Rows(_, _, op, count):
            if (op, count) not in ((Op.EQ, 0), (Op.GE, 1)):
                yield from ((Slip.OPERATOR, attrs.evolve(condition, op=o)) for o in OTHERS[op])
            for number in (count - 1, count + 1):
                if number >= 0:
                    yield Slip.THRESHOLD, attrs.evolve(condition, count=number)
        case _:
            pass


def _claims(claim: Claim, vocabulary: Vocabulary) -> Iterator[tuple[Slip, Condition]]:
    """The level that is claimed moved, or believed without evidence."""
    yield Slip.OPERATOR, negate(claim.condition)
    for op in OTHERS[claim.op]:
        yield Slip.OPERATOR, attrs.evolve(claim, op=op).condition
    for slip, right in _operands(claim.right, claim.path, vocabulary, ""):
        yield slip, attrs.evolve(claim, right=right).condition
    yield Slip.BRANCH, claim.plain


def _windows(window: Window, vocabulary: Vocabulary) -> Iterator[tuple[Slip, Condition]]:
    for other in OTHERS[window.op]:
        yield Slip.OPERATOR, attrs.evolve(window, op=other)
    for code in steps(rated(window.table, vocabulary), window.level, vocabulary):
        yield Slip.LEVEL, attrs.evolve(window, level=code)
    for years in (window.years - 1, window.years + 1):
        if years > 0:
            yield Slip.THRESHOLD, attrs.evolve(window, years=years)
    if window.fold is Fold.COUNT:
        for op in OTHERS[window.count_op]:
            yield Slip.OPERATOR, attrs.evolve(window, count_op=op)
        for count in (window.count - 1, window.count + 1):
            if count >= 0:
                yield Slip.THRESHOLD, attrs.evolve(window, count=count)
    else:
        other_fold = Fold.ANY if window.fold is Fold.ALL else Fold.ALL
        yield Slip.OPERATOR, attrs.evolve(window, fold=other_fold)


def _operands(
    operand: Operand, path: str, vocabulary: Vocabulary, table: str
) -> Iterator[tuple[Slip, Operand]]:
    match operand:
        case Constant(bool()):
            return
        case Constant(str(code)):
            field = vocabulary.field_at(path, table) if path else None
            if field is not None and field.kind is Kind.LEVEL:
                for level in steps(field.scale, code, vocabulary):
                    yield Slip.LEVEL, Constant(level)
        case Constant(date() as day):
            yield from ((Slip.DATE, Constant(other)) for other in (day - DAY, day + DAY))
        case Constant(int(number)):
            yield from ((Slip.THRESHOLD, Constant(other)) for other in (number - 1, number + 1))
        case Moment():
            yield from ((Slip.DATE, moment) for moment in moved(operand))
        case ByField(_, choices):
            for number, (key, constant) in enumerate(choices):
                for slip, other in _operands(constant, path, vocabulary, table):
                    assert isinstance(other, Constant)  # noqa: S101  (a constant comes of a constant)
                    changed = (*choices[:number], (key, other), *choices[number + 1 :])
                    yield slip, attrs.evolve(operand, choices=changed)
        case _:
            return


# --- what conditions are joined by ----------------------------------------------------------------


def _branches(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Mutant]:
    for route, part in parts_of(requirement):
        for inner, old, new, slip in _nests(part, route):
            yield _with(requirement, inner, old, new, slip, vocabulary)
    if requirement.when is not None:
        said = _said(requirement.when, vocabulary)
        yield Mutant(Slip.BRANCH, "when", said, "", attrs.evolve(requirement, when=None))
    for part_name in ("relaxed", "later"):
        items = getattr(requirement, part_name)
        for number, item in enumerate(items):
            rest = (*items[:number], *items[number + 1 :])
            made: dict[str, Any] = {part_name: rest}
            changed = attrs.evolve(requirement, **made)
            said = _said(item.when, vocabulary)
            yield Mutant(Slip.BRANCH, f"{part_name}[{number}]", said, "", changed)


def _nests(condition: Condition, route: Route) -> Iterator[tuple[Route, Condition, Condition, Slip]]:
    """Nested conditions with a branch less, and joined otherwise."""
    if claim_of(condition) is not None:
        return
    match condition:
        case Rows(_, where):
            yield from _nests(where, (*route, "where"))
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            kind = type(condition)
            step = {AllOf: "all_of", AnyOf: "any_of", NoneOf: "none_of"}[kind]
            if len(items) > 1:
                for number in range(len(items)):
                    yield route, condition, kind((*items[:number], *items[number + 1 :])), Slip.BRANCH
            other: Condition = AnyOf(items) if kind is not AnyOf else AllOf(items)
            yield route, condition, other, Slip.OPERATOR
            for number, item in enumerate(items):
                yield from _nests(item, (*route, step, number))
        case _:
            return


# --- moments and effects ---------------------------------------------------------------------------


def _dates(requirement: Requirement) -> Iterator[Mutant]:
    for number, later in enumerate(requirement.later):
        for moment in moved(later.by):
            items = list(requirement.later)
            items[number] = attrs.evolve(later, by=moment)
            changed = attrs.evolve(requirement, later=tuple(items))
            texts = moment_text(later.by), moment_text(moment)
            yield Mutant(Slip.DATE, f"later[{number}].by", *texts, changed)
    needed = requirement.needed_at
    for moment in moved(needed):
        changed = attrs.evolve(requirement, needed_at=moment)
        yield Mutant(Slip.DATE, "needed_at", moment_text(needed), moment_text(moment), changed)
    if needed not in (REVIEW, UNWRITTEN):
        changed = attrs.evolve(requirement, needed_at=UNWRITTEN)
        yield Mutant(Slip.BRANCH, "needed_at", moment_text(needed), "", changed)


def _effects(requirement: Requirement, effects: Sequence[str]) -> Iterator[Mutant]:
    for effect in effects:
        changed = attrs.evolve(requirement, if_unmet=effect)
        yield Mutant(Slip.EFFECT, "if_unmet", requirement.if_unmet, effect, changed)


def claims_of(requirement: Requirement) -> Iterator[tuple[Leaf, Claim]]:
    """The claims that *requirement* uses, each with where it stands."""
    for leaf in leaves_of(requirement):
        claim = claim_of(leaf.condition) if not leaf.claim else None
        if claim is not None:
            yield leaf, claim
