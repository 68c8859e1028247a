"""A policy as stages of rules, and the tokens that its lines are written in."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import attrs

from eligibility.compile.tables import TableTooLarge
from eligibility.model.calendar import add_months
from eligibility.model.finding import EntryMark, FactMark, GapMark, Marks
from eligibility.model.limits import MAX_RULES
from eligibility.model.plan import Instance, PolicyTable, StageRule
from eligibility.model.standard import Line, Named, Policy, Token, TokenState

MAX_LEAVES = 1 << 12
"""Ways through the lines of ``decide`` that are followed, those that decide nothing included."""


@attrs.frozen
class Reading:
    """What a policy sees of one completion: *tokens* and *facts* that hold, *courses* to be sent to.

    *closable* are the requirements that a course closes in time.
    """

    tokens: frozenset[Token]
    facts: frozenset[str]
    courses: tuple[str, ...]
    closable: frozenset[str]


def read_marks(marks: Marks, instance: Instance) -> Reading:
    """The tokens, facts and training needs of one completion.

    Courses are taken one after the other, in the order in which they fall due, each at its longest;
    one that would end too late, or whose entry is barred, closes nothing and takes no time.
    """
    review = instance.context.as_of
    barred = {m.course for m in marks if isinstance(m, EntryMark) and m.effect in instance.bars_entry}
    unneeded = {m.course for m in marks if isinstance(m, EntryMark) and m.effect == "suppress"}
    gaps = sorted(
        (mark for mark in marks if isinstance(mark, GapMark)),
        key=lambda mark: (mark.due, _course(mark, instance), mark.requirement),
    )
    tokens: set[Token] = set()
    courses: dict[str, None] = {}
    taken: dict[str, bool] = {}
    closable: set[str] = set()
    spent = 0
    for gap in gaps:
        state = TokenState.UNMET
        remedy = instance.remedies.get(gap.requirement)
        if remedy is not None and remedy.course not in barred:
            if remedy.course not in unneeded:
                courses[remedy.course] = None
            if gap.due > review:
                if not taken.get(remedy.course):
                    fits = add_months(remedy.start, spent + remedy.months) <= gap.due
                    taken[remedy.course] = fits
                    spent += remedy.months if fits else 0
                if taken[remedy.course]:
                    state = TokenState.OPEN
                    closable.add(gap.requirement)
        when = TokenState.LATER if gap.due > review else TokenState.DUE
        tokens |= _tokens(state, when, gap.effect)
    facts = frozenset(mark.name for mark in marks if isinstance(mark, FactMark))
    return Reading(frozenset(tokens), facts, tuple(courses), frozenset(closable))


@lru_cache(maxsize=1024)
def _tokens(state: TokenState, when: TokenState, effect: str) -> frozenset[Token]:
    return frozenset(Token(s, word) for s in (state, when) for word in (effect, "any"))


def _course(mark: GapMark, instance: Instance) -> str:
    remedy = instance.remedies.get(mark.requirement)
    return remedy.course if remedy is not None else ""


def inputs_of(table: PolicyTable, reading: Reading) -> tuple[bool, ...]:
    """The truths of the inputs of *table*."""
    return tuple(
        item in reading.tokens if isinstance(item, Token) else item.name in reading.facts
        for item in table.inputs
    )


def policy_table(policy: Policy, limit: int = MAX_RULES) -> PolicyTable:
    """*policy* in stages, such that each line sees the conclusions of just the lines above it.

    Raises:
        eligibility.compile.tables.TableTooLarge: ``decide`` comes to more than *limit* rules.

    """
    concluded = {line.then for line in policy.conclude}
    inputs = tuple(
        dict.fromkeys(
            Named(item.name) if isinstance(item, Named) else item
            for line in (*policy.conclude, *policy.decide)
            for item in line.when
            if isinstance(item, Token) or item.name not in concluded
        )
    )
    stage_of: list[int] = []
    for number, line in enumerate(policy.conclude):
        above = list(zip(policy.conclude, stage_of, strict=False))[:number]
        after = [stage + 1 for other, stage in above if other.then in _names(line)]
        beside = [stage for other, stage in above if line.then in _names(other)]
        stage_of.append(max((*after, *beside), default=0))
    names = tuple(dict.fromkeys(line.then for line in policy.conclude))
    index: dict[Token | Named, int] = {item: number for number, item in enumerate(inputs)}
    index |= {Named(name): len(inputs) + number for number, name in enumerate(names)}
    stages = [
        tuple(
            StageRule(_tests(line, index), line.then)
            for line, at in zip(policy.conclude, stage_of, strict=True)
            if at == stage
        )
        for stage in range(1 + max(stage_of, default=-1))
    ]
    stages.append(tuple(_exclusive(policy, index, limit)))
    return PolicyTable(f"policy {policy.id} {policy.in_force.start}", inputs, names, tuple(stages))


def _names(line: Line) -> set[str]:
    return {item.name for item in line.when if isinstance(item, Named)}


def _tests(line: Line, index: Mapping[Token | Named, int]) -> tuple[tuple[int, bool], ...]:
    return tuple(
        (index[Named(item.name)], not item.negated) if isinstance(item, Named) else (index[item], True)
        for item in line.when
    )


def _exclusive(policy: Policy, index: Mapping[Token | Named, int], limit: int) -> list[StageRule]:
    """The lines of ``decide`` as rules of which exactly one holds: the first line that does."""
    wanted = [_tests(line, index) for line in policy.decide]
    rules: list[StageRule] = []
    leaves = 0

    def descend(chosen: dict[int, bool]) -> None:
        nonlocal leaves
        for tests, line in zip(wanted, policy.decide, strict=True):
            if any(chosen.get(variable, value) is not value for variable, value in tests):
                continue
            pending = next((variable for variable, _ in tests if variable not in chosen), None)
            if pending is None:
                rules.append(StageRule(tuple(sorted(chosen.items())), line.then))
                break
            for value in (True, False):
                descend({**chosen, pending: value})
            return
        leaves += 1
        if len(rules) > limit or leaves > MAX_LEAVES:
            raise TableTooLarge(policy.id)

    descend({})
    return rules


def conclude_policy(table: PolicyTable, inputs: Sequence[bool]) -> str:
    """The outcome that *table* comes to, without an engine.

    Raises:
        LookupError: no line of ``decide`` holds.

    """
    truths = list(inputs) + [False] * len(table.conclusions)
    place = {name: len(table.inputs) + number for number, name in enumerate(table.conclusions)}
    for stage in table.stages[:-1]:
        fired = [rule.then for rule in stage if all(truths[v] is value for v, value in rule.tests)]
        for name in fired:
            truths[place[name]] = True
    for rule in table.stages[-1]:
        if all(truths[variable] is value for variable, value in rule.tests):
            return rule.then
    raise LookupError(f"no line of {table.name} decides")
