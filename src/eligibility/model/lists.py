"""Rules about the list as a whole: numbers of entries, shares of people, ages; and what comes of them."""

from enum import StrEnum
from fractions import Fraction

import attrs

from eligibility.diagnostics import Where
from eligibility.model.condition import Condition
from eligibility.model.label import Label
from eligibility.model.standard import Confidence, Confirmation, Period, Source

GROUPS = ("person", "target.unit", "target.post", "target.level", "target.kind", "term")
"""What a list may be cut by. Entries that are alike in all of these are one list."""


class Kind(StrEnum):
    """A cap must be kept, a target is striven for (phấn đấu), a figure is only counted."""

    CAP = "cap"
    TARGET = "target"
    FIGURE = "figure"


@attrs.frozen
class ListRule:
    """One rule about lists. It counts entries (*most* of them), or people: a *share*, or *bands* of age.

    *bands* are conditions, each wider than the one before: whoever meets the first is in the first band,
    whoever meets none in the last. *where* says which entries it is about.
    """

    id: str
    label: Label
    kind: Kind
    group: tuple[str, ...]
    clause: str
    confidence: Confidence
    most: int | None = None
    share: Condition | None = None
    least_share: Fraction | None = None
    most_share: Fraction | None = None
    bands: tuple[Condition, ...] = ()
    each_least: int = 0
    entries: Condition | None = None
    confirmed: Confirmation | None = None
    note: Label = Label("", "")
    where: Where | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions that it reads."""
        return (*(one for one in (self.share, self.entries) if one is not None), *self.bands)

    @property
    def doubtful(self) -> bool:
        """Whether nobody has checked its text: then nothing breaches it."""
        return self.confidence is Confidence.RECALL and self.confirmed is None


@attrs.frozen
class Structure:
    """Rules about lists of one instrument. *counts* are outcomes that are on the list, *may_count* may be."""

    id: str
    title: Label
    source: Source
    in_force: Period
    counts: tuple[str, ...]
    may_count: tuple[str, ...]
    rules: tuple[ListRule, ...]
    where: Where | None = attrs.field(default=None, eq=False, repr=False)


class Standing(StrEnum):
    """What comes of a rule for one list. OPEN: it depends on people who are not settled yet."""

    KEPT = "kept"
    BREACHED = "breached"
    OPEN = "open"
    FIGURE = "figure"


@attrs.frozen
class Between:
    """A number that is not settled: from *low* to *high*, both included."""

    low: int
    high: int


@attrs.frozen
class Repair:
    """The smallest change that mends a breach: *kind* is a word of the catalogue, with how many."""

    kind: str
    number: int
    or_number: int = 0


@attrs.frozen
class ListFinding:
    """What comes of one rule for one list: *group* holds a code for each of the rule's groups.

    *counted* of *total*; *low* and *high* are the share. *who* counts, *doubtful* may;
    *marginal* are those who could turn it. Band *band* (from 0) where the rule has bands.
    """

    structure: Structure
    rule: ListRule
    group: tuple[str, ...]
    standing: Standing
    counted: Between
    total: Between | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    band: int | None = None
    who: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    marginal: tuple[str, ...] = ()
    repair: Repair | None = None
