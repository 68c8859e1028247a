"""Standards: who must have what, by which clause, from when to when."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from eligibility.diagnostics import Where
from eligibility.model.condition import Condition, Moment
from eligibility.model.vocabulary import Label, Vocabulary

if TYPE_CHECKING:
    from eligibility.model.lists import Structure
    from eligibility.model.seats import ClassSheets, Seating, Target


class Confidence(StrEnum):
    """How the text behind a rule was seen. A ``recall`` rule alone never removes anyone."""

    TEXT = "text"
    SUMMARY = "summary"
    DERIVED = "derived"
    RECALL = "recall"


class State(StrEnum):
    """Whether a version decides: only active ones do."""

    DRAFT = "draft"
    ACTIVE = "active"
    SUPERSEDED = "superseded"


@attrs.frozen
class Source:
    """The instrument a rule stands on."""

    instrument: str
    confidence: Confidence
    url: str = ""
    note: Label = Label("", "")


@attrs.frozen
class Period:
    """The days from *start* to *end*, both included."""

    start: date
    end: date = date.max

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@attrs.frozen
class Confirmation:
    """An office's record that it checked a rule against its text."""

    by: str
    day: date
    document: str


@attrs.frozen
class Relaxed:
    """A lesser demand for those for whom *when* holds (written ``relaxed``)."""

    when: Condition
    must: Condition
    clause: str


@attrs.frozen
class Later:
    """Grace: for those for whom *when* holds, the demand falls due *by* a moment or day."""

    when: Condition
    by: Moment
    clause: str


@attrs.frozen
class Requirement:
    """One demand of a standard. *needed_at* is a moment; *if_unmet* a word of the policies.

    *not_monotone* says why somebody with a higher level, or longer service, may come off worse by it.
    *course* is that whose entry it is a demand of, where a review of posts asks for it too.
    """

    id: str
    must: Condition
    if_unmet: str
    clause: str
    label: Label | None = None
    when: Condition | None = None
    relaxed: tuple[Relaxed, ...] = ()
    later: tuple[Later, ...] = ()
    needed_at: Moment = Moment("review_date")
    confidence: Confidence = Confidence.RECALL
    confirmed: Confirmation | None = None
    waivable: bool = False
    delegable: bool = False
    note: Label = Label("", "")
    not_monotone: str = ""
    course: str = ""
    where: Where | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def rule(self) -> str:
        """The name of its text, apart from those of other standards that a review asks for too."""
        return f"{self.course}/{self.id}" if self.course else self.id

    @property
    def doubtful(self) -> bool:
        """Whether nobody has checked its text, so that it may or may not hold."""
        return self.confidence is Confidence.RECALL and self.confirmed is None


@attrs.frozen
class Assumption:
    """What the absence of a whole column or sheet stands for, declared and printed.

    *subject* is a path or a history table; *value* a code, or ``none``.
    """

    subject: str
    value: str


@attrs.frozen
class Standard:
    """One version of a standard: the demands on *posts* (or for entry to *courses*) while in force.

    *units* narrows it to target units (and all below them); *extends* names the standard whose
    demands it may only tighten. *requirements* are complete: a layer's are merged in.
    """

    id: str
    title: Label
    source: Source
    in_force: Period
    requirements: tuple[Requirement, ...]
    posts: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    state: State = State.ACTIVE
    extends: str = ""
    assume: tuple[Assumption, ...] = ()
    windows_at: str = "review_date"
    where: Where | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def version(self) -> str:
        """The version's name: the day it came into force."""
        return self.in_force.start.isoformat()

    def requirement(self, requirement_id: str) -> Requirement | None:
        """The requirement called *requirement_id*, or None."""
        return next((r for r in self.requirements if r.id == requirement_id), None)


@attrs.frozen
class Outcome:
    """What a policy may conclude. A higher *rank* is better for the person.

    Only for outcomes that *trains* are training needs listed: who is taken out is not sent.
    *demanded* is, of entry to a course, the outcome that this one becomes for those whose post
    demands the course: who may be sent must be sent. *grace* marks that of holders who are given time.
    """

    code: str
    rank: int
    label: Label
    colour: str = ""
    trains: bool = True
    demanded: str = ""
    grace: bool = False


