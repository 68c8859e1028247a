"""A rule file as a tree that keeps what its data leaves out: comments, blank lines, quotes, brackets.

Only for files that `eligibility.read.rules.parse` takes without a problem: no anchors, tags or aliases.
"""

from typing import Any

import attrs
import yaml

from eligibility.read.remarks import raw_of, tokens_of


@attrs.define
class Scalar:
    """A value or key as it is written (*raw*), and what it says."""

    raw: str
    value: str
    style: str
    """Empty (plain), a quote, ``|`` or ``>``."""


@attrs.define
class Entry:
    """An item, or a key with its value; *above* are lines before it, *beside* its remarks."""

    key: Scalar | None
    value: "Node"
    above: list[str] = attrs.field(factory=list)
    beside: list[str] = attrs.field(factory=list)


@attrs.define
class Many:
    """A mapping, or else a list; *flow* is one in brackets or braces.

    *below* are lines after its last entry. *broken*: a flow that stands on several lines.
    """

    mapping: bool
    flow: bool = False
    entries: list[Entry] = attrs.field(factory=list)
    below: list[str] = attrs.field(factory=list)
    column: int = 0
    broken: bool = False

    @property
    def remarked(self) -> bool:
        """Whether there is a remark inside."""
        return bool(self.below) or any(
            entry.above or entry.beside or (isinstance(entry.value, Many) and entry.value.remarked)
            for entry in self.entries
        )


Node = Scalar | Many


@attrs.define
class Commented:
    """A file: its *root*, None where there are only remarks; lines *above* and *below*, remarks *beside*."""

    root: Node | None
    above: list[str] = attrs.field(factory=list)
    beside: list[str] = attrs.field(factory=list)
    below: list[str] = attrs.field(factory=list)


def commented(text: str) -> Commented:
    """The tree of *text*."""
    return _Reader(text).read()


