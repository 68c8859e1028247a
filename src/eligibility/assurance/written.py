"""Case files as they are written, and cases as they are understood.

The sheets of a case (``person``, ``plan``, and one key for each history of the vocabulary) are not
among the keys here: which there are is said by the vocabulary.
"""

from collections.abc import Mapping
from datetime import date

import attrs

from eligibility.diagnostics import Where
from eligibility.model.vocabulary import Label
from eligibility.normalise.written import Free, WrittenLabel


@attrs.frozen
class WrittenSet:
    """A set of cases. *given* is what all of them share. A file is one set, or has a list of ``sets``."""

    about: WrittenLabel
    cases: Free
    given: Free = Free({})


@attrs.frozen
class WrittenGiven:
    """What cases share: any of it may be said otherwise in a case."""

    as_of: date | None = None
    purpose: str = ""
    course: str = ""
    post: str = ""
    without: Free = Free([])


@attrs.frozen
class Expectation:
    """What a case states of its candidacy. What is left out is not looked at.

    *unmet*, *unknown*, *waived*, *decisive*, *outcomes*, *training*, *training_possible*, *papers*
    and *closable* are whole lists; *statuses*, *reasons*, *due* and *alternative_used* say something
    of some requirements. *refused* is the reason why no decision is made.
    """

    outcome: str = ""
    refused: str = ""
    standard: str = ""
    version: date | None = None
    statuses: dict[str, str] = attrs.field(factory=dict)
    unmet: list[str] | None = None
    unknown: list[str] | None = None
    waived: list[str] | None = None
    decisive: list[str] | None = None
    outcomes: list[str] | None = None
    reasons: dict[str, Free] = attrs.field(factory=dict)
    training: list[str] | None = None
    training_possible: list[str] | None = None
    papers: list[str] | None = None
    closable: list[str] | None = None
    due: dict[str, date] = attrs.field(factory=dict)
    alternative_used: dict[str, str] = attrs.field(factory=dict)


@attrs.frozen
class WrittenCase:
    """A case. It overrides what is given for all.

    *without* names cells that are left empty (``llct``, ``plan.since``) and sheets that are not there.
    A *proposal* waits for somebody to confirm what it expects: it is reported, and is no evidence.
    """

    id: str
    about: WrittenLabel
    expect: Expectation
    as_of: date | None = None
    purpose: str = ""
    course: str = ""
    post: str = ""
    without: Free = Free([])
    proposal: bool = False


@attrs.frozen
class Text:
    """The text of a cell, and where it is written."""

    text: str
    where: Where = attrs.field(eq=False)


Line = Mapping[str, tuple[Text, ...]]
"""The cells of a row by field; a field with several texts stands in several rows that differ."""


@attrs.frozen(eq=False)
class Case:
    """A case understood: one candidacy, the sheets it is read from, and what is expected.

    *room* is the file it stands in, below the folder of all cases and without its ending.
    *lines* holds, for each table that is supplied, the rows about the person of the case; in tables
    that name no person (units), all rows. *course* or *post* picks the candidacy where there are several.
    """

    id: str
    room: str
    about: Label
    where: Where
    as_of: date
    purpose: str
    course: str
    post: str
    lines: Mapping[str, tuple[Line, ...]]
    expect: Expectation
    proposal: bool = False

    @property
    def person(self) -> str:
        """The id of its person, unique among all files."""
        return f"{self.room}/{self.id}"
