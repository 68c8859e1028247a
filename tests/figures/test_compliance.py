"""The figures of an audit: counts that add up, rates as intervals, who is given time."""

import json
from datetime import date

import attrs
import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.figures.baseline import UnusableBaseline, read_baseline, with_change
from eligibility.figures.compliance import GROUPINGS, OVERALL, STATUSES, compliance, under
from eligibility.figures.outputs import write_audit
from eligibility.figures.tables import Figures, audit_data
from eligibility.report.words import Words
from office.records import CLERK, office, person
from office.reviewed import office_review, reviewed, rulebook

OUTCOMES = ("meets", "in_grace", "verify", "below")


def figures(lang: str = "vi", **options) -> Figures:
    return Figures(compliance(office_review("audit")), Words(rulebook().vocabulary, lang), **options)


def test_office_as_counted_by_hand():
    found = compliance(office_review("audit"))
    decisions = office_review("audit").decisions
    overall = found.overall
    assert overall["total"] == decisions.height
    assert [overall[code] for code in OUTCOMES] == [
        sum(outcome == code for outcome in decisions["outcome"]) for code in OUTCOMES
    ]
    assert overall["at_least"] == overall["meets"]
    assert overall["at_most"] == sum("meets" in outcomes for outcomes in decisions["outcomes"])
    assert overall["low"] == pytest.approx(overall["at_least"] / overall["total"])


def test_counts_add_up_over_every_grouping():
    found = compliance(office_review("audit"))
    columns = ["total", *found.outcomes, "at_least", "at_most"]
    for grouping in GROUPINGS:
        rows = found.groups.filter(pl.col("grouping") == grouping)
        assert rows.select(columns).sum().row(0) == tuple(found.overall[name] for name in columns)
        assert rows["group"].n_unique() == rows.height


OUTCOME = st.sampled_from(OUTCOMES)


@given(
    holders=st.lists(
        st.tuples(st.sampled_from(["Sở A", "Sở B", ""]), OUTCOME, st.sets(OUTCOME, min_size=1)), max_size=30
    )
)
def test_counts_add_up_whatever_the_outcomes(holders):
    review = office_review("audit")
    posts = [*rulebook().vocabulary.posts, "không có"]
    rows = [
        {
            "outcome": outcome if len(possible) == 1 else "verify",
            "outcomes": sorted(possible),
            "unit": unit,
            "post": posts[number % len(posts)],
        }
        for number, (unit, outcome, possible) in enumerate(holders)
    ]
    schema = {name: review.decisions.schema[name] for name in ("outcome", "outcomes", "unit", "post")}
    decisions = pl.DataFrame(rows, schema=schema).with_columns(
        row=pl.Series(range(len(rows)), dtype=pl.Int64), id=pl.lit("x"), full_name=pl.lit("x")
    )
    found = compliance(attrs.evolve(review, decisions=decisions))
    columns = ["total", *found.outcomes, "at_least", "at_most"]
    for grouping in GROUPINGS:
        part = found.groups.filter(pl.col("grouping") == grouping)
        assert part.select(columns).sum().row(0) == tuple(found.overall[name] for name in columns)
    assert found.overall["total"] == sum(found.overall[code] for code in found.outcomes) == len(rows)
    for row in found.groups.iter_rows(named=True):
        assert row["at_least"] <= row["total"]
        assert row["low"] is None or row["low"] <= 1


def test_requirements_count_only_those_they_apply_to():
    found = compliance(office_review("audit")).requirements
    for row in found.iter_rows(named=True):
        assert row["total"] == sum(row[status] for status in STATUSES if status != "not_applicable")
        assert row["at_most"] - row["at_least"] == row["unknown"]
    assert "llct" in set(found["group"])


def test_nobody_is_below_nothing():
    empty = office()
    empty["Cán bộ"] = (empty["Cán bộ"][0], [person(1, "Nguyễn Văn An", post=CLERK)])
    for name in ("Quy hoạch", "Kỷ luật", "Xếp loại"):
        empty[name][1].clear()
    found = compliance(reviewed(empty, "audit"))
    assert found.overall["total"] == 0
    assert found.overall["low"] is None
    assert not under(found, 100)


def test_rates_below_the_wanted_one_are_told():
    found = compliance(office_review("audit"))
    low = 100 * found.overall["low"]
    assert under(found, low + 0.1)
    assert not under(found, low)


# --- the last audit -------------------------------------------------------------------------------


