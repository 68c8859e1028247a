"""Values as short text without language: what findings say was seen."""

from datetime import date

from eligibility.model.record import NONE, Among, Between, Known, Missing, Scalar, Value


def shown_scalar(value: Scalar) -> str:
    """A complete value: a code, an ISO date, ``none``, posts joined by ``+``."""
    if value is NONE:
        return "none"
    if isinstance(value, tuple):
        return "+".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def shown(value: Value) -> str:
    """A value as far as it is known: ``?`` where it is not, ``a|b`` for one of several, ``a..b`` for a span."""
    match value:
        case Known(known, filled):
            return f"{shown_scalar(known)} [{filled}]" if filled else shown_scalar(known)
        case Between(first, last):
            return f"{first}..{last}"
        case Among(values, gap) if gap == "absent":
            return f"? ({'|'.join(map(shown_scalar, values))})" if len(values) < 4 else "?"
        case Among(values):
            return "|".join(map(shown_scalar, values))
        case Missing():
            return "?"
