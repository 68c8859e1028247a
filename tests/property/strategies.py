"""Random rule books and random people, as the text that rule files and a workbook would hold.

Everything in a drawn world lies close together (people retire at the age of two, courses last
weeks), so that dates, durations and thresholds meet often. `TINY` worlds are small enough for every
completion of a record to be listed.
"""

import os
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import attrs
import numpy as np
from hypothesis import Phase, settings
from hypothesis import strategies as st

from eligibility.compile.instances import make_instance
from eligibility.model.calendar import add_months
from eligibility.model.condition import (
    AgeAt,
    AllOf,
    Always,
    AnyOf,
    BelowLevel,
    ByField,
    Compare,
    Condition,
    Constant,
    FieldValue,
    Fold,
    IsKnown,
    IsNone,
    Latest,
    Moment,
    MonthsBetween,
    MonthsSince,
    MonthsToRetirement,
    NoneOf,
    Op,
    Operand,
    Rows,
    StandingAbove,
    Window,
    Within,
    histories_of,
    paths_of,
    row_paths_of,
)
from eligibility.model.context import Context, NoSuchMoment
from eligibility.model.dataset import Dataset
from eligibility.model.plan import Instance
from eligibility.model.raw import RawCell, RawSheet, RawTables
from eligibility.model.record import Among, Between, Known, Missing, Record, Row, Value
from eligibility.model.sentences import condition_data, condition_text, moment_text
from eligibility.model.slots import HOLDS, KNOWN, WAIVED, conditions_of
from eligibility.model.standard import RuleBook
from eligibility.model.truth import Gap
from eligibility.model.vocabulary import Field, Kind, Table, Vocabulary
from eligibility.normalise.language import Language
from eligibility.normalise.people import build_dataset
from eligibility.normalise.rulebook import build_rulebook
from eligibility.normalise.vocabulary import build_language

from .completing import MOST, Completing, everything

Roll = Callable[[int, int], int]
"""A whole number between two, both included."""
Data = Any

FULL = os.environ.get("ELIGIBILITY_PROFILE") == "full"


