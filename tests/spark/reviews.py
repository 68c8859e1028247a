"""Reviews on Spark next to embedded ones."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bulk.equal import Texts, bulk, plain, read, told, write_parquet
from eligibility.bulk.spark import COLLECTED, SparkReview, review_spark
from eligibility.model.standard import RuleBook
from synthetic.province import AS_OF, rules

TOLD = ("id", "post", "term", "standard", "version", "outcome")
LISTS = ("training", "training_possible", "unmet", "unknown", "waived")


def the_same(
    spark: Any,
    tables: Texts,
    folder: Path,
    purpose: str,
    bound: int = COLLECTED,
    by: tuple[RuleBook, date] | None = None,
) -> SparkReview:
    """Review *tables* on Spark and without, *by* these rules on that day or the shipped ones; compare."""
    book, day = by or (rules(), AS_OF)
    place = write_parquet(tables, folder / "tables")
    frames = {file.stem: spark.read.parquet(str(file)) for file in sorted(place.glob("*.parquet"))}
    out = folder / "spark"
    found = review_spark(frames, book, day, str(out), purpose, engine="tables", bound=bound)
    ordinary, decisions = bulk(place, book, day, folder / "bulk", purpose, "none")
    ours = plain(pl.read_parquet(out / "decisions" / "*.parquet"))
    assert told(ours, (*TOLD, *LISTS)) == told(decisions, (*TOLD, *LISTS))
    refused = pl.read_parquet(out / "refusals" / "*.parquet")
    names = ("table", "id", "post", "kind", "detail")
    assert told(refused, names) == told(read(folder / "bulk" / "refusals"), names)
    assert found.account.counts == ordinary.counts
    assert found.account.counts.refused == refused.height
    return found
