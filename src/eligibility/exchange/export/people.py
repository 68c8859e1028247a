"""What an exported table is given of a person: one value for each input."""

from collections.abc import Iterator

import attrs

from eligibility.exchange.export.asking import Plain, said
from eligibility.exchange.export.model import Exported, Given
from eligibility.model.record import MISSING, NONE, Known, Missing, Record, Row, Value, scalar_text
from eligibility.model.slots import WAIVED


@attrs.frozen(eq=False)
class Person:
    """*values* by the names of inputs; *loose* are those that the record knows in part only, and are null."""

    values: dict[str, Plain]
    loose: tuple[str, ...]


def person_of(exported: Exported, record: Record) -> Person:
    """What the tables are given of *record*.

    A date known to the month, contradictory entries and several posts are no values of inputs; null in
    their place says less, so that a result is at worst "unknown".
    """
    values: dict[str, Plain] = {}
    loose: list[str] = []
    for given in exported.inputs:
        match given.about:
            case "row" | "row_none":
                continue
            case "waived":
                values[given.name] = _waived(given, record)
            case "none":
                values[given.name] = record.value(given.slot) == Known(NONE)
            case "count":
                values[given.name], whole = _counted(exported, given, record)
                loose += [] if whole else [given.name]
            case _:
                value = record.value(given.slot)
                values[given.name] = plain(given, value)
                loose += [given.name] if _partial(given, value) else []
    return Person(values, tuple(loose))


def plain(given: Given, value: Value) -> Plain:
    """*value* as the input *given* takes it."""
    if not isinstance(value, Known):
        return None
    if value.value is NONE:
        return None if given.type in ("date", "number") else given.absent
    if given.type == "string":
        text = scalar_text(value.value)
        return text if not given.values or text in given.values else None
    return value.value  # type: ignore[return-value]


def _partial(given: Given, value: Value) -> bool:
    return not isinstance(value, Missing) and (
        not isinstance(value, Known) or (value.value is not NONE and plain(given, value) is None)
    )


def _waived(given: Given, record: Record) -> Plain:
    if given.slot.removeprefix(WAIVED) in record.waived:
        return True
    return None if given.slot in record.values else False


def _counted(exported: Exported, given: Given, record: Record) -> tuple[Plain, bool]:
    """How many rows are of the class that *given* counts, and whether all of them are known exactly."""
    rows = record.histories.get(given.slot)
    if rows is None:
        return None, True
    name, _, result = given.detail.partition(": ")
    counted = next(one for one in exported.counted if one.classes.name == name)
    fields = [one for one in exported.inputs if one.about in ("row", "row_none")]
    found, whole = 0, True
    for row in rows:
        values = dict(_row(row, fields, given.slot))
        whole = whole and not any(
            _partial(one, row.get(one.slot, MISSING))
            for one in fields
            if one.about == "row" and one.detail == given.slot
        )
        found += said(counted.classes, values) == result
    return found, whole


def _row(row: Row, fields: list[Given], table: str) -> Iterator[tuple[str, Plain]]:
    names = {one.name for one in fields if one.about == "row" and one.detail == table}
    for one in fields:
        value = row.get(one.slot, MISSING)
        if one.name in names:
            yield one.name, plain(one, value)
        elif one.about == "row_none" and one.detail in names:
            yield one.name, value == Known(NONE)
