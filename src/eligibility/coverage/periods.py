"""Versions that begin or end on another day: the cases of that day, judged by what is then in force."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from eligibility.assurance.written import Case
from eligibility.coverage.changing import Change
from eligibility.coverage.killing import broken
from eligibility.coverage.trying import Trial
from eligibility.model.standard import RuleBook
from eligibility.read.rules import RawRules


def days_noticed(
    trials: Sequence[Trial], cases: Iterable[Case], change: Change, book: RuleBook, raw: RawRules
) -> str | None:
    """The first of *cases* that notices that a version begins or ends on another day."""
    found: Mapping[str, Trial] = {trial.case.person: trial for trial in trials}
    versions = {(standard.id, standard.version) for standard in book.standards}
    for case in cases:
        trial = found.get(case.person)
        if case.expect.refused or trial is None:
            if bool(case.expect.refused) is (trial is not None):
                return case.person
            continue
        stated = case.expect.version
        if stated is not None and stated.isoformat() in change.renamed:
            new = change.renamed[stated.isoformat()]
            if (trial.instance.standard.id, new) in versions:
                expect = attrs.evolve(case.expect, version=type(stated).fromisoformat(new))
                case = attrs.evolve(case, expect=expect)
        if broken(case, trial.instance, trial.judgement, raw):
            return case.person
    return None
