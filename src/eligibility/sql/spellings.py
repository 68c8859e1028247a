"""The texts of a field that a query knows, each with what the ordinary review makes of it."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import attrs

from eligibility.model.record import MISSING, NONE, Known, Value
from eligibility.model.vocabulary import Field, Kind, Level, Post, Vocabulary
from eligibility.normalise.values import ABSENT_MARKS, UNSTATED_WORDS, ValueReader

MANY = 400
"""Levels or posts of which every spelling is listed; of more, only those that the rule book writes."""


@attrs.frozen(eq=False)
class Spellings:
    """*values* by code (0: missing); *codes* gives the code of every text that is known."""

    values: tuple[Value, ...]
    codes: tuple[tuple[str, int], ...]
    empty: int

    @property
    def none(self) -> int:
        """The code of the known absence."""
        return len(self.values) - 1


def closed_values(field: Field, vocabulary: Vocabulary) -> tuple[Value, ...]:
    """What the field may hold, by code: missing, each level or post, and that there is none."""
    domain = vocabulary.domain(field)
    if domain is None:
        raise KeyError(field.path)
    return (MISSING, *map(Known, domain), Known(NONE))


def spellings(field: Field, vocabulary: Vocabulary, as_of: date) -> Spellings:
    """The texts of *field*, a field of levels, choices or posts."""
    values = closed_values(field, vocabulary)
    numbers = {value: number for number, value in enumerate(values)}
    reader = ValueReader(field, vocabulary, as_of)
    items: tuple[Level, ...] | tuple[Post, ...] = (
        vocabulary.scales[field.scale].levels
        if field.kind is Kind.LEVEL
        else tuple(vocabulary.posts.values())
    )
    words = [text for item in items for text in (item.code, item.label.vi, item.label.en, *item.aliases)]
    known: dict[str, int] = {}
    several = len(items) <= MANY
    for text in (*words, *field.none_texts, *UNSTATED_WORDS, *sorted(ABSENT_MARKS), "", " "):
        for spelt in _variants(text) if several else (text,):
            value = reader.read(spelt).value
            if value in numbers and "\0" not in spelt:
                known.setdefault(spelt, numbers[value])
    empty = numbers[reader.read("").value]
    return Spellings(values, tuple(known.items()), empty)


@lru_cache(1 << 12)
def _variants(text: str) -> tuple[str, ...]:
    """*text* in capitals and small letters, its accents within the letters or after them."""
    return tuple(
        dict.fromkeys(unicodedata.normalize(form, spelt) for spelt in _cases(text) for form in ("NFC", "NFD"))
    )


def _cases(text: str) -> Iterator[str]:
    yield text
    yield text.lower()
    yield text.upper()
    yield text.title()
    yield text[:1].upper() + text[1:]
    yield text[:1].upper() + text[1:].lower()
