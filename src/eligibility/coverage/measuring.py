"""What becomes of each change of a rule book: a case notices it, it changes nothing, or nobody notices it."""

from collections.abc import Iterator, Sequence
from itertools import islice

import attrs

from eligibility.assurance.written import Case, Expectation
from eligibility.compile.instances import remedy_of
from eligibility.compile.occasions import TRAINING
from eligibility.coverage.changing import Change, Piece, Pieces
from eligibility.coverage.effects import alike, closable, same_entry
from eligibility.coverage.fates import Fate, Tried, told
from eligibility.coverage.killing import Killer, broken
from eligibility.coverage.mutants import Slip, claims_of
from eligibility.coverage.periods import days_noticed
from eligibility.coverage.policies import indifferent
from eligibility.coverage.proposing import Data, Proposer, data_of, difference
from eligibility.coverage.proving import Prover, Undecided, Witness
from eligibility.coverage.trying import Trial, Trials, by_place, case_text
from eligibility.coverage.windows import windows_noticed
from eligibility.diagnostics import Where
from eligibility.model.standard import Requirement, RuleBook, Standard, State
from eligibility.normalise.structure import structure
from eligibility.read.rules import RawRules

TRIES = 12
"""People who are written out as a case before it is given up that a case could tell."""


class Measurer:
    """Tries the changes of one rule book on its cases."""

    def __init__(self, rulebook: RuleBook, raw: RawRules, cases: Sequence[Case]) -> None:
        self.rulebook = rulebook
        self._raw = raw
        self.cases = tuple(case for case in cases if not case.proposal)
        trials = Trials(rulebook).of(self.cases)
        self.failing = tuple(t for t in trials if broken(t.case, t.instance, t.judgement, raw))
        self.trials = tuple(trial for trial in trials if trial not in self.failing)
        self.pieces = Pieces(rulebook, raw)
        self._places = by_place(self.trials)
        self._prover = Prover(rulebook)
        self._proposer = Proposer(rulebook)

    # --- one piece ------------------------------------------------------------------------------------

    def tried(self, piece: Piece) -> tuple[Tried, ...]:
        """What becomes of each change of *piece*."""
        proposals: list[tuple[Data, Trial]] = []
        return tuple(self._tried(piece, change, proposals) for change in self.pieces.changes(piece))

    def confirmed(self, piece: Piece, remembered: Sequence[Tried]) -> bool:
        """Whether *remembered* is about the changes there are now, and its cases do notice them."""
        changes = self.pieces.changes(piece)
        if [change.said for change in changes] != [tried.said for tried in remembered]:
            return False
        return all(map(self._holds, changes, remembered))

    def rests_on(self, piece: Piece) -> Iterator[str]:
        """The standards and cases that what becomes of the changes of *piece* rests on."""
        active = [standard for standard in self.rulebook.standards if standard.state is State.ACTIVE]
        if piece.kind == "requirement":
            where = self.pieces.written[piece.name].requirement.where
            active = [standard for standard in active if any(r.where == where for r in standard.requirements)]
        yield from map(repr, active)
        if piece.kind == "version":
            days = {day for change in self.pieces.changes(piece) for day in change.days}
            yield from (case_text(case) for case in self.cases if case.as_of in days)
        else:
            yield from (case_text(trial.case) for trial in self._trials(piece))

    def _holds(self, change: Change, tried: Tried) -> bool:
        if tried.fate in (Fate.EQUIVALENT, Fate.UNPROVEN, Fate.REFUSED):
            return True
        book = change.made()
        if book is None:
            return False
        if tried.fate is Fate.KILLED:
            return self._who(change, book, [c for c in self.cases if c.person == tried.by]) == tried.by
        return tried.proposal is not None and self._notices(tried.proposal, change, book)

    def _notices(self, proposal: Data, change: Change, book: RuleBook) -> bool:
        """Whether the proposed case, as it is written, goes well now, and not after *change*."""
        expected, problems = structure(proposal["expect"], Expectation, Where(""))
        bare = {name: value for name, value in proposal.items() if name != "expect"}
        case = self._proposer.read(bare)
        if case is None or expected is None or problems:
            return False
        case = attrs.evolve(case, expect=expected)
        now = Trials(self.rulebook)
        trials = now.of((case,))
        if expected.refused:
            if trials or now.refused.get(case.person) != expected.refused:
                return False
        elif len(trials) != 1 or broken(case, trials[0].instance, trials[0].judgement, self._raw):
            return False
        if change.days:
            found = days_noticed(Trials(book).of((case,)), (case,), change, book, self._raw)
            return found is not None
        return Killer(book, self._raw).killed(trials[0])

    def _tried(self, piece: Piece, change: Change, proposals: list[tuple[Data, Trial]]) -> Tried:
        book = change.made()
        if book is None:
            return told(change, Fate.REFUSED)
        who = self._who(change, book, self._concerned(piece, change))
        if who:
            return told(change, Fate.KILLED, by=who)
        killer = Killer(book, self._raw)
        if not change.days:
            for data, trial in proposals:
                if killer.killed(trial):
                    return told(change, Fate.SURVIVED, proposal=data)
        if piece.kind == "version":
            return told(change, *self._of_version(change, book))
        fate, found = self._proved(piece, change, book, killer)
        if found is None:
            return told(change, fate)
        data, trial = found
        proposals.append((data, trial))
        return told(change, fate, proposal=data)

    def _concerned(self, piece: Piece, change: Change) -> list[Case]:
        """The cases that may notice *change*, the likeliest first."""
        if change.days:
            return [case for case in self.cases if case.as_of in change.days]
        return [trial.case for trial in self._trials(piece)]

    def _trials(self, piece: Piece) -> Sequence[Trial]:
        if piece.kind == "requirement":
            where = self.pieces.written[piece.name].requirement.where
            return self._places.get(where, ()) if where is not None else ()
        if piece.kind == "claim":
            places = {r.where for _, r in self._claiming(piece.name) if r.where is not None}
            return [trial for trial in self.trials if trial.places & places]
        if piece.kind == "policy":
            policy = self.rulebook.policies[piece.number]
            return [trial for trial in self.trials if trial.instance.policy == policy]
        if piece.kind == "window":
            window = self.rulebook.vocabulary.windows[piece.number]
            return [trial for trial in self.trials if _may_read(trial, window.purpose)]
        return ()

    def _who(self, change: Change, book: RuleBook, cases: Sequence[Case]) -> str:
        """The first of *cases* that notices *change*, by its name; empty where none does."""
        if change.days:
            some = [case for case in cases if case.as_of in change.days]
            found = days_noticed(Trials(book).of(some), some, change, book, self._raw)
            return found or ""
        killer = Killer(book, self._raw)
        by_case = {trial.case.person: trial for trial in self.trials}
        trials = (by_case[case.person] for case in cases if case.person in by_case)
        return next((trial.case.person for trial in trials if killer.killed(trial)), "")

    def _claiming(self, field: str) -> Iterator[tuple[Standard, Requirement]]:
        evidence = self.pieces.claims[field]
        for standard in self.rulebook.standards:
            if standard.state is State.ACTIVE:
                for requirement in standard.requirements:
                    if any(claim.evidence == evidence for _, claim in claims_of(requirement)):
                        yield standard, requirement

    # --- what no case notices ---------------------------------------------------------------------------

    def _proved(
        self, piece: Piece, change: Change, book: RuleBook, killer: Killer
    ) -> tuple[Fate, tuple[Data, Trial] | None]:
        if piece.kind == "window":
            return self._of_window(piece, change, book, killer)
        if piece.kind == "policy":
            return self._of_policy(piece, change, book, killer)
        if change.slip is Slip.EFFECT and self._same_effect(piece, change):
            return Fate.EQUIVALENT, None
        seen = 0
        try:
            for witness in islice(self._witnesses(piece, change, book), TRIES):
                seen += 1
                found = self._case_of(witness, change, killer)
                if found is not None:
                    return Fate.SURVIVED, found
        except Undecided:
            return Fate.UNPROVEN, None
        return (Fate.UNPROVEN if seen else Fate.EQUIVALENT), None

    def _witnesses(self, piece: Piece, change: Change, book: RuleBook) -> Iterator[Witness]:
        """People for whom *change* makes a difference."""
        changed = {(standard.id, standard.version): standard for standard in book.standards}
        for standard in self.rulebook.standards:
            new = changed[standard.id, standard.version]
            if new is standard or standard.state is not State.ACTIVE:
                continue
            if change.slip is Slip.EFFECT:
                yield from self._prover.outcomes(book, standard, new)
                continue
            for before, after in zip(standard.requirements, new.requirements, strict=True):
                if before is not after:
                    yield from self._prover.apart(standard, before, after)
                    if _remedy(self.rulebook, before) != _remedy(self.rulebook, after):
                        yield from self._prover.outcomes(book, standard, new)

    def _of_policy(
        self, piece: Piece, change: Change, book: RuleBook, killer: Killer
    ) -> tuple[Fate, tuple[Data, Trial] | None]:
        """Proved of all that standards may show together; else people are looked for, not everywhere."""
        if indifferent(self._prover.stage, piece.number, book.policies[piece.number]):
            return Fate.EQUIVALENT, None
        training = piece.name == TRAINING
        for standard in self.rulebook.standards:
            if standard.state is State.ACTIVE and bool(standard.courses) is training:
                try:
                    for witness in islice(self._prover.sampled(book, standard), TRIES):
                        found = self._case_of(witness, change, killer)
                        if found is not None:
                            return Fate.SURVIVED, found
                except Undecided:
                    continue
        return Fate.UNPROVEN, None

    def _same_effect(self, piece: Piece, change: Change) -> bool:
        """Whether the two effects come to the same under every policy, with no course in between."""
        written = self.pieces.written[piece.name]
        closes = any(map(closable, (change.before, change.after)))
        if closes and _remedy(self.rulebook, attrs.evolve(written.requirement, if_unmet="train")):
            return False
        training = bool(written.standard.courses)
        for policy in self.rulebook.policies:
            if (policy.purpose == "training") is training and not alike(policy, change.before, change.after):
                return False
            if training and not same_entry(policy, change.before, change.after):
                return False
        return True

    def _case_of(self, witness: Witness, change: Change, killer: Killer) -> tuple[Data, Trial] | None:
        """*witness* as a case that notices *change*; None where no case could tell."""
        found = self._proposer.trial(witness)
        return None if found is None else self._expecting(*found, change, killer)

    def _expecting(
        self, data: Data, trial: Trial, change: Change, killer: Killer
    ) -> tuple[Data, Trial] | None:
        apart = difference(trial, killer.judged(trial), (change.requirement,))
        if apart is None:
            return None
        expected, problems = structure(apart.expect, Expectation, Where(""))
        if expected is None or problems:
            return None
        case = attrs.evolve(trial.case, expect=expected)
        whole = attrs.evolve(trial, case=case)
        return ({**data, "expect": apart.expect}, whole) if killer.killed(whole) else None

    def _of_version(self, change: Change, book: RuleBook) -> tuple[Fate, Data | None]:
        """Somebody reviewed on the day that is touched, made of a case of the same standard."""
        if _applying(book) == _applying(self.rulebook):
            return Fate.EQUIVALENT, None
        for base in self._reviewed(change.standard):
            data = {**base, "as_of": change.days[0].isoformat()}
            proposal = {**data, "expect": self._expected(data)}
            if self._notices(proposal, change, book):
                return Fate.SURVIVED, proposal
        return Fate.UNPROVEN, None

    def _reviewed(self, name: str) -> Iterator[Data]:
        """People of cases who are judged by the standard called *name*, and somebody who says nothing."""
        for trial in self.trials:
            if name in (trial.instance.standard.id, trial.instance.standard.extends):
                yield data_of(trial.case)
        standard = next(standard for standard in self.rulebook.standards if standard.id == name)
        for course in standard.courses[:1]:
            yield {"purpose": TRAINING, "course": course, "person": {}}
        for post in standard.posts[:1]:
            yield {"purpose": "planning", "person": {}, "plan": {"post": post, "status": "planned"}}
            yield {"purpose": "audit", "post": post, "person": {"post": post}}

    def _expected(self, data: Data) -> Data:
        """What comes of the case *data*: of its version, too."""
        found = self._proposer.tried(data)
        if found is None:
            return {"refused": self._proposer.refused(data)}
        apart = difference(found[1], None)
        standard = found[1].instance.standard
        unmet = [] if apart is None else apart.unmet
        return {"outcome": _outcome(found[1]), "version": standard.version, "unmet": unmet}

    def _of_window(
        self, piece: Piece, change: Change, book: RuleBook, killer: Killer
    ) -> tuple[Fate, tuple[Data, Trial] | None]:
        window = self.rulebook.vocabulary.windows[piece.number]
        if window.purpose not in {policy.purpose for policy in self.rulebook.policies}:
            return Fate.EQUIVALENT, None
        other = book.vocabulary.windows[piece.number]
        for data in windows_noticed(self.trials, window, other, self.rulebook):
            found = self._proposer.tried(data)
            if found is not None:
                whole = self._expecting(*found, change, killer)
                if whole is not None:
                    return Fate.SURVIVED, whole
        return Fate.UNPROVEN, None


def _applying(rulebook: RuleBook) -> list[Standard]:
    """The standards by which anybody is judged: others are only there to be extended."""
    active = (standard for standard in rulebook.standards if standard.state is State.ACTIVE)
    return [standard for standard in active if standard.posts or standard.courses]


def _remedy(rulebook: RuleBook, requirement: Requirement) -> str:
    if not closable(requirement.if_unmet):
        return ""
    course = remedy_of(requirement, rulebook.vocabulary)
    return course.id if course is not None else ""


def _may_read(trial: Trial, purpose: str) -> bool:
    """Whether disciplines that windows of *purpose* cover may count in *trial*."""
    return any(trial.record.histories.values()) and any(
        node.context.purpose == purpose for node in trial.instance.nodes
    )


def _outcome(trial: Trial) -> str:
    outcomes = trial.judgement.outcomes or frozenset()
    return next(iter(outcomes)) if len(outcomes) == 1 else trial.instance.policy.undecided
