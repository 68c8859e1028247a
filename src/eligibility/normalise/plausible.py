"""What is hardly true, by the rules of the vocabulary: found where it is certain, told, and left as it is."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import attrs
import numpy as np
from numpy.typing import NDArray

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.calendar import add_months
from eligibility.model.dataset import Column, Issue, Rows
from eligibility.model.record import Known, Missing, Value, span
from eligibility.model.truth import Gap
from eligibility.model.vocabulary import Kind, Label, Plausible, Vocabulary
from eligibility.normalise.language import listed, nearest
from eligibility.normalise.text import words_of
from eligibility.normalise.written import WrittenPlausible

PEOPLE = "people"
MOST = 20
"""Rows of one rule that are listed one by one."""

Codes = NDArray[np.int64]


def build_plausible(
    written: Sequence[WrittenPlausible], vocabulary: Vocabulary, where: Where
) -> tuple[tuple[Plausible, ...], list[Diagnostic]]:
    """The rules, and every field that they name and no table has."""
    known = [f"{table.name}.{field.name}" for table in vocabulary.tables.values() for field in table.fields]
    problems: list[Diagnostic] = []
    made = []
    for n, rule in enumerate(written):
        named = [*rule.after, *rule.holds[:1], *rule.with_[:1], *filter(None, (rule.not_after, rule.same))]
        for name in named:
            if name not in known:
                params = {"name": name, "near": nearest(name, known), "choices": listed(known)}
                problems.append(Diagnostic("R309", where.child(n), params))
        if (
            len(rule.after) not in (0, 2)
            or len(rule.holds) != len(rule.with_)
            or len(rule.holds) not in (0, 2)
        ):
            problems.append(Diagnostic("R205", where.child(n)))
        made.append(
            Plausible(
                Label(rule.vi, rule.en),
                tuple(rule.after),
                rule.years,
                rule.not_after,
                tuple(rule.holds),
                tuple(rule.with_),
                rule.same,
                rule.people,
                rule.text,
            )
        )
    return tuple(made), problems


def implausible(tables: Mapping[str, Rows], vocabulary: Vocabulary, as_of: date) -> Iterator[Issue]:
    """An issue for each row of which a rule says that it is hardly true."""
    for rule in vocabulary.plausible:
        for rows, name, found in _found(rule, tables, as_of):
            for number, row in enumerate(found[: MOST + 1].tolist()):
                cell = rows.cell(name, row)
                text = cell.text if cell is not None else ""
                more = f" (+{len(found) - MOST})" if number == MOST else ""
                done = "taken_as_unknown" if rule.not_after else "read"
                yield rows.issue(name, row, "implausible", text + more, rule.label.vi, done)


def without_future(tables: Mapping[str, Rows], vocabulary: Vocabulary, as_of: date) -> dict[str, Rows]:
    """*tables* in which what cannot have been yet is not known: it is no rating of next year, but a slip."""
    made = dict(tables)
    for rule in vocabulary.plausible:
        table, _, name = rule.not_after.partition(".")
        rows = made.get(table)
        if rows is None or name not in rows.columns:
            continue
        column = rows.columns[name]
        cells = tuple(
            attrs.evolve(cell, value=Missing(Gap.UNREADABLE)) if _ahead(cell.value, column, as_of) else cell
            for cell in column.cells
        )
        made[table] = attrs.evolve(rows, columns={**rows.columns, name: attrs.evolve(column, cells=cells)})
    return made


def _found(
    rule: Plausible, tables: Mapping[str, Rows], as_of: date
) -> Iterator[tuple[Rows, str, NDArray[np.int64]]]:
    """The rows that a rule is about: of which table, at which field, and which."""
    if rule.after:
        table, _, name = rule.after[1].partition(".")
        people, rows = tables.get(PEOPLE), tables.get(table)
        earlier = people.columns.get(rule.after[0].partition(".")[2]) if people is not None else None
        if people is not None and rows is not None and earlier is not None and name in rows.columns:
            yield rows, name, _too_soon(_whose(people, rows, earlier), rows.columns[name], rule.years)
    if rule.not_after:
        table, _, name = rule.not_after.partition(".")
        rows = tables.get(table)
        if rows is not None and name in rows.columns:
            column = rows.columns[name]
            ahead = np.array([_ahead(cell.value, column, as_of) for cell in column.cells], dtype=bool)
            yield rows, name, np.flatnonzero(ahead[column.codes])
    if rule.holds:
        name, other = rule.holds[0].partition(".")[2], rule.value[0].partition(".")[2]
        rows = tables.get(PEOPLE)
        if rows is not None and name in rows.columns and other in rows.columns:
            first, second = rows.columns[name], rows.columns[other]
            word = words_of(rule.holds[1])
            holds = np.array([word[0] in words_of(cell.text)[1:-1] for cell in first.cells], dtype=bool)
            has = np.array([cell.value == Known(rule.value[1]) for cell in second.cells], dtype=bool)
            yield rows, other, np.flatnonzero(holds[first.codes] & has[second.codes])
    if rule.same:
        name = rule.same.partition(".")[2]
        rows = tables.get(PEOPLE)
        if rows is not None and name in rows.columns and rows.height >= rule.people:
            column = rows.columns[name]
            used = [column.cells[code] for code in np.unique(column.codes).tolist()]
            same = len({cell.value for cell in used}) == 1 and isinstance(used[0].value, Known)
            if same and all(rule.text in ("", cell.text) for cell in used):
                yield rows, name, np.arange(1, dtype=np.int64)


def _ahead(value: Value, column: Column, as_of: date) -> bool:
    if column.field.kind is Kind.NUMBER:
        return isinstance(value, Known) and isinstance(value.value, int) and value.value > as_of.year
    days = span(value)
    return days is not None and days[0] > as_of


def _whose(people: Rows, rows: Rows, column: Column) -> tuple[Codes, Sequence[Value]]:
    """For each row the code of the person's value in *column*; -1 where there is none."""
    values = [cell.value for cell in column.cells]
    if rows is people:
        return column.codes.astype(np.int64), values
    key = people.table.key[0]
    own, theirs = people.columns[key], rows.columns[key]
    places = {own.cells[code].text: row for row, code in enumerate(own.codes.tolist())}
    table = np.array([places.get(cell.text, -1) for cell in theirs.cells], dtype=np.int64)
    found = table[theirs.codes]
    codes = np.where(found >= 0, column.codes[np.maximum(found, 0)], -1).astype(np.int64)
    return codes, values


def _too_soon(earlier: tuple[Codes, Sequence[Value]], later: Column, years: int) -> NDArray[np.int64]:
    """The rows in which the later date is certainly not *years* after the earlier one."""
    codes, values = earlier
    pairs = (codes + 1) * max(1, len(later.cells)) + later.codes
    distinct, inverse = np.unique(pairs, return_inverse=True)
    soon = np.zeros(len(distinct), dtype=bool)
    for number, pair in enumerate(distinct.tolist()):
        code, other = divmod(pair, max(1, len(later.cells)))
        first = span(values[code - 1]) if code else None
        second = span(later.cells[other].value)
        if first is not None and second is not None:
            soon[number] = second[1] < add_months(first[0], 12 * years)
    return np.flatnonzero(soon[inverse.reshape(-1)])
