"""The text of an expression in tokens. Names may hold blanks and signs, so that those in scope are needed."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

import attrs

KEYWORDS = frozenset(
    (
        "and", "or", "if", "then", "else", "in", "between", "true", "false", "null", "for", "some", "every",
        "return", "satisfies", "function", "instance", "external",
    )
)  # fmt: skip

SIGNS = ("..", "**", "<=", ">=", "!=", "->", *"<>=+-*/()[]{},.:@?")
NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+", re.ASCII)
STRING = re.compile(r'"((?:[^"\\\n\r]|\\.)*)"')
WORD = re.compile(r"[^\W\d]\w*")
BLANKS = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


class NotFeel(Exception):
    """The text at *at* is not understood: *kind* is a word of the catalogue, *text* what stands there."""

    def __init__(self, kind: str, at: int, text: str = "") -> None:
        super().__init__(kind, at, text)
        self.kind = kind
        self.at = at
        self.text = text


@attrs.frozen
class Token:
    """*kind* is ``number``, ``string``, ``name``, ``word`` (a keyword), ``sign`` or ``end``."""

    kind: str
    text: str
    at: int
    value: Decimal | str | None = None


class Names:
    """The names in scope that are no plain words, for the longest to be found at a place."""

    def __init__(self, names: Iterable[str]) -> None:
        self.known = frozenset(_plain(name) for name in names)
        spelt = sorted((name for name in self.known if not WORD.fullmatch(name)), key=len, reverse=True)
        self._patterns = [(_pattern(name), name) for name in spelt]

    def at(self, text: str, at: int) -> tuple[str, int] | None:
        """The name that stands at *at* and where it ends."""
        for pattern, name in self._patterns:
            found = pattern.match(text, at)
            if found is not None:
                return name, found.end()
        return None


def _plain(name: str) -> str:
    return " ".join(name.split())


@lru_cache(1 << 12)
def _pattern(name: str) -> re.Pattern[str]:
    parts = r"\s+".join(re.escape(part) for part in name.split(" "))
    return re.compile(parts + (r"(?!\w)" if re.match(r"\w", name[-1]) else ""))


def tokens(text: str, names: Names) -> Iterator[Token]:
    """The tokens of *text*, and one at its end.

    Raises:
        NotFeel: something is no token.

    """
    at = 0
    while at < len(text):
        blank = BLANKS.match(text, at)
        if blank is not None:
            at = blank.end()
            continue
        token, at = _token(text, at, names)
        yield token
    yield Token("end", "", len(text))


def _token(text: str, at: int, names: Names) -> tuple[Token, int]:
    named = names.at(text, at)
    if named is not None:
        return Token("name", named[0], at), named[1]
    word = WORD.match(text, at)
    if word is not None:
        kind = "word" if word[0] in KEYWORDS and word[0] not in names.known else "name"
        return Token(kind, word[0], at), word.end()
    if text[at] == '"':
        string = STRING.match(text, at)
        if string is None:
            raise NotFeel("open_string", at)
        return Token("string", string[0], at, _unescaped(string[1], at)), string.end()
    if not text.startswith("..", at):
        number = NUMBER.match(text, at)
        if number is not None:
            return Token("number", number[0], at, Decimal(number[0])), number.end()
    for sign in SIGNS:
        if text.startswith(sign, at):
            return Token("sign", sign, at), at + len(sign)
    raise NotFeel("sign", at, text[at])


def _unescaped(text: str, at: int) -> str:
    def one(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        if code:
            number = int(code, 16)
            if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise NotFeel("escape", at + 1 + found.start(), found[0])
            return chr(number)
        if found[3] not in ESCAPED:
            raise NotFeel("escape", at + 1 + found.start(), found[0])
        return ESCAPED[found[3]]

    return ESCAPE.sub(one, text)
