"""People of any number as parquet: one flat table in parts, seeded by blocks: any part can be made alone.

``python benchmarks/bulk/people.py FOLDER --people 1000000 --standards 60`` writes FOLDER/part-00000.parquet
and so on, a million rows a part in row groups of 125,000. The first rows are the same whatever the number
of people. Columns are `COLUMNS`; levels and choices are codes as text, dates are dates, and what is not
stated is null.
"""

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from rulebook import COURSES, SCALES, YEARS, post

PART = 1_000_000
"""Rows of a part."""

BLOCK = 125_000
"""Rows of a row group; each has a seed of its own."""

RATINGS = tuple(f"evaluation_{year}" for year in YEARS)
COLUMNS = (
    *("id", "unit", "post", "birth_date", "sex", "degree", "llct", "state_management", "foreign_language"),
    *("party_joined", "service_since", *RATINGS, "discipline_until", "attending"),
)

SHARES: dict[str, tuple[float, ...]] = {
    "degree": (0.01, 0.04, 0.10, 0.61, 0.21, 0.03),
    "llct": (0.08, 0.22, 0.45, 0.25),
    "state_management": (0.08, 0.07, 0.45, 0.30, 0.10),
    "foreign_language": (0.04, 0.10, 0.30, 0.36, 0.15, 0.05),
    "rating": (0.01, 0.06, 0.68, 0.25),
}
"""How many people have each level, the lowest first."""

MISSING: dict[str, float] = {
    "birth_date": 0.005,
    "sex": 0.005,
    "degree": 0.01,
    "llct": 0.02,
    "state_management": 0.03,
    "foreign_language": 0.03,
    "party_joined": 0.02,
    "service_since": 0.01,
    **dict.fromkeys(RATINGS, 0.015),
}
"""How often a column is null because nothing is stated."""

DISCIPLINED = 0.03
"""How often ``discipline_until`` is stated; where it is null there was no discipline."""

ATTENDING = 0.06
"""How often ``attending`` is stated; where it is null no class is attended."""

EPOCH = np.datetime64("1970-01-01")


def block(number: int, rows: int, posts: int, seed: int = 1) -> pl.DataFrame:
    """The first *rows* people of block *number*."""
    chance = np.random.default_rng([seed, number])

    def day(first: date, last: date) -> np.ndarray:
        start, end = ((np.datetime64(bound) - EPOCH).astype(int) for bound in (first, last))
        return chance.integers(start, end, BLOCK, dtype=np.int32)

    def coded(name: str, codes: np.ndarray, words: Sequence[str]) -> pl.Series:
        return pl.Series(name, words, dtype=pl.String)[pl.Series(codes.astype(np.uint32))]

    def levels(name: str, scale: str) -> pl.Series:
        return coded(
            name, chance.choice(len(SCALES[scale]), BLOCK, p=SHARES[scale]).astype(np.uint32), SCALES[scale]
        )

    def dates(name: str, days: np.ndarray) -> pl.Series:
        return pl.Series(name, days).cast(pl.Date)

    birth = day(date(1964, 1, 1), date(2001, 1, 1))
    service = np.minimum(birth + chance.integers(7_600, 13_000, BLOCK), _day(date(2026, 6, 1)))
    party = np.minimum(service + chance.integers(300, 4_500, BLOCK), _day(date(2026, 6, 1)))
    ids = pl.select(
        pl.lit("CB") + pl.int_range(number * BLOCK, (number + 1) * BLOCK).cast(pl.String).str.zfill(9)
    )
    words = [post(code) for code in range(posts)]
    columns = [
        pl.Series("id", ids.to_series()),
        coded("unit", chance.integers(0, 500, BLOCK), [f"U{unit:03}" for unit in range(500)]),
        coded("post", chance.integers(0, posts, BLOCK), words),
        dates("birth_date", birth),
        coded("sex", chance.integers(0, 2, BLOCK), ("male", "female")),
        *(levels(name, name) for name in ("degree", "llct", "state_management", "foreign_language")),
        dates("party_joined", party),
        dates("service_since", service),
        *(levels(name, "rating") for name in RATINGS),
        dates("discipline_until", day(date(2025, 1, 1), date(2027, 6, 30))),
        coded("attending", chance.integers(0, len(COURSES), BLOCK), tuple(COURSES)),
    ]
    gaps = {**MISSING, "discipline_until": 1 - DISCIPLINED, "attending": 1 - ATTENDING}
    stated = {name: pl.Series(chance.random(BLOCK) >= share) for name, share in gaps.items()}
    frame = pl.DataFrame(columns)
    holed = [pl.when(stated[name]).then(pl.col(name)).alias(name) for name in gaps]
    return frame.with_columns(holed).select(COLUMNS).head(rows)


def people(count: int, posts: int, seed: int = 1) -> Iterator[pl.DataFrame]:
    """The first *count* people, block by block."""
    for number in range(-(-count // BLOCK)):
        yield block(number, min(BLOCK, count - number * BLOCK), posts, seed)


def write(folder: Path, count: int, posts: int, seed: int = 1) -> None:
    """The first *count* people as parts in *folder*; parts that are there with all their rows are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, count, PART):
        target = folder / f"part-{first // PART:05}.parquet"
        rows = min(PART, count - first)
        if target.exists() and pl.scan_parquet(target).select(pl.len()).collect().item() == rows:
            continue
        blocks = [
            block(number, min(BLOCK, first + rows - number * BLOCK), posts, seed)
            for number in range(first // BLOCK, -(-(first + rows) // BLOCK))
        ]
        part = target.with_suffix(".part")
        pl.concat(blocks, rechunk=True).write_parquet(part, compression="snappy", row_group_size=BLOCK)
        part.rename(target)


def _day(day: date) -> int:
    return int((np.datetime64(day) - EPOCH).astype(int))


def main() -> None:
    """Write people."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--standards", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.folder, options.people, options.standards, options.seed)


if __name__ == "__main__":
    main()
