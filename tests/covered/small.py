"""Small rule books, of which everything is known by hand: the office's, with a standard of their own."""

import shutil
from pathlib import Path
from textwrap import indent

from eligibility.assurance.cases import read_cases
from eligibility.coverage.changing import Piece
from eligibility.coverage.fates import Tried
from eligibility.coverage.measuring import Measurer
from eligibility.pipeline import load_rules
from office.command import RULES

STANDARD = """\
standards:
  - standard: small.leaders
    title: {vi: Lãnh đạo xã, en: Commune leaders}
    posts: [chair, deputy, head]
    source: {instrument: 12-QĐ/TU, confidence: text}
    in_force: {from: 2024-01-01}
    requirements:
"""
DEGREE = "{id: degree, must: degree >= bachelor, if_unmet: disqualify, clause: Điều 5}"

GIVEN = """\
about: {vi: "Ca nhỏ", en: "Small cases"}
given:
  as_of: 2026-06-30
  person: {sex: male, birth_date: 1985-08-15, post: head, degree: bachelor, llct: intermediate}
  plan: {post: deputy, term: 2026-2031, status: planned, since: 2024-05-20}
  disciplines: []
cases:
"""


def small(folder: Path, *requirements: str, cases: str = "") -> Path:
    """A rule book in *folder* whose only standard has *requirements*; with *cases*, each on a line."""
    shutil.copytree(RULES, folder / "rules")
    place = folder / "rules" / "standards" / "office.yaml"
    place.write_text(STANDARD + "".join(f"      - {one}\n" for one in requirements), "utf-8")
    courses = folder / "rules" / "vocabulary" / "courses.yaml"
    courses.write_text("courses: []\n", "utf-8")
    write_cases(folder, cases)
    return folder


def write_cases(folder: Path, cases: str) -> None:
    """*cases* in place of those that are there."""
    (folder / "cases").mkdir(exist_ok=True)
    if cases:
        (folder / "cases" / "small.yaml").write_text(GIVEN + indent(cases, "  "), "utf-8")


def measured(folder: Path) -> Measurer:
    """The rule book in *folder* with its cases."""
    book, problems, raw = load_rules(folder / "rules")
    assert book is not None, problems
    cases, wrong, _ = read_cases(folder / "cases", book)
    assert not wrong, wrong
    return Measurer(book, raw, cases)


def of_requirements(measurer: Measurer) -> list[Tried]:
    """What becomes of the changes of all requirements."""
    pieces = [piece for piece in measurer.pieces.all() if piece.kind == "requirement"]
    return [tried for piece in pieces for tried in measurer.tried(piece)]


def the_piece(measurer: Measurer, kind: str = "requirement") -> Piece:
    """The only piece of its *kind*, or the first."""
    return next(piece for piece in measurer.pieces.all() if piece.kind == kind)
