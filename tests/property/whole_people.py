"""Complete random people for a condition, and the context to read them in."""

from collections.abc import Iterable

from eligibility.engine.meaning import Person, Reader
from eligibility.model.condition import Condition, atoms_of
from eligibility.model.context import Context
from eligibility.model.record import NONE, Scalar
from eligibility.model.slots import HOLDS, KNOWN, WAIVED, slots_of
from eligibility.model.vocabulary import Field, Kind, Table

from .strategies import Roll, Words, a_day, chance, constant, one, some


def context_of(roll: Roll, words: Words) -> Context:
    """A review on the day of *words*, with all its moments dated close by."""
    days = {name: a_day(roll, words.as_of, words.size) for name in words.moments}
    return Context(
        words.as_of,
        one(roll, ("planning", "audit", "training")),
        words.vocabulary,
        {**days, "review_date": words.as_of},
        one(roll, ("review_date", "decision_date")),
    )


def scalar_of(roll: Roll, words: Words, field: Field) -> Scalar:
    """A complete value of *field*."""
    if chance(roll, 12) and (field.none_texts or field.empty == "none"):
        return NONE
    if field.kind is Kind.POSTS:
        return tuple(sorted(some(roll, tuple(words.vocabulary.posts), 1, 2)))
    return constant(roll, words, field).value


def person_of(roll: Roll, words: Words, conditions: Iterable[Condition], context: Context) -> Person:
    """A complete person with all that *conditions* read."""
    values: dict[str, Scalar] = {}
    stated: dict[str, bool] = {}
    rows: dict[str, tuple[Person, ...]] = {}
    tables = words.vocabulary.tables
    atoms = [atom for condition in conditions for atom in atoms_of(condition)]
    for slot in dict.fromkeys(s for atom in atoms for s in slots_of(atom, context.closed_year)):
        assert not slot.startswith((HOLDS, WAIVED))
        if slot.startswith(KNOWN):
            stated[slot.removeprefix(KNOWN)] = chance(roll, 50)
        elif slot in tables:
            rows[slot] = tuple(_row(roll, words, tables[slot]) for _ in range(roll(0, 3)))
        elif slot.endswith("]"):
            grade = _grade(tables[slot.partition("[")[0]])
            values[slot] = scalar_of(roll, words, grade)
        else:
            values[slot] = scalar_of(roll, words, words.field(slot))
    return Person(values, rows, stated)


def reader_of(roll: Roll, words: Words, conditions: Iterable[Condition]) -> Reader:
    """A reader of a complete person."""
    context = context_of(roll, words)
    return Reader(person_of(roll, words, conditions, context), context)


def _row(roll: Roll, words: Words, table: Table) -> Person:
    fields = [field for field in table.fields if field.name not in table.key]
    values = {field.name: scalar_of(roll, words, field) for field in fields}
    stated = {field.name: chance(roll, 50) for field in fields}
    if table.expiry is not None:
        stated[table.expiry.field] = chance(roll, 50)
    return Person(values, {}, stated, lasting=chance(roll, 50))


def _grade(table: Table) -> Field:
    assert table.ratings is not None
    field = table.field(table.ratings.grade)
    assert field is not None
    return field
