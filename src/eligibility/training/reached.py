"""What a plan makes of targets of resolutions: how many meet them now, and by the day if all goes to plan."""

from typing import Any

import polars as pl

from eligibility.model.seats import EnrolmentStatus
from eligibility.training.further import Standing
from eligibility.training.needs import ATTENDS
from eligibility.training.people import pursued
from eligibility.training.plan import Plan

TARGETS: dict[str, Any] = {
    "target": pl.String,
    "by": pl.Date,
    "percent": pl.Int64,
    "people": pl.Int64,
    "meet": pl.Int64,
    "unknown": pl.Int64,
    "unsure": pl.Int64,
    "planned": pl.Int64,
    "attending": pl.Int64,
    "expected": pl.Int64,
    "needed": pl.Int64,
    "lacking": pl.Int64,
    "reached": pl.String,
}
"""One row a target. *planned* lack it and have a seat, or have completed the course, that ends in time.

*attending* are others who attend such a course now, which ends nobody knows when. *reached* is ``perhaps``
where these and those of whom it is not known would be enough; *unsure* are those of whom it is not known
whether the target is about them: they count nowhere.
"""


def targets(plan: Plan) -> pl.DataFrame:
    """The targets in force, in the order of the rule book."""
    return pl.DataFrame([_row(plan, one) for one in plan.needs.standings], schema=TARGETS, orient="row")


def _row(plan: Plan, one: Standing) -> tuple[Any, ...]:
    target = one.target
    planned = _planned(plan, one)
    certain = len(one.meets) + len(one.lacks & planned)
    open_ones = len(frozenset(one.unknown) - planned)
    expected = certain + len(frozenset(one.unknown) & planned)
    lacking = max(0, one.needed - expected)
    attending = len((_attending(plan, target.course) & one.lacks) - planned)
    reached = "yes" if not lacking else "perhaps" if lacking <= open_ones + attending else "no"
    return (
        target.id,
        target.by,
        target.percent,
        one.everyone,
        len(one.meets),
        len(one.unknown),
        len(one.unsure),
        expected - len(one.meets),
        attending,
        expected,
        one.needed,
        lacking,
        reached,
    )


def _attending(plan: Plan, course: str) -> frozenset[str]:
    """Who attends what brings the course, say the records."""
    people = plan.needs.people.filter(pl.col("course") == course)
    return frozenset(people.filter(pl.col("blocked_by").list.contains(ATTENDS))["id"])


def _planned(plan: Plan, one: Standing) -> frozenset[str]:
    """Who has a class, in the plan or behind them, that brings what the target asks for by its day."""
    brings = {
        attended
        for attended, wanted, _ in pursued(plan.needs.rulebook.vocabulary).iter_rows()
        if wanted == one.target.course
    }
    claims, classes = plan.problem.claims, plan.problem.classes
    seated = {
        claims[claim].person
        for claim, place in plan.reasons.seated.items()
        if claims[claim].course in brings and classes[place].end <= one.target.by
    }
    listed = {session.id: session for session in plan.listed.classes}
    done = {
        sent.person
        for sent in plan.listed.enrolments
        if sent.status == EnrolmentStatus.COMPLETED
        and listed[sent.session].course in brings
        and listed[sent.session].end <= one.target.by
    }
    return frozenset(seated | done)
