"""Programs of the system that some tests run: installed by the project's scripts, or a reason why not."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

SCRIPTS = Path(__file__).parents[1] / ".ci"


def need(program: str) -> None:
    """Skip the test where *program* (``postgresql``, ``java``) is lacking and cannot be installed."""
    if shutil.which("bash") is None:
        pytest.skip(f"no {program}: there is no bash to run .ci/system with")
    done = subprocess.run([SCRIPTS / "system", program], capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        pytest.skip(f"no {program}: {lines[-1] if lines else 'it could not be installed'}")


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server of its own: how to connect to it."""
    need("postgresql")
    with TemporaryDirectory(prefix="pg") as folder:
        place = Path(folder) / "db"
        Path(folder).chmod(0o755)
        started = subprocess.run(
            [SCRIPTS / "postgres", "start", place], capture_output=True, text=True, check=False
        )
        assert started.returncode == 0, started.stderr
        try:
            yield started.stdout.strip()
        finally:
            subprocess.run([SCRIPTS / "postgres", "stop", place], check=True)
