"""Sentences: what each construct means, and where exactly a sentence goes wrong."""

from datetime import date
from pathlib import Path

import pytest

from eligibility.diagnostics import Where
from eligibility.model.condition import (
    AgeAt,
    AllOf,
    Always,
    AnyOf,
    BelowLevel,
    ByField,
    Compare,
    Constant,
    FieldValue,
    Fold,
    IsKnown,
    IsNone,
    Latest,
    Moment,
    MonthsBetween,
    MonthsSince,
    MonthsToRetirement,
    NoneOf,
    Op,
    Rows,
    StandingAbove,
    Window,
    Within,
)
from eligibility.model.sentences import condition_data
from eligibility.normalise.conditions import parse_condition, parse_moment, parse_quantity
from eligibility.normalise.vocabulary import build_language
from eligibility.read.rules import read_rules

BASE = Path(__file__).parents[2] / "cases" / "bad" / "_base"
HERE = Where("standards/x.yaml", ("must",))


def _language():
    raw, problems = read_rules(BASE)
    assert not problems
    room = {name: d.data for name, d in raw.documents.items() if name.startswith("vocabulary/")}
    room["vocabulary/derived.yaml"]["derived"]["senior"] = {
        "label": {"vi": "Có thâm niên", "en": "Senior"},
        "condition": "months_in_post at review_date >= 5 years",
    }
    language, problems = build_language(room)
    assert not problems
    return language


LANGUAGE = _language()


def field(path, op, value):
    return Compare(FieldValue(path), op, Constant(value))


REVIEW, TERM = Moment("review_date"), Moment("term_start")
BIRTH = AgeAt("birth_date", REVIEW)