class TokenState(StrEnum):
    """In what way a requirement is unmet.

    OPEN: due after the review, and a course closes it in time. UNMET: not so. DUE: due on or
    before the review. LATER: due after it.
    """

    UNMET = "unmet"
    OPEN = "open"
    DUE = "due"
    LATER = "later"


@attrs.frozen(cache_hash=True)
class Token:
    """Some requirement with this *effect* (an ``if_unmet`` word, or ``any``) is in this *state*."""

    state: TokenState
    effect: str


@attrs.frozen(cache_hash=True)
class Named:
    """A fact or an earlier conclusion of the policy; *negated* where written ``not name``."""

    name: str
    negated: bool = False


@attrs.frozen
class Line:
    """``conclude``: when all of *when* hold, *then*. ``decide``: the first that holds is the outcome."""

    then: str
    when: tuple[Token | Named, ...]
    where: Where | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Fact:
    """A condition on the record that the lines of a policy may name."""

    name: str
    condition: Condition
    label: Label


@attrs.frozen(cache_hash=True)
class Policy:
    """How findings become one outcome for a *purpose*.

    *facts* are conditions on the record that the lines may name; *effects* the ``if_unmet`` words
    it understands, each with a label; *bars_entry* those that bar entry to a course. *moments*
    redefines named moments for this purpose (an audit has no term ahead). *undecided* is the
    outcome where the ways of completing the data lead to different ones.
    """

    purpose: str
    id: str
    title: Label
    in_force: Period
    outcomes: tuple[Outcome, ...]
    effects: Mapping[str, Label] = attrs.field(hash=False)
    facts: tuple["Fact", ...]
    conclude: tuple[Line, ...]
    decide: tuple[Line, ...]
    bars_entry: tuple[str, ...] = ()
    assume: tuple[Assumption, ...] = ()
    moments: Mapping[str, Moment] = attrs.field(factory=dict, hash=False)
    undecided: str = "verify"
    where: Where | None = attrs.field(default=None, eq=False, repr=False)

    def reads(self, effect: str) -> bool:
        """Whether some line depends on requirements with this *effect*."""
        lines = (*self.conclude, *self.decide)
        effects = {item.effect for line in lines for item in line.when if isinstance(item, Token)}
        return bool(effects & {effect, "any"})

    def outcome(self, code: str) -> Outcome:
        """The outcome called *code*."""
        return next(outcome for outcome in self.outcomes if outcome.code == code)


@attrs.frozen
class RuleBook:
    """All standards and policies with the vocabulary they are written in.

    *hashes* maps each rule file (path relative to the root) to its SHA-256. *class_sheets*, *seatings* and
    *targets* are those of the room ``training/``, if there is one.
    """

    vocabulary: Vocabulary
    standards: tuple[Standard, ...]
    policies: tuple[Policy, ...]
    structures: tuple["Structure", ...] = ()
    hashes: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    root: str = ""
    class_sheets: "ClassSheets | None" = None
    seatings: tuple["Seating", ...] = ()
    targets: tuple["Target", ...] = ()

    @cached_property
    def _entries(self) -> Mapping[str, tuple[Standard, ...]]:
        found: dict[str, list[Standard]] = {}
        named: dict[str, list[str]] = {}
        for course in self.vocabulary.courses.values():
            if course.entry:
                named.setdefault(course.entry, []).append(course.id)
        for standard in self.standards:
            own = [
                c for c in standard.courses if (k := self.vocabulary.courses.get(c)) is None or not k.entry
            ]
            for course_id in (*named.get(standard.id, ()), *own):
                found.setdefault(course_id, []).append(standard)
        return {course_id: tuple(standards) for course_id, standards in found.items()}

    def entry(self, course: str) -> tuple[Standard, ...]:
        """All versions of the standard for entry to *course*."""
        return self._entries.get(course, ())

    def policy(self, purpose: str, day: date) -> Policy | None:
        """The policy for *purpose* in force on *day*."""
        return next((p for p in self.policies if p.purpose == purpose and day in p.in_force), None)

    def seating(self, day: date) -> "Seating | None":
        """How seats in classes are given on *day*."""
        return next((seating for seating in self.seatings if day in seating.in_force), None)
