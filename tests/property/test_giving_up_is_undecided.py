"""Law: where there are too many completions to try, nothing is decided that is not so.

With hardly any completions allowed, each engine says what it says with all of them, or gives up: then
the outcome is undecided, and every verdict that some completion comes to is still held possible.
"""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.compile import cells, lifting
from eligibility.engine import completions, reference
from eligibility.engine.reference import Reference

from .judging import by_columns, by_reference, decision_of
from .strategies import Case, cases, examples, seeded


def test_what_is_too_large_is_left_undecided() -> None:
    seen: Counter[str] = Counter()

    @examples(120)
    @given(seeded(cases), st.sampled_from((1, 2, 4, 10, 40)))
    def law(case: Case, limit: int) -> None:
        ample = by_columns(case.instance, case.record)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cells, "MAX_COMPLETIONS", limit)
            patch.setattr(cells.completions, "__defaults__", (limit,))
            patch.setattr(lifting, "MAX_COMBINATIONS", limit)
            verdicts, decision = decision_of(case.instance, case.record)
        for node, found in ample.verdicts.items():
            assert found <= verdicts[node], case.told()
        if decision.exceeded:
            seen["columns gave up"] += 1
            assert decision.outcome == case.instance.policy.undecided
            assert decision.training == ()
        else:
            seen["columns did not"] += 1
            assert decision.outcomes == ample.outcomes, case.told()
            assert (decision.training, decision.possible) == (ample.training, ample.possible), case.told()

    law()
    assert len(seen) == 2


def test_the_reference_gives_up_whole() -> None:
    seen: Counter[bool] = Counter()

    @examples(120)
    @given(seeded(cases), st.sampled_from((1, 2, 4, 10, 40)))
    def law(case: Case, limit: int) -> None:
        ample = by_reference(case.instance, case.record)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(completions, "MOST", limit)
            patch.setattr(reference, "MOST_COMBINATIONS", limit)
            found = Reference(case.instance).judge(case.record)
        seen[found.outcomes is None] += 1
        if found.outcomes is not None:
            assert found.outcomes == ample.outcomes, case.told()
            assert found.verdicts == ample.verdicts, case.told()
            assert (found.training, found.possible) == (ample.training, ample.possible), case.told()

    law()
    assert len(seen) == 2
