"""Annexes as offices hand them in: what headings, groups and cells say; nothing is passed over in silence."""

from datetime import date

import pytest

from eligibility.model.record import Between, Known, Missing
from eligibility.normalise.headings import UnusableInput, lay_out
from office.annexes import HEAD, LEAVER, MAN, MORE, RATED, WOMAN, first_annex, second_annex


@pytest.fixture
def read(dataset):
    """The dataset of annexes, given as rows by the name of their sheet."""

    def make(**sheets):
        rows = {n: [["" if c is None else str(c) for c in row] for row in s] for n, s in sheets.items()}
        return dataset(rows)

    return make


def by_id(data, table, *fields):
    rows = data.tables[table]
    return {
        tuple(rows.cell(field, row).text if rows.cell(field, row) else "" for field in ("id", *fields))
        for row in range(rows.height)
    }


AN, BINH = "Nguyễn Văn An, 1985-08-15", "Trần Thị Bình, 1986"
CUONG, DUNG = "Lê Văn Cường, 1967-03-02", "Phạm Thị Dung, 1988-10-12"


def test_sex_is_told_by_the_column_that_holds_the_date_of_birth(read):
    data = read(PL1=first_annex())
    assert by_id(data, "people", "sex", "birth_date") == {
        (AN, "Nam", "15/08/1985"),
        (BINH, "Nữ", "1986"),
        (CUONG, "Nam", "02/03/1967"),
    }
    assert data.refusals == ()


def test_the_plan_is_told_by_columns_and_sections(read):
    data = read(PL1=first_annex(), PL2=second_annex())
    assert by_id(data, "plan", "term", "status", "decision_no", "decision_date") == {
        (AN, "2026–2031", "Quy hoạch nhiệm kỳ trước", "12-QĐ/ĐU", "20/05/2024"),
        (BINH, "2026–2031", "Quy hoạch nhiệm kỳ trước", "12-QĐ/ĐU", "20/05/2024"),
        (CUONG, "2026–2031", "Đã quy hoạch", "12-QĐ/ĐU", "20/05/2024"),
        (DUNG, "2026-2031", "Đề nghị bổ sung", "", ""),
    }


def test_ratings_of_several_years_are_read_only_where_the_years_are_said(read):
    data = read(PL1=first_annex())
    assert {row for row in by_id(data, "evaluations", "year", "grade") if row[0] == AN} == {
        (AN, "2023", "HTTNV"),
        (AN, "2024", "HTTNV"),
        (AN, "2025", "HTXSNV"),
    }
    assert not [row for row in by_id(data, "evaluations") if row[0] == BINH]
    assert [(i.cell, i.text, i.done) for i in data.issues if i.kind == "no_years"] == [
        ("K11", "HTTNV, HTTNV, HTTNV", "taken_as_unknown")
    ]


@pytest.mark.parametrize("years", ["(2023, 2024, 2025)", "(2023-2025)", "2023–2025"])
def test_years_may_stand_in_the_heading(read, years):
    rows = [[f"{RATED} {years}" if cell == RATED else cell for cell in row] for row in first_annex()]
    found = by_id(read(PL1=rows), "evaluations", "year", "grade")
    assert {row for row in found if row[0] == BINH} == {(BINH, str(y), "HTTNV") for y in (2023, 2024, 2025)}


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2024: HTTNV", {("2024", "HTTNV")}),
        ("Năm 2024 - HTTNV\nNăm 2025 - KHTNV", {("2024", "HTTNV"), ("2025", "KHTNV")}),
        ("HTTNV (2024), HTNV (2025)", {("2024", "HTTNV"), ("2025", "HTNV")}),
        ("2024: HTTNV; 2024: HTNV", set()),
        ("2024: HTTNV; HTNV", set()),
        ("3 năm HTTNV", set()),
    ],
)
def test_a_list_of_ratings(read, cell, found):
    man = [cell if n == 10 else value for n, value in enumerate(MAN)]
    rows = by_id(read(PL1=first_annex([man])), "evaluations", "year", "grade")
    assert {row[1:] for row in rows if row[0] == AN} == found


