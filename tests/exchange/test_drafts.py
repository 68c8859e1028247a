"""A table of DMN as a requirement: the same on every combination, or refused with a witness."""

from datetime import date
from itertools import product

import pytest
import yaml

from eligibility.exchange.draft.refusing import NoRequirement
from eligibility.exchange.draft.requirements import condition_of
from eligibility.exchange.draft.writing import Frame, draft
from eligibility.model.sentences import condition_text
from eligibility.normalise.rulebook import build_rulebook
from eligibility.pipeline import load_rules
from office.command import RULES
from synthetic.province import rules

from .models import decision, definitions, input_data, output, read, table

KINDS = {"degree": "string", "birth_date": "date", "llct": "string", "sex": "string", "held_post": "string"}


def model(columns, lines, policy='hitPolicy="UNIQUE"', outputs=("<output/>",)):
    logic = table(columns, lines, policy=policy, outputs=outputs)
    inputs = [input_data(name, kind) for name, kind in KINDS.items()]
    return read(definitions(decision("out", logic, list(KINDS)), *inputs))


def drafted(columns, lines, policy='hitPolicy="UNIQUE"', met="", outputs=("<output/>",)):
    found = model(columns, lines, policy, outputs)
    (one,) = found.decisions.values()
    condition, _ = condition_of(one, rules().vocabulary, met)
    return condition_text(condition, rules().vocabulary)


HIGH = '"bachelor","master","doctor","doctor_of_science"'
LOW = '"none","elementary","intermediate","college"'


@pytest.mark.parametrize(
    ("columns", "lines", "condition"),
    [
        (["degree"], [([HIGH], ['"met"']), ([LOW], ['"unmet"'])], "degree >= bachelor"),
        (["degree"], [([HIGH], ["true"]), ([f"not({HIGH},null)"], ["false"])], "degree >= bachelor"),
        (
            ["degree"],
            [([HIGH], ['"met"']), ([LOW], ['"unmet"']), (["null"], ['"unknown"'])],
            "degree >= bachelor",
        ),
        (["sex"], [(['"male"'], ["true"]), (['"female"'], ["false"])], "sex == male"),
        (["sex"], [(["-"], ["true"])], "yes"),
        (["sex"], [(["-"], ["false"])], "no"),
        (
            ["birth_date"],
            [(['>= date("1980-01-01")'], ["true"]), (['< date("1980-01-01")'], ["false"])],
            "birth_date >= 1980-01-01",
        ),
        (
            ["birth_date"],
            [
                (['[date("1980-01-01")..date("1990-01-01"))'], ["true"]),
                (['< date("1980-01-01"), >= date("1990-01-01")'], ["false"]),
            ],
            "{all_of: [birth_date >= 1980-01-01, birth_date < 1990-01-01]}",
        ),
        (
            ["degree", "sex"],
            [([HIGH, "-"], ["true"]), (["-", '"female"'], ["true"]), ([LOW, '"male"'], ["false"])],
            "{any_of: [sex == female, {all_of: [degree >= bachelor, sex == male]}]}",
        ),
    ],
)
def test_a_table_becomes_the_condition_that_says_the_same(columns, lines, condition):
    assert drafted(columns, lines, 'hitPolicy="ANY"').replace("'", "") == condition


def test_hit_policies_count():
    lines = [(['"male"'], ['"A"']), (["not(null)"], ['"B"'])]
    assert drafted(["sex"], lines, 'hitPolicy="FIRST"', "A") == "sex == male"
    outputs = (output(values='"B","A"'),)
    lines = [(['"male"'], ['"A"']), (["-"], ['"B"'])]
    assert drafted(["sex"], lines, 'hitPolicy="PRIORITY"', "A", outputs) == "no"


