"""One cell, by the kind of its field: read as it is meant, or not at all and with the reason."""

import re
import unicodedata
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import messages
from eligibility.model.record import MISSING, NONE, Between, Known, Missing
from eligibility.model.truth import Gap
from eligibility.model.vocabulary import Field, Kind, Label, Level, Post, Scale, Vocabulary
from eligibility.normalise.text import folded, key
from eligibility.normalise.values import ValueReader, fill_day

AS_OF = date(2026, 6, 30)
LABEL = Label("x", "y")
UNREADABLE = Missing(Gap.UNREADABLE)


def vocabulary_of(*levels, posts=()):
    scale = Scale("s", LABEL, levels)
    return Vocabulary({"s": scale}, {}, {post.code: post for post in posts}, {}, {})


def reader(kind, vocabulary=None, **more):
    return ValueReader(Field("f", "f", kind, LABEL, **more), vocabulary or vocabulary_of(), AS_OF)


def shipped(vocabulary, table, name):
    return ValueReader(vocabulary.tables[table].field(name), vocabulary, AS_OF)


@pytest.fixture(scope="module")
def dates():
    return reader(Kind.DATE)


# --- dates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("15/08/1975", "1975-08-15", "1975-08-15"),
        ("15/8/1975", "1975-08-15", "1975-08-15"),
        ("5/8/1975", "1975-08-05", "1975-08-05"),
        ("15-08-1975", "1975-08-15", "1975-08-15"),
        ("15.08.1975", "1975-08-15", "1975-08-15"),
        ("15 08 1975", "1975-08-15", "1975-08-15"),
        (" 15 / 08 / 1975 ", "1975-08-15", "1975-08-15"),
        ("1975-08-15", "1975-08-15", "1975-08-15"),
        ("1975-8-5", "1975-08-05", "1975-08-05"),
        ("ngày 15 tháng 8 năm 1975", "1975-08-15", "1975-08-15"),
        ("Ngày 15 tháng 08 năm 1975", "1975-08-15", "1975-08-15"),
        ("NGÀY 15 THÁNG 8 NĂM 1975", "1975-08-15", "1975-08-15"),
        (unicodedata.normalize("NFD", "ngày 15 tháng 8 năm 1975"), "1975-08-15", "1975-08-15"),
        ("15\u00a0/\u00a008/1975\u200b", "1975-08-15", "1975-08-15"),
        ("29/02/1980", "1980-02-29", "1980-02-29"),
        ("05/1975", "1975-05-01", "1975-05-31"),
        ("5/1975", "1975-05-01", "1975-05-31"),
        ("5-1975", "1975-05-01", "1975-05-31"),
        ("1975-05", "1975-05-01", "1975-05-31"),
        ("tháng 5 năm 1975", "1975-05-01", "1975-05-31"),
        ("tháng 5/1975", "1975-05-01", "1975-05-31"),
        ("tháng 02 năm 1980", "1980-02-01", "1980-02-29"),
        ("1975", "1975-01-01", "1975-12-31"),
        ("năm 1975", "1975-01-01", "1975-12-31"),
        ("Năm 1975", "1975-01-01", "1975-12-31"),
    ],
)
def test_dates_are_read_as_precisely_as_they_are_stated(dates, text, first, last):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    reading = dates.read(text)
    assert reading.value == (Known(first) if first == last else Between(first, last))
    assert reading.problem == ""
    assert not isinstance(reading.value, Between) or reading.value.gap is Gap.IMPRECISE


NO_DATES = """
00/00/1970, 0000-00-00, 00/05/1975, 31/02/1980, 29/02/1981, 31/04/1975, 32/01/1975, 1/13/1975, 08/15/1975
13/1975, 0/1975, 1975-13, 15/08/75, 15/8, 75, 0000, 15/08/0000, 15/08/19755, 1975/08/15, 15//08/1975
15/08/1975.
15/08/1975 (bổ sung), khoảng 1975, 1975-1980, 2001-02-30, abc, 15 tháng tám 1975, năm, ngày, 197, 9999, 60001
99999, 123456, -1975, 1975;5
"""


