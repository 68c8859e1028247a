"""What an analysis finds, and where in the rule files it is said."""

from collections.abc import Iterable, Mapping

from eligibility.analysis.demands import Example
from eligibility.diagnostics import Diagnostic, Severity, Where
from eligibility.model.standard import Requirement, RuleBook, Standard

MARKER = "rulebook.yaml"

MAX_EXAMPLE = 300
"""Characters of a record that is shown; longer ones are cut."""


def shown(example: Example) -> str:
    """A record on one line."""
    text = "; ".join(f"{name}={value}" for name, value in example.items())
    return text if len(text) <= MAX_EXAMPLE else f"{text[:MAX_EXAMPLE]}…"


def error(code: str, place: Where | None, **params: str) -> Diagnostic:
    """A problem by which somebody would be judged wrongly."""
    return Diagnostic(code, place if place is not None else Where(MARKER), params)


def warning(code: str, place: Where | None, **params: str) -> Diagnostic:
    """Something that its author may not have meant, or that could not be proved."""
    return Diagnostic(code, place if place is not None else Where(MARKER), params, Severity.WARNING)


def place_of(requirement: Requirement, *steps: str | int) -> Where | None:
    """The place of a part of *requirement*; of the requirement's name where the part is inherited."""
    return requirement.where.child(*steps) if requirement.where is not None else None


def named(standard: Standard) -> str:
    """A standard with its version."""
    return f"{standard.id} {standard.version}"


def deciding(rulebook: RuleBook) -> Iterable[Standard]:
    """The standards that decide, or that those which decide are made of."""
    return (standard for standard in rulebook.standards if standard.state == "active")


def once(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """*problems* without those that say the same of the same place; what is worse is kept."""
    found: dict[object, Diagnostic] = {}
    for problem in problems:
        key = (problem.code, problem.place, _told(problem.params))
        if key not in found or (
            problem.severity is Severity.ERROR and found[key].severity != problem.severity
        ):
            found[key] = problem
    return list(found.values())


def _told(params: Mapping[str, str]) -> object:
    return tuple((name, value) for name, value in params.items() if name not in ("example", "standard"))
