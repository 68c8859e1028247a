"""Columns of a table as fields of the rule book: the classes of values that the table tells apart."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

import attrs

from eligibility.compile.cuts import may_be_none
from eligibility.diagnostics import Span
from eligibility.exchange.dmn.model import DecisionTable
from eligibility.exchange.draft.refusing import NoRequirement
from eligibility.exchange.export.merging import Atoms, Joining, any_set, runs
from eligibility.exchange.feel.meaning import value_of
from eligibility.exchange.feel.nodes import Comparison, Items, Limits, Name, Test, Tests, children, names_in
from eligibility.exchange.feel.values import Value
from eligibility.model.condition import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Constant,
    FieldValue,
    IsNone,
    Op,
    Within,
)
from eligibility.model.vocabulary import Field, Kind, Scale, Vocabulary

NONE = "none"
"""What a cell of a table says of the known absence, where no level has it for its code."""
DAY = timedelta(days=1)
Same = Callable[[Atoms], Condition]


@attrs.frozen(eq=False)
class Asked:
    """A column: its field, a value for each class, how classes join, and the condition for a set of them."""

    field: Field
    name: str
    values: tuple[Value, ...]
    joined: Joining
    condition: Same

    @property
    def every(self) -> Atoms:
        """All classes."""
        return frozenset(range(len(self.values)))


def asked_columns(table: DecisionTable, vocabulary: Vocabulary) -> list[Asked]:
    """The columns of *table*.

    Raises:
        NoRequirement: one is about no field, or asks what the language has no words for.

    """
    return [
        _asked(table, place, _field(table, place, vocabulary), vocabulary)
        for place in range(len(table.inputs))
    ]


def _field(table: DecisionTable, place: int, vocabulary: Vocabulary) -> Field:
    column = table.inputs[place]
    if not isinstance(column.expression, Name):
        raise NoRequirement("expression", table.span, column.text)
    name = column.expression.name
    fields = {field.path: field for field in _fields(vocabulary)}
    found = fields.get(name) or {path.replace(".", "_"): field for path, field in fields.items()}.get(name)
    if found is None:
        raise NoRequirement("no_field", table.span, name)
    if found.kind is Kind.TEXT:
        raise NoRequirement("free_text", table.span, name)
    return found


def _fields(vocabulary: Vocabulary) -> Iterator[Field]:
    for table in vocabulary.tables.values():
        if not table.history:
            yield from table.fields
    yield from (joined.field for joined in vocabulary.joined)


def _asked(table: DecisionTable, place: int, field: Field, vocabulary: Vocabulary) -> Asked:
    constants: list[Value] = []
    tests = [(rule.tests[place], rule.span) for rule in table.rules]
    for one, span in (*tests, (table.inputs[place].allowed, table.span)):
        constants += _constants(one, span)
    name = table.inputs[place].text
    if field.kind in (Kind.DATE, Kind.NUMBER):
        return _ordered(field, name, constants, table.span)
    return _listed(field, name, constants, vocabulary, table.span)


def _constants(tests: Tests, span: Span) -> Iterator[Value]:
    """The values that *tests* compare with.

    Raises:
        NoRequirement: they look at something else than the column.

    """
    if names_in(tests):
        raise NoRequirement("other_data", span, ", ".join(sorted(names_in(tests))))
    for test in tests.items:
        yield from _of(test)


def _of(test: Test) -> Iterator[Value]:
    if isinstance(test, Comparison | Limits | Items):
        for part in children(test):
            if not isinstance(part, Tests):
                yield from _of(part)
    else:
        yield value_of(test, {})


# --- days and numbers -------------------------------------------------------------------------------


def _ordered(field: Field, name: str, constants: Sequence[Value], span: Span) -> Asked:
    wanted = date if field.kind is Kind.DATE else Decimal
    wrong = [one for one in constants if one is not None and not isinstance(one, wanted)]
    if wrong:
        raise NoRequirement("kind", span, name)
    cuts = sorted({cut for one in constants if one is not None for cut in _cuts(one)})  # type: ignore[type-var]
    values = (
        (_before(cuts[0]), *cuts)
        if cuts
        else (Decimal(0) if field.kind is Kind.NUMBER else date(2000, 1, 1),)
    )

    def condition(atoms: Atoms) -> Condition:
        parts: list[Condition] = []
        if min(atoms) > 0:
            parts.append(Compare(FieldValue(field.path), Op.GE, _constant(values[min(atoms)])))
        if max(atoms) + 1 < len(values):
            parts.append(Compare(FieldValue(field.path), Op.LT, _constant(values[max(atoms) + 1])))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    every = frozenset(range(len(values)))
    return Asked(field, name, tuple(values), runs((), every), condition)


def _cuts(value: Value) -> tuple[Value, ...]:
    """Where a comparison with *value* may change, on whole days or numbers."""
    if isinstance(value, date):
        return value, value + DAY
    if isinstance(value, Decimal):
        low = value.to_integral_value(ROUND_FLOOR)
        return (low, low + 1) if low == value else (low + 1,)
    raise TypeError(value)


def _before(cut: Value) -> Value:
    return cut - DAY if isinstance(cut, date) else Decimal(str(cut)) - 1


def _constant(value: Value) -> Constant:
    return Constant(int(value) if isinstance(value, Decimal) else value)  # type: ignore[arg-type]


# --- levels, choices and posts ------------------------------------------------------------------------


def _listed(field: Field, name: str, constants: Sequence[Value], vocabulary: Vocabulary, span: Span) -> Asked:
    scale = vocabulary.scales.get(field.scale)
    codes = scale.codes if scale is not None else tuple(vocabulary.posts)
    none = NONE not in codes and NONE in constants and may_be_none(field)
    known = (*codes, *((NONE,) if none else ()))
    strange = [one for one in constants if one is not None and one not in known]
    if strange:
        raise NoRequirement("no_level", span, f"{strange[0]}")

    def condition(atoms: Atoms) -> Condition:
        chosen = tuple(codes[atom] for atom in sorted(atoms) if atom < len(codes))
        parts: list[Condition] = [IsNone(field.path)] if len(codes) in atoms else []
        if chosen:
            parts.append(_among(field, chosen, scale))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    return Asked(field, name, known, any_set, condition)


def _among(field: Field, chosen: tuple[str, ...], scale: Scale | None) -> Condition:
    """One of the levels *chosen*: as a comparison, where these are all from one on, or all up to one."""
    if scale is not None and scale.ordered and field.kind is Kind.LEVEL:
        for level in scale.levels:
            for op in (Op.GE, Op.LE):
                there = [
                    one.code
                    for one in scale.levels
                    if one.ladder == level.ladder
                    and (one.rank >= level.rank if op is Op.GE else one.rank <= level.rank)
                ]
                if len(there) > 1 and set(there) == set(chosen):
                    return Compare(FieldValue(field.path), op, Constant(level.code))
    if len(chosen) == 1 and field.kind is not Kind.POSTS:
        return Compare(FieldValue(field.path), Op.EQ, Constant(chosen[0]))
    return Within(field.path, chosen)
