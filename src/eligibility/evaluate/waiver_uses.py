"""What became of every row of the sheet of waivers: none is dropped in silence."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import polars as pl

from eligibility.evaluate.candidacies import Candidacies
from eligibility.evaluate.columns import Coded
from eligibility.evaluate.waivers import FALSE, TRUE, state_of
from eligibility.model.dataset import Rows
from eligibility.model.record import MISSING, NONE, Among, Known, Value, span
from eligibility.model.standard import Standard
from eligibility.model.waivers import Use, WaiverUse

READ = ("post", "requirement", "decision_date", "until")


def waiver_uses(
    everyone: Candidacies, decisions: pl.DataFrame, standards: Sequence[Standard], as_of: date
) -> tuple[WaiverUse, ...]:
    """Each waiver in the order of the sheet, with what became of it."""
    rows = everyone.population.dataset.tables.get("waivers")
    return tuple(_uses(everyone, decisions, standards, as_of, rows)) if rows is not None else ()


def _uses(
    everyone: Candidacies, decisions: pl.DataFrame, standards: Sequence[Standard], as_of: date, rows: Rows
) -> Iterator[WaiverUse]:
    population = everyone.population
    persons = population.persons("waivers")
    waivable = {
        (standard.id, standard.version, demand.id)
        for standard in standards
        for demand in standard.requirements
        if demand.waivable
    }
    decided = _decided(everyone, decisions, set(persons.tolist()))
    columns = {name: population.column(rows, name) for name in READ}
    for row in range(rows.height):
        demand, post = _value(columns["requirement"], row), _value(columns["post"], row)
        mine = [one for one in decided.get(int(persons[row]), ()) if _fits(post, one[0])]
        name = str(demand.value) if isinstance(demand, Known) else ""
        applied = sum(name in waived for _, _, waived in mine)
        state = _state(columns["until"], columns["decision_date"], row, as_of)
        possible = any((*version, name) in waivable for _, version, _ in mine)
        yield WaiverUse(
            _text(rows, rows.table.key[0], row),
            _text(rows, "post", row),
            _text(rows, "requirement", row),
            _text(rows, "decision_no", row),
            _text(rows, "decision_date", row),
            _text(rows, "until", row),
            _text(rows, "reason", row),
            rows.address(rows.table.key[0], row),
            _use(state, applied, bool(mine), possible),
            applied if state == TRUE else 0,
        )


def _decided(
    everyone: Candidacies, decisions: pl.DataFrame, wanted: set[int]
) -> dict[int, list[tuple[str, tuple[str, str], list[str]]]]:
    """The post, the version of the standard and what was waived, of the candidacies of *wanted* people."""
    found: dict[int, list[tuple[str, tuple[str, str], list[str]]]] = {}
    people = everyone.person[decisions["row"].to_numpy()]
    kept = decisions.filter(pl.Series(np.isin(people, list(wanted))))
    columns = ("row", "post", "standard", "version", "waived")
    for row, post, standard, version, waived in kept.select(columns).iter_rows():
        person = int(everyone.person[row])
        found.setdefault(person, []).append((post, (standard, version), waived))
    return found


def _state(until: Coded | None, decided: Coded | None, row: int, as_of: date) -> Use | Value:
    """Whether a waiver is in force; of one that is not, whether it is over or has not begun."""
    last, first = _value(until, row, Known(NONE)), _value(decided, row)
    state = state_of(last, first, as_of)
    if state != FALSE:
        return state
    ended = span(last)
    return Use.OVER if ended is not None and ended[1] < as_of else Use.EARLY


def _use(state: Use | Value, applied: int, decided: bool, waivable: bool) -> Use:
    if not decided:
        return Use.NOBODY
    if not waivable:
        return Use.BARRED
    if isinstance(state, Use):
        return state
    if state != TRUE:
        return Use.UNCLEAR
    return Use.APPLIED if applied else Use.SPARE


def _fits(post: Value, target: str) -> bool:
    """Whether a waiver for *post* may be for *target*; one without a post is for all."""
    match post:
        case Known(value):
            return bool(value == target)
        case Among(values):
            return target in values
        case _:
            return True


def _value(column: Coded | None, row: int, absent: Value = MISSING) -> Value:
    found: Value = column.value(row) if column is not None else absent
    return found


def _text(rows: Rows, field: str, row: int) -> str:
    cell = rows.cell(field, row)
    return cell.text if cell is not None else ""
