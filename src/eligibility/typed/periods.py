"""What is said of time and of kinds of counts: years of a period, attendances and the people who came."""

import re
from collections.abc import Iterator

from eligibility.normalise.text import clean, folded
from eligibility.typed.tables import Parts, Remark, Table, Unit, Weight

WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join((*WORDS, *ENGLISH))})"
STATED = re.compile(rf"\b{NUMBER}\s+(?:năm|years?)\b", re.IGNORECASE)
YEARS = re.compile(
    r"\b(?P<first>(?:19|20)\d\d)\s*(?:-|–|—|đến|tới|to)\s*(?P<last>(?:19|20)\d\d)\b", re.IGNORECASE
)


def periods(table: Table) -> Iterator[Remark]:
    """A period of so many years is that long."""
    period = clean(table.period)
    stated, years = STATED.search(period), YEARS.search(period)
    if stated is None or years is None:
        return
    word = folded(stated["number"])
    words = [*map(folded, WORDS)], [*map(folded, ENGLISH)]
    found = int(word) if word.isdecimal() else next(w.index(word) + 1 for w in words if word in w)
    first, last = int(years["first"]), int(years["last"])
    counted = last - first + 1
    if found == counted:
        return
    values = {"stated": found, "first": first, "last": last, "years": counted}
    kind, weight = (
        ("period_years", Weight.WARNING) if found == counted - 1 else ("period_wrong", Weight.ERROR)
    )
    yield Remark(kind, weight, table.where.child("period"), table.title, "", values)


def units(table: Table) -> Iterator[Remark]:
    """People are not added to attendances, nor is one a share of the other; nobody comes less than once."""
    for row in table.rows:
        unit = table.unit_of(row)
        if unit is not table.unit and (table.parts is Parts.ALL or row.rate is not None):
            where = row.where.child("unit")
            yield Remark("units_mixed", Weight.ERROR, where, table.title, row.label)
        if unit is not Unit.ATTENDANCES or row.count is None or row.people is None or row.count.above:
            continue
        if row.count.value < row.people.value:
            values = {"count": row.count.value, "people": row.people.value}
            where = row.where.child("count")
            yield Remark("attendances_fewer", Weight.ERROR, where, table.title, row.label, values)
