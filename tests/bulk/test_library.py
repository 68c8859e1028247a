"""Reviews of data frames: what goes in as pandas or Arrow comes out as such, and says the same."""

from datetime import date

import polars as pl
import pytest

import eligibility
from eligibility.pipeline import load_rules
from office.command import RULES
from office.formats import flat
from office.frames import frames, office_frames
from office.records import AS_OF, office, write
from office.reviewed import office_review, reviewed, rulebook

from .equal import plain, told

DAY = date.fromisoformat(AS_OF)


@pytest.fixture(scope="module")
def tables():
    return office_frames()


def test_frames_say_what_the_workbook_says(tables):
    made = eligibility.review(tables, rulebook(), DAY)
    assert told(plain(made.decisions)) == told(office_review().decisions)
    assert {one.person for one in office_review().refusals} == set(made.refusals["id"])


def test_one_flat_frame_is_enough():
    alone = {name: table for name, table in office().items() if name != "Kỷ luật"}
    made = eligibility.review(frames(flat(alone))["Cán bộ"], RULES, DAY)
    assert told(plain(made.decisions)) == told(reviewed(alone).decisions)


def test_lazy_frames_come_back_lazy(tables):
    made = eligibility.review({name: frame.lazy() for name, frame in tables.items()}, rulebook(), DAY)
    assert isinstance(made.decisions, pl.LazyFrame)


def test_arrow_comes_back_as_arrow(tables):
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    made = eligibility.review({name: frame.to_arrow() for name, frame in tables.items()}, rulebook(), DAY)
    assert isinstance(made.decisions, pyarrow.Table)
    assert told(plain(pl.DataFrame(made.decisions))) == told(office_review().decisions)


def test_pandas_comes_back_as_pandas(tables):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    made = eligibility.review({name: frame.to_pandas() for name, frame in tables.items()}, rulebook(), DAY)
    assert isinstance(made.decisions, pandas.DataFrame)
    assert dict(zip(made.decisions["id"], made.decisions["outcome"], strict=True)) == dict(
        office_review().decisions.select("id", "outcome").iter_rows()
    )


def test_findings_are_given_where_they_are_asked_for(tables):
    made = eligibility.review_frames(tables, rulebook(), DAY, findings=True)
    assert made.findings.height == office_review().findings.height
    assert eligibility.review_frames(tables, rulebook(), DAY).findings is None


def test_a_workbook_by_its_path(tmp_path):
    made = eligibility.review(write(tmp_path / "hồ sơ.xlsx"), rulebook(), DAY)
    assert told(made.decisions) == told(office_review().decisions)


def test_broken_rules_say_what_is_wrong(tmp_path, tables):
    (tmp_path / "rulebook.yaml").write_text("rulebook: [", "utf-8")
    with pytest.raises(eligibility.BrokenRules) as caught:
        eligibility.review(tables, tmp_path, DAY)
    assert caught.value.problems == load_rules(tmp_path)[1]
