"""A plan as tables in codes: seats, who waits and why, classes, paths, needs that ask for none, goals."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from eligibility.training.asking import DECIDED
from eligibility.training.plan import Plan
from eligibility.training.seating import Claim, Class, LimitKind

LIST = pl.List(pl.String)

SEATS: dict[str, Any] = {
    "year": pl.Int64,
    "class": pl.String,
    "course": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "mode": pl.String,
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "priority": pl.String,
    "place": pl.Int64,
    "due": pl.Date,
    "in_time": pl.Boolean,
    "decided": pl.Boolean,
    "first": pl.Boolean,
    "cost": pl.Int64,
}
"""One row a seat. *place*: among all claims to the course; *first*: the first answer gives it too."""

WAITING: dict[str, Any] = {
    "course": pl.String,
    "reserve": pl.Int64,
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "priority": pl.String,
    "place": pl.Int64,
    "due": pl.Date,
    "class": pl.String,
    "limits": LIST,
    "lost_to": pl.String,
    "lost_on": pl.String,
    "barred": LIST,
}
"""One row a claim without a seat: the class that was nearest, what binds there, who has the seat."""

RESERVES: dict[str, Any] = {
    "class": pl.String,
    "reserve": pl.Int64,
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "course": pl.String,
    "priority": pl.String,
    "place": pl.Int64,
    "limits": LIST,
}
"""One row a class and a claim without a seat that may be in it, in the order of claims; what binds there."""

CLASSES: dict[str, Any] = {
    "year": pl.Int64,
    "class": pl.String,
    "course": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "mode": pl.String,
    "seats": pl.Int64,
    "least": pl.Int64,
    "decided": pl.Int64,
    "seated": pl.Int64,
    "free": pl.Int64,
    "last": pl.String,
    "last_priority": pl.String,
    "waiting": pl.Int64,
    "cost": pl.Int64,
}
"""One row a class; *last* is who has the last seat: of those seated the lowest claim."""

WAYS: dict[str, Any] = {
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "step": pl.Int64,
    "course": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "due": pl.Date,
    "slack": pl.Int64,
    "latest_start": pl.Date,
    "in_time": pl.String,
}
"""One row a person and course of the path; *in_time*: ``yes``, ``perhaps`` (courses are short) or ``no``."""

ASIDE: dict[str, Any] = {
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "course": pl.String,
    "reason": pl.String,
    "detail": pl.String,
}
"""One row a need that asks for no seat."""

GOALS: dict[str, Any] = {
    "goal": pl.String,
    "first": pl.Int64,
    "value": pl.Int64,
    "bound": pl.Int64,
    "proven": pl.Boolean,
}
"""One row a goal: what the first answer comes to, the plan, and what no plan can pass."""


class Frames:
    """The tables of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._problem = plan.problem
        self._seated = plan.reasons.seated
        self._first = self._problem.seated(plan.first)
        counts: dict[str, int] = {}
        self._place: dict[int, int] = {}
        for number, claim in enumerate(self._problem.claims):
            if claim.level != DECIDED:
                counts[claim.course] = counts.get(claim.course, 0) + 1
                self._place[number] = counts[claim.course]

    def place(self, claim: int) -> int | None:
        """The place of a claim among all to its course, from 1; none where the seat was decided."""
        return self._place.get(claim)

    def seats(self) -> pl.DataFrame:
        """All seats, by class, higher claims first."""
        rows = sorted((session, number) for number, session in self._seated.items())
        return _frame([self._seat(number, session) for session, number in rows], SEATS)

    def _seat(self, number: int, place: int) -> tuple[Any, ...]:
        claim, session = self._problem.claims[number], self._problem.classes[place]
        due = self._due(claim)
        return (
            session.start.year,
            *_session(session),
            claim.person,
            self._plan.asking.facts[claim.person].name,
            claim.unit,
            self.priority(claim),
            self._place.get(number),
            due,
            session.end <= due if due is not None else None,
            claim.level == DECIDED,
            self._first.get(number) == place,
            session.cost,
        )

    def waiting(self) -> pl.DataFrame:
        """All claims without a seat, by course, higher claims first."""
        reserve: dict[str, int] = {}
        rows = []
        for number in self._plan.reasons.unseated():
            claim = self._problem.claims[number]
            reserve[claim.course] = reserve.get(claim.course, 0) + 1
            rows.append((claim.course, reserve[claim.course], *self._waits(number, claim)))
        order = {course: place for place, course in enumerate(self._plan.needs.rulebook.vocabulary.courses)}
        return _frame(sorted(rows, key=lambda row: (order[row[0]], row[1])), WAITING)

    def _waits(self, number: int, claim: Claim) -> tuple[Any, ...]:
        found = self._plan.reasons.hindrances(number)
        nearest = min(found, key=lambda one: (len(one.limits), one.choice), default=None)
        bars = self._plan.asking.barred.get((claim.person, claim.course), {})
        lost_to = lost_on = session = ""
        limits: list[str] = []
        if nearest is not None:
            session = self._problem.classes[self._problem.choices[nearest.choice].session].id
            limits = [str(self._problem.limits[limit].kind) for limit in nearest.limits]
            lost_on = nearest.lost_on
            if nearest.holder is not None:
                lost_to = self._problem.claims[self._problem.choices[nearest.holder].claim].person
        return (
            claim.person,
            self._plan.asking.facts[claim.person].name,
            claim.unit,
            self.priority(claim),
            self._place.get(number),
            self._due(claim),
            session,
            limits,
            lost_to,
            lost_on,
            [f"{name}:{bar}" for name, bar in sorted(bars.items())],
        )

    def reserves(self) -> pl.DataFrame:
        """For each class who waits for it, by class, higher claims first."""
        limits = self._problem.limits
        kinds = [(*row, [str(limits[n].kind) for n in found]) for *row, _, found in self.lines()]
        return _frame(kinds, RESERVES)

    def lines(self) -> Iterator[tuple[Any, ...]]:
        """The same with the choice and the limits (by place) that it would break."""
        waiting: dict[int, list[int]] = {}
        for number in self._plan.reasons.unseated():
            for choice in self._problem.of_claim[number]:
                waiting.setdefault(self._problem.choices[choice].session, []).append(choice)
        for session, choices in sorted(waiting.items()):
            for reserve, choice in enumerate(choices, 1):
                number = self._problem.choices[choice].claim
                claim = self._problem.claims[number]
                name = self._plan.asking.facts[claim.person].name
                who = (claim.person, name, claim.unit, claim.course, self.priority(claim))
                limits = self._plan.reasons.filling.binding(choice)
                yield (
                    self._problem.classes[session].id,
                    reserve,
                    *who,
                    self._place.get(number),
                    choice,
                    limits,
                )

    def classes(self) -> pl.DataFrame:
        """All classes, by their dates."""
        inside: dict[int, list[int]] = {}
        for number, seat in self._seated.items():
            inside.setdefault(seat, []).append(number)
        hoping: dict[str, int] = {}
        for number in self._plan.reasons.unseated():
            for option in self._problem.claims[number].options:
                hoping[option] = hoping.get(option, 0) + 1
        rows = []
        for place, session in enumerate(self._problem.classes):
            seated = sorted(inside.get(place, ()))
            decided = sum(self._problem.claims[n].level == DECIDED for n in seated)
            last = self._problem.claims[seated[-1]] if seated else None
            rows.append(
                (
                    session.start.year,
                    *_session(session),
                    session.seats,
                    session.least or None,
                    decided,
                    len(seated),
                    session.seats - len(seated),
                    last.person if last is not None else "",
                    self.priority(last) if last is not None else "",
                    hoping.get(session.id, 0),
                    session.cost * len(seated),
                )
            )
        return _frame(rows, CLASSES)

    def closed(self) -> list[str]:
        """The classes that somebody asks for and that do not open: fewer than they need would be in them."""
        short = [limit.about[0] for limit in self._problem.limits if limit.kind is LimitKind.LEAST]
        taken = {self._problem.classes[place].id for place in self._seated.values()}
        return [name for name in short if name not in taken]

    def ways(self) -> pl.DataFrame:
        """The paths of all, in the order of the records."""
        return _frame(list(self._ways()), WAYS)

    def _ways(self) -> Iterator[tuple[Any, ...]]:
        for way in self._plan.ways:
            facts, path = self._plan.asking.facts[way.person], way.path
            timed = "yes" if path.in_time else "perhaps" if way.best.in_time else "no"
            who = (way.person, facts.name, facts.unit)
            for step, taken in enumerate(path.taken, 1):
                due = way.due.get(taken.course)
                latest = path.latest_start if step == 1 else None
                yield (*who, step, taken.course, taken.start, taken.end, due, taken.slack, latest, timed)
            for course in path.impossible:
                yield (*who, None, course, None, None, way.due.get(course), None, None, "no")

    def aside(self) -> pl.DataFrame:
        """The needs that ask for no seat."""
        facts = self._plan.asking.facts
        rows = [
            (person, facts[person].name, facts[person].unit, course, str(why), detail)
            for (person, course), (why, detail) in self._plan.asking.aside.items()
        ]
        return _frame(rows, ASIDE)

    def goals(self) -> pl.DataFrame:
        """The goals in their order."""
        first = self._problem.values(self._plan.first)
        rows = [
            (one.goal, before, one.value, one.bound, one.proven)
            for one, before in zip(self._plan.answer.reached, first, strict=True)
        ]
        return _frame(rows, GOALS)

    def priority(self, claim: Claim) -> str:
        """The id of the priority that a claim is counted under; empty where the seat was decided."""
        return "" if claim.level == DECIDED else self._plan.asking.levels[claim.level].id

    def _due(self, claim: Claim) -> Any:  # noqa: ANN401  (a day, or none)
        return self._plan.asking.due.get((claim.person, claim.course))


def _session(session: Class) -> tuple[Any, ...]:
    return session.id, session.course, session.start, session.end, session.mode


def _frame(rows: list[tuple[Any, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")
