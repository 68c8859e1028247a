"""What changed between an earlier review and one just made, and why."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import polars as pl

from eligibility.memory import without_collector
from eligibility.model.changes import Changes
from eligibility.model.earlier import Earlier
from eligibility.model.review import Review
from eligibility.model.standard import RuleBook
from eligibility.pipeline import Progress, load_rules
from eligibility.previous.causes import FACTORS, World, worlds
from eligibility.previous.detailing import changed_fields, changed_findings
from eligibility.previous.evaluating import Evaluator, Side
from eligibility.previous.labelling import labelled, unlabelled
from eligibility.previous.results import KEY, Results, of_earlier, of_review
from eligibility.read.basis import unpacked

CANDIDACIES: Mapping[str, Any] = {
    **dict.fromkeys(KEY, pl.String),
    "full_name": pl.String,
    "unit": pl.String,
    "purpose": pl.String,
    "change": pl.String,
    "cause": pl.String,
    "ways": pl.List(pl.String),
    "proof": pl.List(pl.String),
    "old_outcome": pl.String,
    "outcome": pl.String,
    "old_outcomes": pl.List(pl.String),
    "outcomes": pl.List(pl.String),
    "old_training": pl.List(pl.String),
    "training": pl.List(pl.String),
    "old_training_possible": pl.List(pl.String),
    "training_possible": pl.List(pl.String),
    "old_refusal": pl.String,
    "refusal": pl.String,
    "requirements": pl.List(pl.String),
    "old_place": pl.String,
    "place": pl.String,
}
SHOWN = ("outcome", "outcomes", "training", "training_possible", "refusal", "place")


def compare(
    earlier: Earlier,
    made: Review,
    records: Mapping[str, bytes],
    engine: str = "auto",
    progress: Progress | None = None,
) -> Changes:
    """What changed from *earlier* to *made*, a review of *records* (see `eligibility.report.basis`).

    Raises:
        eligibility.engine.agreement.Disagreement: the engines conclude differently.

    """
    with without_collector():
        return _Comparison(earlier, made, records, engine, progress).changes()


@attrs.define(eq=False)
class _Comparison:
    earlier: Earlier
    made: Review
    records: Mapping[str, bytes]
    engine: str
    progress: Progress | None
    unproved: str = ""
    rulebook: RuleBook | None = None
    """Of the earlier review."""

    def changes(self) -> Changes:
        old, new = of_earlier(self.earlier), of_review(self.made)
        changed = _changed(old, new, self.made.purpose)
        statuses = _changed_statuses(old, new, changed)
        evaluator = self._evaluator() if changed.height else None
        found: dict[World, Results | None] = {}
        if evaluator is None:
            changed, statuses = unlabelled(changed), unlabelled(statuses)
        else:
            found = self._evaluated(evaluator, new)
            changed = labelled(changed, self._factors, _columns(found, KEY, "candidacies", "result"))
            keys = [*KEY, "requirement"]
            statuses = labelled(statuses, self._factors, _columns(found, keys, "statuses", "status"))
            if found[frozenset()] is None:
                self.unproved = "records"
        findings = changed_findings(self.earlier, self.made, statuses, changed, evaluator)
        fields = changed_fields(self.earlier, self.made, changed, findings, evaluator, self.rulebook)
        told = findings.group_by(KEY, maintain_order=True).agg(
            pl.format("{}: {} > {}", "requirement", "old_status", "status").alias("requirements")
        )
        whole = changed.join(told, on=KEY, how="left", maintain_order="left").with_columns(
            pl.col("requirements").fill_null(pl.lit([], dtype=pl.List(pl.String)))
        )
        return Changes(
            self.earlier,
            self.made.as_of,
            whole.select([pl.col(name).cast(kind) for name, kind in CANDIDACIES.items()]),
            findings,
            fields,
            {factor: factor in self._factors for factor in FACTORS},
            self._rule_files,
            self.unproved,
            int((changed["cause"] == "unknown").sum()) if not self.unproved else 0,
            max(0, len(found) - 1),
            self.rulebook,
        )

    @property
    def _factors(self) -> World:
        """Which of the three differ at all."""
        inputs = {source.name: source.sha256 for source in self.made.sources}
        differ = {
            "data": dict(self.earlier.inputs) != inputs,
            "rule": dict(self.earlier.rule_files) != dict(self.made.rulebook.hashes),
            "time": self.earlier.as_of != self.made.as_of,
        }
        return frozenset(factor for factor, differs in differ.items() if differs)

    @property
    def _rule_files(self) -> tuple[str, ...]:
        """The rule files that differ."""
        old, new = self.earlier.rule_files, self.made.rulebook.hashes
        return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))

    def _evaluator(self) -> Evaluator | None:
        """What makes the reviews between the two; None where the earlier one cannot be made again."""
        earlier, factors = self.earlier, self._factors
        if earlier.records is None or earlier.rules is None:
            self.unproved = "no_basis"
            return None
        book: RuleBook | None = self.made.rulebook
        if "rule" in factors:
            book = load_rules(earlier.rules)[0]
            if book is None:
                self.unproved = "rules"
                return None
        self.rulebook = book
        new = unpacked(self.records)
        old = unpacked(earlier.records) if "data" in factors else new
        sides = Side(old, book, earlier.as_of), Side(new, self.made.rulebook, self.made.as_of)
        return Evaluator(*sides, self.made.purpose, self.engine, self.progress)

    def _evaluated(self, evaluator: Evaluator, new: Results) -> dict[World, Results | None]:
        """The results of every world; those of the new one are there."""
        whole = self._factors
        return {
            world: new if world == whole else evaluator.results(world) for world in worlds(whole)
        }


def _columns(
    found: Mapping[World, Results | None], keys: Sequence[str], part: str, name: str
) -> Mapping[World, pl.DataFrame | None]:
    """One column of the results of each world, with what names its rows."""
    return {
        world: getattr(results, part).select(*keys, name) if results is not None else None
        for world, results in found.items()
    }


def _changed(old: Results, new: Results, purpose: str) -> pl.DataFrame:
    """The candidacies whose results differ, those that are there now first, and in which way they do."""
    before = old.candidacies.rename({name: f"old_{name}" for name in old.candidacies.columns if name not in KEY})
    both = new.candidacies.rename({"result": "new"}).join(before, on=KEY, how="full", coalesce=True)
    lists = [name for name, kind in both.schema.items() if kind == pl.List(pl.String)]
    return (
        both.filter(pl.col("old_result").ne_missing(pl.col("new")))
        .with_columns(_kind().alias("change"), pl.lit(purpose).alias("purpose"))
        .rename({"old_result": "old"})
        .sort(pl.col("order").is_null(), "order", "old_order")
        .with_columns(
            pl.col(lists).fill_null(pl.lit([], dtype=pl.List(pl.String))),
            *(pl.col(f"{side}{name}").fill_null("") for side in ("old_", "") for name in SHOWN if name not in lists),
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
    """What differs, of several things the one that matters most."""

    def differs(*names: str) -> pl.Expr:
        return pl.any_horizontal(pl.col(f"old_{name}") != pl.col(name) for name in names)

    return (
        pl.when(pl.col("old_result").is_null())
        .then(pl.lit("new"))
        .when(pl.col("new").is_null())
        .then(pl.lit("vanished"))
        .when(pl.col("old_decided") & ~pl.col("decided"))
        .then(pl.lit("refused"))
        .when(~pl.col("old_decided") & pl.col("decided"))
        .then(pl.lit("decided"))
        .when(differs("refusal"))
        .then(pl.lit("refusal"))
        .when(differs("outcome", "outcomes"))
        .then(pl.lit("outcome"))
        .when(differs("training", "training_possible"))
        .then(pl.lit("training"))
        .otherwise(pl.lit("findings"))
    )


def _changed_statuses(old: Results, new: Results, changed: pl.DataFrame) -> pl.DataFrame:
    """Requirements of candidacies that were and are decided whose status differs; null where there is none."""
    keys = [*KEY, "requirement"]
    decided = changed.filter(~pl.col("change").is_in(["new", "vanished", "refused", "decided", "refusal"]))
    before, after = (side.statuses.join(decided, on=KEY, how="semi") for side in (old, new))
    both = after.rename({"status": "new"}).join(
        before.rename({"status": "old"}), on=keys, how="full", coalesce=True
    )
    placed = decided.select(KEY).with_row_index("place").join(both, on=KEY, how="inner", maintain_order="left")
    return placed.filter(pl.col("old").ne_missing(pl.col("new"))).sort("place", "requirement")
