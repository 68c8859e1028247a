"""Class lists: which classes there will be, with which seats, and who has been sent already.

A class list is short and made by the office itself. What cannot be understood in it is not left out: the list
is refused, with every cell that must be mended.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import attrs

from eligibility.model.calendar import add_months
from eligibility.model.dataset import Issue, Rows, SourceFile
from eligibility.model.raw import RawTables
from eligibility.model.record import MISSING, NONE, Known, Missing
from eligibility.model.seats import BUDGETS, CLASSES, ENROLMENTS, QUOTAS, ClassSheets, EnrolmentStatus
from eligibility.model.vocabulary import Course, Vocabulary
from eligibility.normalise.headings import lay_out
from eligibility.normalise.language import nearest
from eligibility.normalise.people import build_table
from eligibility.normalise.text import folded
from eligibility.read.passwords import Password
from eligibility.read.records import read_records
from eligibility.training.further import Completed
from eligibility.training.seating import Class


@attrs.frozen
class Misfit:
    """A cell of the class list that must be mended: the *key* of the message, its place and text."""

    key: str
    place: str
    text: str = ""
    params: Mapping[str, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Enrolment:
    """Somebody sent to a class before: the *status* is a word of the rule book's class list."""

    person: str
    session: str
    status: str
    day: date | None = None
    cost: int | None = None
    place: str = ""


