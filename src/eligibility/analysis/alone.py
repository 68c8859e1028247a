"""Requirements on their own: never met, always met, and parts of them that nobody is touched by."""

from collections.abc import Iterator

from eligibility.analysis.bounds import BEYOND
from eligibility.analysis.demands import Seen, Stage
from eligibility.analysis.problems import deciding, error, named, place_of, shown, warning
from eligibility.diagnostics import Diagnostic
from eligibility.model.standard import Requirement, Standard
from eligibility.model.truth import Status

Looked = list[tuple[Standard, Requirement, Seen]]
"""Versions that share one requirement as it is written, with what became of it in each."""


def alone(stage: Stage) -> Iterator[Diagnostic]:
    """What is wrong with single requirements.

    What nobody can meet is said of every version; what touches nobody, where it touches nobody in
    any version that takes the requirement over.
    """
    written: dict[object, Looked] = {}
    unproven: set[object] = set()
    for standard in deciding(stage.rulebook):
        for requirement in standard.requirements:
            key: object = requirement.where or (standard.id, standard.version, requirement.id)
            try:
                seen = stage.seen(standard, requirement)
            except BEYOND:
                if key not in unproven:
                    unproven.add(key)
                    yield warning("R819", place_of(requirement, "must"), name=requirement.id)
                continue
            if seen.statuses:
                written.setdefault(key, []).append((standard, requirement, seen))
    for place, looked in written.items():
        yield from _never(looked)
        if place not in unproven:
            yield from _idle(looked)


def _never(looked: Looked) -> Iterator[Diagnostic]:
    for standard, requirement, seen in looked:
        if seen.never is None:
            continue
        params = {"name": requirement.id, "standard": named(standard), "example": shown(seen.never)}
        place = place_of(requirement, "must")
        if not seen.met_somewhere:
            yield error("R801", place, **params)
        elif requirement.when is None:
            yield warning("R802", place, **params)


def _idle(looked: Looked) -> Iterator[Diagnostic]:
    _, requirement, _ = looked[0]
    reached = {status for _, _, seen in looked for status in seen.statuses}
    name = requirement.id
    if reached == {Status.NOT_APPLICABLE}:
        example = shown(looked[0][2].statuses[Status.NOT_APPLICABLE])
        yield warning("R804", place_of(requirement, "when"), name=name, example=example)
        return
    if Status.UNMET not in reached:
        met = next(seen.statuses[Status.MET] for _, _, seen in looked if Status.MET in seen.statuses)
        yield warning("R803", place_of(requirement, "must"), name=name, example=shown(met))
    if requirement.when is not None and Status.NOT_APPLICABLE not in reached:
        yield warning("R805", place_of(requirement, "when"), name=name)
    relaxed = {number for _, _, seen in looked for number in seen.relaxed}
    for number in range(len(requirement.relaxed)):
        if number not in relaxed:
            yield warning("R806", place_of(requirement, "relaxed", number), name=name)
    if Status.UNMET not in reached:
        return
    later = {number for _, _, seen in looked for number in seen.later}
    for number in range(len(requirement.later)):
        if number not in later:
            yield warning("R807", place_of(requirement, "later", number), name=name)
