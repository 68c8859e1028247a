"""One more class, which is not in the list: the first that would have let somebody in.

It is made like a class of the same course that is in the list, for as few as such a class opens with, and
begins on the first day of a month. Each that somebody may enter is a plan solved again, in which everybody
else who may enter it asks for it too.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

import attrs
import polars as pl

from eligibility.model.calendar import add_months
from eligibility.model.seats import FULL_TIME
from eligibility.training.asking import Asking
from eligibility.training.classes import ClassList
from eligibility.training.following import length
from eligibility.training.plan import Plan
from eligibility.training.reasons import Hindrance, Reasons
from eligibility.training.seating import Claim, Class, Limit, LimitKind, Problem
from eligibility.training.whatif import Search

Asks = Callable[[ClassList], Asking]
"""The claims that needs come to for another class list."""

LEAD = 2
"""The first class that could still be opened begins with the month so many after that of the review."""
SOLVED = 12
"""So many classes are tried; those that the person may not enter are not counted."""

RAISED = frozenset({LimitKind.SEATS, LimitKind.ABSENT, LimitKind.BUDGET})
"""What may be raised along with it."""


@attrs.frozen
class Extra:
    """A further class *session*, with which the best plan has a seat for somebody, in the class *seat*.

    *limits* need so much more room besides. *least*: with one seat less, or one step less of any of these,
    it has none.
    """

    session: Class
    seat: Class
    limits: tuple[tuple[Limit, int], ...]
    least: bool
    proven: bool


def extra(plan: Plan, claim: Claim, year: int | None, asks: Asks, seconds: float) -> Extra | None:
    """The first further class that would let *claim* into one that begins in *year* (in any, if none)."""

    def pose(session: Class) -> Problem:
        return asks(attrs.evolve(plan.listed, classes=(*plan.listed.classes, session))).problem

    return first_of(further(plan, claim, year), pose, claim, year, seconds)


def first_of(
    sessions: Iterable[Class],
    pose: Callable[[Class], Problem],
    claim: Claim,
    year: int | None,
    seconds: float,
) -> Extra | None:
    """The first of *sessions* that lets *claim* in by itself, with more seats if need be; else with more.

    *pose* has the problem in which a session is one of the classes.
    """
    others: list[tuple[Search, Hindrance, Class]] = []
    solved = 0
    for session in sessions:
        problem = pose(session)
        number = _number(problem, claim)
        choice = _choice(problem, number, session)
        if choice is None:
            continue
        within = (n for n, one in enumerate(problem.classes) if year in (None, one.start.year))
        search = Search(problem, None, number, frozenset(within), seconds)
        seat = search.seat({})
        if seat is not None:
            return Extra(session, problem.classes[seat], (), least=False, proven=search.proven)
        hindrance = Reasons(problem, search.best({})).hindrance(choice)
        kinds = {problem.limits[n].kind for n in hindrance.limits}
        if kinds == {LimitKind.SEATS} and (found := _with_more(search, hindrance, session)):
            return found
        if kinds - {LimitKind.SEATS} and kinds <= RAISED:
            others.append((search, hindrance, session))
        solved += 1
        if solved == SOLVED:
            break
    found_later = (_with_more(*other) for other in others)
    return next((one for one in found_later if one is not None), None)


def _number(problem: Problem, claim: Claim) -> int:
    """The place of *claim* among those of *problem*."""
    key = (claim.person, claim.course, claim.fixed)
    return next(n for n, one in enumerate(problem.claims) if (one.person, one.course, one.fixed) == key)


def _choice(problem: Problem, claim: int, session: Class) -> int | None:
    """The choice of *claim* in *session*, where it may enter."""
    place = problem.classes.index(session)
    return next((n for n in problem.of_claim[claim] if problem.choices[n].session == place), None)


def _with_more(search: Search, hindrance: Hindrance, session: Class) -> Extra | None:
    """*session* with the fewest seats, and the least more room elsewhere, that let the claim in."""
    problem = search.problem
    remedy = search.least(hindrance)
    if remedy is None:
        return None
    raised = [(problem.limits[n], more) for n, more in remedy.limits]
    own = [more for limit, more in raised if limit.about == (session.id,)]
    limits = tuple((limit, more) for limit, more in raised if limit.about != (session.id,))
    wider = attrs.evolve(session, seats=session.seats + sum(own))
    seat = problem.classes[remedy.session]
    return Extra(wider, wider if seat == session else seat, limits, remedy.least, remedy.proven)


# --- which classes there could be -------------------------------------------------------------------------


def further(plan: Plan, claim: Claim, year: int | None) -> Iterator[Class]:
    """The classes that could be opened besides, the earliest first, within the years of *plan*."""
    as_of = plan.needs.reviews["training"].as_of
    facts = plan.asking.facts[claim.person]
    ready = max(facts.busy_until or as_of, _free(plan, claim))
    models = _models(plan, claim)
    month = add_months(as_of.replace(day=1), LEAD)
    while month.year <= plan.years[-1]:
        if month.year in plan.years and year in (None, month.year) and month > ready:
            for model in models:
                end = add_months(month, length(model)) - timedelta(1)
                if facts.leaves is not None and end < facts.leaves:
                    yield attrs.evolve(model, start=month, end=end)
        month = add_months(month, 1)


def _free(plan: Plan, claim: Claim) -> date:
    """The last day on which a waiting time bars from the course."""
    own = (pl.col("id") == claim.person) & (pl.col("course") == claim.course)
    days = plan.needs.people.filter(own)["again_from"].drop_nulls().to_list()
    return max((day - timedelta(1) for day in days), default=date.min)


def _models(plan: Plan, claim: Claim) -> tuple[Class, ...]:
    """What a further class is like: for each mode of study, the class of the list that opens with fewest.

    Without any, or where all are part-time and the person is too young for them, one by the longest
    duration of the course.
    """
    listed = [one for one in plan.listed.classes if one.course == claim.course]
    bars = plan.asking.barred.get((claim.person, claim.course), {})
    course = plan.needs.rulebook.vocabulary.courses[claim.course]
    made: dict[str, Class] = {}
    for one in sorted(listed, key=lambda one: (_fewest(one), -one.start.toordinal(), one.id)):
        made.setdefault(one.mode, one)
    mode = FULL_TIME if made and FULL_TIME not in made and FULL_TIME in bars.values() else course.mode
    if not made or mode == FULL_TIME:
        mode = mode or FULL_TIME
        begins = date(plan.years[0], 1, 1)
        ends = add_months(begins, course.months[1]) - timedelta(1)
        cost = max((one.cost for one in listed), default=0)
        made.setdefault(mode, Class("", claim.course, begins, ends, 1, mode, cost))
    name = "+"
    while any(one.id == name for one in plan.listed.classes):
        name += "+"
    return tuple(
        attrs.evolve(one, id=name, seats=_fewest(one), units=())
        for _, one in sorted(made.items(), key=lambda pair: pair[0])
    )


def _fewest(session: Class) -> int:
    """The fewest people with whom a class opens."""
    return max(1, session.least)
