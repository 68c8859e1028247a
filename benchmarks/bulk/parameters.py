"""Standards as one row of parameters each: thresholds as ranks, limits in time as days, effects as masks.

Requirement number *k* has its own columns, named ``{k}_...``. All demands are monotone: with better data
nobody meets less. So somebody with data missing surely meets a demand if the worst completion meets it, and
surely fails it if the best one does not; that is the exact meaning of missing data here, shared fields
included. Women meet limits of age and retirement less than men do, hence count as the worse completion.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache

import polars as pl
from rulebook import COURSES, FATAL, SCALES, Demand, Standard

from eligibility.model.calendar import RetirementTable, add_months, month_number

TRAINING = sorted(COURSES)
"""Courses in the order of their bits in a mask of training."""

WORD = 32
"""Requirements in one word of a mask."""

OUTCOMES = ("include", "train", "verify", "remove")

RETIREMENT = RetirementTable(
    "law",
    "135/2020/NĐ-CP",
    "Điều 4",
    {
        "male": tuple((2021 + n, 723 + 3 * n) for n in range(8)),
        "female": tuple((2021 + n, 664 + 4 * n) for n in range(15)),
    },
)


def latest(holds: Callable[[date], bool], near: date) -> date:
    """The last day for which *holds*, which lies within forty days of *near* and before which it holds."""
    return next(day for day in (near + timedelta(days=40 - n) for n in range(81)) if holds(day))


@cache
def at_least(as_of: date, months: int) -> date:
    """The last day from which *months* complete months have passed on *as_of*."""
    return latest(lambda day: add_months(day, months) <= as_of, add_months(as_of, -months))


@cache
def retires_within(as_of: date, months: int, sex: str) -> date:
    """The last birthday of those of *sex* who retire in less than *months* months."""
    wanted = month_number(as_of) + months
    year, month = as_of.year - 70, 1
    while RETIREMENT.retirement_month(date(year, month, 1), sex) < wanted:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, 1) - timedelta(days=1)


def values_of(number: int, demand: Demand, as_of: date) -> Iterator[tuple[str, object]]:
    """The columns of requirement *number* and their values for one standard."""
    asked = demand.asked
    match demand.kind, asked:
        case "age", (int(female), int(male)):
            yield f"{number}_f", at_least(as_of, 12 * female)
            yield f"{number}_m", at_least(as_of, 12 * male)
        case "retirement", int(months):
            yield f"{number}_f", retires_within(as_of, months, "female")
            yield f"{number}_m", retires_within(as_of, months, "male")
        case (("party" | "service"), int(months)):
            yield f"{number}_c", at_least(as_of, months)
        case "discipline", int(months):
            yield f"{number}_c", add_months(as_of, -months)
        case (("degree" | "llct" | "state_management" | "foreign_language"), str(level)):
            yield f"{number}_l", SCALES[demand.kind].index(level)
            if demand.kind in ("llct", "state_management"):
                course = _closing(demand) if demand.eased else ""
                yield f"{number}_a", TRAINING.index(course) if course else 255
        case "rating_latest", str(grade):
            yield f"{number}_l", SCALES["rating"].index(grade)
        case "rating_years", (str(grade), int(count)):
            yield f"{number}_1", count if grade == "completed" else 0
            yield f"{number}_2", count if grade == "good" else 0
            yield f"{number}_e", 2 if demand.eased else 3
        case "equivalent", (str(degree), str(beside), str(instead)):
            yield f"{number}_d", SCALES["degree"].index(degree)
            yield f"{number}_l", SCALES["llct"].index(beside)
            yield f"{number}_i", SCALES["llct"].index(instead)
        case _:
            raise ValueError(demand)
    if demand.kind in ("degree", "llct", "state_management"):
        yield f"{number}_t", 1 << TRAINING.index(demand.course) if demand.course else 0


def _closing(demand: Demand) -> str:
    from rulebook import CLOSING

    return CLOSING[demand.kind, str(demand.asked)]


def table(made: Sequence[Standard], as_of: date) -> pl.DataFrame:
    """One row a standard: its post, the parameters of its requirements, masks of their effects by word."""
    columns: dict[str, list[object]] = {"post": [standard.post for standard in made]}
    for number in range(len(made[0].demands)):
        known: dict[object, list[tuple[str, object]]] = {}
        for standard in made:
            demand = standard.demands[number]
            key = (demand.asked, demand.effect, demand.eased)
            if key not in known:
                known[key] = list(values_of(number, demand, as_of))
            for name, value in known[key]:
                columns.setdefault(name, []).append(value)
    for word in range(words(made)):
        for name, effects in {"fatal": FATAL, "paper": ("document",), "train": ("train",)}.items():
            columns[f"{name}_{word}"] = [
                sum(
                    1 << bit
                    for bit, demand in enumerate(standard.demands[word * WORD : (word + 1) * WORD])
                    if demand.effect in effects
                )
                for standard in made
            ]
    frame = pl.DataFrame(columns)
    small = [name for name, kind in frame.schema.items() if kind == pl.Int64]
    wide = [name for name in small if name.startswith(("fatal", "paper", "train"))]
    return frame.with_columns(
        pl.col([name for name in small if name not in wide]).cast(pl.UInt8), pl.col(wide).cast(pl.UInt32)
    )


def words(made: Sequence[Standard]) -> int:
    """How many words a mask of requirements takes."""
    return -(-len(made[0].demands) // WORD)
