"""Typed tables as they stand in a workbook or a text file: below a heading row, as many as there are."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import attrs

from eligibility.diagnostics import Diagnostic, Span, Where
from eligibility.model.raw import RawCell, RawSheet
from eligibility.normalise.language import listed, nearest
from eligibility.normalise.text import clean, key
from eligibility.read.records import read_records
from eligibility.read.rules import CELL, Data, Document, RawRules, Route
from eligibility.typed.tables import Table
from eligibility.typed.written import Reader, WrittenRow, WrittenTable

HEADINGS: Mapping[str, Sequence[str]] = {
    "label": ("Nội dung", "Chỉ tiêu", "Đối tượng", "Trình độ", "Cấp", "Nhóm", "Đơn vị", "label"),
    "count": ("Số lượng", "Số người", "Số lượt", "Số lượt người", "count"),
    "rate": ("Tỷ lệ", "Tỷ lệ phần trăm", "rate"),
    "of": ("Trên tổng số", "Trong tổng số", "of"),
    "rise": ("Tăng giảm", "So với kỳ trước", "Tăng giảm so với kỳ trước", "rise"),
    "before": ("Tỷ lệ kỳ trước", "before"),
    "count_before": ("Số lượng kỳ trước", "count_before"),
    "of_before": ("Tổng số kỳ trước", "of_before"),
    "people": ("Trong đó số người", "people"),
    "unit": ("Đơn vị tính", "ĐVT", "unit"),
}
"""Fields of a row, with what stands above them; compared without case, accents and punctuation."""

IGNORED = ("TT", "STT", "Số TT", "Ghi chú", "No", "Notes")
"""Columns of which nothing is read."""

TOTALS = {"tongcong": "all", "cong": "all", "tongso": "some", "total": "some"}
"""What a row is called that holds the whole, and whether the rows of the table make it up."""

RATES = ("rate", "rise", "before")
"""Fields of which a number in a cell does not say how it was shown: 0.3819 may be 38 %, 38.2 % or 38.19 %."""

_FIELDS = {key(name): field for field, names in HEADINGS.items() for name in names}
_IGNORED = frozenset(map(key, IGNORED))


@attrs.frozen
class _Line:
    """A row of a sheet that is not empty, by its *number* (1-based), with its cells from left to right."""

    number: int
    cells: tuple[RawCell, ...]

    @property
    def filled(self) -> tuple[int, ...]:
        """Which cells hold something."""
        return tuple(column for column, cell in enumerate(self.cells) if clean(cell.text))

    @property
    def text(self) -> str:
        """The cells side by side, as `Document.grid` wants them."""
        return CELL.join(clean(cell.text) for cell in self.cells)

    def span(self, file: str, column: int) -> Span:
        """Where a cell stands in `text`."""
        widths = [len(clean(cell.text)) + len(CELL) for cell in self.cells]
        start = [0, *accumulate(widths)][column] + 1
        return Span(file, self.number, start, start + max(widths[column] - len(CELL), 1))


def read_sheets(path: Path) -> tuple[tuple[Table, ...], tuple[Diagnostic, ...], RawRules]:
    """The tables in the sheets of *path*, what cannot be understood, and the text for showing places.

    Raises:
        eligibility.read.cells.UnreadableInput: there is no such file, or it cannot be opened.

    """
    raw = read_records(path)
    tables: list[Table] = []
    problems: list[Diagnostic] = []
    documents: dict[str, Document] = {}
    for sheet in raw.sheets:
        name = f"{sheet.file} [{sheet.name}]" if sheet.title else sheet.file
        reader = _Sheet(sheet, name)
        tables += reader.tables()
        problems += reader.problems
        documents[name] = Document(reader.text, reader.data, reader.nodes, grid=True)
    if not tables:
        names = listed([HEADINGS["count"][0], HEADINGS["rate"][0]])
        problems = [Diagnostic("R715", Span(next(iter(documents), path.name), 1, 1), {"choices": names})]
    return tuple(tables), tuple(problems), RawRules(path.parent, documents, dict(raw.hashes))


class _Sheet:
    """Finds the tables of one sheet; collects where everything stands and what is not understood."""

    def __init__(self, sheet: RawSheet, name: str) -> None:
        self.nodes: dict[Route, Span] = {}
        self.data: Data = {}
        self._sheet = sheet
        self._name = name
        self._reader = Reader()
        self._found: list[Diagnostic] = []
        self._lines = list(_lines(sheet))

    @property
    def problems(self) -> list[Diagnostic]:
        """What is not understood, in the order of the sheet."""
        return sorted(self._found + self._reader.problems, key=lambda problem: self._span(problem.place))

    @property
    def text(self) -> str:
        """The sheet as lines, empty rows among them."""
        texts = {line.number: line.text for line in self._lines}
        return "\n".join(texts.get(number, "") for number in range(1, max(texts, default=0) + 1))

    def _span(self, place: Where | Span) -> Span:
        return place if isinstance(place, Span) else self.nodes[place.route]

    def tables(self) -> list[Table]:
        """All tables of the sheet."""
        made: list[Table] = []
        above: list[_Line] = []
        lines = self._lines
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if not _is_heading(line):
                above.append(line)
                continue
            rows: list[_Line] = []
            while at < len(lines) and lines[at].number == (rows or [line])[-1].number + 1:
                if _is_heading(lines[at]):
                    break
                rows.append(lines[at])
                at += 1
            made.append(self._table(len(made), above, line, rows))
            above = []
        self._astray(above)
        return made

    def _astray(self, lines: Sequence[_Line]) -> None:
        """Rows with several cells below no heading belong to no table: they are told, not left out."""
        for line in lines:
            if len(line.filled) > 1:
                self._found.append(Diagnostic("R718", line.span(self._name, line.filled[0])))

    def _table(self, number: int, above: Sequence[_Line], heading: _Line, rows: Sequence[_Line]) -> Table:
        self._astray(above)
        titles = [line for line in above if len(line.filled) == 1]
        route = ("tables", number)
        columns = self._columns(heading)
        self.nodes[route] = heading.span(self._name, heading.filled[0])
        title = clean(titles[0].cells[titles[0].filled[0]].text) if titles else self._sheet.name
        if titles:
            self.nodes[*route, "title"] = titles[0].span(self._name, titles[0].filled[0])
        period = " ".join(clean(line.cells[line.filled[0]].text) for line in titles[1:])
        if len(titles) > 1:
            self.nodes[*route, "period"] = titles[1].span(self._name, titles[1].filled[0])
        written: list[WrittenRow] = []
        total, total_rate, parts = "", "", "some"
        for line in rows:
            values = self._values(line, columns)
            called = TOTALS.get(key(values.get("label", "")))
            if called is not None and not total:
                total, total_rate, parts = values.get("count", ""), values.get("rate", ""), called
                self._place(route, line, columns, {"count": "total", "rate": "total_rate"})
                continue
            self._place((*route, "rows", len(written)), line, columns, {})
            written.append(WrittenRow(**{"label": "", **values}))
        table = WrittenTable(title, written, total, parts, "people", period, total_rate)
        return self._reader.table(table, Where(self._name, route))

    def _columns(self, heading: _Line) -> dict[int, str]:
        """Which field each column holds; a heading that is not known, or known already, is told."""
        columns: dict[int, str] = {}
        for column in heading.filled:
            said = heading.cells[column].text
            field = _field(said)
            if field and field not in columns.values():
                columns[column] = field
            elif key(said) not in _IGNORED:
                names = [known[0] for known in HEADINGS.values()]
                near = nearest(clean(said), names)
                params = {"text": clean(said), "near": near, "choices": listed(names)}
                place = heading.span(self._name, column)
                self._found.append(Diagnostic("R719" if field else "R716", place, params))
        return columns

    def _values(self, line: _Line, columns: Mapping[int, str]) -> dict[str, str]:
        values: dict[str, str] = {}
        for column, field in columns.items():
            cell = line.cells[column]
            said = clean(cell.text)
            if cell.kind.startswith("number"):
                said = said.removesuffix(".0")
                if field in RATES or not said.isdigit():
                    self._found.append(Diagnostic("R717", line.span(self._name, column), {"text": said}))
                    continue
            values[field] = said
        return values

    def _place(self, route: Route, line: _Line, columns: Mapping[int, str], names: Mapping[str, str]) -> None:
        if not names:
            self.nodes[route] = line.span(self._name, line.filled[0])
        for column, field in columns.items():
            if not names or field in names:
                self.nodes[*route, names.get(field, field)] = line.span(self._name, column)


def _lines(sheet: RawSheet) -> Iterator[_Line]:
    for row in range(sheet.height):
        line = _Line(
            sheet.first_row + row, tuple(sheet.cell(row, column) for column in range(len(sheet.own)))
        )
        if line.filled:
            yield line


def _is_heading(line: _Line) -> bool:
    """Whether a row names what rows are about, and a figure of them."""
    fields = {_field(cell.text) for cell in line.cells}
    return "label" in fields and len(fields & set(HEADINGS)) > 1


def _field(said: str) -> str:
    """The field that a heading names, or nothing."""
    return "rate" if clean(said) == "%" else _FIELDS.get(key(said), "")
