"""Requirements of one standard together: what nobody can satisfy at once, and what adds nothing.

Only requirements that share data can meet: they are looked at in groups, and everything else apart.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from eligibility.analysis.bounds import BEYOND
from eligibility.analysis.demands import Demand, Scene, Stage
from eligibility.analysis.folding import State, Way, fold, groups, possible
from eligibility.analysis.problems import deciding, error, named, place_of, shown, warning
from eligibility.compile.occasions import Occasion, policies_for
from eligibility.compile.strictness import TooManyInputs, no_softer
from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.finding import Verdict
from eligibility.model.standard import Requirement, Standard
from eligibility.model.truth import Status

SATISFIED = (Status.MET, Status.NOT_APPLICABLE)

MAX_SUBSETS = 4_096
"""Sets of requirements that are tried for a smaller conflict."""


def together(stage: Stage) -> Iterator[Diagnostic]:
    """Contradictions, and requirements that another one implies."""
    for standard in deciding(stage.rulebook):
        reads = {number: stage.reads(requirement) for number, requirement in enumerate(standard.requirements)}
        for group in groups(reads):
            if len(group) > 1:
                members = [standard.requirements[number] for number in group]
                yield from _contradiction(stage, standard, members)
                yield from _implied(stage, standard, members)


# --- contradictions ------------------------------------------------------------------------------


def _contradiction(stage: Stage, standard: Standard, members: Sequence[Requirement]) -> Iterator[Diagnostic]:
    """The smallest set of *members* that nobody satisfies together, at some review or at all."""
    place = standard.where.child("standard") if standard.where is not None else None
    params = {"standard": named(standard)}
    graceless = [stage.alike.graceless(requirement) for requirement in members]
    try:
        found, everywhere = stage.once(
            ("conflicts", stage.likeness(standard, *graceless, due=False)),
            lambda: _conflicts(stage, standard, graceless),
        )
    except BEYOND:
        yield warning("R819", place, name=_listed(requirement.id for requirement in members), **params)
        return
    for numbers, occasion in found.items():
        names = _listed(members[number].id for number in numbers)
        where = _inside(members[numbers[-1]], standard, place)
        if everywhere:
            yield error("R808", where, names=names, **params)
        else:
            yield warning("R823", where, names=names, day=occasion.as_of.isoformat(), **params)


def _conflicts(
    stage: Stage, standard: Standard, members: Sequence[Requirement]
) -> tuple[dict[tuple[int, ...], Occasion], bool]:
    """What nobody satisfies together, by number, with the first such review; whether some is in every one."""
    found: dict[tuple[int, ...], Occasion] = {}
    everywhere = True
    for scene in stage.scenes(standard, members, whole=False):
        conflict = _conflict(stage, scene)
        if conflict:
            found.setdefault(conflict, scene.occasion)
        else:
            everywhere = False
    return found, everywhere


def _listed(names: Iterable[str]) -> str:
    return "`, `".join(names)


def _inside(requirement: Requirement, standard: Standard, place: Where | None) -> Where | None:
    """The place of *requirement* where *standard* writes it; else that of the standard."""
    own, outer = requirement.where, standard.where
    if own is None or outer is None or own.file != outer.file:
        return place
    return own.child("id") if own.route[: len(outer.route)] == outer.route else place


def _conflict(stage: Stage, scene: Scene) -> tuple[int, ...]:
    """The smallest set of demands, by number, that nobody satisfies together; a sample is looked at first."""
    if possible([satisfying(one, scene) for one in scene.demands]) is not None:
        return ()
    whole = stage.completed(scene)
    return smallest([satisfying(one, whole) for one in whole.demands])


def satisfying(one: Demand, scene: Scene) -> list[Way]:
    """The ways in which somebody meets *one*, or is not asked for it."""
    return [way for way in one.ways(scene.space) if one.verdict(way.name).status in SATISFIED]


def smallest(things: Sequence[Sequence[Way]]) -> tuple[int, ...]:
    """The smallest set of *things*, by number, that no record satisfies; empty where one satisfies all.

    What nobody satisfies on its own is left out: that is said of it alone.
    """
    kept = [number for number, ways in enumerate(things) if ways]
    if possible([things[number] for number in kept]) is not None:
        return ()
    core = list(kept)
    for number in kept:
        fewer = [other for other in core if other != number]
        if possible([things[other] for other in fewer]) is None:
            core = fewer
    tried = 0
    for size in range(2, len(core)):
        for chosen in combinations(kept, size):
            tried += 1
            if tried > MAX_SUBSETS:
                return tuple(core)
            if possible([things[number] for number in chosen]) is None:
                return chosen
    return tuple(core)


# --- implied requirements ------------------------------------------------------------------------


def _implied(stage: Stage, standard: Standard, members: Sequence[Requirement]) -> Iterator[Diagnostic]:
    """Requirements of which whoever fails them fails another, with no milder consequences."""
    policies = policies_for(stage.rulebook, standard)
    reported: set[str] = set()
    for ours, theirs in _pairs(members):
        if theirs.id in reported or (theirs.waivable and not ours.waivable):
            continue
        if theirs.doubtful and not ours.doubtful:
            continue
        try:
            if not no_softer(theirs.if_unmet, ours.if_unmet, policies):
                continue
            example = _always_fails_too(stage, standard, ours, theirs)
        except (*BEYOND, TooManyInputs):
            yield warning("R819", place_of(ours, "must"), name=ours.id)
            continue
        if example is not None:
            reported.add(ours.id)
            place = standard.where.child("standard") if standard.where is not None else None
            where = _inside(ours, standard, place)
            params = {"name": ours.id, "other": theirs.id, "standard": named(standard)}
            yield warning("R809", where, example=shown(example), **params)


def _pairs(members: Sequence[Requirement]) -> Iterator[tuple[Requirement, Requirement]]:
    """Every two of *members*; of two that imply each other the later one is said to add nothing."""
    for number, ours in reversed(list(enumerate(members))):
        for other, theirs in enumerate(members):
            if other != number:
                yield ours, theirs


def _always_fails_too(
    stage: Stage, standard: Standard, ours: Requirement, theirs: Requirement
) -> Mapping[str, str] | None:
    """Somebody who fails both, where whoever fails *ours* fails *theirs* with it; None where not so.

    What nobody meets implies nothing: that is said of it alone.
    """
    due = _dues(ours) != _dues(theirs)
    pair = (ours, theirs) if due else (stage.alike.graceless(ours), stage.alike.graceless(theirs))
    return stage.once(
        ("implied", due, stage.likeness(standard, *pair, due=due)),
        lambda: _failing_both(stage, standard, pair, due=due),
    )


def _failing_both(
    stage: Stage, standard: Standard, pair: tuple[Requirement, Requirement], *, due: bool
) -> Mapping[str, str] | None:
    example: Mapping[str, str] | None = None
    passed = False
    for sample in stage.scenes(standard, pair, due=due, whole=False):
        if fails_alone(sample):
            return None
        scene = stage.completed(sample)
        if fails_alone(scene):
            return None
        passed = passed or any(there.status in SATISFIED for _, there, _ in _both(scene))
        for here, there, state in _both(scene):
            if example is None and here.status is Status.UNMET and there.status is Status.UNMET:
                taken = zip(scene.demands, state.names, strict=True)
                terms = [term for one, path in taken for term in one.read(path)]
                example = scene.example(scene.space.person(state.masks, state.masks), terms)
    return example if passed else None


def fails_alone(scene: Scene) -> bool:
    """Whether somebody fails the first demand of *scene* and not, or later only, the second."""
    for here, there, _ in _both(scene):
        if here.status is Status.UNMET and (
            there.status is not Status.UNMET
            or (there.due or date.min) > max(here.due or date.min, scene.occasion.as_of)
        ):
            return True
    return False


def _both(scene: Scene) -> Iterator[tuple[Verdict, Verdict, State]]:
    """What both demands of *scene* come to together, with records for which they do."""
    things = [_told(one, side, scene) for side, one in enumerate(scene.demands)]
    for (here, there), state in fold(things, sides=2).items():
        yield _only(here), _only(there), state


def _only(marks: frozenset[Hashable]) -> Verdict:
    (verdict,) = marks
    assert isinstance(verdict, Verdict)  # noqa: S101  (as `_told` marks them)
    return verdict


def _dues(requirement: Requirement) -> object:
    return requirement.needed_at, requirement.later


def _told(one: Demand, side: int, scene: Scene) -> list[Way]:
    """The ways of *one*, each marked with its verdict, on a side of its own."""
    found = []
    for way in one.ways(scene.space):
        marks = frozenset((one.verdict(way.name),))
        found.append(Way(way.masks, (marks, frozenset()) if side == 0 else (frozenset(), marks), way.name))
    return found
