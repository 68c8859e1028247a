"""Lines of a policy that nothing ever reaches, and outcomes that no line decides."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from eligibility.analysis.bounds import BEYOND
from eligibility.analysis.demands import Stage, demand
from eligibility.analysis.folding import fold
from eligibility.analysis.problems import warning
from eligibility.compile.policies import policy_table
from eligibility.compile.strictness import TRAINABLE
from eligibility.compile.tables import TableTooLarge
from eligibility.diagnostics import Diagnostic
from eligibility.model.context import Context, resolve_moments
from eligibility.model.standard import Confidence, Named, Policy, Requirement, Token, TokenState
from eligibility.model.truth import Status

MAX_INPUTS = 16
"""Tokens and facts of a policy whose combinations are all looked at."""

Held = frozenset[Token | Named]


def idle_lines(stage: Stage) -> Iterator[Diagnostic]:
    """Lines that never hold, or never first, whatever is found of whomever.

    A last line without conditions is a net and may stay empty.
    """
    for policy in stage.rulebook.policies:
        try:
            inputs = policy_table(policy).inputs
            if len(inputs) > MAX_INPUTS:
                raise TableTooLarge(policy.id)
            facts = facts_shown(stage, policy)
        except BEYOND:
            yield warning("R819", policy.where, name=policy.id)
            continue
        fired = _fired(policy, [item for item in inputs if isinstance(item, Token)], facts)
        for number, line in enumerate(policy.conclude):
            if ("conclude", number) not in fired:
                yield warning("R817", line.where, name=line.then, policy=policy.id)
        for number, line in enumerate(policy.decide):
            net = number == len(policy.decide) - 1 and not line.when
            if ("decide", number) not in fired and not net:
                yield warning("R818", line.where, name=line.then, policy=policy.id)


def facts_shown(stage: Stage, policy: Policy) -> list[Held]:
    """The combinations of facts that records show."""
    vocabulary = stage.rulebook.vocabulary
    day = policy.in_force.start
    known = [term.start for term in vocabulary.terms]
    as_of = max(day, min(known)) if known else day
    moments = resolve_moments(vocabulary, as_of, next(iter(vocabulary.terms), None), policy.moments)
    context = Context(as_of, policy.purpose, vocabulary, moments)
    demands = [
        demand(Requirement(fact.name, fact.condition, "", "", confidence=Confidence.TEXT), context)
        for fact in policy.facts
    ]
    space = stage.space((pair for one in demands for pair in one.terms), {})
    things = []
    for one in demands:
        ways = []
        for way in one.ways(space):
            met = one.verdict(way.name).status is Status.MET
            held = {Named(one.requirement.id)} if met else set()
            ways.append(attrs.evolve(way, marks=(frozenset(held),)))
        things.append(ways)
    return [marks for (marks,) in fold(things, sides=1)]  # type: ignore[misc]


def _fired(policy: Policy, tokens: Sequence[Token], facts: Sequence[Held]) -> set[tuple[str, int]]:
    """The lines that hold for some tokens and facts; of ``decide`` the first that does."""
    fired: set[tuple[str, int]] = set()
    for held in _tokens(policy, tokens):
        for fact in facts:
            true: dict[Token | Named, bool] = dict.fromkeys((*held, *fact), True)
            for number, line in enumerate(policy.conclude):
                if _holds(line.when, true):
                    fired.add(("conclude", number))
                    true[Named(line.then)] = True
            first = next((n for n, line in enumerate(policy.decide) if _holds(line.when, true)), None)
            if first is not None:
                fired.add(("decide", first))
    return fired


def _holds(when: Sequence[Token | Named], true: Mapping[Token | Named, bool]) -> bool:
    return all(
        item in true if isinstance(item, Token) else (Named(item.name) in true) is not item.negated
        for item in when
    )


def _tokens(policy: Policy, known: Sequence[Token]) -> set[frozenset[Token]]:
    """What gaps may show a policy, of the tokens that it reads: any number of gaps with each effect."""
    found = {frozenset[Token]()}
    for effect in policy.effects:
        gaps = [(TokenState.UNMET, TokenState.DUE), (TokenState.UNMET, TokenState.LATER)]
        gaps += [(TokenState.OPEN, TokenState.LATER)] if effect == TRAINABLE else []
        for states in gaps:
            gap = {Token(state, word) for state in states for word in (effect, "any")}
            found |= {held | gap.intersection(known) for held in found}
    return found
