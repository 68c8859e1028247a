"""Law: the outcomes that change between two rule books are those that change for somebody."""

from collections import Counter
from random import Random

import attrs
from hypothesis import given

from eligibility.analysis.demands import Stage
from eligibility.analysis.versus import Pair, Side, pair_of
from eligibility.model.condition import negate
from eligibility.model.context import NoSuchMoment
from eligibility.model.plan import Instance
from eligibility.model.standard import Requirement, Standard

from .completing import TooLarge
from .strategies import EFFECTS, Roll, chance, examples, one
from .test_analyses_equal_brute_force import SEEDS, bare, case_of, everybody, outcome_of, person


def amended(roll: Roll, standard: Standard) -> Standard:
    """*standard* with one requirement changed, taken out, or asked for otherwise."""
    number = roll(0, len(standard.requirements) - 1)
    old: Requirement = standard.requirements[number]
    if chance(roll, 20):
        rest = (*standard.requirements[:number], *standard.requirements[number + 1 :])
        return attrs.evolve(standard, requirements=rest)
    parts: list[dict[str, object]] = [
        {"must": negate(old.must)},
        {"when": None if old.when is not None else negate(old.must)},
        {"relaxed": ()},
        {"later": ()},
        {"if_unmet": one(roll, EFFECTS)},
        {"needed_at": standard.requirements[0].needed_at},
    ]
    new = attrs.evolve(old, **one(roll, parts))
    return attrs.evolve(
        standard, requirements=(*standard.requirements[:number], new, *standard.requirements[number + 1 :])
    )


def both_of(pair: Pair) -> Instance:
    """One instance with the nodes of both sides."""
    (old, before), (_, after) = pair.sides
    return bare(old, (*before, *after))


def test_outcomes_change_just_as_they_change_for_somebody() -> None:
    seen: Counter[str] = Counter()

    @examples(120)
    @given(SEEDS)
    def law(seed: int) -> None:
        seen["tried"] += 1
        roll = Random(seed).randint
        case = case_of(roll)
        if case is None:
            return
        new = amended(roll, case.standard)
        book = attrs.evolve(
            case.book, standards=tuple(new if s is case.standard else s for s in case.book.standards)
        )
        try:
            pair = pair_of(Side(case.book, case.standard), Side(book, new), case.occasion)
            if pair is None:
                seen["nothing that counts"] += 1
                return
            people, known = everybody(roll, both_of(pair))
        except NoSuchMoment:
            return
        except TooLarge:
            seen["too large"] += 1
            return
        both = pair.on(Stage(book), known)
        found = both.outcomes()
        wanted = {(outcome_of(both.old, somebody), outcome_of(both.new, somebody)) for somebody in people}
        assert {(before.code, after.code) for before, after in found} == wanted
        near = {(b.code, a.code) for b, a in pair.on(Stage(book), known, near=True).outcomes()}
        assert wanted <= near
        some = {(b.code, a.code) for b, a in pair.on(Stage(book), known, whole=False).outcomes()}
        assert some <= wanted
        for (before, after), state in found.items():
            somebody = person(both.old.scene.space.person(state.masks))
            assert (outcome_of(both.old, somebody), outcome_of(both.new, somebody)) == (
                before.code,
                after.code,
            )
            if before != after:
                assert both.responsible(state)
                seen["changed"] += 1
        seen["the same"] += all(before == after for before, after in found)

    law()
    assert [name for name in ("changed", "the same", "nothing that counts") if not seen[name]] == []
    assert 2 * seen["too large"] < seen["tried"]
