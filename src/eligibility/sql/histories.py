"""The rows of a history in classes: what a person's rows come to is how many there are of each."""

from collections.abc import Sequence
from itertools import product
from math import prod

import attrs

from eligibility.compile.cells import reach
from eligibility.compile.lifting import LiftingSolver
from eligibility.model.condition import Op
from eligibility.model.condition import Rows as RowsTerm
from eligibility.model.context import Context
from eligibility.model.plan import Block, CellSet
from eligibility.model.record import MISSING, NONE, Known, Row, Value
from eligibility.model.slots import slots_of
from eligibility.model.vocabulary import Table
from eligibility.sql.contents import Counting, Cuts, Key, most_rows
from eligibility.sql.ordered import Option, ordered_options, row_cuts
from eligibility.sql.origins import Coded, Ordered, Origins
from eligibility.sql.simplifying import merged_cuts
from eligibility.sql.untranslatable import Untranslatable

MOST_ROWS = 40_000
"""Combinations of the fields of one row that are concluded."""

MOST_STATES = 2_000
"""Numbers of rows of each class that are told apart."""

Shape = frozenset[tuple[bool, ...]]
"""What a row may come to: for each condition on rows whether it satisfies it."""


@attrs.frozen(eq=False)
class Counted:
    """How rows are counted, and each state that the counts may be in, with rows that stand for it.

    Rows are None where nothing is known of the history.
    """

    counting: Counting
    states: tuple[tuple[tuple[int, ...], tuple[Row, ...] | None], ...]


def count_rows(solver: LiftingSolver, number: int, table: Table, origins: Origins) -> Counted:
    """How the rows of *table* are counted for a block.

    Raises:
        Untranslatable: rows are set against other data of the record, or there are too many classes.

    """
    block = solver.compiled.blocks[number]
    terms = [
        (term, context)
        for term, context in zip(block.terms, block.contexts, strict=True)
        if isinstance(term, RowsTerm) and term.table == table.name
    ]
    for term, context in terms:
        if len(slots_of(term, context.closed_year)) > 1:
            raise Untranslatable("row_and_record", table.name)
    keys, cuts, options, fixed = _fields(solver, number, table, origins)
    if prod(map(len, options)) > MOST_ROWS:
        raise Untranslatable("too_many", table.name)
    asked = _asked(terms)
    nothing: Shape = frozenset({(False,) * len(terms)})
    kinds: dict[Shape, int] = {nothing: 0}
    rows: list[tuple[int, ...]] = []
    shown: dict[int, Row] = {}
    for chosen in product(*options):
        stated = {key.slot: value for key, (_, value) in zip(keys, chosen, strict=True)}
        row = fixed | stated
        found: CellSet = reach(asked, {}, {table.name: (row,)})
        kind = kinds.setdefault(found.cells, len(kinds))
        shown.setdefault(kind, row)
        rows.append((*(code for code, _ in chosen), kind))
    cap = sum(most_rows(term.op, term.count) for term, _ in terms)
    most = (cap,) * (len(kinds) - 1)
    if (cap + 1) ** len(most) > MOST_STATES:
        raise Untranslatable("too_many", table.name)
    states = tuple(
        (counts, tuple(shown[kind] for kind, count in enumerate(counts, 1) for _ in range(count)))
        for counts in product(*(range(n + 1) for n in most))
    )
    kept, merged = merged_cuts(keys, cuts, rows)
    telling = tuple(row for row in merged if row[-1])
    return Counted(Counting(table.name, tuple(keys), kept, telling, most), states)


def _asked(terms: Sequence[tuple[RowsTerm, Context]]) -> Block:
    """A block in which one row shows which of *terms* it counts for."""
    single = tuple(attrs.evolve(term, op=Op.GE, count=1) for term, _ in terms)
    return Block((terms[0][0].table,), single, tuple(context for _, context in terms))


def _fields(
    solver: LiftingSolver, number: int, table: Table, origins: Origins
) -> tuple[list[Key], list[Cuts], list[list[Option]], dict[str, Value]]:
    """The fields of rows that a block reads: keys, cuts, what they may hold; what is the same in all."""
    keys: list[Key] = []
    cuts: list[Cuts] = []
    options: list[list[Option]] = []
    fixed: dict[str, Value] = {}
    for name in solver.row_fields(number, table.name):
        field = table.field(name)
        if field is None:
            raise KeyError(name)
        if not origins.database.has(table, field):
            fixed[name] = Known(NONE) if field.empty == "none" else MISSING
            continue
        origin = origins.of_field(field)
        if isinstance(origin, Coded):
            keys.append(Key("code", name))
            options.append(list(enumerate(origin.values)))
        elif isinstance(origin, Ordered):
            found = row_cuts(solver, number, table, name, origin)
            keys.append(Key("cut", name))
            cuts.append(found)
            options.append(list(ordered_options(origin, found)))
    return keys, cuts, options, fixed
