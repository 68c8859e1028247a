"""What the texts of rule files may be, beyond being texts: words, patterns, sentences, names to offer.

Nothing here refuses what `eligibility.normalise` takes, but for an empty text where the key is better left
out. Names that a rule book declares are only offered: what is declared may be newer than the schema.
"""

from collections.abc import Mapping
from enum import StrEnum

import attrs

from eligibility.model.lists import GROUPS
from eligibility.model.lists import Kind as ListKind
from eligibility.model.seats import Asks
from eligibility.model.standard import Confidence, State
from eligibility.normalise.lists import SHARE
from eligibility.normalise.rulebook import FORMAT
from eligibility.normalise.seats import MONTHS
from eligibility.normalise.seats import POSTS as STANDINGS
from eligibility.normalise.standards import COLUMN_ABSENT, SHEET_ABSENT, WINDOWS
from eligibility.normalise.training_parts import PERCENT
from eligibility.normalise.vocabulary import AGE, BETTER, MONTH, MONTH_DAY, TYPES


class Offered(StrEnum):
    """Names that a rule book declares itself, and that an editor may offer where they are used."""

    POST = "post"
    COURSE = "course"
    SCALE = "scale"
    FIELD = "field"
    TABLE = "table"
    EFFECT = "effect"
    MOMENT = "moment"
    STANDARD = "standard"
    INSTRUMENT = "instrument"
    SUBJECT = "subject"
    OUTCOME = "outcome"
    PURPOSE = "purpose"
    TOKEN = "token"  # noqa: S105  (a word of policies)
    SENTENCE = "sentence"


@attrs.frozen
class Words:
    """One of *words*; what each says stands in the catalogue under *said* and the word, if at all."""

    words: tuple[str, ...]
    said: str = ""


@attrs.frozen
class Pattern:
    """A text of a form."""

    pattern: str


@attrs.frozen
class Name:
    """Any text; names of a *kind* are offered."""

    kind: Offered


@attrs.frozen
class Sentence:
    """A condition."""


Shape = Words | Pattern | Name | Sentence

CONFIDENCE = Words(tuple(map(str, Confidence)), "report.confidence_")
CONFIDENCE = attrs.evolve(CONFIDENCE)
"""Without it the confidence of the source holds."""

