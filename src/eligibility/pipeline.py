"""The one way through: read, normalise, compile, evaluate; engines compared on the way."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

import attrs
import numpy as np

from eligibility.compile.instances import compile_instance, make_instance
from eligibility.compile.layers import weaker_layers
from eligibility.compile.lifting import LiftingSolver
from eligibility.compile.limits import over_limits
from eligibility.diagnostics import Diagnostic, Severity, Where, has_errors
from eligibility.engine.agreement import compare
from eligibility.engine.concluder import DurableConcluder, PlainConcluder, make_concluder
from eligibility.engine.reference import Reference
from eligibility.engine.waiting import Waiting
from eligibility.engine.working import workings
from eligibility.evaluate.candidacies import (
    TARGET_UNIT,
    Assigner,
    Assignment,
    Candidacies,
    Refused,
    consider,
    refusal,
)
from eligibility.evaluate.columns import Codes, grouped
from eligibility.evaluate.frames import Frames
from eligibility.evaluate.people import Records
from eligibility.evaluate.population import Population
from eligibility.evaluate.situations import Evaluated, Situations
from eligibility.memory import without_collector
from eligibility.model.context import NoSuchMoment
from eligibility.model.dataset import TARGET_POST, TERM, Dataset, Refusal
from eligibility.model.finding import status_of
from eligibility.model.limits import MAX_RULES
from eligibility.model.plan import Compiled, NodeKind
from eligibility.model.raw import RawTables
from eligibility.model.review import Counts, EngineRun, Review, Working
from eligibility.model.slots import slots_read
from eligibility.model.standard import Policy, RuleBook
from eligibility.model.truth import Status
from eligibility.normalise.alternatives import of_people, without_preference, would_change
from eligibility.normalise.people import build_dataset
from eligibility.normalise.rulebook import build_rulebook
from eligibility.normalise.waivers import name_waivers
from eligibility.read.passwords import Password
from eligibility.read.records import read_records
from eligibility.read.rules import MARKER, RawRules, read_rules

EVERYONE = 5_000
"""Up to so many candidacies the reference judges every one; beyond, each distinct situation once."""

Progress = Callable[[str, int, int], None]

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


@attrs.frozen(eq=False)
class Session:
    """What one review shares: the engine and the instances it compiled."""

    rulebook: RuleBook
    policy: Policy
    as_of: date
    concluder: DurableConcluder | PlainConcluder
    solvers: dict[object, LiftingSolver] = attrs.field(factory=dict)

    def solver(self, assignment: Assignment) -> LiftingSolver:
        """The solver for one standard and term.

        Raises:
            NoSuchMoment: a moment that the standard names has no date.

        """
        term = assignment.term
        key = (
            assignment.standard.id,
            assignment.standard.version,
            term.start if term else None,
            term.end if term else None,
        )
        found = self.solvers.get(key)
        if found is None:
            instance = make_instance(self.rulebook, assignment.standard, self.policy, self.as_of, term)
            found = LiftingSolver(compile_instance(instance, MAX_RULES), self.concluder)
            self.solvers[key] = found
        return found


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
    prepare: Prepare | None = None,
    known: Callable[[Dataset], object] | None = None,
) -> Review:
    """Review all candidacies of *records*, or those of the person with id *only*.

    *seen* is shown the sheets as they were read, which are let go afterwards. *password* is asked for
    the password of a workbook that has one. The sheets go through *prepare* before anything else. *known*
    is shown the records as they were understood.

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
    started = perf_counter()
    tell = progress or (lambda stage, done, total: None)
    policy = rulebook.policy(purpose, as_of)
    if policy is None:
        raise NoPolicy(purpose, as_of)
    dataset = name_waivers(dataset, rulebook)
    population = Population(dataset, rulebook.vocabulary, "people", "plan")
    everyone = consider(population, rulebook, purpose, as_of)
    wanted = _wanted(everyone, only)
    session = Session(rulebook, policy, as_of, make_concluder(engine))
    try:
        parts: list[Evaluated] = []
        refusals: list[Refusal] = []
        groups = list(_assigned(everyone, wanted, session))
        for number, (solver, rows) in enumerate(groups):
            tell("evaluate", number, len(groups))
            if isinstance(solver, Refused):
                refusals += [refusal(everyone, row, solver) for row in rows.tolist()]
            else:
                parts.append(Situations(solver, everyone, rows).evaluate())
        evaluated = perf_counter()
        compared, undecidable = _check(everyone, parts, tell)
        checked = perf_counter()
        frames = Frames(everyone, dict(_again(parts)))
        decisions = frames.decisions(parts)
        findings = frames.findings(parts)
        engines = EngineRun(
            session.concluder.name,
            sum(part.situations for part in parts),
            session.concluder.concluded,
            compared,
            int(decisions.height),
            undecidable,
        )
    finally:
        session.concluder.close()
    outcomes = dict(decisions.group_by("outcome").len().sort("outcome").iter_rows())
    counts = _counted(dataset, everyone, wanted, decisions.height, refusals, outcomes)
    if counts.read != counts.decided + counts.refused + counts.merged:
        raise AssertionError(f"rows lost: {counts}")
    used = {
        id(part.solver.compiled.instance.standard): part.solver.compiled.instance.standard for part in parts
    }
    standards = tuple(sorted(used.values(), key=lambda s: (s.id, s.version)))
    timing = {
        "evaluate": evaluated - started,
        "compare": checked - evaluated,
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
    """Columns and sheets that were not supplied, that some requirement reads, and what they stand for."""
    tables = everyone.population.dataset.tables
    found: dict[tuple[str, str], None] = {}
    for part in parts:
        instance = part.solver.compiled.instance
        read = {
            slot for node in instance.nodes for slot in slots_read(node.requirement, node.context.closed_year)
        }
        for subject, value in instance.assumed.items():
            place = everyone.field(subject)
            supplied = (
                subject in tables
                if place is None
                else place[0] in tables and place[1].name in tables[place[0]].columns
            )
            if subject in read and not supplied:
                found[subject, value] = None
    return tuple(sorted(found))


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


def _wanted(everyone: Candidacies, only: str | None) -> Codes:
    if only is None:
        return np.arange(everyone.height, dtype=np.int64)
    people = everyone.population.key_column(everyone.population.people)
    match = np.array([cell.text == only for cell in people.values], dtype=bool)[people.codes]
    return np.flatnonzero(match[everyone.person]).astype(np.int64)


def _assigned(
    everyone: Candidacies, wanted: Codes, session: Session
) -> Iterator[tuple[LiftingSolver | Refused, Codes]]:
    """Candidacies grouped by the instance that applies to them, or by why none does."""
    chosen = everyone.selected(wanted)
    columns = [chosen.column(path) for path in (TARGET_POST, TARGET_UNIT, TERM)] + [chosen.course]
    groups = grouped([(column.codes, len(column.values)) for column in columns], len(wanted))
    assigner = Assigner(session.rulebook, everyone.population, session.as_of)
    found: dict[object, list[int]] = {}
    answers: dict[object, LiftingSolver | Refused] = {}
    for number, row in enumerate(groups.first.tolist()):
        answer = assigner.assign(*(column.value(row) for column in columns))
        resolved: LiftingSolver | Refused
        if isinstance(answer, Assignment):
            try:
                resolved = session.solver(answer)
            except NoSuchMoment as missing:
                resolved = Refused("no_moment", str(missing))
        else:
            resolved = answer
        key: object = resolved if isinstance(resolved, Refused) else id(resolved)
        answers[key] = resolved
        found.setdefault(key, []).append(number)
    for key, numbers in found.items():
        rows = np.flatnonzero(np.isin(groups.codes, numbers))
        yield answers[key], wanted[rows]


def _check(everyone: Candidacies, parts: Sequence[Evaluated], tell: Progress) -> tuple[int, int]:
    """Compare with the reference: everyone, or in a larger review each distinct situation."""
    total = sum(len(part.rows) for part in parts)
    compared = undecidable = 0
    for number, part in enumerate(parts):
        tell("compare", number, len(parts))
        rows = range(len(part.rows)) if total <= EVERYONE else part.seen.tolist()
        reference = Reference(part.solver.compiled.instance)
        records = Records(part.candidacies)
        for row in rows:
            if compare_one(part, row, reference, records):
                compared += 1
            else:
                undecidable += 1
    return compared, undecidable


def compare_one(part: Evaluated, row: int, reference: Reference, records: Records) -> bool:
    """Judge one candidacy by the reference and compare; False where it is too large to tell."""
    compiled: Compiled = part.solver.compiled
    judgement = reference.judge(records.record(row, compiled.instance))
    verdicts = {
        node.name: part.verdicts[number].value(row) for number, node in enumerate(compiled.instance.nodes)
    }
    loose = [
        node.name
        for node, marked in zip(compiled.instance.nodes, part.loose, strict=True)
        if marked is not None and marked[row]
    ]
    standard = compiled.instance.standard
    place = f"{standard.id} {standard.version}, candidacy {int(part.rows[row])}"
    return compare(place, judgement, verdicts, part.decisions.value(row), loose)
