"""XML as elements that know their places. What no model needs (document types, entities) is refused."""

from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import attrs

from eligibility.diagnostics import Span

MAX_BYTES = 20_000_000
MAX_DEPTH = 100
SEPARATOR = "\n"
"""Between a namespace and a name: no name holds it."""


@attrs.frozen
class Problem:
    """What is not accepted, and where: *kind* is a word of the catalogue."""

    kind: str
    span: Span
    text: str = ""


class Unacceptable(Exception):
    """A file is not read: *problems* say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems)
        self.problems = problems


@attrs.define(eq=False)
class Element:
    """An element: its namespace and name, attributes without a namespace, children and text.

    *pieces* are where parts of the text begin: their offset, line and column.
    """

    space: str
    name: str
    attributes: dict[str, str]
    span: Span
    children: list["Element"] = attrs.field(factory=list)
    texts: list[str] = attrs.field(factory=list)
    pieces: list[tuple[int, int, int]] = attrs.field(factory=list)

    @property
    def text(self) -> str:
        """Its own text."""
        return "".join(self.texts)

    def get(self, name: str) -> str:
        """The attribute called *name*, or nothing."""
        return self.attributes.get(name, "")

    def all(self, name: str) -> Iterator["Element"]:
        """Its children called *name*, of its own namespace."""
        return (child for child in self.children if (child.space, child.name) == (self.space, name))

    def first(self, name: str) -> "Element | None":
        """The first of them."""
        return next(self.all(name), None)

    def place(self, offset: int) -> Span:
        """Where the character at *offset* of the text stands."""
        found = [piece for piece in self.pieces if piece[0] <= offset]
        if not found:
            return self.span
        start, line, column = found[-1]
        before = self.text[start:offset]
        broken = before.count("\n")
        column = len(before) - before.rfind("\n") if broken else column + len(before)
        return Span(self.span.file, line + broken, column, column + 1)


def read_elements(content: bytes, file: str) -> Element:
    """The outermost element of *content*.

    Raises:
        Unacceptable: it is no XML, has a document type, or is too large or too deep.

    """
    if len(content) > MAX_BYTES:
        raise Unacceptable(Problem("too_large", Span(file, 1, 1), str(MAX_BYTES // 1_000_000)))
    return _Reader(file).read(content)


def file_elements(place: Path) -> Element:
    """The outermost element of the file at *place*.

    Raises:
        Unacceptable: as above.
        OSError: it cannot be read.

    """
    with place.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    return read_elements(content, place.name)


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[Element] = []
        self._root: Element | None = None
        self._parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.ExternalEntityRefHandler = self._doctype

    def read(self, content: bytes) -> Element:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            place = Span(self._file, error.lineno, error.offset + 1)
            raise Unacceptable(Problem("no_xml", place, expat.ErrorString(error.code))) from error
        except (LookupError, ValueError) as error:
            raise Unacceptable(Problem("no_xml", Span(self._file, 1, 1), "encoding")) from error
        if self._root is None:
            raise Unacceptable(Problem("no_xml", Span(self._file, 1, 1), "empty"))
        return self._root

    def _here(self) -> Span:
        parser = self._parser
        return Span(self._file, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def _doctype(self, *_: object) -> int:
        raise Unacceptable(Problem("doctype", self._here()))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise Unacceptable(Problem("nested", self._here(), str(MAX_DEPTH)))
        space, _, name = tag.rpartition(SEPARATOR)
        plain = {key: value for key, value in attributes.items() if SEPARATOR not in key}
        made = Element(space, name, plain, self._here())
        if self._open:
            self._open[-1].children.append(made)
        else:
            self._root = made
        self._open.append(made)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, data: str) -> None:
        if self._open:
            here, element = self._here(), self._open[-1]
            element.pieces.append((sum(map(len, element.texts)), here.line, here.column))
            element.texts.append(data)
