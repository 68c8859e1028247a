"""Law: what is concluded of an incomplete record is what all its completions, written out, come to.

Every day, level, number and row that the declared domains allow is tried. So nothing is missed
(completeness), and nothing is thought possible that is not (soundness).
"""

from collections import Counter

from hypothesis import given

from .completing import Completing, TooLarge
from .judging import ENGINES
from .strategies import Case, cases, examples, seeded


def test_both_engines_find_exactly_what_completions_come_to() -> None:
    seen: Counter[str] = Counter()

    @examples(350)
    @given(seeded(cases))
    def exact(case: Case) -> None:
        seen["tried"] += 1
        try:
            wanted = Completing(case.instance, case.record).exact()
        except TooLarge:
            seen["too large"] += 1
            return
        seen["several verdicts"] += any(len(found) > 1 for found in wanted.verdicts.values())
        seen["several outcomes"] += len(wanted.outcomes) > 1
        seen["possible training"] += bool(wanted.possible)
        seen["no sheet"] += any(rows is None for rows in case.record.histories.values())
        seen["open rows"] += any(case.record.histories.values())
        for engine, judge in ENGINES.items():
            said = judge(case.instance, case.record)
            for node, verdicts in wanted.verdicts.items():
                missed, invented = verdicts - said.verdicts[node], said.verdicts[node] - verdicts
                witness = [wanted.witnesses[node, verdict] for verdict in missed]
                assert not missed, f"{engine} misses {missed} of {node}: {witness}\n{case.told()}"
                assert not invented, f"{engine} invents {invented} of {node}\n{case.told()}"
            missing = [wanted.witnesses[outcome] for outcome in wanted.outcomes - said.outcomes]
            assert said.outcomes == wanted.outcomes, f"{engine}: {missing}\n{case.told()}"
            assert said.training == wanted.training, f"{engine}\n{case.told()}"
            assert said.possible == wanted.possible, f"{engine}\n{case.told()}"

    exact()
    wanted = ("several verdicts", "several outcomes", "possible training", "no sheet", "open rows")
    assert [name for name in wanted if not seen[name]] == []
    assert 20 * seen["too large"] < seen["tried"]
