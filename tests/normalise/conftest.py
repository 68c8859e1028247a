"""Raw tables made of rows of text, and the shipped vocabulary."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from eligibility.model.raw import EMPTY, RawCell, RawSheet, RawTables
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import load_rules

RULES = Path(__file__).parents[2] / "rules"
AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="session")
def rules():
    """The shipped rule book's folder."""
    return RULES


@pytest.fixture(scope="session")
def vocabulary():
    book, _, _ = load_rules(RULES)
    return book.vocabulary


@pytest.fixture(scope="session")
def sheet():
    """A sheet of a workbook; cells are texts, or `RawCell`s of another kind."""

    def make(name, rows, *, letters=True, file="b.xlsx"):
        width = max(map(len, rows), default=0)
        columns = []
        for column in range(width):
            cells, codes = {}, []
            for row in rows:
                value = row[column] if column < len(row) else ""
                cell = value if isinstance(value, RawCell) else RawCell(value) if value.strip() else EMPTY
                codes.append(cells.setdefault(cell, len(cells)))
            columns.append((np.array(codes, dtype=np.int32), tuple(cells)))
        return RawSheet(
            file if letters else f"{name}.csv", name, tuple(columns), len(rows), 1, letters=letters
        )

    return make


@pytest.fixture(scope="session")
def dataset(sheet, vocabulary):
    """The dataset made of sheets given by name, each as rows with the heading first."""

    def make(tables, as_of=AS_OF, *, letters=True):
        sheets = tuple(sheet(name, rows, letters=letters) for name, rows in tables.items())
        return build_dataset(RawTables(Path("b.xlsx"), sheets, {"b.xlsx": "0" * 64}), vocabulary, as_of)

    return make


@pytest.fixture(scope="session")
def values():
    """The values of a field of a table, row by row."""

    def get(data, field, table="people"):
        rows = data.tables[table]
        return [rows.cell(field, row).value for row in range(rows.height)]

    return get


@pytest.fixture(scope="session")
def told():
    """The issues of a dataset in short: kind, sheet, cell, text and what was done."""

    def get(data):
        return [(i.kind, i.sheet, i.cell, i.text, i.done) for i in data.issues]

    return get
