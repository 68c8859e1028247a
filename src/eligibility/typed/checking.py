"""All checks of typed tables, and what they find, in the order of the file."""

from collections.abc import Callable, Iterable, Iterator

from eligibility.diagnostics import Span, Where
from eligibility.read.rules import RawRules
from eligibility.typed.changes import rises
from eligibility.typed.periods import periods, units
from eligibility.typed.shares import rates, same_counts, sum_of_rates, sums
from eligibility.typed.tables import Remark, Table

CHECKS: tuple[Callable[[Table], Iterator[Remark]], ...] = (
    periods,
    units,
    sums,
    rates,
    same_counts,
    sum_of_rates,
    rises,
)


def check(tables: Iterable[Table], raw: RawRules) -> tuple[Remark, ...]:
    """What is wrong with *tables*, what is doubtful, and what follows from them, by place in the file."""
    found = [remark for table in tables for one in CHECKS for remark in one(table)]
    return tuple(sorted(found, key=lambda remark: _place(remark.where, raw)))


def _place(where: Where, raw: RawRules) -> Span:
    return raw.span(where)
