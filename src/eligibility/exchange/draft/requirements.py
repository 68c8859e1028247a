"""From a table to the condition that is met where the table says so, proved on every combination.

Our language decides what is missing by what all completions agree on. A table that says otherwise of a
null, or nothing of somebody of whom all is known, cannot be said in it, and is refused with a witness.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from eligibility.exchange.dmn.deciding import decide_table
from eligibility.exchange.dmn.model import Decision, DecisionTable
from eligibility.exchange.draft.columns import Asked, asked_columns
from eligibility.exchange.draft.refusing import NoRequirement
from eligibility.exchange.export.merging import merged
from eligibility.exchange.feel.literals import text_of
from eligibility.exchange.feel.values import Value
from eligibility.model.condition import AllOf, Always, AnyOf, Condition
from eligibility.model.vocabulary import Vocabulary

MOST = 100_000
"""Combinations of one table that are looked at."""
NULL = -1
MET, UNMET, UNKNOWN = "met", "unmet", "unknown"

Places = tuple[int, ...]


def condition_of(decision: Decision, vocabulary: Vocabulary, met: str = "") -> tuple[Condition, list[Asked]]:
    """The condition that *decision* stands for, and its columns; *met* is the result that means "met".

    Raises:
        NoRequirement: there is none.

    """
    table = decision.logic
    if not isinstance(table, DecisionTable):
        raise NoRequirement("no_table", decision.span, decision.name)
    if len(table.outputs) > 1 or table.hit.many:
        raise NoRequirement("several_results", table.span, decision.name)
    columns = asked_columns(table, vocabulary)
    _check(table, columns, vocabulary)
    size = prod(len(column.values) + 1 for column in columns)
    if size > MOST:
        raise NoRequirement("too_many", table.span, str(size))
    told = {places: _result(table, columns, places, met) for places in _every(columns)}
    _check_missing(table, columns, told)
    rows = [(places, result) for places, result in told.items() if NULL not in places and result == MET]
    found = [_all(columns, cells) for cells, _ in merged(rows, [column.joined for column in columns])]
    if len(found) == 1:
        return found[0], columns
    return (AnyOf(tuple(found)) if found else Always(False)), columns


def _all(columns: Sequence[Asked], cells: Sequence[frozenset[int]]) -> Condition:
    parts = [
        column.condition(atoms) for column, atoms in zip(columns, cells, strict=True) if atoms != column.every
    ]
    if not parts:
        return Always(True)
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _check(table: DecisionTable, columns: Sequence[Asked], vocabulary: Vocabulary) -> None:
    """Columns must be about different fields, of which no declared order of dates ties two.

    Raises:
        NoRequirement: they are not.

    """
    paths = [column.field.path for column in columns]
    repeated = next((path for path in paths if paths.count(path) > 1), "")
    tied = [one for one in vocabulary.constraints if {one.earlier, one.later} & set(paths)]
    if repeated or tied:
        said = repeated or f"{tied[0].earlier}, {tied[0].later}"
        raise NoRequirement("repeated_field" if repeated else "tied", table.span, said)


def _every(columns: Sequence[Asked]) -> Iterator[Places]:
    return product(*((*range(len(column.values)), NULL) for column in columns))


def _result(table: DecisionTable, columns: Sequence[Asked], places: Places, met: str) -> str:
    scope = {
        column.name: None if place == NULL else column.values[place]
        for column, place in zip(columns, places, strict=True)
    }
    remarks: list[str] = []
    value = decide_table(table, scope, {}, lambda kind, _: remarks.append(kind))
    faults = [kind for kind in remarks if kind != "no_rule"]
    if faults:
        raise NoRequirement("faulty", table.span, _person(columns, places))
    found = _meaning(value, met)
    if not found:
        raise NoRequirement("result", table.span, text_of(value))
    if found == UNKNOWN and NULL not in places:
        raise NoRequirement("open", table.span, _person(columns, places))
    return found


def _meaning(value: Value, met: str) -> str:
    """What a result means; nothing, where nobody said."""
    if value is None or value == UNKNOWN:
        return UNKNOWN
    if met:
        return MET if text_of(value) == met else UNMET
    if isinstance(value, bool):
        return MET if value else UNMET
    return value if isinstance(value, str) and value in (MET, UNMET) else ""


def _check_missing(table: DecisionTable, columns: Sequence[Asked], told: Mapping[Places, str]) -> None:
    """What is missing must be decided as completions decide it.

    Raises:
        NoRequirement: it is not.

    """
    agreed: dict[Places, str] = {}
    for places in sorted(told, key=lambda places: places.count(NULL)):
        if NULL not in places:
            agreed[places] = told[places]
            continue
        open_ = places.index(NULL)
        several = {
            agreed[(*places[:open_], value, *places[open_ + 1 :])]
            for value in range(len(columns[open_].values))
        }
        agreed[places] = several.pop() if len(several) == 1 else UNKNOWN
        if told[places] != agreed[places]:
            said = f"{_person(columns, places)}: {told[places]} / {agreed[places]}"
            raise NoRequirement("missing", table.span, said)


def _person(columns: Sequence[Asked], places: Places) -> str:
    return ", ".join(
        f"{column.name}: {'null' if place == NULL else text_of(column.values[place])}"
        for column, place in zip(columns, places, strict=True)
    )
