"""Law: where a requirement asks for at least a level, a higher level never turns met into unmet.

Over random scales, with levels of equal rank and with several ladders: within a ladder. One person
for each level of the scale, along the whole way from sheets to decisions.
"""

from collections import Counter
from itertools import product
from random import Random
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.condition import AnyOf, BelowLevel, ByField, Compare, Constant, FieldValue, Op, Operand
from eligibility.model.review import Review
from eligibility.model.sentences import condition_data
from eligibility.model.vocabulary import Level
from eligibility.normalise.vocabulary import build_language
from eligibility.pipeline import review_dataset

from .strategies import (
    GATES,
    WIDE,
    Roll,
    Sheet,
    Words,
    chance,
    dataset,
    examples,
    label,
    made_book,
    one,
    policy_data,
    some,
    vocabulary_data,
)

REQUIREMENTS = 6
SEXES = ("male", "female", "")

SEEDS = st.integers(0, 2**40)
"""What is drawn is too large to be shown: it follows from the seed."""


@attrs.frozen(eq=False)
class Ladder:
    """A scale, and a review of one person for each of its levels and for each of `SEXES`."""

    levels: tuple[Level, ...]
    review: Review

    @property
    def statuses(self) -> dict[tuple[str, str], str]:
        """By person and requirement."""
        columns = self.review.findings.select("id", "requirement", "status")
        return {(person, requirement): status for person, requirement, status in columns.iter_rows()}


def at_least(roll: Roll, codes: tuple[str, ...]) -> Any:
    """A condition that asks for at least some level of ``lv0``, plainly or by way of evidence."""
    level: Operand = Constant(one(roll, codes))
    if chance(roll, 40):
        wanted = some(roll, ("male", "female"), 1)
        level = ByField("sex", tuple((sex, Constant(one(roll, codes))) for sex in wanted))
    op = one(roll, (Op.GE, Op.GE, Op.GT))
    below = Compare(BelowLevel("lv0"), op, level)
    plain = Compare(FieldValue("lv0"), op, level)
    return one(roll, (plain, plain, below, AnyOf((plain, below))))


def ladder(roll: Roll) -> Ladder:
    as_of = one(roll, GATES)
    data = vocabulary_data(roll, as_of, WIDE)
    language, problems = build_language({"vocabulary/v.yaml": data})
    assert language is not None, problems
    vocabulary = language.vocabulary
    scale = vocabulary.scales["s0"]
    words = Words(vocabulary, as_of, WIDE, ("lv0", "sex"), ("review_date",))
    requirements = [
        {
            "id": f"r{number}",
            "must": condition_data(at_least(roll, scale.codes), vocabulary),
            "if_unmet": one(roll, ("train", "warn")),
            "clause": "x",
            "confidence": "text",
        }
        for number in range(REQUIREMENTS)
    ]
    standard = {
        "standard": "main",
        "title": label("main"),
        "posts": ["pa"],
        "source": {"instrument": "x", "confidence": "text"},
        "in_force": {"from": "2000-01-01"},
        "requirements": requirements,
    }
    documents = {
        "rulebook.yaml": {"rulebook": "eligibility/1", "title": label("book")},
        "vocabulary/v.yaml": data,
        "standards/s.yaml": {"standards": [standard]},
        "policy/audit.yaml": policy_data(
            roll, "audit", words, [Compare(FieldValue("sex"), Op.EQ, Constant("male"))]
        ),
    }
    book = made_book(documents, words)
    rows = tuple((f"{code}/{sex}", sex, "pa", code) for code, sex in product(scale.codes, SEXES))
    people = Sheet(("id", "sex", "post", "lv0"), rows)
    review = review_dataset(dataset({"people": people}, book), book.rulebook, as_of, "audit", engine="tables")
    return Ladder(scale.levels, review)


def test_raising_a_level_never_worsens_what_asks_for_at_least_a_level() -> None:
    seen: Counter[object] = Counter()

    @examples(30)
    @given(SEEDS)
    def law(seed: int) -> None:
        found = ladder(Random(seed).randint)
        statuses = found.statuses
        assert len(statuses) == len(found.levels) * len(SEXES) * REQUIREMENTS
        numbers = [f"r{number}" for number in range(REQUIREMENTS)]
        for lower, higher in product(found.levels, repeat=2):
            if lower.ladder != higher.ladder or lower.rank > higher.rank:
                continue
            for sex, name in product(SEXES, numbers):
                before, after = (statuses[f"{level.code}/{sex}", name] for level in (lower, higher))
                allowed = {"met": {"met"}, "unknown": {"unknown", "met"}}.get(
                    before, {"unmet", "unknown", "met"}
                )
                assert after in allowed
                if lower.rank == higher.rank:
                    assert after == before
                seen[before, after, lower.rank < higher.rank] += 1

    law()
    wanted = [
        ("met", "met", True),
        ("unmet", "met", True),
        ("unmet", "unmet", True),
        ("unknown", "met", True),
    ]
    assert [w for w in wanted if not seen[w]] == []
    assert seen["met", "met", False] > 100
