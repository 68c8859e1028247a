"""The example of layers: national, sector, province and unit; units that are gone and their successors."""

import csv
import shutil
from datetime import date

import pytest

from eligibility.model.raw import RawTables
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import load_rules, review_dataset
from lists.people import entry, person, sheet_of

from .shipped import ROOT

EXAMPLE = ROOT / "examples/thai-nguyen"
AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The shipped rule book with the layers of the example."""
    place = shutil.copytree(ROOT / "rules", tmp_path_factory.mktemp("example") / "rules")
    shutil.copy(EXAMPLE / "standards/thai_nguyen.yaml", place / "standards/thai_nguyen.yaml")
    made, problems, _ = load_rules(place)
    assert not problems
    return made


def units():
    with (EXAMPLE / "units.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def reviewed(book, people, entries, as_of=AS_OF, ratings=None, sheet=None):
    grades = ratings or {2023: "good", 2024: "good", 2025: "good"}
    tables = {
        "people": people,
        "plan": entries,
        "evaluations": [
            {"id": one["id"], "year": str(year), "grade": grade}
            for one in people
            for year, grade in grades.items()
        ],
        "disciplines": [],
        "units": units() if sheet is None else sheet,
    }
    raw = RawTables(EXAMPLE, tuple(sheet_of(name, rows) for name, rows in tables.items()), {})
    return review_dataset(build_dataset(raw, book.vocabulary, as_of), book, as_of, engine="tables")


def planned(unit, post="commune.committee_chair", **changes):
    return entry(1, post, unit=unit, since="2025-08-10", **changes)


@pytest.mark.parametrize(
    ("unit", "post", "standard"),
    [
        ("Xã Phú Bình", "commune.committee_chair", "thai_nguyen.phu_binh.leaders"),
        ("Xã Phú Bình", "commune.committee_deputy_chair", "thai_nguyen.commune.leaders"),
        ("Xã Võ Nhai", "commune.committee_chair", "thai_nguyen.commune.leaders"),
        (
            "Viện kiểm sát nhân dân tỉnh Thái Nguyên",
            "procuracy.intermediate",
            "thai_nguyen.procuracy.intermediate",
        ),
        ("Xã Phú Bình", "commune.division_deputy", "vn.division.commune"),
    ],
)
def test_the_layer_nearest_to_the_target_unit_applies(book, unit, post, standard):
    made = reviewed(book, [person(1)], [planned(unit, post)])
    assert made.decisions["standard"].to_list() == [standard]


def test_a_child_tightens_and_keeps_the_rest(book):
    by_id = {s.id: s for s in book.standards if AS_OF in s.in_force}
    nation, province, unit = (
        by_id[name]
        for name in ("vn.commune.leaders", "thai_nguyen.commune.leaders", "thai_nguyen.phu_binh.leaders")
    )
    assert {one.id for one in province.requirements} == {one.id for one in nation.requirements} | {"it_skill"}
    assert {one.id for one in unit.requirements} == {one.id for one in province.requirements}
    weak = {2023: "good", 2024: "completed", 2025: "completed"}
    made = reviewed(book, [person(1)], [planned("Xã Võ Nhai")], ratings=weak)
    assert made.decisions["unmet"].to_list()[0] == ["rating"]
    made = reviewed(book, [person(1)], [planned("Xã Phú Bình")])
    assert made.decisions["unmet"].to_list()[0] == ["llct"]


def test_a_layer_that_weakens_is_refused(tmp_path):
    place = shutil.copytree(ROOT / "rules", tmp_path / "rules")
    text = (EXAMPLE / "standards/thai_nguyen.yaml").read_text("utf-8")
    weaker = text.replace("must: llct_proven >= advanced", "must: llct_proven >= primary")
    assert weaker != text
    (place / "standards/thai_nguyen.yaml").write_text(weaker, "utf-8")
    made, problems, _ = load_rules(place)
    assert made is None
    assert {problem.code for problem in problems} == {"R520"}


# --- units ----------------------------------------------------------------------------------------------


def test_a_unit_that_is_gone_means_what_took_its_place(book):
    made = reviewed(book, [person(1)], [planned("Xã Hương Sơn cũ")])
    assert made.decisions["standard"].to_list() == ["thai_nguyen.phu_binh.leaders"]
    told = [
        (one.kind, one.text, one.expected, one.done) for one in made.issues if one.kind.startswith("unit_")
    ]
    assert told == [("unit_ended", "Xã Hương Sơn cũ", "Xã Phú Bình", "successor_used")]


@pytest.mark.parametrize(
    ("as_of", "done"),
    [(date(2025, 6, 30), []), (date(2025, 7, 1), ["successor_used"]), (date(2025, 7, 2), ["successor_used"])],
)
def test_it_is_gone_from_the_day_after_its_last(book, as_of, done):
    entries = [entry(1, "commune.committee_chair", unit="Xã Hương Sơn cũ", since="2025-01-10")]
    ratings = {2022: "good", 2023: "good", 2024: "good"}
    made = reviewed(book, [person(1)], entries, as_of, ratings)
    assert [one.done for one in made.issues if one.kind == "unit_ended"] == done


def test_a_unit_that_is_gone_with_nothing_in_its_place_stays_and_is_told(book):
    made = reviewed(book, [person(1)], [planned("Huyện Phú Bình", "commune.division_deputy")])
    told = [(one.kind, one.done) for one in made.issues if one.kind.startswith("unit_")]
    assert told == [("unit_ended", "read")]
    assert made.decisions.height == 1


def test_a_unit_that_is_not_there_yet_is_told(book):
    entries = [entry(1, "commune.committee_chair", unit="Xã Võ Nhai", since="2025-01-10")]
    made = reviewed(book, [person(1)], entries, date(2025, 6, 1), {2022: "good", 2023: "good", 2024: "good"})
    assert [(one.kind, one.expected) for one in made.issues if one.kind == "unit_early"] == [
        ("unit_early", "2025-07-01")
    ]


def test_successors_are_followed_to_the_end_and_circles_lead_nowhere(book):
    def sheet(last):
        heads = ("unit", "parent", "area", "valid_from", "valid_to", "successor")
        rows = [("A", "", "plain", "", "2020-06-30", "B"), ("B", "", "plain", "", "2024-06-30", "C")]
        rows.append(("C", "", "plain", "", *last))
        return [dict(zip(heads, row, strict=True)) for row in rows]

    for last, told in (
        (("", ""), ("C", "successor_used")),
        (("2025-06-30", "A"), ("", "read")),
        (("2025-06-30", ""), ("", "read")),
    ):
        made = reviewed(book, [person(1)], [planned("A", "commune.division_deputy")], sheet=sheet(last))
        (issue,) = [one for one in made.issues if one.kind == "unit_ended"]
        assert (issue.expected, issue.done) == told
