"""Help in panels on a terminal, plain where it is piped."""

import io
import re
import unicodedata

import click
import pytest

from eligibility.cli import panels
from eligibility.cli.app import COMMANDS, build
from eligibility.cli.panels import can_draw
from office.command import run, spoken

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    """A terminal of some encoding."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self.name_of_encoding = encoding

    @property
    def encoding(self) -> str:
        return self.name_of_encoding

    def isatty(self) -> bool:
        return True


def help_of(monkeypatch, *command: str, lang: str = "vi", width: int = 80) -> str:
    """The help as a terminal shows it."""
    monkeypatch.setattr(panels, "can_draw", lambda stream: True)
    with spoken(lang):
        group = build(lang)
        with group.make_context("eligibility", [], resilient_parsing=True, terminal_width=width) as outer:
            made = group.get_command(outer, command[0]) if command else group
            assert made is not None
            if not command:
                return made.get_help(outer)
            with made.make_context(command[0], [], parent=outer, resilient_parsing=True) as inner:
                return made.get_help(inner)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [50, 80, 98])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_borders_stand_under_each_other(monkeypatch, command, lang, width):
    monkeypatch.setenv("NO_COLOR", "1")
    text = help_of(monkeypatch, *([command] if command else []), lang=lang, width=width)
    assert text == unicodedata.normalize("NFC", text)
    framed = [line for line in text.splitlines() if line[:1] in "╭│╰" and line]
    assert {len(line) for line in framed} == {width}
    assert {line[-1] for line in framed} == {"╮", "│", "╯"}


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_panels_say_what_the_plain_help_says(monkeypatch, command):
    plain = run(*([command] if command else []), "--help", rules=None).stdout
    drawn = COLOUR.sub("", help_of(monkeypatch, *([command] if command else []), width=78))
    assert set(re.findall(r"\w+", plain)) <= set(re.findall(r"\w+", drawn))


def test_colours_unless_they_are_not_wanted(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert COLOUR.search(help_of(monkeypatch))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not COLOUR.search(help_of(monkeypatch))


def test_who_can_draw(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    assert can_draw(Terminal())
    assert not can_draw(Terminal("cp1252"))
    assert not can_draw(Terminal("none such"))
    assert not can_draw(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not can_draw(Terminal())


def test_commands_of_commands_have_panels_too():
    inner = click.Command("inner")
    outer = click.Group("outer", commands={"inner": inner})
    assert panels.in_panels(outer) is outer
    assert inner.context_class is outer.context_class is panels.PanelContext