CONDITIONS = [
    # always
    ("yes", Always(True)),
    ("no", Always(False)),
    # levels
    ("degree >= college", field("degree", Op.GE, "college")),
    ("degree > college", field("degree", Op.GT, "college")),
    ("degree <= college", field("degree", Op.LE, "college")),
    ("degree < college", field("degree", Op.LT, "college")),
    ("degree == college", field("degree", Op.EQ, "college")),
    ("degree != college", NoneOf((field("degree", Op.EQ, "college"),))),
    ("degree>=college", field("degree", Op.GE, "college")),
    ("  degree  >=  college  ", field("degree", Op.GE, "college")),
    ("degree == none", field("degree", Op.EQ, "none")),
    ("sex == female", field("sex", Op.EQ, "female")),
    ("sex != female", NoneOf((field("sex", Op.EQ, "female"),))),
    ("degree in [none, college]", Within("degree", ("none", "college"))),
    ("degree not in [none, college]", NoneOf((Within("degree", ("none", "college")),))),
    ("degree in [none, college,]", Within("degree", ("none", "college"))),
    ("degree >= degree", Compare(FieldValue("degree"), Op.GE, FieldValue("degree"))),
    # known and none
    ("degree is known", IsKnown("degree")),
    ("degree is not known", NoneOf((IsKnown("degree"),))),
    ("party_joined is none", IsNone("party_joined")),
    ("party_joined is not none", NoneOf((IsNone("party_joined"),))),
    # dates
    ("birth_date <= 1990-02-28", field("birth_date", Op.LE, date(1990, 2, 28))),
    ("birth_date in [1990-01-01]", Within("birth_date", (date(1990, 1, 1),))),
    (
        "party_joined < party_official",
        Compare(FieldValue("party_joined"), Op.LT, FieldValue("party_official")),
    ),
    ("held.post_since <= term_start", Compare(FieldValue("held.post_since"), Op.LE, TERM)),
    (
        "held.post_since <= term_start - 6 months",
        Compare(FieldValue("held.post_since"), Op.LE, Moment("term_start", -6)),
    ),
    (
        "held.post_since <= 2025-01-01 + 1 year",
        Compare(FieldValue("held.post_since"), Op.LE, Moment(months=12, day=date(2025, 1, 1))),
    ),
    # posts and texts
    ("held.post == commune.chair", field("held.post", Op.EQ, "commune.chair")),
    ("held.post == target.post", Compare(FieldValue("held.post"), Op.EQ, FieldValue("target.post"))),
    (
        "target.post != held.post",
        NoneOf((Compare(FieldValue("target.post"), Op.EQ, FieldValue("held.post")),)),
    ),
    (
        "held.post in [commune.chair, commune.deputy]",
        Within("held.post", ("commune.chair", "commune.deputy")),
    ),
    ("target.unit == held.unit", Compare(FieldValue("target.unit"), Op.EQ, FieldValue("held.unit"))),
    ("held.unit == văn_phòng", field("held.unit", Op.EQ, "văn_phòng")),
    ("held.unit == 12", field("held.unit", Op.EQ, "12")),
    # joined
    ("target.area == island", field("target.area", Op.EQ, "island")),
    # numbers with a unit
    ("away >= 12 months", field("away", Op.GE, 12)),
    ("away >= -12 months", field("away", Op.GE, -12)),
    # quantities
    ("age at review_date >= 33 years", Compare(BIRTH, Op.GE, Constant(396))),
    ("age at review_date >= 1 year", Compare(BIRTH, Op.GE, Constant(12))),
    ("age at review_date >= 33 years 6 months", Compare(BIRTH, Op.GE, Constant(402))),
    ("age at review_date != 33 years", NoneOf((Compare(BIRTH, Op.EQ, Constant(396)),))),
    ("age(party_joined) at term_start < 6 months", Compare(AgeAt("party_joined", TERM), Op.LT, Constant(6))),
    (
        "age at 2025-01-01 >= 33 years",
        Compare(AgeAt("birth_date", Moment(day=date(2025, 1, 1))), Op.GE, Constant(396)),
    ),
    (
        "age at class_start >= by sex {female: 33 years, male: 35 years}",
        Compare(
            AgeAt("birth_date", Moment("class_start")),
            Op.GE,
            ByField("sex", (("female", Constant(396)), ("male", Constant(420)))),
        ),
    ),
    (
        "degree >= by sex {female: college, male: bachelor}",
        Compare(
            FieldValue("degree"),
            Op.GE,
            ByField("sex", (("female", Constant("college")), ("male", Constant("bachelor")))),
        ),
    ),
    (
        "months_since(held.post_since) at appointment >= 24 months",
        Compare(MonthsSince("held.post_since", Moment("appointment")), Op.GE, Constant(24)),
    ),
    (
        "months_since(held.post_since) at appointment + 12 months >= 24 months",
        Compare(MonthsSince("held.post_since", Moment("appointment", 12)), Op.GE, Constant(24)),
    ),
    (
        "months_in_post at planning >= 24 months",
        Compare(MonthsSince("held.post_since", Moment("planning")), Op.GE, Constant(24)),
    ),
    (
        "months_between(party_joined, party_official) >= 12 months",
        Compare(MonthsBetween("party_joined", "party_official"), Op.GE, Constant(12)),
    ),
    (
        "months_to_retirement at term_start >= 60 months",
        Compare(MonthsToRetirement("birth_date", "sex", TERM), Op.GE, Constant(60)),
    ),
    (
        "standing(target) - standing(held) >= 1",
        Compare(StandingAbove("target.post", "held.post"), Op.GE, Constant(1)),
    ),
    (
        "standing(target) - standing(held) >= -5",
        Compare(StandingAbove("target.post", "held.post"), Op.GE, Constant(-5)),
    ),
    # ratings
    ("latest(evaluations) >= completed", Latest("evaluations", Op.GE, "completed")),
    ("latest(evaluations) != failed", NoneOf((Latest("evaluations", Op.EQ, "failed"),))),
    ("all(evaluations, last 2 years, >= good)", Window("evaluations", Fold.ALL, 2, Op.GE, "good")),
    ("any(evaluations, last 1 year, == good)", Window("evaluations", Fold.ANY, 1, Op.EQ, "good")),
    (
        "count(evaluations, last 3 years, >= good) >= 2",
        Window("evaluations", Fold.COUNT, 3, Op.GE, "good", Op.GE, 2),
    ),
    (
        "count(evaluations, last 3 years, >= good) != 0",
        NoneOf((Window("evaluations", Fold.COUNT, 3, Op.GE, "good", Op.EQ, 0),)),
    ),
    # names given to conditions, quantities and claims
    ("senior", Compare(MonthsSince("held.post_since", REVIEW), Op.GE, Constant(60))),
    (
        "llct_proven >= intermediate",
        AnyOf(
            (
                AllOf((field("llct", Op.GE, "intermediate"), field("degree", Op.GE, "college"))),
                Compare(BelowLevel("llct"), Op.GE, Constant("intermediate")),
            )
        ),
    ),
    # nesting
    ({"all_of": ["yes", "no"]}, AllOf((Always(True), Always(False)))),
    ({"any_of": ["yes", {"none_of": ["no"]}]}, AnyOf((Always(True), NoneOf((Always(False),))))),
    # rows
    (
        {"none": "disciplines", "where": "expires > review_date"},
        Rows("disciplines", Compare(FieldValue("row.expires"), Op.GT, REVIEW), Op.EQ, 0),
    ),
    (
        {"some": "disciplines", "where": "form == warning"},
        Rows("disciplines", field("row.form", Op.EQ, "warning"), Op.GE, 1),
    ),
    (
        {"count": "disciplines", "where": "decision_date >= held.post_since", "at_most": "2"},
        Rows(
            "disciplines",
            Compare(FieldValue("row.decision_date"), Op.GE, FieldValue("held.post_since")),
            Op.LE,
            2,
        ),
    ),
    (
        {"count": "disciplines", "where": "yes", "at_least": "1"},
        Rows("disciplines", Always(True), Op.GE, 1),
    ),
    (
        {"count": "disciplines", "where": {"any_of": ["ended is none", "form in [warning]"]}, "exactly": "0"},
        Rows("disciplines", AnyOf((IsNone("row.ended"), Within("row.form", ("warning",)))), Op.EQ, 0),
    ),
]


