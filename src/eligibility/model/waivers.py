"""What became of each waiver (miễn trừ) in a review."""

from enum import StrEnum

import attrs


class Use(StrEnum):
    """What became of a waiver. SPARE: in force, and not needed for what was decided."""

    APPLIED = "applied"
    SPARE = "spare"
    OVER = "over"
    EARLY = "early"
    UNCLEAR = "unclear"
    BARRED = "barred"
    NOBODY = "nobody"


@attrs.frozen
class WaiverUse:
    """One row of the sheet of waivers, as it stands there, and for how many candidacies it was *applied*."""

    person: str
    post: str
    requirement: str
    decision_no: str
    decision_date: str
    until: str
    reason: str
    place: str
    use: Use
    applied: int = 0
