"""The decisions as columns: one row a candidacy, in input order."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from eligibility.evaluate.candidacies import Candidacies
from eligibility.evaluate.findings import Again, Findings
from eligibility.evaluate.places import Places
from eligibility.evaluate.series import LIST, cell_texts, gathered, text_of, texts
from eligibility.evaluate.situations import Evaluated
from eligibility.model.dataset import TARGET_POST, TERM
from eligibility.model.finding import status_of
from eligibility.model.plan import NodeKind
from eligibility.model.slots import HOLDS, KNOWN, WAIVED

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


class Frames:
    """Builds both frames from evaluated candidacies."""

    def __init__(self, everyone: Candidacies, again: Again | None = None) -> None:
        self._population = everyone.population
        self._places = Places(everyone.population)
        self._again = again or {}

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
            "decisive": [["+".join(names) for names in d.decisive] for d in distinct],
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
            "place": self._rows(candidacies),
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

    def _rows(self, candidacies: Candidacies) -> pl.Series:
        if self._population.plan is not None and (candidacies.plan >= 0).all() and candidacies.height:
            return self._places.address(self._population.plan, None)[
                pl.Series(candidacies.plan.astype(np.uint32))
            ]
        people = self._places.address(self._population.people, None)
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

    def findings(self, parts: Sequence[Evaluated]) -> pl.DataFrame:
        """One row a candidacy and requirement."""
        return Findings(self._places, self._again, self._common).frame(parts)


def paper(slot: str) -> str:
    """A slot as the paper to ask for: ``rule:age`` for a rule whose text nobody has checked."""
    if slot.startswith(HOLDS):
        return f"rule:{slot.removeprefix(HOLDS)}"
    return slot.removeprefix(KNOWN).removeprefix(WAIVED)