@pytest.mark.parametrize(("written", "meant"), CONDITIONS, ids=[str(written) for written, _ in CONDITIONS])
def test_what_a_sentence_means(written, meant):
    assert parse_condition(written, LANGUAGE, HERE) == (meant, ())


@pytest.mark.parametrize(
    "meant", [meant for written, meant in CONDITIONS if "llct_proven" not in written], ids=repr
)
def test_printed_and_read_again_it_means_the_same(meant):
    """A claim is left out: once it is read it has no sentence of its own."""
    assert parse_condition(condition_data(meant, LANGUAGE.vocabulary), LANGUAGE, HERE) == (meant, ())


WRONG = [
    # sentence, code, offset, length
    ("", "R413", 0, 1),
    ("   ", "R413", 0, 1),
    ("degree", "R414", 6, 1),
    ("degree college", "R414", 7, 7),
    ("degree = college", "R415", 7, 1),
    ("degree => college", "R415", 7, 1),
    ("degree >= college;", "R410", 17, 1),
    ("degree >= college  €", "R410", 19, 1),
    ("degree >= college and llct >= primary", "R412", 18, 3),
    ("yes please", "R421", 0, 3),
    ("degree is", "R416", 9, 1),
    ("degree is unknown", "R416", 10, 7),
    ("degree is not", "R416", 13, 1),
    ("degree not >= college", "R411", 11, 2),
    ("degree in college", "R411", 10, 7),
    ("degree in [", "R437", 11, 1),
    ("degree in []", "R430", 11, 1),
    ("degree in [college bachelor]", "R411", 19, 8),
    ("sex >= male", "R417", 4, 2),
    ("held.post > commune.chair", "R417", 10, 1),
    ("held.unit < a", "R417", 10, 1),
    # fields
    ("degre >= college", "R421", 0, 5),
    ("post == commune.chair", "R423", 0, 4),
    ("area == island", "R423", 0, 4),
    ("60 >= degree", "R422", 0, 2),
    (">= college", "R422", 0, 2),
    ("row.form == warning", "R421", 0, 8),
    ("expires > review_date", "R421", 0, 7),
    # levels
    ("llct >= bachelor", "R437", 8, 8),
    ("llct >= intermedaite", "R437", 8, 12),
    ("llct >= 2", "R437", 8, 1),
    ("llct >=", "R437", 7, 1),
    ("degree >= llct", "R431", 10, 4),
    ("degree >= birth_date", "R431", 10, 10),
    ("degree >= by birth_date {male: college}", "R436", 13, 10),
    ("degree >= by sex {mail: college}", "R437", 18, 4),
    ("degree >= by sex {male college}", "R411", 23, 7),
    ("degree >= by sex {male: college", "R411", 31, 1),
    ("degree >= by sex {male: colege}", "R437", 24, 6),
    # dates
    ("birth_date >= 60", "R433", 14, 2),
    ("birth_date >= yesterday", "R433", 14, 9),
    ("birth_date >= 1990-02-30", "R438", 14, 10),
    ("birth_date >= 1990-2-3", "R433", 14, 4),
    ("birth_date >=", "R433", 13, 1),
    ("birth_date >= degree", "R431", 14, 6),
    ("birth_date >= term_start + 6", "R427", 27, 1),
    # posts, texts, numbers
    ("held.post == commune.chiar", "R432", 13, 13),
    ("held.post == held.unit", "R431", 13, 9),
    ("held.unit == [Ban]", "R434", 13, 1),
    ("away >= 12", "R435", 10, 1),
    ("away >= 12 years", "R435", 11, 5),
    ("away >= many", "R420", 8, 4),
    ("away >= 99999999999", "R429", 8, 11),
    # quantities
    ("age >= 30 years", "R425", 0, 3),
    ("age at", "R426", 6, 1),
    ("age at term_begin >= 30 years", "R426", 7, 10),
    ("age at review_date", "R414", 18, 1),
    ("age at review_date >= 30", "R427", 22, 2),
    ("age at review_date >= 30 days", "R427", 25, 4),
    ("age at review_date >= years", "R427", 22, 5),
    ("age at review_date >= 30 years 6", "R427", 31, 1),
    ("age at review_date >= 30 years 6 months 3", "R412", 40, 1),
    ("age at review_date >= 99999 years", "R429", 22, 5),
    ("age(degree) at review_date >= 30 years", "R424", 4, 6),
    ("age( at review_date >= 30 years", "R421", 5, 2),
    ("months_since(held.post_since at review_date >= 3 years", "R411", 29, 2),
    ("months_in_post >= 24 months", "R425", 0, 14),
    ("months_between(party_joined) >= 12 months", "R411", 27, 1),
    ("standing(target) >= 1", "R411", 17, 2),
    ("standing(targets) - standing(held) >= 1", "R421", 9, 7),
    ("standing(target) - standing(held) >= one", "R420", 37, 3),
    # ratings
    ("latest(disciplines) >= good", "R419", 7, 11),
    ("latest() >= good", "R419", 7, 1),
    ("latest(evaluations >= good", "R411", 19, 2),
    ("latest(evaluations) >= well", "R437", 23, 4),
    ("all(evaluations, 2 years, >= good)", "R411", 17, 1),
    ("all(evaluations, last years, >= good)", "R428", 22, 5),
    ("all(evaluations, last 2 months, >= good)", "R428", 22, 1),
    ("all(evaluations, last 0 years, >= good)", "R429", 22, 1),
    ("all(evaluations, last 16 years, >= good)", "R429", 22, 2),
    ("all(evaluations, last 2 years, != good)", "R418", 31, 2),
    ("all(evaluations, last 2 years, good)", "R414", 31, 4),
    ("count(evaluations, last 3 years, >= good)", "R414", 41, 1),
    ("count(evaluations, last 3 years, >= good) >= two", "R420", 45, 3),
    ("count(evaluations, last 3 years, >= good) >= 51", "R429", 45, 2),
    # claims
    ("llct_proven", "R414", 11, 1),
    ("llct_proven == primary", "R418", 12, 2),
    ("llct_proven >= college", "R437", 15, 7),
]


