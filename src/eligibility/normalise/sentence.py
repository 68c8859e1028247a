"""Sentences: ``field operator value``, typed, with units.

The grammar is in docs/language.md. Every problem is reported at its place inside the sentence.
"""

import re
from collections.abc import Callable
from datetime import date

import attrs

from eligibility.diagnostics import Where
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
    StandingAbove,
    Window,
    Within,
)
from eligibility.model.vocabulary import Field, Kind
from eligibility.normalise.language import Language, Problem, listed, nearest, suggestion

TOKEN = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d{2}-\d{2})|(?P<number>\d+)|(?P<op>>=|<=|==|!=|<|>|=)"
    r"|(?P<mark>[()\[\]{},:+-])|(?P<word>[^\W\d][\w.]*))"
)
OPS = {"<": Op.LT, "<=": Op.LE, "==": Op.EQ, ">=": Op.GE, ">": Op.GT}
BUILT_IN_MOMENTS = ("review_date", "term_start", "term_end")
MAX_YEARS = 15
MAX_COUNT = 50
MAX_TIME = 9_999
MAX_NUMBER = 999_999_999


@attrs.frozen
class Word:
    """A token: what kind it is, its text and where it starts."""

    kind: str
    text: str
    offset: int


class Sentence:
    """One sentence, read from left to right."""

    def __init__(
        self, text: str, language: Language, where: Where, table: str, *, timeless: bool = False
    ) -> None:
        self._timeless = timeless
        self._text = text
        self._language = language
        self._where = where
        self._table = table
        self._words = list(self._split())
        self._at = 0

    def _split(self) -> list[Word]:
        words = []
        offset = 0
        text = self._text.rstrip()
        while offset < len(text):
            match = TOKEN.match(text, offset)
            if match is None:
                blank = len(text[offset:]) - len(text[offset:].lstrip())
                raise Problem("R410", self._where.part(offset + blank, 1), text=text[offset + blank])
            kind = str(match.lastgroup)
            words.append(Word(kind, match.group(kind), match.start(kind)))
            offset = match.end()
        return words

    # --- tokens -------------------------------------------------------------------------------

    def _peek(self, ahead: int = 0) -> Word:
        at = self._at + ahead
        return self._words[at] if at < len(self._words) else Word("end", "", len(self._text.rstrip()))

    def _next(self) -> Word:
        word = self._peek()
        self._at += 1
        return word

    def _take(self, text: str) -> bool:
        if self._peek().text == text:
            self._at += 1
            return True
        return False

    def _need(self, text: str) -> None:
        word = self._peek()
        if not self._take(text):
            raise self._problem("R411", word, expected=text)

    def _problem(self, code: str, word: Word, **params: str) -> Problem:
        where = self._where.part(word.offset, max(1, len(word.text)))
        return Problem(code, where, text=word.text, **params)

    def end(self) -> None:
        """Nothing may follow.

        Raises:
            Problem: something does.

        """
        if self._peek().kind != "end":
            raise self._problem("R412", self._peek())

    # --- conditions ---------------------------------------------------------------------------

    def condition(self) -> Condition:
        """The whole sentence."""
        word = self._peek()
        if word.kind == "end":
            raise self._problem("R413", word)
        if word.text in ("yes", "no") and self._peek(1).kind == "end":
            self._next()
            return Always(word.text == "yes")
        if word.text in self._language.conditions and self._peek(1).kind == "end":
            self._next()
            return self._language.conditions[word.text]
        if word.text in ("count", "all", "any", "latest") and self._peek(1).text == "(":
            return self._rated()
        if word.text in self._language.claims:
            return self._claim()
        quantity = self.quantity()
        if isinstance(quantity, FieldValue):
            return self._about_field(quantity)
        if isinstance(quantity, BelowLevel):
            return self._about_level_below(quantity, word)
        op = self._op()
        return self._negatable(op, lambda real: Compare(quantity, real, self._months(quantity)))

    def _negatable(self, op: str, make: Callable[[Op], Condition]) -> Condition:
        if op == "!=":
            return NoneOf((make(Op.EQ),))
        return make(OPS[op])

    def _op(self) -> str:
        word = self._next()
        if word.kind != "op":
            raise self._problem("R414", word)
        if word.text == "=":
            raise self._problem("R415", word)
        return word.text

    def _about_field(self, left: FieldValue) -> Condition:
        word = self._peek()
        start = self._words[self._at - 1]
        field = self._field_of(left.path)
        if word.text == "is":
            self._next()
            negated = self._take("not")
            what = self._next()
            if what.text not in ("known", "none"):
                raise self._problem("R416", what)
            atom: Condition = IsKnown(left.path) if what.text == "known" else IsNone(left.path)
            return NoneOf((atom,)) if negated else atom
        if word.text in ("in", "not"):
            negated = self._take("not")
            self._need("in")
            within = Within(left.path, tuple(self._list(field)))
            return NoneOf((within,)) if negated else within
        op_word = self._peek()
        op = self._op()
        ordered = field.kind in (Kind.DATE, Kind.NUMBER) or (
            field.kind is Kind.LEVEL and (scale := self._language.scale(field)) is not None and scale.ordered
        )
        if op not in ("==", "!=") and not ordered:
            raise self._problem("R417", op_word, field=start.text)
        right = self._operand(field, start.text)
        return self._negatable(op, lambda real: Compare(left, real, right))

    def _about_level_below(self, left: BelowLevel, start: Word) -> Condition:
        field = self._field_of(left.path)
        scale = self._language.scale(field)
        if scale is None or not scale.ordered:
            raise self._problem("R417", self._peek(), field=start.text)
        op = self._op()
        right = self._operand(field, start.text)
        return self._negatable(op, lambda real: Compare(left, real, right))

    def _claim(self) -> Condition:
        """A level that counts as claimed only with evidence, else as the one below."""
        name = self._next().text
        claim = self._language.claims[name]
        word = self._peek()
        op = self._op()
        if op not in (">=", ">"):
            raise self._problem("R418", word, choices=listed((">=", ">")))
        field = self._field_of(claim.path)
        right = self._operand(field, name)
        return AnyOf(
            (
                AllOf((Compare(FieldValue(claim.path), OPS[op], right), claim.counts_if)),
                Compare(BelowLevel(claim.path), OPS[op], right),
            )
        )

    def _rated(self) -> Condition:
        head = self._next()
        self._need("(")
        table = self._next()
        rated = [t.name for t in self._language.vocabulary.tables.values() if t.ratings is not None]
        if table.text not in rated:
            raise self._problem("R419", table, near=nearest(table.text, rated), choices=listed(rated))
        grade = self._grade(table.text)
        if head.text == "latest":
            self._need(")")
            op = self._op()
            level = self._level(grade)
            return self._negatable(op, lambda real: Latest(table.text, real, level))
        self._need(",")
        self._need("last")
        years = self._count_of("years", MAX_YEARS)
        self._need(",")
        word = self._peek()
        op = self._op()
        if op == "!=":
            raise self._problem("R418", word, choices=listed(OPS))
        level = self._level(grade)
        self._need(")")
        fold = Fold(head.text)
        if fold is not Fold.COUNT:
            return Window(table.text, fold, years, OPS[op], level)
        bound = self._op()
        count = self._whole(self._next(), 0, MAX_COUNT)
        return self._negatable(
            bound, lambda real: Window(table.text, fold, years, OPS[op], level, real, count)
        )

    def _grade(self, table: str) -> Field:
        declared = self._language.vocabulary.tables[table]
        field = declared.field(declared.ratings.grade) if declared.ratings is not None else None
        if field is None:
            raise self._problem("R419", self._peek())
        return field

    # --- quantities ---------------------------------------------------------------------------

    def quantity(self) -> Quantity:
        """The left-hand side: a field, or something that is counted from fields."""
        word = self._peek()
        if word.text in self._language.quantities:
            self._next()
            made = self._language.quantities[word.text]
            if isinstance(made, AgeAt | MonthsSince | MonthsToRetirement):
                return attrs.evolve(made, moment=self._at_moment(word))
            return made
        if word.text == "age":
            self._next()
            path = self._argument(Kind.DATE) if self._peek().text == "(" else self._birth(word)
            return AgeAt(path, self._at_moment(word))
        if word.text == "months_since":
            self._next()
            return MonthsSince(self._argument(Kind.DATE), self._at_moment(word))
        if word.text == "months_to_retirement":
            self._next()
            return MonthsToRetirement(self._birth(word), self._sex(word), self._at_moment(word))
        if word.text == "months_between":
            self._next()
            self._need("(")
            start = self._path(Kind.DATE)
            self._need(",")
            end = self._path(Kind.DATE)
            self._need(")")
            return MonthsBetween(start, end)
        if word.text == "below" and self._peek(1).text == "(":
            self._next()
            return BelowLevel(self._argument(Kind.LEVEL))
        if word.text == "standing" and self._peek(1).text == "(":
            target = self._standing()
            self._need("-")
            return StandingAbove(target, self._standing())
        return FieldValue(self._path(None))

    def _standing(self) -> str:
        self._need("standing")
        self._need("(")
        scope = self._next()
        self._need(")")
        path = f"{scope.text}.post"
        if self._language.vocabulary.field_at(path) is None:
            scopes = [n.removesuffix(".post") for n in self._language.names() if n.endswith(".post")]
            raise self._problem("R421", scope, near=nearest(scope.text, scopes))
        return path

    def _birth(self, word: Word) -> str:
        if self._language.vocabulary.field_at("birth_date") is None:
            raise self._problem("R421", word)
        return "birth_date"

    def _sex(self, word: Word) -> str:
        if self._language.vocabulary.field_at("sex") is None:
            raise self._problem("R421", word)
        return "sex"

    def _argument(self, kind: Kind) -> str:
        self._need("(")
        path = self._path(kind)
        self._need(")")
        return path

    def _path(self, kind: Kind | None) -> str:
        word = self._next()
        if word.kind != "word":
            raise self._problem("R422", word)
        found = self._language.field(word.text, self._table)
        if found is None:
            scoped = [n for n in self._language.names(self._table) if n.endswith(f".{word.text}")]
            if scoped:
                raise self._problem("R423", word, choices=listed(scoped))
            raise self._unknown(word)
        path, field = found
        if kind is not None and field.kind is not kind:
            raise self._problem("R424", word, kind=str(kind), got_kind=str(field.kind))
        return path

    def _field_of(self, path: str) -> Field:
        found = self._language.field(
            path.removeprefix("row."), self._table if path.startswith("row.") else ""
        )
        if found is None:
            raise self._problem("R421", self._peek())
        return found[1]

    def _unknown(self, word: Word) -> Problem:
        names = self._language.names(self._table)
        labels = {n: found[1].label for n in names if (found := self._language.field(n, self._table))}
        return self._problem("R421", word, **suggestion(nearest(word.text, names), labels))

    def _at_moment(self, word: Word) -> Moment:
        if self._timeless:
            return Moment("review_date")
        if not self._take("at"):
            raise self._problem("R425", word)
        return self.moment()

    def moment(self) -> Moment:
        """A declared moment or a date, moved by months or years."""
        word = self._next()
        names = (*BUILT_IN_MOMENTS, *self._language.vocabulary.moments)
        if word.kind == "date":
            base = Moment(day=self._day(word))
        elif word.text in names:
            base = Moment(word.text)
        else:
            raise self._problem("R426", word, near=nearest(word.text, names), choices=listed(names))
        if self._peek().text in ("+", "-") and self._peek(1).kind == "number":
            sign = -1 if self._next().text == "-" else 1
            return attrs.evolve(base, months=sign * self._duration())
        return base

    # --- values -------------------------------------------------------------------------------

    def _months(self, quantity: Quantity) -> Operand:
        if self._take("by"):
            return self._by(lambda: Constant(self._amount(quantity)))
        return Constant(self._amount(quantity))

    def _amount(self, quantity: Quantity) -> int:
        negative = self._take("-")
        if isinstance(quantity, StandingAbove):
            amount = self._whole(self._next(), 0, MAX_NUMBER)
        else:
            amount = self._duration()
        return -amount if negative else amount

    def _by(self, value: Callable[[], Constant]) -> ByField:
        word = self._peek()
        path = self._path(None)
        field = self._field_of(path)
        if self._language.scale(field) is None:
            raise self._problem("R436", word)
        self._need("{")
        choices = []
        while not self._take("}"):
            key = self._level(field)
            self._need(":")
            choices.append((key, value()))
            if not self._take(","):
                self._need("}")
                break
        return ByField(path, tuple(choices))

    def _duration(self) -> int:
        months = 0
        for _ in range(2):
            word = self._peek()
            if word.kind != "number":
                break
            self._next()
            unit = self._next()
            if unit.text not in ("month", "months", "year", "years"):
                raise self._problem("R427", unit if unit.text else word)
            months += self._whole(word, 0, MAX_TIME) * (12 if unit.text.startswith("year") else 1)
        else:
            return months
        if self._words[self._at - 1].text not in ("month", "months", "year", "years"):
            raise self._problem("R427", self._peek())
        return months

    def _count_of(self, unit: str, limit: int) -> int:
        number, word = self._next(), self._next()
        if number.kind != "number" or word.text not in (unit, unit.rstrip("s")):
            raise self._problem("R428", number)
        return self._whole(number, 1, limit)

    def _whole(self, word: Word, least: int, most: int) -> int:
        if word.kind != "number":
            raise self._problem("R420", word)
        if len(word.text) > len(str(most)) or not least <= int(word.text) <= most:
            raise self._problem("R429", word, least=str(least), limit=str(most))
        return int(word.text)

    def _list(self, field: Field) -> list[str | int | date]:
        self._need("[")
        values: list[str | int | date] = []
        while not self._take("]"):
            values.append(self._value(field).value)
            if not self._take(","):
                self._need("]")
                break
        if not values:
            raise self._problem("R430", self._peek(-1))
        return values

    def _operand(self, field: Field, left: str) -> Operand:
        word = self._peek()
        if word.text == "by" and self._peek(1).kind == "word":
            self._next()
            return self._by(lambda: self._value(field))
        moments = (*BUILT_IN_MOMENTS, *self._language.vocabulary.moments)
        if field.kind is Kind.DATE and word.text in moments:
            return self.moment()
        if field.kind is Kind.DATE and word.kind == "date" and self._peek(1).text in ("+", "-"):
            return self.moment()
        own = self._language.scale(field)
        if word.kind == "word" and (own is None or own.level(word.text) is None):
            found = self._language.field(word.text, self._table)
            if found is not None and not (
                field.kind is Kind.POST and word.text in self._language.vocabulary.posts
            ):
                self._next()
                self._same_kind(field, found[1], word, left)
                return FieldValue(found[0])
        return self._value(field)

    def _same_kind(self, left: Field, right: Field, word: Word, name: str) -> None:
        posts = {Kind.POST, Kind.POSTS}
        if (left.kind is not right.kind and {left.kind, right.kind} != posts) or left.scale != right.scale:
            raise self._problem(
                "R431",
                word,
                field=name,
                left_scale=left.scale,
                right_scale=right.scale,
                left_kind=str(left.kind),
                right_kind=str(right.kind),
            )

    def _value(self, field: Field) -> Constant:
        word = self._peek()
        match field.kind:
            case Kind.LEVEL:
                return Constant(self._level(field))
            case Kind.POST | Kind.POSTS:
                self._next()
                if word.text not in self._language.vocabulary.posts:
                    posts = self._language.vocabulary.posts
                    labels = {code: post.label for code, post in posts.items()}
                    raise self._problem("R432", word, **suggestion(nearest(word.text, posts), labels))
                return Constant(word.text)
            case Kind.DATE:
                self._next()
                if word.kind != "date":
                    raise self._problem("R433", word, field=field.name)
                return Constant(self._day(word))
            case Kind.NUMBER:
                negative = self._take("-")
                number = self._whole(self._next(), 0, MAX_NUMBER)
                self._unit(field)
                return Constant(-number if negative else number)
            case Kind.TEXT:
                self._next()
                if word.kind not in ("word", "number"):
                    raise self._problem("R434", word)
                return Constant(word.text)

    def _unit(self, field: Field) -> None:
        if field.unit and not self._take(field.unit):
            raise self._problem("R435", self._peek(), unit=field.unit)

    def _level(self, field: Field) -> str:
        word = self._next()
        scale = self._language.scale(field)
        if scale is None:
            raise self._problem("R436", word)
        if scale.level(word.text) is None:
            other = next(
                (s.id for s in self._language.vocabulary.scales.values() if s.level(word.text) is not None),
                "",
            )
            labels = {level.code: level.label for level in scale.levels}
            near = suggestion(nearest(word.text, labels), labels)
            raise self._problem("R437", word, scale=scale.id, other=other, choices=listed(labels), **near)
        return word.text

    def _day(self, word: Word) -> date:
        try:
            return date.fromisoformat(word.text)
        except ValueError:
            raise self._problem("R438", word) from None
