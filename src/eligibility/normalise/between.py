"""Rows of a sheet that are no people: groups by term and unit, and what stands below the last person.

None is passed over in silence: each is an issue that says what was made of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from eligibility.model.dataset import Issue
from eligibility.model.forms import Forms, FormSection
from eligibility.model.raw import RawSheet
from eligibility.normalise.heads import Head
from eligibility.normalise.text import clean, words_of

Mask = NDArray[np.bool_]

FEWEST = 4
"""A sheet with fewer columns known has no rows between its records: what looks so may be one."""

WIDEST = 2
"""Cells that a row between people may have: its number and its text."""

CLOSING = 4
"""Cells that a line below the last person may have."""

LISTED = 20
"""Rows that are listed one by one; the rest are counted in one line."""

NUMBER = re.compile(
    r"(?:(?P<roman>[IVX]+)|(?P<letter>[A-ZĐ])|(?P<arabic>\d{1,2})|(?P<small>[a-zđ]))(?:[.)/:]|\s|$)\s*"
)
RANKS = {"letter": 0, "roman": 1, "arabic": 2, "small": 3}
WHOLE = re.compile(r"\d{1,6}[.)]?")
WORD = re.compile(r"[^\W_]+")
TERM = re.compile(r"\d{4}\s*[-\u2010-\u2015]\s*\d{4}")


@attrs.frozen(eq=False)
class Between:
    """Which rows are *passed* over, and what each row is told by those above it, by field."""

    passed: Mask
    values: Mapping[str, Sequence[tuple[int, str]]]
    """By field, from which row on which text holds; an empty one ends it."""
    issues: tuple[Issue, ...] = ()


def rows_between(sheet: RawSheet, head: Head, names: Sequence[int], forms: Forms) -> Between:
    """The rows of *sheet* that are no people, told by the columns in *names* that say who somebody is."""
    passed = np.zeros(sheet.height, dtype=bool)
    found = _Sections(sheet, head, forms)
    if sheet.named or len(head.fields) < FEWEST:
        return Between(passed, {})
    said = [
        np.array([bool(clean(cell.text)) for cell in cells], dtype=bool)[codes]
        for codes, cells in sheet.columns
    ]
    counts = np.sum(said, axis=0)
    start = head.bottom + 1
    end = _closing(sheet, start, counts, forms)
    issues: list[Issue] = []
    if end < sheet.height and (counts[end:] > 0).any():
        passed[end:] = counts[end:] > 0
        rows = np.flatnonzero(passed)
        cells = f"{int(rows[0]) + sheet.first_row}:{int(rows[-1]) + sheet.first_row}"
        text = " ".join(text for _, text in _texts(sheet, int(rows[0])))
        issues.append(Issue("closing_rows", sheet.file, sheet.title, cells, text, "", "ignored"))
    found.titles()
    told = 0
    for row in np.flatnonzero((counts[start:end] > 0) & (counts[start:end] <= WIDEST)).tolist():
        row += start
        texts = _texts(sheet, row)
        if not _is_group(texts, names, forms):
            continue
        passed[row] = True
        done = found.section(row, " ".join(text for _, text in texts))
        told += 1
        if told <= LISTED:
            place = f"{sheet.letter(texts[0][0])}{row + sheet.first_row}"
            text = " ".join(text for _, text in texts)
            issues.append(Issue("group_row", sheet.file, sheet.title, place, text, "", done))
    if told > LISTED:
        issues.append(
            Issue("group_row", sheet.file, sheet.title, "", f"(+{told - LISTED})", "", "read_as_group")
        )
    return Between(passed, found.values, (*found.issues, *issues))


def _texts(sheet: RawSheet, row: int) -> list[tuple[int, str]]:
    texts = ((column, clean(sheet.cell(row, column).text)) for column in range(len(sheet.columns)))
    return [(column, text) for column, text in texts if text]


def _is_group(texts: Sequence[tuple[int, str]], names: Sequence[int], forms: Forms) -> bool:
    """Whether a row with one or two cells stands between people, rather than for one."""
    line = " ".join(text for _, text in texts)
    number = NUMBER.match(line)
    before = texts[0][0] < min(names)
    if _section(line, forms) is not None and (len(texts) == 1 or (before and number is not None)):
        return True
    if len(texts) == 1 and before and WHOLE.fullmatch(line) is None:
        return True
    if number is None or not (number["roman"] or number["letter"]) or number.end() == len(line):
        return False
    return before if len(texts) > 1 else number[0].rstrip()[-1:] in ".)/:"


def _section(line: str, forms: Forms) -> tuple[FormSection, str] | None:
    """The declared section that a line begins, and what follows its words."""
    number = NUMBER.match(line)
    for text in (line, line[number.end() :] if number is not None else line):
        for section in forms.sections:
            for words in section.words:
                rest = _after(text, words)
                if rest is not None:
                    return section, rest.strip(" :.-")
    return None


def _after(text: str, words: str) -> str | None:
    """What follows *words* at the start of *text*, None if it begins otherwise; a colon must be there too."""
    wanted = words_of(words)
    found = list(WORD.finditer(text))[: len(wanted)]
    if not found or words_of(text)[: len(wanted)] != wanted:
        return None
    rest = text[found[-1].end() :]
    return rest if not words.endswith(":") or rest.lstrip().startswith(":") else None


def _closing(sheet: RawSheet, start: int, counts: NDArray[np.int64], forms: Forms) -> int:
    """The row from which on nobody stands: a declared line, with few cells from there on."""
    row = sheet.height
    while row > start and counts[row - 1] <= CLOSING:
        row -= 1
    for candidate in range(row, sheet.height):
        texts = [text for _, text in _texts(sheet, candidate)]
        closes = bool(texts) and any(_after(texts[0], words) is not None for words in forms.closing)
        if closes or (len(texts) == 1 and _is_dated(texts[0])):
            return candidate
    return sheet.height


def _is_dated(text: str) -> bool:
    """Whether a text says a place and a day, as above a signature."""
    words = words_of(text)
    return all(word in words for part in ("ngày", "tháng", "năm") for word in words_of(part))


class _Sections:
    """What the rows above a row say of it."""

    def __init__(self, sheet: RawSheet, head: Head, forms: Forms) -> None:
        self.values: dict[str, list[tuple[int, str]]] = {}
        self.issues: list[Issue] = []
        self._sheet = sheet
        self._head = head
        self._forms = forms
        self._stack: list[tuple[int, dict[str, str]]] = []

    def titles(self) -> None:
        """What the titles above the heading say of all rows: a term, where they name one only, and a unit."""
        terms: list[tuple[str, str]] = []
        for row in range(self._head.top):
            for column, text in _texts(self._sheet, row):
                place = f"{self._sheet.letter(column)}{row + self._sheet.first_row}"
                terms += [(found, place) for found in _terms(text, self._forms)]
                section = _section(text, self._forms)
                if section is not None and section[0].field == "people.unit":
                    self._told(place, text, {section[0].field: section[1]})
        if len({term for term, _ in terms}) == 1:
            self._told(terms[0][1], terms[0][0], {"plan.term": terms[0][0]})

    def _told(self, place: str, text: str, said: dict[str, str]) -> None:
        self._stack.append((-1, said))
        self._hold(self._head.bottom + 1)
        sheet = self._sheet
        self.issues.append(Issue("title_row", sheet.file, sheet.title, place, text, "", "read_as_group"))

    def section(self, row: int, line: str) -> str:
        """Take in what a group says; whether that is something."""
        number = NUMBER.match(line)
        kind = number.lastgroup if number is not None else None
        rank = RANKS[kind] if kind is not None else len(RANKS)
        found = _section(line, self._forms)
        said: dict[str, str] = {}
        if found is not None:
            section, rest = found
            said = dict(section.says) | ({section.field: rest} if section.field and rest else {})
        while self._stack and self._stack[-1][0] >= rank:
            self._stack.pop()
        self._stack.append((rank, said))
        self._hold(row)
        return "read_as_group" if said else "passed_over"

    def _hold(self, row: int) -> None:
        held: dict[str, str] = {}
        for _, said in self._stack:
            held |= said
        for name in {*held, *self.values}:
            self.values.setdefault(name, []).append((row, held.get(name, "")))


def _terms(text: str, forms: Forms) -> Iterator[str]:
    """Terms that stand in a title after the words for them."""
    for section in forms.sections:
        if section.field != "plan.term":
            continue
        for words in section.words:
            for found in TERM.finditer(text):
                before = words_of(text[: found.start()])
                wanted = words_of(words)
                if before[-len(wanted) :] == wanted:
                    yield clean(found[0])
