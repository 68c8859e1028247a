"""Every rule names an instrument that is listed; every instrument has rules, drafts, or a reason why none."""

from eligibility.digest.versions import cited, versions
from eligibility.model.standard import Confidence, State

from .shipped import rules

BOOK, _ = rules()
NUMBERS = [one.number for one in BOOK.vocabulary.instruments]
PRACTICE = "thực tiễn địa phương 2020"
"""The source of one standard: what a city reported that it asked for."""


def test_every_instrument_has_rules_or_drafts_or_says_why_none():
    idle = [one.number for one in BOOK.vocabulary.instruments if not cited(BOOK, one) and one.idle is None]
    assert idle == []


def test_what_says_that_it_has_no_rules_has_none():
    both = [one.number for one in BOOK.vocabulary.instruments if one.idle is not None and cited(BOOK, one)]
    assert both == []


def test_every_standard_stands_on_listed_instruments():
    unknown = {
        part.strip()
        for version in versions(BOOK)
        for part in version.standard.source.instrument.split(";")
        if part.strip() not in NUMBERS
    }
    assert unknown == {PRACTICE}


def test_every_clause_names_a_listed_instrument():
    lost = {
        one.clause
        for version in versions(BOOK)
        for one in version.own
        if not any(number in one.clause for number in NUMBERS)
    }
    assert lost == set()


def test_windows_and_retirement_ages_stand_on_listed_instruments():
    vocabulary = BOOK.vocabulary
    named = {window.instrument for window in vocabulary.windows}
    named |= {table.instrument for table in vocabulary.retirement}
    assert named - set(NUMBERS) == set()


def test_no_instrument_outlives_what_replaces_it():
    known = {one.number: one for one in BOOK.vocabulary.instruments}
    late = [
        (one.number, old)
        for one in BOOK.vocabulary.instruments
        for old in one.replaces
        if known[old].end >= one.start
    ]
    assert late == []


def test_rules_from_memory_of_a_text_that_was_seen_say_so():
    """A demand may be surer than its instrument only where something of the instrument was seen."""
    for one in BOOK.vocabulary.instruments:
        sure = [
            requirement.id
            for version, demands in cited(BOOK, one).demands.items()
            if version.standard.state is State.ACTIVE
            for requirement in demands
            if requirement.confidence is Confidence.TEXT
        ]
        assert not sure or one.confidence == Confidence.TEXT, (one.number, sure)
