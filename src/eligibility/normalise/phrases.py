"""Levels in free text ("Thạc sĩ Kinh tế, Cử nhân Luật"), by the words that the scale declares."""

import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from eligibility.model.vocabulary import Phrases, Scale
from eligibility.normalise.text import clean, words_of

PARTS = re.compile(r"[,;+&\n\r]|\s[-\u2010-\u2015]\s")
"""What stands between the parts of such a text."""

Words = tuple[str, ...]


@attrs.frozen
class Phrase:
    """The level in a text, and the parts of it that belong to another column."""

    code: str
    elsewhere: tuple[str, ...] = ()


class PhraseReader:
    """Reads the levels of one scale in free text."""

    def __init__(self, scale: Scale, phrases: Phrases) -> None:
        self._ranks = {level.code: level.rank for level in scale.levels}
        self._ordered = scale.ordered
        self._levels = _spellings(scale)
        self._lead = sorted(map(words_of, phrases.lead), key=len, reverse=True)
        self._rest = {word for text in phrases.rest for word in words_of(text)}
        self._other = list(map(words_of, phrases.other))
        self._doubt = list(map(words_of, phrases.doubt))

    def read(self, text: str) -> Phrase | None:
        """What *text* says; None where it says no level, or not for certain."""
        if _holds(words_of(text), self._doubt):
            return None
        codes: list[str] = []
        elsewhere: list[str] = []
        for part in filter(None, map(clean, PARTS.split(text))):
            words = words_of(part)
            if _holds(words, self._other):
                elsewhere.append(part)
                continue
            found, rest = self._begins(words)
            if any(code != found for code in self._within(rest)):
                return None
            if self._rest and any(not word.isdigit() and word not in self._rest for word in rest):
                return None
            codes += [found] if found else []
        if not codes or (not self._ordered and len(set(codes)) > 1):
            return None
        return Phrase(max(codes, key=lambda code: self._ranks[code]), tuple(elsewhere))

    def _begins(self, words: Words) -> tuple[str, Words]:
        """The level that *words* begin with (the longest spelling), and the words that follow."""
        for lead in self._lead:
            if words[: len(lead)] == lead and len(words) > len(lead):
                words = words[len(lead) :]
                break
        for length in range(len(words), 0, -1):
            code = self._levels.get(words[:length])
            if code:
                return code, words[length:]
        return "", words

    def _within(self, words: Words) -> Iterator[str]:
        """Levels that stand further on in *words*."""
        for start in range(len(words)):
            for length in range(1, len(words) - start + 1):
                code = self._levels.get(words[start : start + length])
                if code:
                    yield code


def _spellings(scale: Scale) -> Mapping[Words, str]:
    """Levels by the words of their Vietnamese spellings; one that could be two levels is neither."""
    found: dict[Words, set[str]] = {}
    for level in scale.levels:
        for text in (level.label.vi, *level.aliases):
            found.setdefault(words_of(text), set()).add(level.code)
    return {words: min(codes) for words, codes in found.items() if words and len(codes) == 1}


def _holds(words: Words, phrases: Iterable[Words]) -> bool:
    """Whether one of *phrases* stands somewhere in *words*."""
    return any(
        words[start : start + len(phrase)] == phrase
        for phrase in phrases
        for start in range(len(words) - len(phrase) + 1)
    )
