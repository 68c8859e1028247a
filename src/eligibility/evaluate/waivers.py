"""Waivers in force: by person, post and requirement."""

from datetime import date

import numpy as np

from eligibility.evaluate.candidacies import TARGET_POST, Candidacies
from eligibility.evaluate.columns import Coded, constant
from eligibility.model.record import MISSING, Known, Value

FALSE, TRUE = Known(False), Known(True)


def waived(candidacies: Candidacies, requirement: str, as_of: date) -> Coded:
    """Whether *requirement* is waived for each candidacy on *as_of*.

    A waiver counts from its decision until its last day; one without a last day lasts. Where a date
    of it cannot be read, it may or may not be in force.
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
    found: dict[tuple[int, Value], Value] = {}
    for row in np.flatnonzero(persons >= 0).tolist():
        if wanted.value(row) != Known(requirement):
            continue
        state = _state(
            until.value(row) if until is not None else MISSING,
            decided.value(row) if decided is not None else MISSING,
            as_of,
        )
        key = (int(persons[row]), posts.value(row) if posts is not None else MISSING)
        found[key] = (
            TRUE if TRUE in (state, found.get(key)) else (MISSING if found.get(key) == MISSING else state)
        )
    if not found:
        return constant(FALSE, candidacies.height)
    target = candidacies.column(TARGET_POST)
    values = (FALSE, TRUE, MISSING)
    codes = np.zeros(candidacies.height, dtype=np.int64)
    holders = np.flatnonzero(np.isin(candidacies.person, [person for person, _ in found]))
    for row in holders.tolist():
        person = int(candidacies.person[row])
        state = found.get((person, target.value(row)), found.get((person, MISSING), FALSE))
        codes[row] = values.index(state)
    return Coded(codes, values)


def _state(until: Value, decided: Value, as_of: date) -> Value:
    if isinstance(until, Known) and isinstance(until.value, date) and until.value < as_of:
        return FALSE
    if isinstance(decided, Known) and isinstance(decided.value, date) and decided.value > as_of:
        return FALSE
    unread = [v for v in (until, decided) if not isinstance(v, Known) and v != MISSING]
    return MISSING if unread else TRUE
