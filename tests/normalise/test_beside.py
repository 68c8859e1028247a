"""Plans and ratings beside the people: whose rows they become, and where their cells stand."""

import pytest

from eligibility.model.record import Known, Missing
from eligibility.model.truth import Gap
from eligibility.normalise.headings import UnusableInput

HEAD = ["Mã cán bộ", "Họ và tên", "Trình độ chuyên môn"]
POST = "Phó Chủ tịch UBND xã"
CODE = Known("commune.committee_deputy_chair")


def rows_of(data, table, *fields):
    rows = data.tables[table]
    return [
        tuple(getattr(rows.cell(field, n).value, "value", rows.cell(field, n).value) for field in fields)
        for n in range(rows.height)
    ]


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("evaluation_2023", 2023),
        ("Xếp loại 2023", 2023),
        ("Xếp loại năm 2023", 2023),
        ("XẾP LOẠI NĂM 2024", 2024),
        ("Đánh giá năm 2023", 2023),
        ("Đánh giá, xếp loại\nnăm 2025", 2025),
        ("Kết quả đánh giá 2022", 2022),
        ("Xếp loại chất lượng năm 2023", 2023),
        ("Rating 2023", 2023),
    ],
)
def test_a_year_in_a_heading_makes_ratings_of_that_year(dataset, heading, year):
    data = dataset({"people": [[*HEAD, heading], ["C1", "A", "Đại học", "HTTNV"], ["C2", "B", "", ""]]})
    assert rows_of(data, "evaluations", "id", "year", "grade") == [("C1", year, "good")]
    assert data.issues == ()
    assert data.tables["evaluations"].address("grade", 0) == "b.xlsx!people!D2"
    assert data.tables["evaluations"].address("year", 0) == "b.xlsx!people!D2"


@pytest.mark.parametrize(
    "heading",
    ["Xếp loại", "Xếp loại 23", "Xếp loại 2023-2024", "Xếp loại 1900", "2023", "evaluation_", "Năm 2023"],
)
def test_a_heading_without_a_year_is_no_rating(dataset, told, heading):
    data = dataset({"people": [[*HEAD, heading], ["C1", "A", "Đại học", "HTTNV"]]})
    assert "evaluations" not in data.tables
    assert told(data) == [("unknown_column", "people", "D1", heading, "ignored")]


PLANNED = ["Chức danh quy hoạch", "Đơn vị quy hoạch", "Nhiệm kỳ", "Quy hoạch từ", "Tình trạng quy hoạch"]


@pytest.mark.parametrize(
    "headings", [PLANNED, ["planned_post", "planned_unit", "planned_term", "plan_since", "plan_status"]]
)
def test_a_planned_post_makes_a_row_of_the_plan(dataset, headings):
    data = dataset(
        {
            "Danh sách cán bộ": [
                ["DANH SÁCH QUY HOẠCH"],
                [*HEAD, *headings],
                ["C1", "A", "Đại học", POST, "UBND xã Mẫu", "2026-2031", "20/05/2024", "Đã quy hoạch"],
                ["C2", "B", "Đại học"],
            ]
        }
    )
    assert rows_of(data, "plan", "id", "post", "unit", "term", "status") == [
        ("C1", CODE.value, "UBND xã Mẫu", "2026-2031", "planned")
    ]
    plan = data.tables["plan"]
    assert [plan.address(field, 0).rpartition("!")[2] for field in ("id", "post", "since", "status")] == [
        "A3",
        "D3",
        "G3",
        "H3",
    ]
    assert data.issues == ()
    assert data.rows_read == {"people": 2, "plan": 1}


def test_one_person_on_several_rows_is_planned_for_several_posts(dataset, told):
    rows = [["C1", "A", "Đại học", POST], ["C1", "A", "Đại học", "Chủ tịch UBND xã"]]
    data = dataset({"people": [[*HEAD, PLANNED[0]], *rows]})
    assert rows_of(data, "people", "id", "degree") == [("C1", "bachelor")]
    assert rows_of(data, "plan", "id", "post") == [("C1", CODE.value), ("C1", "commune.committee_chair")]
    assert told(data) == []


def test_rows_of_one_person_that_differ_are_contradictory_as_ever(dataset, told):
    rows = [["C1", "A", "Đại học", POST], ["C1", "A", "Cao đẳng", "Chủ tịch UBND xã"]]
    data = dataset({"people": [[*HEAD, PLANNED[0]], *rows]})
    assert [kind for kind, *_ in told(data)] == ["contradictory", "same_id_differs"]
    assert len(rows_of(data, "plan", "id")) == 2


def test_a_row_written_twice_is_a_repeat_and_is_told(dataset, told):
    row = ["C1", "A", "Đại học", POST, "HTTNV"]
    data = dataset({"people": [[*HEAD, PLANNED[0], "Xếp loại 2024"], row, row]})
    assert told(data) == [("same_row", "people", "A3", "", "merged")]
    assert (data.rows_read["plan"], data.merged["plan"]) == (2, 1)
    assert rows_of(data, "evaluations", "year", "grade") == [(2024, "good")]


