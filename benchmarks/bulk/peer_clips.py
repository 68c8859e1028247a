"""CLIPS: an environment for each standard, two rules for each requirement."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from answers import Work, folded, rows_of
from conditions import fields, literal, prepared, unknown, unmet
from rulebook import Standard


def clips(source: Path, made: Sequence[Standard], as_of: date, folder: Path) -> Work:
    """CLIPS through clipspy."""
    from clips import Environment

    rows = rows_of(made, as_of)
    names = prepared(source).drop("id", "post").columns
    environments = {}
    for standard in made:
        environment = Environment()
        environment.build(
            f"(deftemplate person {' '.join(f'(slot {name} (type INTEGER))' for name in names)})"
        )
        environment.build("(deftemplate found (slot number (type INTEGER)) (slot status (type INTEGER)))")
        for rule in _clips_rules(standard, rows[standard.post]):
            environment.build(rule)
        environments[standard.post] = (environment, environment.find_template("person"))

    def judge(standard: Standard, records: list[dict[str, int]]) -> Iterator[tuple[int, int]]:
        environment, template = environments[standard.post]
        for record in records:
            template.assert_fact(**record)
            environment.run()
            failed = open_ = 0
            for fact in environment.facts():
                if fact.template.name == "found":
                    if fact["status"] == 2:
                        failed |= 1 << fact["number"]
                    else:
                        open_ |= 1 << fact["number"]
            environment.reset()
            yield failed, open_

    return partial(folded, source, made, judge, folder)


def _clips_rules(standard: Standard, row: dict[str, Any]) -> Iterator[str]:
    def condition(tree: Any) -> str:
        match tree:
            case ("all", items):
                return f"(and {' '.join(map(condition, items))})"
            case ("any", items):
                return f"(or {' '.join(map(condition, items))})"
            case (field, op, value):
                return f"({ {'==': '=', '!=': '<>'}.get(op, op) } ?{field} {value})"

    for n, demand in enumerate(standard.demands):
        for status, tree in ((2, unmet(n, demand)), (1, unknown(n, demand))):
            bound = " ".join(f"({field} ?{field})" for field in fields(tree))
            yield (
                f"(defrule r{n}-{status} (person {bound}) (test {condition(literal(tree, row))}) "
                f"=> (assert (found (number {n}) (status {status}))))"
            )
