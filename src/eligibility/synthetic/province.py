"""A whole province: units filled with people, and all that their tables say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from random import Random

from eligibility.model.vocabulary import Vocabulary
from eligibility.synthetic.faults import plant
from eligibility.synthetic.lives import Life, LifeMaker
from eligibility.synthetic.plans import Entries, Planner
from eligibility.synthetic.tables import Tables, Values, Writer
from eligibility.synthetic.units import DEPARTMENTS, TWO_TIERS, Geography, Unit, make_geography

Posts = tuple[str, ...]
Place = tuple[Unit, Posts]

COMMUNE_SIZE, DEPARTMENT_SIZE = 30, 45


def make_province(
    people: int, seed: int, as_of: date, vocabulary: Vocabulary, faults: bool = False
) -> Tables:
    """The tables of a province of *people* cadres and civil servants as they stand on *as_of*.

    The same arguments give the same tables. With *faults* the usual dirt of such tables is put in
    (`eligibility.synthetic.faults`); the people are the same as without.
    """
    random = Random(seed)
    places = make_geography(
        random,
        min(len(DEPARTMENTS), max(2, people * 38 // 100 // DEPARTMENT_SIZE)),
        max(2, people * 56 // 100 // COMMUNE_SIZE),
    )
    table = next((t for t in vocabulary.retirement if t.in_force_from <= as_of <= t.in_force_until), None)
    maker = LifeMaker(random, as_of, vocabulary.closed_year(as_of), table, places)
    planner = Planner(random, as_of, vocabulary, places, maker.months_left)
    lives: list[Life] = []
    for number, (unit, posts) in enumerate(_establishment(places, people, as_of), 1):
        life = maker.life(number, unit, posts)
        planner.consider(life)
        lives.append(life)
    writer = Writer(vocabulary)
    rows = _rows(lives, planner.entries, places.rows(as_of))
    sheets = {name: writer.sheet(name, rows[name]) for name in rows if name in vocabulary.tables}
    tables = Tables(as_of, sheets)
    return plant(tables, Random(f"{seed}/faults")) if faults else tables


def _rows(lives: Sequence[Life], entries: Entries, units: list[Values]) -> Mapping[str, list[Values]]:
    return {
        "people": [life.draft for life in lives],
        "evaluations": [
            {"id": life.id, "year": year, "grade": grade} for life in lives for year, grade in life.grades
        ],
        "disciplines": [{"id": life.id, **row} for life in lives for row in life.disciplines],
        "trainings": [{"id": life.id, **row} for life in lives for row in life.trainings],
        "careers": [row for life in lives for row in _career(life)],
        "plan": [*entries.plan],
        "waivers": [*entries.waivers],
        "documents": [*entries.documents],
        "units": units,
    }


def _career(life: Life) -> Iterator[Values]:
    for spell in life.spells:
        party = spell.post in ("commune.party_secretary", "commune.party_deputy_secretary")
        kinds = {"procuracy": "procuracy"}
        kind = "party" if party else kinds.get(spell.post.partition(".")[0], "government")
        yield {
            "id": life.id,
            "kind": "front" if spell.post == "commune.front_chair" else kind,
            "post": spell.post,
            "rank": life.rank_in(spell),
            "unit": spell.unit,
            "start": spell.start,
            "end": "nay" if spell.end is None else spell.end,
        }


# --- who sits where ------------------------------------------------------------------------------


def _establishment(places: Geography, people: int, as_of: date) -> list[Place]:
    """*people* seats, unit by unit: the leading ones first, then staff."""
    new = as_of >= TWO_TIERS
    in_departments, in_procuracy = round(people * 0.38), round(people * 0.06)
    in_districts = 0 if new else round(people * 0.22)
    in_communes = people - in_departments - in_procuracy - in_districts
    communes = _commune if new else _old_commune
    blocks: tuple[tuple[Sequence[Unit], int, Callable[[int], list[Posts]], str], ...] = (
        (places.departments, in_departments, _department, "province.specialist"),
        ((places.procuracy,), in_procuracy, _procuracy, "procuracy.primary"),
        (places.districts, in_districts, _district, "district.specialist"),
        (places.current_communes(as_of), in_communes, communes, "commune.civil_servant"),
    )
    found: list[Place] = []
    for units, total, leading, staff in blocks:
        for number, unit in enumerate(units):
            size = total * (number + 1) // len(units) - total * number // len(units)
            posts = leading(size)[:size]
            found += [(unit, held) for held in posts]
            found += [(unit, (staff,))] * (size - len(posts))
    return found


def _department(size: int) -> list[Posts]:
    divisions = max(1, size // 9)
    return [
        ("province.department_director",),
        *[("province.department_deputy",)] * 3,
        *[("province.division_head",)] * divisions,
        *[("province.division_deputy",)] * (divisions + divisions // 2),
    ]


def _procuracy(size: int) -> list[Posts]:
    return [*[("procuracy.senior",)] * (size // 12), *[("procuracy.intermediate",)] * (size * 2 // 5)]


def _district(size: int) -> list[Posts]:
    divisions = max(1, size // 7)
    return [*[("district.division_head",)] * divisions, *[("district.division_deputy",)] * divisions]


def _commune(size: int) -> list[Posts]:
    """The chair is also a deputy secretary, as is usual; divisions have a head and a deputy."""
    divisions = max(1, size // 9)
    return [
        ("commune.party_secretary",),
        ("commune.committee_chair", "commune.party_deputy_secretary"),
        ("commune.party_deputy_secretary",),
        *[("commune.committee_deputy_chair",)] * 2,
        ("commune.front_chair",),
        *[("commune.division_head",)] * divisions,
        *[("commune.division_deputy",)] * (divisions + 1),
    ]


def _old_commune(size: int) -> list[Posts]:
    return [
        ("commune.party_secretary",),
        ("commune.committee_chair",),
        ("commune.party_deputy_secretary",),
        ("commune.committee_deputy_chair",),
        ("commune.front_chair",),
    ]
