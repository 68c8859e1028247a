from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.model.calendar import add_months
from eligibility.pipeline import review
from eligibility.synthetic.files import write_folder
from eligibility.synthetic.names import GIVEN
from eligibility.synthetic.tables import Tables
from eligibility.synthetic.units import TWO_TIERS

from .province import AS_OF, by_person, intake, made, records, rules

DAYS = st.sampled_from([date(2020, 6, 30), date(2024, 3, 1), date(2025, 7, 1), AS_OF, date(2029, 12, 31)])
SEEDS = st.integers(0, 2**32)


def cells(tables: Tables) -> dict[str, list[list[object]]]:
    return {name: list(map(list, sheet.rows)) for name, sheet in tables.sheets.items()}


def test_same_seed_same_tables():
    assert cells(made(120, 5)) == cells(made(120, 5))
    assert cells(made(120, 5, faults=True)) == cells(made(120, 5, faults=True))


def test_another_seed_other_tables():
    assert cells(made(120, 5)) != cells(made(120, 6))


@given(SEEDS)
@settings(max_examples=10)
def test_faults_touch_only_the_rows_they_name(seed: int):
    clean, dirty = made(80, seed), made(80, seed, faults=True)
    touched = {(item.table, item.person) for item in dirty.planted}
    assert clean.sheets["units"].rows == dirty.sheets["units"].rows
    for name in clean.sheets.keys() - {"units"}:
        theirs = by_person(dirty.sheets[name])
        for person, rows in by_person(clean.sheets[name]).items():
            if (name, person) not in touched:
                assert theirs[person] == rows


@given(st.integers(0, 300), SEEDS, DAYS)
def test_as_many_people_as_wanted_each_with_an_id_of_their_own(people: int, seed: int, as_of: date):
    tables = made(people, seed, as_of)
    ids = [record["id"] for record in records(tables.sheets["people"])]
    assert len(ids) == len(set(ids)) == people


@given(SEEDS, DAYS)
def test_lives_are_in_order(seed: int, as_of: date):
    tables = made(60, seed, as_of)
    grades = by_person(tables.sheets["evaluations"])
    for person in records(tables.sheets["people"]):
        born, service = person["birth_date"], person["service_since"]
        assert isinstance(born, date)
        assert isinstance(service, date)
        assert add_months(born, 12 * 18) <= service <= as_of
        assert isinstance(person["post_since"], date)
        assert service <= person["post_since"] <= as_of
        assert isinstance(person["rank_since"], date)
        assert service <= person["rank_since"] <= as_of
        joined, official, proven = (
            person["party_joined"],
            person["party_official"],
            person["llct_evidence_date"],
        )
        if isinstance(joined, date):
            assert add_months(born, 12 * 18) <= joined <= as_of
            if isinstance(official, date):
                assert joined < official <= as_of
            else:
                assert official == "Dự bị"
                assert add_months(joined, 12) > as_of
        else:
            assert (joined, official) == ("Chưa", "Chưa")
        if proven is not None:
            assert isinstance(proven, date)
            assert isinstance(official, date)
            assert official < proven <= as_of
        years = [record["year"] for record in grades.get(str(person["id"]), ())]
        closed = as_of.year - (1 if (as_of.month, as_of.day) > (3, 31) else 2)
        assert years == list(range(max(service.year, closed - 4), closed + 1))


@given(SEEDS, DAYS)
def test_careers_run_without_gaps_into_the_present_post(seed: int, as_of: date):
    tables = made(60, seed, as_of)
    careers = by_person(tables.sheets["careers"])
    for person in records(tables.sheets["people"]):
        spells = careers[str(person["id"])]
        assert spells[0]["start"] == person["service_since"]
        for spell, after in pairwise(spells):
            assert isinstance(spell["start"], date)
            assert isinstance(spell["end"], date)
            assert isinstance(after["start"], date)
            assert spell["start"] <= spell["end"]
            assert spell["end"].toordinal() + 1 == after["start"].toordinal()
        last = spells[-1]
        assert last["end"] == "nay"
        assert (last["start"], last["unit"]) == (person["post_since"], person["unit"])
        assert str(last["post"]) == str(person["post"]).partition("; ")[0]


@given(SEEDS)
def test_nobody_is_in_a_district_after_june_2025(seed: int):
    tables = made(80, seed)
    levels = {record["unit"]: record["level"] for record in records(tables.sheets["units"])}
    for spell in records(tables.sheets["careers"]):
        if levels[spell["unit"]] == "Cấp huyện":
            assert isinstance(spell["end"], date)
            assert spell["end"] < TWO_TIERS
    assert {record["admin_level"] for record in records(tables.sheets["people"])} == {"Cấp tỉnh", "Cấp xã"}


def test_before_july_2025_there_are_three_levels():
    tables = made(200, 1, date(2024, 6, 30))
    levels = {record["admin_level"] for record in records(tables.sheets["people"])}
    assert levels == {"Cấp tỉnh", "Cấp huyện", "Cấp xã"}
    assert all(record["valid_to"] is None for record in records(tables.sheets["units"]))


@given(SEEDS, DAYS)
def test_every_unit_that_is_named_is_listed(seed: int, as_of: date):
    tables = made(80, seed, as_of)
    listed = {record["unit"] for record in records(tables.sheets["units"])}
    for table in ("people", "careers", "plan"):
        assert {record["unit"] for record in records(tables.sheets[table])} <= listed
    above = {record["parent"] for record in records(tables.sheets["units"])} - {None}
    assert above <= listed


@given(SEEDS, DAYS)
@settings(max_examples=15)
def test_clean_tables_have_no_problem_at_intake(seed: int, as_of: date):
    with TemporaryDirectory() as folder:
        dataset = intake(made(60, seed, as_of), Path(folder) / "records")
    assert dataset.issues == ()
    assert dataset.refusals == ()


def test_outcomes_of_a_clean_province_are_believable(tmp_path: Path):
    write_folder(made(700, 11), tmp_path / "records")
    found = review(tmp_path / "records", rules(), AS_OF)
    assert found.counts.refused == 0
    assert found.issues == ()
    shares = {code: count / found.counts.decided for code, count in found.counts.outcomes.items()}
    stay = sum(shares.get(code, 0) for code in ("keep", "add", "carry_over"))
    leave = sum(shares.get(code, 0) for code in ("remove", "reject", "closed", "verify"))
    assert 0.8 < stay < 0.98
    assert leave > 0.02
    assert 0.35 < shares["keep"] < 0.65


@pytest.mark.parametrize("sex", ["male", "female"])
def test_given_names_are_single_and_distinct(sex: str):
    assert len(set(GIVEN[sex])) == len(GIVEN[sex])
    assert all(name.isalpha() for name in GIVEN[sex])
