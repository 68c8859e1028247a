"""What several matching rules come to, by hit policy; and what comes where none matches."""

from decimal import Decimal

import pytest

from .models import decided, output, table

N = {"n": "number"}
OVERLAPPING = [([">= 1"], ['"low"']), ([">= 5"], ['"mid"']), ([">= 9"], ['"high"'])]
ORDERED = (output(values='"high","mid","low"'),)


def said(policy: str, number: int | None, outputs=("<output/>",), rules=OVERLAPPING):
    logic = table(["n"], rules, policy=policy, outputs=outputs)
    return decided(logic, {"n": None if number is None else Decimal(number)}, N)


@pytest.mark.parametrize(
    ("policy", "outputs", "seven", "nine"),
    [
        ('hitPolicy="FIRST"', ("<output/>",), "low", "low"),
        ('hitPolicy="PRIORITY"', ORDERED, "mid", "high"),
        ('hitPolicy="RULE ORDER"', ("<output/>",), ["low", "mid"], ["low", "mid", "high"]),
        ('hitPolicy="OUTPUT ORDER"', ORDERED, ["mid", "low"], ["high", "mid", "low"]),
        ('hitPolicy="COLLECT"', ("<output/>",), ["low", "mid"], ["low", "mid", "high"]),
        ('hitPolicy="COLLECT" aggregation="COUNT"', ("<output/>",), Decimal(2), Decimal(3)),
        ('hitPolicy="COLLECT" aggregation="MIN"', ("<output/>",), "low", "high"),
        ('hitPolicy="COLLECT" aggregation="MAX"', ("<output/>",), "mid", "mid"),
    ],
)
def test_overlapping_rules(policy, outputs, seven, nine):
    assert said(policy, 7, outputs).values["out"] == seven
    assert said(policy, 9, outputs).values["out"] == nine


def test_sum_of_collected_numbers():
    rules = [(["-"], ["1.5"]), ([">= 5"], ["2"]), ([">= 9"], ["10"])]
    assert said('hitPolicy="COLLECT" aggregation="SUM"', 7, rules=rules).values["out"] == Decimal("3.5")


@pytest.mark.parametrize(
    ("policy", "nothing"),
    [
        ('hitPolicy="UNIQUE"', None),
        ('hitPolicy="FIRST"', None),
        ('hitPolicy="COLLECT"', []),
        ('hitPolicy="RULE ORDER"', []),
        ('hitPolicy="COLLECT" aggregation="COUNT"', Decimal(0)),
        ('hitPolicy="COLLECT" aggregation="SUM"', None),
    ],
)
def test_where_no_rule_matches(policy, nothing):
    found = said(policy, 0)
    assert found.values["out"] == nothing
    assert bool(found.remarks) == (nothing is None)
    assert said(policy, 0, (output(default='"other"'),)).values["out"] == "other"


def test_null_matches_a_dash_and_null_only():
    rules = [(["null"], ['"missing"']), (["not(null)"], ['"there"'])]
    assert said('hitPolicy="UNIQUE"', None, rules=rules).values["out"] == "missing"
    assert said('hitPolicy="UNIQUE"', 3, rules=rules).values["out"] == "there"
    assert said('hitPolicy="UNIQUE"', None).values["out"] is None
    assert said('hitPolicy="UNIQUE"', None, rules=[(["-"], ['"any"'])]).values["out"] == "any"


def test_a_broken_promise_of_the_table_is_null_with_a_reason():
    assert [one.kind for one in said('hitPolicy="UNIQUE"', 7).remarks] == ["several_rules"]
    assert said('hitPolicy="UNIQUE"', 7).values["out"] is None
    assert said('hitPolicy="UNIQUE"', 7).remarks[0].text == "1, 2"
    assert [one.kind for one in said('hitPolicy="ANY"', 7).remarks] == ["differing_rules"]
    alike = [([">= 1"], ['"same"']), ([">= 5"], ['"same"'])]
    assert said('hitPolicy="ANY"', 7, rules=alike).values["out"] == "same"
    unlisted = said('hitPolicy="FIRST"', 7, (output(values='"high"'),))
    assert (unlisted.values["out"], unlisted.remarks[0].kind) == (None, "output_value")


def test_several_outputs_are_parts_and_priority_goes_column_by_column():
    outputs = (output("a", '"x","y"'), output("b", '"1","2"'))
    rules = [(["-"], ['"y"', '"1"']), (["-"], ['"x"', '"2"']), (["-"], ['"x"', '"1"'])]
    found = said('hitPolicy="PRIORITY"', 1, outputs, rules).values["out"]
    assert found == {"a": "x", "b": "1"}
    listed = said('hitPolicy="OUTPUT ORDER"', 1, outputs, rules).values["out"]
    assert listed == [{"a": "x", "b": "1"}, {"a": "x", "b": "2"}, {"a": "y", "b": "1"}]


def test_values_that_an_input_does_not_allow_are_no_reason_to_guess():
    logic = table(["n"], [(["-"], ["1"])]).replace(
        "</inputExpression>", "</inputExpression><inputValues><text>[1..5]</text></inputValues>"
    )
    assert decided(logic, {"n": Decimal(5)}, N).values["out"] == 1
    for wrong in (Decimal(6), None):
        found = decided(logic, {"n": wrong}, N)
        assert (found.values["out"], found.remarks[0].kind) == (None, "input_value")
    typed = decided(table(["n"], [(["-"], ["1"])]), {"n": "five"}, N)
    assert [one.kind for one in typed.remarks] == ["input_type"]
