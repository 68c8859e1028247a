"""Faults of cells: dates, levels, texts, numbers."""

from datetime import date

from dirt.clean import AN, BINH, CAREERS, CUONG, DUNG, EM, HOA, PEOPLE, PLAN, RATINGS, Cell
from dirt.fault import OPEN, SAME, VERIFY, Change, Fault, cell, column, each, everywhere, moved, written
from eligibility.model.raw import RawCell

BORN, PARTY_BORN = "Ngày sinh", "Ngày sinh theo hồ sơ đảng viên"
DEGREE, THEORY, GRADE = "Trình độ chuyên môn", "Lý luận chính trị", "Mức xếp loại"
SCHOOL, STATE = "Giáo dục phổ thông", "Quản lý nhà nước"
LAST = 4
"""The row of the last year among the ratings of a person."""


def born(value: object, who: str = AN) -> Change:
    """A date of birth written otherwise, and no other one to go by."""
    return each(column(PEOPLE, PARTY_BORN, lambda _: None), cell(PEOPLE, BORN, who, value))  # type: ignore[arg-type]


def date_fault(name: str, value: object, expected: str = SAME, *issues: str, who: str = AN) -> Fault:
    """A date of birth that is written in some way."""
    return Fault(name, "F4 dates", expected, born(value, who), (who,), issues)


def word(name: str, bullet: str, heading: str, text: str, expected: str = SAME, *issues: str) -> Fault:
    """A text in a cell of the first person."""
    return Fault(name, bullet, expected, cell(PEOPLE, heading, AN, text), (AN,), issues)


def grade(name: str, text: str, expected: str = SAME, *issues: str, who: str = AN) -> Fault:
    """The last rating written in some way."""
    return Fault(name, "F4 values", expected, cell(RATINGS, GRADE, who, text, LAST), (who,), issues)


def serial(value: Cell) -> Cell:
    """A day as Excel counts it."""
    return (value - date(1899, 12, 30)).days if isinstance(value, date) else value


