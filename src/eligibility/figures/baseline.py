"""An earlier audit to compare with: the change of each rate in percentage points."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import polars as pl

FILE = "audit.json"
SCHEMA = "eligibility/audit/1"


class UnusableBaseline(Exception):
    """The earlier audit cannot be read: *kind* is a word of the message catalogue."""

    def __init__(self, kind: str, place: Path) -> None:
        super().__init__(kind)
        self.kind = kind
        self.place = place


@attrs.frozen
class Baseline:
    """The rates of an earlier audit, by grouping and group: at least, at most (shares, or None)."""

    as_of: str
    rates: Mapping[tuple[str, str], tuple[float | None, float | None]]


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
        rates = {(row["grouping"], row["group"]): _pair(row) for row in data["compliance"]}
        return Baseline(date.fromisoformat(data["as_of"]).isoformat(), rates)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableBaseline("broken", file) from error


def _pair(row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    low, high = row["low"], row["high"]
    return (None if low is None else float(low), None if high is None else float(high))


def with_change(frame: pl.DataFrame, baseline: Baseline | None) -> pl.DataFrame:
    """*frame* with ``change_low`` and ``change_high``: percentage points since; null where either lacks."""
    if baseline is None:
        nothing = pl.lit(None, dtype=pl.Float64)
        return frame.with_columns(change_low=nothing, change_high=nothing)
    keys = list(frame.select("grouping", "group").iter_rows())
    before = [baseline.rates.get(key, (None, None)) for key in keys]
    made = frame.with_columns(
        pl.Series("before_low", [low for low, _ in before], dtype=pl.Float64),
        pl.Series("before_high", [high for _, high in before], dtype=pl.Float64),
    )
    change = [
        ((pl.col(side) - pl.col(f"before_{side}")) * 100).round(6).alias(f"change_{side}")
        for side in ("low", "high")
    ]
    return made.with_columns(change).drop("before_low", "before_high")
