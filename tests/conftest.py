"""Hypothesis profiles, and tests that run in a child process.

Profiles: `quick` (the default; the same examples in every run) and `full`. Tests marked ``isolated`` run in
a child, so that a crash or an abort of C code is a failed test: the first of them in a module runs them all,
in one child, and a failure shows what the child said. There, memory that C has not written is filled with
garbage, which turns silent faults into crashes, and the child may take only so much memory, so that a file
which asks for more than there is cannot stop the machine.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

LOOSE = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}
settings.register_profile("quick", max_examples=60, derandomize=True, **LOOSE)
settings.register_profile("full", max_examples=300, **LOOSE)
settings.load_profile(os.environ.get("ELIGIBILITY_PROFILE", "quick"))

INSIDE = "ELIGIBILITY_ISOLATED"
MEMORY = 6_000_000_000
"""Bytes that a child may take."""
HANG = 1_200
"""Seconds after which a child hangs; C code that loops cannot be interrupted otherwise."""

TOGETHER = pytest.StashKey[list]()


def pytest_configure(config):
    config.addinivalue_line("markers", "isolated: run in a child process, where C may crash")
    if INSIDE in os.environ:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    if INSIDE in os.environ:
        return
    first = {}
    for item in list(items):
        if item.get_closest_marker("isolated") is None:
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
    return Path(__file__).parents[1] / "rules"
