"""One requirement on its own: the ways in which it comes out, and which of them some record takes.

Requirements are looked at as if their texts were checked and nobody were let off: what follows then is
so whatever an office confirms or waives. Nothing of the rules is changed by it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar, cast

import attrs

from eligibility.analysis.bounds import BEYOND
from eligibility.analysis.folding import Way
from eligibility.analysis.likeness import Likeness, plain
from eligibility.analysis.reviews import Reviews, known_of
from eligibility.analysis.space import Key, Space, Spaces, key_of
from eligibility.compile.instances import moments_of
from eligibility.compile.occasions import Occasion
from eligibility.compile.tables import rule_table
from eligibility.compile.truths import Complete
from eligibility.compile.witness import told
from eligibility.model.condition import AllOf, AnyOf, Condition, NoneOf, Rows
from eligibility.model.context import Context
from eligibility.model.finding import Verdict
from eligibility.model.limits import MAX_RULES
from eligibility.model.plan import DecisionPath, RuleTable
from eligibility.model.record import Value
from eligibility.model.slots import Term, slots_of, terms_of
from eligibility.model.standard import Requirement, RuleBook, Standard
from eligibility.model.truth import Status
from eligibility.model.vocabulary import Kind, Vocabulary

SAMPLE = 60
"""Completions of each block that are tried before all of them are written out."""

Answer = TypeVar("Answer")

Example = Mapping[str, str]
"""A record told in short: field to value."""


def reads_of(requirement: Requirement, vocabulary: Vocabulary, closed_year: int = 0) -> frozenset[str]:
    """The data that *requirement* reads, and what constraints tie to it."""
    found = {slot for term in terms_of(requirement, flags=False) for slot in slots_of(term, closed_year)}
    for _ in vocabulary.constraints:
        for constraint in vocabulary.constraints:
            ends = {constraint.earlier, constraint.later}
            found |= ends if found & ends else set()
    return frozenset(found)


@attrs.frozen(eq=False)
class Demand:
    """A requirement in one context, as the paths by which it comes out."""

    requirement: Requirement
    context: Context
    table: RuleTable

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Its terms, as a space knows them."""
        return tuple(key_of(term, self.context) for term in self.table.terms)

    @property
    def terms(self) -> Iterator[tuple[Term, Context]]:
        """Its terms with their context."""
        return ((term, self.context) for term in self.table.terms)

    def tests(self, path: DecisionPath) -> list[tuple[Key, bool]]:
        """The truths that *path* asks for."""
        return [(self.keys[term], true) for term, true in path.tests]

    def verdict(self, path: DecisionPath) -> Verdict:
        """What *path* comes to."""
        return self.table.verdicts[path.verdict]

    def read(self, path: DecisionPath) -> tuple[Term, ...]:
        """The terms that *path* looks at."""
        return tuple(self.table.terms[term] for term, _ in path.tests)

    def ways(self, space: Space) -> list[Way]:
        """The paths that some record takes, each as a way; its name is the path."""
        found = []
        for path in self.table.paths:
            masks = space.masks(self.tests(path))
            if masks is not None:
                found.append(Way(masks, name=path))
        return found


def demand(requirement: Requirement, context: Context) -> Demand:
    """*requirement* in *context*.

    Raises:
        eligibility.compile.tables.TableTooLarge: it has too many paths.
        eligibility.model.context.NoSuchMoment: a moment has no date there.

    """
    one = plain(requirement)
    return Demand(one, context, rule_table(one, context, MAX_RULES))


