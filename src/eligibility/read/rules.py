"""A rule book as plain text data with positions: strict YAML in which every scalar stays text.

Refused, each with its place: syntax errors, tabs, keys written twice, anchors, aliases, merge keys,
tags, several documents, nesting deeper than `MAX_DEPTH`, files and scalars that are too large, files
that are not UTF-8, links that leave the rule book.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import yaml

from eligibility.diagnostics import Diagnostic, Severity, Span, Where
from eligibility.model.raw import letter

MAX_DEPTH = 40
MAX_FILE = 1_000_000
MAX_SCALAR = 10_000
MAX_PROBLEMS = 50
MARKER = "rulebook.yaml"
ROOMS = ("vocabulary", "standards", "policy", "structure", "training")

CELL = "\t"
"""Parts the cells of a row of a sheet."""

Route = tuple[str | int, ...]
Data = Any
"""dict, list or str, nested."""

UNPRINTABLE = re.compile("[^\\t\\n\\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@attrs.frozen
class Document:
    """One file: its *data*, and where each node (*nodes*) and each key (*keys*) stands."""

    text: str
    data: Data
    nodes: Mapping[Route, Span] = attrs.field(factory=dict)
    keys: Mapping[Route, Span] = attrs.field(factory=dict)
    shifts: Mapping[Route, int] = attrs.field(factory=dict)
    """Columns between the start of a scalar and its first character; -1 where it spans lines."""
    grid: bool = False
    """Whether it is a sheet: a line is a row, whose cells are parted by `CELL`."""


@attrs.frozen
class RawRules:
    """All files of a rule book, by path relative to its *root*, with their SHA-256."""

    root: Path
    documents: Mapping[str, Document]
    hashes: Mapping[str, str]
    texts: Mapping[str, str] = attrs.field(factory=dict)
    """What was read of each file, those that could not be understood included."""
    contents: Mapping[str, bytes] = attrs.field(factory=dict)
    """The same as it stands in the files: what the hashes are of."""

    def span(self, place: Where | Span) -> Span:
        """The place in the text; the nearest node above where the exact one is not there."""
        if isinstance(place, Span):
            return place
        document = self.documents.get(place.file)
        if document is None:
            return Span(place.file, 1, 1)
        route = place.route
        if route and route[-1] == "?key":
            return document.keys.get(route[:-1], Span(place.file, 1, 1))
        while route not in document.nodes and route:
            route = route[:-1]
        span = document.nodes.get(route, Span(place.file, 1, 1))
        shift = document.shifts.get(route, -1)
        if place.length and shift >= 0:
            written = self.line(span)[span.column - 1 : span.end_column - 1]
            columns = _columns(written) if shift else range(len(written) + 1)
            start, end = (
                columns[min(at, len(columns) - 1)] for at in (place.offset, place.offset + place.length)
            )
            return Span(span.file, span.line, span.column + start, span.column + max(end, start + 1))
        return span

    def address(self, span: Span) -> str:
        """What follows the name of the file: line and column of a text, or the cell of a sheet."""
        document = self.documents.get(span.file)
        if document is None or not document.grid:
            return f":{span.line}:{span.column}"
        return f" {letter(self.line(span)[: span.column - 1].count(CELL))}{span.line}"

    def line(self, span: Span) -> str:
        """The line of text at *span*."""
        document = self.documents.get(span.file)
        lines = self.texts.get(span.file, document.text if document is not None else "").splitlines()
        return lines[span.line - 1] if 0 < span.line <= len(lines) else ""


ESCAPE = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)")


def _columns(written: str) -> list[int]:
    """Where each character of a quoted scalar stands in the text *written*, and where it ends."""
    columns: list[int] = []
    at = 1
    while at < len(written) - 1:
        columns.append(at)
        if written[0] == "'":
            at += 2 if written[at] == "'" else 1
        else:
            escape = ESCAPE.match(written, at)
            at = escape.end() if escape is not None else at + 1
    return [*columns, at]


def read_rules(root: Path) -> tuple[RawRules, tuple[Diagnostic, ...]]:
    """Read all files of the rule book in *root*; problems of all files are returned together."""
    documents: dict[str, Document] = {}
    hashes: dict[str, str] = {}
    texts: dict[str, str] = {}
    contents: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    if not (root / MARKER).is_file():
        problems.append(Diagnostic("R101", Span(MARKER, 1, 1), {"root": root.name}))
        return RawRules(root, documents, hashes, texts), tuple(problems)
    home = root.resolve()
    for path in sorted(_files(root)):
        name = path.relative_to(root).as_posix()
        if not _inside(path, home) or not path.is_file():
            problems.append(Diagnostic("R102", Span(name, 1, 1), {"file": name}))
            continue
        room = name.split("/")[0]
        if room not in ROOMS and name != MARKER:
            problems.append(Diagnostic("R103", Span(name, 1, 1), {"file": name}, Severity.WARNING))
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            params = {"file": name, "problem": error.strerror or type(error).__name__}
            problems.append(Diagnostic("R116", Span(name, 1, 1), params))
            continue
        hashes[name] = hashlib.sha256(content).hexdigest()
        contents[name] = content
        texts[name] = content[:MAX_FILE].decode("utf-8-sig", "replace")
        document, found = parse(name, content)
        problems += found
        if document is not None:
            documents[name] = document
    return RawRules(root, documents, hashes, texts, contents), tuple(problems)


def _files(root: Path) -> Iterator[Path]:
    """The rule files, and links to folders, which are not followed."""
    for path in root.rglob("*"):
        if path.suffix in {".yaml", ".yml"} or (path.is_symlink() and path.is_dir()):
            yield path


def _inside(path: Path, home: Path) -> bool:
    try:
        return path.resolve().is_relative_to(home)
    except RuntimeError:  # a link to itself
        return False


class Refused(Exception):
    """A file that cannot be read on; carries the diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


