"""Candidacies concluded: each distinct situation by both engines, which must say the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from time import perf_counter

import attrs
import numpy as np

from eligibility.compile.instances import compile_instance, make_instance
from eligibility.compile.lifting import LiftingSolver
from eligibility.compile.policies import policy_table
from eligibility.engine.agreement import compare
from eligibility.engine.concluder import DurableConcluder, PlainConcluder
from eligibility.engine.reference import Reference
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
from eligibility.evaluate.people import Records
from eligibility.evaluate.population import Population
from eligibility.evaluate.situations import Evaluated, Situations
from eligibility.model.context import NoSuchMoment
from eligibility.model.dataset import TARGET_POST, TERM, Dataset, Refusal
from eligibility.model.limits import MAX_RULES
from eligibility.model.plan import Compiled, Instance, PolicyTable
from eligibility.model.slots import slots_read
from eligibility.model.standard import Policy, RuleBook

Progress = Callable[[str, int, int], None]

EVERYONE = 5_000
"""Up to so many candidacies the reference judges every one; beyond, each distinct situation once."""


@attrs.frozen(eq=False)
class Session:
    """What one review shares: the engine and the instances it compiled."""

    rulebook: RuleBook
    policy: Policy
    as_of: date
    concluder: DurableConcluder | PlainConcluder
    solvers: dict[object, LiftingSolver] = attrs.field(factory=dict)
    references: dict[int, Reference] = attrs.field(factory=dict)

    @cached_property
    def policy_table(self) -> PolicyTable:
        """The policy in stages of rules, which all instances share."""
        return policy_table(self.policy, MAX_RULES)

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
            found = LiftingSolver(compile_instance(instance, MAX_RULES, self.policy_table), self.concluder)
            self.solvers[key] = found
        return found


@attrs.frozen(eq=False)
class Concluded:
    """What became of the candidacies of a dataset: those of *wanted* rows are in *parts* or refused."""

    everyone: Candidacies
    wanted: Codes
    parts: Sequence[Evaluated]
    refusals: Sequence[Refusal]
    compared: int
    undecidable: int
    timing: Mapping[str, float]


def _reference(session: Session, part: Evaluated) -> Reference:
    """The reference for the instance of *part*: equal data are judged once in a session."""
    instance = part.solver.compiled.instance
    return session.references.setdefault(id(instance), Reference(instance))


def conclude(dataset: Dataset, session: Session, only: str | None, tell: Progress) -> Concluded:
    """Conclude all candidacies of *dataset*, or those of the person with id *only*.

    Raises:
        eligibility.engine.agreement.Disagreement: the engines conclude differently.

    """
    started = perf_counter()
    population = Population(dataset, session.rulebook.vocabulary, "people", "plan")
    everyone = consider(population, session.rulebook, session.policy.purpose, session.as_of)
    wanted = wanted_rows(everyone, only)
    parts: list[Evaluated] = []
    refusals: list[Refusal] = []
    groups = list(assigned(everyone, wanted, session))
    for number, (solver, rows) in enumerate(groups):
        tell("evaluate", number, len(groups))
        if isinstance(solver, Refused):
            refusals += [refusal(everyone, row, solver) for row in rows.tolist()]
        else:
            parts.append(Situations(solver, everyone, rows).evaluate())
    evaluated = perf_counter()
    compared, undecidable = check(session, parts, tell)
    timing = {"evaluate": evaluated - started, "compare": perf_counter() - evaluated}
    return Concluded(everyone, wanted, parts, refusals, compared, undecidable, timing)


def wanted_rows(everyone: Candidacies, only: str | None) -> Codes:
    """The candidacies of the person with id *only*; all, where none is given."""
    if only is None:
        return np.arange(everyone.height, dtype=np.int64)
    people = everyone.population.key_column(everyone.population.people)
    match = np.array([cell.text == only for cell in people.values], dtype=bool)[people.codes]
    return np.flatnonzero(match[everyone.person]).astype(np.int64)


def assigned(
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


def check(session: Session, parts: Sequence[Evaluated], tell: Progress) -> tuple[int, int]:
    """Compare with the reference: everyone, or in a larger review each distinct situation."""
    total = sum(len(part.rows) for part in parts)
    compared = undecidable = 0
    for number, part in enumerate(parts):
        tell("compare", number, len(parts))
        rows = range(len(part.rows)) if total <= EVERYONE else part.seen.tolist()
        reference = _reference(session, part)
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


def assumed(instances: Iterable[Instance], supplied: Callable[[str], bool]) -> tuple[tuple[str, str], ...]:
    """Columns and sheets that were not *supplied*, that some requirement reads, and what they stand for."""
    found: dict[tuple[str, str], None] = {}
    for instance in instances:
        read = {
            slot for node in instance.nodes for slot in slots_read(node.requirement, node.context.closed_year)
        }
        for subject, value in instance.assumed.items():
            if subject in read and not supplied(subject):
                found[subject, value] = None
    return tuple(sorted(found))
