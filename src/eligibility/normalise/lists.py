"""Rules about lists from their files: each is of one kind, over groups and conditions that are known."""

import re
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

import attrs

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.condition import Condition
from eligibility.model.label import Label
from eligibility.model.lists import GROUPS, Kind, ListRule, Structure
from eligibility.model.standard import Confidence, Confirmation, Period, Source
from eligibility.normalise.conditions import parse_condition
from eligibility.normalise.language import Language, listed, nearest
from eligibility.normalise.structure import items_of, structure
from eligibility.normalise.written import (
    Free,
    WrittenConfirmed,
    WrittenLabel,
    WrittenNote,
    WrittenPeriod,
    WrittenSource,
)

SHARE = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))? ?%")
Word = TypeVar("Word", bound=StrEnum)


@attrs.frozen
class WrittenListRule:
    """A rule about lists."""

    id: str
    label: WrittenLabel
    kind: str
    group: list[str]
    clause: str
    count: str = ""
    max: int | None = None
    share: Free | None = None
    min_share: str = ""
    max_share: str = ""
    bands: str = ""
    cuts: list[str] = attrs.field(factory=list)
    each_min: int = 0
    where: Free | None = None
    confidence: str = ""
    confirmed: WrittenConfirmed | None = None
    note: WrittenNote = WrittenNote()


@attrs.frozen
class WrittenStructure:
    """Rules about lists of one instrument."""

    structure: str
    title: WrittenLabel
    source: WrittenSource
    in_force: WrittenPeriod
    counts: list[str]
    rules: list[WrittenListRule]
    may_count: list[str] = attrs.field(factory=list)


class ListsBuilder:
    """Collects the problems of all rules about lists while they are built."""

    def __init__(self, language: Language, outcomes: list[str]) -> None:
        self.problems: list[Diagnostic] = []
        self._language = language
        self._outcomes = outcomes

    def build(self, documents: Mapping[str, Any]) -> tuple[Structure, ...]:
        """All rules about lists of all files."""
        made: list[Structure] = []
        for file, data in documents.items():
            for item, where in items_of(file, data, "structures"):
                written, problems = structure(item, WrittenStructure, where)
                self.problems += problems
                if written is not None:
                    made.append(self._structure(written, where))
        return tuple(made)

    def _report(self, code: str, where: Where, **params: str) -> None:
        self.problems.append(Diagnostic(code, where, params))

    def _structure(self, written: WrittenStructure, where: Where) -> Structure:
        for key, codes in (("counts", written.counts), ("may_count", written.may_count)):
            for place, code in enumerate(codes):
                if code not in self._outcomes:
                    near = nearest(code, self._outcomes)
                    self._report("R602", where.child(key, place), name=code, near=near)
        if written.in_force.until < written.in_force.from_:
            self._report("R501", where.child("in_force"))
        sure = self._word(written.source.confidence, Confidence, "R505", where.child("source", "confidence"))
        source = Source(
            written.source.instrument,
            sure or Confidence.RECALL,
            written.source.url,
            Label(written.source.note.vi, written.source.note.en),
        )
        ids = [rule.id for rule in written.rules]
        rules = []
        for place, rule in enumerate(written.rules):
            at = where.child("rules", place)
            if rule.id in ids[:place]:
                self._report("R302", at.child("id"), name=rule.id)
            rules.append(self._rule(rule, source.confidence, at))
        return Structure(
            written.structure,
            Label(written.title.vi, written.title.en),
            source,
            Period(written.in_force.from_, written.in_force.until),
            tuple(written.counts),
            tuple(written.may_count),
            tuple(rules),
            where,
        )

    def _rule(self, written: WrittenListRule, sure: Confidence, where: Where) -> ListRule:
        for place, name in enumerate(written.group):
            if name not in GROUPS:
                near, choices = nearest(name, GROUPS), listed(list(GROUPS))
                self._report("R502", where.child("group", place), name=name, near=near, choices=choices)
        wanted = [bool(written.count), written.share is not None, bool(written.bands)]
        if sum(wanted) != 1 or written.count not in ("", "candidacies"):
            self._report("R721", where)
        kind = self._word(written.kind, Kind, "R502", where.child("kind"))
        bounds = [written.max is not None, written.min_share, written.max_share, written.each_min]
        if kind is not None and any(bounds) == (kind is Kind.FIGURE):
            self._report("R722", where)
        confidence = sure
        if written.confidence:
            found = self._word(written.confidence, Confidence, "R505", where.child("confidence"))
            confidence = found or sure
        confirmed = written.confirmed
        return ListRule(
            written.id,
            Label(written.label.vi, written.label.en),
            kind or Kind.FIGURE,
            tuple(written.group),
            written.clause,
            confidence,
            written.max,
            self._condition(written.share.data, where.child("share")) if written.share is not None else None,
            self._share(written.min_share, where.child("min_share")),
            self._share(written.max_share, where.child("max_share")),
            tuple(self._bands(written, where)),
            written.each_min,
            self._condition(written.where.data, where.child("where")) if written.where is not None else None,
            Confirmation(confirmed.by, confirmed.date, confirmed.document) if confirmed is not None else None,
            Label(written.note.vi, written.note.en),
            where,
        )

    def _bands(self, written: WrittenListRule, where: Where) -> list[Condition]:
        """Whoever is below a cut: each band holds those below its cut who are in none before it."""
        if not written.bands:
            return []
        if not written.cuts:
            self._report("R208", where, key="cuts")
        made = []
        for place, cut in enumerate(written.cuts):
            found = self._condition(f"{written.bands} < {cut}", where.child("cuts", place))
            if found is not None:
                made.append(found)
        return made

    def _condition(self, data: Any, where: Where) -> Condition | None:  # noqa: ANN401
        condition, problems = parse_condition(data, self._language, where)
        self.problems += problems
        return condition

    def _share(self, text: str, where: Where) -> Fraction | None:
        if not text:
            return None
        found = SHARE.fullmatch(text)
        if found is None:
            self._report("R723", where, text=text)
            return None
        part = found[2] or ""
        return Fraction(int(found[1] + part), 100 * 10 ** len(part))

    def _word(self, text: str, kind: type[Word], code: str, where: Where) -> Word | None:
        codes = [str(word) for word in kind]
        if text in codes:
            return kind(text)
        params = {"name": text, "text": text, "near": nearest(text, codes), "choices": listed(codes)}
        self.problems.append(Diagnostic(code, where, params))
        return None
