"""The workbook on paper: LibreOffice prints the review of the shipped sample, and the pages are looked at."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import attrs
import openpyxl
import pytest

from eligibility.pipeline import load_rules, review
from eligibility.report.tables import Tables
from eligibility.report.words import Words
from eligibility.report.workbook import write_workbook
from office.formats import SOFFICE, converted

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "cases" / "samples" / "can-bo-mau.xlsx"
A4 = (841.9, 595.3)
"""Points of A4 across."""
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
WORD = re.compile(r'<word xMin="([\d.]+)".*?xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
MISSING = [tool for tool in ("soffice", "pdftotext", "pdftoppm") if shutil.which(tool) is None]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@attrs.frozen
class Page:
    width: float
    height: float
    words: tuple[str, ...]
    left: float
    right: float
    bottom: float

    @property
    def text(self) -> str:
        return " ".join(self.words)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory) -> Path:
    """The workbook of the sample, in Vietnamese."""
    book, problems, _ = load_rules(ROOT / "rules")
    assert book is not None, problems
    found = review(SAMPLE, book, date(2026, 6, 30), engine="tables")
    place = tmp_path_factory.mktemp("in") / "decisions.xlsx"
    write_workbook(Tables(found, Words(book.vocabulary, "vi")), place)
    return place


@pytest.fixture(scope="module")
def printed(workbook) -> Path:
    assert SOFFICE
    return converted(workbook, "pdf")


@pytest.fixture(scope="module")
def pages(printed) -> list[Page]:
    run = subprocess.run(["pdftotext", "-bbox", printed, "-"], check=True, capture_output=True, text=True)
    found = []
    for width, height, inside in PAGE.findall(run.stdout):
        words = WORD.findall(inside)
        found.append(
            Page(
                float(width),
                float(height),
                tuple(word[3] for word in words),
                min(float(word[0]) for word in words),
                max(float(word[1]) for word in words),
                max(float(word[2]) for word in words),
            )
        )
    return found


@pytest.fixture(scope="module")
def sheets(workbook, pages) -> dict[str, list[Page]]:
    """The pages of each sheet of lists: a sheet begins where its name stands on top."""
    book = openpyxl.load_workbook(workbook, read_only=True)
    tops = {sheet.title: str(next(sheet.iter_rows(values_only=True))[0]) for sheet in book}
    found: dict[str, list[Page]] = {}
    rest = iter(tops.items())
    name, top = next(rest)
    following: tuple[str, str] | None = (name, top)
    for page in pages:
        if following is not None and page.text.startswith(following[1]):
            name = following[0]
            following = next(rest, None)
        found.setdefault(name, []).append(page)
    assert following is None, f"no page begins with {following}"
    return found


def test_every_page_is_a4_across_and_nothing_leaves_it(pages):
    for number, page in enumerate(pages, 1):
        assert (page.width, page.height) == pytest.approx(A4, abs=1), number
        assert page.left >= 0, number
        assert page.right <= page.width, number
        assert page.bottom <= page.height, number


def test_pages_are_numbered_and_say_what_made_them(pages):
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in page.words
        assert "Danh sách do phần mềm lập" in page.text


def test_the_headings_are_on_every_page_of_a_list(workbook, sheets):
    book = openpyxl.load_workbook(workbook, read_only=True)
    long = {name: found for name, found in sheets.items() if len(found) > 1}
    assert long
    for name, found in long.items():
        (head,) = book[name].iter_rows(min_row=3, max_row=3, values_only=True)
        for page in found:
            for heading in map(str, head):
                assert set(heading.split()) <= set(page.words), (name, heading)


def test_everybody_is_on_paper(workbook, sheets):
    book = openpyxl.load_workbook(workbook, read_only=True)
    for name, found in sheets.items():
        words = {word for page in found for word in page.words}
        rows = list(book[name].iter_rows(min_row=4, values_only=True)) if name != "Tổng hợp" else []
        for row in rows:
            missing = [part for part in str(row[1] or "").split() if part not in words]
            assert not missing, (name, row[:3])


def test_the_chart_is_drawn_in_the_colours_of_the_outcomes(printed, sheets, tmp_path):
    """The bars are looked for by their colours in the picture of the first page."""
    assert len(sheets["Tổng hợp"]) == 1
    picture = tmp_path / "page"
    subprocess.run(["pdftoppm", "-r", "60", "-f", "1", "-singlefile", printed, picture], check=True)
    raw = picture.with_suffix(".ppm").read_bytes()
    size = [int(part) for part in raw.split(maxsplit=4)[1:4]]
    body = raw[-size[0] * size[1] * 3 :]
    half = [body[at : at + 3].hex().upper() for at in range(0, len(body), 3)]
    lower = half[len(half) * 2 // 5 :]
    book, _, _ = load_rules(ROOT / "rules")
    assert book is not None
    policy = book.policy("planning", date(2026, 6, 30))
    assert policy is not None
    drawn = {outcome.code for outcome in policy.outcomes if lower.count(outcome.colour.upper()) > 50}
    shown = {"keep", "verify", "remove", "add"}
    assert shown <= drawn
