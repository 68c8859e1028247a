"""The columns of a chunk as the values that rules read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Protocol

import attrs
import numpy as np
import polars as pl

from eligibility.bulk.coders import Coder, Problem
from eligibility.bulk.converting import sheet_of
from eligibility.bulk.crowd import Crowd
from eligibility.bulk.keys import Keys
from eligibility.evaluate.columns import Coded, Codes, mapped, recoded
from eligibility.model.dataset import Issue
from eligibility.model.raw import RawSheet
from eligibility.model.record import MISSING, Known, Missing, Value
from eligibility.model.standard import RuleBook
from eligibility.model.truth import Gap
from eligibility.model.vocabulary import Field, Table, Vocabulary
from eligibility.normalise.headings import PEOPLE, Layout, lay_out
from eligibility.normalise.people import build_table, own_goes_first
from eligibility.normalise.text import folded, key
from eligibility.normalise.units import MEANT, Unit, successor, units_of
from eligibility.normalise.values import fill_day
from eligibility.normalise.waivers import REQUIREMENT, WAIVERS, waivable
from eligibility.read.cells import named_sheet

UNITS = "units"


class _Reads(Protocol):
    @property
    def columns_read(self) -> tuple[str, ...]:
        """The columns that state it."""
        ...

    def coded(self, frame: pl.DataFrame, /) -> Coded:
        """The values of one field."""
        ...


@attrs.frozen(eq=False)
class Heads:
    """Which column of which table is which field.

    *columns* gives, by table, the column of each field; *beside*, by table, what stands with the people:
    the fields' columns for each value (a year) that a heading gives, or for none.
    """

    columns: Mapping[str, Mapping[str, str]]
    beside: Mapping[str, Mapping[str, Mapping[str, str]]]
    issues: tuple[Issue, ...]


def heads_of(names: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> Heads:
    """The fields of the tables with these columns.

    Raises:
        eligibility.normalise.headings.UnusableInput: a table lacks the column that names its rows,
            or has a heading twice.

    """
    sheets = [_heading(table, columns) for table, columns in names.items()]
    layouts, issues = lay_out(sheets, vocabulary)
    columns: dict[str, dict[str, str]] = {}
    beside: dict[str, dict[str, dict[str, str]]] = {}
    for layout in layouts:
        found = {field: _name(layout, column) for field, column in layout.columns.items()}
        if layout.beside is None:
            columns[layout.table.name] = found
        else:
            given = next(iter(layout.given.values()), "")
            beside.setdefault(layout.table.name, {})[given] = found
    known = {(table, name) for table, fields in columns.items() for name in fields.values()} | {
        (PEOPLE, name) for parts in beside.values() for fields in parts.values() for name in fields.values()
    }
    more = [
        Issue("unknown_column", table, "", "", name, "", "ignored")
        for table, found in names.items()
        for name in found
        if table in columns and (table, name) not in known
    ]
    return Heads(columns, beside, (*issues, *more))


def _heading(table: str, columns: Sequence[str]) -> RawSheet:
    return named_sheet(table, table, 0, [(name, ()) for name in columns], several=True)


def _name(layout: Layout, column: int) -> str:
    return layout.sheet.cell(layout.heading, column).text


class Intake:
    """Makes populations of chunks; what a code means stays the same from one to the next.

    *wanted* are the paths of fields that are read; *cuts* and *rows* as in a layout.
    """

    def __init__(
        self,
        heads: Heads,
        rulebook: RuleBook,
        as_of: date,
        wanted: Collection[str],
        cuts: Mapping[str, Sequence[date] | None],
        rows: Mapping[str, Mapping[str, list[date] | None]],
    ) -> None:
        vocabulary = self._vocabulary = rulebook.vocabulary
        self._waivable = waivable(rulebook)
        self._as_of = as_of
        self._wanted = frozenset(wanted)
        self._cuts = cuts
        self._rows = rows
        self._coders: list[Coder] = []
        self._supplied = heads
        self._ended: dict[str, Issue] = {}
        self._made: tuple[pl.DataFrame, Mapping[str, Coded], Mapping[str, Unit]] | None = None
        self._unit_issues: tuple[Issue, ...] = ()
        self._fields: dict[str, dict[str, _Reads]] = {
            table: self._table(vocabulary.tables[table], columns)
            for table, columns in heads.columns.items()
            if table != UNITS
        }
        self._grades: dict[str, dict[int, tuple[str, Coder]]] = {}
        self._plan: tuple[str, Coder, dict[str, _Reads]] | None = None
        for name, parts in heads.beside.items():
            table = vocabulary.tables[name]
            if table.ratings is not None:
                self._grades[name] = {
                    int(given): (found[table.ratings.grade], self._coder(_field(table, table.ratings.grade)))
                    for given, found in parts.items()
                }
            elif name not in heads.columns and table.beside is not None:
                (found,) = parts.values()
                needs = _field(table, table.beside.needs)
                self._plan = (found[needs.name], self._coder(needs, table), self._table(table, found))

    def crowd(
        self,
        people: pl.DataFrame,
        sides: Mapping[str, tuple[pl.DataFrame, Codes]],
        shared: Mapping[str, pl.DataFrame],
    ) -> Crowd:
        """The population of *people*; *sides* are rows of other tables, and whose row each is."""
        columns: dict[str, Mapping[str, Coded]] = {
            PEOPLE: {name: read.coded(people) for name, read in self._fields[PEOPLE].items()}
        }
        known: Mapping[str, Unit] = {}
        if UNITS in shared:
            columns[UNITS], known = self._units(shared[UNITS])
        persons: dict[str, Codes] = {}
        for name, (frame, whose) in sides.items():
            columns[name] = {field: read.coded(frame) for field, read in self._fields[name].items()}
            persons[name] = whose
        if self._plan is not None:
            column, coder, fields = self._plan
            entries = self._entries("plan", coder, people[column])
            made = np.array([value is not None for value in entries.values], dtype=bool)[entries.codes]
            rows = np.flatnonzero(made).astype(np.int64)
            plan = people[rows] if len(rows) < people.height else people
            columns["plan"] = {name: read.coded(plan) for name, read in fields.items()}
            persons["plan"] = rows
        for table, name in MEANT:
            if known and name in columns.get(table, {}):
                settled = mapped(columns[table][name], partial(self._settled, known))
                columns[table] = {**columns[table], name: settled}
        beside = {
            table: {
                year: self._entries(table, coder, people[column]) for year, (column, coder) in years.items()
            }
            for table, years in self._grades.items()
        }
        return Crowd(self._vocabulary, people.height, columns, persons, beside)

    def _units(self, frame: pl.DataFrame) -> tuple[Mapping[str, Coded], Mapping[str, Unit]]:
        """The units as the ordinary intake reads them, and when each is there; read once."""
        if self._made is None or self._made[0] is not frame:
            layouts, _ = lay_out([sheet_of(UNITS, frame)], self._vocabulary)
            rows, self._unit_issues = build_table(layouts, self._vocabulary, self._as_of, single=True)
            columns = {
                name: recoded(column.codes.astype(np.int64), [cell.value for cell in column.cells])
                for name, column in rows.columns.items()
            }
            self._made = frame, columns, units_of(rows)
        _, made, known = self._made
        return made, known

    def _settled(self, known: Mapping[str, Unit], value: Value) -> Value:
        """The unit that is there in place of one that is gone."""
        if not isinstance(value, Known) or str(value.value) not in known:
            return value
        name = str(value.value)
        if known[name].gone(self._as_of):
            place = successor(name, known, self._as_of)
            done = "successor_used" if place else "read"
            self._ended[name] = Issue("unit_ended", UNITS, "", "", name, place, done)
            return Known(place) if place else value
        if known[name].start > self._as_of:
            day = known[name].start.isoformat()
            self._ended[name] = Issue("unit_early", UNITS, "", "", name, day, "read")
        return value

    @property
    def columns(self) -> list[str]:
        """The columns of people that are read."""
        found = {self._supplied.columns[PEOPLE][self._vocabulary.tables[PEOPLE].key[0]]: None}
        for reads in self._fields[PEOPLE].values():
            found |= dict.fromkeys(reads.columns_read)
        for years in self._grades.values():
            found |= dict.fromkeys(column for column, _ in years.values())
        if self._plan is not None:
            column, _, fields = self._plan
            found |= {column: None} | {name: None for reads in fields.values() for name in reads.columns_read}
        return list(found)

    def problems(self, file: str) -> list[Problem]:
        """What could not be understood, each distinct cell once."""
        found = [problem for coder in self._coders for problem in coder.problems(file)]
        return [*found, *map(Problem, (*self._unit_issues, *self._ended.values()))]

    # --- fields ----------------------------------------------------------------------------------

    def _table(self, table: Table, columns: Mapping[str, str]) -> dict[str, _Reads]:
        found: dict[str, _Reads] = {}
        for name, column in columns.items():
            field = table.field(name)
            if field is None or not self._read(table, field):
                continue
            if (table.name, name) == (WAIVERS, REQUIREMENT):
                found[name] = _Renamed(column, self._coder(field, table), self._waivable)
                continue
            others = [
                other for other in (field.prefer, *(fill.when for fill in field.fill)) if other in columns
            ]
            found[name] = (
                _Completed(
                    field, columns, [self._coder(_field(table, n), exact=True) for n in (name, *others)]
                )
                if others
                else _Plain(column, self._coder(field, table))
            )
        return found

    def _read(self, table: Table, field: Field) -> bool:
        if table.name == WAIVERS:
            return True
        if table.history:
            ratings = table.ratings
            rated = ratings is not None and field.name in (ratings.year, ratings.grade)
            return rated or field.name in self._rows.get(table.name, {})
        return table.name not in (PEOPLE, "plan") or field.path in self._wanted

    def _coder(self, field: Field, table: Table | None = None, *, exact: bool = False) -> Coder:
        rows = self._rows.get(table.name, {}) if table is not None and table.history else None
        cuts = None if exact else self._cuts.get(field.path, ()) if rows is None else rows.get(field.name, ())
        coder = Coder(field, self._vocabulary, self._as_of, cuts)
        self._coders.append(coder)
        return coder

    # --- beside the people ----------------------------------------------------------------------

    def _entries(self, table: str, coder: Coder, series: pl.Series) -> Coded:
        """What stands beside the people in what a row of *table* needs; None where it makes no row."""
        beside = self._vocabulary.tables[table].beside
        denied = set(map(folded, beside.none_texts)) if beside is not None else set()
        coded = coder.coded(series)
        values: list[Value | None] = [None if value == MISSING else value for value in coded.values]
        if denied and series.dtype == pl.String:
            said = {text for text in series.unique().to_list() if text is not None and folded(text) in denied}
            if said:
                nothing = series.is_in(list(said)).fill_null(value=False).to_numpy()
                return Coded(np.where(nothing, len(values), coded.codes), (*values, None))
        return Coded(coded.codes, tuple(values))


@attrs.frozen(eq=False)
class _Plain:
    """A field that one column states."""

    column: str
    coder: Coder

    @property
    def columns_read(self) -> tuple[str, ...]:
        return (self.column,)

    def coded(self, frame: pl.DataFrame) -> Coded:
        return self.coder.coded(frame[self.column])


@attrs.frozen(eq=False)
class _Renamed:
    """Requirements by their ids, whatever spelling waivers call them by."""

    column: str
    coder: Coder
    names: Mapping[str, str]

    @property
    def columns_read(self) -> tuple[str, ...]:
        return (self.column,)

    def coded(self, frame: pl.DataFrame) -> Coded:
        return mapped(self.coder.coded(frame[self.column]), self._named)

    def _named(self, value: Value) -> Value:
        if not isinstance(value, Known):
            return value
        found = self.names.get(key(str(value.value)))
        return Known(found) if found is not None else Missing(Gap.UNREADABLE)


@attrs.define(eq=False)
class _Completed:
    """A field that gives way to a preferred column, or whose partial dates a declared rule completes."""

    field: Field
    columns: Mapping[str, str]
    coders: Sequence[Coder]
    keys: Keys = attrs.field(init=False)
    values: list[Value] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.keys = Keys(len(self.coders))

    @property
    def columns_read(self) -> tuple[str, ...]:
        return tuple(self.columns[coder.field.name] for coder in self.coders)

    def coded(self, frame: pl.DataFrame) -> Coded:
        parts = [coder.coded(frame[self.columns[coder.field.name]]) for coder in self.coders]
        codes, fresh = self.keys.codes([part.codes for part in parts])
        for row in fresh.tolist():
            self.values.append(self._value([part.value(row) for part in parts]))
        return Coded(codes, tuple(self.values))

    def _value(self, stated: Sequence[Value]) -> Value:
        given = dict(zip((coder.field.name for coder in self.coders), stated, strict=True))
        value = given[self.field.name]
        preferred = given.get(self.field.prefer) if self.field.prefer else None
        if preferred is not None and not own_goes_first(value, preferred):
            value = preferred
        for fill in self.field.fill:
            if given.get(fill.when) == Known("yes"):
                value = fill_day(value, fill.month_day, fill.clause)
        return value


def _field(table: Table, name: str) -> Field:
    found = table.field(name)
    if found is None:
        raise KeyError(name)
    return found
