"""The vocabulary: scales, fields, tables, posts, courses, calendars. All of it is data.

Labels are in Vietnamese and English; aliases are other spellings found in real files.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property

import attrs

from eligibility.model.calendar import RetirementTable
from eligibility.model.forms import Forms
from eligibility.model.instruments import Instrument as Instrument
from eligibility.model.label import Label as Label
from eligibility.model.record import Scalar


@attrs.frozen
class Level:
    """One value of a scale or of a set of choices.

    Levels with one *rank* compare equal and stay apart in counts. Levels of different *ladders*
    do not compare: every comparison between them is false.
    """

    code: str
    label: Label
    rank: int = 0
    ladder: str = ""
    aliases: tuple[str, ...] = ()


@attrs.frozen
class Phrases:
    """How a level is written with more words around it ("Thạc sĩ Kinh tế, Cử nhân Luật").

    A part that begins with a level (after one of *lead*) is that level; of several the highest counts, and of
    choices without order none.
    *rest* are the only words that may follow; any may, where it is empty. A part that holds one of *other*
    belongs to another column. Nothing is read from a text that holds one of *doubt*.
    """

    lead: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()


@attrs.frozen
class Scale:
    """An ordered (or, for choices, unordered) closed set of values."""

    id: str
    label: Label
    levels: tuple[Level, ...]
    ordered: bool = True
    phrases: Phrases | None = None

    @cached_property
    def _by_code(self) -> Mapping[str, Level]:
        return {level.code: level for level in self.levels}

    def level(self, code: str) -> Level | None:
        """The level called *code*, or None."""
        return self._by_code.get(code)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all levels, as declared."""
        return tuple(level.code for level in self.levels)


class Kind(StrEnum):
    """What the values of a field are."""

    LEVEL = "level"
    """A level of an ordered scale, or one of an unordered set of choices (its scale says)."""
    DATE = "date"
    NUMBER = "number"
    TEXT = "text"
    POST = "post"
    """One post of the catalogue."""
    POSTS = "posts"
    """The posts held together, one or several."""


@attrs.frozen
class Fill:
    """A declared rule that completes a partial date, where the record says it cannot be known better.

    *when* names the field of the same table that must hold ``yes``; *month_day* is ``MM-DD``
    (a month-precise date keeps its month and takes the day).
    """

    when: str
    month_day: str
    clause: str


@attrs.frozen
class Field:
    """A field of a table.

    *name* is the canonical column heading. *path* is how rules name it. *minimum* and *maximum*
    bound its domain (dates or numbers); ``review_date`` as *maximum* of a date says that it is a
    past event. *none_texts* are spellings of the known absence ("chưa"). *empty* says what an empty
    cell means: ``unknown`` or ``none``. *prefer* names a field whose known value goes first. *digits*
    is how many a number has that is text (số CCCD): the zero it begins with gets lost in workbooks. *better*
    says which way a date counts for a person: ``earlier`` (a longer service), ``later``, or neither.
    """

    name: str
    path: str
    kind: Kind
    label: Label
    scale: str = ""
    unit: str = ""
    aliases: tuple[str, ...] = ()
    minimum: date | int | None = None
    maximum: date | int | str | None = None
    none_texts: tuple[str, ...] = ()
    empty: str = "unknown"
    prefer: str = ""
    fill: tuple[Fill, ...] = ()
    note: Label | None = None
    digits: int = 0
    better: str = ""


@attrs.frozen
class Expiry:
    """How the derived row field *field* (when a discipline expires) is dated.

    The date in *ended* where there is one; else the date in *start* plus the months that the
    window table *table* gives for the row's *regime* and *form* and the purpose of the review.
    """

    field: str
    ended: str
    start: str
    table: str
    regime: str
    form: str


@attrs.frozen
class Ratings:
    """Marks a history as one grade a calendar year: the fields *year* and *grade*.

    *since* is the path of the date before which there was no service and so no grade.
    """

    year: str
    grade: str
    since: str = ""


@attrs.frozen
class Beside:
    """Columns of a table that may stand beside the people (bảng phẳng): a row of people then makes one of it.

    *headings* gives the headings of each field. ``{year}`` in one stands for a whole number, the value of
    that field, and each number makes a row of its own. Where the field *needs* is not stated, or holds one
    of *none_texts*, no row is made.
    """

    needs: str
    headings: Mapping[str, tuple[str, ...]] = attrs.field(hash=False)
    none_texts: tuple[str, ...] = ()


@attrs.frozen
class Table:
    """A table of the input: one row a person (*people*), one a candidacy (*plan*), or a history.

    *key* are the names of the fields that identify a row; where a sheet has no such column, one of the
    sets of fields in *identity* stands for it. *absent* says what a sheet that was not supplied means:
    ``unknown`` or ``none``.
    """

    name: str
    label: Label
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    history: bool = False
    absent: str = "unknown"
    aliases: tuple[str, ...] = ()
    expiry: Expiry | None = None
    ratings: Ratings | None = None
    beside: Beside | None = None
    identity: tuple[tuple[str, ...], ...] = ()

    def field(self, name: str) -> Field | None:
        """The field called *name*, or None."""
        return next((field for field in self.fields if field.name == name), None)


@attrs.frozen
class Post:
    """A post (chức danh). *standing* orders posts across bodies; equal is not higher.

    *kind* is ``party``, ``government``, ``front`` or ``procuracy`` and, with *level*, selects the
    term calendar. After *end* the post is no more; *successors* took its place.
    *no_standard* says why no standard applies to it, where none does.
    """

    code: str
    label: Label
    kind: str
    level: str
    standing: int
    head: bool = True
    group: str = ""
    aliases: tuple[str, ...] = ()
    end: date = date.max
    successors: tuple[str, ...] = ()
    no_standard: str = ""


