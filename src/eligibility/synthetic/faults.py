"""The usual dirt of such tables, each kind by name and share, put in from a seed of its own.

`FAULTS` is the declaration: what an officer did, in which table and column, how often, and what the
review makes of it: an issue with the cell, a refusal of the row, or nothing because it is understood.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from random import Random

import attrs

from eligibility.synthetic.chance import one_of, whole
from eligibility.synthetic.tables import Planted, Sheet, Tables, Text

STRANGER = "KHONG-CO-001"
"""The id of nobody."""

Change = Callable[[Random, Text], Text | None]
"""What a cell becomes; None where the fault does not fit what stands there."""


@attrs.frozen
class InCell:
    """*change* what stands in one of *fields* (or what stands in *source*, to be put there)."""

    fields: tuple[str, ...]
    change: Change
    source: str = ""


@attrs.frozen
class AgainRow:
    """The row written a second time, with *change* made to *field* if one is given."""

    field: str = ""
    change: Change | None = None


@attrs.frozen
class NoRow:
    """The row left out."""


@attrs.frozen
class Fault:
    """One kind of dirt: *apply* is done to *share* of the rows of *table*, at least to one.

    *issue* and *refusal* are what the review says of it; both are empty where it is understood, or
    is a gap like any other.
    """

    name: str
    table: str
    share: float
    apply: InCell | AgainRow | NoRow
    issue: str = ""
    refusal: str = ""


# --- what happens to a cell ------------------------------------------------------------------------


def _dated(pattern: str) -> Change:
    return lambda _, cell: f"{cell:{pattern}}" if isinstance(cell, date) else None


def _worded(change: Callable[[str], str]) -> Change:
    """A text changed, where it does change."""

    def apply(_: Random, cell: Text) -> Text | None:
        made = change(cell) if isinstance(cell, str) else cell
        return made if made != cell else None

    return apply


def _short(words: dict[str, str]) -> Change:
    return lambda _, cell: words.get(cell) if isinstance(cell, str) else None


def _instead(*texts: str) -> Change:
    """Something else, where anything stands."""
    return lambda random, cell: one_of(random, texts) if cell is not None else None


def _emptied(_: Random, cell: Text) -> Text | None:
    return "" if cell is not None else None


def _another_day(random: Random, cell: Text) -> Text | None:
    """A day some months off: a second date of birth."""
    if not isinstance(cell, date):
        return None
    return date.fromordinal(cell.toordinal() + one_of(random, (-1, 1)) * whole(random, 40, 700))


def _another_grade(random: Random, cell: Text) -> Text | None:
    grades = ("Hoàn thành nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ")
    return one_of(random, [grade for grade in grades if grade != cell])


DEGREES = {"Đại học": "ĐH", "Thạc sĩ": "ThS", "Cao đẳng": "CĐ", "Tiến sĩ": "TS"}
THEORY = {"Sơ cấp": "SC", "Trung cấp": "TC", "Cao cấp": "CC", "Cử nhân": "CN"}
ADMINISTRATION = {"Chuyên viên": "CV", "Chuyên viên chính": "CVC", "Chuyên viên cao cấp": "CVCC"}
GRADES = {
    "Hoàn thành xuất sắc nhiệm vụ": "HTXSNV",
    "Hoàn thành tốt nhiệm vụ": "HTTNV",
    "Hoàn thành nhiệm vụ": "HTNV",
    "Không hoàn thành nhiệm vụ": "KHTNV",
}
POSTS = {
    "Chuyên viên sở": "Phụ trách chuyên đề",
    "Công chức cấp xã": "Chuyên trách công tác Đảng",
    "Trưởng phòng cấp xã": "Giám đốc Trung tâm Phục vụ hành chính công",
    "Trưởng phòng thuộc sở": "Chi cục trưởng",
}

FAULTS: tuple[Fault, ...] = (
    # people: dates
    Fault("birth_year_only", "people", 0.012, InCell(("birth_date",), _dated("%Y"))),
    Fault("birth_month_only", "people", 0.012, InCell(("birth_date",), _dated("%m/%Y"))),
    Fault("date_with_dots", "people", 0.02, InCell(("birth_date", "post_since"), _dated("%d.%m.%Y"))),
    Fault("date_as_text", "people", 0.04, InCell(("party_joined", "service_since"), _dated("%d/%m/%Y"))),
    Fault("impossible_date", "people", 0.002, InCell(("party_joined",), _dated("31/02/%Y")), "not_a_date"),
    Fault("date_ahead", "people", 0.002, InCell(("rank_since",), _dated("%d/%m/2206")), "out_of_range"),
    Fault(
        "two_birth_dates",
        "people",
        0.006,
        InCell(("birth_date_party_file",), _another_day, "birth_date"),
        "differs",
    ),
    # people: words
    Fault("spaces_after", "people", 0.02, InCell(("full_name", "unit"), _worded(lambda text: text + "  "))),
    Fault("id_with_space", "people", 0.01, InCell(("id",), _worded(lambda text: text + "\u00a0"))),
    Fault(
        "hard_spaces", "people", 0.02, InCell(("post", "degree"), _worded(lambda t: t.replace(" ", "\u00a0")))
    ),
    Fault(
        "decomposed",
        "people",
        0.03,
        InCell(("full_name", "degree", "post"), _worded(lambda text: unicodedata.normalize("NFD", text))),
    ),
    Fault("capitals", "people", 0.03, InCell(("full_name",), _worded(str.upper))),
    Fault("old_spelling", "people", 0.01, InCell(("degree",), _worded(lambda t: t.replace("sĩ", "sỹ")))),
    Fault("degree_short", "people", 0.12, InCell(("degree",), _short(DEGREES))),
    Fault("theory_short", "people", 0.08, InCell(("llct",), _short(THEORY))),
    Fault(
        "theory_short_unlisted",
        "people",
        0.004,
        InCell(("llct",), _short({"Trung cấp": "TC lý luận chung", "Cao cấp": "CC lý luận chung"})),
        "unknown_value",
    ),
    Fault("administration_short", "people", 0.08, InCell(("state_management",), _short(ADMINISTRATION))),
    Fault("unknown_word", "people", 0.003, InCell(("degree",), _instead("Bằng nghề")), "unknown_value"),
    Fault(
        "wrong_column",
        "people",
        0.003,
        InCell(("state_management",), _instead("Cao cấp lý luận chính trị")),
        "other_column",
    ),
    Fault("unknown_post_held", "people", 0.004, InCell(("post",), _short(POSTS)), "unknown_value"),
    Fault("error_as_text", "people", 0.003, InCell(("party_official",), _instead("#N/A")), "error_cell"),
    # people: gaps
    Fault(
        "cell_missing",
        "people",
        0.035,
        InCell(("degree", "llct", "sex", "political_conclusion", "state_management", "post_since"), _emptied),
    ),
    Fault("not_known_mark", "people", 0.01, InCell(("degree_field", "llct"), _instead("không rõ", "-", "?"))),
    # people: rows
    Fault("row_twice", "people", 0.004, AgainRow(), "same_row"),
    Fault("rows_differ", "people", 0.004, AgainRow("birth_date", _another_day), "same_id_differs"),
    Fault("row_without_id", "people", 0.001, AgainRow("id", _emptied), refusal="no_id"),
    # ratings
    Fault("grade_short", "evaluations", 0.3, InCell(("grade",), _short(GRADES))),
    Fault("grade_unknown_word", "evaluations", 0.0006, InCell(("grade",), _instead("Tốt")), "unknown_value"),
    Fault(
        "year_with_word",
        "evaluations",
        0.0006,
        InCell(("year",), lambda _, cell: f"Năm {cell}"),
        "not_a_number",
    ),
    Fault("year_missing", "evaluations", 0.004, NoRow()),
    Fault(
        "grade_of_nobody",
        "evaluations",
        0.0006,
        InCell(("id",), _instead(STRANGER)),
        refusal="unknown_person",
    ),
    Fault("grade_row_twice", "evaluations", 0.001, AgainRow(), "same_row"),
    Fault("two_grades", "evaluations", 0.001, AgainRow("grade", _another_grade)),
    # disciplines
    Fault("discipline_undated", "disciplines", 0.04, InCell(("decision_date",), _emptied)),
    Fault("discipline_by_month", "disciplines", 0.06, InCell(("decision_date",), _dated("%m/%Y"))),
    # the plan
    Fault(
        "planned_post_unknown",
        "plan",
        0.008,
        InCell(("post",), _instead("Trưởng thôn", "Phó Trưởng ban chuyên trách")),
        "unknown_value",
        "unknown_post",
    ),
    Fault("plan_of_nobody", "plan", 0.005, InCell(("id",), _instead(STRANGER)), refusal="unknown_person"),
    Fault("plan_without_id", "plan", 0.004, InCell(("id",), _emptied), refusal="no_id"),
    Fault("plan_row_twice", "plan", 0.006, AgainRow(), "same_row"),
    Fault("no_such_term", "plan", 0.005, InCell(("term",), _instead("2023-2028")), refusal="no_moment"),
    Fault("status_missing", "plan", 0.006, InCell(("status",), _emptied)),
)


# --- putting them in -------------------------------------------------------------------------------


def plant(tables: Tables, random: Random, faults: Sequence[Fault] = FAULTS) -> Tables:
    """*tables* with *faults*, one in a row at most; the tables given are left as they are."""
    benches = {name: _Bench(sheet) for name, sheet in tables.sheets.items()}
    planted: list[Planted] = []
    for fault in faults:
        bench = benches.get(fault.table)
        if bench is not None and bench.height:
            planted += bench.plant(random, fault)
    return Tables(tables.as_of, {name: bench.done() for name, bench in benches.items()}, tuple(planted))


class _Bench:
    """One sheet while faults are put into it."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._rows = [list(row) for row in sheet.rows]
        self._added: list[list[Text]] = []
        self._used: set[int] = set()
        self._dropped: set[int] = set()

    @property
    def height(self) -> int:
        """Rows there were at first."""
        return len(self._rows)

    def plant(self, random: Random, fault: Fault) -> Iterator[Planted]:
        """Put *fault* into its share of rows, as far as it fits them."""
        wanted = max(1, round(fault.share * self.height))
        for _ in range(60 * wanted + 300):
            row = whole(random, 0, self.height - 1)
            if row in self._used:
                continue
            person = self._person(row)
            made = self._apply(random, fault, row)
            if made is None:
                continue
            self._used.add(row)
            yield Planted(fault.name, fault.table, person, *made)
            wanted -= 1
            if not wanted:
                return

    def done(self) -> Sheet:
        """The sheet as it is now."""
        kept = [row for number, row in enumerate(self._rows) if number not in self._dropped]
        return attrs.evolve(self._sheet, rows=kept + self._added)

    def _person(self, row: int) -> str:
        return str(self._rows[row][self._sheet.column("id")]) if "id" in self._sheet.fields else ""

    def _apply(self, random: Random, fault: Fault, row: int) -> tuple[str, str] | None:
        """Do it to *row*, and say in which field and what stands there now; None where it does not fit."""
        match fault.apply:
            case InCell(fields, change, source):
                return self._change(random, self._rows[row], fields, change, source)
            case AgainRow(field, change):
                copy = list(self._rows[row])
                made = self._change(random, copy, (field,), change, "") if change is not None else ("", "")
                if made is not None:
                    self._added.append(copy)
                return made
            case NoRow():
                self._dropped.add(row)
                return "", ""

    def _change(
        self, random: Random, row: list[Text], fields: Sequence[str], change: Change, source: str
    ) -> tuple[str, str] | None:
        field = one_of(random, fields)
        if field not in self._sheet.fields:
            return None
        made = change(random, row[self._sheet.column(source or field)])
        if made is None:
            return None
        row[self._sheet.column(field)] = None if made == "" else made
        return field, str(made)