@attrs.frozen(eq=False)
class Scene:
    """Requirements of one standard at one review, with everything that a record can be for them.

    *whole* is false where only some of what a record can be was looked at.
    """

    occasion: Occasion
    demands: tuple[Demand, ...]
    space: Space
    known: Mapping[str, Value]
    whole: bool = True

    def example(self, person: Complete, terms: Iterable[Term], *, due: bool = False) -> dict[str, str]:
        """*person* told by all that *terms* read, with the days that it is so on."""
        read = tuple(dict.fromkeys(terms))
        vocabulary = self.demands[0].context.vocabulary
        year = self.demands[0].context.closed_year
        found = told(read, person, year)
        fields = [vocabulary.field_at(slot) for term in read for slot in slots_of(term, year)]
        dated = any(field is not None and field.kind is Kind.DATE for field in fields)
        if dated or due or any(isinstance(term, Rows) for term in read):
            used = [moment for one in self.demands for moment in moments_of(one.requirement)]
            names = dict.fromkeys(moment.name for moment in used if moment.name)
            days = {name: self.occasion.moments[name] for name in names if name in self.occasion.moments}
            found |= {n: day.isoformat() for n, day in days.items() if day != self.occasion.as_of}
            found["review_date"] = self.occasion.as_of.isoformat()
        return found


@attrs.frozen
class Seen:
    """What became of one requirement over all reviews, each with the record that is told most shortly.

    *statuses* has an example for each status that is reached, *never* a review at which it is never
    met; *relaxed* and *later* are the numbers of relaxations and of grace that somebody gets by.
    """

    statuses: Mapping[Status, Example] = attrs.field(hash=False)
    never: Example | None = attrs.field(hash=False)
    met_somewhere: bool
    relaxed: frozenset[int]
    later: frozenset[int]


class Stage:
    """The scenes of a rule book, each made once."""

    def __init__(self, rulebook: RuleBook) -> None:
        self.rulebook = rulebook
        self.alike = Likeness()
        self.reviews = Reviews(rulebook, self.alike)
        self._spaces = Spaces()
        self._samples = Spaces(SAMPLE)
        self._known: dict[object, object] = {}
        self._reads: dict[int, frozenset[str]] = {}

    def scenes(
        self,
        standard: Standard,
        requirements: Sequence[Requirement],
        *,
        due: bool = False,
        whole: bool = True,
        apart: bool = False,
    ) -> Iterator[Scene]:
        """*requirements* of *standard* at every review at which they may come out differently.

        Raises:
            eligibility.compile.cells.TooManyCompletions: a block of data is too large.
            eligibility.compile.tables.TableTooLarge: a requirement has too many paths.
            eligibility.analysis.reviews.TooManyReviews: there are too many days to look at.

        """
        for known in self.known(standard, requirements):
            for occasion in self.reviews.of(standard, requirements, due=due, apart=apart):
                context = occasion.context(self.rulebook.vocabulary, standard.windows_at)
                demands = tuple(demand(requirement, context) for requirement in requirements)
                yield self.scene(demands, occasion, known, whole=whole)

    def known(
        self, standard: Standard, requirements: Sequence[Requirement]
    ) -> tuple[Mapping[str, Value], ...]:
        """What may be known of the target, as *requirements* read it."""
        slots = frozenset[str]().union(*map(self.reads, requirements))
        return known_of(self.rulebook, standard, slots)

    def reads(self, requirement: Requirement) -> frozenset[str]:
        """The data that *requirement* reads, and what constraints tie to it; years are those of day 0."""
        number = self.alike.of(requirement)
        found = self._reads.get(number)
        if found is None:
            found = self._reads[number] = reads_of(requirement, self.rulebook.vocabulary)
        return found

    def scene(
        self,
        demands: tuple[Demand, ...],
        occasion: Occasion,
        known: Mapping[str, Value],
        *,
        whole: bool = True,
    ) -> Scene:
        """*demands* at one review, with everything that a record can be, or (not *whole*) some of it."""
        space = self.space((pair for one in demands for pair in one.terms), known, whole=whole)
        return Scene(occasion, demands, space, known, whole)

    def space(
        self, terms: Iterable[tuple[Term, Context]], known: Mapping[str, Value], *, whole: bool = True
    ) -> Space:
        """All that a record can be for *terms*, or (not *whole*) some of it."""
        return (self._spaces if whole else self._samples).space(terms, known)

    def completed(self, scene: Scene) -> Scene:
        """*scene* with everything that a record can be."""
        return scene if scene.whole else self.scene(scene.demands, scene.occasion, scene.known)

    def seen(self, standard: Standard, requirement: Requirement) -> Seen:
        """What became of *requirement* over all reviews.

        Raises:
            eligibility.compile.cells.TooManyCompletions: a block of data is too large.
            eligibility.compile.tables.TableTooLarge: the requirement has too many paths.
            eligibility.analysis.reviews.TooManyReviews: there are too many days to look at.

        """
        return self.once(
            ("seen", self.likeness(standard, requirement)),
            lambda: look(self.scenes(standard, (requirement,), due=bool(requirement.later))),
        )

    def once(self, key: object, find: Callable[[], Answer]) -> Answer:
        """What *find* finds, or the bound that it meets, found once for each *key*.

        Raises:
            eligibility.analysis.bounds.BEYOND: a bound was met.

        """
        if key not in self._known:
            try:
                self._known[key] = find()
            except BEYOND as beyond:
                self._known[key] = beyond.with_traceback(None)
        found = self._known[key]
        if isinstance(found, BEYOND):
            raise found
        return cast("Answer", found)

    def likeness(
        self, standard: Standard, *requirements: Requirement, due: bool | None = None, apart: bool = False
    ) -> object:
        """The same for requirements of which the same is so in all reviews: by policy, where *apart*.

        Their due days count where *due*; if that is not said, where one has grace.
        """
        if due is None:
            due = any(requirement.later for requirement in requirements)
        slots = frozenset[str]().union(*map(self.reads, requirements))
        return (
            tuple(map(self.alike.of, requirements)),
            self.reviews.of(standard, requirements, due=due, apart=apart),
            tuple(
                tuple((slot, value) for slot, value in known.items() if slot in slots)
                for known in known_of(self.rulebook, standard, slots)
            ),
            standard.windows_at,
        )


