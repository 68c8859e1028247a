"""Rows that are not decided, and why."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from eligibility.bulk.evaluating import Evaluation
from eligibility.evaluate.columns import Codes
from eligibility.evaluate.series import text_of
from eligibility.model.dataset import TARGET_POST, Refusal
from eligibility.normalise.headings import PEOPLE

SCHEMA = {
    "table": pl.String(),
    "row": pl.Int64(),
    "id": pl.String(),
    "post": pl.String(),
    "kind": pl.String(),
    "detail": pl.String(),
}
"""The columns of refusals: where the row stands, who and which post it names, and a word of the catalogue."""


def of_candidacies(found: Evaluation, ids: pl.Series, rows: pl.Series) -> pl.DataFrame:
    """The candidacies of a chunk to which no standard applies."""
    whole, codes = found.chunk.whole, found.assigned.codes
    places = np.flatnonzero(codes < 0).astype(np.int64)
    if not len(places):
        return pl.DataFrame(schema=SCHEMA)
    post = whole.column(TARGET_POST)
    refused = found.assigned.refused
    person = whole.person[places]
    return pl.DataFrame(
        {
            "table": [PEOPLE] * len(places),
            "row": rows.gather(person).cast(pl.Int64),
            "id": ids.gather(person).cast(pl.String),
            "post": _gathered([text_of(value) for value in post.values], post.codes[places]),
            "kind": _gathered([reason.kind for reason in refused], -1 - codes[places]),
            "detail": _gathered([reason.detail for reason in refused], -1 - codes[places]),
        },
        schema=SCHEMA,
    )


def of_rows(table: str, ids: pl.Series, rows: pl.Series, kind: str) -> pl.DataFrame:
    """Rows that cannot be used at all."""
    nothing = pl.lit("")
    return pl.DataFrame({"id": ids.cast(pl.String).fill_null(""), "row": rows.cast(pl.Int64)}).select(
        pl.lit(table).alias("table"),
        "row",
        "id",
        nothing.alias("post"),
        pl.lit(kind).alias("kind"),
        nothing.alias("detail"),
    )


def of_ordinary(refusals: Iterable[Refusal]) -> pl.DataFrame:
    """Those of an ordinary review."""
    rows = [
        {
            "table": one.table,
            "row": None,
            "id": one.person,
            "post": one.post,
            "kind": one.kind,
            "detail": one.detail,
        }
        for one in refusals
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def _gathered(texts: list[str], codes: Codes) -> pl.Series:
    return pl.Series(texts, dtype=pl.String).gather(pl.Series(codes.astype(np.uint32)))
