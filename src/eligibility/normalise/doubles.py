"""People who may be one person under two ids: told, and never merged."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

import numpy as np

from eligibility.model.dataset import Column, Issue, Rows
from eligibility.model.record import MISSING, Known, Value, span
from eligibility.normalise.text import key

MOST = 20
"""Pairs that are listed one by one."""

COUNTED = 1_000
"""Pairs that are looked for: with more, the column says the same of everybody."""


def doubles(rows: Rows) -> Iterator[Issue]:
    """Of people with different ids, those of one identity: the same number, or one name and one birth."""
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for names in rows.table.identity:
        if all(name in rows.columns for name in names):
            for one, other in islice(_pairs(rows, names), COUNTED):
                texts = (_text(rows, name, other) for name in names)
                found.setdefault((one, other), (names[0], ", ".join(texts)))
    for number, ((one, other), (field, text)) in enumerate(sorted(found.items())):
        if number > MOST:
            break
        more = f" (+{len(found) - MOST})" if number == MOST else ""
        own = _text(rows, rows.table.key[0], one)
        yield rows.issue(field, other, "one_person", text + more, own, "kept_apart")


def _pairs(rows: Rows, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Two rows each that agree in all of *names*; the first is compared without accents."""
    for group in _groups(rows.columns[names[0]]):
        ordered = sorted(group, key=lambda row: (_begins(rows, names, row), row))
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 :]:
                if _begins(rows, names, other) > _ends(rows, names, one):
                    break
                if all(_agree(_value(rows, name, one), _value(rows, name, other)) for name in names[1:]):
                    yield min(one, other), max(one, other)


def _groups(column: Column) -> Iterator[list[int]]:
    """Rows that say the same in *column*, accents and case apart."""
    spelled: dict[str, int] = {}
    table = [spelled.setdefault(_spelled(cell.value), len(spelled)) for cell in column.cells]
    keys = np.array(table, dtype=np.int64)[column.codes]
    stated = np.array([bool(_spelled(cell.value)) for cell in column.cells], dtype=bool)[column.codes]
    places = np.flatnonzero(stated)
    order = places[np.argsort(keys[places], kind="stable")]
    for group in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1):
        if len(group) > 1:
            yield group.tolist()


def _spelled(value: Value) -> str:
    return key(str(value.value)) if isinstance(value, Known) and isinstance(value.value, str) else ""


def _begins(rows: Rows, names: Sequence[str], row: int) -> date:
    """The first day that the second of *names* may be."""
    days = span(_value(rows, names[1], row)) if len(names) > 1 else None
    return days[0] if days is not None else date.min


def _ends(rows: Rows, names: Sequence[str], row: int) -> date:
    days = span(_value(rows, names[1], row)) if len(names) > 1 else None
    return days[1] if days is not None else date.max


def _agree(one: Value, other: Value) -> bool:
    """Whether both are stated and may be the same day, or are the same text."""
    first, second = span(one), span(other)
    if first is not None and second is not None:
        return first[0] <= second[1] and second[0] <= first[1]
    return isinstance(one, Known) and one == other


def _value(rows: Rows, name: str, row: int) -> Value:
    cell = rows.cell(name, row)
    return cell.value if cell is not None else MISSING


def _text(rows: Rows, name: str, row: int) -> str:
    cell = rows.cell(name, row)
    return cell.text if cell is not None else ""
