"""Lists of people stand in Vietnamese order: by unit as given, then by given name."""

import unicodedata

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from eligibility.report.order import in_order, name_key

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
WORD = st.text(st.sampled_from(VIETNAMESE), min_size=1, max_size=5)
NAME = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


def test_letters_stand_as_in_the_alphabet():
    names = ["Nguyễn Văn " + name for name in ("An", "Ăn", "Ân", "Bùi", "Dương", "Đặng", "Em", "Ên", "Giang")]
    names += ["Trần Thị " + name for name in ("Oanh", "Ôn", "Ơn", "Tám", "Uyên", "Ước", "Vân", "Yến")]
    assert sorted(set(names), key=name_key) == names


def test_tones_count_only_where_letters_are_equal():
    names = ["Hoa", "Hòa", "Hỏa", "Hõa", "Hóa", "Họa", "Hoan", "Hòan"]
    assert sorted(set(names), key=name_key) == names
    assert sorted(["B Hòa", "C Hoa"], key=name_key) == ["C Hoa", "B Hòa"]


def test_equal_given_names_go_by_family_name_then_middle_names():
    names = ["Bùi Thị Lan", "Lê Thị Lan", "Lê Văn Lan", "Trần An Lan", "Đỗ Bình Mai"]
    assert sorted(set(names), key=name_key) == names


def test_letters_of_the_alphabet_are_told_apart_one_by_one():
    keys = [name_key(letter) for letter in VIETNAMESE]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(VIETNAMESE)


@given(name=NAME)
def test_case_composition_and_spaces_change_nothing(name):
    assert name_key(name) == name_key(unicodedata.normalize("NFD", name.upper()))
    assert name_key(name) == name_key(f"  {name.replace(' ', '   ')} ")


@given(name=st.text())
def test_any_text_has_a_place(name):
    assert isinstance(name_key(name), str)


@given(rows=st.lists(st.tuples(st.sampled_from(["Sở B", "Sở A", ""]), NAME), max_size=12))
def test_units_keep_the_order_of_the_records_and_no_row_is_lost(rows):
    frame = pl.DataFrame(
        {"unit": [unit for unit, _ in rows], "full_name": [name for _, name in rows]},
        schema={"unit": pl.String, "full_name": pl.String},
    )
    made = in_order(frame)
    units = list(dict.fromkeys(unit for unit, _ in rows))
    assert list(dict.fromkeys(made["unit"])) == units
    assert sorted(made.rows()) == sorted(frame.rows())
    for unit in units:
        keys = [name_key(name) for name in made.filter(pl.col("unit") == unit)["full_name"]]
        assert keys == sorted(keys)
