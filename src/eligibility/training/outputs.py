"""All files of the needs: csv and parquet, the workbook, the account."""

from pathlib import Path
from typing import Any

import polars as pl

from eligibility.report.machine import as_json, review_data
from eligibility.report.mapped import mapped
from eligibility.report.sheets import Bar, Head, Sheets, workbook
from eligibility.report.tables import Tables, write_csv, write_parquet
from eligibility.report.waivers import waiver_lines
from eligibility.report.workbook import ISSUES, REFUSALS
from eligibility.training.needs import Needs
from eligibility.training.tables import NeedsTables

SCHEMA = "eligibility/training-needs/1"

PEOPLE = (
    Head("course", "col_course", 22),
    Head("unit", "col_unit", 18),
    Head("id", "col_id", 10),
    Head("full_name", "col_full_name", 20),
    Head("why", "col_why", 46),
    Head("due", "col_due", 11),
    Head("latest_start", "col_latest_start", 11),
    Head("in_time", "col_in_time", 12),
    Head("entry", "col_entry", 15),
    Head("blocked_by", "col_blocked_by", 28),
    Head("again_from", "col_again_from", 11),
    Head("papers", "col_papers", 20),
)


def needs_data(needs: Needs) -> dict[str, Any]:
    """The account as plain data: counts by course and outcome, and the account of each review."""
    counts = needs.people.group_by("course", "outcome").len().sort("course", "outcome")
    return {
        "schema": SCHEMA,
        "as_of": needs.reviews["training"].as_of.isoformat(),
        "counts": [
            {"course": course, "outcome": outcome, "people": count}
            for course, outcome, count in counts.iter_rows()
        ],
        "reviews": {purpose: review_data(review) for purpose, review in sorted(needs.reviews.items())},
    }


def title_of(tables: NeedsTables) -> str:
    """The title of the lists."""
    return tables.words.say("needs.title", as_of=tables.words.day(tables.needs.reviews["training"].as_of))


def account(tables: NeedsTables) -> list[str]:
    """What was reviewed, line by line."""
    reviews, say = tables.needs.reviews, tables.words.say
    lines = [
        say(
            "needs.reviewed",
            purpose=reviews[purpose].policy.title[tables.words.lang],
            decided=reviews[purpose].counts.decided,
            refused=reviews[purpose].counts.refused,
        )
        for purpose in ("audit", "planning", "training")
    ]
    waived = waiver_lines(reviews["planning"], tables.words)
    return [*lines, *waived, say("needs.advice"), say("report.advice")]


def write_needs(tables: NeedsTables, folder: Path) -> None:
    """Write the results into *folder*, which must exist."""
    needs = tables.needs
    for name, frame in (("needs", needs.people), ("demands", needs.demands)):
        write_csv(frame, folder / f"{name}.csv")
        write_parquet(frame, folder / f"{name}.parquet")
    problems = Tables(needs.reviews["planning"], tables.words)
    write_csv(problems.issues(), folder / "issues.csv")
    (folder / "needs.json").write_text(as_json(needs_data(needs)), "utf-8")
    _workbook(tables, problems, folder / "needs.xlsx")


def _workbook(tables: NeedsTables, problems: Tables, place: Path) -> None:
    say, policy = tables.words.say, tables.needs.policy
    title = title_of(tables)
    review = problems.review
    with workbook(place, title, review.as_of, say("report.advice")) as book:
        sheets = Sheets(book, tables.words)
        counts = tables.needs.people["outcome"].value_counts()
        number = dict(counts.iter_rows())
        codes = tables.outcomes()
        bars = [Bar(tables.outcome(code), number[code], policy.outcome(code).colour) for code in codes]
        sheets.overview(title, account(tables), bars, say("report.col_outcome"))
        for key, columns in (("sheet_by_course", ("course",)), ("sheet_by_unit", ("unit", "course"))):
            heads = [Head(name, f"col_{name}", 34) for name in columns]
            counted = [Head(code, "", 14, tables.outcome(code)) for code in codes]
            frame = _named(tables, tables.by(*columns))
            sheets.table(say(f"report.{key}"), [*heads, *counted], frame, title, file="needs.parquet")
        people = tables.people()
        for code in codes:
            listed = people.filter(pl.col("outcome_code") == code)
            name, tab = tables.outcome(code), policy.outcome(code).colour
            sheets.table(name, _filled(listed), listed, title, tab=tab, file="needs.parquet")
        sheets.table(say("report.sheet_issues"), ISSUES, problems.issues(), title, file="issues.csv")
        sheets.table(say("report.sheet_refusals"), REFUSALS, problems.refusals(), title, file="needs.json")


def _filled(listed: pl.DataFrame) -> list[Head]:
    """The columns in which something stands."""
    columns = [head.column for head in PEOPLE]
    texts = listed.select(pl.col(columns).cast(pl.String).fill_null("").ne("").any()).row(0, named=True)
    return [head for head in PEOPLE if texts[head.column]]


def _named(tables: NeedsTables, frame: pl.DataFrame) -> pl.DataFrame:
    """*frame* with names for the codes of courses, in the order of the rule book."""
    if "unit" not in frame.columns:
        frame = frame.sort(tables.place("course"))
    return frame.with_columns(course=mapped(frame, ["course"], tables.words.course))
