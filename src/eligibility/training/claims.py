"""From needs to claims: who asks for a seat, under which priority, in which classes, and who does not ask."""

from collections.abc import Iterator
from datetime import date

import attrs
import polars as pl

from eligibility.model.calendar import add_months
from eligibility.model.seats import (
    DUE,
    UNDER_WAY,
    Asks,
    EnrolmentStatus,
    Priority,
    Seating,
    Share,
)
from eligibility.model.standard import RuleBook
from eligibility.training.asking import DECIDED, Aside, Asking, Facts, Wanted
from eligibility.training.classes import ClassList, Enrolment
from eligibility.training.entering import DISQUALIFY, Entries
from eligibility.training.further import RENEWAL, TARGET
from eligibility.training.needs import Needs
from eligibility.training.people import people_frame, pursued
from eligibility.training.persons import LAST, Persons, lot
from eligibility.training.posing import make_problem
from eligibility.training.seating import Absences, Claim, Class, Level


class Claims:
    """Makes claims of *needs* for the classes that begin in *years*."""

    def __init__(
        self,
        needs: Needs,
        persons: Persons,
        seating: Seating,
        listed: ClassList,
        entries: Entries,
        years: range,
    ) -> None:
        self._needs = needs
        self._persons = persons
        self._seating = seating
        self._listed = listed
        self._entries = entries
        self._as_of = persons.as_of
        self._rulebook: RuleBook = persons.rulebook
        self._open = tuple(
            one for one in listed.classes if one.start.year in years and one.start >= self._as_of
        )
        self._facts = self._people()
        self._sent = {(one.person, one.session): one for one in listed.enrolments if one.status in UNDER_WAY}
        self._enrolments: dict[str, list[Enrolment]] = {}
        for enrolment in listed.enrolments:
            self._enrolments.setdefault(enrolment.person, []).append(enrolment)
        self._courses = {one.id: one.course for one in listed.classes}
        self._pursued = _pursued(self._rulebook)
        self._groups = {
            share.id: persons.those(share.when) for share in seating.priorities if isinstance(share, Share)
        }
        self._when = {
            one.id: persons.those(one.when)
            for one in seating.priorities
            if isinstance(one, Priority) and one.when is not None
        }
        renewals = needs.demands.filter(pl.col("purpose") == RENEWAL)
        self._again = frozenset(renewals.select("id", "course").iter_rows())
        self._orders = [persons.places(path) for path in seating.order if path != DUE]

    def asking(self) -> Asking:
        """All claims."""
        aside: dict[tuple[str, str], tuple[Aside, str]] = {}
        wanted = {(one.person, one.course): one for one in self._wanted(aside)}
        for one in tuple(wanted.values()):
            for course in one.after:
                earlier = Wanted(one.person, course, None, one.level, (), one.course)
                known = wanted.setdefault((one.person, course), earlier)
                if known.level > one.level:
                    wanted[one.person, course] = attrs.evolve(known, level=one.level)
        barred: dict[tuple[str, str], dict[str, str]] = {}
        claims = [self._claim(one, barred) for one in wanted.values()]
        claims += self._decided()
        problem = make_problem(
            claims,
            self._classes(),
            [
                Level(one.id, one.percent if isinstance(one, Share) else None)
                for one in self._seating.priorities
            ],
            quotas=self._listed.quotas,
            budgets=self._listed.budgets,
            absences=tuple(self._absences()),
            mentored=self._seating.mentors.most if self._seating.mentors is not None else None,
        )
        due = {(one.person, one.course): one.due for one in wanted.values()}
        sake = {(one.person, one.course): one.sake for one in wanted.values() if one.sake}
        return Asking(problem, self._facts, barred, aside, self._seating.priorities, due, sake)

    # --- needs ----------------------------------------------------------------------------------------

    def _wanted(self, aside: dict[tuple[str, str], tuple[Aside, str]]) -> Iterator[Wanted]:
        policy = self._needs.policy
        goes = {one.demanded for one in policy.outcomes if one.demanded}
        may = {one.code for one in policy.outcomes if one.demanded}
        waits = [one.code for one in policy.outcomes if not one.demanded and one.code not in goes]
        demands = self._demands()
        columns = self._needs.people.select("id", "course", "outcome", "demand", "due", "blocked_by")
        for person, course, outcome, demand, due, blocked in columns.iter_rows():
            key = (person, course)
            enrolled = self._enrolled(person, course)
            if enrolled is not None:
                done = enrolled.status == EnrolmentStatus.COMPLETED
                aside[key] = (Aside.DONE if done else Aside.SENT, enrolled.session)
                continue
            after: tuple[str, ...] = ()
            if outcome in goes:
                asked = demands.get(key, ())
            elif outcome in may:
                asked = ((Asks.MAY, False, due),)
            elif outcome in waits and demand == "certain" and (found := self._later(person, course, blocked)):
                asked, after = demands.get(key, ()), found[1:]
            else:
                aside[key] = (Aside.OUTCOME, outcome)
                continue
            level = self._level(person, asked)
            if level is not None:
                only_again = bool(asked) and all(asks is Asks.RENEWAL for asks, _, _ in asked)
                ready = date(due.year, 1, 1) if only_again and due is not None else None
                yield Wanted(person, course, due, level, after, ready=ready)
            elif outcome not in may:
                aside[key] = (Aside.NO_PRIORITY, outcome)

    def _later(self, person: str, course: str, blocked: list[str]) -> tuple[str, ...]:
        """Whether somebody who may not enter now may later: nothing, or the course and those before it."""
        entry = self._entries.now(person, course)
        if not set(blocked) <= set(entry.unmet):
            return ()
        if DISQUALIFY in entry.effects:
            return (course, *entry.after) if entry.after else ()
        return (course,) if entry.again_from is not None else ()

    def _demands(self) -> dict[tuple[str, str], tuple[tuple[Asks, bool, date | None], ...]]:
        """By person and course who asks, whether for a head's post, and by when."""
        purposes = {
            "audit": Asks.HELD,
            "planning": Asks.PLANNED,
            TARGET: Asks.TARGET,
            RENEWAL: Asks.RENEWAL,
        }
        found: dict[tuple[str, str], list[tuple[Asks, bool, date | None]]] = {}
        unmet = self._needs.demands.filter(pl.col("status") == "unmet")
        posts = self._rulebook.vocabulary.posts
        for person, course, purpose, post, due in unmet.select(
            "id", "course", "purpose", "post", "due"
        ).iter_rows():
            head = post in posts and posts[post].head
            found.setdefault((person, course), []).append((purposes[purpose], head, due))
        return {key: tuple(rows) for key, rows in found.items()}

    def _level(self, person: str, asked: tuple[tuple[Asks, bool, date | None], ...]) -> int | None:
        """The place of the first priority that is about one of the ways in which *person* asks."""
        for place, one in enumerate(self._seating.priorities):
            if isinstance(one, Share) or (one.id in self._when and person not in self._when[one.id]):
                continue
            within = add_months(self._as_of, one.due_within) if one.due_within is not None else None
            for asks, head, due in asked:
                soon = within is None or (due is not None and due <= within)
                if asks == one.asks and one.head in (None, head) and soon:
                    return place
        return None

    def _enrolled(self, person: str, course: str) -> Enrolment | None:
        """What says that somebody is under way to *course* or higher, or has completed it.

        What is due again has been completed before.
        """
        again = (person, course) in self._again
        under_way = UNDER_WAY if again else (*UNDER_WAY, EnrolmentStatus.COMPLETED)
        found = (one for one in self._enrolments.get(person, ()) if one.status in under_way)
        return next((one for one in found if course in self._pursued[self._courses[one.session]]), None)

    # --- claims ------------------------------------------------------------------------------------------

    def _claim(self, one: Wanted, barred: dict[tuple[str, str], dict[str, str]]) -> Claim:
        bars = barred.setdefault((one.person, one.course), {})
        options = []
        for session in self._open:
            if session.course != one.course:
                continue
            bar = self._bar(one, session)
            if bar:
                bars[session.id] = bar
            else:
                options.append(session.id)
        return Claim(
            one.person,
            one.course,
            self._facts[one.person].unit,
            one.level,
            self._key(one.person, one.course, one.due),
            tuple(options),
            self._of_groups(one.person),
            one.after,
        )

    def _bar(self, one: Wanted, session: Class) -> str:
        """Nothing where the person may be in the class; else what bars them, in a word."""
        facts = self._facts[one.person]
        if session.units and facts.unit not in session.units:
            return "units"
        if facts.leaves is None or facts.leaves <= session.end:
            return "retires" if facts.leaves is not None else "unsure"
        if session.mentor == one.person:
            return "mentor"
        if one.ready is not None and session.start < one.ready:
            return "early"
        if facts.busy_until is not None and session.start <= facts.busy_until:
            return "attends"
        return self._entries.allowed(self._entries.entry(one.person, session), session)

    def _key(self, person: str, course: str, due: date | None) -> tuple[str | int, ...]:
        orders = iter(self._orders)
        days = due.toordinal() if due is not None else LAST
        parts: list[str | int] = [
            days if path == DUE else next(orders).get(person, LAST) for path in self._seating.order
        ]
        if self._seating.draw is not None:
            parts.append(lot(self._seating.draw, person))
        return (*parts, person, course)

    def _of_groups(self, person: str) -> frozenset[str]:
        return frozenset(name for name, people in self._groups.items() if person in people)

    def _decided(self) -> Iterator[Claim]:
        """The claims of those who have been sent, in classes that have not ended."""
        running = {one.id: one for one in self._listed.classes if one.end >= self._as_of}
        for (person, name), _ in sorted(self._sent.items()):
            if name in running:
                course = running[name].course
                yield Claim(
                    person,
                    course,
                    self._facts[person].unit,
                    DECIDED,
                    (person, course, name),
                    (name,),
                    self._of_groups(person),
                    fixed=name,
                )

    def _classes(self) -> tuple[Class, ...]:
        sent = {name for _, name in self._sent}
        return tuple(
            one
            for one in self._listed.classes
            if one in self._open or (one.id in sent and one.end >= self._as_of)
        )

    # --- people ------------------------------------------------------------------------------------------

    def _people(self) -> dict[str, Facts]:
        frame = people_frame(self._persons.dataset, self._rulebook.vocabulary, self._as_of)
        courses = self._rulebook.vocabulary.courses
        listed = {one.person for one in self._listed.enrolments if one.status in UNDER_WAY}
        found = {}
        for person, name, unit, attending, leaves in frame.select(
            "id", "full_name", "unit", "attending", "leaves_earliest"
        ).iter_rows():
            # when the course attended began is not known: it ends at the latest so long after the review
            course = courses.get(attending) if person not in listed else None
            busy = add_months(self._as_of, course.months[1]) if course is not None else None
            found[person] = Facts(name, unit, leaves, busy)
        return found

    def _absences(self) -> Iterator[Absences]:
        away = self._seating.away
        if away is None:
            return
        counts: dict[str, int] = {}
        for facts in self._facts.values():
            counts[facts.unit] = counts.get(facts.unit, 0) + 1
        for unit, people in sorted(counts.items()):
            if unit:
                yield Absences(unit, max(away.least, people * away.percent // 100), away.modes)


def _pursued(rulebook: RuleBook) -> dict[str, frozenset[str]]:
    """For every course those whose level it brings, itself included."""
    found: dict[str, set[str]] = {course: {course} for course in rulebook.vocabulary.courses}
    for attended, wanted, _ in pursued(rulebook.vocabulary).iter_rows():
        found[attended].add(wanted)
    return {course: frozenset(wanted) for course, wanted in found.items()}
