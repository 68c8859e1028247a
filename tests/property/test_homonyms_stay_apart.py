"""Law: names are only names: whatever has the same name in two places may have two names.

A requirement of a standard, one of an entry standard and a fact of a policy are three things, though
they may be called alike.
"""

from copy import deepcopy
from itertools import count
from random import Random
from typing import Any

import attrs
from hypothesis import example, given

from eligibility.pipeline import review_dataset

from .strategies import Book, Large, Roll, World, dataset, examples, made_book, one, seeded, worlds

Names = dict[tuple[str, str], str]
"""The kind and old name of something to its new name."""


@attrs.frozen(eq=False, repr=False)
class Renamed(Large):
    """A world, the same under names of which no two are equal, and these names."""

    world: World
    other: World
    names: Names


def renamed(roll: Roll) -> Renamed:
    """A world, and the same with new names, of which no two are equal but by chance of kind."""
    world = worlds(roll)
    numbers = count()
    names: Names = {}

    def new(kind: str, old: str) -> str:
        if (kind, old) not in names:
            names[kind, old] = f"{one(roll, ('x', 'aa', 'zz'))}{next(numbers)}"
        return names[kind, old]

    documents = deepcopy(world.book.documents)
    for standard in documents["standards/s.yaml"]["standards"]:
        old = standard["standard"]
        standard["standard"] = new("standard", old)
        for requirement in standard["requirements"]:
            requirement["id"] = new(f"requirement of {old}", requirement["id"])
    for course in documents["vocabulary/v.yaml"].get("courses", ()):
        if course.get("entry"):
            course["entry"] = new("standard", course["entry"])
    for policy in [data for name, data in documents.items() if name.startswith("policy/")]:
        rename_policy(policy, new)
    book = made_book(documents, world.book.words)
    sheets = {
        name: attrs.evolve(
            sheet,
            rows=tuple(
                fresh
                for row in sheet.rows
                for fresh in renamed_rows(
                    row if name == "units" else (new("person", row[0]), *row[1:]), name, names
                )
            ),
        )
        for name, sheet in world.sheets.items()
    }
    return Renamed(world, World(book, sheets, world.purpose), names)


def rename_policy(policy: dict[str, Any], new: Any) -> None:
    """Facts and conclusions of a policy by new names."""
    kind = f"fact of {policy['id']}"
    policy["facts"] = {new(kind, name): fact for name, fact in policy["facts"].items()}
    for line in (*policy["conclude"], *policy["decide"]):
        if "then" in line:
            line["then"] = new(kind, line["then"])
        line["when"] = [
            item
            if " " in item and not item.startswith("not ")
            else f"not {new(kind, item[4:])}"
            if item.startswith("not ")
            else new(kind, item)
            for item in line["when"]
        ]


def renamed_rows(row: tuple[str, ...], table: str, names: Names) -> list[tuple[str, ...]]:
    """A waiver names a requirement of any standard: of each it is renamed."""
    if table != "waivers":
        return [row]
    new = [
        name for (kind, old), name in names.items() if kind.startswith("requirement of ") and old == row[2]
    ]
    return [(row[0], row[1], name, *row[3:]) for name in new]


def told(world: World, names: Names) -> list[dict[str, Any]]:
    """The decisions, by new names."""
    book: Book = world.book
    review = review_dataset(
        dataset(world.sheets, book), book.rulebook, book.as_of, world.purpose, engine="tables"
    )
    made = []
    for row in review.decisions.to_dicts():
        kind = f"requirement of {row['standard']}"

        def new(name: str, kind: str = kind) -> str:
            return names.get((kind, name), name)

        made.append(
            {
                **row,
                "id": names.get(("person", row["id"]), row["id"]),
                "standard": names.get(("standard", row["standard"]), row["standard"]),
                "facts": [names.get((f"fact of {row['purpose']}", name), name) for name in row["facts"]],
                "unmet": [new(name) for name in row["unmet"]],
                "unknown": [new(name) for name in row["unknown"]],
                "waived": [new(name) for name in row["waived"]],
                "decisive": {frozenset(map(new, item.split("+"))) for item in row["decisive"]},
                "papers": {p for p in row["papers"] if not p.startswith("rule:") and p[:1] not in "rxaz"},
            }
        )
    return made


@examples(70)
@example(renamed(Random(8933).randint))  # unchecked demands of a post and of a course, called alike
@given(seeded(renamed))
def test_what_is_called_alike_is_not_taken_for_the_same(found: Renamed) -> None:
    before, after = told(found.world, found.names), told(found.other, {})
    for one_row, other in zip(before, after, strict=True):
        assert one_row == other, found.world.told()
