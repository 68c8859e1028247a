"""What a requirement can come to."""

from enum import StrEnum


class Status(StrEnum):
    """Status of one requirement for one candidacy (design contract: column ``status``)."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"


class Gap(StrEnum):
    """Why a value is not known."""

    ABSENT = "absent"
    UNREADABLE = "unreadable"
    CONTRADICTORY = "contradictory"
    IMPRECISE = "imprecise"
    UNCONFIRMED = "unconfirmed"
    """The rule, not the datum: nobody has checked its text."""
