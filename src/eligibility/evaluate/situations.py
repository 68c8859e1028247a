"""Distinct situations: each combination of cells and each tuple of verdicts is asked about once."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import attrs
import numpy as np
from numpy.typing import NDArray

from eligibility.evaluate.candidacies import Candidacies
from eligibility.evaluate.columns import Coded, Codes, Groups, classed, grouped, known_rows, mapped, recoded
from eligibility.evaluate.population import unpacked
from eligibility.evaluate.slots import SlotColumns, dated
from eligibility.model.finding import Decision, Verdict
from eligibility.model.plan import Block, CellSet, Solver
from eligibility.model.record import Known, Value

Marked = NDArray[np.bool_]
"""Yes or no for each row."""


@attrs.frozen(eq=False)
class Evaluated:
    """Candidacies under one instance: verdict sets per node, decisions, and what they were read from.

    *loose* marks per node the rows whose data have too many completions to try: their verdicts are
    all that the node may come to; None where there is no such row. *cells* are the sets of cells per block.
    *slots* holds the values of every plain slot and *histories* the rows of every history read.
    *seen* are candidacies that together show every distinct situation.
    """

    solver: Solver
    candidacies: Candidacies
    rows: Codes
    verdicts: tuple[Coded, ...]
    loose: tuple[Marked | None, ...]
    decisions: Coded
    cells: tuple[Coded, ...]
    slots: Mapping[str, Coded]
    histories: Mapping[str, Coded]
    seen: Codes
    situations: int

    def within(self, first: int, end: int) -> "Evaluated":
        """The candidacies numbered from *first* up to but not including *end*."""
        place = np.arange(*np.searchsorted(self.rows, (first, end)), dtype=np.int64)
        return attrs.evolve(
            self,
            candidacies=self.candidacies.selected(place),
            rows=self.rows[place],
            verdicts=tuple(column.taken(place) for column in self.verdicts),
            loose=tuple(marked[place] if marked is not None else None for marked in self.loose),
            decisions=self.decisions.taken(place),
            cells=tuple(column.taken(place) for column in self.cells),
            slots={slot: column.taken(place) for slot, column in self.slots.items()},
            histories={table: column.taken(place) for table, column in self.histories.items()},
        )


class Situations:
    """The evaluation of candidacies (*rows* of the whole) under one compiled instance."""

    def __init__(self, solver: Solver, candidacies: Candidacies, rows: Codes) -> None:
        self._solver = solver
        self._all = rows
        self._candidacies = candidacies.selected(rows)
        self._compiled = solver.compiled
        self._instance = solver.compiled.instance
        self._height = len(rows)
        self._data = SlotColumns(self._candidacies, self._instance)
        self._histories: dict[str, Coded] = {}
        self._seen: list[Codes] = []
        self._count = 0

    def evaluate(self) -> Evaluated:
        """Verdicts and decisions of all candidacies."""
        sets = [self._block(number, block) for number, block in enumerate(self._compiled.blocks)]
        verdicts = tuple(self._node(node, sets) for node in range(len(self._instance.nodes)))
        decisions = self._decide(verdicts, sets)
        seen = np.unique(np.concatenate([*self._seen, np.zeros(0, dtype=np.int64)]))
        return Evaluated(
            self._solver,
            self._candidacies,
            self._all,
            verdicts,
            self._loose(sets),
            decisions,
            tuple(sets),
            self._data.read,
            self._histories,
            seen,
            self._count,
        )

    # --- blocks -------------------------------------------------------------------------------

    def _block(self, number: int, block: Block) -> Coded:
        tables = self._instance.context.vocabulary.tables
        plain = [slot for slot in block.slots if slot not in tables]
        histories = {slot: self._history(number, slot) for slot in block.slots if slot in tables}
        self._histories |= histories
        exact = {slot: self._data.slot(slot) for slot in plain}
        keys: list[tuple[Codes, int]] = [(column.codes, len(column.values)) for column in histories.values()]
        known = np.ones(self._height, dtype=bool)
        if block.constraints:
            for column in exact.values():
                known &= known_rows(column)
        for slot, column in exact.items():
            if any(isinstance(v, Known) and isinstance(v.value, date) for v in column.values):
                merged = classed(column, self._solver.cuts(number, slot))
                split = np.where(known, merged.codes, len(merged.values) + column.codes)
                keys.append((split, len(merged.values) + len(column.values)))
            else:
                keys.append((column.codes, len(column.values)))
        groups = self._grouped(keys)
        sets = []
        for row in groups.first.tolist():
            values: dict[str, Value] = {slot: column.value(row) for slot, column in exact.items()}
            rows = {table: unpacked(column.value(row)) for table, column in histories.items()}
            sets.append(self._solver.reach(number, values, rows))
        return recoded(groups.codes, sets)

    def _history(self, number: int, table: str) -> Coded:
        """The rows of a history per candidacy, as *block* tells them apart."""
        names = self._solver.row_fields(number, table)
        cuts = {
            name: self._solver.cuts(number, f"row.{name}", table)
            for name in names
            if dated(table, name, self._instance.context.vocabulary)
        }
        return self._data.history(table, names, cuts)

    def _node(self, node: int, sets: Sequence[Coded]) -> Coded:
        blocks = self._compiled.blocks_of(node)
        groups = self._grouped([(sets[b].codes, len(sets[b].values)) for b in blocks])
        self._seen.append(groups.first)
        self._count += groups.count
        found: list[frozenset[Verdict]] = []
        for row in groups.first.tolist():
            cells: list[CellSet] = [sets[block].value(row) for block in blocks]
            found.append(self._solver.verdicts(node, cells))
        return recoded(groups.codes, found)

    def _loose(self, sets: Sequence[Coded]) -> tuple[Marked | None, ...]:
        """For each node the rows in which some block of it has too many completions."""
        exceeded = [
            np.array([cell_set.exceeded for cell_set in column.values], dtype=bool) for column in sets
        ]
        marks = {block: found[sets[block].codes] for block, found in enumerate(exceeded) if found.any()}
        blocks_of = map(self._compiled.blocks_of, range(len(self._instance.nodes)))
        whole = ([marks[block] for block in blocks if block in marks] for blocks in blocks_of)
        return tuple(np.logical_or.reduce(found) if found else None for found in whole)

    def _decide(self, verdicts: Sequence[Coded], sets: Sequence[Coded]) -> Coded:
        seen = [mapped(verdicts[node], partial(self._solver.seen, node)) for node in self._solver.weighed()]
        groups = self._grouped([(column.codes, len(column.values)) for column in seen])
        self._seen.append(groups.first)
        self._count += groups.count
        alone = [
            self._solver.decide([column.value(row) for column in verdicts]) for row in groups.first.tolist()
        ]
        codes = groups.codes.copy()
        decisions: list[Decision] = [decision or _PENDING for decision in alone]
        pending = np.array([decision is None for decision in alone], dtype=bool)[groups.codes]
        rows = np.flatnonzero(pending).astype(np.int64)
        if len(rows):
            read = [sets[block] for block in self._solver.weighed_blocks()]
            columns = [(column.codes[rows], len(column.values)) for column in (*seen, *read)]
            joint = grouped(columns, len(rows))
            first = rows[joint.first]
            self._seen.append(first)
            self._count += joint.count
            codes[rows] = len(decisions) + joint.codes
            decisions += [
                self._solver.decide_jointly(
                    [column.value(row) for column in verdicts], [column.value(row) for column in sets]
                )
                for row in first.tolist()
            ]
        return Coded(codes, tuple(decisions))

    def _grouped(self, keys: Sequence[tuple[Codes, int]]) -> Groups:
        return grouped(keys, self._height)


_PENDING = Decision("", frozenset())
