"""The folder of an earlier review; what its account gives the SHA-256 of must be as it was written."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from eligibility.model.basis import FOLDER, RECORDS, RULES
from eligibility.model.earlier import Earlier, UnusableReview

ACCOUNT = "review.json"
SCHEMA = "eligibility/review/1"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "decisions.parquet": (
        "id",
        "full_name",
        "unit",
        "post",
        "term",
        "standard",
        "version",
        "outcome",
        "outcomes",
        "training",
        "training_possible",
        "place",
    ),
    "findings.parquet": (
        "id",
        "post",
        "term",
        "standard",
        "version",
        "requirement",
        "status",
        "value",
        "required",
        "clause",
        "source_cells",
    ),
    "refusals.parquet": ("table", "place", "person", "post", "term", "kind", "detail"),
}
"""What is compared of each file."""


def read_previous(folder: Path, purpose: str) -> Earlier:
    """The review in *folder*, for a comparison with one for *purpose*.

    Raises:
        UnusableReview: *folder* does not hold a review, or not one for *purpose*, or its basis is not
            what the review rested on.

    """
    account = _account(folder)
    try:
        day = date.fromisoformat(account["as_of"])
        found, program = str(account["purpose"]), str(account["eligibility"])
        rule_files, inputs = dict(account["rules"]["files"]), dict(account["inputs"])
        kept = dict(account.get("basis", {}))
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableReview("no_review", place=str(folder), file=ACCOUNT) from error
    if found != purpose:
        raise UnusableReview("other_purpose", place=str(folder), theirs=found, ours=purpose)
    decisions, findings, refusals = (_frame(folder, name) for name in COLUMNS)
    records: Mapping[str, bytes] | None = None
    if (folder / FOLDER).is_dir():
        records = _kept(folder / FOLDER / RECORDS, kept, f"{FOLDER}/{RECORDS}")
        _kept(folder / FOLDER / RULES, rule_files, f"{FOLDER}/{RULES}")
    rules = folder / FOLDER / RULES if records is not None else None
    return Earlier(
        folder, day, found, program, rule_files, inputs, decisions, findings, refusals, records, rules
    )


def _account(folder: Path) -> Mapping[str, Any]:
    if not folder.is_dir():
        raise UnusableReview("no_folder", place=str(folder))
    try:
        account = json.loads((folder / ACCOUNT).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UnusableReview("no_review", place=str(folder), file=ACCOUNT) from error
    if not isinstance(account, dict) or account.get("schema") != SCHEMA:
        raise UnusableReview("no_review", place=str(folder), file=ACCOUNT)
    return account


def _frame(folder: Path, name: str) -> Any:  # noqa: ANN401  (a frame of Polars)
    import polars as pl

    try:
        frame = pl.read_parquet(folder / name, columns=list(COLUMNS[name]), memory_map=False, glob=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UnusableReview("no_review", place=str(folder), file=name) from error
    return frame.with_columns(pl.col(pl.Categorical).cast(pl.String))


def _kept(folder: Path, hashes: Mapping[str, str], shown: str) -> Mapping[str, bytes]:
    """All files of *folder*, which must be those of *hashes*, unchanged."""
    found: dict[str, bytes] = {}
    for name, place in sorted(_files(folder)):
        content = b"" if place.is_symlink() else place.read_bytes()
        if hashlib.sha256(content).hexdigest() != hashes.get(name):
            raise UnusableReview("changed", file=f"{shown}/{name}", account=ACCOUNT)
        found[name] = content
    for name in sorted(hashes):
        if name not in found:
            raise UnusableReview("changed", file=f"{shown}/{name}", account=ACCOUNT)
    return found


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for place in folder.rglob("*"):
        if place.is_symlink() or not place.is_dir():
            yield place.relative_to(folder).as_posix(), place
