"""Numbers as people type them, and what a share comes to when it is rounded or cut off."""

import math
import re
from collections.abc import Iterator
from fractions import Fraction

import attrs

ABOUT = r"(?P<above>trên|hơn|>|over|more than|above)?\s*"
COUNT = re.compile(ABOUT + r"(?P<digits>\d{1,3}(?:[.,\s]\d{3})+|\d+)", re.IGNORECASE)
RATE = re.compile(ABOUT + r"(?P<whole>\d{1,4})(?:[.,](?P<part>\d{1,6}))?\s*%?", re.IGNORECASE)
RISE = re.compile(
    r"(?P<down>giảm|down|-|−)?(?:tăng|up|\+)?\s*(?P<whole>\d{1,4})(?:[.,](?P<part>\d{1,6}))?"
    r"\s*(?:%|điểm(?: phần trăm| %)?|points?|percentage points?)?",
    re.IGNORECASE,
)


@attrs.frozen
class Count:
    """A number of people, attendances or classes; *above* where it was typed as "more than"."""

    value: int
    above: bool = False


@attrs.frozen
class Rate:
    """A number of per cent or points with the *decimals* it was typed with; exact."""

    value: Fraction
    decimals: int = 0
    above: bool = False

    @property
    def unit(self) -> Fraction:
        """One in the last place: 0.01 of ``38,19``."""
        return Fraction(1, 10**self.decimals)


def count(typed: str) -> Count | None:
    """A whole number such as ``10.241``, ``10,241`` or ``trên 180``; None where it is none."""
    found = COUNT.fullmatch(typed.strip())
    if found is None:
        return None
    return Count(int(re.sub(r"\D", "", found["digits"])), found["above"] is not None)


def rate(typed: str) -> Rate | None:
    """A rate such as ``38,19 %``; the mark before decimals may be a comma or a point."""
    found = RATE.fullmatch(typed.strip())
    return _rate(found, above=found["above"] is not None) if found is not None else None


def rise(typed: str) -> Rate | None:
    """A change in points, such as ``22,99``, ``tăng 22,99 %`` or ``giảm 3,1 điểm``."""
    found = RISE.fullmatch(typed.strip())
    if found is None:
        return None
    made = _rate(found)
    return attrs.evolve(made, value=-made.value) if found["down"] else made


def _rate(found: re.Match[str], *, above: bool = False) -> Rate:
    part = found["part"] or ""
    return Rate(Fraction(int(found["whole"] + part), 10 ** len(part)), len(part), above)


# --- shares ---------------------------------------------------------------------------------------


def share(counted: int, whole: int) -> Fraction:
    """*counted* of *whole* in per cent."""
    return Fraction(100 * counted, whole)


def rounded(value: Fraction, decimals: int) -> Fraction:
    """*value* rounded half up."""
    return Fraction(math.floor(value * 10**decimals + Fraction(1, 2)), 10**decimals)


def cut(value: Fraction, decimals: int) -> Fraction:
    """*value* without the digits that follow."""
    return Fraction(math.floor(value * 10**decimals), 10**decimals)


def fits(value: Fraction, typed: Rate) -> bool:
    """Whether *typed* is *value*, rounded or cut off; of "more than", whether it is below *value*."""
    if typed.above:
        return typed.value <= value
    return typed.value in (rounded(value, typed.decimals), cut(value, typed.decimals))


def counts_of(typed: Rate, whole: int) -> Iterator[int]:
    """The counts of *whole* whose share is *typed*: rounded, or where none is, cut off."""
    about = range(
        max(0, math.floor((typed.value - typed.unit) * whole / 100)),
        math.ceil((typed.value + typed.unit) * whole / 100) + 1,
    )
    for shorten in (rounded, cut):
        found = [n for n in about if shorten(share(n, whole), typed.decimals) == typed.value]
        if found:
            yield from found
            return


def wholes_of(typed: Rate, counted: int) -> tuple[int, int] | None:
    """The smallest and the largest whole of which *counted* is *typed*, rounded; None where there is none."""
    half = typed.unit / 2
    if typed.value <= half or not counted:
        return None
    first = math.floor(100 * counted / (typed.value + half)) + 1
    last = math.floor(100 * counted / (typed.value - half))
    return (first, last) if counted <= first <= last else None
