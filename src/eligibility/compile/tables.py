"""From a requirement to mutually exclusive rules: each path of decisions ends in one verdict."""

from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from eligibility.model.condition import AllOf, AnyOf, Condition, NoneOf
from eligibility.model.context import Context
from eligibility.model.finding import MET, NOT_APPLICABLE, NOT_HOLDING, WAIVED, Verdict
from eligibility.model.plan import DecisionPath, RuleTable
from eligibility.model.slots import HOLDS, Flag, Term, terms_of
from eligibility.model.slots import WAIVED as WAIVED_SLOT
from eligibility.model.standard import Requirement
from eligibility.model.truth import Status


class TableTooLarge(Exception):
    """A requirement needs more rules than one table may have."""


def rule_table(requirement: Requirement, context: Context, limit: int) -> RuleTable:
    """The decision paths of *requirement*: terms are decided in reading order until a verdict stands.

    Raises:
        TableTooLarge: more than *limit* paths.

    """
    terms = terms_of(requirement)
    index = {term: position for position, term in enumerate(terms)}
    paths: list[DecisionPath] = []
    verdicts: dict[Verdict, int] = {}

    def descend(chosen: dict[int, bool]) -> None:
        need = _next_term(requirement, index, chosen, context)
        if isinstance(need, Verdict):
            number = verdicts.setdefault(need, len(verdicts))
            paths.append(DecisionPath(tuple(sorted(chosen.items())), number))
            if len(paths) > limit:
                raise TableTooLarge(requirement.id)
            return
        for value in (True, False):
            descend({**chosen, need.term: value})

    descend({})
    return RuleTable(requirement.id, terms, tuple(paths), tuple(verdicts))


def conclude(table: RuleTable, truths: Sequence[bool]) -> Verdict:
    """The verdict of the one path of *table* that these *truths* follow."""
    for path in table.paths:
        if all(truths[term] == value for term, value in path.tests):
            return table.verdicts[path.verdict]
    raise LookupError(f"no path of {table.name} matches")


def _next_term(
    requirement: Requirement, index: Mapping[Term, int], chosen: Mapping[int, bool], context: Context
) -> "Verdict | Open":
    """The verdict that *chosen* truths settle, or the next term to decide."""

    def ask(condition: Condition | Flag) -> "bool | Open":
        return _value(condition, index, chosen)

    guards: list[tuple[Condition | Flag, Verdict]] = []
    if requirement.doubtful:
        guards.append((Flag(HOLDS + requirement.rule), NOT_HOLDING))
    if requirement.when is not None:
        guards.append((requirement.when, NOT_APPLICABLE))
    for guard, verdict in guards:
        found = ask(guard)
        if isinstance(found, Open):
            return found
        if not found:
            return verdict
    ways: list[tuple[Condition | Flag, Verdict]] = [(requirement.must, MET)]
    for number, relaxed in enumerate(requirement.relaxed):
        ways.append((AllOf((relaxed.when, relaxed.must)), Verdict(Status.MET, relaxed=number)))
    if requirement.waivable:
        ways.append((Flag(WAIVED_SLOT + requirement.id), WAIVED))
    for way, verdict in ways:
        found = ask(way)
        if isinstance(found, Open):
            return found
        if found:
            return verdict
    due: date = context.day(requirement.needed_at)
    for later in requirement.later:
        found = ask(later.when)
        if isinstance(found, Open):
            return found
        if found:
            due = max(due, context.day(later.by))
    return Verdict(Status.UNMET, due=due)


@attrs.frozen
class Open:
    """A term, by index, whose truth is needed and not yet chosen."""

    term: int


def _value(condition: Condition | Flag, index: Mapping[Term, int], chosen: Mapping[int, bool]) -> bool | Open:
    """True or false where *chosen* settles *condition*, else a term that is still open."""
    match condition:
        case AllOf(items):
            return _fold(items, index, chosen, absorbing=False)
        case AnyOf(items):
            return _fold(items, index, chosen, absorbing=True)
        case NoneOf(items):
            found = _fold(items, index, chosen, absorbing=True)
            return found if isinstance(found, Open) else not found
        case _:
            position = index[condition]
            return chosen[position] if position in chosen else Open(position)


def _fold(
    items: Sequence[Condition], index: Mapping[Term, int], chosen: Mapping[int, bool], *, absorbing: bool
) -> bool | Open:
    pending: Open | None = None
    for item in items:
        found = _value(item, index, chosen)
        if isinstance(found, Open):
            pending = pending or found
        elif found is absorbing:
            return absorbing
    return (not absorbing) if pending is None else pending
