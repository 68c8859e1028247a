"""Reading a workbook with faults beside reading the same people without, in one run.

``python benchmarks/intake.py`` makes a synthetic province whose sheets hold 100,000 rows and more, and writes
it three times: clean, with one row in a hundred faulty, and with the usual dirt of
``eligibility demo --faults``. Each is read and understood in a process of its own, in turns.
Medians and ratios, with versions and machine, go to benchmarks/results/intake.json.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from random import Random

import attrs

from eligibility.pipeline import load_rules
from eligibility.synthetic.faults import FAULTS, plant
from eligibility.synthetic.files import write_workbook
from eligibility.synthetic.province import make_province
from eligibility.synthetic.tables import Tables

ROOT = Path(__file__).resolve().parents[1]
AS_OF = date(2026, 6, 30)
ONE_IN_A_HUNDRED = 0.01

READ = """
import json, resource, sys, time
from datetime import date
from pathlib import Path
from eligibility.pipeline import load_rules
from eligibility.read.records import read_records
from eligibility.normalise.people import build_dataset
from eligibility.memory import without_collector
book, _, _ = load_rules(Path(sys.argv[2]))
wall, cpu = time.perf_counter(), time.process_time()
with without_collector():
    dataset = build_dataset(read_records(Path(sys.argv[1])), book.vocabulary, date.fromisoformat(sys.argv[3]))
print(json.dumps({
    "wall": time.perf_counter() - wall,
    "cpu": time.process_time() - cpu,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    "issues": len(dataset.issues),
}))
"""


def faulty(tables: Tables, share: float | None) -> tuple[Tables, int]:
    """*tables* with faults in *share* of the rows of each sheet, or in the usual share; and how many."""
    faults = FAULTS
    if share is not None:
        whole = {table: sum(f.share for f in FAULTS if f.table == table) for table in tables.sheets}
        faults = tuple(
            attrs.evolve(f, share=f.share * share / whole[f.table]) for f in FAULTS if whole[f.table]
        )
    made = plant(tables, Random("faults"), faults)
    return made, len(made.planted)


def read(place: Path) -> dict[str, float]:
    """Read and understand *place* in a process of its own."""
    command = [sys.executable, "-c", READ, str(place), str(ROOT / "rules"), AS_OF.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=12_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    rulebook, problems, _ = load_rules(ROOT / "rules")
    if rulebook is None:
        raise SystemExit(str(problems))
    clean = make_province(options.people, 1, AS_OF, rulebook.vocabulary)
    kinds = {
        "clean": (clean, 0),
        "1 % faults": faulty(clean, ONE_IN_A_HUNDRED),
        "usual dirt": faulty(clean, None),
    }
    rows = {
        name: sum(len(sheet.rows) for sheet in tables.sheets.values()) for name, (tables, _) in kinds.items()
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in kinds}
    with tempfile.TemporaryDirectory() as place:
        for name, (tables, _) in kinds.items():
            write_workbook(tables, Path(place) / f"{name}.xlsx")
        names = list(kinds)
        for number in range(options.runs):
            turn = number % len(names)
            for name in (*names[turn:], *names[:turn]):
                found[name].append(read(Path(place) / f"{name}.xlsx"))
    table = {
        name: {key: round(statistics.median(run[key] for run in runs), 3) for key in runs[0]}
        | {"rows": rows[name], "faults": kinds[name][1]}
        for name, runs in found.items()
    }
    ratios = {
        f"{name} / clean, {kind}": round(table[name][kind] / table["clean"][kind], 2)
        for name in list(kinds)[1:]
        for kind in ("wall", "cpu")
    }
    result = {
        "people": options.people,
        "runs": options.runs,
        "medians": table,
        "ratios": ratios,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "versions": {name: version(name) for name in ("eligibility", "polars", "numpy", "python-calamine")},
    }
    target = ROOT / "benchmarks" / "results" / "intake.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    for name, row in table.items():
        print(
            f"{name:12} {row['rows']:9,.0f} rows {row['faults']:7,} faults  "
            f"wall {row['wall']:7.3f} s  cpu {row['cpu']:7.3f} s  {row['issues']:7,.0f} issues"
        )
    for name, value in ratios.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
