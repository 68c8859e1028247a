"""Problems of rule files as people read them: the place, what is wrong, the line with a caret, what to do.

A message has variants in the catalogue (``R437.help``, ``R437.help_none``): the first whose
parameters are all there is said, so no suggestion is ever printed with nothing behind it.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import accumulate
from pathlib import Path
from string import Formatter
from typing import Any, Protocol

import attrs

from eligibility.diagnostics import Diagnostic, Span, Where
from eligibility.messages import catalogue, has, text

WIDTH = 100
"""Columns of an excerpt; longer lines are cut around the span."""

BEFORE = 40
"""Columns of a cut line that are kept before the span."""

TAB = 4

MAX_PARAM = 300

WORDS = {"kind": "kind", "got_kind": "kind", "left_kind": "kind", "right_kind": "kind", "problem": "problem"}
"""Parameters whose values are words of the catalogue, with the part of it that they stand in."""

ASIDE = ("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn")
"""Unicode categories of characters that do something to a terminal, or show nothing."""


class Sources(Protocol):
    """The files that problems are about (see `eligibility.read.rules.RawRules`)."""

    @property
    def root(self) -> Path:
        """The folder, as its user named it."""
        ...

    def span(self, place: Where | Span) -> Span:
        """The place in the text."""
        ...

    def line(self, span: Span) -> str:
        """The line of text at *span*."""
        ...

    def address(self, span: Span) -> str:
        """What follows the name of the file."""
        ...


def render(diagnostic: Diagnostic, raw: Sources, lang: str) -> str:
    """One problem in some lines of text, in the language *lang*."""
    span = raw.span(diagnostic.place)
    severity = text(str(diagnostic.severity), lang)
    message, help_ = _said(diagnostic, "title", lang), _said(diagnostic, "help", lang)
    place = f"{_path(raw, span)}{raw.address(span)}"
    lines = [f"{place}: {severity}[{diagnostic.code}]: {message}"]
    margin = " " * (len(str(span.line)) + 3)
    line = raw.line(span)
    if line.strip():
        shown = excerpt(line, span)
        lines.append(f"  {span.line} | {shown.text}")
        lines.append(f"{margin}| {' ' * shown.start}{'^' * shown.width}")
    if help_:
        lines.append(f"{margin}= {text('help', lang)}: {help_}")
    return "\n".join(lines)


def as_data(diagnostic: Diagnostic, raw: Sources, lang: str) -> dict[str, Any]:
    """The same for machines; *end_column* is exclusive, and *help* None where there is none."""
    span = raw.span(diagnostic.place)
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "file": _path(raw, span),
        "line": span.line,
        "column": span.column,
        "end_column": max(span.end_column, span.column + 1),
        "message": _said(diagnostic, "title", lang),
        "help": _said(diagnostic, "help", lang) or None,
    }


def _path(raw: Sources, span: Span) -> str:
    """The file as the reader can open it: under the folder as it was named."""
    return inert((raw.root / span.file).as_posix())


# --- words ----------------------------------------------------------------------------------------


def _said(diagnostic: Diagnostic, part: str, lang: str) -> str:
    """The first variant of *part* of the message for which there is something to say."""
    params = _words(diagnostic.params, lang)
    for key, template in catalogue(lang).items():
        if key == f"{diagnostic.code}.{part}" or key.startswith(f"{diagnostic.code}.{part}_"):
            wanted = {name for _, name, _, _ in Formatter().parse(template) if name}
            if all(params.get(name) for name in wanted):
                return text(key, lang, **params)
    return ""


def _words(params: Mapping[str, str], lang: str) -> dict[str, str]:
    """The parameters with words in *lang*: ``label.vi`` and ``label.en`` become one ``label``."""
    found: dict[str, str] = {}
    for name, value in params.items():
        plain, _, language = name.partition(".")
        if language in ("", lang):
            key = f"{WORDS.get(name, '')}.{_slug(value)}"
            found[plain] = text(key, lang) if has(key) else inert(value[:MAX_PARAM])
    return found


def _slug(value: str) -> str:
    told = value.lower().replace("]", " list").replace("}", " keys")
    return re.sub(r"[^a-z]+", "_", told).strip("_")


# --- excerpts -------------------------------------------------------------------------------------


@attrs.frozen
class Excerpt:
    """A line as it is shown, and where the caret stands under it: *start* and *width* in columns."""

    text: str
    start: int
    width: int


def excerpt(line: str, span: Span) -> Excerpt:
    """*line* with tabs and control characters made visible, cut to `WIDTH` columns around *span*."""
    shown = [_shown(character) for character in line]
    column = [0, *accumulate(width for _, width in shown)]
    first = min(span.column - 1, len(shown))
    last = max(min(span.end_column - 1, len(shown)), first)
    left, right = 0, len(shown)
    if column[-1] > WIDTH:
        room = WIDTH - 2
        left = _from(column, column[first] - BEFORE)
        right = min(bisect_right(column, column[left] + room) - 1, len(shown))
        left = min(left, _from(column, column[right] - room), first)
    last = min(last, right)
    ahead, behind = "…" if left else "", "…" if right < len(shown) else ""
    text_ = "".join(piece for piece, _ in shown[left:right])
    return Excerpt(
        f"{ahead}{text_}{behind}".rstrip(),
        len(ahead) + column[first] - column[left],
        max(1, column[last] - column[first]),
    )


def _from(column: list[int], wanted: int) -> int:
    """The first character that stands at column *wanted* or after it, with the marks that it carries."""
    return bisect_right(column, column[bisect_left(column, wanted)]) - 1


def inert(value: str) -> str:
    """*value* on one line, with nothing in it that could do anything to a terminal."""
    return "".join(_shown(character)[0] for character in value)


def _shown(character: str) -> tuple[str, int]:
    """How one character is shown, and how many columns that takes."""
    if character == "\t":
        return " " * TAB, TAB
    category = unicodedata.category(character)
    if category in ASIDE:
        code = ord(character)
        if code < 0x20 or code == 0x7F:
            return chr(0x2421 if code == 0x7F else 0x2400 + code), 1
        escaped = f"<U+{code:04X}>"
        return escaped, len(escaped)
    if category in ("Mn", "Me"):
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1
