"""All contestants in one run: reviews of people in bulk beside queries written by hand and rule engines.

``python benchmarks/bulk/run.py`` compares answers first, then measures five sections: sizes, standards,
requirements, Spark and rule engines; every run is a process of its own and contestants take turns. Medians,
versions and machine go to benchmarks/results/bulk.json, a table to bulk.md and a plot to bulk.svg beside it.
``--sections``, ``--people`` and ``--runs`` make it smaller or larger.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import attrs
import compare
import people
import rulebook
from contestants import ENGINES, OURS, QUERIES, SPARK
from drawing import markdown, plot

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results"
LISTS = ("polars lists", "duckdb lists", "ours", "ours warm")
VECTORS = ("openfisca",)
"""Rule engines that take a million people; the others take people one by one."""

AGAIN = 1_000_000
"""Up to so many people the work is done a second time in the same process."""

SECTIONS = ("sizes", "standards", "requirements", "engines", "spark")
LIBRARIES = (
    *("eligibility", "polars", "duckdb", "numpy", "durable-rules", "pyspark"),
    *("zen-engine", "clipspy", "openfisca-core"),
)


@attrs.frozen
class Setting:
    """Contestants that take turns on the same work."""

    section: str
    people: int
    standards: int
    requirements: int
    contestants: tuple[str, ...]


def settings(options: argparse.Namespace) -> Iterator[Setting]:
    """What is to be measured."""
    project = tuple(OURS)
    lists = tuple(name for name in LISTS if name in (*QUERIES, *project))
    if "sizes" in options.sections:
        for count in options.people:
            yield Setting("sizes", count, 60, 12, (*QUERIES, *project))
    if "standards" in options.sections:
        for number in (60, 1_000, 10_000):
            yield Setting("standards", options.scaling_people, number, 12, ("polars masks", *lists))
    if "requirements" in options.sections:
        for number in (10, 50, 200):
            yield Setting(
                "requirements", options.scaling_people, 60, number, ("polars masks", "duckdb masks", *lists)
            )
    if "spark" in options.sections:
        for count in options.spark_people:
            yield Setting("spark", count, 60, 12, SPARK)
    if "engines" in options.sections:
        slow = tuple(name for name in ENGINES if name not in VECTORS)
        yield Setting("engines", options.engine_people, 60, 12, (*slow, *VECTORS, *lists))
        yield Setting("engines", options.scaling_people, 60, 12, (*VECTORS, *lists))


class Runner:
    """Prepares people and rules in *folder* and runs contestants on them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def command(self, setting: Setting, name: str) -> list[str]:
        """The command of one run; people and rules are made if they are not there."""
        source = self._folder / f"people-{setting.standards}-{setting.people}"
        rules = self._folder / f"rules-{setting.standards}-{setting.requirements}"
        people.write(source, setting.people, setting.standards)
        if not rules.exists():
            rulebook.write(rules, rulebook.standards(setting.standards, setting.requirements))
        return [
            sys.executable,
            str(Path(__file__).with_name("contestants.py")),
            name,
            *("--people", str(source), "--rules", str(rules)),
            *("--standards", str(setting.standards), "--requirements", str(setting.requirements)),
        ]

    def once(self, setting: Setting, name: str, *, check: bool) -> dict[str, float]:
        """One run in a process of its own."""
        command = self.command(setting, name)
        started = time.perf_counter()
        done = subprocess.run(
            [*command, *(["--check"] if check else []), *(["--again"] if setting.people <= AGAIN else [])],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
        found: dict[str, float] = json.loads(done.stdout)
        return found | {"process": time.perf_counter() - started}

    def measure(self, setting: Setting, runs: int) -> list[dict[str, Any]]:
        """Medians of each contestant; who is first changes from run to run."""
        found: dict[str, list[dict[str, float]]] = {name: [] for name in setting.contestants}
        for number in range(runs):
            turn = number % len(setting.contestants)
            for name in (*setting.contestants[turn:], *setting.contestants[:turn]):
                check = name in ENGINES and number == 0
                found[name].append(self.once(setting, name, check=check))
                print(
                    f"{setting.section:12} {setting.people:>11,} {name:18} {found[name][-1]['wall']:8.3f} s",
                    flush=True,
                )
        return [self._row(setting, name, made) for name, made in found.items()]

    def _row(self, setting: Setting, name: str, made: Sequence[dict[str, float]]) -> dict[str, Any]:
        figures = {
            key: statistics.median(run[key] for run in made) for key in ("wall", "cpu", "process", "peak_mb")
        }
        row = {
            "section": setting.section,
            "contestant": name,
            "people": setting.people,
            "standards": setting.standards,
            "requirements": setting.requirements,
            "runs": len(made),
            **{key: round(value, 4) for key, value in figures.items()},
            **(
                {"wall_again": round(statistics.median(run["again"] for run in made), 4)}
                if "again" in made[0]
                else {}
            ),
            **(
                {"session": round(statistics.median(r["session"] for r in made), 2)}
                if "session" in made[0]
                else {}
            ),
            "wall_least": round(min(run["wall"] for run in made), 4),
            "people_a_second": round(setting.people / figures["wall"]),
            "cpu_ns_a_person": round(1e9 * figures["cpu"] / setting.people),
            "written_mb": round(made[0]["written_mb"], 2),
        }
        if "differ" in made[0]:
            row["answers_that_differ"] = int(made[0]["differ"])
            row["answers_compared"] = min(2_000, setting.people)
        return row


def ratios(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the goals of the project are stated in: one contestant's time divided by another's."""
    by = {(r["section"], r["people"], r["standards"], r["requirements"], r["contestant"]): r for r in rows}
    pairs = [
        ("polars masks", "polars copy"),
        ("ours", "polars lists"),
        ("ours warm", "polars lists"),
        ("ours", "duckdb lists"),
        ("ours long", "duckdb long"),
        ("duckdb lists", "polars lists"),
        ("ours spark", "spark lists"),
        *((engine, second) for engine in ENGINES for second in ("ours", "polars lists")),
    ]
    found = []
    for (*place, name), row in by.items():
        for first, second in pairs:
            other = by.get((*place, second))
            if name == first and other is not None:
                times = {kind: round(row[kind] / other[kind], 2) for kind in ("wall", "cpu")}
                where = dict(zip(("section", "people", "standards", "requirements"), place, strict=True))
                found.append({"of": first, "to": second, **where, **times})
    return found + list(_per_person(rows))


def _per_person(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rule engines at the size that they can take beside the others at their largest, both per person."""
    for second in ("ours", "polars lists"):
        large = max(
            (row for row in rows if row["contestant"] == second and row["section"] == "sizes"),
            key=lambda row: row["people"],
            default=None,
        )
        for row in rows:
            if large is not None and row["contestant"] in ENGINES:
                times = {
                    kind: round(row[kind] / row["people"] * large["people"] / large[kind], 1)
                    for kind in ("wall", "cpu")
                }
                same = {key: row[key] for key in ("people", "standards", "requirements")}
                section = f"per person, of {large['people']:,}"
                yield {"of": row["contestant"], "to": second, "section": section, **same, **times}


def versions() -> dict[str, str]:
    """Of all that took part."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    from peer_node import INSTALLED

    package = INSTALLED / "node_modules" / "json-rules-engine" / "package.json"
    if package.exists():
        found["json-rules-engine"] = json.loads(package.read_text("utf-8"))["version"]
        found["node"] = subprocess.run(
            ["node", "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()
    return found


def machine() -> str:
    """Processor, cores and memory."""
    info = Path("/proc/cpuinfo").read_text("utf-8")
    model = info.partition("model name")[2].partition(":")[2].partition("\n")[0].strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model or platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"


def added(earlier: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """*result* beside the sections of an *earlier* one that it has not; within each, all took turns."""
    others = {name: earlier["versions"].get(name, number) for name, number in result["versions"].items()}
    if (earlier["machine"], others) != (result["machine"], result["versions"]):
        raise SystemExit("the earlier results are of another machine or of other versions")
    mine = set(result["runs"][0]["sections"])
    kept = [
        {**run, "sections": left}
        for run in earlier["runs"]
        if (left := [section for section in run["sections"] if section not in mine])
    ]
    rows = [row for row in earlier["rows"] if row["section"] not in mine]
    return {
        **result,
        "runs": [*kept, *result["runs"]],
        "rows": [*rows, *result["rows"]],
        "compared": result["compared"] or earlier["compared"],
    }


def main() -> None:
    """Compare, measure, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000, 1_000_000, 10_000_000])
    parser.add_argument("--scaling-people", type=int, default=1_000_000)
    parser.add_argument("--spark-people", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--engine-people", type=int, default=10_000)
    parser.add_argument(
        "--compared", type=int, default=20_000, help="people whose answers are compared first"
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--add", action="store_true", help="keep other sections that were measured earlier")
    parser.add_argument("--sections", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "out" / "bulk", help="people and rules are kept here"
    )
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    who = list(compare.CONTESTANTS)
    if options.compared:
        place = options.folder / "compared"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        if compare.compare(place, options.compared, 60, 12, 1, who):
            raise SystemExit("answers differ: nothing is measured")
    runner = Runner(options.folder)
    rows = [row for setting in settings(options) for row in runner.measure(setting, options.runs)]
    from peers import REMARKS

    command = " ".join(["python", "benchmarks/bulk/run.py", *sys.argv[1:]])
    runs = [{"sections": options.sections, "command": command, "date": date.today().isoformat()}]
    result = {
        "runs": runs,
        "machine": machine(),
        "versions": versions(),
        "compared": {"people": options.compared, "contestants": who, "differ": 0}
        if options.compared
        else None,
        "rows": rows,
        "remarks": REMARKS,
    }
    if options.add:
        result = added(json.loads((options.results / "bulk.json").read_text("utf-8")), result)
    result["ratios"] = ratios(result["rows"])
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / "bulk.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    (options.results / "bulk.md").write_text(markdown(result), "utf-8")
    plot(result, options.results / "bulk.svg")
    print(markdown(result))


if __name__ == "__main__":
    main()
