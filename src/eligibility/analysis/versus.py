"""Two versions of a standard: what changes for whom, proved over every record that there can be.

Both are judged at the same reviews. What neither changes, and what shares no data with what is changed,
is first taken to come out in any way; where even so no outcome changes, none does. Outcomes that may
change are then looked for in some records, and in all of them where that does not settle it.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import attrs

from eligibility.analysis.bounds import BEYOND
from eligibility.analysis.demands import Demand, Stage, demand, reads_of
from eligibility.analysis.fixing import dated
from eligibility.analysis.folding import State, Way, fold, groups
from eligibility.analysis.likeness import plain
from eligibility.analysis.outcomes import Judging, weighs
from eligibility.analysis.raising import asked_of
from eligibility.compile.instances import make_instance
from eligibility.compile.occasions import TRAINING, Occasion
from eligibility.compile.policies import policy_table
from eligibility.model.condition import Rows
from eligibility.model.context import Context, NoSuchMoment
from eligibility.model.plan import Instance, Node, NodeKind
from eligibility.model.record import Value
from eligibility.model.slots import conditions_of, terms_of
from eligibility.model.standard import Outcome, Period, Requirement, RuleBook, Standard
from eligibility.model.vocabulary import Term


class Direction(StrEnum):
    """Which way an outcome changes."""

    TIGHTER = "tighter"
    LOOSER = "looser"
    OTHER = "other"
    """To an outcome of the same rank."""


@attrs.frozen(eq=False)
class Turn:
    """Somebody whose outcome changes, by *requirements* that come out otherwise."""

    purpose: str
    before: str
    after: str
    direction: Direction
    requirements: tuple[str, ...]
    example: Mapping[str, str]


@attrs.frozen(eq=False)
class Side:
    """A standard in its rule book."""

    rulebook: RuleBook
    standard: Standard


@attrs.frozen(eq=False)
class Both:
    """Two versions judged at one review.

    *things* are the demands of either, those that both share once: which node each is on either side.
    The things *loose* come out in any way; what they read is not looked at.
    """

    old: Judging
    new: Judging
    things: tuple[tuple[Demand, int | None, int | None], ...]
    loose: frozenset[int] = frozenset()

    def outcomes(self) -> dict[tuple[Outcome, Outcome], State]:
        """What records come to before and after, where it changes by as few requirements as may be.

        Raises:
            eligibility.analysis.folding.TooManyStates: there are too many ways.

        """
        things = [list(self.ways(number)) for number in range(len(self.things))]
        found: dict[tuple[Outcome, Outcome], State] = {}
        costs: dict[tuple[Outcome, Outcome], int] = {}
        for (old, new), state in fold(things, sides=2).items():
            before, after = self.old.outcome(old), self.new.outcome(new)
            if before == after:
                found.setdefault((before, after), state)
                continue
            cost = len(self.responsible(state))
            if cost < costs.get((before, after), cost + 1):
                found[before, after], costs[before, after] = state, cost
        return found

    def ways(self, number: int) -> Iterator[Way]:
        """What the old and the new rules may say of one of the things, and of whom."""
        one, here, there = self.things[number]
        for path in one.table.paths:
            masks = {} if number in self.loose else self.old.scene.space.masks(one.tests(path))
            if masks is not None:
                verdict = one.verdict(path)
                old = self.old.marks(here, verdict) if here is not None else frozenset()
                new = self.new.marks(there, verdict) if there is not None else frozenset()
                yield Way(masks, (old, new), path)

    def responsible(self, state: State) -> tuple[str, ...]:
        """The requirements and facts that come out otherwise."""
        sides: tuple[dict[str, object], dict[str, object]] = ({}, {})
        for (one, here, there), path in zip(self.things, state.names, strict=True):
            verdict = one.verdict(path)
            for side, judged, node in ((sides[0], self.old, here), (sides[1], self.new, there)):
                if node is not None and (marks := judged.marks(node, verdict)):
                    side[judged.nodes[node].name] = marks
        names = dict.fromkeys((*sides[0], *sides[1]))
        return tuple(name for name in names if sides[0].get(name) != sides[1].get(name))

    def example(self, state: State) -> dict[str, str]:
        """The record, told by what its outcomes rest on: first what comes out otherwise."""
        names = self.responsible(state)
        taken = list(zip(self.things, state.names, strict=True))
        taken.sort(key=lambda item: self._name(item[0]) not in names)
        terms = [term for (one, _, _), path in taken for term in one.read(path)]
        return self.old.scene.example(self.old.scene.space.person(state.masks), terms)

    def _name(self, thing: tuple[Demand, int | None, int | None]) -> str:
        _, here, there = thing
        return self.old.nodes[here].name if here is not None else self.new.nodes[there or 0].name


def turns(stage: Stage, old: Side, new: Side, period: Period) -> tuple[list[Turn], list[Direction]]:
    """The outcomes that change from *old* to *new* while both are in force, and ways that are not proved.

    *stage* is that of the new rule book.
    """
    found: dict[tuple[str, str, str], Turn] = {}
    unproven: dict[Direction, None] = {}
    looked = 0
    for occasion, known in _reviews(stage, old, new, period):
        purpose = occasion.policy.purpose
        seen: dict[tuple[Outcome, Outcome], State] = {}
        wanted: set[tuple[Outcome, Outcome]] | None = None
        try:
            pair = pair_of(old, new, occasion)
            looked += 1
            if pair is None:
                continue
            wanted = {turn for turn in pair.on(stage, known, near=True).outcomes() if turn[0] != turn[1]}
            if all((purpose, before.code, after.code) in found for before, after in wanted):
                continue
            both = pair.on(stage, known, whole=False)
            seen = both.outcomes()
            if wanted - set(seen):
                both = pair.on(stage, known)
                seen = both.outcomes()
        except NoSuchMoment:
            continue
        except BEYOND:
            unseen = {_direction(*turn) for turn in (wanted or set()) - set(seen)}
            unproven |= dict.fromkeys(Direction if wanted is None else unseen)
        for (before, after), state in seen.items():
            key = (purpose, before.code, after.code)
            if before != after:
                turn = Turn(*key, _direction(before, after), both.responsible(state), both.example(state))
                if key not in found or _size(turn) < _size(found[key]):
                    found[key] = turn
    return list(found.values()), list(unproven) if looked else list(Direction)


def _size(turn: Turn) -> tuple[int, int, str]:
    return len(turn.requirements), len(turn.example), str(turn.example)


def _direction(before: Outcome, after: Outcome) -> Direction:
    if after.rank == before.rank:
        return Direction.OTHER
    return Direction.TIGHTER if after.rank < before.rank else Direction.LOOSER


def _reviews(
    stage: Stage, old: Side, new: Side, period: Period
) -> Iterator[tuple[Occasion, Mapping[str, Value]]]:
    """The reviews at which the two may differ."""
    standard = attrs.evolve(new.standard, in_force=period)
    asked = dict.fromkeys((*old.standard.requirements, *new.standard.requirements))
    for side in (old, new):
        asked |= dict.fromkeys(requirement for requirement, _ in asked_of(side.rulebook, side.standard))
    for occasion in stage.reviews.of(standard, tuple(asked), due=True, apart=True):
        if (occasion.policy.purpose == TRAINING) is bool(standard.courses):
            for known in stage.known(standard, tuple(asked)):
                yield occasion, known


@attrs.frozen(eq=False)
class Pair:
    """The two instances at one review, with the demands of both; *changed* are those that one side lacks."""

    occasion: Occasion
    sides: tuple[tuple[Instance, tuple[Node, ...]], tuple[Instance, tuple[Node, ...]]]
    things: tuple[tuple[Demand, int | None, int | None], ...]

    @property
    def changed(self) -> set[int]:
        """The things that only one side has."""
        return {n for n, (_, here, there) in enumerate(self.things) if here is None or there is None}

    def on(self, stage: Stage, known: Mapping[str, Value], *, near: bool = False, whole: bool = True) -> Both:
        """The two over all that a record can be, over some of it, or over what is *near* to what changed.

        Raises:
            eligibility.compile.cells.TooManyCompletions: a block of data is too large.

        """
        demands = tuple(one for one, _, _ in self.things)
        loose = _untied(demands, self.changed) if near else frozenset[int]()
        tied = tuple(one for number, one in enumerate(demands) if number not in loose)
        scene = stage.scene(tied, self.occasion, known, whole=whole)
        judged = []
        for side, (instance, nodes) in enumerate(self.sides):
            places = {thing[side + 1]: thing[0] for thing in self.things}
            mine = tuple(places[number] for number in range(len(nodes)))
            judged.append(Judging(instance, nodes, mine, scene, policy_table(instance.policy), frozenset()))
        return Both(judged[0], judged[1], self.things, loose)


def pair_of(old: Side, new: Side, occasion: Occasion) -> Pair | None:
    """The two at one review; None where nothing that counts is different.

    Raises:
        eligibility.model.context.NoSuchMoment: a moment has no date there.
        eligibility.compile.tables.TableTooLarge: a requirement is too large.

    """
    here = _instance(old, occasion)
    there = make_instance(new.rulebook, new.standard, occasion.policy, occasion.as_of, occasion.term)
    sides = []
    things: dict[object, list[int | None]] = {}
    demands: dict[object, Demand] = {}
    for side, instance in enumerate((here, there)):
        table = policy_table(instance.policy)
        nodes = tuple(node for node in instance.nodes if weighs(node, instance, table))
        for number, node in enumerate(nodes):
            requirement = plain(dated(node.requirement, node.context))
            context = _context(node, there.context)
            key = _key(node, requirement, context)
            demands.setdefault(key, demand(requirement, context))
            things.setdefault(key, [None, None])[side] = number
        sides.append((instance, nodes))
    listed = tuple((demands[key], before, after) for key, (before, after) in things.items())
    pair = Pair(occasion, (sides[0], sides[1]), listed)
    same = here.policy == there.policy and here.remedies == there.remedies
    return None if same and not pair.changed else pair


def _instance(side: Side, occasion: Occasion) -> Instance:
    """The old standard at the same review, under its own policy and calendar.

    Raises:
        NoSuchMoment: a moment has no date there, or no policy is in force.

    """
    policy = side.rulebook.policy(occasion.policy.purpose, occasion.as_of)
    if policy is None:
        raise NoSuchMoment("policy")
    return make_instance(
        side.rulebook, side.standard, policy, occasion.as_of, _term(side.rulebook, occasion.term)
    )


def _term(rulebook: RuleBook, term: Term | None) -> Term | None:
    """The same term in another calendar."""
    if term is None:
        return None
    named = (term.term, term.kind, term.level)
    same = (t for t in rulebook.vocabulary.terms if (t.term, t.kind, t.level) == named)
    return next(same, term)


def _context(node: Node, context: Context) -> Context:
    return attrs.evolve(context, purpose=node.context.purpose, windows_at=node.context.windows_at)


def _key(node: Node, requirement: Requirement, context: Context) -> object:
    """What makes two nodes the same for every record and both policies."""
    rows = any(isinstance(term, Rows) for term in terms_of(requirement))
    return (
        node.kind,
        node.course,
        requirement.id if node.kind is NodeKind.FACT else requirement.if_unmet,
        node.requirement.id,
        conditions_of(requirement),
        len(requirement.relaxed),
        requirement.when is not None,
        requirement.needed_at,
        tuple(later.by for later in requirement.later),
        (context.purpose, context.windows_at) if rows else None,
    )


def _untied(demands: Sequence[Demand], changed: set[int]) -> frozenset[int]:
    """The demands that share no data with those *changed*, directly or through each other."""
    reads = {
        number: reads_of(one.requirement, one.context.vocabulary, one.context.closed_year)
        for number, one in enumerate(demands)
    }
    return frozenset(n for group in groups(reads) if not changed & set(group) for n in group)
