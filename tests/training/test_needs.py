"""Who must be sent, who may be, and what stands in the way: read off the office's records."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import polars as pl
import pytest

from eligibility.pipeline import read_dataset, review_dataset
from eligibility.report.words import Words
from eligibility.training.needs import PURPOSES, Needs, find_needs
from eligibility.training.outputs import needs_data, write_needs
from eligibility.training.tables import NeedsTables
from office.records import (
    AS_OF,
    CLERK,
    DEPUTY,
    DISCIPLINES,
    HEAD,
    PEOPLE,
    PLAN,
    RATINGS,
    Tables,
    entry,
    office,
    person,
    write,
)
from office.reviewed import rulebook

COURSE = "llct_intermediate"
SHIPPED = Path(__file__).resolve().parents[2] / "rules"


def found(tables: Tables, root: Path = SHIPPED) -> Needs:
    """The needs of *tables* under the rule book in *root*."""
    book, day = rulebook(root), date.fromisoformat(AS_OF)
    with TemporaryDirectory() as folder:
        dataset = read_dataset(write(Path(folder) / "hồ sơ.xlsx", tables), book, day)
    reviews = {purpose: review_dataset(dataset, book, day, purpose, engine="tables") for purpose in PURPOSES}
    return find_needs(dataset, book, reviews)


@cache
def office_needs() -> Needs:
    return found(office())


MORE = ("Ngày vào Đảng", "Đang học", "Kết luận tiêu chuẩn chính trị")


def desk(*people: tuple[object, ...], plan=(), ratings=None, disciplines=()) -> Tables:
    """A few people, all Party members rated well, with what they attend."""
    ids = [row[0] for row in people]
    rated = [(name, year, "Hoàn thành tốt") for name in ids for year in (2023, 2024, 2025)]
    return {
        "Cán bộ": ((*PEOPLE, *MORE), people),
        "Quy hoạch": (PLAN, plan),
        "Xếp loại": (RATINGS, rated if ratings is None else ratings),
        "Kỷ luật": (DISCIPLINES, disciplines),
    }


def cadre(
    number: int, *, joined: object = date(2012, 5, 19), attending: str = "", **changes
) -> tuple[object, ...]:
    """Someone who holds a head of division's post with primary political theory only, but for *changes*."""
    return (*person(number, f"Lê Văn Số {number}", **{"llct": "Sơ cấp", **changes}), joined, attending, "Đạt")


def row(needs: Needs, number: int, course: str = COURSE) -> dict[str, object]:
    rows = needs.people.filter((pl.col("id") == f"CB{number:02}") & (pl.col("course") == course)).to_dicts()
    assert len(rows) == 1, rows
    return rows[0]


# --- outcomes ---------------------------------------------------------------------------------------


def test_who_holds_the_post_and_lacks_the_level_must_be_sent():
    needs = found(desk(cadre(1)))
    made = row(needs, 1)
    assert (made["outcome"], made["demand"], made["entry"]) == ("must_send", "certain", "may_send")
    assert made["blocked_by"] == []
    demands = needs.demands.filter(pl.col("course") == COURSE).to_dicts()
    assert {item["purpose"] for item in demands} == {"audit"}
    assert all(item["clause"] and item["requirement"] == "llct" for item in demands)
    assert all(item["source_cells"] for item in demands)


def test_who_has_the_level_may_not_be_sent_again():
    needs = found(desk(cadre(1, llct="Trung cấp")))
    assert needs.people.filter(pl.col("course") == COURSE).is_empty()


def test_who_is_planned_for_a_post_that_demands_it_must_be_sent():
    needs = found(desk(cadre(1, post=CLERK), plan=[entry(1, "Đề nghị bổ sung", post=HEAD, since=None)]))
    made = row(needs, 1)
    assert made["outcome"] == "must_send"
    assert made["latest_start"] < made["due"]
    assert {item["purpose"] for item in needs.demands.to_dicts()} == {"planning"}


def test_who_needs_nothing_but_may_enter_may_be_sent():
    needs = found(desk(cadre(1, post=CLERK)))
    made = row(needs, 1)
    assert (made["outcome"], made["demand"], made["due"]) == ("may_send", "", None)


def test_who_attends_the_class_is_not_sent_again():
    made = row(found(desk(cadre(1, attending="Trung cấp LLCT"))), 1)
    assert made["outcome"] == "none"
    assert "attends" in made["blocked_by"]


def test_who_attends_a_higher_class_is_not_sent():
    made = row(found(desk(cadre(1, attending="Cao cấp LLCT"))), 1)
    assert made["outcome"] == "none"
    assert "attends" in made["blocked_by"]


def test_who_is_no_party_member_may_not_enter():
    made = row(found(desk(cadre(1, joined="không"))), 1)
    assert made["outcome"] == "not_eligible"
    assert "member" in made["blocked_by"]


def test_who_is_under_discipline_waits_until_a_day():
    discipline = [("CB01", "Kỷ luật Đảng", "Cảnh cáo", date(2026, 4, 15), None)]
    made = row(found(desk(cadre(1), disciplines=discipline)), 1)
    # the window of Regulation 377 is known from memory only, so it is for the office to look
    assert (made["demand"], made["outcome"], made["entry"]) == ("certain", "verify", "verify")
    assert "disciplines" in made["papers"]


