"""A layer may only tighten: what is tighter passes, what is weaker is shown on somebody."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from eligibility.compile.layers import weaker_layers
from eligibility.compile.occasions import occasions
from eligibility.model.record import Record
from eligibility.model.truth import Status
from eligibility.pipeline import load_rules

from .layered import (
    anyone,
    layered,
    lets_off,
    record_of,
    rulebook,
    standard_of,
    verdicts,
)

SHIPPED = Path(__file__).parents[2] / "rules"


def weaker(book):
    return {w.params["name"]: w.params for w in weaker_layers(book)}


TIGHTER = [
    "{id: degree}",
    "{id: degree, clause: art. 9, note: the same again}",
    "{id: degree, must: {all_of: [degree >= bachelor, llct >= primary]}}",
    "{id: degree, must: degree >= bachelor, if_unmet: disqualify, confidence: summary}",
    "{id: rating, must: latest(evaluations) >= good}",
    "{id: rating, must: 'all(evaluations, last 2 years, >= completed)'}",
    "{id: rating, must: 'count(evaluations, last 3 years, >= good) >= 3'}",
    "{id: discipline, must: {none: disciplines, where: decision_date <= review_date}}",
    "{id: discipline, if_unmet: disqualify}",
    "{id: age, must: months_to_retirement at term_start >= 72 months}",
    "{id: llct, when: yes}",
    "{id: llct, later: []}",
    "{id: llct, later: [{when: held.post == target.post, by: 2027-08-01, clause: art. 1}]}",
    "{id: llct, later: [{when: held.post == target.post, by: appointment, clause: art. 1}]}",
    "{id: llct, needed_at: planning}",
    "{id: llct, if_unmet: disqualify}",
    "{id: llct, must: llct_proven >= intermediate}",
    "{id: tenure, must: months_in_post at planning >= 6 months}",
    "{id: tenure, must: yes}",
    "{id: tenure, waivable: true, if_unmet: train, confidence: recall}",
    "{id: another, must: degree >= college, if_unmet: warn, clause: art. 9, waivable: true}",
]


@pytest.mark.parametrize("text", TIGHTER)
def test_what_is_tighter_or_delegated_passes(text):
    assert weaker(layered(text)) == {}


WEAKER = [
    ("{id: degree, must: degree >= college}", "status=met", "status=unmet"),
    ("{id: degree, when: held.post != commune.chair}", "status=not_applicable", "status=unmet"),
    ("{id: degree, waivable: true}", "status=waived", "status=unmet"),
    ("{id: degree, confidence: recall}", "status=not_applicable", "status=unmet"),
    ("{id: degree, if_unmet: wait}", "status=unmet; if_unmet=wait", "status=unmet; if_unmet=disqualify"),
    ("{id: degree, if_unmet: train}", "status=unmet; if_unmet=train", "status=unmet; if_unmet=disqualify"),
    ("{id: discipline, if_unmet: train}", "status=unmet; if_unmet=train", "status=unmet; if_unmet=wait"),
    (
        "{id: degree, relaxed: [{when: sex == female, must: degree >= college, clause: art. 1}]}",
        "status=met",
        "status=unmet",
    ),
    (
        "{id: llct, needed_at: class_start, when: yes, later: []}",
        "status=unmet; due=2026-09-01",
        "status=unmet; due=2026-03-01",
    ),
    (
        "{id: llct, later: [{when: held.post == target.post, by: appointment + 36 months, clause: art. 1}]}",
        "status=unmet; due=2029-03-01",
        "status=unmet; due=2028-08-01",
    ),
    ("{id: rating, must: 'any(evaluations, last 2 years, >= completed)'}", "status=met", "status=unmet"),
    ("{id: age, must: age at review_date <= 57 years}", "status=met", "status=unmet"),
    (
        "{id: discipline, must: {count: disciplines, where: expires > review_date, at_most: 1}}",
        "status=met",
        "status=unmet",
    ),
    (
        "{id: llct, must: {any_of: [llct >= intermediate, party_joined < 1990-01-01]}}",
        "status=met",
        "status=unmet",
    ),
]


@pytest.mark.parametrize(("text", "here", "there"), WEAKER)
def test_what_is_weaker_is_shown(text, here, there):
    (found,) = weaker_layers(layered(text))
    assert found.proved
    assert (found.params["here"], found.params["there"]) == (here, there)
    assert found.params["parent"] == "base.general"
    assert found.params["version"] == "2025-01-01"
    assert found.where.route[-1] == "id"


@pytest.mark.parametrize("text", [text for text, _, _ in WEAKER])
def test_the_counter_example_is_one_by_the_reference_too(text):
    """The interpreter that defines the language agrees that the parent fails this person, the layer less."""
    book = layered(text)
    ((name, params),) = weaker(book).items()
    values, histories, waived = record_of(params["example"], book)
    told = dict(part.partition("=")[::2] for part in params["example"].split("; "))
    day = date.fromisoformat(told.get("review_date", "2025-01-01"))
    starts = {told.get("term_start"), told.get("appointment")} - {None}
    record = Record(values, {"disciplines": (), **histories}, frozenset({name} if waived else ()))
    terms = [t for t in book.vocabulary.terms if not starts or t.start.isoformat() in starts]
    for term, purpose in product(terms[:1], ("planning",)):
        ours = verdicts(book, standard_of(book, "x.deputy", day), name, record, day, term, purpose)
        theirs = verdicts(book, standard_of(book, "base.general", day), name, record, day, term, purpose)
        assert {verdict.status for verdict in theirs} == {Status.UNMET}
        assert lets_off(ours, theirs, day) or "if_unmet" in params["here"]


@pytest.mark.parametrize("text", [text for text in TIGHTER if "tenure" not in text and "another" not in text])
def test_nobody_at_random_is_let_off_where_the_proof_holds(text):
    book = layered(text)
    name = next(r.id for r in standard_of(book, "x.deputy", date(2025, 1, 1)).requirements if r.id in text)
    for day, term in product((date(2025, 1, 1), date(2026, 8, 31), date(2027, 4, 1)), book.vocabulary.terms):
        layer, parent = (standard_of(book, one, day) for one in ("x.deputy", "base.general"))
        for seed in range(12):
            record = anyone(book, day, seed)
            ours = verdicts(book, layer, name, record, day, term)
            theirs = verdicts(book, parent, name, record, day, term)
            assert not lets_off(ours, theirs, day), (day, term.term, record)


# --- versions, chains ------------------------------------------------------------------------------


def test_each_version_of_the_parent_is_looked_at():
    old_and_new = {"from": "2020-01-01"}
    assert weaker(layered("{id: degree, must: degree >= bachelor}", in_force=old_and_new)) == {}
    found = weaker(layered("{id: degree, must: degree >= college}", in_force=old_and_new))
    assert found["degree"]["version"] == "2025-01-01"
    found = weaker(layered("{id: degree, must: llct >= intermediate}", in_force=old_and_new))
    assert found["degree"]["version"] == "2020-01-01"


def test_a_layer_of_the_old_version_only_is_not_held_to_the_new():
    until = {"from": "2020-01-01", "until": "2024-12-31"}
    assert weaker(layered("{id: degree, must: degree >= college}", in_force=until)) == {}


def test_drafts_are_not_looked_at():
    assert weaker(layered("{id: degree, must: yes}", status="draft")) == {}


def test_a_demand_that_only_the_old_version_had_is_missed_where_it_is_gone():
    from eligibility.normalise.rulebook import build_rulebook

    from .layered import LAYER, documents

    made = documents()
    layer = {
        **LAYER,
        "in_force": {"from": "2020-01-01"},
        "requirements": [{"id": "llct", "if_unmet": "train"}],
    }
    made["standards/layer.yaml"] = layer
    book, problems = build_rulebook(made, {})
    assert book is None
    assert {(p.code, p.params["key"]) for p in problems} == {("R208", "must"), ("R208", "clause")}


PROVINCE = {"standard": "x.province"}
COMMUNE = {"standard": "x.commune", "units": ["Xã Y"], "extends": "x.province"}


def chain(province, commune):
    return weaker(
        rulebook(
            {**PROVINCE, "requirements": [province]},
            {**COMMUNE, "requirements": [commune]},
        )
    )


def test_the_nearest_layer_binds():
    good = {"id": "rating", "must": "latest(evaluations) >= good"}
    found = chain(good, {"id": "rating", "must": "latest(evaluations) >= completed"})
    assert found["rating"]["parent"] == "x.province"
    assert chain(good, {"id": "rating", "waivable": "false"}) == {}


def test_what_a_layer_delegates_is_still_bound_by_what_stands_above_it():
    good = {"id": "rating", "must": "latest(evaluations) >= good", "delegable": "true"}
    assert chain(good, {"id": "rating", "must": "latest(evaluations) >= completed"}) == {}
    found = chain(good, {"id": "rating", "must": "latest(evaluations) >= failed"})
    assert found["rating"]["parent"] == "base.general"


def test_a_layer_that_delegates_no_more_binds():
    own = {"id": "tenure", "must": "months_in_post at planning >= 12 months", "delegable": "false"}
    found = chain(own, {"id": "tenure", "must": "months_in_post at planning >= 6 months"})
    assert found["tenure"]["parent"] == "x.province"


def test_entry_to_courses_is_compared_under_its_own_policy():
    head = {"extends": "base.entry", "posts": [], "courses": ["llct_intermediate"], "units": []}
    assert weaker(layered("{id: schooling, must: degree >= bachelor}", **head)) == {}
    assert set(weaker(layered("{id: schooling, if_unmet: warn}", **head))) == {"schooling"}
    assert set(weaker(layered("{id: schooling, must: degree >= none}", **head))) == {"schooling"}


# --- dates ------------------------------------------------------------------------------------------


def dated(parent, child, **in_force):
    """A layer on one demand that is measured at dates."""
    general = {"id": "dated", "must": parent, "if_unmet": "warn", "clause": "art. 9"}

    def change(made):
        made["standards/base.yaml"]["standards"][1]["requirements"].append(general)

    period = {"from": "2025-01-01", **in_force}
    layer = {"in_force": period, "requirements": [{"id": "dated", "must": child}]}
    return {name: params["example"] for name, params in weaker(rulebook(layer, change=change)).items()}


def test_a_limit_that_moves_with_the_review_is_seen_to_pass_a_fixed_one():
    fixed, moving = (
        "held.post_since <= 2024-01-01",
        "months_since(held.post_since) at review_date >= 12 months",
    )
    assert dated(fixed, moving, until="2025-01-01") == {}
    assert dated(fixed, moving, until="2025-01-02") == {
        "dated": "held.post_since=2024-01-02; review_date=2025-01-02"
    }
    assert dated(moving, fixed) == {}


def test_a_yearly_moment_is_looked_at_on_both_sides():
    parent, child = "age at class_start >= 30 years", "age at review_date >= 29 years 8 months"
    assert dated(parent, child, **{"from": "2025-03-01", "until": "2025-04-01"}) == {}
    found = dated(parent, child, **{"from": "2025-03-01", "until": "2025-12-31"})
    assert "review_date=2025-08-31" in found["dated"] or "review_date=2025-09-01" in found["dated"]


def test_near_and_far_terms_are_looked_at():
    ahead, now = (
        f"months_since(party_official) at {day} >= 60 months" for day in ("term_start", "review_date")
    )
    before_the_term = {"until": "2026-02-28"}
    assert dated(ahead, now, **before_the_term) == {}
    assert "term_start=2026-03-01" in dated(now, ahead, **before_the_term)["dated"]
    assert "review_date=2026-03-02" in dated(ahead, now, until="2026-03-02")["dated"]
    two_years = "months_since(party_official) at review_date >= 24 months"
    assert dated(ahead, two_years, until="2025-01-01") == {
        "dated": "party_official=2021-03-02; term_start=2026-03-01; review_date=2025-01-01"
    }


def test_a_change_of_the_retirement_table_is_looked_at():
    def change(made):
        tables = made["vocabulary/calendars.yaml"]["retirement"]
        tables[0]["in_force"]["until"] = "2027-06-30"
        later = {
            **tables[0],
            "id": "second",
            "in_force": {"from": "2027-07-01"},
            "male": {"2021": "65 years"},
            "female": {"2021": "65 years"},
        }
        tables.append(later)

    parent = {"id": "age", "must": "months_to_retirement at review_date >= 60 months"}
    child = {"requirements": [{"id": "age", "must": "age at review_date <= 53 years"}]}

    def with_parent(made):
        change(made)
        made["standards/base.yaml"]["standards"][1]["requirements"][3] |= parent

    found = weaker(rulebook(child, change=with_parent))
    assert "sex=female" in found["age"]["example"]
    within = {**child, "in_force": {"from": "2027-07-01"}}
    assert weaker(rulebook(within, change=with_parent)) == {}


def test_few_occasions_stand_for_all():
    book = layered("{id: degree, must: degree >= college}")
    layer = standard_of(book, "x.deputy", date(2025, 1, 1))
    undated = [layer.requirement("degree")]
    assert len(list(occasions(book, layer, undated))) < 20
    for requirement in layer.requirements:
        assert len(list(occasions(book, layer, [requirement]))) < 60


# --- what cannot be proved ----------------------------------------------------------------------------

TOO_LARGE = (
    "{id: rating, must: {all_of: [latest(evaluations) >= good, 'any(evaluations, last 15 years, >= good)']}}"
)


def test_what_cannot_be_enumerated_is_said_to_be_unproved():
    (found,) = weaker_layers(layered(TOO_LARGE))
    assert not found.proved
    assert "example" not in found.params


def test_what_cannot_be_dated_is_said_to_be_unproved():
    def change(made):
        made["vocabulary/calendars.yaml"]["retirement"][0]["in_force"] = {"from": "2099-01-01"}

    layer = {"requirements": [{"id": "age", "must": "months_to_retirement at term_start >= 72 months"}]}
    (found,) = weaker_layers(rulebook(layer, change=change))
    assert not found.proved


# --- the way through ----------------------------------------------------------------------------------


def test_a_review_is_refused_a_rule_book_that_weakens(tmp_path):
    import shutil

    from .layered import BASE, LAYER

    for name, requirement, usable in (
        ("weaker", "degree >= college", False),
        ("tighter", "degree >= bachelor", True),
    ):
        folder = tmp_path / name
        shutil.copytree(BASE, folder)
        layer = {**LAYER, "requirements": [{"id": "degree", "must": requirement}]}
        import yaml

        (folder / "standards" / "layer.yaml").write_text(yaml.safe_dump(layer, allow_unicode=True), "utf-8")
        book, problems, _ = load_rules(folder)
        assert (book is not None) is usable
        assert [problem.code for problem in problems] == ([] if usable else ["R520"])


def test_the_shipped_rules_tighten_only():
    book, problems, _ = load_rules(SHIPPED)
    assert problems == ()
    assert list(weaker_layers(book)) == []
