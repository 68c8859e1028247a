"""Waivers in force: by person, post and requirement."""

from datetime import date

import numpy as np

from eligibility.evaluate.candidacies import Candidacies
from eligibility.evaluate.columns import Coded, constant
from eligibility.model.dataset import TARGET_POST
from eligibility.model.record import MISSING, NONE, Among, Known, Value, span

FALSE, TRUE = Known(False), Known(True)

Waiver = tuple[Value, Value]
"""The post it is for, and whether it is in force."""


def waived(candidacies: Candidacies, requirement: str, as_of: date) -> Coded:
    """Whether *requirement* is waived for each candidacy on *as_of*.

    A waiver counts from its decision until its last day; one without a last day lasts, one without a
    post is for all. Where its decision or its last day is not known well enough, or its post cannot be
    read, it may or may not count.
    """
    population = candidacies.population
    rows = population.dataset.tables.get("waivers")
    if rows is None:
        return constant(FALSE, candidacies.height)
    wanted = population.column(rows, "requirement")
    posts = population.column(rows, "post")
    if wanted is None:
        return constant(FALSE, candidacies.height)
    persons = population.persons("waivers")
    until, decided = population.column(rows, "until"), population.column(rows, "decision_date")
    found: dict[int, list[Waiver]] = {}
    for row in np.flatnonzero(persons >= 0).tolist():
        if wanted.value(row) != Known(requirement):
            continue
        state = state_of(
            until.value(row) if until is not None else Known(NONE),
            decided.value(row) if decided is not None else MISSING,
            as_of,
        )
        post = posts.value(row) if posts is not None else MISSING
        found.setdefault(int(persons[row]), []).append((post, state))
    if not found:
        return constant(FALSE, candidacies.height)
    target = candidacies.column(TARGET_POST)
    values = (FALSE, TRUE, MISSING)
    codes = np.zeros(candidacies.height, dtype=np.int64)
    for row in np.flatnonzero(np.isin(candidacies.person, list(found))).tolist():
        states = [_for_post(waiver, target.value(row)) for waiver in found[int(candidacies.person[row])]]
        codes[row] = values.index(next((s for s in (TRUE, MISSING) if s in states), FALSE))
    return Coded(codes, values)


def _for_post(waiver: Waiver, target: Value) -> Value:
    """Whether a waiver counts for the post in *target*."""
    post, state = waiver
    match post:
        case Known():
            return state if post == target else FALSE
        case Among(values) if isinstance(target, Known) and target.value not in values:
            return FALSE
        case _ if post == MISSING:
            return state
        case _:
            return FALSE if state == FALSE else MISSING


def state_of(until: Value, decided: Value, as_of: date) -> Value:
    """Whether a waiver with these dates is in force."""
    last, first = span(until), span(decided)
    if (last is not None and last[1] < as_of) or (first is not None and first[0] > as_of):
        return FALSE
    lasts = until in (Known(NONE), MISSING) or (last is not None and last[0] >= as_of)
    begun = first is not None and first[1] <= as_of
    return TRUE if lasts and begun else MISSING
