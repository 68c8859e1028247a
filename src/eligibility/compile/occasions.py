"""When two requirements have to be compared: review days, terms and policies that stand for all others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import attrs

from eligibility.compile.cuts import EARLIEST
from eligibility.compile.instances import doubted, moments_of
from eligibility.model.calendar import add_months, days_in_month
from eligibility.model.condition import Rows
from eligibility.model.context import Context, resolve_moments
from eligibility.model.record import Among, Value
from eligibility.model.slots import slots_of, terms_of
from eligibility.model.standard import Period, Policy, Requirement, RuleBook, Standard
from eligibility.model.vocabulary import Kind, MomentRule, Term, Vocabulary

DAY = timedelta(days=1)
TRAINING = "training"
"""The purpose under which entry to courses is judged."""

TARGET_POST = "target.post"

AHEAD = 60
"""Months that an open period is looked into at least, and that a made-up term lasts."""


@attrs.frozen(eq=False)
class Occasion:
    """A review on *as_of* under *policy* of a post with *term*, with all moments dated."""

    as_of: date
    policy: Policy
    term: Term | None
    moments: Mapping[str, date]
    purpose: str

    def context(self, vocabulary: Vocabulary, windows_at: str) -> Context:
        """What conditions are evaluated in."""
        return Context(self.as_of, self.purpose, vocabulary, self.moments, windows_at)


def policies_for(rulebook: RuleBook, standard: Standard) -> tuple[Policy, ...]:
    """The policies that judge by *standard*: entry to courses has one of its own."""
    return tuple(
        policy
        for policy in rulebook.policies
        if (policy.purpose == TRAINING) is bool(standard.courses)
        and policy.in_force.start <= standard.in_force.end
        and standard.in_force.start <= policy.in_force.end
    )


def occasions(
    rulebook: RuleBook, standard: Standard, requirements: Sequence[Requirement]
) -> Iterator[Occasion]:
    """Occasions on which *requirements* may compare differently; those that they see alike come once."""
    vocabulary = rulebook.vocabulary
    used = sorted({m for r in requirements for m in moments_of(r)}, key=repr)
    rows = any(isinstance(term, Rows) for r in requirements for term in terms_of(r))
    dated = rows or any(_reads_dates(requirement, vocabulary) for requirement in requirements)
    seen: set[object] = set()
    for as_of in days_of(rulebook, standard.in_force, {moment.name for moment in used}, rows=rows):
        for policy in rulebook.policies:
            if as_of not in policy.in_force or (policy.purpose == TRAINING and not standard.courses):
                continue
            purpose = TRAINING if standard.courses else policy.purpose
            for term in terms_for(vocabulary, standard.posts, as_of):
                moments = resolve_moments(vocabulary, as_of, term, policy.moments)
                if any(moment.day is None and moment.name not in moments for moment in used):
                    continue
                found = Occasion(as_of, policy, term, moments, purpose)
                context = found.context(vocabulary, standard.windows_at)
                what_is_seen = (
                    tuple(context.day(moment) for moment in used),
                    as_of if dated else None,
                    purpose if rows else None,
                    tuple(doubted(r, vocabulary, term, policy).doubtful for r in requirements),
                )
                if what_is_seen not in seen:
                    seen.add(what_is_seen)
                    yield found


def _reads_dates(requirement: Requirement, vocabulary: Vocabulary) -> bool:
    fields = (vocabulary.field_at(slot) for term in terms_of(requirement) for slot in slots_of(term, 0))
    return any(field is not None and field.kind is Kind.DATE for field in fields)


def days_of(rulebook: RuleBook, period: Period, moments: Iterable[str], *, rows: bool) -> list[date]:
    """Both ends of *period*, and the days around which something but the review date changes."""
    vocabulary = rulebook.vocabulary
    terms = vocabulary.terms
    start = period.start
    if start == date.min:
        start = min((term.start for term in terms), default=EARLIEST)
    end = period.end
    if end == date.max:
        end = max((*(term.end for term in terms), add_months(start, AHEAD)))
    changes = [table.in_force_from for table in vocabulary.retirement]
    changes += [policy.in_force.start for policy in rulebook.policies]
    if rows:
        changes += [window.in_force_from for window in vocabulary.windows]
        changes += [w.in_force_until + DAY for w in vocabulary.windows if w.in_force_until < date.max]
    for name in moments:
        definition = vocabulary.moments.get(name)
        if definition is not None and definition.rule is MomentRule.YEARLY:
            month, day = map(int, definition.month_day.split("-"))
            years = {start.year, start.year + 1, end.year}
            changes += [date(year, month, min(day, days_in_month(year, month))) + DAY for year in years]
    around = {day for c in changes if date.min < c < date.max for day in (c - DAY, c)}
    return sorted({start, end} | {day for day in around if start < day < end})


def posts_of(vocabulary: Vocabulary, posts: Sequence[str]) -> Mapping[str, Value]:
    """What is known of the target where a standard applies to *posts* only."""
    if not posts:
        return {}
    known: dict[str, Value] = {TARGET_POST: Among(tuple(posts))}
    for joined in vocabulary.joined:
        if joined.by == TARGET_POST and not joined.table:
            values = dict.fromkeys(getattr(vocabulary.posts[post], joined.source_field) for post in posts)
            known[joined.field.path] = Among(tuple(values))
    return known


def terms_for(vocabulary: Vocabulary, posts: Sequence[str], as_of: date) -> list[Term | None]:
    """The nearest and the farthest term of *posts*, doubtful dates apart; made-up ones if none is known."""
    bodies = {(vocabulary.posts[post].kind, vocabulary.posts[post].level) for post in posts}
    known = sorted(
        (term for term in vocabulary.terms if (term.kind, term.level) in bodies and term.end >= as_of),
        key=lambda term: term.start,
    )
    if not known:
        made = [(add_months(as_of, 1)), (add_months(as_of, 2 * AHEAD))]
        return [Term("", "", "", start, add_months(start, AHEAD), "text") for start in made]
    firm = [term for term in known if term.confidence != "recall"]
    doubtful = [term for term in known if term.confidence == "recall"]
    ends = [*firm[:1], *firm[-1:], *doubtful[:1], *doubtful[-1:]]
    return list({id(term): term for term in ends}.values())
