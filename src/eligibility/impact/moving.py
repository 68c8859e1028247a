"""Two reviews of the same records by different rules, candidacy by candidacy."""

from collections.abc import Mapping

import attrs
import polars as pl

from eligibility.model.review import Review
from eligibility.model.standard import Policy
from eligibility.model.truth import Status

KEY = ("id", "post", "term", "purpose", "place")
"""What tells a candidacy: where several rows say the same, by their places."""

KINDS = ("out", "in", "verify", "sent", "refused", "decided", "other")
"""Newly taken out or not admitted; no longer so; newly to be verified; newly sent to a course; newly
without a decision, or with one; any other change."""

REFUSED = "refused"
"""The outcome, in these tables, of candidacies that were not decided."""

LIST = pl.List(pl.String)


@attrs.frozen(eq=False)
class Moves:
    """What moved from the review *old* to the review *new*.

    *people* has one row for each candidacy that moved, with its kinds of change, the requirements
    that come out otherwise and their clauses. *flows* counts all candidacies by both outcomes.
    """

    old: Review
    new: Review
    people: pl.DataFrame
    flows: pl.DataFrame

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many moved, by kind; one candidacy may count under several."""
        counted = dict(self.people["kinds"].explode().drop_nulls().value_counts().iter_rows())
        return {kind: counted[kind] for kind in KINDS if counted.get(kind)}

    def by(self, column: str) -> pl.DataFrame:
        """How many moved by the values of *column* (a unit, or one of several clauses), by kind."""
        rows = self.people.explode(column) if self.people.schema[column] == LIST else self.people
        counts = [
            pl.col("kinds").list.contains(kind).sum().cast(pl.Int64).alias(kind)
            for kind in KINDS
            if kind in self.kinds
        ]
        made: pl.DataFrame = (
            rows.group_by(pl.col(column).fill_null("").alias("name"), maintain_order=True)
            .agg(pl.len().cast(pl.Int64).alias("total"), *counts)
            .sort(["total", "name"], descending=[True, False])
        )
        return made


def moves(old: Review, new: Review) -> Moves:
    """What moved between two reviews of the same records."""
    both = _decided(old, "old_").join(
        _decided(new, ""), on=KEY, how="full", coalesce=True, maintain_order="right_left"
    )
    both = both.with_columns(
        pl.col("outcome", "old_outcome").fill_null(REFUSED),
        full_name=pl.coalesce("full_name", "old_full_name"),
        unit=pl.coalesce("unit", "old_unit"),
        training=pl.col("training").fill_null([]),
        old_training=pl.col("old_training").fill_null([]),
    )
    both = both.with_columns(sent=pl.col("training").list.set_difference("old_training"))
    flows = both.group_by("old_outcome", "outcome").agg(pl.len().cast(pl.Int64).alias("count"))
    moved = both.with_columns(kinds=_kinds(old.policy, new.policy)).filter(pl.col("kinds").list.len() > 0)
    responsible = _responsible(old, new)
    people = moved.join(responsible, on=KEY, how="left", maintain_order="left").with_columns(
        pl.col("requirements", "clauses").fill_null([])
    )
    columns = [*KEY[:4], "full_name", "unit", "kinds", "old_outcome", "outcome"]
    people = people.select(*columns, "requirements", "clauses", "sent", "old_training", "training")
    return Moves(old, new, people, flows.sort("old_outcome", "outcome"))


def _decided(review: Review, prefix: str) -> pl.DataFrame:
    found: pl.DataFrame = review.decisions.select(*KEY, "full_name", "unit", "outcome", "training")
    return found.rename({name: f"{prefix}{name}" for name in found.columns if name not in KEY})


def _kinds(old: Policy, new: Policy) -> pl.Expr:
    """The kinds of change of each row, in the order of `KINDS`."""
    before, after = _side(old, "old_outcome"), _side(new, "outcome")
    refused = (pl.col("old_outcome") == REFUSED, pl.col("outcome") == REFUSED)
    differs = pl.col("old_outcome") != pl.col("outcome")
    sent = pl.col("sent").list.len() > 0
    told = {
        "out": (after == "out") & (before != "out") & ~refused[0],
        "in": (after == "in") & (before != "in") & ~refused[0],
        "verify": (after == "verify") & (before != "verify") & ~refused[0],
        "sent": sent,
        "refused": refused[1] & ~refused[0],
        "decided": refused[0] & ~refused[1],
    }
    plain = pl.any_horizontal(*told.values())
    told["other"] = differs & ~plain
    marks = [pl.when(holds).then(pl.lit(kind)) for kind, holds in told.items()]
    return pl.concat_list(marks).list.drop_nulls()


def _side(policy: Policy, column: str) -> pl.Expr:
    """Whether an outcome takes somebody in, out, or leaves it to be verified."""
    level = policy.outcome(policy.undecided).rank
    sides = {
        o.code: "verify" if o.code == policy.undecided else "out" if o.rank < level else "in"
        for o in policy.outcomes
    }
    return pl.col(column).replace_strict(sides, default=REFUSED, return_dtype=pl.String)


def _responsible(old: Review, new: Review) -> pl.DataFrame:
    """For each candidacy the requirements that come out otherwise, with the clauses that say so now."""
    keys = [*KEY, "requirement"]
    seen = ["status", "if_unmet", "due"]
    sides = []
    for review, prefix in ((old, "old_"), (new, "")):
        wanted = ("requirement", *seen, "clause")
        texts = [pl.col(name).cast(pl.String) for name in wanted]
        told = review.findings.select("row", *texts)
        rows = told.join(review.decisions.select("row", *KEY), on="row", how="inner").drop("row")
        sides.append(rows.rename({name: f"{prefix}{name}" for name in (*seen, "clause")}))
    both = sides[0].join(sides[1], on=keys, how="full", coalesce=True, maintain_order="right_left")
    lacking = pl.any_horizontal(
        pl.col(name).is_in([str(Status.UNMET), str(Status.UNKNOWN)]).fill_null(value=False)
        for name in ("status", "old_status")
    )
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"old_{name}")) for name in seen)
    made: pl.DataFrame = (
        both.filter(lacking & differs)
        .group_by(KEY, maintain_order=True)
        .agg(
            pl.col("requirement").alias("requirements"),
            pl.coalesce("clause", "old_clause").unique(maintain_order=True).alias("clauses"),
        )
    )
    return made
