"""Cases to raw sheets, as an officer would have written them; cases of one kind share the sheets."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import attrs

from eligibility.assurance.written import Case, Line
from eligibility.model.raw import EMPTY, RawCell, RawSheet, RawTables
from eligibility.model.standard import RuleBook
from eligibility.model.vocabulary import Table
from eligibility.read.cells import encode

PEOPLE = "people"
PLAN = "plan"


@attrs.frozen
class Group:
    """What cases must share to be reviewed together.

    Whether a column is there matters only where its absence stands for something (*columns*).
    """

    as_of: date
    purpose: str
    tables: frozenset[str]
    columns: frozenset[tuple[str, str]]
    shared: tuple[object, ...]


def groups_of(cases: Iterable[Case], rulebook: RuleBook) -> Mapping[Group, list[Case]]:
    """The cases that can be reviewed together."""
    tables = rulebook.vocabulary.tables
    telling = _telling(rulebook)
    found: dict[Group, list[Case]] = {}
    for case in cases:
        columns = {
            (name, field)
            for name in (PEOPLE, PLAN)
            for line in case.lines.get(name, ())
            for field in line
            if (name, field) in telling
        }
        shared = tuple(
            (name, tuple(tuple(sorted(line.items())) for line in lines))
            for name, lines in sorted(case.lines.items())
            if not _personal(tables[name], tables)
        )
        group = Group(case.as_of, case.purpose, frozenset(case.lines), frozenset(columns), shared)
        found.setdefault(group, []).append(case)
    return found


def _telling(rulebook: RuleBook) -> set[tuple[str, str]]:
    """Columns whose absence is not the same as empty cells."""
    assumed = {item.subject for policy in rulebook.policies for item in policy.assume}
    assumed |= {item.subject for standard in rulebook.standards for item in standard.assume}
    return {
        (table.name, field.name)
        for table in rulebook.vocabulary.tables.values()
        for field in table.fields
        if field.empty == "none" or field.path in assumed
    }


def _personal(table: Table, tables: Mapping[str, Table]) -> bool:
    """Whether the rows of *table* name the person they are about."""
    return table.key == tables[PEOPLE].key


def raw_tables(cases: Sequence[Case], rulebook: RuleBook) -> RawTables:
    """The sheets of *cases*, which are of one group."""
    tables = rulebook.vocabulary.tables
    sheets = []
    for name in cases[0].lines:
        table = tables[name]
        rows: list[Mapping[str, str]] = []
        for case in cases if _personal(table, tables) else cases[:1]:
            own = {table.key[0]: case.person} if _personal(table, tables) else {}
            rows += [{**own, **row} for line in case.lines[name] for row in _rows(line)]
        if name in (PEOPLE, PLAN):
            names = tuple(dict.fromkeys(field for row in rows for field in row))
        else:
            names = tuple(field.name for field in table.fields)
        sheets.append(_sheet(name, names, rows))
    return RawTables(Path("cases"), tuple(sheets), {})


def _rows(line: Line) -> list[Mapping[str, str]]:
    """One row; several that differ where a cell has several texts."""
    count = max((len(texts) for texts in line.values()), default=1)
    return [
        {name: texts[min(number, len(texts) - 1)].text for name, texts in line.items()}
        for number in range(count)
    ]


def _sheet(name: str, names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> RawSheet:
    columns = [encode([field, *(row.get(field, "") for row in rows)], {str: _cell}) for field in names]
    return RawSheet("cases", name, tuple(columns), len(rows) + 1)


def _cell(text: str) -> RawCell:
    return RawCell(text) if text else EMPTY
