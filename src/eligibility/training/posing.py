"""The problem that claims and classes pose: all limits that hold, and all goals in their order."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from eligibility.training.seating import (
    Absences,
    Choice,
    Claim,
    Class,
    Goal,
    GoalKind,
    Level,
    Limit,
    LimitKind,
    Problem,
)


def make_problem(
    claims: Iterable[Claim],
    classes: Iterable[Class],
    levels: Sequence[Level],
    *,
    quotas: Sequence[tuple[str, str, int]] = (),
    budgets: Sequence[tuple[int, int]] = (),
    absences: Sequence[Absences] = (),
    mentored: int | None = None,
) -> Problem:
    """The problem of *claims* and *classes*; *levels* are the priorities and shares in their order.

    *quotas* give the seats of a unit (second) in a class (first), *budgets* the money of a year; a mentor
    has at most *mentored* people at once.
    """
    sessions = tuple(sorted(classes, key=lambda one: (one.start, one.end, one.id)))
    asking = tuple(sorted(claims, key=lambda claim: claim.rank))
    place = {session.id: number for number, session in enumerate(sessions)}
    choices = tuple(
        Choice(number, session)
        for number, claim in enumerate(asking)
        for session in sorted(place[option] for option in set(claim.options))
    )
    limits = (
        *_limits(asking, sessions, choices, dict(_quotas(quotas)), dict(budgets), absences),
        *(_loads(sessions, choices, mentored) if mentored is not None else ()),
    )
    return Problem(asking, sessions, choices, limits, tuple(_goals(asking, sessions, choices, levels)))


def _quotas(quotas: Sequence[tuple[str, str, int]]) -> Iterator[tuple[tuple[str, str], int]]:
    for session, unit, seats in quotas:
        yield (session, unit), seats


Groups = dict[tuple[str, ...], list[int]]


def _limits(
    claims: Sequence[Claim],
    classes: Sequence[Class],
    choices: Sequence[Choice],
    quotas: dict[tuple[str, str], int],
    budgets: dict[int, int],
    absences: Sequence[Absences],
) -> Iterator[Limit]:
    seats, once, busy, absent, quota = (Groups() for _ in range(5))
    budget: dict[int, list[int]] = {}
    rooms = {one.unit: one for one in absences}
    during = _during(classes)
    away = {modes: _during(classes, modes) for modes in {one.modes for one in absences}}
    for number, choice in enumerate(choices):
        claim, session = claims[choice.claim], classes[choice.session]
        seats.setdefault((session.id,), []).append(number)
        once.setdefault((claim.person, claim.course), []).append(number)
        for start in during[choice.session]:
            busy.setdefault((claim.person, start.isoformat()), []).append(number)
        if (room := rooms.get(claim.unit)) is not None:
            for start in away[room.modes][choice.session]:
                absent.setdefault((claim.unit, start.isoformat()), []).append(number)
        if (session.id, claim.unit) in quotas:
            quota.setdefault((session.id, claim.unit), []).append(number)
        if session.start.year in budgets and session.cost:
            budget.setdefault(session.start.year, []).append(number)
    size = {session.id: session.seats for session in classes}
    for about, taken in seats.items():
        yield Limit(LimitKind.SEATS, about, size[about[0]], tuple(taken))
    yield from _openings(claims, classes, choices)
    for kind, groups in ((LimitKind.ONCE, once), (LimitKind.BUSY, busy)):
        yield from (Limit(kind, about, 1, terms) for about, terms in _maximal(groups))
    for about, terms in _maximal(absent):
        if len(terms) > rooms[about[0]].most:
            yield Limit(LimitKind.ABSENT, about, rooms[about[0]].most, terms)
    for about, found in quota.items():
        yield Limit(LimitKind.QUOTA, about, quotas[about[0], about[1]], tuple(found))
    for year, found in budget.items():
        costs = tuple(classes[choices[n].session].cost for n in found)
        yield Limit(LimitKind.BUDGET, (str(year),), budgets[year], tuple(found), costs)
    yield from _orders(claims, classes, choices)


def _openings(
    claims: Sequence[Claim], classes: Sequence[Class], choices: Sequence[Choice]
) -> Iterator[Limit]:
    """The classes that open with so many or not at all; decided seats are a decision that theirs opens."""
    decided = {claim.fixed for claim in claims}
    inside: dict[int, list[int]] = {}
    for number, choice in enumerate(choices):
        inside.setdefault(choice.session, []).append(number)
    for place, session in enumerate(classes):
        if session.least > 1 and session.id not in decided and place in inside:
            terms = tuple(inside[place])
            yield Limit(LimitKind.LEAST, (session.id,), -session.least, terms, (-1,) * len(terms))


def _loads(classes: Sequence[Class], choices: Sequence[Choice], most: int) -> Iterator[Limit]:
    """Those whom each mentor has at the same time."""
    groups = Groups()
    for mentor in {one.mentor for one in classes if one.mentor}:
        own = [one.mentor == mentor for one in classes]
        starts = sorted({one.start for one, mine in zip(classes, own, strict=True) if mine})
        for number, choice in enumerate(choices):
            session = classes[choice.session]
            for start in starts if own[choice.session] else ():
                if session.start <= start <= session.end:
                    groups.setdefault((mentor, start.isoformat()), []).append(number)
    for about, terms in sorted(_maximal(groups)):
        yield Limit(LimitKind.MENTOR, about, most, terms)


def _during(classes: Sequence[Class], modes: tuple[str, ...] = ()) -> tuple[tuple[date, ...], ...]:
    """For every class the days on which some class begins while it runs: those at which most run together."""
    counted = [not modes or one.mode in modes for one in classes]
    starts = sorted({one.start for one, counts in zip(classes, counted, strict=True) if counts})
    return tuple(
        tuple(day for day in starts if counts and one.start <= day <= one.end)
        for one, counts in zip(classes, counted, strict=True)
    )


def _maximal(groups: Groups) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
    """The groups of more than one choice, each set of choices once for the first part of its name."""
    seen: set[tuple[str, tuple[int, ...]]] = set()
    for about, found in groups.items():
        terms = tuple(found)
        if len(terms) > 1 and (about[0], terms) not in seen:
            seen.add((about[0], terms))
            yield about, terms


def _orders(claims: Sequence[Claim], classes: Sequence[Class], choices: Sequence[Choice]) -> Iterator[Limit]:
    """A course only where those that must go before it have a class that ends in time."""
    of_claim: dict[tuple[str, str], list[int]] = {}
    for number, choice in enumerate(choices):
        claim = claims[choice.claim]
        of_claim.setdefault((claim.person, claim.course), []).append(number)
    for number, choice in enumerate(choices):
        claim, session = claims[choice.claim], classes[choice.session]
        if claim.fixed:
            continue
        for course in claim.after:
            before = [
                other
                for other in of_claim.get((claim.person, course), ())
                if classes[choices[other].session].end < session.start
            ]
            about = (claim.person, claim.course, course, session.id)
            yield Limit(LimitKind.AFTER, about, 0, (number, *before), (1, *(-1 for _ in before)))


def _goals(
    claims: Sequence[Claim],
    classes: Sequence[Class],
    choices: Sequence[Choice],
    levels: Sequence[Level],
) -> Iterator[Goal]:
    everyone = tuple(range(len(choices)))
    for place, level in enumerate(levels):
        if level.percent is None:
            terms = tuple(n for n in everyone if claims[choices[n].claim].level == place)
            yield Goal(GoalKind.SEATED, level.id, terms)
        else:
            above = tuple(n for n in everyone if claims[choices[n].claim].level < place)
            terms = tuple(n for n in above if level.id in claims[choices[n].claim].groups)
            yield Goal(GoalKind.SHARE, level.id, terms, percent=level.percent, everyone=above)
    worth = tuple(len(claims) - choice.claim for choice in choices)
    yield Goal(GoalKind.CLAIMS, GoalKind.CLAIMS.value, everyone, worth)
    last = max((_month(one.start) for one in classes), default=0)
    early = tuple(
        weight * (last - _month(classes[choice.session].start))
        for weight, choice in zip(worth, choices, strict=True)
    )
    yield Goal(GoalKind.EARLY, GoalKind.EARLY.value, everyone, early)


def _month(day: date) -> int:
    return day.year * 12 + day.month
