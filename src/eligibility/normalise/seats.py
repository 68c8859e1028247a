"""The room ``training/`` of a rule book: the tables of class lists, and how seats are given."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from eligibility.diagnostics import Where
from eligibility.model.formula import NAMES
from eligibility.model.seats import (
    CLASSES,
    COURSE_SCALE,
    DUE,
    ENROLMENTS,
    FIELDS,
    Asks,
    Away,
    ClassSheets,
    EnrolmentStatus,
    Mentors,
    Priority,
    Renewal,
    Seating,
    Service,
    Share,
)
from eligibility.model.standard import Period
from eligibility.model.vocabulary import Field, Kind, Label, Level, Scale
from eligibility.normalise.formulas import parse_formula
from eligibility.normalise.language import Language, listed
from eligibility.normalise.seats_written import (
    WrittenAway,
    WrittenMentors,
    WrittenPriority,
    WrittenRenewal,
    WrittenSeating,
    WrittenService,
)
from eligibility.normalise.structure import items_of, structure
from eligibility.normalise.training_parts import PEOPLE, Parts
from eligibility.normalise.vocabulary import Builder

MONTHS = re.compile(r"(\d{1,4}) months?")
POSTS = {"head": True, "deputy": False}
SHEETS = ("tables", "choices")
MODE, STATUS = "mode", "status"


class SeatsBuilder(Parts):
    """Collects the problems of the room while it is built."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self._modes: dict[str, Level] = {}

    def build(self, documents: Mapping[str, Any]) -> tuple[ClassSheets | None, tuple[Seating, ...]]:
        """The tables of class lists, and all versions of how seats are given."""
        sheets = {file: data for file, data in documents.items() if _declares_sheets(data)}
        made = self._sheets(sheets) if sheets else None
        seatings = []
        for file, data in documents.items():
            for item, where in items_of(file, data, "seatings") if file not in sheets else ():
                written, problems = structure(item, WrittenSeating, where)
                self.problems += problems
                if written is not None:
                    seatings.append(self._seating(written, where))
        for number, seating in enumerate(seatings):
            for other in seatings[:number]:
                period, before = seating.in_force, other.in_force
                if period.start <= before.end and before.start <= period.end and seating.where is not None:
                    self._report("R609", seating.where.child("in_force"), other=other.id)
        return made, tuple(seatings)

    # --- the tables of class lists ---------------------------------------------------------------

    def _sheets(self, documents: Mapping[str, Any]) -> ClassSheets | None:
        courses = self._language.vocabulary.courses.values()
        levels = tuple(
            Level(course.id, course.label, place, "", course.aliases) for place, course in enumerate(courses)
        )
        scale = Scale(COURSE_SCALE, Label("Lớp", "Course"), levels, ordered=False)
        builder = Builder(documents, {COURSE_SCALE: scale})
        language = builder.build()
        self.problems += builder.problems
        if language is None:
            return None
        tables = language.vocabulary.tables
        for table, names in FIELDS.items():
            if table not in tables:
                self._report("R208", builder.where("tables"), key=table)
                continue
            for name in names:
                if tables[table].field(name) is None:
                    self._report("R610", builder.where("tables", table, "fields"), table=table, name=name)
        scales = language.vocabulary.scales
        mode = tables[CLASSES].field(MODE) if CLASSES in tables else None
        if mode is not None and mode.scale in scales:
            self._modes = {level.code: level for level in scales[mode.scale].levels}
        status = tables[ENROLMENTS].field(STATUS) if ENROLMENTS in tables else None
        if status is not None and status.scale in scales:
            words = [str(word) for word in EnrolmentStatus]
            for number, level in enumerate(scales[status.scale].levels):
                if level.code not in words:
                    place = builder.where("choices", status.scale, "values", number, "code")
                    self._unknown("R612", place, level.code, words)
        return ClassSheets(language.vocabulary)

    # --- how seats are given ------------------------------------------------------------------------

    def _seating(self, written: WrittenSeating, where: Where) -> Seating:
        priorities: list[Priority | Share] = []
        names: list[str] = []
        for number, one in enumerate(written.priorities):
            place = where.child("priorities", number)
            if one.id in names:
                self._report("R302", place.child("id"), name=one.id)
            names.append(one.id)
            priority = self._priority(one, place)
            if isinstance(priority, Share) and not any(isinstance(p, Priority) for p in priorities):
                self._report("R613", place)
            if priority is not None:
                priorities.append(priority)
        if not written.priorities:
            self._report("R307", where.child("priorities"), key="priorities")
        self._order(written.order, where.child("order"))
        return Seating(
            written.seating,
            Label(written.title.vi, written.title.en),
            self._source(written.source, where.child("source")),
            Period(written.in_force.from_, written.in_force.until),
            tuple(priorities),
            tuple(written.order),
            written.draw,
            self._away(written.away, where.child("away")) if written.away is not None else None,
            tuple(self._service(one, where.child("service", n)) for n, one in enumerate(written.service)),
            tuple(self._renewal(one, where.child("renewals", n)) for n, one in enumerate(written.renewals)),
            self._mentors(written.mentors, where.child("mentors")) if written.mentors is not None else None,
            where,
        )

    def _priority(self, written: WrittenPriority, where: Where) -> Priority | Share | None:
        label = Label(written.label.vi, written.label.en)
        if bool(written.asks) == (written.share is not None):
            self._report("R611", where)
            return None
        if written.share is not None:
            share = self._condition(written.share.data, where.child("share"))
            percent = self._percent(written.at_least, where.child("at_least"))
            return Share(written.id, label, share, percent, where) if share is not None else None
        if written.asks not in tuple(Asks):
            self._unknown("R612", where.child("asks"), written.asks, [str(one) for one in Asks])
            return None
        if written.post and written.post not in POSTS:
            self._unknown("R612", where.child("post"), written.post, list(POSTS))
        within = MONTHS.fullmatch(written.due_within)
        if written.due_within and within is None:
            self._report("R614", where.child("due_within"), text=written.due_within)
        when = self._condition(written.when.data, where.child("when")) if written.when is not None else None
        return Priority(
            written.id,
            label,
            Asks(written.asks),
            POSTS.get(written.post),
            int(within[1]) if within is not None else None,
            when,
            where,
        )

    def _order(self, order: Sequence[str], where: Where) -> None:
        known: dict[str, Field] = {
            field.path: field
            for field in self._language.vocabulary.tables[PEOPLE].fields
            if field.kind in (Kind.DATE, Kind.NUMBER)
        }
        for number, name in enumerate(order):
            if name != DUE and name not in known:
                self._unknown("R617", where.child(number), name, [DUE, *known])

    def _away(self, written: WrittenAway, where: Where) -> Away:
        for number, mode in enumerate(written.modes):
            if mode not in self._modes:
                self._unknown("R612", where.child("modes", number), mode, list(self._modes))
        return Away(self._percent(written.at_most, where.child("at_most")), written.but, tuple(written.modes))

    def _service(self, written: WrittenService, where: Where) -> Service:
        self._courses(written.courses, where.child("courses"))
        source = self._source(written.source, where.child("source"))
        period = Period(written.in_force.from_, written.in_force.until)
        statuses = [str(one) for one in EnrolmentStatus]
        repay = {}
        for status, way in written.repay.items():
            if status not in statuses:
                self._unknown("R612", where.child("repay", status, "?key"), status, statuses)
            elif (formula := parse_formula(way)) is None:
                self._report("R620", where.child("repay", status), text=way, choices=listed(NAMES))
            else:
                repay[status] = formula
        return Service(tuple(written.courses), written.times, source, written.clause, period, repay)

    def _renewal(self, written: WrittenRenewal, where: Where) -> Renewal:
        self._courses(written.courses, where.child("courses"))
        months = MONTHS.fullmatch(written.after)
        if months is None:
            self._report("R614", where.child("after"), text=written.after)
        source = self._source(written.source, where.child("source"))
        count = int(months[1]) if months is not None else 0
        who = self._condition(written.who.data, where.child("who")) if written.who is not None else None
        period = Period(written.in_force.from_, written.in_force.until)
        return Renewal(tuple(written.courses), count, source, written.clause, period, who)

    def _mentors(self, written: WrittenMentors, where: Where) -> Mentors:
        when = self._condition(written.when.data, where.child("when")) if written.when is not None else None
        return Mentors(written.at_most, when)


def _declares_sheets(data: Any) -> bool:  # noqa: ANN401  (text data)
    return isinstance(data, dict) and any(key in data for key in SHEETS)
