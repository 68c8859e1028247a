"""From records and a class list to seats: who asks, what bars, what is decided, what it would have taken."""

import json
import shutil
from datetime import date
from functools import cache

import openpyxl
import polars as pl
import pytest

from eligibility.training import solving
from eligibility.training.asking import Aside
from eligibility.training.differing import changes, with_seats
from eligibility.training.plan import Contradictory, make_plan, seating_for
from eligibility.training.plan_outputs import Delivered, plan_data, write_plan
from eligibility.training.why import answers
from office.records import CLERK, DEPUTY, HEAD, entry
from training.planning import (
    DAY,
    SAMPLES,
    SHIPPED,
    YEARS,
    Office,
    listed,
    sample,
    sample_plan,
    seats,
    session,
)
from training.test_needs import cadre, desk

COURSE = "llct_intermediate"


@cache
def office() -> Office:
    """CB01 and CB02 hold posts that demand the class; CB03 is planned for one as head, CB04 as deputy."""
    return Office(
        desk(
            cadre(1, born=date(1984, 1, 2)),
            cadre(2, born=date(1985, 1, 2)),
            cadre(3, post=CLERK),
            cadre(4, post=CLERK),
            cadre(5, post=CLERK),
            plan=[
                entry(3, "Đề nghị bổ sung", post=HEAD, since=None),
                entry(4, "Đề nghị bổ sung", post=DEPUTY, since=None),
            ],
        )
    )


def test_priorities_go_in_the_order_of_the_rule_book():
    for count in range(1, 5):
        found = seats(office().plan(listed(session(seats=count, mode="KTT"))))
        assert list(found) == [f"CB{n:02}" for n in range(1, count + 1)]


def test_who_may_go_and_need_not_does_not_ask():
    plan = office().plan(listed(session(seats=9)))
    assert "CB05" not in seats(plan)
    assert not any(claim.person == "CB05" for claim in plan.problem.claims)


def test_classes_of_other_years_and_those_that_have_begun_are_not_planned():
    begun, later = date(2026, 6, 29), date(2029, 1, 5)
    tables = listed(
        session("TC1", start=begun, end=date(2027, 1, 31)), session("TC2", start=later, end=date(2029, 9, 1))
    )
    plan = office().plan(tables)
    assert seats(plan) == {}
    assert plan.problem.classes == ()


def test_a_unit_keeps_to_its_quota():
    plan = office().plan(listed(session(seats=9), quotas=[("TC26", "UBND xã Mẫu", 1)]))
    assert seats(plan) == {"CB01": "TC26"}


def test_so_many_of_a_unit_are_away_at_once_and_no_more():
    """A fifth of five people may be away full-time: one; part-time classes do not count."""
    full, part = (office().plan(listed(session(seats=9, mode=mode))) for mode in ("Tập trung", "KTT"))
    assert len(seats(full)) == 1
    assert len(seats(part)) == 4


@pytest.mark.parametrize("status", ["Đã có quyết định cử", "Đang học"])
def test_a_seat_that_is_decided_stays(status):
    plan = office().plan(listed(session(), enrolments=[("CB04", "TC26", status, None)]))
    assert seats(plan) == {"CB04": "TC26"}
    assert plan.asking.aside["CB04", COURSE] == (Aside.SENT, "TC26")


def test_who_has_completed_the_class_asks_for_none_and_whoever_failed_does():
    past = session("TC24", start=date(2024, 9, 1), end=date(2025, 3, 31))
    tables = listed(
        past,
        session(seats=9, mode="KTT"),
        enrolments=[("CB01", "TC24", "Đã tốt nghiệp", None), ("CB02", "TC24", "Không đạt", None)],
    )
    plan = office().plan(tables)
    assert plan.asking.aside["CB01", COURSE] == (Aside.DONE, "TC24")
    assert "CB01" not in seats(plan)
    assert seats(plan)["CB02"] == "TC26"


