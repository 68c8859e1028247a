"""What the table of units says of the unit that somebody is considered for."""

from eligibility.model.vocabulary import Joined
from eligibility.sql.cells import Cells
from eligibility.sql.origins import Origins
from eligibility.sql.writing import Tables, case, flag


class Units:
    """Looks up attributes of units; a unit with two rows that differ is not known."""

    def __init__(self, tables: Tables, origins: Origins, cells: Cells) -> None:
        self._tables = tables
        self._origins = origins
        self._cells = cells
        self._count = 0

    def attribute(self, joined: Joined, unit: str) -> str:
        """The number of the attribute of the unit called *unit*."""
        self._count += 1
        name, alias = f"el_units_{self._count}", f"u{self._count}"
        table = self._origins.vocabulary.tables[joined.table]
        field, key = table.field(joined.source_field), table.field(table.key[0])
        if field is None or key is None:
            raise KeyError(joined.source_field)
        cells = Cells(self._tables, self._origins, "j")
        coded = cells.coded(table, field, "r")
        place = self._tables.dialect.table(self._origins.database.name(table.name))
        inner = (
            f"SELECT {cells.text(key, 'r')} AS unit, {coded.number} AS c, {flag(coded.unread)} AS u"
            f" FROM {place} r " + " ".join(cells.joins)
        )
        stated = "CASE WHEN x.c > 0 THEN x.c END"
        least, most = f"MIN({stated})", f"MAX({stated})"
        value = case(((f"{least} IS NULL OR MAX(x.u) = 1", "0"), (f"{least} = {most}", least)), "0")
        unread = flag(f"MAX(x.u) = 1 OR {least} < {most}")
        self._tables.select(
            name,
            f"  SELECT x.unit AS unit, {value} AS c, {unread} AS u\n  FROM ({inner}) x\n  GROUP BY x.unit",
        )
        self._cells.joins.append(f"LEFT JOIN {name} {alias} ON {alias}.unit = {unit}")
        self._cells.unread.append(case(((f"{alias}.u IS NULL", "0"),), f"{alias}.u"))
        return case(((f"{alias}.c IS NULL", "0"),), f"{alias}.c")
