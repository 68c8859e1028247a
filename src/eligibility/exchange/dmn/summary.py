"""What is understood of a model: its decisions, their hit policies, columns and rules."""

from collections.abc import Iterator, Sequence

from eligibility.exchange.dmn.model import Decision, DecisionTable, Model
from eligibility.messages import text

SCHEMA = "eligibility/import/1"


def summary_lines(model: Model, wanted: Sequence[Decision], lang: str) -> Iterator[str]:
    """One line for each of *wanted*, after one for the inputs."""
    inputs = ", ".join(f"{one.name} ({one.type.kind})" for one in model.inputs.values())
    yield text("exchange.shown_inputs", lang, inputs=inputs or "–")
    for decision in wanted:
        logic = decision.logic
        if isinstance(logic, DecisionTable):
            yield text(
                "exchange.shown_table",
                lang,
                name=decision.name,
                hit=" ".join(part for part in (logic.hit.value, logic.aggregation.value) if part),
                columns=", ".join(one.text for one in logic.inputs) or "–",
                rules=len(logic.rules),
            )
        else:
            yield text("exchange.shown_other", lang, name=decision.name)


def summary_data(model: Model, wanted: Sequence[Decision]) -> dict[str, object]:
    """The same for machines."""
    return {
        "schema": SCHEMA,
        "model": model.name,
        "inputs": [{"name": one.name, "type": one.type.kind} for one in model.inputs.values()],
        "decisions": [_decision(decision) for decision in wanted],
    }


def _decision(decision: Decision) -> dict[str, object]:
    logic = decision.logic
    if not isinstance(logic, DecisionTable):
        return {"name": decision.name, "id": decision.id, "table": None}
    table = {
        "hit_policy": logic.hit.value,
        "aggregation": logic.aggregation.value or None,
        "inputs": [one.text for one in logic.inputs],
        "outputs": [one.name for one in logic.outputs],
        "rules": len(logic.rules),
    }
    return {"name": decision.name, "id": decision.id, "table": table}
