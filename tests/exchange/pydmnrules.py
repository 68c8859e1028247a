"""A program: lets pyDMNrules decide rows. It stands alone, since that library has another licence."""

import datetime
import json
import sys

import pyDMNrules


def main() -> None:
    engine = pyDMNrules.DMN()
    loaded = engine.loadXML(sys.argv[1])
    if loaded.get("errors"):
        raise SystemExit(str(loaded["errors"]))
    found = []
    for row in json.load(sys.stdin):
        given = {
            name: datetime.date.fromisoformat(value["date"]) if isinstance(value, dict) else value
            for name, value in row.items()
        }
        status, results = engine.decide(given)
        if status.get("errors"):
            raise SystemExit(str(status["errors"]))
        last = results[-1] if isinstance(results, list) else results
        found.append(
            {name: value for name, value in last["Result"].items() if value is None or isinstance(value, str)}
        )
    json.dump(found, sys.stdout)


main()
