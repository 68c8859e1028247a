"""Units that are gone on the review date: what took their place is meant, and that is said."""

from collections.abc import Iterator, Mapping
from datetime import date

import attrs
import numpy as np

from eligibility.model.dataset import Cell, Dataset, Issue, Rows
from eligibility.model.record import NONE, Known, Value, span

UNITS = "units"
MEANT = (("plan", "unit"), ("people", "unit"))
"""Columns that name units which must be there on the review date."""


@attrs.frozen
class Unit:
    """From when to when a unit is there, as far as that is known, and what took its place."""

    start: date = date.min
    end: date = date.max
    successor: str = ""

    def gone(self, day: date) -> bool:
        """Whether it certainly is no more on *day*."""
        return self.end < day


def settle_units(dataset: Dataset, as_of: date) -> Dataset:
    """*dataset* with units that are gone on *as_of* read as those that took their place.

    Each is told as an issue; so is one that is gone with nothing in its place, or not there yet, which stays.
    """
    rows = dataset.tables.get(UNITS)
    if rows is None:
        return dataset
    known = units_of(rows)
    tables, issues = dict(dataset.tables), list(dataset.issues)
    for name, field in MEANT:
        table = tables.get(name)
        if table is not None and field in table.columns:
            tables[name], found = _settled(table, field, known, as_of)
            issues += found
    return attrs.evolve(dataset, tables=tables, issues=tuple(issues))


def units_of(rows: Rows) -> dict[str, Unit]:
    """By name, from when to when the units in *rows* are there."""
    return dict(_units(rows))


def successor(name: str, known: Mapping[str, Unit], as_of: date) -> str:
    """The unit that is there on *as_of* in place of *name*; empty where none is known."""
    seen = [name]
    while (unit := known.get(seen[-1])) is not None and unit.gone(as_of):
        if not unit.successor or unit.successor in seen:
            return ""
        seen.append(unit.successor)
    return seen[-1]


def _settled(table: Rows, field: str, known: Mapping[str, Unit], as_of: date) -> tuple[Rows, list[Issue]]:
    column = table.columns[field]
    cells: list[Cell] = []
    told: dict[int, tuple[str, str, str]] = {}
    for code, cell in enumerate(column.cells):
        name = str(cell.value.value) if isinstance(cell.value, Known) else ""
        unit = known.get(name)
        cells.append(cell)
        if unit is None:
            continue
        if unit.gone(as_of):
            place = successor(name, known, as_of)
            if place:
                cells[code] = Cell(cell.text, Known(place))
            told[code] = ("unit_ended", place, "successor_used" if place else "read")
        elif unit.start > as_of:
            told[code] = ("unit_early", unit.start.isoformat(), "read")
    rows = np.flatnonzero(np.isin(column.codes, list(told))).tolist()
    issues = []
    for row in rows:
        code = int(column.codes[row])
        kind, expected, done = told[code]
        issues.append(table.issue(field, row, kind, column.cells[code].text, expected, done))
    made = attrs.evolve(column, cells=tuple(cells))
    return attrs.evolve(table, columns={**table.columns, field: made}), issues


def _units(rows: Rows) -> Iterator[tuple[str, Unit]]:
    """Every unit of the sheet; of several rows for one the last that is not gone yet counts."""
    found: dict[str, Unit] = {}
    for row in range(rows.height):
        name = _value(rows, "unit", row)
        if not isinstance(name, Known):
            continue
        start, end = span(_value(rows, "valid_from", row)), span(_value(rows, "valid_to", row))
        after = _value(rows, "successor", row)
        unit = Unit(
            start[0] if start is not None else date.min,
            end[1] if end is not None else date.max,
            str(after.value) if isinstance(after, Known) and after.value is not NONE else "",
        )
        before = found.get(str(name.value))
        if before is None or before.end <= unit.end:
            found[str(name.value)] = unit
    yield from found.items()


def _value(rows: Rows, field: str, row: int) -> Value:
    cell = rows.cell(field, row)
    return cell.value if cell is not None else Known(NONE)
