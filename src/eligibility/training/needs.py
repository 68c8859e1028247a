"""Needs: for each person and course what is demanded, whether they may be sent, and what stands in the way.

A need comes from the gaps of two reviews: of the posts held (audit) and of the plan (planning); from targets
of resolutions; and from what is due again. Whether
the person may enter the class is a third review (training). The outcome is one of the training policy:
what it decides of entry, turned into what it calls *demanded* where a gap demands the course.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

import attrs
import polars as pl

from eligibility.engine.reference import apply_policy
from eligibility.model.dataset import Dataset
from eligibility.model.review import Review
from eligibility.model.slots import slots_read
from eligibility.model.standard import Policy, RuleBook, Token, TokenState
from eligibility.report.seen import unsure
from eligibility.report.words import value_pattern
from eligibility.training.further import (
    Completed,
    Standing,
    completed,
    demands_of,
    renewed,
    standings,
    targeted,
)
from eligibility.training.people import BIRTH_PAPER, courses_frame, people_frame, pursued
from eligibility.training.persons import Persons

DEMANDING = ("audit", "planning")
"""The reviews whose gaps demand courses."""

PURPOSES = (*DEMANDING, "training")
"""All reviews that needs come from."""

NEEDLESS = {Token(TokenState.UNMET, "suppress"), Token(TokenState.UNMET, "any")}
"""What the policy reads of someone who attends the level already, or retires first."""

ATTENDS, RETIRES = "attends", "retires"
LIST = pl.List(pl.String)
KEY = ["id", "course"]

NEEDS: dict[str, Any] = {
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "course": pl.String,
    "outcome": pl.String,
    "demand": pl.String,
    "due": pl.Date,
    "latest_start": pl.Date,
    "in_time": pl.Boolean,
    "entry": pl.String,
    "blocked_by": LIST,
    "again_from": pl.Date,
    "papers": LIST,
}
"""One row a person and course; *demand* is ``certain``, ``possible`` or empty."""

DEMANDS: dict[str, Any] = {
    "id": pl.String,
    "course": pl.String,
    "purpose": pl.String,
    "post": pl.String,
    "term": pl.String,
    "standard": pl.String,
    "version": pl.String,
    "requirement": pl.String,
    "status": pl.String,
    "value": pl.String,
    "required": pl.String,
    "clause": pl.String,
    "due": pl.Date,
    "source_cells": LIST,
}
"""One row a person, course and requirement that demands it."""


@attrs.frozen(eq=False)
class Needs:
    """*people*: one row a person and course; *demands*: why; the *reviews* they come from, by purpose.

    *standings* say how people stand to the targets in force.
    """

    people: Any
    demands: Any
    rulebook: RuleBook
    policy: Policy
    reviews: Mapping[str, Review]
    standings: tuple[Standing, ...] = ()


def find_needs(
    dataset: Dataset,
    rulebook: RuleBook,
    reviews: Mapping[str, Review],
    done: Iterable[Completed] = (),
    until: date | None = None,
) -> Needs:
    """The needs that *reviews* (audit, planning and training, of one *dataset*) come to.

    Courses to be taken again by *until* (the day of the review, unless given) are needed too; *done* are
    those completed that the records do not have.
    """
    entry = reviews["training"]
    policy, as_of = entry.policy, entry.as_of
    persons = Persons(dataset, rulebook, as_of)
    found = standings(rulebook, persons)
    seating = rulebook.seating(as_of)
    taken = [*completed(dataset), *done]
    again = renewed(seating.renewals if seating is not None else (), persons, taken, until or as_of)
    reviewed = pl.concat([_demands(reviews[purpose]) for purpose in DEMANDING])
    further = demands_of([*targeted(found), *again], rulebook, as_of, reviewed.schema)
    demands = pl.concat([reviewed, further])
    whole = (
        _merged(demands)
        .join(_entries(entry), on=KEY, how="full", coalesce=True)
        .join(people_frame(dataset, rulebook.vocabulary, as_of), on="id", how="left")
        .join(courses_frame(rulebook.vocabulary), on="course", how="left")
        .join(pursued(rulebook.vocabulary), on=["attending", "course"], how="left")
    )
    judged = _judged(whole, policy, as_of)
    people = judged.sort("place", "course_place").select(
        pl.col(name).cast(kind) for name, kind in NEEDS.items()
    )
    return Needs(people, demands.select(list(DEMANDS)), rulebook, policy, reviews, tuple(found))


def _demands(review: Review) -> pl.DataFrame:
    """The open requirements of *review* that a course closes, of people whom its outcome keeps in view."""
    trains = [outcome.code for outcome in review.policy.outcomes if outcome.trains]
    decisions = review.decisions.filter(pl.col("outcome").is_in(trains)).select(
        "row", "training", "training_possible", "outcomes", undecided_papers="papers"
    )
    texts = pl.col("course", "status", "purpose", "post", "term", "standard", "version", "requirement")
    findings = review.findings.with_columns(
        texts.cast(pl.String), pl.col("required", "clause").cast(pl.String)
    )
    open_ones = findings.filter((pl.col("course") != "") & pl.col("status").is_in(["unmet", "unknown"]))
    joined = open_ones.join(decisions, on="row", how="inner")
    certain = pl.col("status") == "unmet"
    settled = pl.col("outcomes").list.len() == 1
    possible = pl.col("training_possible").list.contains(pl.col("course"))
    sent = pl.col("training").list.contains(pl.col("course"))
    # a course that cannot be entered is in neither list: its requirement is a need with an obstacle;
    # where the outcome is certain, only the entry is not, and that is looked at by itself
    demand = (
        pl.when(sent | (certain & (~possible | settled)))
        .then(pl.lit("certain"))
        .when(possible)
        .then(pl.lit("possible"))
    )
    found = joined.with_columns(demand=demand).filter(pl.col("demand").is_not_null())
    place = ["standard", "version", "requirement", "status", "value"]
    lacking = found.select(place).unique(maintain_order=True)
    lists = [_lacking(review, *row) for row in lacking.iter_rows()]
    papers = lacking.with_columns(pl.Series("demand_papers", lists, dtype=LIST))
    whole = found.join(papers, on=place, how="left", nulls_equal=True, maintain_order="left")
    undecided = pl.when(~settled).then(pl.col("undecided_papers")).otherwise(pl.lit([], dtype=LIST))
    made: pl.DataFrame = whole.with_columns(demand_papers=pl.concat_list("demand_papers", undecided))
    return made.select(*DEMANDS, "demand", "closable", "demand_papers")


def _lacking(review: Review, standard: str, version: str, name: str, status: str, shown: str) -> list[str]:
    """What an unknown requirement reads that is not known for certain, from how findings show it."""
    if status != "unknown":
        return []
    used = next(s for s in review.standards if (s.id, s.version) == (standard, version))
    requirement = used.requirement(name)
    slots = (
        slots_read(requirement, review.rulebook.vocabulary.closed_year(review.as_of)) if requirement else ()
    )
    values = value_pattern(slots).fullmatch(shown)
    stated = values.groups() if values is not None else ()
    return [slot for slot, value in zip(slots, stated, strict=False) if unsure(value)]


def _merged(demands: pl.DataFrame) -> pl.DataFrame:
    """One row a person and course: the nearest day, and whether it can be kept."""
    certain = pl.col("demand") == "certain"
    order = demands.sort(~certain, "due", nulls_last=True, maintain_order=True)
    return order.group_by(KEY, maintain_order=True).agg(
        pl.col("demand").first(),
        pl.col("due").first(),
        pl.col("closable").first().alias("in_time"),
        pl.col("demand_papers").filter(~certain).explode().drop_nulls().unique(maintain_order=True),
    )


def _entries(review: Review) -> pl.DataFrame:
    """What is decided of entry to the courses that have an entry standard."""
    waits = review.findings.filter(pl.col("cure").cast(pl.String).str.starts_with("wait:")).select(
        "row", again=pl.col("cure").cast(pl.String).str.slice(5).str.to_date("%Y-%m-%d")
    )
    latest = waits.group_by("row").agg(pl.col("again").max().alias("again_from"))
    found: pl.DataFrame = review.decisions.join(latest, on="row", how="left").select(
        "id",
        pl.col("post").cast(pl.String).alias("course"),
        pl.col("outcome").alias("entry"),
        pl.col("unmet").alias("entry_unmet"),
        pl.col("papers").alias("entry_papers"),
        "again_from",
    )
    return found


def _judged(whole: pl.DataFrame, policy: Policy, as_of: Any) -> pl.DataFrame:  # noqa: ANN401  (a date)
    """The outcome of every row, what stands in the way and what would settle it; only needs and chances."""
    ends = pl.max_horizontal(pl.lit(as_of, dtype=pl.Date), pl.col("again_from")).dt.offset_by(
        pl.format("{}mo", pl.col("shortest"))
    )
    pays = pl.max_horizontal(ends, pl.col("due"))
    usual = apply_policy(policy, set(), set())
    timed = whole.with_columns(
        entry=pl.col("entry").fill_null(usual),
        retires=pl.col("leaves_latest") <= pays,
        stays=pl.col("leaves_earliest") > pays,
        attends=pl.col("attends").fill_null(value=False),
        latest_start=pl.col("due").dt.offset_by(pl.format("-{}mo", pl.col("longest"))),
    ).with_columns(
        needless=pl.col("attends") | pl.col("retires").fill_null(value=False),
        unsure=~(pl.col("retires").fill_null(value=False) | pl.col("stays").fill_null(value=False)),
    )
    asked = ["entry", "demand", "needless", "unsure"]
    distinct = timed.select(asked).unique(maintain_order=True)
    decide = partial(_outcome, policy)
    outcomes = distinct.with_columns(
        pl.Series("outcome", [decide(*row) for row in distinct.iter_rows()], dtype=pl.String)
    )
    found = timed.join(outcomes, on=asked, how="left", nulls_equal=True, maintain_order="left")
    chances = [o.code for o in policy.outcomes if o.demanded]
    goes = pl.col("outcome").is_in([*chances, *(o.demanded for o in policy.outcomes if o.demanded)])
    undecided = pl.col("outcome") == policy.undecided
    none = pl.lit([], dtype=LIST)
    obstacles = pl.concat_list(
        pl.when(pl.col("attends")).then(pl.lit([ATTENDS], dtype=LIST)).otherwise(none),
        pl.when(pl.col("retires").fill_null(value=False)).then(pl.lit([RETIRES], dtype=LIST)).otherwise(none),
        pl.col("entry_unmet").fill_null(none),
    )
    papers = pl.concat_list(
        pl.col("demand_papers").fill_null(none),
        pl.col("entry_papers").fill_null(none),
        pl.when(pl.col("unsure")).then(pl.lit([BIRTH_PAPER], dtype=LIST)).otherwise(none),
    ).list.unique(maintain_order=True)
    return found.filter(pl.col("demand").is_not_null() | pl.col("outcome").is_in(chances)).with_columns(
        demand=pl.col("demand").fill_null(""),
        blocked_by=pl.when(goes | undecided).then(none).otherwise(obstacles),
        papers=pl.when(undecided).then(papers).otherwise(none),
    )


def _outcome(policy: Policy, entry: str, demand: str | None, needless: bool, unsure: bool) -> str:
    """The outcome for one way in which entry, demand and retirement may meet."""
    found = policy.outcome(entry)
    if needless:
        found = min(found, policy.outcome(apply_policy(policy, NEEDLESS, set())), key=lambda o: o.rank)
    elif unsure and found.demanded:
        return policy.undecided
    if not demand or not found.demanded:
        return found.code
    return found.demanded if demand == "certain" else policy.undecided
