"""Layers of provinces and units: the most specific standard applies, found through the sheet of units."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from eligibility.pipeline import load_rules, review

BASE = Path(__file__).parents[2] / "cases" / "bad" / "_base"

LAYERS = """\
standards:
  - standard: x.deputy
    title: {vi: Phó chủ tịch xã, en: Commune deputy chair}
    posts: [commune.deputy]
    source: {instrument: 3/2025, confidence: text}
    in_force: {from: 2025-01-01}
    extends: base.general
    requirements: []
  - standard: x.deputy.province
    title: {vi: Phó chủ tịch xã tỉnh X, en: Commune deputy chair in province X}
    posts: [commune.deputy]
    units: [Tỉnh X]
    source: {instrument: 5/NQ-HĐND, confidence: text}
    in_force: {from: 2025-01-01}
    extends: x.deputy
    requirements:
      - {id: llct, must: llct >= intermediate, if_unmet: disqualify, later: [], needed_at: planning}
      - {id: tenure, must: months_in_post at planning >= 36 months, if_unmet: disqualify}
  - standard: x.deputy.unit
    title: {vi: Phó chủ tịch xã Y, en: Deputy chair of commune Y}
    posts: [commune.deputy]
    units: [Xã Y]
    source: {instrument: 6/NQ-HĐND, confidence: text}
    in_force: {from: 2025-01-01}
    extends: x.deputy.province
    requirements:
      - {id: rating, must: latest(evaluations) >= good}
"""

UNITS = """\
unit,parent,area
Tỉnh X,,lowland
Tỉnh V,,lowland
Xã Y,Tỉnh X,lowland
Xã Z,Tỉnh X,lowland
Thôn 1,Xã Y,lowland
Xã W,Tỉnh V,lowland
"""

APPLIES = {
    "Xã Y": "x.deputy.unit",
    "Thôn 1": "x.deputy.unit",
    "Xã Z": "x.deputy.province",
    "Tỉnh X": "x.deputy.province",
    "Xã W": "x.deputy",
}
DOUBTFUL = {"Xã Q": "unlisted_unit", "": "unknown_unit"}
"""Units of which it cannot be said which standard applies: nothing is guessed."""


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    folder = tmp_path_factory.mktemp("layers")
    shutil.copytree(BASE, folder / "rules")
    (folder / "rules" / "standards" / "layers.yaml").write_text(LAYERS, "utf-8")
    records = folder / "records"
    records.mkdir()
    people = ["id,full_name,sex,birth_date,degree,llct,post,post_since,party_joined,party_official,unit,away"]
    plan = ["id,post,unit,term,status"]
    ratings = ["id,year,grade"]
    for number, unit in enumerate((*APPLIES, *DOUBTFUL)):
        people.append(
            f"c{number},Người {number},male,1985-05-05,bachelor,intermediate,commune.chair,"
            f"2023-01-01,2005-01-01,2006-01-01,{unit},0"
        )
        plan.append(f"c{number},commune.deputy,{unit},2026-2031,planned")
        ratings.append(f"c{number},2024,completed")
    for name, lines in (("people", people), ("plan", plan), ("evaluations", ratings)):
        (records / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (records / "units.csv").write_text(UNITS, "utf-8")
    (records / "disciplines.csv").write_text("id,regime,form,decision_date,ended\n", "utf-8")
    book, problems, _ = load_rules(folder / "rules")
    assert problems == ()
    found = review(records, book, date(2025, 6, 30))
    units = dict(enumerate(APPLIES))
    return {units[int(row["id"][1:])]: row for row in found.decisions.iter_rows(named=True)}, found


@pytest.mark.parametrize(("unit", "standard"), APPLIES.items())
def test_the_most_specific_standard_applies(decided, unit, standard):
    decisions, _ = decided
    assert decisions[unit]["standard"] == standard


def test_each_layer_adds_its_demands(decided):
    decisions, found = decided
    outcomes = {unit: row["outcome"] for unit, row in decisions.items()}
    assert outcomes == {
        "Xã Y": "remove",
        "Thôn 1": "remove",
        "Xã Z": "remove",
        "Tỉnh X": "remove",
        "Xã W": "keep",
    }
    unmet = {
        standard: set(rows["requirement"].to_list())
        for (standard,), rows in found.findings.filter(found.findings["status"] == "unmet").group_by(
            ["standard"]
        )
    }
    assert unmet == {"x.deputy.unit": {"rating", "tenure"}, "x.deputy.province": {"tenure"}}


def test_a_unit_that_is_not_known_or_not_listed_is_refused_where_units_have_standards(decided):
    _, found = decided
    first = len(APPLIES)
    expected = [(f"c{first + number}", kind) for number, kind in enumerate(DOUBTFUL.values())]
    assert sorted((refusal.person, refusal.kind) for refusal in found.refusals) == expected


def test_rows_of_a_unit_that_contradict_each_other_are_not_resolved_by_their_order(tmp_path):
    """Whichever row comes first, both values are open, and the parent in doubt is refused."""
    shutil.copytree(BASE, tmp_path / "rules")
    (tmp_path / "rules" / "standards" / "layers.yaml").write_text(LAYERS, "utf-8")
    book, _, _ = load_rules(tmp_path / "rules")
    found = []
    rows = ["Xã Y,Tỉnh X,lowland", "Xã Y,Tỉnh V,lowland"]
    for number, order in enumerate((rows, rows[::-1])):
        records = tmp_path / f"records{number}"
        records.mkdir()
        head = "id,full_name,sex,birth_date,degree,llct,post,post_since,unit"
        person = "c1,Người A,male,1985-05-05,bachelor,intermediate,commune.chair,2023-01-01,Thôn 1"
        (records / "people.csv").write_text(f"{head}\n{person}\n", "utf-8")
        (records / "plan.csv").write_text(
            "id,post,unit,term,status\nc1,commune.deputy,Thôn 1,2026-2031,planned\n", "utf-8"
        )
        units = ["unit,parent,area", *order, "Thôn 1,Xã Y,lowland"]
        (records / "units.csv").write_text("\n".join(units) + "\n", "utf-8")
        made = review(records, book, date(2025, 6, 30))
        assert any(issue.kind == "contradictory" for issue in made.issues)
        found.append([(refusal.person, refusal.kind, refusal.detail) for refusal in made.refusals])
    assert found[0] == found[1] == [("c1", "doubtful_unit", "Xã Y")]
