"""The sample: decisions that were worked out by hand before the engine ran, and what the review says."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from eligibility.model.review import Review
from eligibility.pipeline import review
from eligibility.read.rules import parse
from eligibility.synthetic.files import write_workbook
from eligibility.synthetic.sample import PEOPLE, WORKBOOK, by_hand, read_people, sample

from .province import AS_OF, SAMPLES, rules

LISTS = {
    "unmet": "unmet",
    "unknown": "unknown",
    "waived": "waived",
    "training": "training",
    "possible": "training_possible",
    "papers": "papers",
}


def worked_out() -> Any:
    document, problems = parse("by_hand.yaml", (SAMPLES / "by_hand.yaml").read_bytes())
    assert problems == []
    assert document is not None
    return document.data


@cache
def reviewed() -> Review:
    return review(SAMPLES / WORKBOOK, rules(), AS_OF)


@cache
def decided() -> dict[tuple[str, str, str], dict[str, Any]]:
    rows = reviewed().decisions.to_dicts()
    return {(row["id"], row["post"], row["term"].replace("–", "-")): row for row in rows}


def cases() -> list[Any]:
    """One case a decision; those where the clause is held against the engine are expected to fail."""
    made = []
    for case in worked_out()["decisions"]:
        marks = [pytest.mark.xfail(strict=True, reason=case["differs"])] if "differs" in case else []
        made.append(pytest.param(case, id=f"{case['id']}-{case['post']}", marks=marks))
    return made


@pytest.mark.parametrize("case", cases())
def test_decision_is_as_worked_out(case: dict[str, Any]):
    found = decided()[case["id"], case["post"], case["term"]]
    assert {"outcome": found["outcome"]} | {
        name: sorted(found[column]) for name, column in LISTS.items()
    } == {"outcome": case["outcome"]} | {name: sorted(case.get(name, [])) for name in LISTS}


@pytest.mark.parametrize("case", worked_out()["refused"], ids=lambda case: f"{case['id']}-{case['kind']}")
def test_refusal_is_as_worked_out(case: dict[str, Any]):
    assert (case["id"], case["kind"]) in {
        (r.person, r.kind) for r in reviewed().refusals if r.table == "plan"
    }


def test_the_working_was_for_this_review():
    assert worked_out()["as_of"] == read_people(SAMPLES)["province"]["as_of"] == AS_OF.isoformat()
    assert worked_out()["purpose"] == reviewed().purpose


def test_every_entry_written_by_hand_was_worked_out():
    entries = Counter(row["id"] for row in by_hand(read_people(SAMPLES))["plan"])
    cases_ = worked_out()
    assert entries == Counter(case["id"] for case in (*cases_["decisions"], *cases_["refused"]))


def test_every_working_is_in_both_languages():
    for case in (*worked_out()["decisions"], *worked_out()["refused"]):
        assert case["working"].keys() == {"vi", "en"}


def test_rows_in_are_rows_decided_and_rows_refused():
    found = reviewed()
    refused = [refusal for refusal in found.refusals if refusal.table == "plan"]
    repeats = [issue for issue in found.issues if (issue.sheet, issue.kind) == ("Quy hoạch", "same_row")]
    assert found.rows_read["plan"] == found.decisions.height + len(refused) + len(repeats)
    assert sum(found.counts.outcomes.values()) == found.decisions.height


def test_every_outcome_is_covered():
    outcomes = {outcome.code for outcome in reviewed().policy.outcomes}
    assert {case["outcome"] for case in worked_out()["decisions"]} == outcomes
    assert set(reviewed().counts.outcomes) == outcomes


def test_the_generated_part_has_its_dirt():
    assert {"unknown_value", "same_row", "contradictory", "differs"} <= {i.kind for i in reviewed().issues}


def test_the_shipped_workbook_is_what_is_built(tmp_path: Path):
    write_workbook(sample(read_people(SAMPLES), rules().vocabulary), tmp_path / WORKBOOK)
    built, shipped = load_workbook(tmp_path / WORKBOOK), load_workbook(SAMPLES / WORKBOOK)
    assert built.sheetnames == shipped.sheetnames
    for page in built:
        rows = zip(
            page.iter_rows(values_only=True), shipped[page.title].iter_rows(values_only=True), strict=True
        )
        for number, (ours, theirs) in enumerate(rows, 1):
            assert ours == theirs, (
                f"{page.title}!{number}: run `python -m eligibility.synthetic.sample` after {PEOPLE} changed"
            )