def test_decisions_that_cannot_be_kept_are_refused_with_the_fewest_people():
    tables = listed(
        session(seats=1, mode="KTT"),
        enrolments=[(f"CB0{n}", "TC26", "Đã cử", None) for n in (1, 2, 3)],
    )
    found, asking = office().asking(tables)
    with pytest.raises(Contradictory) as caught:
        make_plan(office().needs, seating_for(office().book, DAY), found, YEARS, asking)
    (conflict,) = caught.value.found
    people = [asking.problem.claims[n].person for n in conflict.claims]
    assert people == ["CB01", "CB02"]


# --- what bars ---------------------------------------------------------------------------------------


def bars(people: Office, *classes: tuple[object, ...], number: int = 1) -> dict[str, str]:
    _, asking = people.asking(listed(*classes))
    return dict(asking.barred[f"CB{number:02}", COURSE])


def test_too_young_for_part_time_study_until_the_day_of_the_class():
    """Men may study part-time from thirty: this one is so on 1 September 2027."""
    people = Office(desk(cadre(1, born=date(1997, 9, 1))))
    classes = [
        session("PT26", mode="KTT", start=date(2026, 9, 1), end=date(2027, 9, 30)),
        session("PT27", mode="KTT", start=date(2027, 8, 31), end=date(2028, 9, 30)),
        session("PT28", mode="KTT", start=date(2027, 9, 1), end=date(2028, 9, 30)),
        session("TT26"),
    ]
    assert bars(people, *classes) == {"PT26": "full_time", "PT27": "full_time"}


def test_who_retires_before_the_class_ends_may_not_be_in_it():
    """Born in May 1966, he retires on 1 June 2028."""
    people = Office(desk(cadre(1, born=date(1966, 5, 20))))
    ends = {"A": date(2028, 5, 31), "B": date(2028, 6, 1)}
    classes = [session(name, start=date(2027, 9, 1), end=end) for name, end in ends.items()]
    assert bars(people, *classes) == {"B": "retires"}


def test_who_attends_another_course_is_free_when_it_ends_at_the_latest():
    people = Office(desk(cadre(1, attending="QLNN ngạch chuyên viên")))
    classes = [session("A", start=date(2026, 8, 30)), session("B", start=date(2026, 8, 31))]
    assert bars(people, *classes) == {"A": "attends"}


def test_who_must_wait_may_enter_from_the_day_on_which_it_ends():
    discipline = ("CB01", "Kỷ luật chính quyền", "Khiển trách", date(2025, 3, 10), date(2026, 12, 31))
    people = Office(desk(cadre(1), disciplines=[discipline]))
    row = people.needs.people.filter(pl.col("course") == COURSE).row(0, named=True)
    assert (row["outcome"], row["again_from"]) == ("not_now", date(2026, 12, 31))
    classes = [session("A"), session("B", start=date(2026, 12, 31), end=date(2027, 9, 1))]
    assert bars(people, *classes) == {"A": "wait"}
    assert seats(people.plan(listed(*classes))) == {"CB01": "B"}


def test_a_course_that_entry_demands_comes_first():
    """Without a degree no entry: the degree is asked for too, and the class only after it."""
    tables = desk(cadre(1, degree="Trung cấp"))
    headings, rows = tables["Cán bộ"]
    people = Office({**tables, "Cán bộ": ((*headings, "Dân tộc"), [(*row, "Kinh") for row in rows])})
    _, asking = people.asking(listed(session()))
    claims = {claim.course: claim for claim in asking.problem.claims}
    assert claims[COURSE].after == ("degree_bachelor",)
    assert asking.asked_by == {("CB01", "degree_bachelor"): COURSE}
    assert seats(people.plan(listed(session()))) == {}
    degree = session("ĐH26", course="Đại học", start=date(2026, 9, 1), end=date(2027, 8, 31))
    after = session("TC28", start=date(2027, 10, 1), end=date(2028, 5, 31))
    plan = people.plan(listed(degree, session(), after))
    taken = {claim.course: plan.problem.classes[place].id for claim, place in _seated(plan)}
    assert taken == {"degree_bachelor": "ĐH26", COURSE: "TC28"}


