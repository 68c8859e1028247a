"""Standards from their files: versions, layers, requirements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import attrs

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.condition import Moment
from eligibility.model.standard import (
    Assumption,
    Confidence,
    Confirmation,
    Later,
    Period,
    Relaxed,
    Requirement,
    Source,
    Standard,
    State,
)
from eligibility.model.vocabulary import Label
from eligibility.normalise.conditions import parse_condition, parse_moment
from eligibility.normalise.language import Language, listed, nearest, suggestion
from eligibility.normalise.structure import items_of, structure
from eligibility.normalise.written import (
    Free,
    WrittenAssumption,
    WrittenRequirement,
    WrittenStandard,
)

WINDOWS = {"in_force at review_date": "review_date", "in_force at decision_date": "decision_date"}
SUBSTANCE = {"must", "when", "relaxed", "later", "needed_at", "clause"}
"""A layer that writes none of these has not seen a demand's text: it stays as doubtful as it was."""
COLUMN_ABSENT = "column absent"
SHEET_ABSENT = "sheet absent"


@attrs.frozen
class Draft:
    """A standard as written, with its place, before layers are merged."""

    written: WrittenStandard
    where: Where

    @property
    def period(self) -> Period:
        """When it is in force."""
        return Period(self.written.in_force.from_, self.written.in_force.until)


