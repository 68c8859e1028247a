"""Days and posts that no rule covers, and clauses that say nothing."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TypeVar

from eligibility.analysis.problems import deciding, error, place_of, warning
from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.standard import Period, RuleBook, Standard

DAY = timedelta(days=1)

MAX_NAMES = 6
"""Posts that are named; of more it is said how many there are."""

T = TypeVar("T")


def uncovered_days(rulebook: RuleBook) -> Iterator[Diagnostic]:
    """Days between two versions of a standard, or of a policy, on which none is in force."""
    standards: dict[str, list[Standard]] = {}
    for standard in deciding(rulebook):
        standards.setdefault(standard.id, []).append(standard)
    for name, versions in standards.items():
        for standard, first, last in _gaps((version.in_force, version) for version in versions):
            place = standard.where.child("in_force") if standard.where is not None else None
            yield warning("R812", place, name=name, first=first, last=last)
    for purpose in dict.fromkeys(policy.purpose for policy in rulebook.policies):
        policies = [policy for policy in rulebook.policies if policy.purpose == purpose]
        for policy, first, last in _gaps((policy.in_force, policy) for policy in policies):
            place = policy.where.child("in_force") if policy.where is not None else None
            yield warning("R813", place, name=purpose, first=first, last=last)


def _gaps(versions: Iterable[tuple[Period, T]]) -> Iterator[tuple[T, str, str]]:
    """The later version, and the first and the last day of the gap before it."""
    covered: date | None = None
    for period, version in sorted(versions, key=lambda item: item[0].start):
        if covered is not None and covered < date.max and period.start > covered + DAY:
            yield version, (covered + DAY).isoformat(), (period.start - DAY).isoformat()
        covered = period.end if covered is None else max(covered, period.end)


def posts_without_standards(rulebook: RuleBook, where: Where) -> Iterator[Diagnostic]:
    """Posts that no deciding standard applies to and that do not say why, and those that say so in vain.

    *where* is the list of posts.
    """
    asked = {post for standard in deciding(rulebook) for post in standard.posts}
    posts = list(enumerate(rulebook.vocabulary.posts.values()))
    bare = [(number, post.code) for number, post in posts if post.code not in asked and not post.no_standard]
    if bare:
        names = ", ".join(f"`{code}`" for _, code in bare[:MAX_NAMES]) + (", …" * (len(bare) > MAX_NAMES))
        yield warning("R814", where.child(bare[0][0], "code"), names=names, count=str(len(bare)))
    for number, post in posts:
        if post.code in asked and post.no_standard:
            yield warning("R815", where.child(number, "no_standard"), name=post.code)


def empty_clauses(rulebook: RuleBook) -> Iterator[Diagnostic]:
    """Clauses in which there is neither a letter nor a number."""
    for standard in rulebook.standards:
        for requirement in standard.requirements:
            clauses: list[tuple[str, tuple[str | int, ...]]] = [(requirement.clause, ("clause",))]
            clauses += [(r.clause, ("relaxed", n, "clause")) for n, r in enumerate(requirement.relaxed)]
            clauses += [(item.clause, ("later", n, "clause")) for n, item in enumerate(requirement.later)]
            for text, steps in clauses:
                if not any(character.isalnum() for character in text):
                    yield error("R816", place_of(requirement, *steps), name=requirement.id)
