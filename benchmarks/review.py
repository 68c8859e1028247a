"""Review of a province from workbook to all outputs, beside its peers, in one run.

``python benchmarks/review.py`` prints a table of medians and ratios and writes them, with versions
and machine, to benchmarks/results/review.json. Peers: python-calamine reading the same workbook, and
xlsxwriter writing the cells of the workbook that the review wrote. Runs are interleaved.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

READ = """
import sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    book.get_sheet_by_name(name).to_python(skip_empty_area=False)
"""
WRITE = """
import datetime, json, sys, time
import xlsxwriter
from python_calamine import CalamineWorkbook
source = CalamineWorkbook.from_path(sys.argv[1])
names = source.sheet_names
sheets = {name: source.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
wall, cpu = time.perf_counter(), time.process_time()
options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
book = xlsxwriter.Workbook(sys.argv[2], options)
style = book.add_format({"num_format": "dd/mm/yyyy"})
for name, rows in sheets.items():
    sheet = book.add_worksheet(name)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(r, c, value)
            elif isinstance(value, (datetime.date, datetime.datetime)):
                sheet.write_datetime(r, c, datetime.datetime(value.year, value.month, value.day), style)
            else:
                sheet.write_number(r, c, value)
book.close()
print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))
"""


def run(*command: str) -> dict[str, float]:
    """Wall and CPU seconds and peak memory (MB) of one process; a process may report its own times."""
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = process.communicate()
    if process.returncode:
        raise SystemExit(f"{command}: {err}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {
        "wall": time.perf_counter() - wall,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peak_mb": after.ru_maxrss / 1000,
    }
    if out.startswith('{"wall"'):
        found |= json.loads(out)
    return found


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    from workload import write_people, write_rules

    eligibility = str(Path(sys.executable).with_name("eligibility"))
    found: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        book, rules = folder / "people.xlsx", folder / "rules"
        write_people(book, options.people)
        write_rules(ROOT / "rules", rules)
        sample = str(ROOT / "cases" / "samples" / "can-bo-mau.xlsx")
        for number in range(options.runs):
            out = folder / f"out{number}"
            review = [
                eligibility,
                "review",
                str(book),
                "--rules",
                str(rules),
                "--as-of",
                "2026-06-30",
                "--quiet",
            ]
            steps = {
                "review": [*review, "--out", str(out)],
                "calamine reads": [sys.executable, "-c", READ, str(book)],
                "xlsxwriter writes": [
                    sys.executable,
                    "-c",
                    WRITE,
                    str(out / "decisions.xlsx"),
                    str(folder / "w.xlsx"),
                ],
                "sample": [eligibility, "review", sample, "--as-of", "2026-06-30", "--quiet"],
                "--help": [eligibility, "--help"],
                "python": [sys.executable, "-c", "pass"],
            }
            for name, command in steps.items():
                found.setdefault(name, []).append(run(*command))
            timing = json.loads((out / "timing.json").read_text("utf-8"))
    table = {name: medians(runs) for name, runs in found.items()}
    # peak memory of a child is the highest of all children so far: only the first process's is its own
    peak = found["review"][0]["peak_mb"]
    ratios = {
        f"review / (calamine + xlsxwriter), {kind}": round(
            table["review"][kind] / (table["calamine reads"][kind] + table["xlsxwriter writes"][kind]), 2
        )
        for kind in ("wall", "cpu")
    }
    result = {
        "people": options.people,
        "candidacies": 2 * options.people,
        "requirements": 12,
        "runs": options.runs,
        "medians": {name: {k: v for k, v in row.items() if k != "peak_mb"} for name, row in table.items()},
        "peak_mb_of_review": round(peak),
        "ratios": ratios,
        "stages_of_last_review": timing,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "versions": {
            name: version(name)
            for name in ("eligibility", "polars", "numpy", "python-calamine", "xlsxwriter", "durable-rules")
        },
    }
    target = ROOT / "benchmarks" / "results" / "review.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    for name, row in table.items():
        print(f"{name:20} wall {row['wall']:8.3f} s   cpu {row['cpu']:8.3f} s")
    print(f"peak memory of the review: {peak:.0f} MB")
    for name, value in ratios.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
