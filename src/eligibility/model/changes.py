"""What two reviews differ in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from eligibility.model.earlier import Earlier
from eligibility.model.standard import RuleBook

CHANGES = ("new", "vanished", "refused", "decided", "refusal", "outcome", "training", "findings")
"""Kinds of changes, those that matter most first."""


@attrs.frozen(eq=False)
class Changes:
    """What changed from *earlier* to a review; the columns of the frames are in docs/outputs.md.

    *factors* says of the data, the rules and the date whether they differ at all. *unproved* says
    why causes are unknown: an empty text where they were proved, ``no_basis``, ``rules`` (the old
    rule book cannot be used by this program) or ``records``. *unlike* counts the changes whose old
    result this program does not conclude again. *evaluations* is how often the review was made again.
    """

    earlier: Earlier
    as_of: date
    candidacies: Any
    findings: Any
    fields: Any
    factors: Mapping[str, bool]
    rule_files: tuple[str, ...]
    unproved: str = ""
    unlike: int = 0
    evaluations: int = 0
    rulebook: RuleBook | None = None
    """That of the earlier review, where it is there."""

    @property
    def causes(self) -> Mapping[str, int]:
        """Changes by cause."""
        return dict(self.candidacies.group_by("cause").len().sort("cause").iter_rows())

    @property
    def kinds(self) -> Mapping[str, int]:
        """Changes by kind, those that matter most first."""
        found = dict(self.candidacies.group_by("change").len().iter_rows())
        return {kind: found[kind] for kind in CHANGES if kind in found}
