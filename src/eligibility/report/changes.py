"""What changed since an earlier review, as tables and in words."""

from typing import Any

import polars as pl

from eligibility.model.changes import CHANGES, Changes
from eligibility.report.change_details import BREAK, KEY, ChangeDetails
from eligibility.report.mapped import mapped
from eligibility.report.tables import Tables

CHANGE_COLUMNS = (
    "id",
    "full_name",
    "unit",
    "post",
    "term",
    "purpose",
    "table",
    "change",
    "cause",
    "ways",
    "proof",
    "training_cause",
    "training_ways",
    "old_outcome",
    "outcome",
    "old_outcomes",
    "outcomes",
    "old_training",
    "training",
    "old_training_possible",
    "training_possible",
    "old_refusal",
    "refusal",
    "requirements",
    "old_place",
    "place",
    "summary",
)
CHANGED_FINDING_COLUMNS = (
    "id",
    "post",
    "term",
    "purpose",
    "requirement",
    "old_status",
    "status",
    "cause",
    "ways",
    "proof",
    "old_standard",
    "standard",
    "old_version",
    "version",
    "old_clause",
    "clause",
    "old_required",
    "required",
    "old_value",
    "value",
    "turned",
    "old_source_cells",
    "source_cells",
)
CHANGED_FIELD_COLUMNS = (
    "id",
    "post",
    "term",
    "table",
    "sheet",
    "field",
    "old_text",
    "text",
    "old_cell",
    "cell",
)
REFUSED = "refused:"


class ChangeTables:
    """The tables of what changed up to the review of *tables*, in its language."""

    def __init__(self, changes: Changes, tables: Tables) -> None:
        self.changes = changes
        self.tables = tables
        self.words = tables.words
        self._say = tables.words.say
        self._details = ChangeDetails(changes, tables)

    # --- for programs -------------------------------------------------------------------------------

    def rows(self) -> pl.DataFrame:
        """One row a changed candidacy, with all of it in one sentence."""
        shown = self.in_words()
        summary = shown.select(
            pl.concat_str(
                "change",
                pl.format("{} → {}", *(_or_dash(name) for name in ("before", "now"))),
                "cause",
                pl.when(pl.col("details") != "").then("details"),
                separator="; ",
                ignore_nulls=True,
            )
            .str.replace_all(BREAK, "; ", literal=True)
            .alias("summary")
        )
        whole: pl.DataFrame = self.changes.candidacies.with_columns(summary.to_series())
        return whole.select(CHANGE_COLUMNS)

    def findings(self) -> pl.DataFrame:
        """One row a changed candidacy and requirement."""
        chosen: pl.DataFrame = self.changes.findings.select(CHANGED_FINDING_COLUMNS)
        return chosen

    def fields(self) -> pl.DataFrame:
        """One row a changed candidacy and field of the records."""
        chosen: pl.DataFrame = self.changes.fields.select(CHANGED_FIELD_COLUMNS)
        return chosen

    # --- for officers -------------------------------------------------------------------------------

    def in_words(self) -> pl.DataFrame:
        """Changed candidacies as an officer reads them, in the order of `rows`."""
        frame: pl.DataFrame = self.changes.candidacies
        details = self._details.lines()
        joined = frame.join(details, on=KEY, how="left", maintain_order="left")
        review, earlier = self.tables.review, self.changes.earlier
        old_book = self.changes.rulebook or review.rulebook
        old_policy = old_book.policy(review.purpose, earlier.as_of) or review.policy

        def outcomes(side: str, policy: Any) -> pl.Series:  # noqa: ANN401  (a policy)
            columns = [f"{side}outcome", f"{side}refusal", f"{side}outcomes"]
            flat = joined.with_columns(pl.col(f"{side}outcomes").list.join(","))
            return mapped(flat, columns, lambda *row: self._outcome(policy, *row))

        return joined.with_columns(
            pl.col("details").fill_null(""),
            change_code=frame["change"],
            change=mapped(frame, ["change", "table"], self._change),
            cause_code=frame["cause"],
            cause=mapped(frame.with_columns(pl.col("ways").list.join(";")), ["ways"], self._details.ways),
            post=mapped(frame, ["post"], self.words.post),
            outcome_code=frame["outcome"],
            before=outcomes("old_", old_policy),
            now=outcomes("", review.policy),
        )

    def sheet(self) -> pl.DataFrame:
        """The same with the changes that matter most first."""
        ranks = {kind: rank for rank, kind in enumerate(CHANGES)}
        rank = pl.col("change_code").replace_strict(ranks, return_dtype=pl.Int64)
        return self.in_words().sort(rank, maintain_order=True)

    def counts(self) -> pl.DataFrame:
        """How often each kind of change has each cause, in words; what matters most first."""
        counted = self.sheet().group_by("change", "cause", maintain_order=True).len()
        kinds = counted.group_by("change", maintain_order=True).agg("cause", "len")
        return kinds.explode("cause", "len")

    def _change(self, kind: str, table: str) -> str:
        said = self._say(f"report.change_{kind}")
        if not table:
            return said
        return self._say("report.change_table", change=said, table=self._details.table(table))

    def _outcome(self, policy: Any, codes: str, refusals: str, thinkable: str) -> str:  # noqa: ANN401
        """The outcomes of the rows of one candidacy: usually of one row."""
        if not codes:
            return ""
        said = [self.words.outcome(policy, code) for code in codes.split(";") if not code.startswith(REFUSED)]
        said += [
            self.tables.why(kind, detail)
            for kind, _, detail in (refusal.partition(":") for refusal in refusals.split(";") if refusal)
        ]
        whole = "; ".join(said)
        possible = [self.words.outcome(policy, code) for code in thinkable.split(",") if code]
        return f"{whole} ({' / '.join(possible)})" if len(possible) > 1 else whole


def _or_dash(name: str) -> pl.Expr:
    return pl.when(pl.col(name) == "").then(pl.lit("–")).otherwise(name)