class StandardsBuilder:
    """Collects the problems of all standards while they are built."""

    def __init__(self, language: Language, effects: Collection[str]) -> None:
        self.problems: list[Diagnostic] = []
        self._language = language
        self._effects = effects
        self._drafts: list[Draft] = []
        self._broken: set[str] = set()
        """Names of standards that are there and cannot be read: what they would say is not missed."""

    def _report(self, code: str, where: Where, **params: str) -> None:
        self.problems.append(Diagnostic(code, where, params))

    def build(self, documents: Mapping[str, Any]) -> tuple[Standard, ...]:
        """All standards of all files."""
        for file, data in documents.items():
            for item, where in items_of(file, data, "standards"):
                written, problems = structure(item, WrittenStandard, where)
                self.problems += problems
                if written is not None:
                    self._drafts.append(Draft(written, where))
                elif isinstance(item, dict):
                    self._broken.add(str(item.get("standard", "")))
        standards = tuple(standard for draft in self._drafts for standard in self._versions(draft))
        self._overlaps()
        self._rivals(standards)
        self._courses(standards)
        return standards

    # --- one standard ---------------------------------------------------------------------------

    def _versions(self, draft: Draft) -> Iterator[Standard]:
        """*draft*, once for each version of what it extends; what is wrong with several is said once.

        Where what it extends cannot be found, what it does not write is not missed.
        """
        self._names(draft)
        for period, layers in self._pieces(draft):
            found: list[Diagnostic] = []
            yield self._standard(draft, period, layers, found)
            orphan = bool(draft.written.extends) and len(layers) == 1
            self.problems += [
                problem
                for problem in found
                if problem not in self.problems and not (orphan and problem.code == "R208")
            ]

    def _standard(
        self, draft: Draft, period: Period, layers: Sequence[Draft], problems: list[Diagnostic]
    ) -> Standard:
        """One version: *draft* within *period*, where the same versions of what it extends are in force."""
        written, where = draft.written, draft.where
        source = self._source(written)
        assumed = {
            item.subject: item
            for layer in layers
            for item in assumptions(
                layer.written.assume,
                self._language,
                layer.where.child("assume"),
                problems if layer is draft else [],
            )
        }
        return Standard(
            id=written.standard,
            title=Label(written.title.vi, written.title.en),
            source=source,
            in_force=period,
            requirements=self._requirements(draft, layers, problems),
            posts=tuple(written.posts),
            courses=tuple(written.courses),
            units=tuple(written.units),
            state=State(written.status) if written.status in tuple(State) else State.DRAFT,
            extends=written.extends,
            assume=tuple(assumed.values()),
            windows_at=WINDOWS.get(written.windows, "review_date"),
            where=where,
        )

    def _names(self, draft: Draft) -> None:
        """Report names and words of the head of a standard that mean nothing."""
        written, where = draft.written, draft.where
        vocabulary = self._language.vocabulary
        if draft.period.end < draft.period.start:
            self._report("R501", where.child("in_force"))
        for key, names, known in (
            ("posts", written.posts, vocabulary.posts),
            ("courses", written.courses, vocabulary.courses),
        ):
            for number, name in enumerate(names):
                if name not in known:
                    labels = {code: one.label for code, one in known.items()}
                    meant = suggestion(nearest(name, known), labels)
                    self._report("R502", where.child(key, number), name=name, **meant)
        if written.status not in tuple(State):
            self._report("R503", where.child("status"), text=written.status)
        if written.windows not in WINDOWS:
            self._report("R504", where.child("windows"), text=written.windows)
        text = written.source.confidence
        if text not in tuple(Confidence):
            near = nearest(text, tuple(Confidence))
            self._report("R505", where.child("source", "confidence"), text=text, near=near)

    def _source(self, written: WrittenStandard) -> Source:
        text = written.source.confidence
        confidence = Confidence(text) if text in tuple(Confidence) else Confidence.RECALL
        note = Label(written.source.note.vi, written.source.note.en)
        return Source(written.source.instrument, confidence, written.source.url, note)

    def _requirements(
        self, draft: Draft, layers: Sequence[Draft], problems: list[Diagnostic]
    ) -> tuple[Requirement, ...]:
        """Those of the layers above with what this one changes, then its own."""
        merged: dict[str, tuple[dict[str, Any], Where, Draft, Draft]] = {}
        for layer in layers:
            seen: set[str] = set()
            for number, item in enumerate(layer.written.requirements):
                place = layer.where.child("requirements", number)
                name = item.data.get("id") if isinstance(item.data, dict) else None
                if not isinstance(name, str):
                    if layer is draft:
                        problems.append(Diagnostic("R506", place))
                    continue
                if name in seen and layer is draft:
                    problems.append(Diagnostic("R507", place.child("id"), {"name": name}))
                seen.add(name)
                above, _, _, spoken = merged.get(name, ({}, place, layer, layer))
                says = layer if SUBSTANCE & set(item.data) else spoken
                merged[name] = ({**above, **item.data}, place, layer, says)
        made = (
            self._requirement(data, place, self._source(says.written), problems if layer is draft else [])
            for data, place, layer, says in merged.values()
        )
        return tuple(requirement for requirement in made if requirement is not None)

    def _pieces(self, draft: Draft) -> list[tuple[Period, list[Draft]]]:
        """The period of *draft* cut where the versions of what it extends change, each piece with the
        layers that hold in it, the uppermost first.
        """
        return self._cut(draft, draft.period, (draft,))

    def _cut(
        self, draft: Draft, period: Period, below: tuple[Draft, ...]
    ) -> list[tuple[Period, list[Draft]]]:
        name = draft.written.extends
        if not name:
            return [(period, [draft])]
        versions = sorted(
            (
                other
                for other in self._drafts
                if other.written.standard == name
                and (_decides(other) or not _decides(draft))
                and _meet(other.period, period)
            ),
            key=lambda other: other.period.start,
        )
        if any(other in below for other in versions):
            self._report("R510", below[0].where.child("extends"), name=name)
            return [(period, [draft])]
        if not _covers([other.period for other in versions], period):
            if draft is below[0] and name not in self._broken:
                names = [d.written.standard for d in self._drafts]
                code = "R509" if name in names else "R508"
                near = nearest(name, names)
                self._report(code, draft.where.child("extends"), name=name, near=near)
            return [(period, [draft])]
        return [
            (piece, [*layers, draft])
            for other in versions
            for piece, layers in self._cut(other, _shared(other.period, period), (*below, other))
        ]

    def _requirement(
        self, data: dict[str, Any], where: Where, source: Source, problems: list[Diagnostic]
    ) -> Requirement | None:
        written, found = structure(data, WrittenRequirement, where)
        problems += found
        if written is None:
            return None
        if written.if_unmet not in self._effects:
            near = nearest(written.if_unmet, self._effects)
            problems.append(
                Diagnostic("R511", where.child("if_unmet"), {"name": written.if_unmet, "near": near})
            )

        def condition(item: Free, *steps: str | int) -> Any:  # noqa: ANN401
            made, found = parse_condition(item.data, self._language, where.child(*steps))
            problems.extend(found)
            return made

        def moment(text: str, *steps: str | int) -> Moment:
            made, found = parse_moment(text, self._language, where.child(*steps))
            problems.extend(found)
            return made or Moment("review_date")

        count = len(problems)
        confidence = source.confidence
        if written.confidence:
            if written.confidence in tuple(Confidence):
                confidence = Confidence(written.confidence)
            else:
                problems.append(
                    Diagnostic(
                        "R505",
                        where.child("confidence"),
                        {"text": written.confidence, "near": nearest(written.confidence, tuple(Confidence))},
                    )
                )
        made = {
            "must": condition(written.must, "must"),
            "when": condition(written.when, "when") if written.when is not None else None,
            "relaxed": tuple(
                Relaxed(
                    condition(r.when, "relaxed", n, "when"), condition(r.must, "relaxed", n, "must"), r.clause
                )
                for n, r in enumerate(written.relaxed)
            ),
            "later": tuple(
                Later(condition(r.when, "later", n, "when"), moment(r.by, "later", n, "by"), r.clause)
                for n, r in enumerate(written.later)
            ),
            "needed_at": moment(written.needed_at, "needed_at"),
        }
        if len(problems) > count:
            return None
        confirmed = written.confirmed
        return Requirement(
            id=written.id,
            if_unmet=written.if_unmet,
            clause=written.clause,
            label=Label(written.label.vi, written.label.en) if written.label is not None else None,
            confidence=confidence,
            confirmed=Confirmation(confirmed.by, confirmed.date, confirmed.document) if confirmed else None,
            waivable=written.waivable,
            delegable=written.delegable,
            note=Label(written.note.vi, written.note.en),
            not_monotone=written.not_monotone,
            where=where,
            **made,
        )

    # --- all together ---------------------------------------------------------------------------

    def _overlaps(self) -> None:
        before: dict[str, list[Draft]] = {}
        for draft in self._drafts:
            for other in before.setdefault(draft.written.standard, []):
                if _meet(other.period, draft.period) and _decides(other) and _decides(draft):
                    self._report(
                        "R512",
                        draft.where.child("in_force"),
                        name=draft.written.standard,
                        other=other.period.start.isoformat(),
                    )
            before[draft.written.standard].append(draft)

    def _rivals(self, standards: Sequence[Standard]) -> None:
        """Two standards that apply equally to one post at one time."""
        above = {s.id: s.extends for s in standards}
        before: dict[tuple[str, str], list[int]] = {}
        for number, standard in enumerate(standards):
            targets = [("post", post) for post in standard.posts] + [("course", c) for c in standard.courses]
            rivals = {place for target in targets for place in before.get(target, ())}
            for target in targets:
                before.setdefault(target, []).append(number)
            for other in (standards[place] for place in sorted(rivals)):
                shared = set(standard.posts) & set(other.posts) or set(standard.courses) & set(other.courses)
                if (
                    standard.id != other.id
                    and _same_reach(standard.units, other.units)
                    and standard.state is State.ACTIVE
                    and other.state is State.ACTIVE
                    and _meet(standard.in_force, other.in_force)
                    and other.id not in _chain(standard.id, above)
                    and standard.id not in _chain(other.id, above)
                    and standard.where is not None
                ):
                    self._report(
                        "R513", standard.where.child("standard"), post=sorted(shared)[0], other=other.id
                    )

    def _courses(self, standards: Sequence[Standard]) -> None:
        known = {standard.id for standard in standards} | self._broken
        places = self._language.places
        for number, course in enumerate(self._language.vocabulary.courses.values()):
            if course.entry and course.entry not in known:
                where = places["courses"].child(number, "entry")
                near = nearest(course.entry, known)
                self._report("R514", where, name=course.entry, course=course.id, near=near)


