"""Small numbers hidden for publication, so that nobody can be recognised from them.

A count of 1 to 4 is hidden. So that none can be found by subtraction, a row or a column of a table
that adds up never has exactly one hidden number: the next smallest is hidden too.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

SMALL = 5
"""Counts from 1 up to this one are hidden."""

Table = list[list[int]]


def hidden(table: Sequence[Sequence[int]], *, columns_add_up: bool) -> list[list[bool]]:
    """Which numbers of *table* to hide; the last of each row is the sum of the others.

    With *columns_add_up* each column has a sum that is published elsewhere.
    """
    marks = [[0 < number < SMALL for number in row] for row in table]
    for row, marked in zip(table, marks, strict=True):
        if row and 0 < row[-1] < SMALL:  # so few in all: where they stand says who they are
            marked[:] = [number > 0 for number in row[:-1]] + [True]
    moved = True
    while moved:
        moved = False
        for row, marked in zip(table, marks, strict=True):
            moved |= _protect(row, marked)
        if columns_add_up and len(table) > 1:
            for place in range(len(table[0])):
                column, marked = [row[place] for row in table], [row[place] for row in marks]
                if _protect(column, marked):
                    moved = True
                    for row, mark in zip(marks, marked, strict=True):
                        row[place] = mark
    return marks


def lacking(
    groups: Iterable[str],
    columns: Sequence[str],
    marks: Mapping[str, Sequence[bool]],
    there: Collection[tuple[str, str]],
) -> Iterator[tuple[str, str]]:
    """The hidden numbers that have no row, being noughts: by having none they would be shown."""
    shown = set(there)
    for group in groups:
        for column, mark in zip(columns, marks[group], strict=False):
            if mark and (group, column) not in shown:
                yield group, column


def with_noughts(
    frame: pl.DataFrame, noughts: Sequence[Mapping[str, Any]], groups: Iterable[str]
) -> pl.DataFrame:
    """*frame* with rows for hidden *noughts*, each after the other rows of its group."""
    if not noughts:
        return frame
    order = {group: place for place, group in enumerate(groups)}
    both = pl.concat([frame, pl.DataFrame(noughts, schema=frame.schema)])
    return both.sort(pl.col("group").replace_strict(order), maintain_order=True)


def _protect(numbers: Sequence[int], marked: list[bool]) -> bool:
    """Hide one more where exactly one is hidden; whether that was so."""
    if sum(marked) != 1:
        return False
    left = [place for place, mark in enumerate(marked) if not mark]
    if not left:
        return False
    # the smallest that is not nothing; where there is none, a nought
    place = min(left, key=lambda place: (numbers[place] == 0, numbers[place]))
    marked[place] = True
    return True