@pytest.mark.parametrize(
    ("columns", "lines", "kind"),
    [
        (["degree"], [(['"batchelor"'], ["true"])], "no_level"),
        (["degree"], [(['"bachelor"'], ["true"])], "open"),
        (["degree"], [([HIGH], ['"yes"']), ([LOW], ['"no"'])], "result"),
        (
            ["degree"],
            [
                (
                    [
                        "null",
                    ],
                    ["true"],
                ),
                (["not(null)"], ["true"]),
                (["-"], ["true"]),
            ],
            "faulty",
        ),
        (
            ["sex"],
            [
                (
                    [
                        '"male"',
                    ],
                    ["true"],
                ),
                (['"female", null'], ["false"]),
            ],
            "missing",
        ),
        (["sex"], [(['"male"'], ["true"]), (['"female"'], ["true"])], "missing"),
        (
            ["sex"],
            [
                (["-"], ["1 = 2"]),
            ],
            "",
        ),
        (["birth_date"], [(["> 5"], ["true"])], "kind"),
        (["birth_date", "birth_date"], [(["-", "-"], ["true"])], "repeated_field"),
        (["sex + degree"], [(["-"], ["true"])], "expression"),
        (["sex"], [(["degree"], ["true"])], "other_data"),
        (["sex"], [(['? = "male"'], ["true"])], "other_data"),
    ],
)
def test_what_a_requirement_cannot_say_is_refused(columns, lines, kind):
    if not kind:
        assert drafted(columns, lines) == "no"
        return
    with pytest.raises(NoRequirement) as caught:
        drafted(columns, lines)
    assert caught.value.kind == kind


def test_the_witness_names_who_is_decided_otherwise():
    with pytest.raises(NoRequirement) as caught:
        drafted(["sex"], [(['"male"'], ["true"]), (['"female", null'], ["false"])])
    assert caught.value.text == "sex: null: unmet / unknown"


def test_other_results_than_one_truth_are_only_evaluated():
    several = model(["sex"], [(["-"], ["1", "2"])], outputs=(output("a"), output("b")))
    listed = model(["sex"], [(["-"], ["1"])], 'hitPolicy="COLLECT"')
    for found in (several, listed):
        (one,) = found.decisions.values()
        with pytest.raises(NoRequirement) as caught:
            condition_of(one, rules().vocabulary)
        assert caught.value.kind == "several_results"


def test_a_draft_is_read_as_a_standard_that_decides_nothing():
    book, _, raw = load_rules(RULES)
    assert book is not None
    lines = [(['"male"'], ["true"]), (['"female"'], ["false"])]
    found = model(["sex"], lines)
    post = next(iter(book.vocabulary.posts))
    frame = Frame("imported.m", (post,), date(2026, 1, 1), "warn", "m.dmn")
    text = draft(found, list(found.decisions.values()), book.vocabulary, frame)
    assert "status: draft" in text
    assert "must: sex == male" in text
    documents = {name: document.data for name, document in raw.documents.items()}
    loaded = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  (makes nothing but text)
    made, problems = build_rulebook(documents | {"standards/imported.yaml": {"standards": [loaded]}}, {})
    assert made is not None, problems
    (standard,) = [one for one in made.standards if one.id == "imported.m"]
    assert str(standard.state) == "draft"


def test_every_combination_is_the_same_in_both():
    """The condition, evaluated on complete data, says of each combination what the table says."""
    lines = [
        (['"male"', HIGH], ['"met"']),
        (['"male"', LOW], ['"unmet"']),
        (['"female"', "-"], ['"met"']),
        (["null", HIGH], ['"met"']),
    ]
    found = model(["sex", "degree"], lines, 'hitPolicy="FIRST"')
    (one,) = found.decisions.values()
    condition, columns = condition_of(one, rules().vocabulary)
    from eligibility.exchange.dmn.deciding import decide
    from eligibility.model.condition import AllOf, AnyOf, Compare, FieldValue, Within

    codes = rules().vocabulary.scales["degree"].codes

    def holds(node, person) -> bool:
        match node:
            case AllOf(items):
                return all(holds(item, person) for item in items)
            case AnyOf(items):
                return any(holds(item, person) for item in items)
            case Within(path, values):
                return person[path] in values
            case Compare(FieldValue("degree"), op, right):
                here, there = codes.index(person["degree"]), codes.index(right.value)
                return here >= there if op == ">=" else here <= there
            case Compare(FieldValue(path), _, right):
                return person[path] == right.value
        raise AssertionError(node)

    assert [column.name for column in columns] == ["sex", "degree"]
    for sex, degree in product(("male", "female"), codes):
        wanted = decide(found, {"sex": sex, "degree": degree}).values["out"]
        assert holds(condition, {"sex": sex, "degree": degree}) == (wanted == "met")
