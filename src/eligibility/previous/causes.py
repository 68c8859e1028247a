"""Which of the data, the rules and the date a change is due to.

The new result is looked for with every set of the three made new and the others held as they were.
A *way* is a set that gives it and of which nothing can be left out; the cause is all that belongs
to some way.
"""

from collections.abc import Callable, Iterable
from itertools import combinations

FACTORS = ("data", "rule", "time")
UNKNOWN = "unknown"
"""The cause where it cannot be proved."""

World = frozenset[str]
"""The factors that are new; the others are as they were."""

Ways = tuple[World, ...]


def worlds(factors: World) -> tuple[World, ...]:
    """All sets of *factors*, smaller ones first."""
    listed = [factor for factor in FACTORS if factor in factors]
    return tuple(frozenset(made) for size in range(len(listed) + 1) for made in combinations(listed, size))


def ways(factors: World, reaches: Callable[[World], bool]) -> Ways:
    """The smallest sets of *factors* that suffice: none of them holds another that *reaches* the result."""
    found: list[World] = []
    for world in worlds(factors):
        if reaches(world) and not any(way <= world for way in found):
            found.append(world)
    return tuple(found)


def joined(factors: Iterable[str]) -> str:
    """Factors as one word: ``data+time``."""
    chosen = set(factors)
    return "+".join(factor for factor in FACTORS if factor in chosen)


def cause(found: Ways) -> str:
    """Everything that belongs to some way: one of ``data``, ``rule``, ``time``, ``data+rule``, ..."""
    return joined(factor for way in found for factor in way)
