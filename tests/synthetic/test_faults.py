"""Every kind of dirt that is declared comes up, and is met as declared."""

from functools import cache
from pathlib import Path
from random import Random

import attrs
import pytest

from eligibility.pipeline import review
from eligibility.synthetic.faults import FAULTS, Fault, plant
from eligibility.synthetic.files import write_folder
from eligibility.synthetic.tables import Tables

from .province import AS_OF, intake, made, rules

BY_THE_REVIEW = ("unknown_post", "no_moment")
"""Refusals of candidacies rather than of rows: they show only once standards are looked for."""


@cache
def clean() -> Tables:
    return made(400, 2)


def planted(fault: Fault) -> Tables:
    """A province with this fault only, and the tables that it concerns."""
    tables = plant(clean(), Random(1), [fault])
    names = ("people", fault.table)
    return attrs.evolve(tables, sheets={n: sheet for n, sheet in tables.sheets.items() if n in names})


def test_names_are_distinct():
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names))


def test_all_faults_come_up_together():
    found = {item.fault for item in made(400, 9, faults=True).planted}
    assert found == {fault.name for fault in FAULTS}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_is_met_as_declared(fault: Fault, tmp_path: Path):
    tables = planted(fault)
    assert tables.planted
    dataset = intake(tables, tmp_path / "records")
    issues = [issue.kind for issue in dataset.issues]
    if fault.issue:
        assert issues.count(fault.issue) >= len(tables.planted)
    else:
        assert issues == []
    refusals = [refusal.kind for refusal in dataset.refusals]
    if fault.refusal and fault.refusal not in BY_THE_REVIEW:
        assert refusals == [fault.refusal] * len(tables.planted)
    else:
        assert refusals == []


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if fault.refusal in BY_THE_REVIEW], ids=lambda fault: fault.name
)
def test_is_refused_by_the_review(fault: Fault, tmp_path: Path):
    tables = plant(clean(), Random(1), [fault])
    write_folder(tables, tmp_path / "records")
    found = review(tmp_path / "records", rules(), AS_OF)
    assert [refusal.kind for refusal in found.refusals] == [fault.refusal] * len(tables.planted)


def test_shares_are_kept():
    tables = made(2000, 4, faults=True)
    for fault in FAULTS:
        count = sum(item.fault == fault.name for item in tables.planted)
        rows = len(tables.sheets[fault.table].rows)
        assert 1 <= count <= max(1, round(fault.share * rows * 1.1))
