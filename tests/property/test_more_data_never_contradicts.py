"""Law: what is found out later never contradicts what was decided before.

Filling in anything that was missing, unreadable, imprecise or contradictory leaves a status that was
certain, and an outcome that all completions led to; it only takes possibilities away.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import attrs
from hypothesis import given

from eligibility.model.record import MISSING, Among, Between, Known, Missing, Record, Row, Value, span
from eligibility.model.slots import KNOWN, WAIVED
from eligibility.model.vocabulary import Field
from eligibility.pipeline import review_dataset

from .completing import Completing, everything
from .judging import ENGINES
from .strategies import (
    GARBAGE,
    Case,
    Large,
    Roll,
    Sheet,
    Sheets,
    World,
    cases,
    chance,
    dataset,
    examples,
    known_text,
    one,
    seeded,
    some,
    value_of,
    worlds,
)

# --- records -------------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Filled(Large):
    """A case, and its record with something filled in."""

    case: Case
    fuller: Record


def narrowed(roll: Roll, value: Value, field: Field, case: Case) -> Value:
    """*value* with something found out about it."""
    every = everything(value, field, case.instance.context)
    match value:
        case Missing() if chance(roll, 40):
            found = value_of(roll, field, case.instance.context)
            return value if isinstance(found, Missing) else found
        case Between(first, _) if chance(roll, 50):
            return Between(first, one(roll, [v for v in every if isinstance(v, date)]))
        case Among(values) if len(values) > 2 and chance(roll, 50):
            return Among(tuple(some(roll, values, 2, len(values) - 1)))
        case Known():
            return value
        case _:
            return Known(one(roll, every))


def filled(roll: Roll) -> Filled:
    """A case with one thing or several filled in."""
    case = cases(roll)
    record, tables = case.record, case.book.vocabulary.tables
    completing = Completing(case.instance, record)
    values = dict(record.values)
    histories = dict(record.histories)
    waived = set(record.waived)
    share = one(roll, (15, 50, 100))
    for slot in completing.plain:
        if not chance(roll, share) or slot.startswith(KNOWN):
            continue
        if slot.startswith(WAIVED):
            if values.pop(slot, None) is not None and chance(roll, 50):
                waived.add(slot.removeprefix(WAIVED))
        elif slot in values:
            values[slot] = narrowed(roll, values[slot], completing.field(slot), case)
    for name, rows in histories.items():
        fields = {field.name: field for field in tables[name].fields}
        if rows is not None:
            histories[name] = tuple(
                {n: narrowed(roll, v, fields[n], case) if chance(roll, share) else v for n, v in row.items()}
                for row in rows
            )
        elif chance(roll, share):
            histories[name] = tuple(a_row(roll, fields, case) for _ in range(roll(0, 2)))
    if not orderly(case, values):  # what cannot be so is not found out
        values = dict(record.values)
    return Filled(case, Record(values, histories, frozenset(waived)))


def orderly(case: Case, values: Mapping[str, Value]) -> bool:
    """Whether days can be found for *values* that are in the declared order."""
    least: dict[str, date] = {}
    for _ in case.book.vocabulary.constraints:
        for constraint in case.book.vocabulary.constraints:
            first, then = (span(values.get(path, MISSING)) for path in (constraint.earlier, constraint.later))
            start = least.get(constraint.earlier, first[0] if first else date.min)
            if then is not None and max(start, then[0]) > then[1]:
                return False
            least[constraint.later] = max(start, least.get(constraint.later, then[0] if then else start))
    return True


def a_row(roll: Roll, fields: dict[str, Field], case: Case) -> Row:
    context = case.instance.context
    return {
        n: Known(one(roll, everything(Missing(), field, context))) for n, field in fields.items() if n != "id"
    }


@examples(150)
@given(seeded(filled))
def test_filling_a_record_only_takes_possibilities_away(found: Filled) -> None:
    for judge in ENGINES.values():
        before = judge(found.case.instance, found.case.record)
        after = judge(found.case.instance, found.fuller)
        for node, verdicts in after.verdicts.items():
            assert verdicts <= before.verdicts[node], f"{node}\n{found.case.told()}\n{found.fuller}"
        assert after.outcomes <= before.outcomes, f"{found.case.told()}\n{found.fuller}"
        assert set(before.training) <= set(after.training)
        assert {*after.training, *after.possible} <= {*before.training, *before.possible}


# --- sheets --------------------------------------------------------------------------------------

KEPT = {
    "people": ("id", "birth_alt"),
    "plan": ("id", "post", "unit", "term"),
    "evaluations": ("id", "year"),
    "units": ("unit", "parent"),
    "waivers": ("id", "requirement"),
}
"""Columns that say which row, year or post it is about, or that overrule another column."""


@attrs.frozen(eq=False, repr=False)
class FilledWorld(Large):
    """A world, and its sheets with cells filled in."""

    world: World
    fuller: Sheets

    def told(self) -> str:
        """Both as text."""
        return f"{self.world.told()}\n{attrs.evolve(self.world, sheets=self.fuller).told()}"


def filled_world(roll: Roll) -> FilledWorld:
    """A world with some cells filled in that said nothing or not enough."""
    world = worlds(roll)
    share = one(roll, (20, 60, 100))
    fuller = {name: filled_sheet(roll, world, name, share) for name in world.sheets}
    return FilledWorld(world, fuller)


def filled_sheet(roll: Roll, world: World, name: str, share: int) -> Sheet:
    """Rows of whom there are several stay as they are: two entries may contradict, or be one, twice."""
    sheet, words = world.sheets[name], world.book.words
    table = words.vocabulary.tables[name]
    keys = [row[0] for row in sheet.rows]
    alone = name not in ("people", "units")
    rows: list[tuple[str, ...]] = []
    for row in sheet.rows:
        cells = list(row)
        for place, column in enumerate(sheet.columns):
            field = table.field(column)
            assert field is not None
            if column not in KEPT.get(name, ("id",)) and chance(roll, share):
                cells[place] = filled_cell(roll, world, field, row[place], name)
        fuller = tuple(cells)
        same = (alone or keys.count(row[0]) == 1) and sheet.rows.count(row) == 1
        rows.append(fuller if same and fuller not in rows and fuller not in sheet.rows else row)
    return Sheet(sheet.columns, tuple(rows))


def filled_cell(roll: Roll, world: World, field: Field, text: str, table: str) -> str:
    """A text that says what *text* left open; a text that left nothing open as it is."""
    words = world.book.words
    prefers = field.prefer and "birth_alt" in world.sheets["people"].columns
    if prefers or (not text and field.empty == "none"):
        return text
    if text == GARBAGE and field.kind == "text":  # as good a text as any
        return text
    if text == GARBAGE or not text:
        return text if table == "waivers" and not text else known_text(roll, words, field)
    month, _, year = text.rpartition("/")
    if field.kind == "date" and len(text) in (4, 7) and year.isdigit():
        day = f"{year}-{month or roll(1, 12):02}-{roll(1, 28):02}"
        low, high = field.minimum, words.as_of if field.maximum == "review_date" else field.maximum
        fits = str(low or "") <= day <= str(high or "9")
        return day if fits else text
    return text


def test_filling_cells_never_contradicts_what_was_decided() -> None:
    seen: Counter[str] = Counter()

    @examples(90)
    @given(seeded(filled_world))
    def stands(found: FilledWorld) -> None:
        book = found.world.book
        reviews = [
            review_dataset(
                dataset(sheets, book), book.rulebook, book.as_of, found.world.purpose, engine="tables"
            )
            for sheets in (found.world.sheets, found.fuller)
        ]
        decided = [{row["place"] + row["post"]: row for row in r.decisions.to_dicts()} for r in reviews]
        statuses = [
            {(row["row"], row["requirement"]): row["status"] for row in r.findings.to_dicts()}
            for r in reviews
        ]
        for place, before in decided[0].items():
            after = decided[1].get(place)
            if after is None or after["standard"] != before["standard"]:
                seen["elsewhere"] += 1
                continue
            assert set(after["outcomes"]) <= set(before["outcomes"]), f"{place}\n{found.told()}"
            seen["fewer outcomes"] += len(after["outcomes"]) < len(before["outcomes"])
            if len(before["outcomes"]) == 1:
                assert after["outcome"] == before["outcome"]
            for name in ("unmet", "waived"):
                assert set(before[name]) <= set(after[name]), f"{place}\n{found.told()}"
            seen["fewer unknown"] += len(after["unknown"]) < len(before["unknown"])
            known = {r: s for (row, r), s in statuses[0].items() if row == before["row"] and s != "unknown"}
            later = {r: s for (row, r), s in statuses[1].items() if row == after["row"]}
            assert {r: later[r] for r in known} == known, f"{place}\n{found.told()}"
            seen["known"] += len(known)

    stands()
    assert [name for name in ("fewer outcomes", "fewer unknown", "known") if not seen[name]] == []
    assert seen["elsewhere"] * 5 < seen["known"]
