"""One run of one contestant in a process of its own: prints wall and CPU seconds and peak memory as JSON.

`run.py` calls it; the libraries are imported before the clock starts. CPU counts all threads.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import ours
import rulebook

AS_OF = date.fromisoformat(rulebook.AS_OF)

QUERIES = (
    *("polars copy", "polars masks", "polars lists"),
    *("duckdb masks", "duckdb lists", "duckdb long"),
)
OURS = {"ours": "none", "ours warm": "none", "ours compact": "compact", "ours long": "long"}
"""Contestants of the project, and what they write besides the decisions.

``ours warm`` knows the situations of an earlier run in the same process and concludes one in a hundred
of them again; the others start without any. Rules are loaded before the clock starts and compiled after.
"""

SPARK = ("spark lists", "ours spark")
"""Contestants on Apache Spark; the session is there before the clock starts, CPU counts all its processes."""

ENGINES = ("zen-engine", "clips", "durable-rules", "json-rules-engine", "openfisca")


def prepare(name: str, options: argparse.Namespace, folder: Path) -> Callable[[int], Any]:
    """What is to be timed, called with the number of the time; everything is imported."""
    source, target = options.people, folder / "result.parquet"
    if name in OURS:
        reviews = ours.Ours(options.rules, AS_OF)
        if name == "ours warm":
            reviews.run(source, folder / "first")
        return lambda number: reviews.run(source, folder / f"result{number}", OURS[name])
    made = rulebook.standards(options.standards, options.requirements)
    if name in ENGINES:
        import peers

        work = peers.PEERS[name](source, made, AS_OF, folder)
        return lambda number: work()
    library, variant = name.split()
    if library == "polars":
        import handwritten_polars as written
    else:
        import duckdb
        import handwritten_duckdb as written

        duckdb.connect().close()
    return lambda number: written.run(variant, source, target, made, AS_OF)


def on_spark(name: str, options: argparse.Namespace, folder: Path, spark: Any) -> Callable[[int], Any]:
    """What is to be timed of a contestant on Spark."""
    if name == "ours spark":
        reviews = ours.Ours(options.rules, AS_OF)
        return lambda number: reviews.on_spark(spark, options.people, folder / f"result{number}")
    import handwritten_spark

    made = rulebook.standards(options.standards, options.requirements)
    return lambda number: handwritten_spark.run(
        spark, options.people, folder / f"result{number}", made, AS_OF
    )


def measured(work: Callable[[int], Any], cpu_of: Callable[[], float]) -> tuple[dict[str, float], Any]:
    """Wall and CPU seconds of *work*, and what it gave."""
    wall, cpu = time.perf_counter(), cpu_of()
    answers = work(0)
    return {"wall": time.perf_counter() - wall, "cpu": cpu_of() - cpu, "peak_mb": peak_mb()}, answers


def tree_cpu() -> float:
    """CPU seconds of this process and all that it started."""
    return sum(_cpu(process) for process in (os.getpid(), *_children(os.getpid())))


def _cpu(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _children(parent: int) -> Iterator[int]:
    for task in Path(f"/proc/{parent}/task").iterdir():
        try:
            found = (task / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, found):
            yield child
            yield from _children(child)


def peak_mb() -> float:
    """The most memory that this process had, in MB."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=(*QUERIES, *OURS, *ENGINES, *SPARK))
    parser.add_argument("--people", type=Path, required=True, help="the folder of parquet parts")
    parser.add_argument("--rules", type=Path, required=True, help="the rule book; only ours reads it")
    parser.add_argument("--standards", type=int, required=True)
    parser.add_argument("--requirements", type=int, required=True)
    parser.add_argument("--again", action="store_true", help="a second time in the same process")
    parser.add_argument("--check", action="store_true", help="compare answers of a rule engine")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=options.people.parent))
    try:
        if options.name in SPARK:
            import handwritten_spark

            started = time.perf_counter()
            with handwritten_spark.session(folder) as spark:
                begun = time.perf_counter() - started
                work = on_spark(options.name, options, folder, spark)
                found, answers = measured(work, tree_cpu)
                found["session"] = begun
                if options.again:
                    wall = time.perf_counter()
                    work(1)
                    found["again"] = time.perf_counter() - wall
        else:
            work = prepare(options.name, options, folder)
            found, answers = measured(work, time.process_time)
        if options.again and options.name in (*QUERIES, *OURS):
            wall = time.perf_counter()
            work(1)
            found["again"] = time.perf_counter() - wall
        if (folder / "times.json").exists():  # of a process of its own, without starting and talking to it
            found |= json.loads((folder / "times.json").read_text("utf-8"))
        written = [file for file in folder.glob("result0/**/*") if file.is_file()]
        found["written_mb"] = sum(f.stat().st_size for f in [*written, *folder.glob("result.parquet")]) / 1e6
        if options.check:
            import peers

            made = rulebook.standards(options.standards, options.requirements)
            found["differ"] = peers.wrong(options.people, made, AS_OF, answers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
