"""Courses that nobody who needs them can enter, and demands for training that no course gives."""

from collections.abc import Iterator

from eligibility.analysis.bounds import BEYOND
from eligibility.analysis.demands import Scene, Stage
from eligibility.analysis.folding import possible
from eligibility.analysis.problems import deciding, error, named, place_of, warning
from eligibility.compile.instances import remedy_of
from eligibility.compile.occasions import TRAINING
from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.condition import Compare, Constant, FieldValue, NoneOf, Op
from eligibility.model.standard import Confidence, Requirement, RuleBook, Standard
from eligibility.model.truth import Status
from eligibility.model.vocabulary import Course

SUPPRESS = "suppress"
"""The effect of entry demands by which a course is not needed."""

LACKING = "lacks the level"


def unusable_courses(stage: Stage, where: Where) -> Iterator[Diagnostic]:
    """Courses whose entry standard admits nobody who lacks the level that they raise to.

    *where* is the list of courses.
    """
    for number, course in enumerate(stage.rulebook.vocabulary.courses.values()):
        for standard in deciding(stage.rulebook):
            if standard.id != course.entry and (course.entry or course.id not in standard.courses):
                continue
            params = {"name": course.id, "standard": named(standard)}
            try:
                days = list(_closed(stage, standard, course))
            except BEYOND:
                yield warning("R819", where.child(number, "id"), name=course.id)
                continue
            if days and all(closed for _, closed in days):
                yield error("R820", where.child(number, "id"), **params)
            elif any(closed for _, closed in days):
                day = next(day for day, closed in days if closed)
                yield warning("R821", where.child(number, "id"), day=day, **params)


def _closed(stage: Stage, standard: Standard, course: Course) -> Iterator[tuple[str, bool]]:
    """For every review its day, and whether nobody can enter *course*."""
    barring = _barring(stage.rulebook, standard)
    asked = [r for r in standard.requirements if r.if_unmet in barring]
    if course.field:
        lacks = NoneOf((Compare(FieldValue(course.field), Op.GE, Constant(course.raises_to)),))
        asked.append(Requirement(LACKING, lacks, "", "", confidence=Confidence.TEXT))
    for scene in stage.scenes(standard, asked, whole=False):
        closed = _nobody(scene) and _nobody(stage.completed(scene))
        yield scene.occasion.as_of.isoformat(), closed


def _barring(rulebook: RuleBook, standard: Standard) -> set[str]:
    """The effects by which somebody is not sent to a class that *standard* is for."""
    policies = [policy for policy in rulebook.policies if policy.purpose == TRAINING]
    met = [p for p in policies if p.in_force.start <= standard.in_force.end]
    return {SUPPRESS, *(effect for policy in met for effect in policy.bars_entry)}


def _nobody(scene: Scene) -> bool:
    things = [
        [way for way in one.ways(scene.space) if one.verdict(way.name).status is not Status.UNMET]
        for one in scene.demands
    ]
    return possible(things) is None


def untaught(rulebook: RuleBook) -> Iterator[Diagnostic]:
    """Demands that training is to close, where no course raises to what they ask for."""
    for standard in deciding(rulebook):
        for requirement in standard.requirements:
            if requirement.if_unmet == "train" and remedy_of(requirement, rulebook.vocabulary) is None:
                yield warning("R822", place_of(requirement, "if_unmet"), name=requirement.id)
