"""Help in panels on a terminal that can draw them; elsewhere the plain form, which is also the one piped."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

BORDERS = ("╭", "╮", "╰", "╯", "─", "│")
MARGIN = 4
"""What a panel takes of the width: borders and a blank on each side."""


def can_draw(stream: TextIO) -> bool:
    """Whether *stream* is a terminal that shows the lines of a panel."""
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return False
    try:
        "".join(BORDERS).encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


class Panels(click.HelpFormatter):
    """Click's formatter with a panel around each section; colours unless ``NO_COLOR`` is set."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        super().__init__(indent_increment, width, max_width)
        self._drawn = can_draw(sys.stdout)
        self._coloured = self._drawn and not os.environ.get("NO_COLOR")

    def _style(self, text: str, colour: str) -> str:
        return click.style(text, fg=colour, bold=True) if self._coloured else text

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that says how a command is written."""
        plain = click.HelpFormatter(width=self.width)
        plain.write_usage(prog, args, prefix)
        head, name, rest = plain.getvalue().partition(prog)
        self.write(f"{self._style(head.rstrip(), 'yellow')} {self._style(name, 'cyan')}{rest}")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of options or commands, each with what it does."""
        super().write_dl([(self._style(name, "cyan"), said) for name, said in rows], col_max, col_spacing)

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """A part of the help under its heading."""
        if not self._drawn:
            with super().section(name):
                yield
            return
        self.write_paragraph()
        outer, self.buffer = self.buffer, []
        self.width -= MARGIN
        try:
            yield
        finally:
            self.width += MARGIN
            lines, self.buffer = self.getvalue().splitlines(), outer
            self._draw(name, lines)

    def _draw(self, name: str, lines: Iterable[str]) -> None:
        ahead, behind, below, last, line, side = BORDERS
        rest = self.width - MARGIN - len(name) - 1
        self.write(f"{ahead}{line} {self._style(name, 'green')} {line * rest}{behind}\n")
        for text in lines:
            blank = " " * (self.width - MARGIN - len(click.unstyle(text)))
            self.write(f"{side} {text}{blank} {side}\n")
        self.write(f"{below}{line * (self.width - 2)}{last}\n")


class PanelContext(click.Context):
    """The context of a command whose help stands in panels."""

    formatter_class = Panels


def in_panels(command: click.Command) -> click.Command:
    """*command*, and all commands in it, with help in panels."""
    command.context_class = PanelContext
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            in_panels(inner)
    return command
