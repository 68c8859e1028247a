"""Values as short text without language: what findings say was seen."""

from eligibility.model.record import Among, Between, Known, Missing, Value, scalar_text


def shown(value: Value) -> str:
    """A value as far as it is known: ``?`` where it is not, ``a|b`` for one of two, ``a..b`` for a span."""
    match value:
        case Known(known, filled):
            return f"{scalar_text(known)} [{filled}]" if filled else scalar_text(known)
        case Between(first, last):
            return f"{first}..{last}"
        case Among(values, gap) if gap == "absent":
            return f"? ({'|'.join(map(scalar_text, values))})" if len(values) < 4 else "?"
        case Among(values):
            return "|".join(map(scalar_text, values))
        case Missing():
            return "?"
