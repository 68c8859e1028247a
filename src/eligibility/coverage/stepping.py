"""One step: a day, a month, the next level of a scale; and what has an order to step along."""

from collections.abc import Iterator
from datetime import timedelta

import attrs

from eligibility.model.condition import BelowLevel, Compare, FieldValue, Moment
from eligibility.model.vocabulary import Kind, Vocabulary

DAY = timedelta(days=1)


def moved(moment: Moment) -> Iterator[Moment]:
    """*moment* a day, or where it has a name and is moved by months, a month earlier and later."""
    if moment.day is not None:
        yield attrs.evolve(moment, day=moment.day - DAY)
        yield attrs.evolve(moment, day=moment.day + DAY)
    elif moment.months:
        yield attrs.evolve(moment, months=moment.months - 1)
        yield attrs.evolve(moment, months=moment.months + 1)


def steps(scale_id: str, code: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The levels one step below and one step above that called *code*."""
    scale = vocabulary.scales.get(scale_id)
    level = scale.level(code) if scale is not None else None
    if scale is None or level is None or not scale.ordered:
        return
    ladder = {other.rank: other.code for other in reversed(scale.levels) if other.ladder == level.ladder}
    ranks = sorted(ladder)
    place = ranks.index(level.rank)
    if place > 0:
        yield ladder[ranks[place - 1]]
    if place + 1 < len(ranks):
        yield ladder[ranks[place + 1]]


def rated(table: str, vocabulary: Vocabulary) -> str:
    """The scale of the grades of *table*."""
    declared = vocabulary.tables[table]
    grade = declared.field(declared.ratings.grade) if declared.ratings is not None else None
    return grade.scale if grade is not None else ""


def ordered(compare: Compare, vocabulary: Vocabulary, table: str) -> bool:
    """Whether *compare* is about something with an order."""
    if not isinstance(compare.left, FieldValue | BelowLevel):
        return True
    field = vocabulary.field_at(compare.left.path, table)
    if field is None:
        return compare.left.path.startswith("row.")
    scale = vocabulary.scales.get(field.scale)
    if field.kind is Kind.LEVEL:
        return scale is not None and scale.ordered
    return field.kind in (Kind.DATE, Kind.NUMBER)
