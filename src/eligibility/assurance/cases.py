"""Running the cases of a rule book through the whole way from sheets to decisions."""

from collections.abc import Sequence
from pathlib import Path

import attrs

from eligibility.assurance.comparing import Outcomes, compare
from eligibility.assurance.reading import CaseReader, read_case_files
from eligibility.assurance.sheets import Group, groups_of, raw_tables
from eligibility.assurance.written import Case
from eligibility.diagnostics import Diagnostic, Span
from eligibility.model.review import CaseResult
from eligibility.model.standard import RuleBook
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import review_dataset
from eligibility.read.rules import RawRules


def run_cases(
    folder: Path, rulebook: RuleBook, raw: RawRules, engine: str = "auto"
) -> tuple[tuple[CaseResult, ...], tuple[Diagnostic, ...]]:
    """Run all cases in *folder* (but ``bad/`` and ``samples/``) against *rulebook*.

    Returns one result a case, by file and in the order written, and the mistakes of the case files
    themselves; a case with a mistake is not run, nor is one that is only proposed. Places are spans,
    with paths that can be opened; `eligibility.assurance.reading.read_case_files` gives the lines they
    stand in. *raw* is the rule book as read: a difference names the line of the requirement.

    Raises:
        eligibility.engine.agreement.Disagreement: the engines conclude differently.

    """
    found, diagnostics, sources = read_cases(folder, rulebook)
    cases = [case for case in found if not case.proposal]
    results: dict[str, CaseResult] = {}
    for group, together in groups_of(cases, rulebook).items():
        results |= {
            result.id: result for result in _reviewed(group, together, rulebook, raw, sources, engine)
        }
    return tuple(results[case.person] for case in cases), diagnostics


def read_cases(folder: Path, rulebook: RuleBook) -> tuple[tuple[Case, ...], tuple[Diagnostic, ...], RawRules]:
    """All cases in *folder*, proposals among them; the mistakes with their lines; the files."""
    sources, problems = read_case_files(folder)
    reader = CaseReader(rulebook, folder)
    cases = tuple(case for name, found in sources.documents.items() for case in reader.read(name, found.data))
    diagnostics = (*problems, *reader.problems)
    placed = tuple(attrs.evolve(problem, place=sources.span(problem.place)) for problem in diagnostics)
    return cases, placed, sources


def proposed(folder: Path, rulebook: RuleBook) -> tuple[tuple[Case, Span], ...]:
    """The cases in *folder* that wait for somebody to confirm them, with their places."""
    if not any(b"proposal" in path.read_bytes() for path in folder.rglob("*.yaml") if path.is_file()):
        return ()
    cases, _, sources = read_cases(folder, rulebook)
    return tuple((case, sources.span(case.where)) for case in cases if case.proposal)


def _reviewed(
    group: Group, cases: Sequence[Case], rulebook: RuleBook, raw: RawRules, sources: RawRules, engine: str
) -> list[CaseResult]:
    dataset = build_dataset(raw_tables(cases, rulebook), rulebook.vocabulary, group.as_of)
    review = review_dataset(dataset, rulebook, group.as_of, group.purpose, engine=engine)
    outcomes = Outcomes(review)
    results = []
    for case in cases:
        found, shown = compare(case, outcomes, raw)
        span = sources.span(case.where)
        results.append(CaseResult(case.person, case.where.file, found, case.about, span, shown))
    return results
