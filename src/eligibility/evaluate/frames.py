"""The outputs as columns: one row a candidacy (decisions), one row a candidacy and requirement (findings)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from eligibility.evaluate.candidacies import TARGET_POST, TERM, Candidacies
from eligibility.evaluate.columns import Coded, Codes
from eligibility.evaluate.shown import shown
from eligibility.evaluate.situations import Evaluated
from eligibility.model.dataset import Rows
from eligibility.model.finding import Verdict, status_of
from eligibility.model.plan import NodeKind
from eligibility.model.record import Known, Value
from eligibility.model.sentences import condition_text
from eligibility.model.slots import HOLDS, KNOWN, WAIVED, slots_read
from eligibility.model.truth import Gap, Status

LIST = pl.List(pl.String)
WORD = pl.Categorical()
"""Text of which there are few different ones."""
DECISIONS: dict[str, Any] = {
    "row": pl.Int64,
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "post": pl.String,
    "term": pl.String,
    "purpose": pl.String,
    "standard": pl.String,
    "version": pl.String,
    "outcome": pl.String,
    "outcomes": LIST,
    "training": LIST,
    "training_possible": LIST,
    "unmet": LIST,
    "unknown": LIST,
    "waived": LIST,
    "facts": LIST,
    "decisive": LIST,
    "papers": LIST,
    "place": pl.String,
}
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
    "source_cells": LIST,
}
GAPS = (Gap.ABSENT, Gap.UNREADABLE, Gap.CONTRADICTORY, Gap.IMPRECISE)


BLOCK = 20_000
"""Candidacies whose findings are made at a time."""

Again = Mapping[tuple[int, str], date]
"""By candidacy and requirement: the first day on which an unmet demand to wait is met by itself."""


def gathered(codes: Codes, values: Sequence[Any], dtype: Any = pl.String) -> pl.Series:  # noqa: ANN401
    """A series from distinct values by code."""
    return pl.Series(values, dtype=dtype)[pl.Series(codes.astype(np.uint32))]


def texts(column: Coded, change: Callable[[Any], str | None]) -> pl.Series:
    """A series of texts, *change* applied to each distinct value."""
    return gathered(column.codes, [change(value) for value in column.values])


def _as_series(value: Any, dtype: Any, height: int) -> pl.Series:  # noqa: ANN401
    """A column of a frame: as it is, or one value for all rows."""
    if not isinstance(value, pl.Series):
        return pl.Series([value], dtype=dtype).new_from_index(0, height)
    return value if value.dtype == dtype else value.cast(dtype)


def text_of(value: Value) -> str:
    """An id, unit or term as text."""
    return str(value.value) if isinstance(value, Known) else ""


def cell_texts(rows: Rows | None, name: str, at: Codes) -> pl.Series:
    """The text of a field as the file has it, for the rows *at*."""
    column = rows.columns.get(name) if rows is not None else None
    if column is None:
        return pl.Series([""], dtype=pl.String)[pl.Series(np.zeros(len(at), dtype=np.uint32))]
    codes = np.where(at >= 0, np.asarray(column.codes, dtype=np.int64)[np.maximum(at, 0)], len(column.cells))
    return gathered(codes, [*(cell.text for cell in column.cells), ""])


def addresses(rows: Rows, name: str | None) -> pl.Series:
    """For each row the address of a cell (*name*), or of the row: ``file!sheet!H7``."""
    heads = []
    for origin in rows.origins:
        letters = origin.letters.get(name, "") if name is not None else ""
        heads.append("!".join([*(part for part in (origin.file, origin.sheet) if part), letters]))
    head = gathered(np.asarray(rows.origin_codes, dtype=np.int64), heads)
    return head + pl.Series(np.asarray(rows.numbers)).cast(pl.String)


class Frames:
    """Builds both frames from evaluated candidacies."""

    def __init__(self, everyone: Candidacies, again: Again | None = None) -> None:
        self._everyone = everyone
        self._again = again or {}
        self._population = everyone.population
        self._addresses: dict[tuple[str, str | None], pl.Series] = {}
        self._row_texts: dict[str, pl.Series] = {}
        self._row_places: dict[str, pl.Series] = {}

    # --- decisions --------------------------------------------------------------------------------

    def decisions(self, parts: Sequence[Evaluated]) -> pl.DataFrame:
        """One row a candidacy, in input order."""
        frames = [self._decisions(part) for part in parts]
        empty = pl.DataFrame(schema=DECISIONS)
        return pl.concat([empty, *frames]).sort("row") if frames else empty

    def _decisions(self, part: Evaluated) -> pl.DataFrame:
        common = self._common(part)
        lists = self._statuses(part)
        distinct = part.decisions.values
        columns = {
            "outcome": [d.outcome for d in distinct],
            "outcomes": [sorted(d.outcomes) for d in distinct],
            "training": [list(d.training) for d in distinct],
            "training_possible": [list(d.possible) for d in distinct],
            "decisive": [["+".join(sorted(names)) for names in d.decisive] for d in distinct],
            "papers": [[paper(slot) for slot in d.papers] for d in distinct],
        }
        made = {
            name: gathered(part.decisions.codes, values, DECISIONS[name]) for name, values in columns.items()
        }
        candidacies = part.candidacies
        people = self._population.people
        height = candidacies.height
        whole = {
            **common,
            **made,
            **lists,
            "full_name": cell_texts(people, "full_name", candidacies.person),
            "unit": cell_texts(people, "unit", candidacies.person),
            "place": self._places(candidacies),
        }
        frame = pl.DataFrame({name: whole[name] for name in DECISIONS if not isinstance(whole[name], str)})
        texts_only = [pl.lit(whole[name]).alias(name) for name in DECISIONS if isinstance(whole[name], str)]
        assert frame.height == height  # noqa: S101  (rows in = rows out)
        return frame.with_columns(texts_only).select(list(DECISIONS))

    def _common(self, part: Evaluated) -> dict[str, Any]:
        candidacies = part.candidacies
        standard = part.solver.compiled.instance.standard
        term = candidacies.column(TERM)
        return {
            "row": pl.Series(part.rows),
            "id": cell_texts(
                self._population.people, self._population.people.table.key[0], candidacies.person
            ),
            "post": (
                texts(candidacies.course, str)
                if candidacies.purpose == "training"
                else texts(candidacies.column(TARGET_POST), text_of)
            ),
            "term": texts(term, text_of),
            "purpose": candidacies.purpose,
            "standard": standard.id,
            "version": standard.version,
        }

    def _places(self, candidacies: Candidacies) -> pl.Series:
        if self._population.plan is not None and (candidacies.plan >= 0).all() and candidacies.height:
            return self._address(self._population.plan, None)[pl.Series(candidacies.plan.astype(np.uint32))]
        people = self._address(self._population.people, None)
        return people[pl.Series(candidacies.person.astype(np.uint32))]

    def _statuses(self, part: Evaluated) -> dict[str, pl.Series]:
        """Lists of requirements by status; each distinct tuple of verdicts once."""
        nodes = [
            (number, node)
            for number, node in enumerate(part.solver.compiled.instance.nodes)
            if node.kind is not NodeKind.ENTRY
        ]
        height = len(part.rows)
        keys = np.zeros(height, dtype=np.int64)
        for number, _ in nodes:
            column = part.verdicts[number]
            _, keys = np.unique(keys * len(column.values) + column.codes, return_inverse=True)
        _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
        lists: dict[str, list[list[str]]] = {"unmet": [], "unknown": [], "waived": [], "facts": []}
        for row in first.tolist():
            status = {
                (node.kind, node.name): status_of(part.verdicts[number].value(row)) for number, node in nodes
            }
            for name, found in lists.items():
                kind = NodeKind.FACT if name == "facts" else NodeKind.REQUIREMENT
                wanted = "met" if name == "facts" else name
                found.append([node for (of, node), value in status.items() if of is kind and value == wanted])
        return {name: gathered(codes, found, LIST) for name, found in lists.items()}

    # --- findings ---------------------------------------------------------------------------------

    def findings(self, parts: Sequence[Evaluated]) -> pl.DataFrame:
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
                        found.append(_as_series(made[name], FINDINGS[name], height))
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
            "source_cells": self._cells(part, slots),
            "cure": self._cure(part, number, status, remedy.course if remedy is not None else ""),
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
                bits |= np.array([_gap_bit(value) for value in column.values], dtype=np.int64)[column.codes]
            else:
                history = part.histories[slot]
                bits |= np.array([_history_bits(value) for value in history.values], dtype=np.int64)[
                    history.codes
                ]
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
                pieces.append(texts(column, lambda value, slot=slot: f"{slot}={shown(value)}"))  # type: ignore[misc]
            else:
                pieces.append(self._history_text(part, slot))
        frame = pl.DataFrame({str(n): piece for n, piece in enumerate(pieces)})
        return frame.select(pl.concat_str(pl.all(), separator="; ")).to_series()

    def _history_text(self, part: Evaluated, table: str) -> pl.Series:
        rows = self._population.dataset.tables.get(table)
        people = pl.Series(part.candidacies.person.astype(np.uint32))
        if rows is None:
            known = all(value == () for value in part.histories[table].values)
            return pl.Series([f"{table}={'none' if known else '?'}"], dtype=pl.String)[
                pl.Series(np.zeros(len(people), dtype=np.uint32))
            ]
        found = self._row_texts.get(table)
        if found is None:
            names = [name for name in rows.columns if name not in rows.table.key] or [rows.table.key[0]]
            parts = [
                gathered(
                    np.asarray(rows.columns[name].codes, dtype=np.int64),
                    [shown(cell.value) for cell in rows.columns[name].cells],
                )
                for name in names
            ]
            frame = pl.DataFrame({str(n): piece for n, piece in enumerate(parts)})
            joined = frame.select(pl.concat_str(pl.all(), separator=" / ")).to_series()
            found = self._per_person(table, joined, "none", f"{table}=")
            self._row_texts[table] = found
        return found[people]

    def _per_person(self, table: str, values: pl.Series, nothing: str, head: str) -> pl.Series:
        persons = self._population.persons(table)
        frame = (
            pl.DataFrame({"person": persons, "value": values})
            .filter(pl.col("person") >= 0)
            .group_by("person", maintain_order=True)
            .agg(pl.col("value").str.join(" // "))
        )
        whole = pl.DataFrame({"person": np.arange(self._population.height)})
        joined = whole.join(frame, on="person", how="left", maintain_order="left")
        return head + joined["value"].fill_null(nothing)

    def _address(self, rows: Rows, name: str | None) -> pl.Series:
        key = (rows.table.name, name)
        found = self._addresses.get(key)
        if found is None:
            found = self._addresses[key] = addresses(rows, name)
        return found

    def _cells(self, part: Evaluated, slots: Sequence[str]) -> pl.Series:
        """Where the values stand; slots that no column supplies have no cell."""
        pieces: list[pl.Series] = []
        candidacies = part.candidacies
        for slot in slots:
            found = candidacies.field(slot)
            if found is not None and slot not in candidacies.given:
                table, field = found
                people = table == self._population.people.table.name
                rows = self._population.people if people else self._population.plan
                at = candidacies.person if people else candidacies.plan
                if rows is not None and field.name in rows.columns and (at >= 0).all():
                    address = self._address(rows, field.name)
                    pieces.append(address[pl.Series(at.astype(np.uint32))])
            elif slot in part.histories or slot.endswith("]"):
                table = slot.partition("[")[0]
                rows = self._population.dataset.tables.get(table)
                if rows is not None:
                    pieces.append(
                        self._rows_places(table, rows)[pl.Series(candidacies.person.astype(np.uint32))]
                    )
        if not pieces:
            return pl.Series([[]] * len(part.rows), dtype=LIST)
        unique = dict(enumerate(pieces))
        frame = pl.DataFrame({str(n): piece for n, piece in unique.items()})
        made = frame.select(
            pl.concat_list(pl.all()).list.drop_nulls().list.unique(maintain_order=True).alias("cells")
        )
        return made.to_series()

    def _rows_places(self, table: str, rows: Rows) -> pl.Series:
        found = self._row_places.get(table)
        if found is None:
            persons = self._population.persons(table)
            frame = (
                pl.DataFrame({"person": persons, "value": self._address(rows, None)})
                .filter(pl.col("person") >= 0)
                .group_by("person", maintain_order=True)
                .agg("value")
            )
            whole = pl.DataFrame({"person": np.arange(self._population.height)})
            joined = whole.join(frame, on="person", how="left", maintain_order="left")
            found = joined.select(pl.col("value").fill_null(pl.lit([], dtype=LIST))).to_series()
            self._row_places[table] = found
        return found

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


def paper(slot: str) -> str:
    """A slot as the paper to ask for: ``rule:age`` for a rule whose text nobody has checked."""
    if slot.startswith(HOLDS):
        return f"rule:{slot.removeprefix(HOLDS)}"
    return slot.removeprefix(KNOWN).removeprefix(WAIVED)


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


def _history_bits(history: Any) -> int:  # noqa: ANN401
    if history is None:
        return 1
    bits = 0
    for row in history:
        for _, value in row:
            bits |= _gap_bit(value)
    return bits
