"""The workload of benchmarks/bulk: people, rules, and the query in Polars that answers as the review does."""

import sys
from pathlib import Path

import polars as pl
import pytest

BULK = Path(__file__).parents[2] / "benchmarks" / "bulk"
NAMES = ("compare", "handwritten_polars", "ours", "parameters", "people", "rulebook")


@pytest.fixture
def bulk(monkeypatch):
    """The modules of the benchmark by name, gone again afterwards."""
    monkeypatch.syspath_prepend(str(BULK))
    yield {name: __import__(name) for name in NAMES}
    for name in NAMES:
        sys.modules.pop(name, None)


@pytest.mark.parametrize(("requirements", "seed"), [(12, 1), (10, 2), (30, 3)])
def test_query_by_hand_answers_as_the_review_does(bulk, tmp_path, requirements, seed):
    assert bulk["compare"].compare(tmp_path, 300, 3, requirements, seed, ["polars"]) == 0


def test_other_rules_are_told_apart(bulk, tmp_path):
    made, other = (bulk["rulebook"].standards(3, 12, seed) for seed in (1, 2))
    bulk["rulebook"].write(tmp_path / "rules", made)
    bulk["people"].write(tmp_path / "people", 300, 3)
    expected = bulk["compare"].reviewed(tmp_path / "people" / "part-00000.parquet", tmp_path / "rules")
    wrong = list(bulk["compare"].differences(expected, bulk["compare"].written("polars", tmp_path, other)))
    assert "unmet" in {name for name, _, _ in wrong}


def test_somebody_who_is_left_out_is_told(bulk, tmp_path):
    frame = pl.DataFrame(
        {"id": ["a", "b"], "post": ["p", "p"], "outcome": ["train", "include"]}
        | {name: [[], ["x"]] for name in ("unmet", "unknown", "training")},
        schema_overrides=dict.fromkeys(("unmet", "unknown", "training"), pl.List(pl.String)),
    )
    assert list(bulk["compare"].differences(frame, frame)) == []
    assert {number for _, number, _ in bulk["compare"].differences(frame, frame.head(1))} == {1}


def test_first_people_are_the_same_whatever_their_number(bulk):
    few, many = (pl.concat(bulk["people"].people(count, 3)) for count in (1_000, 130_000))
    assert few.equals(many.head(1_000))


def test_a_post_without_a_standard_has_no_outcome(bulk, tmp_path):
    made = bulk["rulebook"].standards(2)
    bulk["people"].write(tmp_path / "people", 300, 3)
    found = bulk["compare"].written("polars", tmp_path, made)
    assert found.height == 300
    assert found.filter(pl.col("outcome").is_null())["post"].unique().to_list() == ["p00002"]
