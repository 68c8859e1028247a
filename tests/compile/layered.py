"""A small rule book with a layer over it, and people to try both on."""

import random
import re
from datetime import date, timedelta
from pathlib import Path

import yaml

from eligibility.compile.instances import make_instance
from eligibility.engine.reference import Reference
from eligibility.model.record import NONE, Known, Record
from eligibility.model.truth import Status
from eligibility.model.vocabulary import Kind
from eligibility.normalise.rulebook import build_rulebook
from eligibility.read.rules import read_rules

BASE = Path(__file__).parents[2] / "cases" / "bad" / "_base"

LAYER = {
    "standard": "x.deputy",
    "title": {"vi": "Phó chủ tịch xã", "en": "Commune deputy chair"},
    "posts": ["commune.deputy"],
    "units": ["Tỉnh X"],
    "source": {"instrument": "5/NQ-HĐND", "confidence": "text"},
    "in_force": {"from": "2025-01-01"},
    "extends": "base.general",
    "requirements": [],
}


def documents():
    raw, problems = read_rules(BASE)
    assert not problems
    return {name: document.data for name, document in raw.documents.items()}


def rulebook(*layers, change=lambda made: None):
    """The base with *layers*, each given by what it says otherwise than `LAYER`."""
    made = documents()
    change(made)
    for number, layer in enumerate(layers):
        made[f"standards/layer{number}.yaml"] = {**LAYER, **layer}
    book, problems = build_rulebook(made, {})
    assert book is not None, problems
    return book


def demand(text):
    """A requirement of a layer, as it is written in a rule file."""
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506  (scalars stay text)


def layered(*requirements, **head):
    return rulebook({**head, "requirements": [demand(text) for text in requirements]})


def standard_of(book, name, day):
    return next(s for s in book.standards if s.id == name and day in s.in_force)


def verdicts(book, standard, requirement, record, day, term, purpose="planning"):
    """What the reference interpreter concludes of one requirement."""
    instance = make_instance(book, standard, book.policy(purpose, day), day, term)
    node = next(n for n in instance.nodes if n.requirement.id == requirement and not n.course)
    return Reference(instance).verdicts(node, record)


def lets_off(ours, theirs, day):
    """Whether someone whom the parent finds unmet is better off, whatever the effects."""
    return any(
        t.status is Status.UNMET and (o.status is not Status.UNMET or o.due > max(t.due, day))
        for o in ours
        for t in theirs
    )


def record_of(example, book):
    """The record that a counter-example tells."""
    values, histories, waived = {}, {}, False
    for part in example.split("; "):
        name, _, text = part.partition("=")
        field = book.vocabulary.field_at(name)
        if name == "waived":
            waived = True
        elif name.endswith("]"):
            values[name] = Known(NONE if text == "none" else text)
        elif name in book.vocabulary.tables:
            rows = re.findall(r"\(([^)]*)\)", text)
            table = book.vocabulary.tables[name]
            histories[name] = tuple(
                {k: scalar(v, table.field(k)) for k, v in (cell.split("=") for cell in row.split(", "))}
                for row in rows
            )
        elif field is not None:
            values[name] = scalar(text, field)
    return values, histories, waived


def scalar(text, field):
    if text == "none" and (field.none_texts or field.empty == "none"):
        return Known(NONE)
    match field.kind:
        case Kind.DATE:
            return Known(date.fromisoformat(text))
        case Kind.NUMBER:
            return Known(int(text))
        case Kind.POSTS:
            return Known(tuple(text.split("+")))
        case _:
            return Known(text)


def anyone(book, day, seed):
    """A complete record at random."""
    roll = random.Random(seed)

    def on(first, last):
        return Known(first + timedelta(days=roll.randint(0, (last - first).days)))

    values = {
        "target.post": Known("commune.deputy"),
        "target.area": Known(roll.choice(["lowland", "island"])),
    }
    for field in book.vocabulary.tables["people"].fields:
        match field.kind:
            case Kind.LEVEL:
                values[field.path] = Known(roll.choice(book.vocabulary.scales[field.scale].codes))
            case Kind.POSTS:
                values[field.path] = Known((roll.choice(tuple(book.vocabulary.posts)),))
            case Kind.DATE:
                values[field.path] = on(day - timedelta(days=roll.choice([900, 8000, 24000])), day)
            case Kind.NUMBER:
                values[field.path] = Known(roll.randint(0, 60))
            case _:
                values[field.path] = Known("u")
    values["birth_date"] = on(date(day.year - 65, 1, 1), date(day.year - 20, 1, 1))
    grades = book.vocabulary.scales["evaluation"].codes
    for year in range(day.year - 6, day.year):
        values[f"evaluations[{year}]"] = Known(roll.choice(grades))
    disciplines = [
        {
            "regime": Known("party"),
            "form": Known(roll.choice(["reprimand", "warning"])),
            "decision_date": on(day - timedelta(days=900), day),
            "ended": Known(NONE),
        }
        for _ in range(roll.choice([0, 0, 1, 2]))
    ]
    return Record(
        values, {"disciplines": tuple(disciplines)}, frozenset(["rating"] if roll.random() < 0.3 else [])
    )
