"""The project's own way through in bulk, as a contestant: the one place where it is plugged in.

It is used by `contestants.py` in a fresh process and writes parquet below *out*, one row a person, with the
columns of `COLUMNS`; `decisions` reads them for `compare.py`.
"""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from eligibility.bulk.running import Known
from eligibility.memory import without_collector
from eligibility.pipeline import load_rules

COLUMNS = ("id", "post", "outcome", "unmet", "unknown", "training")


class Ours:
    """Reviews by one rule book: the first is cold, later ones know the situations of those before."""

    def __init__(self, rules: Path, as_of: date, purpose: str = "audit") -> None:
        book, problems, _ = load_rules(rules)
        if book is None:
            raise ValueError(problems)
        self._book, self._as_of, self._purpose = book, as_of, purpose
        self._known = Known(book, as_of, purpose)

    def run(self, source: Path, out: Path, findings: str = "none") -> None:
        """Review the parquet parts in *source* into the new folder *out*, with *findings* or none."""
        with without_collector():
            self._known.review(source, out, findings=findings, columns=COLUMNS)

    def on_spark(self, spark: Any, source: Path, out: Path) -> None:
        """The same in a session of Spark, cold every time."""
        from eligibility.bulk.spark import review_spark

        tables = {"people": spark.read.parquet(f"{source}/*.parquet")}
        review_spark(tables, self._book, self._as_of, str(out), self._purpose, columns=COLUMNS)


def decisions(out: Path) -> pl.DataFrame:
    """What `run` wrote for everybody, in any order."""
    return pl.read_parquet(out / "decisions" / "*.parquet")