@pytest.mark.parametrize("text", re.split(", |\n", NO_DATES.strip()))
def test_what_is_no_date_is_unreadable_and_never_guessed(text):
    reading = reader(Kind.DATE, maximum="review_date").read(text)
    assert reading.value == UNREADABLE
    assert reading.problem in ("not_a_date", "out_of_range")
    assert reading.done == "taken_as_unknown"
    assert reading.expected == "dd/mm/yyyy, mm/yyyy, yyyy"


def test_a_year_that_a_workbook_holds_as_a_number(dates):
    assert dates.read("1975", "number").value == Between(date(1975, 1, 1), date(1975, 12, 31))
    assert dates.read("5.1975", "number").value == Between(date(1975, 5, 1), date(1975, 5, 31))
    assert dates.read("1975.5", "number").value == UNREADABLE


def test_a_date_that_a_workbook_holds_as_one(dates):
    assert dates.read("1975-08-15", "date").value == Known(date(1975, 8, 15))
    assert dates.read("1975", "date").value == UNREADABLE


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("27621", "number", date(1975, 8, 15)),
        ("27621", "text", date(1975, 8, 15)),
        ("26159", "number_1904", date(1975, 8, 15)),
        ("10000", "number", date(1927, 5, 18)),
        ("45000", "number", date(2023, 3, 15)),
        ("60000", "number", date(2064, 4, 8)),
    ],
)
def test_days_as_excel_counts_them_are_read_with_a_warning(dates, text, kind, day):
    reading = dates.read(text, kind)
    assert reading.value == Known(day)
    assert (reading.problem, reading.done, reading.expected) == (
        "excel_serial",
        "read_as_date",
        day.isoformat(),
    )
    assert day == date(1904, 1, 1) + timedelta(int(text)) or day == date(1899, 12, 30) + timedelta(int(text))


@pytest.mark.parametrize("text", ["9999", "09999", "60001", "27621.5", "027621", "+27621"])
def test_other_numbers_are_no_days(text):
    assert reader(Kind.DATE, maximum=date(2100, 1, 1)).read(text, "number").value == UNREADABLE


def test_a_number_of_days_out_of_range_is_unreadable():
    born = reader(Kind.DATE, minimum=date(1930, 1, 1), maximum="review_date")
    assert born.read("27621").problem == "excel_serial"
    for text in ("10000", "60000"):
        reading = born.read(text)
        assert (reading.value, reading.problem, reading.done) == (
            UNREADABLE,
            "out_of_range",
            "taken_as_unknown",
        )


def test_the_range_of_a_date_bounds_what_is_imprecise():
    some = reader(Kind.DATE, minimum=date(1930, 6, 15), maximum="review_date")
    assert some.read("15/06/1930").value == Known(date(1930, 6, 15))
    assert some.read("14/06/1930").problem == "out_of_range"
    assert some.read("30/06/2026").value == Known(AS_OF)
    assert some.read("01/07/2026").problem == "out_of_range"
    assert some.read("1930").value == Between(date(1930, 6, 15), date(1930, 12, 31))
    assert some.read("2026").value == Between(date(2026, 1, 1), AS_OF)
    assert some.read("1929").problem == "out_of_range"
    assert some.read("2027").problem == "out_of_range"
    assert reader(Kind.DATE, maximum=date(2026, 1, 1)).read("2026").value == Known(date(2026, 1, 1))


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from("/-. "), st.booleans())
def test_any_day_may_be_written_day_first(dates, day, mark, padded):
    width = "02d" if padded else "d"
    text = f"{day.day:{width}}{mark}{day.month:{width}}{mark}{day.year}"
    assert dates.read(text).value == Known(day)
    assert dates.read(day.isoformat()).value == Known(day)
    month = dates.read(f"{day.month:{width}}{mark}{day.year}").value
    assert month.first <= day <= month.last
    assert (month.first.day, (month.last + timedelta(1)).day) == (1, 1)
    year = dates.read(str(day.year)).value
    assert (year.first, year.last) == (date(day.year, 1, 1), date(day.year, 12, 31))


