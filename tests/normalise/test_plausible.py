"""What is hardly true is told by declared rules, where it is certain, and stays as it is."""

import pytest

from eligibility.model.record import Known, Missing

HEAD = [
    "Mã cán bộ",
    "Họ và tên",
    "Giới tính",
    "Ngày sinh",
    "Ngày vào Đảng",
    "Ngày tuyển dụng",
    "Ngày giữ chức vụ",
]


def told(dataset, *rows, **tables):
    data = dataset({"people": [HEAD, *rows], **tables})
    return [(i.person, i.cell, i.text, i.done) for i in data.issues if i.kind == "implausible"]


def person(name="An", sex="Nam", born="15/08/1985", party="19/05/2010", service="05/01/2009", since="2020"):
    return ["C1", name, sex, born, party, service, since]


@pytest.mark.parametrize(
    ("row", "cell", "text"),
    [
        (person(party="19/05/1990"), "E2", "19/05/1990"),
        (person(party="14/08/2003"), "E2", "14/08/2003"),
        (person(service="1995"), "F2", "1995"),
        (person(since="01/01/1980"), "G2", "01/01/1980"),
        (person(name="Nguyễn Thị Bình"), "C2", "Nam"),
    ],
)
def test_what_is_hardly_true_is_told(dataset, row, cell, text):
    assert told(dataset, row) == [("C1", cell, text, "read")]


@pytest.mark.parametrize(
    "row",
    [
        person(),
        person(party="15/08/2003"),
        person(party="2003"),
        person(born="1985", party="19/05/2003"),
        person(party="chưa", service="", since=""),
        person(born=""),
        person(name="Nguyễn Thị Bình", sex="Nữ"),
        person(name="Thị Văn An"),
        person(name="Nguyễn Văn Thịnh"),
    ],
)
def test_what_may_be_true_is_not(dataset, row):
    assert told(dataset, row) == []


def test_a_rating_of_a_year_to_come_is_a_slip_and_not_known(dataset):
    rows = [["id", "year", "grade"], ["C1", "2026", "HTTNV"], ["C1", "2027", "KHTNV"], ["C1", "2206", "HTNV"]]
    data = dataset({"people": [["id"], ["C1"]], "evaluations": rows})
    assert [(i.cell, i.done) for i in data.issues if i.kind == "implausible"] == [("B3", "taken_as_unknown")]
    found = data.tables["evaluations"]
    assert found.cell("year", 0).value == Known(2026)
    assert all(isinstance(found.cell("year", row).value, Missing) for row in (1, 2))


def test_dates_of_a_history_are_measured_by_the_person(dataset):
    careers = [["id", "start", "end"], ["C1", "1990", "2010"], ["C1", "2009", ""], ["C9", "1900", ""]]
    assert told(dataset, person(), careers=careers) == [("C1", "B2", "1990", "read")]


@pytest.mark.parametrize(
    ("people", "schools", "count"),
    [
        (60, ["12/12"], 1),
        (60, ["12/12", "9/12"], 0),
        (20, ["12/12"], 0),
        (60, ["THPT"], 0),
        (60, ["12/12", "THPT"], 0),
    ],
)
def test_one_value_for_everybody_is_told_once(dataset, people, schools, count):
    rows = [[f"C{n}", schools[n % len(schools)]] for n in range(people)]
    data = dataset({"people": [["id", "general_education"], *rows]})
    assert [i.kind for i in data.issues] == ["implausible"] * count


def test_many_are_counted_in_one_line(dataset):
    rows = [[f"C{n}", *person(party="19/05/1990")[1:4], "19/05/1990"] for n in range(30)]
    data = dataset(
        {"people": [HEAD[:5], *([*row[:3], f"{n + 1:02}/08/1985", row[4]] for n, row in enumerate(rows))]}
    )
    found = [i.text for i in data.issues if i.kind == "implausible"]
    assert (len(found), found[-1]) == (21, "19/05/1990 (+10)")
