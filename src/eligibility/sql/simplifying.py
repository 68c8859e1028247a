"""Tables made smaller without a change of what they say."""

from collections.abc import Mapping, Sequence

import attrs

from eligibility.sql.contents import Content, Cuts, Key, Part, Rows
from eligibility.sql.ordered import FIRST_CLASS


def simplified(parts: Sequence[Part], statuses: Mapping[tuple[int, ...], int]) -> Content:
    """The content of *parts* whose numbers together come to *statuses*.

    Parts that are the same for everybody are left out; a single one gives the status itself.
    """
    kept = [number for number, part in enumerate(parts) if part.keys]
    by_number = {tuple(numbers[n] for n in kept): status for numbers, status in statuses.items()}
    if len(kept) != 1:
        left = tuple(_cut(parts[number]) for number in kept)
        return Content(left, tuple((*numbers, status) for numbers, status in by_number.items()))
    only = parts[kept[0]]
    rows = tuple((*row[:-1], by_number[row[-1:]]) for row in only.rows)
    return Content((_cut(attrs.evolve(only, rows=rows)),), ())


def _cut(part: Part) -> Part:
    cuts, rows = merged_cuts(part.keys, part.cuts, part.rows)
    return attrs.evolve(part, cuts=cuts, rows=rows)


def merged_cuts(
    keys: Sequence[Key], cuts: Sequence[Cuts], rows: Sequence[tuple[int, ...]]
) -> tuple[tuple[Cuts, ...], Rows]:
    """*cuts* without those on both sides of which the *rows* say the same, and the rows for the others."""
    found, left = tuple(rows), list(cuts)
    places = [place for place, key in enumerate(keys) if key.kind == "cut"]
    for number, place in enumerate(places):
        left[number], found = _merged(left[number], found, place)
    return tuple(left), found


def _merged(cuts: Cuts, rows: Rows, place: int) -> tuple[Cuts, Rows]:
    said: dict[int, set[tuple[int, ...]]] = {}
    for row in rows:
        said.setdefault(row[place], set()).add((*row[:place], *row[place + 1 :]))
    kept = [
        number
        for number in range(len(cuts))
        if said.get(FIRST_CLASS + number) != said.get(FIRST_CLASS + number + 1)
    ]
    renumbered = {0: 0, 1: 1, FIRST_CLASS: FIRST_CLASS}
    for number in range(len(cuts)):
        before = renumbered[FIRST_CLASS + number]
        renumbered[FIRST_CLASS + number + 1] = before + (number in kept)
    made = dict.fromkeys((*row[:place], renumbered[row[place]], *row[place + 1 :]) for row in rows)
    return tuple(cuts[number] for number in kept), tuple(made)  # type: ignore[return-value]
