"""Draws from a seed that come out the same on every version of Python: all are made of `random()` alone."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Items drawn in proportion to their weights."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._items = tuple(weights)
        self._bounds = tuple(accumulate(weights.values()))

    def draw(self, random: Random) -> T:
        """One of the items."""
        place = bisect_right(self._bounds, random.random() * self._bounds[-1])
        return self._items[min(place, len(self._items) - 1)]


def one_of(random: Random, items: Sequence[T]) -> T:
    """One of *items*, each as likely."""
    return items[int(random.random() * len(items))]


def whole(random: Random, low: int, high: int) -> int:
    """A whole number from *low* to *high*, both included; *low* where there is none between."""
    return low + int(random.random() * (high - low + 1)) if high > low else low


def leaning(random: Random, low: float, high: float, peak: float) -> float:
    """A number from *low* to *high*, most often near *peak* (a triangular distribution)."""
    if high <= low:
        return low
    u, c = random.random(), (min(max(peak, low), high) - low) / (high - low)
    if u < c:
        return float(low + (high - low) * (u * c) ** 0.5)
    return float(high - (high - low) * ((1 - u) * (1 - c)) ** 0.5)


def day_between(random: Random, first: date, last: date) -> date:
    """A day from *first* to *last*, both included; *first* where there is none between."""
    return date.fromordinal(whole(random, first.toordinal(), last.toordinal()))


def words(text: str) -> tuple[str, ...]:
    """The words of *text*."""
    return tuple(text.split())
