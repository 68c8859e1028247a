"""Pictures of what a reader sees: a terminal drawn by rich, sheets of a workbook drawn by LibreOffice."""

import io
import re
import shutil
import subprocess
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

COLOURED = {"FORCE_COLOR": "1", "COLORTERM": "truecolor", "TTY_INTERACTIVE": "0"}
"""The environment in which a command that is piped speaks as on a terminal."""

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]")
"""What moves the cursor; colours end in ``m`` and stay."""

FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)
"""Fonts that rich would have fetched from elsewhere; a picture needs no network."""

WIDTH = 100
TOOLS = ("soffice", "pdftoppm", "pdftotext")
DOTS = 100
"""Dots per inch of a sheet: one on A4 across is about 1,170 wide."""


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
    return FONT.sub("", drawn)


def can_draw_sheets() -> bool:
    """Whether LibreOffice and poppler are here."""
    return all(shutil.which(tool) for tool in TOOLS)


class Workbooks:
    """Draws sheets of workbooks; each workbook is turned into pages once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._printed: dict[Path, tuple[Path, list[str]]] = {}

    def sheet(self, workbook: Path, sheet: str, into: Path) -> None:
        """Draw the first printed page of *sheet*.

        Raises:
            LookupError: the workbook has no such sheet, or it is not printed with its name on top.

        """
        pdf, pages = self._pages(workbook)
        found = [number for number, text in enumerate(pages, 1) if text.lstrip().startswith(f"{sheet} – ")]
        if not found:
            raise LookupError(f"{workbook.name}: no page of a sheet called {sheet}")
        number = str(found[0])
        into.parent.mkdir(parents=True, exist_ok=True)
        drawn = into.with_suffix("")
        _run("pdftoppm", "-r", str(DOTS), "-png", "-f", number, "-l", number, "-singlefile", pdf, drawn)

    def _pages(self, workbook: Path) -> tuple[Path, list[str]]:
        """The printed form of *workbook*, and the text of each of its pages."""
        if workbook not in self._printed:
            own = f"-env:UserInstallation={(self._folder / 'profile').resolve().as_uri()}"
            out = self._folder / f"printed-{len(self._printed)}"
            _run("soffice", own, "--headless", "--convert-to", "pdf", "--outdir", out, workbook)
            pdf = out / f"{workbook.stem}.pdf"
            text = _run("pdftotext", "-layout", pdf, "-")
            self._printed[workbook] = pdf, text.split("\f")
        return self._printed[workbook]


def _run(*words: str | Path) -> str:
    made = subprocess.run(
        [str(word) for word in words], capture_output=True, check=True, timeout=120, text=True
    )
    return made.stdout
