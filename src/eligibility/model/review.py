"""What a review comes to: frames of decisions and findings, with everything needed to account for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from eligibility.model.dataset import Issue, Refusal, SourceFile
from eligibility.model.standard import Policy, RuleBook, Standard


@attrs.frozen
class Counts:
    """Rows of candidacies *read* = *decided* + *refused*; *outcomes* adds up to *decided*."""

    read: int
    decided: int
    refused: int
    outcomes: Mapping[str, int]
    people: int


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


@attrs.frozen
class CaseResult:
    """One case: what was expected and what came; *problems* is empty where they agree."""

    id: str
    file: str
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.problems
