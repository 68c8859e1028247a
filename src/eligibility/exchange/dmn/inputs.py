"""A table of inputs, read for a model: each cell as the type of its input says."""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import attrs

from eligibility.exchange.dmn.model import DecisionTable, Input, Model
from eligibility.exchange.dmn.types import Type
from eligibility.exchange.feel.literals import (
    Beyond,
    date_and_time_of,
    date_of,
    duration_of,
    number_of,
    time_of,
)
from eligibility.exchange.feel.nodes import Name
from eligibility.exchange.feel.values import Months, Value

MAX_CELL = 1_000_000


@attrs.frozen
class Column:
    """A column: the input (and part of it) that it holds, and the kind of its values."""

    heading: str
    path: tuple[str, ...]
    kind: str


class UnusableInputs(Exception):
    """A table of inputs is not as the model needs it: *kind* is a word of the catalogue."""

    def __init__(self, kind: str, line: int = 0, column: str = "", text: str = "") -> None:
        super().__init__(kind, line, column, text)
        self.kind = kind
        self.line = line
        self.column = column
        self.text = text


def read_inputs(place: Path, model: Model) -> Iterator[tuple[dict[str, str], dict[str, Value]]]:
    """Each row of the csv file at *place*: its cells as they stand, and the inputs of *model*.

    An empty cell is null. A heading with a dot names a part of an input.

    Raises:
        UnusableInputs: a heading is unknown, a cell cannot be read, or the file is no csv.
        OSError: it cannot be read.

    """
    with place.open(encoding="utf-8-sig", newline="") as stream:
        try:
            csv.field_size_limit(MAX_CELL)
            rows = csv.reader(stream, strict=True)
            headings = next(rows, [])
            columns = [_column(heading.strip(), model) for heading in headings]
            repeated = next((one for one in headings if headings.count(one) > 1), "")
            if repeated or not headings:
                raise UnusableInputs("repeated_heading" if repeated else "no_headings", 1, repeated)
            for cells in rows:
                if not cells:
                    continue
                if len(cells) != len(columns):
                    raise UnusableInputs("cells", rows.line_num, text=f"{len(cells)} / {len(columns)}")
                yield dict(zip(headings, cells, strict=True)), _given(columns, cells, rows.line_num, model)
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnusableInputs("no_csv") from error


def _given(columns: list[Column], cells: list[str], line: int, model: Model) -> dict[str, Value]:
    given: dict[str, Value] = {}
    for column, cell in zip(columns, cells, strict=True):
        value = _value(cell, column, line)
        inside = given
        for name in column.path[:-1]:
            part = inside.setdefault(name, {})
            assert isinstance(part, dict)  # noqa: S101  (headings were checked against the types)
            inside = part
        inside[column.path[-1]] = value
    return {one.name: _whole(given.get(one.name), one.type) for one in model.inputs.values()}


def _whole(value: Value, wanted: Type) -> Value:
    """*value* with null for every part that it does not state."""
    if not isinstance(value, dict):
        return value
    parts = wanted.parts or (wanted.item.parts if wanted.item is not None else ())
    return {name: _whole(value.get(name), part) for name, part in parts}


def _column(heading: str, model: Model) -> Column:
    inputs = {one.name: one.type for one in model.inputs.values()}
    for name, wanted in inputs.items():
        if heading == name:
            return Column(heading, (name,), _kind(name, wanted, model, heading))
        if heading.startswith(f"{name}."):
            rest = heading.removeprefix(f"{name}.")
            path, part = _part(rest, wanted, heading)
            return Column(heading, (name, *path), _kind("", part, model, heading))
    raise UnusableInputs("unknown_heading", 1, heading, ", ".join(inputs))


def _part(rest: str, of: Type, heading: str) -> tuple[tuple[str, ...], Type]:
    for name, part in of.parts or (of.item.parts if of.item is not None else ()):
        if rest == name:
            return (name,), part
        if rest.startswith(f"{name}."):
            path, found = _part(rest.removeprefix(f"{name}."), part, heading)
            return (name, *path), found
    raise UnusableInputs("unknown_heading", 1, heading, rest)


def _kind(name: str, wanted: Type, model: Model, heading: str) -> str:
    """The kind of value of an input; where its type says nothing, what the tables that read it say."""
    if wanted.many or wanted.parts:
        raise UnusableInputs("no_cell", 1, heading)
    if wanted.item is not None:
        return _kind(name, wanted.item, model, heading)
    if wanted.kind != "Any" or not name:
        return wanted.kind
    said = {one.type.kind for one in _columns_of(model) if one.expression == Name(name)} - {"Any"}
    return said.pop() if len(said) == 1 else "Any"


def _columns_of(model: Model) -> Iterator[Input]:
    for decision in model.decisions.values():
        if isinstance(decision.logic, DecisionTable):
            yield from decision.logic.inputs


def _truth(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _duration(text: str) -> Value:
    found = duration_of(text)
    return None if isinstance(found, Months) else found


def _months(text: str) -> Value:
    found = duration_of(text)
    return found if isinstance(found, Months) else None


READERS: Mapping[str, Callable[[str], Value]] = {
    "number": number_of,
    "string": str,
    "Any": str,
    "boolean": _truth,
    "date": date_of,
    "time": time_of,
    "date and time": date_and_time_of,
    "days and time duration": _duration,
    "years and months duration": _months,
}


def _value(cell: str, column: Column, line: int) -> Value:
    text = cell if column.kind in ("string", "Any") else cell.strip()
    if not text.strip():
        return None
    reader = READERS.get(column.kind)
    if reader is None:
        raise UnusableInputs("no_cell", line, column.heading)
    try:
        value = reader(text)
    except Beyond as error:
        raise UnusableInputs("beyond", line, column.heading, cell) from error
    if value is None:
        raise UnusableInputs(f"no_{column.kind.replace(' ', '_')}", line, column.heading, cell)
    return value
