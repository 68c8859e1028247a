"""Targets of resolutions and courses due again: who needs what for them, and what a plan makes of it."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from eligibility.training.following import followed
from eligibility.training.reached import targets
from office.records import CLERK
from training.planning import DAY, SAMPLES, SHIPPED, UNTIL, Office, listed, seats, session
from training.test_needs import COURSE, cadre, desk

EXAMPLE = SHIPPED.parent / "examples" / "thai-nguyen" / "training" / "llct_2027.yaml"

TARGET = """
target: tinh_a.llct
title: {vi: Công chức có trung cấp LLCT, en: Staff with intermediate political theory}
source: {instrument: 1-NQ/TU (ví dụ), confidence: text}
clause: mục tiêu 1
in_force: {from: 2026-01-01, until: 2028-12-31}
who: sex == male
must: llct >= intermediate
course: llct_intermediate
by: 2027-06-30
at_least: 75 %
"""

AGAIN = """
renewals:
  - courses: [party_update]
    after: 24 months
    clause: điều 4
    source: {instrument: 1-QĐ/TU (ví dụ), confidence: text}
"""
TRAININGS = ("Mã cán bộ", "Khóa học", "Từ ngày", "Đến ngày", "Tình trạng")


def rules(folder: Path, target: str = "", seating: str = "") -> Path:
    """The shipped rule book with a target, and with another end of how seats are given."""
    place = folder / "rules"
    shutil.copytree(SHIPPED, place)
    if target:
        (place / "training" / "target.yaml").write_text(target, "utf-8")
    if seating:
        file = place / "training" / "seats.yaml"
        file.write_text(file.read_text("utf-8").partition("# service owed")[0] + seating, "utf-8")
    return place


def clerk(number: int, **changes: object) -> tuple[object, ...]:
    """Somebody whose post demands no course."""
    return cadre(number, **{"post": CLERK, **changes})


@pytest.fixture(scope="module")
def targeting(tmp_path_factory):
    """Five men: two lack the level, one has it, of one it is not known, one attends the class."""
    people = desk(
        clerk(1),
        clerk(2),
        clerk(3, llct="Trung cấp"),
        clerk(4, llct=""),
        clerk(5, attending="Trung cấp LLCT"),
    )
    return Office(people, rules(tmp_path_factory.mktemp("chỉ tiêu"), TARGET))


def needed(office, number: int, course: str = COURSE) -> dict[str, object]:
    found = office.needs.people.filter((pl.col("id") == f"CB{number:02}") & (pl.col("course") == course))
    return found.row(0, named=True) if found.height else {}


# --- targets ------------------------------------------------------------------------------------------


def test_who_lacks_what_a_target_asks_for_needs_the_course_by_its_day(targeting):
    made = needed(targeting, 1)
    assert (made["outcome"], made["demand"], made["due"]) == ("must_send", "certain", date(2027, 6, 30))
    why = targeting.needs_tables().people().filter(pl.col("id") == "CB01")["why"].to_list()
    assert "chỉ tiêu: Công chức có trung cấp LLCT (mục tiêu 1)" in why[0]


def test_who_meets_a_target_needs_nothing(targeting):
    assert needed(targeting, 3) == {}


def test_whose_level_is_not_known_is_verified_with_the_paper(targeting):
    made = needed(targeting, 4)
    assert (made["outcome"], made["demand"]) == ("verify", "possible")
    assert "llct" in made["papers"]


def test_who_attends_is_not_sent_for_a_target(targeting):
    made = needed(targeting, 5)
    assert (made["outcome"], "attends" in made["blocked_by"]) == ("none", True)


def test_a_target_has_a_priority_of_its_own(targeting):
    plan = targeting.plan(listed(session()))
    claims = plan.problem.claims
    assert {plan.asking.levels[claim.level].id for claim in claims} == {"target"}
    assert len(seats(plan)) == 1


@pytest.mark.parametrize(
    ("places", "ends", "planned", "lacking", "reached"),
    [
        (2, date(2027, 3, 31), 2, 1, "perhaps"),
        (0, date(2027, 3, 31), 0, 3, "no"),
        (2, date(2027, 7, 31), 0, 3, "no"),
    ],
)
def test_what_a_plan_makes_of_a_target(targeting, places, ends, planned, lacking, reached):
    """Of five, 75 % are four: one meets it; whoever attends, or whose level is not known, may come to."""
    plan = targeting.plan(listed(session(seats=places, end=ends, mode="KTT")))
    row = targets(plan).row(0, named=True)
    assert (row["people"], row["meet"], row["unknown"], row["attending"]) == (5, 1, 1, 1)
    assert (row["needed"], row["planned"], row["lacking"], row["reached"]) == (4, planned, lacking, reached)


def test_who_completed_the_class_counts_though_the_records_do_not_say_so(targeting):
    past = session("TC25", start=date(2025, 3, 1), end=date(2025, 10, 31))
    tables = listed(past, session(seats=0), enrolments=[("CB01", "TC25", "Đã tốt nghiệp", None)])
    row = targets(targeting.plan(tables)).row(0, named=True)
    assert (row["planned"], row["expected"]) == (1, 2)


def test_a_target_that_is_over_demands_nothing(tmp_path):
    over = TARGET.replace("until: 2028-12-31", "until: 2026-06-29")
    people = Office(desk(clerk(1)), rules(tmp_path, over))
    assert people.needs.standings == ()
    assert needed(people, 1)["demand"] == ""


def test_the_example_of_a_resolution_counts_the_sample(tmp_path):
    people = Office(SAMPLES / "can-bo-mau.xlsx", rules(tmp_path, EXAMPLE.read_text("utf-8")))
    plan = people.plan(SAMPLES / "lop-mau.xlsx")
    row = targets(plan).row(0, named=True)
    standing = people.needs.standings[0]
    assert row["people"] == len(standing.meets) + len(standing.lacks) + row["unknown"]
    assert row["expected"] == row["meet"] + row["planned"]
    assert row["lacking"] == max(0, row["needed"] - row["expected"]) > 0
    said = people.tables(plan).targets().row(0, named=True)
    assert said["target"].startswith("100 % lãnh đạo cấp xã")


# --- due again ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def refreshing(tmp_path_factory):
    """Leaders renew what they know every two years: one is due in 2027, one is overdue, one left it."""
    done = [
        ("CB01", "Cập nhật kiến thức", date(2025, 4, 1), date(2025, 4, 30), "Đã tốt nghiệp"),
        ("CB02", "Cập nhật kiến thức", date(2023, 4, 1), date(2023, 4, 30), "Đã tốt nghiệp"),
        ("CB03", "Cập nhật kiến thức", date(2025, 4, 1), date(2025, 4, 30), "Thôi học"),
    ]
    leaders = (cadre(number, llct="Trung cấp") for number in (1, 2, 3))
    people = {**desk(*leaders), "Đào tạo": (TRAININGS, done)}
    return Office(people, rules(tmp_path_factory.mktemp("học lại"), seating=AGAIN))


UPDATE = {"course": "Cập nhật kiến thức", "mode": "KTT", "seats": 5}


def test_what_was_completed_long_ago_is_due_again(refreshing):
    assert needed(refreshing, 1, "party_update")["due"] == date(2027, 5, 1)
    overdue = needed(refreshing, 2, "party_update")
    assert (overdue["outcome"], overdue["due"]) == ("must_send", date(2025, 5, 1))
    assert needed(refreshing, 3, "party_update").get("demand", "") == ""


def test_nobody_renews_before_the_year_in_which_it_is_due(refreshing):
    classes = [
        session("CN26", **{**UPDATE, "start": date(2026, 9, 1), "end": date(2026, 9, 5)}),
        session("CN27", **{**UPDATE, "start": date(2027, 3, 1), "end": date(2027, 3, 5)}),
    ]
    plan = refreshing.plan(listed(*classes))
    assert seats(plan) == {"CB01": "CN27", "CB02": "CN26"}
    assert plan.asking.barred["CB01", "party_update"] == {"CN26": "early"}


def test_the_sheet_of_enrolments_says_what_is_due_again(refreshing):
    """Completed in a class of the list: due again two years later, and asked for by the plan."""
    past = session("CN24", **{**UPDATE, "start": date(2024, 9, 2), "end": date(2024, 9, 6)})
    now = session("CN26", **{**UPDATE, "start": date(2026, 10, 1), "end": date(2026, 10, 5)})
    tables = listed(past, now, enrolments=[("CB03", "CN24", "Đã tốt nghiệp", None)])
    found, _ = refreshing.read(tables)
    office = refreshing.with_done(found)
    plan = office.plan(tables)
    assert seats(plan)["CB03"] == "CN26"
    row = followed(plan).row(0, named=True)
    assert (row["again_from"], row["next"], row["next_class"]) == (date(2026, 9, 7), "seated", "CN26")


def test_the_shipped_yearly_course_was_due_while_its_decree_was_in_force():
    book = Office(desk(clerk(1))).book
    (renewal,) = book.seating(DAY).renewals
    assert (renewal.months, str(renewal.source.confidence)) == (12, "recall")
    assert DAY not in renewal.in_force
    assert UNTIL > DAY
