"""Pictures of what a reader sees: a terminal drawn by rich, sheets of a workbook drawn by LibreOffice."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import attrs
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

COLOURED = {"FORCE_COLOR": "1", "COLORTERM": "truecolor", "TTY_INTERACTIVE": "0"}
"""The environment in which a command that is piped speaks as on a terminal."""

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]")
"""What moves the cursor; colours end in ``m`` and stay."""

FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)
"""Fonts that rich would have fetched from elsewhere; a picture needs no network."""
FAMILY = "Cascadia Mono, Consolas, Menlo, Liberation Mono, monospace"
"""Fonts of the reader's computer that draw the letters of Vietnamese well."""

WIDTH = 100
TOOLS = ("soffice", "pdftoppm", "pdftotext")
DOTS = 130
"""Dots per inch of a sheet: one on A4 across is about 1,520 wide, to be read when it is opened by itself."""
FOOT = 50
"""Points at the end of a page that its footer takes."""
PAGE = re.compile(
    r'<page width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)">(?P<words>.*?)</page>', re.DOTALL
)
WORD = re.compile(r'<word .*?yMax="(?P<end>[\d.]+)">(?P<text>.*?)</word>')


@attrs.frozen
class Printed:
    """A printed page: its size in points, where its last line above the footer ends, and its words."""

    number: int
    width: float
    height: float
    end: float
    text: str

    @property
    def shown(self) -> float:
        """How much of its height is worth showing: what follows the last line of a short page is not."""
        return self.end + 15 if self.end < 0.6 * self.height else self.height


def terminal(command: str, coloured: str, name: str) -> str:
    """A drawing of a terminal in which *command* was typed and *coloured* came.

    *name* is unique on a page.
    """
    console = Console(
        record=True, file=io.StringIO(), width=WIDTH, force_terminal=True, color_system="truecolor"
    )
    console.print(Text("$ ", style="bold") + Text(command), end="\n\n", soft_wrap=False)
    console.print(Text.from_ansi(CONTROL.sub("", coloured)))
    drawn = console.export_svg(title="", theme=DEFAULT_TERMINAL_THEME, unique_id=name)
    return FONT.sub("", drawn).replace("Fira Code, monospace", FAMILY)


def can_draw_sheets() -> bool:
    """Whether LibreOffice and poppler are here."""
    return all(shutil.which(tool) for tool in TOOLS)


class Workbooks:
    """Draws sheets of workbooks; each workbook is printed once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._printed: dict[Path, tuple[Path, list[Printed]]] = {}

    def sheet(self, workbook: Path, sheet: str, into: Path) -> None:
        """Draw the first printed page of *sheet*, which has its name on top.

        Raises:
            LookupError: the workbook has no such sheet.

        """
        pdf, pages = self._pages(workbook)
        page = next((page for page in pages if page.text.startswith(f"{sheet} – ")), None)
        if page is None:
            raise LookupError(f"{workbook.name}: no page of a sheet called {sheet}")
        size = ("-x", 0, "-y", 0, "-W", _dots(page.width), "-H", _dots(page.shown))
        only = ("-f", page.number, "-l", page.number, "-singlefile")
        _run("pdftoppm", "-r", DOTS, "-png", *only, *size, pdf, into.with_suffix(""))

    def _pages(self, workbook: Path) -> tuple[Path, list[Printed]]:
        """The printed form of *workbook*, and its pages."""
        if workbook not in self._printed:
            own = f"-env:UserInstallation={(self._folder / 'profile').resolve().as_uri()}"
            out = self._folder / f"printed-{len(self._printed)}"
            _run("soffice", own, "--headless", "--convert-to", "pdf", "--outdir", out, workbook)
            pdf = out / f"{workbook.stem}.pdf"
            found = PAGE.finditer(_run("pdftotext", "-bbox", pdf, "-"))
            self._printed[workbook] = pdf, [_page(number, one) for number, one in enumerate(found, 1)]
        return self._printed[workbook]


def _page(number: int, found: re.Match[str]) -> Printed:
    width, height = float(found["width"]), float(found["height"])
    words = [(float(word["end"]), word["text"]) for word in WORD.finditer(found["words"])]
    end = max((end for end, _ in words if end < height - FOOT), default=height)
    return Printed(number, width, height, end, " ".join(text for _, text in words))


def _dots(points: float) -> int:
    return round(points * DOTS / 72)


def _run(*words: str | Path | int) -> str:
    made = subprocess.run(
        [str(word) for word in words], capture_output=True, check=True, timeout=120, text=True
    )
    return made.stdout
