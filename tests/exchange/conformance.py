"""Cases of the public conformance suite of DMN (TCK): a model, and results that are expected of it."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import attrs

from eligibility.exchange.feel.literals import date_and_time_of, date_of, duration_of, time_of
from eligibility.exchange.feel.values import Value, same
from office.command import ROOT

CASES = ROOT.parent / "shared" / "dmn-tck"
ABSENT = "the conformance cases are not in ../shared/dmn-tck"
SPACE = "{http://www.omg.org/spec/DMN/20160719/testcase}"
INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
READERS = {
    "string": str,
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "boolean": lambda text: text == "true",
    "date": date_of,
    "time": time_of,
    "dateTime": date_and_time_of,
    "duration": duration_of,
}
NEAR = Decimal("1e-8")


@attrs.frozen
class Expected:
    """What a decision of *model* must come to for some inputs."""

    model: Path
    case: str
    given: dict[str, Value]
    decision: str
    value: Value


def expectations(folder: Path) -> Iterator[Expected]:
    """All that the files of *folder* expect."""
    for file in sorted(folder.glob("*.xml")):
        root = ET.parse(file).getroot()  # noqa: S314  (the conformance suite)
        model = folder / root.findtext(f"{SPACE}modelName", "")
        for case in root.iter(f"{SPACE}testCase"):
            given = {one.get("name", ""): value_of(one) for one in case.iter(f"{SPACE}inputNode")}
            for result in case.iter(f"{SPACE}resultNode"):
                wanted = result.find(f"{SPACE}expected")
                assert wanted is not None
                yield Expected(model, case.get("id", ""), given, result.get("name", ""), value_of(wanted))


def value_of(holder: ET.Element) -> Value:
    """The value that an element holds: one, a list or parts."""
    for part in holder:
        match part.tag.removeprefix(SPACE):
            case "value":
                if part.get(f"{INSTANCE}nil") == "true":
                    return None
                kind = part.get(f"{INSTANCE}type", "xsd:string").partition(":")[2]
                return READERS[kind](part.text or "")
            case "list":
                return [value_of(item) for item in part]
            case "component":
                return {one.get("name", ""): value_of(one) for one in holder}
    return None


def equal(one: Value, other: Value) -> bool:
    """Whether two values are the same; numbers but for the last digits."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other) <= NEAR * max(1, abs(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    return same(one, other) is True
