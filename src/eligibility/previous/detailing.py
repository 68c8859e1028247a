"""The requirements and the fields behind the changes."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from eligibility.model.earlier import Earlier
from eligibility.model.review import Review
from eligibility.model.standard import RuleBook
from eligibility.normalise.headings import UnusableInput
from eligibility.previous.evaluating import Evaluator
from eligibility.previous.fields import FIELDS, differences
from eligibility.previous.reading import Reading, relevant
from eligibility.previous.results import KEY
from eligibility.previous.turning import Turning

TEXTS = ("standard", "version", "clause", "required", "value")

FINDINGS: Mapping[str, Any] = {
    **dict.fromkeys(KEY, pl.String),
    "purpose": pl.String,
    "requirement": pl.String,
    "old_status": pl.String,
    "status": pl.String,
    "cause": pl.String,
    "ways": pl.List(pl.String),
    "proof": pl.List(pl.String),
    **{f"{side}{name}": pl.String for name in TEXTS for side in ("old_", "")},
    "turned": pl.Date,
    "old_source_cells": pl.List(pl.String),
    "source_cells": pl.List(pl.String),
}


def changed_findings(
    earlier: Earlier,
    made: Review,
    statuses: pl.DataFrame,
    evaluator: Evaluator | None,
) -> pl.DataFrame:
    """The changed *statuses* with what each side read and demanded, and the day on which time turned them."""
    keys = [*KEY, "requirement"]
    met = statuses.join(
        _told(earlier.findings, statuses, "old_"), on=keys, how="left", maintain_order="left"
    ).join(_told(made.findings, statuses, ""), on=keys, how="left", maintain_order="left")
    whole = met.rename({"old": "old_status", "new": "status"}).with_columns(
        pl.col(
            "old_status", "status", *(f"{side}{name}" for side in ("old_", "") for name in TEXTS)
        ).fill_null(""),
        pl.col("old_source_cells", "source_cells").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        pl.lit(made.purpose).alias("purpose"),
        _turned(made, statuses, evaluator).alias("turned"),
    )
    return whole.select([pl.col(name).cast(kind) for name, kind in FINDINGS.items()])


def changed_fields(
    earlier: Earlier,
    made: Review,
    changed: pl.DataFrame,
    findings: pl.DataFrame,
    evaluator: Evaluator | None,
    old_rules: RuleBook | None,
) -> pl.DataFrame:
    """Differences of the records of candidacies that changed by the data, in what is read of them.

    What is read: the columns of the requirements whose status the data changed, and of the facts of
    the policy. Where none of them differs, every difference is listed. Of a candidacy that is new or
    gone it is the row itself that the data changed.
    """
    by_data = pl.col("cause").str.contains("data", literal=True)
    due = changed.filter(by_data & ~pl.col("change").is_in(["new", "vanished"])).select(KEY)
    if evaluator is None or not due.height:
        return pl.DataFrame(schema=FIELDS)
    try:
        found = differences(
            evaluator.dataset(frozenset()), evaluator.dataset(frozenset({"data", "rule", "time"})), due
        )
    except UnusableInput:  # the old rules no longer read the old data: then nothing was proved either
        return pl.DataFrame(schema=FIELDS)
    books = tuple(dict.fromkeys(book for book in (old_rules, made.rulebook) if book is not None))
    years = {made.rulebook.vocabulary.closed_year(day) for day in (earlier.as_of, made.as_of)}
    readings = [Reading(books, year) for year in years]
    return relevant(found, _read(readings, due, findings, made.purpose))


def _read(readings: list[Reading], due: pl.DataFrame, findings: pl.DataFrame, purpose: str) -> pl.DataFrame:
    """For each of *due*, the columns that what changed by the data reads."""
    schema = {"sheet": pl.String, "field": pl.String}
    facts = sorted({column for reading in readings for column in reading.facts(purpose)})
    read = [due.join(pl.DataFrame(facts, schema=schema, orient="row"), how="cross")]
    by_data = findings.filter(pl.col("cause").str.contains("data", literal=True))
    for side in ("old_", ""):
        names = [f"{side}standard", f"{side}version", "requirement"]
        rows = [
            (*named, *column)
            for named in by_data.select(names).unique(maintain_order=True).iter_rows()
            for column in sorted({c for reading in readings for c in reading.requirement(*named)})
        ]
        columns = pl.DataFrame(rows, schema={**dict.fromkeys(names, pl.String), **schema}, orient="row")
        read.append(by_data.join(columns, on=names).select(*KEY, "sheet", "field"))
    return pl.concat(read).unique(maintain_order=True)


def _told(findings: pl.DataFrame, wanted: pl.DataFrame, side: str) -> pl.DataFrame:
    """What *findings* say of the *wanted* requirements; several rows of one candidacy side by side."""
    keys = [*KEY, "requirement"]
    texts = pl.col(*KEY[1:], "requirement", *TEXTS).cast(pl.String)
    frame = findings.select(pl.lit("").alias("table"), texts, "source_cells")
    return (
        frame.join(wanted, on=keys, how="semi", maintain_order="left")
        .group_by(keys, maintain_order=True)
        .agg(
            *(
                pl.col(name).unique(maintain_order=True).str.join(" | ").alias(f"{side}{name}")
                for name in TEXTS
            ),
            pl.col("source_cells")
            .list.explode()
            .drop_nulls()
            .unique(maintain_order=True)
            .alias(f"{side}source_cells"),
        )
    )


def _turned(made: Review, statuses: pl.DataFrame, evaluator: Evaluator | None) -> pl.Series:
    """For each of *statuses* the day on which it turned, where time is a cause."""
    by_time = statuses.filter(pl.col("cause").str.contains("time", literal=True))
    nothing = pl.Series([None], dtype=pl.Date).new_from_index(0, statuses.height)
    if evaluator is None or not by_time.height:
        return nothing
    new = evaluator.new
    turning = Turning(
        evaluator.dataset(frozenset({"data", "rule", "time"})),
        new.rulebook,
        made.purpose,
        (evaluator.old.as_of, new.as_of),
    )
    rows = made.decisions.group_by(KEY[1:]).agg(pl.col("row").first(), pl.len().alias("rows"))
    placed = statuses.join(rows, on=KEY[1:], how="left", maintain_order="left")
    days = [
        turning.day(row, requirement, status)
        if "time" in cause and row is not None and rows == 1 and status is not None
        else None
        for row, rows, requirement, status, cause in placed.select(
            "row", "rows", "requirement", "new", "cause"
        ).iter_rows()
    ]
    return pl.Series(days, dtype=pl.Date)
