"""Two reviews of the office: its records, rules and date as they were and as they are."""

import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import attrs

from eligibility.model.basis import Basis
from eligibility.model.changes import Changes
from eligibility.model.raw import RawTables
from eligibility.model.review import Review
from eligibility.model.standard import RuleBook
from eligibility.pipeline import load_rules, review
from eligibility.previous.comparing import compare
from eligibility.read.previous import read_previous
from eligibility.report.basis import packed, write_basis
from eligibility.report.machine import as_json, review_data
from eligibility.report.tables import refused_rows, write_parquet
from office.command import RULES
from office.records import Tables, office, write

DAY = date(2026, 6, 30)
LATER = date(2027, 3, 15)

ENGINE = "tables"
STANDARDS = "standards/office.yaml"


@attrs.frozen(eq=False)
class Year:
    """One review, and what it rested on."""

    made: Review
    raw: RawTables
    records: Mapping[str, bytes]
    rules: Mapping[str, bytes]

    @property
    def rulebook(self) -> RuleBook:
        return self.made.rulebook


def rewritten(changes: Mapping[str, str], place: Path, file: str = STANDARDS) -> Path:
    """The rule book of the office in *place*, with texts of *file* replaced."""
    shutil.copytree(RULES, place)
    text = (place / file).read_text("utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (place / file).write_text(text, "utf-8")
    return place


def year(
    place: Path,
    tables: Tables | None = None,
    rules: Path = RULES,
    day: date = DAY,
    purpose: str = "planning",
    name: str = "hồ sơ.xlsx",
) -> Year:
    """A review of *tables* (the office's, unless given) by *rules* on *day*."""
    book, problems, files = load_rules(rules)
    assert book is not None, problems
    seen: list[RawTables] = []
    records = write(place / name, office() if tables is None else tables)
    made = review(records, book, day, purpose, engine=ENGINE, seen=seen.append)
    return Year(made, seen[0], packed(seen[0]), files.contents)


def kept(found: Year, place: Path, *, basis: bool = True) -> Path:
    """The folder *place* with the results of a review, but for what is only for officers."""
    place.mkdir()
    made = found.made
    with_basis = Basis(found.records, found.rules) if basis else None
    write_parquet(made.decisions, place / "decisions.parquet")
    write_parquet(made.findings, place / "findings.parquet")
    write_parquet(refused_rows(made.refusals), place / "refusals.parquet")
    (place / "review.json").write_text(as_json(review_data(made, with_basis)), "utf-8")
    if with_basis is not None:
        write_basis(with_basis, place)
    return place


def between(old: Year, new: Year, *, basis: bool = True) -> Changes:
    """What changed from *old* to *new*."""
    folder = Path(mkdtemp())
    try:
        earlier = read_previous(kept(old, folder / "kq", basis=basis), new.made.purpose)
        return compare(earlier, new.made, new.records, ENGINE)
    finally:
        shutil.rmtree(folder)


def changed(changes: Changes, *columns: str) -> list[tuple[object, ...]]:
    """These columns of every change, lists joined."""
    return rows(changes.candidacies, columns)


def rows(frame: object, columns: Sequence[str]) -> list[tuple[object, ...]]:
    made = frame.select(columns).iter_rows()  # type: ignore[attr-defined]
    return [tuple(";".join(part) if isinstance(part, list) else part for part in row) for row in made]


def altered(folder: Path, **values: object) -> None:
    """The account in *folder* with other values."""
    account = json.loads((folder / "review.json").read_text("utf-8"))
    (folder / "review.json").write_text(json.dumps({**account, **values}), "utf-8")
