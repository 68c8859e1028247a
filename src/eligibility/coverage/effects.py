"""Whether two words of `if_unmet` come to the same under a policy, whatever else is found of whomever."""

from functools import lru_cache
from itertools import product

from eligibility.compile.policies import conclude_policy
from eligibility.compile.strictness import TRAINABLE, TooManyInputs, small_table
from eligibility.model.standard import Policy, Token, TokenState


@lru_cache(maxsize=256)
def alike(policy: Policy, one: str, other: str) -> bool:
    """Whether it makes no difference under *policy* if a gap that no course closes has another effect.

    Every combination of tokens and facts is tried, those among them that nobody shows.
    """
    try:
        table = small_table(policy)
    except TooManyInputs:
        return False
    place = {item: number for number, item in enumerate(table.inputs)}

    def with_gap(held: tuple[bool, ...], effect: str, moment: TokenState) -> tuple[bool, ...]:
        found = list(held)
        for state in (TokenState.UNMET, moment):
            for word in (effect, "any"):
                token = Token(state, word)
                if token in place:
                    found[place[token]] = True
        return tuple(found)

    for held in product((False, True), repeat=len(table.inputs)):
        for moment in (TokenState.DUE, TokenState.LATER):
            pair = (with_gap(held, one, moment), with_gap(held, other, moment))
            if pair[0] != pair[1]:
                try:
                    outcomes = {conclude_policy(table, inputs) for inputs in pair}
                except LookupError:
                    return False
                if len(outcomes) > 1:
                    return False
    return True


def same_entry(policy: Policy, one: str, other: str) -> bool:
    """Whether both words bar entry to a course, or neither does, and neither says that it is not needed."""
    bars = policy.bars_entry
    return (one in bars) is (other in bars) and "suppress" not in (one, other)


def closable(effect: str) -> bool:
    """Whether a course may close a gap with this *effect*."""
    return effect == TRAINABLE
