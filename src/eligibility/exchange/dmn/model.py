"""A decision model: tables, expressions and what they need."""

from collections.abc import Mapping
from enum import StrEnum

import attrs

from eligibility.diagnostics import Span
from eligibility.exchange.dmn.elements import Problem
from eligibility.exchange.dmn.types import ANY, Type
from eligibility.exchange.feel.nodes import Node, Tests


class Hit(StrEnum):
    """What several rules that match come to."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"

    @property
    def many(self) -> bool:
        """Whether the result is a list."""
        return self in (Hit.COLLECT, Hit.RULE_ORDER, Hit.OUTPUT_ORDER)


class Aggregation(StrEnum):
    """What a collected list is made into."""

    NONE = ""
    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@attrs.frozen
class Input:
    """A column of tests: what it looks at, as written and as a tree, and the values that it may hold."""

    text: str
    expression: Node
    type: Type = ANY
    allowed: Tests = Tests()


@attrs.frozen
class Output:
    """A column of results: *values* it may hold, best first; *default* stands where no rule matches."""

    name: str = ""
    type: Type = ANY
    values: tuple[Tests, ...] = ()
    default: Node | None = None


@attrs.frozen
class Rule:
    """A line of a table."""

    tests: tuple[Tests, ...]
    results: tuple[Node, ...]
    span: Span


@attrs.frozen
class DecisionTable:
    """A table of rules."""

    hit: Hit
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    span: Span
    aggregation: Aggregation = Aggregation.NONE
    type: Type = ANY


@attrs.frozen
class Literal:
    """One expression."""

    expression: Node
    type: Type = ANY


@attrs.frozen
class Context:
    """Named entries, each of which sees those above it; the last one, if it has no name, is the result."""

    entries: tuple[tuple[str, Type, "Logic"], ...]
    type: Type = ANY


@attrs.frozen
class Invocation:
    """A function of the model, called with *bindings*."""

    function: str
    bindings: tuple[tuple[str, "Logic"], ...]
    type: Type = ANY


Logic = DecisionTable | Literal | Context | Invocation


@attrs.frozen
class InputData:
    """Something that is given."""

    id: str
    name: str
    type: Type


@attrs.frozen
class Knowledge:
    """A function that decisions call; *needs* are the functions that it calls itself."""

    id: str
    name: str
    parameters: tuple[tuple[str, Type], ...]
    logic: Logic
    type: Type
    needs: tuple[str, ...] = ()


@attrs.frozen
class Decision:
    """Something that is decided, from *inputs* and other *decisions* (by id) with functions (*needs*)."""

    id: str
    name: str
    type: Type
    logic: Logic
    span: Span
    inputs: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@attrs.frozen(eq=False)
class Model:
    """All that is understood of a file, by id; *problems* say what is not, by the id of what they concern.

    What needs something that is not understood is not understood either.
    """

    name: str
    inputs: Mapping[str, InputData]
    knowledge: Mapping[str, Knowledge]
    decisions: Mapping[str, Decision]
    problems: Mapping[str, tuple[Problem, ...]]
    names: Mapping[str, str]

    @property
    def every_problem(self) -> tuple[Problem, ...]:
        """All problems, in the order of the file."""
        found = dict.fromkeys(problem for several in self.problems.values() for problem in several)
        return tuple(sorted(found, key=lambda problem: (problem.span.line, problem.span.column)))

    def decision(self, name: str) -> Decision | None:
        """The decision called *name* (or with that id)."""
        found = self.decisions.get(name)
        return found or next((one for one in self.decisions.values() if one.name == name), None)
