"""Rule files as they are written: the keys that each kind of mapping may and must have.

A name that Python keeps for itself ends in an underscore here and not in the files.
"""

from datetime import date
from typing import Any

import attrs


@attrs.frozen
class Free:
    """Data that is read later: a condition, or a value whose kind depends on its field."""

    data: Any


@attrs.frozen
class WrittenLabel:
    """``{vi, en}``."""

    vi: str
    en: str


@attrs.frozen
class WrittenNote:
    """A remark: ``{vi, en}``, or one text for both."""

    vi: str = ""
    en: str = ""


@attrs.frozen
class WrittenLevel:
    """A level of a scale or a value of a choice."""

    code: str
    vi: str
    en: str
    rank: int | None = None
    ladder: str = ""
    aliases: list[str] = attrs.field(factory=list)


@attrs.frozen
class WrittenPhrases:
    """How levels are written in free text."""

    lead: list[str] = attrs.field(factory=list)
    rest: list[str] = attrs.field(factory=list)
    other: list[str] = attrs.field(factory=list)
    doubt: list[str] = attrs.field(factory=list)


@attrs.frozen
class WrittenScale:
    """A scale (``levels``) or a choice (``values``)."""

    label: WrittenLabel
    levels: list[WrittenLevel] = attrs.field(factory=list)
    values: list[WrittenLevel] = attrs.field(factory=list)
    phrases: WrittenPhrases | None = None


@attrs.frozen
class WrittenFill:
    """A filling rule."""

    when: str
    month_day: str
    clause: str


@attrs.frozen
class WrittenField:
    """A field of a table."""

    name: str
    type: str
    label: WrittenLabel
    scale: str = ""
    path: str = ""
    unit: str = ""
    aliases: list[str] = attrs.field(factory=list)
    range: list[str] = attrs.field(factory=list)
    none: list[str] = attrs.field(factory=list)
    empty: str = "unknown"
    prefer: str = ""
    fill: list[WrittenFill] = attrs.field(factory=list)
    note: WrittenLabel | None = None
    digits: int = 0
    better: str = ""


@attrs.frozen
class WrittenExpiry:
    """How a discipline expires."""

    field: str
    ended: str
    start: str
    table: str
    regime: str
    form: str


@attrs.frozen
class WrittenRatings:
    """One grade a year."""

    year: str
    grade: str
    since: str = ""


@attrs.frozen
class WrittenBeside:
    """Columns of a table beside the people."""

    needs: str
    headings: dict[str, list[str]]
    none: list[str] = attrs.field(factory=list)


@attrs.frozen
class WrittenTable:
    """A table of the input."""

    label: WrittenLabel
    key: list[str]
    fields: list[WrittenField]
    history: bool = False
    absent: str = "unknown"
    aliases: list[str] = attrs.field(factory=list)
    expiry: WrittenExpiry | None = None
    ratings: WrittenRatings | None = None
    beside: WrittenBeside | None = None
    identity: list[list[str]] = attrs.field(factory=list)


@attrs.frozen
class WrittenFrom:
    """What a joined field is looked up in."""

    table: str = ""
    by: str = ""
    field: str = ""
    post: str = ""


@attrs.frozen
class WrittenJoined:
    """A field without a column."""

    path: str
    type: str
    label: WrittenLabel
    from_: WrittenFrom
    scale: str = ""


@attrs.frozen
class WrittenDerived:
    """A named condition, quantity or claim."""

    label: WrittenLabel
    condition: Free | None = None
    quantity: str = ""
    from_: str = ""
    counts_if: Free | None = None
    else_: str = ""


@attrs.frozen
class WrittenConstraint:
    """``hard: a <= b``."""

    hard: str


@attrs.frozen
class WrittenPost:
    """A post."""

    code: str
    vi: str
    en: str
    kind: str
    level: str
    standing: int
    head: bool = True
    group: str = ""
    aliases: list[str] = attrs.field(factory=list)
    until: date = date.max
    successors: list[str] = attrs.field(factory=list)
    no_standard: str = ""


@attrs.frozen
class WrittenCourse:
    """A course."""

    id: str
    label: WrittenLabel
    months: list[int]
    raises: dict[str, str] = attrs.field(factory=dict)
    entry: str = ""
    provider: WrittenLabel | None = None
    mode: str = ""
    aliases: list[str] = attrs.field(factory=list)
    fosters: bool | None = None


