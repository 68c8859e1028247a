"""From elements to the logic of decisions: tables, expressions, contexts and calls."""

from collections.abc import Callable, Iterable, Mapping

import attrs

from eligibility.diagnostics import Span
from eligibility.exchange.dmn.elements import Element, Problem, Unacceptable
from eligibility.exchange.dmn.model import (
    Aggregation,
    Context,
    DecisionTable,
    Hit,
    Input,
    Invocation,
    Literal,
    Logic,
    Output,
    Rule,
)
from eligibility.exchange.dmn.types import ANY, Type
from eligibility.exchange.feel.grammar import parse_expression, parse_tests
from eligibility.exchange.feel.nodes import Node, Tests
from eligibility.exchange.feel.tokens import NotFeel

FEEL = frozenset(
    (
        "",
        "feel",
        "FEEL",
        "s-feel",
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20151101/FEEL/",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
        "https://www.omg.org/spec/DMN/20240513/FEEL/",
    )
)
KNOWN = ("decisionTable", "literalExpression", "context", "invocation")
BOXED = (*KNOWN, "relation", "list", "functionDefinition", "conditional", "filter", "for", "some", "every")
MAX_RULES = 100_000
MAX_COLUMNS = 1_000


@attrs.frozen(eq=False)
class Surroundings:
    """What logic may use: the names in its scope, the functions of the model and its types."""

    scope: frozenset[str]
    functions: Mapping[str, tuple[str, ...]]
    typed: Callable[[str, Span], Type]

    def also(self, names: Iterable[str]) -> "Surroundings":
        """With more names in scope."""
        return attrs.evolve(self, scope=self.scope | frozenset(names))


def logic_of(holder: Element, around: Surroundings) -> Logic:
    """The logic that *holder* contains.

    Raises:
        Unacceptable: there is none, or it is not supported.

    """
    found = [child for child in holder.children if child.space == holder.space and child.name in BOXED]
    if not found:
        raise Unacceptable(Problem("no_logic", holder.span, holder.get("name")))
    element = found[0]
    language(element)
    made = around.typed(element.get("typeRef"), element.span)
    match element.name:
        case "decisionTable":
            return _table(element, around, made)
        case "literalExpression":
            return Literal(_expression(_text_in(element), around), made)
        case "context":
            return _context(element, around, made)
        case "invocation":
            return _invocation(element, around, made)
        case _:
            raise Unacceptable(Problem("element", element.span, element.name))


def language(element: Element) -> None:
    """Expressions must be in FEEL.

    Raises:
        Unacceptable: they are not.

    """
    if element.get("expressionLanguage") not in FEEL:
        raise Unacceptable(Problem("language", element.span, element.get("expressionLanguage")))


def _text_in(element: Element) -> Element:
    """The element with the text of an expression."""
    language(element)
    found = element.first("text")
    if found is None:
        raise Unacceptable(Problem("no_text", element.span, element.name))
    return found


def _expression(text: Element, around: Surroundings) -> Node:
    try:
        return parse_expression(text.text, around.scope, around.functions)
    except NotFeel as error:
        raise _at(text, error) from error


def tests_in(text: Element, around: Surroundings) -> Tests:
    """The tests that *text* holds.

    Raises:
        Unacceptable: they are not understood.

    """
    try:
        return parse_tests(text.text, around.scope, around.functions)
    except NotFeel as error:
        raise _at(text, error) from error


def _at(text: Element, error: NotFeel) -> Unacceptable:
    return Unacceptable(Problem(f"feel_{error.kind}", text.place(error.at), error.text))


# --- tables ----------------------------------------------------------------------------------------


def _table(element: Element, around: Surroundings, made: Type) -> DecisionTable:
    hit, aggregation = _policy(element)
    inputs = tuple(_input(one, around) for one in element.all("input"))
    outputs = tuple(_output(one, around) for one in element.all("output"))
    rules = list(element.all("rule"))
    _check_shape(element, hit, aggregation, inputs, outputs, rules)
    found: list[Rule] = []
    problems: list[Problem] = []
    for rule in rules:
        try:
            found.append(_rule(rule, len(inputs), len(outputs), around))
        except Unacceptable as error:
            problems += error.problems
    if problems:
        raise Unacceptable(*problems)
    return DecisionTable(hit, inputs, outputs, tuple(found), element.span, aggregation, made)


