"""Templates of the shipped rule book and of the office, made once."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from eligibility.model.vocabulary import Label
from eligibility.pipeline import load_rules
from eligibility.template.pages import make_book
from eligibility.template.workbook import write_workbook
from office.command import ROOT, RULES

AS_OF = date(2026, 6, 30)
BOOKS = {"shipped": ROOT / "rules", "office": RULES}


@cache
def rulebook(name):
    book, problems, _ = load_rules(BOOKS[name])
    assert book is not None, problems
    return book


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """Makes the template of a rule book in a language; the same file each time."""

    @cache
    def make(name: str = "shipped", lang: str = "vi") -> Path:
        place = tmp_path_factory.mktemp("template") / "mẫu.xlsx"
        title = Label("Bộ quy tắc", "Rule book")
        write_workbook(make_book(rulebook(name), AS_OF, lang), title, place, place.name)
        return place

    return make
