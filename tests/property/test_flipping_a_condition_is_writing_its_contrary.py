"""Law: a requirement with one condition taken otherwise is one with its contrary written there."""

from collections.abc import Iterator

from hypothesis import given

from eligibility.analysis.likeness import plain
from eligibility.coverage.trees import Flip, condition_at, leaves_of, verdict, with_condition
from eligibility.engine.completions import Exceeded, Question, completions
from eligibility.engine.meaning import Person, Reader
from eligibility.engine.meaning import verdict as meant
from eligibility.model.condition import negate
from eligibility.model.context import Context
from eligibility.model.record import Record
from eligibility.model.slots import terms_of
from eligibility.model.standard import Requirement

from .strategies import Case, cases, examples, seeded


@examples(40)
@given(seeded(cases))
def test_flipping(case: Case) -> None:
    for node in case.instance.nodes:
        requirement = plain(node.requirement)
        for leaf in leaves_of(requirement):
            assert condition_at(requirement, leaf.route) == leaf.condition
            assert with_condition(requirement, leaf.route, leaf.condition) == requirement
        for person in people(requirement, node.context, case.record):
            reader = Reader(person, node.context)
            assert verdict(requirement, reader) == meant(requirement, reader)
            for leaf in leaves_of(requirement):
                if not leaf.rows:
                    contrary = with_condition(requirement, leaf.route, negate(leaf.condition))
                    assert verdict(requirement, reader, Flip(leaf.route)) == meant(contrary, reader)


def people(requirement: Requirement, context: Context, record: Record) -> Iterator[Person]:
    """Some of those that *record* may turn out to be."""
    question = Question(tuple((term, context) for term in terms_of(requirement)))
    try:
        found = list(completions(record, question)) if question.terms else []
    except Exceeded:
        return
    yield from found[:15]
