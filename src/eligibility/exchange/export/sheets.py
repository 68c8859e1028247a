"""From numbers to a decision table: every combination of keys in as few lines as exclude each other."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import prod

from eligibility.exchange.export.keys import Asking
from eligibility.exchange.export.merging import merged
from eligibility.exchange.export.model import Alike, Line, Sheet
from eligibility.sql.untranslatable import Untranslatable

MOST = 200_000
"""Combinations of atoms of one table."""
NEVER = -1


def made_sheet(
    name: str,
    kind: str,
    subject: str,
    asked: Sequence[Asking],
    told: Mapping[tuple[int, ...], int],
    results: Sequence[str],
    otherwise: int = NEVER,
    plain: Callable[[tuple[int, ...]], tuple[int, ...]] = tuple,
) -> Sheet:
    """The table that gives ``results[told[numbers]]`` for the numbers of the keys that are *asked*.

    Numbers that *told* lacks never come together (two inputs are alike and one is missing), or give the
    result number *otherwise*; *plain* is what numbers are as good as.

    Raises:
        Untranslatable: it has too many combinations.

    """
    alike = any(isinstance(column, Alike) for one in asked for column in one.columns)
    atoms = [sum(map(len, one.atoms.values())) for one in asked]
    if prod(atoms) > MOST:
        raise Untranslatable("too_many", name)
    rows: list[tuple[tuple[int, ...], str]] = []
    for numbers in product(*(one.atoms for one in asked)):
        said = told.get(plain(numbers), otherwise)
        if said == NEVER:
            if alike:
                continue
            raise KeyError(numbers)
        result = results[said]
        every = (one.atoms[number] for one, number in zip(asked, numbers, strict=True))
        rows += [(chosen, result) for chosen in product(*every)]
    lines = [
        Line(
            tuple(test for one, atoms in zip(asked, cells, strict=True) for test in one.tests(atoms)), result
        )
        for cells, result in merged(rows, [one.joined for one in asked])
    ]
    order = {result: number for number, result in enumerate(results)}
    lines.sort(key=lambda line: order[line.result])
    columns = tuple(column for one in asked for column in one.columns)
    given = {line.result for line in lines}
    listed = tuple(result for result in results if result in given or kind == "class")
    return Sheet(name, kind, subject, columns, tuple(lines), listed)
