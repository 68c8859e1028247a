"""The workbook of a review: a summary, a sheet per outcome, and everything that accounts for them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from eligibility.report.account import review_title, summary_lines
from eligibility.report.order import in_order
from eligibility.report.sheets import Bar, Head, Sheets, workbook
from eligibility.report.tables import Tables
from eligibility.report.waivers import waiver_frame

DECISIONS = (
    Head("id", "col_id", 10),
    Head("full_name", "col_full_name", 20),
    Head("unit", "col_unit", 18),
    Head("post", "col_post", 20),
    Head("term", "col_term", 10),
    Head("outcome", "col_outcome", 17),
    Head("summary", "col_summary", 64),
    Head("training", "col_training", 18),
    Head("papers", "col_papers", 18),
)
FINDINGS = (
    Head("id", "col_id", 10),
    Head("full_name", "col_full_name", 18),
    Head("post", "col_post", 18),
    Head("requirement", "col_requirement", 18),
    Head("status", "col_status", 14),
    Head("value", "col_value", 24),
    Head("required", "col_required", 32),
    Head("clause", "col_clause", 17),
    Head("due", "col_due", 11),
    Head("cure", "col_cure", 20),
    Head("source_cells", "col_cells", 17),
)
ISSUES = (
    Head("file", "col_file", 20),
    Head("sheet", "col_sheet", 16),
    Head("cell", "col_cell", 9),
    Head("person", "col_person", 12),
    Head("problem", "col_problem", 26),
    Head("text", "col_text", 30),
    Head("expected", "col_expected", 36),
    Head("done", "col_done", 24),
)
REFUSALS = (
    Head("table", "col_table", 16),
    Head("place", "col_place", 30),
    Head("person", "col_person", 14),
    Head("why", "col_why", 60),
)
WAIVERS = (
    Head("person", "col_id", 12),
    Head("post", "col_post", 22),
    Head("requirement", "col_requirement", 20),
    Head("decision_no", "col_decision_no", 16),
    Head("decision_date", "col_decision_date", 13),
    Head("until", "col_waived_until", 13),
    Head("reason", "col_waiver_reason", 28),
    Head("use_text", "col_waiver_use", 34),
    Head("applied", "col_applied", 10),
    Head("place", "col_place", 26),
)
RULES = (
    Head("title", "col_title", 40),
    Head("version", "col_version", 12),
    Head("until", "col_until", 12),
    Head("instrument", "col_instrument", 22),
    Head("requirement", "col_requirement", 26),
    Head("required", "col_required", 60),
    Head("clause", "col_clause", 26),
    Head("if_unmet", "col_if_unmet", 22),
    Head("confidence", "col_confidence", 24),
)


def write_workbook(tables: Tables, place: Path, more: Sequence[Callable[[Sheets, str], None]] = ()) -> None:
    """Write the workbook of *tables* to *place*; *more* write sheets of their own after the decisions."""
    review, say = tables.review, tables.words.say
    lang, policy = tables.words.lang, review.policy
    title = review_title(tables)
    with workbook(place, title, review.as_of, say("report.advice")) as book:
        sheets = Sheets(book, tables.words)
        shown = [
            Bar(outcome.label[lang], review.counts.outcomes[outcome.code], outcome.colour)
            for outcome in policy.outcomes
            if outcome.code in review.counts.outcomes
        ]
        sheets.overview(title, summary_lines(tables), shown, say("report.col_outcome"))
        _outcomes(tables, sheets, title)
        for write in more:
            write(sheets, title)
        if review.waivers:
            shown_waivers = waiver_frame(review.waivers, tables.words).select(head.column for head in WAIVERS)
            sheets.table(say("report.sheet_waivers"), WAIVERS, shown_waivers, title, file="waivers.csv")
        for key, heads, frame, file in (
            ("sheet_findings", FINDINGS, open_findings(tables), "findings.parquet"),
            ("sheet_issues", ISSUES, tables.issues(), "issues.csv"),
            ("sheet_refusals", REFUSALS, tables.refusals(), "refusals.csv"),
            ("sheet_rules", RULES, tables.rules(), "review.json"),
        ):
            sheets.table(say(f"report.{key}"), heads, frame, title, file=file)


def _outcomes(tables: Tables, sheets: Sheets, title: str) -> None:
    """A sheet for each outcome that came up."""
    policy, lang = tables.review.policy, tables.words.lang
    decisions = in_order(tables.decisions_in_words())
    colours = {outcome.code: outcome.colour for outcome in policy.outcomes if outcome.colour}
    for outcome in policy.outcomes:
        listed = decisions.filter(pl.col("outcome_code") == outcome.code)
        if listed.height:
            sheets.table(
                outcome.label[lang],
                DECISIONS,
                listed,
                title,
                colours=colours,
                tab=outcome.colour,
                file="decisions.parquet",
            )


def open_findings(tables: Tables) -> pl.DataFrame:
    """What is unmet or unknown, in words; an unknown status with its reason."""
    status = pl.col("status")
    found = tables.findings_in_words(
        tables.review.findings.filter((status == "unmet") | (status == "unknown"))
    )
    why = pl.when(pl.col("reason") == "").then(pl.lit("")).otherwise(": " + pl.col("reason"))
    return found.with_columns(status=status + why).select([head.column for head in FINDINGS])
