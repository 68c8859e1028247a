"""A page as it stands in the project becomes a page of the site.

Made blocks keep what they hold, but a step is drawn as a terminal, the help of a command becomes a table
of its options, and ``<!-- sheet: WORKBOOK | SHEET | caption -->`` a picture. Links that lead to another
page of the same language stay inside the site; those to the other language go there; those to a file that
is on no page become plain text.
"""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs
import click

# the blocks of the pages are run by the code that tests them: `tests/docs/`
from docs.blocks import BLOCK, HASH, SHORT_HASH, Block, block, printed, workplace, write
from docs.pages import ROOT, Page, page

from .commands import HELP, commands, reference, section
from .pictures import COLOURED, Workbooks, can_draw_sheets, terminal

FIRST = (
    "index",
    "install-office",
    "ten-minutes",
    "first-standard",
    "write-a-standard",
    "inputs",
    "outputs",
    "commands",
)
LAST = ("language", "guarantees", "dependencies")
BESIDE = {"install-office": "docs/install-office.md", "write-a-standard": "rules/README.md"}
"""Pages that hold both languages."""
BESIDE_ENGLISH = {"contributing": "CONTRIBUTING.md", "changes": "CHANGELOG.md"}

SHEET = re.compile(
    r"^<!-- sheet: (?P<file>[^|]+?) \| (?P<sheet>[^|]+?) \| (?P<caption>.+?) -->", re.DOTALL | re.MULTILINE
)
COMMENT = re.compile(r"^<!--.*?-->\n?", re.DOTALL | re.MULTILINE)
"""A comment on lines of its own; one inside a line is spoken of."""
LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
FENCED = re.compile(r"^(```|~~~).*?^\1$", re.MULTILINE | re.DOTALL)
AS_TEXT = {"vi": "Nội dung màn hình dạng chữ", "en": "The screen as text"}
ENLARGE = {"vi": "bấm vào hình để xem lớn", "en": "click on the picture to enlarge it"}
SCREEN = {"vi": "Màn hình sau lệnh", "en": "The terminal after"}


def site(lang: str) -> dict[str, str]:
    """The pages of the site in *lang*: the name of each, and where it stands in the project, in order."""
    home = ROOT / ("docs/vi" if lang == "vi" else "docs")
    own = {path.stem: path.relative_to(ROOT).as_posix() for path in sorted(home.glob("*.md"))} | BESIDE
    names = [*FIRST, *(name for name in own if name not in FIRST + LAST), *LAST]
    found = {name: own[name] for name in names if name in own}
    if lang == "en":
        for path in sorted((ROOT / "docs/decisions").glob("*.md")):
            found[f"decisions/{path.stem}"] = path.relative_to(ROOT).as_posix()
        found |= BESIDE_ENGLISH
    return found


