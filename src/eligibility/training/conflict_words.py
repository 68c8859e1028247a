"""Decisions that cannot all be kept, in words."""

from datetime import date

from eligibility.report.words import Words
from eligibility.training.asking import Asking
from eligibility.training.conflicts import Conflict
from eligibility.training.seating import Limit, LimitKind


def conflict_text(found: Conflict, asking: Asking, words: Words) -> str:
    """Which limit is broken, and the fewest people whose seats break it."""
    people = [
        f"{asking.facts[claim.person].name} ({claim.person})"
        for claim in (asking.problem.claims[number] for number in found.claims)
    ]
    said = list(dict.fromkeys(people))
    return words.say("plan.conflict", limit=_limit(found.limit, words), people=", ".join(said))


def _limit(limit: Limit, words: Words) -> str:
    about = limit.about
    match limit.kind:
        case LimitKind.SEATS:
            return words.say("plan.kept_seats", name=about[0], room=limit.room)
        case LimitKind.QUOTA:
            return words.say("plan.kept_quota", unit=about[1], name=about[0], room=limit.room)
        case LimitKind.ABSENT:
            day = words.day(date.fromisoformat(about[1]))
            return words.say("plan.kept_absent", unit=about[0], room=limit.room, day=day)
        case LimitKind.BUDGET:
            return words.say("plan.kept_budget", year=about[0], amount=f"{limit.room:,}".replace(",", "."))
        case LimitKind.MENTOR:
            return words.say("plan.kept_mentor", name=about[0], room=limit.room)
        case _:
            return words.say("plan.kept_busy")
