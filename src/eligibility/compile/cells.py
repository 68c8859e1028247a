"""Cells: the reachable truths of terms that share data, for complete and for incomplete records.

A *block* is a set of slots joined by terms that read several of them; its *cell* is the vector of
the truths of its terms. A complete record lies in one cell of each block, an incomplete one in any
cell that some completion of it reaches.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations_with_replacement, product, repeat
from math import comb, prod

import attrs

from eligibility.compile.cuts import candidates, simple_terms, window_lengths
from eligibility.compile.truths import UNCOVERED, Complete, CompleteRow, expires, row_holds, truth
from eligibility.model.calendar import add_months
from eligibility.model.condition import Compare, FieldValue, IsKnown, Op, Rows, row_paths_of
from eligibility.model.context import Context
from eligibility.model.plan import Block, Cell, CellSet
from eligibility.model.record import MISSING, Known, Missing, Row, Scalar, Value
from eligibility.model.slots import KNOWN, Term, slots_of
from eligibility.model.vocabulary import Constraint, Expiry, Field

History = tuple[Row, ...] | None
"""Rows of a history; None where no sheet was supplied."""

MAX_COMPLETIONS = 200_000
"""Completions of one block that are enumerated before the block is given up as undecidable."""


RowChoices = dict[tuple[str, tuple[Scalar, ...]], list[tuple[str, tuple[CompleteRow, ...]]]]
"""A table and the values that its rows are compared with, to the completions of its rows."""

PASSES = 4
"""Times that the representatives of slots that are compared with each other are cut along each other."""


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
    pending = list(keyed[0][1].vocabulary.constraints) if keyed else []
    constraints: list[Constraint] = []
    while touching := [c for c in pending if c.earlier in parent or c.later in parent]:
        for constraint in touching:
            parent[root(constraint.later)] = root(constraint.earlier)
            pending.remove(constraint)
        constraints += touching
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


def completions(
    block: Block,
    values: Mapping[str, Value],
    histories: Mapping[str, History],
    limit: int = MAX_COMPLETIONS,
) -> Iterator[tuple[str, Complete, Cell]]:
    """The completions of *block* that its terms may tell apart: a key of its rows, all values, the cell.

    Raises:
        TooManyCompletions: more than *limit*.

    """
    tables = {term.table for term in block.terms if isinstance(term, Rows)}
    plain = [slot for slot in block.slots if slot not in tables]
    choices = _choices(block, plain, values, histories, block.contexts[0])
    constraints = binding(block.constraints, choices)
    if not constraints and prod(len(options) for options in choices.values()) > limit:
        raise TooManyCompletions(",".join(block.slots))
    spent = 0
    rows_of: RowChoices = {}
    for assignment in product(*(choices[slot] for slot in plain)):
        complete: dict[str, Scalar] = dict(zip(plain, assignment, strict=True))
        if not all(_allowed(constraint, complete) for constraint in constraints):
            continue
        for key, rows in _row_choices(tables, histories, complete, block, rows_of):
            spent += 1
            if spent > limit:
                raise TooManyCompletions(",".join(block.slots))
            whole = complete | rows
            yield key, whole, tuple(map(truth, block.terms, repeat(whole), block.contexts))


def reach(block: Block, values: Mapping[str, Value], histories: Mapping[str, History]) -> CellSet:
    """The cells that *block* reaches for a record with these *values* and *histories*.

    Raises:
        TooManyCompletions: more completions than `MAX_COMPLETIONS`.

    """
    tables = {term.table for term in block.terms if isinstance(term, Rows)}
    cells: set[Cell] = set()
    fixed: dict[str, dict[Scalar, set[Cell]]] = {
        slot: {} for slot in block.slots if slot in tables or not isinstance(values.get(slot, MISSING), Known)
    }
    rows: dict[tuple[Scalar, ...], set[str]] = {}
    for key, whole, cell in completions(block, values, histories):
        cells.add(cell)
        rows.setdefault(tuple(whole[slot] for slot in block.slots if slot not in tables), set()).add(key)
        for slot, by_value in fixed.items():
            by_value.setdefault(key if slot in tables else whole[slot], set()).add(cell)
    if all(len(keys) == 1 for keys in rows.values()):  # what the histories say is certain
        fixed = {slot: by_value for slot, by_value in fixed.items() if slot not in tables}
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


def binding(constraints: Sequence[Constraint], choices: Mapping[str, Sequence[Scalar]]) -> list[Constraint]:
    """Of *constraints*, those that the data do not contradict; linked ones bind together or not at all."""
    kept: list[Constraint] = []
    pending = list(constraints)
    while pending:
        group = [pending.pop()]
        slots = {group[0].earlier, group[0].later}
        while linked := [c for c in pending if {c.earlier, c.later} & slots]:
            group += linked
            slots |= {slot for c in linked for slot in (c.earlier, c.later)}
            pending = [c for c in pending if c not in linked]
        if _satisfiable(group, {slot: choices[slot] for slot in slots}):
            kept += group
    return kept


def _satisfiable(group: Sequence[Constraint], choices: Mapping[str, Sequence[Scalar]]) -> bool:
    """Whether each field can take a day in order; the least days that can be are looked for."""
    days = {slot: [v for v in values if isinstance(v, date)] for slot, values in choices.items()}
    free = {slot for slot, values in choices.items() if len(days[slot]) < len(values)}
    least = {slot: min(found) for slot, found in days.items() if slot not in free}
    moved = True
    while moved:
        moved = False
        for constraint in group:
            earlier, later = constraint.earlier, constraint.later
            if not free & {earlier, later} and least[later] < least[earlier]:
                above = [day for day in days[later] if day >= least[earlier]]
                if not above:
                    return False
                least[later] = min(above)
                moved = True
    return True


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
    given = {slot: values.get(slot, MISSING) for slot in plain}
    seen: dict[str, tuple[Scalar, ...]] = {
        slot: (value.value,) for slot, value in given.items() if isinstance(value, Known)
    }
    unknown = [slot for slot in plain if slot not in seen]
    for _ in range(PASSES):
        before = dict(seen)
        for slot in unknown:
            seen[slot] = candidates(slot, given[slot], field_of_slot(slot, context), terms, context, seen)
        if unknown:
            seen |= _seen_in_rows(block, histories, seen)
        if seen == before:
            break
    return {slot: seen[slot] for slot in plain}


def _seen_in_rows(
    block: Block, histories: Mapping[str, History], seen: Mapping[str, tuple[Scalar, ...]]
) -> dict[str, tuple[Scalar, ...]]:
    """What the fields of rows may hold, for the slots that are compared with them."""
    found: dict[str, tuple[Scalar, ...]] = {}
    for table in {term.table for term in block.terms if isinstance(term, Rows)}:
        pairs = zip(block.terms, block.contexts, strict=True)
        mine = [(t, c) for t, c in pairs if isinstance(t, Rows) and t.table == table]
        if not _joined_slots(mine):
            continue
        rows = histories.get(table)
        for row in ({},) if rows is None else rows:
            for slot, options in _row_options(table, row, mine, seen).items():
                found[slot] = tuple(dict.fromkeys(found.get(slot, ()) + options))
    return found


def _joined_slots(terms: Iterable[tuple[Rows, Context]]) -> tuple[str, ...]:
    """The slots that rows are compared with."""
    return tuple(dict.fromkeys(s for term, context in terms for s in slots_of(term, context.closed_year)[1:]))


def _row_options(
    table: str,
    row: Row,
    rows_terms: Sequence[tuple[Rows, Context]],
    outer: Mapping[str, Sequence[Scalar]],
) -> dict[str, tuple[Scalar, ...]]:
    """Representatives of every field of *row* that the terms read, by ``row.NAME``, and of its expiry."""
    terms = [term for term, _ in rows_terms]
    context = rows_terms[0][1]
    declared = context.vocabulary.tables[table]
    given = {name: row.get(name, MISSING) for name in row_fields(table, terms, context)}
    seen: dict[str, Sequence[Scalar]] = {
        slot: values for slot, values in outer.items() if not slot.startswith("row.")
    }
    seen |= {f"row.{name}": (value.value,) for name, value in given.items() if isinstance(value, Known)}
    for _ in range(PASSES):
        before = dict(seen)
        for name, value in given.items():
            slot, field = f"row.{name}", declared.field(name)
            seen[slot] = candidates(slot, value, field, terms, context, seen, table)
        if declared.expiry is not None:
            seen[f"row.{declared.expiry.field}"] = _expiries(declared.expiry, seen, context)
        if seen == before:
            break
    return {slot: tuple(values) for slot, values in seen.items() if slot.startswith("row.")}


def _row_choices(
    tables: Iterable[str],
    histories: Mapping[str, History],
    complete: Complete,
    block: Block,
    found: RowChoices,
) -> Iterable[tuple[str, dict[str, Scalar]]]:
    """Completions of the histories, one for each distinct way in which their rows satisfy the terms.

    They depend on the slots that rows are compared with only, and are kept in *found* by their values.
    """
    options = []
    for table in sorted(tables):
        mine = [
            (term, context)
            for term, context in zip(block.terms, block.contexts, strict=True)
            if isinstance(term, Rows) and term.table == table
        ]
        joined = {slot: complete[slot] for slot in _joined_slots(mine)}
        key = (table, tuple(joined.values()))
        if key not in found:
            found[key] = _table_choices(table, mine, histories, joined)
        options.append([(table, rows) for rows in found[key]])
    for combination in product(*options):
        chosen = {table: rows for table, (_, rows) in combination}
        yield "/".join(label for _, (label, _) in combination), chosen  # type: ignore[misc]


def _expiries(expiry: Expiry, seen: Mapping[str, Sequence[Scalar]], context: Context) -> tuple[Scalar, ...]:
    """The days on which a discipline with the dates that are *seen* may expire."""
    ended = [day for day in seen.get(f"row.{expiry.ended}", ()) if isinstance(day, date)]
    starts = [day for day in seen.get(f"row.{expiry.start}", ()) if isinstance(day, date)]
    moved = (add_months(day, months) for day in starts for months in window_lengths(expiry, context))
    return tuple(dict.fromkeys((*ended, *moved, date.max)))


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
        if comb(len(shapes) + most, most) > MAX_COMPLETIONS:
            raise TooManyCompletions(table)
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
    declared = context.vocabulary.tables[table]
    options = _row_options(table, row, rows_terms, {slot: (value,) for slot, value in complete.items()})
    names = row_fields(table, terms, context)
    choices = [options[f"row.{name}"] for name in names]
    asked = [
        p.path.removeprefix("row.")
        for t in terms
        for p in simple_terms(t.where)
        if isinstance(p, IsKnown) and p.path.startswith("row.")
    ]
    flags = {
        KNOWN + name: (True,) if not isinstance(row.get(name, MISSING), Missing) else (True, False)
        for name in dict.fromkeys(asked)
    }
    expires_read = declared.expiry is not None and declared.expiry.start in names
    flags[UNCOVERED] = (False, True) if expires_read else (False,)
    if prod(map(len, (*choices, *flags.values()))) > MAX_COMPLETIONS:
        raise TooManyCompletions(table)
    told = _told(declared.expiry, rows_terms)
    seen: set[object] = set()
    shapes: dict[tuple[bool, ...], CompleteRow] = {}
    for ways in _ways(names, choices, declared.expiry, terms):
        for assignment in product(*ways, *flags.values()):
            candidate = dict(zip((*names, *flags), assignment, strict=True))
            if told is not None:
                key = told(candidate)
                if key in seen:
                    continue
                seen.add(key)
            vector = tuple(row_holds(t.where, candidate, complete, c, table) for t, c in rows_terms)
            shapes.setdefault(vector, candidate)
            if len(shapes) == 1 << len(rows_terms):
                break  # every vector there is
    return [("".join("01"[t] for t in vector), candidate) for vector, candidate in shapes.items()]


def _told(
    expiry: Expiry | None, rows_terms: Sequence[tuple[Rows, Context]]
) -> Callable[[CompleteRow], object] | None:
    """All that the terms can tell of a row, where they may tell less than its fields: its expiry for what
    that is computed from. None where no expiry is read.
    """
    named = {path.removeprefix("row.") for term, _ in rows_terms for path in row_paths_of(term.where)}
    if expiry is None or expiry.field not in named:
        return None
    behind = {expiry.ended, expiry.start, expiry.regime, expiry.form, UNCOVERED} - named
    contexts = list({id(context): context for _, context in rows_terms}.values())

    def told(row: CompleteRow) -> object:
        rest = tuple(value for name, value in row.items() if name not in behind)
        return rest, tuple(expires(expiry, row, context) for context in contexts)

    return told


def _ways(
    names: Sequence[str],
    choices: Sequence[tuple[Scalar, ...]],
    expiry: Expiry | None,
    terms: Sequence[Rows],
) -> list[list[tuple[Scalar, ...]]]:
    """*choices* in two parts: what has ended expires on that day, whatever its window would have been."""
    if expiry is None or expiry.ended not in names:
        return [list(choices)]
    named = {path.removeprefix("row.") for term in terms for path in row_paths_of(term.where)}
    behind = {expiry.start, expiry.regime, expiry.form} - named
    ended = choices[names.index(expiry.ended)]
    parts = (
        (tuple(day for day in ended if isinstance(day, date)), True),
        (tuple(day for day in ended if not isinstance(day, date)), False),
    )
    return [
        [
            days if name == expiry.ended else values[:1] if over and name in behind else values
            for name, values in zip(names, choices, strict=True)
        ]
        for days, over in parts
    ]
