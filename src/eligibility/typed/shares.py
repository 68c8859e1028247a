"""Counts against their whole: sums, parts, rates, equal counts with different rates, the sum of rates."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from eligibility.typed.numbers import Count, Rate, counts_of, cut, fits, rounded, share, wholes_of
from eligibility.typed.tables import Parts, Remark, Row, Said, Table, Value, Weight

HUNDRED = Fraction(100)
DECIMALS = 2
"""Of a rate that is worked out, at least."""


def sums(table: Table) -> Iterator[Remark]:
    """The rows that make up the whole add up to it; no part is larger than the whole."""
    added, total = table.added, table.total
    whole_typed = total is not None and not total.above and table.parts is Parts.ALL
    if whole_typed and total is not None and added is not None and added != total.value:
        values: dict[str, Value] = {"total": total.value, "added": added, "difference": added - total.value}
        yield Remark("total_differs", Weight.ERROR, table.where.child("total"), table.title, "", values)
    for row in table.rows:
        whole = table.whole_of(row)
        if row.count is not None and whole is not None and row.count.value > whole:
            values = {"count": row.count.value, "whole": whole}
            where = row.where.child("count")
            yield Remark("part_exceeds", Weight.ERROR, where, table.title, row.label, values)


def rates(table: Table) -> Iterator[Remark]:
    """Each rate is its count of the whole; one that was cut off instead of rounded is told."""
    if table.total_rate is not None and not fits(HUNDRED, table.total_rate):
        where = table.where.child("total_rate")
        yield Remark("total_rate", Weight.ERROR, where, table.title, "", {"rate": table.total_rate})
    for row in table.rows:
        whole = table.whole_of(row)
        if row.count is None or row.rate is None or whole is None or table.unit_of(row) is not table.unit:
            continue
        actual = share(row.count.value, whole)
        decimals = row.rate.decimals
        right = Rate(rounded(actual, max(decimals, DECIMALS)), max(decimals, DECIMALS))
        values: dict[str, Value] = {
            "rate": row.rate,
            "count": row.count.value,
            "whole": whole,
            "right": right,
        }
        where = row.where.child("rate")
        if row.count.above:
            continue
        if not fits(actual, row.rate):
            why = tuple(_why(row.count, row.rate, whole))
            yield Remark("rate_wrong", Weight.ERROR, where, table.title, row.label, values, why)
        elif not row.rate.above and row.rate.value != rounded(actual, decimals):
            values["right"] = Rate(rounded(actual, decimals), decimals)
            yield Remark("rate_cut", Weight.WARNING, where, table.title, row.label, values)


def _why(count: Count, rate: Rate, whole: int) -> Iterator[Said]:
    """Which count, or which whole, the rate would be right for."""
    fitting = list(counts_of(rate, whole))
    if len(fitting) == 1:
        yield "rate_of_count", {"rate": rate, "whole": whole, "count": fitting[0]}
    wholes = wholes_of(rate, count.value)
    if wholes is not None:
        first, last = wholes
        yield "rate_of_whole", {"rate": rate, "count": count.value, "first": first, "last": last}


def same_counts(table: Table) -> Iterator[Remark]:
    """Equal counts of one whole have one rate, unless each is right for the decimals it has."""
    rated = [row for row in table.rows if row.count is not None and row.rate is not None]

    def alike(row: Row) -> tuple[int, int]:
        return (row.count.value if row.count is not None else 0), table.whole_of(row) or 0

    for (count, whole), group in groupby(sorted(rated, key=alike), alike):
        rows = [row for row in group if row.count is not None and not row.count.above]
        typed = tuple(row.rate for row in rows if row.rate is not None and not row.rate.above)
        if len({rate.value for rate in typed}) < 2 or _agree(typed, share(count, whole) if whole else None):
            continue
        last = rows[-1]
        values: dict[str, Value] = {"count": count, "times": len(typed), "rates": typed}
        yield Remark("same_count", Weight.ERROR, last.where.child("rate"), table.title, last.label, values)


def _agree(typed: tuple[Rate, ...], actual: Fraction | None) -> bool:
    """Whether one share may stand behind all of *typed*."""
    if actual is not None:
        return all(fits(actual, rate) for rate in typed)
    low = max(rate.value - rate.unit / 2 for rate in typed)
    high = min(rate.value + rate.unit for rate in typed)
    return low < high


def sum_of_rates(table: Table) -> Iterator[Remark]:
    """The rates of all parts add up to 100, or to what shortening the right ones leaves."""
    typed = [row.rate for row in table.rows if row.rate is not None]
    if table.parts is Parts.SOME or len(typed) < len(table.rows) or not typed:
        return
    if any(rate.above for rate in typed) or any(row.whole is not None for row in table.rows):
        return
    added = sum((rate.value for rate in typed), Fraction(0))
    low, high = _reach(table, typed)
    if added == HUNDRED or low <= added <= high:
        return
    decimals = max(rate.decimals for rate in typed)
    values: dict[str, Rate] = {"sum": Rate(added, decimals)}
    why: tuple[Said, ...] = ()
    if table.added is not None:
        why = (("rates_right", {"right": Rate(high, decimals)}),)
    yield Remark("rates_sum", Weight.ERROR, table.where.child("title"), table.title, "", values, why)


def _reach(table: Table, typed: list[Rate]) -> tuple[Fraction, Fraction]:
    """The least and the most that the rates may add up to, each rounded or cut off."""
    wholes = [table.whole_of(row) for row in table.rows]
    if table.added is None or None in wholes:
        units = sum((rate.unit for rate in typed), Fraction(0))
        return HUNDRED - units, HUNDRED + units / 2
    low = high = Fraction(0)
    for row, rate, whole in zip(table.rows, typed, wholes, strict=True):
        actual = share(row.count.value if row.count is not None else 0, whole or 1)
        low += cut(actual, rate.decimals)
        high += rounded(actual, rate.decimals)
    return low, high
