"""The query of `handwritten_duckdb` in the SQL of Spark, parquet to parquet, in local mode on two cores.

Spark has no small unsigned numbers and other quotes; tables of parameters and of lists are broadcast.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import handwritten_duckdb
import polars as pl
from handwritten_polars import every, listed
from parameters import OUTCOMES, TRAINING, table
from rulebook import Standard

DIALECT = {"UTINYINT": "INT", "UINTEGER": "BIGINT", '"': "`"}
MASTER = "local[2]"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "6g",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.session.timeZone": "UTC",
}


@contextmanager
def session(folder: Path) -> Iterator[Any]:
    """A session of Spark that keeps its files in *folder*."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    builder = SparkSession.builder.master(MASTER).config("spark.local.dir", str(folder))
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    try:
        yield made
    finally:
        made.stop()


def run(spark: Any, source: Path, target: Path, made: Sequence[Standard], as_of: date) -> None:
    """Write the columns of a review of *source* to the folder *target*."""
    folder = target.with_suffix(".tables")
    folder.mkdir()
    table(made, as_of).with_columns(pl.col(pl.UInt8, pl.UInt32).cast(pl.Int64)).write_parquet(
        folder / "parameters.parquet"
    )
    spark.read.parquet(str(folder / "parameters.parquet")).createOrReplaceTempView("parameters")
    spark.read.parquet(f"{source}/*.parquet").createOrReplaceTempView("people")
    query = handwritten_duckdb.masks(Path("people"), Path("parameters"), made)
    for ours, theirs in DIALECT.items():
        query = query.replace(ours, theirs)
    query = query.replace("read_parquet('people/*.parquet')", "people")
    query = query.replace("read_parquet('parameters')", "parameters")
    spark.sql(lists(spark, query, made, folder)).write.parquet(str(target))


def lists(spark: Any, found: str, made: Sequence[Standard], folder: Path) -> str:
    """The query for the columns of a review, of the query *found*."""
    ids = [demand.id for demand in made[0].demands]
    for name, (bits, names) in {"t": (len(TRAINING), TRAINING), "m": (len(ids), ids)}.items():
        mask = pl.Series("mask", every(bits)[:, 0]).cast(pl.Int64)
        lists_of = listed(every(bits), names).cast(pl.List(pl.String)).alias("names")
        pl.DataFrame([mask, lists_of]).write_parquet(folder / f"{name}.parquet")
        spark.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
    named = " ".join(f"WHEN {code} THEN '{word}'" for code, word in enumerate(OUTCOMES))
    joins = "LEFT JOIN t ON t.mask = f.training" + "".join(
        f" LEFT JOIN m {state} ON {state}.mask = f.{state}_0" for state in ("unmet", "unknown")
    )
    shown = "unmet.names AS unmet, unknown.names AS unknown, t.names AS training"
    return f"""SELECT /*+ BROADCAST(t, unmet, unknown) */ f.id, f.post,
        CASE f.outcome {named} END AS outcome, {shown} FROM ({found}) f {joins}"""
