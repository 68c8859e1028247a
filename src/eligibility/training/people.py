"""What needs are weighed against: who people are, what they attend, when they retire; and the courses."""

from datetime import date
from itertools import product

import numpy as np
import polars as pl

from eligibility.evaluate.columns import grouped
from eligibility.evaluate.series import cell_texts
from eligibility.model.dataset import Column, Dataset, Rows
from eligibility.model.record import MISSING, Known, Value
from eligibility.model.vocabulary import Vocabulary
from eligibility.training.retiring import BIRTH, SEX, Leaving, leaving, table_on

PEOPLE = "people"
ATTENDING = "attending"
BIRTH_PAPER = BIRTH
"""What settles when somebody retires."""


def people_frame(dataset: Dataset, vocabulary: Vocabulary, as_of: date) -> pl.DataFrame:
    """One row a person: id, name, unit, their place in the records, the course attended, when they retire."""
    rows = dataset.tables[PEOPLE]
    everyone = np.arange(rows.height, dtype=np.int64)
    named = {name: cell_texts(rows, name, everyone) for name in (rows.table.key[0], "full_name", "unit")}
    pair = [coded(rows, path) for path in (BIRTH, SEX)]
    groups = grouped([(codes, len(values)) for codes, values in pair], rows.height)
    table = table_on(vocabulary, as_of)
    found = [
        leaving(table, *(values[codes[row]] for codes, values in pair)) if table is not None else Leaving()
        for row in groups.first.tolist()
    ]
    at = pl.Series(groups.codes.astype(np.uint32))
    codes, values = coded(rows, ATTENDING)
    attended = [str(v.value) if isinstance(v, Known) and isinstance(v.value, str) else "" for v in values]
    return pl.DataFrame(
        {
            "id": named[rows.table.key[0]],
            "full_name": named["full_name"],
            "unit": named["unit"],
            "place": everyone,
            "attending": pl.Series(attended, dtype=pl.String)[pl.Series(codes.astype(np.uint32))],
            "leaves_earliest": pl.Series([one.earliest for one in found], dtype=pl.Date)[at],
            "leaves_latest": pl.Series([one.latest for one in found], dtype=pl.Date)[at],
        }
    )


def coded(rows: Rows, path: str) -> tuple[np.ndarray, list[Value]]:
    """The values of the field that conditions call *path*, by code."""
    column: Column | None = next((c for c in rows.columns.values() if c.field.path == path), None)
    if column is None:
        return np.zeros(rows.height, dtype=np.int64), [MISSING]
    return np.asarray(column.codes, dtype=np.int64), [cell.value for cell in column.cells]


def courses_frame(vocabulary: Vocabulary) -> pl.DataFrame:
    """The courses: place in the rule book, shortest and longest months."""
    courses = vocabulary.courses.values()
    return pl.DataFrame(
        {
            "course": [course.id for course in courses],
            "course_place": list(range(len(courses))),
            "shortest": [course.months[0] for course in courses],
            "longest": [course.months[1] for course in courses],
        },
        schema={"course": pl.String, "course_place": pl.Int64, "shortest": pl.Int64, "longest": pl.Int64},
    )


def pursued(vocabulary: Vocabulary) -> pl.DataFrame:
    """For each course attended, the courses whose level it brings."""
    pairs = []
    for attended, wanted in product(vocabulary.courses.values(), repeat=2):
        field = vocabulary.field_at(wanted.field)
        scale = vocabulary.scales.get(field.scale) if field is not None else None
        if attended.id == wanted.id:
            pairs.append((attended.id, wanted.id, True))
        if attended.id == wanted.id or attended.field != wanted.field or scale is None:
            continue
        brought, needed = scale.level(attended.raises_to), scale.level(wanted.raises_to)
        same = brought is not None and needed is not None and brought.ladder == needed.ladder
        if same and brought is not None and needed is not None and brought.rank >= needed.rank:
            pairs.append((attended.id, wanted.id, True))
    schema = {"attending": pl.String, "course": pl.String, "attends": pl.Boolean}
    return pl.DataFrame(pairs, schema=schema, orient="row")


ADMIN_LEVEL = "held.admin_level"


def level_place(vocabulary: Vocabulary) -> pl.Expr:
    """Where the level in the column ``admin_level`` stands in its scale."""
    field = vocabulary.field_at(ADMIN_LEVEL)
    scale = vocabulary.scales.get(field.scale) if field is not None else None
    order = {level.code: place for place, level in enumerate(scale.levels if scale is not None else ())}
    return pl.col("admin_level").replace_strict(order, default=None, return_dtype=pl.Int64)


def admin_levels(dataset: Dataset) -> pl.DataFrame:
    """The administrative level of everyone, as a code; null where it is not known."""
    rows = dataset.tables[PEOPLE]
    codes, values = coded(rows, ADMIN_LEVEL)
    levels = [str(v.value) if isinstance(v, Known) and isinstance(v.value, str) else None for v in values]
    return pl.DataFrame(
        {
            "id": cell_texts(rows, rows.table.key[0], np.arange(rows.height, dtype=np.int64)),
            "admin_level": pl.Series(levels, dtype=pl.String)[pl.Series(codes.astype(np.uint32))],
        }
    )