@attrs.define
class Maker:
    """Makes the pages of one language."""

    lang: str
    group: click.Group
    folder: Path
    """Where pages and pictures are written."""
    scratch: Path
    """Where commands run."""
    images: str = "_images"
    """Where Sphinx puts pictures; one that is clicked on opens by itself."""
    left_out: list[str] = attrs.field(factory=list)
    """Captions of pictures that could not be drawn here."""

    def make(self) -> None:
        """Write all pages."""
        for name, source in site(self.lang).items():
            path = self.folder / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.page(name, source), "utf-8")

    def page(self, name: str, source: str) -> str:
        """The page called *name*, made from the one at *source*."""
        found = page(source)
        text = self._run(name, found) if _is_tutorial(found) else BLOCK.sub(_kept(self._inside), found.text)
        if name == "commands":
            text = self._with_all_commands(found, text)
        if name == "index":
            text += _contents(self.lang)
        text = COMMENT.sub("", text)
        pages, others = site(self.lang), site("en" if self.lang == "vi" else "vi")
        return outside_fences(text, lambda part: linked(part, source, name, pages, others))

    def _run(self, name: str, found: Page) -> str:
        """A page whose steps are taken one after the other."""
        folder = workplace(self.scratch / name)
        books = Workbooks(self.scratch)
        counted = iter(range(1, 100))

        def step(match: re.Match[str]) -> str:
            if match["sheet"]:
                return self._sheet(match, folder, books, f"{name}-{next(counted)}.png")
            one = block(match)
            if one.kind == "file":
                write(one, folder)
                return _file(one)
            if one.kind == "make":
                return match["inside"]
            return self._step(one, folder, f"{name}-{next(counted)}", match["inside"])

        return re.sub(f"{BLOCK.pattern}|{SHEET.pattern}", step, found.text, flags=BLOCK.flags)

    def _step(self, one: Block, folder: Path, name: str, inside: str) -> str:
        coloured, code = printed(one.what, folder, **COLOURED)
        if code != one.code:
            raise RuntimeError(f"{one.what}: exit code {code}: {coloured[-300:]}")
        if one.kind == "run" or "```text\n" not in inside:
            return inside
        text = inside.partition("```text\n")[2].rpartition("```")[0]
        drawn = terminal(one.what, HASH.sub(SHORT_HASH, coloured), name)
        (self.folder / f"{name}.svg").write_text(drawn, "utf-8")
        picture = f"![{SCREEN[self.lang]} {one.what}]({name}.svg)"
        folded = f"<details><summary>{AS_TEXT[self.lang]}</summary>\n\n```text\n{text}```\n\n</details>"
        return f"```sh\n{one.what}\n```\n\n{picture}\n\n{folded}\n"

    def _sheet(self, match: re.Match[str], folder: Path, books: Workbooks, name: str) -> str:
        caption = " ".join(match["caption"].split())
        if not can_draw_sheets():
            self.left_out.append(caption)
            return f"*{caption}*"
        books.sheet(folder / match["file"], match["sheet"], self.folder / name)
        options = f":alt: {caption}\n:target: {self.images}/{name}"
        return f":::{{figure}} {name}\n{options}\n\n{caption} ({ENLARGE[self.lang]})\n:::"

    def _inside(self, one: Block, inside: str) -> str:
        """What stands in a block of a page whose commands are not run here."""
        if one.kind == "file":
            return _file(one)
        asked = HELP.fullmatch(one.what)
        if asked is None:
            return inside
        name = asked["words"].strip()
        return reference(commands(self.group)[name], self.lang)

    def _with_all_commands(self, found: Page, text: str) -> str:
        """The page of commands with a section for each that it does not show itself."""
        shown = {asked["words"].strip() for asked in HELP.finditer(found.text)}
        missing = {name: one for name, one in commands(self.group).items() if name not in shown}
        return "\n".join([text, *(section(one, self.lang) for one in missing.values())])


def _is_tutorial(found: Page) -> bool:
    return any(match["kind"] == "step" for match in BLOCK.finditer(found.text))


def _kept(inside: Callable[[Block, str], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: inside(block(match), match["inside"] or "")


def _file(one: Block) -> str:
    kind = "yaml" if one.what.endswith(".yaml") else "text"
    return f"```{{code-block}} {kind}\n:caption: {one.what}\n\n{one.content}```"


def _contents(lang: str) -> str:
    names = [name for name in site(lang) if name != "index"]
    return "\n\n```{toctree}\n:hidden:\n\n" + "\n".join(names) + "\n```\n"


def outside_fences(text: str, change: Callable[[str], str]) -> str:
    """*text* with everything changed that does not stand in a fenced block."""
    parts, end = [], 0
    for found in FENCED.finditer(text):
        parts += [change(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, change(text[end:])])


def linked(text: str, source: str, name: str, pages: Mapping[str, str], others: Mapping[str, str]) -> str:
    """*text* of the page at *source* with its links as the page *name* of the site needs them."""
    here, there = ({path: one for one, path in found.items()} for found in (pages, others))
    up = "../" * name.count("/")

    def link(found: re.Match[str]) -> str:
        target, _, anchor = found["target"].partition("#")
        if found["image"] or not target or re.match(r"[a-z]+:", target):
            return found[0]
        path = os.path.relpath((ROOT / source).parent / target, ROOT)
        hung = f"#{anchor}" if anchor else ""
        if path in here:
            return f"[{found['text']}]({up}{here[path]}.md{hung})"
        if path in there:
            other = "en" if source_lang(pages) == "vi" else "vi"
            scheme = "place" if anchor else "page"
            return f"[{found['text']}]({scheme}:{up}../{other}/{there[path]}.html{hung})"
        return found["text"]

    return LINK.sub(link, text)


def source_lang(pages: Mapping[str, str]) -> str:
    """The language of a site with these pages."""
    return "vi" if pages["index"].startswith("docs/vi/") else "en"