@attrs.frozen
class WrittenMoment:
    """A named moment."""

    is_: str
    label: WrittenLabel


@attrs.frozen
class WrittenPeriod:
    """``in_force: {from, until}``."""

    from_: date = date.min
    until: date = date.max


@attrs.frozen
class WrittenTerm:
    """A term of office."""

    term: str
    kind: str
    level: str
    start: date
    end: date
    confidence: str = "recall"


@attrs.frozen
class WrittenDiffering:
    """An age of an official table that differs from that of the rule."""

    sex: str
    born: str
    age: str
    clause: str
    used: bool = False


@attrs.frozen
class WrittenRetirement:
    """A table of retirement ages."""

    id: str
    instrument: str
    clause: str
    male: dict[str, str]
    female: dict[str, str]
    in_force: WrittenPeriod = WrittenPeriod()
    confidence: str = "recall"
    differs: list[WrittenDiffering] = attrs.field(factory=list)


@attrs.frozen
class WrittenWindow:
    """How long disciplines block."""

    table: str
    instrument: str
    clause: str
    regime: str
    purpose: str
    months: dict[str, str]
    in_force: WrittenPeriod = WrittenPeriod()
    confidence: str = "recall"


@attrs.frozen
class WrittenInstrument:
    """An instrument that rules stand on, or why none does."""

    number: str
    vi: str
    en: str
    subject: str
    confidence: str
    in_force: WrittenPeriod
    issued: date | None = None
    replaces: list[str] = attrs.field(factory=list)
    seen: WrittenLabel | None = None
    idle: WrittenLabel | None = None


@attrs.frozen
class WrittenEvaluations:
    """When a year's ratings close."""

    closes: str


@attrs.frozen
class WrittenTemplate:
    """The empty workbook to be filled in."""

    guide: WrittenLabel | None = None
    lists: WrittenLabel | None = None
    example: WrittenLabel | None = None
    rows: dict[str, dict[str, str]] = attrs.field(factory=dict)


@attrs.frozen
class WrittenFormColumn:
    """A column of a form."""

    headings: list[str]
    fields: list[str]
    says: dict[str, str] = attrs.field(factory=dict)
    apart: list[str] = attrs.field(factory=list)
    lead: list[str] = attrs.field(factory=list)
    otherwise: bool = False
    yearly: str = ""


@attrs.frozen
class WrittenFormSection:
    """A row between people."""

    words: list[str]
    field: str = ""
    says: dict[str, str] = attrs.field(factory=dict)


@attrs.frozen
class WrittenForms:
    """Sheets as offices hand them in."""

    columns: list[WrittenFormColumn] = attrs.field(factory=list)
    sections: list[WrittenFormSection] = attrs.field(factory=list)
    closing: list[str] = attrs.field(factory=list)


@attrs.frozen
class WrittenPlausible:
    """What is hardly true."""

    vi: str
    en: str
    after: list[str] = attrs.field(factory=list)
    years: int = 0
    not_after: str = ""
    holds: list[str] = attrs.field(factory=list)
    with_: list[str] = attrs.field(factory=list)
    same: str = ""
    people: int = 0
    text: str = ""


@attrs.frozen
class WrittenMakeup:
    """What audits count people by."""

    id: str
    vi: str
    en: str
    fields: list[str]


@attrs.frozen
class WrittenSheetMap:
    """What a sheet of an office's own file is."""

    table: str
    sheet: str = ""
    columns: dict[str, str] = attrs.field(factory=dict)


@attrs.frozen
class WrittenMap:
    """A column map."""

    sheets: list[WrittenSheetMap]


