"""Faults of rows, sheets and whole files: layouts, repetitions, names, fonts."""

from copy import deepcopy
from datetime import date

from dirt.clean import (
    AN,
    BINH,
    CUONG,
    DISCIPLINES,
    DUNG,
    EM,
    HOA,
    PEOPLE,
    PLAN,
    RATINGS,
    Book,
    Cell,
)  # fmt: skip
from dirt.fault import (
    REFUSED,
    SAME,
    STOPPED,
    VERIFY,
    Change,
    Fault,
    bare,
    cell,
    column,
    decomposed,
    each,
    everywhere,
    place,
    renamed,
    rows,
)  # fmt: skip
from eligibility.normalise.fonts import FONTS, converted

EVERYBODY = (AN, BINH, CUONG, DUNG, EM, HOA)
NAME, BORN, SEX = place("Họ và tên"), place("Ngày sinh"), place("Giới tính")
Rows = list[list[Cell]]


def again(who: str, heading: str = "", value: Cell = None, sheet: str = PEOPLE) -> Change:
    """The row of a person written a second time, with one cell changed."""

    def change(found: Rows) -> Rows:
        copy = list(next(row for row in found if row[0] == who))
        if heading:
            copy[found[0].index(heading)] = value
        return [*found, copy]

    return rows(sheet, change)


def add(sheet: str, *more: Cell) -> Change:
    """A row more."""
    return rows(sheet, lambda found: [*found, [*more]])


def above(*lines: list[Cell]) -> Change:
    """Lines above the heading of the people."""
    return rows(PEOPLE, lambda found: [*lines, *found])


def in_font(font: str) -> Change:
    """All texts as a file of an old font has them."""
    back = {letter: code for code, letter in FONTS[font].items()}
    return everywhere(lambda text: "".join(back.get(letter, letter) for letter in text))


def births_by_sex(found: Rows) -> Rows:
    """Sex shown by which column of births is filled, under a heading of two levels, with numbers below."""
    made = [
        [
            *row[:SEX],
            row[BORN] if row[SEX] == "Nam" else None,
            row[BORN] if row[SEX] == "Nữ" else None,
            *row[BORN + 1 :],
        ]
        for row in found
    ]
    made[0][SEX : SEX + 2] = ["Ngày sinh", None]
    below: list[Cell] = [None] * len(made[0])
    below[SEX : SEX + 2] = ["Nam", "Nữ"]
    return [made[0], below, [*range(1, len(below) + 1)], *made[1:]]


def under_trainings(found: Rows) -> Rows:
    """A heading that stands above three columns."""
    first, last = place("Trình độ chuyên môn"), place("Quản lý nhà nước")
    top = [None if first <= n <= last else text for n, text in enumerate(found[0])]
    top[first] = "Trình độ"
    below = [text if first <= n <= last else None for n, text in enumerate(found[0])]
    return [top, below, *found[1:]]


def ratings_beside(book: Book) -> Book:
    """Ratings in the sheet of people, a column a year."""
    made = {name: deepcopy(found) for name, found in book.items() if name != RATINGS}
    for year in range(2021, 2026):
        given = {row[0]: row[2] for row in book[RATINGS] if row[1] == year}
        for row in made[PEOPLE]:
            row.append(given.get(str(row[0]), f"Xếp loại năm {year}"))
    return made


def plan_by_name(book: Book) -> Book:
    """A plan that names people by name and birth."""
    made = deepcopy(book)
    who = {row[0]: [row[NAME], row[BORN]] for row in made[PEOPLE]}
    made[PLAN] = [[*who[row[0]], *row[1:]] for row in made[PLAN]]
    return made


def homonyms(book: Book) -> Book:
    """Two people of one name."""
    return cell(PEOPLE, "Họ và tên", EM, "Nguyễn Văn An")(book)


FEWER: Change = lambda book: {name: rows for name, rows in book.items() if name != RATINGS}  # noqa: E731

