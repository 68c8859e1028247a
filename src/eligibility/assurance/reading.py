"""Case files to cases, with every mistake at its place."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import attrs

from eligibility.assurance.expecting import Names, expectation_problems, misnamed, words_of
from eligibility.assurance.written import (
    Case,
    Line,
    Text,
    WrittenCase,
    WrittenGiven,
    WrittenSet,
)
from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.standard import RuleBook
from eligibility.model.truth import Gap
from eligibility.model.vocabulary import Field, Label, Table
from eligibility.normalise.language import nearest
from eligibility.normalise.structure import structure
from eligibility.normalise.values import Reading, ValueReader
from eligibility.normalise.written import Free
from eligibility.read.rules import Document, RawRules, parse

PERSON = "person"
PEOPLE = "people"
PLAN = "plan"
PLANNING, TRAINING, AUDIT = "planning", "training", "audit"
OTHER_ROOMS = ("bad", "figures", "samples")
"""Folders of cases of other kinds, which are not read here."""

T = TypeVar("T", WrittenCase, WrittenGiven)


def read_case_files(folder: Path) -> tuple[RawRules, list[Diagnostic]]:
    """All case files in *folder*, by path as it can be opened, and what is wrong with their YAML."""
    documents: dict[str, Document] = {}
    hashes: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for path in sorted(folder.rglob("*.yaml")):
        if path.relative_to(folder).parts[0] in OTHER_ROOMS or not path.is_file():
            continue
        name = path.as_posix()
        content = path.read_bytes()
        hashes[name] = hashlib.sha256(content).hexdigest()
        document, found = parse(name, content)
        problems += found
        if document is not None:
            documents[name] = document
    return RawRules(Path(), documents, hashes), problems


def _sets(data: Any, where: Where) -> list[tuple[Any, Where]]:  # noqa: ANN401
    """The sets of a file: those it lists under ``sets``, or the file itself."""
    if isinstance(data, dict) and set(data) == {"sets"} and isinstance(data["sets"], list):
        return [(item, where.child("sets", number)) for number, item in enumerate(data["sets"])]
    return [(data, where)]


class CaseReader:
    """Understands case files; collects the problems of all of them."""

    def __init__(self, rulebook: RuleBook, folder: Path) -> None:
        self.problems: list[Diagnostic] = []
        self._folder = folder
        self._rulebook = rulebook
        self._tables = rulebook.vocabulary.tables
        self._sheets = {PERSON if name == PEOPLE else name: table for name, table in self._tables.items()}
        self._names = Names(rulebook)
        self._readers: dict[tuple[str, str, date], ValueReader] = {}
        self._readings: dict[tuple[ValueReader, str], Reading] = {}

    def read(self, file: str, data: Any) -> tuple[Case, ...]:  # noqa: ANN401
        """The cases of one file that can be run."""
        cases: dict[str, Case] = {}
        for item, where in _sets(data, Where(file)):
            for case in self._set(item, where):
                if case.id in cases:
                    self._report("R302", case.where.child("id"), name=case.id)
                cases.setdefault(case.id, case)
        return tuple(cases.values())

    def _set(self, data: Any, where: Where) -> Iterator[Case]:  # noqa: ANN401
        written, problems = structure(data, WrittenSet, where)
        self.problems += problems
        if written is None:
            return
        given, shared = self._split(written.given.data, WrittenGiven, where.child("given"))
        if not isinstance(written.cases.data, list):
            self._report("R205", where.child("cases"), text=str(written.cases.data)[:80])
        elif given is not None:
            for number, item in enumerate(written.cases.data):
                case = self._case(item, where.child("cases", number), given, shared)
                if case is not None and not self._blamed(where.child("given")):
                    yield case

    def _report(self, code: str, where: Where, **params: str) -> None:
        self._all([Diagnostic(code, where, params)])

    def _all(self, problems: Iterable[Diagnostic]) -> None:
        """Collect *problems* once each: what is given for all is looked at with each case."""
        self.problems += [problem for problem in problems if problem not in self.problems]

    # --- one case ---------------------------------------------------------------------------------

    def _split(self, data: Any, kind: type[T], where: Where) -> tuple[T | None, dict[str, Any]]:  # noqa: ANN401
        """What is written besides the sheets, and the sheets; a misspelt key may be meant for either."""
        if not isinstance(data, dict):
            self._report("R206", where, text=str(data)[:80])
            return None, {}
        rest = {key: value for key, value in data.items() if key not in self._sheets}
        written, problems = structure(rest, kind, where)
        for problem in problems:
            key = problem.params.get("key", "")
            if problem.code == "R207" and problem.place == where.child(key, "?key"):
                near = nearest(key, [*attrs.fields_dict(kind), *self._sheets])
                self._report("R207", where.child(key, "?key"), key=key, near=near)
            else:
                self.problems.append(problem)
        return written, {key: (value, where.child(key)) for key, value in data.items() if key in self._sheets}

    def _case(
        self,
        data: Any,  # noqa: ANN401
        where: Where,
        given: WrittenGiven,
        shared: Mapping[str, Any],
    ) -> Case | None:
        count = len(self.problems)
        written, own = self._split(data, WrittenCase, where)
        if written is None:
            return None
        as_of = written.as_of or given.as_of
        purpose = written.purpose or given.purpose or PLANNING
        course = (written.course or given.course) if purpose == TRAINING else ""
        post = (written.post or given.post) if purpose == AUDIT else ""
        if as_of is None:
            self._report("R208", where, key="as_of")
            return None
        self._all(misnamed(purpose, self._names.purposes, where.child("purpose")))
        if course:
            self._all(misnamed(course, self._names.courses, where.child("course")))
        if post:
            self._all(misnamed(post, self._names.posts, where.child("post")))
        lines = self._lines(where, shared, own, written.without if written.without.data else given.without)
        if purpose == PLANNING and PLAN not in lines:
            self._report("R208", where, key=PLAN)
        if purpose == TRAINING and not course:
            self._report("R208", where, key="course")
        self._all(expectation_problems(written.expect, self._names, where.child("expect")))
        case = Case(
            written.id,
            Path(where.file).relative_to(self._folder).with_suffix("").as_posix(),
            Label(written.about.vi, written.about.en),
            where,
            as_of,
            purpose,
            course,
            post,
            lines,
            written.expect,
            written.proposal,
        )
        self._readable(case)
        return case if len(self.problems) == count else None

    def _blamed(self, given: Where) -> bool:
        """Whether something that all cases of a set share has a problem."""
        places = [problem.place for problem in self.problems if isinstance(problem.place, Where)]
        return any(
            place.file == given.file and place.route[: len(given.route)] == given.route for place in places
        )

    # --- sheets -------------------------------------------------------------------------------------

    def _lines(
        self, where: Where, shared: Mapping[str, Any], own: Mapping[str, Any], without: Free
    ) -> Mapping[str, tuple[Line, ...]]:
        lines: dict[str, tuple[Line, ...]] = {}
        for key, table in self._sheets.items():
            sources = [source[key] for source in (shared, own) if key in source]
            if key in (PERSON, PLAN):
                merged: dict[str, tuple[Text, ...]] = {}
                for data, place in sources:
                    merged |= self._line(table, data, place)
                if sources or key == PERSON:
                    lines[table.name] = (merged,)
            elif sources:
                lines[table.name] = tuple(self._history(table, *sources[-1]))
        return self._emptied(lines, without, where.child("without"))

    def _line(self, table: Table, data: Any, where: Where) -> Line:  # noqa: ANN401
        """One row: fields with the text of their cells."""
        if not isinstance(data, dict):
            self._report("R206", where, text=str(data)[:80])
            return {}
        line: dict[str, tuple[Text, ...]] = {}
        for name, value in data.items():
            if self._field(table, name, where.child(name, "?key")) is None:
                continue
            line[name] = tuple(self._texts(value, where.child(name)))
        return line

    def _field(self, table: Table, name: str, where: Where) -> Field | None:
        field = table.field(name)
        if field is None or (name in table.key and table.key == self._tables[PEOPLE].key):
            names = [field.name for field in table.fields if field.name not in table.key]
            self._report("R309", where, name=name, near=nearest(name, names), choices=", ".join(names))
            return None
        return field

    def _texts(self, value: Any, where: Where) -> Iterator[Text]:  # noqa: ANN401
        if isinstance(value, str):
            yield Text(value, where)
        elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            yield from (Text(item, where.child(number)) for number, item in enumerate(value))
        else:
            self._report("R201", where, text=str(value)[:80])

    def _history(self, table: Table, data: Any, where: Where) -> Iterator[Line]:  # noqa: ANN401
        """The rows of a history: a list of rows, or for grades ``{year: grade}``."""
        if isinstance(data, dict) and table.ratings is not None:
            for year, value in data.items():
                for grade in self._texts(value, where.child(year)):
                    line = {
                        table.ratings.year: (Text(year, where.child(year, "?key")),),
                        table.ratings.grade: (grade,),
                    }
                    yield line
        elif isinstance(data, list):
            for number, item in enumerate(data):
                yield self._line(table, item, where.child(number))
        else:
            self._report("R205", where, text=str(data)[:80])

    def _emptied(
        self, lines: dict[str, tuple[Line, ...]], without: Free, where: Where
    ) -> Mapping[str, tuple[Line, ...]]:
        """*lines* with the cells that *without* names left empty, and without the sheets it names."""
        if not isinstance(without.data, list):
            self._report("R205", where, text=str(without.data)[:80])
            return lines
        for number, name in enumerate(without.data):
            place = where.child(number)
            if not isinstance(name, str):
                self._report("R201", place, text=str(name)[:80])
                continue
            if name in self._tables and name != PEOPLE:
                lines.pop(name, None)
                continue
            head, _, tail = name.partition(".")
            table = self._tables[PLAN if head == PLAN and tail else PEOPLE]
            field = self._field(table, tail if table.name == PLAN else name, place)
            if field is not None and table.name in lines:
                (line,) = lines[table.name]
                lines[table.name] = ({**line, field.name: (Text("", place),)},)
        return lines

    def _readable(self, case: Case) -> None:
        """Report a cell that the intake would not understand, unless the case is about just that."""
        words = [word for value in case.expect.reasons.values() for word in words_of(value)]
        if Gap.UNREADABLE in words or case.expect.refused:
            return
        for name, lines in case.lines.items():
            for line in lines:
                for field_name, texts in line.items():
                    field = self._tables[name].field(field_name)
                    if field is not None:
                        for text in texts:
                            self._read(text, name, field, case.as_of)

    def _read(self, text: Text, table: str, field: Field, as_of: date) -> None:
        reader = self._reader(table, field, as_of)
        cell = (reader, text.text)
        reading = self._readings.get(cell)
        if reading is None:
            reading = self._readings[cell] = reader.read(text.text)
        if reading.problem:
            near = nearest(text.text, self._names.of(field))
            params = {"text": text.text, "field": field.name, "near": near, "expected": reading.expected}
            self._report("R701", text.where, **params)

    def _reader(self, table: str, field: Field, as_of: date) -> ValueReader:
        day = as_of if isinstance(field.maximum, str) else date.max  # a past event is none after the review
        key = (table, field.name, day)
        if key not in self._readers:
            self._readers[key] = ValueReader(field, self._rulebook.vocabulary, as_of)
        return self._readers[key]
