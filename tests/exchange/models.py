"""Small models of DMN as text."""

from collections.abc import Mapping, Sequence
from html import escape

from eligibility.exchange.dmn.deciding import Decided, decide
from eligibility.exchange.dmn.model import Model
from eligibility.exchange.dmn.reading import read_text
from eligibility.exchange.feel.values import Value

SPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(*parts: str, space: str = SPACE) -> str:
    """A file with *parts*."""
    inside = "\n".join(parts)
    return f'<definitions xmlns="{space}" id="d" name="m" namespace="urn:m">\n{inside}\n</definitions>\n'


def input_data(name: str, kind: str) -> str:
    """Something that is given."""
    return f'<inputData id="i_{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'


def decision(name: str, logic: str, needs: Sequence[str] = (), kind: str = "") -> str:
    """A decision from the inputs called *needs*."""
    required = "".join(
        f'<informationRequirement><requiredInput href="#i_{need}"/></informationRequirement>'
        for need in needs
    )
    typed = f' typeRef="{kind}"' if kind else ""
    return f'<decision id="{name}" name="{name}"><variable name="{name}"{typed}/>{required}{logic}</decision>'


def expression(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text, quote=False)}</text></literalExpression>"


def table(
    columns: Sequence[str],
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    policy: str = 'hitPolicy="UNIQUE"',
    outputs: Sequence[str] = ("<output/>",),
) -> str:
    """A decision table; *outputs* are elements, rules are tests and results."""
    inputs = "".join(
        f"<input><inputExpression><text>{escape(column, quote=False)}</text></inputExpression></input>"
        for column in columns
    )
    lines = "\n".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(test, quote=False)}</text></inputEntry>" for test in tests)
        + "".join(f"<outputEntry><text>{escape(said, quote=False)}</text></outputEntry>" for said in results)
        + "</rule>"
        for tests, results in rules
    )
    return f"<decisionTable {policy}>{inputs}{''.join(outputs)}\n{lines}\n</decisionTable>"


def output(name: str = "", values: str = "", default: str = "") -> str:
    """A column of results."""
    listed = f"<outputValues><text>{escape(values, quote=False)}</text></outputValues>" if values else ""
    otherwise = f"<defaultOutputEntry><text>{default}</text></defaultOutputEntry>" if default else ""
    return f"<output{f' name={chr(34)}{name}{chr(34)}' if name else ''}>{listed}{otherwise}</output>"


def read(text: str) -> Model:
    """The model that *text* is."""
    return read_text(text.encode("utf-8"), "m.dmn")


def decided(logic: str, given: Mapping[str, Value], kinds: Mapping[str, str]) -> Decided:
    """What one decision with this *logic* comes to."""
    inputs = [input_data(name, kind) for name, kind in kinds.items()]
    model = read(definitions(decision("out", logic, list(kinds)), *inputs))
    assert model.problems == {}, model.every_problem
    return decide(model, given)
