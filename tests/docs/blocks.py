"""Blocks of the pages that are made, not written, and files that a page has its reader write.

``<!-- run: COMMAND -->`` ... ``<!-- end -->`` holds what the command prints, run in a copy of the
rule book and the cases; ``<!-- run 1: COMMAND -->`` where it leaves with code 1. ``<!-- step: COMMAND -->``
holds the command as well: a step that a reader takes. ``<!-- make: NAME WORDS -->`` ... ``<!-- end -->``
holds what a function of `docs.made` returns. ``<!-- file: PATH -->`` stands above a fenced block that is the
content of this file. The commands and files of a page come in order in the same copy. With UPDATE_DOCS=1 the
blocks are rewritten.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs

from .made import MAKERS
from .pages import ROOT, Page
from .terms import speaking

BLOCK = re.compile(
    r"<!-- (?P<kind>run|make|step)(?P<code> \d+)?: (?P<what>.+?) -->\n(?P<inside>.*?)<!-- end -->"
    r"|<!-- file: (?P<path>\S+) -->\n```[^\n]*\n(?P<content>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
HASH = re.compile(r"(hash|mã) [0-9a-f]{12}\b")
SHORT_HASH = r"\1 …"
"""Hashes of the rule book change with every comment in it; pages do not show them."""


@attrs.frozen
class Block:
    """One block of a page, as it stands there."""

    kind: str
    """``run``, ``step``, ``make`` or ``file``."""
    what: str
    """The command, the maker with its words, or the path of the file."""
    code: int = 0
    """The exit code that a command leaves with."""
    content: str = ""
    """The content of a file."""


def block(found: re.Match[str]) -> Block:
    """The block that a match of `BLOCK` is."""
    if found["path"] is not None:
        return Block("file", found["path"], content=found["content"])
    return Block(found["kind"], found["what"], int(found["code"] or 0))


def blocks(page: Page) -> Iterator[Block]:
    """The blocks of *page* in order."""
    return map(block, BLOCK.finditer(page.text))


def workplace(folder: Path) -> Path:
    """A copy of what commands read."""
    for name in ("rules", "cases"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def write(one: Block, folder: Path) -> None:
    """Write the file that *one* shows."""
    path = folder / one.what
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(one.content, "utf-8")


def printed(command: str, folder: Path, **more: str) -> tuple[str, int]:
    """What *command* prints, on both streams as they come, and its exit code."""
    tools = str(Path(sys.executable).parent)
    kept = {key: value for key, value in os.environ.items() if key in ("TMPDIR", "SYSTEMROOT", "PYTHONPATH")}
    made = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**kept, "PATH": f"{tools}:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder), **more},
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

    def made(found: re.Match[str]) -> str:
        one = block(found)
        if one.kind == "file":
            write(one, folder)
            return found[0]
        if one.kind == "make":
            name, *words = one.what.split()
            with speaking(page.lang):
                inside = MAKERS[name](*words)
        else:
            text, exit_code = printed(one.what, folder)
            if exit_code != one.code:
                failed.append(f"{one.what}: exit code {exit_code}: {text[-300:]}")
            inside = shown(one, text)
        return f"<!-- {one.kind}{found['code'] or ''}: {one.what} -->\n{inside}<!-- end -->"

    return BLOCK.sub(made, page.text), failed


def shown(one: Block, text: str) -> str:
    """How a page shows a command that printed *text*."""
    command = f"```sh\n{one.what}\n```\n" if one.kind == "step" else ""
    output = f"```text\n{text}```\n" if text.strip() else ""
    return "\n".join(part for part in (command, output) if part)
