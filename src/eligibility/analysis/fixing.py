"""Rules with their moments dated, so that rules of two rule books can be read side by side."""

from datetime import date

import attrs

from eligibility.model.condition import (
    AgeAt,
    AllOf,
    AnyOf,
    Atom,
    Compare,
    Condition,
    Moment,
    MonthsSince,
    MonthsToRetirement,
    NoneOf,
    Operand,
    Quantity,
    Rows,
)
from eligibility.model.context import Context
from eligibility.model.standard import Period, Requirement, RuleBook


def dated(requirement: Requirement, context: Context) -> Requirement:
    """*requirement* with days for its moments.

    Raises:
        eligibility.model.context.NoSuchMoment: a moment has no date in *context*.

    """
    return attrs.evolve(
        requirement,
        must=_condition(requirement.must, context),
        when=_condition(requirement.when, context) if requirement.when is not None else None,
        relaxed=tuple(
            attrs.evolve(one, when=_condition(one.when, context), must=_condition(one.must, context))
            for one in requirement.relaxed
        ),
        later=tuple(
            attrs.evolve(one, when=_condition(one.when, context), by=_moment(one.by, context))
            for one in requirement.later
        ),
        needed_at=_moment(requirement.needed_at, context),
    )


def _moment(moment: Moment, context: Context) -> Moment:
    return Moment(day=context.day(moment))


def _condition(condition: Condition, context: Context) -> Condition:
    match condition:
        case AllOf(items):
            return AllOf(tuple(_condition(item, context) for item in items))
        case AnyOf(items):
            return AnyOf(tuple(_condition(item, context) for item in items))
        case NoneOf(items):
            return NoneOf(tuple(_condition(item, context) for item in items))
        case _:
            return _atom(condition, context)


def _atom(atom: Atom, context: Context) -> Atom:
    match atom:
        case Compare(left, op, right):
            return Compare(_quantity(left, context), op, _operand(right, context))
        case Rows(table, where, op, count):
            return Rows(table, _condition(where, context), op, count)
        case _:
            return atom


def _quantity(quantity: Quantity, context: Context) -> Quantity:
    match quantity:
        case AgeAt(path, moment):
            return AgeAt(path, _moment(moment, context))
        case MonthsSince(path, moment):
            return MonthsSince(path, _moment(moment, context))
        case MonthsToRetirement(birth, sex, moment):
            return MonthsToRetirement(birth, sex, _moment(moment, context))
        case _:
            return quantity


def _operand(operand: Operand, context: Context) -> Operand:
    return _moment(operand, context) if isinstance(operand, Moment) else operand


def as_on(rulebook: RuleBook, day: date, review: date) -> RuleBook:
    """The rules in force on *day*, as if they were in force on *review* and from then on, too."""

    def extended(period: Period) -> Period:
        return Period(min(period.start, review), date.max)

    return attrs.evolve(
        rulebook,
        standards=tuple(
            attrs.evolve(standard, in_force=extended(standard.in_force))
            for standard in rulebook.standards
            if day in standard.in_force
        ),
        policies=tuple(
            attrs.evolve(policy, in_force=extended(policy.in_force))
            for policy in rulebook.policies
            if day in policy.in_force
        ),
    )
