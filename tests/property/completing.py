"""Every completion of a record, written out: each day, each level, each row that there could be.

Shares nothing with the engines but the meaning of sentences on complete people, and nothing at all
with their search for the completions that matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product

import attrs

from eligibility.engine.meaning import Person, Reader, verdict
from eligibility.engine.reference import Reference, apply_policy
from eligibility.model.condition import IsKnown, Rows, atoms_of, row_paths_of
from eligibility.model.context import Context
from eligibility.model.finding import Verdict
from eligibility.model.plan import Instance, NodeKind
from eligibility.model.record import NONE, Among, Between, Known, Missing, Record, Row, Scalar, Value
from eligibility.model.slots import HOLDS, KNOWN, WAIVED, slots_of, terms_of
from eligibility.model.truth import Status
from eligibility.model.vocabulary import Constraint, Field, Kind, Table

MOST = 4_000
"""Completions that are written out for one record."""

TEXTS = ("alpha", "beta", "42", "one", "two")
"""The texts that rules mention, and others, that stand for all others."""

Counts = tuple[int, ...]


class TooLarge(Exception):
    """There are more than `MOST`."""


@attrs.frozen
class Exact:
    """What all completions of a record come to."""

    verdicts: Mapping[str, frozenset[Verdict]]
    outcomes: frozenset[str]
    training: tuple[str, ...]
    possible: tuple[str, ...]
    witnesses: Mapping[tuple[str, Verdict] | str, Person]


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def everything(value: Value, field: Field, context: Context) -> list[Scalar]:
    """Every value that a field may turn out to have."""
    match value:
        case Known(known):
            return [known]
        case Among(values):
            return list(values)
        case Between(first, last):
            return list(every_day(first, last))
        case Missing():
            pass
    none: list[Scalar] = [NONE] if field.none_texts or field.empty == "none" else []
    closed = context.vocabulary.domain(field)
    if closed is not None:
        return [*closed, *none]
    match field.kind:
        case Kind.DATE:
            last = context.as_of if field.maximum == "review_date" else field.maximum
            assert isinstance(field.minimum, date)
            assert isinstance(last, date)
            return [*every_day(field.minimum, last), *none]
        case Kind.NUMBER:
            assert isinstance(field.minimum, int)
            assert isinstance(field.maximum, int)
            return [*range(field.minimum, field.maximum + 1), *none]
        case _:
            return [*TEXTS, *none]


class Completing:
    """Writes out all completions of a record for one instance."""

    def __init__(self, instance: Instance, record: Record) -> None:
        self._instance = instance
        self._context = instance.context
        self._record = record
        self._tables = instance.context.vocabulary.tables
        self._rows: dict[object, list[Person]] = {}
        self._found: dict[object, list[tuple[Person, ...]]] = {}
        year = self._context.closed_year
        slots = {s for node in instance.nodes for t in terms_of(node.requirement) for s in slots_of(t, year)}
        for constraint in self._context.vocabulary.constraints:
            slots |= {constraint.earlier, constraint.later}
        self.plain = sorted(slots - set(self._tables))
        self.tables = sorted(slots & set(self._tables))
        self._rows_terms = {
            name: tuple(
                dict.fromkeys(
                    (term, node.context)
                    for node in instance.nodes
                    for term in terms_of(node.requirement)
                    if isinstance(term, Rows) and term.table == name
                )
            )
            for name in self.tables
        }

    # --- fields -----------------------------------------------------------------------------------

    def options(self, slot: str) -> list[Scalar]:
        """Every value of a plain slot."""
        if slot.startswith(HOLDS):
            return [True, False]
        if slot.startswith(WAIVED):
            if slot in self._record.values:
                return [True, False]
            return [slot.removeprefix(WAIVED) in self._record.waived]
        if slot.startswith(KNOWN):
            stated = not isinstance(self._record.value(slot.removeprefix(KNOWN)), Missing)
            return [True] if stated else [True, False]
        return everything(self._record.value(slot), self.field(slot), self._context)

    def field(self, slot: str) -> Field:
        """The field of a plain slot; for a year of ratings, the grade."""
        table = self._tables[slot.partition("[")[0]] if slot.endswith("]") else None
        found = self._context.vocabulary.field_at(slot)
        if table is not None and table.ratings is not None:
            found = table.field(table.ratings.grade)
        assert found is not None
        return found

    def widest(self) -> list[str]:
        """The slots that are not flags, those with the most values first."""
        slots = [slot for slot in self.plain if not slot.startswith((KNOWN, WAIVED, HOLDS))]
        return sorted(slots, key=lambda slot: -len(self.options(slot)))

    def size(self) -> int:
        """How many completions of plain slots there are."""
        count = 1
        for slot in self.plain:
            count *= len(self.options(slot))
        return count

    def outer(self) -> Iterator[dict[str, Scalar]]:
        """Every completion of the plain slots, in the order that constraints demand where they can hold."""
        options = {slot: self.options(slot) for slot in self.plain}
        kept = [
            group for group in linked(self._context.vocabulary.constraints) if any(in_order(group, options))
        ]
        for values in product(*options.values()):
            slots = dict(zip(options, values, strict=True))
            if all(not breaks(constraint, slots) for group in kept for constraint in group):
                yield slots

    # --- rows -------------------------------------------------------------------------------------

    def row_size(self) -> int:
        """How many completions of single rows there are at most."""
        found = 1
        for name in self.tables:
            rows = self._record.histories.get(name)
            for row in [{}] if rows is None else rows:
                count = 1
                for options in self._row_options(self._tables[name], row).values():
                    count *= len(options)
                found = max(found, count)
        return found

    def _row_names(self, table: Table) -> tuple[set[str], set[str]]:
        """The fields of rows that are read, and those that are asked whether they are known."""
        read, asked = set(), set()
        for term, _ in self._rows_terms[table.name]:
            for path in row_paths_of(term.where):
                read.add(path.removeprefix("row."))
            for atom in atoms_of(term.where):
                if isinstance(atom, IsKnown):
                    asked.add(atom.path.removeprefix("row."))
        if table.expiry is not None and table.expiry.field in read:
            read |= {table.expiry.ended, table.expiry.start, table.expiry.regime, table.expiry.form}
            read.discard(table.expiry.field)
        return read, asked

    def _row_options(self, table: Table, row: Row) -> dict[str, list[Scalar]]:
        read, asked = self._row_names(table)
        made: dict[str, list[Scalar]] = {}
        for name in sorted(read):
            field = table.field(name)
            assert field is not None
            made[name] = everything(row.get(name, Missing()), field, self._context)
        for name in sorted(asked):
            stated = not isinstance(row.get(name, Missing()), Missing)
            made[KNOWN + name] = [True] if stated else [True, False]
        made["lasting"] = [False, True]
        return made

    def _complete_rows(self, table: Table, row: Row) -> Iterator[Person]:
        options = self._row_options(table, row)
        for values in product(*options.values()):
            chosen = dict(zip(options, values, strict=True))
            lasting = bool(chosen.pop("lasting"))
            stated = {n.removeprefix(KNOWN): bool(v) for n, v in chosen.items() if n.startswith(KNOWN)}
            plain = {name: value for name, value in chosen.items() if not name.startswith(KNOWN)}
            yield Person(plain, {}, stated, lasting=lasting)

    def histories(
        self, person: Person, slots: Mapping[str, Scalar]
    ) -> Iterator[dict[str, tuple[Person, ...]]]:
        """Complete rows of all tables, one list for each way in which they can be counted."""
        choices = [self._rows_of(name, person, slots) for name in self.tables]
        for chosen in product(*choices):
            yield dict(zip(self.tables, chosen, strict=True))

    def _rows_of(self, name: str, person: Person, slots: Mapping[str, Scalar]) -> list[tuple[Person, ...]]:
        terms = self._rows_terms[name]
        year = self._context.closed_year
        joined = sorted({slot for term, _ in terms for slot in slots_of(term, year) if slot != name})
        key = (name, tuple(slots[slot] for slot in joined))
        if key not in self._found:
            self._found[key] = self._all_rows(name, person)
        return self._found[key]

    def _all_rows(self, name: str, person: Person) -> list[tuple[Person, ...]]:
        rows = self._record.histories.get(name)
        if rows is not None:
            return list(product(*(self._kinds(name, row, person).values() for row in rows)))
        kinds = self._kinds(name, {}, person)
        limits = [term.count + 1 for term, _ in self._rows_terms[name]]
        found: dict[Counts, tuple[Person, ...]] = {tuple(0 for _ in limits): ()}
        queue = list(found)
        while queue:
            counts = queue.pop()
            for answers, row in kinds.items():
                more = tuple(min(c + a, m) for c, a, m in zip(counts, answers, limits, strict=True))
                if more not in found:
                    found[more] = (*found[counts], row)
                    queue.append(more)
        return list(found.values())

    def _kinds(self, name: str, row: Row, person: Person) -> dict[tuple[bool, ...], Person]:
        """One complete row for each way in which rows can satisfy what is counted."""
        found: dict[tuple[bool, ...], Person] = {}
        for complete in self._complete_rows(self._tables[name], row):
            answers = tuple(
                Reader(person, context, complete, name).holds(term.where)
                for term, context in self._rows_terms[name]
            )
            found.setdefault(answers, complete)
        return found

    # --- all together -----------------------------------------------------------------------------

    def people(self) -> Iterator[Person]:
        """Every completion.

        Raises:
            TooLarge: there are more than `MOST`.

        """
        if self.size() > MOST or self.row_size() > MOST:
            raise TooLarge
        tried = 0
        for slots in self.outer():
            person = person_of(slots)
            for rows in self.histories(person, slots):
                tried += 1
                if tried > MOST:
                    raise TooLarge
                yield attrs.evolve(person, rows=rows)

    def exact(self) -> Exact:
        """What all completions come to.

        Raises:
            TooLarge: there are more than `MOST`.

        """
        reference = Reference(self._instance)
        policy = self._instance.policy
        verdicts: dict[str, set[Verdict]] = {node.name: set() for node in self._instance.nodes}
        concluded: dict[frozenset[tuple[str, Verdict]], tuple[str, frozenset[str]]] = {}
        witnesses: dict[tuple[str, Verdict] | str, Person] = {}
        for person in self.people():
            seen = set()
            for node in self._instance.nodes:
                found = verdict(node.requirement, Reader(person, node.context))
                verdicts[node.name].add(found)
                witnesses.setdefault((node.name, found), person)
                wanted = Status.MET if node.kind is NodeKind.FACT else Status.UNMET
                if found.status is wanted:
                    seen.add((node.name, found))
            key = frozenset(seen)
            if key not in concluded:
                tokens, facts, courses = reference.tokens(key)
                outcome = apply_policy(policy, tokens, facts)
                concluded[key] = (outcome, frozenset(courses if policy.outcome(outcome).trains else ()))
            witnesses.setdefault(concluded[key][0], person)
        sent = [courses for _, courses in concluded.values()]
        certain = frozenset.intersection(*sent)
        return Exact(
            {name: frozenset(found) for name, found in verdicts.items()},
            frozenset(outcome for outcome, _ in concluded.values()),
            tuple(sorted(certain)),
            tuple(sorted(frozenset().union(*sent) - certain)),
            witnesses,
        )


def person_of(slots: Mapping[str, Scalar]) -> Person:
    """A person without histories; flags are told by their prefixes."""

    def flags(prefix: str) -> dict[str, bool]:
        return {s.removeprefix(prefix): bool(v) for s, v in slots.items() if s.startswith(prefix)}

    prefixes = (KNOWN, WAIVED, HOLDS)
    plain = {slot: value for slot, value in slots.items() if not slot.startswith(prefixes)}
    return Person(plain, {}, flags(KNOWN), flags(WAIVED), flags(HOLDS))


def breaks(constraint: Constraint, slots: Mapping[str, Scalar]) -> bool:
    earlier, later = slots[constraint.earlier], slots[constraint.later]
    return isinstance(earlier, date) and isinstance(later, date) and earlier > later


def linked(constraints: Sequence[Constraint]) -> list[list[Constraint]]:
    """Constraints that share fields, directly or through each other."""
    groups: list[list[Constraint]] = []
    for constraint in constraints:
        ends = {constraint.earlier, constraint.later}
        mine = [group for group in groups if any(ends & {c.earlier, c.later} for c in group)]
        groups = [group for group in groups if group not in mine]
        groups.append([constraint, *(c for group in mine for c in group)])
    return groups


def in_order(group: Sequence[Constraint], options: Mapping[str, Sequence[Scalar]]) -> Iterator[bool]:
    """For each choice of the fields of *group*, whether it is in order."""
    slots = sorted({slot for c in group for slot in (c.earlier, c.later)})
    for values in product(*(options[slot] for slot in slots)):
        chosen = dict(zip(slots, values, strict=True))
        yield not any(breaks(constraint, chosen) for constraint in group)