SHAPES: Mapping[tuple[str, str], Shape] = {
    ("Marker", "rulebook"): Words((FORMAT,)),
    # vocabulary
    ("Field", "type"): Words(tuple(TYPES)),
    ("Field", "empty"): Words(("unknown", "none")),
    ("Field", "better"): Words(tuple(word for words in BETTER.values() for word in words)),
    ("Field", "scale"): Name(Offered.SCALE),
    ("Joined", "type"): Words(tuple(TYPES)),
    ("Joined", "scale"): Name(Offered.SCALE),
    ("From", "table"): Name(Offered.TABLE),
    ("From", "post"): Words(("level", "kind", "group")),
    ("Fill", "month_day"): Pattern(MONTH_DAY.pattern),
    ("Evaluations", "closes"): Pattern(MONTH_DAY.pattern),
    ("Derived", "condition"): Sentence(),
    ("Derived", "counts_if"): Sentence(),
    ("Derived", "from"): Name(Offered.FIELD),
    ("Derived", "else"): Words(("below claimed level",)),
    ("Post", "successors"): Name(Offered.POST),
    ("Course", "entry"): Name(Offered.STANDARD),
    ("Differing", "sex"): Words(("male", "female")),
    ("Differing", "born"): Pattern(MONTH.pattern),
    ("Differing", "age"): Pattern(AGE.pattern),
    ("Retirement", "male"): Pattern(AGE.pattern),
    ("Retirement", "female"): Pattern(AGE.pattern),
    ("Window", "purpose"): Name(Offered.PURPOSE),
    ("Window", "months"): Pattern("[0-9]+|never"),
    ("Instrument", "subject"): Name(Offered.SUBJECT),
    ("Instrument", "confidence"): CONFIDENCE,
    ("Instrument", "replaces"): Name(Offered.INSTRUMENT),
    # standards
    ("Source", "instrument"): Name(Offered.INSTRUMENT),
    ("Source", "confidence"): CONFIDENCE,
    ("Standard", "posts"): Name(Offered.POST),
    ("Standard", "courses"): Name(Offered.COURSE),
    ("Standard", "status"): Words(tuple(map(str, State)), "digest.state_"),
    ("Standard", "extends"): Name(Offered.STANDARD),
    ("Standard", "windows"): Words(tuple(WINDOWS)),
    ("Assumption", "when"): Words((COLUMN_ABSENT, SHEET_ABSENT)),
    ("Assumption", "field"): Name(Offered.FIELD),
    ("Assumption", "table"): Name(Offered.TABLE),
    ("Requirement", "must"): Sentence(),
    ("Requirement", "when"): Sentence(),
    ("Requirement", "if_unmet"): Name(Offered.EFFECT),
    ("Requirement", "needed_at"): Name(Offered.MOMENT),
    ("Requirement", "confidence"): CONFIDENCE,
    ("Relaxed", "when"): Sentence(),
    ("Relaxed", "must"): Sentence(),
    ("Later", "when"): Sentence(),
    ("Later", "by"): Name(Offered.MOMENT),
    # policies
    ("Policy", "policy"): Name(Offered.PURPOSE),
    ("Policy", "bars_entry"): Name(Offered.EFFECT),
    ("Policy", "undecided"): Name(Offered.OUTCOME),
    ("Policy", "moments"): Name(Offered.MOMENT),
    ("Outcome", "demanded"): Name(Offered.OUTCOME),
    ("Fact", "must"): Sentence(),
    ("Conclude", "when"): Name(Offered.TOKEN),
    ("Decide", "outcome"): Name(Offered.OUTCOME),
    ("Decide", "when"): Name(Offered.TOKEN),
    # the list as a whole
    ("Structure", "counts"): Name(Offered.OUTCOME),
    ("Structure", "may_count"): Name(Offered.OUTCOME),
    ("ListRule", "kind"): Words(tuple(map(str, ListKind))),
    ("ListRule", "group"): Words(GROUPS),
    ("ListRule", "count"): Words(("candidacies",)),
    ("ListRule", "share"): Sentence(),
    ("ListRule", "where"): Sentence(),
    ("ListRule", "min_share"): Pattern(SHARE.pattern),
    ("ListRule", "max_share"): Pattern(SHARE.pattern),
    ("ListRule", "confidence"): CONFIDENCE,
    # seats in classes
    ("Priority", "asks"): Words(tuple(map(str, Asks))),
    ("Priority", "post"): Words(tuple(STANDINGS)),
    ("Priority", "due_within"): Pattern(MONTHS.pattern),
    ("Priority", "when"): Sentence(),
    ("Priority", "share"): Sentence(),
    ("Priority", "at_least"): Pattern(PERCENT.pattern),
    ("Renewal", "who"): Sentence(),
    ("Target", "who"): Sentence(),
    ("Target", "must"): Sentence(),
    ("Target", "course"): Name(Offered.COURSE),
    ("Target", "at_least"): Pattern(PERCENT.pattern),
    ("Away", "at_most"): Pattern(PERCENT.pattern),
    ("Service", "courses"): Name(Offered.COURSE),
    ("Renewal", "courses"): Name(Offered.COURSE),
    ("Renewal", "after"): Pattern(MONTHS.pattern),
    ("Mentors", "when"): Sentence(),
    # cases
    ("Given", "purpose"): Name(Offered.PURPOSE),
    ("Given", "course"): Name(Offered.COURSE),
    ("Given", "post"): Name(Offered.POST),
    ("Case", "purpose"): Name(Offered.PURPOSE),
    ("Case", "course"): Name(Offered.COURSE),
    ("Case", "post"): Name(Offered.POST),
    ("Expectation", "outcome"): Name(Offered.OUTCOME),
    ("Expectation", "outcomes"): Name(Offered.OUTCOME),
    ("Expectation", "standard"): Name(Offered.STANDARD),
    ("Expectation", "training"): Name(Offered.COURSE),
    ("Expectation", "training_possible"): Name(Offered.COURSE),
    # column maps
    ("SheetMap", "table"): Name(Offered.TABLE),
}
"""By the declaration (without ``Written``) and the key; of a list or a mapping, what stands in it."""

KEYS: Mapping[tuple[str, str], Words] = {}
"""The keys of mappings by name, where they are words of the program."""
