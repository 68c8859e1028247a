"""One person twice is told and never merged; two people of one name stay two; two dates are weighed."""

from datetime import date

import pytest

from dirt.clean import AN, PEOPLE, clean, rules
from dirt.fault import cell
from eligibility.pipeline import review
from office.records import write

HEAD = ["Mã cán bộ", "Số CCCD", "Họ và tên", "Ngày sinh", "Đơn vị công tác"]


def pairs(dataset, *rows):
    data = dataset({"people": [HEAD, *rows]})
    assert data.tables["people"].height == len(rows)
    return [(i.person, i.expected, i.done) for i in data.issues if i.kind == "one_person"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["", "Nguyễn Văn An", "15/08/1985"], ["", "Nguyễn Văn An", "15/08/1985"]),
        (["", "Nguyễn Văn An", "15/08/1985"], ["", "NGUYEN VAN AN", "15.8.1985"]),
        (["", "Nguyễn Văn An", "15/08/1985"], ["", "Nguyễn Văn An", "1985"]),
        (["", "Hoà Thị Lý", "15/08/1985"], ["", "Hòa Thị Lí", "08/1985"]),
        (["019085000001", "Nguyễn Văn An", "15/08/1985"], ["19085000001", "Trần Văn Bình", "1960"]),
    ],
)
def test_two_ids_of_one_identity_are_told_and_kept_apart(dataset, one, other):
    assert pairs(dataset, ["C1", *one, "Sở A"], ["C2", *other, "Sở B"]) == [("C2", "C1", "kept_apart")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["", "Nguyễn Văn An", "15/08/1985"], ["", "Nguyễn Văn An", "16/08/1985"]),
        (["", "Nguyễn Văn An", "15/08/1985"], ["", "Nguyễn Văn An", ""]),
        (["", "Nguyễn Văn An", "15/08/1985"], ["", "Nguyễn Văn Ân", "1986"]),
        (["", "", "15/08/1985"], ["", "", "15/08/1985"]),
        (["019085000001", "A", "1985"], ["019085000002", "B", "1985"]),
    ],
)
def test_others_are_two_people(dataset, one, other):
    assert pairs(dataset, ["C1", *one, "Sở A"], ["C2", *other, "Sở A"]) == []


def test_many_are_counted_in_one_line(dataset):
    rows = [[f"C{n}", "", "Nguyễn Văn An", "15/08/1985", "Sở"] for n in range(8)]
    assert len(pairs(dataset, *rows)) == 21


def test_the_same_id_in_two_units_is_contradictory(dataset):
    data = dataset(
        {
            "people": [HEAD, ["C1", "", "A", "1985", "Sở A"]],
            "danh sách": [HEAD, ["C1", "", "A", "1985", "Sở B"]],
        }
    )
    assert [(i.kind, i.text) for i in data.issues if i.kind == "contradictory"] == [
        ("contradictory", "Sở A | Sở B")
    ]


@pytest.mark.parametrize(("other", "told"), [(date(1986, 8, 15), []), (date(1960, 8, 15), ["remove"])])
def test_a_second_date_of_birth_is_told_with_the_outcome_that_it_would_give(tmp_path, other, told):
    book = cell(PEOPLE, "Ngày sinh", AN, other)(clean())
    place = write(tmp_path / "a.xlsx", {name: (rows[0], rows[1:]) for name, rows in book.items()})
    made = review(place, rules(), date(2026, 6, 30), engine="tables")
    assert [(i.person, i.expected) for i in made.issues if i.kind == "would_change"] == [
        (AN, o) for o in told
    ]
    assert [i.person for i in made.issues if i.kind == "differs"] == [AN]
    outcomes = dict(made.decisions.select("id", "outcome").iter_rows())
    assert outcomes[AN] == "keep"
