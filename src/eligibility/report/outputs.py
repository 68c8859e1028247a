"""All files of a review."""

from pathlib import Path
from time import perf_counter

from eligibility.report.machine import as_json, review_data
from eligibility.report.tables import Tables, write_csv, write_parquet
from eligibility.report.workbook import write_workbook


def write_outputs(tables: Tables, folder: Path, *, findings_csv: bool = False) -> None:
    """Write the results into *folder*, which must exist; ``timing.json`` alone depends on the clock."""
    started = perf_counter()
    decisions, findings = tables.decisions(), tables.findings()
    write_csv(decisions, folder / "decisions.csv")
    write_parquet(decisions, folder / "decisions.parquet")
    write_parquet(findings, folder / "findings.parquet")
    if findings_csv:
        write_csv(findings, folder / "findings.csv")
    write_csv(tables.issues(), folder / "issues.csv")
    write_csv(tables.refusals(), folder / "refusals.csv")
    (folder / "review.json").write_text(as_json(review_data(tables.review)), "utf-8")
    tabled = perf_counter()
    write_workbook(tables, folder / "decisions.xlsx")
    timing = {
        **tables.review.timing,
        "tables": tabled - started,
        "workbook": perf_counter() - tabled,
    }
    rounded = {name: round(seconds, 3) for name, seconds in timing.items()}
    (folder / "timing.json").write_text(as_json(rounded), "utf-8")
