"""Law: a conclusion about a person depends on no other person, and on no waiver that is not in force."""

from datetime import timedelta
from random import Random

import attrs
from hypothesis import example, given

from eligibility.pipeline import review_dataset

from .strategies import Large, Roll, Sheets, World, dataset, examples, one, seeded, worlds

PLACES = {"row", "place", "source_cells"}


@attrs.frozen(eq=False, repr=False)
class Changed(Large):
    """A world, and its sheets with fewer or more rows; *person* is whose decisions are looked at."""

    world: World
    sheets: Sheets
    person: str

    def told(self, sheets: Sheets) -> list[dict[str, object]]:
        """Decisions and findings of the person, without the places where they stand."""
        book = self.world.book
        review = review_dataset(
            dataset(sheets, book), book.rulebook, book.as_of, self.world.purpose, engine="tables"
        )
        return [
            {name: value for name, value in row.items() if name not in PLACES}
            for frame in (review.decisions, review.findings)
            for row in frame.to_dicts()
            if row["id"] == self.person
        ]

    def holds(self) -> None:
        """Both come to the same.

        Raises:
            AssertionError: they do not.

        """
        assert self.told(self.world.sheets) == self.told(self.sheets), self.world.told()


def someone(roll: Roll, world: World) -> str:
    return one(roll, sorted({row[0] for row in world.sheets["people"].rows}))


def alone(roll: Roll) -> Changed:
    """A world, and one of its people alone."""
    world = worlds(roll)
    person = someone(roll, world)
    sheets = {
        name: sheet
        if name == "units"
        else attrs.evolve(sheet, rows=tuple(row for row in sheet.rows if row[0] == person))
        for name, sheet in world.sheets.items()
    }
    return Changed(world, sheets, person)


@examples(50)
@given(seeded(alone))
@example(alone(Random(5237).randint))  # a history with too many completions for the bulk path
def test_someone_alone_is_judged_as_among_others(found: Changed) -> None:
    found.holds()


def more_waivers(roll: Roll) -> Changed:
    """Waivers that are over, or not yet decided, before those there are."""
    world = worlds(roll)
    person, book = someone(roll, world), world.book
    if "waivers" not in world.sheets:
        return Changed(world, world.sheets, person)
    sheet = world.sheets["waivers"]
    names = sorted({r.id for s in book.rulebook.standards for r in s.requirements})
    more = []
    for _ in range(roll(1, 6)):
        days = timedelta(roll(1, 400))
        decided, until = one(roll, (("", book.as_of - days), (book.as_of + days, "")))
        post = one(roll, (*book.vocabulary.posts, ""))
        more.append((person, post, one(roll, names), str(decided), str(until)))
    rows = (*more, *sheet.rows)
    return Changed(world, {**world.sheets, "waivers": attrs.evolve(sheet, rows=rows)}, person)


@examples(50)
@given(seeded(more_waivers))
@example(more_waivers(Random(3792).randint))  # service began on one of two days, both before the year
def test_a_waiver_that_is_not_in_force_waives_nothing_and_hides_none(found: Changed) -> None:
    found.holds()
