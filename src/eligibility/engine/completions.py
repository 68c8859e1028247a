"""Every way of completing a record that could matter to some conditions, found from raw values.

Of the values to try that no condition tells apart one is kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations_with_replacement, product
from math import comb, prod

import attrs

from eligibility.engine.meaning import Person, Reader
from eligibility.engine.tries import Met, values_to_try
from eligibility.model.condition import (
    Compare,
    Condition,
    FieldValue,
    IsKnown,
    Op,
    Rows,
    atoms_of,
    operand_paths,
    quantity_paths,
)
from eligibility.model.context import Context
from eligibility.model.record import MISSING, Among, Between, Known, Missing, Record, Row, Scalar, Value
from eligibility.model.slots import HOLDS, KNOWN, WAIVED, Flag, Term, slots_of
from eligibility.model.vocabulary import Constraint

MOST = 200_000
"""Completions of one group of conditions that are tried before it is given up."""

ROUNDS = 2
"""Times that slots look at the values that the others would try."""


class Exceeded(Exception):
    """There are more than `MOST` completions."""


@attrs.frozen(eq=False)
class Question:
    """Terms that are to be answered together, each in its context."""

    terms: tuple[tuple[Term, Context], ...]

    @property
    def context(self) -> Context:
        """A context of theirs; they differ in the windows of disciplines at most."""
        return self.terms[0][1]

    @cached_property
    def reads(self) -> tuple[tuple[Term, Context, tuple[str, ...]], ...]:
        """The terms with what each reads."""
        return tuple((term, context, slots_of(term, context.closed_year)) for term, context in self.terms)

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """Everything the terms read, and what hard constraints tie to it."""
        found: dict[str, None] = {}
        if not self.terms:
            return ()
        for _, _, slots in self.reads:
            found |= dict.fromkeys(slots)
        constraints = self.context.vocabulary.constraints
        for _ in constraints:
            for constraint in constraints:
                if constraint.earlier in found or constraint.later in found:
                    found |= {constraint.earlier: None, constraint.later: None}
        return tuple(found)


def completions(record: Record, question: Question) -> Iterator[Person]:
    """Complete people, at least one for each way in which completions of *record* answer *question*.

    Raises:
        Exceeded: there are too many to try.

    """
    whole = _whole(record, question)
    if whole is not None:
        yield whole
        return
    any_in_order = False
    for person in _completions(record, question, constrained=True):
        any_in_order = True
        yield person
    if not any_in_order:
        yield from _completions(record, question, constrained=False)


def _whole(record: Record, question: Question) -> Person | None:
    """The one completion of a record that lacks nothing asked about and has no rows of such histories."""
    tables = question.context.vocabulary.tables
    values: dict[str, Scalar] = {}
    rows: dict[str, tuple[Person, ...]] = {}
    for slot in question.slots:
        if slot in tables:
            if record.histories.get(slot) != ():
                return None
            rows[slot] = ()
            continue
        value = slot_value(record, slot)
        if not isinstance(value, Known):
            return None
        values[slot] = value.value
    person = person_of(values)
    return attrs.evolve(person, rows=rows) if rows else person


def _completions(record: Record, question: Question, *, constrained: bool) -> Iterator[Person]:
    slots = question.slots
    tables = question.context.vocabulary.tables
    plain = [slot for slot in slots if slot not in tables]
    constraints = [
        c
        for c in question.context.vocabulary.constraints
        if constrained and {c.earlier, c.later} <= set(plain)
    ]
    choices = choices_of(record, question, plain, constraints)
    constraints = [c for group in _linked(constraints) if _can_hold(group, choices) for c in group]
    tried = 0
    known: dict[object, list[tuple[Person, ...]]] = {}
    for values in product(*(choices[slot] for slot in plain)):
        outer = person_of(dict(zip(plain, values, strict=True)))
        if not all(_in_order(constraint, outer.values) for constraint in constraints):
            continue
        for rows in _histories(record, question, outer, [slot for slot in slots if slot in tables], known):
            tried += 1
            if tried > MOST:
                raise Exceeded
            yield attrs.evolve(outer, rows=rows)


def person_of(slots: Mapping[str, Scalar]) -> Person:
    """A person from complete slots: flags are told apart by their prefixes."""
    kinds: dict[str, dict[str, bool]] = {KNOWN: {}, WAIVED: {}, HOLDS: {}}
    values: dict[str, Scalar] = {}
    for slot, value in slots.items():
        if ":" not in slot:
            values[slot] = value
            continue
        prefix = slot.partition(":")[0] + ":"
        if prefix in kinds:
            kinds[prefix][slot.removeprefix(prefix)] = bool(value)
        else:
            values[slot] = value
    return Person(values, {}, kinds[KNOWN], kinds[WAIVED], kinds[HOLDS])


def slot_value(record: Record, slot: str) -> Value:
    """What *record* says of a plain slot."""
    if ":" not in slot:
        return record.value(slot)
    if slot.startswith(HOLDS):
        return MISSING
    if slot.startswith(WAIVED):
        return record.values.get(slot, Known(slot.removeprefix(WAIVED) in record.waived))
    if slot.startswith(KNOWN):
        stated = not isinstance(record.value(slot.removeprefix(KNOWN)), Missing)
        return Known(True) if stated else MISSING
    return record.value(slot)


def choices_of(
    record: Record, question: Question, plain: Sequence[str], constraints: Sequence[Constraint]
) -> Mapping[str, tuple[Scalar, ...]]:
    """For each slot the values to try: one, if it is known."""
    ordering = [
        (Compare(FieldValue(c.earlier), Op.LE, FieldValue(c.later)), question.context, (c.earlier, c.later))
        for c in constraints
    ]
    terms = (*question.reads, *ordering)
    given = {slot: slot_value(record, slot) for slot in plain}
    wide: dict[str, tuple[Scalar, ...]] = {
        slot: (value.value,) for slot, value in given.items() if isinstance(value, Known)
    }
    unknown = [slot for slot in plain if slot not in wide]
    if not unknown:
        return wide
    stated = tuple(_stated_in_rows(record, question))
    for _ in range(ROUNDS):
        for slot in unknown:
            mine: list[Met] = []
            for term, context, slots in terms:
                if slot in slots:
                    partners = [value for s in slots if s != slot for value in wide.get(s, ())]
                    mine.append((term, context, [*partners, *(stated if isinstance(term, Rows) else ())]))
            wide[slot] = values_to_try(slot, given[slot], mine, question.context)
    return wide | {slot: _distinct(slot, wide, terms) for slot in unknown}


def _stated_in_rows(record: Record, question: Question) -> Iterator[Scalar]:
    for table in {term.table for term, _ in question.terms if isinstance(term, Rows)}:
        for row in record.histories.get(table) or ():
            for value in row.values():
                if isinstance(value, Known):
                    yield value.value
                elif isinstance(value, Among):
                    yield from value.values
                elif isinstance(value, Between):
                    yield from (value.first, value.last)


def _distinct(
    slot: str,
    wide: Mapping[str, tuple[Scalar, ...]],
    terms: Iterable[tuple[Term, Context, tuple[str, ...]]],
) -> tuple[Scalar, ...]:
    """Of the values to try for *slot*, one for each way in which terms answer them."""
    if len(wide[slot]) == 1:
        return wide[slot]
    mine = []
    for term, context, slots in terms:
        if slot not in slots or isinstance(term, Flag):
            continue
        others = [s for s in slots if s != slot]
        if any(other not in wide for other in others):
            return wide[slot]  # rows of a history are read against it: keep them all
        mine.append((term, context, others))
    seen: dict[tuple[bool, ...], Scalar] = {}
    for value in wide[slot]:
        answers = tuple(
            Reader(person_of({slot: value, **dict(zip(others, rest, strict=True))}), context).holds(term)
            for term, context, others in mine
            if not isinstance(term, Flag)
            for rest in product(*(wide[other] for other in others))
        )
        seen.setdefault((isinstance(value, date), *(answers if mine else (bool(value),))), value)
    return tuple(seen.values())


# --- histories -----------------------------------------------------------------------------------


def _histories(
    record: Record,
    question: Question,
    outer: Person,
    tables: Sequence[str],
    known: dict[object, list[tuple[Person, ...]]],
) -> Iterator[Mapping[str, tuple[Person, ...]]]:
    """Completed histories; *known* holds them by all that rows are compared with."""
    options = []
    for table in tables:
        terms = [(t, c) for t, c in question.terms if isinstance(t, Rows) and t.table == table]
        read = {slot for term, context in terms for slot in slots_of(term, context.closed_year)}
        joined = attrs.evolve(
            outer,
            values={path: value for path, value in outer.values.items() if path in read},
            stated={path: value for path, value in outer.stated.items() if KNOWN + path in read},
        )
        key = (table, tuple(joined.values.items()), tuple(joined.stated.items()))
        if key not in known:
            known[key] = _tables(record.histories.get(table), table, terms, joined)
        options.append(known[key])
    for chosen in product(*options):
        yield dict(zip(tables, chosen, strict=True))


def _tables(
    rows: tuple[Row, ...] | None, table: str, terms: Sequence[tuple[Rows, Context]], outer: Person
) -> list[tuple[Person, ...]]:
    """Completed histories. With no sheet at all there may be any rows, as many as terms can count."""
    if rows is None:
        shapes = _shapes({}, table, terms, outer)
        most = sum(term.count + 1 for term, _ in terms)
        if comb(len(shapes) + most, most) > MOST:
            raise Exceeded
        return [
            chosen for count in range(most + 1) for chosen in combinations_with_replacement(shapes, count)
        ]
    options = [_shapes(row, table, terms, outer) for row in rows]
    total = 1
    for shapes in options:
        total *= len(shapes)
        if total > MOST:
            raise Exceeded
    return list(product(*options))


def _shapes(row: Row, table: str, terms: Sequence[tuple[Rows, Context]], outer: Person) -> list[Person]:
    """Complete rows, one for each way in which completions of *row* satisfy the terms."""
    context = terms[0][1]
    names = _names(table, terms)
    partners = list(outer.values.values())
    options: list[tuple[Scalar, ...]] = []
    for _ in range(ROUNDS):
        seen = [*partners, *(value for values in options for value in values)]
        met: list[Met] = [(term, inside, seen) for term, inside in terms]
        options = [
            values_to_try(f"row.{name}", row.get(name, MISSING), met, context, table) for name in names
        ]
    asked = {
        atom.path.removeprefix("row.")
        for term, _ in terms
        for atom in atoms_of(term.where)
        if isinstance(atom, IsKnown) and atom.path.startswith("row.")
    }
    stated = [
        (name, (True, False) if isinstance(row.get(name, MISSING), Missing) else (True,))
        for name in sorted(asked)
    ]
    found: dict[tuple[bool, ...], Person] = {}
    flags = (*(flags for _, flags in stated), (False, True))
    if prod(map(len, (*options, *flags))) > MOST:
        raise Exceeded
    for values in (way for some in _ways(names, options, table, terms) for way in product(*some, *flags)):
        complete = Person(
            dict(zip(names, values, strict=False)),
            {},
            dict(zip((name for name, _ in stated), map(bool, values[len(names) : -1]), strict=True)),
            lasting=bool(values[-1]),
        )
        answers = tuple(Reader(outer, inside, complete, table).holds(term.where) for term, inside in terms)
        found.setdefault(answers, complete)
        if len(found) == 1 << len(terms):
            break  # every way there is
    return list(found.values())


def _ways(
    names: Sequence[str],
    options: Sequence[tuple[Scalar, ...]],
    table: str,
    terms: Sequence[tuple[Rows, Context]],
) -> Iterator[list[tuple[Scalar, ...]]]:
    """*options* in two parts: what has ended expired on that day, whatever its window would have been."""
    expiry = terms[0][1].vocabulary.tables[table].expiry
    if expiry is None or expiry.ended not in names:
        yield list(options)
        return
    named = {path for term, _ in terms for path in _row_paths(term.where)}
    behind = {n for n in (expiry.start, expiry.regime, expiry.form) if f"row.{n}" not in named}
    ended = options[names.index(expiry.ended)]
    over = tuple(day for day in ended if isinstance(day, date))
    lasting = tuple(day for day in ended if not isinstance(day, date))
    for days, hidden in ((lasting, False), (over, True)):
        yield [
            days if name == expiry.ended else values[:1] if hidden and name in behind else values
            for name, values in zip(names, options, strict=True)
        ]


def _names(table: str, terms: Sequence[tuple[Rows, Context]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    expiry = terms[0][1].vocabulary.tables[table].expiry
    for term, _ in terms:
        for path in _row_paths(term.where):
            name = path.removeprefix("row.")
            if expiry is not None and name == expiry.field:
                found |= dict.fromkeys((expiry.ended, expiry.start, expiry.regime, expiry.form))
            else:
                found[name] = None
    return tuple(found)


def _row_paths(where: Condition) -> Iterator[str]:
    for atom in atoms_of(where):
        paths: tuple[str, ...] = ()
        if isinstance(atom, Compare):
            paths = quantity_paths(atom.left) + operand_paths(atom.right)
        elif hasattr(atom, "path"):
            paths = (atom.path,)
        yield from (path for path in paths if path.startswith("row."))


def _linked(constraints: Sequence[Constraint]) -> list[list[Constraint]]:
    """*constraints* in groups that share fields, directly or through each other."""
    groups: list[list[Constraint]] = []
    for constraint in constraints:
        ends = {constraint.earlier, constraint.later}
        touching = [g for g in groups if any(ends & {c.earlier, c.later} for c in g)]
        groups = [g for g in groups if g not in touching] + [[*(c for g in touching for c in g), constraint]]
    return groups


def _can_hold(group: Sequence[Constraint], choices: Mapping[str, Sequence[Scalar]]) -> bool:
    """Whether the data allow *group*; if not, they contradict it, and it binds nothing.

    A field that may be none is in order with any other. The rest take their earliest days and are
    moved on only as far as they must.
    """
    days = {slot: sorted(v for v in values if isinstance(v, date)) for slot, values in choices.items()}
    dated = {slot for slot, values in choices.items() if len(days[slot]) == len(values)}
    binding = [c for c in group if {c.earlier, c.later} <= dated]
    earliest = {slot: days[slot][0] for c in binding for slot in (c.earlier, c.later)}
    while late := [c for c in binding if earliest[c.later] < earliest[c.earlier]]:
        for constraint in late:
            fitting = [day for day in days[constraint.later] if day >= earliest[constraint.earlier]]
            if not fitting:
                return False
            earliest[constraint.later] = fitting[0]
    return True


def _in_order(constraint: Constraint, values: Mapping[str, Scalar]) -> bool:
    earlier, later = values[constraint.earlier], values[constraint.later]
    return not isinstance(earlier, date) or not isinstance(later, date) or earlier <= later
