"""Problems of rule files for the tools around a repository: lines for GitHub, and a log in SARIF."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"

Problem = Mapping[str, Any]
"""A problem as `eligibility.report.diagnostics.as_data` gives it."""


def github(problems: Iterable[Problem]) -> str:
    """*problems* as commands of a workflow: GitHub shows them beside the lines that they are about."""
    return "".join(f"{_command(problem)}\n" for problem in problems)


def _command(problem: Problem) -> str:
    places = {
        "file": problem["file"],
        "line": problem["line"],
        "col": problem["column"],
        "endColumn": problem["end_column"],
        "title": problem["code"],
    }
    told = ",".join(f"{name}={_escaped(str(value), more=True)}" for name, value in places.items())
    return f"::{problem['severity']} {told}::{_escaped(_said(problem))}"


def _escaped(text: str, *, more: bool = False) -> str:
    """*text* such that it ends no command, and (*more*) no property of one."""
    found = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return found.replace(":", "%3A").replace(",", "%2C") if more else found


def _said(problem: Problem) -> str:
    return f"{problem['message']}\n{problem['help']}" if problem["help"] else str(problem["message"])


def sarif(problems: Sequence[Problem], version: str) -> dict[str, Any]:
    """*problems* as a log of SARIF 2.1.0, with each kind of problem as a rule."""
    codes = sorted({problem["code"] for problem in problems})
    return {
        "$schema": SARIF,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "eligibility",
                        "version": version,
                        "rules": [{"id": code} for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, codes) for problem in problems],
            }
        ],
    }


def _result(problem: Problem, codes: Sequence[str]) -> dict[str, Any]:
    region = {
        "startLine": problem["line"],
        "startColumn": problem["column"],
        "endColumn": problem["end_column"],
    }
    return {
        "ruleId": problem["code"],
        "ruleIndex": codes.index(problem["code"]),
        "level": problem["severity"],
        "message": {"text": _said(problem)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(problem["file"])},
                    "region": region,
                }
            }
        ],
    }
