"""Text as it is compared: Unicode composed, one kind of space, no accents, no case, tone marks alike."""

import re
import unicodedata
from functools import lru_cache

INVISIBLE = re.compile(
    "[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
SPACES = re.compile(r"[\s\u00a0\u3000]+")
PUNCTUATION = re.compile(r"[^0-9a-z]+")
I_OR_Y = re.compile(r"\b([bcdghklmnpqrstvx]{1,3})y\b")
"""The y that is also written i: sỹ and sĩ, kỹ and kĩ, lý and lí."""

MARKED_Y = re.compile("^([bcdghklmnpqrstvxđ]{1,3})y(?=[\u0300\u0301\u0303\u0309\u0323]*$)")
NO_WORD = re.compile(r"[\W_]+")

WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}
"""Full-width letters, digits and marks, as East Asian input methods type them."""

REMEMBERED = 1 << 14
"""Texts whose forms are kept in memory: headings, levels and posts come again and again."""


@lru_cache(REMEMBERED)
def clean(text: str) -> str:
    """*text* composed (NFC), of usual width, without invisible characters, with single spaces."""
    narrow = INVISIBLE.sub("", text).translate(WIDE)
    return SPACES.sub(" ", unicodedata.normalize("NFC", narrow)).strip()


@lru_cache(REMEMBERED)
def folded(text: str) -> str:
    """*text* without case: ``Đại học`` and ``đại học`` are one; accents stay."""
    return _tones(clean(text).casefold())


@lru_cache(REMEMBERED)
def key(text: str) -> str:
    """*text* without case, accents, spaces and punctuation: what headings are compared by."""
    plain = unicodedata.normalize("NFD", clean(text).casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c)).replace("đ", "d")
    return PUNCTUATION.sub("", I_OR_Y.sub(r"\1i", letters))


@lru_cache(REMEMBERED)
def words_of(text: str) -> tuple[str, ...]:
    """The words of *text* without case and punctuation; accents stay, kỹ and kĩ are one."""
    letters = unicodedata.normalize("NFD", folded(NO_WORD.sub(" ", clean(text))))
    return tuple(unicodedata.normalize("NFC", MARKED_Y.sub(r"\1i", word)) for word in letters.split())


def _tones(text: str) -> str:
    """Old and new tone marks alike: hòa and hoà become one, whichever letter carries the mark."""
    if text.isascii():
        return text
    words = []
    for word in text.split(" "):
        parts = unicodedata.normalize("NFD", word)
        tones = [c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"]
        words.append("".join(c for c in parts if c not in tones) + "".join(tones))
    return unicodedata.normalize("NFC", " ".join(words))
