"""The project's own way through in bulk, as a contestant: the one place where it is plugged in.

`run` is called by `contestants.py` in a fresh process. It must write parquet below *out*, one row a person,
with the columns ``id, post, outcome, unmet, unknown, training``; `decisions` reads them for `compare.py`.
"""

from datetime import date
from pathlib import Path

import polars as pl

FINDINGS = ("none", "compact", "long")


class NotYet(Exception):
    """The bulk path is not there."""


def available() -> bool:
    """Whether the bulk path can be imported."""
    try:
        _bulk()
    except NotYet:
        return False
    return True


def run(
    source: Path,
    out: Path,
    rules: Path,
    as_of: date,
    *,
    purpose: str = "audit",
    findings: str = "none",
    cache: Path | None = None,
) -> None:
    """Review the parquet parts in *source* by the rule book in *rules* into the new folder *out*.

    *findings*: ``none`` (decisions only), ``compact`` (codes with a dictionary) or ``long`` (one row a person
    and requirement). *cache*: a folder for situations kept between runs; None keeps nothing.

    Raises:
        NotYet: there is no ``eligibility.bulk`` in this version.

    """
    _bulk().run(source, out, rules, as_of, purpose=purpose, findings=findings, cache=cache)


def decisions(out: Path) -> pl.DataFrame:
    """What `run` wrote for everybody, in any order."""
    return pl.read_parquet(out / "decisions" / "*.parquet")


def _bulk() -> object:
    try:
        from eligibility import bulk
    except ImportError as error:
        raise NotYet("eligibility.bulk is not in this version: run.py leaves it out") from error
    return bulk
