"""What reviews come to where a path cannot be walked in time: the policy is read again, with what stays open.

A review takes courses one after the other, whatever the classes are. With a class list, and with what must
come before a course, some end too late. Seats are not counted: that somebody waits for one is no ground for
anything.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, combinations
from typing import Any

import attrs
import polars as pl

from eligibility.engine.reference import apply_policy
from eligibility.model.review import Review
from eligibility.model.standard import Policy, Token, TokenState
from eligibility.training.asking import Asking
from eligibility.training.needs import DEMANDING, Needs
from eligibility.training.paths import Path
from eligibility.training.plan import Way

LATE: dict[str, Any] = {
    "id": pl.String,
    "full_name": pl.String,
    "unit": pl.String,
    "purpose": pl.String,
    "post": pl.String,
    "term": pl.String,
    "course": pl.String,
    "due": pl.Date,
    "end": pl.Date,
    "in_time": pl.String,
    "outcome": pl.String,
    "then": pl.String,
}
"""One row a decision and course that a path does not bring in time: *then* is what the policy makes of it.

*end* is the earliest that the path ends it, if it can at all. *in_time* is ``perhaps`` where it is in time if
courses are as short as can be, and ``unsure`` where it is not known whether the person may be in a class that
is; *then* is the policy's ``undecided`` where that makes a difference.
"""

UNSURE = ("unsure", "attends")
"""What bars from classes and may not be so: what is not known, a course attended that may end sooner."""


@attrs.frozen
class Found:
    """An unmet requirement of one decision as findings have it."""

    requirement: str
    effect: str
    course: str
    due: date
    closable: bool


def late(
    needs: Needs, asking: Asking, paths: Iterable[Way], purposes: Iterable[str] = DEMANDING
) -> pl.DataFrame:
    """All decisions of the reviews for *purposes* that *paths* change, in the order of reviews."""
    ways = {way.person: way for way in paths}
    rows = []
    for purpose in purposes:
        review = needs.reviews[purpose]
        for row, found in _settled(review, frozenset(ways)):
            facts, way = asking.facts[row["id"]], ways[row["id"]]
            who = (row["id"], facts.name, facts.unit, purpose, row["post"], row["term"])
            for course in sorted({one.course for one in found if one.closable and one.course in way.due}):
                due = min(one.due for one in found if one.course == course and one.closable)
                end = _end(way.path, course)
                if end is not None and end <= due:
                    continue
                after = outcome_after(review.policy, row["outcome"], found, course, end, review.as_of)
                timed = _timed(asking, way, course, due)
                then = after if timed == "no" or after == row["outcome"] else review.policy.undecided
                rows.append((*who, course, due, end, timed, row["outcome"], then))
    return pl.DataFrame(rows, schema=LATE, orient="row")


def _timed(asking: Asking, way: Way, course: str, due: date) -> str:
    """How sure it is that the path comes too late: ``no`` (it does), ``perhaps``, ``unsure``."""
    ends = {one.id: one.end for one in asking.problem.classes}
    bars = (asking.barred.get((way.person, name), {}) for name in way.due)
    open_ones = [name for found in bars for name, bar in found.items() if bar in UNSURE]
    if asking.facts[way.person].busy_until is not None or any(ends[name] <= due for name in open_ones):
        return "unsure"
    quick = _end(way.best, course)
    return "no" if quick is None or quick > due else "perhaps"


def _end(path: Path, course: str) -> date | None:
    return next((one.end for one in path.taken if one.course == course), None)


def _settled(review: Review, people: frozenset[str]) -> Iterator[tuple[dict[str, Any], tuple[Found, ...]]]:
    """The decisions about *people* that depend on nothing unknown, with what is unmet."""
    read = [effect for effect in review.policy.effects if review.policy.reads(effect)]
    texts = pl.col("id", "status", "if_unmet", "course", "requirement").cast(pl.String)
    findings = review.findings.with_columns(texts).filter(
        pl.col("id").is_in(list(people)) & pl.col("status").is_in(["unmet", "unknown"])
    )
    closable = findings.filter(pl.col("closable"))["row"].unique().implode()
    groups: dict[int, list[Found] | None] = {}
    columns = ("row", "requirement", "status", "if_unmet", "course", "due", "closable")
    for row, name, status, effect, course, due, closes in (
        findings.filter(pl.col("row").is_in(closable)).select(columns).iter_rows()
    ):
        own = groups.setdefault(row, [])
        if status == "unknown" and effect in read:
            groups[row] = None
        elif own is not None and status == "unmet":
            own.append(Found(name, effect, course, due, closes))
    decided = review.decisions.filter(
        pl.col("row").is_in(list(groups)) & (pl.col("outcomes").list.len() == 1)
    )
    texts = pl.col("id", "post", "term", "outcome").cast(pl.String)
    for one in (
        decided.with_columns(texts).select("row", "id", "post", "term", "outcome").iter_rows(named=True)
    ):
        found = groups[one["row"]]
        if found:
            yield one, tuple(found)


def outcome_after(
    policy: Policy, outcome: str, found: Iterable[Found], course: str, end: date | None, as_of: date
) -> str:
    """The outcome where *course* ends on *end* (or never), and not before what demands it falls due.

    What else the policy knows of the person is taken to be whatever it may be that leads to *outcome*; where
    that leaves more than one, it is the policy's ``undecided``.
    """
    now, then = set[Token](), set[Token]()
    for one in found:
        missed = one.course == course and (end is None or end > one.due)
        now |= _tokens(one, one.closable, as_of)
        then |= _tokens(one, one.closable and not missed, as_of)
    outcomes = {
        apply_policy(policy, then, set(facts))
        for facts in _facts(policy)
        if apply_policy(policy, now, set(facts)) == outcome
    }
    return outcomes.pop() if len(outcomes) == 1 else policy.undecided


def _tokens(one: Found, opens: bool, as_of: date) -> set[Token]:
    states = (
        TokenState.OPEN if opens else TokenState.UNMET,
        TokenState.LATER if one.due > as_of else TokenState.DUE,
    )
    return {Token(state, effect) for state in states for effect in (one.effect, "any")}


def _facts(policy: Policy) -> Iterator[tuple[str, ...]]:
    names = [fact.name for fact in policy.facts]
    return chain.from_iterable(combinations(names, count) for count in range(len(names) + 1))