@pytest.mark.parametrize(("sentence", "code", "offset", "length"), WRONG, ids=[s for s, *_ in WRONG])
def test_where_a_sentence_goes_wrong(sentence, code, offset, length):
    condition, problems = parse_condition(sentence, LANGUAGE, HERE)
    assert condition is None
    ((found),) = problems
    assert (found.code, found.place) == (code, HERE.part(offset, length))


WRONG_DATA = [
    # data, code, route below ``must``
    ([], "R401", ()),
    ({}, "R401", ()),
    (["degree >= college"], "R401", ()),
    ({"all": ["yes"]}, "R403", ("all", "?key")),
    ({"all_of": "yes"}, "R402", ("all_of",)),
    ({"all_of": []}, "R402", ("all_of",)),
    ({"all_of": ["yes"], "any_of": ["no"]}, "R403", ("any_of", "?key")),
    ({"all_of": ["yes", {"any_of": ["yes", "nope"]}]}, "R421", ("all_of", 1, "any_of", 1)),
    ({"none": "disciplines"}, "R405", ()),
    ({"where": "form == warning"}, "R405", ()),
    ({"none": "discipline", "where": "yes"}, "R406", ("none",)),
    ({"none": "people", "where": "yes"}, "R406", ("none",)),
    ({"none": ["disciplines"], "where": "yes"}, "R406", ("none",)),
    ({"none": "disciplines", "where": "yes", "at_least": "1"}, "R403", ("at_least", "?key")),
    ({"count": "disciplines", "where": "yes"}, "R405", ()),
    ({"count": "disciplines", "where": "yes", "at_least": "1", "at_most": "2"}, "R405", ()),
    ({"count": "disciplines", "where": "yes", "at_least": "many"}, "R407", ("at_least",)),
    ({"count": "disciplines", "where": "yes", "at_least": "51"}, "R407", ("at_least",)),
    ({"none": "disciplines", "where": {"some": "disciplines", "where": "yes"}}, "R404", ("where",)),
    ({"none": "disciplines", "where": "shape == round"}, "R421", ("where",)),
]


