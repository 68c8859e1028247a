"""The one way through: read, normalise, compile, evaluate; engines compared on the way."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

import attrs
import numpy as np

from eligibility.compile.instances import compile_instance, make_instance
from eligibility.compile.lifting import LiftingSolver
from eligibility.diagnostics import Diagnostic, Where
from eligibility.engine.agreement import compare
from eligibility.engine.concluder import DurableConcluder, PlainConcluder, make_concluder
from eligibility.engine.reference import Reference
from eligibility.evaluate.candidacies import (
    TARGET_POST,
    TARGET_UNIT,
    TERM,
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
from eligibility.model.context import NoSuchMoment
from eligibility.model.dataset import Dataset, Refusal
from eligibility.model.limits import MAX_RULES
from eligibility.model.plan import Compiled
from eligibility.model.review import Counts, EngineRun, Review
from eligibility.model.standard import Policy, RuleBook
from eligibility.normalise.people import build_dataset
from eligibility.normalise.rulebook import build_rulebook
from eligibility.read.records import read_records
from eligibility.read.rules import RawRules, read_rules

EVERYONE = 5_000
"""Up to so many candidacies the reference judges every one; beyond, each distinct situation once."""

Progress = Callable[[str, int, int], None]


class NoPolicy(Exception):
    """No policy for *purpose* is in force on *day*."""

    def __init__(self, purpose: str, day: date) -> None:
        super().__init__(f"{purpose} {day}")
        self.purpose = purpose
        self.day = day


def load_rules(root: Path) -> tuple[RuleBook | None, tuple[Diagnostic, ...], RawRules]:
    """The rule book in *root*, with every problem of it; None where it cannot be used."""
    raw, problems = read_rules(root)
    if any(problem.severity == "error" for problem in problems):
        marker = raw.documents.get("rulebook.yaml")
        if marker is None:
            return None, problems, raw
    documents = {name: document.data for name, document in raw.documents.items()}
    book, more = build_rulebook(documents, raw.hashes)
    found = (*problems, *more)
    if any(problem.severity == "error" for problem in found):
        return None, found, raw
    return book, (*found, *(tightening(book) if book is not None else ())), raw


def tightening(rulebook: RuleBook) -> tuple[Diagnostic, ...]:
    """Layers that weaken what they extend (see `eligibility.compile.layers`)."""
    from eligibility.compile.layers import weaker_layers

    return tuple(
        Diagnostic("R520", w.where if w.where is not None else Where("rulebook.yaml"), w.params)
        for w in weaker_layers(rulebook)
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
        key = (assignment.standard.id, assignment.standard.version, term.start if term else None, term.end if term else None)
        found = self.solvers.get(key)
        if found is None:
            instance = make_instance(self.rulebook, assignment.standard, self.policy, self.as_of, term)
            found = LiftingSolver(compile_instance(instance, MAX_RULES), self.concluder)
            self.solvers[key] = found
        return found


def review(
    records: Path,
    rulebook: RuleBook,
    as_of: date,
    purpose: str = "planning",
    only: str | None = None,
    progress: Progress | None = None,
    engine: str = "auto",
) -> Review:
    """Review all candidacies of *records*, or those of the person with id *only*.

    Raises:
        eligibility.read.cells.UnreadableInput: the records cannot be read.
        eligibility.normalise.headings.UnusableInput: they cannot be understood as tables.
        NoPolicy: the rule book has no policy for *purpose* on that day.
        eligibility.engine.agreement.Disagreement: the engines conclude differently.

    """
    started = perf_counter()
    raw = read_records(records)
    read = perf_counter()
    dataset = build_dataset(raw, rulebook.vocabulary, as_of)
    del raw
    normalised = perf_counter()
    made = review_dataset(dataset, rulebook, as_of, purpose, only, progress, engine)
    timing = {"read": read - started, "normalise": normalised - read, **made.timing}
    return attrs.evolve(made, timing=timing)


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
    started = perf_counter()
    tell = progress or (lambda stage, done, total: None)
    policy = rulebook.policy(purpose, as_of)
    if policy is None:
        raise NoPolicy(purpose, as_of)
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
        frames = Frames(everyone)
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
    counts = Counts(len(wanted), decisions.height, len(refusals), outcomes, population.height)
    if counts.read != counts.decided + counts.refused:
        raise AssertionError(f"rows lost: {counts}")
    used = {id(part.solver.compiled.instance.standard): part.solver.compiled.instance.standard for part in parts}
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
    )


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
    place = f"{compiled.instance.standard.id} {compiled.instance.standard.version}, candidacy {int(part.rows[row])}"
    return compare(place, judgement, verdicts, part.decisions.value(row))
