"""Cells of a table as numbers and days: each text by a list of spellings, days and numbers within bounds."""

from datetime import date, timedelta

import attrs

from eligibility.model.vocabulary import Field, Kind, Table, Vocabulary
from eligibility.sql.database import Database
from eligibility.sql.dialects import Dialect
from eligibility.sql.origins import Ordered, Origins
from eligibility.sql.spellings import spellings
from eligibility.sql.writing import Tables, case, cut_text, flag

DAYS = ("date", "timestamp", "timestamp_ntz")
"""What Spark calls types of days; a text it would take for a day it completes without a word."""


@attrs.frozen
class Coded:
    """An expression for the number of a value, and one that is true of texts that the query does not know."""

    number: str
    unread: str


@attrs.frozen
class Valued:
    """Expressions for a day or number (null: lacking or out of bounds), and for a known absence (1)."""

    value: str
    none: str
    unread: str = ""


class Cells:
    """Reads the columns of one row source; *joins* are what it needs beside it."""

    def __init__(self, tables: Tables, origins: Origins, alias: str) -> None:
        self.joins: list[str] = []
        self.unread: list[str] = []
        self._tables = tables
        self._origins = origins
        self._vocabulary: Vocabulary = origins.vocabulary
        self._database: Database = origins.database
        self._alias = alias
        self._known: dict[tuple[str, str, str], Coded | Valued] = {}

    def raw(self, field: Field, alias: str) -> str:
        """The cell itself."""
        return f"{alias}.{self._tables.dialect.identifier(field.name)}"

    def text(self, field: Field, alias: str) -> str:
        """The cell as text."""
        return self.as_text(self.raw(field, alias))

    def as_text(self, expression: str) -> str:
        """*expression* as text."""
        return f"CAST({expression} AS {self._tables.dialect.text})"

    def coded(self, table: Table, field: Field, alias: str) -> Coded:
        """The number of what a cell of levels, choices or posts holds."""
        key = ("code", alias, field.name)
        found = self._known.get(key)
        if not isinstance(found, Coded):
            own, preferred = self._coded(field, alias), self._preferred(table, field)
            if preferred is None:
                found = own
            else:
                first = self._coded(preferred, alias)
                number = case(((first.unread, "0"), (f"{first.number} = 0", own.number)), first.number)
                found = Coded(number, f"({own.unread} OR {first.unread})")
            self.unread.append(flag(found.unread))
            self._known[key] = found
        return found

    def _coded(self, field: Field, alias: str) -> Coded:
        known = spellings(field, self._vocabulary, self._origins.as_of)
        return self.looked_up(self.text(field, alias), known.codes, known.empty)

    def looked_up(self, text: str, codes: tuple[tuple[str, int], ...], empty: int) -> Coded:
        """The number that a list of spellings gives *text*."""
        literal = self._tables.dialect.literal
        name = self._tables.constant(("t", "c"), [(literal(t), str(c)) for t, c in codes])
        join = f"{self._alias}{len(self.joins) + 1}"
        self.joins.append(f"LEFT JOIN {name} {join} ON {join}.t = {text}")
        number = case(((f"{text} IS NULL", str(empty)), (f"{join}.c IS NULL", "0")), f"{join}.c")
        return Coded(number, f"({text} IS NOT NULL AND {join}.c IS NULL)")

    def valued(self, table: Table, field: Field, alias: str) -> Valued:
        """The day or number in a cell."""
        key = ("value", alias, field.name)
        found = self._known.get(key)
        if not isinstance(found, Valued):
            found, preferred = self._valued(field, alias), self._preferred(table, field)
            if preferred is not None:
                first = self._valued(preferred, alias)
                value = case(((f"{first.value} IS NOT NULL", first.value),), found.value)
                unread = " OR ".join(part for part in (found.unread, first.unread) if part)
                found = Valued(value, found.none, unread)
            if found.unread:
                self.unread.append(flag(found.unread))
            self._known[key] = found
        return found

    def _valued(self, field: Field, alias: str) -> Valued:
        raw = self.raw(field, alias)
        origin = self._origins.of_field(field)
        if not isinstance(origin, Ordered):
            raise TypeError(field.path)
        conditions = [f"{raw} = CAST({raw} AS BIGINT)"] if field.kind is Kind.NUMBER else []
        unread = ""
        if field.kind is Kind.DATE and self._tables.dialect.lenient:
            types = ", ".join(f"'{name}'" for name in DAYS)
            conditions.append(f"typeof({raw}) IN ({types})")
            unread = f"({raw} IS NOT NULL AND NOT typeof({raw}) IN ({types}))"
        if origin.low is not None:
            conditions.append(f"{raw} >= {cut_text(origin.low)}")
        if isinstance(origin.high, date):
            if origin.high < date.max:
                conditions.append(f"{raw} < {cut_text(origin.high + timedelta(days=1))}")
        elif origin.high is not None:
            conditions.append(f"{raw} <= {origin.high}")
        value = case(((" AND ".join(conditions), raw),)) if conditions else raw
        return Valued(value, flag(f"{raw} IS NULL") if origin.none else "0", unread)

    def _preferred(self, table: Table, field: Field) -> Field | None:
        found = table.field(field.prefer) if field.prefer else None
        return found if found is not None and self._database.has(table, found) else None


def distinct(table: Table, database: Database, dialect: Dialect) -> str:
    """The rows of *table*, those that say the same once: as the review reads them."""
    names = [dialect.identifier(field.name) for field in table.fields if database.has(table, field)]
    return f"(SELECT DISTINCT {', '.join(names)} FROM {dialect.table(database.name(table.name))})"
