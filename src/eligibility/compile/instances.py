"""A standard under a policy, dated: nodes, remedies, blocks and tables."""

from collections.abc import Iterator
from datetime import date

import attrs

from eligibility.compile.cells import blocks_of
from eligibility.compile.policies import policy_table
from eligibility.compile.tables import rule_table
from eligibility.model.condition import (
    AgeAt,
    Compare,
    Condition,
    Constant,
    FieldValue,
    Moment,
    MonthsSince,
    MonthsToRetirement,
    Op,
    Rows,
    atoms_of,
)
from eligibility.model.context import Context, NoSuchMoment, resolve_moments
from eligibility.model.plan import Compiled, Instance, Node, NodeKind, PolicyTable, Remedy
from eligibility.model.slots import conditions_of
from eligibility.model.standard import Confidence, Fact, Policy, Requirement, RuleBook, Standard
from eligibility.model.vocabulary import Course, MomentRule, Term, Vocabulary

CLASS_START = Moment("class_start")


def make_instance(
    rulebook: RuleBook, standard: Standard, policy: Policy, as_of: date, term: Term | None
) -> Instance:
    """*standard* under *policy* for a review on *as_of* of a post with *term*.

    Raises:
        NoSuchMoment: a moment that some condition names has no date here.

    """
    vocabulary = rulebook.vocabulary
    moments = resolve_moments(vocabulary, as_of, term, policy.moments)
    context = Context(as_of, policy.purpose, vocabulary, moments, standard.windows_at)
    remedies = {
        requirement.id: Remedy(course.id, course.months[1], _class_start(context))
        for requirement in standard.requirements
        if requirement.if_unmet == "train" and (course := remedy_of(requirement, vocabulary)) is not None
    }
    requirements = [doubted(requirement, vocabulary, term, policy) for requirement in standard.requirements]
    nodes = [Node(NodeKind.REQUIREMENT, requirement, context) for requirement in requirements]
    nodes += [Node(NodeKind.FACT, _fact(fact), context) for fact in policy.facts]
    for course_id in sorted({remedy.course for remedy in remedies.values()}):
        entry = entry_standard(rulebook, vocabulary.courses[course_id], as_of)
        if entry is not None:
            inside = attrs.evolve(context, purpose="training", windows_at=entry.windows_at)
            nodes += [
                Node(NodeKind.ENTRY, attrs.evolve(demand, course=course_id), inside, course_id)
                for demand in entry.requirements
            ]
    for node in nodes:
        for moment in moments_of(node.requirement):
            node.context.day(moment)
        if any(_retires(condition) for condition in conditions_of(node.requirement)):
            _ = node.context.retirement
    training = rulebook.policy("training", as_of)
    return Instance(
        standard,
        policy,
        context,
        tuple(nodes),
        remedies,
        frozenset(training.bars_entry if training is not None else ()),
        {item.subject: item.value for item in (*policy.assume, *standard.assume)},
    )


def compile_instance(instance: Instance, limit: int, policy: PolicyTable | None = None) -> Compiled:
    """*instance* with blocks and tables of at most *limit* rules; *policy* is that of its policy, if known.

    Raises:
        eligibility.compile.tables.TableTooLarge: a table would.

    """
    tables = tuple(rule_table(node.requirement, node.context, limit) for node in instance.nodes)
    blocks = blocks_of(
        (term, node.context)
        for node, table in zip(instance.nodes, tables, strict=True)
        for term in table.terms
    )
    places = {
        (term, context.purpose, context.windows_at if isinstance(term, Rows) else ""): (number, position)
        for number, block in enumerate(blocks)
        for position, (term, context) in enumerate(zip(block.terms, block.contexts, strict=True))
    }
    reads = tuple(
        tuple(
            places[term, node.context.purpose, node.context.windows_at if isinstance(term, Rows) else ""]
            for term in table.terms
        )
        for node, table in zip(instance.nodes, tables, strict=True)
    )
    return Compiled(instance, blocks, tables, reads, policy or policy_table(instance.policy, limit))


def remedy_of(requirement: Requirement, vocabulary: Vocabulary) -> Course | None:
    """The course that closes *requirement*: it raises a field that ``must`` wants at some level.

    Of several, the one that reaches the lowest level that is high enough; then the shortest.
    """
    for atom in atoms_of(requirement.must):
        match atom:
            case Compare(FieldValue(path), Op.GE | Op.EQ, Constant(str(wanted))):
                field = vocabulary.field_at(path)
                scale = vocabulary.scales.get(field.scale) if field is not None else None
                level = scale.level(wanted) if scale is not None else None
                if scale is None or level is None:
                    continue
                fitting = [
                    (reached.rank, course.months[1], course.id)
                    for course in vocabulary.courses.values()
                    if course.field == path
                    and (reached := scale.level(course.raises_to)) is not None
                    and reached.ladder == level.ladder
                    and reached.rank >= level.rank
                ]
                if fitting:
                    return vocabulary.courses[min(fitting)[2]]
            case _:
                pass
    return None


def entry_standard(rulebook: RuleBook, course: Course, day: date) -> Standard | None:
    """The active standard for entry to *course* on *day*."""
    return next(
        (
            standard
            for standard in rulebook.entry(course.id)
            if standard.state == "active" and day in standard.in_force
        ),
        None,
    )


TERM_RULES = (MomentRule.TERM_START, MomentRule.TERM_END)


def doubted(
    requirement: Requirement, vocabulary: Vocabulary, term: Term | None, policy: Policy
) -> Requirement:
    """*requirement*, as doubtful as the date of the term it is measured at, if it is measured at one."""
    if term is None or term.confidence != Confidence.RECALL or requirement.confirmed is not None:
        return requirement
    dated_by_term = {str(rule) for rule in TERM_RULES} | {
        name for name, definition in vocabulary.moments.items() if definition.rule in TERM_RULES
    }
    if any(moment.name in dated_by_term - set(policy.moments) for moment in moments_of(requirement)):
        return attrs.evolve(requirement, confidence=Confidence.RECALL)
    return requirement


def _class_start(context: Context) -> date:
    try:
        return context.day(CLASS_START)
    except NoSuchMoment:
        return context.as_of


def _fact(fact: Fact) -> Requirement:
    return Requirement(fact.name, fact.condition, if_unmet="", clause="", confidence=Confidence.TEXT)


def moments_of(requirement: Requirement) -> Iterator[Moment]:
    """The moments that *requirement* is measured at or falls due at."""
    yield requirement.needed_at
    yield from (later.by for later in requirement.later)
    for condition in conditions_of(requirement):
        yield from condition_moments(condition)


def condition_moments(condition: Condition) -> Iterator[Moment]:
    """The moments that *condition* names."""
    for atom in atoms_of(condition):
        match atom:
            case Compare(left, _, right):
                if isinstance(left, AgeAt | MonthsSince | MonthsToRetirement):
                    yield left.moment
                if isinstance(right, Moment):
                    yield right
            case Rows(_, where):
                yield from condition_moments(where)
            case _:
                pass


def _retires(condition: Condition) -> bool:
    return any(
        isinstance(atom, Compare) and isinstance(atom.left, MonthsToRetirement)
        for atom in atoms_of(condition)
    )