class Large:
    """Something too large to be shown whole: laws that are broken say what matters of it."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


class Several(Large, tuple[Any, ...]):
    """Several such things."""


def seeded(make: Callable[..., Any], *arguments: Any) -> st.SearchStrategy[Any]:
    """What *make* rolls from a seed: fast, and nothing to shrink but the seed."""

    def made(seed: int) -> Any:
        found = make(Random(seed).randint, *arguments)
        return Several(found) if isinstance(found, tuple) else found

    return st.integers(0, 2**40).map(made)


@st.composite
def drawn(draw: st.DrawFn, make: Callable[..., Any], *arguments: Any) -> Any:
    """What *make* rolls, each roll drawn by Hypothesis: slower, and shrunk to a small example."""
    return make(lambda low, high: draw(st.integers(low, high)), *arguments)


def examples(quick: int) -> settings:
    """Settings for a law on seeded worlds: *quick* examples, many more in the full profile; no shrinking."""
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    return settings(max_examples=quick * 5 if FULL else quick, phases=phases)


@attrs.frozen
class Size:
    """How far dates reach *before* and *after* the review, and how much of everything there is."""

    before: int
    after: int
    months: tuple[int, ...]
    levels: int
    requirements: int
    pool: int
    people: int


WIDE = Size(1500, 1500, (0, 1, 12, 13, 24), 4, 4, 9, 5)
TINY = Size(24, 20, (0, 1), 3, 3, 7, 1)

OPS = tuple(Op)
GATES = (date(2026, 6, 30), date(2025, 3, 31), date(2024, 2, 29), date(2026, 1, 31), date(2025, 12, 31))
TEXTS = ("alpha", "beta", "42")
EFFECTS = ("leave", "disqualify", "train", "wait", "document", "suppress", "full_time", "warn")
POSTS = ("pa", "pb", "pc", "pd")
UNITS = ("u0", "u1", "u2")
TERMS = ("T1", "T2")
TOKENS = ("unmet", "open", "due", "later")
PURPOSES = ("planning", "audit", "training")
GARBAGE = "#?garbage?#"


# --- small parts ---------------------------------------------------------------------------------


def label(code: str) -> dict[str, str]:
    return {"vi": f"tên {code}", "en": f"name {code}"}


def chance(roll: Roll, percent: int) -> bool:
    """True in about *percent* of cases; false in the simplest one."""
    return roll(0, 99) >= 100 - percent


def one(roll: Roll, items: Sequence[Any]) -> Any:
    return items[roll(0, len(items) - 1)]


def some(roll: Roll, items: Sequence[Any], least: int = 1, most: int | None = None) -> list[Any]:
    """Different *items*, at least *least*, in the order they have."""
    most = len(items) if most is None else min(most, len(items))
    left = list(range(len(items)))
    places = [left.pop(roll(0, len(left) - 1)) for _ in range(roll(least, most))]
    return [items[place] for place in sorted(places)]


def a_day(roll: Roll, as_of: date, size: Size) -> date:
    """A day near the review: some months away and a day more or less, or any."""
    low, high = as_of - timedelta(size.before), as_of + timedelta(size.after)
    if chance(roll, 60):
        day = add_months(as_of, one(roll, [sign * n for n in size.months for sign in (-1, 1)]))
        day += timedelta(roll(-1, 1))
    else:
        day = as_of + timedelta(roll(-size.before, size.after))
    return min(max(day, low), high)


def a_moment(roll: Roll, names: Sequence[str], as_of: date, size: Size, *, dated: bool = True) -> Moment:
    """A named moment or, where *dated*, a day; mostly moved by months."""
    months = one(roll, (0, *size.months, *(-n for n in size.months)))
    if dated and chance(roll, 15):
        return Moment(day=a_day(roll, as_of, size), months=months)
    return Moment(one(roll, names), months)


# --- vocabulary ----------------------------------------------------------------------------------


def _scale(roll: Roll, name: str, size: Size) -> dict[str, Data]:
    levels = []
    for number in range(roll(1, size.levels)):
        level: dict[str, Data] = {"code": f"{name}_{number}", **label(f"{name}_{number}")}
        if chance(roll, 40):
            level["rank"] = str(roll(0, 3))
        if chance(roll, 20):
            level["ladder"] = "other"
        levels.append(level)
    return {"label": label(name), "levels": levels}


def _choice(name: str, codes: Sequence[str]) -> dict[str, Data]:
    return {"label": label(name), "values": [{"code": code, **label(code)} for code in codes]}


def _field(roll: Roll, name: str, kind: str, as_of: date, size: Size, **more: Data) -> dict[str, Data]:
    made: dict[str, Data] = {"name": name, "type": kind, "label": label(f"cột {name}"), **more}
    if "none" not in made and chance(roll, 40):
        made["none"] = ["chưa", "không có"]
    if chance(roll, 20):
        made["empty"] = "none"
    if kind == "date" and "range" not in made:
        low = as_of - timedelta(roll(1, size.before))
        high = as_of + timedelta(roll(0, size.after))
        made["range"] = [low.isoformat(), one(roll, ("review_date", high.isoformat()))]
    if kind == "number" and "range" not in made and (size is TINY or chance(roll, 50)):
        low_number = roll(-1, 1)
        made["range"] = [str(low_number), str(low_number + roll(1, 4))]
    return made


def _plain(name: str, kind: str, **more: Data) -> dict[str, Data]:
    return {"name": name, "type": kind, "label": label(f"cột {name}"), **more}


def _tables(roll: Roll, as_of: date, size: Size) -> dict[str, Data]:
    def field(name: str, kind: str, **more: Data) -> dict[str, Data]:
        return _field(roll, name, kind, as_of, size, **more)

    past = [(as_of - timedelta(size.before)).isoformat(), "review_date"]
    birth = _plain("birth_date", "date", range=past)
    if chance(roll, 40):
        birth |= {"prefer": "birth_alt"}
    if chance(roll, 40):
        birth["fill"] = [{"when": "birth_final", "month_day": one(roll, ("01-01", "06-15")), "clause": "x"}]
    grade = _plain("grade", "level", scale="s1")
    if chance(roll, 60):
        grade["none"] = ["chưa"]
    ended = _plain("ended", "date", range=[past[0], (as_of + timedelta(size.after)).isoformat()])
    if chance(roll, 70):
        ended |= {"none": ["chưa"], "empty": "none"}
    people = [
        _plain("id", "text"),
        _plain("full_name", "text"),
        field("sex", "choice", scale="sex"),
        birth,
        _plain("birth_alt", "date", range=past),
        _plain("birth_final", "choice", scale="flag"),
        _plain("unit", "text", path="held.unit"),
        field("post", "posts", path="held.post"),
        field("service_since", "date", range=past),
        field("lv0", "level", scale="s0"),
        field("lv1", "level", scale="s0"),
        field("lv2", "level", scale="s1"),
        field("mk0", "choice", scale="m0"),
        field("mk1", "choice", scale="m0"),
        field("d0", "date"),
        field("d1", "date"),
        field("d2", "date"),
        field("n0", "number"),
        field("n1", "number", **({"unit": "kg"} if chance(roll, 40) else {})),
        field("t0", "text"),
        field("t1", "text"),
        field("p0", "post"),
    ]
    plan = [
        _plain("id", "text"),
        _plain("post", "post", path="target.post"),
        _plain("unit", "text", path="target.unit"),
        _plain("term", "text"),
        field("since", "date"),
        _plain("status", "choice", scale="state"),
    ]
    disciplines = [
        _plain("id", "text"),
        _plain("regime", "choice", scale="regime"),
        _plain("form", "choice", scale="form"),
        _plain("decision_date", "date", range=past),
        ended,
    ]
    events = [
        _plain("id", "text"),
        field("kind", "choice", scale="m1"),
        field("step", "level", scale="s0"),
        field("at", "date"),
        field("until", "date"),
        field("amount", "number"),
        field("words", "text"),
        field("duty", "post"),
    ]
    waivers = [
        _plain("id", "text"),
        _plain("post", "post"),
        _plain("requirement", "text"),
        _plain("decision_date", "date"),
        _plain("until", "date", empty="none"),
    ]
    units = [
        _plain("unit", "text"),
        _plain("parent", "text"),
        _plain("area", "choice", scale="m1"),
    ]
    made: dict[str, Data] = {
        "people": {"label": label("people"), "key": ["id"], "fields": people},
        "plan": {"label": label("plan"), "key": ["id"], "fields": plan},
        "evaluations": {
            "label": label("evaluations"),
            "key": ["id"],
            "history": "true",
            "ratings": {"year": "year", "grade": "grade", "since": one(roll, ("service_since", ""))},
            "fields": [_plain("id", "text"), _plain("year", "number", range=["1990", "2100"]), grade],
        },
        "disciplines": {
            "label": label("disciplines"),
            "key": ["id"],
            "history": "true",
            "expiry": {
                "field": "expires",
                "ended": "ended",
                "start": "decision_date",
                "table": "discipline",
                "regime": "regime",
                "form": "form",
            },
            "fields": disciplines,
        },
        "events": {"label": label("events"), "key": ["id"], "history": "true", "fields": events},
        "waivers": {
            "label": label("waivers"),
            "key": ["id"],
            "history": "true",
            "absent": "none",
            "fields": waivers,
        },
        "units": {"label": label("units"), "key": ["unit"], "history": "true", "fields": units},
    }
    for name in ("disciplines", "events"):
        if chance(roll, 15):
            made[name]["absent"] = "none"
    return made


def _moments(roll: Roll, size: Size) -> dict[str, Data]:
    def move() -> str:
        months = one(roll, size.months)
        return f" {one(roll, '+-')} {months} months" if months else ""

    bases = ("review_date", "term_start", "term_end", "next 03-31", "next 02-29")
    later = f"later of term_start, review_date + {one(roll, size.months)} months"
    return {
        "planning": {"is": "review_date", "label": label("planning")},
        "appointment": {
            "is": one(roll, (f"{one(roll, bases)}{move()}", later)),
            "label": label("appointment"),
        },
        "class_start": {"is": f"{one(roll, bases)}{move()}", "label": label("class_start")},
    }


def _period(roll: Roll, as_of: date, size: Size) -> dict[str, str]:
    """In force from or until some day near the review, or always."""
    made = {}
    if chance(roll, 30):
        made["from"] = a_day(roll, as_of, size).isoformat()
    if chance(roll, 30):
        made["until"] = a_day(roll, as_of, size).isoformat()
    return made if made.get("from", "") <= made.get("until", "9") else {}


def _windows(roll: Roll, as_of: date, size: Size) -> list[Data]:
    made: list[Data] = []
    for regime in ("party", "state"):
        for purpose in PURPOSES:
            if chance(roll, 75):
                forms = some(roll, ("light", "grave"), 1)
                lengths = {form: str(one(roll, (*size.months, "never"))) for form in forms}
                made.append(
                    {
                        "table": "discipline",
                        "instrument": "x",
                        "clause": "x",
                        "regime": regime,
                        "purpose": purpose,
                        "months": lengths,
                        "in_force": _period(roll, as_of, size),
                    }
                )
    return made


def _retirement(roll: Roll, size: Size, as_of: date) -> list[Data]:
    def ages() -> dict[str, str]:
        made = {}
        for year in range(as_of.year - 2, as_of.year + roll(-1, 2)):
            months = one(roll, size.months) + (12 if size is WIDE else 0)
            made[str(year)] = f"{months // 12} years {months % 12} months"
        return made

    return [{"id": "only", "instrument": "x", "clause": "x", "male": ages(), "female": ages()}]


def vocabulary_data(roll: Roll, as_of: date, size: Size) -> dict[str, Data]:
    """The files of ``vocabulary/``, but for the courses, in one."""
    sexes = ("male", "female", "other") if chance(roll, 30) else ("male", "female")
    scales = {name: _scale(roll, name, size) for name in ("s0", "s1")}
    posts = [
        {
            "code": code,
            **label(code),
            "kind": one(roll, ("k0", "k1")),
            "level": one(roll, ("l0", "l1")),
            "standing": str(roll(0, 3)),
        }
        for code in POSTS[: roll(2, 3 if size is TINY else 4)]
    ]
    terms = []
    for kind in ("k0", "k1"):
        for level in ("l0", "l1"):
            for term in TERMS:
                if chance(roll, 95):
                    start = a_day(roll, as_of, size)
                    end = start + timedelta(one(roll, (30, 400)))
                    terms.append(
                        {
                            "term": term,
                            "kind": kind,
                            "level": level,
                            "start": start.isoformat(),
                            "end": end.isoformat(),
                        }
                    )
    dates = ["service_since", "d0", "d1", "d2", "plan.since"]
    dates += ["birth_date"] if size is TINY else []  # completed month by month: many, if tied to others
    pairs = some(roll, [(a, b) for a in dates for b in dates if a != b], 0, 2 if size is TINY else 1)
    return {
        "scales": scales,
        "choices": {
            "sex": _choice("sex", sexes),
            "flag": _choice("flag", ("yes", "no")),
            "m0": _choice("m0", ("m0_a", "m0_b", "m0_c")),
            "m1": _choice("m1", ("m1_a", "m1_b")),
            "kind": _choice("kind", ("k0", "k1")),
            "post_level": _choice("post_level", ("l0", "l1")),
            "regime": _choice("regime", ("party", "state")),
            "form": _choice("form", ("light", "grave")),
            "state": _choice("state", ("planned", "proposed")),
        },
        "tables": _tables(roll, as_of, size),
        "joined": [
            {
                "path": "target.area",
                "type": "choice",
                "scale": "m1",
                "label": label("target area"),
                "from": {"table": "units", "by": "target.unit", "field": "area"},
            },
            {
                "path": "target.level",
                "type": "choice",
                "scale": "post_level",
                "label": label("target level"),
                "from": {"by": "target.post", "post": "level"},
            },
        ],
        "constraints": [{"hard": f"{earlier} <= {later}"} for earlier, later in pairs],
        "posts": posts,
        "evaluations": {"closes": one(roll, ("03-31", "12-30"))},
        "moments": _moments(roll, size),
        "terms": terms,
        "retirement": _retirement(roll, size, as_of),
        "windows": _windows(roll, as_of, size),
    }


def courses_data(roll: Roll, vocabulary: Vocabulary, size: Size) -> list[Data]:
    """Courses that raise the levels of people."""
    made = []
    for number in range(roll(0, 3)):
        path = one(roll, ("lv0", "lv2"))
        field = vocabulary.field_at(path)
        assert field is not None
        shortest = one(roll, size.months)
        course: dict[str, Data] = {
            "id": f"c{number}",
            "label": label(f"c{number}"),
            "raises": {path: one(roll, vocabulary.scales[field.scale].codes)},
            "months": [str(shortest), str(shortest + roll(0, 2))],
        }
        if number == 0 and chance(roll, 30):
            course["entry"] = "entry.c0"
        made.append(course)
    return made


# --- conditions ----------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class Words:
    """What conditions may be drawn from: a vocabulary, and the fields that are read together."""

    vocabulary: Vocabulary
    as_of: date
    size: Size
    cast: tuple[str, ...]
    moments: tuple[str, ...]

    def field(self, path: str, table: str = "") -> Field:
        """A field by its path; the computed expiry counts as the date it is computed from."""
        expiry = self.vocabulary.tables[table].expiry if table else None
        if expiry is not None and path == f"row.{expiry.field}":
            path = f"row.{expiry.start}"
        field = self.vocabulary.field_at(path, table)
        assert field is not None
        return field

    def paths(self, table: str = "", *kinds: Kind) -> list[str]:
        """The paths of the cast and of the rows of *table* that hold values of *kinds*."""
        found = [path for path in self.cast if not kinds or self.field(path).kind in kinds]
        if table:
            declared = self.vocabulary.tables[table]
            rows = [f"row.{field.name}" for field in declared.fields if field.name not in declared.key]
            if declared.expiry is not None:
                rows += [f"row.{declared.expiry.field}"] * 4
            rows = [path for path in rows if not kinds or self.field(path, table).kind in kinds]
            found = rows * 3 + found
        return found

    @property
    def lonely(self) -> str:
        """A field that is not set against others: the reference completes it month by month."""
        return "birth_date" if self.size.people > 1 else ""

    def partners(self, table: str, *kinds: Kind) -> list[str]:
        """As `paths`, of fields that may be set against each other."""
        return [path for path in self.paths(table, *kinds) if path != self.lonely]


def words_of(roll: Roll, vocabulary: Vocabulary, as_of: date, size: Size) -> Words:
    """A choice of fields that a drawn rule book reads."""
    tables = [table for table in vocabulary.tables.values() if not table.history]
    skipped = {"id", "full_name", "plan.id", "birth_alt", "birth_final", "plan.term", "held.unit"}
    paths = [field.path for table in tables for field in table.fields if field.path not in skipped]
    paths += [joined.field.path for joined in vocabulary.joined]
    cast = some(roll, paths, 3, 7 if size is WIDE else 4)
    moments = ("review_date", "term_start", "term_end", *vocabulary.moments)
    return Words(vocabulary, as_of, size, tuple(cast), moments)


def constant(roll: Roll, words: Words, field: Field) -> Constant:
    """A value that *field* may be compared with."""
    match field.kind:
        case Kind.LEVEL:
            return Constant(one(roll, words.vocabulary.scales[field.scale].codes))
        case Kind.DATE:
            return Constant(a_day(roll, words.as_of, words.size))
        case Kind.NUMBER:
            return Constant(roll(-1, 4))
        case Kind.TEXT:
            return Constant(one(roll, TEXTS))
        case Kind.POST | Kind.POSTS:
            return Constant(one(roll, tuple(words.vocabulary.posts)))


def by_field(roll: Roll, words: Words, table: str, value: Any) -> ByField | None:
    """``by FIELD {...}``; None where no field that is read chooses."""
    paths = words.paths(table, Kind.LEVEL)
    if not paths:
        return None
    path = one(roll, paths)
    codes = words.vocabulary.scales[words.field(path, table).scale].codes
    return ByField(path, tuple((code, value()) for code in some(roll, codes, 1, 3)))


def months(roll: Roll, words: Words, table: str) -> Operand:
    """A number of months, or one that depends on a field."""

    def amount() -> Constant:
        return Constant(one(roll, (*words.size.months, *(-n for n in words.size.months))))

    return (by_field(roll, words, table, amount) if chance(roll, 15) else None) or amount()


def field_compare(roll: Roll, words: Words, table: str) -> Condition:
    """A field against a value, a moment or another field."""
    path = one(roll, words.paths(table))
    field = words.field(path, table)
    scale = words.vocabulary.scales.get(field.scale)
    ordered = field.kind in (Kind.DATE, Kind.NUMBER) or (scale is not None and scale.ordered)
    op = one(roll, OPS) if ordered else Op.EQ
    alike = {Kind.POST, Kind.POSTS} if field.kind in (Kind.POST, Kind.POSTS) else {field.kind}
    others = [p for p in words.partners(table, *alike) if words.field(p, table).scale == field.scale]
    way = one(roll, ("constant", "constant", "moment", "field", "by", "below"))
    right: Operand | None = None
    if way == "moment" and field.kind is Kind.DATE:
        right = a_moment(roll, words.moments, words.as_of, words.size)
        right = right if right.day is None or right.months else None
    elif way == "field":
        right = FieldValue(one(roll, others)) if others and path != words.lonely else None
    elif way == "by":
        right = by_field(roll, words, table, lambda: constant(roll, words, field))
    below = way == "below" and scale is not None and scale.ordered
    left = BelowLevel(path) if below else FieldValue(path)
    return Compare(left, op, right or constant(roll, words, field))


def months_compare(roll: Roll, words: Words, table: str) -> Condition:
    """An age, a length of service or the time to retirement against months."""
    dates = words.paths(table, Kind.DATE)
    partners = words.partners(table, Kind.DATE)
    way = one(roll, ("age", "since", "between", "since" if table and words.lonely else "retirement"))
    moment = a_moment(roll, words.moments, words.as_of, words.size)
    op = one(roll, OPS)
    if way == "retirement" or not dates:
        return Compare(MonthsToRetirement("birth_date", "sex", moment), op, months(roll, words, table))
    path = one(roll, dates)
    if way == "between" and partners:
        between = MonthsBetween(one(roll, partners), one(roll, partners))
        return Compare(between, op, months(roll, words, table))
    left = AgeAt(path, moment) if way == "age" else MonthsSince(path, moment)
    return Compare(left, op, months(roll, words, table))


def within(roll: Roll, words: Words, table: str) -> Condition:
    """A field in a list."""
    path = one(roll, words.paths(table))
    values = [constant(roll, words, words.field(path, table)).value for _ in range(roll(1, 3))]
    return Within(path, tuple(values))


def simple_atom(roll: Roll, words: Words, table: str = "") -> Condition:
    """An atom about fields, of rows of *table* or of the candidacy."""
    match one(
        roll, ("field", "field", "field", "months", "months", "within", "known", "none", "steps", "always")
    ):
        case "field":
            return field_compare(roll, words, table)
        case "months":
            return months_compare(roll, words, table)
        case "within":
            return within(roll, words, table)
        case "known":
            return IsKnown(one(roll, words.paths(table)))
        case "none":
            return IsNone(one(roll, words.paths(table)))
        case "steps":
            steps = Constant(roll(-1, 2))
            return Compare(StandingAbove("target.post", "held.post"), one(roll, OPS), steps)
        case _:
            return Always(chance(roll, 50))


def history_atom(roll: Roll, words: Words) -> Condition:
    """An atom about ratings or the rows of a history."""
    grades = words.vocabulary.scales["s1"].codes
    grade, op = one(roll, grades), one(roll, OPS)
    fold = one(roll, (*Fold, "latest", "rows", "rows", "rows"))
    match fold:
        case "latest":
            return Latest("evaluations", op, grade)
        case "rows":
            table = one(roll, ("disciplines", "events"))
            parts = [simple_atom(roll, words, table) for _ in range(roll(1, 2))]
            bound, count = one(roll, ((Op.EQ, 0), (Op.GE, 1), (Op.GE, 2), (Op.LE, 1), (Op.EQ, 1)))
            return Rows(table, tree(roll, parts), bound, count)
        case Fold():
            years = roll(1, 2)
            if fold is Fold.COUNT:
                return Window("evaluations", fold, years, op, grade, one(roll, OPS), roll(0, 3))
            return Window("evaluations", fold, years, op, grade)
    raise AssertionError(fold)


def tree(roll: Roll, parts: Sequence[Condition], depth: int = 2) -> Condition:
    """*parts* under all, any and none, nested."""
    if len(parts) == 1:
        return NoneOf((parts[0],)) if chance(roll, 25) else parts[0]
    if depth and len(parts) > 2 and chance(roll, 50):
        cut = roll(1, len(parts) - 1)
        parts = (tree(roll, parts[:cut], depth - 1), tree(roll, parts[cut:], depth - 1))
    return one(roll, (AllOf, AnyOf, NoneOf))(tuple(parts))


def pool_of(roll: Roll, words: Words) -> list[Condition]:
    """Atoms for the conditions of one rule book, so that conditions share some."""
    wanted = roll(3, words.size.pool)
    pool = [simple_atom(roll, words) for _ in range(wanted)]
    pool += [history_atom(roll, words) for _ in range(roll(0, 2))]
    for path in [p for p in words.cast if p in ("lv0", "lv2")]:
        pool.append(Compare(FieldValue(path), Op.GE, constant(roll, words, words.field(path))))
    return pool


def condition(roll: Roll, pool: Sequence[Condition], most: int) -> Condition:
    """A condition over atoms of *pool*."""
    return tree(roll, [one(roll, pool) for _ in range(roll(1, most))])


def conditions(roll: Roll) -> tuple[Condition, Language, Words]:
    """Any condition at all, with the language it is written in."""
    as_of = one(roll, GATES)
    language, problems = build_language({"vocabulary/v.yaml": vocabulary_data(roll, as_of, WIDE)})
    assert language is not None, problems
    words = words_of(roll, language.vocabulary, as_of, WIDE)
    atoms = [
        history_atom(roll, words) if chance(roll, 30) else simple_atom(roll, words) for _ in range(roll(1, 5))
    ]
    return tree(roll, atoms), language, words


# --- standards and policies ------------------------------------------------------------------------


def _written(condition_: Condition, words: Words) -> Data:
    return condition_data(condition_, words.vocabulary)


def requirement_data(roll: Roll, words: Words, pool: Sequence[Condition], number: int) -> dict[str, Data]:
    """A demand with everything that a demand may have."""
    wanted = [c for c in pool if isinstance(c, Compare) and c.op is Op.GE and c.left in _RAISED]
    trained = bool(wanted) and chance(roll, 50)
    must = one(roll, wanted) if trained else condition(roll, pool, 3)
    effect = "train" if trained and chance(roll, 80) else one(roll, EFFECTS)
    if effect == "wait" and "months_to_retirement" in condition_text(must):
        effect = "leave"  # for each of the months ahead every month of birth would be tried
    made: dict[str, Data] = {
        "id": f"r{number}",
        "must": _written(must, words),
        "if_unmet": effect,
        "clause": f"art. {number}",
        "needed_at": moment_text(a_moment(roll, words.moments, words.as_of, words.size)),
        "confidence": one(roll, ("text", "text", "text", "summary", "derived", "recall")),
    }
    if chance(roll, 30):
        made["when"] = _written(condition(roll, pool, 2), words)
    if chance(roll, 30):
        made["relaxed"] = [
            {
                "when": _written(one(roll, pool), words),
                "must": _written(one(roll, pool), words),
                "clause": f"relaxed {place}",
            }
            for place in range(roll(1, 2))
        ]
    if chance(roll, 35):
        made["later"] = [
            {
                "when": _written(one(roll, pool), words),
                "by": moment_text(a_moment(roll, words.moments, words.as_of, words.size)),
                "clause": "x",
            }
            for _ in range(roll(1, 2))
        ]
    if chance(roll, 40):
        made["waivable"] = "true"
    if chance(roll, 20):
        made["confirmed"] = {"by": "office", "date": words.as_of.isoformat(), "document": "x"}
    return made


_RAISED = (FieldValue("lv0"), FieldValue("lv2"))


def _standard(
    roll: Roll, name: str, words: Words, pool: Sequence[Condition], most: int, **more: Data
) -> dict[str, Data]:
    return {
        "standard": name,
        "title": label(name),
        "source": {"instrument": "x", "confidence": one(roll, ("text", "recall"))},
        "in_force": {"from": "2000-01-01"},
        "requirements": [requirement_data(roll, words, pool, number) for number in range(roll(1, most))],
        "windows": one(roll, ("in_force at review_date", "in_force at decision_date")),
        **more,
    }


def standards_data(
    roll: Roll, words: Words, pool: Sequence[Condition], courses: Sequence[Data]
) -> list[Data]:
    """Standards for posts, one of them for a unit, and for entry to courses."""
    posts = list(words.vocabulary.posts)
    size = words.size
    made = [_standard(roll, "main", words, pool, size.requirements, posts=posts[:-1])]
    if chance(roll, 85):
        made.append(_standard(roll, "last", words, pool, size.requirements, posts=posts[-1:]))
    if chance(roll, 30):
        made.append(_standard(roll, "unit", words, pool, 2, posts=posts[:1], units=some(roll, UNITS, 1, 2)))
    for course in courses:
        if course.get("entry"):
            made.append(_standard(roll, course["entry"], words, pool, 2, courses=[course["id"]]))
        elif chance(roll, 40):
            made.append(_standard(roll, f"for.{course['id']}", words, pool, 2, courses=[course["id"]]))
    if chance(roll, 40):
        made[0]["assume"] = _assume(roll, words)
    return made


def _assume(roll: Roll, words: Words) -> list[Data]:
    made: list[Data] = []
    for path in words.cast:
        field = words.field(path)
        if chance(roll, 40):
            value = constant(roll, words, field).value if field.kind is Kind.LEVEL else "none"
            made.append({"field": path, "value": value, "when": "column absent"})
    if chance(roll, 30):
        table = one(roll, ("disciplines", "events"))
        made.append({"table": table, "value": "none", "when": "sheet absent"})
    return made


def policy_data(roll: Roll, purpose: str, words: Words, pool: Sequence[Condition]) -> dict[str, Data]:
    """A policy for *purpose*, in legal order, that always decides."""
    facts = [f"f{number}" for number in range(roll(0, 3))]
    outcomes = [f"o{number}" for number in range(roll(1, 4))] + ["verify"]

    def token() -> str:
        return f"{one(roll, TOKENS)} {one(roll, (*EFFECTS, 'train', 'any'))}"

    then = [f"k{roll(0, 2)}" for _ in range(roll(0, 6))]
    conclude = []
    for number, name in enumerate(then):
        items = []
        for _ in range(roll(0, 2)):
            above = sorted(set(then[:number]))
            settled = [n for n in sorted(set(then)) if n not in then[number:]]
            names = [*facts, *above, *(f"not {n}" for n in (*facts, *settled))]
            items.append(one(roll, names) if names and chance(roll, 45) else token())
        conclude.append({"then": name, "when": items})
    named = [*facts, *sorted(set(then))]
    decide = []
    for _ in range(roll(0, 4)):
        items = []
        for _ in range(roll(1, 2)):
            mark = "not " if chance(roll, 30) else ""
            items.append(f"{mark}{one(roll, named)}" if named and chance(roll, 60) else token())
        decide.append({"outcome": one(roll, outcomes), "when": items})
    decide.append({"outcome": one(roll, outcomes), "when": []})
    made: dict[str, Data] = {
        "policy": purpose,
        "id": purpose,
        "title": label(purpose),
        "outcomes": [
            {
                "code": code,
                "rank": str(rank),
                **label(code),
                "trains": "false" if chance(roll, 20) else "true",
            }
            for rank, code in enumerate(outcomes)
        ],
        "effects": {name: label(name) for name in EFFECTS},
        "facts": {name: {"must": _written(condition(roll, pool, 2), words), **label(name)} for name in facts},
        "conclude": conclude,
        "decide": decide,
        "bars_entry": some(roll, EFFECTS, 0, 4),
    }
    if purpose != "planning":
        names = ("term_start", "term_end", "appointment", "class_start")
        today = ("review_date",)
        made["moments"] = {
            name: moment_text(a_moment(roll, today, words.as_of, words.size)) for name in names
        }
    if chance(roll, 20):
        made["assume"] = _assume(roll, words)
    return made


@attrs.frozen(eq=False, repr=False)
class Book(Large):
    """A rule book, the text it was made of, and what it was drawn from."""

    documents: dict[str, Data]
    rulebook: RuleBook
    words: Words

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary."""
        return self.rulebook.vocabulary

    @property
    def as_of(self) -> date:
        """The review date."""
        return self.words.as_of


