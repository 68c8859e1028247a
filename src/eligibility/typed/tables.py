"""Typed tables: rows with counts and rates, what they are shares of, and where each stands in its file."""

from collections.abc import Mapping
from enum import StrEnum

import attrs

from eligibility.diagnostics import Where
from eligibility.typed.numbers import Count, Rate


class Unit(StrEnum):
    """What is counted: people, their attendances (lượt người), or classes."""

    PEOPLE = "people"
    ATTENDANCES = "attendances"
    CLASSES = "classes"


class Parts(StrEnum):
    """Whether the rows make up the whole, each person in just one of them."""

    ALL = "all"
    SOME = "some"


@attrs.frozen
class Row:
    """One row. *whole* is what its rate is a share of, where that is not the total of the table.

    *rise* is in points since an earlier time; *before* the rate of then, or *count_before* of *whole_before*.
    *people* are those who came to the attendances that *count* is.
    """

    label: str
    where: Where
    count: Count | None = None
    whole: Count | None = None
    rate: Rate | None = None
    rise: Rate | None = None
    before: Rate | None = None
    count_before: Count | None = None
    whole_before: Count | None = None
    people: Count | None = None
    unit: Unit | None = None


@attrs.frozen
class Table:
    """A table: its rows, their *total* where it was typed, and the *period* in the words of the text.

    *total_rate* is the rate that stands beside the total, which can only be 100.
    """

    title: str
    where: Where
    rows: tuple[Row, ...]
    total: Count | None = None
    parts: Parts = Parts.SOME
    unit: Unit = Unit.PEOPLE
    period: str = ""
    total_rate: Rate | None = None

    @property
    def added(self) -> int | None:
        """The sum of the rows; None where one has no count, or says "more than"."""
        counts = [row.count for row in self.rows]
        if not counts or any(one is None or one.above for one in counts):
            return None
        return sum(one.value for one in counts if one is not None)

    def whole_of(self, row: Row) -> int | None:
        """What the rate of *row* is a share of: its own whole, the total, or the sum of all parts."""
        stated = row.whole or self.total
        if stated is not None:
            return None if stated.above or not stated.value else stated.value
        return (self.added or None) if self.parts is Parts.ALL else None

    def unit_of(self, row: Row) -> Unit:
        """What *row* counts."""
        return row.unit or self.unit


class Weight(StrEnum):
    """How bad a remark is. Only errors make the command leave with code 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


Value = int | Rate | tuple[Rate, ...] | tuple[int, ...]
Said = tuple[str, Mapping[str, Value]]
"""A message of the catalogue with what it says."""


@attrs.frozen
class Remark:
    """Something found: *kind* is a word of the catalogue, *values* what it says; *row* may be empty.

    *why* explains it: messages in the order in which they are said.
    """

    kind: str
    weight: Weight
    where: Where
    table: str
    row: str = ""
    values: Mapping[str, Value] = attrs.field(factory=dict, hash=False)
    why: tuple[Said, ...] = attrs.field(default=(), hash=False)