def test_change_since_the_last_audit_is_in_points():
    frame = compliance(office_review("audit")).groups
    rates = {
        (grouping, group): (low - 0.25 if low is not None else None, high)
        for grouping, group, low, high in frame.select("grouping", "group", "low", "high").iter_rows()
    }
    made = with_change(frame, rates)
    assert set(made["change_low"].drop_nulls()) == {25.0}
    assert set(made["change_high"].drop_nulls()) == {0.0}
    assert made.height == frame.height


def test_groups_that_were_not_there_have_no_change():
    frame = compliance(office_review("audit")).groups
    made = with_change(frame, {})
    assert made["change_low"].null_count() == frame.height


def test_an_audit_is_the_baseline_of_the_next(tmp_path):
    first = figures()
    write_audit(first, tmp_path)
    for place in (tmp_path, tmp_path / "audit.json"):
        again = figures(baseline=read_baseline(place))
        assert set(again.groups["change_low"].drop_nulls()) == {0.0}
        assert set(again.requirements["change_high"].drop_nulls()) == {0.0}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (None, "missing"),
        ("{", "broken"),
        ("[]", "schema"),
        ('{"schema": "eligibility/review/1"}', "schema"),
        ('{"schema": "eligibility/audit/1"}', "broken"),
        ('{"schema": "eligibility/audit/1", "as_of": "x", "compliance": [{"grouping": "a"}]}', "broken"),
    ],
)
def test_what_is_no_audit_is_refused(tmp_path, content, kind):
    if content is not None:
        (tmp_path / "audit.json").write_text(content, "utf-8")
    with pytest.raises(UnusableBaseline) as caught:
        read_baseline(tmp_path)
    assert caught.value.kind == kind


# --- files ------------------------------------------------------------------------------------------


def test_files_for_the_office(tmp_path):
    write_audit(figures(), tmp_path)
    names = {file.name for file in tmp_path.iterdir()}
    assert {"audit.json", "compliance.xlsx", "compliance.csv", "compliance.parquet"} <= names
    assert {"requirements.csv", "requirements.parquet", "grace.csv"} <= names
    assert {"decisions.xlsx", "decisions.csv", "findings.parquet", "issues.csv", "review.json"} <= names
    book = openpyxl.load_workbook(tmp_path / "compliance.xlsx")
    assert book.sheetnames == [
        *("Tổng hợp", "Toàn bộ", "Theo cấp", "Theo nhóm chức danh", "Theo chức danh", "Theo đơn vị"),
        *("Theo tiêu chuẩn", "Cơ cấu", "Đã cử đi học", "Đang trong thời hạn"),
    ]
    sheet = book["Toàn bộ"]
    heads = [cell.value for cell in sheet[3]]
    row = dict(zip(heads, [cell.value for cell in sheet[4]], strict=True))
    assert row["Tổng số"] == compliance(office_review("audit")).overall["total"]
    assert sheet["A4"].number_format.startswith("[$-42A]")


def test_files_for_publication_name_nobody_and_no_small_number(tmp_path):
    public = figures(public=True)
    write_audit(public, tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {
        *("audit.json", "compliance.xlsx", "compliance.csv", "compliance.parquet"),
        *("requirements.csv", "requirements.parquet"),
        *("makeup.csv", "makeup.parquet", "sent.csv", "sent.parquet"),
    }
    people = [str(row[1]) for row in office()["Cán bộ"][1]] + [str(row[0]) for row in office()["Cán bộ"][1]]
    texts = [file.read_bytes() for file in tmp_path.iterdir()]
    assert not [name for name in people for text in texts if name.encode() in text]
    for frame, columns in ((public.groups, public.found.outcomes), (public.requirements, STATUSES)):
        shown = [value for name in (*columns, "total") for value in frame[name] if value is not None]
        assert not [value for value in shown if 0 < value < 5]
    assert audit_data(public)["public"] is True


def test_data_for_machines_is_json():
    data = audit_data(figures())
    assert data["schema"] == "eligibility/audit/1"
    assert data["as_of"] == "2026-06-30"
    overall = data["compliance"][0]
    assert (overall["grouping"], overall["group"]) == (OVERALL, "")
    assert sum(overall["counts"].values()) == overall["total"]
    assert json.loads(json.dumps(data)) == data


def test_grace_says_until_when():
    grace = compliance(office_review("audit")).grace
    for row in grace.iter_rows(named=True):
        assert row["until"] > date(2026, 6, 30)
        assert row["requirements"]
