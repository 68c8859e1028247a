"""A demand in sentences, and how one version of it differs from another."""

from collections.abc import Iterator

from eligibility.model.standard import Requirement, RuleBook, Standard
from eligibility.report.words import Words


class Telling:
    """Tells what standards demand, in the language of *words*."""

    def __init__(self, book: RuleBook, words: Words) -> None:
        self._words = words
        self._effects = {
            name: label[words.lang] for policy in book.policies for name, label in policy.effects.items()
        }

    def name(self, one: Requirement) -> str:
        """What a demand is called."""
        return self._words.requirement(one, one.id)

    def sentences(self, one: Requirement) -> Iterator[tuple[str, str]]:
        """What is said of a demand: a word of the catalogue (``digest.says_must``), and the sentence."""
        words = self._words
        if one.when is not None:
            yield "when", words.condition(one.when)
        yield "must", words.condition(one.must)
        for relaxed in one.relaxed:
            condition, lesser = words.condition(relaxed.when), words.condition(relaxed.must)
            said = words.say("digest.relaxed", when=condition, must=lesser, clause=relaxed.clause)
            yield "relaxed", said
        for later in one.later:
            condition, by = words.condition(later.when), words.moment(later.by, bare=True)
            yield "later", words.say("digest.later", when=condition, by=by, clause=later.clause)
        yield "needed", words.moment(one.needed_at)
        yield "unmet", self._effects.get(one.if_unmet, one.if_unmet)
        if one.waivable:
            yield "waivable", words.say("report.yes")
        yield "clause", f"{one.clause} ({self.confidence(one)})"
        if note := one.note[words.lang]:
            yield "note", note

    def confidence(self, one: Requirement) -> str:
        """How the text behind a demand was seen."""
        word = "confirmed" if one.confirmed is not None else str(one.confidence)
        return self._words.say(f"report.confidence_{word}")

    def changes(
        self, now: tuple[Requirement, ...], then: tuple[Requirement, ...]
    ) -> Iterator[tuple[str, str]]:
        """What differs from an earlier version: ``added``, ``removed`` or ``changed``, and a sentence."""
        earlier = {one.id: one for one in then}
        for one in now:
            if one.id not in earlier:
                yield "added", self._line(one)
                continue
            yield from self._changed(one, earlier[one.id])
        current = {one.id for one in now}
        for one in then:
            if one.id not in current:
                yield "removed", self._line(one)

    def _line(self, one: Requirement) -> str:
        must = self._words.condition(one.must)
        when = self._words.condition(one.when) if one.when is not None else ""
        said = self._words.say("digest.if", when=when, must=must) if when else must
        return self._words.say("digest.demand", name=self.name(one), must=said)

    def _changed(self, now: Requirement, then: Requirement) -> Iterator[tuple[str, str]]:
        parts = ("when", "must", "relaxed", "later", "needed", "unmet", "waivable")
        old, new = list(self.sentences(then)), list(self.sentences(now))
        for part in parts:
            before = "; ".join(said for key, said in old if key == part)
            after = "; ".join(said for key, said in new if key == part)
            if before != after:
                nothing = self._words.say("digest.nothing")
                yield (
                    "changed",
                    self._words.say(
                        "digest.change",
                        name=self.name(now),
                        part=self._words.say(f"digest.says_{part}"),
                        before=before or nothing,
                        after=after or nothing,
                    ),
                )

    def holders(self, standard: Standard) -> str:
        """Whom a standard is for."""
        words = self._words
        names = [words.post(code) for code in standard.posts] + [words.course(c) for c in standard.courses]
        units = f" ({', '.join(standard.units)})" if standard.units else ""
        return (", ".join(names) or words.say("digest.everybody")) + units
