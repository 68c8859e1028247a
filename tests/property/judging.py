"""What each of the two engines says of one record."""

import attrs

from eligibility.compile.instances import compile_instance
from eligibility.compile.lifting import LiftingSolver
from eligibility.engine.completions import slot_value
from eligibility.engine.concluder import PlainConcluder
from eligibility.engine.reference import Reference
from eligibility.model.finding import Decision, Verdict
from eligibility.model.limits import MAX_RULES
from eligibility.model.plan import Instance
from eligibility.model.record import Record


@attrs.frozen
class Said:
    """Verdicts by node, outcomes, and courses for certain and perhaps."""

    verdicts: dict[str, frozenset[Verdict]]
    outcomes: frozenset[str]
    training: tuple[str, ...]
    possible: tuple[str, ...]


def by_reference(instance: Instance, record: Record) -> Said:
    """What the reference says, from raw values."""
    found = Reference(instance).judge(record)
    assert found.outcomes is not None
    return Said(dict(found.verdicts), found.outcomes, found.training, found.possible)


def decision_of(instance: Instance, record: Record) -> tuple[dict[str, frozenset[Verdict]], Decision]:
    """The verdicts and the decision of the cells and tables of the bulk path."""
    solver = LiftingSolver(compile_instance(instance, MAX_RULES), PlainConcluder())
    tables = instance.context.vocabulary.tables
    sets = [
        solver.reach(
            number,
            {slot: slot_value(record, slot) for slot in block.slots if slot not in tables},
            {slot: record.histories.get(slot) for slot in block.slots if slot in tables},
        )
        for number, block in enumerate(solver.compiled.blocks)
    ]
    verdicts = [
        solver.verdicts(node, [sets[block] for block in solver.compiled.blocks_of(node)])
        for node in range(len(instance.nodes))
    ]
    names = [node.name for node in instance.nodes]
    decision = solver.decide(verdicts) or solver.decide_jointly(verdicts, sets)
    return dict(zip(names, verdicts, strict=True)), decision


def by_columns(instance: Instance, record: Record) -> Said:
    """What the bulk path says."""
    verdicts, decision = decision_of(instance, record)
    assert not decision.exceeded
    return Said(verdicts, decision.outcomes, decision.training, decision.possible)


ENGINES = {"reference": by_reference, "columns": by_columns}
