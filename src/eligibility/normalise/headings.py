"""Which sheet is which table, where its heading is, and which column is which field."""

from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from eligibility.model.dataset import Issue
from eligibility.model.raw import EMPTY, RawCell, RawSheet
from eligibility.model.vocabulary import Beside, Table, Vocabulary
from eligibility.normalise.between import Between, rows_between
from eligibility.normalise.heads import HEADING_ROWS, Head, find_head
from eligibility.normalise.identity import Naming, People
from eligibility.normalise.known import PEOPLE, Known, field_names
from eligibility.normalise.language import nearest
from eligibility.normalise.sheet_tables import holds_no_records, tables_of
from eligibility.normalise.text import clean, key
from eligibility.normalise.unfold import Unfolder, unfold

__all__ = ["HEADING_ROWS", "PEOPLE", "Layout", "UnusableInput", "field_names", "lay_out"]


class UnusableInput(Exception):
    """Records that can be read but not reviewed: *kind* is a word of the message catalogue."""

    def __init__(self, kind: str, **params: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params


@attrs.frozen(eq=False)
class Layout:
    """A sheet understood: its *table*, the last row (from 0) of its *heading*, the column of each field."""

    sheet: RawSheet
    table: Table
    heading: int
    columns: Mapping[str, int]
    beside: Beside | None = None
    """How these columns of the table stand beside the people, whose sheet it is."""
    given: Mapping[str, str] = attrs.field(factory=dict)
    """Fields that have no column: their value stands in a heading."""
    texts: Mapping[int, str] = attrs.field(factory=dict)
    """The headings."""
    passed: NDArray[np.bool_] | None = None
    """Rows that are no records: groups, totals, signatures."""

    def letters(self) -> dict[str, str]:
        """The name of the column of each field; of the column with the heading that gives it."""
        found = {name: self.sheet.letter(column) for name, column in self.columns.items()}
        if self.beside is not None:
            found |= dict.fromkeys(self.given, found[self.beside.needs])
        return found


@attrs.frozen(eq=False)
class Draft:
    """A sheet on its way to layouts: its headings, and what its rows are named by if not by a key."""

    sheet: RawSheet
    table: Table
    known: Known
    head: Head
    between: Between
    names: tuple[str, ...] = ()


def lay_out(sheets: Sequence[RawSheet], vocabulary: Vocabulary) -> tuple[list[Layout], list[Issue]]:
    """The tables that the sheets hold; what cannot be placed becomes an issue.

    Raises:
        UnusableInput: a table lacks what names its rows, or has a heading twice.

    """
    issues: list[Issue] = []
    drafts: list[Draft] = []
    for sheet, table in zip(sheets, tables_of(sheets, vocabulary, issues), strict=True):
        if table is None:
            if sheet.height and not holds_no_records(sheet, vocabulary):
                issues.append(_issue("unknown_sheet", sheet, "", "", ", ".join(vocabulary.tables), "ignored"))
            continue
        if sheet.height == 0:
            issues.append(_issue("empty_sheet", sheet, "", "", "", "ignored"))
            continue
        drafts.append(draft_of(sheet, table, vocabulary))
    people = _people_of(drafts, vocabulary)
    layouts: list[Layout] = []
    for draft in drafts:
        found, told = _laid_out(draft, vocabulary, people)
        layouts += found
        issues += told
    return layouts, issues


def draft_of(sheet: RawSheet, table: Table, vocabulary: Vocabulary) -> Draft:
    """What a sheet of *table* looks like.

    Raises:
        UnusableInput: no row names a column that says whose the rows are.

    """
    known = Known(table, vocabulary)
    head = find_head(sheet, known.know, known.enough)
    if head is None:
        raise UnusableInput(
            "no_heading", file=sheet.file, sheet=sheet.name, table=table.name, expected=", ".join(table.key)
        )
    key_column = [c for c, field in head.fields.items() if field == f"{table.name}.{table.key[0]}"]
    names = () if key_column else known.identity([*head.fields.values()])
    wanted = {f"{PEOPLE}.{name}" for name in names}
    naming = key_column or [
        column
        for column, field in head.fields.items()
        if field in wanted or (field.startswith("(") and wanted & set(_form_fields(known, field)))
    ]
    return Draft(sheet, table, known, head, rows_between(sheet, head, naming, vocabulary.forms), names)


def _form_fields(known: Known, heading: str) -> tuple[str, ...]:
    form = known.form(heading[1:-1])
    return form.fields if form is not None else ()


def _laid_out(
    draft: Draft, vocabulary: Vocabulary, people: People | None
) -> tuple[list[Layout], list[Issue]]:
    """The layouts of one sheet: its own table, and those that stand beside it."""
    sheet, head, own = draft.sheet, draft.head, draft.table.name
    below = head.bottom + 1
    direct: dict[str, int] = {}
    for column, field in head.fields.items():
        if field.startswith("("):
            continue
        if field in direct:
            name = field if field.startswith(own) else head.texts[column]
            raise _twice(sheet, name.removeprefix(f"{own}."), direct[field], column)
        direct[field] = column
    forms = [
        (column, head.texts[column], form)
        for column, field in head.fields.items()
        if field.startswith("(") and (form := draft.known.form(field[1:-1])) is not None
    ]
    for column, heading, form in forms:
        for name in form.fields:
            if name in direct:
                raise _twice(sheet, heading, direct[name], column)
    unfolded = unfold(sheet, below, forms, frozenset(direct))
    issues = [*draft.between.issues, *unfolded.issues]
    found = direct | dict(unfolded.fields)
    made = Unfolder(unfolded.sheet)
    for name, steps in draft.between.values.items():
        if name not in direct:
            found[name] = made.add(_told(unfolded.sheet, steps, found.get(name), below), [0])
    if draft.names and people is not None:
        whose = {name: found[f"{PEOPLE}.{name}"] for name in draft.names}
        ids, told = people.ids(Naming(made.done(), below, whose), draft.names)
        found[f"{own}.{draft.table.key[0]}"] = made.add(ids, list(whose.values()))
        issues += told
    else:
        spare = {column for field, column in direct.items() if not _belongs(field, own, vocabulary)}
        found = {field: column for field, column in found.items() if column not in spare}
    layouts = list(_of_tables(draft, made.done(), found, unfolded.yearly, vocabulary))
    used = {column for layout in layouts for column in layout.columns.values()} | {c for c, _, _ in forms}
    used |= {found[f"{PEOPLE}.{name}"] for name in draft.names}
    return layouts, [*issues, *_unknown(draft, used)]


def _belongs(field: str, own: str, vocabulary: Vocabulary) -> bool:
    """Whether a *field* belongs to the sheet, rather than only saying who is meant."""
    return own == PEOPLE or field.startswith(f"{own}.")


def _of_tables(
    draft: Draft,
    sheet: RawSheet,
    found: Mapping[str, int],
    yearly: Mapping[tuple[str, str, int], int],
    vocabulary: Vocabulary,
) -> Iterator[Layout]:
    """A layout for the sheet's own table; for each table beside it, and each year of it."""
    own, heading, texts, passed = draft.table, draft.head.bottom, draft.head.texts, draft.between.passed
    columns = _columns(own.name, found)
    yield Layout(sheet, own, heading, columns, texts=texts, passed=passed)
    if own.name != PEOPLE:
        return
    whose = columns[own.key[0]]
    for table in vocabulary.tables.values():
        if table.beside is None or table.name == PEOPLE:
            continue
        groups: dict[tuple[str, str], dict[str, int]] = {}
        for field, column in found.items():
            name, _, rest = field.partition(".")
            if name == table.name:
                part, _, number = rest.partition("@")
                groups.setdefault((_numbered(table.beside), number) if number else ("", ""), {})[part] = (
                    column
                )
        for (value, by, year), column in yearly.items():
            if value.startswith(f"{table.name}."):
                groups.setdefault((by.partition(".")[2], str(year)), {})[value.partition(".")[2]] = column
        for (name, number), group in groups.items():
            if table.beside.needs in group:
                given = {name: number} if name else {}
                yield Layout(
                    sheet, table, heading, {table.key[0]: whose} | group, table.beside, given, texts, passed
                )


def _numbered(beside: Beside) -> str:
    """The field whose value stands in headings."""
    texts = (text for headings in beside.headings.values() for text in headings)
    return next((text.partition("{")[2].partition("}")[0] for text in texts if "{" in text), "")


def _columns(table: str, found: Mapping[str, int]) -> dict[str, int]:
    """The columns of the fields of one table."""
    return {field.partition(".")[2]: c for field, c in found.items() if field.startswith(f"{table}.")}


def _told(
    sheet: RawSheet, steps: Sequence[tuple[int, str]], stated: int | None, below: int
) -> tuple[NDArray[np.int32], tuple[RawCell, ...]]:
    """A column of what rows between people say, where the row itself (column *stated*) says nothing of it."""
    cells: dict[RawCell, int] = {EMPTY: 0}
    codes = np.zeros(sheet.height, dtype=np.int32)
    for row, text in steps:
        codes[max(row, below) :] = cells.setdefault(RawCell(text), len(cells)) if text else 0
    if stated is not None:
        own, texts = sheet.columns[stated]
        table = np.array(
            [cells.setdefault(cell, len(cells)) if clean(cell.text) else -1 for cell in texts], dtype=np.int32
        )
        codes = np.where(table[own] >= 0, table[own], codes).astype(np.int32)
    return codes, tuple(cells)


def _people_of(drafts: Sequence[Draft], vocabulary: Vocabulary) -> People | None:
    """Who is called what in the sheets that have ids; None where every sheet has them."""
    wanted = {draft.names for draft in drafts if draft.names}
    if not wanted:
        return None
    table = vocabulary.tables[PEOPLE]
    people = People(table, vocabulary)
    for draft in drafts:
        if draft.table.name == PEOPLE and not draft.names:
            fields = {
                field.partition(".")[2]: column
                for column, field in draft.head.fields.items()
                if field.startswith(f"{PEOPLE}.")
            }
            naming = Naming(draft.sheet, draft.head.bottom + 1, fields, fields.get(table.key[0]))
            for names in wanted:
                people.learn(naming, names)
    return people


def _twice(sheet: RawSheet, field: str, first: int, second: int) -> UnusableInput:
    """Two columns hold one field."""
    letters = [sheet.letter(column).removesuffix(":") for column in (first, second)]
    return UnusableInput(
        "heading_twice", file=sheet.file, sheet=sheet.name, field=field, first=letters[0], second=letters[1]
    )


def _unknown(draft: Draft, used: set[int]) -> Iterator[Issue]:
    """The columns that are no field, unless they are empty; with the heading that is nearest."""
    sheet, head = draft.sheet, draft.head
    spellings = draft.known.spellings()
    for column in range(len(sheet.columns)):
        if column in used:
            continue
        heading = head.texts.get(column, "")
        row, text = _first_said(sheet, column, head.bottom + 1)
        if heading:
            row = next(row for row in range(head.top, head.bottom + 1) if clean(sheet.cell(row, column).text))
            text = heading
        if text:
            near = spellings.get(nearest(key(heading), spellings), "") if heading else ""
            yield _issue(
                "unknown_column",
                sheet,
                f"{sheet.letter(column)}{row + sheet.first_row}",
                text,
                near,
                "ignored",
            )


def _issue(kind: str, sheet: RawSheet, cell: str, text: str, expected: str, done: str) -> Issue:
    return Issue(kind, sheet.file, sheet.title, cell, text, expected, done)


def _first_said(sheet: RawSheet, column: int, heading: int) -> tuple[int, str]:
    """The first row from *heading* on in which a column says something, and what."""
    codes, cells = sheet.columns[column]
    if heading >= sheet.height:
        return heading, ""
    texts = [clean(cell.text) for cell in cells]
    said = np.flatnonzero(np.array([bool(text) for text in texts], dtype=bool)[codes[heading:]])
    row = heading + int(said[0]) if len(said) else heading
    return row, texts[codes[row]]
