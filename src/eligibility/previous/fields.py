"""What the records of changed candidacies said earlier and say now, cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from eligibility.evaluate.series import addresses, gathered, text_of
from eligibility.model.dataset import TARGET_POST, TERM, Cell, Dataset, Rows
from eligibility.model.record import Known
from eligibility.model.vocabulary import Field
from eligibility.previous.results import KEY

PEOPLE, PLAN, UNITS = "people", "plan", "units"

FIELDS: Mapping[str, Any] = {
    **dict.fromkeys(KEY, pl.String),
    "sheet": pl.String,
    "field": pl.String,
    "old_text": pl.String,
    "text": pl.String,
    "old_cell": pl.String,
    "cell": pl.String,
}
"""*sheet* is the table in which *field* is; a row of a history has no field, and its fields as its text."""

PERSON = "person\x1f"
UNIT = "unit\x1f"


def differences(old: Dataset, new: Dataset, keys: pl.DataFrame) -> pl.DataFrame:
    """Every difference between *old* and *new* in what they say of the candidacies *keys*."""
    sides = (_Side(old), _Side(new))
    wanted = keys.select(KEY)
    found = [pl.DataFrame(schema=FIELDS)]
    for name in dict.fromkeys([*new.tables, *old.tables]):
        first, last = (side.dataset.tables.get(name) for side in sides)
        table = (last if last is not None else first).table  # type: ignore[union-attr]  # one of them is there
        fields = [
            field
            for field in table.fields
            if field.name not in table.key
            and any(rows is not None and field.name in rows.columns for rows in (first, last))
        ]
        if name == PEOPLE:
            people = wanted.with_columns(pl.col("id").alias(PERSON))
            found += _single(sides, name, fields, people, [PERSON])
        elif name == UNITS:
            units = pl.concat([side.units(wanted) for side in sides]).unique(maintain_order=True)
            found += _single(sides, name, fields, units, [UNIT])
        elif name == PLAN and all(side.alone(wanted) for side in sides):
            found += _single(sides, name, fields, wanted.filter(pl.col("table") == ""), KEY[1:])
        else:
            found.append(_rows(sides, name, fields, wanted))
    return pl.concat([part.select(list(FIELDS)) for part in found])


class _Side:
    """The tables of one of the two as frames of texts."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        people = dataset.tables[PEOPLE]
        self._ids = {text_of(cell.value): cell.text for cell in people.columns[people.table.key[0]].cells}

    def named(self, name: str) -> pl.DataFrame:
        """What names each row of the table *name*: the person, and what else tells rows apart."""
        rows = self.dataset.tables[name]
        key = rows.columns[rows.table.key[0]]
        if name == UNITS:
            return pl.DataFrame({UNIT: _made(rows, key.field.name, _word)})
        ids = _made(rows, key.field.name, lambda cell: self._ids.get(text_of(cell.value), cell.text))
        found = {PERSON: ids, "id": ids}
        for column, path in (("post", TARGET_POST), ("term", TERM)):
            if name == PLAN:
                found[column] = _made(rows, _called(rows, path), _word)
        return pl.DataFrame(found)

    def field(self, name: str, field: Field | None) -> tuple[pl.Series, pl.Series]:
        """Texts and addresses of a field for all rows; null where there is no such column."""
        rows = self.dataset.tables[name]
        if field is not None and field.name not in rows.columns:
            nothing = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
            return nothing, nothing
        where = addresses(rows, field.name if field is not None else None)
        return (_made(rows, field.name, lambda cell: cell.text) if field is not None else where), where

    def alone(self, keys: pl.DataFrame) -> bool:
        """Whether each of *keys* has one row in the plan at most."""
        if PLAN not in self.dataset.tables:
            return True
        return not self.named(PLAN).join(keys, on=KEY[1:], how="semi").select(KEY[1:]).is_duplicated().any()

    def units(self, keys: pl.DataFrame) -> pl.DataFrame:
        """The units that *keys* work in and are planned for."""
        found = [pl.DataFrame(schema={**dict.fromkeys(KEY, pl.String), UNIT: pl.String})]
        for name, path, on in ((PEOPLE, "held.unit", ["id"]), (PLAN, "target.unit", KEY[1:])):
            rows = self.dataset.tables.get(name)
            if rows is not None and _called(rows, path):
                frame = self.named(name).with_columns(_made(rows, _called(rows, path), _word).alias(UNIT))
                found.append(keys.join(frame.select(*on, UNIT), on=on).select(*KEY, UNIT))
        return pl.concat(found).unique(maintain_order=True)


