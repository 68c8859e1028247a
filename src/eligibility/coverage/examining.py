"""The whole examination of the cases of a rule book: conditions, lines of policies, and changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from eligibility.assurance.cases import run_cases
from eligibility.assurance.coverage import coverage
from eligibility.assurance.written import Case
from eligibility.coverage.conditions import Key, Shows, Unshown, shown_by, unshown
from eligibility.coverage.measuring import Measurer
from eligibility.coverage.policies import unfired
from eligibility.coverage.proposing import Data, Proposer, stated
from eligibility.coverage.running import Work, run
from eligibility.coverage.scoring import Lacking, Report
from eligibility.model.standard import RuleBook
from eligibility.read.rules import RawRules

Progress = Callable[[str, int, int], None]


@attrs.frozen
class Examination:
    """What is examined: standards by id (all, if none), with changes of the rules or without, and how."""

    work: Work
    only: tuple[str, ...] = ()
    changes: bool = True
    jobs: int = 1


def examine(
    asked: Examination, rulebook: RuleBook, raw: RawRules, cases: Sequence[Case], tell: Progress
) -> Report:
    """How well *cases*, which are sound, pin *rulebook* down; cases that fail show nothing."""
    measurer = Measurer(rulebook, raw, cases)
    ran = None
    if asked.changes:
        pieces = list(measurer.pieces.all(asked.only))
        ran = run(asked.work, measurer, pieces, asked.jobs, lambda done, total: tell("changes", done, total))
    results, _ = run_cases(asked.work.cases, rulebook, raw, "tables")
    shown = shown_by(measurer.trials)
    return Report(
        rulebook,
        shown,
        tuple(item for item in coverage(results, rulebook) if not asked.only or item.standard in asked.only),
        tuple(_lacking(rulebook, shown, asked.only)),
        unfired(rulebook.policies, measurer.trials) if not asked.only else (),
        ran.tried if ran is not None else None,
        sum(case.proposal for case in cases),
        sum(not result.passed for result in results),
        ran.reused if ran is not None else 0,
    )


def _lacking(rulebook: RuleBook, shown: Mapping[Key, set[Shows]], only: Sequence[str]) -> Iterator[Lacking]:
    proposer = Proposer(rulebook)
    for item in unshown(rulebook, shown):
        if not only or item.single.standard.id in only:
            yield Lacking(item, _proposal(item, proposer))


def _proposal(item: Unshown, proposer: Proposer) -> Data | None:
    """Somebody who shows *item*, as a case that does; None where no records say just that."""
    name = item.single.requirement.id
    for witness in item.witnesses:
        found = proposer.trial(witness)
        if found is None:
            continue
        data, trial = found
        if item.shows in shown_by([trial]).get(item.single.key, set()):
            return {**data, "expect": stated(trial, name)}
    return None
