"""An exported standard as a file of DMN 1.5."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from html import escape
from typing import assert_never

from eligibility import __version__
from eligibility.exchange.export.model import Alike, ByName, Column, Exported, Given, Sheet
from eligibility.exchange.export.tests import Anything, Constant, Interval, Null, OneOf, Test
from eligibility.exchange.export.tests import Given as Stated
from eligibility.exchange.feel.literals import quoted
from eligibility.messages import visible

SPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
FEEL = "https://www.omg.org/spec/DMN/20230324/FEEL/"

Telling = Callable[[Exported | Sheet | Given], tuple[str, str]]
"""The label of a part, and what there is to say of it."""


def dmn_text(exported: Exported, telling: Telling) -> str:
    """The file; *telling* gives labels and descriptions in the language of its reader."""
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *_definitions(exported, telling), ""))


def _definitions(exported: Exported, telling: Telling) -> Iterator[str]:
    label, description = telling(exported)
    attributes = {
        "xmlns": SPACE,
        "id": "definitions",
        "name": exported.standard,
        "label": label,
        "namespace": f"urn:eligibility:{exported.standard}:{exported.version}",
        "expressionLanguage": FEEL,
        "typeLanguage": FEEL,
        "exporter": "eligibility",
        "exporterVersion": __version__,
    }
    yield _open("definitions", attributes)
    yield from _text("description", description, 1)
    for sheet in (*(one.classes for one in exported.counted), *exported.sheets):
        yield from _decision(sheet, exported, telling)
    for given in exported.inputs:
        label, description = telling(given)
        yield _open("inputData", {"id": f"input_{given.name}", "name": given.name, "label": label}, 1)
        yield from _text("description", description, 2)
        yield from _variable(given.name, given.type)
        yield "  </inputData>"
    yield "</definitions>"


def _decision(sheet: Sheet, exported: Exported, telling: Telling) -> Iterator[str]:
    label, description = telling(sheet)
    yield _open("decision", {"id": f"decision_{sheet.name}", "name": sheet.name, "label": label}, 1)
    yield from _text("description", description, 2)
    yield from _variable(sheet.name, "string")
    inputs = {given.name for given in exported.inputs}
    for number, name in enumerate(dict.fromkeys(_names(sheet.columns)), 1):
        kind, place = ("requiredInput", "input") if name in inputs else ("requiredDecision", "decision")
        yield _open("informationRequirement", {"id": f"need_{sheet.name}_{number}"}, 2)
        yield _open(kind, {"href": f"#{place}_{name}"}, 3, empty=True)
        yield "    </informationRequirement>"
    if sheet.columns:
        yield from _table(sheet, {given.name: given.type for given in exported.inputs})
    else:
        yield _open("literalExpression", {"id": f"table_{sheet.name}", "typeRef": "string"}, 2)
        yield from _text("text", quoted(sheet.lines[0].result), 3)
        yield "    </literalExpression>"
    yield "  </decision>"


def _table(sheet: Sheet, types: Mapping[str, str]) -> Iterator[str]:
    name = sheet.name
    yield _open("decisionTable", {"id": f"table_{name}", "hitPolicy": "UNIQUE", "outputLabel": name}, 2)
    for number, column in enumerate(sheet.columns, 1):
        kind = types.get(column.name, "string") if isinstance(column, ByName) else "boolean"
        yield _open("input", {"id": f"column_{name}_{number}"}, 3)
        yield _open("inputExpression", {"id": f"asked_{name}_{number}", "typeRef": kind}, 4)
        yield from _text("text", _expression(column), 5)
        yield "        </inputExpression>"
        yield "      </input>"
    yield _open("output", {"id": f"output_{name}", "typeRef": "string"}, 3)
    yield _open("outputValues", {"id": f"values_{name}"}, 4)
    yield from _text("text", ",".join(map(quoted, sheet.results)), 5)
    yield "        </outputValues>"
    yield "      </output>"
    for row, line in enumerate(sheet.lines, 1):
        yield _open("rule", {"id": f"rule_{name}_{row}"}, 3)
        for number, test in enumerate(line.tests, 1):
            yield _open("inputEntry", {"id": f"test_{name}_{row}_{number}"}, 4)
            yield from _text("text", feel(test), 5)
            yield "        </inputEntry>"
        yield _open("outputEntry", {"id": f"result_{name}_{row}"}, 4)
        yield from _text("text", quoted(line.result), 5)
        yield "        </outputEntry>"
        yield "      </rule>"
    yield "    </decisionTable>"


def _names(columns: Iterable[Column]) -> Iterator[str]:
    for column in columns:
        match column:
            case ByName(name):
                yield name
            case Alike(left, right):
                yield from (left, right)
            case _:
                assert_never(column)


def _expression(column: Column) -> str:
    return column.name if isinstance(column, ByName) else f"{column.left} = {column.right}"


def feel(test: Test) -> str:
    """*test* as a cell of FEEL."""
    match test:
        case Anything():
            return "-"
        case Null():
            return "null"
        case Stated():
            return "not(null)"
        case OneOf(values, null):
            return ",".join((*map(_constant, values), *(("null",) if null else ())))
        case Interval(None, high):
            return f"< {_constant(high)}"
        case Interval(low, None):
            return f">= {_constant(low)}"
        case Interval(low, high):
            return f"[{_constant(low)}..{_constant(high)})"
        case _:
            assert_never(test)


def _constant(value: Constant | None) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return f'date("{value.isoformat()}")'
        case str():
            return quoted(value)
        case _:
            return str(value)


# --- XML -------------------------------------------------------------------------------------------


def _open(name: str, attributes: Mapping[str, str], depth: int = 0, *, empty: bool = False) -> str:
    said = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items() if value)
    return f"{'  ' * depth}<{name}{said}{'/' if empty else ''}>"


def _text(name: str, text: str, depth: int) -> Iterator[str]:
    if text:
        yield f"{'  ' * depth}<{name}>{_escaped(text)}</{name}>"


def _variable(name: str, kind: str) -> Iterator[str]:
    yield _open("variable", {"id": f"variable_{name}", "name": name, "typeRef": kind}, 2, empty=True)


def _escaped(text: str) -> str:
    return escape(visible(text))