def made_book(documents: dict[str, Data], words: Words) -> Book:
    """The rule book that *documents* say; they must be without any problem."""
    rulebook, problems = build_rulebook(documents, {})
    assert rulebook is not None, problems
    assert not problems
    return Book(documents, attrs.evolve(rulebook), attrs.evolve(words, vocabulary=rulebook.vocabulary))


def books(roll: Roll, size: Size = WIDE) -> Book:
    """A rule book without problems."""
    as_of = one(roll, GATES)
    data = vocabulary_data(roll, as_of, size)
    language, problems = build_language({"vocabulary/v.yaml": data})
    assert language is not None, problems
    courses = courses_data(roll, language.vocabulary, size)
    if courses:
        data["courses"] = courses
        language, problems = build_language({"vocabulary/v.yaml": data})
        assert language is not None, problems
    words = words_of(roll, language.vocabulary, as_of, size)
    pool = pool_of(roll, words)
    documents: dict[str, Data] = {
        "rulebook.yaml": {"rulebook": "eligibility/1", "title": label("book")},
        "vocabulary/v.yaml": data,
        "standards/s.yaml": {"standards": standards_data(roll, words, pool, courses)},
    }
    for purpose in PURPOSES:
        documents[f"policy/{purpose}.yaml"] = policy_data(roll, purpose, words, pool)
    return made_book(documents, words)


