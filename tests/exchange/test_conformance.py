"""The conformance cases of DMN that stand beside the project: each result is the expected one."""

import pytest

from eligibility.exchange.dmn.deciding import decide
from eligibility.exchange.dmn.reading import read_model

from .conformance import ABSENT, CASES, equal, expectations

FOLDERS = sorted(folder for folder in CASES.glob("*") if folder.is_dir())


@pytest.mark.skipif(not FOLDERS, reason=ABSENT)
def test_conformance_cases_come_out_as_expected():
    seen = 0
    for folder in FOLDERS:
        for wanted in expectations(folder):
            model = read_model(wanted.model)
            assert model.problems == {}, wanted.model.name
            decision = model.decision(wanted.decision)
            assert decision is not None
            found = decide(model, wanted.given, [decision])
            place = (wanted.model.name, wanted.case, found.remarks)
            assert equal(found.values[decision.name], wanted.value), place
            seen += 1
    assert seen >= 3 * len(FOLDERS)
