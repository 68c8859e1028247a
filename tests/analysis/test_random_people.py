"""Law: in the shipped rule book, in which `check` finds nothing, random people find nothing either.

Somebody at random, and the same person with one level, rating or length of service a step better: the
outcome is never worse, unless a requirement says that it may be.
"""

import os
from collections import Counter
from datetime import date, timedelta
from functools import cache
from random import Random

import attrs
import pytest

from eligibility.analysis.checks import check_rules
from eligibility.analysis.likeness import plain
from eligibility.analysis.steps import order_at
from eligibility.compile.cells import field_of_slot
from eligibility.compile.instances import make_instance
from eligibility.compile.occasions import TRAINING, terms_for
from eligibility.engine.reference import Reference
from eligibility.model.plan import Instance
from eligibility.model.record import NONE, Known, Record, Scalar
from eligibility.model.slots import slots_of, terms_of
from eligibility.model.vocabulary import Field, Kind
from office.command import ROOT

PEOPLE = 10_000 if os.environ.get("ELIGIBILITY_PROFILE") == "full" else 150


@cache
def shipped():
    book, problems, _ = check_rules(ROOT / "rules")
    assert problems == ()
    assert book is not None
    return book


def instances() -> list[Instance]:
    """Each version under each policy that judges by it, on its first day."""
    book = shipped()
    made = []
    for standard in book.standards:
        day = max(standard.in_force.start, date(2021, 1, 1))
        for policy in book.policies:
            if day in policy.in_force and (policy.purpose == TRAINING) is bool(standard.courses):
                term = terms_for(book.vocabulary, standard.posts, day)[0]
                instance = make_instance(book, standard, policy, day, term)
                nodes = tuple(attrs.evolve(n, requirement=plain(n.requirement)) for n in instance.nodes)
                made.append(attrs.evolve(instance, nodes=nodes))
    return made


def scalar(random: Random, field: Field, instance: Instance) -> Scalar:
    vocabulary, as_of = instance.context.vocabulary, instance.context.as_of
    if field.none_texts and random.random() < 0.15:
        return NONE
    match field.kind:
        case Kind.LEVEL:
            return random.choice(vocabulary.scales[field.scale].codes)
        case Kind.DATE:
            first = field.minimum if isinstance(field.minimum, date) else date(1960, 1, 1)
            span = min((as_of - first).days, random.choice([900, 4_000, 20_000]))
            return as_of - timedelta(random.randint(0, span))
        case Kind.POST:
            return random.choice(instance.standard.posts or tuple(vocabulary.posts))
        case Kind.POSTS:
            return (random.choice(tuple(vocabulary.posts)),)
        case Kind.NUMBER:
            return random.randint(0, 60)
        case _:
            return "u"


def somebody(random: Random, instance: Instance, slots: list[str]) -> Record:
    values = {}
    for slot in slots:
        field = field_of_slot(slot, instance.context)
        assert field is not None
        values[slot] = Known(scalar(random, field, instance))
    if "birth_date" in values:
        age = random.randint(24, 62)
        values["birth_date"] = Known(instance.context.as_of - timedelta(age * 365 + random.randint(0, 364)))
    table = instance.context.vocabulary.tables["disciplines"]
    rows = []
    for _ in range(random.choice([0, 0, 0, 1])):
        fields = [f for f in table.fields if f.name != "id"]
        rows.append({f.name: Known(scalar(random, f, instance)) for f in fields})
    return Record(values, {"disciplines": tuple(rows)})


def better(random: Random, record: Record, slot: str, instance: Instance) -> Record | None:
    """The same with *slot* somewhat better; None where it is the best already, or counts neither way."""
    order = order_at(slot, instance.context)
    field = field_of_slot(slot, instance.context)
    value = record.values[slot]
    assert isinstance(value, Known)
    place = order(value.value) if order is not None else None
    if place is None or field is None or order is None:
        return None
    others = [scalar(random, field, instance) for _ in range(6)]
    higher = [o for o in others if (p := order(o)) is not None and p[0] == place[0] and p[1] > place[1]]
    if not higher:
        return None
    return attrs.evolve(record, values={**record.values, slot: Known(higher[0])})


@pytest.mark.parametrize("place", range(9))
def test_nobody_at_random_comes_off_worse_with_more(place):
    seen: Counter[str] = Counter()
    for number, instance in enumerate(instances()):
        if number % 9 != place:
            continue
        random = Random(number)
        reference = Reference(instance)
        year = instance.context.closed_year
        read = {s for n in instance.nodes for t in terms_of(n.requirement) for s in slots_of(t, year)}
        slots = sorted(s for s in read if s not in instance.context.vocabulary.tables and ":" not in s)
        ranks = {outcome.code: outcome.rank for outcome in instance.policy.outcomes}
        excused = {
            slot
            for node in instance.nodes
            if node.requirement.not_monotone and not node.course
            for term in terms_of(node.requirement)
            for slot in slots_of(term, year)
        }
        for _ in range(PEOPLE):
            record = somebody(random, instance, slots)
            slot = random.choice(slots)
            raised = better(random, record, slot, instance) if slot not in excused else None
            if raised is None:
                continue
            before, after = (reference.judge(one).outcomes for one in (record, raised))
            assert before is not None
            assert after is not None
            assert len(before) == len(after) == 1 or "disciplines" in read
            low = min(ranks[code] for code in before)
            assert min(ranks[code] for code in after) >= low, (instance.standard.id, slot, record, raised)
            seen["better" if after != before else "the same"] += 1
    assert seen["the same"] > 20
    assert seen["better"] > 0
