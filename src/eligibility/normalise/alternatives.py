"""The same records read otherwise: without preferred columns, and for some people only."""

from collections.abc import Collection, Iterator

import attrs
import numpy as np

from eligibility.model.dataset import Dataset, Issue, Rows
from eligibility.model.record import Known
from eligibility.model.review import Review
from eligibility.model.vocabulary import Vocabulary


def without_preference(vocabulary: Vocabulary) -> Vocabulary:
    """*vocabulary* in which no column goes before another."""
    tables = {
        name: attrs.evolve(table, fields=tuple(attrs.evolve(field, prefer="") for field in table.fields))
        for name, table in vocabulary.tables.items()
    }
    return attrs.evolve(vocabulary, tables=tables)


def of_people(dataset: Dataset, who: Collection[str], vocabulary: Vocabulary) -> Dataset:
    """The rows of *dataset* that are about *who*; those about nobody stay."""
    personal = vocabulary.tables["people"].key
    tables = {
        name: _about(rows, who) if rows.table.key == personal else rows
        for name, rows in dataset.tables.items()
    }
    return attrs.evolve(
        dataset,
        tables=tables,
        refusals=(),
        rows_read={name: rows.height for name, rows in tables.items()},
        merged={},
    )


def _about(rows: Rows, who: Collection[str]) -> Rows:
    column = rows.columns[rows.table.key[0]]
    texts = [str(cell.value.value) if isinstance(cell.value, Known) else "" for cell in column.cells]
    kept = np.flatnonzero(np.array([text in who for text in texts], dtype=bool)[column.codes])
    columns = {name: attrs.evolve(column, codes=column.codes[kept]) for name, column in rows.columns.items()}
    return attrs.evolve(
        rows, columns=columns, origin_codes=rows.origin_codes[kept], numbers=rows.numbers[kept]
    )


def would_change(made: Review, other: Review) -> Iterator[Issue]:
    """For each difference of two columns, the outcomes that the *other* column would give."""
    columns = ("id", "post", "term", "outcome")
    usual = {row[:3]: row[3] for row in made.decisions.select(columns).iter_rows()}
    found: dict[str, dict[str, None]] = {}
    for row in other.decisions.select(columns).iter_rows():
        if usual.get(row[:3], row[3]) != row[3]:
            found.setdefault(row[0], {})[row[3]] = None
    for issue in made.issues:
        if issue.kind == "differs" and issue.person in found:
            outcomes = ", ".join(found[issue.person])
            yield Issue(
                "would_change",
                issue.file,
                issue.sheet,
                issue.cell,
                issue.text,
                outcomes,
                issue.done,
                issue.person,
            )
