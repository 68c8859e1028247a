"""Files of typed tables as they are written: YAML, in which every number stays as it was typed."""

import hashlib
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import attrs

from eligibility.diagnostics import Diagnostic, Where
from eligibility.normalise.language import listed, nearest
from eligibility.normalise.structure import structure
from eligibility.normalise.text import clean, key
from eligibility.read.cells import UnreadableInput
from eligibility.read.rules import MAX_FILE, RawRules, parse
from eligibility.typed import numbers
from eligibility.typed.tables import Parts, Row, Table, Unit

FORMAT = "eligibility/1"
SUFFIXES = (".yaml", ".yml")
UNITS = {"nguoi": Unit.PEOPLE, "luot": Unit.ATTENDANCES, "luotnguoi": Unit.ATTENDANCES, "lop": Unit.CLASSES}
"""What people write for a unit besides its code, without accents and spaces."""

PARTS = {"tatca": Parts.ALL, "motphan": Parts.SOME}

Word = TypeVar("Word", bound=StrEnum)
Number = TypeVar("Number")


@attrs.frozen
class WrittenRow:
    """A row."""

    label: str
    count: str = ""
    of: str = ""
    rate: str = ""
    rise: str = ""
    before: str = ""
    count_before: str = ""
    of_before: str = ""
    people: str = ""
    unit: str = ""


@attrs.frozen
class WrittenTable:
    """A table."""

    title: str
    rows: list[WrittenRow]
    total: str = ""
    parts: str = "some"
    unit: str = "people"
    period: str = ""
    total_rate: str = ""


@attrs.frozen
class WrittenFigures:
    """A file of typed tables."""

    figures: str
    tables: list[WrittenTable]
    title: str = ""
    source: str = ""


def read_typed(path: Path) -> tuple[tuple[Table, ...], tuple[Diagnostic, ...], RawRules]:
    """The tables typed in *path*, what cannot be understood in it, and its text for showing places.

    Raises:
        UnreadableInput: it cannot be opened.

    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableInput("held", file=path.name) from error
    name = path.name
    document, problems = parse(name, content)
    text = content[:MAX_FILE].decode("utf-8-sig", "replace")
    documents = {name: document} if document is not None else {}
    raw = RawRules(
        path.parent, documents, {name: hashlib.sha256(content).hexdigest()}, {name: text}, {name: content}
    )
    if document is None:
        return (), tuple(problems), raw
    written, found = structure(document.data, WrittenFigures, Where(name))
    problems += found
    if written is None:
        return (), tuple(problems), raw
    if written.figures != FORMAT:
        params = {"text": written.figures, "wanted": FORMAT}
        problems.append(Diagnostic("R210", Where(name, ("figures",)), params))
    reader = Reader()
    tables = tuple(
        reader.table(table, Where(name, ("tables", number))) for number, table in enumerate(written.tables)
    )
    return tables, (*problems, *reader.problems), raw


class Reader:
    """Understands numbers and words; collects what it does not understand."""

    def __init__(self) -> None:
        self.problems: list[Diagnostic] = []

    def table(self, written: WrittenTable, where: Where) -> Table:
        """*written*, which stands at *where*."""
        rows = [self._row(row, where.child("rows", number)) for number, row in enumerate(written.rows)]
        return Table(
            written.title,
            where,
            tuple(rows),
            self._count(written.total, where.child("total")),
            self._word(written.parts, Parts, PARTS, where.child("parts")) or Parts.SOME,
            self._word(written.unit, Unit, UNITS, where.child("unit")) or Unit.PEOPLE,
            written.period,
            self._rate(written.total_rate, where.child("total_rate")),
        )

    def _row(self, row: WrittenRow, where: Where) -> Row:
        return Row(
            row.label,
            where,
            self._count(row.count, where.child("count")),
            self._count(row.of, where.child("of")),
            self._rate(row.rate, where.child("rate")),
            self._number(row.rise, where.child("rise"), numbers.rise, "R713"),
            self._rate(row.before, where.child("before")),
            self._count(row.count_before, where.child("count_before")),
            self._count(row.of_before, where.child("of_before")),
            self._count(row.people, where.child("people")),
            self._word(row.unit, Unit, UNITS, where.child("unit")),
        )

    def _count(self, typed: str, where: Where) -> numbers.Count | None:
        return self._number(typed, where, numbers.count, "R711")

    def _rate(self, typed: str, where: Where) -> numbers.Rate | None:
        return self._number(typed, where, numbers.rate, "R712")

    def _number(
        self, typed: str, where: Where, read: Callable[[str], Number | None], code: str
    ) -> Number | None:
        if not typed.strip():
            return None
        found = read(clean(typed))
        if found is None:
            self.problems.append(Diagnostic(code, where, {"text": typed}))
        return found

    def _word(self, typed: str, kind: type[Word], others: Mapping[str, Word], where: Where) -> Word | None:
        if not typed.strip():
            return None
        codes = {str(word): word for word in kind}
        found = codes.get(typed) or others.get(key(typed))
        if found is None:
            params = {"text": typed, "near": nearest(typed, list(codes)), "choices": listed(list(codes))}
            self.problems.append(Diagnostic("R714", where, params))
        return found
