"""The cause of each of many changes, from what every world says of it."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from eligibility.previous.causes import UNKNOWN, World, cause, joined, ways

LABELS: Mapping[str, Any] = {"cause": pl.String, "ways": pl.List(pl.String), "proof": pl.List(pl.String)}


def unlabelled(height: int) -> pl.DataFrame:
    """The labels of *height* changes of which no cause can be proved."""
    return pl.DataFrame({"cause": [UNKNOWN] * height, "ways": [[]] * height, "proof": [[]] * height}, LABELS)


def labelled(
    factors: World, old: pl.Series, new: pl.Series, found: Mapping[World, pl.Series | None]
) -> pl.DataFrame:
    """For changes from *old* to *new* the cause, the ways to the new one, and the proof.

    *found* holds what each world says; None where there can be no review of it. The cause is unknown
    where the world in which nothing is new does not say *old*.
    """
    sides = pl.DataFrame({"old": old, "new": new})
    told = pl.DataFrame(
        {str(number): _told(sides, said) for number, said in enumerate(found.values())},
    )
    patterns = told.unique(maintain_order=True)
    rows = [_label(factors, dict(zip(found, row, strict=True))) for row in patterns.iter_rows()]
    named = patterns.hstack(pl.DataFrame(rows, schema=LABELS, orient="row"))
    return told.join(named, on=told.columns, how="left", maintain_order="left").select(list(LABELS))


def _told(sides: pl.DataFrame, said: pl.Series | None) -> pl.Series:
    """Whether a world says what is *new*, what was *old*, or something else."""
    if said is None:
        return pl.Series(["impossible"], dtype=pl.String).new_from_index(0, sides.height)
    compared = (
        pl.when(pl.col("said").eq_missing(pl.col("new")))
        .then(pl.lit("new"))
        .when(pl.col("said").eq_missing(pl.col("old")))
        .then(pl.lit("old"))
        .otherwise(pl.lit("other"))
    )
    return sides.with_columns(said.alias("said")).select(compared.alias("told")).to_series()


def _label(factors: World, said: Mapping[World, str]) -> tuple[str, list[str], list[str]]:
    """Cause, ways and proof where the worlds say *said*."""
    nothing: World = frozenset()
    if said[nothing] != "old":
        return UNKNOWN, [], []
    found = ways(factors, lambda world: said[world] == "new")
    proof = [f"{joined(world)}={what}" for world, what in said.items() if world not in (nothing, factors)]
    return cause(found), [joined(way) for way in found], proof
