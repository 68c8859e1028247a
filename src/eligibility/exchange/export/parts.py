"""Blocks of data as tables: what each combination of what they may hold comes to."""

from collections.abc import Mapping, Sequence

import attrs

from eligibility.compile.lifting import LiftingSolver
from eligibility.exchange.export.describing import Inputs
from eligibility.exchange.export.keys import NO_ROWS, Asking
from eligibility.exchange.export.model import Sheet
from eligibility.exchange.export.origins import InputOrigins
from eligibility.exchange.export.sheets import made_sheet
from eligibility.model.plan import Cell, Concluder, Instance, Node
from eligibility.sql.contents import Content, Part
from eligibility.sql.histories import Counted, count_rows
from eligibility.sql.origins import History, Origin, Origins
from eligibility.sql.tabulating import Tabulating, tabulate


class Listing(Tabulating):
    """The table of one block in which a history may also not be given at all."""

    def _add(self, slot: str, origin: Origin, origins: Origins) -> None:
        if isinstance(origin, History):
            found: Counted = count_rows(self._solver, self._number, origin.table, origins)
            nothing = (NO_ROWS,) * len(found.counting.most)
            self._counted.append(attrs.evolve(found, states=(*found.states, (nothing, None))))
            return
        super()._add(slot, origin, origins)


def tabulated(instance: Instance, node: Node, origins: InputOrigins, concluder: Concluder) -> Content:
    """The tables of *node*, by itself.

    Raises:
        eligibility.sql.untranslatable.Untranslatable: it has none.

    """
    return tabulate(instance, node, origins, concluder, Listing)


def block_part(
    solver: LiftingSolver, number: int, origins: InputOrigins, assumed: Mapping[str, str]
) -> tuple[Part, list[frozenset[Cell]]]:
    """The table of the block called *number*, and the cells that each of its numbers stands for.

    Raises:
        eligibility.sql.untranslatable.Untranslatable: it has none.

    """
    return Listing(solver, number, origins, assumed).part()


def part_sheet(
    name: str, kind: str, subject: str, part: Part, inputs: Inputs, results: Sequence[str]
) -> Sheet:
    """The decision table of *part*, whose numbers stand for *results*.

    Raises:
        eligibility.sql.untranslatable.Untranslatable: it has too many combinations.

    """
    told = {row[:-1]: row[-1] for row in part.rows}
    counts = [
        [place for place, key in enumerate(part.keys) if (key.kind, key.slot) == ("count", counting.table)]
        for counting in part.countings
    ]

    def plain(numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Where one number of rows is not given, as if none were."""
        unknown = {p for places in counts if any(numbers[p] == NO_ROWS for p in places) for p in places}
        return tuple(NO_ROWS if place in unknown else number for place, number in enumerate(numbers))

    return made_sheet(name, kind, subject, part_keys(part, inputs), told, results, plain=plain)


def part_keys(part: Part, inputs: Inputs) -> list[Asking]:
    """How the keys of *part* are asked for."""
    cuts, maps = iter(part.cuts), iter(part.maps)
    countings = {counting.table: counting for counting in part.countings}
    return [
        inputs.asking(
            key,
            next(cuts) if key.kind == "cut" else (),
            [number for _, number in next(maps)] if key.kind == "mapped" else (),
            countings[key.slot] if key.kind == "count" else None,
        )
        for key in part.keys
    ]
