"""An exported standard as a graph of GoRules: its tables one after the other."""

import json
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, assert_never

from eligibility.exchange.export.dmn import Telling
from eligibility.exchange.export.model import Alike, ByName, Column, Exported, Sheet
from eligibility.exchange.export.tests import Anything, Constant, Given, Interval, Null, OneOf, Test
from eligibility.messages import visible

KIND = "application/vnd.gorules.decision"
WIDE, HIGH = 320, 160
"""How far apart tables stand on the canvas."""
ROW = 6


def jdm_text(exported: Exported, telling: Telling) -> str:
    """The graph as JSON; *telling* gives labels and descriptions in the language of its reader."""
    sheets = (*(one.classes for one in exported.counted), *exported.sheets)
    label, description = telling(exported)
    inputs = [
        {"name": given.name, "type": given.type, "label": said, "description": about}
        for given in exported.inputs
        for said, about in (telling(given),)
    ]
    names = ("request", *(sheet.name for sheet in sheets), "response")
    nodes = [
        {"id": "request", "type": "inputNode", "name": "request", "position": _position(0)},
        *(_node(sheet, number, telling) for number, sheet in enumerate(sheets, 1)),
        {"id": "response", "type": "outputNode", "name": "response", "position": _position(len(sheets) + 1)},
    ]
    edges = [
        {"id": f"edge_{one}_{other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in pairwise(names)
    ]
    types = {given.name: given.type for given in exported.inputs}
    for node, sheet in zip(nodes[1:-1], sheets, strict=True):
        node["content"] = _content(sheet, types)
    made = {
        "contentType": KIND,
        "nodes": nodes,
        "edges": edges,
        "metadata": {"label": label, "description": description, "inputs": inputs},
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _position(place: int) -> dict[str, int]:
    return {"x": 80 + place % ROW * WIDE, "y": 80 + place // ROW * HIGH}


def _node(sheet: Sheet, number: int, telling: Telling) -> dict[str, Any]:
    label, description = telling(sheet)
    return {
        "id": sheet.name,
        "type": "decisionTableNode",
        "name": sheet.name,
        "description": visible(f"{label}. {description}" if description else label),
        "position": _position(number),
    }


def _content(sheet: Sheet, types: Mapping[str, str]) -> dict[str, Any]:
    inputs = [
        {"id": f"column_{number}", "name": _field(column), "field": _field(column)}
        for number, column in enumerate(sheet.columns, 1)
    ]
    kinds = [
        types.get(column.name, "string") if isinstance(column, ByName) else "boolean"
        for column in sheet.columns
    ]
    rules = []
    for row, line in enumerate(sheet.lines, 1):
        tests = zip(line.tests, kinds, strict=True)
        cells = {f"column_{number}": zen(test, kind) for number, (test, kind) in enumerate(tests, 1)}
        rules.append({"_id": f"rule_{row}", **cells, "result": _constant(line.result)})
    return {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "result", "name": sheet.name, "field": sheet.name}],
        "rules": rules,
        "passThrough": True,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }


def _field(column: Column) -> str:
    match column:
        case ByName(name):
            return name
        case Alike(left, right):
            return f"{left} == {right}"
        case _:
            assert_never(column)


def zen(test: Test, kind: str) -> str:
    """*test* as a cell about a column of this *kind*; a date is given as text."""
    match test:
        case Anything():
            return ""
        case Null():
            return "null"
        case Given():
            return "$ != null"
        case OneOf(values, null):
            return ", ".join((*map(_constant, values), *(("null",) if null else ())))
        case Interval(low, high):
            held = "date($)" if kind == "date" else "$"
            ends = [f"{held} >= {_constant(low)}"] if low is not None else []
            ends += [f"{held} < {_constant(high)}"] if high is not None else []
            return " and ".join(("$ != null", *ends))
        case _:
            assert_never(test)


def _constant(value: Constant) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return f"date('{value.isoformat()}')"
        case str():
            return f"'{value}'" if "'" not in value else f'"{value}"'
        case _:
            return str(value)
