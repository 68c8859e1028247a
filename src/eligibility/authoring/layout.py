"""One layout for all rule files: indentation by two, lists further in than their keys, single spaces.

Comments, the order of keys, quotes and the choice between lines and brackets are the author's. Brackets that
stand on several lines are put on one where they fit and hold no comment, else each entry gets its own line.
"""

import json
import re
from collections.abc import Iterator

from eligibility.read.commented import Entry, Many, Node, Scalar, commented
from eligibility.read.remarks import BLOCK_STYLES, BREAKS, remarks_of
from eligibility.read.rules import parse

WIDTH = 120
STEP = 2
STRANGE = re.compile(f"[{BREAKS[2:]}]")
"""Ends of lines that no editor shows."""


class NotKept(Exception):
    """A new layout would say something else, or lose a comment: a fault of ours."""


def laid_out(text: str) -> str:
    """*text* in the one layout.

    Raises:
        NotKept: its data or its comments would not be the same.

    """
    made = "".join(f"{line}\n" for line in _Layout().lines(text))
    if made == text:
        return text
    if _said(made) != _said(text) or sorted(remarks_of(made)) != sorted(remarks_of(text)):
        raise NotKept
    return made


def _said(text: str) -> str:
    """What a file says, the order of its keys included."""
    document, problems = parse("", text.encode())
    return "" if document is None or problems else json.dumps(document.data)


class _Layout:
    def lines(self, text: str) -> Iterator[str]:
        """The lines of the whole file."""
        tree = commented(text)
        made = [*tree.above, *tree.beside]
        if isinstance(tree.root, Many) and _in_lines(tree.root, 0):
            made += self._block(tree.root, 0)
        elif tree.root is not None:
            entry = Entry(None, tree.root)
            made += [line.removeprefix("- ") for line in self._entry(entry, 0)]
        made += tree.below
        yield from _without_outer_blanks(made)

    def _block(self, many: Many, indent: int) -> Iterator[str]:
        """The lines of a list or mapping of which each entry has its own."""
        made: list[str] = []
        for entry in many.entries:
            made += self._entry(entry, indent)
        made += [_padded(line, indent) for line in many.below]
        yield from _without_outer_blanks(made)

    def _entry(self, entry: Entry, indent: int) -> Iterator[str]:
        value = entry.value
        above = [*entry.above, *entry.beside[:-1]]
        beside = entry.beside[-1:]
        if isinstance(value, Many) and not value.entries:
            above += value.below
        head = "-" if entry.key is None else f"{_key(entry.key)}:"
        if isinstance(value, Many) and _in_lines(value, indent + len(head) + 1):
            made = list(self._nested(head, entry, value, indent, beside))
        else:
            first, *rest = self._value(value, indent)
            made = [f"{head} {first}".rstrip(), *rest]
            if beside and isinstance(value, Scalar) and value.style in BLOCK_STYLES:
                if "#" in made[0][len(head) :] or _quoted_instead(value):
                    above += beside
                else:
                    made[0] = _remarked(made[0], beside)
            else:
                made[-1] = _remarked(made[-1], beside)
            made[0] = " " * indent + made[0]
        yield from (_padded(line, indent) for line in above)
        yield from made

    def _nested(self, head: str, entry: Entry, value: Many, indent: int, beside: list[str]) -> Iterator[str]:
        """An entry whose value has lines of its own; the first beside a dash, where it may stand there."""
        lines = list(self._block(value, indent + STEP))
        if entry.key is None and not beside and not lines[0].lstrip().startswith("#"):
            yield " " * indent + f"{head} {lines[0][indent + STEP :]}"
            yield from lines[1:]
        else:
            yield " " * indent + _remarked(head, beside)
            yield from lines

    # --- values -----------------------------------------------------------------------------------

    def _value(self, value: Node, indent: int) -> list[str]:
        """The lines of a value that begins beside its key; those after the first are indented."""
        if isinstance(value, Many):
            return [_inline(value)]
        if value.style in BLOCK_STYLES:
            return _block_scalar(value, indent + STEP)
        if "\n" not in value.raw and "\r" not in value.raw:
            return [value.raw if not STRANGE.search(value.raw) else _quoted(value.value)]
        if STRANGE.search(value.raw) or "\\" in value.raw:
            return [_quoted(value.value)]
        first, *rest = (line.strip(" \t") for line in value.raw.splitlines())
        return [first, *(_padded(line, indent + STEP) for line in rest)]


