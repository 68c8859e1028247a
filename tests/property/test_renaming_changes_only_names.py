"""Law: other names for people, requirements and standards change nothing but these names."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

import attrs
import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from eligibility.model.review import Review
from eligibility.pipeline import review_dataset

from .strategies import TINY, Roll, Sheets, World, dataset, examples, made_book, worlds

Frame = pl.DataFrame

SMALL = attrs.evolve(TINY, people=4, requirements=4)
SEEDS = st.integers(0, 2**40)
"""What is drawn is too large to be shown: it follows from the seed."""


@attrs.frozen(eq=False)
class Renamed:
    """A world under its own names and under others; *names* leads from the others back."""

    world: World
    other: World
    names: Mapping[str, str]


def renamed(roll: Roll) -> Renamed:
    world = worlds(roll, SMALL)
    book, random = world.book, Random(roll(0, 2**32))
    standards = [standard.id for standard in book.rulebook.standards]
    requirements = sorted({r.id for s in book.rulebook.standards for r in s.requirements})
    people = sorted({row[0] for name in ("people", "plan") for row in world.sheets[name].rows})
    changes: dict[str, str] = {}
    for mark, names in (("zs", standards), ("aq", requirements), ("NV-", people)):
        numbers = random.sample(range(10, 99), len(names))
        changes |= {name: f"{mark}{number}" for name, number in zip(names, numbers, strict=True)}
    documents = book.documents | {"standards/s.yaml": _standards(book.documents["standards/s.yaml"], changes)}
    vocabulary = dict(documents["vocabulary/v.yaml"])
    if "courses" in vocabulary:
        vocabulary["courses"] = [_entry(course, changes) for course in vocabulary["courses"]]
    documents["vocabulary/v.yaml"] = vocabulary
    other = World(made_book(documents, book.words), _sheets(world.sheets, changes), world.purpose)
    return Renamed(world, other, {new: old for old, new in changes.items()})


def _entry(course: dict[str, Any], changes: Mapping[str, str]) -> dict[str, Any]:
    return course | {"entry": changes[course["entry"]]} if course.get("entry") else course


def _standards(data: Any, changes: Mapping[str, str]) -> Any:
    return {
        "standards": [
            standard
            | {
                "standard": changes[standard["standard"]],
                "requirements": [r | {"id": changes[r["id"]]} for r in standard["requirements"]],
            }
            for standard in data["standards"]
        ]
    }


def _sheets(sheets: Sheets, changes: Mapping[str, str]) -> Sheets:
    made = {}
    for name, sheet in sheets.items():
        if name == "units":
            made[name] = sheet
            continue
        at = sheet.columns.index("requirement") if name == "waivers" else -1
        rows = [
            tuple(changes.get(cell, cell) if place in (0, at) else cell for place, cell in enumerate(row))
            for row in sheet.rows
        ]
        made[name] = attrs.evolve(sheet, rows=tuple(rows))
    return made


def told(review: Review, names: Mapping[str, str]) -> tuple[str, str]:
    """Decisions and findings as text, under other names."""
    new = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)")
    frames = (review.decisions, review.findings.with_columns(pl.col(pl.Categorical).cast(pl.String)))
    texts = [json.dumps(frame.to_dicts(), default=str, ensure_ascii=False) for frame in frames]
    first, second = (new.sub(lambda found: names[found[0]], text) for text in texts)
    return first, second


def test_renaming_changes_only_names() -> None:
    seen: Counter[str] = Counter()

    @examples(70)
    @given(SEEDS)
    @example(732740922)  # two reasons that decide together
    def law(seed: int) -> None:
        found = renamed(Random(seed).randint)
        reviews = [
            review_dataset(
                dataset(w.sheets, w.book), w.book.rulebook, w.book.as_of, w.purpose, engine="tables"
            )
            for w in (found.world, found.other)
        ]
        assert told(reviews[0], {}) == told(reviews[1], found.names)
        assert reviews[0].counts == reviews[1].counts
        assert [(r.table, r.place, r.kind) for r in reviews[0].refusals] == [
            (r.table, r.place, r.kind) for r in reviews[1].refusals
        ]
        seen.update(reviews[0].findings["status"])
        seen["course"] += sum(cure.startswith("course:") for cure in reviews[0].findings["cure"])
        seen["decisive"] += sum(map(len, reviews[0].decisions["decisive"]))

    law()
    assert {"met", "unmet", "unknown", "waived", "not_applicable"} <= set(+seen)