@attrs.frozen
class Course:
    """Training that raises *field* to level *raises_to*, lasting *months* (shortest, longest).

    A course that raises no field brings what is learnt alone. *fosters*: it updates (bồi dưỡng) rather than
    leads to a degree or level (đào tạo), in the counts of reports.
    """

    id: str
    label: Label
    field: str
    raises_to: str
    months: tuple[int, int]
    entry: str = ""
    provider: Label | None = None
    mode: str = ""
    aliases: tuple[str, ...] = ()
    fosters: bool = False


@attrs.frozen
class Term:
    """A term of office of bodies of one *kind* and administrative *level*."""

    term: str
    kind: str
    level: str
    start: date
    end: date
    confidence: str = "recall"


@attrs.frozen
class Window:
    """How long a discipline blocks *purpose*, in months by form; None means for good."""

    table: str
    instrument: str
    clause: str
    regime: str
    purpose: str
    months: Mapping[str, int | None] = attrs.field(hash=False)
    in_force_from: date = date.min
    in_force_until: date = date.max
    confidence: str = "recall"


class MomentRule(StrEnum):
    """How a moment that conditions name is dated."""

    REVIEW = "review_date"
    TERM_START = "term_start"
    TERM_END = "term_end"
    YEARLY = "yearly"


@attrs.frozen
class MomentDefinition:
    """A named moment: a *rule*, moved by *months*; YEARLY: the next *month_day* (MM-DD).

    Where *not_before* is given, the moment is never earlier than that many months after the review
    (``later of term_start, review_date + 30 months``).
    """

    name: str
    rule: MomentRule
    label: Label
    months: int = 0
    month_day: str = ""
    not_before: int | None = None


@attrs.frozen
class Constraint:
    """*earlier* <= *later* always holds (paths of date fields); declared, so it restricts completions."""

    earlier: str
    later: str


@attrs.frozen
class Joined:
    """A field with no column of its own: looked up by the value of another.

    With *table* (``units``): *source_field* of the row of that table whose key equals the value of
    *by*. Without: *source_field* (``level`` or ``kind``) of the post in *by*.
    """

    field: Field
    by: str
    source_field: str
    table: str = ""


@attrs.frozen
class Template:
    """The empty workbook that is handed out to be filled in.

    *guide* and *lists* name its sheets that hold no records. *example* stands in the key column of
    example rows, *rows* (values by table and field) in their other columns.
    """

    guide: Label = Label("Hướng dẫn", "Guide")
    lists: Label = Label("Danh mục", "Lists")
    example: Label = Label("VÍ DỤ", "EXAMPLE")
    rows: Mapping[str, Mapping[str, Scalar]] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Plausible:
    """What is hardly true: *after*, *not_after*, *holds* with *value*, or *same* for so many *people*.

    Fields are named ``table.field``. *after*: at least *years* lie between its two dates. *holds*: a field
    and a word in it, which does not go with the value that *value* gives for another field.
    """

    label: Label
    after: tuple[str, ...] = ()
    years: int = 0
    not_after: str = ""
    holds: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    same: str = ""
    people: int = 0
    text: str = ""
    """How *same* must be written to count; in any way, if empty."""


@attrs.frozen
class Makeup:
    """What an audit counts people by (cơ cấu): the values of *fields* of people, several together."""

    id: str
    label: Label
    fields: tuple[str, ...]


@attrs.frozen
class Vocabulary:
    """Everything that rules may name."""

    scales: Mapping[str, Scale] = attrs.field(hash=False)
    tables: Mapping[str, Table] = attrs.field(hash=False)
    posts: Mapping[str, Post] = attrs.field(hash=False)
    courses: Mapping[str, Course] = attrs.field(hash=False)
    moments: Mapping[str, MomentDefinition] = attrs.field(hash=False)
    terms: tuple[Term, ...] = ()
    retirement: tuple[RetirementTable, ...] = ()
    windows: tuple[Window, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    joined: tuple[Joined, ...] = ()
    template: Template = Template()
    subjects: Mapping[str, Label] = attrs.field(factory=dict, hash=False)
    instruments: tuple[Instrument, ...] = ()
    forms: Forms = Forms()
    plausible: tuple[Plausible, ...] = ()
    makeup: tuple[Makeup, ...] = ()
    evaluations_close: str = "03-31"
    """MM-DD after which the ratings of the year before are expected to exist."""

    @cached_property
    def _paths(self) -> Mapping[str, Field]:
        tables = [table for table in self.tables.values() if not table.history]
        joined = {joined.field.path: joined.field for joined in self.joined}
        return joined | {field.path: field for table in reversed(tables) for field in reversed(table.fields)}

    def field_at(self, path: str, history: str = "") -> Field | None:
        """The field that rules call *path*: of a person or candidacy, or (``row.x``) of *history*."""
        if path.startswith("row."):
            return self.tables[history].field(path.removeprefix("row.")) if history in self.tables else None
        return self._paths.get(path)

    def closed_year(self, day: date) -> int:
        """The last calendar year whose ratings are expected to exist on *day*."""
        month, number = map(int, self.evaluations_close.split("-"))
        return day.year - (1 if (day.month, day.day) > (month, number) else 2)

    def domain(self, field: Field) -> tuple[Scalar, ...] | None:
        """All values of a field with a closed set of them; None for dates, numbers and text."""
        if field.kind is Kind.LEVEL:
            return self.scales[field.scale].codes
        if field.kind is Kind.POST:
            return tuple(self.posts)
        if field.kind is Kind.POSTS:
            return tuple((code,) for code in self.posts)
        return None
