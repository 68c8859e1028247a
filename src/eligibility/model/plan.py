"""A standard made ready for one review: its nodes, the blocks of data they read, and tables of rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

import attrs

from eligibility.model.context import Context
from eligibility.model.finding import Decision, Mark, Verdict
from eligibility.model.record import Row, Value
from eligibility.model.slots import Term
from eligibility.model.standard import Named, Policy, Requirement, Standard, Token
from eligibility.model.vocabulary import Constraint


class NodeKind(StrEnum):
    """What a node's verdict is used for."""

    REQUIREMENT = "requirement"
    FACT = "fact"
    ENTRY = "entry"


@attrs.frozen(eq=False)
class Node:
    """Something that is concluded on its own: a requirement, a fact of the policy, an entry demand.

    A fact is written as a requirement whose ``must`` is the fact. *course* is set for entry demands.
    """

    kind: NodeKind
    requirement: Requirement
    context: Context
    course: str = ""

    @property
    def name(self) -> str:
        """Unique within its instance."""
        return f"{self.course}/{self.requirement.id}" if self.course else self.requirement.id


@attrs.frozen
class Remedy:
    """The course that closes a requirement: it lasts *months* at most and starts on *start*."""

    course: str
    months: int
    start: date


@attrs.frozen(eq=False)
class Instance:
    """One version of a standard under one policy, with its moments dated.

    *remedies* names, for each trainable requirement, the course that closes it. *bars_entry* are the
    effects of entry demands that bar a course, *assumed* what the absence of a whole column (by
    path) or sheet (by table) stands for.
    """

    standard: Standard
    policy: Policy
    context: Context
    nodes: tuple[Node, ...]
    remedies: Mapping[str, Remedy]
    bars_entry: frozenset[str]
    assumed: Mapping[str, str]


@attrs.frozen
class DecisionPath:
    """When the terms (by index) have these truths, the verdict is *verdict* (an index)."""

    tests: tuple[tuple[int, bool], ...]
    verdict: int


@attrs.frozen
class RuleTable:
    """A requirement as mutually exclusive rules over the truths of its terms, covering all of them."""

    name: str
    terms: tuple[Term, ...]
    paths: tuple[DecisionPath, ...]
    verdicts: tuple[Verdict, ...]


@attrs.frozen
class StageRule:
    """Where the variables (by index) have these truths, *then* follows: a conclusion or an outcome."""

    tests: tuple[tuple[int, bool], ...]
    then: str


@attrs.frozen
class PolicyTable:
    """A policy as stages of rules.

    *variables* are tokens and facts, then the conclusions in the order they are reached: those of
    stage 0 first. Each stage but the last adds its conclusions; the last has mutually exclusive
    rules, exactly one of which holds: the outcome.
    """

    name: str
    inputs: tuple[Token | Named, ...]
    conclusions: tuple[str, ...]
    stages: tuple[tuple[StageRule, ...], ...]


Cell = tuple[bool, ...]


@attrs.frozen
class Block:
    """Terms that share slots, directly or through each other, with the slots they read.

    *contexts* are those of the terms, one each: they differ in the windows of disciplines at most.
    """

    slots: tuple[str, ...]
    terms: tuple[Term, ...]
    contexts: tuple[Context, ...] = attrs.field(eq=False)
    constraints: tuple[Constraint, ...] = ()


@attrs.frozen
class CellSet:
    """The cells that the completions of a block reach.

    *fixed* gives, for each slot that is not known, the distinct sets of cells that remain reachable
    when that slot alone is fixed one way or another. *exceeded*: there were too many completions to
    enumerate; every cell must then be held possible.
    """

    cells: frozenset[Cell]
    fixed: tuple[tuple[str, frozenset[frozenset[Cell]]], ...] = ()
    exceeded: bool = False

    @property
    def single(self) -> bool:
        """Whether only one cell is reachable."""
        return len(self.cells) == 1


@attrs.frozen(eq=False)
class Compiled:
    """An instance with its blocks and tables.

    *reads* gives, for each node and each term of its table, the block and the term's place in it.
    """

    instance: Instance
    blocks: tuple[Block, ...]
    tables: tuple[RuleTable, ...]
    reads: tuple[tuple[tuple[int, int], ...], ...]
    policy: PolicyTable

    def blocks_of(self, node: int) -> tuple[int, ...]:
        """The blocks that *node* reads, in order."""
        return tuple(dict.fromkeys(block for block, _ in self.reads[node]))


class Concluder(Protocol):
    """An engine that concludes complete situations."""

    def verdict(self, compiled: Compiled, node: int, truths: tuple[bool, ...]) -> Verdict:
        """The verdict of *node* where its terms have these *truths*."""
        ...

    def outcome(self, compiled: Compiled, inputs: tuple[bool, ...]) -> str:
        """The outcome of the policy where its inputs have these truths."""
        ...


class Solver(Protocol):
    """What the bulk path asks about one compiled instance."""

    @property
    def compiled(self) -> Compiled:
        """The instance it answers for."""
        ...

    def cuts(self, block: int, slot: str, table: str = "") -> list[date] | None:
        """Days that separate dates which no term of *block* tells apart; None: each day is its own."""
        ...

    def row_fields(self, block: int, table: str) -> tuple[str, ...]:
        """The fields of the rows of *table* that *block* reads."""
        ...

    def reach(
        self, block: int, values: Mapping[str, Value], histories: Mapping[str, tuple[Row, ...] | None]
    ) -> CellSet:
        """The cells of *block* that these values can come to."""
        ...

    def verdicts(self, node: int, sets: Sequence[CellSet]) -> frozenset[Verdict]:
        """The verdicts that *node* can come to; *sets* are those of its blocks, in order."""
        ...

    def weighed(self) -> tuple[int, ...]:
        """The nodes that a decision depends on."""
        ...

    def weighed_blocks(self) -> tuple[int, ...]:
        """The blocks that those nodes read."""
        ...

    def seen(self, node: int, verdicts: frozenset[Verdict]) -> frozenset[Mark | None]:
        """All of *verdicts* that a decision depends on."""
        ...

    def decide(self, verdicts: Sequence[frozenset[Verdict]]) -> Decision | None:
        """The decision, if the verdicts of all nodes suffice for it without looking at shared data."""
        ...

    def decide_jointly(self, verdicts: Sequence[frozenset[Verdict]], sets: Sequence[CellSet]) -> Decision:
        """The decision over all completions of all blocks."""
        ...
