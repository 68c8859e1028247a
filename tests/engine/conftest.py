"""Tests marked ``isolated`` run in a child process, so that a crash of C code is a failed test.

The first of them in a module runs them all, in one child; a failure shows what the child said. There,
memory that C has not written is filled with garbage, which turns silent faults into crashes.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

INSIDE = "ELIGIBILITY_ISOLATED"
HANG = 1_200
"""Seconds after which a child hangs; C code that loops cannot be interrupted otherwise."""

HERE = Path(__file__).parent
TOGETHER = pytest.StashKey[list]()


def pytest_configure(config):
    config.addinivalue_line("markers", "isolated: run in a child process, where C may crash")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    if INSIDE in os.environ:
        return
    first = {}
    for item in list(items):
        if HERE not in item.path.parents or item.get_closest_marker("isolated") is None:
            continue
        carrier = first.setdefault(item.path, item)
        carrier.stash.setdefault(TOGETHER, []).append(item.nodeid)
        if carrier is not item:
            items.remove(item)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    tests = pyfuncitem.stash.get(TOGETHER, None)
    if tests is None:
        return None
    command = [sys.executable, "-X", "faulthandler", "-m", "pytest", "-v", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-o", "addopts=", *tests],
        cwd=pyfuncitem.config.rootpath,
        env={**os.environ, INSIDE: "1", "MALLOC_PERTURB_": "165", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG,
    )
    if done.returncode != 0:
        said = f"{done.stdout[-8000:]}\n{done.stderr[-2000:]}"
        pytest.fail(f"exit code {done.returncode}\n{said}", pytrace=False)
    return True


@pytest.fixture(scope="session")
def rules():
    """The shipped rule book's folder."""
    return HERE.parents[1] / "rules"


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
