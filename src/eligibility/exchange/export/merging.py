"""Rows of a table made few: what differs in one column only and says the same becomes one row."""

from collections.abc import Callable, Iterable, Iterator, Sequence

Atoms = frozenset[int]
Joining = Callable[[Atoms], Iterator[Atoms]]
"""The fewest sets that one cell can ask for and that together are the given one."""

MergedRow = tuple[tuple[Atoms, ...], str]


def any_set(atoms: Atoms) -> Iterator[Atoms]:
    """Every set is one cell."""
    yield atoms


def runs(separate: Iterable[int], every: Atoms) -> Joining:
    """Cells that ask for one run of neighbours, for one of *separate*, or for anything."""
    alone = frozenset(separate)

    def joined(atoms: Atoms) -> Iterator[Atoms]:
        if atoms == every:
            yield atoms
            return
        yield from (frozenset((one,)) for one in sorted(atoms & alone))
        run: list[int] = []
        for one in sorted(atoms - alone):
            if run and one != run[-1] + 1:
                yield frozenset(run)
                run = []
            run.append(one)
        if run:
            yield frozenset(run)

    return joined


def merged(rows: Iterable[tuple[tuple[int, ...], str]], joining: Sequence[Joining]) -> list[MergedRow]:
    """*rows* (one atom for each column, and what is said of it) in fewer that still exclude each other."""
    found: list[MergedRow] = [(tuple(frozenset((atom,)) for atom in atoms), result) for atoms, result in rows]
    before = -1
    while len(found) != before:
        before = len(found)
        for place, joined in enumerate(joining):
            found = _along(found, place, joined)
    return found


def _along(rows: Sequence[MergedRow], place: int, joined: Joining) -> list[MergedRow]:
    """*rows* merged in the column at *place*."""
    groups: dict[tuple[tuple[Atoms, ...], tuple[Atoms, ...], str], Atoms] = {}
    for cells, result in rows:
        key = (cells[:place], cells[place + 1 :], result)
        groups[key] = groups.get(key, frozenset()) | cells[place]
    return [
        ((*before, cell, *after), result)
        for (before, after, result), atoms in groups.items()
        for cell in joined(atoms)
    ]
