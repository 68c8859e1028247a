"""Law: what has been normalised stays as it is; a value that was read is read again from its own text."""

import unicodedata
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.record import NONE, Known, Scalar
from eligibility.model.vocabulary import Field, Kind, Vocabulary
from eligibility.normalise.text import clean, folded, key
from eligibility.normalise.values import ValueReader
from eligibility.pipeline import load_rules

from .strategies import Roll, chance, one, seeded, some

AS_OF = date(2026, 6, 30)
SYLLABLES = (
    *("Đại", "học", "hòa", "hoà", "thuỷ", "thủy", "Nguyễn", "ƯỜNG", "quý", "quí", "ngoáy", "Trưởng"),
    *("ấ", "ệ", "ợ", "Ứ", "đ", "Đ", "LLCT", "12/12", "2026-2031", "CVC", "x"),
)
FORMS = st.sampled_from(("NFC", "NFD", "NFKC", "NFKD"))
SPACES = st.sampled_from((" ", "  ", "\t", "\n", "\xa0", "\u3000", "\u2003", "\x85", "\x1f"))
ODD = st.sampled_from(
    ("\u200b", "\ufeff", "\xad", "\x00", "\x07", "\u202e", "\x9f", "\u0301", "\u0323", "\u0309")
)
VIETNAMESE = st.lists(st.sampled_from(SYLLABLES) | SPACES | ODD, max_size=8).map("".join)
ANYTHING = st.text(max_size=12)
TEXTS = st.builds(unicodedata.normalize, FORMS, VIETNAMESE | ANYTHING)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that is shipped."""
    book, problems, _ = load_rules(Path(__file__).parents[2] / "rules")
    assert book is not None
    assert not problems
    return book.vocabulary


@given(st.lists(TEXTS, min_size=20, max_size=20))
def test_the_forms_of_a_text_are_their_own_forms(texts: list[str]) -> None:
    for text in texts:
        assert clean(clean(text)) == clean(text)
        assert folded(folded(text)) == folded(text)
        assert key(key(text)) == key(text)
        assert clean(folded(text)) == folded(text)


@given(st.lists(TEXTS, min_size=20, max_size=20))
def test_one_form_follows_from_the_other(texts: list[str]) -> None:
    for text in texts:
        assert folded(clean(text)) == folded(text)
        assert key(clean(text)) == key(text)
        assert key(folded(text)) == key(text)


@given(st.lists(TEXTS, min_size=20, max_size=20), FORMS.filter(lambda form: "K" not in form))
def test_how_unicode_is_composed_is_never_seen(texts: list[str], form: str) -> None:
    for text in texts:
        other = unicodedata.normalize(form, text)
        assert clean(other) == clean(text)
        assert folded(other) == folded(text)
        assert key(other) == key(text)


# --- values ----------------------------------------------------------------------------------------


def canonical(value: Scalar, field: Field) -> str:
    """The text by which a known value is written."""
    if value is NONE:
        return field.none_texts[0] if field.none_texts else ""
    if isinstance(value, tuple):
        return "; ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def spellings(field: Field) -> list[str]:
    """All texts that the vocabulary gives to values of *field*."""
    levels = vocabulary().scales[field.scale].levels if field.kind is Kind.LEVEL else ()
    posts = vocabulary().posts.values() if field.kind in (Kind.POST, Kind.POSTS) else ()
    named = [text for x in (*levels, *posts) for text in (x.code, x.label.vi, x.label.en, *x.aliases)]
    return [*named, *field.none_texts]


PATTERNS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d - %m - %Y", "ngày %d tháng %m năm %Y", "%m/%Y", "%Y")
NUMBERS = ("2024", "1 999", "+2025", "02026", "-1", "10001", "45 000")
PLAIN = (
    "2026–2031",
    "2026 - 2031",
    "Sở  Nội vụ",
    "1 – 2 – 3",
    "a - 1",
    "1 --2",
    "không rõ",
    "?",
    "hoà  bình",
)
CASES = (str.strip, str.upper, str.lower, str.title)


def cell(roll: Roll, field: Field) -> str:
    """A text that may stand in a cell of *field*."""
    named = spellings(field)
    match field.kind:
        case Kind.DATE:
            day = date(1940, 1, 1) + timedelta(roll(0, 62_000))
            text = day.strftime(one(roll, PATTERNS)) if chance(roll, 85) else one(roll, NUMBERS)
        case Kind.NUMBER:
            text = one(roll, NUMBERS)
        case Kind.TEXT:
            text = one(roll, (*PLAIN, *SYLLABLES))
        case Kind.POSTS:
            text = " ;".join(some(roll, named, 1, 3))
        case _:
            text = one(roll, named)
    if chance(roll, 10) and field.none_texts:
        text = one(roll, field.none_texts)
    if chance(roll, 40):
        text = unicodedata.normalize(one(roll, ("NFC", "NFD")), one(roll, CASES)(text))
    return one(roll, ("", " ", "\ufeff", "\xa0 ")) + text


FIELDS = sorted(
    {(table.name, field.name) for table in vocabulary().tables.values() for field in table.fields}
)


def field_of(table: str, name: str) -> Field:
    field = vocabulary().tables[table].field(name)
    assert field is not None
    return field


def row(roll: Roll) -> list[str]:
    """A cell for every field."""
    return [cell(roll, field_of(table, name)) for table, name in FIELDS]


def test_what_was_read_is_read_again() -> None:
    seen: Counter[Kind] = Counter()
    readers = [ValueReader(field_of(table, name), vocabulary(), AS_OF) for table, name in FIELDS]

    @given(seeded(row))
    def law(texts: list[str]) -> None:
        for (table, name), reader, text in zip(FIELDS, readers, texts, strict=True):
            field = field_of(table, name)
            value = reader.read(text).value
            if isinstance(value, Known) and (value.value is not NONE or canonical(NONE, field)):
                again = reader.read(canonical(value.value, field))
                assert (again.value, again.problem) == (value, ""), field
                seen[field.kind] += 1

    law()
    assert set(seen) == set(Kind)
    assert min(seen.values()) > 20


@pytest.mark.parametrize(("table", "name"), FIELDS, ids="/".join)
def test_every_spelling_of_the_vocabulary_is_read(table: str, name: str) -> None:
    """As some one value, and that one's code as the same; but a spelling that could be two."""
    field = field_of(table, name)
    reader = ValueReader(field, vocabulary(), AS_OF)
    for text in spellings(field):
        value = reader.read(text).value
        if isinstance(value, Known):
            assert reader.read(canonical(value.value, field)).value == value
    for code in vocabulary().domain(field) or ():
        value = reader.read(canonical(code, field)).value
        assert value == Known(code)
