"""The files of an audit's figures: csv, parquet, a workbook and the account."""

from pathlib import Path

import polars as pl

from eligibility.figures.compliance import GROUPINGS, OVERALL, REQUIREMENT, STATUSES
from eligibility.figures.tables import Figures, audit_data
from eligibility.report.machine import as_json
from eligibility.report.outputs import write_outputs
from eligibility.report.sheets import Bar, Head, Sheets, workbook
from eligibility.report.tables import Tables, write_csv, write_parquet

CHANGES = (
    Head("change_low", "col_change_low", 13, points=True),
    Head("change_high", "col_change_high", 13, points=True),
)
RATES = (
    Head("at_least", "col_at_least", 12),
    Head("at_most", "col_at_most", 12),
    Head("low", "col_low", 12),
    Head("high", "col_high", 12),
)
MADE_UP = (
    Head("makeup", "col_makeup", 26),
    Head("by", "col_makeup_by", 16),
    Head("name", "col_makeup_group", 34),
    Head("value", "col_makeup_value", 30),
    Head("total", "col_makeup_total", 11),
    Head("at_least", "col_makeup_at_least", 12),
    Head("at_most", "col_makeup_at_most", 12),
    Head("low", "col_low", 12),
    Head("high", "col_high", 12),
    Head("above_low", "col_makeup_above_low", 14),
    Head("above_high", "col_makeup_above_high", 14),
)
SENT = (
    Head("by", "col_makeup_by", 16),
    Head("name", "col_makeup_group", 34),
    Head("year", "col_sent_year", 10),
    Head("course", "col_sent_course", 40),
    Head("people", "col_sent_people", 12),
    Head("attendances", "col_sent_attendances", 12),
    Head("completed", "col_sent_completed", 14),
)
GRACE = (
    Head("id", "col_id", 12),
    Head("full_name", "col_full_name", 24),
    Head("unit", "col_unit", 28),
    Head("post", "col_post", 28),
    Head("until", "col_grace_until", 14),
    Head("requirements", "col_requirement", 36),
    Head("clauses", "col_clause", 36),
)


def write_audit(figures: Figures, folder: Path) -> None:
    """Write the figures into *folder*, which must exist; without any row about a person where *public*."""
    if not figures.public:
        write_outputs(Tables(figures.found.review, figures.words), folder)
        write_csv(figures.found.grace, folder / "grace.csv")
    write_csv(figures.groups, folder / "compliance.csv")
    write_parquet(figures.groups, folder / "compliance.parquet")
    write_csv(figures.requirements, folder / "requirements.csv")
    write_parquet(figures.requirements, folder / "requirements.parquet")
    write_csv(figures.makeup, folder / "makeup.csv")
    write_parquet(figures.makeup, folder / "makeup.parquet")
    write_csv(figures.sent, folder / "sent.csv")
    write_parquet(figures.sent, folder / "sent.parquet")
    (folder / "audit.json").write_text(as_json(audit_data(figures)), "utf-8")
    _workbook(figures, folder / "compliance.xlsx")


def title_of(figures: Figures) -> str:
    """The title of the figures."""
    return figures.words.say("figures.title", as_of=figures.words.day(figures.found.review.as_of))


def _workbook(figures: Figures, place: Path) -> None:
    words, review = figures.words, figures.found.review
    say, title = words.say, title_of(figures)
    changes = CHANGES if figures.baseline is not None else ()
    with workbook(place, title, review.as_of, say("report.advice")) as book:
        sheets = Sheets(book, words)
        overall = figures.groups.filter(pl.col("grouping") == OVERALL).row(0, named=True)
        bars = [
            Bar(
                review.policy.outcome(code).label[words.lang],
                overall[code],
                review.policy.outcome(code).colour,
            )
            for code in figures.found.outcomes
            if overall[code]
        ]
        sheets.overview(title, [*figures.lines(), say("report.advice")], bars, say("report.col_outcome"))
        outcomes = [
            Head(code, "", 13, review.policy.outcome(code).label[words.lang])
            for code in figures.found.outcomes
        ]
        statuses = [Head(status, "", 13, say(f"report.status_{status}")) for status in STATUSES]
        total = Head("total", "total", 11)
        for grouping in (*GROUPINGS, REQUIREMENT):
            counted = statuses if grouping == REQUIREMENT else outcomes
            heads = [Head("name", f"col_by_{grouping}", 34), total, *counted, *RATES, *changes]
            frame = figures.in_words(grouping)
            sheets.table(say(f"report.sheet_by_{grouping}"), heads, frame, title, file="compliance.parquet")
        heads = [*MADE_UP, *changes]
        sheets.table(say("report.sheet_makeup"), heads, figures.makeup_in_words(), title, file="makeup.csv")
        sheets.table(say("report.sheet_sent"), SENT, figures.sent_in_words(), title, file="sent.csv")
        if not figures.public:
            sheets.table(say("report.sheet_grace"), GRACE, figures.grace(), title, file="grace.csv")
