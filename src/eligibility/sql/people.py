"""The base of a query: one row a candidacy, with the number or day of every slot that tables are keyed by."""

from collections.abc import Mapping

from eligibility.model.dataset import TARGET_POST, TERM
from eligibility.model.slots import KNOWN, WAIVED
from eligibility.model.standard import RuleBook
from eligibility.model.vocabulary import Field, Joined, Table
from eligibility.sql.cells import Cells, distinct
from eligibility.sql.origins import PEOPLE, PLAN, Coded, Ordered, Origins
from eligibility.sql.placing import term_numbers, term_texts
from eligibility.sql.ratings import Ratings
from eligibility.sql.units import Units
from eligibility.sql.waiving import Waivers
from eligibility.sql.writing import Tables, case, total

PERSON, CANDIDACY, COURSE = "p", "c", "k"
"""The aliases of people, of the plan, and of courses."""


class Base:
    """Collects the columns of the base."""

    def __init__(self, tables: Tables, origins: Origins, courses: Mapping[str, int]) -> None:
        self._tables = tables
        self._origins = origins
        self._vocabulary = origins.vocabulary
        self._courses = courses
        self._planned = origins.purpose == "planning"
        self.cells = Cells(tables, origins, "j")
        self._columns: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._days: dict[str, tuple[str, str]] = {}
        self._ratings = Ratings(tables, origins, self.cells, self.key)
        self._units = Units(tables, origins, self.cells)
        self._waivers = Waivers(tables, origins, self.cells, self.key, self._waived_post)

    # --- who ---------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The id of the person of a candidacy."""
        name = PLAN if self._planned else PEOPLE
        return self._key(name, CANDIDACY if self._planned else PERSON)

    def _key(self, table: str, alias: str) -> str:
        return f"{alias}.{self._tables.dialect.identifier(self._vocabulary.tables[table].key[0])}"

    def post(self) -> str:
        """The number of the post (or course) that somebody is considered for; 0 where it is not known."""
        if self._origins.purpose == "training":
            return f"{COURSE}.n"
        place = self._origins.place(TARGET_POST)
        if place is None or place.field is None:
            return "0"
        return self.cells.coded(
            self._vocabulary.tables[place.table], place.field, self._alias(place.table)
        ).number

    def _waived_post(self) -> str:
        """The number of the post whose waivers count; no post's for a course."""
        return "-1" if self._origins.purpose == "training" else self.post()

    def _unread_post(self) -> str:
        place = self._origins.place(TARGET_POST)
        if self._origins.purpose == "training" or place is None or place.field is None:
            return ""
        return self.cells.coded(
            self._vocabulary.tables[place.table], place.field, self._alias(place.table)
        ).unread

    @staticmethod
    def _alias(table: str) -> str:
        return CANDIDACY if table == PLAN else PERSON

    # --- slots -------------------------------------------------------------------------------------

    def number(self, slot: str) -> str:
        """The column with the number of what *slot* holds."""
        found = self._numbers.get(slot)
        if found is None:
            number = self._number(slot)
            found = self._numbers[slot] = f"v{len(self._columns) + 1}"
            self._columns[found] = number
        return found

    def value(self, slot: str) -> tuple[str, str]:
        """The columns with the day or number in *slot*, and with 1 where it is a known absence."""
        found = self._days.get(slot)
        if found is None:
            table, field, alias = self._field(slot)
            valued = self.cells.valued(table, field, alias)
            first = f"v{len(self._columns) + 1}"
            found = self._days[slot] = (first, f"{first}n")
            self._columns[first] = valued.value
            self._columns[f"{first}n"] = valued.none
        return found

    def _field(self, path: str) -> tuple[Table, Field, str]:
        place = self._origins.place(path)
        if place is None or place.field is None:
            raise KeyError(path)
        return self._vocabulary.tables[place.table], place.field, self._alias(place.table)

    def _number(self, slot: str) -> str:
        if slot.startswith(WAIVED):
            return self._waivers.state(slot.removeprefix(WAIVED))
        if slot.startswith(KNOWN):
            return self._known(slot.removeprefix(KNOWN))
        if slot.endswith("]"):
            table, _, year = slot[:-1].partition("[")
            return self._ratings.mask(self._vocabulary.tables[table], int(year))
        place = self._origins.place(slot)
        if place is not None and place.joined is not None:
            return self._joined(place.joined)
        table_, field, alias = self._field(slot)
        return self.cells.coded(table_, field, alias).number

    def _known(self, path: str) -> str:
        """1 where the record states what stands at *path*."""
        if isinstance(self._origins.origin(path, {}), Ordered):
            value, none = self.value(path)
            valued = self._columns[value], self._columns[none]
            return case(((f"{valued[0]} IS NOT NULL", "1"), (f"{valued[1]} = 1", "1")), "0")
        number = self._columns[self.number(path)]
        return case(((f"{number} = 0", "0"),), "1")

    def _joined(self, joined: Joined) -> str:
        if joined.table:
            _, field, alias = self._field(joined.by)
            return self._units.attribute(joined, self.cells.text(field, alias))
        origin = self._origins.origin(joined.field.path, {})
        if not isinstance(origin, Coded):
            raise TypeError(joined.field.path)
        numbers = {str(getattr(value, "value", "")): n for n, value in enumerate(origin.values)}
        rows = [
            (str(number), str(numbers.get(str(getattr(post, joined.source_field)), 0)))
            for number, post in enumerate(self._vocabulary.posts.values(), 1)
        ]
        name = self._tables.constant(("p", "a"), rows)
        alias = f"a{len(self.cells.joins) + 1}"
        by = self.post() if joined.by == TARGET_POST else self._number(joined.by)
        self.cells.joins.append(f"LEFT JOIN {name} {alias} ON {alias}.p = {by}")
        return case(((f"{alias}.a IS NULL", "0"),), f"{alias}.a")

    def finish(self, rulebook: RuleBook) -> None:
        """Write the tables that the base is joined with."""
        self._ratings.finish()
        self._waivers.finish(rulebook)

    # --- the text ----------------------------------------------------------------------------------

    def select(self, also: list[str]) -> str:
        """The query of the base; *also* are joins that count texts nobody knows in other tables."""
        post = self.post()
        unread_post = self._unread_post()
        problem = self._problem(unread_post)
        term, doubt = self._term()
        columns = [f"{self.key} AS id", *self._shown(), f"{post} AS post_no", f"{term} AS term_no"]
        columns.append(f"{case((*problem, *doubt), 'NULL')} AS problem")
        columns += [f"{text} AS {name}" for name, text in self._columns.items()]
        columns.append(f"{total([*self.cells.unread, *also])} AS unread")
        lines = ",\n    ".join(columns)
        return f"  SELECT\n    {lines}\n  FROM {self._from()}\n  " + "\n  ".join(self.cells.joins)

    def _shown(self) -> list[str]:
        """What tells candidacies apart."""
        if self._origins.purpose == "training":
            return [f"{COURSE}.course AS course"]
        shown = []
        for path, name in ((TARGET_POST, "post"), ("target.unit", "unit"), (TERM, "term")):
            place = self._origins.place(path)
            if place is not None and place.field is not None and (self._planned or place.table == PEOPLE):
                raw = self.cells.raw(place.field, self._alias(place.table))
                shown.append(f"{raw} AS {name}")
        return shown

    @property
    def shown(self) -> list[str]:
        """The names of these columns."""
        return [column.rpartition(" AS ")[2] for column in self._shown()]

    def _problem(self, unread_post: str) -> list[tuple[str, str]]:
        text = self.cells.as_text(self.key)
        found = [(f"{self.key} IS NULL OR {text} = ''", "'no_id'")]
        found += [("n.n IS NULL", "'unknown_person'")] if self._planned else []
        found.append(("n.n > 1", "'repeated_id'"))
        if unread_post:
            found.append((unread_post, "'unread_post'"))
        return found

    def _term(self) -> tuple[str, list[tuple[str, str]]]:
        place = self._origins.place(TERM)
        if not self._planned or place is None or place.field is None:
            return "0", []
        numbers = term_numbers(self._vocabulary)
        codes = [(text, numbers[term]) for text, term in term_texts(self._vocabulary)]
        codes += [("", 0), (" ", 0)]
        text = self.cells.text(place.field, CANDIDACY)
        found = self.cells.looked_up(text, tuple(codes), 0)
        return found.number, [(found.unread, "'unread_term'")]

    def _from(self) -> str:
        dialect, database = self._tables.dialect, self._origins.database
        people = dialect.table(database.name(PEOPLE))
        key = self._key(PEOPLE, PERSON)
        plain = key.partition(".")[2]
        once = f"(SELECT {plain} AS id, COUNT(*) AS n FROM {people} GROUP BY {plain}) n"
        if self._planned:
            plan = distinct(self._vocabulary.tables[PLAN], database, dialect)
            return (
                f"{plan} {CANDIDACY}\n  LEFT JOIN {once} ON n.id = {self.key}"
                f"\n  LEFT JOIN {people} {PERSON} ON {key} = {self.key} AND n.n = 1"
            )
        found = f"{people} {PERSON}\n  LEFT JOIN {once} ON n.id = {key}"
        if self._origins.purpose == "training":
            literal = dialect.literal
            rows = [(str(number), literal(course)) for course, number in self._courses.items()]
            courses = self._tables.constant(("n", "course"), rows or [("0", "''")])
            found += f"\n  JOIN {courses} {COURSE} ON {COURSE}.n > 0"
        return found
