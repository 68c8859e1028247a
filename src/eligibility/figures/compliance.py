"""Compliance: of the holders of posts, how many meet the standard of the post, by group and by requirement.

A rate is an interval: at least those who certainly comply, at most those who may. Counts are of posts
held (a person with two posts counts for both).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import polars as pl

from eligibility.model.review import Review
from eligibility.model.standard import Policy
from eligibility.model.truth import Status

OVERALL, POST_GROUP, POST, LEVEL, UNIT, REQUIREMENT = (
    "overall",
    "post_group",
    "post",
    "level",
    "unit",
    "requirement",
)
GROUPINGS = (OVERALL, LEVEL, POST_GROUP, POST, UNIT)
"""How holders are grouped; requirements are counted apart."""

STATUSES = tuple(str(status) for status in Status)
KEY = ("grouping", "group")


@attrs.frozen(eq=False)
class Compliance:
    """Frames of an audit's figures.

    *groups*: grouping, group, total, a column of counts for each outcome, ``at_least`` and ``at_most``
    (how many certainly, and possibly, comply), ``low`` and ``high`` (the same as shares of the total).
    *requirements*: group (a requirement), total (of those it applies to), a column for each status,
    and the same four. *grace*: who is given time, and until when.
    """

    review: Review
    outcomes: tuple[str, ...]
    groups: Any
    requirements: Any
    grace: Any

    @property
    def overall(self) -> Mapping[str, Any]:
        """The row of all holders."""
        return dict(self.groups.row(0, named=True))


def best_outcome(policy: Policy) -> str:
    """The outcome of those who comply: the best there is."""
    return max(policy.outcomes, key=lambda outcome: outcome.rank).code


def compliance(review: Review) -> Compliance:
    """The figures of an audit."""
    outcomes = tuple(outcome.code for outcome in sorted(review.policy.outcomes, key=lambda o: -o.rank))
    posts = review.rulebook.vocabulary.posts
    best = best_outcome(review.policy)
    holders = review.decisions.select(
        pl.col("outcome"),
        pl.col("outcomes").list.contains(best).alias("may_comply"),
        pl.col("unit").alias(UNIT),
        pl.col("post").cast(pl.String).alias(POST),
    ).with_columns(
        pl.lit("").alias(OVERALL),
        _of_post({code: post.group for code, post in posts.items()}).alias(POST_GROUP),
        _of_post({code: post.level for code, post in posts.items()}).alias(LEVEL),
    )
    frames = [_grouped(holders, grouping, outcomes, best) for grouping in GROUPINGS]
    return Compliance(review, outcomes, pl.concat(frames), _requirements(review), _grace(review))


def _of_post(values: Mapping[str, str]) -> pl.Expr:
    return pl.col(POST).replace_strict(values, default="", return_dtype=pl.String)


def _grouped(holders: pl.DataFrame, grouping: str, outcomes: Sequence[str], best: str) -> pl.DataFrame:
    counts = [(pl.col("outcome") == code).sum().cast(pl.Int64).alias(code) for code in outcomes]
    sums = [
        pl.len().cast(pl.Int64).alias("total"),
        *counts,
        (pl.col("outcome") == best).sum().cast(pl.Int64).alias("at_least"),
        pl.col("may_comply").sum().cast(pl.Int64).alias("at_most"),
    ]
    if grouping == OVERALL:  # there is always one such row
        made = holders.select(pl.lit("").alias("group"), *sums).head(1)
    else:
        made = holders.group_by(pl.col(grouping).alias("group"), maintain_order=True).agg(sums)
    return _rated(made.select(pl.lit(grouping).alias("grouping"), pl.all()))


def _rated(frame: pl.DataFrame) -> pl.DataFrame:
    """With the shares of the total; null where there is nobody."""
    total = pl.when(pl.col("total") > 0).then(pl.col("total"))
    return frame.with_columns(low=pl.col("at_least") / total, high=pl.col("at_most") / total)


def _requirements(review: Review) -> pl.DataFrame:
    """By requirement: only demands that the policy weighs; those who need not meet one do not count."""
    weighed = [effect for effect in review.policy.effects if review.policy.reads(effect)]
    findings = review.findings.select(
        pl.col("requirement").cast(pl.String).alias("group"),
        pl.col("status").cast(pl.String),
        pl.col("if_unmet").cast(pl.String),
    ).filter(pl.col("if_unmet").is_in(weighed))
    counts = [(pl.col("status") == status).sum().cast(pl.Int64).alias(status) for status in STATUSES]
    made = findings.group_by("group", maintain_order=True).agg(counts)
    applies = sum((pl.col(status) for status in STATUSES if status != "not_applicable"), pl.lit(0))
    counted = made.select(
        pl.lit(REQUIREMENT).alias("grouping"),
        "group",
        applies.alias("total"),
        *STATUSES,
        (pl.col("met") + pl.col("waived")).alias("at_least"),
        (pl.col("met") + pl.col("waived") + pl.col("unknown")).alias("at_most"),
    )
    return _rated(counted)


GRACE: dict[str, Any] = {
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "post": pl.String,
    "until": pl.Date,
    "requirements": pl.List(pl.String),
    "clauses": pl.List(pl.String),
}


def _grace(review: Review) -> pl.DataFrame:
    """Who is given time to meet the standard, and until when: the nearest day of all that is unmet."""
    given = [outcome.code for outcome in review.policy.outcomes if outcome.grace]
    people = review.decisions.filter(pl.col("outcome").is_in(given)).select(
        "row", "id", "full_name", "unit", pl.col("post").cast(pl.String)
    )
    later = review.findings.filter(
        (pl.col("status").cast(pl.String) == "unmet") & (pl.col("due") > pl.lit(review.as_of, dtype=pl.Date))
    )
    days = later.group_by("row", maintain_order=True).agg(
        pl.col("due").min().alias("until"),
        pl.col("requirement").cast(pl.String).alias("requirements"),
        pl.col("clause").cast(pl.String).unique(maintain_order=True).alias("clauses"),
    )
    made: pl.DataFrame = people.join(days, on="row", how="left", maintain_order="left").select(list(GRACE))
    return made.sort("until", maintain_order=True, nulls_last=True)


def under(found: Compliance, percent: float) -> bool:
    """Whether the share of those who certainly comply is below *percent*; nobody is below nothing."""
    low = found.overall["low"]
    return low is not None and low * 100 < percent
