"""A completion told in short: what it holds of the data that two verdicts depend on."""

from collections.abc import Iterable, Mapping

from eligibility.compile.cuts import OTHER_TEXT
from eligibility.compile.truths import UNCOVERED, Complete
from eligibility.model.record import Scalar, scalar_text
from eligibility.model.slots import HOLDS, KNOWN, WAIVED, Term, slots_of


def told(terms: Iterable[Term], values: Complete, closed_year: int) -> dict[str, str]:
    """Field to value, as rules and findings write them, for everything that *terms* read."""
    found: dict[str, str] = {}
    for term in terms:
        for slot in slots_of(term, closed_year):
            name, text = _one(slot, values[slot])
            if name:
                found[name] = text
    return found


def _one(slot: str, value: Scalar) -> tuple[str, str]:
    """How one slot is told; flags only where they matter."""
    if slot.startswith(HOLDS):
        return ("", "") if value else ("confidence", "recall")
    if slot.startswith(WAIVED):
        return ("waived", "yes") if value else ("", "")
    if slot.startswith(KNOWN):
        return slot.removeprefix(KNOWN), "?" if not value else "known"
    if isinstance(value, tuple) and all(isinstance(row, Mapping) for row in value):
        return slot, " + ".join(map(_row, value)) or "none"  # type: ignore[arg-type]
    return slot, _text(value)


def _row(row: Mapping[str, Scalar]) -> str:
    plain = {name: value for name, value in row.items() if name != UNCOVERED and not name.startswith(KNOWN)}
    return "(" + ", ".join(f"{name}={_text(value)}" for name, value in plain.items()) + ")"


def _text(value: Scalar) -> str:
    return "*" if isinstance(value, str) and value.startswith(OTHER_TEXT) else scalar_text(value)
