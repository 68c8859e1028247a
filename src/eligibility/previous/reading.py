"""Which columns and sheets the requirements of a standard read."""

from collections.abc import Iterator, Mapping

import attrs
import polars as pl

from eligibility.model.slots import slots_read
from eligibility.model.standard import Requirement, RuleBook
from eligibility.previous.results import KEY

WHOLE = ""
"""Stands for all fields of a sheet."""

Column = tuple[str, str]


@attrs.frozen(eq=False)
class Reading:
    """What is read under the rules of one or two reviews."""

    rulebooks: tuple[RuleBook, ...]
    closed_year: int

    def requirement(self, standard: str, version: str, name: str) -> set[Column]:
        """The columns that a requirement of a version of a standard reads."""
        return {
            column
            for book in self.rulebooks
            for found in book.standards
            if (found.id, found.version) == (standard, version)
            and (requirement := found.requirement(name)) is not None
            for column in self._columns(book, requirement)
        }

    def facts(self, purpose: str) -> set[Column]:
        """The columns that the facts of the policies for *purpose* read."""
        return {
            column
            for book in self.rulebooks
            for policy in book.policies
            if policy.purpose == purpose
            for fact in policy.facts
            for column in self._columns(book, Requirement(fact.name, fact.condition, if_unmet="", clause=""))
        }

    def _columns(self, book: RuleBook, requirement: Requirement) -> Iterator[Column]:
        if requirement.waivable:
            yield "waivers", WHOLE
        known = _paths(book)
        for slot in slots_read(requirement, self.closed_year):
            table = slot.partition("[")[0]
            if table in book.vocabulary.tables:
                yield table, WHOLE
            elif slot in known:
                yield known[slot]


def _paths(book: RuleBook) -> Mapping[str, Column]:
    """The table and name of each field by the path that rules use."""
    vocabulary = book.vocabulary
    found = {
        joined.field.path: (joined.table, joined.source_field) for joined in vocabulary.joined if joined.table
    }
    for table in vocabulary.tables.values():
        if not table.history:
            found |= {field.path: (table.name, field.name) for field in table.fields}
    return found


def relevant(fields: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    """Of *fields* what *read* names (by key a sheet, whole or a field of it); all of a key where none is."""
    exact = fields.join(
        read, on=[*KEY, "sheet", "field"], how="semi", nulls_equal=True, maintain_order="left"
    )
    whole = read.filter(pl.col("field") == WHOLE)
    broad = fields.join(whole, on=[*KEY, "sheet"], how="semi", maintain_order="left")
    named = pl.concat([exact, broad]).unique()
    rest = fields.join(named, on=KEY, how="anti")
    return fields.join(
        pl.concat([named, rest]), on=fields.columns, how="semi", nulls_equal=True, maintain_order="left"
    )
