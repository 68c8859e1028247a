"""The one way through: read, normalise, compile, evaluate; engines compared on the way."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

import attrs
import numpy as np

from eligibility.compile.layers import weaker_layers
from eligibility.compile.limits import over_limits
from eligibility.concluding import Progress, Session, assumed, conclude
from eligibility.diagnostics import Diagnostic, Severity, Where, has_errors
from eligibility.engine.concluder import make_concluder
from eligibility.engine.waiting import Waiting
from eligibility.engine.working import workings
from eligibility.evaluate.candidacies import (
    Candidacies,
)
from eligibility.evaluate.columns import Codes
from eligibility.evaluate.frames import Frames
from eligibility.evaluate.people import Records
from eligibility.evaluate.situations import Evaluated
from eligibility.evaluate.waiver_uses import waiver_uses
from eligibility.memory import without_collector
from eligibility.model.dataset import Dataset, Refusal
from eligibility.model.finding import status_of
from eligibility.model.plan import NodeKind
from eligibility.model.raw import RawTables
from eligibility.model.review import Counts, EngineRun, Review, Working
from eligibility.model.standard import RuleBook
from eligibility.model.truth import Status
from eligibility.normalise.alternatives import of_people, without_preference, would_change
from eligibility.normalise.people import build_dataset
from eligibility.normalise.rulebook import build_rulebook
from eligibility.normalise.units import settle_units
from eligibility.normalise.waivers import name_waivers
from eligibility.read.passwords import Password
from eligibility.read.records import read_records
from eligibility.read.rules import MARKER, RawRules, read_rules

Prepare = Callable[[RawTables], RawTables]
"""What is done to the sheets before they are understood: a column map, the conversion of an old font."""


class NoPolicy(Exception):
    """No policy for *purpose* is in force on *day*."""

    def __init__(self, purpose: str, day: date) -> None:
        super().__init__(f"{purpose} {day}")
        self.purpose = purpose
        self.day = day


def load_rules(root: Path) -> tuple[RuleBook | None, tuple[Diagnostic, ...], RawRules]:
    """The rule book in *root*, with every problem of it in reading order; None where it cannot be used."""
    with without_collector():
        raw, problems = read_rules(root)
        book, more = _built(raw, problems)
    found = sorted((*problems, *more), key=lambda problem: (raw.span(problem.place), problem.code))
    return None if has_errors(found) else book, tuple(found), raw


def _built(raw: RawRules, problems: Sequence[Diagnostic]) -> tuple[RuleBook | None, tuple[Diagnostic, ...]]:
    """The rule book made of all files that could be read, without problems that only follow from others."""
    if MARKER not in raw.documents:
        return None, ()
    documents = {name: document.data for name, document in raw.documents.items()}
    unread = frozenset(raw.span(p.place).file for p in problems) - frozenset(documents)
    book, found = build_rulebook(documents, raw.hashes, unread)
    if book is None or has_errors((*problems, *found)):
        return None, found
    oversized = too_large(book)
    return book, (*found, *(oversized or tightening(book)))


def too_large(rulebook: RuleBook) -> tuple[Diagnostic, ...]:
    """What is too large for one ruleset (see `eligibility.compile.limits`)."""
    return tuple(
        Diagnostic(over.code, over.where if over.where is not None else Where(MARKER), over.params)
        for over in over_limits(rulebook)
    )


def tightening(rulebook: RuleBook) -> tuple[Diagnostic, ...]:
    """Layers that weaken what they extend, or may (see `eligibility.compile.layers`)."""
    return tuple(
        Diagnostic(
            "R520" if weaker.proved else "R526",
            weaker.where if weaker.where is not None else Where(MARKER),
            weaker.params,
            Severity.ERROR if weaker.proved else Severity.WARNING,
        )
        for weaker in weaker_layers(rulebook)
    )


def read_dataset(
    records: Path,
    rulebook: RuleBook,
    as_of: date,
    password: Password | None = None,
    prepare: Prepare | None = None,
) -> Dataset:
    """The dataset of *records*; *password* is asked for the password of a workbook that has one.

    The sheets go through *prepare* first.

    Raises:
        eligibility.read.cells.UnreadableInput: the records cannot be read.
        eligibility.normalise.headings.UnusableInput: they cannot be understood as tables.

    """
    with without_collector():
        raw = read_records(records, password)
        return build_dataset(raw if prepare is None else prepare(raw), rulebook.vocabulary, as_of)


def review(
    records: Path,
    rulebook: RuleBook,
    as_of: date,
    purpose: str = "planning",
    only: str | None = None,
    progress: Progress | None = None,
    engine: str = "auto",
    seen: Callable[[RawTables], object] | None = None,
    password: Password | None = None,
    then: Callable[[Dataset, Review], object] | None = None,
    prepare: Prepare | None = None,
    known: Callable[[Dataset], object] | None = None,
) -> Review:
    """Review all candidacies of *records*, or those of the person with id *only*.

    *seen* is shown the sheets as they were read, which are let go afterwards. *password* is asked for
    the password of a workbook that has one. The sheets go through *prepare* before anything else. *known*
    is shown the records as they were understood; *then* is given them and what came of them.

    Raises:
        eligibility.read.cells.UnreadableInput: the records cannot be read.
        eligibility.normalise.headings.UnusableInput: they cannot be understood as tables.
        NoPolicy: the rule book has no policy for *purpose* on that day.
        eligibility.engine.agreement.Disagreement: the engines conclude differently.

    """
    started = perf_counter()
    with without_collector():
        raw = read_records(records, password)
        raw = raw if prepare is None else prepare(raw)
        read = perf_counter()
        if seen is not None:
            seen(raw)
        dataset = build_dataset(raw, rulebook.vocabulary, as_of)
        if known is not None:
            known(dataset)
        doubted = _otherwise(raw, dataset, rulebook, as_of)
        del raw
    normalised = perf_counter()
    made = review_dataset(dataset, rulebook, as_of, purpose, only, progress, engine)
    if doubted is not None:
        other = review_dataset(doubted, rulebook, as_of, purpose, only, None, engine)
        made = attrs.evolve(made, issues=(*made.issues, *would_change(made, other)))
    if then is not None:
        then(dataset, made)
    timing = {"read": read - started, "normalise": normalised - read, **made.timing}
    return attrs.evolve(made, timing=timing)


def _otherwise(raw: RawTables, dataset: Dataset, rulebook: RuleBook, as_of: date) -> Dataset | None:
    """The people of whom two columns differ, by the one that is not preferred; None if there are none."""
    who = {issue.person for issue in dataset.issues if issue.kind == "differs"}
    if not who:
        return None
    other = build_dataset(raw, without_preference(rulebook.vocabulary), as_of)
    return of_people(other, who, rulebook.vocabulary)


def review_dataset(
    dataset: Dataset,
    rulebook: RuleBook,
    as_of: date,
    purpose: str = "planning",
    only: str | None = None,
    progress: Progress | None = None,
    engine: str = "auto",
) -> Review:
    """The same for records that have been read and normalised."""
    with without_collector():
        return _review(dataset, rulebook, as_of, purpose, only, progress, engine)


def _review(
    dataset: Dataset,
    rulebook: RuleBook,
    as_of: date,
    purpose: str,
    only: str | None,
    progress: Progress | None,
    engine: str,
) -> Review:
    tell = progress or (lambda stage, done, total: None)
    policy = rulebook.policy(purpose, as_of)
    if policy is None:
        raise NoPolicy(purpose, as_of)
    dataset = settle_units(name_waivers(dataset, rulebook), as_of)
    session = Session(rulebook, policy, as_of, make_concluder(engine))
    try:
        found = conclude(dataset, session, only, tell)
        everyone, parts, refusals = found.everyone, found.parts, found.refusals
        checked = perf_counter()
        frames = Frames(everyone, dict(_again(parts)))
        decisions = frames.decisions(parts)
        findings = frames.findings(parts)
        engines = EngineRun(
            session.concluder.name,
            sum(part.situations for part in parts),
            session.concluder.concluded,
            found.compared,
            int(decisions.height),
            found.undecidable,
        )
    finally:
        session.concluder.close()
    outcomes = dict(decisions.group_by("outcome").len().sort("outcome").iter_rows())
    counts = _counted(dataset, everyone, found.wanted, decisions.height, refusals, outcomes)
    if counts.read != counts.decided + counts.refused + counts.merged:
        raise AssertionError(f"rows lost: {counts}")
    used = {
        id(part.solver.compiled.instance.standard): part.solver.compiled.instance.standard for part in parts
    }
    standards = tuple(sorted(used.values(), key=lambda s: (s.id, s.version)))
    timing = {
        **found.timing,
        "frames": perf_counter() - checked,
    }
    return Review(
        as_of,
        purpose,
        rulebook,
        policy,
        standards,
        decisions,
        findings,
        (*dataset.refusals, *refusals),
        dataset.issues,
        dataset.sources,
        dataset.rows_read,
        counts,
        engines,
        timing,
        _assumed(everyone, parts),
        dict(_workings(parts)) if only is not None else {},
        waiver_uses(everyone, decisions, standards, as_of),
    )


def _workings(parts: Sequence[Evaluated]) -> Iterator[tuple[tuple[int, str], tuple[Working, ...]]]:
    """The sums behind every requirement."""
    for part in parts:
        instance = part.solver.compiled.instance
        records = Records(part.candidacies)
        for place, row in enumerate(part.rows.tolist()):
            record = records.record(place, instance)
            for node in instance.nodes:
                if node.kind is NodeKind.REQUIREMENT:
                    yield (row, node.name), tuple(workings(node, record))


def _counted(
    dataset: Dataset,
    everyone: Candidacies,
    wanted: Codes,
    decided: int,
    refusals: Sequence[Refusal],
    outcomes: dict[str, int],
) -> Counts:
    """What became of every row: of the plan as it was read, or of the candidacies made from the people."""
    people = everyone.population.height
    if everyone.purpose != "planning" or len(wanted) < everyone.height:
        return Counts(len(wanted), decided, len(refusals), outcomes, people)
    plan = [refused for refused in dataset.refusals if refused.table == "plan"]
    merged = dataset.merged.get("plan", 0)
    read = dataset.rows_read.get("plan", 0)
    return Counts(read, decided, len(refusals) + len(plan), outcomes, people, merged)


def _assumed(everyone: Candidacies, parts: Sequence[Evaluated]) -> tuple[tuple[str, str], ...]:
    tables = everyone.population.dataset.tables

    def supplied(subject: str) -> bool:
        place = everyone.field(subject)
        if place is None:
            return subject in tables
        return place[0] in tables and place[1].name in tables[place[0]].columns

    return assumed((part.solver.compiled.instance for part in parts), supplied)


def _again(parts: Sequence[Evaluated]) -> Iterator[tuple[tuple[int, str], date]]:
    """For each candidacy that must wait, the first day on which the demand is met if nothing else changes."""
    for part in parts:
        instance = part.solver.compiled.instance
        records, waiting = Records(part.candidacies), Waiting(instance)
        for number, node in enumerate(instance.nodes):
            if node.kind is not NodeKind.REQUIREMENT or node.requirement.if_unmet != "wait":
                continue
            verdicts = part.verdicts[number]
            unmet = [status_of(found) is Status.UNMET for found in verdicts.values]
            for place in np.flatnonzero(np.array(unmet, dtype=bool)[verdicts.codes]).tolist():
                day = waiting.ends(node, records.record(place, instance))
                if day is not None:
                    yield (int(part.rows[place]), node.name), day
