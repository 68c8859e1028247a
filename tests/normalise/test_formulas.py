"""Formulas of repayment: what is written is what is counted, and nothing else can be written."""

import re
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.formula import NAMES
from eligibility.normalise.formulas import parse_formula

NUMBERS = st.integers(0, 60)
VALUES = st.fixed_dictionaries(dict.fromkeys(NAMES, NUMBERS))
TERMS = st.recursive(
    st.sampled_from(NAMES) | NUMBERS.map(str),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
    max_leaves=6,
)


@given(TERMS, VALUES)
def test_a_formula_counts_as_arithmetic_does(written, values):
    formula = parse_formula(written)
    assert formula is not None
    exact = re.sub(r"\d+", r"Fraction(\g<0>)", written)
    names = {"__builtins__": {}, "Fraction": Fraction} | {n: Fraction(v) for n, v in values.items()}
    try:
        wanted = max(0, ceil(eval(exact, names)))  # noqa: S307  (made above)
    except ZeroDivisionError:
        wanted = None
    assert formula.amount(values) == wanted
    assert formula.names() == {name for name in NAMES if name in written}


@pytest.mark.parametrize(
    ("word", "formula"), [("all", "cost"), ("none", "0"), ("unserved", "cost * left / owed")]
)
def test_words_stand_for_formulas(word, formula):
    said, written = parse_formula(word), parse_formula(formula)
    assert said is not None
    assert written is not None
    assert said.term == written.term


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cost *",
        "price",
        "cost ** 2",
        "-cost",
        "cost if left else 0",
        "min(cost, 1)",
        "1.5",
        "True",
        "cost\0",
        "(" * 500,
    ],
)
def test_nothing_else_is_a_formula(text):
    assert parse_formula(text) is None
