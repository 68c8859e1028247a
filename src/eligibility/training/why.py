"""One person: what they need, why they have this seat or none, what it would have taken, their path."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs
import polars as pl
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from eligibility.report.summary import printable
from eligibility.training.asking import DECIDED
from eligibility.training.extra import Asks, extra
from eligibility.training.plan_tables import PlanTables
from eligibility.training.tables import NeedsTables
from eligibility.training.whatif import remedies

SCHEMA = "eligibility/training-why/1"


@attrs.frozen
class Answered:
    """The answer for one *course*: what was asked about, line by line under headings."""

    course: str
    seat: str
    """The class in which the person has a seat, by its id; empty where there is none."""
    need: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


def answers(
    tables: PlanTables,
    needs: NeedsTables,
    person: str,
    course: str,
    year: int | None,
    seconds: float,
    asks: Asks | None = None,
) -> list[Answered]:
    """The answers for *person*: for *course* and for classes that begin in *year*, if these are given.

    With *asks*, it is also tried whether one more class would let them in.
    """
    rows = needs.people().filter(pl.col("id") == person)
    known = {row["course_code"]: row for row in rows.iter_rows(named=True)}
    claimed = {
        claim.course: number
        for number, claim in enumerate(tables.plan.problem.claims)
        if claim.person == person
    }
    courses = [name for name in tables.plan.needs.rulebook.vocabulary.courses if name in {*known, *claimed}]
    return [
        _answer(tables, known.get(name), claimed.get(name), person, name, year, seconds, asks)
        for name in courses
        if course in ("", name)
    ]


def _answer(
    tables: PlanTables,
    need: dict[str, Any] | None,
    claim: int | None,
    person: str,
    course: str,
    year: int | None,
    seconds: float,
    asks: Asks | None,
) -> Answered:
    plan, say = tables.plan, tables.words.say
    told = []
    if need is not None:
        told.append(say("plan.need", outcome=need["outcome"]))
        told += [need["why"]] if need["why"] else []
        told += [_due(tables, need["due"])] if need["due"] is not None else []
    sake = plan.asking.asked_by.get((person, course))
    if sake is not None:
        told.append(say("plan.sake", course=tables.words.course(sake)))
    if claim is None:
        return Answered(course, "", tuple(told), tuple(_no_claim(tables, need, person, course)))
    session = plan.reasons.seated.get(claim)
    seat = plan.problem.classes[session] if session is not None else None
    result = [
        say("plan.seated_in", seat=tables.said.session(seat)) if seat is not None else say("plan.not_seated")
    ]
    result += _standing(tables, claim)
    classes, needed = list(_classes(tables, claim, year)), list[str]()
    asked = seat is None or (year is not None and seat.start.year != year)
    if asked and plan.solver:
        needed = list(_needed(tables, claim, year, seconds, asks)) or [say("plan.no_remedy")]
    elif asked:
        needed = [say("plan.no_solver")]
    path = tuple(_path(tables, person))
    return Answered(
        course, seat.id if seat else "", tuple(told), tuple(result), tuple(classes), tuple(needed), path
    )


def _needed(
    tables: PlanTables, claim: int, year: int | None, seconds: float, asks: Asks | None
) -> Iterator[str]:
    """What would have let the claim in: more room in the classes there are, and one more class."""
    plan = tables.plan
    open_ones = frozenset(n for n, one in enumerate(plan.problem.classes) if year in (None, one.start.year))
    for remedy in remedies(plan.problem, plan.answer.chosen, claim, open_ones, seconds):
        yield tables.said.remedy(remedy)
    one = plan.problem.claims[claim]
    found = extra(plan, one, year, asks, seconds) if asks is not None else None
    if found is not None:
        yield tables.said.one_more(found, plan.asking.due.get((one.person, one.course)))


def _due(tables: PlanTables, due: date) -> str:
    """By when the level is demanded."""
    if due <= tables.plan.needs.reviews["training"].as_of:
        return tables.words.say("plan.due_now")
    return tables.words.say("plan.due", day=tables.words.day(due))


def _standing(tables: PlanTables, claim: int) -> list[str]:
    """Under which priority the claim is counted, and where it stands among all to its course."""
    problem = tables.plan.problem
    one = problem.claims[claim]
    if one.level == DECIDED:
        return [tables.words.say("plan.decided")]
    total = sum(other.course == one.course and other.level != DECIDED for other in problem.claims)
    name = tables.said.priority(tables.frames.priority(one))
    place = tables.frames.place(claim)
    return [tables.words.say("plan.standing", priority=name, place=place, total=total)]


def _no_claim(tables: PlanTables, need: dict[str, Any] | None, person: str, course: str) -> Iterator[str]:
    """Why the person asks for no seat in the course."""
    say = tables.words.say
    aside = tables.plan.asking.aside.get((person, course))
    if aside is not None:
        yield say("plan.no_claim", reason=tables.set_aside(*aside))
    elif need is not None:
        yield say("plan.no_claim", reason=say("plan.aside_no_priority", name=""))
    if need is not None and need["blocked_by"]:
        yield need["blocked_by"]
    if need is not None and need["again_from"] is not None:
        yield say("plan.again", day=tables.words.day(need["again_from"]))
    if need is not None and need["papers"]:
        yield say("plan.papers", papers=need["papers"])


def _classes(tables: PlanTables, claim: int, year: int | None) -> Iterator[str]:
    """For every class of the course why the claim is not in it."""
    problem, said = tables.plan.problem, tables.said
    one = problem.claims[claim]
    own = tables.plan.reasons.seated.get(claim)
    bars = tables.plan.asking.barred.get((one.person, one.course), {})
    found = {
        problem.choices[hindrance.choice].session: hindrance
        for hindrance in tables.plan.reasons.hindrances(claim)
    }
    for place, session in enumerate(problem.classes):
        if session.course != one.course or (year is not None and session.start.year != year):
            continue
        if own is not None and session.start > problem.classes[own].start:
            continue
        if place == own:
            why = tables.words.say("plan.has_seat")
        elif session.id in bars:
            why = said.bar(bars[session.id])
        elif place in found:
            why = said.hindrance(claim, found[place])
        else:
            continue
        yield f"{said.session(session)}: {why}"


def _path(tables: PlanTables, person: str) -> Iterator[str]:
    """The courses of the person, one after the other."""
    words = tables.words
    frame = tables.frames.ways().filter(pl.col("id") == person)
    for row in frame.iter_rows(named=True):
        course = words.course(row["course"])
        if row["start"] is None:
            yield words.say("plan.impossible", course=course)
            continue
        yield words.say(
            "plan.step",
            n=row["step"],
            course=course,
            start=words.day(row["start"]),
            end=words.day(row["end"]),
        )
    if frame.height:
        timed = frame.row(0, named=True)
        yield words.say(f"plan.time_{timed['in_time']}")
        if timed["latest_start"] is not None:
            yield words.say("plan.latest", day=words.day(timed["latest_start"]))
    for row in tables.late().filter(pl.col("id") == person).iter_rows(named=True):
        yield words.say(
            "plan.then",
            course=row["course"],
            post=row["post"],
            due=words.day(row["due"]),
            purpose=row["purpose"],
            outcome=row["outcome"],
            then=row["then"],
        )


def why_data(tables: PlanTables, person: str, found: list[Answered]) -> dict[str, Any]:
    """The answers as plain data, in words."""
    facts = tables.plan.asking.facts[person]
    return {
        "schema": SCHEMA,
        "as_of": tables.plan.needs.reviews["training"].as_of.isoformat(),
        "id": person,
        "full_name": facts.name,
        "unit": facts.unit,
        "proven": bool(tables.plan.solver) and tables.plan.answer.proven,
        "courses": [attrs.asdict(one) for one in found],
    }


def render(tables: PlanTables, person: str, found: list[Answered]) -> RenderableType:
    """The answers on a terminal."""
    say = tables.words.say
    facts = tables.plan.asking.facts[person]
    parts: list[RenderableType] = [printable(f"{facts.name} ({person}), {facts.unit}")]
    if not found:
        parts.append(printable(say("plan.nothing")))
    for one in found:
        parts += [Text(), Text(tables.words.course(one.course), style="bold")]
        for key, lines in (
            ("plan.head_need", one.need),
            ("plan.head_result", one.result),
            ("plan.head_classes", one.classes),
            ("plan.head_needed", one.needed),
            ("plan.head_path", one.path),
        ):
            if lines:
                parts.append(Padding(Text(say(key)), (0, 0, 0, 2)))
                parts += [Padding(printable(line), (0, 0, 0, 4)) for line in lines]
    if not tables.plan.answer.proven or not tables.plan.solver:
        parts += [Text(), printable(say("plan.maybe_not_best"))]
    parts += [Text(), printable(say("report.advice"))]
    return Group(*parts)
