"""What all rule engines share: people by the standard they are judged by, and answers in their order.

An answer is ``(unmet, unknown, outcome, training)``, the first two as masks.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from conditions import numbers, outcome_of, prepared
from handwritten_polars import listed
from parameters import table
from rulebook import Standard

Answer = tuple[int, int, str, tuple[str, ...]]
Work = Callable[[], Sequence[Answer]]
"""The work from parquet to parquet; rules are loaded beforehand."""


def people_of(source: Path, made: Sequence[Standard]) -> dict[str, tuple[list[int], list[dict[str, int]]]]:
    """By post: places of people in the input, and people as records."""
    frame = prepared(source).with_row_index("place")
    parts = frame.partition_by("post", as_dict=True)
    return {
        standard.post: (part["place"].to_list(), part.drop("place", "id", "post").rows(named=True))
        for standard in made
        if (part := parts.get((standard.post,))) is not None
    }


def rows_of(made: Sequence[Standard], as_of: date) -> dict[str, dict[str, Any]]:
    """The parameters of each post as numbers."""
    return {row["post"]: row for row in numbers(table(made, as_of)).rows(named=True)}


def folded(
    source: Path,
    made: Sequence[Standard],
    judge: Callable[[Standard, list[dict[str, int]]], Iterator[tuple[int, int]]],
    folder: Path,
) -> Sequence[Answer]:
    """The answers, parquet to parquet; *judge* gives masks of unmet and unknown under one standard."""
    people = people_of(source, made)
    answers: list[Answer] = [(0, 0, "", ())] * sum(len(places) for places, _ in people.values())
    for standard in made:
        places, records = people.get(standard.post, ([], []))
        conclude = outcome_of(standard)
        for place, (failed, open_) in zip(places, judge(standard, records), strict=True):
            answers[place] = (failed, open_, *conclude(failed, open_))
    write(source, made, answers, folder)
    return answers


def write(source: Path, made: Sequence[Standard], answers: Sequence[Answer], folder: Path) -> None:
    """The answers in the columns of a review."""
    failed, open_, outcomes, courses = zip(*answers, strict=True)
    ids = [demand.id for demand in made[0].demands]
    frame = pl.scan_parquet(source / "*.parquet").select("id", "post").collect()
    frame.with_columns(
        pl.Series("outcome", outcomes, pl.String),
        listed(np.array(failed, dtype=np.uint32)[:, None], ids).alias("unmet"),
        listed(np.array(open_, dtype=np.uint32)[:, None], ids).alias("unknown"),
        pl.Series("training", courses, pl.List(pl.String)),
    ).write_parquet(folder / "result.parquet", compression="snappy")