def test_every_row_that_is_no_person_is_told(read):
    data = read(PL1=first_annex())
    assert [(i.kind, i.cell, i.done) for i in data.issues if i.kind in ("group_row", "closing_rows")] == [
        ("closing_rows", "15:17", "ignored"),
        ("group_row", "A8", "read_as_group"),
        ("group_row", "A9", "passed_over"),
        ("group_row", "A12", "read_as_group"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        (4, "Hoàng Văn Em"),
        (4, None, "01/01/1980"),
        (None, "Hoàng Văn Em"),
        (None, None, None, None, "Trưởng phòng cấp xã"),
        (4, "Hoàng Văn Em", "không rõ", None, "Trưởng phòng cấp xã", None, "Phó Chủ tịch UBND xã"),
    ],
)
def test_a_row_that_may_be_a_person_is_refused_and_never_taken_for_a_group(read, row):
    data = read(PL1=first_annex([MAN, row]))
    assert [(r.table, r.kind) for r in data.refusals if r.table == "people"] == [("people", "no_id")]
    assert len(by_id(data, "people")) == 2


def test_both_columns_of_birth_filled_is_contradictory(read):
    man = [MAN[0], MAN[1], "15/08/1985", "15/08/1986", *MAN[4:]]
    data = read(PL1=first_annex([man]))
    assert {(r.table, r.kind) for r in data.refusals} >= {("people", "no_id"), ("plan", "no_id")}
    assert len(by_id(data, "people")) == 1
    assert any(i.kind == "not_a_date" for i in data.issues)


def test_people_of_an_annex_are_those_of_the_sheet_of_people_by_name_and_birth(read):
    people = [["Mã cán bộ", "Họ tên", "Ngày sinh", "QLNN"], ["CB1", "NGUYỄN VĂN AN", "15.8.1985", "CV"]]
    data = read(PL1=first_annex([MAN]), people=people)
    assert {row[0] for row in by_id(data, "plan")} == {"CB1", CUONG}
    assert {row[0] for row in by_id(data, "people")} == {"CB1", CUONG}


def test_two_ids_for_one_name_and_birth_are_matched_to_neither(read):
    people = [
        ["Mã cán bộ", "Họ tên", "Ngày sinh"],
        *(["CB" + n, "Nguyễn Văn An", "15/08/1985"] for n in "12"),
    ]
    data = read(PL1=first_annex([MAN]), people=people)
    assert [(i.cell, i.expected) for i in data.issues if i.kind == "several_ids"] == [("B10", "CB1, CB2")]
    assert {(r.table, r.kind) for r in data.refusals} >= {("people", "no_id"), ("plan", "no_id")}
    assert {row[0] for row in by_id(data, "plan")} == {CUONG}


def test_homonyms_with_other_dates_of_birth_stay_apart(read):
    other = [2, MAN[1], "16/08/1985", *MAN[3:]]
    assert len(by_id(read(PL1=first_annex([MAN, other])), "people")) == 3


def test_a_history_may_name_people_by_name_and_birth(read):
    people = [["Mã cán bộ", "Họ tên", "Ngày sinh"], ["CB1", "Nguyễn Văn An", "15/08/1985"]]
    ratings = [
        ["Họ và tên", "Ngày sinh", "Năm", "Xếp loại"],
        ["Nguyễn Văn An", "15/08/1985", "2024", "HTTNV"],
    ]
    data = read(people=people, evaluations=ratings)
    assert by_id(data, "evaluations", "year", "grade") == {("CB1", "2024", "HTTNV")}


def test_a_list_of_names_alone_names_nobody(read):
    with pytest.raises(UnusableInput, match="no_heading"):
        read(people=[["Họ tên", "LLCT"], ["A", "Trung cấp"]])


