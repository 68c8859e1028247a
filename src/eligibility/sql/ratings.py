"""What is known of the rating of a year, as a number with a bit for each grade seen."""

from datetime import date

from eligibility.model.vocabulary import Field, Table
from eligibility.normalise.text import folded
from eligibility.sql.cells import Cells
from eligibility.sql.database import beside_column
from eligibility.sql.origins import PEOPLE, Origins
from eligibility.sql.spellings import Spellings, spellings
from eligibility.sql.writing import Tables, case, day, flag, total

NO_ENTRY = -1


class Ratings:
    """Reads the ratings of people: rows of a table, or columns of theirs."""

    def __init__(self, tables: Tables, origins: Origins, cells: Cells, key: str) -> None:
        self._tables = tables
        self._origins = origins
        self._cells = cells
        self._key = key
        self._years: dict[str, dict[int, str]] = {}

    def mask(self, table: Table, year: int) -> str:
        """The number for *year*; 0 where any grade may have been given."""
        grade = _grade(table)
        known = spellings(grade, self._origins.vocabulary, self._origins.as_of)
        if table.name in self._origins.database.beside:
            stated = self._beside(table, grade, year, known)
        else:
            stated = self._row(table, year)
        missing = self._unrated(table, year, known)
        return case(((f"{stated} IS NULL OR {stated} = {NO_ENTRY}", missing),), stated)

    def _unrated(self, table: Table, year: int, known: Spellings) -> str:
        """What the lack of an entry comes to: nobody is rated before service began."""
        anything, none = (1 << known.none) - 1, 1 << (known.none - 1)
        ratings = table.ratings
        people = self._origins.vocabulary.tables[PEOPLE]
        field = next((f for f in people.fields if ratings is not None and f.path == ratings.since), None)
        if field is None or not self._origins.database.has(people, field):
            return str(anything)
        since = self._cells.valued(people, field, "p")
        begun = f"{since.value} >= {day(date(year + 1, 1, 1))}"
        return case(
            ((begun, str(none)), (f"{since.value} IS NOT NULL", "0"), (f"{since.none} = 1", "0")),
            str(anything),
        )

    def _beside(self, table: Table, grade: Field, year: int, known: Spellings) -> str:
        column = f"p.{self._tables.dialect.identifier(beside_column(table, year))}"
        denied = set(map(folded, table.beside.none_texts)) if table.beside is not None else set()
        codes = tuple(
            (text, NO_ENTRY if code == 0 or folded(text) in denied else 1 << (code - 1))
            for text, code in known.codes
        )
        text = self._cells.as_text(column)
        found = self._cells.looked_up(text, codes, NO_ENTRY)
        self._cells.unread.append(flag(found.unread))
        return case(((found.unread, str((1 << known.none) - 1)),), found.number)

    # --- rows of a table -----------------------------------------------------------------------------

    def _row(self, table: Table, year: int) -> str:
        """The column for *year* of the ratings of the person, each year once."""
        years = self._years.setdefault(table.name, {})
        if not years:
            name = f"el_rated_{len(self._years)}"
            self._cells.joins.append(
                f"LEFT JOIN {name} {self.alias(table)} ON {self.alias(table)}.id = {self._key}"
            )
            self._cells.unread.append(
                case(((f"{self.alias(table)}.unread IS NULL", "0"),), f"{self.alias(table)}.unread")
            )
        years[year] = f"y{year}"
        return f"{self.alias(table)}.y{year}"

    def alias(self, table: Table) -> str:
        """The alias of the ratings in *table*."""
        return f"r{list(self._years).index(table.name) + 1}"

    def finish(self) -> None:
        """Write the tables of all years that were asked for."""
        for number, (name, years) in enumerate(self._years.items(), 1):
            self._grouped(f"el_rated_{number}", self._origins.vocabulary.tables[name], sorted(years))

    def _grouped(self, name: str, table: Table, years: list[int]) -> None:
        dialect = self._tables.dialect
        grade = _grade(table)
        known = spellings(grade, self._origins.vocabulary, self._origins.as_of)
        cells = Cells(self._tables, self._origins, "j")
        coded = cells.coded(table, grade, "r")
        year = f"r.{dialect.identifier(table.ratings.year)}" if table.ratings is not None else ""
        key = f"r.{dialect.identifier(table.key[0])}"
        inner = (
            f"SELECT {key} AS id, {year} AS y, {coded.number} AS g, {total(cells.unread)} AS u"
            f" FROM {dialect.table(self._origins.database.name(table.name))} r " + " ".join(cells.joins)
        )
        columns = [f"{_seen(y, known.none)} AS y{y}" for y in years]
        lines = ",\n    ".join(["x.id AS id", *columns, "CAST(SUM(x.u) AS BIGINT) AS unread"])
        self._tables.select(name, f"  SELECT\n    {lines}\n  FROM ({inner}) x\n  GROUP BY x.id")


def _grade(table: Table) -> Field:
    field = table.field(table.ratings.grade) if table.ratings is not None else None
    if field is None:
        raise KeyError(table.name)
    return field


def _seen(year: int, grades: int) -> str:
    """The grades of *year* as bits; 0 where one of them is not known; none at all is no entry."""

    def any_of(condition: str, value: int) -> str:
        return f"MAX(CASE WHEN x.y = {year}{condition} THEN {value} ELSE 0 END)"

    bits = total([any_of(f" AND x.g = {code}", 1 << (code - 1)) for code in range(1, grades + 1)])
    ways = ((f"{any_of('', 1)} = 0", str(NO_ENTRY)), (f"{any_of(' AND x.g = 0', 1)} = 1", "0"))
    return case(ways, bits)
