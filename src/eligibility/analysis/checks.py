"""Everything that is said of a sound rule book before anybody is judged by it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from eligibility.analysis.alone import alone
from eligibility.analysis.conflicts import together
from eligibility.analysis.courses import untaught, unusable_courses
from eligibility.analysis.demands import Stage
from eligibility.analysis.lines import idle_lines
from eligibility.analysis.problems import once
from eligibility.analysis.raising import raising
from eligibility.analysis.spans import empty_clauses, posts_without_standards, uncovered_days
from eligibility.diagnostics import Diagnostic, Where
from eligibility.memory import without_collector
from eligibility.model.standard import RuleBook
from eligibility.pipeline import load_rules
from eligibility.read.rules import RawRules

Check = Callable[[Stage, Mapping[str, Where]], Iterator[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    lambda stage, _: alone(stage),
    lambda stage, _: together(stage),
    lambda stage, _: raising(stage),
    lambda stage, _: idle_lines(stage),
    lambda stage, places: unusable_courses(stage, places["courses"]),
    lambda stage, _: untaught(stage.rulebook),
    lambda stage, _: uncovered_days(stage.rulebook),
    lambda stage, places: posts_without_standards(stage.rulebook, places["posts"]),
    lambda stage, _: empty_clauses(stage.rulebook),
)


def analyse(rulebook: RuleBook, documents: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    """What is wrong with *rulebook*, each once; *documents* are its files as they are written."""
    stage = Stage(rulebook)
    places = {part: _place(documents, part) for part in ("posts", "courses")}
    with without_collector():
        return tuple(once(problem for check in CHECKS for problem in check(stage, places)))


def _place(documents: Mapping[str, Any], part: str) -> Where:
    """Where a part of the vocabulary is written."""
    files = (file for file, data in documents.items() if isinstance(data, dict) and part in data)
    return Where(next((file for file in files if file.startswith("vocabulary/")), "rulebook.yaml"), (part,))


def check_rules(root: Path) -> tuple[RuleBook | None, tuple[Diagnostic, ...], RawRules]:
    """The rule book in *root* with every problem of it, and of what it means, in reading order.

    It is None where it cannot be used.
    """
    book, problems, raw = load_rules(root)
    if book is None:
        return None, problems, raw
    documents = {name: document.data for name, document in raw.documents.items()}
    found = (*problems, *analyse(book, documents))
    return book, tuple(sorted(found, key=lambda problem: (raw.span(problem.place), problem.code))), raw
