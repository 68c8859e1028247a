"""Which table each sheet is: by what somebody said, by its name, or by what its headings hold."""

from collections.abc import Sequence

from eligibility.model.dataset import Issue
from eligibility.model.raw import RawSheet
from eligibility.model.vocabulary import Table, Vocabulary
from eligibility.normalise.heads import find_head
from eligibility.normalise.known import PEOPLE, Known
from eligibility.normalise.text import clean, key

FEWEST = 3
"""Columns of people that headings must name for a sheet to be read as people under another name."""


def tables_of(
    sheets: Sequence[RawSheet], vocabulary: Vocabulary, issues: list[Issue]
) -> Sequence[Table | None]:
    """The table that each sheet is: as somebody said, by its name, as a form, or as the one left."""
    tables = [vocabulary.tables.get(sheet.table) or _table(sheet, vocabulary) for sheet in sheets]
    for number, sheet in enumerate(sheets):
        if sheet.table or not sheet.height or not _is_form(sheet, tables[number], vocabulary):
            continue
        tables[number] = _read_as_people(sheet, vocabulary, issues)
    for number, sheet in enumerate(sheets):
        if tables[number] is None and PEOPLE not in [known.name for known in tables if known is not None]:
            tables[number] = _people(number, sheets, tables, vocabulary)
            if tables[number] is not None:
                _read_as_people(sheet, vocabulary, issues)
    return tables


def _read_as_people(sheet: RawSheet, vocabulary: Vocabulary, issues: list[Issue]) -> Table:
    table = vocabulary.tables[PEOPLE]
    issues.append(
        Issue(
            "other_name", sheet.file, sheet.title, "", sheet.name, ", ".join(_names(table)), "read_as_people"
        )
    )
    return table


def _is_form(sheet: RawSheet, table: Table | None, vocabulary: Vocabulary) -> bool:
    """Whether a sheet, whatever its name, has people and columns that only forms of people have."""
    if PEOPLE not in vocabulary.tables or (table is not None and table.name == PEOPLE):
        return False
    if table is not None:
        own = Known(table, vocabulary)
        if find_head(sheet, own.know, own.enough) is not None:
            return False
    known = Known(vocabulary.tables[PEOPLE], vocabulary)
    head = find_head(sheet, known.know, known.enough)
    if head is None:
        return False
    found = [*head.fields.values()]
    return any(field.startswith("(") for field in found) and len(found) > FEWEST


def _people(
    number: int, sheets: Sequence[RawSheet], tables: Sequence[Table | None], vocabulary: Vocabulary
) -> Table | None:
    """The table of people, if the sheet is the only one without a table, and names it by its headings.

    They must name three columns of it, and more than of any other table.
    """
    if any(
        sheet.height and table is None and other != number and not holds_no_records(sheet, vocabulary)
        for other, (sheet, table) in enumerate(zip(sheets, tables, strict=True))
    ):
        return None
    fitting = {name: _fitting(sheets[number], table, vocabulary) for name, table in vocabulary.tables.items()}
    most = fitting.pop(PEOPLE, 0)
    return vocabulary.tables[PEOPLE] if most >= FEWEST and most > max(fitting.values(), default=0) else None


def _fitting(sheet: RawSheet, table: Table, vocabulary: Vocabulary) -> int:
    """How many columns of the table itself the headings of a sheet name."""
    known = Known(table, vocabulary)
    head = find_head(sheet, known.know, known.enough)
    return (
        sum(field.startswith(f"{table.name}.") for field in head.fields.values()) if head is not None else 0
    )


def _table(sheet: RawSheet, vocabulary: Vocabulary) -> Table | None:
    """The table that the sheet is named after."""
    wanted = key(sheet.name)
    for table in vocabulary.tables.values():
        if wanted in {key(text) for text in _names(table)}:
            return table
    return None


def holds_no_records(sheet: RawSheet, vocabulary: Vocabulary) -> bool:
    """Whether the sheet is one of the template's own, which hold no records."""
    template = vocabulary.template
    names = [label[lang] for label in (template.guide, template.lists) for lang in ("vi", "en")]
    return clean(sheet.name) in map(clean, names)


def _names(table: Table) -> tuple[str, ...]:
    return (table.name, table.label.vi, table.label.en, *table.aliases)
