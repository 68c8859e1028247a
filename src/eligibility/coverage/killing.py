"""Whether a case notices a change of the rules: what it states no longer comes."""

from collections.abc import Iterable
from typing import Any

import attrs

from eligibility.assurance.comparing import Came, differences
from eligibility.assurance.written import Case
from eligibility.compile.instances import make_instance
from eligibility.coverage.mutants import claims_of
from eligibility.coverage.trees import with_condition
from eligibility.coverage.trying import Trial
from eligibility.engine.completions import Exceeded
from eligibility.engine.reference import Judgement, Reference
from eligibility.model.condition import Condition, Rows
from eligibility.model.context import NoSuchMoment
from eligibility.model.finding import Verdict, status_of
from eligibility.model.plan import Instance, Node
from eligibility.model.record import Record
from eligibility.model.slots import slots_read, terms_of
from eligibility.model.standard import Requirement, RuleBook
from eligibility.model.truth import Status
from eligibility.read.rules import RawRules

UNSTATED: dict[str, Any] = {"decisive": None, "papers": None, "closable": None, "reasons": {}}
"""What cases may state and mutants are not judged by: it only follows from the rest."""


def swapped(rulebook: RuleBook, old: Requirement, new: Requirement) -> RuleBook:
    """*rulebook* with *new* for *old* in every standard that takes over what is written there."""
    return _each(rulebook, lambda r: new if r.where == old.where and r == old else r)


def with_evidence(rulebook: RuleBook, old: Condition, new: Condition) -> RuleBook:
    """*rulebook* with claims proved by *new* instead of *old*."""

    def changed(requirement: Requirement) -> Requirement:
        for leaf, claim in claims_of(requirement):
            if claim.evidence == old:
                other = attrs.evolve(claim, evidence=new).condition
                requirement = with_condition(requirement, leaf.route, other)
        return requirement

    return _each(rulebook, changed)


def _each(rulebook: RuleBook, change: Any) -> RuleBook:  # noqa: ANN401  (requirement to requirement)
    standards = []
    for standard in rulebook.standards:
        made = tuple(map(change, standard.requirements))
        same = all(one is other for one, other in zip(made, standard.requirements, strict=True))
        standards.append(standard if same else attrs.evolve(standard, requirements=made))
    return attrs.evolve(rulebook, standards=tuple(standards))


class Killer:
    """Judges trials by a changed rule book; what is not touched by the change is not judged again."""

    def __init__(self, rulebook: RuleBook, raw: RawRules) -> None:
        self._rulebook = rulebook
        self._raw = raw
        self._standards = {(s.id, s.version): s for s in rulebook.standards}
        self._made: dict[int, tuple[Instance, tuple[Instance, Reference] | None]] = {}

    def killed(self, trial: Trial) -> bool:
        """Whether what the case of *trial* states does not come."""
        found = self._changed(trial)
        if found is None:
            return not trial.case.expect.refused
        instance, reference = found
        record = self._record(trial, instance)
        if not self._touched(trial, instance, reference, record):
            return False
        return broken(trial.case, instance, reference.judge(record), self._raw)

    def judged(self, trial: Trial) -> tuple[Instance, Judgement] | None:
        """What comes of *trial*; None where a moment has no date any more."""
        found = self._changed(trial)
        if found is None:
            return None
        instance, reference = found
        return instance, reference.judge(self._record(trial, instance))

    def _changed(self, trial: Trial) -> tuple[Instance, Reference] | None:
        old = trial.instance
        if id(old) not in self._made:
            self._made[id(old)] = (old, self._make(trial))
        return self._made[id(old)][1]

    def _make(self, trial: Trial) -> tuple[Instance, Reference] | None:
        old = trial.instance
        standard = self._standards[old.standard.id, old.standard.version]
        policy = self._rulebook.policy(old.policy.purpose, old.context.as_of)
        if policy is None:
            return None
        try:
            made = make_instance(self._rulebook, standard, policy, old.context.as_of, trial.term)
        except NoSuchMoment:
            return None
        return made, Reference(made)

    def _record(self, trial: Trial, instance: Instance) -> Record:
        known = {*trial.record.values, *trial.record.histories}
        nodes = instance.nodes
        read = {slot for n in nodes for slot in slots_read(n.requirement, n.context.closed_year)}
        return trial.record if read <= known else trial.again(instance)

    def _touched(self, trial: Trial, instance: Instance, reference: Reference, record: Record) -> bool:
        """Whether anything that the judgement rests on comes out otherwise."""
        old = trial.instance
        if instance.policy != old.policy or instance.remedies != old.remedies:
            return True
        if [node.name for node in instance.nodes] != [node.name for node in old.nodes]:
            return True
        same = instance.context.vocabulary is old.context.vocabulary
        for before, after in zip(old.nodes, instance.nodes, strict=True):
            if before.requirement == after.requirement and (same or not _about_rows(after)):
                continue
            if before.requirement.if_unmet != after.requirement.if_unmet:
                return True
            known = trial.judgement.verdicts.get(before.name)
            try:
                if known is None or reference.verdicts(after, record) != known:
                    return True
            except Exceeded:
                return True
        return False


def _about_rows(node: Node) -> bool:
    return any(isinstance(term, Rows) for term in terms_of(node.requirement, flags=False))


def broken(case: Case, instance: Instance, judgement: Judgement, raw: RawRules) -> bool:
    """Whether *judgement* is not what *case* states."""
    stated = attrs.evolve(case, expect=attrs.evolve(case.expect, **UNSTATED))
    return (
        bool(case.expect.refused)
        or next(differences(stated, came(instance, judgement), raw), None) is not None
    )


def came(instance: Instance, judgement: Judgement) -> Came:
    """What *judgement* comes to, as the results of a review say it."""
    standard = instance.standard
    outcomes = judgement.outcomes or frozenset((instance.policy.undecided,))
    found: dict[Status, list[str]] = {}
    findings: dict[str, dict[str, Any]] = {}
    for requirement in standard.requirements:
        verdicts = judgement.verdicts.get(requirement.id, frozenset())
        status = status_of(verdicts)
        found.setdefault(status, []).append(requirement.id)
        findings[requirement.id] = {
            "status": str(status),
            "reason": "",
            "value": "",
            "clause": requirement.clause,
            "closable": False,
            "due": min((v.due for v in verdicts if v.due is not None), default=None),
            "alternative_used": _alternative(requirement, verdicts),
        }
    decision = {
        "standard": standard.id,
        "version": standard.version,
        "outcome": next(iter(outcomes)) if len(outcomes) == 1 else instance.policy.undecided,
        "outcomes": sorted(outcomes),
        "training": list(judgement.training),
        "training_possible": list(judgement.possible),
        "unmet": found.get(Status.UNMET, []),
        "unknown": found.get(Status.UNKNOWN, []),
        "waived": found.get(Status.WAIVED, []),
    }
    return Came(decision, findings, standard)


def _alternative(requirement: Requirement, verdicts: Iterable[Verdict]) -> str:
    used = {verdict.relaxed for verdict in verdicts if verdict.holds}
    return requirement.relaxed[used.pop()].clause if len(used) == 1 and -1 not in used else ""
