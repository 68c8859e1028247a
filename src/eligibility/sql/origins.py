"""Where the values of a slot come from, and in which form a query has them."""

from collections.abc import Mapping
from datetime import date

import attrs

from eligibility.evaluate.candidacies import HELD_POST, HELD_UNIT, TARGET_UNIT
from eligibility.model.dataset import TARGET_POST
from eligibility.model.record import MISSING, NONE, Among, Known, Missing, Scalar, Value
from eligibility.model.slots import HOLDS, KNOWN, WAIVED
from eligibility.model.vocabulary import Field, Joined, Kind, Table, Vocabulary
from eligibility.sql.database import Database
from eligibility.sql.spellings import closed_values
from eligibility.sql.untranslatable import Untranslatable

PEOPLE, PLAN, UNITS, WAIVERS = "people", "plan", "units", "waivers"


@attrs.frozen
class Fixed:
    """One value for everybody."""

    value: Value


@attrs.frozen
class Coded:
    """A whole number that stands for one of *values*, which are numbered from 0 (missing)."""

    values: tuple[Value, ...]


@attrs.frozen
class Ordered:
    """A day or a whole number within *low* and *high*; *none*: an empty cell is a known absence."""

    field: Field
    low: date | int | None
    high: date | int | None
    none: bool


@attrs.frozen
class History:
    """The rows of a table about a person."""

    table: Table


Origin = Fixed | Coded | Ordered | History


def mask_values(grades: tuple[str, ...]) -> tuple[Value, ...]:
    """What is known of the rating of a year, by a number with a bit for each grade seen; 0: missing.

    The highest bit is that there is none.
    """
    parts: tuple[Scalar, ...] = (*grades, NONE)
    found: list[Value] = [MISSING]
    for mask in range(1, 1 << len(parts)):
        seen = tuple(part for bit, part in enumerate(parts) if mask >> bit & 1)
        found.append(Known(seen[0]) if len(seen) == 1 else Among(seen))
    return tuple(found)


def _one_post(value: Value) -> Value:
    """The one post of a set of just one."""
    match value:
        case Known((post,)):
            return Known(post)
        case _:
            return value


MAX_GRADES = 9
"""Grades of a scale of which every set can be numbered."""


@attrs.frozen
class Place:
    """A column: of *table*, or looked up by *joined*."""

    table: str = ""
    field: Field | None = None
    joined: Joined | None = None


