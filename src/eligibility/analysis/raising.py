"""Nobody comes off worse by more: a higher level or rating, a longer service never worsens the outcome.

First each requirement is looked at alone: whether one step up can turn what was met, or not asked for,
into what is unmet, or bring a due day forward. Where that is so, and where a policy may reward what is
lacking, the outcome is looked at: two records that differ in the one step, with everything else that a
record can be.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product

import attrs

from eligibility.analysis.demands import Demand, Scene, Stage
from eligibility.analysis.folding import Way, fold
from eligibility.analysis.ordering import lenient, order_of
from eligibility.analysis.outcomes import Judging, judging
from eligibility.analysis.problems import BEYOND, deciding, error, named, place_of, shown, warning
from eligibility.analysis.space import Masks, Order, Part, Rise, rises
from eligibility.compile.cells import field_of_slot
from eligibility.compile.instances import entry_standard, remedy_of
from eligibility.compile.occasions import TRAINING, Occasion
from eligibility.compile.truths import Complete
from eligibility.compile.witness import told
from eligibility.diagnostics import Diagnostic
from eligibility.model.context import Context, NoSuchMoment
from eligibility.model.finding import Verdict
from eligibility.model.plan import DecisionPath
from eligibility.model.record import Value
from eligibility.model.slots import slots_of, terms_of
from eligibility.model.standard import Outcome, Requirement, Standard
from eligibility.model.truth import Status
from eligibility.model.vocabulary import Vocabulary


def raising(stage: Stage) -> Iterator[Diagnostic]:
    """Requirements by which somebody comes off worse with more, unless they say why."""
    stale: dict[object, Requirement] = {}
    rising: set[object] = set()
    for standard in deciding(stage.rulebook):
        for requirement, owner in _asked(stage, standard):
            try:
                suspects = list(_suspects(stage, owner, requirement))
            except BEYOND:
                yield warning("R819", place_of(requirement, "must"), name=requirement.id)
                continue
            key: object = requirement.where or requirement.id
            if suspects:
                rising.add(key)
            if requirement.not_monotone:
                stale.setdefault(key, requirement)
                continue
            yield from _worsened(stage, standard, requirement, suspects)
    for place, requirement in stale.items():
        if place not in rising:
            yield warning("R811", place_of(requirement, "not_monotone"), name=requirement.id)


def _asked(stage: Stage, standard: Standard) -> Iterator[tuple[Requirement, Standard]]:
    """The requirements of *standard*, and those of entry to the courses that close them; whose they are."""
    rulebook = stage.rulebook
    for requirement in standard.requirements:
        yield requirement, standard
    courses = {
        course.id: course
        for requirement in standard.requirements
        if requirement.if_unmet == "train" and (course := remedy_of(requirement, rulebook.vocabulary))
    }
    training = rulebook.policy(TRAINING, standard.in_force.start)
    for course in courses.values():
        entry = entry_standard(rulebook, course, standard.in_force.start)
        if entry is None or training is None:
            continue
        for requirement in entry.requirements:
            if requirement.if_unmet in training.bars_entry:
                yield requirement, entry


@attrs.frozen(eq=False)
class Suspect:
    """A step up of *slot* by which a requirement may come out worse, at a review."""

    slot: str
    occasion: Occasion
    known: Mapping[str, Value]


def _suspects(stage: Stage, standard: Standard, requirement: Requirement) -> Iterator[Suspect]:
    """The slots of which a step up worsens *requirement* itself, or may be rewarded less by a policy."""
    vocabulary = stage.rulebook.vocabulary
    if not any(
        order_of(field_of_slot(slot, _nowhere(vocabulary)), vocabulary)
        for term in terms_of(requirement, flags=False)
        for slot in slots_of(term, 0)
        if slot not in vocabulary.tables and not slot.startswith("known:")
    ):
        return
    for scene in stage.scenes(standard, (requirement,), due=bool(requirement.later), apart=True):
        (one,) = scene.demands
        for number, part in enumerate(scene.space.parts):
            for slot in part.block.slots:
                order = _order(slot, one.context)
                if order is None:
                    continue
                steps = rises(part.block, scene.known, slot, order)
                if lenient(scene.occasion.policy) and not _worsens(one, scene, number, steps):
                    continue
                if steps:
                    yield Suspect(slot, scene.occasion, scene.known)


def _order(slot: str, context: Context) -> Order | None:
    vocabulary = context.vocabulary
    if slot in vocabulary.tables or ":" in slot:
        return None
    return order_of(field_of_slot(slot, context), vocabulary)


def _nowhere(vocabulary: Vocabulary) -> Context:
    return Context(date.min, "", vocabulary, {})


def _worsens(one: Demand, scene: Scene, number: int, steps: list[Rise]) -> bool:
    """Whether one of *steps* in a part can make *one* come out worse."""
    ways = [(way.masks, one.verdict(way.name)) for way in one.ways(scene.space)]
    part = scene.space.parts[number]
    pairs = _pairs(part, steps)
    for (low, before), (high, after) in product(ways, repeat=2):
        if _worse(after, before) and _both(pairs, part, number, low, high) is not None:
            return True
    return False


def _worse(after: Verdict, before: Verdict) -> bool:
    if after.status is not Status.UNMET:
        return False
    if before.status is not Status.UNMET:
        return True
    return after.due is not None and before.due is not None and after.due < before.due


Pairs = list[tuple[int, int]]
"""Cells of one part before and after a step, by their bits."""


def _pairs(part: Part, steps: list[Rise]) -> Pairs:
    bits = {cell: 1 << number for number, cell in enumerate(part.cells)}
    return [(bits[step.cells[0]], bits[step.cells[1]]) for step in steps]


def _both(pairs: Pairs, part: Part, number: int, low: Masks, high: Masks) -> dict[int, int] | None:
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


# --- outcomes ------------------------------------------------------------------------------------


def _worsened(
    stage: Stage, standard: Standard, requirement: Requirement, suspects: list[Suspect]
) -> Iterator[Diagnostic]:
    """The first step of each suspect slot by which somebody's outcome is worse."""
    done: set[str] = set()
    for suspect in suspects:
        policy = suspect.occasion.policy
        fits = (policy.purpose == TRAINING) is bool(standard.courses)
        if suspect.slot in done or not fits or suspect.occasion.as_of not in standard.in_force:
            continue
        try:
            found = _found(stage, standard, suspect, requirement)
        except NoSuchMoment:
            continue
        except BEYOND:
            done.add(suspect.slot)
            yield warning("R819", place_of(requirement, "must"), name=requirement.id)
            continue
        if found is not None:
            done.add(suspect.slot)
            params = {"name": requirement.id, "standard": named(standard), **found}
            yield error("R810", place_of(requirement, "must"), **params)


