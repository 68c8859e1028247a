"""Text of old fonts is told apart from Unicode, offered as a conversion, and converted only when asked."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.raw import RawTables
from eligibility.normalise.fonts import FONTS, TCVN3, VIETNAMESE, VNI, converted, converted_text, old_texts
from eligibility.normalise.headings import UnusableInput
from eligibility.normalise.people import build_dataset

BACK = {font: {letter: code for code, letter in table.items()} for font, table in FONTS.items()}
NAMES = ["Nguyễn Văn An", "Trần Thị Hường", "Phạm Quốc Đạt", "Lê Thị Mỹ Hạnh", "Đặng Hữu Nghĩa"]


def written(text, font):
    """*text* as a file of the old font has it."""
    return "".join(BACK[font].get(letter, letter) for letter in unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("font", "text", "meant"),
    [
        ("tcvn3", "NguyÔn V¨n An", "Nguyễn Văn An"),
        ("tcvn3", "§¹i häc", "Đại học"),
        ("tcvn3", "Trung cÊp lý luËn chÝnh trÞ", "Trung cấp lý luận chính trị"),
        ("vni", "Nguyeãn Vaên An", "Nguyễn Văn An"),
        ("vni", "Ñaïi hoïc", "Đại học"),
        ("vni", "tónh", "tĩnh"),
        ("vni", "QUY HOAÏCH CAÙN BOÄ", "QUY HOẠCH CÁN BỘ"),
    ],
)
def test_text_of_an_old_font_means_what_its_font_shows(font, text, meant):
    assert converted_text(text, font) == meant


def test_every_vietnamese_letter_can_be_written_in_vni_and_every_small_one_in_tcvn3():
    assert set(VNI.values()) >= VIETNAMESE - set("aeiouyAEIOUY")
    small = {letter for letter in VIETNAMESE if letter.islower()}
    assert set(TCVN3.values()) >= small - set("aeiouy")


@given(st.sampled_from(NAMES), st.sampled_from([*FONTS]))
def test_what_was_written_comes_back(name, font):
    assert converted_text(written(name, font), font) == name


@pytest.mark.parametrize("font", FONTS)
def test_a_sheet_of_an_old_font_is_told_with_what_it_would_say(sheet, font):
    rows = [["id", "Họ tên"], *([f"C{n}", written(name, font)] for n, name in enumerate(NAMES))]
    rows[0][1] = written("Họ tên", font)
    (found,) = old_texts([sheet("people", rows)])
    assert (found.font, found.sheet, found.meant in NAMES) == (font, "people", True)


def test_unicode_is_not_taken_for_an_old_font(sheet):
    rows = [["id", "Họ tên"], *([f"C{n}", name] for n, name in enumerate(NAMES)), ["C9", "Hans Müller"]]
    assert list(old_texts([sheet("people", rows)])) == []
    nfd = [[unicodedata.normalize("NFD", cell) for cell in row] for row in rows]
    assert list(old_texts([sheet("people", nfd)])) == []


@pytest.mark.parametrize("font", FONTS)
def test_without_being_asked_the_file_is_refused_with_the_offer_and_with_it_read(sheet, vocabulary, font):
    rows = [["Mã cán bộ", "Họ tên", "Trình độ chuyên môn"], ["C1", "Nguyễn Văn Tuấn", "Đại học"]]
    made = sheet(written("Cán bộ", font), [[written(cell, font) for cell in row] for row in rows])
    raw = RawTables(Path("cũ.xls"), (made,), {})
    with pytest.raises(UnusableInput) as error:
        build_dataset(raw, vocabulary, date(2026, 6, 30))
    assert (error.value.kind, error.value.params["font"]) == ("old_font", font)
    data = build_dataset(converted(raw, font), vocabulary, date(2026, 6, 30))
    rows = data.tables["people"]
    assert [rows.cell(field, 0).text for field in ("full_name", "degree")] == ["Nguyễn Văn Tuấn", "Đại học"]


def test_columns_that_hold_unicode_too_are_converted_only_where_nothing_else_can_be_meant(sheet):
    rows = [["tên"], ["Nguyễn"], ["Lê"], ["NguyÔn V¨n"]]
    (made,) = converted(RawTables(Path("b"), (sheet("people", rows),), {}), "tcvn3").sheets
    assert [made.cell(row, 0).text for row in range(4)] == ["tên", "Nguyễn", "Lê", "Nguyễn Văn"]
