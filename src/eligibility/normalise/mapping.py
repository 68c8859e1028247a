"""A column map read from its file, and put onto sheets: their headings become those of the rule book."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.mapping import LEFT_OUT, ColumnMap, SheetMap
from eligibility.model.raw import RawCell, RawSheet, RawTables
from eligibility.model.vocabulary import Table, Vocabulary
from eligibility.normalise.heads import find_head
from eligibility.normalise.known import Known
from eligibility.normalise.language import listed, nearest
from eligibility.normalise.structure import structure
from eligibility.normalise.text import clean, key
from eligibility.normalise.written import WrittenMap


def build_map(data: Any, vocabulary: Vocabulary, file: str) -> tuple[ColumnMap | None, list[Diagnostic]]:  # noqa: ANN401
    """The map in the plain *data* of *file*; None where something in it is wrong."""
    written, problems = structure(data, WrittenMap, Where(file))
    if written is None or problems:
        return None, problems
    sheets = []
    for n, sheet in enumerate(written.sheets):
        where = Where(file, ("sheets", n))
        problems += _wrong(sheet.table, sheet.columns, vocabulary, where)
        sheets.append(SheetMap(sheet.sheet, sheet.table, dict(sheet.columns)))
    return (None if problems else ColumnMap(tuple(sheets))), problems


def _wrong(
    table: str, columns: Mapping[str, str], vocabulary: Vocabulary, where: Where
) -> Iterator[Diagnostic]:
    """Tables and fields that there are not."""
    tables = tuple(vocabulary.tables)
    if table not in tables:
        params = {"name": table, "near": nearest(table, tables), "choices": listed(tables)}
        yield Diagnostic("R309", where.child("table"), params)
        return
    known = [f"{t.name}.{field.name}" for t in vocabulary.tables.values() for field in t.fields]
    forms = Known(vocabulary.tables[table], vocabulary)
    for heading, field in columns.items():
        name, _, year = field.partition("@")
        if (
            field != LEFT_OUT
            and forms.form(field) is None
            and (name not in known or (year and not year.isdigit()))
        ):
            params = {"name": field, "near": nearest(field, known), "choices": listed(known)}
            yield Diagnostic("R309", where.child("columns", heading), params)


def mapped(raw: RawTables, columns: ColumnMap, vocabulary: Vocabulary) -> RawTables:
    """*raw* with the headings that the map names as the rule book has them; addresses stay."""
    return attrs.evolve(
        raw, sheets=tuple(_mapped(sheet, _said(sheet, columns), vocabulary) for sheet in raw.sheets)
    )


def _said(sheet: RawSheet, columns: ColumnMap) -> SheetMap | None:
    """What the map says of a sheet: by its name, else what it says of any."""
    named = [known for known in columns.sheets if known.sheet and key(known.sheet) == key(sheet.name)]
    return next(iter(named), next((known for known in columns.sheets if not known.sheet), None))


def _mapped(sheet: RawSheet, said: SheetMap | None, vocabulary: Vocabulary) -> RawSheet:
    if said is None or not sheet.height:
        return sheet
    table = vocabulary.tables[said.table]
    known = Known(table, vocabulary)
    meant = {key(heading): field for heading, field in said.columns.items()}
    names = {f"{table.name}.{field.name}": field.name for field in table.fields}

    def know(heading: str) -> str:
        field = meant.get(key(heading), "")
        return (
            ""
            if field == LEFT_OUT
            else field
            if field in names
            else f"({field})"
            if field
            else known.know(heading)
        )

    def enough(found: Any) -> bool:  # noqa: ANN401
        own = [known.know(field[1:-1]) or field if field.startswith("(") else field for field in found]
        return known.enough([*own, *found])

    head = find_head(sheet, know, enough)
    made = attrs.evolve(sheet, table=table.name)
    if head is None:
        return made
    for column, heading in head.texts.items():
        field = meant.get(key(heading))
        if field is None:
            continue
        row = next(
            (row for row in range(head.last, head.top - 1, -1) if clean(sheet.cell(row, column).text)),
            head.top,
        )
        made = _written(made, row, column, _heading(field, heading, table, vocabulary))
    return made


def _heading(field: str, heading: str, table: Table, vocabulary: Vocabulary) -> str:
    """A heading that the rule book knows for a *field*; one that it does not know where it is left out."""
    if field == LEFT_OUT:
        return f"bỏ qua: {heading}"
    name, _, year = field.partition("@")
    whose, _, own = name.partition(".")
    if whose == table.name or whose not in vocabulary.tables:
        return own or field
    beside = vocabulary.tables[whose].beside
    if beside is None:
        return own
    texts = beside.headings.get(own, (own,))
    return next(
        (text.replace(f"{{{_part(text)}}}", year) for text in texts if ("{" in text) == bool(year)), own
    )


def _part(text: str) -> str:
    return text.partition("{")[2].partition("}")[0]


def _written(sheet: RawSheet, row: int, column: int, text: str) -> RawSheet:
    """The sheet with one heading written otherwise."""
    codes, cells = sheet.columns[column]
    codes = np.array(codes, copy=True)
    codes[row] = len(cells)
    columns = list(sheet.columns)
    columns[column] = (codes, (*cells, RawCell(text)))
    return attrs.evolve(sheet, columns=tuple(columns))
