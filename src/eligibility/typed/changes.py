"""Changes in points: against a baseline that was typed, and the baselines that follow where none was."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from eligibility.typed.numbers import Rate, counts_of, cut, fits, rounded, share
from eligibility.typed.tables import Remark, Row, Said, Table, Value, Weight

MOST = 20_000
"""The largest whole that is tried for baselines."""

Shorten = Callable[[Fraction, int], Fraction]


def rises(table: Table) -> Iterator[Remark]:
    """A change in points is the rate less that of before; without that, it says what it was."""
    inferred: list[tuple[Row, Rate]] = []
    for row in table.rows:
        if row.rise is None or row.rate is None or row.rate.above:
            continue
        before = _before(row)
        if before is not None:
            yield from _against(table, row, row.rate, row.rise, *before)
            continue
        decimals = max(row.rate.decimals, row.rise.decimals)
        then = Rate(row.rate.value - row.rise.value, decimals)
        values = {"rate": row.rate, "rise": row.rise, "before": then}
        where = row.where.child("rise")
        if 0 <= then.value <= 100:
            inferred.append((row, then))
            yield Remark("baseline", Weight.NOTE, where, table.title, row.label, values)
        else:
            yield Remark("rise_impossible", Weight.ERROR, where, table.title, row.label, values)
    if len(inferred) > 1:
        yield from _whole(table, inferred)


def _before(row: Row) -> tuple[Rate, Fraction] | None:
    """The rate of before as it is shown, and how far the true one may be from it."""
    if row.before is not None:
        return row.before, row.before.unit
    if row.count_before is None or row.whole_before is None or not row.whole_before.value:
        return None
    decimals = row.rate.decimals if row.rate is not None else 0
    exact = share(row.count_before.value, row.whole_before.value)
    return Rate(rounded(exact, decimals), decimals), Fraction(1, 10**decimals)


def _against(
    table: Table, row: Row, rate: Rate, rise: Rate, before: Rate, slack: Fraction
) -> Iterator[Remark]:
    right = rate.value - before.value
    if abs(right - rise.value) <= (rate.unit + slack) / 2 + rise.unit / 2:
        return
    values = {
        "rate": rate,
        "rise": rise,
        "before": before,
        "right": Rate(right, max(rate.decimals, before.decimals)),
    }
    kind = "rise_wrong"
    if before.value and fits(100 * right / before.value, rise):
        kind = "rise_relative"
    yield Remark(kind, Weight.ERROR, row.where.child("rise"), table.title, row.label, values)


def _whole(table: Table, inferred: Sequence[tuple[Row, Rate]]) -> Iterator[Remark]:
    """The smallest whole of before of which all inferred rates are shares, shortened as this table does."""
    if any(row.whole is not None for row, _ in inferred):
        return
    shorten = cut if _cuts(table) else rounded
    typed = [then for _, then in inferred]
    for whole in range(1, MOST):
        counts = [_count(then, whole, shorten) for then in typed]
        if None in counts:
            continue
        found = tuple(count for count in counts if count is not None)
        values: dict[str, Value] = {"whole": whole, "counts": found}
        why = tuple(_printed(table, inferred, found))
        yield Remark("baseline_whole", Weight.NOTE, table.where.child("title"), table.title, "", values, why)
        return


def _cuts(table: Table) -> bool:
    """Whether some rate of the table is right only if cut off."""
    for row in table.rows:
        whole = table.whole_of(row)
        if row.count is not None and row.rate is not None and whole is not None:
            actual = share(row.count.value, whole)
            if fits(actual, row.rate) and row.rate.value != rounded(actual, row.rate.decimals):
                return True
    return False


def _count(rate: Rate, whole: int, shorten: Shorten) -> int | None:
    """The count of *whole* whose share is *rate*; None where there is none."""
    exact = rate.value * whole / 100
    for count in (int(exact), int(exact) + 1):
        if shorten(share(count, whole), rate.decimals) == rate.value:
            return count
    return None


def _printed(table: Table, inferred: Sequence[tuple[Row, Rate]], found: Sequence[int]) -> Iterator[Said]:
    """Counts that were typed for now and are those of before."""
    for (row, _), count in zip(inferred, found, strict=True):
        whole = table.whole_of(row)
        if row.count is None or row.rate is None or whole is None or row.count.value != count:
            continue
        if not fits(share(count, whole), row.rate):
            now = list(counts_of(row.rate, whole))
            if len(now) == 1:
                yield "baseline_typed", {"count": count, "now": now[0], "rate": row.rate}
