"""Who is meant in a sheet without ids: by the fields that the rule book declares, never by a name alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs
import numpy as np
from numpy.typing import NDArray

from eligibility.model.dataset import Issue
from eligibility.model.raw import EMPTY, RawCell, RawSheet
from eligibility.model.record import Between, Known
from eligibility.model.vocabulary import Field, Table, Vocabulary
from eligibility.normalise.text import clean, folded
from eligibility.normalise.values import ValueReader

Codes = NDArray[np.int32]
Column = tuple[Codes, tuple[RawCell, ...]]
FAR = date(2100, 12, 31)
"""The day up to which dates that identify somebody may be."""


@attrs.frozen(eq=False)
class Naming:
    """A sheet whose rows below row *below* are named by the columns in *fields*; *key*: that of ids."""

    sheet: RawSheet
    below: int
    fields: Mapping[str, int]
    key: int | None = None


class People:
    """Ids by what identifies somebody: those of sheets that have ids, and ids made for the others."""

    def __init__(self, table: Table, vocabulary: Vocabulary) -> None:
        self._table = table
        self._vocabulary = vocabulary
        self._ids: dict[tuple[str, ...], dict[str, None]] = {}
        self._shown: dict[tuple[str, ...], str] = {}
        """How those who are identified so are called: as the first sheet that has them spells it."""

    def learn(self, naming: Naming, names: Sequence[str]) -> None:
        """Take in which ids a sheet gives to whom."""
        if naming.key is None or any(name not in naming.fields for name in names):
            return
        codes, cells = naming.sheet.columns[naming.key]
        whose, texts = self._whose(naming, names)
        for row in range(naming.below, naming.sheet.height):
            own, name = texts[whose[row]], clean(cells[codes[row]].text)
            if own and name:
                self._ids.setdefault(own, {})[name] = None

    def ids(self, naming: Naming, names: Sequence[str]) -> tuple[Column, Iterable[Issue]]:
        """A column of ids for a sheet without any, and what is to be told of them."""
        whose, texts = self._whose(naming, names)
        cells = tuple(self._cell(own) for own in texts)
        codes = whose.copy()
        codes[: naming.below] = len(cells)
        sheet = naming.sheet
        issues = [Issue("id_made", sheet.file, sheet.title, "", "", ", ".join(names), "told_apart")]
        for number, own in enumerate(texts):
            if len(self._ids.get(own, ())) > 1:
                row = int(np.flatnonzero(whose == number)[0])
                place = f"{sheet.letter(naming.fields[names[0]])}{row + sheet.first_row}"
                ids = ", ".join(self._ids[own])
                issues.append(
                    Issue("several_ids", sheet.file, sheet.title, place, self._shown[own], ids, "not_matched")
                )
        return (codes, (*cells, EMPTY)), issues

    def _cell(self, own: tuple[str, ...]) -> RawCell:
        if not own:
            return EMPTY
        known = self._ids.get(own, {})
        if len(known) > 1:
            return EMPTY
        return RawCell(next(iter(known), "") or self._shown[own])

    def _whose(self, naming: Naming, names: Sequence[str]) -> tuple[Codes, list[tuple[str, ...]]]:
        """For each row the number of what identifies it, and these; empty where something is not stated."""
        keys = np.zeros(naming.sheet.height, dtype=np.int64)
        columns = [naming.sheet.columns[naming.fields[name]] for name in names]
        for codes, cells in columns:
            keys = keys * max(1, len(cells)) + codes
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        texts = [
            self._spelled(names, [cells[codes[row]] for codes, cells in columns]) for row in first.tolist()
        ]
        return inverse.reshape(-1).astype(np.int32), texts

    def _spelled(self, names: Sequence[str], cells: Sequence[RawCell]) -> tuple[str, ...]:
        found = []
        for name, cell in zip(names, cells, strict=True):
            field = self._table.field(name)
            text = _text(field, cell, self._vocabulary) if field is not None else ""
            if not text:
                return ()
            found.append(text)
        own = tuple(map(folded, found))
        self._shown.setdefault(own, ", ".join(text if text[:1].isdigit() else text.title() for text in found))
        return own


def _text(field: Field, cell: RawCell, vocabulary: Vocabulary) -> str:
    """A value as it is compared; empty where it is not known."""
    match ValueReader(field, vocabulary, FAR).read(cell.text, cell.kind).value:
        case Known(date() as day):
            return day.isoformat()
        case Known(str() as text):
            return text
        case Between(first, last):
            return str(first.year) if first.month != last.month else f"{first.year}-{first.month:02}"
        case _:
            return ""
