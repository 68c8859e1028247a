"""Writes data as YAML as untidily as an author may: indentation, quotes, brackets, comments, blank lines."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

COMMENTS = ("# ghi chú", "#", "#gấp", "# a: b", "#- x", "# 'trích", "#\tcột", "# [x, {y}]")
PLAIN = st.sampled_from(
    ["a", "degree >= bachelor", "Điều 8 (khoản 2)", "2025-07-01", "12/12", "no", "1_000", "x-y", "~"]
)
TEXTS = st.one_of(
    PLAIN,
    st.text(st.sampled_from("ab:#,[]{}'\"-?&*!|>%@ \\"), max_size=8),
    st.sampled_from(
        [
            "",
            " ",
            "a: b",
            "a #b",
            "'",
            '"',
            "- a",
            "x\ny",
            "x\n\ny\n",
            " x\n y",
            "\n",
            "a ",
            "é\u00a0",
            "\u2028",
        ]
    ),
)
KEYS = st.one_of(
    st.sampled_from(["id", "must", "label", "vi", "Ghi chú", "2025"]),
    st.text(st.sampled_from("ab:# '\"{"), max_size=4),
)


def data(*, leaves: int = 12) -> st.SearchStrategy[Any]:
    """Mappings, lists and texts, nested; a file holds a mapping."""
    inner = st.recursive(
        TEXTS,
        lambda part: st.lists(part, max_size=4) | st.dictionaries(KEYS, part, max_size=4),
        max_leaves=leaves,
    )
    return st.dictionaries(KEYS, inner, min_size=1, max_size=4)


class Untidy:
    """Writes data, and asks *choose* wherever there is a choice."""

    def __init__(self, choose: Callable[[Sequence[Any]], Any]) -> None:
        self._choose = choose

    def file(self, value: Any) -> str:
        """The text of a whole file."""
        lines = [*self._between(0)]
        if self._maybe(True, False):
            lines.append(self._beside("---"))
        lines += self._block(value, self._maybe(0, 0, 1, 3))
        lines += self._between(self._maybe(*range(7)))
        end = self._maybe("\n", "", "\n\n", "\r\n")
        breaks = self._maybe("\n", "\n", "\r\n")
        return breaks.join(lines) + end

    def _maybe(self, *choices: Any) -> Any:
        return self._choose(choices)

    def _between(self, indent: int) -> list[str]:
        """Comments and blank lines that stand between others."""
        kinds = self._maybe((), (), ("",), ("#",), (" ", "#"), ("#", "", "#"))
        return [
            f"{' ' * (indent + self._maybe(0, 0, 0, 1, 2))}{self._comment()}" if k == "#" else k
            for k in kinds
        ]

    def _comment(self) -> str:
        return self._choose(COMMENTS)

    def _beside(self, line: str) -> str:
        if self._maybe(True, False, False):
            return f"{line} {self._comment()}"
        return line + self._maybe("", "", "", " ", "  ")

    def _block(self, value: Any, indent: int) -> list[str]:
        pad, made = " " * indent, []
        items = value.items() if isinstance(value, dict) else [(None, item) for item in value]
        for key, item in items:
            made += self._between(indent)
            head = f"{pad}-" if key is None else f"{pad}{self._key(key)}:"
            made += self._entry(head, item, indent, listed=key is None)
        return made

    def _key(self, key: str) -> str:
        return key if key.isalnum() else _double(key)

    def _entry(self, head: str, item: Any, indent: int, *, listed: bool) -> list[str]:
        if isinstance(item, str):
            return self._text(head, item, indent)
        if not item or self._maybe(True, False, False):
            return self._flow_lines(head, item, indent)
        step = self._maybe(1, 2, 2, 3, 4)
        if listed and self._maybe(True, False):  # beside the dash
            lines = self._block(item, indent + 1 + step)
            if not lines[0].strip() or lines[0].lstrip().startswith("#"):
                return [self._beside(head), *lines]
            return [head + " " * step + lines[0].lstrip(" "), *lines[1:]]
        if isinstance(item, list) and not listed:
            step = self._maybe(0, step)  # a list may stand at the column of its key
        return [self._beside(head), *self._block(item, indent + step)]

    # --- texts ------------------------------------------------------------------------------------

    def _text(self, head: str, text: str, indent: int) -> list[str]:
        ways = ["double"]
        if _printable(text):
            ways += ["single"]
        if _plain(text):
            ways += ["plain", "plain", "below"]
        if "\n" in text and text.strip() and _printable(text):
            ways += ["literal", "literal"]
        match self._choose(ways):
            case "plain":
                return [self._beside(f"{head}{self._maybe(' ', '  ')}{text}")]
            case "below":
                return [
                    self._beside(head),
                    *self._between(indent + 1),
                    self._beside(" " * (indent + 2) + text),
                ]
            case "single":
                return [self._beside(f"{head} {_single(text)}")]
            case "literal":
                return self._literal(head, text, indent)
        return [self._beside(f"{head} {_double(text)}")]

    def _literal(self, head: str, text: str, indent: int) -> list[str]:
        body = text.rstrip("\n")
        chomp = "-" if body == text else "" if text == body + "\n" else "+"
        step = self._maybe(1, 2, 4)
        lines = text.removesuffix("\n").split("\n") if chomp == "+" else body.split("\n")
        return [self._beside(f"{head} |{step}{chomp}"), *(" " * (indent + step) + line for line in lines)]

    # --- brackets -----------------------------------------------------------------------------------

    def _flow_lines(self, head: str, item: Any, indent: int) -> list[str]:
        text = f"{head} {self._flow(item, indent + 1)}"
        lines = text.split("\n")
        lines[-1] = self._beside(lines[-1])
        return lines

    def _flow(self, value: Any, indent: int) -> str:
        if isinstance(value, str):
            return value if value.isalnum() else _double(value)
        parts = []
        items = value.items() if isinstance(value, dict) else [(None, item) for item in value]
        for key, item in items:
            inner = self._flow(item, indent)
            parts.append(inner if key is None else f"{self._key(key)}: {inner}")
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        made = opening + self._gap(indent)
        for number, part in enumerate(parts):
            made += part + (
                self._maybe("", " ") + "," + (self._gap(indent) or " ") if number < len(parts) - 1 else ""
            )
        return made + self._gap(indent) + closing

    def _gap(self, indent: int) -> str:
        """What may stand between the parts of a flow: nothing, a space, a new line, a comment."""
        lines = [" " * (indent + self._maybe(0, 2))]
        match self._maybe(0, 0, 0, 1, 2, 3):
            case 1:
                return " "
            case 2:
                return "\n" + lines[0]
            case 3:
                return f" {self._comment()}\n{lines[0]}"
        return ""


def _printable(text: str) -> bool:
    return "\u2028" not in text


def _plain(text: str) -> bool:
    safe = set("abcdefghijklmnopqrstuvwxyzĐiềuk0123456789/_-=> ()")
    return bool(text) and set(text) <= safe and text[0].isalnum() and text[-1] != " "


def _single(text: str) -> str:
    if "\n" in text:
        return _double(text)
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("\u2028", "\\L").replace("\u00a0", "\\_") + '"'


@st.composite
def files(draw: Any) -> str:
    """What an untidy author writes."""
    value = draw(data())
    return Untidy(lambda items: draw(st.sampled_from(items))).file(value)
