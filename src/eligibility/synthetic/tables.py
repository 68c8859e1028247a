"""Tables as officers keep them: Vietnamese headings, labels in place of codes, dates as dates."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from eligibility.model.vocabulary import Field, Kind, Vocabulary

Text = str | int | date | None
"""What one cell holds; None is an empty cell."""

Values = Mapping[str, Text | tuple[str, ...]]
"""A row by field name, with codes; a tuple are posts held together."""

MARK = "DỮ LIỆU GIẢ LẬP"
"""Stands on every sheet and in every file: nobody here exists."""


@attrs.frozen(eq=False)
class Sheet:
    """One table: *title* is its Vietnamese name, *fields* the canonical names of its columns."""

    table: str
    title: str
    fields: tuple[str, ...]
    headings: tuple[str, ...]
    rows: list[list[Text]]

    def column(self, field: str) -> int:
        """The place of *field* in every row."""
        return self.fields.index(field)


@attrs.frozen
class Planted:
    """A fault put on purpose into the row of *person*."""

    fault: str
    table: str
    person: str
    field: str = ""
    text: str = ""


@attrs.frozen(eq=False)
class Tables:
    """All tables of a province on one day; *planted* are the faults put into them."""

    as_of: date
    sheets: Mapping[str, Sheet]
    planted: tuple[Planted, ...] = ()


class Writer:
    """Writes rows of codes as rows of what an officer would type."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def sheet(self, table: str, rows: Iterable[Values]) -> Sheet:
        """The sheet of *table*, with all columns that the vocabulary declares."""
        declared = self._vocabulary.tables[table]
        labels = [self._labels(field) for field in declared.fields]
        names = tuple(field.name for field in declared.fields)
        pairs = list(zip(names, labels, strict=True))
        written = [[_text(row.get(name), found) for name, found in pairs] for row in rows]
        headings = tuple(field.label.vi for field in declared.fields)
        return Sheet(table, declared.label.vi, names, headings, written)

    def _labels(self, field: Field) -> Mapping[str, str]:
        """Codes to labels; what is no code stays as it is."""
        match field.kind:
            case Kind.LEVEL:
                return {level.code: level.label.vi for level in self._vocabulary.scales[field.scale].levels}
            case Kind.POST | Kind.POSTS:
                return {code: post.label.vi for code, post in self._vocabulary.posts.items()}
            case _:
                return {}


def _text(value: Text | tuple[str, ...], labels: Mapping[str, str]) -> Text:
    if isinstance(value, str):
        return labels.get(value, value)
    if isinstance(value, tuple):
        return "; ".join(labels.get(code, code) for code in value)
    return value


def titles(sheet: Sheet, as_of: date) -> Sequence[str]:
    """The lines above the headings of *sheet*: they say that it is synthetic."""
    return (
        f"{sheet.title.upper()} – {MARK}",
        f"Tính đến {as_of:%d/%m/%Y}. Mọi người, đơn vị và quyết định trong bảng này đều do máy tạo ra.",
    )
