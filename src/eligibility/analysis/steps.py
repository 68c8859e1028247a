"""Two records that differ in one step up of one datum, and what both come to under a policy."""

from collections.abc import Iterator, Mapping
from itertools import product

import attrs

from eligibility.analysis.folding import Way, fold
from eligibility.analysis.ordering import order_of
from eligibility.analysis.outcomes import Judging
from eligibility.analysis.space import Masks, Order, Part, Rise, rises
from eligibility.compile.cells import field_of_slot
from eligibility.compile.truths import Complete
from eligibility.model.context import Context
from eligibility.model.plan import DecisionPath
from eligibility.model.record import Value
from eligibility.model.standard import Outcome

Pairs = list[tuple[int, int]]
"""Cells of one part before and after a step, by their bits."""


def pairs_of(part: Part, steps: list[Rise]) -> Pairs:
    """The cells of *part* before and after each of *steps*."""
    bits = {cell: 1 << number for number, cell in enumerate(part.cells)}
    return [(bits[step.cells[0]], bits[step.cells[1]]) for step in steps]


def both(pairs: Pairs, part: Part, number: int, low: Masks, high: Masks) -> dict[int, int] | None:
    """The steps, as bits, before which *low* holds and after which *high* does, with the cells of the other
    parts in which both hold; None where there are none.
    """
    before, after = low.get(number, part.all), high.get(number, part.all)
    taken = sum(1 << n for n, (one, other) in enumerate(pairs) if before & one and after & other)
    if not taken:
        return None
    found = {number: taken}
    for block in {*low, *high} - {number}:
        met = low.get(block, -1) & high.get(block, -1)
        if not met:
            return None
        found[block] = met
    return found


def order_at(slot: str, context: Context) -> Order | None:
    """Which way the values of *slot* count for a person; None where they count neither way."""
    vocabulary = context.vocabulary
    if slot in vocabulary.tables or ":" in slot:
        return None
    return order_of(field_of_slot(slot, context), vocabulary)


@attrs.frozen(eq=False)
class Fall:
    """Two records that differ in one step up, of which the *higher* has the worse outcome.

    *paths* are, for each node, those that the two take.
    """

    before: Outcome
    after: Outcome
    lower: Complete
    higher: Complete
    paths: tuple[tuple[DecisionPath, DecisionPath], ...]


def falls(judged: Judging, slot: str, known: Mapping[str, Value]) -> Iterator[Fall]:
    """For each way in which one step up of *slot* can worsen an outcome, two records.

    Raises:
        eligibility.analysis.folding.TooManyStates: there are too many ways.

    """
    space = judged.scene.space
    order = order_at(slot, judged.instance.context)
    number = next((n for n, part in enumerate(space.parts) if slot in part.block.slots), None)
    if order is None or number is None:
        return
    part = space.parts[number]
    steps = rises(part.block, known, slot, order)
    if not steps:
        return
    pairs = pairs_of(part, steps)
    things = [list(_ways(judged, node, number, pairs)) for node in range(len(judged.nodes))]
    for (low, high), state in fold(things, sides=2).items():
        before, after = judged.outcome(low), judged.outcome(high)
        if after.rank < before.rank:
            taken = state.masks.get(number, (1 << len(pairs)) - 1)
            step = steps[(taken & -taken).bit_length() - 1]
            rest = space.person(state.masks, (n for n in range(len(space.parts)) if n != number))
            yield Fall(before, after, {**rest, **step.lower}, {**rest, **step.higher}, state.names)


def _ways(judged: Judging, node: int, number: int, pairs: Pairs) -> Iterator[Way]:
    """The ways of a node before and after a step; what says why it is not monotone is left as before."""
    part = judged.scene.space.parts[number]
    paths = list(judged.paths(node))
    declared = bool(judged.nodes[node].requirement.not_monotone)
    for low, high in product(paths, repeat=2):
        masks = both(pairs, part, number, low[1], high[1])
        if masks is None:
            continue
        reads = number in low[1] or number in high[1]
        if not reads and low[0] is not high[0]:
            continue
        if not reads:
            del masks[number]
        yield Way(masks, (low[2], low[2] if declared else high[2]), (low[0], high[0]))
