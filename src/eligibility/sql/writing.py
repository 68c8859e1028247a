"""Pieces of SQL text: the few that are written alike in every dialect."""

from collections.abc import Iterable, Sequence
from datetime import date

from eligibility.sql.dialects import Dialect

LAST_DAY = date(9999, 12, 31)
LAST_NUMBER = 9223372036854775807
"""Cuts that nothing reaches, where one content has fewer than another."""


def day(value: date) -> str:
    """A day."""
    return f"DATE '{value.isoformat()}'"


def cut_text(value: date | int) -> str:
    """A cut as a constant."""
    return day(value) if isinstance(value, date) else str(value)


def case(ways: Iterable[tuple[str, str]], otherwise: str = "") -> str:
    """The first of *ways* whose condition holds."""
    whens = " ".join(f"WHEN {condition} THEN {value}" for condition, value in ways)
    rest = f" ELSE {otherwise}" if otherwise else ""
    return f"CASE {whens}{rest} END" if whens else otherwise


def flag(condition: str) -> str:
    """1 where *condition* holds, else 0."""
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def classed(value: str, cuts: Sequence[str], first: int) -> str:
    """The class of *value*: *first*, and one more for each cut that it reaches; a balanced tree."""
    if not cuts:
        return str(first)
    middle = len(cuts) // 2
    below = classed(value, cuts[:middle], first)
    above = classed(value, cuts[middle + 1 :], first + middle + 1)
    return f"CASE WHEN {value} < {cuts[middle]} THEN {below} ELSE {above} END"


def total(terms: Sequence[str]) -> str:
    """A sum, as a balanced tree."""
    if len(terms) < 2:
        return terms[0] if terms else "0"
    middle = len(terms) // 2
    return f"({total(terms[:middle])} + {total(terms[middle:])})"


class Tables:
    """The named tables of a query, in the order in which they use each other; equal constant ones are one."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._texts: list[str] = []
        self._constant: dict[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], str] = {}

    def constant(self, columns: Sequence[str], rows: Iterable[Sequence[str]], name: str = "") -> str:
        """The name of a table with these *rows*, each a sequence of constants."""
        key = (tuple(columns), tuple(map(tuple, rows)))
        found = self._constant.get(key)
        if found is None:
            body = ",\n    ".join(f"({', '.join(row)})" for row in key[1])
            found = self._constant[key] = name or f"el_k{len(self._constant) + 1}"
            self._texts.append(f"{found} ({', '.join(columns)}) AS (\n  VALUES\n    {body}\n)")
        return found

    def select(self, name: str, text: str) -> str:
        """Add the table *name* that the query *text* makes."""
        self._texts.append(f"{name} AS (\n{text}\n)")
        return name

    def text(self, query: str) -> str:
        """*query* with all tables before it."""
        before = ",\n".join(self._texts)
        return f"WITH {before}\n{query}\n"
