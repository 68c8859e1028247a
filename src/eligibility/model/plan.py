"""A standard made ready for one review: its nodes, and the tables of rules that conclude them."""

from datetime import date
from enum import StrEnum

import attrs

from eligibility.model.context import Context
from eligibility.model.finding import Verdict
from eligibility.model.slots import Term
from eligibility.model.standard import Policy, Requirement, Standard


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

    *remedies* names, for each trainable requirement, the course that closes it.
    """

    standard: Standard
    policy: Policy
    context: Context
    nodes: tuple[Node, ...]
    remedies: dict[str, Remedy]
    bars_entry: frozenset[str]
    assumed: dict[str, str]
    """Subjects (paths or tables) that are assumed where a whole column or sheet is missing."""


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
