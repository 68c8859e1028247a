"""Sheets as tables of a database, and what a query says of them next to the ordinary review."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import attrs

from eligibility.concluding import Session
from eligibility.engine.concluder import make_concluder
from eligibility.model.raw import RawTables
from eligibility.model.record import Known
from eligibility.model.standard import RuleBook
from eligibility.model.vocabulary import Kind, Table, Vocabulary
from eligibility.normalise.people import build_dataset
from eligibility.normalise.text import clean
from eligibility.normalise.values import INTEGER, ISO, ValueReader
from eligibility.pipeline import review_dataset
from eligibility.read.cells import named_sheet
from eligibility.sql.database import Database
from eligibility.sql.dialects import DIALECTS
from eligibility.sql.planning import Plan, plan_query
from eligibility.sql.query import query

Texts = Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]]
"""Tables as text: their columns and rows."""

NOT_COMPUTED = ("repeated_id", "unread_post", "unread_term", "other_standard")
"""Why a query says nothing of somebody of whom the review may say something."""

TYPES = {Kind.DATE: "date", Kind.NUMBER: "bigint"}


class Engine(Protocol):
    """A database that runs queries."""

    dialect: str

    def fill(self, tables: Mapping[str, tuple[Sequence[tuple[str, str]], Sequence[Sequence[Any]]]]) -> None:
        """Make *tables* anew: columns with their types, and rows."""
        ...

    def rows(self, text: str) -> list[dict[str, Any]]:
        """What the query *text* gives."""
        ...


# --- tables --------------------------------------------------------------------------------------


def typed(tables: Texts, vocabulary: Vocabulary, as_of: date) -> Texts:
    """*tables* with only what typed columns can hold: whole days and numbers, ids written alike."""
    found = {}
    for name, (columns, rows) in tables.items():
        table = vocabulary.tables[name]
        kinds = [_kind(table, column) for column in columns]
        fields = [table.field(column) for column in columns]
        readers = [ValueReader(field, vocabulary, as_of) if field is not None else None for field in fields]
        lines = [
            [_held(cell, kind, reader) for cell, kind, reader in zip(row, kinds, readers, strict=True)]
            for row in rows
        ]
        for column in {*table.key, "unit"} & set(columns):
            place = list(columns).index(column)
            lines = [[*row[:place], clean(row[place]), *row[place + 1 :]] for row in lines]
        found[name] = (columns, lines)
    return found


def _kind(table: Table, column: str) -> Kind:
    field = table.field(column)
    return Kind.TEXT if field is None else field.kind


def _held(cell: str, kind: Kind, reader: ValueReader | None) -> str:
    """*cell* as a typed column holds it; a day out of bounds stays one."""
    if reader is None or kind not in TYPES:
        return cell
    match reader.read(cell).value:
        case Known(date() as day):
            return day.isoformat()
        case Known(int() as number):
            return str(number)
    if kind is Kind.NUMBER:
        return cell if INTEGER.fullmatch(cell) else ""
    return cell if ISO.fullmatch(cell) and _is_day(cell) else ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def fill(engine: Engine, tables: Texts, vocabulary: Vocabulary) -> Database:
    """Put *tables* into *engine*, and say what is not there."""
    made = {}
    absent = {name for name in vocabulary.tables if name not in tables}
    for name, (columns, rows) in tables.items():
        table = vocabulary.tables[name]
        absent |= {f"{name}.{field.name}" for field in table.fields if field.name not in columns}
        kinds = [_kind(table, column) for column in columns]
        made[name] = (
            [(column, TYPES.get(kind, "text")) for column, kind in zip(columns, kinds, strict=True)],
            [[_value(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows],
        )
    engine.fill(made)
    return Database({}, frozenset(absent))


def _value(cell: str, kind: Kind) -> object:
    if not cell:
        return None
    match kind:
        case Kind.DATE:
            return date.fromisoformat(cell)
        case Kind.NUMBER:
            return int(cell)
        case _:
            return cell


def raw_tables(tables: Texts) -> RawTables:
    """*tables* as the reader gives them."""
    made = []
    for name, (columns, rows) in tables.items():
        cells = [(column, [row[number] or None for row in rows]) for number, column in enumerate(columns)]
        made.append(named_sheet(name, name, len(rows), cells, several=True))
    return RawTables(Path(), tuple(made), {})


# --- both ------------------------------------------------------------------------------------------


@attrs.frozen
class Asked:
    """What a query said: its *plan*, and its rows."""

    plan: Plan
    rows: list[dict[str, Any]]

    @property
    def refused(self) -> Counter[tuple[str, ...]]:
        """Who is refused, and why."""
        return Counter((str(row["id"] or ""), row["refused"]) for row in self.rows if row["refused"])

    def skipped(self) -> set[str]:
        """People of whom the query says nothing, for reasons of its own."""
        return {person for person, reason in self.refused if reason in NOT_COMPUTED}


@attrs.frozen
class Difference:
    """Something that differs: what a query says, and what the review does."""

    key: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def plan_for(book: RuleBook, as_of: date, purpose: str, database: Database, standard: str = "") -> Plan:
    """The plan of a query."""
    policy = book.policy(purpose, as_of)
    assert policy is not None
    return plan_query(Session(book, policy, as_of, make_concluder("tables")), database, standard)


def ask(engine: Engine, book: RuleBook, as_of: date, purpose: str, database: Database) -> Asked:
    """Run the query for *purpose*."""
    plan = plan_for(book, as_of, purpose, database)
    return Asked(plan, engine.rows(query(plan, DIALECTS[engine.dialect])))


def compared(
    engine: Engine, tables: Texts, book: RuleBook, as_of: date, purpose: str
) -> tuple[list[Difference], Counter[str], Asked] | None:
    """*tables* reviewed by a query and in the ordinary way: how they differ, and what they came to.

    None where a standard of units is in force: a query does not choose among those.
    """
    held = typed(tables, book.vocabulary, as_of)
    people = build_dataset(raw_tables(held), book.vocabulary, as_of)
    ordinary = review_dataset(people, book, as_of, purpose, engine="tables")
    asked = ask(engine, book, as_of, purpose, fill(engine, held, book.vocabulary))
    if any(one.reason == "units" for one in asked.plan.refused):
        return None
    found, counts = differences(asked, ordinary.findings)
    considered = "plan" if purpose == "planning" else "people"
    theirs = Counter((one.person, one.kind) for one in ordinary.refusals if one.table == considered)
    courses = len({row.get("course") for row in asked.rows}) or 1
    for key in sorted({*asked.refused, *theirs}):
        ours = asked.refused[key] // (courses if key[1] == "no_id" else 1)
        if key[0] not in asked.skipped() and ours != theirs[key]:
            found.append(Difference(key, (str(ours),), (str(theirs[key]),)))
    return found, counts, asked


def differences(asked: Asked, findings: Any) -> tuple[list[Difference], Counter[str]]:
    """Where statuses differ from those of an ordinary review; and how often each status came."""
    skipped = asked.skipped()
    left_out = {(one.standard, one.requirement) for one in asked.plan.refused}
    training = asked.plan.origins.purpose == "training"
    ours: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for row in asked.rows:
        for name, status in row.items():
            if row["refused"] is None and name.startswith("status_") and status is not None:
                of = row["course"] if training else row["standard"]
                key = (str(row["id"]), of, row.get("term") or "", name.removeprefix("status_"))
                ours.setdefault(key, []).append((status, row["unread"]))
    theirs: dict[tuple[str, ...], list[str]] = {}
    for row in findings.iter_rows(named=True):
        if row["id"] not in skipped and (row["standard"], row["requirement"]) not in left_out:
            of = row["post"] if training else row["standard"]
            key = (row["id"], of, row["term"] or "", row["requirement"])
            theirs.setdefault(key, []).append(row["status"])
    found: list[Difference] = []
    counts: Counter[str] = Counter()
    for key in sorted({*ours, *theirs}):
        if key[0] in skipped:
            continue
        mine = tuple(sorted(status for status, _ in ours.get(key, [])))
        expected = tuple(sorted(theirs.get(key, [])))
        unread = any(count for _, count in ours.get(key, []))
        if mine == expected:
            counts.update(expected)
        elif unread and len(mine) == len(expected) and _sound(mine, expected):
            counts["unread"] += 1
        else:
            found.append(Difference(key, mine, expected))
    return found, counts


def _sound(mine: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether *mine* say the same, or that it is not known."""
    left = Counter(expected)
    left.subtract(status for status in mine if status != "unknown")
    return all(count >= 0 for count in left.values())
