"""Dirt never changes a decision in silence: it is read as it was meant, or told and left open."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dirt.cells import CELLS
from dirt.clean import Decision, clean, decided, raw, usual
from dirt.fault import OPEN, REFUSED, SAME, STOPPED, VERIFY, Fault
from dirt.sheets import SHEETS
from eligibility.normalise.headings import UnusableInput

FAULTS = (*CELLS, *SHEETS)
NOBODY: Decision = ("", (), ())
BULLETS = ("F3", "F4", "F5", "F6", "E1")


def outcome(fault: Fault) -> str:
    """What becomes of the people whom a fault concerns, everything else being as it must."""
    tables = raw(fault.change(clean()))
    tables = fault.prepare(tables) if fault.prepare is not None else tables
    if fault.stopped:
        with pytest.raises(UnusableInput, match=fault.stopped):
            decided(tables)
        return STOPPED
    found, dataset, refusals = decided(tables)
    wanted = usual()
    for who in set(wanted) - set(fault.who):
        assert _result(found.get(who, NOBODY), wanted[who]) in (SAME, OPEN), who
    assert set(found) <= set(wanted)
    assert {issue.kind for issue in dataset.issues} >= set(fault.issues)
    assert {refusal.kind for refusal in refusals} >= set(fault.refusals)
    results = {_result(found.get(who, NOBODY), wanted[who]) for who in fault.who} or {SAME}
    assert len(results) == 1, {who: found.get(who) for who in fault.who}
    return results.pop()


def _result(found: Decision, wanted: Decision) -> str:
    if found == wanted:
        return SAME
    if found[0] == wanted[0] and set(found[2]) > set(wanted[2]):
        return OPEN
    return {"": REFUSED, "verify": VERIFY}.get(found[0], f"{found[0]}, in silence")


def test_the_clean_workbook_comes_to_every_usual_outcome():
    assert {outcome for outcome, _, _ in usual().values()} == {"keep", "add", "remove", "carry_over"}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_does_what_was_fixed_beforehand(fault):
    assert outcome(fault) == fault.expected


def test_there_are_enough_of_them_and_all_kinds():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 60
    assert sum(fault.expected == SAME for fault in FAULTS) >= 40
    assert {b for b in BULLETS if any(fault.bullet.startswith(b) for fault in FAULTS)} == set(BULLETS)


SOFT = [fault for fault in CELLS if fault.bullet != "F3 Party file"]  # that one changes what is true


@settings(max_examples=15)
@given(st.lists(st.sampled_from(SOFT), min_size=2, max_size=5, unique_by=lambda fault: fault.name))
def test_faults_together_never_change_a_decision_in_silence(faults):
    book = clean()
    for fault in faults:
        try:
            book = fault.change(book)
        except (AssertionError, ValueError, KeyError, TypeError):  # another has taken away what it changes
            continue
    found, _, _ = decided(raw(book))
    for who, decision in usual().items():
        assert _result(found[who], decision) in (SAME, OPEN, VERIFY)


def test_the_page_lists_every_fault():
    pages = [Path(__file__).parents[2] / "docs" / name for name in ("faults.md", "vi/faults.md")]
    for page in pages:
        listed = re.findall(r"^\| `(\w+)` \| `(\w+)` \|$", page.read_text("utf-8"), re.MULTILINE)
        assert listed == [(fault.name, fault.expected) for fault in FAULTS]
