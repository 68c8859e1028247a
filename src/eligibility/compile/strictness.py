"""Which effect of an unmet demand is the stricter one: read off the policies, not off a list of words.

An effect is *no softer* than another under a policy if, whatever else is the case, a demand unmet
with it never leads to an outcome of higher rank. Where the outcomes are always the same, the effect
that the policy declares first is the stricter. Over all policies that a standard meets, only what
each of them says the same of is comparable. Under the shipped policies that comes to

- demands on posts (planning and audit): leave > wait > warn, disqualify > wait, disqualify > train >
  warn, document > warn. ``leave`` and ``disqualify`` do not compare: a plan asks for both, an audit
  for the latter only. Nor does ``document``, which asks to verify where others wait for a due date;
- entry to courses: disqualify > wait > document > full_time > warn, and wait > suppress.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from eligibility.compile.policies import conclude_policy, policy_table
from eligibility.compile.tables import TableTooLarge
from eligibility.model.plan import PolicyTable
from eligibility.model.standard import Policy, Token, TokenState

TRAINABLE = "train"
"""The effect that a course may close."""

MAX_INPUTS = 14
"""Tokens and facts of a policy whose combinations are all looked at."""

IMPOSSIBLE = -(10**9)
"""Rank of what no line of a policy decides: such tokens never occur together."""


class TooManyInputs(Exception):
    """A policy reads more than `MAX_INPUTS` tokens and facts."""


def no_softer(effect: str, than: str, policies: Iterable[Policy]) -> bool:
    """Whether *effect* is at least as strict as another under each of *policies* that can tell.

    Raises:
        TooManyInputs: a policy is too large to try all that it may see.

    """
    if effect == than:
        return True
    found = [verdict for policy in policies if (verdict := _under(policy, effect, than)) is not None]
    return bool(found) and all(found)


def small_table(policy: Policy) -> PolicyTable:
    """The table of *policy*, all combinations of whose tokens and facts may be looked at.

    Raises:
        TooManyInputs: there are too many.

    """
    try:
        table = policy_table(policy)
    except TableTooLarge:
        raise TooManyInputs(policy.id) from None
    if len(table.inputs) > MAX_INPUTS:
        raise TooManyInputs(policy.id)
    return table


@lru_cache(maxsize=256)
def _under(policy: Policy, effect: str, than: str) -> bool | None:
    """The same under one policy; None where it says nothing of either."""
    declared = list(policy.effects)
    if than in policy.bars_entry and effect not in policy.bars_entry:
        return False
    table = small_table(policy)
    seen = _Ranks(policy, table)
    differs = False
    for rest in product((False, True), repeat=len(table.inputs)):
        for due in (TokenState.DUE, TokenState.LATER):
            ours = {seen.rank(rest, tokens) for tokens in _readings(effect, due)}
            theirs = {seen.rank(rest, tokens) for tokens in _readings(than, due)}
            if IMPOSSIBLE in ours | theirs:
                continue
            if max(ours) > min(theirs):
                return False
            differs = differs or ours != theirs
    if differs:
        return True
    if effect in declared and than in declared:
        return declared.index(effect) < declared.index(than)
    return None


def _readings(effect: str, due: TokenState) -> list[frozenset[Token]]:
    """The tokens of one unmet demand: what is due later may be closed by a course, if courses close it."""
    states = [TokenState.UNMET]
    if effect == TRAINABLE and due is TokenState.LATER:
        states.append(TokenState.OPEN)
    return [
        frozenset(Token(state, word) for state in (one, due) for word in (effect, "any")) for one in states
    ]


class _Ranks:
    """The ranks of the outcomes of a policy, each concluded once."""

    def __init__(self, policy: Policy, table: PolicyTable) -> None:
        self._table = table
        self._ranks = {outcome.code: outcome.rank for outcome in policy.outcomes}
        self._found: dict[tuple[bool, ...], int] = {}

    def rank(self, rest: tuple[bool, ...], tokens: frozenset[Token]) -> int:
        """The rank where *rest* of the inputs hold, and *tokens* besides; what cannot occur has none."""
        held = tuple(value or item in tokens for item, value in zip(self._table.inputs, rest, strict=True))
        if held not in self._found:
            try:
                self._found[held] = self._ranks[conclude_policy(self._table, held)]
            except LookupError:
                self._found[held] = IMPOSSIBLE
        return self._found[held]
