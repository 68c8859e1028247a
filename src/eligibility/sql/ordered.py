"""Days and numbers in classes: where conditions may change their truth, and one value for all between."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from eligibility.compile.cells import field_of_slot
from eligibility.compile.cuts import EARLIEST, domain_bounds, number_representatives
from eligibility.compile.lifting import LiftingSolver
from eligibility.model.condition import Atom, Compare, FieldValue, Rows, atoms_of
from eligibility.model.plan import Block
from eligibility.model.record import MISSING, NONE, Known, Value
from eligibility.model.slots import Flag, Term
from eligibility.model.vocabulary import Field, Kind, Table
from eligibility.sql.contents import Cuts
from eligibility.sql.origins import Ordered
from eligibility.sql.untranslatable import Untranslatable

DAY = timedelta(days=1)

Option = tuple[int, Value]
"""The number of a value in a query, and the value."""

FIRST_CLASS = 2
"""The number of what lies before the first cut; 0 is missing, 1 none."""


def ordered_options(origin: Ordered, cuts: Cuts) -> Iterator[Option]:
    """The classes of a day or number: missing, none, and between the cuts, the first of each for all."""
    yield 0, MISSING
    if origin.none:
        yield 1, Known(NONE)
    for number, value in enumerate((_first(origin, cuts), *cuts)):
        yield FIRST_CLASS + number, Known(value)


def _first(origin: Ordered, cuts: Cuts) -> date | int:
    """A value before all *cuts*."""
    if origin.low is not None:
        return origin.low
    if cuts and isinstance(cuts[0], date):
        return cuts[0] - DAY
    if cuts and isinstance(cuts[0], int):
        return cuts[0] - 1
    return EARLIEST if origin.field.kind is Kind.DATE else 0


def block_cuts(solver: LiftingSolver, number: int, slot: str, origin: Ordered) -> Cuts:
    """Where the values of *slot* part for the terms of a block.

    Raises:
        Untranslatable: they are set against each other.

    """
    block = solver.compiled.blocks[number]
    if origin.field.kind is Kind.NUMBER:
        return _number_cuts(slot, origin, block.terms, slot)
    tied = _tied(block, slot)
    found: set[date] = set()
    for one in tied:
        days = solver.cuts(number, one)
        if days is None:
            raise Untranslatable("two_dates", slot)
        found.update(days)
        if len(tied) > 1:
            found.update(_bounds(block, one))
    return _days_within(found, origin)


def row_cuts(solver: LiftingSolver, number: int, table: Table, name: str, origin: Ordered) -> Cuts:
    """The same for the field *name* of the rows of *table*."""
    block = solver.compiled.blocks[number]
    path, place = f"row.{name}", f"{table.name}.{name}"
    if origin.field.kind is Kind.NUMBER:
        mine = [term for term in block.terms if isinstance(term, Rows) and term.table == table.name]
        return _number_cuts(path, origin, mine, place)
    days = solver.cuts(number, path, table.name)
    if days is None:
        raise Untranslatable("two_dates", place)
    return _days_within(days, origin)


def _number_cuts(path: str, origin: Ordered, terms: Iterable[Term], place: str) -> Cuts:
    every = tuple(terms)
    if any(_sets_against(atom, path) for term in every for atom in _atoms(term)):
        raise Untranslatable("two_fields", place)
    points = number_representatives(path, origin.field, every, {})
    return tuple(points[1:])


def _days_within(days: Iterable[date], origin: Ordered) -> Cuts:
    low, high = origin.low, origin.high
    return tuple(
        sorted(
            day
            for day in set(days)
            if (not isinstance(low, date) or day > low) and (not isinstance(high, date) or day <= high)
        )
    )


def _tied(block: Block, slot: str) -> tuple[str, ...]:
    """The slots whose days stand in order with those of *slot*, and itself."""
    for constraint in block.constraints:
        if slot in (constraint.earlier, constraint.later):
            return (constraint.earlier, constraint.later)
    return (slot,)


def _bounds(block: Block, slot: str) -> Iterator[date]:
    context = block.contexts[0]
    field: Field | None = field_of_slot(slot, context)
    if field is not None:
        low, high = domain_bounds(field, context)
        yield low
        yield high + DAY


def _atoms(term: Term) -> tuple[Atom, ...]:
    match term:
        case Rows(_, where):
            return atoms_of(where)
        case Flag():
            return ()
        case _:
            return (term,)


def _sets_against(atom: Atom, path: str) -> bool:
    """Whether *atom* sets the number at *path* against another field."""
    match atom:
        case Compare(FieldValue(left), _, FieldValue(right)):
            return path in (left, right)
        case _:
            return False
