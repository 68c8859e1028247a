"""Who was sent to training (cử đi đào tạo, bồi dưỡng): people and attendances by year, group and course.

A person counts once among the people of a group, year and course, an attendance (lượt) each time. The year is
that in which the course began; where the records do not say it, it is left empty.
"""

from datetime import date
from typing import Any

import polars as pl

from eligibility.evaluate.population import Population
from eligibility.figures.compliance import OVERALL
from eligibility.figures.hiding import hidden, lacking, with_noughts
from eligibility.figures.makeup import GROUPINGS, PEOPLE, PLAN, column_of, groups_of
from eligibility.model.dataset import Dataset, Rows
from eligibility.model.record import Known, Value, span
from eligibility.model.vocabulary import Vocabulary

TRAININGS = "trainings"
ALL = "all"
"""The year of all years together."""

FRAME: dict[str, Any] = {
    "grouping": pl.String,
    "group": pl.String,
    "year": pl.String,
    "course": pl.String,
    "people": pl.Int64,
    "attendances": pl.Int64,
    "completed": pl.Int64,
}
"""*year*: as text, ``all``, or nothing where it is not known; *course*: a code, or nothing, or ``all``."""


def sent(dataset: Dataset, vocabulary: Vocabulary) -> pl.DataFrame:
    """All trainings in the records, counted as `FRAME`; nothing where no sheet of them was supplied."""
    rows = dataset.tables.get(TRAININGS)
    if rows is None:
        return pl.DataFrame(schema=FRAME)
    population = Population(dataset, vocabulary, PEOPLE, PLAN)
    frame = pl.DataFrame(
        {
            "person": pl.Series(population.persons(TRAININGS), dtype=pl.Int64),
            "course": _texts(population, rows, "course"),
            "year": _years(population, rows),
            "completed": _texts(population, rows, "status") == "completed",
        }
    ).filter(pl.col("person") >= 0)
    whole = frame.with_columns(year=pl.lit(ALL))
    every = pl.concat([frame, whole])
    every = pl.concat([every, every.with_columns(course=pl.lit(ALL))])
    counted = (
        every.join(groups_of(population), on="person", how="left")
        .group_by("grouping", "group", "year", "course")
        .agg(
            people=pl.col("person").n_unique().cast(pl.Int64),
            attendances=pl.len().cast(pl.Int64),
            completed=pl.col("completed").sum().cast(pl.Int64),
        )
    )
    order = pl.col("grouping").replace_strict({name: at for at, name in enumerate(GROUPINGS)})
    made: pl.DataFrame = counted.sort(
        order, "group", pl.col("year") != ALL, "year", pl.col("course") != ALL, "course"
    ).select(list(FRAME))
    return made


def _texts(population: Population, rows: Rows, name: str) -> pl.Series:
    column = column_of(population, rows, name)
    known = [str(value.value) if isinstance(value, Known) else "" for value in column.values]
    return pl.Series(known, dtype=pl.String)[pl.Series(column.codes, dtype=pl.UInt32)]


def _years(population: Population, rows: Rows) -> pl.Series:
    column = column_of(population, rows, "start")
    known = [_year(value) for value in column.values]
    return pl.Series(known, dtype=pl.String)[pl.Series(column.codes, dtype=pl.UInt32)]


def _year(value: Value) -> str:
    days: tuple[date, date] | None = span(value)
    return str(days[0].year) if days is not None and days[0].year == days[1].year else ""


def made_public(frame: pl.DataFrame) -> pl.DataFrame:
    """*frame* of all years together, without small numbers and what would give them away.

    Attendances of a group add up over its courses, people of a course over the groups: neither a row nor a
    column keeps exactly one number hidden. Who completed is told only where nothing of the group is hidden.
    """
    whole = frame.filter(pl.col("year") == ALL)
    parts = [part for _, part in whole.group_by("grouping", maintain_order=True)]
    return pl.concat([frame.clear(), *map(_hidden, parts)])


def _hidden(frame: pl.DataFrame) -> pl.DataFrame:
    """The groups of one grouping."""
    counts = {
        (group, course): n for group, course, n in frame.select("group", "course", "people").iter_rows()
    }
    groups = frame["group"].unique(maintain_order=True).to_list()
    courses = [course for course in frame["course"].unique(maintain_order=True) if course != ALL]
    table = [[counts.get((group, course), 0) for course in courses] for group in groups]
    table = [[*row, sum(row)] for row in table]
    made = hidden(table, columns_add_up=frame["grouping"][0] != OVERALL)
    marks = {
        (group, course): mark
        for group, row in zip(groups, made, strict=True)
        for course, mark in zip((*courses, ALL), row, strict=True)
    }
    keys = list(frame.select("group", "course").iter_rows())
    mask = pl.Series([marks[key] for key in keys], dtype=pl.Boolean)
    some = pl.Series([any(marks[group, c] for c in (*courses, ALL)) for group, _ in keys], dtype=pl.Boolean)
    shown = frame.with_columns(
        people=pl.when(~mask).then(pl.col("people")),
        attendances=pl.when(~mask).then(pl.col("attendances")),
        completed=pl.when(~some).then(pl.col("completed")),
    )
    numbers = dict.fromkeys(("people", "attendances", "completed"))
    noughts = [
        {**frame.row(0, named=True), **numbers, "group": group, "course": course}
        for group, course in lacking(groups, courses, dict(zip(groups, made, strict=True)), keys)
    ]
    return with_noughts(shown, noughts, groups)
