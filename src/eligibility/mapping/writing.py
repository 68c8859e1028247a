"""A column map as a file: what is understood, and every other heading left out until somebody says better."""

import json
from collections.abc import Iterator, Sequence

from eligibility.mapping.viewing import ColumnView, SheetView
from eligibility.messages import text
from eligibility.model.mapping import LEFT_OUT


def map_text(sheets: Sequence[SheetView], lang: str) -> str:
    """The file for *sheets*: YAML with a remark where a heading is not known."""
    return "\n".join([*_lines(sheets, lang), ""])


def _lines(sheets: Sequence[SheetView], lang: str) -> Iterator[str]:
    yield from (f"# {line}" for line in text("map.file_head", lang, out=LEFT_OUT).split("\n"))
    yield "sheets:"
    for sheet in sheets:
        if not sheet.columns:
            continue
        yield f"  - sheet: {_quoted(sheet.sheet)}"
        yield f"    table: {sheet.table or _most(sheet)}"
        yield "    columns:"
        for column in sheet.columns:
            if column.heading:
                yield f"      {_quoted(column.heading)}: {_column(column, lang)}"


def _column(column: ColumnView, lang: str) -> str:
    if column.field.startswith("("):
        return _quoted(column.field[1:-1])
    if column.field:
        return column.field
    near = f"  # {text('map.nearest', lang, near=column.near)}" if column.near else ""
    return _quoted(LEFT_OUT) + near


def _most(sheet: SheetView) -> str:
    names = [column.field.partition(".")[0] for column in sheet.columns if "." in column.field]
    return max(names, key=names.count, default="people")


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
