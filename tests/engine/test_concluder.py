"""The two concluders say the same of every rule of the shipped book, and refuse what is not decided."""

import random
from datetime import date
from importlib.util import find_spec

import attrs
import pytest

from eligibility.compile.instances import compile_instance, make_instance
from eligibility.compile.policies import conclude_policy
from eligibility.compile.tables import conclude
from eligibility.engine.concluder import DurableConcluder, PlainConcluder
from eligibility.engine.durable import EngineFault
from eligibility.model.limits import MAX_RULES
from eligibility.pipeline import load_rules

REVIEWS = (date(2021, 6, 30), date(2024, 6, 30), date(2026, 6, 30))
PURPOSES = ("planning", "training", "audit")
needs_engine = pytest.mark.skipif(
    find_spec("durable_rules_engine") is None, reason="durable-rules cannot be had on this Python"
)


@pytest.fixture(scope="module")
def compiled(rules):
    """Every standard under every policy, on several days."""
    book, _, _ = load_rules(rules)
    term = next(term for term in book.vocabulary.terms if term.term == "2025-2030")
    return [
        compile_instance(make_instance(book, standard, policy, day, term), MAX_RULES)
        for day in REVIEWS
        for purpose in PURPOSES
        if (policy := book.policy(purpose, day)) is not None
        for standard in book.standards
        if day in standard.in_force
    ]


def situations(count, chooser, most=64):
    """All truths of *count* conditions, or as many at random."""
    if 2**count <= most:
        return [tuple(bool(number >> place & 1) for place in range(count)) for number in range(2**count)]
    return [tuple(chooser.random() < 0.5 for _ in range(count)) for _ in range(most)]


@pytest.mark.isolated
@needs_engine
def test_both_conclude_the_same_of_every_shipped_rule(compiled):
    chooser = random.Random(11)
    durable, plain = DurableConcluder(), PlainConcluder()
    seen = set()
    assert len(compiled) > 20
    for one in compiled:
        for node, table in enumerate(one.tables):
            if table in seen:
                continue
            seen.add(table)
            for truths in situations(len(table.terms), chooser):
                expected = conclude(table, truths)
                assert durable.verdict(one, node, truths) == expected
                assert plain.verdict(one, node, truths) == expected
        if one.policy not in seen:
            seen.add(one.policy)
            for inputs in situations(len(one.policy.inputs), chooser, 200):
                expected = conclude_policy(one.policy, inputs)
                assert durable.outcome(one, inputs) == expected
                assert plain.outcome(one, inputs) == expected
    assert durable.concluded > 500
    assert plain.concluded > 500
    durable.close()


@pytest.mark.isolated
@needs_engine
def test_a_policy_is_asked_once_for_what_it_said_before(compiled):
    durable = DurableConcluder()
    one = compiled[0]
    inputs = (False,) * len(one.policy.inputs)
    first = durable.outcome(one, inputs)
    asked = durable.concluded
    assert durable.outcome(one, inputs) == first
    assert durable.concluded == asked
    durable.close()


def gaps_and_overlaps(one):
    """The same with a table that has no rule, and with policies none or two lines of which decide."""
    holes = attrs.evolve(one.tables[0], paths=())
    last = one.policy.stages[-1]
    policies = [
        attrs.evolve(one.policy, stages=(*one.policy.stages[:-1], stage)) for stage in ((), (*last, *last))
    ]
    return attrs.evolve(one, tables=(holes,)), [attrs.evolve(one, policy=policy) for policy in policies]


def refuses_gaps_and_overlaps(concluder, one):
    holes, policies = gaps_and_overlaps(one)
    with pytest.raises(EngineFault):
        concluder.verdict(holes, 0, (True,) * len(holes.tables[0].terms))
    for broken in policies:
        with pytest.raises(EngineFault):
            concluder.outcome(broken, (False,) * len(broken.policy.inputs))


def test_a_table_with_a_gap_or_a_policy_that_does_not_decide_is_a_fault(compiled):
    refuses_gaps_and_overlaps(PlainConcluder(), compiled[0])


@pytest.mark.isolated
@needs_engine
def test_it_is_one_for_the_engine_too(compiled):
    durable = DurableConcluder()
    refuses_gaps_and_overlaps(durable, compiled[0])
    durable.close()


@pytest.mark.isolated
@needs_engine
def test_only_the_engine_notices_verdicts_that_overlap(compiled):
    durable = DurableConcluder()
    one = compiled[0]
    table = one.tables[0]
    twice = attrs.evolve(table, paths=(*table.paths, *table.paths))
    with pytest.raises(EngineFault):
        durable.verdict(attrs.evolve(one, tables=(twice,)), 0, (True,) * len(table.terms))
    durable.close()
