"""One distinct cell to a value: by the kind of its field, without guessing."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

import attrs

from eligibility.model.calendar import days_in_month
from eligibility.model.record import MISSING, NONE, Between, Known, Missing, Value
from eligibility.model.truth import Gap
from eligibility.model.vocabulary import Field, Kind, Level, Post, Vocabulary
from eligibility.normalise.phrases import PhraseReader
from eligibility.normalise.text import clean, folded, key, words_of

UNSTATED_WORDS = (
    "không rõ",
    "chưa rõ",
    "n/a",
    "không có thông tin",
    "chưa có thông tin",
    "unknown",
    "null",
)
UNSTATED = frozenset(map(key, UNSTATED_WORDS))
UNSTATED_FOLDED = frozenset(map(folded, UNSTATED_WORDS))
ABSENT_MARKS = frozenset({"?", "-", "--", "...", "…", "/"})
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
MONTH_YEAR = re.compile(r"(\d{1,2})[/.\- ](\d{4})")
YEAR_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
YEAR = re.compile(r"(\d{4})")
FLOAT_YEAR = re.compile(r"(\d{4,5})[.,]0{1,2}")
DASHES = re.compile("[\u2010-\u2015\u2212]")
WORDS = re.compile(r"(?:ngày|tháng|năm|th\.|ng\.)", re.IGNORECASE)
SERIAL = re.compile(r"\d{5}")
SPAN = re.compile(r"(?<=\d)\s*[-\u2010-\u2015\u2212]\s*(?=\d)")
"""Between two numbers any dash is a hyphen: 2026–2031 is 2026-2031."""
INTEGER = re.compile(r"[+-]?\d{1,15}")
FLOAT = re.compile(r"([+-]?\d{1,15})[.,]0{1,4}")
"""A whole number that went through a program which knows only fractions: 2024.0."""
ERRORS = frozenset(("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))
"""What Excel writes into a text file for a formula that failed."""

SERIALS = range(10_000, 60_001)
"""Whole numbers that are read as days counted by Excel: 1927 to 2064."""


@attrs.frozen
class Reading:
    """What a cell means; *problem* is a word of the message catalogue where that is doubtful.

    *done* is what was made of it, in a word of the catalogue.
    """

    value: Value
    problem: str = ""
    expected: str = ""
    done: str = "taken_as_unknown"


class ValueReader:
    """Reads the cells of one field."""

    def __init__(self, field: Field, vocabulary: Vocabulary, as_of: date) -> None:
        self._field = field
        self._none = {folded(text) for text in field.none_texts}
        self._vocabulary = vocabulary
        self._names: Mapping[str, str] = {}
        self._loose: Mapping[str, str] = {}
        self._phrases: PhraseReader | None = None
        if field.kind is Kind.LEVEL:
            scale = vocabulary.scales[field.scale]
            self._names, self._loose = _names(scale.levels)
            if scale.phrases is not None:
                self._phrases = PhraseReader(scale, scale.phrases)
        elif field.kind in (Kind.POST, Kind.POSTS):
            self._names, self._loose = _names(tuple(vocabulary.posts.values()))
        self._low = field.minimum
        self._high = as_of if field.maximum == "review_date" else field.maximum

    @property
    def limits(self) -> tuple[date | int | str | None, date | int | str | None]:
        """The least and the greatest value that the field may hold, where it is bounded."""
        return self._low, self._high

    def read(self, text: str, kind: str = "text") -> Reading:
        """The value of a cell with *text*, of the *kind* that the file gives it."""
        if kind == "error" or text.strip() in ERRORS:
            return Reading(Missing(Gap.UNREADABLE), "error_cell", self._expected())
        words = clean(text)
        if not words:
            return Reading(Known(NONE) if self._field.empty == "none" else MISSING)
        if folded(words) in self._none:
            return Reading(Known(NONE))
        if words in ABSENT_MARKS or self._unstated(words):
            return Reading(MISSING)
        match self._field.kind:
            case Kind.TEXT if self._field.digits:
                return self._digits(words)
            case Kind.TEXT:
                return Reading(Known(SPAN.sub("-", words)))
            case Kind.NUMBER:
                return self._number(words)
            case Kind.DATE:
                return self._date(words, kind)
            case Kind.LEVEL:
                code = self._code(words)
                return Reading(Known(code)) if code else self._level(text, words, kind)
            case Kind.POST:
                code = self._code(words)
                return Reading(Known(code)) if code else self._unread("unknown_value")
            case Kind.POSTS:
                codes = [self._code(part) for part in words.split(";") if part.strip()]
                if not codes or not all(codes):
                    return self._unread("unknown_value")
                return Reading(Known(tuple(sorted({code for code in codes if code}))))

    def _unstated(self, words: str) -> bool:
        """Whether *words* say that nothing is known; free text must say so with all its accents."""
        if self._field.kind is Kind.TEXT:
            return folded(words) in UNSTATED_FOLDED
        return key(words) in UNSTATED

    def _unread(self, problem: str) -> Reading:
        return Reading(Missing(Gap.UNREADABLE), problem, self._expected())

    def _expected(self) -> str:
        match self._field.kind:
            case Kind.DATE:
                return "dd/mm/yyyy, mm/yyyy, yyyy"
            case Kind.NUMBER:
                return f"{self._low}..{self._high}" if self._low is not None else "0, 1, 2, ..."
            case Kind.LEVEL | Kind.POST | Kind.POSTS:
                shown = list(dict.fromkeys(self._names.values()))
                return ", ".join(shown[:8]) + (", ..." if len(shown) > 8 else "")
            case Kind.TEXT:
                return ""

    def _code(self, text: str) -> str:
        words = folded(text)
        return self._names.get(words) or self._loose.get(key(text), "")

    def _level(self, text: str, words: str, kind: str) -> Reading:
        """A level that is not spelled as declared: in free text, or as the day that Excel made of 12/12."""
        if kind == "date" and (day := ISO.fullmatch(words)):
            pairs = {f"{int(one)}/{int(other)}" for one, other in ((day[2], day[3]), (day[3], day[2]))}
            codes = {code: pair for pair in pairs if (code := self._code(pair))}
            if len(codes) == 1:
                ((code, pair),) = codes.items()
                return Reading(Known(code), "date_for_words", pair, "read_as_words")
        phrase = self._phrases.read(text) if self._phrases is not None else None
        if phrase is None:
            return self._unread("other_column" if self._elsewhere(words) else "unknown_value")
        if phrase.elsewhere:
            return Reading(Known(phrase.code), "other_column", "; ".join(phrase.elsewhere), "part_left_alone")
        return Reading(Known(phrase.code))

    def _elsewhere(self, words: str) -> bool:
        """Whether *words*, several of them, are a level of another scale."""
        wanted = words_of(words)
        return len(wanted) > 1 and any(
            wanted == words_of(text)
            for scale in self._vocabulary.scales.values()
            if scale.ordered and scale.id != self._field.scale
            for level in scale.levels
            for text in (level.label.vi, *level.aliases)
        )

    def _digits(self, words: str) -> Reading:
        """A number that is text; one lost zero at the front is put back."""
        plain, wanted = re.sub(r"[ .]", "", words), self._field.digits
        if not re.fullmatch(r"[0-9]+", plain) or len(plain) not in (wanted, wanted - 1):
            return Reading(Missing(Gap.UNREADABLE), "wrong_digits", "0" * wanted)
        if len(plain) == wanted:
            return Reading(Known(plain))
        return Reading(Known(f"0{plain}"), "lost_zero", f"0{plain}", "zero_added")

    def _number(self, words: str) -> Reading:
        plain = words.replace(" ", "")
        if whole := FLOAT.fullmatch(plain):
            plain = whole[1]
        if not INTEGER.fullmatch(plain):
            return self._unread("not_a_number")
        number = int(plain)
        if isinstance(self._low, int) and number < self._low:
            return self._unread("out_of_range")
        if isinstance(self._high, int) and number > self._high:
            return self._unread("out_of_range")
        return Reading(Known(number))

    def _date(self, words: str, kind: str) -> Reading:
        text = " ".join(WORDS.sub(" ", words).split())
        text = re.sub(r"\s*([/.\-])\s*", r"\1", DASHES.sub("-", text))
        if whole := FLOAT_YEAR.fullmatch(text):
            text = whole[1]
        if kind == "date" or ISO.fullmatch(text):
            match = ISO.fullmatch(text)
            return self._span(*_day(match[1], match[2], match[3])) if match else self._unread("not_a_date")
        if SERIAL.fullmatch(text) and int(text) in SERIALS:
            return self._serial(int(text), date(1904, 1, 1) if kind == "number_1904" else date(1899, 12, 30))
        if match := DAY_FIRST.fullmatch(text):
            return self._span(*_day(match[3], match[2], match[1]))
        if match := MONTH_YEAR.fullmatch(text):
            return self._span(*_month(match[2], match[1]))
        if match := YEAR_MONTH.fullmatch(text):
            return self._span(*_month(match[1], match[2]))
        if match := YEAR.fullmatch(text):
            year = int(match[1])
            return (
                self._span(date(year, 1, 1), date(year, 12, 31)) if year > 0 else self._unread("not_a_date")
            )
        return self._unread("not_a_date")

    def _serial(self, days: int, first: date) -> Reading:
        day = first + timedelta(days)
        reading = self._span(day, day)
        if reading.problem:
            return reading
        return attrs.evolve(reading, problem="excel_serial", expected=day.isoformat(), done="read_as_date")

    def _span(self, first: date | None, last: date | None) -> Reading:
        if first is None or last is None:
            return self._unread("not_a_date")
        low = self._low if isinstance(self._low, date) else date.min
        high = self._high if isinstance(self._high, date) else date.max
        if last < low or first > high:
            return self._unread("out_of_range")
        first, last = max(first, low), min(last, high)
        return Reading(Known(first) if first == last else Between(first, last))


def _day(year: str, month: str, day: str) -> tuple[date | None, date | None]:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None, None
    return found, found


def _month(year: str, month: str) -> tuple[date | None, date | None]:
    number, numeral = int(year), int(month)
    if not 1 <= numeral <= 12 or number < 1:
        return None, None
    return date(number, numeral, 1), date(number, numeral, days_in_month(number, numeral))


def _names(items: tuple[Level, ...] | tuple[Post, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Spellings to codes: exactly but for case and tone marks; and without accents.

    A spelling that could be two codes is neither.
    """
    exact: dict[str, set[str]] = {}
    loose: dict[str, set[str]] = {}
    for item in items:
        for text in (item.code, item.label.vi, item.label.en, *item.aliases):
            exact.setdefault(folded(text), set()).add(item.code)
            loose.setdefault(key(text), set()).add(item.code)
    return _unique(exact), _unique(loose)


def _unique(found: Mapping[str, set[str]]) -> dict[str, str]:
    return {text: min(codes) for text, codes in found.items() if len(codes) == 1 and text}


def fill_day(value: Value, month_day: str, clause: str) -> Value:
    """A partial date completed by a declared rule; anything else as it is."""
    if not isinstance(value, Between) or value.gap is not Gap.IMPRECISE:
        return value
    month, day = map(int, month_day.split("-"))
    first = value.first
    same_month = (first.year, first.month) == (value.last.year, value.last.month)
    filled = (
        date(first.year, first.month, min(day, days_in_month(first.year, first.month)))
        if same_month
        else date(first.year, month, day)
    )
    return Known(filled, clause) if value.first <= filled <= value.last else value
