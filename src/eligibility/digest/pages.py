"""What is in force on a day, and a standard as a page of sentences."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from eligibility.digest.sentences import Telling
from eligibility.digest.versions import Version, main_instrument, versions
from eligibility.model.standard import RuleBook, Standard, State
from eligibility.report.words import Words

LIST_SCHEMA = "eligibility/rules-list/1"
SHOW_SCHEMA = "eligibility/rules-show/1"


class Pages:
    """The rule book in the language of *words*."""

    def __init__(self, book: RuleBook, words: Words) -> None:
        self.book = book
        self.words = words
        self.telling = Telling(book, words)

    def period(self, start: date, end: date) -> str:
        """From when to when, as a reader says it."""
        shown = {"start": self.words.day(start), "end": self.words.day(end)}
        if start == date.min:
            return self.words.say("digest.until", **shown) if end != date.max else ""
        return self.words.say("digest.since" if end == date.max else "digest.period", **shown)

    def source(self, standard: Standard) -> str:
        """The instrument, with its name where the book knows it, and how it was seen."""
        known = main_instrument(standard, self.book)
        name = f" – {known.title[self.words.lang]}" if known is not None else ""
        confidence = self.words.say(f"report.confidence_{standard.source.confidence}")
        return f"{standard.source.instrument}{name} ({confidence})"

    # --- what is in force -------------------------------------------------------------------------

    def listed(self, day: date | None) -> list[Version]:
        """The versions in force on *day*, drafts among them; all there are without a day."""
        found = [one for one in versions(self.book) if day is None or one.start <= day <= one.end]
        return sorted(found, key=lambda one: (one.standard.id, one.start))

    def list_lines(self, day: date | None) -> Iterator[str]:
        """The list as text."""
        for one in self.listed(day):
            standard = one.standard
            yield f"{standard.id}  {self.period(one.start, one.end)}{self._state(standard)}"
            yield f"    {standard.title[self.words.lang]}"
            yield f"    {self.source(standard)}"
            yield f"    {self.telling.holders(standard)}"
        for policy in self.book.policies:
            if day is None or day in policy.in_force:
                yield self.words.say(
                    "digest.policy", title=policy.title[self.words.lang], purpose=policy.purpose
                )

    def _state(self, standard: Standard) -> str:
        return (
            ""
            if standard.state is State.ACTIVE
            else f"  [{self.words.say(f'digest.state_{standard.state}')}]"
        )

    def list_data(self, day: date | None) -> dict[str, Any]:
        """The list for programs."""
        return {
            "schema": LIST_SCHEMA,
            "as_of": day.isoformat() if day is not None else None,
            "standards": [self._data(one) for one in self.listed(day)],
        }

    def _data(self, one: Version) -> dict[str, Any]:
        standard = one.standard
        return {
            "standard": standard.id,
            "title": standard.title[self.words.lang],
            "state": str(standard.state),
            "from": one.start.isoformat(),
            "until": None if one.end == date.max else one.end.isoformat(),
            "instrument": standard.source.instrument,
            "confidence": str(standard.source.confidence),
            "posts": list(standard.posts),
            "courses": list(standard.courses),
            "units": list(standard.units),
            "extends": standard.extends,
        }

    # --- one standard -----------------------------------------------------------------------------

    def named(self, name: str, day: date) -> list[Standard]:
        """The version of the standard *name*, or those for the post or course *name*, on *day*."""
        on_day = [one for one in self.book.standards if day in one.in_force]
        exact = [one for one in on_day if one.id == name]
        return exact or [one for one in on_day if name in (*one.posts, *one.courses)]

    def names(self) -> list[str]:
        """What `named` knows."""
        codes = [code for one in self.book.standards for code in (one.id, *one.posts, *one.courses)]
        return list(dict.fromkeys(codes))

    def page(self, standard: Standard) -> Iterator[str]:
        """The page of one standard."""
        say = self.words.say
        yield standard.title[self.words.lang] + self._state(standard)
        yield f"{standard.id}, {self.period(standard.in_force.start, standard.in_force.end)}"
        yield say("digest.stands_on", source=self.source(standard))
        yield say("digest.holders", holders=self.telling.holders(standard))
        if standard.extends:
            yield say("digest.extends", parent=standard.extends)
        if note := standard.source.note[self.words.lang]:
            yield say("digest.noted", note=note)
        for number, one in enumerate(standard.requirements, 1):
            yield ""
            yield f"{number}. {self.telling.name(one)} [{one.id}]"
            for key, said in self.telling.sentences(one):
                yield f"   {say(f'digest.says_{key}')}: {said}"

    def page_data(self, standard: Standard) -> dict[str, Any]:
        """The page for programs."""
        return {
            **self._data(Version(standard, standard.in_force.start, standard.in_force.end)),
            "requirements": [
                {
                    "id": one.id,
                    "name": self.telling.name(one),
                    "confidence": str(one.confidence),
                    "file": one.where.file if one.where is not None else "",
                    "sentences": [{"about": key, "text": said} for key, said in self.telling.sentences(one)],
                }
                for one in standard.requirements
            ],
        }
