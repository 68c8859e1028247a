"""Reviews on Spark next to embedded ones."""

from pathlib import Path
from typing import Any

import polars as pl

from bulk.equal import Texts, bulk, plain, read, told, write_parquet
from eligibility.bulk.spark import COLLECTED, SparkReview, review_spark
from synthetic.province import AS_OF, rules

TOLD = ("id", "post", "term", "standard", "version", "outcome")
LISTS = ("training", "training_possible", "unmet", "unknown", "waived")


def the_same(spark: Any, tables: Texts, folder: Path, purpose: str, bound: int = COLLECTED) -> SparkReview:
    """Review *tables* by the shipped rules on Spark and without; both must say the same."""
    place = write_parquet(tables, folder / "tables")
    frames = {file.stem: spark.read.parquet(str(file)) for file in sorted(place.glob("*.parquet"))}
    out = folder / "spark"
    found = review_spark(frames, rules(), AS_OF, str(out), purpose, engine="tables", bound=bound)
    ordinary, decisions = bulk(place, rules(), AS_OF, folder / "bulk", purpose, "none")
    ours = plain(pl.read_parquet(out / "decisions" / "*.parquet"))
    assert told(ours, (*TOLD, *LISTS)) == told(decisions, (*TOLD, *LISTS))
    refused = pl.read_parquet(out / "refusals" / "*.parquet")
    names = ("table", "id", "post", "kind", "detail")
    assert told(refused, names) == told(read(folder / "bulk" / "refusals"), names)
    assert found.outcomes == ordinary.counts.outcomes
    assert found.decided == decisions.height
    assert found.refused == refused.height
    return found
