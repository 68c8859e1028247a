"""Columns of forms unfolded: cells that say several fields, or say one by where they stand."""

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from eligibility.model.dataset import Issue
from eligibility.model.forms import FormColumn
from eligibility.model.raw import EMPTY, RawCell, RawSheet
from eligibility.normalise.known import years_of
from eligibility.normalise.text import clean
from eligibility.normalise.values import ABSENT_MARKS

Codes = NDArray[np.int32]
Column = tuple[Codes, tuple[RawCell, ...]]

ITEMS = re.compile(r"[;,\n\r]")
YEAR_FIRST = re.compile(r"(?:năm\s*)?((?:19|20)\d\d)\s*[:\-\u2010-\u2015=.]*\s*(.+)", re.IGNORECASE)
YEAR_LAST = re.compile(r"(.+?)\s*[(\-:]\s*(?:năm\s*)?((?:19|20)\d\d)\s*\)?", re.IGNORECASE)


@attrs.frozen(eq=False)
class Unfolded:
    """A sheet with columns made of others at its end; where each field and the value of each year stands."""

    sheet: RawSheet
    fields: Mapping[str, int]
    yearly: Mapping[tuple[str, str, int], int]
    """By the field, the field of the year, and the year."""
    issues: tuple[Issue, ...] = ()


class Unfolder:
    """Adds columns to a sheet, remembering which they were made of."""

    def __init__(self, sheet: RawSheet) -> None:
        self._sheet = sheet
        self._columns = list(sheet.columns)
        self._borrowed = list(sheet.borrowed)

    def add(self, column: Column, sources: Sequence[int]) -> int:
        """The place of *column*, made of those in *sources*."""
        self._columns.append(column)
        self._borrowed.append(tuple(dict.fromkeys(sources)))
        return len(self._columns) - 1

    def done(self) -> RawSheet:
        """The sheet with all that was added."""
        return attrs.evolve(self._sheet, columns=tuple(self._columns), borrowed=tuple(self._borrowed))


def unfold(
    sheet: RawSheet, below: int, forms: Sequence[tuple[int, str, FormColumn]], taken: frozenset[str]
) -> Unfolded:
    """The *forms* of a sheet (column, heading, form) unfolded in the rows *below* its heading.

    Fields that are *taken* have a column of their own, which counts.
    """
    made = Unfolder(sheet)
    fields: dict[str, int] = {}
    yearly: dict[tuple[str, str, int], int] = {}
    issues: list[Issue] = []
    wanted: dict[str, list[tuple[int, FormColumn, Column]]] = {}
    for column, heading, form in forms:
        if form.yearly:
            found, told = _years(sheet, below, column, heading)
            issues += told
            for year, cells in found.items():
                yearly[form.fields[0], form.yearly, year] = made.add(cells, [column])
            continue
        parts = _parts(sheet, column, form)
        for name, part in zip(form.fields, parts, strict=True):
            wanted.setdefault(name, []).append((column, form, part))
    for name, sources in wanted.items():
        sources.sort(key=lambda source: source[1].otherwise)
        columns = [column for column, _, _ in sources]
        value, said = _chosen(sources)
        fields[name] = made.add(_blank_above(value, below), columns)
        for other, cells in said.items():
            if other not in taken:
                fields[other] = made.add(_blank_above(cells, below), columns)
    return Unfolded(made.done(), fields, yearly, tuple(issues))


def _blank_above(column: Column, below: int) -> Column:
    codes, cells = column
    codes = codes.copy()
    codes[:below] = len(cells)
    return codes, (*cells, EMPTY)


def _stated(cell: RawCell) -> bool:
    text = clean(cell.text)
    return bool(text) and text not in ABSENT_MARKS


def _parts(sheet: RawSheet, column: int, form: FormColumn) -> list[Column]:
    """The column as one for each field of *form*."""
    codes, cells = sheet.columns[column]
    if len(form.fields) == 1:
        return [(codes, cells)]
    split = [_split(cell, form) for cell in cells]
    return [(codes, tuple(parts[n] for parts in split)) for n in range(len(form.fields))]


