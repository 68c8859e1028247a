"""What is concluded: verdicts on requirements, and outcomes of candidacies."""

from datetime import date

import attrs

from eligibility.model.truth import Status


@attrs.frozen(order=True)
class Verdict:
    """The verdict of one requirement on complete data.

    *relaxed* is the index of the relaxation by which it is met; *due* the day an unmet demand falls
    due. *holds* is false where the rule itself (of which nobody has checked the text) is taken not
    to hold: then nothing follows from it.
    """

    status: Status
    relaxed: int = -1
    due: date | None = None
    holds: bool = True


MET = Verdict(Status.MET)
NOT_APPLICABLE = Verdict(Status.NOT_APPLICABLE)
WAIVED = Verdict(Status.WAIVED)
NOT_HOLDING = Verdict(Status.NOT_APPLICABLE, holds=False)


def status_of(verdicts: frozenset[Verdict]) -> Status:
    """What all completions agree on, else unknown. A rule taken not to hold adds no status of its own.

    Where a doubtful rule is met (or does not apply) either way, that is what is said; where it
    would be unmet, it is unknown whether it is.
    """
    statuses = {verdict.status for verdict in verdicts if verdict.holds}
    if len(statuses) != 1:
        return Status.UNKNOWN
    (status,) = statuses
    doubtful = any(not verdict.holds for verdict in verdicts)
    return Status.UNKNOWN if doubtful and status is Status.UNMET else status


@attrs.frozen(order=True)
class GapMark:
    """The requirement called *requirement*, with effect *effect*, is unmet and due on *due*."""

    requirement: str
    effect: str
    due: date


@attrs.frozen(order=True)
class FactMark:
    """A fact of the policy holds."""

    name: str


@attrs.frozen(order=True)
class EntryMark:
    """An entry requirement of *course* with this *effect* is unmet."""

    course: str
    effect: str


Mark = GapMark | FactMark | EntryMark
Marks = frozenset[Mark]
"""Everything about one completion that its outcome depends on."""


@attrs.frozen
class Decision:
    """What a policy concludes for an incomplete record: what all completions agree on.

    *outcomes* are those that completions lead to; *outcome* is the only one of them, or the
    policy's ``undecided``. *training* holds in all completions, *possible* in some. *closable* are
    the requirements that a course closes in time wherever they are unmet. *decisive* are the
    minimal sets of unmet requirements each of which alone gives the outcome. *papers* are the slots
    whose value, fixed one way, changes the set of outcomes.
    """

    outcome: str
    outcomes: frozenset[str]
    training: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    closable: frozenset[str] = frozenset()
    decisive: tuple[tuple[str, ...], ...] = ()
    papers: tuple[str, ...] = ()
    exceeded: bool = False
