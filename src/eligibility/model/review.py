"""What a review comes to: frames of decisions and findings, with everything needed to account for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from eligibility.diagnostics import Span, Where
from eligibility.model.condition import Quantity
from eligibility.model.dataset import Issue, Refusal, SourceFile
from eligibility.model.standard import Policy, RuleBook, Standard
from eligibility.model.truth import Status
from eligibility.model.vocabulary import Label
from eligibility.model.waivers import WaiverUse


@attrs.frozen
class Counts:
    """Rows *read* = *decided* + *refused* + *merged* (repeats); *outcomes* add up to *decided*."""

    read: int
    decided: int
    refused: int
    outcomes: Mapping[str, int]
    people: int
    merged: int = 0


@attrs.frozen
class EngineRun:
    """Which engines concluded: *concluder* (``durable-rules`` or ``tables``), and how much was compared.

    *situations* were concluded once each; *compared* of *candidacies* were judged again by the
    reference from raw values; *undecidable* had too many completions for one of them.
    """

    concluder: str
    situations: int
    concluded: int
    compared: int
    candidacies: int
    undecidable: int


@attrs.frozen
class Working:
    """A computed quantity: *number* (months, or steps) of *quantity* at *moment*.

    *until* is the first day of the month of retirement, where it is counted to that.
    """

    quantity: Quantity
    number: int
    moment: date | None = None
    until: date | None = None


@attrs.frozen(eq=False)
class Review:
    """A whole review. *decisions* and *findings* are Polars frames; their columns are in docs/outputs.md."""

    as_of: date
    purpose: str
    rulebook: RuleBook
    policy: Policy
    standards: tuple[Standard, ...]
    decisions: Any
    findings: Any
    refusals: tuple[Refusal, ...]
    issues: tuple[Issue, ...]
    sources: tuple[SourceFile, ...]
    rows_read: Mapping[str, int]
    counts: Counts
    engines: EngineRun
    timing: Mapping[str, float]
    assumed: tuple[tuple[str, str], ...] = ()
    """Columns (by path) and sheets that were not supplied, with what was declared of them."""
    workings: Mapping[tuple[int, str], tuple[Working, ...]] = attrs.field(factory=dict)
    """By candidacy and requirement, where one person alone is reviewed."""
    waivers: tuple[WaiverUse, ...] = ()
    """What became of each waiver."""


@attrs.frozen
class CaseProblem:
    """A difference between what a case states and what came: a *key* of the catalogue, with *params*."""

    key: str
    params: Mapping[str, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Shown:
    """A status that a case states of a requirement, and that came.

    *where* is the place at which the requirement is written (a layer inherits it with its place);
    *reason* says why a status is unknown.
    """

    where: Where
    status: Status
    reason: str = ""


@attrs.frozen
class CaseResult:
    """One case: what was expected and what came; *problems* is empty where they agree.

    *span* is the place of the case in its *file*, *shown* are the statuses it vouches for.
    """

    id: str
    file: str
    problems: tuple[CaseProblem, ...]
    about: Label
    span: Span
    shown: tuple[Shown, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.problems
