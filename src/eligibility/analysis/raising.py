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

from eligibility.analysis.bounds import BEYOND
from eligibility.analysis.demands import Demand, Scene, Stage
from eligibility.analysis.ordering import lenient, order_of
from eligibility.analysis.outcomes import Judging, judging
from eligibility.analysis.problems import deciding, error, named, place_of, shown, warning
from eligibility.analysis.space import Rise, rises
from eligibility.analysis.steps import Fall, both, falls, order_at, pairs_of
from eligibility.compile.cells import field_of_slot
from eligibility.compile.instances import entry_standard, remedy_of
from eligibility.compile.occasions import TRAINING, Occasion
from eligibility.compile.witness import told
from eligibility.diagnostics import Diagnostic
from eligibility.model.context import Context, NoSuchMoment
from eligibility.model.finding import Verdict
from eligibility.model.plan import DecisionPath
from eligibility.model.record import Value
from eligibility.model.slots import slots_of, terms_of
from eligibility.model.standard import Requirement, RuleBook, Standard
from eligibility.model.truth import Status
from eligibility.model.vocabulary import Vocabulary


def raising(stage: Stage) -> Iterator[Diagnostic]:
    """Requirements by which somebody comes off worse with more, unless they say why."""
    stale: dict[object, Requirement] = {}
    rising: set[object] = set()
    for standard in deciding(stage.rulebook):
        for requirement, owner in asked_of(stage.rulebook, standard):
            try:
                suspects = _suspects(stage, owner, requirement)
            except BEYOND:
                yield warning("R819", place_of(requirement, "must"), name=requirement.id)
                continue
            if owner is not standard and suspects:
                suspects = list(_elsewhere(stage, standard, requirement, suspects))
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


def asked_of(rulebook: RuleBook, standard: Standard) -> Iterator[tuple[Requirement, Standard]]:
    """The requirements of *standard*, and those of entry to the courses that close them; whose they are."""
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
    """A step up of *slot* by which a requirement may come out worse, at a review.

    *target* is which of the things that may be known of the target is known.
    """

    slot: str
    occasion: Occasion
    target: int


def _suspects(stage: Stage, standard: Standard, requirement: Requirement) -> list[Suspect]:
    """The slots of which a step up worsens *requirement* itself, or may be rewarded less by a policy."""
    return stage.once(
        ("suspects", stage.likeness(standard, requirement, apart=True)),
        lambda: list(_looked_for(stage, standard, requirement)),
    )


def _looked_for(stage: Stage, standard: Standard, requirement: Requirement) -> Iterator[Suspect]:
    """The slots of which a step up worsens *requirement* itself, or may be rewarded less by a policy."""
    vocabulary = stage.rulebook.vocabulary
    if not any(
        order_of(field_of_slot(slot, _nowhere(vocabulary)), vocabulary)
        for term in terms_of(requirement, flags=False)
        for slot in slots_of(term, 0)
        if slot not in vocabulary.tables and not slot.startswith("known:")
    ):
        return
    targets = stage.known(standard, (requirement,))
    for scene in stage.scenes(standard, (requirement,), due=bool(requirement.later), apart=True):
        (one,) = scene.demands
        target = targets.index(scene.known)
        for number, part in enumerate(scene.space.parts):
            for slot in part.block.slots:
                order = order_at(slot, one.context)
                if order is None:
                    continue
                steps = rises(part.block, scene.known, slot, order)
                if lenient(scene.occasion.policy) and not _worsens(one, scene, number, steps):
                    continue
                if steps:
                    yield Suspect(slot, scene.occasion, target)


def _elsewhere(
    stage: Stage, standard: Standard, requirement: Requirement, suspects: Sequence[Suspect]
) -> Iterator[Suspect]:
    """*suspects* among demands of entry to a course, at the reviews of a *standard* that asks for it."""
    for slot in dict.fromkeys(suspect.slot for suspect in suspects):
        for occasion in stage.reviews.of(standard, (requirement,), due=False, apart=True):
            for target in range(len(stage.known(standard, (requirement,)))):
                yield Suspect(slot, occasion, target)


def _nowhere(vocabulary: Vocabulary) -> Context:
    return Context(date.min, "", vocabulary, {})


def _worsens(one: Demand, scene: Scene, number: int, steps: list[Rise]) -> bool:
    """Whether one of *steps* in a part can make *one* come out worse."""
    ways = [(way.masks, one.verdict(way.name)) for way in one.ways(scene.space)]
    part = scene.space.parts[number]
    pairs = pairs_of(part, steps)
    for (low, before), (high, after) in product(ways, repeat=2):
        if _worse(after, before) and both(pairs, part, number, low, high) is not None:
            return True
    return False


def _worse(after: Verdict, before: Verdict) -> bool:
    if after.status is not Status.UNMET:
        return False
    if before.status is not Status.UNMET:
        return True
    return after.due is not None and before.due is not None and after.due < before.due


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
    known = stage.known(standard, (requirement,))[suspect.target]
    near = judging(stage, standard, suspect.occasion, known, suspect.slot)
    if _witness(near, suspect.slot, known, requirement) is None:
        return None
    return _witness(judging(stage, standard, suspect.occasion, known), suspect.slot, known, requirement)


def _witness(
    judged: Judging, slot: str, known: Mapping[str, Value], requirement: Requirement
) -> dict[str, str] | None:
    """Two records that differ in one step up of *slot*, the higher with a worse outcome."""
    context = judged.instance.context
    best: tuple[dict[str, str], Fall] | None = None
    for fall in falls(judged, slot, known):
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
    mine = [term for term in read if slot in slots_of(term, context.closed_year)]
    lower, higher = (told(mine, person, context.closed_year)[slot] for person in (fall.lower, fall.higher))
    example.pop(slot, None)
    return {
        "field": slot,
        "lower": lower,
        "higher": higher,
        "before": fall.before.code,
        "after": fall.after.code,
        "example": shown(example),
    }


def _takes_part(
    judged: Judging, names: Sequence[tuple[DecisionPath, DecisionPath]], requirement: Requirement
) -> bool:
    """Whether *requirement* itself comes out otherwise after the step."""
    for node, (low, high) in zip(judged.nodes, names, strict=True):
        if node.requirement.where == requirement.where and node.requirement.id == requirement.id:
            return low is not high
    return False