# --- a date that a rule completes -------------------------------------------------------------------


def test_a_partial_date_is_filled_and_says_by_what():
    year = Between(date(1975, 1, 1), date(1975, 12, 31))
    month = Between(date(1975, 5, 1), date(1975, 5, 31))
    assert fill_day(year, "01-01", "art. 3") == Known(date(1975, 1, 1), "art. 3")
    assert fill_day(year, "07-01", "art. 1") == Known(date(1975, 7, 1), "art. 1")
    assert fill_day(month, "01-01", "art. 3") == Known(date(1975, 5, 1), "art. 3")
    assert fill_day(Between(date(1975, 2, 1), date(1975, 2, 28)), "01-31", "a") == Known(
        date(1975, 2, 28), "a"
    )


@pytest.mark.parametrize(
    "value",
    [
        Known(date(1975, 8, 15)),
        Known(NONE),
        MISSING,
        UNREADABLE,
        Between(date(1975, 1, 1), date(1975, 12, 31), Gap.CONTRADICTORY),
        Between(date(1975, 3, 1), date(1975, 12, 31)),  # 1 January is not among its days
    ],
)
def test_nothing_else_is_filled(value):
    assert fill_day(value, "01-01", "art. 3") == value


# --- levels and posts -------------------------------------------------------------------------------


def test_every_name_of_every_level_and_post_leads_back_to_it(vocabulary):
    for table in vocabulary.tables.values():
        for field in table.fields:
            if field.kind not in (Kind.LEVEL, Kind.POST, Kind.POSTS):
                continue
            read = ValueReader(attrs.evolve(field, none_texts=()), vocabulary, AS_OF).read
            items = (
                vocabulary.scales[field.scale].levels
                if field.kind is Kind.LEVEL
                else vocabulary.posts.values()
            )
            for item in items:
                for name in (item.code, item.label.vi, item.label.en, *item.aliases):
                    for text in (name, name.upper(), f"  {name} ", unicodedata.normalize("NFD", name)):
                        expected = (item.code,) if field.kind is Kind.POSTS else item.code
                        assert read(text) == attrs.evolve(read(text), value=Known(expected), problem=""), text


def test_no_two_levels_share_a_name(vocabulary):
    groups = [*(scale.levels for scale in vocabulary.scales.values()), tuple(vocabulary.posts.values())]
    for items in groups:
        owners = {}
        for item in items:
            for name in (item.code, item.label.vi, item.label.en, *item.aliases):
                assert owners.setdefault(folded(name), item.code) == item.code, name
                assert owners.setdefault(("key", key(name)), item.code) == item.code, name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Không hoàn thành nhiệm vụ", "failed"),
        ("không hoàn thành", "failed"),
        ("khong hoan thanh nhiem vu", "failed"),
        ("KHTNV", "failed"),
        ("Hoàn thành nhiệm vụ", "completed"),
        ("HOÀN THÀNH", "completed"),
        ("hoan thanh nhiem vu", "completed"),
        ("Hoàn thành tốt nhiệm vụ", "good"),
        ("HTTNV", "good"),
        ("Hoàn thành xuất sắc nhiệm vụ", "excellent"),
        ("hoàn thành xuất sắc nhiệm vụ.", "excellent"),
    ],
)
def test_ratings_are_never_taken_for_another(vocabulary, text, code):
    assert shipped(vocabulary, "evaluations", "grade").read(text).value == Known(code)


