"""Law: under the shipped rules, what is found out about people never contradicts what was decided.

People of a synthetic province lose cells, rows of ratings and whole sheets; then some of it, then all
of it is filled in, with what stood there or with anything legal.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

from eligibility.model.raw import RawTables
from eligibility.model.review import Review
from eligibility.model.standard import RuleBook
from eligibility.model.vocabulary import Field, Kind
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import load_rules, review_dataset
from eligibility.synthetic.province import make_province

from .strategies import GARBAGE, Roll, Sheet, chance, examples, one, some

DAYS = (date(2026, 6, 30), date(2024, 5, 15), date(2021, 12, 1), date(2026, 2, 1))
PURPOSES = ("planning", "audit", "training")
PEOPLE = {"planning": 24, "audit": 8, "training": 5}
KEPT = {
    "people": ("id", "full_name", "birth_date_party_file", "birth_date_final"),
    "plan": ("id", "post", "unit", "term"),
    "evaluations": ("id", "year"),
    "disciplines": ("id",),
    "units": ("unit", "parent"),
}
"""Columns that say which row it is, or that overrule others; sheets that are not named stay whole."""

Place = tuple[str, int, str]
"""A sheet, a row and a field."""


@cache
def rules() -> RuleBook:
    """The rule book that is shipped."""
    book, problems, _ = load_rules(Path(__file__).parents[2] / "rules")
    assert book is not None
    assert not problems
    return book


@attrs.frozen(eq=False)
class Known:
    """Sheets as rows of text by field: all that is true, and what *spoilt* leaves of it."""

    as_of: date
    sheets: Mapping[str, list[dict[str, str]]]
    spoilt: Mapping[Place, str]
    lost: frozenset[str | tuple[str, int]]
    """Sheets, and rows of sheets, that are not supplied at all."""

    def review(self, purpose: str, filled: Mapping[Place, str], found: frozenset[object]) -> Review:
        """What is decided where *filled* has been filled in, and *found* supplied."""
        sheets = []
        lost = self.lost - found
        for name, rows in self.sheets.items():
            if name in lost:
                continue
            columns = tuple(rules().vocabulary.tables[name].fields)
            lines = [
                tuple(self._text((name, number, field.name), row, filled) for field in columns)
                for number, row in enumerate(rows)
                if (name, number) not in lost
            ]
            sheets.append(Sheet(tuple(field.name for field in columns), tuple(lines)).raw(name))
        data = build_dataset(RawTables(Path("people"), tuple(sheets), {}), rules().vocabulary, self.as_of)
        return review_dataset(data, rules(), self.as_of, purpose, engine="tables")

    def _text(self, place: Place, row: Mapping[str, str], filled: Mapping[Place, str]) -> str:
        return filled.get(place, self.spoilt.get(place, row[place[2]]))


def a_world(roll: Roll, purpose: str) -> Known:
    as_of = one(roll, DAYS)
    tables = make_province(PEOPLE[purpose], roll(0, 10**6), as_of, rules().vocabulary, faults=False)
    sheets = {
        name: [dict(zip(sheet.fields, map(_text, row), strict=True)) for row in sheet.rows]
        for name, sheet in tables.sheets.items()
    }
    share = one(roll, (3, 8, 15))
    spoilt = {
        (name, number, field.name): _spoilt(roll, field, row[field.name])
        for name, kept in KEPT.items()
        for number, row in enumerate(sheets[name])
        for field in rules().vocabulary.tables[name].fields
        if field.name not in kept and chance(roll, share)
    }
    lost = {name for name in ("evaluations", "disciplines", "units") if chance(roll, 20)}
    lost |= {("evaluations", n) for n in range(len(sheets["evaluations"])) if chance(roll, share)}
    return Known(as_of, sheets, spoilt, frozenset(lost))


def _text(value: object) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _spoilt(roll: Roll, field: Field, text: str) -> str:
    """Nothing, nothing that can be read, or only the year."""
    if field.kind is Kind.TEXT:
        return ""
    if field.kind is Kind.DATE and text[:4].isdigit() and chance(roll, 40):
        return text[: one(roll, (4, 7))]
    return GARBAGE if field.empty == "none" or chance(roll, 30) else ""


def filling(roll: Roll, world: Known, place: Place) -> str:
    """What stood at *place*, or anything legal that fits what is left of it."""
    name, number, column = place
    true = world.sheets[name][number][column]
    field = rules().vocabulary.tables[name].field(column)
    assert field is not None
    if chance(roll, 50) or world.spoilt[place] not in ("", GARBAGE):
        return true
    if field.none_texts and chance(roll, 15):
        return one(roll, field.none_texts)
    match field.kind:
        case Kind.LEVEL:
            return one(roll, rules().vocabulary.scales[field.scale].codes)
        case Kind.POST | Kind.POSTS:
            posts = tuple(rules().vocabulary.posts)
            return "; ".join(some(roll, posts, 1, 2 if field.kind is Kind.POSTS else 1))
        case Kind.DATE:
            first = field.minimum
            last = world.as_of if field.maximum == "review_date" else field.maximum
            assert isinstance(first, date)
            assert isinstance(last, date)
            return (first + timedelta(roll(0, (last - first).days))).isoformat()
        case _:
            return true


def in_order(world: Known, filled: dict[Place, str]) -> dict[Place, str]:
    """*filled* with nobody a full member before they joined."""
    for number, row in enumerate(world.sheets["people"]):
        places = [("people", number, column) for column in ("party_joined", "party_official")]
        joined, official = (filled.get(place, row[place[2]]) for place in places)
        if joined[:4].isdigit() and official[:4].isdigit() and joined > official:
            filled |= {place: row[place[2]] for place in places if place in filled}
    return filled


def told(review: Review) -> Iterator[tuple[object, str, list[str]]]:
    """Statuses, with what may still come of each; and outcomes."""
    names = ("id", "post", "term", "standard")
    for *candidacy, requirement, status in review.findings.select(
        *names, "requirement", "status"
    ).iter_rows():
        yield (*candidacy, requirement), status, [] if status == "unknown" else [status]
    columns = review.decisions.select(*names, "outcome", "outcomes")
    for *candidacy, outcome, outcomes in columns.iter_rows():
        yield tuple(candidacy), outcome, outcomes


def test_filling_in_never_contradicts_what_was_decided() -> None:
    seen: Counter[object] = Counter()

    @examples(14)
    @given(st.sampled_from(PURPOSES), st.integers(0, 2**40))
    @example("training", 569)  # a plan without rows
    def law(purpose: str, seed: int) -> None:
        roll = Random(seed).randint
        world = a_world(roll, purpose)
        everything = {place: filling(roll, world, place) for place in world.spoilt}
        part = in_order(world, {place: text for place, text in everything.items() if chance(roll, 40)})
        found = frozenset(thing for thing in world.lost if chance(roll, 40))
        whole = in_order(world, everything | part)
        part = {place: whole[place] for place in part}
        reviews = (
            world.review(purpose, {}, frozenset()),
            world.review(purpose, part, found),
            world.review(purpose, whole, world.lost),
        )
        for before, after in pairwise(reviews):
            later = {key: (what, possible) for key, what, possible in told(after)}
            for key, what, possible in told(before):
                if key not in later:
                    assert purpose == "audit"
                    continue
                now, still = later[key]
                assert now == what or what in ("unknown", "verify"), (key, what, now)
                assert not possible or set(still) <= set(possible), (key, possible, still)
                seen[what, now == what] += 1

    law()
    certain = ("met", "unmet", "not_applicable", "keep", "remove", "may_send")
    assert [name for name in certain if not seen[name, True]] == []
    assert [name for name in ("unknown", "verify") if not seen[name, False]] == []
