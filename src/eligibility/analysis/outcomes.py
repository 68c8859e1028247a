"""A standard under a policy at one review: what everything in it comes to together, for every record."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from eligibility.analysis.demands import Demand, Scene, Stage, demand, reads_of
from eligibility.analysis.folding import Way, groups
from eligibility.compile.instances import make_instance
from eligibility.compile.lifting import mark_of
from eligibility.compile.occasions import Occasion
from eligibility.compile.policies import conclude_policy, inputs_of, policy_table, read_marks
from eligibility.model.finding import EntryMark, FactMark, GapMark, Marks, Verdict
from eligibility.model.plan import DecisionPath, Instance, Node, NodeKind, PolicyTable
from eligibility.model.record import Value
from eligibility.model.slots import Term
from eligibility.model.standard import Named, Outcome, Standard
from eligibility.model.vocabulary import Vocabulary

NOTHING: Marks = frozenset()


@attrs.frozen(eq=False)
class Judging:
    """*instance* at one review: its nodes as demands that share a space, and its policy.

    What the nodes *loose* read is not looked at: they are taken to come out in any of their ways, whether
    some record takes it or not.
    """

    instance: Instance
    nodes: tuple[Node, ...]
    demands: tuple[Demand, ...]
    scene: Scene
    policy: PolicyTable
    loose: frozenset[int]
    _outcomes: dict[frozenset[Hashable], Outcome] = attrs.field(factory=dict)
    _marks: dict[tuple[int, Verdict], Marks] = attrs.field(factory=dict)
    _concluded: dict[tuple[bool, ...], Outcome] = attrs.field(factory=dict)

    def paths(self, number: int) -> Iterator[tuple[DecisionPath, Mapping[int, int], Marks]]:
        """The paths of a node that some record takes: their cells, and what the policy sees of them."""
        one = self.demands[number]
        for path in one.table.paths:
            masks = {} if number in self.loose else self.scene.space.masks(one.tests(path))
            if masks is not None:
                yield path, masks, self.marks(number, one.verdict(path))

    def ways(self, number: int) -> list[Way]:
        """The same as ways, on one side."""
        return [Way(masks, (marks,), path) for path, masks, marks in self.paths(number)]

    def marks(self, number: int, verdict: Verdict) -> Marks:
        """What the outcome may depend on of *verdict*; what the policy cannot tell apart is the same."""
        found = self._marks.get((number, verdict))
        if found is None:
            found = self._marks[number, verdict] = self._marked(number, verdict)
        return found

    def _marked(self, number: int, verdict: Verdict) -> Marks:
        instance = self.instance
        mark = mark_of(self.nodes[number], verdict)
        match mark:
            case EntryMark(course, effect):
                bars = sorted(instance.bars_entry)
                return frozenset((EntryMark(course, bars[0]),)) if effect in bars else NOTHING
            case GapMark(requirement, effect, due) if requirement not in instance.remedies:
                if not instance.policy.reads(effect):
                    return NOTHING
                review = instance.context.as_of
                return frozenset((GapMark("", effect, date.max if due > review else review),))
            case FactMark(name):
                return frozenset((mark,)) if Named(name) in self.policy.inputs else NOTHING
            case None:
                return NOTHING
            case _:
                return frozenset((mark,))

    def outcome(self, marks: frozenset[Hashable]) -> Outcome:
        """The outcome of a record that leaves *marks*."""
        found = self._outcomes.get(marks)
        if found is None:
            reading = read_marks(marks, self.instance)  # type: ignore[arg-type]
            held = inputs_of(self.policy, reading)
            found = self._concluded.get(held)
            if found is None:
                found = self.instance.policy.outcome(conclude_policy(self.policy, held))
                self._concluded[held] = found
            self._outcomes[marks] = found
        return found

    def terms(self, paths: Sequence[DecisionPath]) -> list[Term]:
        """What *paths*, one a node, look at."""
        return [term for one, path in zip(self.demands, paths, strict=True) for term in one.read(path)]


def judging(
    stage: Stage, standard: Standard, occasion: Occasion, known: Mapping[str, Value], near: str = ""
) -> Judging:
    """*standard* at the review *occasion*; where *near* is a slot, only what is tied to it is looked at.

    Raises:
        eligibility.model.context.NoSuchMoment: a moment that it names has no date there.
        eligibility.compile.cells.TooManyCompletions: a block of data is too large.
        eligibility.compile.tables.TableTooLarge: a requirement or the policy is too large.

    """
    policy = occasion.policy
    instance = make_instance(stage.rulebook, standard, policy, occasion.as_of, occasion.term)
    table = policy_table(policy)
    nodes = tuple(node for node in instance.nodes if weighs(node, instance, table))
    demands = tuple(demand(node.requirement, node.context) for node in nodes)
    tied = _tied(nodes, near, stage.rulebook.vocabulary) if near else range(len(nodes))
    scene = stage.scene(tuple(demands[number] for number in tied), occasion, known)
    loose = frozenset(range(len(nodes))) - frozenset(tied)
    return Judging(instance, nodes, demands, scene, table, loose)


def _tied(nodes: Sequence[Node], slot: str, vocabulary: Vocabulary) -> list[int]:
    """The nodes that share data with what reads *slot*, directly or through each other."""
    reads = {
        number: reads_of(node.requirement, vocabulary, node.context.closed_year)
        for number, node in enumerate(nodes)
    }
    return [n for group in groups(reads) if any(slot in reads[m] for m in group) for n in group]


def weighs(node: Node, instance: Instance, table: PolicyTable) -> bool:
    """Whether the outcome can depend on *node*."""
    match node.kind:
        case NodeKind.FACT:
            return Named(node.requirement.id) in table.inputs
        case NodeKind.ENTRY:
            return node.requirement.if_unmet in instance.bars_entry
        case NodeKind.REQUIREMENT:
            closed = node.requirement.id in instance.remedies
            return closed or instance.policy.reads(node.requirement.if_unmet)