SHEETS: tuple[Fault, ...] = (
    # titles, headings, groups, ends
    Fault("titles_above", "E1 titles", SAME, above(["UBND XÃ MẪU"], [], ["DANH SÁCH CÁN BỘ, CÔNG CHỨC"])),
    Fault("births_by_sex", "E1 sex by column", SAME, rows(PEOPLE, births_by_sex)),
    Fault("heading_over_three", "E1 two levels", SAME, rows(PEOPLE, under_trainings)),
    Fault("numbers_below_heading", "E1 index row", SAME,
          rows(PEOPLE, lambda found: [found[0], [*range(1, len(found[0]) + 1)], *found[1:]])),
    Fault("groups_between", "E1 group rows", SAME,
          rows(PEOPLE, lambda f: [f[0], ["I. Lãnh đạo"], *f[1:4], ["II. Chuyên môn"], *f[4:]]), (),
          ("group_row",)),
    Fault("signatures_below", "E1 signatures", SAME,
          each(add(PEOPLE), add(PEOPLE, "Người lập biểu", None, None, None, "Thủ trưởng đơn vị"),
               add(PEOPLE, "(đã ký)")), (), ("closing_rows",)),
    Fault("total_below", "E1 totals", SAME, add(PEOPLE, "Tổng số: 6 người"), (), ("closing_rows",)),
    Fault("rows_empty", "layout", SAME, rows(PEOPLE, lambda found: [*found[:3], [], [None], *found[3:]])),
    Fault("columns_in_another_order", "layout", SAME, rows(PEOPLE, lambda f: [[r[0], *r[:0:-1]] for r in f])),
    Fault("column_unknown", "unknown columns", SAME,
          rows(PEOPLE, lambda f: [[*row, "Ghi chú" if n == 0 else "x"] for n, row in enumerate(f)]), (),
          ("unknown_column",)),
    Fault("heading_misspelt", "unknown columns", VERIFY,
          column(PEOPLE, "Trình độ chuyên môn", lambda value: value, "Trình độ chuyên mom"),
          (AN, BINH, EM, HOA), ("unknown_column",)),
    Fault("heading_without_accents", "F5 accents", SAME,
          rows(PEOPLE, lambda f: [[bare(str(text)) for text in f[0]], *f[1:]])),
    Fault("heading_twice", "headings", STOPPED,
          rows(PEOPLE, lambda f: [[*row, "Lý luận chính trị" if n == 0 else "Cao cấp"]
                                  for n, row in enumerate(f)]), EVERYBODY, stopped="heading_twice"),
    Fault("heading_missing", "headings", STOPPED, rows(PEOPLE, lambda found: found[1:]), EVERYBODY,
          stopped="no_heading"),
    # sheets
    Fault("sheet_of_another_name", "sheets", SAME, renamed(PEOPLE, "Sheet1"), (), ("other_name",)),
    Fault("people_in_two_sheets", "two sheets", SAME,
          lambda book: {**book, PEOPLE: book[PEOPLE][:4], "Danh sách": [book[PEOPLE][0], *book[PEOPLE][4:]]}),
    Fault("sheet_of_notes", "sheets", SAME, lambda b: {**b, "Ghi chép": [["a"]]}, (), ("unknown_sheet",)),
    Fault("no_ratings", "sheets", VERIFY, FEWER, (AN, BINH, DUNG, EM, HOA)),
    Fault("ratings_beside_people", "flat sheet", SAME, ratings_beside),
    Fault("plan_by_name_and_birth", "identity", SAME, plan_by_name, (), ("id_made",)),
    # F4: same names, one person twice
    Fault("homonyms", "F4 homonyms", SAME, homonyms, (AN, EM)),
    Fault("homonyms_in_a_plan_without_ids", "F4 homonyms", SAME, each(homonyms, plan_by_name)),
    Fault("row_twice", "repeats", SAME, again(AN), (AN,), ("same_row",)),
    Fault("row_twice_contradictory", "repeats", VERIFY, again(AN, "Trình độ chuyên môn", "Trung cấp"), (AN,),
          ("contradictory", "same_id_differs")),
    Fault("row_twice_in_two_sheets", "repeats", VERIFY,
          lambda book: {**book, "Danh sách": [book[PEOPLE][0], [*book[PEOPLE][1][:10], "Trung cấp"]]}, (AN,),
          ("contradictory",)),
    Fault("two_grades_a_year", "repeats", VERIFY, add(RATINGS, AN, 2025, "Không hoàn thành nhiệm vụ"), (AN,)),
    Fault("plan_row_twice", "repeats", SAME, again(AN, sheet=PLAN), (AN,), ("same_row",)),
    # ids
    Fault("id_with_spaces", "ids", SAME, column(PEOPLE, "Mã cán bộ", lambda text: f" {text}\u00a0")),
    Fault("id_with_zero_lost", "ids", REFUSED,
          each(*(column(s, "Mã cán bộ", lambda t: str(t)[2:]) for s in (PEOPLE, PLAN, RATINGS)),
               column(PLAN, "Mã cán bộ", lambda text: int(str(text)))), EVERYBODY,
          refusals=("unknown_person",)),
    Fault("id_missing", "ids", REFUSED, cell(PLAN, "Mã cán bộ", AN, None), (AN,), refusals=("no_id",)),
    Fault("plan_of_nobody", "ids", REFUSED, cell(PLAN, "Mã cán bộ", AN, "CB99"), (AN,),
          refusals=("unknown_person",)),
    # the plan
    Fault("planned_post_unknown", "plan", REFUSED, cell(PLAN, "Chức danh quy hoạch", AN, "Trưởng thôn"),
          (AN,), ("unknown_value",), ("unknown_post",)),
    Fault("term_unknown", "plan", REFUSED, cell(PLAN, "Nhiệm kỳ", AN, "2023-2028"), (AN,),
          refusals=("no_moment",)),
    Fault("status_missing", "plan", VERIFY, cell(PLAN, "Tình trạng quy hoạch", AN, None), (AN,)),
    Fault("post_respelt", "F5 uỷ ban", SAME,
          cell(PLAN, "Chức danh quy hoạch", AN, "PHÓ CHỦ TỊCH UỶ BAN NHÂN DÂN XÃ"), (AN,)),
    # disciplines
    Fault("discipline_undated", "disciplines", VERIFY,
          add(DISCIPLINES, AN, "Kỷ luật Đảng", "Cảnh cáo"), (AN,)),
    Fault("discipline_of_no_known_form", "disciplines", VERIFY,
          add(DISCIPLINES, AN, "Kỷ luật Đảng", "Phê bình", "01/06/2025"), (AN,), ("unknown_value",)),
    # F4: hardly true
    Fault("party_at_five", "F4 implausible", SAME,
          cell(PEOPLE, "Ngày vào Đảng", AN, date(1990, 5, 19)), (AN,),
          ("implausible",)),
    Fault("post_before_birth", "F4 implausible", SAME, cell(PEOPLE, "Ngày giữ chức vụ", AN, date(1980, 1, 1)),
          (AN,), ("implausible",)),
    Fault("middle_name_of_a_woman", "F4 implausible", SAME, cell(PEOPLE, "Giới tính", BINH, "Nam"), (BINH,),
          ("implausible",)),
    Fault("rating_ahead", "F4 implausible", SAME,
          add(RATINGS, AN, 2027, "Không hoàn thành nhiệm vụ"), (AN,),
          ("implausible",)),
    Fault("schooling_of_everybody", "F4 defaults", SAME,
          each(rows(PEOPLE, lambda f: [*f, *([f"X{n}", None, f"Người {n}", *f[1][3:]] for n in range(60))]),
               column(PEOPLE, "Giáo dục phổ thông", lambda _: "12/12")), (),
          ("implausible",)),
    Fault("one_person_twice", "F4 identity", SAME,
          rows(PEOPLE, lambda f: [*f, ["X1", None, "NGUYEN VAN AN", *f[1][3:]]]), (AN,), ("one_person",)),
    # F5: the whole file
    Fault("decomposed", "F5 NFC/NFD", SAME, everywhere(decomposed)),
    Fault("lower_case", "F5 case", SAME, everywhere(lambda t: t if t.startswith("CB") else t.lower())),
    Fault("hard_spaces", "F5 NBSP", SAME, everywhere(lambda text: text.replace(" ", "\u00a0"))),
    Fault("font_tcvn3", "F5 TCVN3", STOPPED, in_font("tcvn3"), EVERYBODY, stopped="old_font"),
    Fault("font_tcvn3_converted", "F5 TCVN3", SAME, in_font("tcvn3"),
          prepare=lambda tables: converted(tables, "tcvn3")),
    Fault("font_vni", "F5 VNI", STOPPED, in_font("vni"), EVERYBODY, stopped="old_font"),
    Fault("font_vni_converted", "F5 VNI", SAME, in_font("vni"),
          prepare=lambda tables: converted(tables, "vni")),
)  # fmt: skip
