"""Cells: the reachable truths of terms that share data, for complete and for incomplete records.

A *block* is a set of slots joined by terms that read several of them; its *cell* is the vector of
the truths of its terms. A complete record lies in one cell of each block, an incomplete one in any
cell that some completion of it reaches.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations_with_replacement, product, repeat

import attrs

from eligibility.compile.cuts import candidates, simple_terms
from eligibility.compile.truths import UNCOVERED, Complete, CompleteRow, row_holds, truth
from eligibility.model.condition import Compare, FieldValue, IsKnown, Op, Rows, row_paths_of
from eligibility.model.context import Context
from eligibility.model.plan import Block, Cell, CellSet
from eligibility.model.record import MISSING, Known, Missing, Row, Scalar, Value
from eligibility.model.slots import KNOWN, Term, slots_of
from eligibility.model.vocabulary import Constraint, Field, Kind

History = tuple[Row, ...] | None
"""Rows of a history; None where no sheet was supplied."""

MAX_COMPLETIONS = 200_000
"""Completions of one block that are enumerated before the block is given up as undecidable."""


class TooManyCompletions(Exception):
    """The completions of a block exceed the bound."""


def blocks_of(terms: Iterable[tuple[Term, Context]]) -> tuple[Block, ...]:
    """*terms*, each with its context, partitioned into blocks in the order of their first terms."""
    distinct = {
        (term, context.purpose, context.windows_at if isinstance(term, Rows) else ""): context
        for term, context in terms
    }
    parent: dict[str, str] = {}

    def root(slot: str) -> str:
        parent.setdefault(slot, slot)
        while parent[slot] != slot:
            slot = parent[slot]
        return slot

    keyed: list[tuple[Term, Context, str]] = []
    for (term, _, _), context in distinct.items():
        first, *rest = slots_of(term, context.closed_year) or ("",)
        for slot in rest:
            parent[root(slot)] = root(first)
        root(first)
        keyed.append((term, context, first))
    constraints = []
    for constraint in keyed[0][1].vocabulary.constraints if keyed else ():
        if constraint.earlier in parent or constraint.later in parent:
            parent[root(constraint.later)] = root(constraint.earlier)
            constraints.append(constraint)
    groups: dict[str, list[tuple[Term, Context]]] = {}
    for term, context, first in keyed:
        groups.setdefault(root(first), []).append((term, context))
    return tuple(
        Block(
            tuple(slot for slot in parent if slot and root(slot) == key),
            tuple(term for term, _ in items),
            tuple(context for _, context in items),
            tuple(c for c in constraints if root(c.earlier) == key),
        )
        for key, items in groups.items()
    )


def field_of_slot(slot: str, context: Context) -> Field | None:
    """The field whose domain the values of *slot* range over; for a year of ratings, the grade's."""
    if slot.endswith("]"):
        table = context.vocabulary.tables[slot.partition("[")[0]]
        return table.field(table.ratings.grade) if table.ratings else None
    return context.vocabulary.field_at(slot)


def reach(block: Block, values: Mapping[str, Value], histories: Mapping[str, History]) -> CellSet:
    """The cells that *block* reaches for a record with these *values* and *histories*.

    Raises:
        TooManyCompletions: more completions than `MAX_COMPLETIONS`.

    """
    context = block.contexts[0]
    tables = {term.table for term in block.terms if isinstance(term, Rows)}
    plain = [slot for slot in block.slots if slot not in tables]
    choices = _choices(block, plain, values, histories, context)
    cells: set[Cell] = set()
    fixed: dict[str, dict[Scalar, set[Cell]]] = {
        slot: {} for slot in block.slots if slot in tables or len(choices[slot]) > 1
    }
    spent = 0
    for assignment in product(*(choices[slot] for slot in plain)):
        complete: dict[str, Scalar] = dict(zip(plain, assignment, strict=True))
        if not all(_allowed(constraint, complete) for constraint in block.constraints):
            continue
        for key, rows in _row_choices(tables, histories, complete, block):
            spent += 1
            if spent > MAX_COMPLETIONS:
                raise TooManyCompletions(",".join(block.slots))
            whole = complete | rows
            cell = tuple(map(truth, block.terms, repeat(whole), block.contexts))
            cells.add(cell)
            for slot, by_value in fixed.items():
                by_value.setdefault(key if slot in tables else complete[slot], set()).add(cell)
    if not cells and block.constraints:
        return reach(attrs.evolve(block, constraints=()), values, histories)
    return CellSet(
        frozenset(cells),
        tuple(
            (slot, frozenset(map(frozenset, by_value.values())))
            for slot, by_value in fixed.items()
            if len(by_value) > 1 and len(cells) > 1
        ),
    )


def _allowed(constraint: Constraint, complete: Complete) -> bool:
    earlier, later = complete[constraint.earlier], complete[constraint.later]
    return not _dated(earlier) or not _dated(later) or earlier <= later  # type: ignore[operator]


def _dated(value: Scalar) -> bool:
    return hasattr(value, "toordinal")


