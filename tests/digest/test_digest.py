"""What is told of a rule book: lists, pages and the timeline."""

from datetime import date

import pytest

from assurance.shipped import rules
from eligibility.digest.pages import Pages
from eligibility.digest.timeline import Timeline
from eligibility.digest.versions import before, cited, versions
from eligibility.model.standard import State
from eligibility.report.words import Words

BOOK, _ = rules()


def pages(lang="en"):
    return Pages(BOOK, Words(BOOK.vocabulary, lang))


# --- versions -----------------------------------------------------------------------------------------


def test_a_layer_that_its_parent_cuts_is_one_version():
    found = versions(BOOK)
    assert len({(one.standard.id, one.standard.where) for one in found}) == len(found)
    written = [one for one in found if one.standard.id == "vn.procuracy.senior"]
    cut = [one for one in BOOK.standards if one.id == "vn.procuracy.senior"]
    assert len(written) < len(cut)
    assert min(one.start for one in written) == min(one.in_force.start for one in cut)


def test_versions_follow_each_other():
    planning = [one for one in versions(BOOK) if one.standard.id == "vn.planning"]
    assert [before(one, versions(BOOK)) for one in planning] == [None, *planning[:-1]]


def test_what_cites_an_instrument_is_found_by_clause_source_window_and_table():
    known = {one.number: one for one in BOOK.vocabulary.instruments}
    planning = cited(BOOK, known["377-QĐ/TW 2025"])
    assert {v.standard.id for v in planning.demands} == {"vn.planning"}
    assert [window.purpose for window in planning.windows] == ["planning", "appointment"]
    assert [table.id for table in cited(BOOK, known["135/2020/NĐ-CP"]).retirement] == ["nd135"]
    assert not cited(BOOK, known["41-QĐ/TW 2021"])


# --- lists ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2016, 6, 30), date(2022, 6, 30), date(2026, 6, 30)])
def test_the_list_holds_just_what_a_review_of_that_day_may_use(day):
    listed = {(one.standard.id, one.standard.where) for one in pages().listed(day)}
    assert listed == {(one.id, one.where) for one in BOOK.standards if day in one.in_force}
    assert {one["standard"] for one in pages().list_data(day)["standards"]} == {name for name, _ in listed}


def test_all_versions_are_listed_without_a_day():
    assert len(pages().listed(None)) == len(versions(BOOK))
    assert pages().list_data(None)["as_of"] is None


# --- pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_demand_of_every_standard_is_told(lang):
    told = pages(lang)
    for standard in BOOK.standards:
        lines = list(told.page(standard))
        for one in standard.requirements:
            assert any(line.endswith(f"[{one.id}]") for line in lines)
            assert any(one.clause in line for line in lines)
            assert any(told.words.condition(one.must) in line for line in lines)
        assert not [line for line in lines if "{" in line]


def test_a_post_and_a_course_name_their_standards():
    day = date(2026, 6, 30)
    assert [one.id for one in pages().named("commune.front_chair", day)] == ["vn.commune.leaders"]
    assert [one.id for one in pages().named("llct_advanced", day)] == ["vn.training.llct_advanced"]
    assert pages().named("vn.planning", date(1990, 1, 1)) == []


def test_drafts_say_that_they_decide_nothing():
    drafts = [one for one in BOOK.standards if one.state is State.DRAFT]
    for draft in drafts:
        assert next(pages().page(draft)).endswith("[draft: decides nothing]")


# --- the timeline ---------------------------------------------------------------------------------------


def test_every_version_window_and_retirement_table_is_told_once():
    events = Timeline(pages()).events()
    texts = [change.text for event in events for change in event.changes if change.kind == "new"]
    wanted = len(versions(BOOK)) + len(BOOK.vocabulary.windows) + len(BOOK.vocabulary.retirement)
    assert len(texts) == wanted
    assert len({event.number for event in events}) >= len(BOOK.vocabulary.instruments)


def test_instruments_of_a_subject_stand_in_the_order_of_their_days():
    for subject in BOOK.vocabulary.subjects:
        days = [event.start for event in Timeline(pages()).events(subject)]
        assert days == sorted(days)
        assert days


def test_what_changed_is_said_with_what_was_before():
    events = {event.number: event for event in Timeline(pages()).events("llct_classes")}
    changes = [change.text for change in events["350-QĐ/TW 2025"].changes if change.kind == "changed"]
    aged = "age at the start of class at least Female {} years, Male {} years"
    said = f"Age for part-time study, demanded: {aged.format(28, 30)} (before: {aged.format(33, 35)})"
    assert said in changes
    regulation = next(e for e in Timeline(pages()).events("planning") if e.number == "377-QĐ/TW 2025")
    assert [change.text.split(":")[0] for change in regulation.changes if change.kind == "removed"] == [
        "Not disciplined since planned"
    ]


def test_what_has_no_rules_says_why():
    for event in Timeline(pages("vi")).events():
        assert event.changes or event.remarks
