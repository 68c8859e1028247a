"""What several things that are concluded of one record come to together, for every record at once.

Each of them has ways: the cells that it asks for, and the marks that it leaves. They are folded one by
one; a block that no later one reads is forgotten, so that records which differ in nothing that still
matters are looked at once.
"""

from collections.abc import Hashable, Mapping, Sequence
from operator import or_
from typing import Any

import attrs

from eligibility.analysis.space import Masks

MAX_STATES = 50_000
"""Distinct states of a fold; more are not analysed, and that is said."""


class TooManyStates(Exception):
    """A fold has more than `MAX_STATES`."""


@attrs.frozen
class Way:
    """One way in which something comes out: for records in *masks*, leaving *marks*; *name* tells it."""

    masks: Masks = attrs.field(hash=False)
    marks: tuple[frozenset[Hashable], ...] = ()
    name: Any = None


@attrs.frozen
class State:
    """Records in *masks*; the names of the ways by which they came here."""

    masks: Masks
    names: tuple[Any, ...]


Marked = tuple[frozenset[Hashable], ...]


def fold(things: Sequence[Sequence[Way]], sides: int = 0) -> dict[Marked, State]:
    """All marks that *things* leave together, on each of *sides*, with records that they leave them for.

    Raises:
        TooManyStates: more than `MAX_STATES`.

    """
    order = _together(things)
    last: dict[int, int] = {}
    for place, number in enumerate(order):
        for way in things[number]:
            last |= dict.fromkeys(way.masks, place)
    bits = _Bits()
    empty = (0,) * sides
    states: dict[_Alike, tuple[Masks, tuple[Any, ...]]] = {((), empty): ({}, ())}
    for place, number in enumerate(order):
        live = [block for block, until in last.items() if until > place]
        ways = [(way.masks, tuple(map(bits.of, way.marks[:sides])), way.name) for way in things[number]]
        grown: dict[_Alike, tuple[Masks, tuple[Any, ...]]] = {}
        for (_, marked), (taken, names) in states.items():
            for asked, marks, name in ways:
                masks = _meet(taken, asked)
                if masks is None:
                    continue
                key = (tuple(map(masks.get, live)), tuple(map(or_, marked, marks)))
                if key not in grown:
                    grown[key] = (masks, (*names, name))
                    if len(grown) > MAX_STATES:
                        raise TooManyStates
        states = grown
    places = sorted(range(len(order)), key=order.__getitem__)
    return {
        tuple(map(bits.marks, marked)): State(masks, tuple(names[place] for place in places))
        for (_, marked), (masks, names) in states.items()
    }


_Alike = tuple[tuple[int | None, ...], tuple[int, ...]]
"""What makes two records one: the cells of blocks that are still read, and the marks as bits."""


class _Bits:
    """Sets of marks as whole numbers, one bit a mark."""

    def __init__(self) -> None:
        self._bits: dict[Hashable, int] = {}
        self._marks: dict[int, frozenset[Hashable]] = {}

    def of(self, marks: frozenset[Hashable]) -> int:
        """The number of *marks*."""
        return sum(self._bits.setdefault(mark, 1 << len(self._bits)) for mark in marks)

    def marks(self, number: int) -> frozenset[Hashable]:
        """The marks of *number*."""
        found = self._marks.get(number)
        if found is None:
            found = frozenset(mark for mark, bit in self._bits.items() if bit & number)
            self._marks[number] = found
        return found


def possible(things: Sequence[Sequence[Way]]) -> State | None:
    """Records for which each of *things* comes out in one of its ways; None where there are none.

    Raises:
        TooManyStates: more than `MAX_STATES`.

    """
    found = fold(things)
    return next(iter(found.values()), None)


def _meet(one: Masks, other: Masks) -> dict[int, int] | None:
    met = dict(one)
    for block, mask in other.items():
        both = met.get(block, mask) & mask
        if not both:
            return None
        met[block] = both
    return met


def _together(things: Sequence[Sequence[Way]]) -> list[int]:
    """The order in which to fold: things that share blocks stand together."""
    reads = [{block for way in ways for block in way.masks} for ways in things]
    order: list[int] = []
    pending = list(range(len(things)))
    seen: set[int] = set()
    while pending:
        number = next((n for n in pending if reads[n] & seen), pending[0])
        if not reads[number] & seen:
            seen = set()
        pending.remove(number)
        order.append(number)
        seen |= reads[number]
    return order


def groups(things: Mapping[int, frozenset[str]]) -> list[list[int]]:
    """*things* by number, each with the data it reads, in groups that share data; the order is kept."""
    found: list[tuple[frozenset[str], list[int]]] = []
    for number, reads in things.items():
        touching = [group for group in found if group[0] & reads]
        merged = (reads.union(*(g[0] for g in touching)), [n for g in touching for n in g[1]] + [number])
        found = [group for group in found if group not in touching] + [merged]
    return [sorted(numbers) for _, numbers in found]
