"""Example rows of the template: known by the declared word in their key column, and by nothing else in them.

A row that says the word and holds only what the template wrote is no record. One that says it and
holds anything else may be a real person, written over the example: it is refused, never left out.
"""

import numpy as np
from numpy.typing import NDArray

from eligibility.model.dataset import Rows
from eligibility.model.template import cell_text
from eligibility.model.vocabulary import Table, Vocabulary
from eligibility.normalise.headings import Layout
from eligibility.normalise.text import clean

Codes = NDArray[np.int32]
LANGUAGES = ("vi", "en")


def example_rows(layout: Layout, vocabulary: Vocabulary) -> Codes:
    """The rows (from 0) of a sheet that say what the template wrote, or less, and nothing more."""
    codes, cells = layout.sheet.columns[layout.columns[layout.table.key[0]]]
    words = _words(vocabulary)
    marked = np.array([clean(cell.text) in words for cell in cells], dtype=bool)[codes]
    marked[: layout.heading + 1] = False
    found = np.flatnonzero(marked)
    if not len(found):
        return found.astype(np.int32)
    written = _written(layout.table, vocabulary)
    names = {column: name for name, column in layout.columns.items()}
    fits = []
    for column, (codes, cells) in enumerate(layout.sheet.own):
        allowed = written.get(names.get(column, ""), frozenset({""}))
        fine = np.array([clean(cell.text) in allowed for cell in cells], dtype=bool)
        fits.append(fine[codes[found]])
    return found[np.logical_and.reduce(fits)].astype(np.int32)


def marked_rows(rows: Rows, vocabulary: Vocabulary) -> NDArray[np.bool_]:
    """Which of *rows* say the word of examples in their key column."""
    column = rows.columns[rows.table.key[0]]
    words = _words(vocabulary)
    found: NDArray[np.bool_] = np.array([cell.text in words for cell in column.cells], dtype=bool)[
        column.codes
    ]
    return found


def _words(vocabulary: Vocabulary) -> frozenset[str]:
    """What marks an example; an empty word marks nothing."""
    return frozenset(clean(vocabulary.template.example[lang]) for lang in LANGUAGES) - {""}


def _written(table: Table, vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """What may stand in each column of an example row: what the template writes, or nothing."""
    found = {name: frozenset({""}) for name in (field.name for field in table.fields)}
    for name, value in vocabulary.template.rows.get(table.name, {}).items():
        field = table.field(name)
        if field is not None:
            texts = {clean(cell_text(value, field, vocabulary, lang)) for lang in LANGUAGES}
            found[name] |= texts | {clean(str(value))}
    found[table.key[0]] |= _words(vocabulary)
    return found