class _Reader:
    """Reads the tokens of one file."""

    def __init__(self, text: str) -> None:
        self._text = text
        found = list(tokens_of(text))
        self._tokens = [token for token, _ in found]
        self._remarks = [remarks for _, remarks in found]
        self._at = 0
        self._flows = 0
        self._open: list[Many] = []
        """The blocks that are not closed, the innermost last."""
        self._waiting: list[str] = []
        """Lines that stand before the next entry."""
        self._beside: list[str] = []
        """Where remarks at the end of a line go."""

    def read(self) -> Commented:
        """The whole file."""
        made = Commented(None)
        self._beside = made.beside
        while self._is(yaml.StreamStartToken, yaml.DirectiveToken, yaml.DocumentStartToken):
            self._next()
        if not self._is(yaml.StreamEndToken, yaml.DocumentEndToken):
            self._settle()
            if not self._is(yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken):
                made.above = self._taken()
            made.root = self._node()
        while not self._is(yaml.StreamEndToken):
            self._next()
        self._settle()
        made.below = self._taken()
        return made

    # --- tokens -----------------------------------------------------------------------------------

    def _is(self, *kinds: type[yaml.Token]) -> bool:
        return isinstance(self._tokens[self._at], kinds)

    def _next(self) -> yaml.Token:
        """The next token; the remarks before it find their places."""
        self._settle()
        self._at += 1
        return self._tokens[self._at - 1]

    def _taken(self) -> list[str]:
        taken, self._waiting = self._waiting, []
        return taken

    def _settle(self) -> None:
        """Give the remarks before the next token to what they belong to.

        A remark on a line of its own belongs to what follows, or, where it stands further in, to the
        block that ends above it and begins no further in.
        """
        remarks, self._remarks[self._at] = self._remarks[self._at], []
        mark = self._tokens[self._at].start_mark
        column = mark.column if mark.index < len(self._text) else 0
        deepest = len(self._open)
        for remark in remarks:
            if not remark.alone:
                self._beside.append(remark.text)
            elif self._flows:
                self._waiting += filter(None, [remark.text])
            elif not remark.text:
                self._waiting.append("")
            else:
                inner = [n for n in range(deepest) if column < self._open[n].column <= remark.column]
                deepest = inner[-1] + 1 if inner else 0
                home = self._open[inner[-1]].below if inner else self._waiting
                if inner:
                    home += self._taken()
                home.append(remark.text)

    # --- nodes ------------------------------------------------------------------------------------

    def _node(self) -> Node:
        """The node that begins with the next token; an empty text where none does."""
        if self._is(yaml.ScalarToken):
            return self._scalar()
        if self._is(yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken):
            return self._flow()
        if self._is(yaml.BlockMappingStartToken):
            return self._mapping()
        if self._is(yaml.BlockSequenceStartToken, yaml.BlockEntryToken):
            return self._sequence()
        return Scalar("", "", "")

    def _scalar(self) -> Scalar:
        token: Any = self._next()
        return Scalar(raw_of(self._text, token), token.value, "" if token.plain else token.style)

    def _entry(self) -> Entry:
        """A new entry, which gets the remarks that wait for one."""
        self._settle()
        entry = Entry(None, Scalar("", "", ""), self._taken())
        self._beside = entry.beside
        return entry

    def _value(self, entry: Entry) -> None:
        """Read the value of *entry*; remarks between a key and what stands on one line belong above."""
        self._settle()
        if self._is(yaml.ScalarToken, yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken):
            entry.above += filter(None, self._taken())
        entry.value = self._node()

    def _mapping(self) -> Many:
        made = self._opened(mapping=True)
        self._next()
        while not self._is(yaml.BlockEndToken):
            made.entries.append(self._pair(yaml.BlockEndToken))
        self._close()
        self._next()
        return made

    def _pair(self, *ends: type[yaml.Token]) -> Entry:
        """A key and its value, either of which may be lacking."""
        entry = self._entry()
        entry.key = Scalar("", "", "")
        if self._is(yaml.KeyToken):
            self._next()
            key = self._node()
            entry.key = key if isinstance(key, Scalar) else entry.key
        if self._is(yaml.ValueToken):
            self._next()
            if not self._is(yaml.KeyToken, *ends):
                self._value(entry)
        return entry

    def _sequence(self) -> Many:
        """A list; one at the column of its key has no token where it begins, nor one where it ends."""
        made = self._opened(mapping=False)
        bounded = self._is(yaml.BlockSequenceStartToken)
        if bounded:
            self._next()
        while self._is(yaml.BlockEntryToken):
            entry = self._entry()
            self._next()
            if not self._is(yaml.BlockEntryToken, yaml.BlockEndToken, yaml.KeyToken):
                self._value(entry)
            made.entries.append(entry)
        self._close()
        if bounded:
            self._next()
        return made

    def _opened(self, *, mapping: bool) -> Many:
        self._settle()
        made = Many(mapping, column=self._tokens[self._at].start_mark.column)
        self._open.append(made)
        return made

    def _close(self) -> None:
        """The innermost block ends; remarks below its last entry go to it or to what stands around it."""
        self._settle()
        self._open.pop()

    # --- in brackets and braces -------------------------------------------------------------------

    def _flow(self) -> Many:
        opening = self._next()
        mapping = isinstance(opening, yaml.FlowMappingStartToken)
        made = Many(mapping, flow=True)
        outer, first = self._beside, list[str]()
        self._beside = first
        self._flows += 1
        while not self._is(yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken):
            if self._is(yaml.FlowEntryToken):
                self._next()
                continue
            entry = self._flow_pair() if mapping or self._is(yaml.KeyToken) else self._flow_item()
            entry.above[:0] = first
            first.clear()
            made.entries.append(entry if mapping or entry.key is None else _alone(entry))
        closing = self._next()
        made.below = [*first, *self._taken()]
        made.broken = opening.start_mark.line != closing.end_mark.line
        self._flows -= 1
        self._beside = outer
        return made

    def _flow_pair(self) -> Entry:
        ends = (yaml.FlowEntryToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
        if self._is(yaml.KeyToken, yaml.ValueToken):
            return self._pair(*ends)
        entry = self._flow_item()  # a key without a value
        entry.key = entry.value if isinstance(entry.value, Scalar) else None
        entry.value = Scalar("", "", "")
        return entry

    def _flow_item(self) -> Entry:
        entry = self._entry()
        entry.value = self._node()
        return entry


def _alone(entry: Entry) -> Entry:
    """``[a: b]`` is a list of one mapping of one pair."""
    pair = Entry(entry.key, entry.value)
    return Entry(None, Many(mapping=True, flow=True, entries=[pair]), entry.above, entry.beside)
