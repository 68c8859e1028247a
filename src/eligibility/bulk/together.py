"""All results of a chunk in one frame, as a process sends them to another."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from eligibility.bulk.coders import Problem
from eligibility.bulk.converting import plain
from eligibility.bulk.sharing import Frames, Shared

KIND = "kind"
DECISIONS, REFUSALS, FINDING, ISSUE, TOTAL = "decisions", "refusals", "findings", "issues", "totals"
"""What a row is, in the column `KIND`; its columns begin so."""

NO_ROWS = ("row",)
"""Columns of results that say where a row stands in a file: rows of a distributed table stand nowhere."""

ISSUES = ("kind", "file", "sheet", "cell", "text", "expected", "done", "person")
COUNT = "count"
TOTALS = ("people", "rows")


def results(known: Shared, tables: Frames, columns: Sequence[str], findings: str) -> Iterator[pl.DataFrame]:
    """The results of a review of *tables*: those of its chunks, then what is said of all together."""
    run = known.run(tables)
    nothing: list[pl.DataFrame] = []
    for made in run.frames(findings, columns):
        parts = [_marked(name, plain(frame.drop(NO_ROWS, strict=False))) for name, frame in made.items()]
        nothing = [frame.clear() for frame in parts]
        yield pl.concat([*parts, _problems(()), _totals((0, 0)).clear()], how="diagonal")
    problems = [*run.problems, *map(Problem, run.done.issues)]
    totals = _totals((run.done.people, run.done.rows))
    yield pl.concat([*nothing, _problems(problems), totals], how="diagonal")


def _problems(problems: Sequence[Problem]) -> pl.DataFrame:
    rows = [(*(getattr(problem.issue, name) for name in ISSUES), problem.count) for problem in problems]
    schema: dict[str, Any] = {**dict.fromkeys(ISSUES, pl.String), COUNT: pl.Int64}
    return _marked(ISSUE, pl.DataFrame(rows, schema=schema, orient="row"))


def _totals(counts: tuple[int, int]) -> pl.DataFrame:
    schema = dict.fromkeys(TOTALS, pl.Int64)
    return _marked(TOTAL, pl.DataFrame([counts], schema=schema, orient="row"))


def _marked(kind: str, frame: pl.DataFrame) -> pl.DataFrame:
    renamed = frame.rename(lambda name: f"{kind}_{name}")
    return renamed.with_columns(pl.lit(kind).alias(KIND))
