"""The heading of a sheet, found by evidence: one row or two, and a row of numbers below it."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

import attrs

from eligibility.model.raw import RawSheet
from eligibility.normalise.text import clean

HEADING_ROWS = 12
"""The heading row is looked for in so many rows from the top."""

NUMBERED = re.compile(r"\(?(\d{1,2})\)?[.)]?")
"""A number of a row of numbers below the heading: 7, (7), 7."""

FEWEST = 3
"""So many cells make a row of numbers."""

Know = Callable[[str], str]
"""The field that a heading stands for; empty where it stands for none."""


@attrs.frozen
class Head:
    """A heading: rows *top* to *bottom* (a row of numbers included), and what it says of each column."""

    top: int
    bottom: int
    texts: Mapping[int, str]
    fields: Mapping[int, str]
    """What is recognised, by column."""
    last: int = 0
    """The last row of the headings themselves."""

    @property
    def weight(self) -> tuple[int, int]:
        """What goes before: more fields, and one row before two."""
        return len(self.fields), self.top - self.bottom

    @property
    def confidence(self) -> float:
        """The share of headings that are recognised."""
        stated = sum(bool(text) for text in self.texts.values())
        return len(self.fields) / stated if stated else 0.0


def find_head(sheet: RawSheet, know: Know, enough: Callable[[Collection[str]], bool]) -> Head | None:
    """The rows among the first that name the most fields, *enough* of them; None if there are none."""
    best: Head | None = None
    rows = 1 if sheet.named else min(HEADING_ROWS, sheet.height)
    lines = [_line(sheet, row) for row in range(min(rows + 1, sheet.height))]
    for row in range(rows):
        found = [_head(row, row, [(text,) for text in lines[row]], know)]
        if not sheet.named and row + 1 < len(lines):
            parts = _levels(lines[row], lines[row + 1])
            found += [_head(row, row + 1, parts, know)] if parts else []
        for head in found:
            if enough(head.fields.values()) and (best is None or head.weight > best.weight):
                best = head
    if best is None or sheet.named:
        return best
    below = best.bottom + 1
    numbers = below < sheet.height and _counts(_line(sheet, below))
    return attrs.evolve(best, bottom=below) if numbers else best


def _line(sheet: RawSheet, row: int) -> list[str]:
    return [clean(sheet.cell(row, column).text) for column in range(len(sheet.columns))]


def _head(top: int, bottom: int, columns: Sequence[tuple[str, ...]], know: Know) -> Head:
    """The heading of these rows, each column by the first of its texts that is recognised."""
    texts, fields = {}, {}
    for column, candidates in enumerate(columns):
        known = next((text for text in candidates if know(text)), "")
        texts[column] = known or candidates[0]
        if known:
            fields[column] = know(known)
    return Head(top, bottom, texts, fields, bottom)


def _levels(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[str, ...]]:
    """What two rows say of each column together; nothing if the lower one is none of the heading's.

    A heading above stands for the columns to its right that have none of their own, as far as something
    stands below them. Below any other heading nothing may stand: what does is a record.
    """
    if not any(lower):
        return []
    made: list[tuple[str, ...]] = []
    above = ""
    for column, (over, under) in enumerate(zip(upper, lower, strict=True)):
        if over:
            right = column + 1
            wide = right < len(upper) and not upper[right] and bool(lower[right])
            if under and not wide:
                return []
            above = over if wide and under else ""
        elif not under:
            above = ""
        if over and not under:
            made.append((over,))
        elif above:
            made.append((f"{above} {under}", under))
        else:
            made.append((under,))
    return made


def _counts(texts: Sequence[str]) -> bool:
    """Whether a row holds nothing but the numbers of its columns, in order."""
    found = [NUMBERED.fullmatch(text) for text in texts if text]
    numbers = [int(match[1]) for match in found if match is not None]
    return len(numbers) == len(found) >= FEWEST and numbers == list(range(1, len(numbers) + 1))