@attrs.frozen
class ClassList:
    """All that a class list says. *names* are the classes as they are written."""

    classes: tuple[Class, ...]
    quotas: tuple[tuple[str, str, int], ...] = ()
    budgets: tuple[tuple[int, int], ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    issues: tuple[Issue, ...] = ()

    def completed(self) -> list[Completed]:
        """The courses that people were sent to and have completed."""
        known = {one.id: one for one in self.classes}
        done = (one for one in self.enrolments if one.status == EnrolmentStatus.COMPLETED)
        return [Completed(one.person, known[one.session].course, known[one.session].end) for one in done]

    def session(self, name: str) -> Class | None:
        """The class called *name*."""
        return next((one for one in self.classes if one.id == name), None)


def read_classes(
    place: Path,
    sheets: ClassSheets,
    courses: Mapping[str, Course],
    units: Sequence[str],
    people: frozenset[str],
    as_of: date,
    password: Password | None = None,
) -> tuple[ClassList, tuple[Misfit, ...]]:
    """The class list at *place*, and all that must be mended in it.

    *units* and *people* are those of the records.

    Raises:
        eligibility.read.cells.UnreadableInput: it cannot be read.
        eligibility.normalise.headings.UnusableInput: it cannot be understood as tables.

    """
    return understood(read_records(place, password), sheets, courses, units, people, as_of)


def understood(
    raw: RawTables,
    sheets: ClassSheets,
    courses: Mapping[str, Course],
    units: Sequence[str],
    people: frozenset[str],
    as_of: date,
) -> tuple[ClassList, tuple[Misfit, ...]]:
    """The same for sheets that have been read."""
    vocabulary = _named(raw, sheets.vocabulary)
    layouts, issues = lay_out(raw.sheets, vocabulary)
    tables: dict[str, Rows] = {}
    reader = _Reader(courses, {folded(unit): unit for unit in units if unit}, people)
    for name in vocabulary.tables:
        found = [layout for layout in layouts if layout.table.name == name]
        if found:
            tables[name], problems = build_table(found, vocabulary, as_of)
            reader.unread += problems
    if CLASSES not in tables:
        reader.misfits.append(Misfit("classes.no_sheet", raw.path.name))
        return ClassList(()), tuple(reader.misfits)
    made = reader.list(tables)
    sources = tuple(SourceFile(name, digest) for name, digest in sorted(raw.hashes.items()))
    others = tuple(
        Issue(one.kind, one.file, one.sheet, one.cell, one.text, one.expected, one.done) for one in raw.issues
    )
    told = (*issues, *others, *(one for one in reader.unread if one.done == "read_as_date"))
    return attrs.evolve(made, sources=sources, issues=told), tuple(reader.misfits)


def _named(raw: RawTables, vocabulary: Vocabulary) -> Vocabulary:
    """*vocabulary*, in which a lone sheet that is called otherwise is that of the classes."""
    known = {
        folded(name)
        for table in vocabulary.tables.values()
        for name in (table.name, table.label.vi, table.label.en, *table.aliases)
    }
    written = [sheet.name for sheet in raw.sheets if sheet.height]
    if len(written) != 1 or folded(written[0]) in known:
        return vocabulary
    table = vocabulary.tables[CLASSES]
    lone = attrs.evolve(table, aliases=(*table.aliases, written[0]))
    return attrs.evolve(vocabulary, tables={**vocabulary.tables, CLASSES: lone})


@attrs.define
class _Reader:
    """Reads the rows of all tables, collecting what must be mended."""

    courses: Mapping[str, Course]
    units: Mapping[str, str]
    people: frozenset[str]
    misfits: list[Misfit] = attrs.field(factory=list)
    unread: list[Issue] = attrs.field(factory=list)

    def list(self, tables: Mapping[str, Rows]) -> ClassList:
        """The class list."""
        for issue in self.unread:
            if issue.done != "read_as_date":
                where = "!".join(part for part in (issue.file, issue.sheet, issue.cell) if part)
                self.misfits.append(Misfit("classes.unread", where, issue.text, {"expected": issue.expected}))
        classes = self._classes(tables[CLASSES])
        known = frozenset(one.id for one in classes)
        return ClassList(
            classes,
            self._quotas(tables[QUOTAS], known) if QUOTAS in tables else (),
            self._budgets(tables[BUDGETS]) if BUDGETS in tables else (),
            self._enrolments(tables[ENROLMENTS], known) if ENROLMENTS in tables else (),
        )

    def _classes(self, rows: Rows) -> tuple[Class, ...]:
        made: dict[str, Class] = {}
        for row in range(rows.height):
            name = self._text(rows, "class", row)
            if name in made:
                self._wrong("classes.twice", rows, "class", row)
                continue
            if not name:
                self._wrong("classes.no_name", rows, "class", row)
            course = self.courses.get(self._text(rows, "course", row))
            if course is None:
                self._needs(rows, "course", row)
            start, end = self._day(rows, "start", row), self._day(rows, "end", row, needed=False)
            if end is None and start is not None and course is not None:
                end = add_months(start, course.months[1]) - timedelta(1)
            if start is not None and end is not None and end < start:
                self._wrong("classes.ends_first", rows, "end", row)
            mode = self._text(rows, "mode", row) or (course.mode if course is not None else "")
            if not mode:
                self._needs(rows, "mode", row)
            seats = self._number(rows, "seats", row, needed=True)
            cost, least = self._number(rows, "cost", row), self._number(rows, "least", row) or 0
            if seats is not None and least > seats:
                self._wrong("classes.more_than_seats", rows, "least", row)
            units = self._units(rows, row)
            if name and course is not None and start is not None and end is not None and seats is not None:
                mentor = self._mentor(rows, row)
                made[name] = Class(name, course.id, start, end, seats, mode, cost or 0, units, mentor, least)
        return tuple(made.values())

    def _mentor(self, rows: Rows, row: int) -> str:
        mentor = self._text(rows, "mentor", row)
        if mentor and mentor not in self.people:
            self._wrong("classes.unknown_person", rows, "mentor", row)
        return mentor

    def _units(self, rows: Rows, row: int) -> tuple[str, ...]:
        found = []
        for part in self._text(rows, "units", row).split(";"):
            if part.strip() and (unit := self._unit(rows, "units", row, part)):
                found.append(unit)
        return tuple(sorted(found))

    def _unit(self, rows: Rows, field: str, row: int, text: str) -> str:
        unit = self.units.get(folded(text), "")
        if not unit:
            near = self.units.get(nearest(folded(text), self.units), "")
            key = "classes.unknown_unit_near" if near else "classes.unknown_unit"
            self._wrong(key, rows, field, row, unit=text.strip(), **({"near": near} if near else {}))
        return unit

    def _quotas(self, rows: Rows, known: frozenset[str]) -> tuple[tuple[str, str, int], ...]:
        made: dict[tuple[str, str], int] = {}
        for row in range(rows.height):
            session = self._session(rows, row, known)
            text = self._text(rows, "unit", row)
            unit = self._unit(rows, "unit", row, text) if text else ""
            if not text:
                self._needs(rows, "unit", row)
            seats = self._number(rows, "seats", row, needed=True)
            if (session, unit) in made:
                self._wrong("classes.twice", rows, "unit", row)
            elif session and unit and seats is not None:
                made[session, unit] = seats
        return tuple((session, unit, seats) for (session, unit), seats in sorted(made.items()))

    def _budgets(self, rows: Rows) -> tuple[tuple[int, int], ...]:
        made: dict[int, int] = {}
        for row in range(rows.height):
            year = self._number(rows, "year", row, needed=True)
            amount = self._number(rows, "amount", row, needed=True)
            if year in made:
                self._wrong("classes.twice", rows, "year", row)
            elif year is not None and amount is not None:
                made[year] = amount
        return tuple(sorted(made.items()))

    def _enrolments(self, rows: Rows, known: frozenset[str]) -> tuple[Enrolment, ...]:
        made: dict[tuple[str, str], Enrolment] = {}
        for row in range(rows.height):
            person = self._text(rows, "id", row)
            if person not in self.people:
                self._wrong("classes.unknown_person", rows, "id", row)
            session = self._session(rows, row, known)
            status = self._text(rows, "status", row)
            if not status:
                self._needs(rows, "status", row)
            if (person, session) in made:
                self._wrong("classes.twice", rows, "id", row)
            elif person and session and status:
                made[person, session] = Enrolment(
                    person,
                    session,
                    status,
                    self._day(rows, "day", row, needed=False),
                    self._number(rows, "cost", row),
                    rows.address("id", row),
                )
        return tuple(made[key] for key in sorted(made))

    def _session(self, rows: Rows, row: int, known: frozenset[str]) -> str:
        name = self._text(rows, "class", row)
        if name in known:
            return name
        self._wrong("classes.unknown_class", rows, "class", row)
        return ""

    # --- cells --------------------------------------------------------------------------------------

    def _text(self, rows: Rows, field: str, row: int) -> str:
        cell = rows.cell(field, row)
        value = cell.value if cell is not None else None
        return value.value if isinstance(value, Known) and isinstance(value.value, str) else ""

    def _number(self, rows: Rows, field: str, row: int, *, needed: bool = False) -> int | None:
        cell = rows.cell(field, row)
        if cell is not None and isinstance(cell.value, Known) and isinstance(cell.value.value, int):
            if cell.value.value >= 0:
                return cell.value.value
            self._wrong("classes.below_zero", rows, field, row)
        elif needed:
            self._needs(rows, field, row)
        return None

    def _day(self, rows: Rows, field: str, row: int, *, needed: bool = True) -> date | None:
        cell = rows.cell(field, row)
        if cell is not None and isinstance(cell.value, Known) and isinstance(cell.value.value, date):
            return cell.value.value
        if cell is not None and not isinstance(cell.value, Missing) and cell.text:
            self._wrong("classes.whole_day", rows, field, row)
        elif needed:
            self._needs(rows, field, row)
        return None

    def _needs(self, rows: Rows, field: str, row: int) -> None:
        """A cell that must say something and says nothing; what it says wrongly has been told."""
        cell = rows.cell(field, row)
        if cell is None or cell.value in (MISSING, Known(NONE)):
            self._wrong("classes.needed", rows, field, row)

    def _wrong(self, key: str, rows: Rows, field: str, row: int, **params: str) -> None:
        cell = rows.cell(field, row)
        declared = rows.table.field(field)
        label = {f"field.{lang}": declared.label[lang] for lang in ("vi", "en")} if declared else {}
        text = cell.text if cell is not None else ""
        self.misfits.append(Misfit(key, rows.address(field, row), text, {**label, **params}))
