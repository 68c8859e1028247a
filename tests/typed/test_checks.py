"""Each kind of discrepancy in a typed table, and what is none."""

from fractions import Fraction

import pytest

from eligibility.typed.checking import CHECKS, check
from eligibility.typed.written import read_typed

from .typing import kinds, remarks

ADDS_UP = """
title: Cử đi học
total: 100
parts: all
rows:
  - {label: Nam, count: 60, rate: 60%}
  - {label: Nữ, count: 40, rate: "40,0%"}
"""


def test_nothing_is_said_of_a_table_that_is_right(tmp_path):
    assert kinds(tmp_path, ADDS_UP) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("total: 100", "total: 101", [("total_differs", ""), ("rate_wrong", "Nam"), ("rate_wrong", "Nữ")]),
        ("parts: all", "parts: some", []),
        ("total: 100", "", []),
        ("60%", "61%", [("rates_sum", ""), ("rate_wrong", "Nam")]),
        ("60%", "trên 59%", []),
        ("60%", "trên 61%", [("rate_wrong", "Nam")]),
        ("count: 60", "count: trên 60", []),
        ("count: 60", "count: 60, of: 30", [("part_exceeds", "Nam"), ("rate_wrong", "Nam")]),
        ("count: 40", "count: 40, unit: lượt", [("units_mixed", "Nữ")]),
    ],
)
def test_sums_and_rates(tmp_path, old, new, found):
    assert kinds(tmp_path, ADDS_UP.replace(old, new, 1)) == found


def test_rounding_alone_is_no_discrepancy_of_the_sum(tmp_path):
    thirds = "title: Ba phần\nparts: all\nrows:\n" + "".join(
        f"  - {{label: Phần {n}, count: 1, rate: '33,3%'}}\n" for n in (1, 2, 3)
    )
    assert kinds(tmp_path, thirds) == []
    filled_up = thirds.replace("33,3", "33,4", 1)
    assert [kind for kind, _ in kinds(tmp_path, filled_up)] == ["rate_wrong", "same_count"]


def test_rates_without_counts_add_up_as_far_as_rounding_goes(tmp_path):
    table = "title: Tỷ lệ\nparts: all\nrows:\n  - {label: A, rate: 50%}\n  - {label: B, rate: 51%}\n"
    assert kinds(tmp_path, table) == []
    assert kinds(tmp_path, table.replace("51", "52")) == [("rates_sum", "")]


def test_a_rate_says_of_which_count_and_of_which_whole_it_is_right(tmp_path):
    (wrong,) = remarks(tmp_path, "title: A\ntotal: 233\nrows: [{label: B, count: 61, rate: '42,91'}]")
    assert wrong.why == (("rate_of_count", {"rate": wrong.values["rate"], "whole": 233, "count": 100}),)
    (older,) = remarks(tmp_path, "title: A\ntotal: 206\nrows: [{label: B, count: 1, rate: '0,53'}]")
    assert [(key, values["first"], values["last"]) for key, values in older.why] == [
        ("rate_of_whole", 187, 190)
    ]


def test_cut_off_is_a_warning(tmp_path):
    (found,) = remarks(tmp_path, "title: A\ntotal: 233\nrows: [{label: B, count: 89, rate: '38,19'}]")
    assert (found.kind, found.weight, found.values["right"].value) == (
        "rate_cut",
        "warning",
        Fraction("38.2"),
    )


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("12,5%", "13%", False),  # one share with more or fewer decimals
        ("12,5%", "12%", False),  # cut off: said of the rate alone
        ("12,5%", "14%", True),
    ],
)
def test_equal_counts_have_one_rate(tmp_path, first, second, said):
    rows = f"rows: [{{label: A, count: 1, rate: '{first}'}}, {{label: B, count: 1, rate: '{second}'}}]"
    with_whole = kinds(tmp_path, f"title: T\ntotal: 8\n{rows}")
    assert (("same_count", "B") in with_whole) is said
    assert (("same_count", "B") in kinds(tmp_path, f"title: T\n{rows}")) is said


def test_equal_counts_of_different_wholes_may_differ(tmp_path):
    rows = "rows: [{label: A, count: 1, of: 8, rate: '12,5%'}, {label: B, count: 1, of: 4, rate: 25%}]"
    assert kinds(tmp_path, f"title: T\n{rows}") == []


