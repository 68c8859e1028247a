"""What becomes of a change: the words for it, and the record that is kept of it."""

from enum import StrEnum

import attrs

from eligibility.coverage.changing import Change
from eligibility.coverage.proposing import Data


class Fate(StrEnum):
    """What becomes of a change."""

    KILLED = "killed"
    """A case notices it."""
    EQUIVALENT = "equivalent"
    """It is proved that it changes nothing for anybody."""
    SURVIVED = "survived"
    """No case notices it; somebody is named who would."""
    UNPROVEN = "unproven"
    """No case notices it; neither was anybody found who would, nor is it proved that there is nobody."""
    REFUSED = "refused"
    """It is no rule book any more: reading it says so."""


@attrs.frozen
class Tried:
    """A change and what became of it. *by* is the case that notices it, *proposal* the case of who would."""

    slip: str
    standard: str
    version: str
    requirement: str
    file: str
    route: tuple[str | int, ...]
    part: str
    before: str
    after: str
    fate: Fate
    by: str = ""
    proposal: Data | None = attrs.field(default=None, hash=False)

    @property
    def said(self) -> tuple[str, ...]:
        """What tells it apart from other changes of the same piece."""
        return (self.slip, self.requirement, self.part, self.before, self.after)


def told(change: Change, fate: Fate, proposal: Data | None = None, by: str = "") -> Tried:
    """The record of *change*."""
    where = change.where
    return Tried(
        str(change.slip),
        change.standard,
        change.version,
        change.requirement,
        where.file if where is not None else "",
        where.route if where is not None else (),
        change.part,
        change.before,
        change.after,
        fate,
        by,
        proposal,
    )
