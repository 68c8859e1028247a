"""What changed when: instruments by subject in the order of their days, and what rules came with each."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from eligibility.digest.pages import Pages
from eligibility.digest.versions import Version, before, cited, main_instrument, versions
from eligibility.model.calendar import Differing, RetirementTable
from eligibility.model.instruments import Instrument
from eligibility.model.standard import State
from eligibility.model.vocabulary import Window

SCHEMA = "eligibility/rules-timeline/1"
NEW, ADDED, REMOVED, CHANGED = "new", "added", "removed", "changed"
MARKS = {NEW: "•", ADDED: "+", REMOVED: "−", CHANGED: "~"}


@attrs.frozen
class Change:
    """A line below an event: *kind* is one of `MARKS`."""

    kind: str
    text: str


@attrs.frozen
class Event:
    """An instrument, or a version of a standard on none that is known, and what came with it."""

    subject: str
    number: str
    title: str
    start: date
    end: date
    confidence: str
    changes: tuple[Change, ...]
    remarks: tuple[str, ...] = ()


class Timeline:
    """The history of a rule book."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._words = pages.words
        self._versions = versions(pages.book)

    def events(self, subject: str = "") -> list[Event]:
        """All events of *subject* (of all, where it is empty), by subject and day."""
        vocabulary = self._pages.book.vocabulary
        order = [*vocabulary.subjects, ""]
        made = [self._event(one) for one in vocabulary.instruments]
        made += [self._loose(one) for one in self._versions if self._home(one) is None]
        kept = [one for one in made if subject in ("", one.subject)]
        return sorted(kept, key=lambda one: (order.index(one.subject), one.start, one.number))

    def _home(self, one: Version) -> Instrument | None:
        return main_instrument(one.standard, self._pages.book)

    def _event(self, one: Instrument) -> Event:
        found = cited(self._pages.book, one)
        changes = [
            change
            for version in self._versions
            if self._home(version) is one
            for change in self._version(version)
        ]
        changes += [Change(NEW, self._window(window)) for window in found.windows]
        changes += [Change(NEW, self._retirement(table)) for table in found.retirement]
        lang = self._words.lang
        remarks = [self._words.say("digest.seen", seen=one.seen[lang])] if one.seen is not None else []
        if one.replaces:
            remarks.insert(0, self._words.say("digest.replaces", numbers=", ".join(one.replaces)))
        if one.idle is not None:
            remarks.append(self._words.say("digest.idle", why=one.idle[lang]))
        elif not changes and found:
            ids = ", ".join(dict.fromkeys(version.standard.id for version in found.demands))
            remarks.append(self._words.say("digest.cited_in", standards=ids))
        return Event(
            one.subject,
            one.number,
            one.title[lang],
            one.start,
            one.end,
            one.confidence,
            tuple(changes),
            tuple(remarks),
        )

    def _loose(self, one: Version) -> Event:
        standard = one.standard
        return Event(
            "",
            standard.source.instrument,
            standard.title[self._words.lang],
            one.start,
            one.end,
            str(standard.source.confidence),
            tuple(self._version(one)),
        )

    def _version(self, one: Version) -> Iterator[Change]:
        say, standard = self._words.say, one.standard
        draft = standard.state is not State.ACTIVE
        yield Change(
            NEW,
            say(
                "digest.draft" if draft else "digest.version",
                title=standard.title[self._words.lang],
                standard=standard.id,
                period=self._pages.period(one.start, one.end),
                count=len(one.own),
            ),
        )
        earlier = before(one, self._versions)
        if earlier is not None and not draft:
            for kind, text in self._pages.telling.changes(one.own, earlier.own):
                yield Change(kind, text)

    def _window(self, window: Window) -> str:
        scales = self._words
        months = ", ".join(
            f"{scales.code('discipline_form', form)} "
            + (scales.say("words.months", n=n) if n is not None else scales.say("digest.never"))
            for form, n in window.months.items()
        )
        return scales.say(
            "digest.window",
            regime=scales.code("regime", window.regime),
            purpose=scales.say(f"digest.purpose_{window.purpose}"),
            months=months,
            confidence=scales.say(f"report.confidence_{window.confidence}"),
            period=self._pages.period(window.in_force_from, window.in_force_until),
        )

    def _retirement(self, table: RetirementTable) -> str:
        def said(sex: str) -> str:
            steps = table.ages[sex]
            first = self._words.duration(steps[0][1], age=True)
            last = self._words.duration(steps[-1][1], age=True)
            if first == last:
                return first
            return self._words.say("digest.ramp", first=first, year=steps[0][0], last=last, end=steps[-1][0])

        parts = [self._words.say("digest.retirement", male=said("male"), female=said("female"))]
        parts += [self._differing(one) for one in table.differing]
        return "; ".join(parts)

    def _differing(self, one: Differing) -> str:
        """An age that an official table gives otherwise, and which of the two counts."""
        year, month = divmod(one.born, 12)
        return self._words.say(
            "digest.differs_used" if one.used else "digest.differs",
            sex=self._words.code("sex", one.sex),
            born=f"{month + 1:02}/{year}",
            age=self._words.duration(one.age, age=True),
            clause=one.clause,
        )

    # --- said -------------------------------------------------------------------------------------

    def lines(self, subject: str = "") -> Iterator[str]:
        """The history as text."""
        shown = None
        for event in self.events(subject):
            if event.subject != shown:
                if shown is not None:
                    yield ""
                shown = event.subject
                yield self.subject(event.subject)
            confidence = self._words.say(f"report.confidence_{event.confidence}")
            period = self._pages.period(event.start, event.end)
            yield f"  {period}  {event.number}  {event.title} ({confidence})"
            for change in event.changes:
                yield f"      {MARKS[change.kind]} {change.text}"
            for remark in event.remarks:
                yield f"      {remark}"

    def subject(self, code: str) -> str:
        """The name of a subject."""
        label = self._pages.book.vocabulary.subjects.get(code)
        return label[self._words.lang] if label is not None else self._words.say("digest.other")

    def data(self, subject: str = "") -> dict[str, Any]:
        """The history for programs."""
        return {
            "schema": SCHEMA,
            "events": [
                {
                    "subject": event.subject,
                    "instrument": event.number,
                    "title": event.title,
                    "from": event.start.isoformat(),
                    "until": None if event.end == date.max else event.end.isoformat(),
                    "confidence": event.confidence,
                    "changes": [{"kind": change.kind, "text": change.text} for change in event.changes],
                    "remarks": list(event.remarks),
                }
                for event in self.events(subject)
            ],
        }