@pytest.mark.parametrize(
    ("table", "field", "text"),
    [
        ("evaluations", "grade", "không"),
        ("evaluations", "grade", "hoàn thành nhiệm vụ, có hạn chế"),
        ("evaluations", "grade", "hoàn thành khá"),
        ("people", "llct", "CC Trung cấp LLCT"),  # chứng chỉ, not cao cấp
        ("people", "sex", "Thị"),
        ("plan", "post", "Bí thư Đảng ủy xã; Chủ tịch UBND xã"),
        ("plan", "post", "Bí thư"),
        ("people", "post", "Bí thư Đảng ủy xã; Trưởng ban"),
        ("people", "post", ";"),
    ],
)
def test_what_is_no_level_or_post_is_unreadable(vocabulary, table, field, text):
    reading = shipped(vocabulary, table, field).read(text)
    assert (reading.value, reading.problem) == (UNREADABLE, "unknown_value")
    assert reading.expected


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("degree", "dai hoc", "bachelor"),
        ("degree", "THẠC SỸ", "master"),
        ("degree", "Tiến sỹ", "doctor"),
        ("degree", "ThS", "master"),
        ("llct", "Trung cấp LLCT", "intermediate"),
        ("llct", "cao cấp LLCT-Hành chính", "advanced"),
        ("llct", "chưa", "none"),
        ("llct", "TC", "intermediate"),
        ("state_management", "CVC", "principal"),
        ("state_management", "CV", "specialist"),
        ("general_education", "12/12", "upper_secondary"),
        ("sex", "nữ", "female"),
        ("birth_date_final", "x", "yes"),
    ],
)
def test_levels_as_files_have_them(vocabulary, field, text, code):
    assert shipped(vocabulary, "people", field).read(text).value == Known(code)


def test_what_was_expected_is_named_as_far_as_there_is_room():
    nine = vocabulary_of(*(Level(f"l{n}", Label(f"x{n}", f"y{n}")) for n in range(9)))
    eight = vocabulary_of(*nine.scales["s"].levels[:8])
    names = "l0, l1, l2, l3, l4, l5, l6, l7"
    assert reader(Kind.LEVEL, eight, scale="s").read("?!").expected == names
    assert reader(Kind.LEVEL, nine, scale="s").read("?!").expected == f"{names}, ..."
    assert reader(Kind.NUMBER).read("x").expected == "0, 1, 2, ..."


def test_several_posts_held_at_once(vocabulary):
    held = shipped(vocabulary, "people", "post")
    both = Known(("commune.committee_chair", "commune.party_deputy_secretary"))
    assert held.read("Phó Bí thư Đảng ủy xã; Chủ tịch UBND xã").value == both
    assert held.read(" Chủ tịch UBND xã;phó bí thư đảng uỷ ; ").value == both
    assert held.read("Chủ tịch UBND xã; chủ tịch ubnd phường").value == Known(("commune.committee_chair",))


AMBIGUOUS = vocabulary_of(
    Level("ma", Label("Má", "Ma (cheek)"), aliases=("M",)),
    Level("ma_tomb", Label("Mạ", "Seedling"), aliases=("M", "sơ")),
    Level("so", Label("Sổ", "Book")),
    posts=(
        Post("a", Label("Trưởng phòng", "Head A"), "government", "commune", 1),
        Post("b", Label("Trưởng phòng", "Head B"), "government", "district", 1),
    ),
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Má", "ma"),
        ("mạ", "ma_tomb"),
        ("ma", "ma"),
        ("mà", ""),
        ("M", ""),
        ("sơ", "ma_tomb"),
        ("sổ", "so"),
        ("sọ", ""),
    ],
)
def test_a_spelling_of_two_levels_is_neither(text, code):
    """With its accents a word may be clear; without them it is not guessed. A code is always itself."""
    reading = reader(Kind.LEVEL, AMBIGUOUS, scale="s").read(text)
    assert reading.value == (Known(code) if code else UNREADABLE)


def test_a_name_of_two_posts_is_neither():
    for kind in (Kind.POST, Kind.POSTS):
        read = reader(kind, AMBIGUOUS).read
        assert read("Trưởng phòng").value == UNREADABLE
        assert read("Head A").value == Known("a" if kind is Kind.POST else ("a",))


# --- numbers and text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"), [("2024", 2024), (" 2 024 ", 2024), ("+3", 3), ("-3", -3), ("0", 0), ("007", 7)]
)
def test_whole_numbers(text, number):
    assert reader(Kind.NUMBER).read(text).value == Known(number)


