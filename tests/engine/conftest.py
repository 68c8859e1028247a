"""Python text run in a child process, where C may crash."""

import os
import subprocess
import sys

import pytest

HANG = 1_200
"""Seconds after which a child hangs."""


@pytest.fixture(scope="session")
def snippet():
    """Run Python text in a child process and return what it prints; it must exit with 0."""

    def run(text, *arguments):
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-c", text, *map(str, arguments)],
            env={**os.environ, "MALLOC_PERTURB_": "165"},
            capture_output=True,
            text=True,
            check=False,
            timeout=HANG,
        )
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stderr[-4000:]}"
        return done.stdout

    return run
