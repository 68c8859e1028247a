"""The slots that a layout reads, as codes that keep their meaning."""

from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from eligibility.bulk.layout import Layout
from eligibility.bulk.lookup import Lookup
from eligibility.evaluate.candidacies import Candidacies
from eligibility.evaluate.columns import Coded, Codes, recoded
from eligibility.evaluate.slots import SlotColumns
from eligibility.model.record import Among, Between, Known, Value
from eligibility.model.slots import KNOWN
from eligibility.model.vocabulary import Constraint


class BulkSlots:
    """Reads slots of chunks; where instances assume different things of what lacks, each by its own."""

    def __init__(self, layout: Layout, constraints: Sequence[Constraint]) -> None:
        self._rows = layout.rows
        assumed = [solver.compiled.instance.assumed for solver in layout.solvers]
        groups: dict[tuple[tuple[str, str], ...], int] = {}
        self._group = np.array(
            [groups.setdefault(tuple(sorted(found.items())), len(groups)) for found in assumed],
            dtype=np.int64,
        )
        first = {int(group): number for number, group in reversed(list(enumerate(self._group.tolist())))}
        self._instances = [layout.solvers[first[group]].compiled.instance for group in range(len(groups))]
        subjects = {subject for found in assumed for subject in found}
        self._differing = {
            subject for subject in subjects if len({found.get(subject) for found in assumed}) > 1
        }
        self._linked = linked(constraints)

    def codes(self, lookup: Lookup, everyone: Candidacies, instances: Codes) -> dict[str, Codes]:
        """The code of every slot in each row."""
        data = [SlotColumns(everyone, instance) for instance in self._instances]
        columns = {
            slot: [
                self._column(one, slot)
                for one in (data if slot.removeprefix(KNOWN) in self._differing else data[:1])
            ]
            for slot in lookup.codes
        }
        exact = self._exact(columns)
        found: dict[str, Codes] = {}
        for slot, variants in columns.items():
            coded = [lookup.codes[slot].codes(column, exact.get(slot)) for column in variants]
            found[slot] = coded[0] if len(coded) == 1 else np.choose(self._group[instances], coded)
        return found

    def _column(self, data: SlotColumns, slot: str) -> Coded:
        rows = self._rows.get(slot)
        if rows is None:
            return data.slot(slot)
        found = data.history(slot, tuple(rows), rows)
        return recoded(found.codes, [_alike(value, rows) for value in found.values])

    def _exact(self, columns: Mapping[str, Sequence[Coded]]) -> dict[str, NDArray[np.bool_]]:
        """Where the very day matters: beside a day of which only the year or some others are known.

        For days that are bound to be in order, the one decides what the other may still be.
        """
        found: dict[str, NDArray[np.bool_]] = {}
        for group in self._linked:
            marks = [_open(column) for slot in group for column in columns.get(slot, ())]
            marked = [mark for mark in marks if mark is not None]
            if marked:
                found |= {slot: np.logical_or.reduce(marked) for slot in group}
        return found


def _alike(history: object, cuts: Mapping[str, list[date] | None]) -> Hashable:
    """The rows of a history in an order of their own, days by their classes: what is alike is equal.

    Which day stands for its class, and which row comes first, differs from chunk to chunk.
    """
    if not isinstance(history, tuple):
        return None
    rows = [tuple((name, _class_of(value, cuts.get(name))) for name, value in row) for row in history]
    return tuple(sorted(rows, key=repr))


def _class_of(value: Value, cuts: Sequence[date] | None) -> Hashable:
    match value:
        case Known(day) if isinstance(day, date) and cuts is not None:
            return bisect_right(cuts, day)
        case _:
            return value


def linked(constraints: Sequence[Constraint]) -> list[frozenset[str]]:
    """The fields that constraints tie to each other, directly or through others."""
    groups: list[frozenset[str]] = []
    for constraint in constraints:
        ends = frozenset((constraint.earlier, constraint.later))
        touching = [group for group in groups if group & ends]
        groups = [group for group in groups if group not in touching] + [ends.union(*touching)]
    return groups


def _open(column: Coded) -> NDArray[np.bool_] | None:
    """The rows of *column* that hold one of several days; None where there is none."""
    odd = np.array([isinstance(value, Between | Among) for value in column.values], dtype=bool)
    return odd[column.codes] if odd.any() else None
