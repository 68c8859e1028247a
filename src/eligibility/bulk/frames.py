"""The results of a chunk as columns."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from eligibility.bulk.evaluating import Evaluation, Evaluator
from eligibility.bulk.lists import Lists
from eligibility.bulk.lookup import PER_WORD
from eligibility.evaluate.candidacies import Candidacies
from eligibility.evaluate.columns import Coded, Codes
from eligibility.evaluate.series import text_of
from eligibility.model.dataset import TARGET_POST, TERM
from eligibility.model.finding import Decision
from eligibility.model.plan import NodeKind
from eligibility.model.standard import Policy
from eligibility.model.vocabulary import Vocabulary

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

    def __init__(
        self, evaluator: Evaluator, vocabulary: Vocabulary, policy: Policy, columns: Sequence[str]
    ) -> None:
        self._evaluator = evaluator
        self._columns = tuple(columns)
        orders = [
            [(item.column, item.node.name) for item in placed if item.node.kind is NodeKind.REQUIREMENT]
            for placed in evaluator.layout.placed
        ]
        self._lists = Lists(orders, evaluator.lookup.status_words)
        standards = [solver.compiled.instance.standard for solver in evaluator.layout.solvers]
        self._standards = _words([standard.id for standard in standards])
        self._versions = _words([str(standard.version) for standard in standards])
        self._outcomes = pl.Enum([outcome.code for outcome in policy.outcomes])
        self._courses = pl.List(pl.Enum(list(vocabulary.courses)))
        self._posts = pl.Enum(list(dict.fromkeys(["", *vocabulary.posts, *vocabulary.courses])))
        self._made: dict[str, tuple[int, pl.Series]] = {}

    def decisions(self, found: Evaluation, ids: pl.Series, rows: pl.Series) -> pl.DataFrame:
        """The decisions of a chunk whose people have these *ids* and stand in these *rows*."""
        chunk = found.chunk
        make: dict[str, Callable[[], pl.Series]] = {
            "row": lambda: _taken(rows, chunk.everyone.person),
            "id": lambda: _taken(ids, chunk.everyone.person),
            "post": lambda: self._post(chunk.everyone),
            "term": lambda: _texts(chunk.everyone.column(TERM), pl.Categorical()),
            "standard": lambda: _gathered(self._standards, chunk.instances),
            "version": lambda: _gathered(self._versions, chunk.instances),
            "outcome": lambda: self._of_decisions(found, "outcome", _outcome, self._outcomes),
            "training": lambda: self._of_decisions(found, "training", _training, self._courses),
            "training_possible": lambda: self._of_decisions(found, "possible", _possible, self._courses),
            "unmet": lambda: self._named(found, 0),
            "unknown": lambda: self._named(found, PER_WORD),
            "waived": lambda: self._named(found, 2 * PER_WORD),
        }
        return pl.DataFrame([make[name]().alias(name) for name in self._columns])

    def _post(self, everyone: Candidacies) -> pl.Series:
        """The post that each is considered for, or the course."""
        if everyone.purpose == "training":
            return _gathered(
                pl.Series(list(everyone.course.values), dtype=self._posts), everyone.course.codes
            )
        return _texts(everyone.column(TARGET_POST), self._posts)

    def _named(self, found: Evaluation, shift: int) -> pl.Series:
        words = found.words[: self._evaluator.lookup.status_words]
        return self._lists.named(found.chunk.instances, words, shift)

    def _of_decisions(
        self, found: Evaluation, name: str, part: Callable[[Decision], object], dtype: pl.DataType
    ) -> pl.Series:
        decisions = self._evaluator.decisions
        count, made = self._made.get(name, (-1, pl.Series()))
        if count != len(decisions):
            made = pl.Series([part(decision) for decision in decisions], dtype=dtype)
            self._made[name] = len(decisions), made
        return _gathered(made, found.decisions)


def _outcome(decision: Decision) -> str:
    return decision.outcome


def _training(decision: Decision) -> list[str]:
    return list(decision.training)


def _possible(decision: Decision) -> list[str]:
    return list(decision.possible)


def _words(texts: Sequence[str]) -> pl.Series:
    return pl.Series(texts, dtype=pl.Enum(list(dict.fromkeys(texts))))


def _taken(ids: pl.Series, person: Codes) -> pl.Series:
    """The id of each candidacy; as they are, where everybody has one."""
    whole = len(person) == len(ids) and bool((person == np.arange(len(ids))).all())
    return ids if whole else ids.gather(person)


def _gathered(values: pl.Series, codes: Codes) -> pl.Series:
    return values.gather(pl.Series(codes.astype(np.uint32)))


def _texts(column: Coded, dtype: pl.DataType) -> pl.Series:
    return _gathered(pl.Series([text_of(value) for value in column.values], dtype=dtype), column.codes)
