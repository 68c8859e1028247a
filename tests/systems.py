"""Programs of the system that some tests run: installed by the project's scripts, or a reason why not."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / ".ci"


def need(program: str) -> None:
    """Skip the test where *program* (a word of ``.ci/system``) is lacking and cannot be installed."""
    if shutil.which("bash") is None:
        pytest.skip(f"no {program}: there is no bash to run .ci/system with")
    done = subprocess.run([SCRIPTS / "system", program], capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        pytest.skip(f"no {program}: {lines[-1] if lines else 'it could not be installed'}")


def language_server() -> list[str]:
    """The command of the YAML language server, which is installed if it is not there."""
    need("language-server")
    folder = SCRIPTS.parent / "build" / "language-server" / "node_modules" / "yaml-language-server"
    return ["node", str(folder / "bin" / "yaml-language-server"), "--stdio"]


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server: the one that the tests run beside, or one of its own."""
    told = os.environ.get("ELIGIBILITY_TEST_POSTGRES")
    if told:
        yield told
        return
    if shutil.which("bash") is None:
        pytest.skip("no PostgreSQL: there is no bash to run .ci/postgres with")
    tell = 'echo "$ELIGIBILITY_TEST_POSTGRES"; echo "$ELIGIBILITY_NO_POSTGRES"; read -r _'
    started = subprocess.Popen(
        [SCRIPTS / "postgres", "bash", "-c", tell], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert started.stdin is not None
    assert started.stdout is not None
    try:
        where, why_not = started.stdout.readline().strip(), started.stdout.readline().strip()
        if not where:
            pytest.skip(f"no PostgreSQL: {why_not}")
        yield where
    finally:
        started.stdin.close()
        started.wait(60)
        started.stdout.close()