def test_a_row_written_twice_without_a_plan_is_told_too(dataset, told):
    row = ["C1", "A", "Đại học", "", "HTTNV"]
    data = dataset({"people": [[*HEAD, PLANNED[0], "Xếp loại 2024"], row, row]})
    assert told(data) == [("same_row", "people", "A3", "", "merged")]


@pytest.mark.parametrize("text", ["", "-", "không", "Chưa quy hoạch", "không rõ"])
def test_no_planned_post_makes_no_row(dataset, told, text):
    data = dataset({"people": [[*HEAD, PLANNED[0]], ["C1", "A", "Đại học", text]]})
    assert data.tables["plan"].height == 0
    assert told(data) == []


def test_what_stands_beside_an_empty_planned_post_is_told(dataset):
    rows = [["C1", "A", "Đại học", "", "2026-2031", ""], ["C2", "B", "Đại học", "không", "2026-2031", ""]]
    data = dataset({"people": [[*HEAD, PLANNED[0], PLANNED[2], PLANNED[4]], *rows]})
    (issue,) = data.issues
    assert (issue.kind, issue.sheet, issue.cell, issue.text) == (
        "needed_cell_empty",
        "people",
        "E2",
        "2026-2031",
    )
    assert (issue.expected, issue.done, issue.person) == ("Chức danh quy hoạch", "ignored", "C1")


def test_many_of_them_are_told_in_short(dataset):
    rows = [[f"C{n}", "A", "Đại học", "", "2026-2031"] for n in range(30)]
    data = dataset({"people": [[*HEAD, PLANNED[0], PLANNED[2]], *rows]})
    assert [issue.text for issue in data.issues] == ["2026-2031"] * 20 + ["2026-2031 (+10)"]


def test_columns_of_the_plan_without_a_post_are_columns_that_are_not_recognised(dataset, told):
    data = dataset({"people": [[*HEAD, "Nhiệm kỳ"], ["C1", "A", "Đại học", "2026-2031"]]})
    assert "plan" not in data.tables
    assert told(data) == [("unknown_column", "people", "D1", "Nhiệm kỳ", "ignored")]


def test_a_planned_post_that_is_no_post_is_refused_later_and_not_left_out(dataset, told):
    data = dataset({"people": [[*HEAD, PLANNED[0]], ["C1", "A", "Đại học", "Trưởng ban gì đó"]]})
    assert rows_of(data, "plan", "id", "post") == [("C1", Missing(Gap.UNREADABLE))]
    assert told(data) == [("unknown_value", "people", "D2", "Trưởng ban gì đó", "taken_as_unknown")]


def test_a_row_without_an_id_is_refused_with_its_plan(dataset):
    data = dataset({"people": [[*HEAD, PLANNED[0]], ["", "A", "Đại học", POST], ["C2", "B", "", ""]]})
    assert [(refusal.table, refusal.place, refusal.kind) for refusal in data.refusals] == [
        ("people", "b.xlsx!people!A2", "no_id"),
        ("plan", "b.xlsx!people!A2", "no_id"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [("Xếp loại 2023", "evaluation_2023"), ("Chức danh quy hoạch", "planned_post")],
)
def test_two_columns_for_one_field_stop_the_review(dataset, first, second):
    with pytest.raises(UnusableInput) as error:
        dataset({"people": [[*HEAD, first, second], ["C1", "A", "Đại học", "x", "y"]]})
    assert error.value.kind == "heading_twice"
    assert error.value.params == {
        "file": "b.xlsx",
        "sheet": "people",
        "field": second,
        "first": "D",
        "second": "E",
    }


def test_a_sheet_of_its_own_and_columns_beside_the_people_are_read_together(dataset, told):
    data = dataset(
        {
            "people": [[*HEAD, PLANNED[0], "Xếp loại 2024"], ["C1", "A", "Đại học", POST, "HTTNV"]],
            "plan": [["id", "post"], ["C1", "Chủ tịch UBND xã"]],
            "evaluations": [["id", "Năm", "Mức xếp loại"], ["C1", "2023", "HTTNV"]],
        }
    )
    assert rows_of(data, "plan", "post") == [(CODE.value,), ("commune.committee_chair",)]
    assert rows_of(data, "evaluations", "year") == [(2024,), (2023,)]
    assert told(data) == []


def test_only_a_sheet_of_people_has_such_columns(dataset, told):
    data = dataset(
        {
            "people": [HEAD, ["C1", "A", "Đại học"]],
            "disciplines": [["id", "Hình thức", "Xếp loại 2023"], ["C1", "", "x"]],
        }
    )
    assert "evaluations" not in data.tables
    assert told(data) == [("unknown_column", "disciplines", "C1", "Xếp loại 2023", "ignored")]
