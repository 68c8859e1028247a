"""What a fault is, and the ways to put one into a workbook."""

import unicodedata
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date

import attrs

from dirt.clean import HEADINGS, PEOPLE, Book, Cell
from eligibility.model.raw import RawTables

SAME, OPEN, VERIFY, REFUSED, STOPPED = "same", "open", "verify", "refused", "stopped"
"""What becomes of whoever a fault concerns.

The same decision word for word; the same outcome, whatever the cell may be, and the requirement open; verify;
a refused row; or a refused file.
"""

Change = Callable[[Book], Book]


@attrs.frozen
class Fault:
    """*change* is what somebody did; *bullet* names what it is one of; *expected* was fixed beforehand.

    *issues* (and *refusals*, or *stopped*) are what must be said of it. *who* are the people concerned;
    everybody else keeps the same decision in any case. *prepare* is what a flag of the command does.
    """

    name: str
    bullet: str
    expected: str
    change: Change
    who: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    stopped: str = ""
    prepare: Callable[[RawTables], RawTables] | None = None


def cell(sheet: str, heading: str, who: str, value: Cell | Callable[[Cell], Cell], nth: int = 0) -> Change:
    """One cell of the *nth* row of a person changed."""

    def change(book: Book) -> Book:
        made = deepcopy(book)
        column = made[sheet][0].index(heading)
        rows = [row for row in made[sheet][1:] if row[0] == who]
        old = rows[nth][column]
        rows[nth][column] = value(old) if callable(value) else value
        assert rows[nth][column] != old or type(rows[nth][column]) is not type(old)
        return made

    return change


def everywhere(change: Callable[[str], str]) -> Change:
    """Every text of the workbook changed, headings and names of sheets too."""

    def apply(book: Book) -> Book:
        made = {
            change(title): [[change(v) if isinstance(v, str) else v for v in row] for row in rows]
            for title, rows in book.items()
        }
        assert made != book
        return made

    return apply


def column(sheet: str, heading: str, change: Callable[[Cell], Cell], title: str = "") -> Change:
    """Every cell of a column changed, and its heading if a *title* is given."""

    def apply(book: Book) -> Book:
        made = deepcopy(book)
        place = made[sheet][0].index(heading)
        for row in made[sheet][1:]:
            row[place] = change(row[place])
        made[sheet][0][place] = title or heading
        assert repr(made) != repr(book)
        return made

    return apply


def rows(sheet: str, change: Callable[[list[list[Cell]]], list[list[Cell]]]) -> Change:
    """The rows of a sheet changed, the heading among them."""

    def apply(book: Book) -> Book:
        made = deepcopy(book)
        made[sheet] = change(made[sheet])
        assert made != book
        return made

    return apply


def renamed(sheet: str, title: str) -> Change:
    """A sheet under another name."""
    return lambda book: {(title if name == sheet else name): deepcopy(rows) for name, rows in book.items()}


def each(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def apply(book: Book) -> Book:
        for change in changes:
            book = change(book)
        return book

    return apply


def written(pattern: str) -> Callable[[Cell], Cell]:
    """A date as a text."""
    return lambda value: format(value, pattern) if isinstance(value, date) else value


def decomposed(text: str) -> str:
    """NFD."""
    return unicodedata.normalize("NFD", text)


def bare(text: str) -> str:
    """Without any accent."""
    plain = "".join(c for c in decomposed(text) if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace("Đ", "D")


def moved(text: str) -> str:
    """Tone marks on the last letter of each word: hoà for hòa."""
    words = []
    for word in decomposed(text).split(" "):
        tones = [c for c in word if c in "\u0300\u0301\u0303\u0309\u0323"]
        words.append("".join(c for c in word if c not in tones) + "".join(tones))
    return " ".join(words)


def place(heading: str, sheet: str = PEOPLE) -> int:
    """Where a column stands in the clean workbook."""
    return list(HEADINGS[sheet]).index(heading)


def names(faults: Sequence[Fault]) -> list[str]:
    """Their names."""
    return [fault.name for fault in faults]
