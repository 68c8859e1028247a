"""The queries written by hand against the review of the project: the same answers for everybody?

``python benchmarks/bulk/compare.py --people 20000 --standards 60 --requirements 12`` reviews made-up people
through `eligibility.pipeline.review` (durable-rules, the reference and all) and compares outcome, unmet,
unknown and training of every person with what each contestant writes. Exit code 1 where anything differs.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import handwritten_polars
import ours
import people
import polars as pl
import rulebook

from eligibility.pipeline import load_rules, review

COLUMNS = ("id", "post", "outcome", "unmet", "unknown", "training")
AS_OF = date.fromisoformat(rulebook.AS_OF)
CONTESTANTS = ("polars", "duckdb", "spark", "ours")


def reviewed(sheet: Path, rules: Path) -> pl.DataFrame:
    """The decisions of the project on one sheet of people."""
    book, problems, _ = load_rules(rules)
    if book is None:
        raise SystemExit(f"the rule book is not sound: {problems}")
    return review(sheet, book, AS_OF, "audit").decisions.select(COLUMNS)


def written(contestant: str, folder: Path, made: list[rulebook.Standard]) -> pl.DataFrame:
    """The same columns as *contestant* writes them, of ``folder/people`` and ``folder/rules``."""
    source, target = folder / "people", folder / f"{contestant}.parquet"
    if contestant == "polars":
        handwritten_polars.run("lists", source, target, made, AS_OF)
    elif contestant == "duckdb":
        import handwritten_duckdb

        handwritten_duckdb.run("lists", source, target, made, AS_OF)
    elif contestant == "spark":
        import handwritten_spark

        with handwritten_spark.session(folder) as session:
            handwritten_spark.run(session, source, target, made, AS_OF)
        return pl.read_parquet(target / "*.parquet")
    else:
        ours.Ours(folder / "rules", AS_OF).run(source, folder / "ours")
        return ours.decisions(folder / "ours")
    return pl.read_parquet(target)


def differences(expected: pl.DataFrame, got: pl.DataFrame) -> Iterator[tuple[str, int, str]]:
    """For each column the number of people who differ and the first of them; rows are matched by id."""
    expected, got = (as_text(frame) for frame in (expected, got))
    if expected.height != got.height:
        yield "rows", abs(expected.height - got.height), f"{got.height} instead of {expected.height}"
    both = expected.join(got, on="id", how="full", coalesce=True, suffix="_got")
    for name in COLUMNS[1:]:
        wrong = both.filter(pl.col(name).ne_missing(pl.col(f"{name}_got")))
        if wrong.height:
            yield name, wrong.height, str(wrong.select("id", name, f"{name}_got").row(0))


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """All columns as text, lists joined in their order."""
    lists = ("unmet", "unknown", "training")
    plain = frame.select(pl.col(COLUMNS[:3]).cast(pl.String), pl.col(lists).cast(pl.List(pl.String)))
    return plain.with_columns(pl.col(lists).list.join(";"))


def compare(folder: Path, count: int, standards: int, requirements: int, seed: int, who: list[str]) -> int:
    """Write people and rules into *folder*, review, compare and print; the number of columns that differ."""
    made = rulebook.standards(standards, requirements, seed)
    rulebook.write(folder / "rules", made)
    people.write(folder / "people", count, standards, seed)
    expected = reviewed(folder / "people" / "part-00000.parquet", folder / "rules")
    outcomes = dict(expected.group_by("outcome").len().sort("outcome").iter_rows())
    print(f"{count} people, {standards} standards, {requirements} requirements: {outcomes}")
    wrong = 0
    for contestant in who:
        found = list(differences(expected, written(contestant, folder, made)))
        print(f"{contestant:10} {'the same answers' if not found else 'DIFFERS'}")
        for name, number, first in found:
            print(f"  {name}: {number} people, the first: {first}")
        wrong += len(found)
    return wrong


def main() -> None:
    """Compare and exit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="at most a million")
    parser.add_argument("--standards", type=int, default=60)
    parser.add_argument("--requirements", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--contestants", nargs="+", choices=CONTESTANTS, default=["polars", "duckdb"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        wrong = compare(
            Path(place),
            options.people,
            options.standards,
            options.requirements,
            options.seed,
            options.contestants,
        )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
