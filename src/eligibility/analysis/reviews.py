"""The reviews at which rules are looked at: days, terms and policies that stand for all others.

The days are both ends of the period in which a version is in force (an open end: the end of the last
term that the calendars know), the days around which tables and yearly moments change, and the days
at which limits that the rules compare meet: every date that they name, moved by every length of time
that they name. The terms are the nearest and the farthest that such posts can have.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import attrs

from eligibility.analysis.likeness import Likeness
from eligibility.compile.instances import condition_moments, moments_of
from eligibility.compile.occasions import TRAINING, Occasion, days_of, posts_of, terms_for
from eligibility.model.calendar import add_months
from eligibility.model.condition import (
    ByField,
    Compare,
    Condition,
    Constant,
    Moment,
    MonthsToRetirement,
    Rows,
    Window,
    Within,
    atoms_of,
)
from eligibility.model.context import resolve_moments
from eligibility.model.record import Known, Value
from eligibility.model.slots import conditions_of, slots_of, terms_of
from eligibility.model.standard import Period, Requirement, RuleBook, Standard
from eligibility.model.vocabulary import Kind

DAY = timedelta(days=1)

MAX_DAYS = 1_000
"""Days on which limits meet that are looked at for one group of requirements."""


class TooManyReviews(Exception):
    """There are more than `MAX_DAYS`."""


@attrs.frozen
class Needs:
    """What the answer to a question about some requirements can depend on, beside the record."""

    moments: tuple[Moment, ...]
    dated: bool
    rated: bool
    rows: bool
    days: tuple[date, ...]
    lengths: tuple[int, ...]
    retires: bool = False
    """Whether an age of retirement is read: where no table is in force there is no review."""


class Reviews:
    """Finds reviews; those at which the same is seen come once."""

    def __init__(self, rulebook: RuleBook, alike: Likeness) -> None:
        self._rulebook = rulebook
        self._alike = alike
        self._needs: dict[tuple[tuple[int, ...], bool], Needs] = {}
        self._found: dict[object, tuple[Occasion, ...]] = {}

    def of(
        self, standard: Standard, requirements: Sequence[Requirement], *, due: bool, apart: bool = False
    ) -> tuple[Occasion, ...]:
        """Reviews at which *requirements* of *standard* may come out differently.

        Their due days count only where *due*. Where *apart*, a review comes once for each policy.

        Raises:
            TooManyReviews: there are too many days to look at.

        """
        needs = self._need(requirements, due=due)
        vocabulary = self._rulebook.vocabulary
        bodies = frozenset((vocabulary.posts[p].kind, vocabulary.posts[p].level) for p in standard.posts)
        key = (needs, standard.in_force, bodies, bool(standard.courses), apart)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(self._distinct(standard, needs, apart=apart))
        return found

    def _distinct(self, standard: Standard, needs: Needs, *, apart: bool) -> Iterator[Occasion]:
        vocabulary = self._rulebook.vocabulary
        policies = [p for p in self._rulebook.policies if standard.courses or p.purpose != TRAINING]
        seen: set[object] = set()
        for as_of in self._days(standard, needs):
            if needs.retires and not any(
                table.in_force_from <= as_of <= table.in_force_until for table in vocabulary.retirement
            ):
                continue
            for policy in policies:
                if as_of not in policy.in_force:
                    continue
                purpose = TRAINING if standard.courses else policy.purpose
                for term in terms_for(vocabulary, standard.posts, as_of):
                    moments = resolve_moments(vocabulary, as_of, term, policy.moments)
                    if any(moment.day is None and moment.name not in moments for moment in needs.moments):
                        continue
                    found = Occasion(as_of, policy, term, moments, purpose)
                    context = found.context(vocabulary, standard.windows_at)
                    sight = (
                        tuple(context.day(moment) for moment in needs.moments),
                        as_of if needs.dated or needs.rows else None,
                        context.closed_year if needs.rated else None,
                        purpose if needs.rows else None,
                        policy.purpose if apart else None,
                    )
                    if sight not in seen:
                        seen.add(sight)
                        yield found

    def _days(self, standard: Standard, needs: Needs) -> list[date]:
        names = {moment.name for moment in needs.moments}
        found = days_of(self._rulebook, standard.in_force, names, rows=needs.rows)
        if not (needs.dated or needs.moments):
            return found[:1]
        return sorted({*found, *self._meetings(found, needs)})

    def _meetings(self, found: Sequence[date], needs: Needs) -> set[date]:
        """Days of the review on which a limit that moves with it meets one that does not."""
        if not needs.dated or not needs.days:
            return set()
        period = Period(found[0], found[-1])
        moved = {
            add_months(day, sign * months)
            for day in needs.days
            for months in (0, *needs.lengths)
            for sign in (1, -1)
        }
        around = {
            day
            for meeting in moved
            if date.min + DAY < meeting < date.max - DAY
            for day in (meeting - DAY, meeting, meeting + DAY)
            if day in period
        }
        if len(around) > MAX_DAYS:
            raise TooManyReviews
        return around

    def _need(self, requirements: Sequence[Requirement], *, due: bool) -> Needs:
        key = (tuple(map(self._alike.of, requirements)), due)
        found = self._needs.get(key)
        if found is None:
            if len(requirements) == 1:
                found = self._read(requirements[0], due=due)
            else:
                found = _joint([self._need((requirement,), due=due) for requirement in requirements])
            self._needs[key] = found
        return found

    def _read(self, requirement: Requirement, *, due: bool) -> Needs:
        vocabulary = self._rulebook.vocabulary
        terms = terms_of(requirement, flags=False)
        slots = [slot for term in terms for slot in slots_of(term, 0)]
        fields = [field for slot in slots if (field := vocabulary.field_at(slot)) is not None]
        dated = due or any(field.kind is Kind.DATE for field in fields)
        days: dict[date, None] = {}
        lengths: dict[int, None] = {}
        for condition in conditions_of(requirement):
            _collect(condition, days, lengths)
        for field in fields:
            days |= {bound: None for bound in (field.minimum, field.maximum) if isinstance(bound, date)}
        if due:
            moments = tuple(moments_of(requirement))
        else:
            moments = tuple(
                m for condition in conditions_of(requirement) for m in condition_moments(condition)
            )
        days |= {moment.day: None for moment in moments if moment.day is not None}
        lengths |= {abs(moment.months): None for moment in moments if moment.months}
        return Needs(
            tuple(sorted(set(moments), key=repr)),
            dated,
            any(isinstance(term, Window) or hasattr(term, "level") for term in terms),
            any(isinstance(term, Rows) for term in terms),
            tuple(sorted(days)),
            tuple(sorted(lengths)),
            any(isinstance(term, Compare) and isinstance(term.left, MonthsToRetirement) for term in terms),
        )


def _joint(needs: Sequence[Needs]) -> Needs:
    return Needs(
        tuple(sorted({m for need in needs for m in need.moments}, key=repr)),
        any(need.dated for need in needs),
        any(need.rated for need in needs),
        any(need.rows for need in needs),
        tuple(sorted({day for need in needs for day in need.days})),
        tuple(sorted({months for need in needs for months in need.lengths})),
        any(need.retires for need in needs),
    )


def _collect(condition: Condition, days: dict[date, None], lengths: dict[int, None]) -> None:
    """The dates and the lengths of time that *condition* names."""
    for atom in atoms_of(condition):
        match atom:
            case Compare(_, _, right):
                constants: Iterable[Constant] = ()
                if isinstance(right, Constant):
                    constants = (right,)
                elif isinstance(right, ByField):
                    constants = [constant for _, constant in right.choices]
                for constant in constants:
                    if isinstance(constant.value, date):
                        days[constant.value] = None
                    elif isinstance(constant.value, int):
                        lengths |= {abs(constant.value): None, abs(constant.value) + 1: None}
            case Within(_, values):
                days |= {value: None for value in values if isinstance(value, date)}
            case Rows(_, where):
                _collect(where, days, lengths)
            case _:
                pass


def known_of(rulebook: RuleBook, standard: Standard, slots: Iterable[str]) -> tuple[Mapping[str, Value], ...]:
    """What may be known of the target of *standard*: any of its posts, or one after the other.

    One after the other where something is read that follows from the post.
    """
    vocabulary = rulebook.vocabulary
    follows = [j.field.path for j in vocabulary.joined if not j.table]
    if not set(follows) & set(slots):
        return (posts_of(vocabulary, standard.posts),)
    found = []
    for post in standard.posts or tuple(vocabulary.posts):
        one: dict[str, Value] = {"target.post": Known(post)}
        for joined in vocabulary.joined:
            if not joined.table and joined.by == "target.post":
                one[joined.field.path] = Known(getattr(vocabulary.posts[post], joined.source_field))
        found.append(one)
    return tuple(found)
