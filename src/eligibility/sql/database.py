"""What a database holds: the names of tables, and what it lacks."""

from collections.abc import Mapping

import attrs

from eligibility.model.vocabulary import Field, Table, Vocabulary


@attrs.frozen
class Database:
    """*names* gives the names of tables that are not called as in the rule book.

    *absent* are tables (``disciplines``) and columns (``people.llct_evidence``) that are not there.
    *beside* are tables of ratings whose grades stand with the people, in a column for each year.
    """

    names: Mapping[str, str] = attrs.field(factory=dict)
    absent: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()

    def name(self, table: str) -> str:
        """The name of *table* in the database."""
        return self.names.get(table, table)

    def has_table(self, table: str) -> bool:
        """Whether there is such a table."""
        return table not in self.absent

    def has(self, table: Table, field: Field) -> bool:
        """Whether there is such a column."""
        return self.has_table(table.name) and f"{table.name}.{field.name}" not in self.absent


class UnknownPart(LookupError):
    """A table or column that the rule book does not know; *known* are those that it does."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def check_parts(database: Database, vocabulary: Vocabulary) -> None:
    """Nothing is said of a table or column that there cannot be.

    Raises:
        UnknownPart: something is.

    """
    tables = tuple(vocabulary.tables)
    columns = tuple(f"{t.name}.{field.name}" for t in vocabulary.tables.values() for field in t.fields)
    rated = tuple(table.name for table in vocabulary.tables.values() if table.ratings and table.beside)
    for names, known in (
        (database.names, tables),
        (sorted(database.absent), tables + columns),
        (sorted(database.beside), rated),
    ):
        for name in names:
            if name not in known:
                raise UnknownPart(name, known)


def beside_column(table: Table, year: int) -> str:
    """The column of people that holds the grades of *year*: the first heading that the rule book gives it."""
    if table.beside is None or table.ratings is None:
        raise KeyError(table.name)
    heading = table.beside.headings[table.ratings.grade][0]
    return heading.replace("{" + table.ratings.year + "}", str(year))
