"""What other seats, or another order of priorities, would change: two plans, one beside the other."""

from typing import Any

import attrs
import polars as pl

from eligibility.training.classes import ClassList
from eligibility.training.plan import Plan

CHANGES: dict[str, Any] = {
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "course": pl.String,
    "before": pl.String,
    "after": pl.String,
}
"""One row a person and course whose class is another; empty where there is none."""


def with_seats(listed: ClassList, seats: dict[str, int]) -> ClassList:
    """*listed* with other numbers of seats in some classes."""
    classes = tuple(
        attrs.evolve(one, seats=seats[one.id]) if one.id in seats else one for one in listed.classes
    )
    return attrs.evolve(listed, classes=classes)


def changes(before: Plan, after: Plan) -> pl.DataFrame:
    """Whose class differs, in the order of the records."""
    first, second = _classes(before), _classes(after)
    facts = after.asking.facts
    place = {person: number for number, person in enumerate(facts)}
    rows = [
        (person, facts[person].name, facts[person].unit, course, first.get(key, ""), second.get(key, ""))
        for key in sorted({*first, *second}, key=lambda key: (place[key[0]], key[1]))
        for person, course in [key]
        if first.get(key) != second.get(key)
    ]
    return pl.DataFrame(rows, schema=CHANGES, orient="row")


def _classes(plan: Plan) -> dict[tuple[str, str], str]:
    claims, classes = plan.problem.claims, plan.problem.classes
    return {
        (claims[claim].person, claims[claim].course): classes[session].id
        for claim, session in plan.reasons.seated.items()
    }
