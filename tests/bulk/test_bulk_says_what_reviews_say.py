"""Law: on random rule books and people a bulk review says what the ordinary one says."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import example, given

from eligibility.pipeline import review_dataset
from property.strategies import World, dataset, examples, seeded, worlds

from .equal import bulk, read, same, write_parquet


@examples(60)
@example(worlds(Random(2106).randint))  # a unit on two rows with different areas
@given(seeded(worlds))
def test_bulk_says_what_reviews_say(world: World) -> None:
    book = world.book
    people = dataset(world.sheets, book)
    ordinary = review_dataset(people, book.rulebook, book.as_of, world.purpose, engine="tables")
    tables = {name: (sheet.columns, sheet.rows) for name, sheet in world.sheets.items()}
    with TemporaryDirectory() as folder:
        place = write_parquet(tables, Path(folder) / "tables")
        _, decisions = bulk(place, book.rulebook, book.as_of, Path(folder) / "out", world.purpose)
        same(ordinary, decisions, read(Path(folder) / "out" / "findings"))
