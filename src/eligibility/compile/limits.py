"""What is too large for one ruleset, found while the rule book is checked rather than in a review."""

from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from eligibility.compile.policies import policy_table
from eligibility.compile.tables import TableTooLarge, rule_table
from eligibility.diagnostics import Where
from eligibility.model.context import Context
from eligibility.model.limits import MAX_FIRING, MAX_RULES, MAX_TESTS
from eligibility.model.slots import terms_of
from eligibility.model.standard import Confidence, Named, Policy, Requirement, RuleBook
from eligibility.model.vocabulary import Label, Vocabulary

COUNTED = 1_000
"""Rules are counted up to so many; beyond, it is only said that there are more."""

ANY_DAY = date(2025, 1, 1)
"""Dates decide which verdicts a rule has, never how many rules there are."""


@attrs.frozen
class OverLimit:
    """Something that needs more than one ruleset can be trusted with; *code* of the diagnostic."""

    where: Where | None
    code: str
    params: Mapping[str, str] = attrs.field(hash=False)


def over_limits(rulebook: RuleBook) -> Iterator[OverLimit]:
    """Requirements and facts with too many rules or conditions, and policies that are too large.

    Any requirement may become doubtful where the date of its term is, which takes one rule more.
    """
    seen: set[Requirement] = set()
    sizes: dict[Requirement, tuple[int, int]] = {}
    for standard in rulebook.standards:
        for requirement in standard.requirements:
            if requirement not in seen:
                seen.add(requirement)
                doubted = attrs.evolve(requirement, confidence=Confidence.RECALL, confirmed=None)
                yield from _requirement(doubted, requirement.where, rulebook.vocabulary, sizes)
    for policy in rulebook.policies:
        for fact in policy.facts:
            written = Requirement(fact.name, fact.condition, "", "", confidence=Confidence.TEXT)
            where = policy.where.child("facts", fact.name) if policy.where is not None else None
            yield from _requirement(written, where, rulebook.vocabulary, sizes)
        yield from _policy(policy)


def _requirement(
    requirement: Requirement,
    where: Where | None,
    vocabulary: Vocabulary,
    sizes: dict[Requirement, tuple[int, int]],
) -> Iterator[OverLimit]:
    said = attrs.evolve(
        requirement, id="", if_unmet="", clause="", label=None, note=Label("", ""), not_monotone=""
    )
    if said not in sizes:
        sizes[said] = _size(said, vocabulary)
    terms, rules = sizes[said]
    if terms > MAX_TESTS:
        yield _over("R523", where, requirement.id, terms, MAX_TESTS)
    elif rules > MAX_RULES:
        yield _over("R521", where, requirement.id, rules, MAX_RULES)


def _size(requirement: Requirement, vocabulary: Vocabulary) -> tuple[int, int]:
    """How many terms *requirement* has, and how many rules; those of too many terms are not counted."""
    terms = len(terms_of(requirement))
    if terms > MAX_TESTS:
        return terms, 0
    try:
        return terms, len(rule_table(requirement, _anywhere(requirement, vocabulary), COUNTED).paths)
    except TableTooLarge:
        return terms, COUNTED + 1


def _policy(policy: Policy) -> Iterator[OverLimit]:
    lines = (*policy.conclude, *policy.decide)
    variables = {item.name if isinstance(item, Named) else item for line in lines for item in line.when}
    size = len(variables | {line.then for line in policy.conclude})
    if size > MAX_TESTS:
        yield _over("R522", policy.where, policy.id, size, MAX_TESTS)
        return
    try:
        table = policy_table(policy, COUNTED)
    except TableTooLarge:
        yield _over("R524", _child(policy, "decide"), policy.id, COUNTED + 1, MAX_RULES)
        return
    if len(table.stages[-1]) > MAX_RULES:
        yield _over("R524", _child(policy, "decide"), policy.id, len(table.stages[-1]), MAX_RULES)
    most = max((len(stage) for stage in table.stages[:-1]), default=0)
    if most > MAX_FIRING:
        yield _over("R525", _child(policy, "conclude"), policy.id, most, MAX_FIRING)


def _child(policy: Policy, step: str) -> Where | None:
    return policy.where.child(step) if policy.where is not None else None


def _over(code: str, where: Where | None, name: str, got: int, limit: int) -> OverLimit:
    shown = str(got) if got <= COUNTED else f"> {COUNTED}"
    return OverLimit(where, code, {"name": name, "got": shown, "limit": str(limit)})


def _anywhere(requirement: Requirement, vocabulary: Vocabulary) -> Context:
    """Circumstances in which every moment that *requirement* falls due at has a date."""
    moments = (requirement.needed_at, *(later.by for later in requirement.later))
    return Context(ANY_DAY, "", vocabulary, {moment.name: ANY_DAY for moment in moments})
