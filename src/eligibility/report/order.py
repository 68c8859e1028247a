"""The order in which Vietnamese lists stand: by unit as the records have them, then by given name.

A name is ordered by its last word, the given name, then by the words before it from the first; letters
go a ă â b c d đ e ê … o ô ơ … u ư, and tones after letters: huyền, hỏi, ngã, sắc, nặng.
"""

import unicodedata
from functools import lru_cache

import polars as pl

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
RANK = {letter: f"l{place:02}" for place, letter in enumerate(LETTERS)}
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


@lru_cache(1 << 16)
def name_key(name: str) -> str:
    """What names are compared by."""
    words = unicodedata.normalize("NFC", name).casefold().split()
    return "\x00".join(map(word_key, words[-1:] + words[:-1]))


@lru_cache(1 << 14)
def word_key(word: str) -> str:
    """Letters first, tones only where letters are equal; figures before letters."""
    letters: list[str] = []
    tones: list[str] = []
    for mark in unicodedata.normalize("NFD", word):
        if mark in TONES:
            tones[-1:] = [TONES[mark]]
        elif unicodedata.combining(mark):
            base = letters[-1] if letters else ""
            letters[-1:] = [unicodedata.normalize("NFC", base + mark)]
        else:
            letters.append(mark)
            tones.append("0")
    return "".join(RANK.get(letter, letter) for letter in letters) + "\x01" + "".join(tones)


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of *frame* (columns ``unit`` and ``full_name``) as a list of people stands."""
    units = frame.select("unit").unique(maintain_order=True).with_row_index("unit_place")
    names = frame.select("full_name").unique()
    keys = names.with_columns(name_key=names["full_name"].map_elements(name_key, return_dtype=pl.String))
    keyed = frame.join(units, on="unit", how="left", maintain_order="left").join(
        keys, on="full_name", how="left", maintain_order="left"
    )
    return keyed.sort("unit_place", "name_key", maintain_order=True).drop("unit_place", "name_key")
