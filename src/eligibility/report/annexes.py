"""The two annexes of a planning review in the layout in which offices hand them in.

They are forms of the office, so they are in Vietnamese whatever the language of the review. Nobody is left
out: those whom an annex has no place for stand in a section of their own, with the reason.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from eligibility.messages import text
from eligibility.model.dataset import Dataset
from eligibility.report.annex_rows import Entry, entries
from eligibility.report.tables import Tables

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

NAME = "annexes.xlsx"
FONT = "Times New Roman"
LETTERS = "ABCDEĐGHIKLMN"
"""How sections of terms are counted."""

LINE = 15
"""Points of a line of text."""

PROPOSALS = {
    "keep": "annex.outcome_keep",
    "carry_over": "annex.outcome_carry_over",
    "remove": "annex.outcome_remove",
    "closed": "annex.outcome_closed",
    "verify": "annex.outcome_verify",
    "add": "annex.outcome_add",
    "reject": "annex.outcome_reject",
}
"""What the unit proposes, by outcome."""

ROMAN = ("I", "II", "III", "IV", "V", "VI")

FIRST = (
    ("annex.number", 5), ("annex.name", 22), ("annex.male", 11), ("annex.female", 11), ("annex.held", 22),
    ("annex.planned", 22), ("annex.carried", 22), ("annex.degree", 16), ("annex.theory", 13),
    ("annex.decision", 20), ("annex.ratings", 20), ("annex.proposal", 30),
)  # fmt: skip
SECOND = (
    ("annex.number", 5), ("annex.name", 22), ("annex.male", 11), ("annex.female", 11), ("annex.held", 22),
    ("annex.proposed", 22), ("annex.degree", 16), ("annex.theory", 13), ("annex.ratings", 20),
    ("annex.proposal", 30),
)  # fmt: skip


@attrs.frozen
class Section:
    """A group of entries under a line; *counted*: it says how many there are, and that they follow."""

    title: str
    entries: tuple[Entry, ...]
    counted: bool = False


def write_annexes(tables: Tables, dataset: Dataset, place: Path) -> None:
    """Write both annexes to the workbook *place*; the same bytes for the same review."""
    import xlsxwriter

    decisions = tables.decisions()
    found = entries(dataset, tables.review, decisions["summary"].to_list())
    day = tables.review.as_of
    with xlsxwriter.Workbook(str(place), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(day.year, day.month, day.day)})
        sheet = _Sheet(book, "annex.first_sheet", FIRST)
        sheet.title("annex.first_name", "annex.first_title", day.year)
        for term, own in _terms([entry for entry in found if entry.status != "proposed"]):
            sheet.term(term)
            sheet.sections(_first(own), carried=True)
        sheet.sign()
        sheet = _Sheet(book, "annex.second_sheet", SECOND)
        sheet.title("annex.second_name", "annex.second_title", day.year)
        for term, own in _terms([entry for entry in found if entry.status == "proposed"]):
            sheet.term(term)
            sheet.sections(_second(own), carried=False)
        sheet.sign()


def _terms(found: Sequence[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    ordered = sorted(found, key=lambda entry: entry.term)
    for term, own in groupby(ordered, key=lambda entry: entry.term):
        yield term, list(own)


def _first(found: Sequence[Entry]) -> list[Section]:
    """Who is carried over to posts of heads and of deputies, who leaves, and who is neither yet."""
    stays = [entry for entry in found if entry.outcome in ("keep", "carry_over")]
    groups = (
        ("annex.heads", [entry for entry in stays if entry.head]),
        ("annex.deputies", [entry for entry in stays if not entry.head]),
        ("annex.leaving", [entry for entry in found if entry.outcome == "remove"]),
        ("annex.closed", [entry for entry in found if entry.outcome == "closed"]),
        ("annex.verify", [entry for entry in found if entry.outcome == "verify"]),
    )
    return [Section(text(key, "vi"), tuple(own)) for key, own in groups if own]


def _second(found: Sequence[Entry]) -> list[Section]:
    """Who is proposed, post by post; then who is not, and who must be verified first."""
    added = [entry for entry in found if entry.outcome == "add"]
    posts = dict.fromkeys(entry.planned for entry in added)
    made = [Section(p, tuple(entry for entry in added if entry.planned == p), counted=True) for p in posts]
    others = (
        ("annex.rejected", [entry for entry in found if entry.outcome == "reject"]),
        ("annex.verify", [entry for entry in found if entry.outcome == "verify"]),
    )
    return made + [Section(text(key, "vi"), tuple(own)) for key, own in others if own]


class _Sheet:
    """One annex while it is written."""

    def __init__(self, book: "Workbook", title: str, columns: Sequence[tuple[str, int]]) -> None:
        self._sheet: Worksheet = book.add_worksheet(text(title, "vi"))
        self._columns = columns
        self._row = 0
        self._number = 0
        self._terms = 0
        usual = {"font_name": FONT, "font_size": 11, "text_wrap": True, "valign": "vcenter"}
        framed = {**usual, "border": 1}
        self._plain: Format = book.add_format({**framed, "valign": "top"})
        self._centred: Format = book.add_format({**framed, "align": "center", "valign": "top"})
        self._head: Format = book.add_format({**framed, "bold": True, "align": "center"})
        self._index: Format = book.add_format({**framed, "italic": True, "align": "center", "font_size": 9})
        self._group: Format = book.add_format({**framed, "bold": True})
        self._bold: Format = book.add_format({**usual, "bold": True, "align": "center", "font_size": 13})
        self._note: Format = book.add_format({**usual, "italic": True, "align": "center"})
        self._signed: Format = book.add_format({**usual, "bold": True, "align": "center"})
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        self._sheet.set_footer("&C&P/&N")
        for column, (_, width) in enumerate(columns):
            self._sheet.set_column(column, column, width)

    @property
    def _last(self) -> int:
        return len(self._columns) - 1

    def _line(self, said: str, style: "Format") -> None:
        self._sheet.merge_range(self._row, 0, self._row, self._last, said, style)
        self._row += 1

    def title(self, name: str, title: str, year: int) -> None:
        """The titles, the heading of two levels, and the numbers of the columns."""
        self._line(text(name, "vi"), self._bold)
        self._line(text(title, "vi", year=year), self._bold)
        self._line(text("annex.attached", "vi"), self._note)
        self._row += 1
        top, below = self._row, self._row + 1
        for column, (head, _) in enumerate(self._columns):
            if head == "annex.male":
                self._sheet.merge_range(top, column, top, column + 1, text("annex.birth", "vi"), self._head)
            if head in ("annex.male", "annex.female"):
                self._sheet.write_string(below, column, text(head, "vi"), self._head)
            else:
                self._sheet.merge_range(top, column, below, column, text(head, "vi"), self._head)
            self._sheet.write_number(below + 1, column, column + 1, self._index)
        self._sheet.set_row(top, 32)
        self._sheet.repeat_rows(top, below + 1)
        self._sheet.freeze_panes(below + 2, 2)
        self._row = below + 2

    def term(self, term: str) -> None:
        """The line of a term."""
        letter = LETTERS[self._terms % len(LETTERS)]
        self._terms += 1
        self._line(f"{letter}. {text('annex.term', 'vi', term=term)}", self._group)

    def sections(self, sections: Sequence[Section], *, carried: bool) -> None:
        """The sections of one term."""
        for number, section in enumerate(sections):
            self._line(f"{ROMAN[number % len(ROMAN)]}. {section.title}", self._group)
            if section.counted:
                self._line(text("annex.count", "vi", count=f"{len(section.entries):02}"), self._group)
                self._line(text("annex.list", "vi"), self._group)
            for entry in section.entries:
                self._entry(entry, carried=carried)

    def _entry(self, entry: Entry, *, carried: bool) -> None:
        self._number += 1
        moved = entry.planned if entry.status == "planned_earlier_term" else ""
        proposal = f"{text(PROPOSALS[entry.outcome], 'vi')}. {entry.summary}".strip()
        if entry.birth:
            proposal = f"{proposal} {text('annex.no_sex', 'vi', birth=entry.birth)}"
        posts = [entry.planned, moved] if carried else [entry.planned]
        decision = [entry.decision] if carried else []
        texts = [entry.name, entry.male, entry.female, entry.held, *posts, entry.degree, entry.theory]
        texts += [*decision, entry.ratings, proposal]
        self._sheet.write_number(self._row, 0, self._number, self._centred)
        for column, said in enumerate(texts, 1):
            self._sheet.write_string(
                self._row, column, said, self._centred if column in (2, 3) else self._plain
            )
        widths = [width for _, width in self._columns[1:]]
        lines = max(ceil(0.95 * len(said) / width) for said, width in zip(texts, widths, strict=True))
        self._sheet.set_row(self._row, LINE * max(1, lines) + 3)
        self._row += 1

    def sign(self) -> None:
        """The place for signatures."""
        self._row += 1
        half = self._last // 2
        self._sheet.merge_range(self._row, half, self._row, self._last, text("annex.dated", "vi"), self._note)
        self._row += 1
        self._sheet.merge_range(self._row, 0, self._row, half - 1, text("annex.made_by", "vi"), self._signed)
        self._sheet.merge_range(
            self._row, half, self._row, self._last, text("annex.signed", "vi"), self._signed
        )