def _policy(element: Element) -> tuple[Hit, Aggregation]:
    policy, aggregation = element.get("hitPolicy") or "UNIQUE", element.get("aggregation")
    if policy not in tuple(Hit):
        raise Unacceptable(Problem("hit_policy", element.span, policy))
    if aggregation not in tuple(Aggregation):
        raise Unacceptable(Problem("aggregation", element.span, aggregation))
    return Hit(policy), Aggregation(aggregation)


def _check_shape(
    element: Element,
    hit: Hit,
    aggregation: Aggregation,
    inputs: tuple[Input, ...],
    outputs: tuple[Output, ...],
    rules: list[Element],
) -> None:
    """What a table must be like as a whole.

    Raises:
        Unacceptable: it is not.

    """
    names = [output.name for output in outputs]
    checks = (
        (not outputs, "no_output", ""),
        (len(rules) > MAX_RULES, "too_many_rules", str(MAX_RULES)),
        (len(inputs) + len(outputs) > MAX_COLUMNS, "too_many_columns", str(MAX_COLUMNS)),
        (len(outputs) > 1 and (not all(names) or len(set(names)) < len(names)), "output_names", ""),
        (aggregation is not Aggregation.NONE and hit is not Hit.COLLECT, "aggregation", aggregation.value),
        (
            aggregation not in (Aggregation.NONE, Aggregation.COUNT) and len(outputs) > 1,
            "aggregated_outputs",
            aggregation.value,
        ),
        (
            hit in (Hit.PRIORITY, Hit.OUTPUT_ORDER) and not any(output.values for output in outputs),
            "no_priorities",
            hit.value,
        ),
    )
    for wrong, kind, said in checks:
        if wrong:
            raise Unacceptable(Problem(kind, element.span, said))


def _input(element: Element, around: Surroundings) -> Input:
    expression = element.first("inputExpression")
    if expression is None:
        raise Unacceptable(Problem("no_text", element.span, "input"))
    text = _text_in(expression)
    node = _expression(text, around)
    values = element.first("inputValues")
    allowed = Tests() if values is None else tests_in(_text_in(values), around)
    return Input(text.text.strip(), node, around.typed(expression.get("typeRef"), expression.span), allowed)


def _output(element: Element, around: Surroundings) -> Output:
    listed = element.first("outputValues")
    values: tuple[Tests, ...] = ()
    if listed is not None:
        found = tests_in(_text_in(listed), around)
        if found.negated:
            raise Unacceptable(Problem("output_values", listed.span))
        values = tuple(Tests((item,)) for item in found.items)
    default = element.first("defaultOutputEntry")
    node = None if default is None else _expression(_text_in(default), around)
    return Output(element.get("name"), around.typed(element.get("typeRef"), element.span), values, node)


def _rule(element: Element, inputs: int, outputs: int, around: Surroundings) -> Rule:
    tests, results = list(element.all("inputEntry")), list(element.all("outputEntry"))
    if len(tests) != inputs:
        raise Unacceptable(Problem("input_entries", element.span, f"{len(tests)} / {inputs}"))
    if len(results) != outputs:
        raise Unacceptable(Problem("output_entries", element.span, f"{len(results)} / {outputs}"))
    return Rule(
        tuple(tests_in(_text_in(one), around) for one in tests),
        tuple(_expression(_text_in(one), around) for one in results),
        element.span,
    )


# --- contexts and calls ----------------------------------------------------------------------------


def _context(element: Element, around: Surroundings, made: Type) -> Context:
    entries: list[tuple[str, Type, Logic]] = []
    held = list(element.all("contextEntry"))
    for number, entry in enumerate(held):
        variable = entry.first("variable")
        name = "" if variable is None else variable.get("name")
        if not name and number + 1 < len(held):
            raise Unacceptable(Problem("context_entry", entry.span))
        wanted = ANY if variable is None else around.typed(variable.get("typeRef"), variable.span)
        entries.append((name, wanted, logic_of(entry, around)))
        around = around.also((name,) if name else ())
    return Context(tuple(entries), made)


def _invocation(element: Element, around: Surroundings, made: Type) -> Invocation:
    called = element.first("literalExpression")
    name = "" if called is None else " ".join(_text_in(called).text.split())
    if name not in around.functions:
        raise Unacceptable(Problem("unknown_function", element.span, name))
    bindings: list[tuple[str, Logic]] = []
    for binding in element.all("binding"):
        parameter = binding.first("parameter")
        wanted = "" if parameter is None else parameter.get("name")
        if wanted not in around.functions[name] or wanted in dict(bindings):
            raise Unacceptable(Problem("parameter", binding.span, wanted))
        bindings.append((wanted, logic_of(binding, around)))
    return Invocation(name, tuple(bindings), made)
