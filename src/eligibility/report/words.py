"""Rules and values in words that an officer reads, from the labels of the vocabulary and the catalogue."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import assert_never

from eligibility.messages import text
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
    Quantity,
    Rows,
    StandingAbove,
    Window,
    Within,
)
from eligibility.model.review import Working
from eligibility.model.standard import Policy, Requirement, Standard
from eligibility.model.vocabulary import Field, Kind, Vocabulary

OPS = {Op.GE: "ge", Op.GT: "gt", Op.LE: "le", Op.LT: "lt", Op.EQ: "eq"}
SIGNS = {Op.GE: "≥", Op.GT: ">", Op.LE: "≤", Op.LT: "<", Op.EQ: "="}
UNCHECKED = "rule:"
"""How a paper begins that is the text of a rule (see `eligibility.evaluate.frames.paper`)."""

ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
SPAN = re.compile(r"([\d-]+)\.\.([\d-]+)")
FILLED = re.compile(r"(.*) \[(.+)\]", re.DOTALL)


class Words:
    """Says things in one language (``vi`` or ``en``) about one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, lang: str) -> None:
        self._vocabulary = vocabulary
        self.lang = lang

    def say(self, key: str, **params: object) -> str:
        """A message of the catalogue."""
        return text(key, self.lang, **params)

    # --- names --------------------------------------------------------------------------------

    def post(self, code: str) -> str:
        """The name of a post; the code itself where the catalogue has none."""
        post = self._vocabulary.posts.get(code)
        return post.label[self.lang] if post is not None else self.course(code)

    def course(self, code: str) -> str:
        """The name of a course."""
        course = self._vocabulary.courses.get(code)
        return course.label[self.lang] if course is not None else code

    def code(self, scale: str, code: str) -> str:
        """The name of a level or choice; the code itself where the scale has none."""
        found = self._vocabulary.scales.get(scale)
        level = found.level(code) if found is not None else None
        return level.label[self.lang] if level is not None else code

    def outcome(self, policy: Policy, code: str) -> str:
        """The name of an outcome."""
        return next((o.label[self.lang] for o in policy.outcomes if o.code == code), code)

    def requirement(self, requirement: Requirement | None, code: str) -> str:
        """The name of a requirement: its label, else that of the field it is about."""
        if requirement is None or requirement.label is None:
            return code
        return requirement.label[self.lang]

    def paper(self, slot: str, standard: Standard) -> str:
        """What to ask for: a field, a year's rating, a history, a waiver, or the text of a rule."""
        if slot.startswith(UNCHECKED):
            course, _, name = slot.removeprefix(UNCHECKED).rpartition("/")
            if course:  # of the standard for entry to a course
                return self.say("report.paper_rule", name=f"{self.course(course)}: {name}")
            return self.say("report.paper_rule", name=self.requirement(standard.requirement(name), name))
        waived = standard.requirement(slot)
        if waived is not None and self._vocabulary.field_at(slot) is None:
            return self.say("report.paper_waiver", name=self.requirement(waived, slot))
        return self.slot(slot)

    def slot(self, slot: str) -> str:
        """The name of what is read: a field, the rating of a year, a history."""
        _table, _, year = slot.partition("[")
        if year:
            return self.say("report.paper_year", year=year[:-1])
        if slot in self._vocabulary.tables:
            return self._vocabulary.tables[slot].label[self.lang]
        field = self._vocabulary.field_at(slot)
        return field.label[self.lang] if field is not None else slot

    def field(self, path: str, table: str = "") -> str:
        """The name of a field as it stands inside a sentence."""
        name = path.removeprefix("row.")
        expiry = self._vocabulary.tables[table].expiry if table else None
        if expiry is not None and name == expiry.field:
            return self.say("words.expires")
        field = self._vocabulary.field_at(path, table)
        return inside(field.label[self.lang]) if field is not None else name

    # --- values -------------------------------------------------------------------------------

    def day(self, day: date) -> str:
        """A date as the reader writes it."""
        return f"{day:%d/%m/%Y}"

    def duration(self, months: int, *, age: bool = False) -> str:
        """Months as years and months; an *age* has a word of its own for years."""
        years, rest = divmod(abs(months), 12)
        if not years:
            return self.say("words.months", n=months)
        if not rest:
            return self.say("words.age_years" if age else "words.years", n=years if months > 0 else -years)
        return self.say("words.age_years_months" if age else "words.years_months", y=years, m=rest)

    def value(self, shown: str, field: Field | None) -> str:
        """A value as findings show it (see `eligibility.evaluate.shown`) in words."""
        if shown == "?":
            return self.say("words.missing")
        if shown.startswith("? (") and shown.endswith(")"):
            return self.say("words.missing")
        filled = FILLED.fullmatch(shown)
        if filled is not None:
            return self.say("words.filled", value=self.value(filled[1], field), rule=filled[2])
        if shown == "none" and not self._is_level(shown, field):
            return self.say("words.nothing")
        span = SPAN.fullmatch(shown)
        if span is not None:
            return self.say("words.span", a=self.value(span[1], field), b=self.value(span[2], field))
        if "|" in shown and field is not None and field.kind is not Kind.TEXT:
            return self.say("words.or_").join(self.value(part, field) for part in shown.split("|"))
        return self._one(shown, field)

    def _is_level(self, code: str, field: Field | None) -> bool:
        return field is not None and field.kind is Kind.LEVEL and self._level(code, field) != code

    def _level(self, code: str, field: Field) -> str:
        scale = self._vocabulary.scales.get(field.scale)
        level = scale.level(code) if scale is not None else None
        return level.label[self.lang] if level is not None else code

    def _one(self, shown: str, field: Field | None) -> str:
        iso = ISO.fullmatch(shown)
        if iso is not None:
            return f"{iso[3]}/{iso[2]}/{iso[1]}"
        if field is None:
            return shown
        match field.kind:
            case Kind.LEVEL:
                return self._level(shown, field)
            case Kind.POST | Kind.POSTS:
                return ", ".join(map(self.post, shown.split("+")))
            case _:
                return shown

    def history(self, shown: str, table: str) -> str:
        """The rows of a history as findings show them, in words."""
        if shown in ("?", "none"):
            return self.value(shown, None)
        names = {
            level.code: level.label[self.lang]
            for field in self._vocabulary.tables[table].fields
            if field.scale in self._vocabulary.scales
            for level in self._vocabulary.scales[field.scale].levels
        }
        rows = []
        for row in shown.split(" // "):
            parts = [names.get(part) or self.value(part, None) for part in row.split(" / ") if part != "none"]
            rows.append(", ".join(parts))
        return "; ".join(rows)

    def values(self, shown: str, slots: Sequence[str]) -> str:
        """All values a requirement reads (column ``value`` of the findings) in words."""
        if not slots:
            return ""
        found = value_pattern(tuple(slots)).fullmatch(shown)
        if found is None:
            return shown
        parts = []
        for slot, value in zip(slots, found.groups(), strict=True):
            said = self.of_slot(value, slot)
            parts.append(said if len(slots) == 1 else f"{self.slot(slot)}: {said}")
        return "; ".join(parts)

    def of_slot(self, shown: str, slot: str) -> str:
        """What is shown of one *slot* in words."""
        if slot in self._vocabulary.tables:
            return self.history(shown, slot)
        return self.value(shown, self.field_of(slot))

    def field_of(self, slot: str) -> Field | None:
        """The field that *slot* holds a value of; None for a history."""
        table, _, year = slot.partition("[")
        if not year:
            return self._vocabulary.field_at(slot)
        ratings = self._vocabulary.tables[table].ratings
        return self._vocabulary.tables[table].field(ratings.grade) if ratings is not None else None

    # --- conditions -----------------------------------------------------------------------------

    def condition(self, condition: Condition, table: str = "") -> str:
        """A condition as a sentence."""
        match condition:
            case Always(value):
                return self.say("words.always_true" if value else "words.always_false")
            case AllOf(items):
                return self.say("words.and_").join(self._part(item, table) for item in items)
            case AnyOf(items):
                return self._any_of(items, table)
            case NoneOf(items):
                return self._none_of(items, table)
            case Compare(left, op, right):
                return self._compare(left, op, right, table)
            case Within(path, values):
                field = self._vocabulary.field_at(path, table)
                shown = ", ".join(self._constant(value, field) for value in values)
                return self.say("words.within", field=self.field(path, table), values=shown)
            case IsKnown(path):
                return self.say("words.known", field=self.field(path, table))
            case IsNone(path):
                return self.say("words.none", field=self.field(path, table))
            case Latest(name, op, level):
                return self.say("words.latest", level=self._grade(name, op, level))
            case Window():
                return self._window(condition)
            case Rows(name, where, op, count):
                return self._rows(name, where, op, count)
            case _:
                assert_never(condition)

    def _any_of(self, items: Sequence[Condition], table: str) -> str:
        match items:
            case (only,):
                return self.condition(only, table)
            case (AllOf((Compare(FieldValue(path)) as claim, proof)), Compare(BelowLevel(below))) if (
                path == below
            ):
                said = (self.condition(claim, table), self.condition(proof, table))
                return self.say("words.claimed", claim=said[0], proof=said[1])
            case _:
                parts = [self._part(item, table) for item in items]
                return self.say("words.any_of", items=self.say("words.or_").join(parts))

    def _part(self, item: Condition, table: str) -> str:
        """A condition inside another; what has parts itself stands in brackets."""
        said = self.condition(item, table)
        nested = isinstance(item, AllOf | AnyOf | NoneOf) and len(item.items) > 1
        return f"({said})" if nested else said

    def _none_of(self, items: Sequence[Condition], table: str) -> str:
        """``none of`` in words; the two most usual, ``is not none`` and ``!=``, have words of their own."""
        if len(items) == 1:
            match items[0]:
                case Latest(name, Op.EQ, level):
                    return self.say("words.latest_not", level=self._grade(name, Op.EQ, level))
                case IsNone(path):
                    return self.say("words.not_none", field=self.field(path, table))
                case Compare(FieldValue(path), Op.EQ, right):
                    field = self._vocabulary.field_at(path, table)
                    value = self._operand(right, field, table)
                    return self.say("words.differs", field=self.field(path, table), value=value)
                case _:
                    pass
            return self.say("words.not_so", item=self.condition(items[0], table))
        shown = self.say("words.or_").join(self._part(item, table) for item in items)
        return self.say("words.none_of", items=shown)

    def _compare(self, left: Quantity, op: Op, right: Operand, table: str) -> str:
        if isinstance(left, FieldValue | BelowLevel):
            field = self._vocabulary.field_at(left.path, table)
            name = self.field(left.path, table)
            if isinstance(left, BelowLevel):
                name = self.say("words.below", field=name)
            if isinstance(right, Moment):
                value = self.moment(right, bare=True)
                return self.say(f"words.date_{OPS[op]}", field=name, value=value)
            kind = "date" if field is None or field.kind is Kind.DATE else "number"
            if field is not None and field.kind not in (Kind.DATE, Kind.NUMBER):
                kind = "level"
            key = f"words.{kind}_{OPS[op]}"
            return self.say(key, field=name, value=self._operand(right, field, table))
        value = self._amount(right, steps=isinstance(left, StandingAbove), age=isinstance(left, AgeAt))
        return self.say(f"words.number_{OPS[op]}", field=self._quantity(left, table), value=value)

    def _quantity(self, quantity: Quantity, table: str) -> str:
        match quantity:
            case AgeAt(_, moment):
                return self.say("words.age", moment=self.moment(moment))
            case MonthsSince(path, moment):
                return self.say(
                    "words.months_since", field=self.field(path, table), moment=self.moment(moment)
                )
            case MonthsBetween(start, end):
                return self.say(
                    "words.months_between", start=self.field(start, table), end=self.field(end, table)
                )
            case MonthsToRetirement(_, _, moment):
                return self.say("words.months_to_retirement", moment=self.moment(moment))
            case StandingAbove():
                return self.say("words.standing")
            case FieldValue(path) | BelowLevel(path):
                return self.field(path, table)
            case _:
                assert_never(quantity)

    def working(self, working: Working) -> str:
        """A computed quantity with its sum."""
        name = self._quantity(working.quantity, "")
        steps = isinstance(working.quantity, StandingAbove)
        amount = str(working.number) if steps else self.say("words.months", n=working.number)
        if working.moment is not None:
            name = f"{name} ({self.day(working.moment)})"
        if working.until is not None:
            amount = self.say("words.until_month", amount=amount, month=f"{working.until:%m/%Y}")
        return f"{name} = {amount}"

    def _amount(self, operand: Operand, *, steps: bool, age: bool) -> str:
        match operand:
            case Constant(value):
                return str(value) if steps or not isinstance(value, int) else self.duration(value, age=age)
            case ByField(path, choices):
                field = self._vocabulary.field_at(path)
                return ", ".join(
                    f"{self._constant(code, field)} {self._amount(value, steps=steps, age=age)}"
                    for code, value in choices
                )
            case FieldValue(path):
                return self.field(path)
            case Moment():
                return self.moment(operand)
            case _:
                assert_never(operand)

    def _operand(self, operand: Operand, field: Field | None, table: str) -> str:
        match operand:
            case Constant(value):
                return self._constant(value, field)
            case FieldValue(path):
                return self.field(path, table)
            case Moment():
                return self.moment(operand)
            case ByField(path, choices):
                by = self._vocabulary.field_at(path, table)
                return ", ".join(
                    f"{self._constant(code, by)}: {self._operand(value, field, table)}"
                    for code, value in choices
                )
            case _:
                assert_never(operand)

    def _constant(self, value: str | int | date, field: Field | None) -> str:
        if isinstance(value, date):
            return self.day(value)
        shown = str(value)
        return self._one(shown, field) if isinstance(value, str) else shown

    def moment(self, moment: Moment, *, bare: bool = False) -> str:
        """When something is measured; *bare*: the day itself."""
        if moment.day is not None:
            base = self.say("words.on", day=self.day(moment.day))
        elif moment.name in self._vocabulary.moments:
            base = self._vocabulary.moments[moment.name].label[self.lang]
        else:
            base = self.say(f"words.{'day' if bare else 'moment'}_{moment.name}")
        if not moment.months:
            return base
        key = "words.after" if moment.months > 0 else "words.before"
        return self.say(key, months=self.duration(abs(moment.months)), moment=base)

    def _grade(self, table: str, op: Op, level: str) -> str:
        ratings = self._vocabulary.tables[table].ratings
        field = self._vocabulary.tables[table].field(ratings.grade) if ratings is not None else None
        value = self._level(level, field) if field is not None else level
        return self.say(f"words.grade_{OPS[op]}", value=value)

    def _window(self, window: Window) -> str:
        level = self._grade(window.table, window.op, window.level)
        match window.fold:
            case Fold.ALL:
                return self.say("words.window_all", years=window.years, level=level)
            case Fold.ANY:
                return self.say("words.window_any", years=window.years, level=level)
            case Fold.COUNT:
                return self.say(
                    "words.window_count",
                    years=window.years,
                    level=level,
                    op=SIGNS[window.count_op],
                    count=window.count,
                )

    def _rows(self, name: str, where: Condition, op: Op, count: int) -> str:
        table = inside(self._vocabulary.tables[name].label[self.lang])
        inner = self.condition(where, name)
        if (op, count) == (Op.EQ, 0):
            return self.say("words.rows_none", table=table, where=inner)
        if (op, count) == (Op.GE, 1):
            return self.say("words.rows_some", table=table, where=inner)
        return self.say("words.rows_count", table=table, where=inner, op=SIGNS[op], count=count)


@cache
def value_pattern(slots: tuple[str, ...]) -> re.Pattern[str]:
    """The form of the column ``value`` of the findings, with a group for the value of each slot."""
    return re.compile("; ".join(re.escape(slot) + "=(.*)" for slot in slots), re.DOTALL)


@cache
def inside(label: str) -> str:
    """A label inside a sentence: its first letter small unless the word is an abbreviation."""
    first = label.split(" ")[0]
    return label if len(first) > 1 and first.isupper() else label[:1].lower() + label[1:]
