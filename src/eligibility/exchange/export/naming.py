"""Names that every tool can read: small letters of ASCII, digits and ``_``, none of them twice."""

import re

from eligibility.exchange.feel.tokens import KEYWORDS

TAKEN = KEYWORDS | {
    "date", "time", "duration", "number", "string", "not", "sum", "min", "max", "count", "mean", "years",
    "months", "days", "now", "today", "list", "context", "year", "month", "day", "len", "contains", "map",
    "filter", "all", "one", "none", "is", "get", "set", "item", "decimal", "floor", "ceiling", "abs",
}  # fmt: skip
"""Names that mean something in one of the languages."""


class Naming:
    """Gives names, to the same thing always the same."""

    def __init__(self) -> None:
        self._given: dict[object, str] = {}
        self._used: set[str] = set()

    def name(self, wanted: str, thing: object) -> str:
        """The name of *thing*, which is like *wanted*."""
        if thing not in self._given:
            plain = re.sub(r"[^a-z0-9_]+", "_", wanted.lower()).strip("_") or "x"
            plain = f"x_{plain}" if plain[0].isdigit() or plain in TAKEN else plain
            found, number = plain, 2
            while found in self._used:
                found, number = f"{plain}_{number}", number + 1
            self._used.add(found)
            self._given[thing] = found
        return self._given[thing]
