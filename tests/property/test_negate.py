"""Law: `negate(c)` holds of exactly those complete people of whom *c* does not."""

from collections import Counter

import attrs
from hypothesis import given

from eligibility.model.condition import Always, Condition, atoms_of, histories_of, negate, paths_of

from .strategies import Large, Roll, conditions, examples, seeded
from .whole_people import reader_of

PEOPLE = 10


@attrs.frozen(eq=False, repr=False)
class Asked(Large):
    """A condition, and what *PEOPLE* complete people make of it and of what is made of it."""

    condition: Condition
    answers: tuple[tuple[bool, bool, bool], ...]


def asked(roll: Roll) -> Asked:
    condition, _, words = conditions(roll)
    opposite = negate(condition)
    answers = []
    for _ in range(PEOPLE):
        reader = reader_of(roll, words, (condition,))
        answers.append((reader.holds(condition), reader.holds(opposite), reader.holds(negate(opposite))))
    return Asked(condition, tuple(answers))


def test_the_negation_holds_exactly_where_the_condition_does_not() -> None:
    seen: Counter[object] = Counter()

    @examples(200)
    @given(seeded(asked))
    def law(found: Asked) -> None:
        atoms = {type(found.condition).__name__, *(type(atom).__name__ for atom in atoms_of(found.condition))}
        for holds, opposite, twice in found.answers:
            assert opposite is not holds
            assert twice is holds
            seen.update((name, holds) for name in atoms)

    law()
    kinds = ("AllOf", "AnyOf", "NoneOf", "Always", "Compare", "Within", "IsKnown", "IsNone")
    kinds = (*kinds, "Window", "Latest", "Rows")
    missing = [(kind, holds) for kind in kinds for holds in (True, False) if not seen[kind, holds]]
    assert missing == []


@examples(100)
@given(seeded(conditions))
def test_the_negation_reads_nothing_else(found: tuple[Condition, object, object]) -> None:
    condition = found[0]
    opposite = negate(condition)
    assert paths_of(opposite) == paths_of(condition)
    assert histories_of(opposite) == histories_of(condition)
    # what always holds and what never does become each other, and are no reading of anything
    counted = [
        [atom for atom in atoms_of(one) if not isinstance(atom, Always)] for one in (opposite, condition)
    ]
    assert len(counted[0]) <= len(counted[1])
