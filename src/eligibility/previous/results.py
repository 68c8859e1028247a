"""What a review says, in the form in which two reviews are compared.

A candidacy is a person, a post and a term. Several rows of the plan for one candidacy are compared
together: which of them became which cannot be told.
"""

from typing import Any

import attrs
import polars as pl

from eligibility.model.earlier import Earlier
from eligibility.model.review import Review
from eligibility.report.tables import refused_rows

KEY = ["table", "id", "post", "term"]
"""What names a candidacy (its *table* is empty), or the refused rows of another table about one person."""

ASPECTS = ("refused", "concluded", "trained", "statuses")
"""Why its rows are refused, their outcomes, their training needs, the statuses of their requirements."""

ROW, PART = "\x1e", "\x1f"
ROW_KINDS = ("no_id", "unknown_person")
"""Refusals of a row as such; all others are of a candidacy."""
REFUSED = "refused:"
"""How the outcome of a candidacy that was refused begins; the kind of the refusal follows."""


@attrs.frozen(eq=False)
class Results:
    """*candidacies*: one row a key, in input order; *statuses*: one a key and requirement.

    What is compared of a candidacy are the texts in `ASPECTS`.
    """

    candidacies: Any
    statuses: Any


def of_review(review: Review) -> Results:
    """The results of a review that was just made."""
    return results(review.decisions, review.findings, refused_rows(review.refusals), review.purpose)


def of_earlier(earlier: Earlier) -> Results:
    """The results as an earlier review recorded them."""
    return results(earlier.decisions, earlier.findings, earlier.refusals, earlier.purpose)


def results(decisions: pl.DataFrame, findings: pl.DataFrame, refusals: pl.DataFrame, purpose: str) -> Results:
    """The results in *decisions*, *findings* and *refusals*."""
    statuses = (
        findings.select(pl.lit("").alias("table"), pl.col(*KEY[1:], "requirement", "status").cast(pl.String))
        .group_by([*KEY, "requirement"], maintain_order=True)
        .agg(pl.col("status").sort().str.join(";"))
    )
    decided = decisions.select(
        pl.lit("").alias("table"),
        *KEY[1:],
        "full_name",
        "unit",
        "outcome",
        "outcomes",
        "training",
        "training_possible",
        "place",
        pl.lit("").alias("refusal"),
    )
    refused = refusals.select(
        _table(purpose).alias("table"),
        pl.col("person").alias("id"),
        "post",
        "term",
        pl.lit("").alias("full_name"),
        pl.lit("").alias("unit"),
        (REFUSED + pl.col("kind")).alias("outcome"),
        *(pl.lit([], pl.List(pl.String)).alias(name) for name in LISTS),
        "place",
        pl.concat_str("kind", "detail", separator=":").alias("refusal"),
    )
    whole = pl.concat([decided, refused]).with_columns(
        concluded=pl.concat_str("outcome", pl.col("outcomes").list.join(","), separator=PART),
        trained=pl.when(pl.col("refusal") == "")
        .then(
            pl.concat_str(
                *(pl.col(name).list.join(",") for name in ("training", "training_possible")), separator=PART
            )
        )
        .otherwise("outcome"),  # a row that is refused has no training needs: that is not none
    )
    found = (
        whole.with_row_index("order")
        .group_by(KEY, maintain_order=True)
        .agg(
            pl.col("order").min(),
            *(pl.col(name).first() for name in ("full_name", "unit")),
            pl.col("outcome").sort().str.join(";"),
            *(pl.col(name).list.explode().drop_nulls().unique().sort() for name in LISTS),
            pl.col("place").str.join("; "),
            pl.col("refusal").filter(pl.col("refusal") != "").unique(maintain_order=True).str.join(";"),
            (pl.col("refusal") == "").any().alias("decided"),
            pl.col("refusal").filter(pl.col("refusal") != "").sort().str.join(ROW).alias("refused"),
            *(pl.col(name).sort().str.join(ROW) for name in ("concluded", "trained")),
        )
    )
    met = (
        statuses.sort("requirement")
        .group_by(KEY)
        .agg(pl.concat_str("requirement", "status", separator="=").str.join(PART).alias("statuses"))
    )
    joined = found.join(met, on=KEY, how="left", maintain_order="left")
    return Results(joined.with_columns(pl.col("statuses").fill_null("")), statuses)


LISTS = ("outcomes", "training", "training_possible")


def _table(purpose: str) -> pl.Expr:
    """Where a refused row belongs: to a candidacy, or to the other rows of its table."""
    row = pl.col("kind").is_in(ROW_KINDS)
    if purpose == "planning":
        row &= pl.col("table") != "plan"
    return pl.when(row).then(pl.col("table")).otherwise(pl.lit(""))
