"""The keys of a table of numbers as columns of a decision table: atoms, and the tests that ask for them.

An atom is the least that a column tells apart. Several may stand for one number (a date that no record
can hold is as good as none); a cell asks for a set of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

import attrs

from eligibility.exchange.export.merging import Atoms, Joining, any_set, runs
from eligibility.exchange.export.model import Column
from eligibility.exchange.export.tests import Anything, Constant, Given, Interval, Null, OneOf, Test
from eligibility.model.record import NONE, Known, Value, scalar_text
from eligibility.sql.contents import Cuts
from eligibility.sql.ordered import FIRST_CLASS
from eligibility.sql.origins import Ordered

MISSING_ATOM, NONE_ATOM = 0, 1
NO_ROWS = -1
"""The number of a history of which nothing is given."""


@attrs.frozen(eq=False)
class Asking:
    """How one key is asked for: its *columns*, the atoms of each number, how they join, and their tests."""

    columns: tuple[Column, ...]
    atoms: Mapping[int, tuple[int, ...]]
    joined: Joining
    tests: Callable[[Atoms], tuple[Test, ...]]


def listed(column: Column, options: Mapping[int, Sequence[Value]]) -> Asking:
    """A column of listed values; each number stands for some of them, and a missing value is null."""
    absent = absence([value for values in options.values() for value in values])
    constants: list[Constant | None] = []
    atoms: dict[int, tuple[int, ...]] = {}
    for number, values in options.items():
        found = [constant(value, absent) for value in values]
        atoms[number] = tuple(range(len(constants), len(constants) + len(found)))
        constants += found
    every = frozenset(range(len(constants)))

    def tests(asked: Atoms) -> tuple[Test, ...]:
        if asked == every:
            return (Anything(),)
        chosen = [constants[atom] for atom in sorted(asked)]
        values = tuple(value for value in chosen if value is not None)
        return (OneOf(values, None in chosen) if values else Null(),)

    return Asking((column,), atoms, any_set, tests)


def absence(values: Iterable[Value]) -> str:
    """The word for the known absence, which no level or choice among *values* has for its code."""
    codes = {value.value for value in values if isinstance(value, Known) and isinstance(value.value, str)}
    word = scalar_text(NONE)
    while word in codes:
        word = f"known_{word}"
    return word


def constant(value: Value, absent: str) -> Constant | None:
    """*value* as cells of listed values write it; a missing one is null."""
    if not isinstance(value, Known):
        return None
    if value.value is NONE:
        return absent
    return value.value if isinstance(value.value, bool) else scalar_text(value.value)


def codes(column: Column, results: Sequence[str]) -> Asking:
    """A column that holds the result of another table, by number."""
    every = frozenset(range(len(results)))

    def tests(asked: Atoms) -> tuple[Test, ...]:
        return (Anything() if asked == every else OneOf(tuple(results[atom] for atom in sorted(asked))),)

    return Asking((column,), {number: (number,) for number in every}, any_set, tests)


def truth(column: Column) -> Asking:
    """A column that holds true (1) or false (0)."""
    every = frozenset((0, 1))

    def tests(asked: Atoms) -> tuple[Test, ...]:
        return (Anything() if asked == every else OneOf((asked == {1},)),)

    return Asking((column,), {0: (0,), 1: (1,)}, any_set, tests)


def stated(column: Column, absent: Column | None) -> Asking:
    """Whether something is given (1) or not (0); *absent* says that it is known to be none."""
    every = frozenset((0, 1, 2)) if absent is not None else frozenset((0, 1))
    joined = runs(every, every)

    def tests(asked: Atoms) -> tuple[Test, ...]:
        if asked == every:
            return (Anything(),) * (1 if absent is None else 2)
        first: Test = Given() if 1 in asked else Null()
        if absent is None:
            return (first,)
        second: Test = Anything() if 1 in asked else OneOf((True,)) if 2 in asked else OneOf((False,), True)
        return first, second

    columns = (column,) if absent is None else (column, absent)
    return Asking(columns, {0: (0,), 1: (1,) if absent is None else (1, 2)}, joined, tests)


def ordered(column: Column, absent: Column | None, origin: Ordered, cuts: Cuts) -> Asking:
    """A day or number between cuts. What lies out of bounds is as good as missing."""
    low, high = origin.low, origin.high
    edges: list[object] = [*(() if low is None else (low,)), *cuts]
    numbers = [*(() if low is None else (MISSING_ATOM,)), *range(FIRST_CLASS, FIRST_CLASS + len(cuts) + 1)]
    if high is not None:
        edges.append(_after(high))
        numbers.append(MISSING_ATOM)
    first = NONE_ATOM + 1
    atoms: dict[int, tuple[int, ...]] = {MISSING_ATOM: (MISSING_ATOM,)}
    if absent is not None:
        atoms[NONE_ATOM] = (NONE_ATOM,)
    for place, number in enumerate(numbers):
        atoms[number] = (*atoms.get(number, ()), first + place)
    every = frozenset(atom for several in atoms.values() for atom in several)
    ends = [None, *edges, None]

    def tests(asked: Atoms) -> tuple[Test, ...]:
        if asked == every:
            return (Anything(),) * (1 if absent is None else 2)
        if asked == {NONE_ATOM}:
            return Null(), OneOf((True,))
        if asked == {MISSING_ATOM}:
            return (Null(),) if absent is None else (Null(), OneOf((False,), True))
        span = _interval(ends[min(asked) - first], ends[max(asked) - first + 1])
        return (span,) if absent is None else (span, Anything())

    columns = (column,) if absent is None else (column, absent)
    return Asking(columns, atoms, runs((MISSING_ATOM, NONE_ATOM), every), tests)


def counted(column: Column, most: int) -> Asking:
    """A number of rows, up to *most*, which stands for any more; null where there is no such table."""
    first = MISSING_ATOM + 1
    atoms = {NO_ROWS: (MISSING_ATOM,)} | {number: (first + number,) for number in range(most + 1)}
    every = frozenset(range(most + 2))

    def tests(asked: Atoms) -> tuple[Test, ...]:
        if asked == every:
            return (Anything(),)
        if asked == {MISSING_ATOM}:
            return (Null(),)
        low, high = min(asked) - first, max(asked) - first + 1
        return (_interval(low or None, high if high <= most else None),)

    return Asking((column,), atoms, runs((MISSING_ATOM,), every), tests)


def _interval(low: object, high: object) -> Test:
    if low is None and high is None:
        return Given()
    return Interval(low, high)  # type: ignore[arg-type]


def _after(high: object) -> object:
    return high + (timedelta(1) if isinstance(high, date) else 1)  # type: ignore[operator]
