"""What a model decides for given inputs: tables by their hit policies, decisions from those they need."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import assert_never

import attrs

from eligibility.exchange.dmn.model import (
    Aggregation,
    Context,
    Decision,
    DecisionTable,
    Hit,
    Invocation,
    Knowledge,
    Literal,
    Logic,
    Model,
    Output,
    Rule,
)
from eligibility.exchange.dmn.types import fits, fitted
from eligibility.exchange.feel.functions import FUNCTIONS
from eligibility.exchange.feel.literals import Beyond
from eligibility.exchange.feel.meaning import Callables, passes, value_of
from eligibility.exchange.feel.values import Scope, Value, same

MAX_CALLS = 200
"""Functions of a model that call each other."""


@attrs.frozen
class Remark:
    """Why a decision came to null: *kind* is a word of the catalogue, *text* its subject."""

    decision: str
    kind: str
    text: str = ""


@attrs.frozen
class Decided:
    """The value of each decision by its name, and what has to be said of them."""

    values: Mapping[str, Value]
    remarks: tuple[Remark, ...]


def decide(model: Model, given: Scope, wanted: Iterable[Decision] | None = None) -> Decided:
    """What *model* decides where its inputs are *given*, by name: all decisions, or those *wanted*."""
    deciding = _Deciding(model, given)
    chosen = list(model.decisions.values() if wanted is None else wanted)
    values = {one.name: deciding.value(one.id) for one in chosen}
    return Decided(values, tuple(dict.fromkeys(deciding.remarks)))


class _Deciding:
    def __init__(self, model: Model, given: Scope) -> None:
        self.remarks: list[Remark] = []
        self._model = model
        self._given = given
        self._known: dict[str, Value] = {}
        self._about = ""

    def value(self, identity: str) -> Value:
        """The value of the decision with this id."""
        if identity not in self._known:
            decision = self._model.decisions[identity]
            scope: dict[str, Value] = {}
            for number in decision.inputs:
                one = self._model.inputs[number]
                scope[one.name] = self._input(one.name, identity)
            for number in decision.decisions:
                scope[self._model.decisions[number].name] = self.value(number)
            self._about = decision.name
            found = self._logic(decision.logic, scope, self._callables(decision.needs))
            value, right = fitted(found, decision.type)
            if not right:
                self._remark("result_type")
            self._known[identity] = value
        return self._known[identity]

    def _input(self, name: str, identity: str) -> Value:
        wanted = next(one.type for one in self._model.inputs.values() if one.name == name)
        value, right = fitted(self._given.get(name), wanted)
        if not right:
            self._about = self._model.decisions[identity].name
            self._remark("input_type", name)
        return value

    def _remark(self, kind: str, text: str = "") -> None:
        self.remarks.append(Remark(self._about, kind, text))

    def _callables(self, needs: Sequence[str]) -> Callables:
        return {
            one.name: self._callable(one) for one in (self._model.knowledge[identity] for identity in needs)
        }

    def _callable(self, knowledge: Knowledge) -> Callable[..., Value]:
        def called(*arguments: Value) -> Value:
            if len(arguments) != len(knowledge.parameters):
                return None
            scope: dict[str, Value] = {}
            for (name, wanted), argument in zip(knowledge.parameters, arguments, strict=True):
                scope[name], right = fitted(argument, wanted)
                if not right:
                    self._remark("input_type", name)
                    return None
            found = self._logic(knowledge.logic, scope, self._callables(knowledge.needs))
            value, right = fitted(found, knowledge.type)
            if not right:
                self._remark("result_type")
            return value

        return called

    def _logic(self, logic: Logic, scope: Scope, defined: Callables) -> Value:
        try:
            found = self._untyped(logic, scope, defined)
        except Beyond as error:
            self._remark("beyond", str(error))
            return None
        value, right = fitted(found, logic.type)
        if not right:
            self._remark("result_type")
        return value

    def _untyped(self, logic: Logic, scope: Scope, defined: Callables) -> Value:
        match logic:
            case DecisionTable():
                return decide_table(logic, scope, defined, self._remark)
            case Literal(expression):
                return value_of(expression, scope, defined)
            case Context(entries):
                made: dict[str, Value] = {}
                for name, wanted, part in entries:
                    value, right = fitted(self._logic(part, {**scope, **made}, defined), wanted)
                    if not right:
                        self._remark("result_type", name)
                    if not name:
                        return value
                    made[name] = value
                return made
            case Invocation(function, bindings):
                given = {name: self._logic(part, scope, defined) for name, part in bindings}
                found = next(one for one in self._model.knowledge.values() if one.name == function)
                return defined[function](*(given.get(name) for name, _ in found.parameters))
            case _:
                assert_never(logic)


# --- tables ----------------------------------------------------------------------------------------

Telling = Callable[[str, str], None]


def decide_table(table: DecisionTable, scope: Scope, defined: Callables, tell: Telling) -> Value:
    """What *table* comes to; *tell* is told why, where it is null for a fault of the table or the inputs."""
    held: list[Value] = []
    for column in table.inputs:
        value = value_of(column.expression, scope, defined)
        if not fits(value, column.type):
            tell("input_type", column.text)
            return None
        if not column.allowed.anything and passes(column.allowed, value, scope, defined) is not True:
            tell("input_value", column.text)
            return None
        held.append(value)
    matching = [rule for rule in table.rules if _matches(rule, held, scope, defined)]
    if not matching:
        return _nothing(table, scope, defined, tell)
    match table.hit:
        case Hit.FIRST:
            matching = matching[:1]
        case Hit.UNIQUE if len(matching) > 1:
            tell("several_rules", ", ".join(str(1 + table.rules.index(rule)) for rule in matching))
            return None
    found = [[value_of(result, scope, defined) for result in rule.results] for rule in matching]
    for results in found:
        for output, value in zip(table.outputs, results, strict=True):
            if not _allowed(output, value, scope):
                tell("output_value", output.name)
                return None
    return _by_policy(table, found, scope, tell)


def _matches(rule: Rule, held: Sequence[Value], scope: Scope, defined: Callables) -> bool:
    return all(
        passes(tests, value, scope, defined) is True for tests, value in zip(rule.tests, held, strict=True)
    )


def _nothing(table: DecisionTable, scope: Scope, defined: Callables, tell: Telling) -> Value:
    """The result where no rule matches."""
    if any(output.default is not None for output in table.outputs):
        defaults = [
            None if output.default is None else value_of(output.default, scope, defined)
            for output in table.outputs
        ]
        return _one(table, defaults)
    if table.aggregation is Aggregation.COUNT:
        return _aggregated(table.aggregation, [])
    if table.hit.many and table.aggregation is Aggregation.NONE:
        return []
    tell("no_rule", "")
    return None


def _allowed(output: Output, value: Value, scope: Scope) -> bool:
    if not fits(value, output.type):
        return False
    return not output.values or _rank(output, value, scope) < len(output.values)


def _rank(output: Output, value: Value, scope: Scope) -> int:
    """The place of *value* among those that *output* lists."""
    for number, tests in enumerate(output.values):
        if passes(tests, value, scope) is True:
            return number
    return len(output.values)


def _by_policy(table: DecisionTable, found: list[list[Value]], scope: Scope, tell: Telling) -> Value:
    match table.hit:
        case Hit.UNIQUE | Hit.FIRST:
            return _one(table, found[0])
        case Hit.ANY:
            if any(same(list(found[0]), list(other)) is not True for other in found[1:]):
                tell("differing_rules", "")
                return None
            return _one(table, found[0])
        case Hit.PRIORITY:
            return _one(table, _ordered(table, found, scope)[0])
        case Hit.RULE_ORDER:
            return [_one(table, results) for results in found]
        case Hit.OUTPUT_ORDER:
            return [_one(table, results) for results in _ordered(table, found, scope)]
        case Hit.COLLECT:
            listed = [_one(table, results) for results in found]
            return listed if table.aggregation is Aggregation.NONE else _aggregated(table.aggregation, listed)
        case _:
            assert_never(table.hit)


def _ordered(table: DecisionTable, found: list[list[Value]], scope: Scope) -> list[list[Value]]:
    """Best first: by the first column that lists its values, among equals by the next; else as the rules."""

    def ranks(results: list[Value]) -> list[int]:
        pairs = zip(table.outputs, results, strict=True)
        return [_rank(output, value, scope) for output, value in pairs if output.values]

    return sorted(found, key=ranks)


def _one(table: DecisionTable, results: Sequence[Value]) -> Value:
    """The results of one rule: a value, or a context of several."""
    if len(table.outputs) == 1:
        return results[0]
    return {output.name: value for output, value in zip(table.outputs, results, strict=True)}


def _aggregated(aggregation: Aggregation, listed: list[Value]) -> Value:
    name = {Aggregation.SUM: "sum", Aggregation.MIN: "min", Aggregation.MAX: "max"}.get(aggregation, "count")
    return FUNCTIONS[name][0](listed)
