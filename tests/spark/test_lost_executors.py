"""A worker that is killed in the middle changes nothing in the results.

On a cluster of two workers on this machine, in a process of its own: a session ends with its process.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from systems import need


def test_a_killed_worker_changes_nothing(tmp_path: Path) -> None:
    need("java")
    if not Path("/proc").is_dir():
        pytest.skip("workers are found in /proc, which is not here")
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-m", "spark.killing", tmp_path],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["killed"] >= 1
    assert told["decided"] > 0
