"""What an amendment does to the people of a list: every candidacy is counted once, and told why it moves."""

import json
import xml.etree.ElementTree as ET
from datetime import date

import openpyxl
import polars as pl
import pytest

from eligibility.impact.flow import Flow, Node, picture
from eligibility.impact.moving import REFUSED, moves
from eligibility.pipeline import load_rules, review
from office.command import RULES, run
from office.fixtures import amended, desk, office_workbook
from office.records import AS_OF

__all__ = ["amended", "desk", "office_workbook"]


@pytest.fixture
def moved(office_workbook, amended):
    """What moves when a clause about ages is taken out of the rules, and one about theory is stricter."""

    def by(*changes):
        place = amended(*changes)
        made = []
        for root in (RULES, place):
            book, _, _ = load_rules(root)
            made.append(review(office_workbook, book, date.fromisoformat(AS_OF), engine="tables"))
        return moves(*made)

    return by


def test_nobody_moves_between_a_rule_book_and_itself(moved):
    found = moved("clause: 12-QĐ/TU, Điều 8", "clause: 12-QĐ/TU, Điều 9")
    assert found.people.height == 0
    assert found.kinds == {}
    assert found.flows["old_outcome"].to_list() == found.flows["outcome"].to_list()


def test_every_candidacy_is_in_one_flow_and_those_that_move_are_told_why(moved):
    found = moved(
        "must: months_to_retirement at term_start >= 60 months",
        "must: months_to_retirement at term_start >= 240 months",
    )
    old, new = found.old.decisions, found.new.decisions
    assert found.flows["count"].sum() == old.height == new.height
    changed = old["outcome"] != new["outcome"]
    assert found.people.filter(pl.col("old_outcome") != pl.col("outcome")).height == changed.sum() > 0
    assert set(found.kinds) <= {"out", "verify", "other"}
    out = found.people.filter(pl.col("kinds").list.contains("out"))
    assert out.height > 0
    assert {tuple(names) for names in out["requirements"]} == {("age",)}
    assert {tuple(clauses) for clauses in out["clauses"]} == {("12-QĐ/TU, Điều 3",)}
    by_clause = dict(found.by("clauses").select("name", "total").iter_rows())
    assert (
        by_clause["12-QĐ/TU, Điều 3"]
        == found.people.filter(pl.col("clauses").list.contains("12-QĐ/TU, Điều 3")).height
    )
    assert found.by("unit")["total"].sum() == found.people.height


def test_who_loses_the_standard_is_not_lost(moved):
    found = moved("posts: [chair, deputy, head]", "posts: [chair, head]")
    gone = found.people.filter(pl.col("outcome") == REFUSED)
    assert gone.height == found.kinds["refused"] > 0
    assert set(gone["post"]) == {"deputy"}


def test_the_picture_is_as_high_as_there_are_people():
    before = [Node("a", "A & B", "C6E0B4", 3), Node("b", "<B>", "", 1)]
    after = [Node("a", "A", "C6E0B4", 2), Node("c", "C", "F8CBAD", 2)]
    flows = [Flow("a", "a", 2), Flow("a", "c", 1), Flow("b", "c", 1)]
    root = ET.fromstring(picture("Tiêu đề", ("Cũ", "Mới"), before, after, flows))  # noqa: S314  (made here)
    space = "{http://www.w3.org/2000/svg}"
    bars = [float(r.get("height")) for r in root.iter(f"{space}rect") if r.get("stroke")]
    assert bars[0] == pytest.approx(3 * bars[1], abs=0.2)
    assert bars[2] == pytest.approx(bars[3], abs=0.2)
    titles = [title.text for title in root.iter(f"{space}title")]
    assert titles == ["Tiêu đề", "A & B → A: 2", "A & B → C: 1", "<B> → C: 1"]


def test_the_command_writes_the_list_the_workbook_and_the_picture(desk, amended):
    place = amended(
        "must: months_to_retirement at term_start >= 60 months",
        "must: months_to_retirement at term_start >= 240 months",
    )
    call = ["diff", RULES, place, "--records", "hồ sơ.xlsx", "--as-of", AS_OF, "--out", "kết quả"]
    result = run(*call)
    assert result.exit_code == 0
    assert "trường hợp thay đổi" in result.stdout
    names = {path.name for path in (desk / "kết quả").iterdir()}
    assert names == {"impact.csv", "impact.parquet", "impact.json", "impact.svg", "impact.xlsx"}
    data = json.loads((desk / "kết quả" / "impact.json").read_text("utf-8"))
    frame = pl.read_parquet(desk / "kết quả" / "impact.parquet")
    assert data["kinds"]["out"] == frame.filter(pl.col("kinds").list.contains("out")).height > 0
    book = openpyxl.load_workbook(desk / "kết quả" / "impact.xlsx")
    assert book.sheetnames == ["Tổng hợp", "Thay đổi", "Theo đơn vị", "Theo điều khoản", "Luồng thay đổi"]
    assert book["Thay đổi"].max_row == 3 + frame.height
    ET.fromstring((desk / "kết quả" / "impact.svg").read_text("utf-8"))  # noqa: S314  (made here)
    assert run(*call).exit_code == 2


def test_results_without_records_are_refused(desk):
    result = run("diff", RULES, RULES, "--out", "kết quả")
    assert result.exit_code == 2
    assert "--records" in result.stderr
