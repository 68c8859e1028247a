"""An earlier audit to compare with: the change of each rate in percentage points."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import polars as pl

Rates = tuple[float | None, float | None]

FILE = "audit.json"
SCHEMA = "eligibility/audit/1"
KEY = ("grouping", "group")
MAKEUP = ("makeup", "grouping", "group", "value")


class UnusableBaseline(Exception):
    """The earlier audit cannot be read: *kind* is a word of the message catalogue."""

    def __init__(self, kind: str, place: Path) -> None:
        super().__init__(kind)
        self.kind = kind
        self.place = place


@attrs.frozen
class Baseline:
    """The rates of an earlier audit, by grouping and group: at least, at most (shares, or None).

    *makeup*: the same of what people were counted by, with the id of that before and the value behind.
    """

    as_of: str
    rates: Mapping[tuple[str, ...], Rates]
    makeup: Mapping[tuple[str, ...], Rates] = attrs.field(factory=dict)


def read_baseline(place: Path) -> Baseline:
    """The audit whose folder, or whose ``audit.json``, is *place*.

    Raises:
        UnusableBaseline: there is none, or it is not that of an audit.

    """
    file = place / FILE if place.is_dir() else place
    if not file.is_file():
        raise UnusableBaseline("missing", place)
    try:
        data = json.loads(file.read_text("utf-8"))
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            raise UnusableBaseline("schema", file)
        rates = {tuple(row[name] for name in KEY): _pair(row) for row in data["compliance"]}
        makeup = {tuple(row[name] for name in MAKEUP): _pair(row) for row in data.get("makeup", ())}
        return Baseline(date.fromisoformat(data["as_of"]).isoformat(), rates, makeup)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableBaseline("broken", file) from error


def _pair(row: Mapping[str, Any]) -> Rates:
    low, high = row["low"], row["high"]
    return (None if low is None else float(low), None if high is None else float(high))


def with_change(
    frame: pl.DataFrame, rates: Mapping[tuple[str, ...], Rates] | None, key: Sequence[str] = KEY
) -> pl.DataFrame:
    """*frame* with ``change_low`` and ``change_high``: percentage points since; null where either lacks."""
    if rates is None:
        nothing = pl.lit(None, dtype=pl.Float64)
        return frame.with_columns(change_low=nothing, change_high=nothing)
    before = [rates.get(row, (None, None)) for row in frame.select(key).iter_rows()]
    made = frame.with_columns(
        pl.Series("before_low", [low for low, _ in before], dtype=pl.Float64),
        pl.Series("before_high", [high for _, high in before], dtype=pl.Float64),
    )
    change = [
        ((pl.col(side) - pl.col(f"before_{side}")) * 100).round(6).alias(f"change_{side}")
        for side in ("low", "high")
    ]
    return made.with_columns(change).drop("before_low", "before_high")
