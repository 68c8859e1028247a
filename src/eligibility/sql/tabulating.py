"""A requirement as small tables: every combination of what its data may be, concluded once."""

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import assert_never

import attrs

from eligibility.compile.instances import compile_instance
from eligibility.compile.lifting import LiftingSolver
from eligibility.model.finding import status_of
from eligibility.model.limits import MAX_RULES
from eligibility.model.plan import Cell, CellSet, Concluder, Instance, Node
from eligibility.model.record import Known, Row, Value
from eligibility.sql.classes import classed_values, equal_pairs
from eligibility.sql.contents import STATUSES, Content, Cuts, Key, Part
from eligibility.sql.histories import Counted, count_rows
from eligibility.sql.ordered import Option, block_cuts, ordered_options
from eligibility.sql.origins import Coded, Fixed, History, Ordered, Origin, Origins
from eligibility.sql.simplifying import simplified
from eligibility.sql.untranslatable import Untranslatable

DIRECT = 256
"""Combinations of values that are listed as they are; of more, values that are alike become one class."""

MOST = 40_000
"""Combinations of one block that are concluded; a requirement with more has no table."""


def tabulate(
    instance: Instance,
    node: Node,
    origins: Origins,
    concluder: Concluder,
    listing: "type[Tabulating] | None" = None,
) -> Content:
    """The tables of *node*, by itself; *listing* makes those of its blocks.

    Raises:
        Untranslatable: it has none.

    """
    alone = compile_instance(attrs.evolve(instance, nodes=(node,)), MAX_RULES)
    solver = LiftingSolver(alone, concluder)
    parts: list[Part] = []
    reached: list[list[frozenset[Cell]]] = []
    for number in alone.blocks_of(0):
        part, cells = (listing or Tabulating)(solver, number, origins, instance.assumed).part()
        parts.append(part)
        reached.append(cells)
    if prod(map(len, reached)) > MOST:
        raise Untranslatable("too_many", node.name)
    statuses = {
        numbers: STATUSES.index(
            status_of(solver.verdicts(0, [CellSet(reached[part][n]) for part, n in enumerate(numbers)]))
        )
        for numbers in product(*(range(len(found)) for found in reached))
    }
    return simplified(parts, statuses)


class Tabulating:
    """The table of one block: what is the same for everybody, and what it is looked up by."""

    def __init__(
        self, solver: LiftingSolver, number: int, origins: Origins, assumed: Mapping[str, str]
    ) -> None:
        self._solver = solver
        self._number = number
        self._slots = solver.compiled.blocks[number].slots
        self._values: dict[str, Value] = {}
        self._rows: dict[str, tuple[Row, ...] | None] = {}
        self._options: dict[str, list[Option]] = {}
        self._cuts: list[Cuts] = []
        self._coded: dict[str, tuple[Value, ...]] = {}
        self._counted: list[Counted] = []
        if len(solver.compiled.blocks[number].constraints) > 1:
            raise Untranslatable("constraints", ", ".join(self._slots))
        for slot in self._slots:
            self._add(slot, origins.origin(slot, assumed), origins)

    def _add(self, slot: str, origin: Origin, origins: Origins) -> None:
        match origin:
            case Fixed(value) if slot in origins.vocabulary.tables:
                self._rows[slot] = () if value == Known(()) else None
            case Fixed(value):
                self._values[slot] = value
            case Coded(values):
                self._coded[slot] = values
            case Ordered():
                cuts = block_cuts(self._solver, self._number, slot, origin)
                self._cuts.append(cuts)
                self._options[slot] = list(ordered_options(origin, cuts))
            case History(history):
                self._counted.append(count_rows(self._solver, self._number, history, origins))
            case _:
                assert_never(origin)

    def part(self) -> tuple[Part, list[frozenset[Cell]]]:
        """The table, and the cells that each of its numbers stands for."""
        block = self._solver.compiled.blocks[self._number]
        keys = [Key("cut", slot) for slot in self._options]
        small = prod(len(found) for found in self._coded.values()) <= DIRECT
        pairs = () if small else equal_pairs(block, self._coded)
        classes = {} if small else classed_values(block, self._coded, pairs)
        keys += [Key("code" if small else "mapped", slot) for slot in self._coded]
        keys += [Key("equal", left, right) for left, right in pairs]
        for found in self._counted:
            counting = found.counting
            keys += [Key("count", counting.table, str(n), most) for n, most in enumerate(counting.most, 1)]
        reached = self._reached(keys, classes, len({slot for pair in pairs for slot in pair}))
        kinds: dict[frozenset[Cell], int] = {}
        rows = tuple((*place, kinds.setdefault(cells, len(kinds))) for place, cells in reached.items())
        maps = tuple(tuple(enumerate(classes[key.slot])) for key in keys if key.kind == "mapped")
        countings = tuple(found.counting for found in self._counted)
        return Part(tuple(keys), tuple(self._cuts), maps, rows, countings), list(kinds)

    def _reached(
        self, keys: Sequence[Key], classes: Mapping[str, Sequence[int]], several: int
    ) -> dict[tuple[int, ...], frozenset[Cell]]:
        """The cells that each combination of *keys* reaches."""
        options = self._options | {slot: list(enumerate(values)) for slot, values in self._coded.items()}
        every = _representatives(options, classes, several)
        size = prod(map(len, every.values())) * prod(len(found.states) for found in self._counted)
        if size > MOST:
            raise Untranslatable("too_many", ", ".join(self._slots))
        reached: dict[tuple[int, ...], frozenset[Cell]] = {}
        for chosen in product(*every.values()):
            picked = dict(zip(every, chosen, strict=True))
            numbers = [number for key in keys for number in _number(key, picked, classes)]
            values = self._values | {slot: value for slot, (_, value) in picked.items()}
            for states in product(*(found.states for found in self._counted)):
                place = (*numbers, *(count for counts, _ in states for count in counts))
                cells = self._cells(values, [rows for _, rows in states])
                if reached.setdefault(place, cells) != cells:
                    raise AssertionError(f"classes of {self._slots} are too wide")
        return reached

    def _cells(self, values: Mapping[str, Value], rows: Sequence[tuple[Row, ...] | None]) -> frozenset[Cell]:
        tables = (found.counting.table for found in self._counted)
        histories = self._rows | dict(zip(tables, rows, strict=True))
        found = self._solver.reach(self._number, values, histories)
        if found.exceeded:
            raise Untranslatable("too_many", ", ".join(self._slots))
        return found.cells


def _number(key: Key, picked: Mapping[str, Option], classes: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """The number by which *key* finds what is *picked*; none for what is counted."""
    match key.kind:
        case "mapped":
            return (classes[key.slot][picked[key.slot][0]],)
        case "equal":
            return (int(picked[key.slot][0] == picked[key.part][0]),)
        case "count":
            return ()
        case _:
            return (picked[key.slot][0],)


def _representatives(
    options: Mapping[str, Sequence[Option]], classes: Mapping[str, Sequence[int]], several: int
) -> dict[str, list[Option]]:
    """For each slot one value of each class; several, where it matters whether slots hold the same."""
    found: dict[str, list[Option]] = {}
    for slot, every in options.items():
        of_class = classes.get(slot)
        if of_class is None:
            found[slot] = list(every)
            continue
        kept: dict[int, list[Option]] = {}
        for option in every:
            mine = kept.setdefault(of_class[option[0]], [])
            if len(mine) < max(1, several):
                mine.append(option)
        found[slot] = [option for mine in kept.values() for option in mine]
    return found
