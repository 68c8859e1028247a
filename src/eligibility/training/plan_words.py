"""Reasons of a plan in words: limits, what was lost and to whom, what bars, what would let somebody in."""

from collections.abc import Sequence
from datetime import date
from functools import reduce

from eligibility.model.seats import DUE, Priority
from eligibility.report.words import Words
from eligibility.training.asking import DECIDED
from eligibility.training.extra import Extra
from eligibility.training.plan import Plan
from eligibility.training.reasons import Hindrance
from eligibility.training.seating import Claim, Class, GoalKind, Limit, LimitKind
from eligibility.training.whatif import Remedy


class PlanWords:
    """Says in one language why the seats of *plan* are as they are."""

    def __init__(self, plan: Plan, words: Words) -> None:
        self.plan = plan
        self.words = words
        self._say = words.say
        self._problem = plan.problem
        self._sessions = {one.id: one for one in plan.problem.classes}

    # --- names ------------------------------------------------------------------------------------

    def priority(self, name: str) -> str:
        """The label of a priority or share; for no name, that the seat was decided."""
        if not name:
            return self._say("plan.decided")
        return next(one.label[self.words.lang] for one in self.plan.asking.levels if one.id == name)

    def goal(self, name: str) -> str:
        """The label of a goal."""
        if name in (GoalKind.CLAIMS, GoalKind.EARLY):
            return self._say(f"plan.goal_{name}")
        return self.priority(name)

    def mode(self, code: str) -> str:
        """The label of a word of the class list: a mode of study, or what became of somebody sent."""
        sheets = self.plan.needs.rulebook.class_sheets
        scales = sheets.vocabulary.scales if sheets is not None else {}
        found = (level for scale in scales.values() for level in scale.levels if level.code == code)
        return next((level.label[self.words.lang] for level in found), code)

    def person(self, claim: int) -> str:
        """The person of a claim, with their id."""
        one = self._problem.claims[claim]
        return f"{self.plan.asking.facts[one.person].name} ({one.person})"

    def session(self, session: Class) -> str:
        """A class with its dates and seats."""
        return self._say(
            "plan.class",
            name=session.id,
            start=self.words.day(session.start),
            end=self.words.day(session.end),
            mode=self.mode(session.mode).lower(),
            seats=session.seats,
        )

    # --- limits -------------------------------------------------------------------------------------

    def limit(self, limit: Limit) -> str:
        """Why a limit binds."""
        about, room = limit.about, limit.room
        match limit.kind:
            case LimitKind.SEATS:
                return self._say("plan.limit_seats", name=about[0], room=room)
            case LimitKind.LEAST:
                return self._say("plan.limit_least", name=about[0], least=-room)
            case LimitKind.ABSENT:
                day = self.words.day(date.fromisoformat(about[1]))
                return self._say("plan.limit_absent", unit=about[0], room=room, day=day)
            case LimitKind.QUOTA:
                return self._say("plan.limit_quota", unit=about[1], name=about[0], room=room)
            case LimitKind.BUDGET:
                return self._say("plan.limit_budget", year=about[0], amount=self.amount(room))
            case LimitKind.MENTOR:
                day, name = (
                    self.words.day(date.fromisoformat(about[1])),
                    self.plan.asking.facts[about[0]].name,
                )
                return self._say("plan.limit_mentor", name=name, room=room, day=day)
            case LimitKind.AFTER:
                return self._say("plan.limit_after", course=self.words.course(about[2]))
            case LimitKind.BUSY:
                return self._say("plan.limit_busy")
            case LimitKind.ONCE:
                return self._say("plan.limit_once")

    def amount(self, number: int) -> str:
        """An amount of money as the language groups digits."""
        return f"{number:,}".replace(",", "." if self.words.lang == "vi" else ",")

    def hindrance(self, claim: int, found: Hindrance) -> str:
        """Why *claim* is not in the class of *found*, and who is."""
        session = self._problem.choices[found.choice].session
        said = [self._hinders(claim, session, self._problem.limits[n]) for n in found.limits]
        kinds = {self._problem.limits[n].kind for n in found.limits}
        if not said:
            return self._say("plan.free_but_later")
        if found.holder is None:
            if len(said) > 1:
                said.append(self._say("plan.no_one_seat"))
            return "; ".join(said)
        holder = self._problem.choices[found.holder].claim
        if kinds <= {LimitKind.ONCE, LimitKind.BUSY}:
            return "; ".join(said)
        return "; ".join([*said, self._say("plan.holder", person=self.person(holder))]) + self.lost(
            claim, holder, found
        )

    def _hinders(self, claim: int, session: int, limit: Limit) -> str:
        """Why a limit binds: of somebody who would leave a seat elsewhere, that too."""
        own, name = self._problem.claims[claim].course, self._problem.classes[session].id
        if limit.kind is LimitKind.LEAST and limit.about[0] != name:
            return self._say("plan.limit_least_left", name=limit.about[0], least=-limit.room)
        if limit.kind is LimitKind.AFTER and limit.about[2] == own:
            return self._say("plan.limit_before", course=self.words.course(limit.about[1]))
        return self.limit(limit)

    def lost(self, claim: int, holder: int, found: Hindrance) -> str:
        """What put *holder* before *claim*."""
        goal = found.lost_on
        own, other = self._problem.claims[claim], self._problem.claims[holder]
        if other.level == DECIDED:
            return self._say("plan.lost_decided")
        if claim in self.plan.reasons.seated:
            return self._kept(own, other, found)
        if goal == GoalKind.CLAIMS or (goal == GoalKind.EARLY and own.level == other.level):
            return self._say("plan.lost_order", what=self._ordered(own.key, other.key))
        if goal == GoalKind.EARLY or not goal:
            return self._say("plan.lost_early")
        if isinstance(self._level(goal), Priority):
            return self._say("plan.lost_priority", label=self.priority(goal))
        return self._say("plan.lost_share", label=self.priority(goal))

    def _kept(self, own: Claim, other: Claim, found: Hindrance) -> str:
        """Why *other* keeps the class in which *own*, who has a seat elsewhere, is not."""
        if other.level < own.level:
            return self._say(
                "plan.lost_priority", label=self.priority(self.plan.asking.levels[other.level].id)
            )
        if other.rank < own.rank:
            return self._say("plan.lost_order", what=self._ordered(own.key, other.key))
        swap = found.holder is not None and self.plan.reasons.exchangeable(found.choice, found.holder)
        return "" if swap else self._say("plan.lost_no_exchange")

    def _level(self, name: str) -> object:
        return next((one for one in self.plan.asking.levels if one.id == name), None)

    def _ordered(self, own: Sequence[str | int], other: Sequence[str | int]) -> str:
        """The first respect in which two claims of one priority differ."""
        names = [*self.plan.seating.order, *(["draw"] if self.plan.seating.draw is not None else [])]
        for name, mine, yours in zip(names, own, other, strict=False):
            if mine == yours:
                continue
            if name == DUE:
                return self._say("plan.order_due")
            if name == "draw":
                return self._say("plan.order_draw", seed=self.plan.seating.draw)
            field = self.plan.needs.rulebook.vocabulary.field_at(name)
            label = field.label[self.words.lang] if field is not None else name
            return self._say("plan.order_field", field=label)
        return self._say("plan.order_id")

    def bar(self, word: str) -> str:
        """What bars somebody from a class."""
        return self._say(f"plan.bar_{word}")

    def hindered(self, claim: int) -> str:
        """Why *claim* has no seat, in the class that was nearest; what bars, where none was open to it."""
        found = self.plan.reasons.hindrances(claim)
        if found:
            nearest = min(found, key=lambda one: (len(one.limits), one.choice))
            name = self._problem.classes[self._problem.choices[nearest.choice].session].id
            return f"{name}: {self.hindrance(claim, nearest)}"
        one = self._problem.claims[claim]
        bars = self.plan.asking.barred.get((one.person, one.course), {})
        return "; ".join(f"{name}: {self.bar(word)}" for name, word in sorted(bars.items())) or self._say(
            "plan.no_class"
        )

    # --- what would have let somebody in ---------------------------------------------------------------

    def remedy(self, remedy: Remedy) -> str:
        """What the plan would have needed for a seat in a class, and that one less is not enough."""
        parts = [self._more(self._problem.limits[n], more) for n, more in remedy.limits]
        name = self._problem.classes[remedy.session].id
        what = reduce(lambda first, second: self._say("plan.with", first=first, second=second), parts)
        said = self._say("plan.remedy", name=name, what=what)
        if remedy.least and any(more > 1 for _, more in remedy.limits):
            said += " " + self._say("plan.remedy_least")
        return said if remedy.proven else said + " " + self._say("plan.remedy_unproven")

    def one_more(self, found: Extra, due: date | None) -> str:
        """The class that would have to be opened for a seat, and that it ends too late, if it does."""
        session = found.session
        opened = self._say(
            "plan.extra",
            start=self.words.day(session.start),
            end=self.words.day(session.end),
            mode=self.mode(session.mode).lower(),
            seats=session.seats,
        )
        parts = [opened, *(self._more(limit, more) for limit, more in found.limits)]
        what = reduce(lambda first, second: self._say("plan.with", first=first, second=second), parts)
        own = found.seat == session
        said = (
            self._say("plan.extra_in", what=what)
            if own
            else self._say("plan.remedy", what=what, name=found.seat.id)
        )
        if found.least:
            said += " " + self._say("plan.remedy_least")
        if own and due is not None and self.plan.needs.reviews["training"].as_of < due < session.end:
            said += " " + self._say("plan.extra_late", day=self.words.day(due))
        return said if found.proven else said + " " + self._say("plan.remedy_unproven")

    def _more(self, limit: Limit, more: int) -> str:
        about = limit.about
        match limit.kind:
            case LimitKind.SEATS:
                return self._say("plan.more_seats", n=more, name=about[0])
            case LimitKind.QUOTA:
                return self._say("plan.more_quota", n=more, unit=about[1], name=about[0])
            case LimitKind.LEAST:
                return self._say("plan.less_least", n=more, name=about[0])
            case LimitKind.ABSENT:
                return self._say("plan.more_absent", n=more, unit=about[0])
            case _:
                return self._say("plan.more_budget", amount=self.amount(more), year=about[0])