def _split(cell: RawCell, form: FormColumn) -> list[RawCell]:
    """What a cell says of each field; all of it of the first, where it cannot be told apart."""
    rest = [EMPTY] * (len(form.fields) - 1)
    if cell.kind != "text":
        return [cell, *rest]
    text = clean(cell.text)
    lead = "|".join(re.escape(clean(words)) for words in form.lead)
    if lead:
        text = re.sub(rf"^(?:{lead})[\s:]+", "", text, flags=re.IGNORECASE)
    apart = "|".join(re.escape(clean(words)) for words in form.apart)
    dashed = re.sub("[\u2010-\u2015]", "-", text) if "-" in form.apart else text
    found = re.split(rf"\s+(?:{apart})\s+", dashed, flags=re.IGNORECASE)
    if len(found) != len(form.fields):
        return [RawCell(text) if text else EMPTY, *rest]
    return [RawCell(part) if part else EMPTY for part in found]


def _chosen(
    sources: Sequence[tuple[int, FormColumn, Column]],
) -> tuple[Column, dict[str, Column]]:
    """The value in each row, and what it says of other fields by where it stands."""
    keys = np.zeros(len(sources[0][2][0]), dtype=np.int64)
    for _, _, (codes, cells) in sources:
        keys = keys * max(1, len(cells)) + codes
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    values: list[RawCell] = []
    said: dict[str, list[RawCell]] = {}
    names = list(dict.fromkeys(name for _, form, _ in sources for name in form.says))
    for row in first.tolist():
        stated = [
            (form, cells[codes[row]]) for _, form, (codes, cells) in sources if _stated(cells[codes[row]])
        ]
        usual = [item for item in stated if not item[0].otherwise] or stated[:1]
        texts = [cell.text for _, cell in usual]
        values.append(usual[0][1] if len(usual) == 1 else RawCell(" | ".join(texts)) if usual else EMPTY)
        for name in names:
            words = list(dict.fromkeys(form.says[name] for form, _ in usual if name in form.says))
            said.setdefault(name, []).append(RawCell(" | ".join(words)) if words else EMPTY)
    codes = inverse.reshape(-1).astype(np.int32)
    return (codes, tuple(values)), {name: (codes, tuple(cells)) for name, cells in said.items()}


def _years(
    sheet: RawSheet, below: int, column: int, heading: str
) -> tuple[dict[int, Column], Iterator[Issue]]:
    """A column for each year of which cells say something; a cell without years is not guessed at."""
    codes, cells = sheet.columns[column]
    years = years_of(heading)
    listed = [_by_year(cell, years) for cell in cells]
    used = np.zeros(len(cells), dtype=bool)
    used[codes[below:]] = True
    found: dict[int, Column] = {}
    for year in sorted({year for n, items in enumerate(listed) if used[n] for year in items or ()}):
        texts = [(items or {}).get(year, "") for items in listed]
        made = tuple(RawCell(text) if text else EMPTY for text in texts)
        found[year] = _blank_above((codes, made), below)
    unread = [n for n, items in enumerate(listed) if used[n] and items is None]
    return found, _without_years(sheet, below, column, unread)


def _without_years(sheet: RawSheet, below: int, column: int, unread: Sequence[int]) -> Iterator[Issue]:
    codes, cells = sheet.columns[column]
    for code in unread:
        rows = np.flatnonzero(codes[below:] == code) + below
        more = f" (+{len(rows) - 1})" if len(rows) > 1 else ""
        place = f"{sheet.letter(column)}{int(rows[0]) + sheet.first_row}"
        text = clean(cells[code].text) + more
        yield Issue(
            "no_years", sheet.file, sheet.title, place, text, "2024: HTTNV; 2025: HTTNV", "taken_as_unknown"
        )


def _by_year(cell: RawCell, years: Sequence[int]) -> dict[int, str] | None:
    """The text for each year; None where it is not clear which year is meant."""
    if not _stated(cell):
        return {}
    items = [clean(item) for item in ITEMS.split(cell.text) if clean(item)]
    found: dict[int, str] = {}
    for item in items:
        first, last = YEAR_FIRST.fullmatch(item), YEAR_LAST.fullmatch(item)
        if first is None and last is None:
            break
        year, text = (int(first[1]), first[2]) if first is not None else (int(last[2]), last[1])  # type: ignore[index]
        if year in found:
            return None
        found[year] = clean(text)
    else:
        return found
    plain = not any(YEAR_FIRST.fullmatch(item) or YEAR_LAST.fullmatch(item) for item in items)
    return dict(zip(years, items, strict=True)) if plain and len(items) == len(years) else None