@pytest.mark.parametrize(("data", "code", "route"), WRONG_DATA, ids=[str(data) for data, *_ in WRONG_DATA])
def test_where_a_mapping_goes_wrong(data, code, route):
    condition, (found, *more) = parse_condition(data, LANGUAGE, HERE)
    assert condition is None
    assert not more
    assert (found.code, found.place.route) == (code, ("must", *route))


def test_all_problems_of_a_condition_are_found():
    data = {"all_of": ["degre >= college", {"any_of": ["llct = none", "sex >= male"]}, "yes"]}
    _, problems = parse_condition(data, LANGUAGE, HERE)
    assert [problem.code for problem in problems] == ["R421", "R415", "R417"]


MOMENTS = [
    ("review_date", Moment("review_date")),
    ("appointment", Moment("appointment")),
    ("appointment + 12 months", Moment("appointment", 12)),
    ("term_end - 1 year 6 months", Moment("term_end", -18)),
    ("2028-08-01", Moment(day=date(2028, 8, 1))),
    ("2028-08-01 + 1 month", Moment(months=1, day=date(2028, 8, 1))),
]


@pytest.mark.parametrize(("written", "meant"), MOMENTS)
def test_moments(written, meant):
    assert parse_moment(written, LANGUAGE, HERE) == (meant, ())


@pytest.mark.parametrize(
    ("written", "code", "offset"),
    [
        ("", "R426", 0),
        ("soon", "R426", 0),
        ("term_start + x", "R412", 11),
        ("term_start + 6", "R427", 13),
        ("term_start 6 months", "R412", 11),
        ("2028-13-01", "R438", 0),
    ],
)
def test_moments_that_are_none(written, code, offset):
    moment, (problem,) = parse_moment(written, LANGUAGE, HERE)
    assert moment is None
    assert (problem.code, problem.place.offset) == (code, offset)


def test_quantities_that_are_given_a_name():
    assert parse_quantity("months_since(held.post_since)", LANGUAGE, HERE) == (
        MonthsSince("held.post_since", REVIEW),
        (),
    )
    assert parse_quantity("months_between(party_joined, party_official)", LANGUAGE, HERE) == (
        MonthsBetween("party_joined", "party_official"),
        (),
    )


@pytest.mark.parametrize(
    ("written", "code", "offset"),
    [
        ("months_since(held.post_sinc)", "R421", 13),
        ("months_since(held.post_since) at term_start", "R412", 30),
        ("months_since held.post_since", "R411", 13),
    ],
)
def test_quantities_that_mean_nothing(written, code, offset):
    quantity, (problem,) = parse_quantity(written, LANGUAGE, HERE)
    assert quantity is None
    assert (problem.code, problem.place.offset) == (code, offset)


def test_names_inside_rows_go_before_those_of_the_person():
    data = {"some": "evaluations", "where": "year == 2024"}
    condition, problems = parse_condition(data, LANGUAGE, HERE)
    assert problems == ()
    assert condition == Rows("evaluations", field("row.year", Op.EQ, 2024), Op.GE, 1)


def test_a_very_long_number_is_refused_and_not_converted():
    _, (problem,) = parse_condition(f"away >= {'9' * 9000} months", LANGUAGE, HERE)
    assert problem.code == "R429"
