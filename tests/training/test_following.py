"""What became of those sent, what they owe and repay, what is due again; and the three years past."""

import shutil
from datetime import date

import polars as pl
import pytest

from eligibility.training.following import followed, past
from training.planning import DAY, SHIPPED, Office, listed, session
from training.test_needs import cadre, desk

OWED = """
service:
  - courses: [llct_intermediate]
    times: 2
    clause: điều 7
    source: {instrument: 1-QĐ/TU, confidence: text}
    in_force: {from: 2024-01-01}
    repay: {completed: unserved, failed: all, dropped: all}
renewals:
  - courses: [llct_intermediate]
    after: 60 months
    clause: điều 9
    source: {instrument: 1-QĐ/TU, confidence: text}
"""
PAST = session("TC24", start=date(2024, 12, 1), end=date(2025, 11, 30))
"""Twelve months: 24 are owed, 7 have been served on the day of the review."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Three people; the class binds for twice its length and is to be repeated after five years."""
    place = tmp_path_factory.mktemp("quy tắc") / "rules"
    shutil.copytree(SHIPPED, place)
    seats = place / "training" / "seats.yaml"
    own = seats.read_text("utf-8").partition("# service owed")[0]
    seats.write_text(own + OWED, "utf-8")
    return Office(desk(cadre(1), cadre(2), cadre(3)), place)


def rows(office, *enrolments, cost=None):
    tables = listed(PAST, session(seats=9, mode="KTT"), enrolments=enrolments)
    if cost is not None:
        headings, classes = tables["Lớp"]
        tables["Lớp"] = ((*headings, "Kinh phí một người"), [(*row, cost) for row in classes])
    return {row["id"]: row for row in followed(office.plan(tables)).iter_rows(named=True)}


def test_who_has_completed_owes_service_and_repays_the_part_not_served(office):
    found = rows(office, ("CB01", "TC24", "Đã tốt nghiệp", None), cost=9_000_000)["CB01"]
    assert found["owes_until"] == date(2027, 11, 30)
    assert found["repay"] == 6_750_000  # 9,000,000 x 18 of 24: seven months less a day count as six
    assert found["again_from"] == date(2030, 12, 1)
    assert found["next"] == "update"


def test_who_failed_or_left_repays_all_and_is_planned_anew(office):
    found = rows(
        office,
        ("CB01", "TC24", "Không đạt", None),
        ("CB02", "TC24", "Thôi học", None),
        cost=9_000_000,
    )
    assert [found[name]["repay"] for name in ("CB01", "CB02")] == [9_000_000, 9_000_000]
    assert {found[name]["next"] for name in ("CB01", "CB02")} == {"seated"}
    assert found["CB01"]["next_class"] == "TC26"
    assert found["CB01"]["owes_until"] is None


def test_who_declined_repays_nothing(office):
    found = rows(office, ("CB01", "TC24", "Không đi học", None), cost=9_000_000)["CB01"]
    assert (found["repay"], found["next"]) == (0, "seated")


def test_what_was_not_stated_is_not_counted(office):
    found = rows(office, ("CB01", "TC24", "Không đạt", None))["CB01"]
    assert found["repay"] is None


def test_who_is_in_a_class_goes_on(office):
    found = rows(office, ("CB03", "TC26", "Đang học", None))["CB03"]
    assert (found["next"], found["next_class"], found["again_from"]) == ("under_way", "TC26", None)


def test_the_three_years_count_people_and_attendances():
    trainings = (
        ("Mã cán bộ", "Khóa học", "Từ ngày", "Đến ngày", "Tình trạng"),
        [
            ("CB01", "Trung cấp LLCT", date(2024, 1, 5), date(2024, 8, 5), "Đã tốt nghiệp"),
            ("CB01", "Trung cấp LLCT", date(2025, 1, 5), date(2025, 8, 5), "Đã tốt nghiệp"),
            ("CB02", "Trung cấp LLCT", date(2025, 1, 5), None, "Đang học"),
            ("CB02", "Sơ cấp LLCT", date(2020, 1, 5), date(2020, 2, 5), "Đã tốt nghiệp"),
            ("CB01", "Sơ cấp LLCT", date(2025, 1, 5), date(2025, 2, 5), "Thôi học"),
            ("CB01", "Bồi dưỡng bắt buộc hằng năm", date(2025, 9, 8), date(2025, 9, 12), "Đã tốt nghiệp"),
        ],
    )
    people = Office({**desk(cadre(1), cadre(2)), "Đào tạo": trainings})
    found = past(people.dataset, people.book.vocabulary, DAY)
    assert found.select("kind", "course", "people", "attendances").rows() == [
        ("leads", "", 2, 3),
        ("leads", "llct_intermediate", 2, 3),
        ("fosters", "", 1, 1),
        ("fosters", "yearly_update", 1, 1),
    ]


def test_no_sheet_of_trainings_gives_an_empty_table():
    people = Office(desk(cadre(1)))
    found = past(people.dataset, people.book.vocabulary, DAY)
    assert found.is_empty()
    assert isinstance(found, pl.DataFrame)