def test_a_discipline_that_is_over_bars_nobody():
    discipline = [("CB01", "Kỷ luật Đảng", "Khiển trách", date(2023, 4, 15), date(2024, 4, 15))]
    assert row(found(desk(cadre(1), disciplines=discipline)), 1)["outcome"] == "must_send"


def test_who_may_be_taken_from_the_plan_is_verified_with_the_papers_that_decide():
    doubtful = (*cadre(1, post=CLERK)[:-1], "")
    needs = found(desk(doubtful, plan=[entry(1, "Đề nghị bổ sung", post=HEAD, since=None)]))
    made = row(needs, 1)
    assert (made["outcome"], made["demand"]) == ("verify", "possible")
    assert made["papers"] == ["political_conclusion"]


def test_who_retires_before_the_class_ends_is_not_sent():
    # 61 years and 6 months in 2026 for men: born in January 1965, the last month is July 2026
    made = row(found(desk(cadre(1, born=date(1965, 1, 10)))), 1)
    assert made["outcome"] == "none"
    assert made["blocked_by"] == ["retires"]


def test_who_may_retire_before_the_class_ends_is_verified():
    made = row(found(desk(cadre(1, born="1965"))), 1)
    assert made["outcome"] == "verify"
    assert made["papers"] == ["birth_date"]


def test_without_a_birth_date_nobody_is_sent():
    made = row(found(desk(cadre(1, born=None))), 1)
    assert made["outcome"] == "verify"
    assert "birth_date" in made["papers"]


def test_an_unknown_level_is_verified_with_its_paper():
    made = row(found(desk(cadre(1, llct="đang bổ sung"))), 1)
    assert (made["outcome"], made["demand"]) == ("verify", "possible")
    assert "llct" in made["papers"]


def test_who_leaves_the_plan_is_not_sent_for_it():
    leaving = [entry(1, post=DEPUTY)]
    needs = found(desk(cadre(1, post=CLERK, born=date(1967, 3, 2)), plan=leaving))
    assert needs.demands.is_empty()


def test_the_nearest_day_counts_where_two_posts_demand_it():
    needs = found(desk(cadre(1), plan=[entry(1, "Đề nghị bổ sung", post=DEPUTY, since=None)]))
    demands = needs.demands.filter(pl.col("course") == COURSE)
    assert set(demands["purpose"]) == {"audit", "planning"}
    assert row(needs, 1)["due"] == demands["due"].min()


# --- laws -------------------------------------------------------------------------------------------


def test_each_person_has_one_row_a_course_and_each_demand_a_row():
    needs = office_needs()
    assert needs.people.select("id", "course").is_unique().all()
    people = set(needs.people.select("id", "course").iter_rows())
    assert set(needs.demands.select("id", "course").iter_rows()) <= people
    certain = needs.people.filter(pl.col("demand") == "certain")
    assert certain["due"].null_count() == 0


def test_a_reason_stands_wherever_somebody_who_is_needed_is_not_sent():
    for made in office_needs().people.filter(pl.col("demand") == "certain").to_dicts():
        assert made["outcome"] == "must_send" or made["blocked_by"] or made["papers"], made


# --- files ------------------------------------------------------------------------------------------


def tables(lang: str = "vi") -> NeedsTables:
    needs = found(desk(cadre(1), cadre(2, joined="không"), cadre(3, post=CLERK)))
    return NeedsTables(needs, Words(rulebook(SHIPPED).vocabulary, lang))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("đào tạo")
    write_needs(tables(), place)
    return place


def test_files(folder):
    assert {file.name for file in folder.iterdir()} == {
        *("needs.csv", "needs.parquet", "demands.csv", "demands.parquet", "needs.xlsx", "needs.json"),
        "issues.csv",
    }
    data = json.loads((folder / "needs.json").read_text("utf-8"))
    assert data["schema"] == "eligibility/training-needs/1"
    assert sum(item["people"] for item in data["counts"]) == pl.read_parquet(folder / "needs.parquet").height


def test_workbook_has_a_sheet_for_each_outcome(folder):
    book = openpyxl.load_workbook(folder / "needs.xlsx")
    assert book.sheetnames[:3] == ["Tổng hợp", "Theo lớp", "Theo đơn vị"]
    sheet = book["Phải cử"]
    heads = [cell.value for cell in sheet[3]]
    made = dict(zip(heads, [cell.value for cell in sheet[4]], strict=True))
    assert made["Lớp"] == "Lớp trung cấp lý luận chính trị"
    assert made["Họ và tên"] == "Lê Văn Số 1"
    assert "đang giữ" in made["Lý do"]
    assert "Lý luận chính trị" in made["Lý do"]
    assert "Vướng mắc" not in made  # nothing stands in the way of anybody on this sheet
    blocked = book["Không đủ điều kiện"]
    heads = [cell.value for cell in blocked[3]]
    made = dict(zip(heads, [cell.value for cell in blocked[4]], strict=True))
    assert "Đảng viên" in made["Vướng mắc"]


def test_counts_by_course_and_unit_add_up():
    made = tables()
    for columns in (("course",), ("unit",), ("unit", "course")):
        counted = made.by(*columns).select(made.outcomes()).sum()
        assert sum(counted.row(0)) == made.needs.people.height


def test_account_is_the_same_for_the_same_records():
    again = found(office())
    assert again.people.equals(office_needs().people)
    assert again.demands.equals(office_needs().demands)
    assert needs_data(again)["counts"] == needs_data(office_needs())["counts"]
