"""In what two reviews differ."""

import polars as pl

from eligibility.previous.results import ASPECTS, KEY, Results

SHOWN = ("outcome", "refusal", "place")
LISTS = ("outcomes", "training", "training_possible")
THERE = "there"
UNDECIDED = ("new", "vanished", "refused", "decided", "refusal")
"""Changes of candidacies that were not, or are not, decided: their requirements are not compared."""


def changed_candidacies(old: Results, new: Results, purpose: str) -> pl.DataFrame:
    """The candidacies in which they differ, those that are there now first, and in which way they do."""
    before: pl.DataFrame = old.candidacies.rename(
        {name: f"old_{name}" for name in old.candidacies.columns if name not in KEY}
    )
    both: pl.DataFrame = new.candidacies.join(before, on=KEY, how="full", coalesce=True)
    differing = pl.any_horizontal(pl.col(f"old_{name}").ne_missing(pl.col(name)) for name in ASPECTS)
    sides = ("old_", "")
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return (
        both.filter(differing)
        .with_columns(_kind().alias("change"), pl.lit(purpose).alias("purpose"))
        .sort(pl.col("order").is_null(), "order", "old_order")
        .with_columns(
            *(pl.col(f"{side}{name}").fill_null("") for side in sides for name in SHOWN),
            *(pl.col(f"{side}{name}").fill_null(nothing) for side in sides for name in LISTS),
            *(
                pl.when(pl.col(name).fill_null("") != "")
                .then(pl.col(name))
                .otherwise(pl.col(f"old_{name}").fill_null(""))
                .alias(name)
                for name in ("full_name", "unit")
            ),
        )
    )


def _kind() -> pl.Expr:
    """What differs; of several things, the one that matters most."""

    def differs(name: str) -> pl.Expr:
        return pl.col(f"old_{name}") != pl.col(name)

    return (
        pl.when(pl.col("old_decided").is_null())
        .then(pl.lit("new"))
        .when(pl.col("decided").is_null())
        .then(pl.lit("vanished"))
        .when(pl.col("old_decided") & ~pl.col("decided"))
        .then(pl.lit("refused"))
        .when(~pl.col("old_decided") & pl.col("decided"))
        .then(pl.lit("decided"))
        .when(differs("refused"))
        .then(pl.lit("refusal"))
        .when(differs("concluded"))
        .then(pl.lit("outcome"))
        .when(differs("trained"))
        .then(pl.lit("training"))
        .otherwise(pl.lit("findings"))
    )


def aspect(results: Results, changed: pl.DataFrame) -> pl.Series:
    """For each of *changed* what *results* say of that in which it changed; null where it is not there.

    Whether it is there at all, whether it is decided, why not, its outcomes, training needs or statuses.
    """
    met = changed.select(*KEY, "change").join(
        results.candidacies.select(*KEY, "decided", *ASPECTS), on=KEY, how="left", maintain_order="left"
    )
    change = pl.col("change")
    said = (
        pl.when(pl.col("decided").is_null())
        .then(None)
        .when(change.is_in(["new", "vanished"]))
        .then(pl.lit(THERE))
        .when(change.is_in(["refused", "decided"]))
        .then(pl.col("decided").cast(pl.String))
        .when(change == "refusal")
        .then("refused")
        .when(change == "outcome")
        .then("concluded")
        .when(change == "training")
        .then("trained")
        .otherwise("statuses")
    )
    return met.select(said.alias("said")).to_series()


def trained(results: Results, changed: pl.DataFrame) -> pl.Series:
    """For each of *changed* what *results* say of its training needs."""
    met = changed.select(KEY).join(
        results.candidacies.select(*KEY, "trained"), on=KEY, how="left", maintain_order="left"
    )
    return met["trained"]


def status(results: Results, changed: pl.DataFrame) -> pl.Series:
    """For each of *changed*, candidacies and requirements, the status in *results*."""
    keys = [*KEY, "requirement"]
    return changed.select(keys).join(results.statuses, on=keys, how="left", maintain_order="left")["status"]


def changed_statuses(old: Results, new: Results, changed: pl.DataFrame) -> pl.DataFrame:
    """The requirements of candidacies decided both times whose status differs; null where there is none."""
    keys = [*KEY, "requirement"]
    decided = changed.filter(~pl.col("change").is_in(UNDECIDED)).select(KEY).with_row_index("place")
    before, after = (side.statuses.join(decided, on=KEY, how="semi") for side in (old, new))
    both = after.rename({"status": "new"}).join(
        before.rename({"status": "old"}), on=keys, how="full", coalesce=True
    )
    differing = both.filter(pl.col("old").ne_missing(pl.col("new")))
    return decided.join(differing, on=KEY, how="inner").sort("place", "requirement")
