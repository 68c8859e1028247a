"""Engines that tables are given to: GoRules ZEN, our own evaluation of DMN, and pyDMNrules."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import zen

from eligibility.exchange.dmn.deciding import decide
from eligibility.exchange.dmn.reading import read_text
from eligibility.exchange.export.asking import Plain
from eligibility.exchange.export.dmn import dmn_text
from eligibility.exchange.export.jdm import jdm_text
from eligibility.exchange.export.model import Exported
from eligibility.exchange.feel.values import Value

OTHER = Path(__file__).with_name("pydmnrules.py")
Results = dict[str, Any]


def silent(_: object) -> tuple[str, str]:
    """Says nothing of any part."""
    return "", ""


class Zen:
    """GoRules ZEN on the graph."""

    def __init__(self, exported: Exported) -> None:
        self._decision = zen.ZenEngine().create_decision(jdm_text(exported, silent))

    def __call__(self, values: Mapping[str, Plain]) -> Results:
        given = {n: v.isoformat() if isinstance(v, date) else v for n, v in values.items()}
        found: Results = self._decision.evaluate(given)["result"]
        return found


class Own:
    """Our own evaluation of the file of DMN."""

    def __init__(self, exported: Exported) -> None:
        self._model = read_text(dmn_text(exported, silent).encode(), "exported.dmn")
        assert self._model.problems == {}

    def __call__(self, values: Mapping[str, Plain]) -> Results:
        decided = decide(self._model, {name: _value(value) for name, value in values.items()})
        assert decided.remarks == ()
        return dict(decided.values)


def _value(value: Plain) -> Value:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def by_pydmnrules(exported: Exported, several: Sequence[Mapping[str, Plain]], folder: Path) -> list[Results]:
    """What pyDMNrules says of the file of DMN, run as a program of its own."""
    file = folder / "exported.dmn"
    file.write_text(dmn_text(exported, silent), "utf-8")
    names = [given.name for given in exported.inputs]
    rows = [{name: _marked(values.get(name)) for name in names} for values in several]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(OTHER), str(file)],
        input=json.dumps(rows),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[Results] = json.loads(done.stdout)
    return found


def _marked(value: Plain) -> object:
    return {"date": value.isoformat()} if isinstance(value, date) else value
