"""All files of a review."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, ClassVar, Protocol

import polars as pl

from eligibility.model.basis import Basis
from eligibility.report.basis import write_basis
from eligibility.report.change_sheet import change_sheet
from eligibility.report.changes import ChangeTables
from eligibility.report.comparison import write_changes
from eligibility.report.lists import ListTables, list_sheet
from eligibility.report.machine import as_json, review_data
from eligibility.report.sheets import Sheets
from eligibility.report.tables import Tables, refused_rows, write_csv, write_parquet
from eligibility.report.waivers import waiver_frame
from eligibility.report.workbook import write_workbook


class Further(Protocol):
    """A result beside those of every review; *name* is its key in the account."""

    name: ClassVar[str]

    def data(self) -> dict[str, Any]:
        """What the account says of it."""

    def write(self, folder: Path) -> None:
        """Write its files into *folder*."""

    def sheet(self, sheets: Sheets, title: str) -> None:
        """Write its sheet of the workbook."""


def _write(frame: pl.DataFrame, place: Path) -> None:
    """Write *frame* as csv and as parquet."""
    write_csv(frame, place.with_suffix(".csv"))
    write_parquet(frame, place.with_suffix(".parquet"))


def write_account(tables: Tables, folder: Path) -> None:
    """Write what accounts for results that stand in *folder* already: problems of the data, the review."""
    write_csv(tables.issues(), folder / "issues.csv")
    (folder / "review.json").write_text(as_json(review_data(tables.review)), "utf-8")
    _write_timing(tables.review.timing, folder)


def _write_timing(timing: Mapping[str, float], folder: Path) -> None:
    rounded = {name: round(seconds, 3) for name, seconds in timing.items()}
    (folder / "timing.json").write_text(as_json(rounded), "utf-8")


def write_outputs(
    tables: Tables,
    folder: Path,
    *,
    findings_csv: bool = False,
    basis: Basis | None = None,
    changed: ChangeTables | None = None,
    lists: ListTables | None = None,
    further: Sequence[Further] = (),
) -> None:
    """Write the results into *folder*, which must exist; ``timing.json`` alone depends on the clock.

    With *basis* a later review can be compared with this one, with *changed* this one was compared;
    *lists* is what came of rules about lists; *further* results have files and a sheet of their own.
    """
    started = perf_counter()
    _write(tables.decisions(), folder / "decisions")
    findings = tables.findings()
    write_parquet(findings, folder / "findings.parquet")
    if findings_csv:
        write_csv(findings, folder / "findings.csv")
    write_csv(tables.issues(), folder / "issues.csv")
    write_csv(tables.refusals(), folder / "refusals.csv")
    if tables.review.waivers:
        write_csv(waiver_frame(tables.review.waivers, tables.words), folder / "waivers.csv")
    write_parquet(refused_rows(tables.review.refusals), folder / "refusals.parquet")
    changes = changed.changes if changed is not None else None
    listed = lists.findings if lists is not None else ()
    if lists is not None:
        _write(lists.frame(), folder / "lists")
    data = review_data(tables.review, basis, changes, listed) | {one.name: one.data() for one in further}
    (folder / "review.json").write_text(as_json(data), "utf-8")
    if basis is not None:
        write_basis(basis, folder)
    if changed is not None:
        write_changes(changed, folder, findings_csv=findings_csv)
    for one in further:
        one.write(folder)
    tabled = perf_counter()
    more: list[Callable[[Sheets, str], None]] = [partial(list_sheet, lists)] if lists is not None else []
    more += [partial(change_sheet, changed)] if changed is not None else []
    more += [one.sheet for one in further]
    write_workbook(tables, folder / "decisions.xlsx", more)
    timing = {
        **tables.review.timing,
        "tables": tabled - started,
        "workbook": perf_counter() - tabled,
    }
    _write_timing(timing, folder)
