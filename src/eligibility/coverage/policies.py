"""The lines of the policies: which of them ever decide something in a case, and which changes are noticed."""

from collections.abc import Iterator, Sequence
from itertools import product

import attrs

from eligibility.analysis.bounds import BEYOND
from eligibility.analysis.demands import Stage
from eligibility.analysis.lines import facts_shown
from eligibility.compile.occasions import TRAINING
from eligibility.compile.strictness import TRAINABLE
from eligibility.coverage.trying import Trial
from eligibility.engine.reference import Reference, apply_policy
from eligibility.model.finding import Verdict
from eligibility.model.plan import Node, NodeKind
from eligibility.model.standard import Line, Named, Policy, State, Token, TokenState
from eligibility.model.truth import Status

MOST = 2_000
"""Combinations of what a case leaves open that are looked at; with more it shows nothing of the lines."""

MOST_EFFECTS = 8
"""Effects that standards use whose combinations are all looked at."""

LineKey = tuple[str, str, str, int]
"""A line: the policy's purpose, its first day, ``conclude`` or ``decide``, and its number."""

Seen = tuple[frozenset[Token], frozenset[str]]
"""Tokens and facts that hold together."""


def lines_of(policy: Policy) -> Iterator[tuple[LineKey, Line]]:
    """All lines of *policy*."""
    start = policy.in_force.start.isoformat()
    for part in ("conclude", "decide"):
        for number, line in enumerate(getattr(policy, part)):
            yield (policy.purpose, start, part, number), line


def seen_by(trial: Trial) -> tuple[Seen, ...]:
    """What the policy may see of *trial*, one for each way of completing it; empty where there are too many.

    What different requirements leave open is combined in every way: more may be looked at than there is.
    """
    reference = Reference(trial.instance)
    options: list[list[tuple[tuple[str, Verdict], ...]]] = []
    count = 1
    for node in trial.instance.nodes:
        verdicts = trial.judgement.verdicts.get(node.name)
        if verdicts is None:
            return ()
        some = list(dict.fromkeys(_matter(node, verdict) for verdict in verdicts))
        options.append(some)
        count *= len(some)
        if count > MOST:
            return ()
    found: dict[Seen, None] = {}
    for chosen in product(*options):
        tokens, facts, _ = reference.tokens(frozenset(gap for gaps in chosen for gap in gaps))
        found[frozenset(tokens), frozenset(facts)] = None
    return tuple(found)


def _matter(node: Node, verdict: Verdict) -> tuple[tuple[str, Verdict], ...]:
    wanted = Status.MET if node.kind is NodeKind.FACT else Status.UNMET
    return ((node.name, verdict),) if verdict.status is wanted else ()


def fired(policy: Policy, seen: Seen) -> frozenset[LineKey]:
    """The lines of *policy* that hold for what is *seen*; of ``decide`` the first that does."""
    tokens, facts = seen
    true = set(facts)
    found: set[LineKey] = set()
    start = policy.in_force.start.isoformat()

    def holds(item: Token | Named) -> bool:
        return item in tokens if isinstance(item, Token) else (item.name in true) is not item.negated

    for number, line in enumerate(policy.conclude):
        if all(map(holds, line.when)):
            true.add(line.then)
            found.add((policy.purpose, start, "conclude", number))
    for number, line in enumerate(policy.decide):
        if all(map(holds, line.when)):
            found.add((policy.purpose, start, "decide", number))
            break
    return frozenset(found)


@attrs.frozen
class Unfired:
    """A *line* of *policy* that holds in no case."""

    policy: Policy = attrs.field(eq=False)
    part: str
    number: int
    line: Line


def unfired(policies: Sequence[Policy], trials: Sequence[Trial]) -> tuple[Unfired, ...]:
    """The lines of *policies* that hold in no case, whatever the data that it leaves open may be."""
    shown: set[LineKey] = set()
    for trial in trials:
        lines = [fired(trial.instance.policy, seen) for seen in seen_by(trial)]
        if lines:
            shown |= frozenset.intersection(*lines)
    return tuple(
        Unfired(policy, key[2], key[3], line)
        for policy in policies
        for key, line in lines_of(policy)
        if key not in shown
    )


def indifferent(stage: Stage, number: int, changed: Policy) -> bool:
    """Whether *changed* decides as the policy of that *number* does, whatever standards may show of anybody.

    Every combination of gaps with the effects that standards use is tried with every one of facts that
    records show, more than there is.
    """
    rulebook = stage.rulebook
    policy = rulebook.policies[number]
    training = policy.purpose == TRAINING
    effects = {
        requirement.if_unmet
        for standard in rulebook.standards
        if standard.state is State.ACTIVE and bool(standard.courses) is training
        for requirement in standard.requirements
    }
    try:
        facts = [
            frozenset(i.name for i in held if isinstance(i, Named)) for held in facts_shown(stage, policy)
        ]
    except BEYOND:
        return False
    if len(effects) > MOST_EFFECTS:
        return False
    return all(
        _decided(policy, held, some) == _decided(changed, held, some)
        for held in _gaps(effects)
        for some in facts
    )


def _gaps(effects: set[str]) -> set[frozenset[Token]]:
    """What gaps with *effects*, any number of them, may show a policy."""
    found = {frozenset[Token]()}
    for effect in effects:
        gaps = [(TokenState.UNMET, TokenState.DUE), (TokenState.UNMET, TokenState.LATER)]
        gaps += [(TokenState.OPEN, TokenState.LATER)] if effect == TRAINABLE else []
        for states in gaps:
            gap = {Token(state, word) for state in states for word in (effect, "any")}
            found |= {held | gap for held in found}
    return found


def _decided(policy: Policy, tokens: frozenset[Token], facts: frozenset[str]) -> str | None:
    try:
        return apply_policy(policy, set(tokens), set(facts))
    except LookupError:
        return None


def lines_changed(
    lines: tuple[Line, ...], number: int, part: str
) -> Iterator[tuple[str, str, tuple[Line, ...]]]:
    """The line of that *number* left out, or a condition of it left out or turned round: words before and
    after, and all lines.
    """
    line = lines[number]
    last = part == "decide" and number == len(lines) - 1
    if not last:
        yield line_text(line), "", (*lines[:number], *lines[number + 1 :])
    for place, item in enumerate(line.when):
        rest = (*line.when[:place], *line.when[place + 1 :])
        if rest or part == "conclude":
            changed = attrs.evolve(line, when=rest)
            yield line_text(line), line_text(changed), (*lines[:number], changed, *lines[number + 1 :])
        if isinstance(item, Named) and part == "decide":
            turned = attrs.evolve(item, negated=not item.negated)
            changed = attrs.evolve(line, when=(*line.when[:place], turned, *line.when[place + 1 :]))
            yield line_text(line), line_text(changed), (*lines[:number], changed, *lines[number + 1 :])


def line_text(line: Line) -> str:
    """A line of a policy in short."""
    items = [
        f"{'not ' * item.negated}{item.name}" if isinstance(item, Named) else f"{item.state} {item.effect}"
        for item in line.when
    ]
    return f"{line.then}: [{', '.join(items)}]"
