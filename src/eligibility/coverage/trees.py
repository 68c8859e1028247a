"""The single conditions inside a requirement, and what it would come to if one of them were otherwise.

A claim (a level that counts only with evidence, see `docs/language.md`) is one condition of the requirement
that uses it. What stands inside it is written once, in the vocabulary, and is looked at once for all.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from eligibility.engine.meaning import Reader, ordered
from eligibility.model.condition import (
    AllOf,
    Always,
    AnyOf,
    BelowLevel,
    Compare,
    Condition,
    FieldValue,
    NoneOf,
    Op,
    Operand,
    Rows,
)
from eligibility.model.finding import Verdict
from eligibility.model.standard import Requirement
from eligibility.model.truth import Status

Route = tuple[str | int, ...]
"""The way to a condition from the requirement, by keys and numbers as they are written."""

NESTING = {AllOf: "all_of", AnyOf: "any_of", NoneOf: "none_of"}


@attrs.frozen
class Flip:
    """The condition at *route* taken to be the opposite; inside a history, for the row numbered *row*."""

    route: Route
    row: int = -1


@attrs.frozen
class Leaf:
    """A single *condition* at *route*. *claim* is the field whose claim it stands inside, *rows* whether it
    is about the rows of a history.
    """

    route: Route
    condition: Condition
    claim: str = ""
    inside: Route = ()
    rows: bool = False


def parts_of(requirement: Requirement) -> Iterator[tuple[Route, Condition]]:
    """The conditions of *requirement* as they are written, each with its way there."""
    if requirement.when is not None:
        yield ("when",), requirement.when
    yield ("must",), requirement.must
    for number, relaxed in enumerate(requirement.relaxed):
        yield ("relaxed", number, "when"), relaxed.when
        yield ("relaxed", number, "must"), relaxed.must
    for number, later in enumerate(requirement.later):
        yield ("later", number, "when"), later.when


@attrs.frozen
class Claim:
    """The level in *path* compared with *right*, which counts as it is only where *evidence* holds."""

    path: str
    op: Op
    right: Operand
    evidence: Condition

    @property
    def plain(self) -> Compare:
        """The same, believed without evidence."""
        return Compare(FieldValue(self.path), self.op, self.right)

    @property
    def condition(self) -> Condition:
        """What the claim stands for."""
        lowered = Compare(BelowLevel(self.path), self.op, self.right)
        return AnyOf((AllOf((self.plain, self.evidence)), lowered))


def claim_of(condition: Condition) -> Claim | None:
    """The claim that *condition* stands for; None where it stands for none."""
    match condition:
        case AnyOf((AllOf((Compare(FieldValue(path), op, right), evidence)), _)):
            claim = Claim(path, op, right, evidence)
            return claim if claim.condition == condition else None
        case _:
            return None


def leaves_of(requirement: Requirement) -> tuple[Leaf, ...]:
    """The single conditions of *requirement*, in reading order; those inside a claim follow it."""
    return tuple(leaf for route, part in parts_of(requirement) for leaf in _leaves(part, route))


def _leaves(condition: Condition, route: Route, rows: bool = False) -> Iterator[Leaf]:
    claim = claim_of(condition)
    if claim is not None:
        yield Leaf(route, condition)
        for leaf in _nested(condition, route, rows):
            yield attrs.evolve(leaf, claim=claim.path, inside=leaf.route[len(route) :])
        return
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            yield from _nested(condition, route, rows)
        case Rows(_, where):
            yield Leaf(route, condition)
            yield from _leaves(where, (*route, "where"), rows=True)
        case Always():
            return
        case _:
            yield Leaf(route, condition, rows=rows)


def _nested(condition: Condition, route: Route, rows: bool) -> Iterator[Leaf]:
    assert isinstance(condition, AllOf | AnyOf | NoneOf)  # noqa: S101  (only these nest)
    for number, item in enumerate(condition.items):
        yield from _leaves(item, (*route, NESTING[type(condition)], number), rows)


def holds(condition: Condition, reader: Reader, route: Route, flip: Flip | None, row: int = -1) -> bool:
    """Whether *condition*, which stands at *route*, is true of the person, with *flip* taken otherwise."""
    if flip is None or flip.route[: len(route)] != route:
        return reader.holds(condition)
    if flip.route == route:
        return reader.holds(condition) is not (flip.row in (-1, row))

    def inside(items: Sequence[Condition], step: str) -> Iterator[bool]:
        return (holds(item, reader, (*route, step, n), flip, row) for n, item in enumerate(items))

    match condition:
        case AllOf(items):
            return all(inside(items, "all_of"))
        case AnyOf(items):
            return any(inside(items, "any_of"))
        case NoneOf(items):
            return not any(inside(items, "none_of"))
        case Rows(table, where, op, count):
            rows = [attrs.evolve(reader, row=one, table=table) for one in reader.person.rows[table]]
            found = sum(holds(where, one, (*route, "where"), flip, n) for n, one in enumerate(rows))
            return ordered(found, op, count)
        case _:
            return reader.holds(condition)


def verdict(requirement: Requirement, reader: Reader, flip: Flip | None = None) -> Verdict:
    """What *requirement* comes to for a complete person, as if its text were checked and nobody were let off.

    Without a *flip* it is what `eligibility.engine.meaning.verdict` says of such a requirement.
    """

    def true(condition: Condition, *route: str | int) -> bool:
        return holds(condition, reader, route, flip)

    if requirement.when is not None and not true(requirement.when, "when"):
        return Verdict(Status.NOT_APPLICABLE)
    if true(requirement.must, "must"):
        return Verdict(Status.MET)
    for number, relaxed in enumerate(requirement.relaxed):
        met = true(relaxed.when, "relaxed", number, "when") and true(relaxed.must, "relaxed", number, "must")
        if met:
            return Verdict(Status.MET, relaxed=number)
    grace = [
        later.by
        for number, later in enumerate(requirement.later)
        if true(later.when, "later", number, "when")
    ]
    due = max(reader.context.day(moment) for moment in (requirement.needed_at, *grace))
    return Verdict(Status.UNMET, due=due)


def decides(requirement: Requirement, leaf: Leaf, reader: Reader) -> frozenset[bool]:
    """The truths of *leaf* on which the verdict of a complete person hangs: it would else be another one.

    One at most, but for a condition about rows: of them some may hang on its being true, and some on
    its being false.
    """
    plain = verdict(requirement, reader)
    if not leaf.rows:
        if verdict(requirement, reader, Flip(leaf.route)) == plain:
            return frozenset()
        return frozenset((reader.holds(leaf.condition),))
    found: set[bool] = set()
    table = table_of(requirement, leaf)
    for number, row in enumerate(reader.person.rows[table]):
        if verdict(requirement, reader, Flip(leaf.route, number)) != plain:
            found.add(attrs.evolve(reader, row=row, table=table).holds(leaf.condition))
    return frozenset(found)


def table_of(requirement: Requirement, leaf: Leaf) -> str:
    """The history that *leaf* is about."""
    end = len(leaf.route) - 1 - leaf.route[::-1].index("where")
    found = condition_at(requirement, leaf.route[:end])
    assert isinstance(found, Rows)  # noqa: S101  (only histories have a where)
    return found.table


def condition_at(requirement: Requirement, route: Route) -> Condition:
    """The condition of *requirement* at *route*."""
    for start, part in parts_of(requirement):
        if route[: len(start)] == start:
            return _inside(part, route[len(start) :])
    raise LookupError(route)


def _inside(whole: Condition, rest: Sequence[str | int]) -> Condition:
    if not rest:
        return whole
    match whole:
        case Rows(_, where):
            return _inside(where, rest[1:])
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            return _inside(items[int(rest[1])], rest[2:])
        case _:
            raise LookupError(rest)


def with_condition(requirement: Requirement, route: Route, condition: Condition) -> Requirement:
    """*requirement* with another *condition* at *route*."""
    changed: dict[str, Any]
    head = str(route[0])
    if head in ("when", "must"):
        changed = {head: _put(getattr(requirement, head), route[1:], condition)}
        return attrs.evolve(requirement, **changed)
    number, part = int(route[1]), str(route[2])
    items = list(getattr(requirement, head))
    inner: dict[str, Any] = {part: _put(getattr(items[number], part), route[3:], condition)}
    items[number] = attrs.evolve(items[number], **inner)
    changed = {head: tuple(items)}
    return attrs.evolve(requirement, **changed)


def _put(whole: Condition, rest: Sequence[str | int], condition: Condition) -> Condition:
    if not rest:
        return condition
    match whole:
        case Rows(table, where, op, count):
            return Rows(table, _put(where, rest[1:], condition), op, count)
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            place = int(rest[1])
            changed = (*items[:place], _put(items[place], rest[2:], condition), *items[place + 1 :])
            return type(whole)(changed)
        case _:
            raise LookupError(rest)
