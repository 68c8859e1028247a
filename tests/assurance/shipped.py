"""The shipped rule book and what came of its cases, worked out once for all tests here."""

from functools import cache
from pathlib import Path

from eligibility.assurance.cases import run_cases
from eligibility.pipeline import load_rules

ROOT = Path(__file__).parents[2]
CASES = ROOT / "cases"


@cache
def rules():
    """The rule book and its files."""
    book, problems, raw = load_rules(ROOT / "rules")
    assert not problems
    return book, raw


@cache
def ran(engine):
    """The results of all shipped cases, and the mistakes in them."""
    return run_cases(CASES, *rules(), engine)
