"""What files of the room ``training/`` have in common: sources, shares, courses, conditions on people."""

import re
from collections.abc import Sequence
from typing import Any

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.condition import (
    AgeAt,
    Compare,
    Condition,
    Moment,
    MonthsSince,
    MonthsToRetirement,
    atoms_of,
)
from eligibility.model.slots import slots_of
from eligibility.model.standard import Confidence, Source
from eligibility.model.vocabulary import Course, Label
from eligibility.normalise.conditions import parse_condition
from eligibility.normalise.language import Language, listed, nearest
from eligibility.normalise.written import WrittenSource

PERCENT = re.compile(r"(\d{1,3}) ?%")
PEOPLE = "people"
REVIEW = "review_date"


class Parts:
    """Collects the problems of files while they are built."""

    def __init__(self, language: Language) -> None:
        self.problems: list[Diagnostic] = []
        self._language = language

    def _report(self, code: str, where: Where, **params: str) -> None:
        self.problems.append(Diagnostic(code, where, params))

    def _unknown(self, code: str, where: Where, name: str, words: Sequence[str]) -> None:
        self._report(code, where, name=name, near=nearest(name, words), choices=listed(words))

    def _condition(self, data: Any, where: Where) -> Condition | None:  # noqa: ANN401  (text data)
        """A condition on what the sheet of people says of a person, measured on the day of the review."""
        condition, problems = parse_condition(data, self._language, where)
        self.problems += problems
        if condition is None:
            return None
        paths = {field.path for field in self._language.vocabulary.tables[PEOPLE].fields}
        for atom in atoms_of(condition):
            for slot in dict.fromkeys(slot.partition("[")[0] for slot in slots_of(atom, 0)):
                if slot not in paths:
                    self._report("R615", where, name=slot)
            parts = (atom.left, atom.right) if isinstance(atom, Compare) else ()
            for part in parts:
                moment = part.moment if isinstance(part, AgeAt | MonthsSince | MonthsToRetirement) else part
                if isinstance(moment, Moment) and moment.day is None and moment.name != REVIEW:
                    self._report("R618", where, name=moment.name)
        return condition

    def _percent(self, text: str, where: Where) -> int:
        found = PERCENT.fullmatch(text)
        if found is None or int(found[1]) > 100:
            self._report("R616", where, text=text)
            return 0
        return int(found[1])

    def _courses(self, names: Sequence[str], where: Where) -> None:
        for number, name in enumerate(names):
            self._course(name, where.child(number))

    def _course(self, name: str, where: Where) -> Course | None:
        courses = self._language.vocabulary.courses
        if name not in courses:
            self._unknown("R612", where, name, list(courses))
        return courses.get(name)

    def _source(self, written: WrittenSource, where: Where) -> Source:
        if written.confidence not in tuple(Confidence):
            choices = [str(one) for one in Confidence]
            self._unknown("R612", where.child("confidence"), written.confidence, choices)
            return Source(written.instrument, Confidence.RECALL)
        note = Label(written.note.vi, written.note.en)
        return Source(written.instrument, Confidence(written.confidence), written.url, note)
