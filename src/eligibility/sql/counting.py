"""The rows of histories, counted by class for each person."""

from collections.abc import Sequence

from eligibility.model.vocabulary import Table
from eligibility.sql.cells import Cells, distinct
from eligibility.sql.contents import Counting
from eligibility.sql.origins import Coded, Origins
from eligibility.sql.writing import LAST_DAY, LAST_NUMBER, Tables, case, classed, cut_text, total


class Histories:
    """Tables of rows, each field as a number or day, and tables that count them."""

    def __init__(self, tables: Tables, origins: Origins) -> None:
        self.joins: list[str] = []
        """What the base needs so as to count texts that nobody knows."""
        self.unread: list[str] = []
        self._tables = tables
        self._origins = origins
        self._rows: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {}
        self._count = 0

    def prepare(self, fields: dict[str, set[str]], key: str) -> None:
        """Write a table of rows for each history whose *fields* are read; *key* is the person of the base."""
        for number, (name, names) in enumerate(sorted(fields.items()), 1):
            table = self._origins.vocabulary.tables[name]
            made = f"el_rows_{number}"
            self._rows[name] = made, self._select(made, table, sorted(names))
            alias = f"h{number}"
            grouped = f"(SELECT x.id AS id, CAST(SUM(x.u) AS BIGINT) AS u FROM {made} x GROUP BY x.id)"
            self.joins.append(f"LEFT JOIN {grouped} {alias} ON {alias}.id = {key}")
            self.unread.append(case(((f"{alias}.u IS NULL", "0"),), f"{alias}.u"))

    def _select(self, made: str, table: Table, names: Sequence[str]) -> dict[str, tuple[str, str]]:
        dialect = self._tables.dialect
        cells = Cells(self._tables, self._origins, "j")
        columns: dict[str, tuple[str, str]] = {}
        lines = [f"r.{dialect.identifier(table.key[0])} AS id"]
        for number, name in enumerate(names, 1):
            field = table.field(name)
            if field is None:
                raise KeyError(name)
            if isinstance(self._origins.of_field(field), Coded):
                columns[name] = f"f{number}", ""
                lines.append(f"{cells.coded(table, field, 'r').number} AS f{number}")
            else:
                columns[name] = f"f{number}", f"f{number}n"
                found = cells.valued(table, field, "r")
                lines += [f"{found.value} AS f{number}", f"{found.none} AS f{number}n"]
        lines.append(f"{total(cells.unread)} AS u")
        listed = ",\n    ".join(lines)
        joins = "".join(f"\n  {join}" for join in cells.joins)
        source = distinct(table, self._origins.database, dialect)
        self._tables.select(made, f"  SELECT\n    {listed}\n  FROM {source} r{joins}")
        return columns

    def count(self, countings: Sequence[Counting]) -> str:
        """A table with the counts of each person: ``c1`` and so on; ``n`` says which of *countings*."""
        self._count += 1
        name = f"el_counts_{self._count}"
        first = countings[0]
        made, columns = self._rows[first.table]
        several = len(countings) > 1
        shapes = {rows: number for number, rows in enumerate(dict.fromkeys(c.rows for c in countings))}
        most = [max(len(c.cuts[place]) for c in countings) for place in range(len(first.cuts))]
        keys: list[str] = []
        place = 0
        for key in first.keys:
            value, none = columns[key.slot]
            if key.kind == "code":
                keys.append(f"x.{value}")
                continue
            cuts = (
                [f"q.k{place}_{cut}" for cut in range(most[place])]
                if several
                else [cut_text(cut) for cut in first.cuts[place]]
            )
            keys.append(
                f"CASE WHEN x.{value} IS NULL THEN x.{none} ELSE {classed(f'x.{value}', cuts, 2)} END"
            )
            place += 1
        table = self._tables.constant(
            ("s", *(f"k{number}" for number in range(len(keys))), "v"),
            [
                (str(shape), *map(str, row))
                for rows, shape in shapes.items()
                for row in (rows or (tuple([-1] * (len(keys) + 1)),))
            ],
        )
        on = [f"t.s = {'q.s' if several else '0'}"]
        on += [f"t.k{number} = {key}" for number, key in enumerate(keys)]
        counts = [f"{_counted(number, cap)} AS c{number}" for number, cap in enumerate(first.most, 1)]
        lines = ",\n    ".join(["x.id AS id", *(["q.n AS n"] if several else []), *counts])
        source = f"{made} x"
        if several:
            source += f"\n  CROSS JOIN {self._parameters(countings, shapes, most)} q"
        groups = "x.id, q.n" if several else "x.id"
        self._tables.select(
            name,
            f"  SELECT\n    {lines}\n  FROM {source}\n  LEFT JOIN {table} t ON {' AND '.join(on)}"
            f"\n  GROUP BY {groups}",
        )
        return name

    def _parameters(
        self,
        countings: Sequence[Counting],
        shapes: dict[tuple[tuple[int, ...], ...], int],
        most: Sequence[int],
    ) -> str:
        columns = ["n", "s", *(f"k{place}_{cut}" for place, size in enumerate(most) for cut in range(size))]
        rows = []
        for number, counting in enumerate(countings):
            row = [str(number), str(shapes[counting.rows])]
            for place, size in enumerate(most):
                row += padded(counting.cuts[place], size, self._is_day(counting, place))
            rows.append(row)
        return self._tables.constant(columns, rows)

    def _is_day(self, counting: Counting, place: int) -> bool:
        names = [key.slot for key in counting.keys if key.kind == "cut"]
        field = self._origins.vocabulary.tables[counting.table].field(names[place])
        return field is not None and field.kind == "date"


def padded(cuts: Sequence[object], size: int, days: bool) -> list[str]:
    """*cuts* as constants, with others that nothing reaches up to *size*."""
    texts = [cut_text(cut) for cut in cuts]  # type: ignore[arg-type]
    return texts + [cut_text(LAST_DAY if days else LAST_NUMBER)] * (size - len(texts))


def _counted(number: int, cap: int) -> str:
    """How many rows of class *number* there are, *cap* at most."""
    one = f"CASE WHEN t.v = {number} THEN 1 ELSE 0 END"
    if cap == 0:
        return "0"
    if cap == 1:
        return f"MAX({one})"
    return f"CASE WHEN SUM({one}) > {cap} THEN {cap} ELSE CAST(SUM({one}) AS BIGINT) END"