def _found(
    stage: Stage, standard: Standard, suspect: Suspect, requirement: Requirement
) -> dict[str, str] | None:
    """Two such records; where not even what is tied to the step shows any, the rest is not looked at."""
    near = judging(stage, standard, suspect.occasion, suspect.known, suspect.slot)
    if _witness(near, suspect, requirement) is None:
        return None
    return _witness(judging(stage, standard, suspect.occasion, suspect.known), suspect, requirement)


def _witness(judged: Judging, suspect: Suspect, requirement: Requirement) -> dict[str, str] | None:
    """Two records that differ in one step up of the suspect, the higher with a worse outcome."""
    context = judged.instance.context
    best: tuple[dict[str, str], Fall] | None = None
    for fall in falls(judged, suspect.slot, suspect.known):
        if not _takes_part(judged, fall.paths, requirement):
            continue
        terms = [] if judged.loose else judged.terms([after for _, after in fall.paths])
        example = judged.scene.example(fall.lower, terms)
        if best is None or (len(example), str(example)) < (len(best[0]), str(best[0])):
            best = example, fall
    if best is None:
        return None
    example, fall = best
    read = [term for part in judged.scene.space.parts for term in part.block.terms]
    mine = [term for term in read if suspect.slot in slots_of(term, context.closed_year)]
    lower, higher = (
        told(mine, person, context.closed_year)[suspect.slot] for person in (fall.lower, fall.higher)
    )
    example.pop(suspect.slot, None)
    return {
        "field": suspect.slot,
        "lower": lower,
        "higher": higher,
        "before": fall.before.code,
        "after": fall.after.code,
        "example": shown(example),
    }


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
    order = _order(slot, judged.instance.context)
    number = next((n for n, part in enumerate(space.parts) if slot in part.block.slots), None)
    if order is None or number is None:
        return
    part = space.parts[number]
    steps = rises(part.block, known, slot, order)
    if not steps:
        return
    pairs = _pairs(part, steps)
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
        masks = _both(pairs, part, number, low[1], high[1])
        if masks is None:
            continue
        reads = number in low[1] or number in high[1]
        if not reads and low[0] is not high[0]:
            continue
        if not reads:
            del masks[number]
        yield Way(masks, (low[2], low[2] if declared else high[2]), (low[0], high[0]))


def _takes_part(
    judged: Judging, names: Sequence[tuple[DecisionPath, DecisionPath]], requirement: Requirement
) -> bool:
    """Whether *requirement* itself comes out otherwise after the step."""
    for node, (low, high) in zip(judged.nodes, names, strict=True):
        if node.requirement.where == requirement.where and node.requirement.id == requirement.id:
            return low is not high
    return False
