"""The dataset: every distinct cell interpreted once, every row accounted for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import attrs
import numpy as np
from numpy.typing import NDArray

from eligibility.model.dataset import Cell, Column, Dataset, Issue, Origin, Refusal, Rows, SourceFile
from eligibility.model.raw import RawTables
from eligibility.model.record import MISSING, Among, Between, Known, Missing, Value
from eligibility.model.truth import Gap
from eligibility.model.vocabulary import Field, Vocabulary
from eligibility.normalise.beside import Place, own_rows, rows_made
from eligibility.normalise.doubles import doubles
from eligibility.normalise.examples import example_rows, marked_rows
from eligibility.normalise.fonts import OldText, old_texts
from eligibility.normalise.headings import PEOPLE, Layout, UnusableInput, lay_out
from eligibility.normalise.plausible import implausible, without_future
from eligibility.normalise.text import clean
from eligibility.normalise.values import Reading, ValueReader, fill_day

UNITS = "units"
MOST_COMPARED = 200_000
"""With more people, those of one name are too many for a person to look at."""

MAX_ISSUES_PER_CELL = 20
"""Places of one misread text that are listed one by one; the rest are counted in one line."""

Codes = NDArray[np.int32]


def build_dataset(raw: RawTables, vocabulary: Vocabulary, as_of: date) -> Dataset:
    """All tables of *raw*, with every problem of a cell as an issue and every undecidable row refused.

    Raises:
        eligibility.normalise.headings.UnusableInput: there are no people, or a heading is missing or double.

    """
    old = list(old_texts(raw.sheets))
    try:
        layouts, issues = lay_out(raw.sheets, vocabulary)
    except UnusableInput as error:
        if error.kind == "no_heading" and old:
            raise _old_font(old[0]) from error
        raise
    issues += [Issue("old_font", o.file, o.sheet, o.cell, o.text, o.meant, "read") for o in old]
    issues += [Issue(i.kind, i.file, i.sheet, i.cell, i.text, i.expected, i.done) for i in raw.issues]
    by_table: dict[str, list[Layout]] = {}
    for layout in layouts:
        by_table.setdefault(layout.table.name, []).append(layout)
    if PEOPLE not in by_table and old:
        raise _old_font(old[0])
    if PEOPLE not in by_table:
        people = vocabulary.tables[PEOPLE]
        names = (people.label.vi, people.label.en, *people.aliases, people.name)
        raise UnusableInput("no_people", file=raw.path.name, expected=", ".join(dict.fromkeys(names)))
    builder = _Builder(vocabulary, as_of)
    supplied = {name: found for name, found in by_table.items() if not builder.untouched(found)}
    if PEOPLE not in supplied:
        first = by_table[PEOPLE][0].sheet
        raise UnusableInput("nobody", file=first.file, sheet=first.name)
    tables = {name: builder.table(found) for name, found in supplied.items()}
    rows_read = {name: rows.height for name, rows in tables.items()}
    tables = {name: builder.without_examples(rows) for name, rows in tables.items()}
    builder.own_rows = own_rows(tables.values())
    for name in (PEOPLE, UNITS):
        if name in tables:
            tables[name] = builder.one_row_each(tables[name])
    if tables[PEOPLE].height <= MOST_COMPARED:
        builder.issues += doubles(tables[PEOPLE])
    known = {_name(cell) for cell in tables[PEOPLE].columns[tables[PEOPLE].table.key[0]].cells}
    merged: dict[str, int] = {}
    for name, rows in tables.items():
        if name not in (PEOPLE, UNITS):
            single = builder.without_repeats(rows)
            merged[name] = rows.height - single.height
            tables[name] = builder.of_known_people(single, known)
    builder.issues += implausible(tables, vocabulary, as_of)
    tables = without_future(tables, vocabulary, as_of)
    sources = tuple(SourceFile(name, sha256) for name, sha256 in sorted(raw.hashes.items()))
    return Dataset(tables, (*issues, *builder.issues), tuple(builder.refusals), sources, rows_read, merged)


def build_table(
    layouts: Sequence[Layout], vocabulary: Vocabulary, as_of: date, *, single: bool = False
) -> tuple[Rows, tuple[Issue, ...]]:
    """One table alone, with every problem of a cell; nothing is asked of who its rows are about.

    With *single* each key has one row, as people and units have: equal rows merged, others contradictory.
    """
    builder = _Builder(vocabulary, as_of)
    rows = builder.table(layouts)
    if single:
        rows = builder.one_row_each(builder.without_examples(rows))
    return rows, tuple(builder.issues)


def _old_font(old: OldText) -> UnusableInput:
    """A file that cannot be understood, perhaps only since its text is that of an old font."""
    place = f"{old.sheet}!{old.cell}" if old.sheet else old.cell
    return UnusableInput(
        "old_font", file=old.file, place=place, font=old.font, text=old.text, meant=old.meant
    )


def _field(layout: Layout, name: str) -> Field:
    """A field that the layout has a column for."""
    return next(field for field in layout.table.fields if field.name == name)


def _name(cell: Cell) -> str:
    return str(cell.value.value) if isinstance(cell.value, Known) else ""


class _Builder:
    """Builds tables, collecting issues and refusals on the way."""

    def __init__(self, vocabulary: Vocabulary, as_of: date) -> None:
        self.issues: list[Issue] = []
        self.refusals: list[Refusal] = []
        self.own_rows: frozenset[Place] = frozenset()
        self._vocabulary = vocabulary
        self._as_of = as_of
        self._example_rows: dict[Layout, Codes] = {}

    # --- cells ----------------------------------------------------------------------------------

    def table(self, layouts: Sequence[Layout]) -> Rows:
        """The rows of all sheets of one table, one below the other; empty rows are left out."""
        table = layouts[0].table
        parts = [self._kept(layout) for layout in layouts]
        there = {name for layout in layouts for name in (*layout.columns, *layout.given)}
        names = [field.name for field in table.fields if field.name in there]
        origins = tuple(
            Origin(
                layout.sheet.file,
                layout.sheet.title,
                layout.letters(),
                beside=layout.beside is not None,
            )
            for layout in layouts
        )
        origin_codes = np.concatenate(
            [np.full(len(rows), number, dtype=np.int32) for number, rows in enumerate(parts)]
        )
        numbers = np.concatenate(
            [rows + layout.sheet.first_row for layout, rows in zip(layouts, parts, strict=True)]
        ).astype(np.int32)
        rows = Rows(table, {}, origin_codes, numbers, origins)
        columns: dict[str, Column] = {}
        readings: dict[str, Sequence[Reading]] = {}
        for name in names:
            field = table.field(name)
            if field is not None:
                columns[name], readings[name] = self._column(field, layouts, parts)
        rows = attrs.evolve(rows, columns=columns)
        for name, found in readings.items():
            self._report(rows, name, found)
        return self._completed(rows)

    def untouched(self, layouts: Sequence[Layout]) -> bool:
        """Whether the sheets of a table are as the template has them: example rows, and no other."""
        examples = any(len(self._examples(layout)) for layout in layouts)
        return examples and not any(len(self._kept(layout)) for layout in layouts)

    def _examples(self, layout: Layout) -> Codes:
        found = self._example_rows.get(layout)
        if found is None:
            found = self._example_rows[layout] = example_rows(layout, self._vocabulary)
        return found

    def _kept(self, layout: Layout) -> Codes:
        """The rows below the heading in which some column says something, without example rows."""
        said = np.zeros(layout.sheet.height, dtype=bool)
        for codes, cells in layout.sheet.own:
            said |= np.array([bool(clean(cell.text)) for cell in cells], dtype=bool)[codes]
        said[: layout.heading + 1] = False
        if layout.passed is not None:
            said &= ~layout.passed
        said[self._examples(layout)] = False
        if layout.beside is not None:
            needs = layout.beside.needs
            reader = ValueReader(_field(layout, needs), self._vocabulary, self._as_of)
            said, left = rows_made(layout, needs, said, reader, MAX_ISSUES_PER_CELL)
            self.issues += left
        return np.flatnonzero(said).astype(np.int32)

    def _column(
        self, field: Field, layouts: Sequence[Layout], parts: Sequence[Codes]
    ) -> tuple[Column, Sequence[Reading]]:
        """A column, and how each of its distinct cells was read."""
        reader = ValueReader(field, self._vocabulary, self._as_of)
        cells: dict[Cell, int] = {}
        readings: list[Reading] = []
        codes: list[Codes] = []
        for layout, rows in zip(layouts, parts, strict=True):
            column = layout.columns.get(field.name)
            if column is None:
                text = layout.given.get(field.name, "")
                reading = reader.read(text)
                code = _placed(Cell(text, reading.value), reading, cells, readings)
                codes.append(np.full(len(rows), code, dtype=np.int32))
                continue
            raw_codes, raw_cells = layout.sheet.columns[column]
            used = np.zeros(len(raw_cells), dtype=bool)
            used[raw_codes[rows]] = True
            table = np.zeros(len(raw_cells), dtype=np.int32)
            for code in np.flatnonzero(used).tolist():
                raw = raw_cells[code]
                reading = reader.read(raw.text, raw.kind)
                table[code] = _placed(Cell(clean(raw.text), reading.value), reading, cells, readings)
            codes.append(table[raw_codes[rows]])
        return Column(field, np.concatenate(codes), tuple(cells)), readings

    def _report(self, rows: Rows, name: str, readings: Sequence[Reading]) -> None:
        """An issue for each cell that could not be understood, or only with doubt."""
        column = rows.columns[name]
        for code, (cell, found) in enumerate(zip(column.cells, readings, strict=True)):
            if not found.problem:
                continue
            places = np.flatnonzero(column.codes == code).tolist()
            for row in places[:MAX_ISSUES_PER_CELL]:
                self._issue(rows, name, row, found.problem, cell.text, found.expected, found.done)
            if len(places) > MAX_ISSUES_PER_CELL:
                row = places[MAX_ISSUES_PER_CELL]
                more = f"{cell.text} (+{len(places) - MAX_ISSUES_PER_CELL})"
                self._issue(rows, name, row, found.problem, more, found.expected, found.done)

    def _issue(self, rows: Rows, name: str, row: int, kind: str, text: str, expected: str, done: str) -> None:
        self.issues.append(rows.issue(name, row, kind, text, expected, done))

    # --- declared rules ----------------------------------------------------------------------------

    def _completed(self, rows: Rows) -> Rows:
        """Partial dates filled, and preferred columns put first, where the vocabulary says so."""
        columns = dict(rows.columns)
        for name, column in rows.columns.items():
            preferred = columns.get(column.field.prefer) if column.field.prefer else None
            if preferred is not None:
                columns[name] = self._preferred(rows, columns[name], preferred)
            for fill in column.field.fill:
                when = columns.get(fill.when)
                if when is not None:
                    columns[name] = _filled(columns[name], when, fill.month_day, fill.clause)
        return attrs.evolve(rows, columns=columns)

    def _preferred(self, rows: Rows, column: Column, preferred: Column) -> Column:
        """Where the preferred column states a value it counts; a difference is noted.

        A value that is only more precise than the preferred one (a day of its year) stays.
        """

        def choose(own: Cell, first: Cell) -> Cell:
            return own if own_goes_first(own.value, first.value) else first

        made, pairs = _paired(column, preferred, choose)
        for row in np.flatnonzero(pairs).tolist():
            own, first = column.cells[column.codes[row]], preferred.cells[preferred.codes[row]]
            if not _agree(own.value, first.value) and not _agree(first.value, own.value):
                self._issue(rows, column.field.name, row, "differs", own.text, first.text, "preferred_used")
        return made

    # --- rows -----------------------------------------------------------------------------------------

    def without_examples(self, rows: Rows) -> Rows:
        """Rows marked as examples that hold something else are refused: somebody may be meant."""
        marked = marked_rows(rows, self._vocabulary)
        for row in np.flatnonzero(marked).tolist():
            self.refusals.append(rows.refusal(row, "example"))
        return _taken(rows, np.flatnonzero(~marked).astype(np.int32)) if marked.any() else rows

    def one_row_each(self, rows: Rows) -> Rows:
        """People or units with one row each: equal rows merged, differing ones made contradictory."""
        key = rows.table.key[0]
        names: dict[str, int] = {}
        table = [names.setdefault(_name(cell), len(names)) for cell in rows.columns[key].cells]
        codes = np.array(table, dtype=np.int32)[rows.columns[key].codes]
        nameless = codes == names.get("", -1)
        for row in np.flatnonzero(nameless).tolist():
            self.refusals.append(rows.refusal(row, "no_id"))
        _, first, inverse, counts = np.unique(
            codes, return_index=True, return_inverse=True, return_counts=True
        )
        kept = np.sort(first[~nameless[first]]) if rows.height else first
        columns = {name: [column, dict[int, Cell]()] for name, column in rows.columns.items()}
        repeated: dict[int, list[int]] = {}
        for row in np.flatnonzero((counts[inverse] > 1) & ~nameless).tolist():
            repeated.setdefault(int(codes[row]), []).append(row)
        for found in repeated.values():
            self._merge(rows, found, columns)
        merged = {name: _patched(column, patches) for name, (column, patches) in columns.items()}  # type: ignore[arg-type]
        return _taken(attrs.evolve(rows, columns=merged), kept.astype(np.int32))

    def _merge(self, rows: Rows, found: Sequence[int], columns: Mapping[str, Sequence[object]]) -> None:
        first = found[0]
        differing = False
        for name, column in rows.columns.items():
            cells = [column.cells[column.codes[row]] for row in found]
            stated = list(dict.fromkeys(cell.value for cell in cells if not isinstance(cell.value, Missing)))
            value: Value = next((cell.value for cell in cells if cell.value != MISSING), MISSING)
            if len(stated) == 1:
                value = stated[0]
            elif len(stated) > 1:
                differing = True
                value = _among(stated)
                text = " | ".join(dict.fromkeys(cell.text for cell in cells))
                self._issue(rows, name, first, "contradictory", text, "", "taken_as_unknown")
            if value != cells[0].value:
                patches = columns[name][1]
                text = " | ".join(dict.fromkeys(cell.text for cell in cells if cell.text))
                patches[first] = Cell(text, value)  # type: ignore[index]
        for row in found[1:]:
            origin = rows.origins[rows.origin_codes[row]]
            own = (origin.file, origin.sheet, int(rows.numbers[row])) in self.own_rows
            if differing or not own:
                kind = "same_id_differs" if differing else "same_row"
                self._issue(rows, rows.table.key[0], row, kind, "", "", "merged")

    def without_repeats(self, rows: Rows) -> Rows:
        """Rows that repeat an earlier one word for word are left out, with an issue each."""
        if not rows.height:
            return rows
        keys = np.zeros(rows.height, dtype=np.int64)
        for column in rows.columns.values():
            _, keys = np.unique(keys * len(column.cells) + column.codes, return_inverse=True)
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        repeated = first[inverse] != np.arange(rows.height)
        for row in np.flatnonzero(repeated).tolist():
            if not (rows.table.history and rows.origins[rows.origin_codes[row]].beside):
                self._issue(rows, rows.table.key[0], row, "same_row", "", "", "merged")
        return _taken(rows, np.flatnonzero(~repeated).astype(np.int32))

    def of_known_people(self, rows: Rows, known: set[str]) -> Rows:
        """Rows of nobody, or of somebody who is not among the people, are refused."""
        column = rows.columns[rows.table.key[0]]
        names = [_name(cell) for cell in column.cells]
        fine = np.array([name in known and bool(name) for name in names], dtype=bool)[column.codes]
        for row in np.flatnonzero(~fine).tolist():
            self.refusals.append(rows.refusal(row, "unknown_person" if names[column.codes[row]] else "no_id"))
        return _taken(rows, np.flatnonzero(fine).astype(np.int32))


def _placed(cell: Cell, reading: Reading, cells: dict[Cell, int], readings: list[Reading]) -> int:
    """The code of *cell*, which is added, with its reading, where it is new."""
    code = cells.setdefault(cell, len(cells))
    if code == len(readings):
        readings.append(reading)
    return code


def own_goes_first(own: Value, preferred: Value) -> bool:
    """Whether a value stays although another column is preferred: that one is not stated, or less precise."""
    return isinstance(preferred, Missing) or _agree(own, preferred)


def _agree(precise: Value, wide: Value) -> bool:
    """Whether *precise* says the same as *wide*, or a day or span within it."""
    inner, outer = _span(precise), _span(wide)
    if inner is None or outer is None:
        return precise == wide
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _span(value: Value) -> tuple[date, date] | None:
    match value:
        case Known(day) if isinstance(day, date):
            return day, day
        case Between(first, last):
            return first, last
        case _:
            return None


def _among(values: Sequence[Value]) -> Value:
    """Exactly one of the values stated; anything, where one of them is itself open."""
    known = [value.value for value in values if isinstance(value, Known)]
    if len(known) < len(values):
        return Missing(Gap.CONTRADICTORY)
    return Among(tuple(sorted(known, key=str)))


def _taken(rows: Rows, kept: Codes) -> Rows:
    columns = {name: attrs.evolve(column, codes=column.codes[kept]) for name, column in rows.columns.items()}
    return attrs.evolve(
        rows, columns=columns, origin_codes=rows.origin_codes[kept], numbers=rows.numbers[kept]
    )


def _patched(column: Column, patches: Mapping[int, Cell]) -> Column:
    if not patches:
        return column
    cells = {cell: number for number, cell in enumerate(column.cells)}
    codes = column.codes.copy()
    for row, cell in patches.items():
        codes[row] = cells.setdefault(cell, len(cells))
    return attrs.evolve(column, codes=codes, cells=tuple(cells))


def _paired(
    column: Column, other: Column, choose: Callable[[Cell, Cell], Cell]
) -> tuple[Column, NDArray[np.bool_]]:
    """*column* with each distinct pair of cells replaced by what *choose* says; and where both are stated."""
    pairs = column.codes.astype(np.int64) * len(other.cells) + other.codes
    distinct, inverse = np.unique(pairs, return_inverse=True)
    cells: dict[Cell, int] = {}
    table = np.zeros(max(1, len(distinct)), dtype=np.int32)
    for number, pair in enumerate(distinct.tolist()):
        own, first = divmod(pair, len(other.cells))
        table[number] = cells.setdefault(choose(column.cells[own], other.cells[first]), len(cells))
    made = attrs.evolve(column, codes=table[inverse.reshape(-1)], cells=tuple(cells))
    return made, _stated(column) & _stated(other)


def _stated(column: Column) -> NDArray[np.bool_]:
    stated = np.array([not isinstance(cell.value, Missing) for cell in column.cells], dtype=bool)
    return stated[column.codes]


def _filled(column: Column, when: Column, month_day: str, clause: str) -> Column:
    def choose(own: Cell, stated: Cell) -> Cell:
        if stated.value != Known("yes"):
            return own
        return Cell(own.text, fill_day(own.value, month_day, clause))

    return _paired(column, when, choose)[0]
