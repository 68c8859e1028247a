"""What DMN 1.5 says a file must be like, for the elements that an export holds.

The schema itself is not among the files of the project: this is written from the standard (sections 6 to 8
and the tables of its metamodel): which elements may stand in which, in what order and how often, which
attributes each has, and that ids are names that stand once and references lead to what they may lead to.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence

SPACE = "{https://www.omg.org/spec/DMN/20230324/MODEL/}"
NAME = re.compile(r"[^\W\d][\w.-]*")
MANY = 10**9
NAMED = {"id", "label", "name"}
EXPRESSION = {"id", "label", "typeRef"}
ONE_TEXT = [("description", 0, 1), ("text", 1, 1)]

ELEMENTS: Mapping[str, tuple[set[str], set[str], Sequence[tuple[str, int, int]]]] = {
    "definitions": (
        {*NAMED, "namespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion"},
        {"name", "namespace"},
        [("description", 0, 1), ("decision|inputData", 0, MANY)],
    ),
    "decision": (
        NAMED,
        {"name"},
        [
            ("description", 0, 1),
            ("question", 0, 1),
            ("allowedAnswers", 0, 1),
            ("variable", 0, 1),
            ("informationRequirement", 0, MANY),
            ("decisionTable|literalExpression", 0, 1),
        ],
    ),
    "inputData": (NAMED, {"name"}, [("description", 0, 1), ("variable", 0, 1)]),
    "variable": ({*NAMED, "typeRef"}, {"name"}, [("description", 0, 1)]),
    "informationRequirement": ({"id", "label"}, set(), [("requiredDecision|requiredInput", 1, 1)]),
    "requiredDecision": ({"href"}, {"href"}, []),
    "requiredInput": ({"href"}, {"href"}, []),
    "literalExpression": ({*EXPRESSION, "expressionLanguage"}, set(), ONE_TEXT),
    "decisionTable": (
        {*EXPRESSION, "hitPolicy", "aggregation", "preferredOrientation", "outputLabel"},
        set(),
        [("description", 0, 1), ("input", 0, MANY), ("output", 1, MANY), ("rule", 0, MANY)],
    ),
    "input": ({"id", "label"}, set(), [("inputExpression", 1, 1), ("inputValues", 0, 1)]),
    "inputExpression": ({*EXPRESSION, "expressionLanguage"}, set(), ONE_TEXT),
    "inputValues": ({"id", "label", "expressionLanguage"}, set(), ONE_TEXT),
    "output": (
        {*NAMED, "typeRef"},
        set(),
        [("description", 0, 1), ("outputValues", 0, 1), ("defaultOutputEntry", 0, 1)],
    ),
    "outputValues": ({"id", "label", "expressionLanguage"}, set(), ONE_TEXT),
    "rule": (
        {"id", "label"},
        set(),
        [("description", 0, 1), ("inputEntry", 0, MANY), ("outputEntry", 1, MANY)],
    ),
    "inputEntry": ({"id", "label", "expressionLanguage"}, set(), ONE_TEXT),
    "outputEntry": ({*EXPRESSION, "expressionLanguage"}, set(), ONE_TEXT),
    "description": (set(), set(), []),
    "text": (set(), set(), []),
}
"""Name to its attributes, those that must be there, and its children in order, each with how often."""

POLICIES = {"UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"}
TYPES = {"string", "number", "boolean", "date"}


def faults(text: str) -> list[str]:
    """All that is not as the standard says."""
    root = ET.fromstring(text)  # noqa: S314  (of our own making)
    assert root.tag == f"{SPACE}definitions"
    return [*_shape(root), *_identities(root), *_tables(root)]


def _plain(element: ET.Element) -> str:
    return element.tag.removeprefix(SPACE)


def _shape(element: ET.Element) -> Iterator[str]:
    name = _plain(element)
    if name not in ELEMENTS:
        yield f"unknown element {name}"
        return
    attributes, needed, children = ELEMENTS[name]
    yield from (f"{name}: attribute {one}" for one in set(element.attrib) - attributes)
    yield from (f"{name}: no attribute {one}" for one in needed - set(element.attrib))
    left = [_plain(child) for child in element]
    for wanted, least, most in children:
        count = 0
        while left and left[0] in wanted.split("|"):
            left.pop(0)
            count += 1
        if not least <= count <= most:
            yield f"{name}: {count} of {wanted}"
    yield from (f"{name}: misplaced {one}" for one in left)
    if children and name != "text" and (element.text or "").strip():
        yield f"{name}: text"
    for child in element:
        yield from _shape(child)


def _identities(root: ET.Element) -> Iterator[str]:
    ids = [element.get("id", "") for element in root.iter() if "id" in element.attrib]
    yield from (f"id {one} stands twice" for one in set(ids) if ids.count(one) > 1)
    yield from (f"id {one} is no name" for one in ids if not NAME.fullmatch(one))
    kinds = {element.get("id", ""): _plain(element) for element in root}
    leads = {"requiredInput": "inputData", "requiredDecision": "decision"}
    for element in root.iter():
        if _plain(element) in leads:
            href = element.get("href", "")
            if not href.startswith("#") or kinds.get(href[1:]) != leads[_plain(element)]:
                yield f"{href} leads nowhere"


def _tables(root: ET.Element) -> Iterator[str]:
    for table in root.iter(f"{SPACE}decisionTable"):
        name = table.get("id", "")
        if table.get("hitPolicy") not in POLICIES:
            yield f"{name}: hit policy"
        inputs, outputs = (len(table.findall(SPACE + part)) for part in ("input", "output"))
        for rule in table.iter(f"{SPACE}rule"):
            tests, results = (len(rule.findall(SPACE + part)) for part in ("inputEntry", "outputEntry"))
            if (tests, results) != (inputs, outputs):
                yield f"{name}: {rule.get('id')} has {tests} tests and {results} results"
        if outputs == 1 and any("name" in one.attrib for one in table.findall(f"{SPACE}output")):
            yield f"{name}: a single output has no name"
    for element in root.iter():
        if element.get("typeRef", "string") not in TYPES:
            yield f"type {element.get('typeRef')}"
    for holder in (*root.iter(f"{SPACE}decision"), *root.iter(f"{SPACE}inputData")):
        variable = holder.find(f"{SPACE}variable")
        if variable is not None and variable.get("name") != holder.get("name"):
            yield f"{holder.get('name')}: its variable has another name"
