"""Whether a changed rule says the same of everybody; else people of whom it says something else.

What is looked at is what `eligibility check` and `eligibility diff` look at: every record that there can be,
on every day of review that can matter, as if all texts were checked and nobody were let off. Two rules are
the same where nobody gets another status, due day, relaxation, outcome or course by one than by the other.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping

import attrs

from eligibility.analysis.bounds import BEYOND
from eligibility.analysis.demands import Demand, Scene, Stage, demand
from eligibility.analysis.folding import State, Way, fold
from eligibility.analysis.outcomes import Judging
from eligibility.analysis.raising import asked_of
from eligibility.analysis.versus import Both, Pair, Side, pair_of
from eligibility.compile.occasions import TRAINING, Occasion
from eligibility.compile.policies import read_marks
from eligibility.compile.truths import Complete
from eligibility.model.context import NoSuchMoment
from eligibility.model.finding import Verdict
from eligibility.model.record import Value
from eligibility.model.slots import Term, slots_of
from eligibility.model.standard import Requirement, RuleBook, Standard


class Undecided(Exception):
    """There is too much to look at: nothing is proved."""


@attrs.frozen(eq=False)
class Witness:
    """A person of whom two rules say something else, in a review on *occasion* by *standard*.

    *known* is what the post that is aimed at is known by; *person* holds all that was looked at.
    """

    occasion: Occasion
    standard: Standard
    known: Mapping[str, Value]
    person: Complete


class Prover:
    """Compares rules of one rule book with changed ones; what is enumerated once is kept."""

    def __init__(self, rulebook: RuleBook) -> None:
        self._rulebook = rulebook
        self.stage = Stage(rulebook)

    def apart(self, standard: Standard, old: Requirement, new: Requirement) -> Iterator[Witness]:
        """People for whom *old* and *new* come out otherwise, one for each way; none where there are none.

        Raises:
            Undecided: there is too much to look at.

        """
        pair = (attrs.evolve(old, id="old"), attrs.evolve(new, id="new"))
        try:
            for known in self.stage.known(standard, pair):
                for occasion in self._occasions(standard, pair):
                    yield from self._differing(standard, pair, occasion, known)
        except BEYOND as beyond:
            raise Undecided from beyond

    def _occasions(self, standard: Standard, asked: Iterable[Requirement]) -> Iterator[Occasion]:
        for occasion in self.stage.reviews.of(standard, tuple(asked), due=True, apart=True):
            if (occasion.policy.purpose == TRAINING) is bool(standard.courses):
                yield occasion

    def _differing(
        self,
        standard: Standard,
        pair: tuple[Requirement, Requirement],
        occasion: Occasion,
        known: Mapping[str, Value],
    ) -> Iterator[Witness]:
        context = occasion.context(self._rulebook.vocabulary, standard.windows_at)
        try:
            demands = tuple(demand(requirement, context) for requirement in pair)
        except NoSuchMoment:
            return
        for whole in (False, True):
            scene = self.stage.scene(demands, occasion, known, whole=whole)
            found = list(_unlike(scene))
            for state in found:
                read = [t for one, path in zip(demands, state.names, strict=True) for t in one.read(path)]
                person = _only(scene.space.person(state.masks), read, context.closed_year)
                yield Witness(occasion, standard, known, person)
            if found:
                return

    def outcomes(self, new: RuleBook, standard: Standard, changed: Standard) -> Iterator[Witness]:
        """People who come to another outcome, or to other courses, by *changed* in the rule book *new*.

        Raises:
            Undecided: there is too much to look at.

        """
        sides = Side(self._rulebook, standard), Side(new, changed)
        asked = dict.fromkeys((*standard.requirements, *changed.requirements))
        for side in sides:
            asked |= dict.fromkeys(r for r, _ in asked_of(side.rulebook, side.standard))
        try:
            for known in self.stage.known(standard, tuple(asked)):
                for occasion in self._occasions(standard, asked):
                    try:
                        pair = pair_of(*sides, occasion)
                    except NoSuchMoment:
                        continue
                    if pair is not None:
                        yield from self._turned(pair, standard, known)
        except BEYOND as beyond:
            raise Undecided from beyond

    def sampled(self, new: RuleBook, standard: Standard) -> Iterator[Witness]:
        """People who come to another outcome of *standard* by the policies of *new*; not all are looked at.

        Raises:
            Undecided: there is too much to look at.

        """
        stage = Stage(new)
        asked = tuple(dict.fromkeys(r for r, _ in asked_of(new, standard)))
        sides = Side(self._rulebook, standard), Side(new, standard)
        try:
            for known in stage.known(standard, asked):
                for occasion in stage.reviews.of(standard, asked, due=True, apart=True):
                    if self._rulebook.policy(occasion.policy.purpose, occasion.as_of) == occasion.policy:
                        continue
                    try:
                        pair = pair_of(*sides, occasion)
                    except NoSuchMoment:
                        continue
                    if pair is not None:
                        both = pair.on(stage, known, whole=False)
                        yield from (
                            self._witness(both, pair, state, standard, known) for state in _moved(both)
                        )
        except BEYOND as beyond:
            raise Undecided from beyond

    def _witness(
        self, both: Both, pair: Pair, state: State, standard: Standard, known: Mapping[str, Value]
    ) -> Witness:
        taken = zip(both.things, state.names, strict=True)
        read = [term for (one, _, _), path in taken for term in one.read(path)]
        year = both.old.instance.context.closed_year
        person = _only(both.old.scene.space.person(state.masks), read, year)
        return Witness(pair.occasion, standard, known, person)

    def _turned(self, pair: Pair, standard: Standard, known: Mapping[str, Value]) -> Iterator[Witness]:
        if not _moved(pair.on(self.stage, known, near=True)):
            return
        for whole in (False, True):
            both = pair.on(self.stage, known, whole=whole)
            found = _moved(both)
            yield from (self._witness(both, pair, state, standard, known) for state in found)
            if found:
                return


def _unlike(scene: Scene) -> Iterator[State]:
    """Records for which the two demands of *scene* come out otherwise: first those with another status."""
    things = [_told(one, side, scene) for side, one in enumerate(scene.demands)]
    found: list[tuple[bool, State]] = []
    for (here, there), state in fold(things, sides=2).items():
        (old,), (new,) = here, there
        if old != new:
            found.append((old[0] == new[0], state))  # type: ignore[index]
    yield from (state for _, state in sorted(found, key=lambda item: item[0]))


def _told(one: Demand, side: int, scene: Scene) -> list[Way]:
    found = []
    for way in one.ways(scene.space):
        mark = frozenset((_seen(one.verdict(way.name), one.requirement),))
        marks = (mark, frozenset[Hashable]()) if side == 0 else (frozenset[Hashable](), mark)
        found.append(Way(way.masks, marks, way.name))
    return found


def _seen(verdict: Verdict, requirement: Requirement) -> Hashable:
    """What a finding says of *verdict*."""
    relaxed = requirement.relaxed[verdict.relaxed].clause if verdict.relaxed >= 0 else ""
    return verdict.status, verdict.due, relaxed


def _moved(both: Both) -> list[State]:
    """Records that come to another outcome, or to other courses, each pair of outcomes once."""
    things = [list(both.ways(number)) for number in range(len(both.things))]
    found: dict[object, State] = {}
    for (old, new), state in fold(things, sides=2).items():
        pair = (_concluded(both.old, old), _concluded(both.new, new))
        if pair[0] != pair[1]:
            found.setdefault(pair, state)
    return list(found.values())


def _concluded(judging: Judging, marks: frozenset[Hashable]) -> object:
    outcome = judging.outcome(marks)
    courses = read_marks(marks, judging.instance).courses if outcome.trains else ()  # type: ignore[arg-type]
    return outcome.code, frozenset(courses)


def _only(person: Complete, terms: Iterable[Term], year: int) -> Complete:
    """*person* with all that *terms* read, and nothing else."""
    return {slot: person[slot] for term in terms for slot in slots_of(term, year) if slot in person}
