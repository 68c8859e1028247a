"""Law: on random rule books and people a review on Spark says what an embedded one says, in any bounds."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from property.strategies import World, examples, seeded, worlds

from .reviews import the_same


def test_spark_says_what_bulk_says(spark: Any) -> None:
    seen: Counter[str] = Counter()

    @examples(3)
    @given(seeded(worlds), st.sampled_from([0, 3, 1_000]))
    def law(world: World, bound: int) -> None:
        tables = {name: (sheet.columns, sheet.rows) for name, sheet in world.sheets.items()}
        by = (world.book.rulebook, world.book.as_of)
        with TemporaryDirectory() as folder:
            found = the_same(spark, tables, Path(folder), world.purpose, bound, by)
        seen.update(decided=found.account.counts.decided)

    law()
    assert seen["decided"]