def assumptions(
    written: Sequence[WrittenAssumption], language: Language, where: Where, problems: list[Diagnostic]
) -> tuple[Assumption, ...]:
    """What the absence of columns and sheets stands for."""
    made = []
    for number, item in enumerate(written):
        place = where.child(number)
        field = language.vocabulary.field_at(item.field) if item.field else None
        if bool(item.field) == bool(item.table) or item.when != (
            COLUMN_ABSENT if item.field else SHEET_ABSENT
        ):
            problems.append(Diagnostic("R515", place))
        elif item.field and field is None:
            labels = {
                path: found[1].label for path in language.names() if (found := language.field(path, ""))
            }
            params = {"text": item.field, **suggestion(nearest(item.field, labels), labels)}
            problems.append(Diagnostic("R421", place.child("field"), params))
        elif item.table and item.table not in language.vocabulary.tables:
            histories = [table.name for table in language.vocabulary.tables.values() if table.history]
            params = {
                "name": item.table,
                "near": nearest(item.table, histories),
                "choices": listed(histories),
            }
            problems.append(Diagnostic("R406", place.child("table"), params))
        elif item.table and item.value != "none":
            problems.append(Diagnostic("R516", place.child("value")))
        elif field is not None and item.value != "none" and not _fits(field.scale, item.value, language):
            labels = {level.code: level.label for level in language.vocabulary.scales[field.scale].levels}
            near = suggestion(nearest(item.value, labels), labels)
            params = {"text": item.value, "scale": field.scale, "choices": listed(labels), **near}
            problems.append(Diagnostic("R437", place.child("value"), params))
        else:
            made.append(Assumption(item.field or item.table, item.value))
    return tuple(made)


def _fits(scale: str, value: str, language: Language) -> bool:
    return not scale or language.vocabulary.scales[scale].level(value) is not None


def _same_reach(units: Sequence[str], others: Sequence[str]) -> bool:
    """Whether some target unit is equally near to both."""
    return bool(set(units) & set(others)) if units and others else not units and not others


def _meet(one: Period, other: Period) -> bool:
    return one.start <= other.end and other.start <= one.end


def _shared(one: Period, other: Period) -> Period:
    return Period(max(one.start, other.start), min(one.end, other.end))


def _covers(periods: Sequence[Period], whole: Period) -> bool:
    """Whether *periods*, by their first days, leave no day of *whole* out."""
    day = whole.start
    for period in periods:
        if period.start > day:
            return False
        if period.end >= whole.end:
            return True
        day = max(day, period.end + timedelta(1))
    return False


def _decides(draft: Draft) -> bool:
    return draft.written.status == "active"


def _chain(name: str, above: Mapping[str, str]) -> set[str]:
    seen: set[str] = set()
    while (name := above.get(name, "")) and name not in seen:
        seen.add(name)
    return seen
