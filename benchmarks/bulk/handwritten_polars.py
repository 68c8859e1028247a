"""The work as somebody would write it by hand in Polars: lazy, streaming, parquet to parquet.

The standards are a table of parameters joined on the post; masks of what is unmet and unknown are the
whole result; lists are taken from a table of all masks where requirements are few, else from the distinct
masks that occur.
"""

import operator
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from parameters import OUTCOMES, TRAINING, WORD, table, words
from people import COLUMNS, RATINGS
from rulebook import SCALES, YEARS, Demand, Standard

FEW = 12
"""Up to so many requirements every mask has its list made beforehand."""

NEEDED = tuple(name for name in COLUMNS if name != "unit")

SINGLE = {
    "degree": "degree",
    "foreign_language": "foreign_language",
    "party": "party_joined",
    "service": "service_since",
}
"""Kinds of demands that are unknown just where their field is null."""

BEST = 9
"""A rank above all."""

# --- columns -------------------------------------------------------------------------------------


def ranks() -> Iterator[pl.Expr]:
    """Levels as ranks; ``_b`` is the best that a missing one may be, the plain one the worst."""
    for name in ("degree", "llct", "state_management", "foreign_language"):
        rank = pl.col(name).cast(pl.Enum(SCALES[name])).to_physical()
        yield rank.fill_null(0).alias(f"r_{name}")
        yield rank.fill_null(BEST).alias(f"b_{name}")
    for name, year in zip(RATINGS, YEARS, strict=True):
        # one more than the rank: the lowest is no rating at all, as of a year before service
        rank = pl.col(name).cast(pl.Enum(SCALES["rating"])).to_physical() + 1
        before = (pl.col("service_since") > date(year, 12, 31)).fill_null(value=False)
        yield rank.fill_null(0).alias(f"r_{year}")
        yield rank.fill_null(pl.when(before).then(0).otherwise(BEST)).cast(pl.UInt8).alias(f"b_{year}")
    yield pl.col("attending").cast(pl.Enum(TRAINING)).to_physical().fill_null(254).alias("class")
    yield (pl.col("sex") == "male").fill_null(value=False).alias("r_male")
    yield (pl.col("sex") != "female").fill_null(value=True).alias("b_male")


def counts() -> Iterator[pl.Expr]:
    """How many of the last three years reach a grade, and how many of the last two are excellent."""
    for end in ("r", "b"):
        for rank, grade in ((2, "completed"), (3, "good")):
            years = [(pl.col(f"{end}_{year}") >= rank).cast(pl.UInt8) for year in YEARS]
            yield total(years).alias(f"{end}_{grade}")
        yield total([(pl.col(f"{end}_{year}") >= 4).cast(pl.UInt8) for year in YEARS[1:]]).alias(f"{end}_two")


# --- demands -------------------------------------------------------------------------------------


def met(number: int, demand: Demand, end: str) -> pl.Expr:
    """Whether the worst (*end* ``r``) or best (``b``) completion meets a demand."""

    def asked(name: str) -> pl.Expr:
        return pl.col(f"{number}_{name}")

    def has(name: str) -> pl.Expr:
        return pl.col(f"{end}_{name}")

    match demand.kind:
        case "age" | "retirement":
            born = pl.col("birth_date")
            late = (born > asked("f")) | (has("male") & (born > asked("m")))
            return late.fill_null(value=end == "b")
        case "degree" | "foreign_language":
            return has(demand.kind) >= asked("l")
        case "llct":
            return (has("llct") >= asked("l")) | (
                (pl.col("class") == asked("a")) & (has("llct") + 1 >= asked("l"))
            )
        case "state_management":
            return (has("state_management") >= asked("l")) | (pl.col("class") == asked("a"))
        case "party" | "service":
            return (pl.col(SINGLE[demand.kind]) <= asked("c")).fill_null(value=end == "b")
        case "rating_years":
            enough = (has("completed") >= asked("1")) & (has("good") >= asked("2"))
            return enough | (has("two") >= asked("e"))
        case "rating_latest":
            return has(str(YEARS[-1])) > asked("l")
        case "discipline":
            return (pl.col("discipline_until") <= asked("c")).fill_null(value=True)
        case "equivalent":
            both = (has("degree") >= asked("d")) & (has("llct") >= asked("l"))
            return both | (has("llct") >= asked("i"))
        case kind:
            raise ValueError(kind)


def unmet_word(demands: Sequence[tuple[int, Demand]]) -> pl.Expr:
    """The mask of what the best completion does not meet."""
    return total([bits(~met(number, demand, "b"), [number]) for number, demand in demands], operator.or_)


def unknown_word(demands: Sequence[tuple[int, Demand]]) -> pl.Expr:
    """The mask of what the best completion meets and the worst one does not."""
    single: dict[str, list[int]] = {}
    found = []
    for number, demand in demands:
        if demand.kind in SINGLE:
            single.setdefault(SINGLE[demand.kind], []).append(number)
        elif demand.kind != "discipline":
            found.append(bits(met(number, demand, "b") & ~met(number, demand, "r"), [number]))
    found += [bits(pl.col(field).is_null(), numbers) for field, numbers in single.items()]
    return total(found, operator.or_) if found else pl.lit(0, pl.UInt32)


def bits(condition: pl.Expr, numbers: Iterable[int]) -> pl.Expr:
    """The bits of requirements where *condition* holds."""
    return condition.cast(pl.UInt32) * pl.lit(sum(1 << number % WORD for number in numbers), pl.UInt32)


