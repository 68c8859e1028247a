"""Which effect is the stricter one is read off the policies; the shipped ones are pinned here."""

from pathlib import Path

import pytest

from eligibility.compile import strictness
from eligibility.compile.strictness import TooManyInputs, no_softer
from eligibility.pipeline import load_rules

from .layered import rulebook

SHIPPED = Path(__file__).parents[2] / "rules"

ON_POSTS = {
    "leave": {"wait", "warn"},
    "disqualify": {"wait", "train", "warn"},
    "wait": {"warn"},
    "train": {"warn"},
    "document": {"warn"},
    "warn": set(),
}
ON_COURSES = {
    "disqualify": {"wait", "document", "suppress", "full_time", "warn"},
    "wait": {"document", "suppress", "full_time", "warn"},
    "document": {"full_time", "warn"},
    "suppress": set(),
    "full_time": {"warn"},
    "warn": set(),
}


@pytest.fixture(scope="module")
def policies():
    book, _, _ = load_rules(SHIPPED)
    return {policy.purpose: policy for policy in book.policies}


@pytest.mark.parametrize(
    ("purposes", "softer"), [(("planning", "audit"), ON_POSTS), (("training",), ON_COURSES)]
)
def test_the_order_of_the_shipped_policies(policies, purposes, softer):
    """If this changes, say so in the docstring of `eligibility.compile.strictness`."""
    chosen = [policies[purpose] for purpose in purposes]
    found = {one: {o for o in softer if o != one and no_softer(one, o, chosen)} for one in softer}
    assert found == softer


def test_every_effect_is_as_strict_as_itself_and_two_are_never_stricter_than_each_other(policies):
    chosen = [policies["planning"], policies["audit"]]
    for one in ON_POSTS:
        assert no_softer(one, one, chosen)
        assert not any(no_softer(one, o, chosen) and no_softer(o, one, chosen) for o in ON_POSTS if o != one)


def test_an_effect_that_no_policy_knows_compares_with_nothing(policies):
    chosen = list(policies.values())
    assert not no_softer("exile", "warn", [policies["planning"]])
    assert not no_softer("exile", "banish", chosen)
    assert no_softer("exile", "exile", chosen)
    assert not no_softer("leave", "warn", [])


def change(**policy):
    def changed(made):
        made["policy/planning.yaml"].update(policy)

    return changed


def planning(**policy):
    book = rulebook(change=change(**policy))
    return [policy for policy in book.policies if policy.purpose == "planning"]


def test_a_new_effect_needs_no_python():
    effects = {
        name: {"vi": name, "en": name}
        for name in ("disqualify", "wait", "train", "warn", "censure", "praise")
    }
    decide = [
        {"outcome": "remove", "when": ["out"]},
        {"outcome": "verify", "when": ["unmet censure"]},
        {"outcome": "keep", "when": []},
    ]
    chosen = planning(effects=effects, decide=decide)
    assert no_softer("disqualify", "censure", chosen)
    assert no_softer("censure", "warn", chosen)
    assert not no_softer("warn", "censure", chosen)
    assert no_softer("warn", "praise", chosen)
    assert not no_softer("praise", "warn", chosen)


def test_where_outcomes_are_the_same_the_first_declared_is_the_stricter():
    chosen = planning()
    assert no_softer("disqualify", "wait", chosen)
    assert not no_softer("wait", "disqualify", chosen)
    turned = {name: {"vi": name, "en": name} for name in ("wait", "disqualify", "train", "warn")}
    assert no_softer("wait", "disqualify", planning(effects=turned))


def test_what_bars_a_course_is_not_let_go():
    book = rulebook()
    training = [policy for policy in book.policies if policy.purpose == "training"]
    assert no_softer("disqualify", "warn", training)
    assert not no_softer("warn", "disqualify", training)


def test_a_policy_that_sees_too_much_is_not_taken_for_a_proof(monkeypatch, policies):
    monkeypatch.setattr(strictness, "MAX_INPUTS", 3)
    strictness._under.cache_clear()
    with pytest.raises(TooManyInputs):
        no_softer("disqualify", "warn", [policies["planning"]])
    strictness._under.cache_clear()