class Origins:
    """Where slots come from, when *purpose* is reviewed on *as_of* in *database*."""

    def __init__(self, vocabulary: Vocabulary, database: Database, purpose: str, as_of: date) -> None:
        self.vocabulary = vocabulary
        self.database = database
        self.purpose = purpose
        self.as_of = as_of

    def place(self, path: str) -> Place | None:
        """The column that *path* names; None where there is none."""
        if self.purpose == "audit":
            path = {TARGET_POST: HELD_POST, TARGET_UNIT: HELD_UNIT}.get(path, path)
        elif self.purpose == "training" and path == TARGET_POST:
            return None
        for joined in self.vocabulary.joined:
            if joined.field.path == path:
                return Place(joined=joined)
        for name in (PLAN, PEOPLE):
            table = self.vocabulary.tables.get(name)
            if table is None or not self.database.has_table(name):
                continue
            for field in table.fields:
                if field.path == path:
                    there = self.database.has(table, field)
                    return Place(name, field) if there else None
        return None

    def origin(self, slot: str, assumed: Mapping[str, str]) -> Origin:
        """How the values of *slot* come; *assumed* says what the lack of a column or table stands for.

        Raises:
            Untranslatable: they cannot be had in SQL.

        """
        if slot.startswith(HOLDS):
            return Fixed(MISSING)
        if slot.startswith(WAIVED):
            if WAIVERS not in self.vocabulary.tables or not self.database.has_table(WAIVERS):
                return Fixed(Known(False))
            return Coded((MISSING, Known(False), Known(True)))
        if slot.startswith(KNOWN):
            return self._known(self.origin(slot.removeprefix(KNOWN), assumed))
        if slot.endswith("]"):
            return self._rating(slot)
        if slot in self.vocabulary.tables:
            table = self.vocabulary.tables[slot]
            if self.database.has_table(slot):
                return History(table)
            nothing = "none" in (assumed.get(slot), table.absent)
            return Fixed(Known(()) if nothing else MISSING)
        return self._field(slot, assumed.get(slot, ""))

    @staticmethod
    def _known(origin: Origin) -> Origin:
        match origin:
            case Fixed(value):
                return Fixed(MISSING if isinstance(value, Missing) else Known(True))
            case _:
                return Coded((MISSING, Known(True)))

    def _rating(self, slot: str) -> Origin:
        name = slot.partition("[")[0]
        table = self.vocabulary.tables[name]
        grade = table.field(table.ratings.grade) if table.ratings is not None else None
        grades = self.vocabulary.scales[grade.scale].codes if grade is not None else ()
        if not self.database.has_table(name) or grade is None or table.ratings is None:
            return Fixed(MISSING)
        if name not in self.database.beside:
            stated = (grade, table.field(table.ratings.year))
            if not all(field is not None and self.database.has(table, field) for field in stated):
                return Fixed(MISSING)
        if len(grades) > MAX_GRADES:
            raise Untranslatable("too_many", slot)
        return Coded(mask_values(grades))

    def _field(self, path: str, assumed: str) -> Origin:
        place = self.place(path)
        lacking = Fixed(Known(NONE if assumed == "none" else assumed) if assumed else MISSING)
        if place is None:
            if self.purpose == "training" and path == TARGET_POST:
                return Fixed(MISSING)
            return lacking
        if place.joined is not None:
            return self._joined(place.joined)
        if place.table == PLAN and self.purpose != "planning":
            return Fixed(MISSING)
        if place.field is None:
            raise KeyError(path)
        self._check_preferred(place)
        found = self.of_field(place.field)
        if path == TARGET_POST and isinstance(found, Coded):  # audits: of several posts, one
            return Coded(tuple(map(_one_post, found.values)))
        return found

    def _check_preferred(self, place: Place) -> None:
        """A preferred column must hold the same kind of values, and say nothing where it is empty."""
        table, field = self.vocabulary.tables[place.table], place.field
        first = table.field(field.prefer) if field is not None and field.prefer else None
        if first is None or field is None or not self.database.has(table, first):
            return
        if (first.kind, first.scale, first.empty) != (field.kind, field.scale, "unknown"):
            raise Untranslatable("preferred", field.path)

    def of_field(self, field: Field) -> Origin:
        """How the values of a column come."""
        match field.kind:
            case Kind.DATE | Kind.NUMBER:
                high = self.as_of if field.maximum == "review_date" else field.maximum
                return Ordered(
                    field,
                    field.minimum,
                    None if isinstance(high, str) else high,
                    field.empty == "none",
                )
            case Kind.TEXT:
                raise Untranslatable("free_text", field.path)
            case _:
                return Coded(closed_values(field, self.vocabulary))

    def _joined(self, joined: Joined) -> Origin:
        by = self.place(joined.by)
        if by is None or (by.table == PLAN and self.purpose != "planning"):
            return Fixed(MISSING)
        if joined.table and not self.database.has_table(joined.table):
            return Fixed(MISSING)
        if joined.table:
            table = self.vocabulary.tables[joined.table]
            named = [table.field(name) for name in (table.key[0], joined.source_field)]
            if not all(field is not None and self.database.has(table, field) for field in named):
                return Fixed(MISSING)
            source = named[1]
            return Fixed(MISSING) if source is None else self.of_field(source)
        return Coded(closed_values(joined.field, self.vocabulary))
