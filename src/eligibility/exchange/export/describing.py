"""The inputs of an exported standard: one for each field, year of ratings, waiver and class of rows."""

from collections.abc import Sequence

import attrs

from eligibility.exchange.export.keys import (
    Asking,
    absence,
    constant,
    counted,
    listed,
    ordered,
    stated,
    truth,
)
from eligibility.exchange.export.model import Alike, ByName, Counted, Given, Sheet
from eligibility.exchange.export.naming import Naming
from eligibility.exchange.export.origins import InputOrigins
from eligibility.exchange.export.sheets import made_sheet
from eligibility.model.label import Label
from eligibility.model.record import Known
from eligibility.model.slots import KNOWN, WAIVED
from eligibility.model.standard import Standard
from eligibility.model.vocabulary import Field, Kind, Table
from eligibility.sql.contents import Counting, Cuts, Key
from eligibility.sql.origins import Coded, Ordered

TYPES = {Kind.DATE: "date", Kind.NUMBER: "number"}


class Inputs:
    """Names inputs as tables ask for them, and keeps what has to be said of each."""

    def __init__(self, origins: InputOrigins, standard: Standard) -> None:
        self.given: dict[str, Given] = {}
        self.counted: list[Counted] = []
        self.naming = Naming()
        self._origins = origins
        self._vocabulary = origins.vocabulary
        self._standard = standard
        self._classes: dict[tuple[object, ...], Sheet] = {}

    # --- keys ----------------------------------------------------------------------------------------

    def asking(
        self, key: Key, cuts: Cuts, classes: Sequence[int], counting: Counting | None, table: str = ""
    ) -> Asking:
        """How *key* is asked for; inside rows of *table*, if one is named."""
        if key.kind == "equal":
            left, right = (self._input(slot, table) for slot in (key.slot, key.part))
            return truth(Alike(left.name, right.name))
        if key.kind == "count":
            if counting is None:
                raise TypeError(key)
            return counted(ByName(self._count(counting, int(key.part))), key.most)
        if key.kind == "cut":
            origin = self._ordered(key.slot, table)
            absent = ByName(self._absent(key.slot, table)) if origin.none else None
            return ordered(ByName(self._input(key.slot, table).name), absent, origin, cuts)
        if key.slot.startswith(KNOWN):
            return self._stated(key.slot.removeprefix(KNOWN))
        values = self._coded(key.slot, table).values
        options = {number: [value] for number, value in enumerate(values)}
        if key.kind == "mapped":
            options = {}
            for number, value in zip(classes, values, strict=True):
                options.setdefault(number, []).append(value)
        return listed(ByName(self._input(key.slot, table).name), options)

    def _ordered(self, slot: str, table: str) -> Ordered:
        found = self._origins.of_field(self._field(slot, table))
        if not isinstance(found, Ordered):
            raise TypeError(slot)
        return found

    def _coded(self, slot: str, table: str) -> Coded:
        found = self._origins.of_field(self._field(slot, table)) if table else self._origins.origin(slot, {})
        if not isinstance(found, Coded):
            raise TypeError(slot)
        return found

    def _stated(self, path: str) -> Asking:
        origin = None
        if self._field(path, "").kind is not Kind.TEXT:
            origin = self._origins.of_field(self._field(path, ""))
        absent = ByName(self._absent(path, "")) if isinstance(origin, Ordered) and origin.none else None
        return stated(ByName(self._input(path, "").name), absent)

    # --- inputs ---------------------------------------------------------------------------------------

    def _field(self, slot: str, table: str) -> Field:
        found = self._vocabulary.tables[table].field(slot) if table else self._vocabulary.field_at(slot)
        if found is None:
            raise KeyError(slot)
        return found

    def _keep(self, given: Given) -> Given:
        return self.given.setdefault(given.name, given)

    def _input(self, slot: str, table: str) -> Given:
        """The input for *slot*; for a field of rows, an input of the table that classes them."""
        if slot.startswith(WAIVED):
            return self._waived(slot.removeprefix(WAIVED))
        if slot.endswith("]") and not table:
            return self._rating(slot)
        field = self._field(slot, table)
        name = self.naming.name(f"{table}_{slot}" if table else slot, ("input", table, slot))
        if field.kind in TYPES:
            origin = self._ordered(slot, table)
            low, high = origin.low, origin.high
            return self._keep(
                Given(
                    name,
                    TYPES[field.kind],
                    slot,
                    field.label,
                    "row" if table else "field",
                    table,
                    low=low,
                    high=high,
                )
            )
        if field.kind is Kind.TEXT:
            return self._keep(Given(name, "string", slot, field.label, "field"))
        about = "row" if table else "posts" if field.kind is Kind.POSTS else "field"
        return self._listed(Given(name, "string", slot, field.label, about, table), self._coded(slot, table))

    def _listed(self, given: Given, coded: Coded) -> Given:
        absent = absence(coded.values)
        known = tuple(str(constant(value, absent)) for value in coded.values if isinstance(value, Known))
        return self._keep(attrs.evolve(given, values=known, absent=absent))

    def _absent(self, slot: str, table: str) -> str:
        field = self._field(slot, table)
        wanted = f"no_{table}_{slot}" if table else f"no_{slot}"
        name = self.naming.name(wanted, ("absent", table, slot))
        about = "row_none" if table else "none"
        return self._keep(
            Given(name, "boolean", slot, field.label, about, self._input(slot, table).name)
        ).name

    def _waived(self, requirement: str) -> Given:
        found = self._standard.requirement(requirement)
        label = (found.label if found is not None else None) or Label(requirement, requirement)
        name = self.naming.name(f"waived_{requirement}", ("waived", requirement))
        return self._keep(Given(name, "boolean", f"{WAIVED}{requirement}", label, "waived", requirement))

    def _rating(self, slot: str) -> Given:
        table, _, year = slot[:-1].partition("[")
        name = self.naming.name(f"{table}_{year}", ("rating", slot))
        label = self._vocabulary.tables[table].label
        return self._listed(Given(name, "string", slot, label, "rating", year), self._coded(slot, ""))

    # --- rows that are counted -------------------------------------------------------------------------

    def _count(self, counting: Counting, number: int) -> str:
        """The input that counts the rows of a class."""
        classes = self.classes(counting)
        result = classes.results[number]
        table = self._vocabulary.tables[counting.table]
        name = self.naming.name(result, ("count", classes.name, number))
        return self._keep(
            Given(name, "number", counting.table, table.label, "count", f"{classes.name}: {result}")
        ).name

    def classes(self, counting: Counting) -> Sheet:
        """The table that puts each row of a history into a class."""
        key = (counting.table, counting.keys, counting.cuts, counting.rows, len(counting.most))
        found = self._classes.get(key)
        if found is None:
            found = self._classes[key] = self._class_sheet(counting, self._vocabulary.tables[counting.table])
            self.counted.append(Counted(counting.table, found))
        return found

    def _class_sheet(self, counting: Counting, table: Table) -> Sheet:
        name = self.naming.name(f"{table.name}_class", ("classes", len(self._classes)))
        letter = name.removeprefix(f"{table.name}_class")
        results = ("no", *(f"{table.name}{letter}_{n}" for n in range(1, len(counting.most) + 1)))
        cuts = iter(counting.cuts)
        asked = [
            self.asking(key, next(cuts) if key.kind == "cut" else (), (), None, table.name)
            for key in counting.keys
        ]
        told = {row[:-1]: row[-1] for row in counting.rows}
        return made_sheet(name, "class", table.name, asked, told, results, otherwise=0)