def _choices(
    block: Block,
    plain: Sequence[str],
    values: Mapping[str, Value],
    histories: Mapping[str, History],
    context: Context,
) -> dict[str, tuple[Scalar, ...]]:
    """Representatives of every plain slot. Slots joined to each other are cut along each other."""
    order = [*(Compare(FieldValue(c.earlier), Op.LE, FieldValue(c.later)) for c in block.constraints)]
    terms: tuple[Term, ...] = (*block.terms, *order)
    seen: dict[str, tuple[Scalar, ...]] = {}
    for table in {term.table for term in block.terms if isinstance(term, Rows)}:
        for row in histories.get(table) or ():
            for name, value in row.items():
                known = (value.value,) if isinstance(value, Known) else ()
                seen[f"row.{name}"] = seen.get(f"row.{name}", ()) + known
    for _ in range(3):
        for slot in plain:
            value = values.get(slot, MISSING)
            if slot not in seen or not isinstance(value, Known):
                seen[slot] = candidates(slot, value, field_of_slot(slot, context), terms, context, seen)
        if sum(not isinstance(values.get(slot, MISSING), Known) for slot in plain) <= 1:
            break
    return {slot: seen[slot] for slot in plain}


def _row_choices(
    tables: Iterable[str], histories: Mapping[str, History], complete: Complete, block: Block
) -> Iterable[tuple[str, dict[str, Scalar]]]:
    """Completions of the histories, one for each distinct way in which their rows satisfy the terms."""
    options = []
    for table in sorted(tables):
        mine = [
            (term, context)
            for term, context in zip(block.terms, block.contexts, strict=True)
            if isinstance(term, Rows) and term.table == table
        ]
        options.append([(table, rows) for rows in _table_choices(table, mine, histories, complete)])
    for combination in product(*options):
        chosen = {table: rows for table, (_, rows) in combination}
        key = "/".join(label for _, (label, _) in combination)
        yield key, chosen  # type: ignore[misc]


def _table_choices(
    table: str,
    terms: Sequence[tuple[Rows, Context]],
    histories: Mapping[str, History],
    complete: Complete,
) -> list[tuple[str, tuple[CompleteRow, ...]]]:
    rows = histories.get(table)
    if rows is None:
        shapes = _row_shapes(table, {}, terms, complete)
        most = sum(term.count + 1 for term, _ in terms)
        return [
            (f"{table}:{'+'.join(label for label, _ in chosen)}", tuple(row for _, row in chosen))
            for count in range(most + 1)
            for chosen in combinations_with_replacement(shapes, count)
        ]
    shapes_by_row = [_row_shapes(table, row, terms, complete) for row in rows]
    total = 1
    for shapes in shapes_by_row:
        total *= len(shapes)
        if total > MAX_COMPLETIONS:
            raise TooManyCompletions(table)
    return [
        (f"{table}:{'+'.join(label for label, _ in chosen)}", tuple(row for _, row in chosen))
        for chosen in product(*shapes_by_row)
    ]


def row_fields(table: str, terms: Iterable[Rows], context: Context) -> tuple[str, ...]:
    """The fields of the rows of *table* that *terms* read, those behind a computed expiry included."""
    expiry = context.vocabulary.tables[table].expiry
    found: dict[str, None] = {}
    for term in terms:
        for path in row_paths_of(term.where):
            name = path.removeprefix("row.")
            if expiry is not None and name == expiry.field:
                found |= dict.fromkeys((expiry.ended, expiry.start, expiry.regime, expiry.form))
            else:
                found[name] = None
    return tuple(found)


def _row_shapes(
    table: str, row: Row, rows_terms: Sequence[tuple[Rows, Context]], complete: Complete
) -> list[tuple[str, CompleteRow]]:
    """One complete row for each distinct vector of truths that completions of *row* reach."""
    terms = [term for term, _ in rows_terms]
    context = rows_terms[0][1]
    names = row_fields(table, terms, context)
    seen: dict[str, tuple[Scalar, ...]] = {slot: (value,) for slot, value in complete.items()}
    declared = context.vocabulary.tables[table]
    choices: list[tuple[Scalar, ...]] = []
    for _ in range(2):
        choices = []
        for name in names:
            value = row.get(name, Missing())
            options = candidates(f"row.{name}", value, declared.field(name), terms, context, seen, table)
            seen[f"row.{name}"] = options
            choices.append(options)
    asked = [
        p.path.removeprefix("row.") for t in terms for p in simple_terms(t.where) if isinstance(p, IsKnown)
    ]
    flags = {
        KNOWN + name: (True,) if not isinstance(row.get(name, MISSING), Missing) else (True, False)
        for name in dict.fromkeys(asked)
    }
    expires_read = declared.expiry is not None and declared.expiry.start in names
    flags[UNCOVERED] = (False, True) if expires_read else (False,)
    shapes: dict[tuple[bool, ...], CompleteRow] = {}
    for assignment in product(*choices, *flags.values()):
        candidate = dict(zip((*names, *flags), assignment, strict=True))
        vector = tuple(row_holds(t.where, candidate, complete, c, table) for t, c in rows_terms)
        shapes.setdefault(vector, candidate)
    return [("".join("01"[t] for t in vector), candidate) for vector, candidate in shapes.items()]


def kind_of_slot(slot: str, context: Context) -> Kind | None:
    """The kind of values in *slot*; None for flags and whole histories."""
    field = field_of_slot(slot, context) if slot not in context.vocabulary.tables else None
    return None if field is None else field.kind