def wide(text: str) -> str:
    """Full-width letters and digits."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def y_for_i(text: str) -> str:
    """The other spelling of some words."""
    return text.replace("Lý luận", "Lí luận").replace("Kỷ luật", "Kỉ luật").replace("kỳ", "kì")


CELLS: tuple[Fault, ...] = (
    # F3: three rules on dates of birth
    date_fault("born_month_only", written("%m/%Y")),
    date_fault("born_year_only", written("%Y")),
    date_fault("born_year_number", 1985),
    date_fault("born_year_at_the_limit", "1969", VERIFY),
    Fault("born_twice_party_file_prevails", "F3 Party file", SAME,
          cell(PEOPLE, BORN, AN, date(1960, 8, 15)), (AN,), ("differs",)),
    Fault("born_twice_party_file_unreadable", "F3 Party file", SAME,
          cell(PEOPLE, PARTY_BORN, AN, "xem hồ sơ"), (AN,), ("not_a_date",)),
    Fault("period_in_one_cell", "F3 month precision", SAME,
          lambda book: {**book, CAREERS: [["Mã cán bộ", "Chức vụ", "Thời gian công tác"],
                                          [AN, "Công chức cấp xã", "01/2009 – 02/2019"]]}, (AN,)),
    # F4: dates
    date_fault("date_dotted", written("%d.%m.%Y")),
    date_fault("date_dashed", written("%d-%m-%Y")),
    date_fault("date_short", "15/8/1985"),
    date_fault("date_iso", written("%Y-%m-%d")),
    date_fault("date_in_words", written("ngày %d tháng %m năm %Y")),
    date_fault("date_en_dash", written("%d–%m–%Y")),
    date_fault("date_full_width", lambda value: wide(f"{value:%d/%m/%Y}")),
    date_fault("date_spaced", written(" %d / %m / %Y ")),
    date_fault("date_serial", serial, SAME, "excel_serial"),
    date_fault("date_serial_as_text", lambda value: str(serial(value)), SAME, "excel_serial"),
    date_fault("year_as_float_text", "1985.0"),
    date_fault("date_zero", "0000-00-00", VERIFY, "not_a_date"),
    date_fault("date_impossible", "31/02/1985", VERIFY, "not_a_date"),
    date_fault("date_two_digit_year", "15/08/85", VERIFY, "not_a_date"),
    date_fault("date_month_first", "08/15/1985", VERIFY, "not_a_date"),
    date_fault("date_schooling", "12/12", VERIFY, "not_a_date"),
    date_fault("date_ahead", "15/08/2185", VERIFY, "out_of_range"),
    date_fault("date_not_known", "không rõ", VERIFY),
    date_fault("date_empty", None, VERIFY),
    Fault("party_no_member", "F4 Chưa", SAME, cell(PEOPLE, "Ngày vào Đảng chính thức", AN, "Chưa"), (AN,)),
    Fault("party_not", "F4 Không", SAME, cell(PEOPLE, "Ngày vào Đảng chính thức", AN, "Không"), (AN,)),
    # F4: a value in the wrong column
    word("theory_in_state_management", "F4 wrong column", STATE, "Cao cấp lý luận chính trị", OPEN,
         "other_column"),
    word("rank_in_theory", "F4 wrong column", THEORY, "Chuyên viên chính", OPEN, "other_column"),
    word("theory_in_degree", "F4 wrong column", DEGREE, "Trung cấp LLCT", VERIFY, "other_column"),
    word("schooling_in_degree", "F4 wrong column", DEGREE, "12/12", VERIFY, "other_column"),
    word("degree_in_theory", "F4 wrong column", THEORY, "Cử nhân Luật", OPEN, "other_column"),
    # F4, F6: short forms that mean what their column means
    word("short_cc_is_a_certificate", "F4 CC", THEORY, "CC Trung cấp LLCT", OPEN, "unknown_value"),
    word("short_cd_in_theory", "F4 CĐ", THEORY, "CĐ", OPEN, "unknown_value"),
    word("short_tc", "F4 TC", THEORY, "TC"),
    word("short_tcllct", "F6 LLCT", THEORY, "TCLLCT"),
    word("short_tc_llct_spaced", "F6 LLCT", THEORY, "TC LLCT"),
    word("short_dh", "F6 degrees", DEGREE, "ĐH"),
    word("short_cn", "F4 CN", DEGREE, "CN Luật"),
    word("short_ks", "F6 degrees", DEGREE, "KS xây dựng"),
    word("short_cv", "F6 ranks", STATE, "CV"),
    word("short_post", "F6 posts", "Chức vụ hiện nay", "TP cấp xã", VERIFY, "unknown_value"),
    Fault("short_planned_post", "F6 posts", SAME,
          cell(PLAN, "Chức danh quy hoạch", AN, "PCT UBND xã"), (AN,)),
    grade("short_grade", "HTTNV"),
    grade("short_failed", "KHTNV", who=DUNG),
    grade("failed_without_accents", "khong hoan thanh nhiem vu", who=DUNG),
    grade("failed_double_space", "Không  hoàn thành", who=DUNG),
    grade("grade_other_word", "Khá", VERIFY, "unknown_value"),
    grade("grade_not_rated", "-", VERIFY),
    # F4: level and subject in one cell
    word("degree_with_subject", "F4 free text", DEGREE, "Đại học Luật"),
    word("degree_bachelor_of", "F4 free text", DEGREE, "Cử nhân Điều dưỡng"),
    word("degree_two_lines", "F4 free text", DEGREE, "Cao đẳng Sư phạm\nĐại học Luật"),
    word("degree_with_theory", "F4 free text", DEGREE, "Cử nhân Kinh tế chính trị, Cao cấp LLCT", SAME,
         "other_column"),
    word("degree_studying", "F4 free text", DEGREE, "đang học đại học", VERIFY, "unknown_value"),
    word("degree_not_finished", "F4 free text", DEGREE, "Đại học (chưa tốt nghiệp)", VERIFY, "unknown_value"),
    word("degree_either", "F4 free text", DEGREE, "Cao đẳng hoặc đại học", VERIFY, "unknown_value"),
    word("degree_placeholder", "F4 placeholders", DEGREE, "thay dữ liệu mô phỏng", VERIFY),
    word("theory_with_year", "F4 free text", THEORY, "Trung cấp LLCT - HC (2018)"),
    # 12/12 is schooling
    Fault("schooling_made_a_date", "12/12", SAME,
          cell(PEOPLE, SCHOOL, AN, date(2026, 12, 12)), (AN,), ("date_for_words",)),
    word("schooling_in_years", "12/12", SCHOOL, "12/12"),
    # F5: text
    Fault("tones_moved", "F5 tones", SAME, everywhere(moved)),
    Fault("y_and_i", "F5 i/y", SAME, everywhere(y_for_i)),
    word("sy_for_si", "F5 sĩ/sỹ", DEGREE, "Kỹ sỹ", VERIFY, "unknown_value"),
    word("full_width", "F5 full-width", DEGREE, wide("DH").replace("Ｄ", "Đ")),
    Fault("term_en_dash", "F5 en dash", SAME, cell(PLAN, "Nhiệm kỳ", AN, "2026–2031"), (AN,)),
    Fault("tab_after", "F5 tabs", SAME, cell(PEOPLE, DEGREE, AN, "Đại học\t\t"), (AN,)),
    Fault("capitals", "F5 capitals", SAME, cell(PEOPLE, "Họ và tên", AN, str.upper), (AN,)),  # type: ignore[arg-type]
    Fault("zero_width", "F5 zero-width", SAME, cell(PEOPLE, DEGREE, AN, "Đại\u200b học\ufeff"), (AN,)),
    Fault("hard_space", "F5 NBSP", SAME, cell(PEOPLE, THEORY, AN, "Trung\u00a0cấp"), (AN,)),
    # numbers, errors, formulas
    Fault("year_as_float", "numbers", SAME, column(RATINGS, "Năm", lambda y: float(y)), (AN, BINH, EM, HOA)),  # type: ignore[arg-type]
    Fault("year_as_float_texts", "numbers", SAME, column(RATINGS, "Năm", lambda year: f"{year}.0")),
    Fault("citizen_id_lost_zero", "CCCD", SAME,
          column(PEOPLE, "Số CCCD", lambda text: int(str(text))), (), ("lost_zero",)),
    Fault("citizen_id_old", "CCCD", SAME, cell(PEOPLE, "Số CCCD", AN, "090123456"), (AN,), ("wrong_digits",)),
    Fault("error_cell", "error cells", OPEN,
          cell(PEOPLE, THEORY, AN, RawCell("#N/A", "error")), (AN,), ("error_cell",)),
    Fault("error_as_text", "error cells", OPEN, cell(PEOPLE, THEORY, AN, "#REF!"), (AN,), ("error_cell",)),
    Fault("formula_not_calculated", "formulas", VERIFY,
          cell(PEOPLE, DEGREE, AN, RawCell("=?", "error")), (AN,), ("error_cell",)),
    Fault("cell_empty", "gaps", OPEN, cell(PEOPLE, THEORY, AN, None), (AN,)),
    Fault("question_mark", "gaps", VERIFY, cell(PEOPLE, DEGREE, AN, "?"), (AN,)),
    Fault("removed_all_the_same", "gaps", SAME, cell(PEOPLE, THEORY, CUONG, None), ()),
)  # fmt: skip
