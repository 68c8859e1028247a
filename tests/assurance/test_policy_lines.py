"""Without any one line of a policy some case of it fails; but for lines that nothing shipped reaches."""

import os

import attrs
import pytest

from eligibility.assurance.cases import run_cases
from eligibility.engine.durable import EngineFault
from eligibility.model.standard import Token

from .shipped import CASES, rules

UNREACHED = {
    ("audit", "grace", "later disqualify"): "no shipped grace is of a demand that disqualifies",
    ("audit", "verify", "unmet document"): "no shipped demand is for a paper",
    ("training", "verify", "unmet document"): "no shipped demand is for a paper",
    ("planning", "lacks_paper", "unmet document"): "no shipped demand is for a paper",
    ("planning", "verify", "lacks_paper"): "no shipped demand is for a paper",
    ("planning", "bar_training", "unmet wait"): "what must wait is out all the same",
    ("planning", "stuck", "open train, bar_training"): "what must wait is out all the same",
}


def words(line):
    """The conditions of a line as they are written."""
    said = []
    for item in line.when:
        negated = "" if isinstance(item, Token) or not item.negated else "not "
        said.append(f"{item.state} {item.effect}" if isinstance(item, Token) else f"{negated}{item.name}")
    return ", ".join(said)


def noticed(policy, kind, number, folder):
    """Whether some case fails, or nothing is decided, without one line of *policy*."""
    book, raw = rules()
    lines = getattr(policy, kind)
    changed = attrs.evolve(policy, **{kind: lines[:number] + lines[number + 1 :]})
    other = attrs.evolve(book, policies=tuple(changed if p is policy else p for p in book.policies))
    try:
        results, _ = run_cases(folder, other, raw, "tables")
    except EngineFault:
        return True
    return not all(result.passed for result in results)


@pytest.mark.skipif(os.environ.get("ELIGIBILITY_PROFILE") != "full", reason="runs all cases once a line")
@pytest.mark.parametrize("purpose", ["planning", "audit", "training"])
def test_each_line_matters_to_some_case(purpose, tmp_path):
    book, _ = rules()
    policy = next(p for p in book.policies if p.purpose == purpose)
    (tmp_path / "one.yaml").write_bytes((CASES / "policy" / f"{purpose}.yaml").read_bytes())
    unnoticed = {
        (purpose, line.then, words(line))
        for kind in ("conclude", "decide")
        for number, line in enumerate(getattr(policy, kind))
        if not noticed(policy, kind, number, tmp_path)
    }
    assert unnoticed == {key for key in UNREACHED if key[0] == purpose}
