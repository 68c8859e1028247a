"""Sheets are tables by their name, columns are fields by their heading, however it is spelled."""

import itertools
import unicodedata
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import messages
from eligibility.model.vocabulary import Field, Kind, Label, Table, Vocabulary
from eligibility.normalise.headings import HEADING_ROWS, UnusableInput, field_names, lay_out
from eligibility.normalise.text import clean, folded, key

MARKS = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def spellings(text):
    """The same words as files have them: other case, other composition, no accents, other spaces."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "D")
    return {
        text,
        text.upper(),
        text.lower(),
        text.title(),
        decomposed,
        unicodedata.normalize("NFC", text),
        bare,
        f"  {text}\u00a0",
        text.replace(" ", "  "),
        text.replace(" ", "\u00a0"),
        text.replace(" ", "\n"),
        f"{text}:",
        f"{text} (*)",
        f"\ufeff{text}\u200b",
        moved(text),
    }


def moved(text):
    """Tone marks on the other letter of a word: hoà for hòa."""
    words = []
    for word in unicodedata.normalize("NFD", text).split(" "):
        tones = [c for c in word if c in MARKS]
        words.append("".join(c for c in word if c not in MARKS) + "".join(tones))
    return " ".join(words)


def names(field):
    return (field.name, field.label.vi, field.label.en, *field.aliases)


# --- the shipped vocabulary -------------------------------------------------------------------------


def test_every_name_of_a_field_leads_back_to_it_however_it_is_spelled(vocabulary):
    for table in vocabulary.tables.values():
        found = field_names(table)
        for field in table.fields:
            for name in names(field):
                for spelled in spellings(name):
                    assert found[key(spelled)] is field, (table.name, field.name, spelled)


def test_no_two_fields_of_a_table_share_a_spelling(vocabulary):
    for table in vocabulary.tables.values():
        owners = defaultdict(set)
        for field in table.fields:
            for name in names(field):
                assert key(name), (table.name, name)
                owners[key(name)].add(field.name)
        assert [(table.name, owned) for owned in owners.values() if len(owned) > 1] == []


def test_no_two_tables_share_a_spelling(vocabulary):
    owners = defaultdict(set)
    for table in vocabulary.tables.values():
        for name in (table.name, table.label.vi, table.label.en, *table.aliases):
            owners[key(name)].add(table.name)
    assert [owned for owned in owners.values() if len(owned) > 1] == []


def test_every_table_is_found_by_every_name(vocabulary, sheet):
    for table in vocabulary.tables.values():
        for name in (table.name, table.label.vi, table.label.en, *table.aliases):
            for spelled in spellings(name):
                (layout,), issues = lay_out([sheet(spelled, [[*table.key]])], vocabulary)
                assert layout.table is table
                assert issues == []


# --- where the heading is ---------------------------------------------------------------------------


def placed(vocabulary, made):
    (layout,), issues = lay_out([made], vocabulary)
    return layout.heading, dict(layout.columns), [(i.kind, i.cell, i.text, i.done) for i in issues]


def test_columns_in_any_order_and_unknown_ones_are_told(vocabulary, sheet):
    rows = [["STT", "LLCT", "", "Số hiệu", "Ghi chú"], ["1", "Trung cấp", "", "C1", ""]]
    assert placed(vocabulary, sheet("people", rows)) == (
        0,
        {"llct": 1, "id": 3},
        [("unknown_column", "A1", "STT", "ignored"), ("unknown_column", "E1", "Ghi chú", "ignored")],
    )


def test_values_below_no_heading_are_told(vocabulary, sheet):
    rows = [
        ["DANH SÁCH", "", "quyển 1"],
        ["id", "llct"],
        ["C1", "Trung cấp"],
        ["C2", "", "x", "y"],
        ["C3", "", "z"],
    ]
    assert placed(vocabulary, sheet("people", rows)) == (
        1,
        {"id": 0, "llct": 1},
        [("unknown_column", "C4", "x", "ignored"), ("unknown_column", "D4", "y", "ignored")],
    )


def test_text_files_have_lines_and_columns_for_addresses(vocabulary, sheet):
    (layout,), issues = lay_out([sheet("people", [["x", "id"], ["", "1"]], letters=False)], vocabulary)
    assert [(i.file, i.sheet, i.cell) for i in issues] == [("people.csv", "", "1:1")]
    assert layout.letters() == {"id": "2:"}


def test_titles_above_the_heading(vocabulary, sheet):
    titles = [["ỦY BAN NHÂN DÂN"], [], ["DANH SÁCH CÁN BỘ"]]
    assert placed(vocabulary, sheet("people", [*titles, ["Mã CB", "Họ tên"], ["1", "A"]]))[:2] == (
        3,
        {"id": 0, "full_name": 1},
    )


def test_the_row_with_most_fields_is_the_heading(vocabulary, sheet):
    """A title may hold the name of a field; and among equals the first counts."""
    rows = [["Mã"], ["id", "Họ tên", "LLCT"], ["id", "Họ tên", "Chuyên môn"]]
    assert placed(vocabulary, sheet("people", rows))[0] == 1


def test_the_heading_is_looked_for_in_the_first_rows_only(vocabulary, sheet):
    blank = [["x"]] * (HEADING_ROWS - 1)
    assert placed(vocabulary, sheet("people", [*blank, ["id"]]))[0] == HEADING_ROWS - 1
    refused(vocabulary, sheet("people", [*blank, ["x"], ["id"]]), "no_heading")


def refused(vocabulary, made, kind):
    with pytest.raises(UnusableInput) as error:
        lay_out([made], vocabulary)
    assert error.value.kind == kind
    for language in messages.LANGUAGES:
        assert messages.text(f"unusable.{kind}", language, **error.value.params)
    return error.value.params


def test_a_table_without_its_key_is_refused(vocabulary, sheet):
    params = refused(vocabulary, sheet("people", [["Họ tên", "LLCT"], ["A", "Trung cấp"]]), "no_heading")
    assert params == {"file": "b.xlsx", "sheet": "people", "table": "people", "expected": "id"}


def test_one_field_in_two_columns_is_refused(vocabulary, sheet):
    params = refused(
        vocabulary, sheet("people", [["Số hiệu", "x", "Mã CB"], ["1", "", "2"]]), "heading_twice"
    )
    assert params == {"file": "b.xlsx", "sheet": "people", "field": "id", "first": "A", "second": "C"}


def test_sheets_that_are_no_table_or_empty_are_told(vocabulary, sheet):
    layouts, issues = lay_out(
        [sheet("Sheet1", [["id"]]), sheet("plan", []), sheet("Trang 2", []), sheet("people", [["id"]])],
        vocabulary,
    )
    assert [layout.table.name for layout in layouts] == ["people"]
    assert [(i.kind, i.sheet, i.done) for i in issues] == [
        ("unknown_sheet", "Sheet1", "ignored"),
        ("empty_sheet", "plan", "ignored"),
    ]


def test_a_name_of_a_field_goes_before_labels_and_those_before_aliases():
    label = Label("x", "y")
    one = Field("a", "a", Kind.TEXT, label, aliases=("b", "c"))
    other = Field("b", "b", Kind.TEXT, Label("c", "z"))
    found = field_names(Table("t", label, (one, other), ("a",)))
    assert {spelled: field.name for spelled, field in found.items()} == {
        "a": "a", "b": "b", "c": "b", "x": "a", "y": "a", "z": "b",
    }  # fmt: skip


def test_a_table_may_have_a_key_of_several_fields(sheet):
    label = Label("x", "y")
    fields = tuple(Field(name, name, Kind.TEXT, Label(name, name)) for name in ("a", "b"))
    table = Table("t", label, fields, ("a", "b"))
    vocabulary = Vocabulary({}, {"t": table}, {}, {}, {})
    assert placed(vocabulary, sheet("t", [["a", "q"], ["a", "b"]]))[0] == 1
    refused(vocabulary, sheet("t", [["a", "q"]]), "no_heading")


# --- text -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("Thúy", "THUÝ"),
        ("Ủy ban", "Uỷ ban"),
        ("khỏe", "khoẻ"),
        ("quý", "qúy"),
        ("Đại", "đẠI"),
    ],
)
def test_old_and_new_tone_marks_are_one(one, other):
    for a, b in itertools.product(spellings(one), spellings(other)):
        assert key(a) == key(b)
    assert folded(one) == folded(other)
    assert folded(unicodedata.normalize("NFD", one)) == folded(other)


def test_a_tone_belongs_to_its_word():
    assert folded("Hoà Bình") == folded("hòa bình")
    assert folded("hoa bình") != folded("hoà binh")
    assert folded("hòa bình") != folded("hòabình")


@pytest.mark.parametrize(
    ("one", "other"), [("ma", "mà"), ("da", "đa"), ("lê", "le"), ("bán", "bàn"), ("tư", "tu")]
)
def test_accents_count_where_words_are_folded(one, other):
    assert folded(one) != folded(other)
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a\u00a0\u3000b \t\n c ", "a b c"),
        ("e\u200b\u0301", "é"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("a\x00b\x1b[31mc\x7fd\x9be", "ab[31mcde"),
        ("\u202ea\u202cb\u2066c\u2069", "abc"),
        ("\ufeffa\u00adb\u2060c", "abc"),
        ("a\x85b\u2028c", "a b c"),
        ("[/red]=1+1", "[/red]=1+1"),
        ("", ""),
    ],
)
def test_text_is_cleaned(text, expected):
    assert clean(text) == expected


@given(st.text(max_size=30))
def test_cleaning_twice_changes_nothing_and_leaves_nothing_that_cannot_be_seen(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    assert "  " not in once
    assert not any(unicodedata.category(c) == "Cc" for c in once)


@given(st.text(max_size=20), st.text(max_size=20))
def test_what_is_one_when_folded_is_one_as_a_key(one, other):
    assert key(one) == key(unicodedata.normalize("NFD", one)) == key(clean(one))
    if folded(one) == folded(other):
        assert key(one) == key(other)