def _seated(plan):
    return [(plan.problem.claims[one], place) for one, place in plan.reasons.seated.items()]


# --- what the results say ---------------------------------------------------------------------------------


def test_the_sample_is_proven_and_the_same_to_the_byte(tmp_path):
    for number in (1, 2):
        plan = sample_plan() if number == 1 else sample().plan(SAMPLES / "lop-mau.xlsx")
        assert plan.answer.proven
        place = tmp_path / str(number)
        place.mkdir()
        write_plan(Delivered(sample().tables(plan)), place)
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert {"plan.xlsx", "plan.json", "seats.parquet", "waiting.csv", "paths.parquet"} <= set(names)
    for name in names:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


def test_every_claim_is_seated_or_waits_and_every_other_need_is_set_aside():
    plan = sample_plan()
    tables = sample().tables(plan)
    claimed = {(claim.person, claim.course) for claim in plan.problem.claims}
    seated = set(tables.seats.select("id", "course").iter_rows())
    waiting = set(tables.waiting.select("id", "course").iter_rows())
    assert seated | waiting == claimed
    assert not seated & waiting
    needed = sample().needs.people.filter(pl.col("demand") != "").select("id", "course")
    assert set(needed.iter_rows()) <= claimed | set(plan.asking.aside)


def test_the_workbook_has_a_list_for_each_year_the_reserve_and_why(tmp_path):
    write_plan(Delivered(sample().tables(sample_plan())), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    names = ["Tổng hợp", "Cử học 2026", "Cử học 2027", "Dự bị", "Dự bị từng lớp", "Các lớp", "Theo đơn vị"]
    assert book.sheetnames[:7] == names
    rows = list(book["Dự bị"].iter_rows(min_row=4, values_only=True))
    why = next(row[-1] for row in rows if row[3] == "M075")
    assert "CC27" in why
    assert "Đinh Khắc Tài (M046)" in why


def test_the_reserve_of_a_class_is_in_the_order_of_claims():
    """Whoever may be in a class and has no seat waits for it, and something binds."""
    tables = sample().tables(sample_plan())
    frame, problem = tables.frames.reserves(), sample_plan().problem
    expected = sum(len(problem.of_claim[one]) for one in sample_plan().reasons.unseated())
    assert frame.height == expected > 0
    for (_, _), rows in frame.group_by("class", "course"):
        assert rows["reserve"].to_list() == list(range(1, rows.height + 1))
        assert rows["place"].to_list() == sorted(rows["place"])
        assert all(rows["limits"].list.len())


def test_people_and_attendances_add_up():
    tables = sample().tables(sample_plan())
    assert tables.units()["attendances"].sum() == tables.seats.height
    assert tables.years()["attendances"].sum() == tables.seats.height
    assert tables.frames.classes()["seated"].sum() == tables.seats.height


def test_the_forecast_begins_with_the_audit_and_never_falls():
    shown = sample().tables(sample_plan()).forecast()
    audit = sample().needs.reviews["audit"]
    assert shown["meet"][0] == audit.counts.outcomes["meets"]
    assert shown["meet"].is_sorted()
    assert shown["meet"][-1] > shown["meet"][0]


def test_an_officer_asks_why_she_is_not_in_the_class_and_what_it_would_take():
    plan = sample_plan()
    (answer,) = answers(sample().tables(plan), sample().needs_tables(), "M075", "llct_advanced", None, 60)
    assert answer.seat == ""
    assert any("Lê Thị Trinh (CB00063), ở mức ưu tiên trên" in line for line in answer.classes)
    assert any("Đinh Khắc Tài (M046), cùng mức ưu tiên nhưng xếp trước" in line for line in answer.classes)
    assert "thêm 1 chỗ ở lớp CC27: khi đó được vào lớp CC27" in answer.needed
    wider = with_seats(plan.listed, {"CC27": 2})
    assert seats(sample().plan_of(wider))["M075"] == "CC27"


def test_the_least_that_would_have_let_her_in_this_year():
    """A plan for which the solver, given a plan to begin with, calls optimal what is not."""
    plan = sample_plan()
    found = answers(sample().tables(plan), sample().needs_tables(), "M075", "llct_advanced", 2026, 60)
    (needed,) = found[0].needed
    assert "thêm 2 chỗ ở lớp CC26" in needed
    assert "66.000.000" in needed
    assert "chưa chứng minh" not in needed


def test_what_if_a_class_had_another_seat():
    plan = sample_plan()
    after = sample().plan_of(with_seats(plan.listed, {"CC27": 2}))
    changed = changes(plan, after)
    assert changed.select("id", "before", "after").rows() == [("M075", "", "CC27")]
    data = plan_data(Delivered(sample().tables(after), changed))
    assert json.loads(json.dumps(data, default=str))["changes"][0]["id"] == "M075"


def test_without_a_solver_the_first_answer_is_the_plan_and_says_so(monkeypatch):
    monkeypatch.setattr(solving, "find_spec", lambda name: None)
    plan = sample().plan(SAMPLES / "lop-mau.xlsx")
    assert plan.solver == ""
    assert plan.answer.chosen == plan.first
    assert plan_data(Delivered(sample().tables(plan)))["proven"] is False


def test_a_stop_leaves_the_last_good_answer(monkeypatch):
    """Somebody stops it while the third goal is worked on."""
    real, calls = solving._run, []

    def stopping(solver):
        calls.append(solver)
        if len(calls) < 3:
            return real(solver)
        real(solver)
        return True

    monkeypatch.setattr(solving, "_run", stopping)
    plan = sample().plan(SAMPLES / "lop-mau.xlsx")
    assert plan.answer.stopped
    assert plan.problem.broken(plan.answer.chosen) == ()
    assert not plan.answer.proven


def test_years_without_classes_give_a_plan_without_seats(tmp_path):
    plan = sample().plan(SAMPLES / "lop-mau.xlsx", range(2031, 2033))
    write_plan(Delivered(sample().tables(plan)), tmp_path)
    assert [claim.person for claim in plan.problem.claims if claim.level >= 0]
    assert set(seats(plan)) == {"CB00302"}  # whose seat is decided


def test_who_may_go_fills_what_is_left_where_the_rule_book_says_so(tmp_path):
    rules = tmp_path / "rules"
    shutil.copytree(SHIPPED, rules)
    file = rules / "training" / "seats.yaml"
    may = "  - {id: may, label: {vi: Có thể cử, en: May be sent}, asks: may}\norder:"
    file.write_text(file.read_text("utf-8").replace("order:", may, 1), "utf-8")
    people = Office(desk(cadre(1), cadre(5, post=CLERK)), rules)
    one, two = (seats(people.plan(listed(session(seats=n, mode="KTT")))) for n in (1, 2))
    assert list(one) == ["CB01"]
    assert sorted(two) == ["CB01", "CB05"]


def test_a_need_that_no_priority_is_about_is_set_aside(tmp_path):
    rules = tmp_path / "rules"
    shutil.copytree(SHIPPED, rules)
    file = rules / "training" / "seats.yaml"
    file.write_text(
        file.read_text("utf-8").replace("asks: held}", "asks: held, when: sex == female}"), "utf-8"
    )
    people = Office(desk(cadre(1), cadre(2, sex="Nữ")), rules)
    plan = people.plan(listed(session(seats=9, mode="KTT")))
    assert list(seats(plan)) == ["CB02"]
    assert plan.asking.aside["CB01", COURSE][0] is Aside.NO_PRIORITY


def test_the_order_of_rows_in_the_records_and_in_the_class_list_changes_nothing():
    """Three people with equal claims, whom only the lot divides, and two classes."""
    rows = [cadre(n) for n in (1, 2, 3)]
    classes = [session("A", mode="KTT"), session("B", mode="KTT")]
    plans = [
        Office(desk(*people)).plan(listed(*order))
        for people, order in ((rows, classes), (rows[::-1], classes[::-1]), (rows[1:] + rows[:1], classes))
    ]
    found = [sorted(seats(plan).items()) for plan in plans]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 2
