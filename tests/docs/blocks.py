"""Blocks of the pages that are made, not written.

``<!-- run: COMMAND -->`` ... ``<!-- end -->`` holds what the command prints, run in a copy of the
rule book and the cases; ``<!-- run 1: COMMAND -->`` where it leaves with code 1. ``<!-- make: NAME
WORDS -->`` ... ``<!-- end -->`` holds what a function of `docs.made` returns. The commands of a page
run in order in the same copy. With UPDATE_DOCS=1 the blocks are rewritten.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .made import MAKERS
from .pages import ROOT, Page

BLOCK = re.compile(r"<!-- (run|make)( \d+)?: (.+?) -->\n(.*?)<!-- end -->", re.DOTALL)
HASH = re.compile(r"hash [0-9a-f]{12}\b")
SHORT_HASH = "hash …"
"""Hashes of the rule book change with every comment in it; pages do not show them."""


def workplace(folder: Path) -> Path:
    """A copy of what commands read."""
    for name in ("rules", "cases"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def printed(command: str, folder: Path) -> tuple[str, int]:
    """What *command* prints, on both streams as they come, and its exit code."""
    tools = str(Path(sys.executable).parent)
    kept = {key: value for key, value in os.environ.items() if key in ("TMPDIR", "SYSTEMROOT", "PYTHONPATH")}
    made = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**kept, "PATH": f"{tools}:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )
    lines = [line.rstrip() for line in made.stdout.decode().splitlines()]
    return HASH.sub(SHORT_HASH, "\n".join(lines).strip("\n")) + "\n", made.returncode


def refreshed(page: Page, folder: Path) -> tuple[str, list[str]]:
    """*page* with its blocks made anew, and the commands that ended otherwise than the page says."""
    failed: list[str] = []

    def block(found: re.Match[str]) -> str:
        kind, code, what, _ = found.groups()
        if kind == "make":
            name, *words = what.split()
            inside = MAKERS[name](*words)
        else:
            text, exit_code = printed(what, folder)
            if exit_code != int(code or 0):
                failed.append(f"{what}: exit code {exit_code}: {text[-300:]}")
            inside = f"```text\n{text}```\n"
        return f"<!-- {kind}{code or ''}: {what} -->\n{inside}<!-- end -->"

    return BLOCK.sub(block, page.text), failed
