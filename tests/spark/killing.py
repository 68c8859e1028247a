"""Reviews people on a small cluster, one worker of which is killed meanwhile; prints what came of it."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from synthetic.province import made

from .reviews import the_same
from .sessions import session

WORKER = "CoarseGrainedExecutorBackend"


def children(parent: int) -> Iterator[int]:
    """The processes that *parent* started, and those that they did."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                yield int(entry.name)
                yield from children(int(entry.name))


def workers() -> list[int]:
    """The executors of the session of this process."""
    found = []
    for process in children(os.getpid()):
        try:
            if WORKER in Path(f"/proc/{process}/cmdline").read_text():
                found.append(process)
        except OSError:
            continue
    return found


class Killer(threading.Thread):
    """Kills one worker once jobs run."""

    def __init__(self, spark: Any) -> None:
        super().__init__(daemon=True)
        self.killed: list[int] = []
        self._tracker = spark.sparkContext.statusTracker()

    def run(self) -> None:
        for _ in range(3_000):
            alive = workers()
            if len(alive) > 1 and self._tracker.getActiveStageIds():
                os.kill(alive[0], signal.SIGKILL)
                self.killed.append(alive[0])
                return
            time.sleep(0.05)


def main(folder: Path) -> None:
    people = made(120, 11, faults=False).sheets["people"]
    tables = {"people": (people.fields, [[str(cell or "") for cell in row] for row in people.rows])}
    with session("local-cluster[2,1,1024]", folder / "spark") as spark:
        killer = Killer(spark)
        killer.start()
        found = the_same(spark, tables, folder, "audit")
        killer.join(1)
        sys.stdout.write(
            json.dumps({"killed": len(killer.killed), "decided": found.account.counts.decided}) + "\n"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
