"""Who may enter which class: the entry standards, measured on the day on which the class begins."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import attrs

from eligibility.compile.instances import entry_standard, moments_of, remedy_of
from eligibility.model.condition import Moment
from eligibility.model.dataset import Dataset
from eligibility.model.review import Review
from eligibility.model.seats import FULL_TIME
from eligibility.model.standard import Policy, RuleBook
from eligibility.training.seating import Class

CLASS_START = "class_start"
TRAINING = "training"
WAIT, WARN, DISQUALIFY = "wait", "warn", "disqualify"
"""Effects of the training policy: cures itself on a day; is only noted; a course may close it."""

Reviewing = Callable[[RuleBook, str], Review]
"""How records are reviewed under a rule book, for a purpose."""


@attrs.frozen
class Entry:
    """What is decided of a person's entry to a course: the *outcome*, and the effects of what is unmet.

    *after* are the courses that close everything unmet, where courses do; *again_from* is the day from
    which a waiting time no longer bars.
    """

    outcome: str
    effects: frozenset[str] = frozenset()
    unmet: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    again_from: date | None = None


FREE = Entry("")
"""Entry to a course that has no standard."""


class Entries:
    """The entry to every class of everybody, reviewed once for each day on which it may differ."""

    def __init__(self, rulebook: RuleBook, entry: Review, reviewing: Reviewing) -> None:
        self._rulebook = rulebook
        self._as_of = entry.as_of
        self._policy: Policy = entry.policy
        self._reviewing = reviewing
        self._reviews: dict[date | None, Review] = {None: entry}
        self._found: dict[date | None, Mapping[tuple[str, str], Entry]] = {}
        self._dated: dict[str, bool] = {}

    def review_all(self, classes: Iterable[Class], told: Callable[[int, int], None]) -> None:
        """Make all reviews that *classes* need."""
        days = sorted({one.start for one in classes if self._by_day(one.course)} - {*self._reviews})
        for number, day in enumerate(days):
            told(number, len(days))
            self._of(day)

    def entry(self, person: str, session: Class) -> Entry:
        """The entry of *person* to *session*."""
        return self.now(person, session.course, session.start if self._by_day(session.course) else None)

    def now(self, person: str, course: str, day: date | None = None) -> Entry:
        """The entry of *person* to *course* as the review itself has it, or (by *day*) at another start."""
        return self._of(day).get((person, course), FREE)

    def allowed(self, entry: Entry, session: Class) -> str:
        """Nothing where *entry* lets somebody into *session*; else what stands in the way, in a word."""
        if entry == FREE:
            return ""
        if entry.outcome == self._policy.undecided:
            return "unsure"
        if FULL_TIME in entry.effects and session.mode != FULL_TIME:
            return "full_time"
        left = entry.effects - {FULL_TIME, WARN}
        if left == {WAIT} and entry.again_from is not None:
            return "" if entry.again_from <= session.start else "wait"
        if left == {DISQUALIFY} and entry.after:
            return ""
        return "entry" if left else ""

    def _by_day(self, course: str) -> bool:
        """Whether entry to *course* is measured at the start of the class."""
        if course not in self._dated:
            standard = entry_standard(self._rulebook, self._rulebook.vocabulary.courses[course], self._as_of)
            named = (m.name for r in (standard.requirements if standard else ()) for m in moments_of(r))
            self._dated[course] = CLASS_START in named
        return self._dated[course]

    def _of(self, day: date | None) -> Mapping[tuple[str, str], Entry]:
        if day not in self._found:
            if day not in self._reviews:
                self._reviews[day] = self._reviewing(self._starting(day), TRAINING)
            self._found[day] = self._entries(self._reviews[day])
        return self._found[day]

    def _starting(self, day: date | None) -> RuleBook:
        """The rule book for classes that begin on *day*."""
        if day is None:
            return self._rulebook
        moved = attrs.evolve(self._policy, moments={**self._policy.moments, CLASS_START: Moment(day=day)})
        policies = tuple(moved if one == self._policy else one for one in self._rulebook.policies)
        return attrs.evolve(self._rulebook, policies=policies)

    def _entries(self, review: Review) -> dict[tuple[str, str], Entry]:
        standards = {course: standard for standard in review.standards for course in standard.courses}
        waits: dict[int, date] = {}
        for row, cure in review.findings.select("row", "cure").iter_rows():
            if str(cure).startswith("wait:"):
                waits[row] = max(waits.get(row, date.min), date.fromisoformat(str(cure)[5:]))
        found = {}
        columns = review.decisions.select("row", "id", "post", "outcome", "unmet")
        made: dict[tuple[str, str, tuple[str, ...], date | None], Entry] = {}
        for row, person, course, outcome, unmet in columns.iter_rows():
            key = (str(course), outcome, tuple(unmet), waits.get(row))
            if key not in made:
                requirements = [standards[key[0]].requirement(name) for name in unmet]
                effects = frozenset(r.if_unmet for r in requirements if r is not None)
                barring = [r for r in requirements if r is not None and r.if_unmet == DISQUALIFY]
                remedies = [remedy_of(r, review.rulebook.vocabulary) for r in barring]
                after = [one.id for one in remedies if one is not None and one.id != key[0]]
                closes = tuple(sorted(set(after))) if len(after) == len(barring) else ()
                made[key] = Entry(outcome, effects, key[2], closes, key[3])
            found[person, key[0]] = made[key]
        return found


def reviewing(dataset: Dataset, as_of: date, engine: str) -> Reviewing:
    """Reviews of *dataset* as *engine* makes them."""
    from eligibility.pipeline import review_dataset

    return lambda rulebook, purpose: review_dataset(dataset, rulebook, as_of, purpose, engine=engine)