# --- people --------------------------------------------------------------------------------------


@attrs.frozen
class Sheet:
    """A sheet as text: the names of its columns, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def raw(self, name: str) -> RawSheet:
        """The sheet as the reader gives it, heading row first."""
        lines = (self.columns, *self.rows)
        columns = []
        for cells in zip(*lines, strict=True):
            distinct = tuple(dict.fromkeys(cells))
            codes = np.array([distinct.index(cell) for cell in cells], dtype=np.int32)
            columns.append((codes, tuple(RawCell(text, "text" if text else "empty") for text in distinct)))
        return RawSheet("people.xlsx", name, tuple(columns), len(lines))


Sheets = dict[str, Sheet]


def dataset(sheets: Sheets, book: Book) -> Dataset:
    """What the stage of normalising makes of *sheets*."""
    raw = RawTables(Path("people.xlsx"), tuple(sheet.raw(name) for name, sheet in sheets.items()), {})
    return build_dataset(raw, book.vocabulary, book.as_of)


@attrs.frozen(eq=False, repr=False)
class World(Large):
    """A rule book and the sheets of its people."""

    book: Book
    sheets: Sheets
    purpose: str

    def told(self) -> str:
        """The world as text, for the message of a law that is broken."""
        lines = [f"{self.purpose} on {self.book.as_of}"]
        for name, sheet in self.sheets.items():
            lines += [name, *map(" | ".join, (sheet.columns, *sheet.rows))]
        standards = self.book.documents["standards/s.yaml"]["standards"]
        policy = self.book.documents[f"policy/{self.purpose}.yaml"]
        return "\n".join([*lines, *map(str, standards), str(policy)])


def known_text(roll: Roll, words: Words, field: Field) -> str:
    """A cell that states a value of *field*."""
    match field.kind:
        case Kind.LEVEL:
            code = one(roll, words.vocabulary.scales[field.scale].codes)
            return one(roll, (code, f"tên {code}", f"NAME {code}"))
        case Kind.DATE:
            day = a_day(roll, words.as_of, words.size)
            return one(roll, (day.isoformat(), day.strftime("%d/%m/%Y")))
        case Kind.NUMBER:
            return str(roll(-1, 4))
        case Kind.TEXT:
            return one(roll, (*TEXTS, "gamma"))
        case Kind.POST:
            return one(roll, tuple(words.vocabulary.posts))
        case Kind.POSTS:
            return "; ".join(some(roll, tuple(words.vocabulary.posts), 1, 3))


def cell_text(roll: Roll, words: Words, field: Field, spoilt: int = 18) -> str:
    """A cell of *field*: mostly known, else empty, unreadable, none or a part of a date."""
    if not chance(roll, spoilt):
        return known_text(roll, words, field)
    match one(roll, ("empty", "empty", "unreadable", "none", "partial", "partial")):
        case "empty":
            return ""
        case "unreadable":
            return GARBAGE
        case "none":
            return field.none_texts[0] if field.none_texts else ""
        case _:
            if field.kind is not Kind.DATE:
                return ""
            day = a_day(roll, words.as_of, words.size)
            return one(roll, (day.strftime("%m/%Y"), day.strftime("%Y")))


def read_by(book: Book) -> tuple[set[str], set[str]]:
    """The paths and the fields of rows (``table.field``) that a rule book reads."""
    found = [c for s in book.rulebook.standards for r in s.requirements for c in conditions_of(r)]
    found += [fact.condition for policy in book.rulebook.policies for fact in policy.facts]
    paths = {path for c in found for path in paths_of(c)}
    rows: set[str] = set()
    for condition_ in found:
        for table in histories_of(condition_):
            declared = book.vocabulary.tables[table]
            rows |= {f"{table}.{field.name}" for field in declared.fields} if declared.ratings else set()
            if declared.expiry is not None:
                rows |= {f"{table}.{field.name}" for field in declared.fields}
        rows |= {f"{atom.table}.{p[4:]}" for atom in _rows_of(condition_) for p in row_paths_of(atom.where)}
    return paths, rows


def _rows_of(condition_: Condition) -> list[Rows]:
    match condition_:
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            return [atom for item in items for atom in _rows_of(item)]
        case Rows():
            return [condition_]
        case _:
            return []


def _columns(roll: Roll, table: Table, wanted: set[str]) -> tuple[str, ...]:
    """The columns of a sheet: the key, nearly all that are *wanted*, and a few more."""
    names = [
        field.name
        for field in table.fields
        if field.name in table.key or chance(roll, 92 if field.name in wanted else 3)
    ]
    return tuple(names)


def _sheet(roll: Roll, words: Words, table: Table, wanted: set[str], keys: Sequence[str]) -> Sheet:
    columns = _columns(roll, table, wanted)
    rows = []
    for key in keys:
        cells = [key]
        for name in columns[1:]:
            field = table.field(name)
            assert field is not None
            cells.append(_history_cell(roll, words, table, field))
        rows.append(tuple(cells))
    return Sheet(columns, tuple(rows))


def _history_cell(roll: Roll, words: Words, table: Table, field: Field) -> str:
    if table.ratings is not None and field.name == table.ratings.year:
        return str(words.as_of.year - roll(0, 4))
    if table.name == "plan" and field.name in ("post", "term"):
        values = tuple(words.vocabulary.posts) if field.name == "post" else TERMS
        return one(roll, values) if not chance(roll, 5) else ""
    if field.name in ("unit", "parent"):
        return one(roll, (*UNITS, ""))
    return cell_text(roll, words, field)


def sheets_for(roll: Roll, book: Book) -> Sheets:
    """Sheets about a few people, with everything that real sheets lack and confuse."""
    words, tables = book.words, book.vocabulary.tables
    paths, row_fields = read_by(book)
    ids = [f"P{number}" for number in range(roll(1, words.size.people))]
    rows = [*ids, *(one(roll, ids) for _ in range(roll(0, 2)))]
    people = {field.name for field in tables["people"].fields if field.path in paths} | {"unit", "post"}
    people |= {"birth_alt", "birth_final"} if "birth_date" in paths else set()
    people |= {"service_since"} if "evaluations" in {name.partition(".")[0] for name in row_fields} else set()
    made = {"people": _sheet(roll, words, tables["people"], people, rows)}
    plan = {field.name for field in tables["plan"].fields if field.path in paths} | {"post", "term", "unit"}
    planned = [key for key in ids for _ in range(one(roll, (1, 1, 1, 2)))]
    made["plan"] = _sheet(roll, words, tables["plan"], plan, planned)
    for name in ("evaluations", "disciplines", "events"):
        wanted = {field.partition(".")[2] for field in row_fields if field.startswith(f"{name}.")}
        if wanted and chance(roll, 80):
            each = 3 if name == "evaluations" else 2
            keys = [key for key in ids for _ in range(roll(0, each))]
            made[name] = _sheet(roll, words, tables[name], wanted, keys)
    if chance(roll, 70):
        made["waivers"] = _waivers(roll, book, ids)
    if chance(roll, 70):
        made["units"] = _units(roll, words)
    return made


def _waivers(roll: Roll, book: Book, ids: Sequence[str]) -> Sheet:
    table = book.vocabulary.tables["waivers"]
    names = sorted({r.id for s in book.rulebook.standards for r in s.requirements if r.waivable})
    rows = []
    for key in ids:
        for _ in range(roll(0, 3) if names else 0):
            cells = [key, one(roll, (*book.vocabulary.posts, "", "", GARBAGE)), one(roll, names)]
            cells += [
                cell_text(roll, book.words, field) if chance(roll, 60) else ""
                for field in (table.field("decision_date"), table.field("until"))
                if field is not None
            ]
            rows.append(tuple(cells))
    return Sheet(tuple(field.name for field in table.fields), tuple(rows))


def _units(roll: Roll, words: Words) -> Sheet:
    area = words.vocabulary.tables["units"].field("area")
    assert area is not None
    rows = []
    for number, unit in enumerate(UNITS):
        if chance(roll, 80):
            parent = UNITS[number - 1] if number and chance(roll, 60) else ""
            for _ in range(2 if chance(roll, 10) else 1):
                rows.append((unit, parent, cell_text(roll, words, area, 20)))
    return Sheet(("unit", "parent", "area"), tuple(rows))


def worlds(roll: Roll, size: Size = WIDE) -> World:
    """A rule book with people and a purpose to review them for."""
    book = books(roll, size)
    return World(book, sheets_for(roll, book), one(roll, ("planning", "planning", *PURPOSES)))


# --- records ---------------------------------------------------------------------------------------


def instance_of(roll: Roll, book: Book) -> Instance | None:
    """One standard under one policy with its moments dated; None where a moment has no date."""
    standard = one(roll, book.rulebook.standards)
    policy = book.rulebook.policy(one(roll, PURPOSES), book.as_of)
    term = one(roll, (*book.vocabulary.terms, None))
    assert policy is not None
    try:
        return make_instance(book.rulebook, standard, policy, book.as_of, term)
    except NoSuchMoment:
        return None


def value_of(roll: Roll, field: Field, context: Context) -> Value:
    """What a record may say of *field*: mostly a value, else nothing or not enough."""
    every = everything(Missing(), field, context)
    match one(roll, ("known", "known", "missing", "missing", "between", "among")):
        case "missing":
            return Missing(one(roll, (Gap.ABSENT, Gap.UNREADABLE, Gap.CONTRADICTORY)))
        case "between" if len(days := [v for v in every if isinstance(v, date)]) > 1:
            first = roll(0, len(days) - 2)
            return Between(days[first], days[roll(first + 1, len(days) - 1)])
        case "among" if len(every) > 1:
            return Among(tuple(some(roll, every, 2, 3)))
        case _:
            return Known(one(roll, every))


def record_of(roll: Roll, instance: Instance) -> Record:
    """A record with all that *instance* reads, of which `MOST` completions can be written out."""
    context, vocabulary = instance.context, instance.context.vocabulary
    empty = Completing(instance, Record({}))
    values: dict[str, Value] = {}
    waived: set[str] = set()
    for slot in empty.plain:
        if slot.startswith(WAIVED):
            if chance(roll, 20):
                values[slot] = Missing(Gap.UNREADABLE)
            elif chance(roll, 40):
                waived.add(slot.removeprefix(WAIVED))
        elif not slot.startswith((KNOWN, HOLDS)):
            values[slot] = value_of(roll, empty.field(slot), context)
    histories: dict[str, tuple[Row, ...] | None] = {}
    for name in empty.tables:
        table = vocabulary.tables[name]
        histories[name] = None
        if chance(roll, 65):
            histories[name] = tuple(
                {f.name: value_of(roll, f, context) for f in table.fields if f.name not in table.key}
                for _ in range(roll(0, 2))
            )
    made = Completing(instance, Record(values, histories, frozenset(waived)))
    for slot in made.widest():
        if made.size() <= MOST // 4:
            break
        values[slot] = Known(one(roll, everything(values[slot], made.field(slot), context)))
    if made.row_size() > MOST // 4:
        for name, rows in histories.items():
            fields = {f.name: f for f in vocabulary.tables[name].fields}
            histories[name] = tuple(
                {n: Known(one(roll, everything(v, fields[n], context))) for n, v in row.items()}
                for row in rows or ()
            )
    return Record(values, histories, frozenset(waived))


@attrs.frozen(eq=False, repr=False)
class Case(Large):
    """A standard under a policy, and a record that may lack anything."""

    book: Book
    instance: Instance
    record: Record

    def told(self) -> str:
        """The case as text, for the message of a law that is broken."""
        requirements = [
            {
                "node": node.name,
                "must": condition_data(node.requirement.must),
                "when": node.requirement.when and condition_data(node.requirement.when),
                "relaxed": [
                    (condition_data(r.when), condition_data(r.must)) for r in node.requirement.relaxed
                ],
                "later": [(condition_data(r.when), moment_text(r.by)) for r in node.requirement.later],
            }
            for node in self.instance.nodes
        ]
        return "\n".join(
            [
                f"as of {self.book.as_of}, {dict(self.instance.context.moments)}",
                *map(str, requirements),
                *(f"{slot}: {value}" for slot, value in self.record.values.items()),
                *(f"{table}: {rows}" for table, rows in self.record.histories.items()),
                *map(str, self.book.vocabulary.constraints),
            ]
        )


def cases(roll: Roll) -> Case:
    """A small case, of which every completion can be written out."""
    while True:
        book = books(roll, TINY)
        instance = instance_of(roll, book)
        if instance is not None:
            return Case(book, instance, record_of(roll, instance))
