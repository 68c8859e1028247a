"""The shipped rules about lists: kept, breached and open, with who counts and what mends it."""

from datetime import date
from fractions import Fraction

import pytest

from assurance.shipped import rules
from eligibility.model.lists import Between, Kind, Repair

from .people import UNIT, entry, judged, of_rule, person

NEW = {"status": "proposed", "since": ""}


def the(found, rule, band=None):
    (one,) = of_rule(found, rule, band)
    return one


# --- caps ---------------------------------------------------------------------------------------------


def test_three_for_a_post_are_kept():
    found = the(judged([person(n) for n in (1, 2, 3)], [entry(n) for n in (1, 2, 3)]), "per_post")
    assert (found.standing, found.counted, found.repair) == ("kept", Between(3, 3), None)
    assert (found.group, found.who) == (
        (UNIT, "commune.committee_deputy_chair", "2026-2031"),
        ("CB01", "CB02", "CB03"),
    )


def test_of_four_the_proposed_one_goes_first():
    entries = [entry(1), entry(2, **NEW), entry(3), entry(4)]
    found = the(judged([person(n) for n in (1, 2, 3, 4)], entries), "per_post")
    assert (found.standing, found.counted, found.repair) == ("breached", Between(4, 4), Repair("take_out", 1))
    assert found.marginal == ("CB02",)


def test_where_too_few_are_proposed_everybody_may_go():
    found = the(judged([person(n) for n in range(1, 6)], [entry(n) for n in range(1, 6)]), "per_post")
    assert (found.repair, len(found.marginal)) == (Repair("take_out", 2), 5)


def test_who_is_to_be_verified_may_count():
    people = [person(1), person(2), person(3), person(4, degree="")]
    found = the(judged(people, [entry(n) for n in (1, 2, 3, 4)]), "per_post")
    assert (found.standing, found.counted, found.repair) == ("open", Between(3, 4), None)
    assert found.doubtful == found.marginal == ("CB04",)


def test_who_is_removed_does_not_count():
    people = [person(1), person(2), person(3), person(4, political_conclusion="fails")]
    found = the(judged(people, [entry(n) for n in (1, 2, 3, 4)]), "per_post")
    assert (found.standing, found.counted) == ("kept", Between(3, 3))


def test_other_units_posts_and_terms_are_other_lists():
    entries = [entry(1), entry(2), entry(3, unit="UBND xã Khác"), entry(4, term="2031-2036")]
    entries.append(entry(1, "commune.committee_chair"))
    found = of_rule(judged([person(n) for n in (1, 2, 3, 4)], entries), "per_post")
    assert [one.counted.low for one in found] == [1, 1, 2, 1]


def test_four_posts_of_one_level_for_a_person():
    posts = ["commune.committee_chair", "commune.committee_deputy_chair", "commune.party_deputy_secretary"]
    entries = [entry(1, post, term="2026-2031" if "committee" in post else "2030-2035") for post in posts]
    found = of_rule(judged([person(1)], entries), "per_person")
    assert [(one.standing, one.counted.low) for one in found] == [("kept", 2), ("kept", 1)]
    entries = [entry(1, posts[0], unit=f"Xã {n}") for n in range(4)]
    (found,) = of_rule(judged([person(1)], entries), "per_person")
    assert (found.standing, found.repair) == ("breached", Repair("take_out", 1))
    assert found.who == ("commune.committee_chair",) * 4


# --- shares -------------------------------------------------------------------------------------------


def women(*sexes, **more):
    people = [person(n, sex=sex) for n, sex in enumerate(sexes, 1)]
    return the(judged(people, [entry(n) for n in range(1, len(sexes) + 1)], **more), "women")


def test_one_woman_of_four_keeps_the_target():
    found = women("female", "male", "male", "male")
    assert (found.standing, found.low, found.high) == ("kept", Fraction(1, 4), Fraction(1, 4))
    assert (found.counted, found.total, found.who) == (Between(1, 1), Between(4, 4), ("CB01",))


def test_no_woman_of_two_misses_it_and_one_mends_it():
    found = women("male", "male")
    assert (found.standing, found.repair) == ("breached", Repair("share_more", 1, 1))
    assert found.marginal == ("CB01", "CB02")


def test_an_unknown_sex_makes_an_interval():
    found = women("male", "male", "")
    assert (found.standing, found.low, found.high) == ("open", Fraction(0), Fraction(1, 3))
    assert found.marginal == ("CB03",)


