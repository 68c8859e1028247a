"""The import contracts of the project hold."""

import sys
from pathlib import Path

from office.command import ROOT
from office.process import python


def test_import_contracts_hold():
    lint = Path(sys.executable).with_name("lint-imports")
    done = python(lint, "--no-cache", cwd=ROOT, env={"PYTHONWARNINGS": "", "PYTHONIOENCODING": "utf-8"})
    assert done.returncode == 0, done.stdout.decode("utf-8")
