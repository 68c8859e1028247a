"""Law: the order of rows and columns, rows written twice and columns nobody knows change no decision."""

import json
from collections import Counter
from random import Random

import attrs
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.review import Review
from eligibility.pipeline import review_dataset

from .strategies import TINY, Roll, Sheet, Sheets, World, chance, dataset, examples, one, worlds

PLACES = ("row", "place", "source_cells")
"""Columns that say where something stands."""

SMALL = attrs.evolve(TINY, people=4, requirements=4)
SEEDS = st.integers(0, 2**40)
"""What is drawn is too large to be shown: it follows from the seed."""


@attrs.frozen(eq=False)
class Disturbed:
    """A world, and its sheets written otherwise."""

    world: World
    sheets: Sheets


def disturbed(roll: Roll) -> Disturbed:
    world, random = worlds(roll, SMALL), Random(roll(0, 2**32))
    sheets = {name: another(random, sheet) for name, sheet in world.sheets.items()}
    names = list(sheets)
    random.shuffle(names)
    return Disturbed(world, {name: sheets[name] for name in names})


def another(random: Random, sheet: Sheet) -> Sheet:
    """The same said in another order, partly twice, between columns that mean nothing."""
    roll: Roll = random.randint
    rows = [*sheet.rows, *(row for row in sheet.rows if chance(roll, 30))]
    random.shuffle(rows)
    extra = [f"zzz {number}" for number in range(roll(0, 2))]
    words = ("", "?", "nothing", "2024", "pa", "m1_a")
    rows = [(*row, *(one(roll, words) for _ in extra)) for row in rows]
    order = list(range(len(sheet.columns) + len(extra)))
    random.shuffle(order)
    lines = [tuple(line[at] for at in order) for line in ((*sheet.columns, *extra), *rows)]
    return Sheet(lines[0], tuple(lines[1:]))


def told(review: Review) -> tuple[list[str], list[str]]:
    """Decisions and findings by person, post and term, without the places."""
    decisions, findings = (
        frame.with_columns(pl.col(pl.Categorical).cast(pl.String)).to_dicts()
        for frame in (review.decisions, review.findings)
    )
    candidacies = {row["row"]: (row["id"], row["post"], row["term"]) for row in decisions}
    assert all(candidacies[row["row"]] == (row["id"], row["post"], row["term"]) for row in findings)
    return _lines(decisions), _lines(findings)


def _lines(rows: list[dict[str, object]]) -> list[str]:
    kept = [{name: _unordered(value) for name, value in row.items() if name not in PLACES} for row in rows]
    return sorted(json.dumps(row, default=str, ensure_ascii=False) for row in kept)


def _unordered(value: object) -> object:
    """Texts of several rows are shown in the order of the rows: entries that differ, rows of a history."""
    if not isinstance(value, str):
        return value
    parts = [part.partition("=") for part in value.split("; ")]
    return "; ".join(_sorted(name, " | ") + equals + _sorted(text, " // ") for name, equals, text in parts)


def _sorted(text: str, mark: str) -> str:
    return mark.join(sorted(text.split(mark)))


def test_order_and_repeats_change_nothing() -> None:
    seen: Counter[str] = Counter()

    @examples(30)
    @given(SEEDS)
    def law(seed: int) -> None:
        found = disturbed(Random(seed).randint)
        book = found.world.book
        before, after = (
            review_dataset(
                dataset(sheets, book), book.rulebook, book.as_of, found.world.purpose, engine="tables"
            )
            for sheets in (found.world.sheets, found.sheets)
        )
        (decisions, findings), (other_decisions, other_findings) = told(before), told(after)
        assert other_decisions == decisions
        assert other_findings == findings
        seen["decided"] += len(decisions)
        seen["merged"] += after.counts.merged
        seen["ignored"] += sum(issue.kind == "unknown_column" for issue in after.issues)
        seen.update(before.findings["status"])

    law()
    wanted = ("decided", "merged", "ignored", "met", "unmet", "unknown", "waived", "not_applicable")
    assert [name for name in wanted if not seen[name]] == []
