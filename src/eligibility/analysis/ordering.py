"""Which way values count for a person, and policies under which nobody gains by lacking something."""

from datetime import date
from functools import lru_cache
from itertools import product

from eligibility.analysis.space import Order
from eligibility.compile.policies import conclude_policy
from eligibility.compile.strictness import TooManyInputs, small_table
from eligibility.model.record import Scalar
from eligibility.model.standard import Policy, Token, TokenState
from eligibility.model.vocabulary import Field, Kind, Vocabulary


def order_of(field: Field | None, vocabulary: Vocabulary) -> Order | None:
    """Which way the values of *field* count for a person; None where they count neither way."""
    if field is None:
        return None
    if field.kind is Kind.LEVEL:
        scale = vocabulary.scales[field.scale]

        def by_rank(value: Scalar) -> tuple[str, int] | None:
            level = scale.level(value) if isinstance(value, str) else None
            return (level.ladder, level.rank) if level is not None else None

        return by_rank if scale.ordered else None
    if not field.better:
        return None
    sign = -1 if field.better in ("earlier", "lower") else 1

    def by_size(value: Scalar) -> tuple[str, int] | None:
        if isinstance(value, date):
            return "", sign * value.toordinal()
        return ("", sign * value) if isinstance(value, int) else None

    return by_size


@lru_cache(maxsize=64)
def lenient(policy: Policy) -> bool:
    """Whether nobody is ever better off under *policy* for a gap more, or one that falls due earlier.

    Then only a requirement that comes out worse can worsen an outcome. Of a policy that is too large to try
    all that it may see, outcomes are looked at.
    """
    try:
        table = small_table(policy)
    except TooManyInputs:
        return False
    ranks = {outcome.code: outcome.rank for outcome in policy.outcomes}
    found: dict[tuple[bool, ...], int | None] = {}

    def rank(held: tuple[bool, ...]) -> int | None:
        if held not in found:
            try:
                found[held] = ranks[conclude_policy(table, held)]
            except LookupError:
                found[held] = None
        return found[held]

    place = {item: number for number, item in enumerate(table.inputs)}
    better = {TokenState.UNMET: TokenState.OPEN, TokenState.DUE: TokenState.LATER}
    for held in product((False, True), repeat=len(table.inputs)):
        before = rank(held)
        if before is None:
            continue
        for item, number in place.items():
            if not isinstance(item, Token) or not held[number]:
                continue
            without = list(held)
            without[number] = False
            others = [tuple(without)]
            milder = Token(better[item.state], item.effect) if item.state in better else None
            if milder in place:
                without[place[milder]] = True
                others.append(tuple(without))
            for other in others:
                after = rank(other)
                if after is not None and after < before:
                    return False
    return True