@attrs.frozen
class WrittenVocabulary:
    """All keys of the files in ``vocabulary/``; each stands in one file."""

    scales: dict[str, WrittenScale] = attrs.field(factory=dict)
    choices: dict[str, WrittenScale] = attrs.field(factory=dict)
    tables: dict[str, WrittenTable] = attrs.field(factory=dict)
    joined: list[WrittenJoined] = attrs.field(factory=list)
    derived: dict[str, WrittenDerived] = attrs.field(factory=dict)
    constraints: list[WrittenConstraint] = attrs.field(factory=list)
    posts: list[WrittenPost] = attrs.field(factory=list)
    courses: list[WrittenCourse] = attrs.field(factory=list)
    evaluations: WrittenEvaluations | None = None
    moments: dict[str, WrittenMoment] = attrs.field(factory=dict)
    terms: list[WrittenTerm] = attrs.field(factory=list)
    retirement: list[WrittenRetirement] = attrs.field(factory=list)
    windows: list[WrittenWindow] = attrs.field(factory=list)
    template: WrittenTemplate = WrittenTemplate()
    subjects: dict[str, WrittenLabel] = attrs.field(factory=dict)
    instruments: list[WrittenInstrument] = attrs.field(factory=list)
    forms: WrittenForms = WrittenForms()
    plausible: list[WrittenPlausible] = attrs.field(factory=list)
    makeup: list[WrittenMakeup] = attrs.field(factory=list)


@attrs.frozen
class WrittenSource:
    """The instrument a standard stands on."""

    instrument: str
    confidence: str
    url: str = ""
    note: WrittenNote = WrittenNote()


@attrs.frozen
class WrittenRelaxed:
    """A lesser demand for some."""

    when: Free
    must: Free
    clause: str


@attrs.frozen
class WrittenLater:
    """Grace for some."""

    when: Free
    by: str
    clause: str


@attrs.frozen
class WrittenConfirmed:
    """An office's record that it checked the text."""

    by: str
    date: date
    document: str


@attrs.frozen
class WrittenRequirement:
    """A demand."""

    id: str
    must: Free
    if_unmet: str
    clause: str
    label: WrittenLabel | None = None
    when: Free | None = None
    relaxed: list[WrittenRelaxed] = attrs.field(factory=list)
    later: list[WrittenLater] = attrs.field(factory=list)
    needed_at: str = "planning"
    confidence: str = ""
    confirmed: WrittenConfirmed | None = None
    waivable: bool = False
    delegable: bool = False
    note: WrittenNote = WrittenNote()
    not_monotone: str = ""


@attrs.frozen
class WrittenAssumption:
    """What the absence of a column or sheet stands for."""

    value: str
    when: str
    field: str = ""
    table: str = ""


@attrs.frozen
class WrittenStandard:
    """A version of a standard. Requirements stay free: a layer may write only what it changes."""

    standard: str
    title: WrittenLabel
    source: WrittenSource
    in_force: WrittenPeriod
    requirements: list[Free]
    posts: list[str] = attrs.field(factory=list)
    courses: list[str] = attrs.field(factory=list)
    units: list[str] = attrs.field(factory=list)
    status: str = "active"
    extends: str = ""
    assume: list[WrittenAssumption] = attrs.field(factory=list)
    windows: str = "in_force at review_date"


@attrs.frozen
class WrittenOutcome:
    """An outcome of a policy."""

    code: str
    rank: int
    vi: str
    en: str
    colour: str = ""
    trains: bool = True
    demanded: str = ""
    grace: bool = False


@attrs.frozen
class WrittenFact:
    """A condition that lines may name."""

    must: Free
    vi: str
    en: str


@attrs.frozen
class WrittenConclude:
    """A line of ``conclude``."""

    then: str
    when: list[str]


@attrs.frozen
class WrittenDecide:
    """A line of ``decide``."""

    outcome: str
    when: list[str]


@attrs.frozen
class WrittenPolicy:
    """A policy."""

    policy: str
    id: str
    title: WrittenLabel
    outcomes: list[WrittenOutcome]
    effects: dict[str, WrittenLabel]
    decide: list[WrittenDecide]
    conclude: list[WrittenConclude] = attrs.field(factory=list)
    facts: dict[str, WrittenFact] = attrs.field(factory=dict)
    in_force: WrittenPeriod = WrittenPeriod()
    bars_entry: list[str] = attrs.field(factory=list)
    assume: list[WrittenAssumption] = attrs.field(factory=list)
    moments: dict[str, str] = attrs.field(factory=dict)
    undecided: str = "verify"


@attrs.frozen
class WrittenMarker:
    """``rulebook.yaml``."""

    rulebook: str
    title: WrittenLabel
