"""Whether two engines say the same of one person; if not, the review stops."""

from collections.abc import Collection, Mapping

from eligibility.engine.reference import Judgement
from eligibility.model.finding import Decision, Verdict


class Disagreement(Exception):
    """The engines conclude differently: an internal error. *situation* says where and how."""

    def __init__(self, situation: str) -> None:
        super().__init__(situation)
        self.situation = situation


def compare(
    name: str,
    judgement: Judgement,
    verdicts: Mapping[str, frozenset[Verdict]],
    decision: Decision,
    loose: Collection[str] = (),
) -> bool:
    """Compare what the reference and the bulk path say of the candidacy called *name*.

    For the nodes in *loose* the bulk path gave up and kept all verdicts: there the reference may
    know better, but must not know otherwise.

    Returns whether the decision could be compared; False where either gave it up as too large, in
    which case it is undecided.

    Raises:
        Disagreement: they differ in a verdict, the outcomes or the training needs.

    """
    if judgement.outcomes is None or decision.exceeded:
        return False
    for node, expected in judgement.verdicts.items():
        if verdicts[node] != expected and not (node in loose and expected < verdicts[node]):
            raise Disagreement(
                f"{name}: {node}: reference {_shown(expected)}, columns {_shown(verdicts[node])}"
            )
    ours = (decision.outcomes, decision.training, decision.possible)
    theirs = (judgement.outcomes, judgement.training, judgement.possible)
    if ours != theirs:
        raise Disagreement(f"{name}: reference {_plain(theirs)}, columns {_plain(ours)}")
    return True


def _shown(verdicts: frozenset[Verdict]) -> str:
    return " | ".join(
        sorted(
            f"{v.status}{f' due {v.due}' if v.due else ''}{'' if v.holds else ' (rule open)'}"
            for v in verdicts
        )
    )


def _plain(parts: tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]) -> str:
    outcomes, training, possible = parts
    return f"{'/'.join(sorted(outcomes))}, training {list(training)}, possible {list(possible)}"
