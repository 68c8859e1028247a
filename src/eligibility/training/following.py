"""Following through: what became of those sent, what they owe, what is due again; the three years past."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl

from eligibility.model.calendar import add_months, months_since
from eligibility.model.dataset import Dataset, Rows
from eligibility.model.formula import COST, LEFT, LENGTH, OWED, SERVED
from eligibility.model.record import Known, span
from eligibility.model.seats import EnrolmentStatus, Service
from eligibility.model.standard import Confidence
from eligibility.model.vocabulary import Vocabulary
from eligibility.training.classes import Enrolment
from eligibility.training.people import admin_levels, level_place
from eligibility.training.plan import Plan
from eligibility.training.seating import Class

TRAININGS = "trainings"
YEARS_BACK = 36
"""Months before the review that are counted."""

KINDS = ("leads", "fosters", "other")
FOLLOWED: dict[str, Any] = {
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "class": pl.String,
    "course": pl.String,
    "status": pl.String,
    "end": pl.Date,
    "next": pl.String,
    "next_class": pl.String,
    "owes_until": pl.Date,
    "commitment": pl.String,
    "repay": pl.Int64,
    "basis": pl.String,
    "checked": pl.Boolean,
    "again_from": pl.Date,
}
"""One row an enrolment: what follows in the plan, the service owed, what would be repaid, when due again.

*commitment* is ``running`` or ``over`` on the day of the review. *basis* is the instrument that says what is
owed and repaid; *checked*: not from memory alone.
"""

PAST: dict[str, Any] = {
    "kind": pl.String,
    "course": pl.String,
    "admin_level": pl.String,
    "people": pl.Int64,
    "attendances": pl.Int64,
}
"""One row a course and administrative level of the three years before the review; no course: all of one kind.

*kind* is ``leads`` (đào tạo), ``fosters`` (bồi dưỡng), or ``other`` where the rule book has no such course.
"""


def followed(plan: Plan) -> pl.DataFrame:
    """What became of everybody who is in the sheet of enrolments, and what follows."""
    classes = {one.id: one for one in plan.listed.classes}
    rows = [_followed(plan, one, classes[one.session]) for one in plan.listed.enrolments]
    return pl.DataFrame(rows, schema=FOLLOWED, orient="row")


def _followed(plan: Plan, one: Enrolment, session: Class) -> tuple[Any, ...]:
    as_of = plan.needs.reviews["training"].as_of
    facts = plan.asking.facts[one.person]
    step, where = _next(plan, one, session)
    service = owed(plan, one, session)
    until = served_until(service, session) if service is not None and done(one) else None
    again = [
        add_months(session.end + timedelta(1), renewal.months)
        for renewal in plan.seating.renewals
        if session.course in renewal.courses and done(one)
    ]
    return (
        one.person,
        facts.name,
        facts.unit,
        session.id,
        session.course,
        one.status,
        session.end,
        step,
        where,
        until,
        ("over" if until < as_of else "running") if until is not None else "",
        repaid(service, one, session, as_of) if service is not None else None,
        service.source.instrument if service is not None else "",
        service.source.confidence is not Confidence.RECALL if service is not None else None,
        min(again, default=None),
    )


def _next(plan: Plan, one: Enrolment, session: Class) -> tuple[str, str]:
    """What the plan has for somebody after an enrolment: a word, and a class."""
    status = EnrolmentStatus(one.status)
    if status in (EnrolmentStatus.ASSIGNED, EnrolmentStatus.ATTENDING):
        return "under_way", session.id
    key = (one.person, session.course)
    for number, claim in enumerate(plan.problem.claims):
        if (claim.person, claim.course) == key:
            place = plan.reasons.seated.get(number)
            return ("seated", plan.problem.classes[place].id) if place is not None else ("waiting", "")
    open_one = "update" if status is EnrolmentStatus.COMPLETED else "aside"
    return (open_one, "") if key in plan.asking.aside else ("none", "")


def done(one: Enrolment) -> bool:
    """Whether somebody has completed the class."""
    return one.status == EnrolmentStatus.COMPLETED


def owed(plan: Plan, one: Enrolment, session: Class) -> Service | None:
    """The rule on service owed that was in force when the class began."""
    return next(
        (
            service
            for service in plan.seating.service
            if session.course in service.courses and session.start in service.in_force
        ),
        None,
    )


def served_until(service: Service, session: Class) -> date:
    """The last day of the service owed after a class."""
    return add_months(session.end + timedelta(1), service.times * length(session)) - timedelta(1)


def repaid(service: Service, one: Enrolment, session: Class, day: date) -> int | None:
    """What somebody who leaves on *day* repays; None where what was spent is needed and not stated."""
    cost = one.cost if one.cost is not None else session.cost or None
    how = service.repay.get(one.status)
    if how is None:
        return 0
    if cost is None and COST in how.names():
        return None
    owed = service.times * length(session)
    served = min(owed, max(0, months_since(session.end + timedelta(1), day)))
    values = {COST: cost or 0, OWED: owed, SERVED: served, LEFT: owed - served, LENGTH: length(session)}
    return how.amount(values)


def length(session: Class) -> int:
    """The months of a class, those begun counted whole."""
    months = months_since(session.start, session.end + timedelta(1))
    whole = add_months(session.start, months) == session.end + timedelta(1)
    return months if whole else months + 1


# --- the three years past ---------------------------------------------------------------------------------


def past(dataset: Dataset, vocabulary: Vocabulary, day: date) -> pl.DataFrame:
    """People and attendances by kind, course, level: trainings that ended (else, began) in three years."""
    rows = dataset.tables.get(TRAININGS)
    found = list(_attended(rows, add_months(day, -YEARS_BACK), day)) if rows is not None else []
    frame = pl.DataFrame(found, schema={"id": pl.String, "course": pl.String}, orient="row")
    courses = vocabulary.courses.values()
    kinds = {course.id: "fosters" if course.fosters else "leads" for course in courses}
    attended = frame.join(admin_levels(dataset), on="id", how="left").with_columns(
        kind=pl.col("course").replace_strict(kinds, default="other", return_dtype=pl.String)
    )
    whole = pl.concat([attended.with_columns(course=pl.lit("")), attended])
    place = {kind: number for number, kind in enumerate(KINDS)}
    return (
        whole.group_by("kind", "course", "admin_level", maintain_order=True)
        .agg(people=pl.col("id").n_unique().cast(pl.Int64), attendances=pl.len().cast(pl.Int64))
        .sort(
            pl.col("kind").replace_strict(place, return_dtype=pl.Int64),
            "course",
            level_place(vocabulary),
            nulls_last=True,
        )
        .select(list(PAST))
    )


def _attended(rows: Rows, first: date, last: date) -> Iterator[tuple[str, str]]:
    """Who attended what between two days for certain; who stopped is not counted."""
    for row in range(rows.height):
        cells = {name: rows.cell(name, row) for name in ("id", "course", "status", "start", "end")}
        values = {name: cell.value for name, cell in cells.items() if cell is not None}
        person, course = values.get("id"), values.get("course")
        stopped = values.get("status") == Known("stopped")
        if stopped or not isinstance(person, Known) or not isinstance(course, Known):
            continue
        days = [span(values[name]) for name in ("end", "start") if name in values]
        day = next((one for one in days if one is not None), None)
        if day is not None and first <= day[0] and day[1] <= last:
            yield str(person.value), str(course.value)
