"""A plan as the text of one query."""

from collections.abc import Mapping, Sequence

from eligibility.model.vocabulary import Kind
from eligibility.sql.contents import STATUSES, Key, Rows
from eligibility.sql.counting import Histories, padded
from eligibility.sql.dialects import Dialect
from eligibility.sql.people import Base
from eligibility.sql.placing import term_numbers
from eligibility.sql.planning import Applied, Group, Plan
from eligibility.sql.writing import Tables, case, classed

ABSENT = -1
"""The number of a table where a requirement is none of a standard."""


def query(plan: Plan, dialect: Dialect) -> str:
    """The query for *plan*: one row a candidacy, one column a requirement.

    Raises:
        eligibility.sql.dialects.Unwritable: a name or text cannot be written in *dialect*.

    """
    return _Query(plan, dialect).text()


class _Query:
    """Writes one query."""

    def __init__(self, plan: Plan, dialect: Dialect) -> None:
        self._plan = plan
        self._dialect = dialect
        self._tables = Tables(dialect)
        self._posts = self._numbers()
        training = plan.origins.purpose == "training"
        self._base = Base(self._tables, plan.origins, self._posts if training else {})
        self._histories = Histories(self._tables, plan.origins)
        self._parameters: dict[str, list[str]] = {}
        self._joins: list[str] = []

    def _numbers(self) -> dict[str, int]:
        """The number of each post or course."""
        vocabulary = self._plan.origins.vocabulary
        if self._plan.origins.purpose == "training":
            courses = dict.fromkeys(line.placed.post for line in self._plan.lines)
            return {course: number for number, course in enumerate(courses, 1)}
        return {post: number for number, post in enumerate(vocabulary.posts, 1)}

    def text(self) -> str:
        """The whole text."""
        plan = self._plan
        fields: dict[str, set[str]] = {}
        for group in plan.groups:
            for countings in group.countings.values():
                for counting in countings:
                    fields.setdefault(counting.table, set()).update(key.slot for key in counting.keys)
        self._histories.prepare(fields, self._base.key)
        columns = [
            f"{self._status(name)} AS {self._dialect.identifier(f'status_{name}')}"
            for name in plan.requirements
        ]
        self._base.cells.joins += self._histories.joins
        base = self._base.select(self._histories.unread)
        self._base.finish(plan.session.rulebook)
        self._tables.select("el_base", base)
        standards = self._standards()
        placed = "b.post_no = s.post_no AND b.term_no = s.term_no AND b.problem IS NULL"
        more = "".join(f", s.{name}" for name in self._parameters)
        self._tables.select(
            "el_placed",
            f"  SELECT b.*, s.standard, s.version, s.refused{more}\n  FROM el_base b\n"
            f"  LEFT JOIN {standards} s ON {placed}",
        )
        shown = [f"x.{name}" for name in ("id", *self._base.shown)]
        standard = [self._stated("standard"), self._stated("version"), f"{self._refused()} AS refused"]
        lines = ",\n  ".join([*shown, *standard, "x.unread", *columns])
        joins = "".join(f"\n{join}" for join in self._joins)
        return self._tables.text(f"SELECT\n  {lines}\nFROM el_placed x{joins}")

    @staticmethod
    def _stated(name: str) -> str:
        return f"CASE WHEN x.{name} = '' THEN NULL ELSE x.{name} END AS {name}"

    def _refused(self) -> str:
        """Why no standard applies; null where one does."""
        posts = len(self._posts)
        ways = [
            ("x.problem IS NOT NULL", "x.problem"),
            (f"x.post_no < 1 OR x.post_no > {posts}", "'unknown_post'"),
            ("x.standard IS NULL", "'other_standard'"),
            ("x.refused <> ''", "x.refused"),
        ]
        return case(ways, "NULL")

    # --- standards ---------------------------------------------------------------------------------

    def _standards(self) -> str:
        """The table of all posts and terms, each with what applies."""
        literal = self._dialect.literal
        terms = term_numbers(self._plan.origins.vocabulary)
        rows = []
        for number, line in enumerate(self._plan.lines):
            placed = line.placed
            standard = placed.instance.standard if placed.instance is not None else None
            rows.append(
                (
                    str(self._posts[placed.post]),
                    str(terms.get(placed.term, 0)),
                    literal(standard.id if standard is not None else ""),
                    literal(str(standard.version) if standard is not None else ""),
                    literal(placed.refused),
                    *(values[number] for values in self._parameters.values()),
                )
            )
        columns = ("post_no", "term_no", "standard", "version", "refused", *self._parameters)
        if not rows:
            rows = [(str(ABSENT), str(ABSENT), "''", "''", "''")]
        return self._tables.constant(columns, rows, "el_standards")

    def _parameter(self, name: str, values: Sequence[str | None], absent: str) -> str:
        """An expression for what differs from line to line; a constant where nothing does.

        A line to which it does not apply (None) has *absent*.
        """
        distinct = set(values) - {None}
        if len(distinct) == 1:
            return str(distinct.pop())
        self._parameters[name] = [absent if value is None else value for value in values]
        return f"x.{name}"

    # --- statuses ----------------------------------------------------------------------------------

    def _status(self, requirement: str) -> str:
        """The status of a requirement, in whichever form a standard demands it."""
        ways = [("x.standard IS NULL OR x.refused <> ''", "NULL")]
        for number, group in enumerate(self._plan.groups):
            if group.requirement == requirement:
                there, value = self._group(number, group)
                said = case(
                    [(f"{value} = {n}", f"'{status}'") for n, status in enumerate(STATUSES) if n],
                    f"'{STATUSES[0]}'",
                )
                ways.append((there, said))
        return case(ways)

    def _group(self, number: int, group: Group) -> tuple[str, str]:
        """Whether a group applies, and the number of its status."""
        applied = [line.applied.get(number) for line in self._plan.lines]
        present = f"g{number}"
        self._parameters[present] = ["0" if one is None else "1" for one in applied]
        there = f"x.{present} = 1"
        numbers = [self._part(number, p, group, applied) for p in range(len(group.parts))]
        if len(numbers) == 1:
            return there, numbers[0]
        shape = self._numbered(number, ("s", 0, 0), applied)
        if not numbers:
            rows = group.tables["s", 0, 0]
            return there, case([(f"{shape} = {n}", str(row[0][0])) for row, n in rows.items()], "0")
        return there, self._look_up(f"t{number}", shape, group.tables["s", 0, 0], numbers)

    def _numbered(self, group: int, place: tuple[str, int, int], applied: Sequence[Applied | None]) -> str:
        kind, part, key = place
        values = [None if one is None else str(one.numbers[place]) for one in applied]
        return self._parameter(f"g{group}{kind}{part}_{key}", values, str(ABSENT))

    def _part(self, number: int, p: int, group: Group, applied: Sequence[Applied | None]) -> str:
        """The number that a part comes to."""
        part = group.parts[p]
        keys: list[str] = []
        mapped = cut = 0
        counts = self._counts(number, p, group, applied)
        for key in part.keys:
            match key.kind:
                case "code":
                    keys.append(f"x.{self._base.number(key.slot)}")
                case "mapped":
                    shape = self._numbered(number, ("m", p, mapped), applied)
                    rows = group.tables["m", p, mapped]
                    value = f"x.{self._base.number(key.slot)}"
                    keys.append(self._look_up(f"m{number}_{p}_{mapped}", shape, rows, [value]))
                    mapped += 1
                case "cut":
                    keys.append(self._cut(number, (p, cut), key, group, applied))
                    cut += 1
                case "equal":
                    left, right = self._base.number(key.slot), self._base.number(key.part)
                    keys.append(f"CASE WHEN x.{left} = x.{right} THEN 1 ELSE 0 END")
                case _:
                    keys.append(counts[key.slot, key.part])
        shape = self._numbered(number, ("b", p, 0), applied)
        return self._look_up(f"b{number}_{p}", shape, group.tables["b", p, 0], keys)

    def _cut(
        self, number: int, place: tuple[int, int], key: Key, group: Group, applied: Sequence[Applied | None]
    ) -> str:
        """The class of a day or number."""
        p, k = place
        field = self._plan.origins.place(key.slot)
        days = field is not None and field.field is not None and field.field.kind is Kind.DATE
        size = group.most[place]
        every = [None if one is None else padded(one.cuts[place], size, days) for one in applied]
        absent = padded((), 1, days)[0]
        cuts = [
            self._parameter(
                f"g{number}c{p}_{k}_{cut}", [None if one is None else one[cut] for one in every], absent
            )
            for cut in range(size)
        ]
        value, none = self._base.value(key.slot)
        return f"CASE WHEN x.{value} IS NULL THEN x.{none} ELSE {classed(f'x.{value}', cuts, 2)} END"

    def _counts(
        self, number: int, p: int, group: Group, applied: Sequence[Applied | None]
    ) -> Mapping[tuple[str, str], str]:
        """For each history and class of rows an expression for how many there are."""
        found: dict[tuple[str, str], str] = {}
        for k, counting in enumerate(group.parts[p].countings):
            countings = tuple(group.countings[p, k])
            name = self._histories.count(countings)
            alias = f"h{number}_{p}_{k}"
            join = f"LEFT JOIN {name} {alias} ON {alias}.id = x.id"
            if len(countings) > 1:
                join += f" AND {alias}.n = {self._numbered(number, ('h', p, k), applied)}"
            self._joins.append(join)
            for place in range(1, len(counting.most) + 1):
                column = f"{alias}.c{place}"
                found[counting.table, str(place)] = case(((f"{column} IS NULL", "0"),), column)
        return found

    def _look_up(self, alias: str, shape: str, tables: Mapping[Rows, int], keys: Sequence[str]) -> str:
        """Join the table called *shape* of *tables* by *keys*; what it gives."""
        several = len(tables) > 1
        columns = [*(["s"] if several else []), *(f"k{n}" for n in range(len(keys))), "v"]
        rows = [
            (*((str(number),) if several else ()), *map(str, row))
            for table, number in tables.items()
            for row in table
        ]
        name = self._tables.constant(columns, rows)
        on = [f"{alias}.s = {shape}"] if several else []
        on += [f"{alias}.k{n} = {key}" for n, key in enumerate(keys)]
        self._joins.append(f"LEFT JOIN {name} {alias} ON {' AND '.join(on)}")
        return f"{alias}.v"