def test_the_term_of_a_title_counts_where_it_is_the_only_one(read):
    rows = [row for row in first_annex() if not str(row[0] if row else "").startswith("A.")]
    title = ("Danh sách quy hoạch nhiệm kỳ 2026-2031",)
    assert {row[1] for row in by_id(read(PL1=[title, *rows]), "plan", "term")} == {"2026-2031"}
    two = ("Quy hoạch nhiệm kỳ 2020-2025, nhiệm kỳ 2026-2031",)
    assert {row[1] for row in by_id(read(PL1=[two, *rows]), "plan", "term")} == {""}


def test_a_section_counts_until_one_of_its_rank(read):
    rows = first_annex([MAN, ("B. NHIỆM KỲ 2031-2036",), WOMAN])
    terms = dict(by_id(read(PL1=rows), "plan", "term"))
    assert terms == {AN: "2026–2031", BINH: "2031-2036", CUONG: "2031-2036"}


def test_careers_with_the_period_in_one_cell(read):
    people = [["Mã cán bộ", "Họ tên"], ["CB1", "An"]]
    careers = [["Mã cán bộ", "Thời gian công tác", "Chức vụ"]]
    careers += [["CB1", "09/2019 – 12/2021", "x"], ["CB1", "Từ 01/2022 đến nay", "x"], ["CB1", "2018", "x"]]
    data = read(people=people, careers=careers)
    rows = data.tables["careers"]
    found = [(rows.cell("start", n).value, rows.cell("end", n).value) for n in range(3)]
    assert found[0] == (
        Between(date(2019, 9, 1), date(2019, 9, 30)),
        Between(date(2021, 12, 1), date(2021, 12, 31)),
    )
    assert found[1] == (Between(date(2022, 1, 1), date(2022, 1, 31)), rows.cell("end", 2).value)
    assert found[2][0] == Between(date(2018, 1, 1), date(2018, 12, 31))


# --- headings ---------------------------------------------------------------------------------------


def test_groups_of_headings_stand_above_their_columns(vocabulary, sheet):
    rows = [
        ["STT", "Mã cán bộ", "Họ và tên", "Trình độ", "", "", "Ghi chú"],
        ["", "", "", "Chuyên môn", "LLCT", "QLNN", ""],
        ["1", "2", "3", "4", "5", "6", "7"],
        ["1", "CB1", "An", "ĐH", "TC", "CV", ""],
    ]
    (layout,), issues = lay_out([sheet("people", rows)], vocabulary)
    assert layout.heading == 2
    assert dict(layout.columns) == {"id": 1, "full_name": 2, "degree": 3, "llct": 4, "state_management": 5}
    assert [(i.cell, i.text) for i in issues] == [("A1", "STT"), ("G1", "Ghi chú")]


def test_a_first_record_is_never_taken_for_a_heading(vocabulary, sheet):
    rows = [["Mã cán bộ", "Ngày sinh", ""], ["CB1", "15/08/1985", "Nữ"], ["CB2", "1990", "Nam"]]
    (layout,), _ = lay_out([sheet("people", rows)], vocabulary)
    assert layout.heading == 0


@pytest.mark.parametrize(
    ("heading", "near"),
    [
        ("Trình độ chuyên mon hiện nay", "Trình độ chuyên môn"),
        ("Ngày sinhh", "Ngày sinh"),
        ("xyz", ""),
    ],
)
def test_a_heading_that_is_not_known_comes_with_the_nearest(vocabulary, sheet, heading, near):
    _, issues = lay_out([sheet("people", [["id", heading], ["1", "x"]])], vocabulary)
    assert [(i.kind, i.text, i.expected) for i in issues] == [("unknown_column", heading, near)]


def test_a_field_stated_directly_and_by_a_form_is_refused(read):
    top, sub = HEAD
    rows = [(*top, "Ngày tháng năm sinh", *MORE), (*sub, *[None] * 5), LEAVER]
    with pytest.raises(UnusableInput, match="heading_twice"):
        read(people=rows)


def test_what_a_form_says_may_be_read_as_the_field_would(read):
    data = read(PL1=first_annex())
    rows = data.tables["people"]
    assert rows.cell("sex", 0).value == Known("male")
    assert not isinstance(rows.cell("post", 0).value, Missing)