def parse(name: str, content: bytes) -> tuple[Document | None, list[Diagnostic]]:
    """One file as a document, or why not."""
    if len(content) > MAX_FILE:
        return None, [
            Diagnostic("R104", Span(name, 1, 1), {"size": str(len(content)), "limit": str(MAX_FILE)})
        ]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(content[: error.start].decode("utf-8-sig"))
        return None, [Diagnostic("R105", Span(name, line, column))]
    for number, line_text in enumerate(text.splitlines(), 1):
        indent = line_text[: len(line_text) - len(line_text.lstrip())]
        if "\t" in indent:
            return None, [Diagnostic("R106", Span(name, number, indent.index("\t") + 1))]
    builder = _Builder(name, text)
    try:
        data = builder.build()
    except Refused as refused:
        return None, [*builder.problems, refused.diagnostic]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else _unprintable(text)
        span = Span(name, line, column)
        detail = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
        if "nesting depth" in detail:  # the parser's own bound, met while it looks ahead
            return None, [*builder.problems, Diagnostic("R112", span, {"limit": str(MAX_DEPTH)})]
        return None, [*builder.problems, Diagnostic("R107", span, {"problem": detail})]
    return Document(text, data, builder.nodes, builder.keys, builder.shifts), builder.problems


def _place(text: str) -> tuple[int, int]:
    """The line and column (from 1) that follow *text*."""
    lines = f"{text}.".splitlines()
    return len(lines), len(lines[-1])


def _unprintable(text: str) -> tuple[int, int]:
    """Where the first character stands that YAML does not allow."""
    found = UNPRINTABLE.search(text)
    return _place(text[: found.start()]) if found is not None else (1, 1)


class _Builder:
    """Builds plain data from the events of one file. Iterates over events, so depth is ours to bound."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.nodes: dict[Route, Span] = {}
        self.keys: dict[Route, Span] = {}
        self.shifts: dict[Route, int] = {}
        self.problems: list[Diagnostic] = []
        self._depth = 0

    def build(self) -> Data:
        events = iter(yaml.parse(self.text, Loader=_Loader))
        data: Data = ""
        count = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                count += 1
                if count > 1:
                    raise Refused(Diagnostic("R108", self._span(event)))
                data = self._node(next(events), events, ())
        return data

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Span(self.name, 1, 1)
        end_column = end.column + 1 if end.line == start.line else 0
        return Span(self.name, start.line + 1, start.column + 1, end_column)

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], route: Route) -> Data:
        span = self._span(event)
        if isinstance(event, yaml.AliasEvent):
            raise Refused(Diagnostic("R109", span, {"name": str(event.anchor)}))
        if event.anchor is not None:  # type: ignore[attr-defined]
            raise Refused(Diagnostic("R109", span, {"name": event.anchor}))  # type: ignore[attr-defined]
        if event.tag is not None:  # type: ignore[attr-defined]
            raise Refused(Diagnostic("R110", span, {"tag": event.tag}))  # type: ignore[attr-defined]
        self.nodes[route] = span
        if isinstance(event, yaml.ScalarEvent):
            self._check(event.value, span)
            single = span.end_column > 0
            self.shifts[route] = (1 if event.style in ("'", '"') else 0) if single else -1
            return event.value
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Refused(Diagnostic("R112", span, {"limit": str(MAX_DEPTH)}))
        made = (
            self._list(events, route)
            if isinstance(event, yaml.SequenceStartEvent)
            else self._mapping(events, route)
        )
        self._depth -= 1
        return made

    def _check(self, text: str, span: Span) -> None:
        if len(text) > MAX_SCALAR:
            raise Refused(Diagnostic("R111", span, {"limit": str(MAX_SCALAR)}))
        if UNPRINTABLE.search(text):  # written as an escape
            raise Refused(Diagnostic("R107", span, {"problem": "control characters are not allowed"}))

    def _list(self, events: Iterator[yaml.Event], route: Route) -> list[Data]:
        items: list[Data] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, (*route, len(items))))
        return items

    def _mapping(self, events: Iterator[yaml.Event], route: Route) -> dict[str, Data]:
        found: dict[str, Data] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            span = self._span(event)
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag is not None:
                raise Refused(Diagnostic("R113", span))
            key = event.value
            self._check(key, span)
            if key == "<<":
                raise Refused(Diagnostic("R109", span, {"name": "<<"}))
            inner = (*route, key)
            if key not in found:
                self.keys[inner] = span
                found[key] = self._node(next(events), events, inner)
                continue
            line = self.keys[inner].line
            self.problems.append(Diagnostic("R114", span, {"key": key, "line": str(line)}))
            if len(self.problems) > MAX_PROBLEMS:
                raise Refused(Diagnostic("R115", span))
            self._node(next(events), events, (*route, f"{key}?again"))
        return found
