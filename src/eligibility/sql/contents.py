"""What tabulating a requirement comes to: small tables of numbers, and the days and numbers that cut."""

from datetime import date

import attrs

from eligibility.model.condition import Op
from eligibility.model.truth import Status

STATUSES: tuple[Status, ...] = (
    Status.UNKNOWN,
    Status.MET,
    Status.UNMET,
    Status.WAIVED,
    Status.NOT_APPLICABLE,
)
"""The statuses by number in a query."""

Cuts = tuple[date, ...] | tuple[int, ...]


@attrs.frozen
class Key:
    """Something that a table is looked up by.

    *kind* is ``code`` (the number of a value), ``mapped`` (the class of that number), ``cut`` (how many
    cuts are not after a day, or not above a number), ``count`` (rows of class *part*, *most* at most) or
    ``equal`` (whether *slot* and *part* hold the same).
    """

    kind: str
    slot: str
    part: str = ""
    most: int = 0


Rows = tuple[tuple[int, ...], ...]
"""Rows of a table of whole numbers: keys, and what they give."""


@attrs.frozen
class Counting:
    """How the rows of a history are classed: by *keys* (its fields), with *cuts* for some, as *rows* say."""

    table: str
    keys: tuple[Key, ...]
    cuts: tuple[Cuts, ...]
    rows: Rows
    most: tuple[int, ...]


@attrs.frozen
class Part:
    """A block: *rows* give, for its *keys*, the number of what is reached. *cuts* are those of keys that cut.

    *maps* give the classes of the numbers of mapped keys; *counting* belongs to keys that count.
    """

    keys: tuple[Key, ...]
    cuts: tuple[Cuts, ...]
    maps: tuple[Rows, ...]
    rows: Rows
    countings: tuple[Counting, ...] = ()


@attrs.frozen
class Content:
    """A requirement under one instance: its *parts*, and the status for their numbers."""

    parts: tuple[Part, ...]
    rows: Rows


def most_rows(op: Op, count: int) -> int:
    """So many rows that satisfy a predicate are as good as any more, for a comparison with *count*."""
    return max(count if op in (Op.GE, Op.LT) else count + 1, 0)