@pytest.mark.parametrize("text", ["1.5", "2,024", "năm 2024", "1e3", "0x1F", "1_000", "9" * 16, "--1"])
def test_what_is_no_whole_number(text):
    reading = reader(Kind.NUMBER).read(text)
    assert (reading.value, reading.problem) == (UNREADABLE, "not_a_number")


def test_the_range_of_a_number():
    year = reader(Kind.NUMBER, minimum=1980, maximum=2100)
    assert year.read("1980").value == Known(1980)
    assert year.read("2100").value == Known(2100)
    for text in ("1979", "2101"):
        assert (year.read(text).value, year.read(text).problem) == (UNREADABLE, "out_of_range")
    assert year.read("x").expected == "1980..2100"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Nguyễn  Văn\u00a0A ", "Nguyễn Văn A"),
        ("[/red]", "[/red]"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("@x", "@x"),
        ("+84", "+84"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
        ("<script>", "<script>"),
        ("\x1b[31mA\x07", "[31mA"),
        ("001", "001"),
        ("Na", "Na"),
        ("Không Rô", "Không Rô"),
        ("2026\u20132031", "2026-2031"),
        ("2026 \u2014 2031", "2026-2031"),
        ("2026-2031", "2026-2031"),
        ("Sở A \u2013 Phòng B", "Sở A \u2013 Phòng B"),
    ],
)
def test_text_is_text_and_nothing_that_works(text, expected):
    assert reader(Kind.TEXT).read(text).value == Known(expected)


# --- what is not stated -----------------------------------------------------------------------------


KINDS = [
    (Kind.TEXT, {}),
    (Kind.NUMBER, {}),
    (Kind.DATE, {}),
    (Kind.LEVEL, {"scale": "s"}),
    (Kind.POST, {}),
    (Kind.POSTS, {}),
]


@pytest.mark.parametrize(("kind", "more"), KINDS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "\u00a0",
        "\u200b",
        "?",
        "-",
        "--",
        "...",
        "…",
        "/",
        "Không rõ",
        "chưa rõ",
        "N/A",
        "null",
        "Unknown",
    ],
)
def test_what_says_nothing_is_absent(kind, more, text):
    reading = reader(kind, **more).read(text)
    assert (reading.value, reading.problem) == (MISSING, "")


@pytest.mark.parametrize(("kind", "more"), KINDS)
@pytest.mark.parametrize("text", ["#N/A", "#DIV/0!", "#REF!", " #NAME? ", "#VALUE!", "#NUM!", "#NULL!"])
def test_an_error_of_excel_is_unreadable_in_every_field(kind, more, text):
    """In a workbook it is a kind of cell, in a text file only its words are left."""
    for cell in ("error", "text"):
        reading = reader(kind, **more).read(text, cell)
        assert (reading.value, reading.problem) == (UNREADABLE, "error_cell")
    assert reader(kind, **more).read("#", "error").value == UNREADABLE


def test_known_to_be_none_is_not_unknown(vocabulary):
    joined = shipped(vocabulary, "people", "party_joined")
    assert joined.read("Chưa").value == Known(NONE)
    assert joined.read("không").value == Known(NONE)
    assert joined.read("").value == MISSING
    assert joined.read("khong").value == UNREADABLE  # it may stand for other words
    assert shipped(vocabulary, "people", "birth_date").read("không").value == UNREADABLE
    current = reader(Kind.DATE, empty="none", none_texts=("nay",))
    assert current.read("").value == Known(NONE)
    assert current.read("Nay").value == Known(NONE)
    assert current.read("?").value == MISSING


@given(
    st.text(max_size=12), st.sampled_from(KINDS), st.sampled_from(["text", "number", "bool", "date", "error"])
)
def test_any_cell_is_read_or_has_its_reason(text, kind, cell):
    reading = reader(kind[0], AMBIGUOUS, **kind[1]).read(text, cell)
    assert (reading.value == UNREADABLE) == (reading.problem not in ("", "excel_serial"))
    if reading.problem:
        for language in messages.LANGUAGES:
            assert messages.text(f"issue.{reading.problem}", language)
            assert messages.text(f"done.{reading.done}", language)
