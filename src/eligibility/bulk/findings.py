"""Every requirement of every candidacy: in rows of its own, or as numbers with a dictionary."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eligibility.bulk.evaluating import Evaluation, Evaluator
from eligibility.evaluate.columns import Codes
from eligibility.model.finding import Verdict, status_of
from eligibility.model.plan import NodeKind

DEMAND = {
    "instance": pl.UInt32(),
    "column": pl.UInt32(),
    "standard": pl.String(),
    "version": pl.String(),
    "requirement": pl.String(),
    "clause": pl.String(),
    "if_unmet": pl.String(),
    "relaxed": pl.List(pl.String()),
}
"""What a column is under an instance; *relaxed* are the clauses of its relaxations."""

VERDICT = {
    "column": pl.UInt32(),
    "number": pl.UInt16(),
    "status": pl.String(),
    "due": pl.Date(),
    "relaxation": pl.Int64(),
}
"""What a number says in a column; *relaxation* is that by which it is met, -1 for none."""

SAID = ("standard", "version", "requirement", "status", "due", "alternative_used", "clause", "if_unmet")
"""The columns of findings, after those that say whose they are."""


class Compact:
    """A row a candidacy: the number of its instance, and of its verdict in each column."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        columns = evaluator.layout.columns
        self.columns = [number for number, key in enumerate(columns) if key.kind == NodeKind.REQUIREMENT]

    def frame(self, found: Evaluation, decisions: pl.DataFrame) -> pl.DataFrame:
        """The findings of a chunk, beside the ids of its *decisions*."""
        own = [pl.Series("instance", found.chunk.instances.astype(np.uint32))]
        own += [pl.Series(f"c{column}", self._numbers(found, column)) for column in self.columns]
        return pl.concat([_whose(decisions), pl.DataFrame(own)], how="horizontal")

    def _numbers(self, found: Evaluation, column: int) -> NDArray[np.uint16]:
        """The number of the verdict of *column* in each row; 0 where its standard has no such requirement."""
        chunk, lookup = found.chunk, self._evaluator.lookup
        table = lookup.tables[column]
        places = lookup.places(column, chunk.instances, chunk.combined[table.key.signature])
        numbers: NDArray[np.uint16] = table.verdicts[places]
        return numbers

    def demands(self) -> pl.DataFrame:
        """What each column is under each instance."""
        layout = self._evaluator.layout
        rows = [
            (
                *(instance, item.column, solver.compiled.instance.standard.id),
                str(solver.compiled.instance.standard.version),
                *(item.node.name, item.node.requirement.clause, item.node.requirement.if_unmet),
                [relaxed.clause for relaxed in item.node.requirement.relaxed],
            )
            for instance, (solver, placed) in enumerate(zip(layout.solvers, layout.placed, strict=True))
            for item in placed
            if item.node.kind is NodeKind.REQUIREMENT
        ]
        return pl.DataFrame(rows, schema=DEMAND, orient="row")

    def verdicts(self) -> pl.DataFrame:
        """What each number says in each column."""
        tables = self._evaluator.lookup.tables
        rows = [
            (column, number, *_said(verdicts))
            for column in self.columns
            for number, verdicts in enumerate(tables[column].sets, 1)
        ]
        return pl.DataFrame(rows, schema=VERDICT, orient="row")


class Long(Compact):
    """A row a requirement."""

    def __init__(self, evaluator: Evaluator) -> None:
        super().__init__(evaluator)
        demands = self.demands()
        size = (len(evaluator.layout.solvers), len(evaluator.layout.columns))
        self._demand = np.zeros(size, dtype=np.int64)
        self._demand[demands["instance"].to_numpy(), demands["column"].to_numpy()] = np.arange(demands.height)
        self._relaxed = np.cumsum([0, *demands["relaxed"].list.len().to_list()])
        clauses = demands["relaxed"].explode(empty_as_null=False)
        self._alternatives = pl.Series(["", *clauses.to_list()], dtype=pl.Categorical())
        words = [name for name, kind in DEMAND.items() if kind == pl.String()]
        self._demands = demands.select(pl.col(words).cast(pl.Categorical()))
        self._verdicts = pl.DataFrame(schema=VERDICT)
        self._start = np.zeros(size[1], dtype=np.int64)

    def frame(self, found: Evaluation, decisions: pl.DataFrame) -> pl.DataFrame:
        """The findings of a chunk, in the order of its *decisions* and of the columns."""
        self._refresh()
        numbers = np.zeros((found.chunk.height, len(self.columns)), dtype=np.int64)
        for place, number in enumerate(self.columns):
            numbers[:, place] = self._numbers(found, number)
        row, at = np.nonzero(numbers)
        column = np.array(self.columns, dtype=np.int64)[at]
        demand = self._demand[found.chunk.instances[row], column]
        verdict = self._start[column] + numbers[row, at] - 1
        relaxation = self._verdicts["relaxation"].to_numpy()[verdict]
        alternative = np.where(relaxation < 0, 0, 1 + self._relaxed[demand] + relaxation)
        made = pl.concat(
            [
                _taken(_whose(decisions), row),
                _taken(self._demands, demand),
                _taken(self._verdicts.select(pl.col("status").cast(pl.Categorical()), "due"), verdict),
                _taken(self._alternatives.to_frame("alternative_used"), alternative),
            ],
            how="horizontal",
        )
        return made.select([*_whose(decisions).columns, *SAID])

    def _refresh(self) -> None:
        """Know the verdicts that came up since."""
        count = sum(len(self._evaluator.lookup.tables[column].sets) for column in self.columns)
        if count != self._verdicts.height:
            self._verdicts = self.verdicts()
            for column in self.columns:
                self._start[column] = int(self._verdicts["column"].search_sorted(column))


def expand(compact: pl.DataFrame, demands: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Compact findings as a row a requirement: what *demands* and *verdicts* say of their numbers."""
    columns = [name for name in compact.columns if name.startswith("c") and name[1:].isdigit()]
    others = [name for name in compact.columns if name not in columns]
    long = compact.with_row_index("_row").unpivot(
        columns, index=["_row", *others], variable_name="column", value_name="number"
    )
    found = (
        long.filter(pl.col("number") > 0)
        .with_columns(pl.col("column").str.slice(1).cast(pl.UInt32))
        .sort("_row", "column")
        .join(demands, on=["instance", "column"], how="left", maintain_order="left")
        .join(verdicts, on=["column", "number"], how="left", maintain_order="left")
    )
    used = pl.when(pl.col("relaxation") >= 0).then(
        pl.col("relaxed").list.get(pl.col("relaxation"), null_on_oob=True)
    )
    whose = [name for name in others if name != "instance"]
    return found.with_columns(alternative_used=used.fill_null("")).select([*whose, *SAID])


def _whose(decisions: pl.DataFrame) -> pl.DataFrame:
    return decisions.select([name for name in ("row", "id", "post", "term") if name in decisions.columns])


def _taken(frame: pl.DataFrame, rows: Codes) -> pl.DataFrame:
    return frame[pl.Series(rows.astype(np.uint32))]


def _said(verdicts: frozenset[Verdict]) -> tuple[object, ...]:
    days = {verdict.due for verdict in verdicts if verdict.due is not None}
    used = {verdict.relaxed for verdict in verdicts if verdict.holds}
    return str(status_of(verdicts)), min(days, default=None), used.pop() if len(used) == 1 else -1
