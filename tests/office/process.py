"""Running the command line as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PLAIN = {"LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANGUAGE": "", "PYTHONWARNINGS": "error"}


def python(
    *arguments: object, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run this Python with *arguments* in *cwd*; warnings are errors, and no language is set but by *env*."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **PLAIN, **(env or {})},
        capture_output=True,
        check=False,
        timeout=300,
    )


def eligibility(
    *arguments: object, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run ``eligibility`` with *arguments* in *cwd*."""
    return python("-c", "from eligibility.cli import main; main()", *arguments, cwd=cwd, env=env)
