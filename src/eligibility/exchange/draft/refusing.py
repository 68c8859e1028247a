"""Why a decision table is no requirement."""

from eligibility.diagnostics import Span


class NoRequirement(Exception):
    """A table does not say what a requirement could say: *kind* is a word of the catalogue."""

    def __init__(self, kind: str, span: Span, text: str = "") -> None:
        super().__init__(kind, span, text)
        self.kind = kind
        self.span = span
        self.text = text
