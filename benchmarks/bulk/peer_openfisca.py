"""OpenFisca: everybody at once, a variable for each status of each requirement, parquet to parquet."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from answers import Answer, Work
from conditions import fields, numbers, prepared, unknown, unmet
from handwritten_polars import lists
from parameters import OUTCOMES, TRAINING, table
from rulebook import FATAL, Standard

PERIOD = "2026-06"
"""OpenFisca computes everything for a period; there is one here."""


def openfisca(source: Path, made: Sequence[Standard], as_of: date, folder: Path) -> Work:
    """OpenFisca's vectors."""
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import MONTH
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity("person", "people", "A person", is_person=True)
    system = TaxBenefitSystem([person])
    number = {standard.post: n for n, standard in enumerate(made)}
    demands = list(enumerate(made[0].demands))
    trees = [tree(n, demand) for n, demand in demands for tree in (unmet, unknown)]
    names = list(dict.fromkeys(field for tree in trees for field in fields(tree)))
    of_post = {c.name: c.to_numpy() for c in numbers(table(made, as_of)).drop("post")}

    def variable(name: str, formula: Any = None) -> None:
        body = {"value_type": int, "entity": person, "definition_period": MONTH, "label": name}
        if formula is not None:
            body["formula"] = formula
        system.add_variable(type(name, (Variable,), body))

    for name in ("post", *names):
        variable(name)
    for n, demand in demands:
        variable(f"unmet_{n}", _formula(unmet(n, demand), of_post))
        variable(f"unknown_{n}", _formula(unknown(n, demand), of_post))

    def some(simulated: Any, period: Any, state: str, effects: tuple[str, ...]) -> Any:
        masks = np.array([[d.effect in effects for d in standard.demands] for standard in made], dtype=bool)[
            simulated("post", period)
        ]
        return sum(simulated(f"{state}_{n}", period) * masks[:, n] for n, _ in demands) > 0

    def outcome(simulated: Any, period: Any) -> Any:
        fatal, perhaps = (some(simulated, period, state, FATAL) for state in ("unmet", "unknown"))
        paper = some(simulated, period, "unmet", ("document",)) | some(
            simulated, period, "unknown", ("document",)
        )
        train, open_ = (some(simulated, period, state, ("train",)) for state in ("unmet", "unknown"))
        return np.select([fatal, perhaps | paper, train, open_], [3, 2, 1, 2], 0)

    def training(simulated: Any, period: Any) -> Any:
        courses = 0
        for n, demand in demands:
            if demand.kind in ("degree", "llct", "state_management"):
                courses |= simulated(f"unmet_{n}", period) * of_post[f"{n}_t"][simulated("post", period)]
        out = some(simulated, period, "unmet", FATAL) | some(simulated, period, "unknown", FATAL)
        return np.where(out, 0, courses)

    variable("outcome", outcome)
    variable("training", training)

    def work() -> Sequence[Answer]:
        frame = prepared(source)
        simulation = SimulationBuilder().build_default_simulation(system, count=frame.height)
        simulation.set_input(
            "post", PERIOD, frame["post"].replace_strict(number, return_dtype=pl.Int32).to_numpy()
        )
        for name in names:
            simulation.set_input(name, PERIOD, frame[name].cast(pl.Int32).to_numpy())
        found = {
            state: sum(simulation.calculate(f"{state}_{n}", PERIOD).astype(np.int64) << n for n, _ in demands)
            for state in ("unmet", "unknown")
        }
        found |= {name: simulation.calculate(name, PERIOD) for name in ("outcome", "training")}
        masks = frame.select("id", "post").with_columns(
            pl.Series("outcome", found["outcome"], pl.UInt8),
            pl.Series("unmet_0", found["unmet"], pl.UInt32),
            pl.Series("unknown_0", found["unknown"], pl.UInt32),
            pl.Series("training", found["training"], pl.UInt32),
        )
        lists(masks.lazy(), made).sink_parquet(folder / "result.parquet", compression="snappy")
        return _Vectors(*(found[name] for name in ("unmet", "unknown", "outcome", "training")))

    return work


class _Vectors(Sequence):
    """Answers that are made from vectors when they are looked at."""

    def __init__(self, *vectors: np.ndarray) -> None:
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._vectors[0])

    def __getitem__(self, place: Any) -> Answer:
        failed, open_, outcome, courses = (int(vector[place]) for vector in self._vectors)
        return failed, open_, OUTCOMES[outcome], tuple(c for n, c in enumerate(TRAINING) if courses >> n & 1)


def _formula(tree: Any, of_post: dict[str, np.ndarray]) -> Any:
    compare = {">=": np.greater_equal, ">": np.greater, "<=": np.less_equal, "<": np.less}
    compare |= {"==": np.equal, "!=": np.not_equal}

    def value(tree: Any, simulated: Any, period: Any) -> Any:
        match tree:
            case (("all" | "any") as how, items):
                parts = [value(item, simulated, period) for item in items]
                return (np.logical_and if how == "all" else np.logical_or).reduce(parts)
            case (field, op, parameter):
                right = (
                    of_post[parameter][simulated("post", period)] if isinstance(parameter, str) else parameter
                )
                return compare[op](simulated(field, period), right)

    return lambda simulated, period: value(tree, simulated, period)
