"""What changed between an earlier review and one just made, and why."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import attrs
import polars as pl

from eligibility.concluding import Progress
from eligibility.memory import without_collector
from eligibility.model.changes import Changes
from eligibility.model.earlier import Earlier
from eligibility.model.review import Review
from eligibility.model.standard import RuleBook
from eligibility.pipeline import load_rules
from eligibility.previous.causes import FACTORS, World, worlds
from eligibility.previous.detailing import changed_fields, changed_findings
from eligibility.previous.differing import (
    UNDECIDED,
    aspect,
    changed_candidacies,
    changed_statuses,
    status,
    trained,
)
from eligibility.previous.evaluating import Evaluator, Side
from eligibility.previous.labelling import labelled, unlabelled
from eligibility.previous.results import KEY, Results, of_earlier, of_review
from eligibility.read.basis import same_cells, unpacked

CANDIDACIES: Mapping[str, Any] = {
    **dict.fromkeys(KEY, pl.String),
    "full_name": pl.String,
    "unit": pl.String,
    "purpose": pl.String,
    "change": pl.String,
    "cause": pl.String,
    "ways": pl.List(pl.String),
    "proof": pl.List(pl.String),
    "training_cause": pl.String,
    "training_ways": pl.List(pl.String),
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
        changed = changed_candidacies(old, new, self.made.purpose)
        evaluator = self._evaluator() if changed.height else None
        found = self._evaluated(evaluator, new, set(changed["id"])) if evaluator is not None else {}
        if found and found[frozenset()] is None:
            self.unproved = "records"

        def label(what: pl.DataFrame, say: Callable[[Results, pl.DataFrame], pl.Series]) -> pl.DataFrame:
            if not found:
                return unlabelled(what.height)
            told = {world: say(said, what) if said is not None else None for world, said in found.items()}
            return labelled(self._factors, say(old, what), say(new, what), told)

        statuses = changed_statuses(old, new, changed)
        statuses = statuses.hstack(label(statuses, status))
        changed = changed.hstack(label(changed, aspect)).hstack(_training(changed, label(changed, trained)))
        findings = changed_findings(self.earlier, self.made, statuses, evaluator)
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
            "data": dict(self.earlier.inputs) != inputs
            and not same_cells(self.earlier.records, self.records),
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
        book = load_rules(earlier.rules)[0] if "rule" in factors else self.made.rulebook
        if book is None:
            self.unproved = "rules"
            return None
        self.rulebook = book
        new = unpacked(self.records)
        old = unpacked(earlier.records) if "data" in factors else new
        sides = Side(old, book, earlier.as_of), Side(new, self.made.rulebook, self.made.as_of)
        return Evaluator(*sides, self.made.purpose, self.engine, self.progress)

    def _evaluated(
        self, evaluator: Evaluator, new: Results, who: Collection[str]
    ) -> dict[World, Results | None]:
        """The results of every world for *who*; those of the new one are there."""
        whole = self._factors
        return {world: new if world == whole else evaluator.results(world, who) for world in worlds(whole)}


def _training(changed: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """The causes of other training needs; none where they are the same, or nothing was or is decided."""
    same = (changed["old_trained"] == changed["trained"]).fill_null(value=True)
    none = pl.Series(same) | changed["change"].is_in(UNDECIDED)
    return labels.select(
        pl.when(none).then(pl.lit("")).otherwise("cause").alias("training_cause"),
        pl.when(none).then(pl.lit([], dtype=pl.List(pl.String))).otherwise("ways").alias("training_ways"),
    )