def _in_lines(value: Many, column: int) -> bool:
    """Whether each entry has a line of its own; what is empty, or in brackets that may stay so, has not."""
    if not value.entries:
        return False
    return not value.flow or value.remarked or (value.broken and column + len(_inline(value)) > WIDTH)


def _without_outer_blanks(lines: list[str]) -> list[str]:
    """*lines* from the first to the last that is not blank, never two blank ones together."""
    made: list[str] = []
    for line in lines:
        if line or (made and made[-1]):
            made.append(line)
    while made and not made[-1]:
        made.pop()
    return made


def _padded(line: str, indent: int) -> str:
    return " " * indent + line if line else ""


def _remarked(line: str, remarks: list[str]) -> str:
    return "  ".join([line, *remarks])


def _key(key: Scalar) -> str:
    """A key on one line."""
    return _one_line(key) or '""'


def _inline(many: Many) -> str:
    """A list or mapping in brackets, on one line."""
    if not many.mapping:
        return f"[{', '.join(_inlined(entry.value) for entry in many.entries)}]"
    pairs = (f"{_key(entry.key or Scalar('', '', ''))}: {_inlined(entry.value)}" for entry in many.entries)
    return f"{{{', '.join(pairs)}}}"


def _inlined(value: Node) -> str:
    return _inline(value) if isinstance(value, Many) else _one_line(value)


def _one_line(value: Scalar) -> str:
    if not any(char in BREAKS for char in value.raw):
        return value.raw
    if "\n" in value.value or STRANGE.search(value.raw):
        return _quoted(value.value)
    if value.style == "'":
        return "'" + value.value.replace("'", "''") + "'"
    return value.value if not value.style else _quoted(value.value)


def _quoted(text: str) -> str:
    """*text* in double quotes on one line."""
    written = json.dumps(text, ensure_ascii=False)
    return STRANGE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _quoted_instead(value: Scalar) -> bool:
    """Whether a block scalar cannot be indented anew: lines that do not show, or a fold of stated depth."""
    header = value.raw.split("\n", 1)[0].split("#")[0]
    return bool(STRANGE.search(value.raw)) or (value.style == ">" and bool(re.search(r"\d", header)))


def _block_scalar(value: Scalar, indent: int) -> list[str]:
    """A text in lines of its own: what it says, or how it is folded, stands *indent* in."""
    if _quoted_instead(value):
        return [_quoted(value.value)]
    header, _, content = value.raw.replace("\r\n", "\n").replace("\r", "\n").partition("\n")
    mark, sign, remark = header.partition("#")
    chomping = "".join(char for char in mark if char in "+-")
    if value.value and not value.value.endswith("\n"):
        chomping = "-"  # it is the last of a file that does not end its last line
    beside = [f"#{remark}".rstrip()] if sign else []
    if value.style == "|":
        lines = value.value.removesuffix("\n").split("\n") if value.value else []
        depth = str(STEP) if any(lines) and next(filter(None, lines)).startswith(" ") else ""
        if lines and not lines[0]:
            depth = str(STEP) if any(line.startswith(" ") for line in lines) else ""
    else:
        found = content.split("\n")
        first = next((line for line in found if line.strip(" ")), "")
        margin = len(first) - len(first.lstrip(" "))
        lines, depth = [line[margin:] for line in found], ""
    while lines and not lines[-1] and "+" not in chomping:
        lines.pop()
    return [
        _remarked(f"{value.style}{depth}{chomping}", beside),
        *(_padded(line, indent) for line in lines),
    ]
