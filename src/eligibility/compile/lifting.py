"""From what is known to what follows: verdicts and decisions over all completions.

An engine only ever concludes complete situations; this module asks it about each that the
completions of a record reach, and keeps what they agree on.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations, product

import attrs

from eligibility.compile.cells import TooManyCompletions, reach, row_fields
from eligibility.compile.cuts import EARLIEST, LATEST, date_cuts
from eligibility.compile.policies import Reading, inputs_of, read_marks
from eligibility.model.condition import Compare, Condition, FieldValue, MonthsBetween, Rows, atoms_of
from eligibility.model.finding import Decision, EntryMark, FactMark, GapMark, Mark, Marks, Verdict
from eligibility.model.plan import Cell, CellSet, Compiled, Concluder, Node, NodeKind
from eligibility.model.record import Row, Value
from eligibility.model.slots import Term, slots_of
from eligibility.model.standard import Named
from eligibility.model.truth import Status

MAX_COMBINATIONS = 20_000
"""Combinations of cells, or of marks, that one decision may take before it is given up as undecided."""

MAX_DECISIVE = 3
"""Largest set of requirements that is tried as a reason on its own."""

NOTHING: Marks = frozenset()


class TooManyCombinations(Exception):
    """More combinations than `MAX_COMBINATIONS`."""


class LiftingSolver:
    """Answers what the bulk path asks about one instance, each distinct question once."""

    def __init__(self, compiled: Compiled, concluder: Concluder) -> None:
        self._compiled = compiled
        self._concluder = concluder
        self._verdicts: dict[tuple[int, tuple[frozenset[Cell], ...]], frozenset[Verdict]] = {}
        self._concluded: dict[tuple[int, tuple[bool, ...]], Verdict] = {}
        self._readings: dict[Marks, tuple[str, Reading]] = {}
        self._components: dict[object, frozenset[Marks]] = {}
        self._links: dict[tuple[bool, ...], list[tuple[int, ...]]] = {}
        self._options: dict[tuple[int, frozenset[Verdict]], frozenset[Marks]] = {}
        self._blocks = [compiled.blocks_of(node) for node in range(len(compiled.instance.nodes))]
        self._weighed = tuple(
            number for number, node in enumerate(compiled.instance.nodes) if weighs(node, compiled)
        )
        self._open = tuple(sorted({block for node in self._weighed for block in self._blocks[node]}))

    @property
    def compiled(self) -> Compiled:
        """The instance it answers for."""
        return self._compiled

    def cuts(self, block: int, slot: str, table: str = "") -> list[date] | None:
        """Days that separate dates which no term of *block* tells apart; None: each day is its own."""
        found = self._compiled.blocks[block]
        cuts: set[date] = set()
        for term, context in zip(found.terms, found.contexts, strict=True):
            if _meets_another_date(term, slot):
                return None
            cuts.update(date_cuts(slot, EARLIEST, LATEST, (term,), context, {}, table))
        return sorted(cuts)

    def row_fields(self, block: int, table: str) -> tuple[str, ...]:
        """The fields of the rows of *table* that *block* reads."""
        found = self._compiled.blocks[block]
        terms = (term for term in found.terms if isinstance(term, Rows) and term.table == table)
        return row_fields(table, terms, found.contexts[0])

    def reach(
        self, block: int, values: Mapping[str, Value], histories: Mapping[str, tuple[Row, ...] | None]
    ) -> CellSet:
        """The cells of *block* that these values can come to."""
        try:
            return reach(self._compiled.blocks[block], values, histories)
        except TooManyCompletions:
            return CellSet(frozenset(), exceeded=True)

    def verdicts(self, node: int, sets: Sequence[CellSet]) -> frozenset[Verdict]:
        """The verdicts that *node* can come to; *sets* are those of its blocks, in order."""
        if any(cell_set.exceeded for cell_set in sets):
            return frozenset(self._compiled.tables[node].verdicts)
        key = (node, tuple(cell_set.cells for cell_set in sets))
        found = self._verdicts.get(key)
        if found is None:
            blocks = self._blocks[node]
            found = frozenset(
                self._verdict(node, dict(zip(blocks, cells, strict=True)))
                for cells in product(*(cell_set.cells for cell_set in sets))
            )
            self._verdicts[key] = found
        return found

    def weighed(self) -> tuple[int, ...]:
        """The nodes that a decision depends on: not a demand whose effect no line of the policy reads."""
        return self._weighed

    def weighed_blocks(self) -> tuple[int, ...]:
        """The blocks that those nodes read."""
        return self._open

    def seen(self, node: int, verdicts: frozenset[Verdict]) -> frozenset[Mark | None]:
        """All of *verdicts* that a decision depends on."""
        return frozenset(mark_of(self._compiled.instance.nodes[node], verdict) for verdict in verdicts)

    def decide(self, verdicts: Sequence[frozenset[Verdict]]) -> Decision | None:
        """The decision, if the verdicts of all nodes suffice for it without looking at shared data."""
        options = [self._option(node, verdicts[node]) for node in self._weighed]
        try:
            decision = self._decision(self._fold(options), verdicts)
        except TooManyCombinations:
            return None
        return decision if len(decision.outcomes) == 1 and not decision.possible else None

    def decide_jointly(self, verdicts: Sequence[frozenset[Verdict]], sets: Sequence[CellSet]) -> Decision:
        """The decision over all completions of all blocks."""
        undecided = self._compiled.instance.policy.undecided
        if any(sets[block].exceeded for block in self._open):
            papers = (
                slot
                for block in self._open
                if not sets[block].single
                for slot in self._compiled.blocks[block].slots
            )
            return Decision(undecided, frozenset({undecided}), papers=tuple(papers), exceeded=True)
        try:
            decision = self._decision(self._joint(sets), verdicts)
            if len(decision.outcomes) == 1:
                return decision
            return attrs.evolve(decision, papers=self._papers(sets, decision.outcomes))
        except TooManyCombinations:
            papers = (slot for block in self._open for slot, _ in sets[block].fixed)
            return Decision(undecided, frozenset({undecided}), papers=tuple(papers), exceeded=True)

    def options(self, node: int, verdicts: frozenset[Verdict]) -> frozenset[Marks]:
        """What the policy may see of *node* that comes to *verdicts*; nothing, if nothing depends on it."""
        return self._option(node, verdicts) if node in self._weighed else frozenset((NOTHING,))

    def joint(self, nodes: Sequence[int], sets: Sequence[CellSet]) -> frozenset[Marks] | None:
        """What the policy may see of *nodes* together; None where there are too many completions to tell."""
        if any(sets[block].exceeded for node in nodes for block in self._blocks[node]):
            return None
        try:
            return self._fold(self._component(group, sets) for group in self._link(sets, nodes))
        except TooManyCombinations:
            return None

    # --- one completion ---------------------------------------------------------------------

    def _verdict(self, node: int, cells: Mapping[int, Cell]) -> Verdict:
        truths = tuple(cells[block][position] for block, position in self._compiled.reads[node])
        found = self._concluded.get((node, truths))
        if found is None:
            found = self._concluder.verdict(self._compiled, node, truths)
            self._concluded[node, truths] = found
        return found

    def _option(self, node: int, verdicts: frozenset[Verdict]) -> frozenset[Marks]:
        """What the policy may see of a node that comes to *verdicts*."""
        key = (node, verdicts)
        found = self._options.get(key)
        if found is None:
            made = self._compiled.instance.nodes[node]
            found = self._options[key] = frozenset(self._marks(made, verdict) for verdict in verdicts)
        return found

    def _marks(self, node: Node, verdict: Verdict) -> Marks:
        """What the policy sees of *verdict*; demands that no course closes are told apart by effect only."""
        mark = mark_of(node, verdict)
        if isinstance(mark, GapMark) and mark.requirement not in self._compiled.instance.remedies:
            review = self._compiled.instance.context.as_of
            mark = GapMark("", mark.effect, date.max if mark.due > review else review)
        return frozenset((mark,)) if mark is not None else NOTHING

    def _read(self, marks: Marks) -> tuple[str, Reading]:
        found = self._readings.get(marks)
        if found is None:
            reading = read_marks(marks, self._compiled.instance)
            table = self._compiled.policy
            found = self._concluder.outcome(self._compiled, inputs_of(table, reading)), reading
            self._readings[marks] = found
        return found

    # --- all completions --------------------------------------------------------------------

    def _fold(self, options: Iterable[frozenset[Marks]]) -> frozenset[Marks]:
        whole: set[Marks] = {NOTHING}
        for option in options:
            if len(option) == 1:
                (only,) = option
                whole = {marks | only for marks in whole} if only else whole
                continue
            if len(whole) * len(option) > MAX_COMBINATIONS:
                raise TooManyCombinations
            whole = {marks | more for marks in whole for more in option}
        return frozenset(whole)

    def _joint(self, sets: Sequence[CellSet]) -> frozenset[Marks]:
        """The marks of all completions; nodes that share open data are completed together."""
        return self._fold(self._component(nodes, sets) for nodes in self._connected(sets))

    def _connected(self, sets: Sequence[CellSet]) -> list[tuple[int, ...]]:
        key = tuple(cell_set.single for cell_set in sets)
        found = self._links.get(key)
        if found is None:
            found = self._links[key] = self._link(sets, self._weighed)
        return found

    def _link(self, sets: Sequence[CellSet], nodes: Sequence[int]) -> list[tuple[int, ...]]:
        groups: list[tuple[set[int], list[int]]] = []
        for node in nodes:
            open_blocks = {b for b in self._blocks[node] if not sets[b].single}
            touching = [group for group in groups if group[0] & open_blocks]
            merged = (
                open_blocks.union(*(g[0] for g in touching)),
                [n for g in touching for n in g[1]] + [node],
            )
            groups = [group for group in groups if group not in touching] + [merged]
        return [tuple(nodes) for _, nodes in groups]

    def _component(self, nodes: tuple[int, ...], sets: Sequence[CellSet]) -> frozenset[Marks]:
        blocks = tuple(dict.fromkeys(block for node in nodes for block in self._blocks[node]))
        key = (nodes, tuple(sets[block].cells for block in blocks))
        found = self._components.get(key)
        if found is not None:
            return found
        count = 1
        for block in blocks:
            count *= len(sets[block].cells)
            if count > MAX_COMBINATIONS:
                raise TooManyCombinations
        gathered: set[Marks] = set()
        for cells in product(*(sets[block].cells for block in blocks)):
            chosen = dict(zip(blocks, cells, strict=True))
            gathered.add(
                NOTHING.union(
                    *(self._marks(self._compiled.instance.nodes[n], self._verdict(n, chosen)) for n in nodes)
                )
            )
        self._components[key] = frozenset(gathered)
        return self._components[key]

    def _decision(self, whole: frozenset[Marks], verdicts: Sequence[frozenset[Verdict]]) -> Decision:
        policy = self._compiled.instance.policy
        read = [self._read(marks) for marks in whole]
        outcomes = frozenset(outcome for outcome, _ in read)
        outcome = next(iter(outcomes)) if len(outcomes) == 1 else policy.undecided
        lists = [r.courses if policy.outcome(o).trains else () for o, r in read]
        certain = [course for course in lists[0] if all(course in courses for courses in lists)]
        possible = sorted({course for courses in lists for course in courses} - set(certain))
        unmet = {
            mark.requirement
            for marks in whole
            for mark in marks
            if isinstance(mark, GapMark) and mark.requirement
        }
        closable = frozenset(
            name
            for name in unmet
            if all(name in r.closable for m, (_, r) in zip(whole, read, strict=True) if _gap(name, m))
        )
        decision = Decision(outcome, outcomes, tuple(sorted(certain)), tuple(possible), closable)
        if len(outcomes) > 1:
            return decision
        return attrs.evolve(
            decision,
            decisive=self._decisive(outcome, verdicts),
            papers=self._documents(verdicts) if outcome == policy.undecided else (),
        )

    def _decisive(self, outcome: str, verdicts: Sequence[frozenset[Verdict]]) -> tuple[tuple[str, ...], ...]:
        gaps: list[GapMark] = []
        rest: set[Mark] = set()
        for number in self._weighed:
            marks = set(self.seen(number, verdicts[number]))
            if len(marks) == 1 and (mark := marks.pop()) is not None:
                if isinstance(mark, GapMark):
                    gaps.append(mark)
                else:
                    rest.add(mark)
        if self._alone((), rest) == outcome:
            return ()
        minimal: list[tuple[str, ...]] = []
        for size in range(1, MAX_DECISIVE + 1):
            for chosen in combinations(gaps, size):
                names = tuple(mark.requirement for mark in chosen)
                if not any(set(less) <= set(names) for less in minimal) and (
                    self._alone(chosen, rest) == outcome
                ):
                    minimal.append(names)
        return tuple(minimal)

    def _alone(self, gaps: Iterable[GapMark], rest: set[Mark]) -> str:
        return self._read(frozenset((*gaps, *rest)))[0]

    def _documents(self, verdicts: Sequence[frozenset[Verdict]]) -> tuple[str, ...]:
        """What the demands for a paper read, where they are unmet."""
        return tuple(
            dict.fromkeys(
                slot
                for number, node in enumerate(self._compiled.instance.nodes)
                if node.kind is NodeKind.REQUIREMENT
                and node.requirement.if_unmet == "document"
                and all(verdict.status is Status.UNMET for verdict in verdicts[number])
                for slot in slots_read(self._compiled, number)
            )
        )

    def _papers(self, sets: Sequence[CellSet], outcomes: frozenset[str]) -> tuple[str, ...]:
        papers: dict[str, None] = {}
        for number in self._open:
            for slot, variants in sets[number].fixed:
                for cells in variants:
                    narrowed = [*sets[:number], CellSet(cells), *sets[number + 1 :]]
                    if frozenset(self._read(marks)[0] for marks in self._joint(narrowed)) != outcomes:
                        papers[slot] = None
                        break
        return tuple(papers)


def weighs(node: Node, compiled: Compiled) -> bool:
    """Whether a decision can depend on *node*: the policy reads its effect or fact, or a course closes it."""
    match node.kind:
        case NodeKind.FACT:
            return Named(node.requirement.id) in compiled.policy.inputs
        case NodeKind.ENTRY:
            return True
        case NodeKind.REQUIREMENT:
            effect = node.requirement.if_unmet
            closed = node.requirement.id in compiled.instance.remedies
            return closed or effect == "document" or compiled.instance.policy.reads(effect)


def mark_of(node: Node, verdict: Verdict) -> Mark | None:
    """What the policy sees of *verdict*; None where there is nothing to see."""
    match node.kind:
        case NodeKind.FACT:
            return FactMark(node.requirement.id) if verdict.status is Status.MET else None
        case NodeKind.ENTRY:
            unmet = verdict.status is Status.UNMET
            return EntryMark(node.course, node.requirement.if_unmet) if unmet else None
        case NodeKind.REQUIREMENT:
            if verdict.status is not Status.UNMET or verdict.due is None:
                return None
            return GapMark(node.requirement.id, node.requirement.if_unmet, verdict.due)


def _gap(name: str, marks: Marks) -> bool:
    return any(isinstance(mark, GapMark) and mark.requirement == name for mark in marks)


def _meets_another_date(term: Term, slot: str) -> bool:
    """Whether *term* sets the date in *slot* against the value of another slot."""
    match term:
        case Compare(left, _, right):
            if isinstance(left, MonthsBetween):
                return slot in (left.start, left.end)
            return (
                isinstance(left, FieldValue)
                and isinstance(right, FieldValue)
                and slot in (left.path, right.path)
            )
        case Rows(_, where):
            return any(_row_meets(inner, slot) for inner in _simple(where))
        case _:
            return False


def _simple(where: Condition) -> tuple[Compare, ...]:
    return tuple(atom for atom in atoms_of(where) if isinstance(atom, Compare))


def _row_meets(term: Compare, slot: str) -> bool:
    """As above inside rows: a computed expiry set against another field depends on all row dates."""
    if isinstance(term.left, MonthsBetween):
        paths = (term.left.start, term.left.end)
    elif isinstance(term.left, FieldValue) and isinstance(term.right, FieldValue):
        paths = (term.left.path, term.right.path)
    else:
        return False
    return slot in paths or (slot.startswith("row.") and any(path.startswith("row.") for path in paths))


def slots_read(compiled: Compiled, node: int) -> tuple[str, ...]:
    """The slots that *node* reads."""
    year = compiled.instance.context.closed_year
    return tuple(dict.fromkeys(slot for term in compiled.tables[node].terms for slot in slots_of(term, year)))