def look(scenes: Iterable[Scene]) -> Seen:
    """What became of the one demand of each of *scenes*."""
    statuses: dict[Status, dict[str, str]] = {}
    relaxed: set[int] = set()
    later: set[int] = set()
    never: dict[str, str] | None = None
    somewhere = False
    for scene in scenes:
        (one,) = scene.demands
        met = False
        example: dict[str, str] | None = None
        for way in one.ways(scene.space):
            path = way.name
            verdict = one.verdict(path)
            if verdict.relaxed >= 0:
                relaxed.add(verdict.relaxed)
            if verdict.status is Status.UNMET:
                later |= _grace(one, path)
            met = met or verdict.status is Status.MET
            shown = scene.example(scene.space.person(way.masks, way.masks), one.read(path))
            if verdict.status not in statuses or _shorter(shown, statuses[verdict.status]):
                statuses[verdict.status] = shown
            if verdict.status is Status.UNMET and (example is None or _shorter(shown, example)):
                example = shown
        somewhere = somewhere or met
        if not met and example is not None and (never is None or _shorter(example, never)):
            never = example
    return Seen(statuses, never, somewhere, frozenset(relaxed), frozenset(later))


def _shorter(one: Example, other: Example) -> bool:
    return (len(one), str(one)) < (len(other), str(other))


def _grace(one: Demand, path: DecisionPath) -> set[int]:
    """The numbers of the grace that moves the due day of those who take *path* beyond the review.

    Of several that give the same day the first counts.
    """
    requirement, context = one.requirement, one.context
    truths = {one.table.terms[term]: true for term, true in path.tests}
    found: set[int] = set()
    due = max(context.day(requirement.needed_at), context.as_of)
    for number, later in enumerate(requirement.later):
        if context.day(later.by) > due and _holds(later.when, truths):
            found, due = {number}, context.day(later.by)
    return found


def _holds(condition: Condition, truths: Mapping[Term, bool]) -> bool:
    """Whether *condition* is true; terms that the path did not have to ask change nothing."""
    match condition:
        case AllOf(items):
            return all(_holds(item, truths) for item in items)
        case AnyOf(items):
            return any(_holds(item, truths) for item in items)
        case NoneOf(items):
            return not any(_holds(item, truths) for item in items)
        case _:
            return truths.get(condition, False)
