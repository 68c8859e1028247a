"""The review of the office, as values."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from eligibility.model.review import Review
from eligibility.model.standard import RuleBook
from eligibility.pipeline import load_rules, review
from office.command import RULES
from office.records import AS_OF, Tables, write


@cache
def rulebook(root: Path = RULES) -> RuleBook:
    """The rule book of the office, or that in *root*."""
    book, problems, _ = load_rules(root)
    assert book is not None, problems
    return book


def reviewed(tables: Tables | None = None, purpose: str = "planning", book: RuleBook | None = None) -> Review:
    """The review of *tables* (the office's, unless given)."""
    with TemporaryDirectory() as folder:
        place = write(Path(folder) / "hồ sơ.xlsx", tables)
        return review(place, book or rulebook(), date.fromisoformat(AS_OF), purpose, engine="tables")


@cache
def office_review(purpose: str = "planning") -> Review:
    """The review of the office as it is."""
    return reviewed(purpose=purpose)