# --- changes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("rate: 40%, before: 30%, rise: 10", []),
        ("rate: 40%, before: 30%, rise: '33,3'", ["rise_relative"]),
        ("rate: 40%, before: 30%, rise: 12", ["rise_wrong"]),
        ("rate: 30%, before: 40%, rise: giảm 10", []),
        ("rate: 30%, before: 40%, rise: 10", ["rise_wrong"]),
        ("rate: '33,3%', count_before: 1, of_before: 4, rise: '8,3'", []),
        ("rate: '33,3%', count_before: 1, of_before: 4, rise: 9", ["rise_wrong"]),
        ("rate: 40%, rise: 10", ["baseline"]),
        ("rate: 40%, rise: 50", ["rise_impossible"]),
        ("rate: 40%, rise: -70", ["rise_impossible"]),
        ("rise: 10", []),
        ("rate: trên 40%, rise: 10", []),
    ],
)
def test_points_against_baselines(tmp_path, row, found):
    assert [kind for kind, _ in kinds(tmp_path, f"title: T\nrows: [{{label: A, {row}}}]")] == found


def test_baselines_of_a_table_have_a_smallest_whole(tmp_path):
    found = remarks(
        tmp_path,
        "title: T\nrows:\n"
        "  - {label: A, rate: '50,0', rise: '16,7'}\n"
        "  - {label: B, rate: '50,0', rise: '7,1'}\n",
    )
    # 33.3 and 42.9 per cent: 1/3 and 3/7
    (whole,) = [remark for remark in found if remark.kind == "baseline_whole"]
    assert (whole.values, whole.weight) == ({"whole": 21, "counts": (7, 9)}, "note")


# --- periods and units ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("Trong 3 năm (2016-2019)", ["period_years"]),
        ("trong ba năm, từ 2016 đến 2019", ["period_years"]),
        ("4 năm 2016–2019", []),
        ("two years (2016-2019)", ["period_wrong"]),
        ("5 năm 2016 - 2019", ["period_wrong"]),
        ("giai đoạn 2016-2020", []),
        ("3 năm qua", []),
        ("", []),
    ],
)
def test_periods(tmp_path, period, found):
    table = f"title: T\nperiod: '{period}'\nrows: [{{label: A, count: 1}}]"
    assert [kind for kind, _ in kinds(tmp_path, table)] == found


def test_nobody_attends_less_than_once(tmp_path):
    table = (
        "title: T\nunit: lượt\nrows: [{label: A, count: 10, people: 12}, {label: B, count: 12, people: 12}]"
    )
    assert kinds(tmp_path, table) == [("attendances_fewer", "A")]
    assert kinds(tmp_path, table.replace("count: 10", "count: trên 10")) == []


# --- all together -----------------------------------------------------------------------------------


def test_every_check_finds_something_here():
    assert len(CHECKS) == len({one.__name__ for one in CHECKS}) == 7


def test_remarks_stand_in_the_order_of_the_file(tmp_path):
    found = remarks(tmp_path, ADDS_UP.replace("total: 100", "total: 101").replace("60%", "61%"))
    lines = [remark.where.route for remark in found]
    assert lines[0][-1] in ("title", "total")
    assert lines == sorted(lines, key=lambda route: (route[2] == "rows", route))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("figures: eligibility/2\ntables: []\n", ["R210"]),
        ("tables: []\n", ["R208"]),
        ("figures: eligibility/1\ntables: [{title: T, rows: [{label: A, cuont: 1}]}]\n", ["R207"]),
        ("figures: eligibility/1\ntables: [{title: T, rows: [{label: A, count: x}]}]\n", ["R711"]),
        ("figures: eligibility/1\ntables: [{title: T, rows: [{label: A, rate: x}]}]\n", ["R712"]),
        ("figures: eligibility/1\ntables: [{title: T, rows: [{label: A, rise: x}]}]\n", ["R713"]),
        ("figures: eligibility/1\ntables: [{title: T, unit: x, parts: y, rows: []}]\n", ["R714", "R714"]),
        ("a: [\n", ["R107"]),
    ],
)
def test_what_cannot_be_understood_is_refused(tmp_path, text, codes):
    path = tmp_path / "bảng.yaml"
    path.write_text(text, "utf-8")
    tables, problems, raw = read_typed(path)
    assert [problem.code for problem in problems] == codes
    assert check(tables, raw) is not None
