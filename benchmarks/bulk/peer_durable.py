"""durable-rules, one situation a person: rules over whether demands are met at best and at worst."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from answers import Answer, Work, write
from conditions import met, numbers, outcome_of, prepared
from parameters import table
from rulebook import Standard


def durable(source: Path, made: Sequence[Standard], as_of: date, folder: Path) -> Work:
    """durable-rules inside the fence of the project, one situation a person."""
    from eligibility.engine.durable import DurableRules, Ruleset

    size = len(made[0].demands)
    rules = [((2 * n, False),) for n in range(size)]
    rules += [((2 * n, True), (2 * n + 1, False)) for n in range(size)]
    ruleset, engine = Ruleset(tuple(rules), 2 * size), DurableRules()

    def work() -> Sequence[Answer]:
        found = _vectors(source, made, as_of)
        facts = np.stack([found[f"{end}{n}"] for n in range(size) for end in "br"], axis=1)
        conclude = [outcome_of(standard) for standard in made]
        answers: list[Answer] = []
        for post, row in zip(found["post"].tolist(), facts.tolist(), strict=True):
            failed = open_ = 0
            for rule in engine.fired(ruleset, row):
                if rule < size:
                    failed |= 1 << rule
                else:
                    open_ |= 1 << rule - size
            answers.append((failed, open_, *conclude[post](failed, open_)))
        write(source, made, answers, folder)
        return answers

    return work


def _vectors(source: Path, made: Sequence[Standard], as_of: date) -> dict[str, np.ndarray]:
    """For each requirement whether the best and the worst completion meet it; the number of the post."""
    frame = prepared(source).join(numbers(table(made, as_of)), on="post", how="left", maintain_order="left")

    def expression(tree: Any) -> pl.Expr:
        match tree:
            case ("all", items):
                return pl.all_horizontal([expression(item) for item in items])
            case ("any", items):
                return pl.any_horizontal([expression(item) for item in items])
            case (field, op, parameter):
                right = pl.col(parameter) if isinstance(parameter, str) else pl.lit(parameter)
                left = pl.col(field)
                return {">=": left >= right, ">": left > right, "<=": left <= right, "==": left == right}[op]
        raise ValueError(tree)

    made_of = {
        f"{end}{n}": expression(met(n, demand, end))
        for n, demand in enumerate(made[0].demands)
        for end in "br"
    }
    number = {standard.post: n for n, standard in enumerate(made)}
    found = frame.select(pl.col("post").replace_strict(number, return_dtype=pl.Int64), **made_of)
    return {name: found[name].to_numpy() for name in found.columns}
