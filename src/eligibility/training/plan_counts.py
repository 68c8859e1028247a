"""Counts of a plan: people and attendances (lượt) by unit, by level and year; compliance forecast."""

import polars as pl

from eligibility.model.vocabulary import Vocabulary
from eligibility.training.people import level_place
from eligibility.training.plan import Plan


def by_unit(seats: pl.DataFrame, waiting: pl.DataFrame) -> pl.DataFrame:
    """For each unit and year the people and the attendances (lượt), and who of it waits."""
    sent = seats.group_by("unit", "year", maintain_order=True).agg(
        people=pl.col("id").n_unique().cast(pl.Int64), attendances=pl.len().cast(pl.Int64)
    )
    waits = waiting.group_by("unit", maintain_order=True).agg(waiting=pl.col("id").n_unique().cast(pl.Int64))
    joined = sent.join(waits, on="unit", how="full", coalesce=True)
    return joined.with_columns(pl.col("people", "attendances", "waiting").fill_null(0)).sort(
        "unit", "year", nulls_last=True
    )


def by_year(seats: pl.DataFrame, levels: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """For each year, course and administrative level the people and the attendances."""
    return (
        seats.join(levels, on="id", how="left")
        .group_by("year", "course", "admin_level", maintain_order=True)
        .agg(people=pl.col("id").n_unique().cast(pl.Int64), attendances=pl.len().cast(pl.Int64))
        .sort("year", "course", level_place(vocabulary), nulls_last=True)
    )


def forecast(plan: Plan, seats: pl.DataFrame) -> pl.DataFrame:
    """How many holders of posts meet their standards, now and at the end of each year, if all goes to plan.

    Counted are those who meet everything but what a seat closes by then; nobody retires or is appointed.
    """
    review = plan.needs.reviews["audit"]
    last = plan.years[-1] if len(plan.years) else review.as_of.year
    ends = seats["end"].max()
    final = max(last, ends.year) if ends is not None else last  # type: ignore[union-attr]
    best = max(review.policy.outcomes, key=lambda outcome: outcome.rank).code
    read = [effect for effect in review.policy.effects if review.policy.reads(effect)]
    open_ones = (
        review.findings.with_columns(pl.col("status", "course", "if_unmet").cast(pl.String))
        .filter(pl.col("status").is_in(["unmet", "unknown"]) & pl.col("if_unmet").is_in(read))
        .select("row", "id", "course")
        .join(seats.select("id", "course", "end"), on=["id", "course"], how="left")
    )
    closed = open_ones.group_by("row").agg(
        ends=pl.when(pl.col("end").is_null().any()).then(None).otherwise(pl.col("end").max())
    )
    whole = review.decisions.select("row", "outcome").join(closed, on="row", how="left")
    meets = pl.col("outcome") == best
    rows = [(review.as_of, whole.height, whole.filter(meets).height)]
    for year in range(review.as_of.year, final + 1):
        day = review.as_of.replace(year=year, month=12, day=31)
        by_then = meets | (pl.col("ends") <= day)
        rows.append((day, whole.height, whole.filter(by_then).height))
    frame = pl.DataFrame(rows, schema={"day": pl.Date, "holders": pl.Int64, "meet": pl.Int64}, orient="row")
    return frame.with_columns(share=pl.col("meet") / pl.col("holders"))
