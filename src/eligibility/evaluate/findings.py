"""The findings as columns: one row a candidacy and requirement."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import numpy as np
import polars as pl

from eligibility.evaluate.columns import Coded, Codes
from eligibility.evaluate.places import Places
from eligibility.evaluate.series import LIST, WORD, as_series, gathered
from eligibility.evaluate.shown import shown
from eligibility.evaluate.situations import Evaluated
from eligibility.model.finding import Verdict, status_of
from eligibility.model.plan import NodeKind
from eligibility.model.record import Known, Value
from eligibility.model.sentences import condition_text
from eligibility.model.slots import slots_read
from eligibility.model.truth import Gap, Status

FINDINGS: dict[str, Any] = {
    "row": pl.Int64,
    "id": pl.String,
    "post": WORD,
    "term": WORD,
    "purpose": WORD,
    "standard": WORD,
    "version": WORD,
    "requirement": WORD,
    "status": WORD,
    "reason": WORD,
    "value": pl.String,
    "required": WORD,
    "clause": WORD,
    "needed_at": pl.Date,
    "due": pl.Date,
    "closable": pl.Boolean,
    "alternative_used": WORD,
    "if_unmet": WORD,
    "confidence": WORD,
    "cure": WORD,
    "course": WORD,
    "source_cells": LIST,
}
GAPS = (Gap.ABSENT, Gap.UNREADABLE, Gap.CONTRADICTORY, Gap.IMPRECISE)


Made = TypeVar("Made")

BLOCK = 20_000
"""Candidacies whose findings are made at a time."""

Again = Mapping[tuple[int, str], date]
"""By candidacy and requirement: the first day on which an unmet demand to wait is met by itself."""


Common = Callable[[Evaluated], dict[str, Any]]
"""The columns that findings share with decisions: who, for what, under which standard."""


class Findings:
    """Builds the findings from evaluated candidacies."""

    def __init__(self, places: Places, again: Again, common: Common) -> None:
        self._places = places
        self._again = again
        self._common = common
        self._made: dict[tuple[str, int], tuple[Sequence[Any], Any]] = {}

    def _once(self, kind: str, values: Sequence[Any], make: Callable[[Sequence[Any]], Made]) -> Made:
        """What *make* makes of the distinct values of a column: all blocks share them."""
        key = (kind, id(values))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = (values, make(values))
        made: Made = found[1]
        return made

    def frame(self, parts: Sequence[Evaluated]) -> pl.DataFrame:
        """One row a candidacy and requirement, candidacies in input order, requirements as declared.

        Made block by block: a whole province has millions of findings.
        """
        last = max((int(part.rows[-1]) for part in parts if len(part.rows)), default=-1)
        blocks = [
            self._findings([part.within(first, first + BLOCK) for part in parts])
            for first in range(0, last + 1, BLOCK)
        ]
        return pl.concat([pl.DataFrame(schema=FINDINGS), *blocks])

    def _findings(self, parts: Sequence[Evaluated]) -> pl.DataFrame:
        pieces: dict[str, list[pl.Series]] = {name: [] for name in FINDINGS}
        orders: list[Codes] = []
        for part in parts:
            height = len(part.rows)
            if not height:
                continue
            common = self._common(part)
            order = 0
            for number, node in enumerate(part.solver.compiled.instance.nodes):
                if node.kind is NodeKind.REQUIREMENT:
                    made = {**common, **self._finding(part, number)}
                    for name, found in pieces.items():
                        found.append(as_series(made[name], FINDINGS[name], height))
                    orders.append(np.full(height, order, dtype=np.int64))
                    order += 1
        if not orders:
            return pl.DataFrame(schema=FINDINGS)
        rows = np.concatenate([piece.to_numpy() for piece in pieces["row"]])
        place = pl.Series(np.lexsort((np.concatenate(orders), rows)).astype(np.uint32))
        return pl.DataFrame([pl.concat(pieces[name])[place].alias(name) for name in FINDINGS])

    def _finding(self, part: Evaluated, number: int) -> dict[str, Any]:
        instance = part.solver.compiled.instance
        requirement = instance.nodes[number].requirement
        verdicts = part.verdicts[number]
        sets: tuple[frozenset[Verdict], ...] = verdicts.values
        status = [status_of(found) for found in sets]
        needed = instance.context.day(requirement.needed_at)
        slots = self._slots(part, number)
        closable = gathered(
            part.decisions.codes,
            [requirement.id in decision.closable for decision in part.decisions.values],
            pl.Boolean,
        )
        unmet = gathered(verdicts.codes, [value is Status.UNMET for value in status], pl.Boolean)
        remedy = instance.remedies.get(requirement.id)
        return {
            "status": gathered(verdicts.codes, [str(value) for value in status]),
            "reason": self._reason(part, number, slots, status),
            "value": self._value(part, slots),
            "due": gathered(verdicts.codes, [_due(found) for found in sets], pl.Date),
            "closable": closable & unmet,
            "alternative_used": gathered(
                verdicts.codes,
                [_alternative(found, [r.clause for r in requirement.relaxed]) for found in sets],
            ),
            "source_cells": self._places.cells(part, slots),
            "cure": self._cure(part, number, status, remedy.course if remedy is not None else ""),
            "course": remedy.course if remedy is not None else "",
            "requirement": requirement.id,
            "required": condition_text(requirement.must, instance.context.vocabulary),
            "clause": requirement.clause,
            "needed_at": needed,
            "if_unmet": requirement.if_unmet,
            "confidence": "confirmed" if requirement.confirmed is not None else str(requirement.confidence),
        }

    def _slots(self, part: Evaluated, number: int) -> tuple[str, ...]:
        node = part.solver.compiled.instance.nodes[number]
        return slots_read(node.requirement, node.context.closed_year)

    def _column(self, part: Evaluated, slot: str) -> Coded | None:
        """The plain values in *slot*; None for a history."""
        if slot in part.histories:
            return None
        found = part.slots.get(slot)
        return found if found is not None else part.candidacies.column(slot)

    def _reason(
        self, part: Evaluated, number: int, slots: Sequence[str], status: Sequence[Status]
    ) -> pl.Series:
        """Why a status is unknown: gaps in what it reads; ``unconfirmed`` for an open rule or window."""
        requirement = part.solver.compiled.instance.nodes[number].requirement
        bits = np.zeros(len(part.rows), dtype=np.int64)
        for slot in slots:
            column = self._column(part, slot)
            if column is not None:
                bits |= self._once("gaps", column.values, _gap_bits)[column.codes]
            else:
                history = part.histories[slot]
                bits |= self._once("rows", history.values, _history_bits)[history.codes]
        unknown = np.array([value is Status.UNKNOWN for value in status], dtype=bool)[
            part.verdicts[number].codes
        ]
        bits = np.where(unknown, bits, 0)
        # where no datum is lacking, it is the window of a discipline that nobody has checked
        unchecked = unknown & (requirement.doubtful | (bits == 0))
        bits |= np.where(unchecked, 1 << len(GAPS), 0)
        names = [
            ";".join(
                [
                    *(str(gap) for place, gap in enumerate(GAPS) if code >> place & 1),
                    *(["unconfirmed"] if code >> len(GAPS) & 1 else []),
                ]
            )
            for code in range(1 << (len(GAPS) + 1))
        ]
        return gathered(bits, names)

    def _value(self, part: Evaluated, slots: Sequence[str]) -> pl.Series:
        height = len(part.rows)
        if not slots:
            return pl.Series([""] * height, dtype=pl.String)
        pieces = []
        for slot in slots:
            column = self._column(part, slot)
            if column is not None:
                distinct = self._once("shown", column.values, _shown)
                pieces.append(f"{slot}=" + distinct[pl.Series(column.codes.astype(np.uint32))])
            else:
                pieces.append(self._places.history(part, slot))
        frame = pl.DataFrame({str(n): piece for n, piece in enumerate(pieces)})
        return frame.select(pl.concat_str(pl.all(), separator="; ")).to_series()

    def _cure(self, part: Evaluated, number: int, status: Sequence[Status], course: str) -> pl.Series:
        """What closes a gap: ``course:ID``, ``wait:DAY``, ``paper``, or ``rule`` (a text to be checked)."""
        requirement = part.solver.compiled.instance.nodes[number].requirement
        verdicts = part.verdicts[number]
        unmet = f"course:{course}" if course else ""
        unknown = "rule" if requirement.doubtful else "paper"
        words = {Status.UNMET: unmet, Status.UNKNOWN: unknown}
        made = gathered(verdicts.codes, [words.get(value, "") for value in status])
        again = [
            (place, f"wait:{day.isoformat()}")
            for place, row in enumerate(part.rows.tolist())
            if (day := self._again.get((row, requirement.id))) is not None
        ]
        if again:
            made = made.scatter([place for place, _ in again], [text for _, text in again])
        return made


def _due(verdicts: frozenset[Verdict]) -> Any:  # noqa: ANN401
    days = {verdict.due for verdict in verdicts if verdict.due is not None}
    return min(days) if days else None


def _alternative(verdicts: frozenset[Verdict], clauses: Sequence[str]) -> str:
    used = {verdict.relaxed for verdict in verdicts if verdict.holds}
    return clauses[used.pop()] if len(used) == 1 and -1 not in used else ""


def _gap_bit(value: Value) -> int:
    if isinstance(value, Known):
        return 0
    gap = value.gap
    return 1 << GAPS.index(gap) if gap in GAPS else 0


def _gap_bits(values: Sequence[Value]) -> Codes:
    return np.array([_gap_bit(value) for value in values], dtype=np.int64)


def _history_bits(histories: Sequence[Any]) -> Codes:
    return np.array([_bits_of(history) for history in histories], dtype=np.int64)


def _shown(values: Sequence[Value]) -> pl.Series:
    return pl.Series([shown(value) for value in values], dtype=pl.String)


def _bits_of(history: Any) -> int:  # noqa: ANN401
    if history is None:
        return 1
    bits = 0
    for row in history:
        for _, value in row:
            bits |= _gap_bit(value)
    return bits
