"""Class lists are read as officers write them, and refused with every cell that must be mended."""

from datetime import date
from functools import cache

import pytest

from training.planning import CLASSES, Office, listed, session
from training.test_needs import cadre, desk

COLUMNS = ("class", "course", "mode", "start", "end", "seats")


@cache
def office() -> Office:
    return Office(desk(cadre(1), cadre(2)))


def read(tables):
    return office().read(tables)


def only(tables):
    """The one thing that must be mended: its message and cell."""
    _, misfits = read(tables)
    assert len(misfits) == 1, misfits
    return misfits[0].key, misfits[0].place


def test_a_class_list_is_read():
    found, misfits = read(
        listed(
            session(),
            quotas=[("TC26", "ubnd xã mẫu", 1)],
            budgets=[(2026, 50_000_000)],
            enrolments=[("CB01", "TC26", "Đã cử", date(2026, 6, 1))],
        )
    )
    assert misfits == ()
    (one,) = found.classes
    assert (one.id, one.course, one.mode, one.seats) == ("TC26", "llct_intermediate", "full_time", 1)
    assert (one.start, one.end) == (date(2026, 9, 1), date(2027, 3, 31))
    assert found.quotas == (("TC26", "UBND xã Mẫu", 1),)
    assert found.budgets == ((2026, 50_000_000),)
    assert [(one.person, one.status, one.day) for one in found.enrolments] == [
        ("CB01", "assigned", date(2026, 6, 1))
    ]


@pytest.mark.parametrize("course", ["Trung cấp LLCT", "llct_intermediate", "Lớp trung cấp lý luận chính trị"])
@pytest.mark.parametrize("mode", ["Không tập trung", "vừa làm vừa học", "PART-TIME"])
def test_courses_and_modes_go_by_many_names(course, mode):
    found, misfits = read(listed(session(course=course, mode=mode)))
    assert misfits == ()
    assert (found.classes[0].course, found.classes[0].mode) == ("llct_intermediate", "part_time")


def test_a_class_without_an_end_lasts_as_long_as_the_course_may():
    found, misfits = read(listed(session(end=None)))
    assert misfits == ()
    assert found.classes[0].end == date(2027, 4, 30)


def test_a_lone_sheet_of_another_name_is_the_classes(tmp_path):
    place = tmp_path / "lop-mo-nam-2026.csv"
    place.write_text(",".join(CLASSES) + "\nTC26,Trung cấp LLCT,Tập trung,01/09/2026,31/03/2027,4\n", "utf-8")
    found, misfits = read(place)
    assert misfits == ()
    assert [one.id for one in found.classes] == ["TC26"]


@pytest.mark.parametrize(
    ("change", "key", "column"),
    [
        ({"course": "Lớp nấu ăn"}, "classes.unread", "B"),
        ({"course": None}, "classes.needed", "B"),
        ({"mode": None}, "classes.needed", "C"),
        ({"mode": "Buổi tối"}, "classes.unread", "C"),
        ({"start": None}, "classes.needed", "D"),
        ({"start": "09/2026"}, "classes.whole_day", "D"),
        ({"start": "31/02/2026"}, "classes.unread", "D"),
        ({"end": date(2026, 8, 31)}, "classes.ends_first", "E"),
        ({"seats": None}, "classes.needed", "F"),
        ({"seats": "ba mươi"}, "classes.unread", "F"),
        ({"class": None}, "classes.no_name", "A"),
    ],
    ids=str,
)
def test_every_cell_that_must_be_mended_is_named(change, key, column):
    assert only(listed(session(**change))) == (key, f"lớp.xlsx!Lớp!{column}3")


def test_all_of_them_at_once():
    _, misfits = read(listed(session(course=None), session("TC27", seats="?"), session("TC28", mode="x")))
    assert [one.place.rpartition("!")[2] for one in misfits] == ["C5", "B3", "F4"]


@pytest.mark.parametrize(
    ("tables", "key"),
    [
        (listed(session(), session()), "classes.twice"),
        (listed(session(), quotas=[("TC9", "UBND xã Mẫu", 1)]), "classes.unknown_class"),
        (listed(session(), quotas=[("TC26", "UBND xã Mậu", 1)]), "classes.unknown_unit_near"),
        (listed(session(), quotas=[("TC26", "Kho bạc", 1)]), "classes.unknown_unit"),
        (listed(session(), quotas=[("TC26", "UBND xã Mẫu", 1)] * 2), "classes.twice"),
        (listed(session(), enrolments=[("CB77", "TC26", "Đã cử", None)]), "classes.unknown_person"),
        (listed(session(), enrolments=[("CB01", "TC26", None, None)]), "classes.needed"),
        (listed(session(), budgets=[(2026, 1), (2026, 2)]), "classes.twice"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_does_not_belong_together_is_named(tables, key):
    assert only(tables)[0] == key


def test_no_sheet_of_classes():
    tables = {"Ghi chú": (("gì", "đó"), [("a", "b")]), "Khác": (("gì", "đó"), [("a", "b")])}
    assert only(tables) == ("classes.no_sheet", "lớp.xlsx")
