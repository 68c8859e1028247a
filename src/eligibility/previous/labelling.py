"""Frames of changes with the cause of each, from what every world says of them."""

from collections.abc import Mapping

import polars as pl

from eligibility.previous.causes import UNKNOWN, World, cause, joined, ways

IMPOSSIBLE = "\x18"
"""The result in a world of which there can be no review; no result is like it."""


def unlabelled(changed: pl.DataFrame) -> pl.DataFrame:
    """*changed*, of which no cause can be proved."""
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return changed.with_columns(cause=pl.lit(UNKNOWN), ways=nothing, proof=nothing)


def labelled(
    changed: pl.DataFrame, factors: World, found: Mapping[World, pl.DataFrame | None]
) -> pl.DataFrame:
    """*changed* (with results ``old`` and ``new``) with the cause, the ways to the new one, and the proof.

    The cause is unknown where the world in which nothing is new does not give the ``old`` result.
    """
    places = dict(enumerate(found))
    whole = changed
    for number, world in places.items():
        frame = found[world]
        if frame is None:
            whole = whole.with_columns(pl.lit(IMPOSSIBLE).alias(f"w{number}"))
            continue
        *keys, name = frame.columns
        whole = whole.join(
            frame.rename({name: f"w{number}"}), on=keys, how="left", maintain_order="left", nulls_equal=True
        )
    said = [
        pl.when(pl.col(f"w{number}").eq_missing(pl.col("new")))
        .then(pl.lit("new"))
        .when(pl.col(f"w{number}").eq_missing(pl.col("old")))
        .then(pl.lit("old"))
        .when(pl.col(f"w{number}").eq_missing(pl.lit(IMPOSSIBLE)))
        .then(pl.lit("impossible"))
        .otherwise(pl.lit("other"))
        .alias(f"s{number}")
        for number in places
    ]
    whole = whole.with_columns(said)
    columns = [f"s{number}" for number in places]
    patterns = whole.select(columns).unique(maintain_order=True)
    told = [_told(factors, dict(zip(found, row, strict=True))) for row in patterns.iter_rows()]
    schema = {"cause": pl.String, "ways": pl.List(pl.String), "proof": pl.List(pl.String)}
    named = patterns.hstack(pl.DataFrame(told, schema=schema, orient="row"))
    return whole.join(named, on=columns, how="left", maintain_order="left").drop(
        [*columns, *(f"w{number}" for number in places)]
    )


def _told(factors: World, said: Mapping[World, str]) -> tuple[str, list[str], list[str]]:
    """Cause, ways and proof where the worlds give the results *said*."""
    nothing = frozenset[str]()
    if said[nothing] != "old":
        return UNKNOWN, [], []
    found = ways(factors, lambda world: said[world] == "new")
    proof = [f"{joined(world)}={what}" for world, what in said.items() if world not in (nothing, factors)]
    return cause(found), [joined(way) for way in found], proof
