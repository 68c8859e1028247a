"""The files of ``training/`` as they are written (see `eligibility.normalise.written`)."""

from datetime import date

import attrs

from eligibility.normalise.written import Free, WrittenLabel, WrittenPeriod, WrittenSource


@attrs.frozen
class WrittenPriority:
    """A priority (``asks``) or a share (``share``)."""

    id: str
    label: WrittenLabel
    asks: str = ""
    post: str = ""
    due_within: str = ""
    when: Free | None = None
    share: Free | None = None
    at_least: str = ""


@attrs.frozen
class WrittenAway:
    """How many may be away."""

    at_most: str
    but: int = 1
    modes: list[str] = attrs.field(factory=list)


@attrs.frozen
class WrittenService:
    """Service owed."""

    courses: list[str]
    times: int
    clause: str
    source: WrittenSource
    in_force: WrittenPeriod = WrittenPeriod()
    repay: dict[str, str] = attrs.field(factory=dict)


@attrs.frozen
class WrittenRenewal:
    """A course to be taken again."""

    courses: list[str]
    after: str
    clause: str
    source: WrittenSource
    in_force: WrittenPeriod = WrittenPeriod()
    who: Free | None = None


@attrs.frozen
class WrittenTarget:
    """A target of a resolution."""

    target: str
    title: WrittenLabel
    source: WrittenSource
    who: Free
    must: Free
    course: str
    by: date
    at_least: str
    clause: str = ""
    in_force: WrittenPeriod = WrittenPeriod()


@attrs.frozen
class WrittenMentors:
    """Who may be a mentor."""

    at_most: int
    when: Free | None = None


@attrs.frozen
class WrittenSeating:
    """A version of how seats are given."""

    seating: str
    title: WrittenLabel
    source: WrittenSource
    in_force: WrittenPeriod
    priorities: list[WrittenPriority]
    order: list[str] = attrs.field(factory=lambda: ["due"])
    draw: int | None = None
    away: WrittenAway | None = None
    service: list[WrittenService] = attrs.field(factory=list)
    renewals: list[WrittenRenewal] = attrs.field(factory=list)
    mentors: WrittenMentors | None = None
