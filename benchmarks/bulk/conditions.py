"""Demands as small trees of comparisons between whole numbers: the rules of the peers are made from them.

What is missing is prepared for the peers (`prepared`): every field has its worst and its best completion,
``r_`` and ``b_``, so that engines which know no missing data can answer exactly. A tree is ``(field, how,
parameter)``, ``("all", trees)`` or ``("any", trees)``; a parameter is a column of `parameters.table`, or a
number.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from handwritten_polars import counts, ranks
from parameters import OUTCOMES
from rulebook import FATAL, YEARS, Demand, Standard

FAR = 10_000_000
"""A day after all days."""

Tree = tuple[Any, ...]
OPPOSITE = {">=": "<", "<": ">=", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}


def met(number: int, demand: Demand, end: str) -> Tree:
    """When the worst (*end* ``r``) or best (``b``) completion meets a demand."""
    match demand.kind:
        case "age" | "retirement":
            man = ("all", ((f"{end}_male", "==", 1), (f"{end}_birth", ">", f"{number}_m")))
            return ("any", ((f"{end}_birth", ">", f"{number}_f"), man))
        case "degree" | "foreign_language":
            return (f"{end}_{demand.kind}", ">=", f"{number}_l")
        case "llct":
            below = ("all", (("class", "==", f"{number}_a"), (f"{end}_next_llct", ">=", f"{number}_l")))
            return ("any", ((f"{end}_llct", ">=", f"{number}_l"), below))
        case "state_management":
            return ("any", ((f"{end}_state_management", ">=", f"{number}_l"), ("class", "==", f"{number}_a")))
        case "party" | "service":
            return (f"{end}_{demand.kind}", "<=", f"{number}_c")
        case "rating_years":
            enough = ((f"{end}_completed", ">=", f"{number}_1"), (f"{end}_good", ">=", f"{number}_2"))
            return ("any", (("all", enough), (f"{end}_two", ">=", f"{number}_e")))
        case "rating_latest":
            return (f"{end}_{YEARS[-1]}", ">", f"{number}_l")
        case "discipline":
            return ("until", "<=", f"{number}_c")
        case "equivalent":
            both = ((f"{end}_degree", ">=", f"{number}_d"), (f"{end}_llct", ">=", f"{number}_l"))
            return ("any", (("all", both), (f"{end}_llct", ">=", f"{number}_i")))
        case kind:
            raise ValueError(kind)


def negated(tree: Tree) -> Tree:
    """The tree that holds where *tree* does not."""
    match tree:
        case ("all", items):
            return ("any", tuple(map(negated, items)))
        case ("any", items):
            return ("all", tuple(map(negated, items)))
        case (field, operator, parameter):
            return (field, OPPOSITE[operator], parameter)
        case _:
            raise ValueError(tree)


def unmet(number: int, demand: Demand) -> Tree:
    """When a demand is surely failed."""
    return negated(met(number, demand, "b"))


def unknown(number: int, demand: Demand) -> Tree:
    """When a demand may be met and may be failed."""
    return ("all", (met(number, demand, "b"), negated(met(number, demand, "r"))))


def fields(tree: Tree) -> list[str]:
    """What *tree* reads, each once."""
    if tree[0] in ("all", "any"):
        return list(dict.fromkeys(field for item in tree[1] for field in fields(item)))
    return [tree[0]]


def literal(tree: Tree, row: dict[str, Any]) -> Tree:
    """The tree of one standard: the parameters of *row* in place."""
    if tree[0] in ("all", "any"):
        return (tree[0], tuple(literal(item, row) for item in tree[1]))
    field, operator, parameter = tree
    return (field, operator, row[parameter] if isinstance(parameter, str) else parameter)


def text(tree: Tree, both: str, either: str, write: Callable[[str, str, Any], str]) -> str:
    """The tree as an infix expression."""
    if tree[0] in ("all", "any"):
        joined = f" {both if tree[0] == 'all' else either} ".join(
            text(i, both, either, write) for i in tree[1]
        )
        return f"({joined})"
    return write(*tree)


def numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """Parameters with days as whole numbers."""
    return frame.with_columns(pl.col(pl.Date).to_physical()).with_columns(pl.exclude("post").cast(pl.Int64))


def prepared(source: Path) -> pl.DataFrame:
    """People as whole numbers, the worst and best completions beside each other, with id and post."""

    def day(name: str, field: str, worst: int) -> list[pl.Expr]:
        days = pl.col(field).to_physical()
        return [days.fill_null(worst).alias(f"r_{name}"), days.fill_null(-worst).alias(f"b_{name}")]

    frame = pl.scan_parquet(source / "*.parquet").with_columns(*ranks()).with_columns(*counts())
    return frame.select(
        "id",
        "post",
        "class",
        *day("birth", "birth_date", -FAR),
        *day("party", "party_joined", FAR),
        *day("service", "service_since", FAR),
        pl.col("discipline_until").to_physical().fill_null(-FAR).alias("until"),
        pl.col("^[rb]_(male|degree|llct|state_management|foreign_language|completed|good|two)$").cast(
            pl.Int64
        ),
        *(pl.col(f"{end}_{YEARS[-1]}").cast(pl.Int64) for end in "rb"),
        *((pl.col(f"{end}_llct").cast(pl.Int64) + 1).alias(f"{end}_next_llct") for end in "rb"),
    ).collect(engine="streaming")


def outcome_of(standard: Standard) -> Callable[[int, int], tuple[str, tuple[str, ...]]]:
    """The last step for engines that come to unmet and unknown only: outcome and training from masks."""

    def mask(*effects: str) -> int:
        return sum(1 << n for n, demand in enumerate(standard.demands) if demand.effect in effects)

    fatal, paper, train = mask(*FATAL), mask("document"), mask("train")
    courses = [(1 << n, demand.course) for n, demand in enumerate(standard.demands) if demand.course]

    def conclude(unmet: int, unknown: int) -> tuple[str, tuple[str, ...]]:
        if unmet & fatal:
            return OUTCOMES[3], ()
        if unknown & fatal:
            return OUTCOMES[2], ()
        training = tuple(sorted({course for bit, course in courses if unmet & bit}))
        if (unmet | unknown) & paper:
            return OUTCOMES[2], training
        if unmet & train:
            return OUTCOMES[1], training
        return OUTCOMES[2 if unknown & train else 0], training

    return conclude
