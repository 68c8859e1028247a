"""Cases made ready to be judged again and again: the record of each, and what it is judged by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from eligibility.assurance.sheets import Group, groups_of, raw_tables
from eligibility.assurance.written import Case
from eligibility.compile.instances import make_instance
from eligibility.diagnostics import Where
from eligibility.engine.reference import Judgement, Reference
from eligibility.evaluate.candidacies import Assigner, Assignment, Candidacies, consider
from eligibility.evaluate.people import Records
from eligibility.evaluate.population import Population
from eligibility.model.context import NoSuchMoment
from eligibility.model.dataset import TARGET_POST, TERM, Dataset
from eligibility.model.plan import Instance
from eligibility.model.record import Known, Record
from eligibility.model.standard import RuleBook
from eligibility.model.vocabulary import Term
from eligibility.normalise.people import build_dataset
from eligibility.normalise.units import settle_units
from eligibility.normalise.waivers import name_waivers

TARGET_UNIT = "target.unit"


@attrs.frozen(eq=False)
class Trial:
    """A case with its candidacy: what it is judged by, its *record*, and what the rule book says of it."""

    case: Case
    instance: Instance
    term: Term | None
    record: Record
    judgement: Judgement
    candidacies: Candidacies
    row: int

    @property
    def places(self) -> frozenset[Where]:
        """Where the requirements are written that something depends on here."""
        return frozenset(
            node.requirement.where for node in self.instance.nodes if node.requirement.where is not None
        )

    def again(self, instance: Instance) -> Record:
        """The record, with all that *instance* reads."""
        return Records(self.candidacies).record(self.row, instance)


class Trials:
    """Makes trials; equal instances are shared, and equal data are judged once."""

    def __init__(self, rulebook: RuleBook) -> None:
        self._rulebook = rulebook
        self._instances: dict[object, Instance] = {}
        self._references: dict[int, Reference] = {}
        self.refused: dict[str, str] = {}
        """Why no decision was made of a case, by its name."""

    def of(self, cases: Iterable[Case]) -> tuple[Trial, ...]:
        """One for each of *cases* of which a decision is made, in no particular order."""
        groups = groups_of(cases, self._rulebook)
        return tuple(trial for group, some in groups.items() for trial in self._group(group, some))

    def _group(self, group: Group, cases: Sequence[Case]) -> Iterator[Trial]:
        policy = self._rulebook.policy(group.purpose, group.as_of)
        if policy is None:
            return
        dataset = dataset_of(group, cases, self._rulebook)
        population = Population(dataset, self._rulebook.vocabulary, "people", "plan")
        everyone = consider(population, self._rulebook, group.purpose, group.as_of)
        assigner = Assigner(self._rulebook, population, group.as_of)
        people = population.key_column(population.people)
        wanted = {case.person: case for case in cases}
        columns = [everyone.column(path) for path in (TARGET_POST, TARGET_UNIT, TERM)]
        records = Records(everyone)
        for row in range(everyone.height):
            case = wanted[people.value(int(everyone.person[row])).text]
            post, unit, term = (column.value(row) for column in columns)
            course = everyone.course.value(row)
            aim = case.course or case.post
            if aim and aim not in (course, post.value if isinstance(post, Known) else ""):
                continue
            found = assigner.assign(post, unit, term, course)
            if not isinstance(found, Assignment):
                self.refused[case.person] = found.kind
                continue
            try:
                instance = self._instance(found, group)
            except NoSuchMoment:
                self.refused[case.person] = "no_moment"
                continue
            reference = self._references.setdefault(id(instance), Reference(instance))
            record = records.record(row, instance)
            judged = reference.judge(record)
            yield Trial(case, instance, found.term, record, judged, everyone, row)

    def _instance(self, assignment: Assignment, group: Group) -> Instance:
        term = assignment.term
        key = (id(assignment.standard), group.purpose, group.as_of, id(term))
        found = self._instances.get(key)
        if found is None:
            policy = self._rulebook.policy(group.purpose, group.as_of)
            assert policy is not None  # noqa: S101  (looked at by the caller)
            found = make_instance(self._rulebook, assignment.standard, policy, group.as_of, term)
            self._instances[key] = found
        return found


def dataset_of(group: Group, cases: Sequence[Case], rulebook: RuleBook) -> Dataset:
    """The records of *cases*, which are of one group, as a review reads them."""
    dataset = build_dataset(raw_tables(cases, rulebook), rulebook.vocabulary, group.as_of)
    return settle_units(name_waivers(dataset, rulebook), group.as_of)


def by_place(trials: Iterable[Trial]) -> Mapping[Where, tuple[Trial, ...]]:
    """*trials* by the requirements that they depend on; those that say most of one come first."""
    found: dict[Where, list[Trial]] = {}
    for trial in trials:
        for place in trial.places:
            found.setdefault(place, []).append(trial)
    return {place: tuple(sorted(some, key=lambda t: _weight(t, place))) for place, some in found.items()}


def _weight(trial: Trial, place: Where) -> tuple[bool, int]:
    expect = trial.case.expect
    names = {r.id for r in trial.instance.standard.requirements if r.where == place}
    said = {*expect.statuses, *(expect.unmet or ()), *(expect.unknown or ()), *expect.due}
    return (not names & said, len(said))


def case_text(case: Case) -> str:
    """All that a case says, wherever it stands."""
    lines = {
        table: [{name: [text.text for text in texts] for name, texts in line.items()} for line in rows]
        for table, rows in sorted(case.lines.items())
    }
    parts = (case.person, case.as_of, case.purpose, case.course, case.post, lines, case.expect)
    return repr(parts)
