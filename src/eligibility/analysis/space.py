"""All that a record can be, seen by some terms: independent blocks of data, and the cells of each.

Nothing is known of the record but the post it is about. A set of cells of one block is a whole
number: the bit of a cell is set where the cell is in it. Blocks share no data, so that what asks for
some cells of each block is possible exactly where it leaves none of them without a cell.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise, product

import attrs

from eligibility.compile.cells import blocks_of, completions
from eligibility.compile.instances import condition_moments
from eligibility.compile.truths import Complete
from eligibility.model.condition import Latest, Rows, Window
from eligibility.model.context import Context
from eligibility.model.plan import Block, Cell
from eligibility.model.record import Scalar, Value
from eligibility.model.slots import Flag, Term, slots_of
from eligibility.model.vocabulary import Kind

MAX_COMPLETIONS = 20_000
"""Completions of one block that are looked at; a larger block is not analysed, and that is said."""

PLAIN = 40
"""How many times more completions of a block without histories a sample has."""

Key = tuple[Term, str, str]
"""What tells two terms of joint blocks apart: the term, the purpose and which windows it looks at."""

Masks = Mapping[int, int]
"""Some cells of some blocks, by number; of the others every cell."""

Order = Callable[[Scalar], tuple[str, int] | None]
"""The ladder and the place on it of a value of a slot; None where it is on none."""


def key_of(term: Term, context: Context) -> Key:
    """What tells *term* apart from other terms."""
    return (term, context.purpose, context.windows_at if isinstance(term, Rows) else "")


@attrs.frozen(eq=False)
class Part:
    """One block with the cells that records reach, and a completion that lies in each.

    *holds* gives for each term the cells in which it is true.
    """

    block: Block
    cells: tuple[Cell, ...]
    people: tuple[Complete, ...]
    holds: tuple[int, ...]

    @property
    def all(self) -> int:
        """All its cells."""
        return (1 << len(self.cells)) - 1

    def where(self, position: int, *, true: bool) -> int:
        """The cells in which the term at *position* has this truth."""
        return self.holds[position] if true else self.all & ~self.holds[position]


def part_of(block: Block, reached: Mapping[Cell, Complete]) -> Part:
    """*block* with the cells that are *reached*."""
    cells = tuple(reached)
    holds = tuple(
        sum(1 << number for number, cell in enumerate(cells) if cell[position])
        for position in range(len(block.terms))
    )
    return Part(block, cells, tuple(reached.values()), holds)


@attrs.frozen(eq=False)
class Space:
    """The parts of all that some terms read, and where each term stands: its part, and its place there."""

    parts: tuple[Part, ...]
    places: Mapping[Key, tuple[int, int]]

    def masks(self, tests: Iterable[tuple[Key, bool]]) -> dict[int, int] | None:
        """The cells in which terms have the truths of *tests*; None where no record has them all."""
        found: dict[int, int] = {}
        for key, true in tests:
            number, position = self.places[key]
            part = self.parts[number]
            found[number] = found.get(number, part.all) & part.where(position, true=true)
            if not found[number]:
                return None
        return found

    def person(self, masks: Masks, only: Iterable[int] | None = None) -> Complete:
        """The first record in *masks*: its data in the parts *only*, in all if not given."""
        found: Complete = {}
        for number in range(len(self.parts)) if only is None else only:
            part = self.parts[number]
            chosen = masks.get(number, part.all)
            found = {**found, **part.people[(chosen & -chosen).bit_length() - 1]}
        return found


class Spaces:
    """Makes spaces; blocks that see the same are enumerated once.

    With *sample*, of each block so many completions are looked at and no more: enough to find somebody, and
    never enough to say that there is nobody.
    """

    def __init__(self, sample: int | None = None) -> None:
        self._sample = sample
        self._parts: dict[object, Mapping[Cell, Complete]] = {}
        self._seen: dict[tuple[Term, int], tuple[bool, bool]] = {}

    def space(self, terms: Iterable[tuple[Term, Context]], values: Mapping[str, Value]) -> Space:
        """The space of *terms*, where nothing is known but *values*.

        Raises:
            eligibility.compile.cells.TooManyCompletions: a block has more than `MAX_COMPLETIONS`.

        """
        blocks = blocks_of(terms)
        parts = tuple(part_of(block, self._reached(block, values)) for block in blocks)
        return Space(parts, places_of(blocks))

    def _reached(self, block: Block, values: Mapping[str, Value]) -> Mapping[Cell, Complete]:
        known = tuple((slot, values[slot]) for slot in block.slots if slot in values)
        views = tuple(map(self.view, block.terms, block.contexts))
        key = (block.terms, block.constraints, views, known)
        found = self._parts.get(key)
        if found is None:
            reached: dict[Cell, Complete] = {}
            for complete, cell in islice(every(block, values), self._limit(block)):
                reached.setdefault(cell, complete)
            found = self._parts[key] = reached
        return found

    def _limit(self, block: Block) -> int | None:
        """Rows of histories are many to write out; of other data more is looked at."""
        rows = any(isinstance(term, Rows) for term in block.terms)
        return self._sample if rows or self._sample is None else self._sample * PLAIN

    def view(self, term: Term, context: Context) -> object:
        """All that the truth of *term* depends on beside the record."""
        dated, rated = self._reads(term, context)
        rows = isinstance(term, Rows)
        return (
            () if isinstance(term, Flag) else tuple(context.day(m) for m in condition_moments(term)),
            context.as_of if dated or rows else None,
            context.closed_year if rated else None,
            (context.purpose, context.windows_at) if rows else None,
        )

    def _reads(self, term: Term, context: Context) -> tuple[bool, bool]:
        """Whether *term* reads dates, and ratings of years."""
        key = (term, 0)
        found = self._seen.get(key)
        if found is None:
            fields = [context.vocabulary.field_at(slot) for slot in slots_of(term, 0)]
            dated = any(field is not None and field.kind is Kind.DATE for field in fields)
            found = self._seen[key] = (dated, isinstance(term, Window | Latest))
        return found


def places_of(blocks: Sequence[Block]) -> dict[Key, tuple[int, int]]:
    """Where the terms of *blocks* stand."""
    return {
        key_of(term, context): (number, position)
        for number, block in enumerate(blocks)
        for position, (term, context) in enumerate(zip(block.terms, block.contexts, strict=True))
    }


def every(block: Block, values: Mapping[str, Value]) -> Iterator[tuple[Complete, Cell]]:
    """Every completion of *block* that its terms may tell apart, with its cell.

    Raises:
        eligibility.compile.cells.TooManyCompletions: more than `MAX_COMPLETIONS`.

    """
    tables = {term.table: None for term in block.terms if isinstance(term, Rows)}
    for _, complete, cell in completions(block, values, tables, MAX_COMPLETIONS):
        yield complete, cell


@attrs.frozen(eq=False)
class Rise:
    """Two records that differ in one slot only, and there by one step up; the cells that they lie in."""

    lower: Complete
    higher: Complete
    cells: tuple[Cell, Cell]


def rises(block: Block, values: Mapping[str, Value], slot: str, order: Order) -> list[Rise]:
    """One step up of *slot* for each way in which it changes the cell of *block*.

    Raises:
        eligibility.compile.cells.TooManyCompletions: more than `MAX_COMPLETIONS`.

    """
    chains: dict[object, dict[int, list[tuple[Complete, Cell]]]] = {}
    for complete, cell in every(block, values):
        place = order(complete[slot])
        if place is not None:
            rest = tuple(_frozen(complete[s]) for s in block.slots if s != slot)
            ladder, rank = place
            chains.setdefault((rest, ladder), {}).setdefault(rank, []).append((complete, cell))
    found: dict[tuple[Cell, Cell], Rise] = {}
    for chain in chains.values():
        for lower, higher in pairwise(sorted(chain)):
            for (one, cell), (other, above) in product(chain[lower], chain[higher]):
                if cell != above and (cell, above) not in found:
                    found[cell, above] = Rise(one, other, (cell, above))
    return list(found.values())


def _frozen(value: Scalar) -> object:
    if isinstance(value, tuple):
        return tuple(tuple(item.items()) if isinstance(item, Mapping) else item for item in value)
    return value
