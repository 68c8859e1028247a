"""The results of a chunk as columns."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from eligibility.bulk.evaluating import Evaluation, Evaluator
from eligibility.bulk.lists import NAMES, Lists
from eligibility.bulk.lookup import PER_WORD
from eligibility.evaluate.columns import Coded, Codes
from eligibility.evaluate.series import text_of
from eligibility.model.dataset import TARGET_POST, TERM
from eligibility.model.finding import Decision
from eligibility.model.plan import NodeKind

WORD = pl.Categorical()
COLUMNS = (
    "row",
    "id",
    "post",
    "term",
    "standard",
    "version",
    "outcome",
    "training",
    "training_possible",
    "unmet",
    "unknown",
    "waived",
)
"""The columns of decisions, in this order."""


class Frames:
    """Makes frames of decisions; distinct lists are made once."""

    def __init__(self, evaluator: Evaluator, columns: Sequence[str]) -> None:
        self._evaluator = evaluator
        self._columns = tuple(columns)
        orders = [
            [(item.column, item.node.name) for item in placed if item.node.kind is NodeKind.REQUIREMENT]
            for placed in evaluator.layout.placed
        ]
        self._lists = Lists(orders, evaluator.lookup.status_words)
        standards = [solver.compiled.instance.standard for solver in evaluator.layout.solvers]
        self._standards = pl.Series([standard.id for standard in standards], dtype=pl.String)
        self._versions = pl.Series([standard.version for standard in standards], dtype=pl.String)

    def decisions(self, found: Evaluation, ids: pl.Series, first: int) -> pl.DataFrame:
        """The decisions of a chunk whose people have *ids*, the first of them in row *first*."""
        make = {
            "row": lambda: pl.Series(found.chunk.everyone.person + first),
            "id": lambda: (
                ids
                if _is_whole(found.chunk.everyone.person, len(ids))
                else ids.gather(found.chunk.everyone.person)
            ),
            "post": lambda: _texts(found.chunk.everyone.column(TARGET_POST)),
            "term": lambda: _texts(found.chunk.everyone.column(TERM)),
            "standard": lambda: _gathered(self._standards, found.chunk.instances),
            "version": lambda: _gathered(self._versions, found.chunk.instances),
            "outcome": lambda: self._of_decisions(found, lambda d: d.outcome, pl.String),
            "training": lambda: self._of_decisions(found, lambda d: list(d.training), NAMES),
            "training_possible": lambda: self._of_decisions(found, lambda d: list(d.possible), NAMES),
            "unmet": lambda: self._named(found, 0),
            "unknown": lambda: self._named(found, PER_WORD),
            "waived": lambda: self._named(found, 2 * PER_WORD),
        }
        return pl.DataFrame([make[name]().alias(name) for name in self._columns])

    def _named(self, found: Evaluation, shift: int) -> pl.Series:
        words = found.words[: self._evaluator.lookup.status_words]
        return self._lists.named(found.chunk.instances, words, shift)

    def _of_decisions(self, found: Evaluation, part: Callable[[Decision], object], dtype: Any) -> pl.Series:
        made = pl.Series([part(decision) for decision in self._evaluator.decisions], dtype=dtype)
        return _gathered(made, found.decisions)


def _is_whole(person: Codes, height: int) -> bool:
    return len(person) == height and bool((person == np.arange(height)).all())


def _gathered(values: pl.Series, codes: Codes) -> pl.Series:
    """*values* by code; texts, of which there are few, as categories."""
    few = values.cast(WORD) if values.dtype == pl.String else values
    return few.gather(pl.Series(codes.astype(np.uint32)))


def _texts(column: Coded) -> pl.Series:
    return _gathered(pl.Series([text_of(value) for value in column.values], dtype=pl.String), column.codes)