def _called(rows: Rows, path: str) -> str:
    """The name of the column that rules call *path*; empty where the sheet has none."""
    return next((f.name for f in rows.table.fields if f.path == path and f.name in rows.columns), "")


def _word(cell: Cell) -> str:
    return str(cell.value.value) if isinstance(cell.value, Known) else cell.text


def _made(rows: Rows, name: str, change: Any) -> pl.Series:  # noqa: ANN401  (a function of a cell)
    column = rows.columns.get(name)
    if column is None:
        return pl.Series([""], dtype=pl.String).new_from_index(0, rows.height)
    return gathered(np.asarray(column.codes, dtype=np.int64), [change(cell) for cell in column.cells])


def _single(
    sides: Sequence[_Side], name: str, fields: Iterable[Field], wanted: pl.DataFrame, on: list[str]
) -> list[pl.DataFrame]:
    """The fields in which the one row of each of *wanted* differs, where there is one on both sides."""
    if any(name not in side.dataset.tables for side in sides) or wanted.is_empty():
        return []
    found = []
    for field in fields:
        frames = []
        for side, prefix in zip(sides, ("old_", ""), strict=True):
            text, cell = side.field(name, field)
            frame = side.named(name).with_columns(text.alias(f"{prefix}text"), cell.alias(f"{prefix}cell"))
            frames.append(frame.select(*on, f"{prefix}text", f"{prefix}cell"))
        old, new = frames
        met = wanted.join(old, on=on, how="inner", maintain_order="left").join(
            new, on=on, how="inner", maintain_order="left"
        )
        changed = met.filter(pl.col("old_text").fill_null("") != pl.col("text").fill_null(""))
        found.append(changed.with_columns(sheet=pl.lit(name), field=pl.lit(field.name)))
    return found


def _rows(sides: Sequence[_Side], name: str, fields: Sequence[Field], wanted: pl.DataFrame) -> pl.DataFrame:
    """The rows of a history that are on one side only."""
    frames = []
    for side in sides:
        if name not in side.dataset.tables:
            frames.append(pl.DataFrame(schema=dict.fromkeys((PERSON, "said", "cell"), pl.String)))
            continue
        texts = [side.field(name, field)[0].fill_null("").alias(field.name) for field in fields]
        frame = side.named(name).select(PERSON)
        said = pl.DataFrame(texts).select(pl.concat_str(pl.all(), separator=" / ")).to_series().alias("said")
        frame = frame.with_columns(said, side.field(name, None)[1].alias("cell"))
        frames.append(frame.filter(pl.col(PERSON).is_in(wanted["id"].implode())))
    counted = [frame.with_columns(again=pl.int_range(pl.len()).over(PERSON, "said")) for frame in frames]
    on = [PERSON, "said", "again"]
    gone = counted[0].join(counted[1], on=on, how="anti", maintain_order="left")
    come = counted[1].join(counted[0], on=on, how="anti", maintain_order="left")
    nothing = pl.lit(None, pl.String)
    parts = [
        gone.select(
            PERSON,
            pl.col("said").alias("old_text"),
            nothing.alias("text"),
            pl.col("cell").alias("old_cell"),
            nothing.alias("cell"),
        ),
        come.select(
            PERSON,
            nothing.alias("old_text"),
            pl.col("said").alias("text"),
            nothing.alias("old_cell"),
            pl.col("cell"),
        ),
    ]
    met = wanted.with_columns(pl.col("id").alias(PERSON)).join(
        pl.concat(parts), on=PERSON, how="inner", maintain_order="left_right"
    )
    return met.with_columns(sheet=pl.lit(name), field=pl.lit(""))