def total(items: Sequence[pl.Expr], with_: object = operator.add) -> pl.Expr:
    """All *items* put together, as a balanced tree."""
    if len(items) == 1:
        return items[0]
    middle = len(items) // 2
    return with_(total(items[:middle], with_), total(items[middle:], with_))  # type: ignore[operator]


# --- results -------------------------------------------------------------------------------------


def masks(source: Path, made: Sequence[Standard], as_of: date) -> pl.LazyFrame:
    """Per person: id, post, the number of the outcome, words of unmet and unknown, the mask of training.

    A post without a standard has no outcome.
    """
    demands = list(enumerate(made[0].demands))
    by_word = [demands[word * WORD : (word + 1) * WORD] for word in range(words(made))]
    trained = [(n, d) for n, d in demands if d.kind in ("degree", "llct", "state_management")]
    people = pl.scan_parquet(source / "*.parquet").select(NEEDED).with_columns(*ranks())
    joined = people.with_columns(*counts()).join(
        table(made, as_of).lazy(), on="post", how="left", maintain_order="left"
    )
    judged = joined.with_columns(
        *(unmet_word(part).alias(f"unmet_{word}") for word, part in enumerate(by_word)),
        *(unknown_word(part).alias(f"unknown_{word}") for word, part in enumerate(by_word)),
    )

    def some(state: str, effect: str) -> pl.Expr:
        return (
            total(
                [pl.col(f"{state}_{w}") & pl.col(f"{effect}_{w}") for w in range(len(by_word))], operator.or_
            )
            != 0
        )

    fatal, perhaps = some("unmet", "fatal"), some("unknown", "fatal")
    doubt = some("unmet", "paper") | some("unknown", "paper")
    outcome = (
        pl.when(fatal)
        .then(3)
        .when(perhaps | doubt)
        .then(2)
        .when(some("unmet", "train"))
        .then(1)
        .when(some("unknown", "train"))
        .then(2)
        .when(pl.col("fatal_0").is_not_null())
        .then(0)
    )
    courses = total(
        [
            (pl.col(f"unmet_{n // WORD}") & 1 << n % WORD != 0).cast(pl.UInt8) * pl.col(f"{n}_t")
            for n, _ in trained
        ],
        operator.or_,
    )
    return judged.select(
        "id",
        "post",
        outcome.cast(pl.UInt8).alias("outcome"),
        *(f"unmet_{word}" for word in range(len(by_word))),
        *(f"unknown_{word}" for word in range(len(by_word))),
        ((~(fatal | perhaps)).cast(pl.UInt8) * courses).alias("training"),
    )


def lists(found: pl.LazyFrame, made: Sequence[Standard]) -> pl.LazyFrame:
    """Masks with the outcome in words and lists of ids: the columns of a review."""
    ids = [demand.id for demand in made[0].demands]
    states = ("unmet", "unknown")
    if len(ids) <= FEW:
        of_mask = listed(every(len(ids)), ids)
        found = found.with_columns(taken(f"{state}_0", of_mask).alias(state) for state in states)
    else:
        for state in states:
            keys = [f"{state}_{word}" for word in range(words(made))]
            distinct = found.select(keys).unique().collect(engine="streaming")
            distinct = distinct.with_columns(listed(distinct.to_numpy(), ids).alias(state))
            found = found.join(distinct.lazy(), on=keys, how="left", maintain_order="left")
    return found.select(
        "id",
        "post",
        taken("outcome", pl.Series(OUTCOMES, dtype=pl.Enum(OUTCOMES))),
        *states,
        taken("training", listed(every(len(TRAINING)), TRAINING)),
    )


def every(bits: int) -> np.ndarray:
    """All masks of so many bits."""
    return np.arange(1 << bits, dtype=np.uint32)[:, None]


def taken(column: str, values: pl.Series) -> pl.Expr:
    """The values at the places that *column* gives; no Python per person."""
    return pl.col(column).map_batches(
        lambda places: values[places], return_dtype=values.dtype, is_elementwise=True
    )


def listed(masks: np.ndarray, names: Sequence[str]) -> pl.Series:
    """Each row of words of *masks* as the list of the names whose bits it has."""
    flags = np.unpackbits(np.ascontiguousarray(masks).view(np.uint8), axis=1, bitorder="little")[
        :, : len(names)
    ]
    rows, places = np.nonzero(flags)
    frame = pl.DataFrame(
        {"row": rows.astype(np.uint32), "name": pl.Series(names, dtype=pl.Enum(names))[places]}
    )
    empty = pl.DataFrame({"row": np.arange(len(masks), dtype=np.uint32)})
    gathered = empty.join(
        frame.group_by("row", maintain_order=True).agg("name"), on="row", how="left", maintain_order="left"
    )
    return gathered["name"].fill_null([])


def copy(source: Path) -> pl.LazyFrame:
    """The needed columns and nothing else."""
    return pl.scan_parquet(source / "*.parquet").select(NEEDED)


def run(variant: str, source: Path, target: Path, made: Sequence[Standard], as_of: date) -> None:
    """Write what *variant* (``copy``, ``masks`` or ``lists``) makes of *source* to the file *target*."""
    if variant == "copy":
        frame = copy(source)
    elif variant == "masks" or len(made[0].demands) <= FEW:
        frame = masks(source, made, as_of)
    else:
        between = target.with_suffix(".masks")
        masks(source, made, as_of).sink_parquet(between, compression="snappy")
        frame = pl.scan_parquet(between)
    if variant == "lists":
        frame = lists(frame, made)
    frame.sink_parquet(target, compression="snappy")