def test_a_person_with_two_entries_counts_once():
    people = [person(1, sex="female"), person(2)]
    entries = [entry(1), entry(1, "commune.committee_chair"), entry(2)]
    found = the(judged(people, entries), "women")
    assert (found.counted, found.total, found.low) == (Between(1, 1), Between(2, 2), Fraction(1, 2))


@pytest.mark.parametrize(
    ("as_of", "standing"),
    [
        (date(2021, 12, 26), None),
        (date(2021, 12, 27), "breached"),
        (date(2021, 12, 28), "breached"),
        (date(2025, 10, 7), "breached"),
        (date(2025, 10, 8), "open"),  # the percentages of Regulation 377 were not seen: nobody breaches them
        (date(2025, 10, 9), "open"),
    ],
)
def test_the_rules_of_the_day_count(as_of, standing):
    people = [person(1), person(2)]
    entries = [entry(n, since="2020-05-10") for n in (1, 2)]
    found = of_rule(judged(people, entries, as_of), "women")
    assert [one.standing for one in found] == ([standing] if standing else [])


def test_young_people_are_asked_of_provinces_and_districts_alone():
    commune = judged([person(1)], [entry(1)])
    assert of_rule(commune, "young") == []
    people = [
        person(n, post="province.specialist", birth_date=born) for n, born in ((1, "1990-01-01"), (2, ""))
    ]
    found = the(judged(people, [entry(n, "province.division_deputy") for n in (1, 2)]), "young")
    assert (found.standing, found.low, found.high) == ("kept", Fraction(1, 2), Fraction(1))


def test_minorities_are_a_figure():
    found = the(judged([person(1, ethnicity="tay"), person(2)], [entry(1), entry(2)]), "minorities")
    assert (found.standing, found.low, found.repair) == ("figure", Fraction(1, 2), None)


def test_science_is_a_figure_since_regulation_377():
    people = [person(1, degree_field="engineering"), person(2)]
    found = the(judged(people, [entry(1), entry(2)], date(2025, 10, 8)), "science")
    assert (found.standing, found.low) == ("figure", Fraction(1, 2))


# --- bands --------------------------------------------------------------------------------------------


def test_each_band_of_age_is_to_have_somebody():
    born = ["1990-01-01", "1984-01-01", "1975-01-01"]
    people = [person(n, birth_date=day) for n, day in enumerate(born, 1)]
    found = judged(people, [entry(n) for n in (1, 2, 3)])
    assert [the(found, "ages", band).standing for band in range(3)] == ["kept"] * 3
    assert [the(found, "ages", band).who for band in range(3)] == [("CB01",), ("CB02",), ("CB03",)]


def test_an_empty_band_is_missed_unless_somebody_may_be_in_it():
    found = judged([person(1, birth_date="1990-01-01")], [entry(1)])
    assert [the(found, "ages", band).standing for band in range(3)] == ["kept", "breached", "breached"]
    assert the(found, "ages", 1).repair == Repair("band_add", 1)
    people = [person(1, birth_date="1990-01-01"), person(2, birth_date="")]
    found = judged(people, [entry(1), entry(2)])
    assert [the(found, "ages", band).standing for band in range(3)] == ["kept", "open", "open"]
    assert the(found, "ages", 2).marginal == ("CB02",)


# --- all of them --------------------------------------------------------------------------------------


def test_caps_and_targets_are_kept_apart():
    book, _ = rules()
    kinds = {rule.id: rule.kind for structure in book.structures for rule in structure.rules}
    assert {name for name, kind in kinds.items() if kind is Kind.CAP} == {"per_post", "per_person"}
    assert {name for name, kind in kinds.items() if kind is Kind.FIGURE} == {"minorities", "science"}


def test_an_audit_has_no_lists():
    from eligibility.lists.counting import judge_lists
    from eligibility.normalise.people import build_dataset
    from eligibility.pipeline import review_dataset
    from eligibility.read.records import read_records

    from .people import AS_OF

    book, _ = rules()
    from assurance.shipped import CASES

    dataset = build_dataset(read_records(CASES / "samples/can-bo-mau.xlsx"), book.vocabulary, AS_OF)
    assert judge_lists(dataset, review_dataset(dataset, book, AS_OF, "audit", engine="tables")) == ()
