"""Law: a sheet of people with plans and ratings beside them says what the sheets say that it is cut into."""

import json
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.raw import RawTables
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import review_dataset
from eligibility.read.rows import read_json
from office.formats import YEARS, records_of
from office.records import AS_OF, CLERK, DEPUTY, HEAD, PEOPLE, PLAN, TERM, UNIT, entry, person
from office.reviewed import rulebook

DAY = date.fromisoformat(AS_OF)
NOTHING = (None, "", " ", "-", "không", "Không")
"""What stands in the column of the planned post where there is none."""

POSTS = st.sampled_from((DEPUTY, HEAD, CLERK, "Trưởng ban gì đó", *NOTHING))
GRADES = st.sampled_from((None, "", "Hoàn thành tốt", "Hoàn thành", "tốt lắm"))
PERSON = st.builds(
    lambda number, **changes: person(number, "Nguyễn Văn An", **changes),
    st.sampled_from((1, 1, 2, 3, 7)),
    degree=st.sampled_from(("Đại học", "Cao đẳng", None)),
    llct=st.sampled_from(("Trung cấp", "Sơ cấp")),
    post=st.sampled_from((HEAD, CLERK)),
)
ENTRY = st.builds(
    lambda status, **changes: entry(1, status, **changes)[1:],
    st.sampled_from(("Đã quy hoạch", "Đề nghị bổ sung", None)),
    post=POSTS,
    unit=st.sampled_from((UNIT, None)),
    term=st.sampled_from((TERM, "2021-2026", None)),
    since=st.sampled_from((date(2024, 5, 20), None)),
)
ROWS = st.lists(st.tuples(PERSON, ENTRY, st.tuples(*(GRADES for _ in YEARS))), min_size=1, max_size=7)
HEADINGS = tuple(f"Xếp loại {year}" for year in YEARS)


def read(tables):
    content = json.dumps({name: records_of(*table) for name, table in tables.items()}).encode()
    sheets, issues = read_json("b.json", content, "b")
    return build_dataset(RawTables(Path("b.json"), sheets, {}, issues), rulebook().vocabulary, DAY)


def flat(rows):
    return {
        "people": ((*PEOPLE, *PLAN[1:], *HEADINGS), [(*who, *plan, *grades) for who, plan, grades in rows])
    }


def cut(rows):
    """The same as sheets of their own: a row of the plan for each planned post, one for each rating."""
    ratings = [
        (who[0], year, grades[number])
        for number, year in enumerate(YEARS)
        for who, _, grades in rows
        if (grades[number] or "").strip()
    ]
    return {
        "people": (PEOPLE, [who for who, _, _ in rows]),
        "plan": (PLAN, [(who[0], *plan) for who, plan, _ in rows if plan[0] not in NOTHING]),
        "evaluations": (("Mã cán bộ", "Năm", "Mức xếp loại"), ratings),
    }


def values(data, table):
    rows = data.tables.get(table)
    if rows is None:
        return []
    names = sorted(rows.columns)
    return [[(name, rows.cell(name, number).value) for name in names] for number in range(rows.height)]


def said(data):
    made = review_dataset(data, rulebook(), DAY, engine="tables")
    decisions = made.decisions.drop("place", strict=False)
    findings = made.findings.drop("source_cells")
    refusals = [(refusal.table, refusal.person, refusal.kind) for refusal in made.refusals]
    return decisions.rows(), findings.rows(), refusals, made.counts


@given(ROWS)
def test_what_stands_beside_the_people_is_what_stands_in_sheets_of_its_own(rows):
    one, several = read(flat(rows)), read(cut(rows))
    for table in ("people", "plan", "evaluations"):
        assert values(one, table) == values(several, table), table
    if any(plan[0] not in NOTHING for _, plan, _ in rows) and any(any(g) for _, _, g in rows):
        assert said(one) == said(several)


@given(ROWS)
def test_every_planned_post_is_decided_refused_or_a_repeat(rows):
    data = read(flat(rows))
    planned = sum(plan[0] not in NOTHING for _, plan, _ in rows)
    assert data.rows_read["plan"] == planned
    made = review_dataset(data, rulebook(), DAY, engine="tables")
    counts = made.counts
    assert counts.read == planned == counts.decided + counts.refused + counts.merged


@given(ROWS)
def test_what_is_left_alone_beside_an_empty_post_is_told(rows):
    data = read(flat(rows))
    left = [issue for issue in data.issues if issue.kind == "needed_cell_empty"]
    unsaid = [
        number
        for number, (_, plan, _) in enumerate(rows, 1)
        if plan[0] in NOTHING and (plan[0] or "").strip().casefold() != "không" and any(plan[1:])
    ]
    assert [int(issue.cell.rpartition(":")[2]) for issue in left] == unsaid
    assert {issue.expected for issue in left} <= {"Chức danh quy hoạch"}
