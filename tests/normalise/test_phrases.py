"""Levels in free text: what begins with one is one, in the words of its own column only."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.record import Known, Missing
from eligibility.model.truth import Gap
from eligibility.normalise.text import key, words_of
from eligibility.normalise.values import ValueReader

AS_OF = date(2026, 6, 30)
UNREADABLE = Missing(Gap.UNREADABLE)


@pytest.fixture(scope="module")
def read(vocabulary):
    readers = {f.name: ValueReader(f, vocabulary, AS_OF) for f in vocabulary.tables["people"].fields}
    return lambda field, text, kind="text": readers[field].read(text, kind)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("degree", "Đại học Luật", "bachelor"),
        ("degree", "ĐH Luật (tại chức)", "bachelor"),
        ("degree", "Cử nhân Điều dưỡng", "bachelor"),
        ("degree", "CN Luật", "bachelor"),
        ("degree", "Kĩ sư xây dựng", "bachelor"),
        ("degree", "Cử nhân cao đẳng sư phạm", "college"),
        ("degree", "Bác sĩ CKI", "master"),
        ("degree", "Bác sĩ CKII", "doctor"),
        ("degree", "ThS.Luật", "master"),
        ("degree", "TS. Kinh tế", "doctor"),
        ("degree", "Đại học Luật\nThạc sĩ Kinh tế", "master"),
        ("degree", "Thạc sĩ Kinh tế; Cử nhân Luật, Kinh tế", "master"),
        ("degree", "Bằng tốt nghiệp đại học Luật", "bachelor"),
        ("degree", "TC", "intermediate"),
        ("degree", "CĐ", "college"),
        ("llct", "TC", "intermediate"),
        ("llct", "CC", "advanced"),
        ("llct", "CN", "bachelor"),
        ("llct", "Trung cấp LLCT - Hành chính", "intermediate"),
        ("llct", "Cao cấp LLCT (2018)", "advanced"),
        ("general_education", "10/12", "lower_secondary"),
        ("llct_evidence_issuer", "Trường Chính trị tỉnh Thái Nguyên", "political_school"),
        ("llct_evidence_issuer", "Học viện Chính trị khu vực I", "academy"),
        ("llct_evidence_issuer", "Học viện Chính trị - Hành chính quốc gia Hồ Chí Minh", "academy"),
        ("llct_evidence_issuer", "TTBDCT huyện Phú Bình", "political_centre"),
    ],
)
def test_a_level_with_its_subject_is_the_level(read, field, text, code):
    found = read(field, text)
    assert (found.value, found.problem) == (Known(code), "")


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("degree", "Chưa tốt nghiệp đại học", "unknown_value"),
        ("llct_evidence_issuer", "Học viện Chính trị Công an nhân dân", "unknown_value"),
        ("llct_evidence_issuer", "Trường Chính trị tỉnh, Học viện Chính trị", "unknown_value"),
        ("degree", "Đại học (chưa tốt nghiệp)", "unknown_value"),
        ("degree", "đang học thạc sĩ", "unknown_value"),
        ("degree", "Đại học Luật, đang học thạc sĩ", "unknown_value"),
        ("degree", "Cao đẳng hoặc đại học", "unknown_value"),
        ("degree", "Cử nhân Trường Cao đẳng Sư phạm", "unknown_value"),
        ("degree", "Luật", "unknown_value"),
        ("degree", "PGS.TS", "unknown_value"),
        ("degree", "Trung cấp lý luận", "unknown_value"),
        ("degree", "Trung cấp LLCT", "other_column"),
        ("degree", "Cao cấp lý luận chính trị", "other_column"),
        ("degree", "12/12", "other_column"),
        ("llct", "CC Trung cấp LLCT", "unknown_value"),
        ("llct", "Tương đương trung cấp", "unknown_value"),
        ("llct", "Trung cấp Luật", "unknown_value"),
        ("llct", "CĐ", "unknown_value"),
        ("llct", "Cử nhân Luật", "other_column"),
        ("llct", "Chuyên viên chính", "other_column"),
        ("state_management", "Cao cấp lý luận chính trị", "other_column"),
        ("state_management", "Cao cấp", "other_column"),
    ],
)
def test_what_is_doubtful_or_belongs_elsewhere_is_flagged_and_not_used(read, field, text, problem):
    found = read(field, text)
    assert (found.value, found.problem) == (UNREADABLE, problem)


def test_a_part_that_belongs_elsewhere_is_left_alone_and_told(read):
    found = read("degree", "Thạc sĩ Kinh tế, Cử nhân Kinh tế chính trị, Cao cấp LLCT")
    assert found.value == Known("master")
    assert (found.problem, found.expected, found.done) == (
        "other_column",
        "Cao cấp LLCT",
        "part_left_alone",
    )


@pytest.mark.parametrize(
    ("day", "text", "code"),
    [
        ("2026-12-12", "12/12", "upper_secondary"),
        ("2026-09-12", "9/12", "lower_secondary"),
        ("2026-12-09", "9/12", "lower_secondary"),
        ("2026-10-10", "10/10", "upper_secondary"),
    ],
)
def test_schooling_that_excel_made_a_date_of_is_read_back_and_told(read, day, text, code):
    found = read("general_education", day, "date")
    assert (found.value, found.problem, found.expected) == (Known(code), "date_for_words", text)
    assert read("general_education", "2026-05-20", "date").value == UNREADABLE
    assert read("birth_date", text).value == UNREADABLE


@pytest.mark.parametrize(
    ("field", "text", "same"),
    [
        ("birth_date", "1975.0", "1975"),
        ("birth_date", "15–08–1975", "15/08/1975"),
        ("birth_date", "１５/０８/１９７５", "15/08/1975"),
        ("birth_date", "27621.0", "27621"),
        ("degree", "\uff34\uff33", "TS"),
    ],
)
def test_other_ways_to_write_the_same(read, field, text, same):
    assert read(field, text).value == read(field, same).value != UNREADABLE


def test_a_whole_number_with_a_fraction_of_nothing_is_whole(vocabulary):
    year = ValueReader(vocabulary.tables["evaluations"].field("year"), vocabulary, AS_OF)
    assert year.read("2024.0").value == year.read("2024,00").value == Known(2024)
    assert year.read("2024.5").value == UNREADABLE


@pytest.mark.parametrize(
    ("one", "other"), [("kỹ sư", "kĩ sư"), ("tiến sỹ", "tiến sĩ"), ("lý luận", "lí luận")]
)
def test_y_and_i_are_one_where_both_are_written(one, other):
    assert key(one) == key(other)
    assert words_of(one) == words_of(other)
    assert key("quý") != key("qui")


@given(st.text(alphabet="đạihọcthsĩ ,;.-()12", max_size=30))
def test_a_text_that_says_what_is_not_yet_is_never_a_degree(read, text):
    assert read("degree", f"Đại học {text} chưa xong").value == UNREADABLE
