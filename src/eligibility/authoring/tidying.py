"""Rule files and case files as they stand on disk, and in the one layout."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import attrs

from eligibility.authoring.layout import NotKept, laid_out
from eligibility.diagnostics import Diagnostic
from eligibility.read.rules import RawRules, parse

SUFFIXES = (".yaml", ".yml")


class State(StrEnum):
    """What came of a file."""

    TIDY = "tidy"
    CHANGED = "changed"
    REFUSED = "refused"
    """It is not YAML as rule files are written; it stays as it is."""
    NOT_KEPT = "not_kept"
    """Another layout would say something else (a fault of the program); it stays as it is."""
    UNREADABLE = "unreadable"


@attrs.frozen
class Tidied:
    """A file, what it *was* and what it *is* in the layout; or why it stays as it is."""

    path: Path
    state: State
    was: str = ""
    now: str = ""
    problems: tuple[Diagnostic, ...] = ()

    @property
    def raw(self) -> RawRules:
        """Its text, to show the places of problems in."""
        return RawRules(Path(), {}, {}, {self.path.as_posix(): self.was})

    def difference(self) -> Iterator[str]:
        """What would be changed, as a unified difference."""
        name = self.path.as_posix()
        before, after = self.was.splitlines(keepends=True), self.now.splitlines(keepends=True)
        for line in difflib.unified_diff(before, after, name, name):
            yield line.rstrip("\n")


def files_of(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files among *paths* and in the folders among them, but for hidden ones and linked folders."""
    found: dict[Path, None] = {}
    for path in paths:
        found |= dict.fromkeys(sorted(_below(path)) if path.is_dir() else [path])
    return tuple(found)


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        elif path.suffix in SUFFIXES and path.is_file():
            yield path


def tidied(paths: Iterable[Path]) -> Iterator[Tidied]:
    """What comes of each file."""
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError:
            yield Tidied(path, State.UNREADABLE)
            continue
        _, problems = parse(path.as_posix(), content)
        was = content.decode("utf-8-sig", "replace")
        if problems:
            yield Tidied(path, State.REFUSED, was, problems=tuple(problems))
            continue
        try:
            now = laid_out(was)
        except NotKept:
            yield Tidied(path, State.NOT_KEPT, was)
            continue
        same = now.encode() == content
        yield Tidied(path, State.TIDY if same else State.CHANGED, was, now)
