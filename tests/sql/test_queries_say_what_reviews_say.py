"""Law: the statuses that a database computes by the query are those of an ordinary review.

Where a query says that it could not read a text as the review does, it may say "unknown" instead.
"""

from collections import Counter
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eligibility.sql import tabulating
from property.strategies import World, examples, seeded, worlds
from synthetic.province import AS_OF, made, rules

from .databases import Engine, Texts, compared
from .engines import Duck, Postgres

STATUSES = ("met", "unmet", "unknown", "waived", "not_applicable")
REASONS = ("free_text", "two_dates", "two_fields", "row_and_record")


def test_random_rules_on_duckdb(duck: Duck) -> None:
    seen: Counter[str] = Counter()

    @examples(40)
    @example(worlds(Random(438261474).randint))  # a waiver for a post, where courses are reviewed
    @example(worlds(Random(2164531).randint))  # an audit where several posts may be held, and standing counts
    @given(seeded(worlds))
    def law(world: World) -> None:
        seen.update(the_same(duck, world))

    law()
    assert all(seen[status] for status in STATUSES if status != "waived")
    assert all(seen[reason] for reason in REASONS[:2])


def test_random_rules_with_values_in_classes(duck: Duck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabulating, "DIRECT", 0)

    @examples(40)
    @given(seeded(worlds))
    def law(world: World) -> None:
        the_same(duck, world)

    law()


def test_random_rules_on_postgresql(postgres: Postgres) -> None:
    @examples(12)
    @given(seeded(worlds))
    def law(world: World) -> None:
        the_same(postgres, world)

    law()


def the_same(engine: Engine, world: World) -> Counter[str]:
    """What came up in *world*, of which both must say the same."""
    book = world.book
    tables = {name: (sheet.columns, sheet.rows) for name, sheet in world.sheets.items()}
    found = compared(engine, tables, book.rulebook, book.as_of, world.purpose)
    if found is None:
        return Counter()
    differences, counts, asked = found
    assert differences == [], world.told()
    counts.update(one.reason for one in asked.plan.refused)
    return counts


def province(seed: int) -> Texts:
    """Made-up people with the faults of real files, of whom more is missing; perhaps without some tables."""
    chance = Random(seed)
    found: dict[str, tuple[list[str], list[list[str]]]] = {}
    for sheet in made(30, seed, faults=True).sheets.values():
        columns, key = list(sheet.fields), sheet.fields[0]
        kept = [name for name in columns if name == key or chance.random() > 0.05]
        rows = [
            [
                "" if name != key and chance.random() < 0.08 else str(cell or "")
                for name, cell in zip(columns, row, strict=True)
                if name in kept
            ]
            for row in sheet.rows
        ]
        if sheet.table not in ("people", "plan"):
            if chance.random() < 0.15:
                continue
            rows = [] if chance.random() < 0.15 else rows
        found[sheet.table] = (kept, rows)
    return found


PURPOSES = st.sampled_from(["planning", "audit", "training"])


def test_shipped_rules_on_duckdb(duck: Duck) -> None:
    seen: Counter[str] = Counter()

    @examples(6)
    @given(st.integers(0, 10**6), PURPOSES)
    def law(seed: int, purpose: str) -> None:
        seen.update(shipped(duck, seed, purpose))

    law()
    assert all(seen[status] for status in ("met", "unmet", "unknown"))


def test_shipped_rules_on_postgresql(postgres: Postgres) -> None:
    @examples(2)
    @given(st.integers(0, 10**6), PURPOSES)
    def law(seed: int, purpose: str) -> None:
        shipped(postgres, seed, purpose)

    law()


def shipped(engine: Engine, seed: int, purpose: str) -> Counter[str]:
    found = compared(engine, province(seed), rules(), AS_OF, purpose)
    assert found is not None
    differences, counts, asked = found
    assert asked.plan.refused == ()
    assert differences == []
    return counts


@pytest.mark.parametrize("purpose", ["planning", "audit", "training"])
def test_nobody_at_all(duck: Duck, purpose: str) -> None:
    tables = {sheet.table: (sheet.fields, []) for sheet in made(1, 1).sheets.values()}
    tables["people"] = (tables["people"][0], [["nobody", *("" for _ in tables["people"][0][1:])]])
    found = compared(duck, tables, rules(), AS_OF, purpose)
    assert found is not None
    assert found[0] == []
