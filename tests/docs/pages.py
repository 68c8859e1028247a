"""The pages of the documentation and what stands on them: fenced blocks, tables, links."""

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from .terms import english

ROOT = Path(__file__).resolve().parents[2]
VIETNAMESE = "docs/vi/"
"""Pages below are in Vietnamese, the others in English."""
NAMES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "rules/README.md")

FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\|(.*)\|$")
CODE = re.compile(r"`` ?(.+?) ?``|`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


@attrs.frozen
class Fence:
    """A fenced block: the words after the fence, its text and the line it starts on."""

    words: tuple[str, ...]
    text: str
    line: int


@attrs.frozen
class Table:
    """A table: the words of a comment ``<!-- about: ... -->`` above it, its head and its rows of cells.

    The head is in English in both languages, as far as `terms` has a word for it.
    """

    about: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


@attrs.frozen
class Page:
    """One page, by its path from the root of the project."""

    name: str
    text: str

    def line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def fences(self) -> Iterator[Fence]:
        for found in FENCE.finditer(self.text):
            yield Fence(tuple(found[1].split()), found[2], self.line(found.start()))

    @property
    def lang(self) -> str:
        """The language it is written in."""
        return "vi" if self.name.startswith(VIETNAMESE) else "en"

    @property
    def prose(self) -> str:
        """The text without fenced blocks, whose lines stay as empty lines."""
        return FENCE.sub(lambda found: "\n" * found[0].count("\n"), self.text)

    def tables(self) -> Iterator[Table]:
        lines = self.prose.split("\n")
        number = 0
        while number < len(lines):
            if not ROW.match(lines[number]):
                number += 1
                continue
            start = number
            while number < len(lines) and ROW.match(lines[number]):
                number += 1
            rows = [_cells(line) for line in lines[start:number]]
            above = re.fullmatch(r"<!-- about: (.+) -->", lines[start - 1].strip()) if start else None
            head = rows[0] if self.lang == "en" else tuple(map(english, rows[0]))
            yield Table(tuple(above[1].split()) if above else (), head, tuple(rows[2:]), start + 1)

    def links(self) -> Iterator[str]:
        for found in LINK.finditer(self.prose):
            yield found[1]

    def anchors(self) -> set[str]:
        return {_slug(found[1]) for found in HEADING.finditer(self.prose)}


def _cells(line: str) -> tuple[str, ...]:
    """The cells of a row; ``\\|`` is a bar inside a cell."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", inner))


def _slug(heading: str) -> str:
    plain = re.sub(r"[^\w\- ]", "", re.sub(r"[`*_]", "", heading).strip().lower())
    return plain.replace(" ", "-")


def codes(cell: str) -> list[str]:
    """What stands in backquotes in a cell."""
    return [one or two for one, two in CODE.findall(cell)]


def pages() -> list[Page]:
    paths = [ROOT / name for name in NAMES] + sorted((ROOT / "docs").rglob("*.md"))
    return [
        Page(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths if path.is_file()
    ]


def page(name: str) -> Page:
    return Page(name, (ROOT / name).read_text("utf-8"))
