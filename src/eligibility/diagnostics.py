"""Problems as values: where they are, which kind they are, and how they are shown.

Every stage returns ``(result, diagnostics)``; only the command line prints them and picks the exit
code. A diagnostic carries a code and parameters, never a finished sentence: the sentence is in the
message catalogue, in Vietnamese and in English.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs


class Severity(StrEnum):
    """How bad a problem is: an error refuses the rule book, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen(order=True)
class Span:
    """A place in a text file: 1-based *line* and *column*, *end_column* exclusive."""

    file: str
    line: int
    column: int
    end_column: int = 0


@attrs.frozen
class Where:
    """A node of a rule file: the *file* and the *route* of keys and indices from its root.

    The line and column are looked up late, in the source map that the reader made.
    *offset* and *length* narrow the place to part of the text of a scalar (in characters).
    """

    file: str
    route: tuple[str | int, ...] = ()
    offset: int = 0
    length: int = 0

    def child(self, *steps: str | int) -> "Where":
        """The node reached from this one by *steps*."""
        return attrs.evolve(self, route=self.route + steps, offset=0, length=0)

    def part(self, offset: int, length: int) -> "Where":
        """The *length* characters from *offset* on in the scalar at this node."""
        return attrs.evolve(self, offset=offset, length=length)


@attrs.frozen
class Diagnostic:
    """One problem of a rule file: a *code* such as ``R203``, the *place*, and message parameters."""

    code: str
    place: Where | Span
    params: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    severity: Severity = Severity.ERROR


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of *diagnostics* refuses the rule book."""
    return any(item.severity is Severity.ERROR for item in diagnostics)
