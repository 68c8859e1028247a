"""What several things that are concluded of one record come to together, for every record at once.

Each of them has ways: the cells that it asks for, and the marks that it leaves. They are folded one by
one; a block that no later one reads is forgotten, so that records which differ in nothing that still
matters are looked at once.
"""

from collections.abc import Hashable, Mapping, Sequence
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
    empty: Marked = (frozenset(),) * sides
    states: dict[tuple[frozenset[tuple[int, int]], Marked], State] = {
        (frozenset(), empty): State({}, (None,) * len(things))
    }
    for place, number in enumerate(order):
        grown: dict[tuple[frozenset[tuple[int, int]], Marked], State] = {}
        for (_, marked), state in states.items():
            for way in things[number]:
                masks = _meet(state.masks, way.masks)
                if masks is None:
                    continue
                more = tuple(map(frozenset.union, marked, way.marks)) if sides else empty
                live = frozenset((block, mask) for block, mask in masks.items() if last[block] > place)
                key = (live, more)
                if key not in grown:
                    names = (*state.names[:number], way.name, *state.names[number + 1 :])
                    grown[key] = State(masks, names)
                    if len(grown) > MAX_STATES:
                        raise TooManyStates
        states = grown
    return {marked: state for (_, marked), state in states.items()}


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
