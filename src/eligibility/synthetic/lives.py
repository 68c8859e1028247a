"""One life: born, in service, in the Party, from post to post, rated; each step after the one before."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import attrs

from eligibility.model.calendar import RetirementTable, add_months, month_number, months_since
from eligibility.synthetic.chance import day_between, leaning, one_of
from eligibility.synthetic.habits import (
    FORMS,
    GRADES,
    LANGUAGES,
    ORIGINS,
    PATHS,
    PEOPLES,
    SKILLS,
    STAFF,
    STANDING,
    STEP_BELOW,
    Group,
    group_of,
)
from eligibility.synthetic.learning import Draft, Row, learn
from eligibility.synthetic.names import full_name
from eligibility.synthetic.tables import Text
from eligibility.synthetic.units import TWO_TIERS, Geography, Unit

NOT_RATED = "Không xếp loại"
LONG = 600
"""Months to retirement where no table of ages is in force."""


@attrs.frozen
class Spell:
    """A post held at a unit from *start*; *end* is None for the present one."""

    post: str
    unit: str
    start: date
    end: date | None = None


@attrs.frozen(eq=False)
class Life:
    """All that the tables say of one person. *steady*: does well year by year."""

    id: str
    unit: Unit
    posts: tuple[str, ...]
    birth: date
    sex: str
    steady: bool
    draft: Draft
    spells: Sequence[Spell]
    grades: Sequence[tuple[int, str]]
    trainings: Sequence[Row]
    disciplines: Sequence[Row]

    @property
    def standing(self) -> int:
        """The standing of the highest post held."""
        return max(STANDING[post] for post in self.posts)

    def rank_in(self, spell: Spell) -> str:
        """The rank when *spell* began: the present one, or the first of its ladder."""
        if spell.post.startswith("procuracy."):
            return f"procurator_{spell.post.partition('.')[2]}"
        since, rank = self.draft["rank_since"], str(self.draft["rank"])
        if rank == "clerk" or (isinstance(since, date) and since <= spell.start):
            return rank
        return "specialist"


class LifeMaker:
    """Makes lives as they stand on *as_of*."""

    def __init__(
        self,
        random: Random,
        as_of: date,
        closed_year: int,
        retirement: RetirementTable | None,
        places: Geography,
    ) -> None:
        self._random = random
        self._as_of = as_of
        self._closed_year = closed_year
        self._retirement = retirement
        self._districts = places.districts
        self._pensions: dict[tuple[str, int], int] = {}
        self._older = {
            commune.name: group for commune, group in zip(places.communes, places.older, strict=True)
        }

    def life(self, number: int, unit: Unit, posts: tuple[str, ...]) -> Life:
        """Somebody who holds *posts* at *unit*, the first of them the highest."""
        random, group = self._random, group_of(posts)
        sex = "female" if random.random() < group.women else "male"
        ethnicity = PEOPLES["plain" if unit.area == "plain" else "mountainous"].draw(random)
        birth = self._birth(group, sex)
        service = self._service(birth)
        spells = self._spells(unit, posts[0], service)
        draft: Draft = {
            "id": f"CB{number:05d}",
            "full_name": full_name(random, sex, ethnicity),
            "sex": sex,
            "birth_date": birth,
            "ethnicity": ethnicity,
            "staff_category": _category(posts),
            "unit": unit.name,
            "admin_level": unit.level,
            "area": unit.area,
            "post": posts,
            "post_since": spells[-1].start,
            "general_education": "upper_secondary",
            "foreign_language": LANGUAGES.draw(random),
            "it_skill": SKILLS.draw(random),
            "political_conclusion": "fails" if random.random() < 0.002 else "meets",
            "service_since": service,
            "managed_by": _manager(posts, unit),
            "origin": ORIGINS.draw(random),
            "attending": "Không",
        }
        trainings = learn(random, self._as_of, draft, group, posts[0], birth, service, spells[-1].start)
        steady = random.random() < (0.8 if group is STAFF else 0.9)
        return Life(
            str(draft["id"]),
            unit,
            posts,
            birth,
            sex,
            steady,
            draft,
            spells,
            self._grades(service, steady),
            trainings,
            self._disciplines(service, draft["party_joined"]),
        )

    def months_left(self, birth: date, sex: str, moment: date) -> int:
        """Months from *moment* to retirement; many where no table is in force."""
        if self._retirement is None:
            return LONG
        key = (sex, month_number(birth))
        pension = self._pensions.get(key)
        if pension is None:
            pension = self._pensions[key] = self._retirement.retirement_month(birth, sex)
        return pension - month_number(moment)

    # --- years ------------------------------------------------------------------------------------

    def _birth(self, group: Group, sex: str) -> date:
        """A birth that leaves at least a quarter of a year of service."""
        low, high, peak = group.ages
        while True:
            age = leaning(self._random, low, high, peak)
            birth = self._as_of - timedelta(days=round(age * 365.25))
            if self.months_left(birth, sex, self._as_of) >= 3:
                return birth
            high = min(high, age)

    def _service(self, birth: date) -> date:
        """In service at 22 to 27, or half a year ago for the youngest."""
        latest = min(add_months(birth, 12 * 27), add_months(self._as_of, -5))
        start = day_between(self._random, min(add_months(birth, 12 * 22), latest), latest)
        return start.replace(day=1)

    # --- posts ------------------------------------------------------------------------------------

    def _spells(self, unit: Unit, post: str, service: date) -> list[Spell]:
        """Posts one after the other without a gap, the present one last."""
        if unit.kind == "commune" and service < TWO_TIERS <= self._as_of:
            spells = self._through_reform(unit, post, service)
        else:
            spells = self._risen(unit, post, service)
        ends = [after.start - timedelta(days=1) for after in spells[1:]]
        return [attrs.evolve(spell, end=end) for spell, end in zip(spells, (*ends, None), strict=True)]

    def _through_reform(self, unit: Unit, post: str, service: date) -> list[Spell]:
        """In a district or an older commune first; in a commune of now since July 2025."""
        random, as_of = self._random, self._as_of
        path = one_of(random, PATHS.get(post, ((),)))
        spells = self._dated(path or ("commune.civil_servant",), service, TWO_TIERS, unit)
        since = TWO_TIERS
        if post in STEP_BELOW and months_since(TWO_TIERS, as_of) >= 6 and random.random() < 0.2:
            spells.append(Spell(STEP_BELOW[post], unit.name, TWO_TIERS))
            since = day_between(random, add_months(TWO_TIERS, 3), add_months(as_of, -2))
        return [*spells, Spell(post, unit.name, since)]

    def _risen(self, unit: Unit, post: str, service: date) -> list[Spell]:
        """From post to post in one unit; leaders of departments may have come from a district."""
        random = self._random
        served = months_since(service, self._as_of)
        here = max(2, round(leaning(random, 2, min(served, 120), 40)))
        paths = PATHS.get(post, ((),)) if service < TWO_TIERS else ((),)
        since = add_months(self._as_of, -here) if served > here + 12 else service
        if since > TWO_TIERS:
            paths = tuple(path for path in paths if not any(p.startswith("district.") for p in path))
        path = one_of(random, paths or ((),))
        if not path or since <= service:
            return [Spell(post, unit.name, service)]
        return [*self._dated(path, service, since, unit), Spell(post, unit.name, since)]

    def _dated(self, path: Sequence[str], start: date, end: date, unit: Unit) -> list[Spell]:
        """*path* spread over the time from *start* to *end*; where time is short the first ones go."""
        months = months_since(start, end)
        posts = path[-max(1, months // 18) :]
        cuts = sorted(self._random.random() for _ in posts[1:])
        days = [start] + [add_months(start, max(1, round(months * (0.1 + 0.85 * cut)))) for cut in cuts]
        for place in range(1, len(days)):
            days[place] = max(days[place], add_months(days[place - 1], 1))
        return [
            Spell(post, self._old_unit(post, unit), day)
            for post, day in zip(posts, days, strict=True)
            if day < end
        ]

    def _old_unit(self, post: str, unit: Unit) -> str:
        """The unit that somebody now at *unit* was at when holding *post*."""
        older = self._older.get(unit.name)
        if post.startswith("district.") and unit.kind != "district":
            return older[0].parent if older else one_of(self._random, self._districts).name
        return one_of(self._random, older).name if older else unit.name

    # --- what was said of the work ------------------------------------------------------------------

    def _grades(self, service: date, steady: bool) -> list[tuple[int, str]]:
        """A grade for each of the last five closed years; none for a year of under six months."""
        found = []
        for year in range(max(service.year, self._closed_year - 4), self._closed_year + 1):
            short = months_since(service, date(year, 12, 31)) < 6
            found.append((year, NOT_RATED if short else GRADES[steady].draw(self._random)))
        return found

    def _disciplines(self, service: date, joined: Text | tuple[str, ...]) -> list[Row]:
        random, as_of = self._random, self._as_of
        first = max(add_months(service, 12), add_months(as_of, -96))
        if random.random() > 0.04 or first >= as_of:
            return []
        decided = day_between(random, first, as_of)
        member = isinstance(joined, date) and joined < decided
        regime = "party" if member and random.random() < 0.65 else "state"
        form = FORMS[regime].draw(random)
        expires = add_months(decided, 24 if form in ("demotion", "removal") else 12)
        stated = random.random() < (0.85 if expires <= as_of else 0.5)
        ended = expires if stated else None
        return [{"regime": regime, "form": form, "decision_date": decided, "ended": ended}]


def _category(posts: Sequence[str]) -> str:
    """Cadres are elected; all the others are civil servants."""
    elected = posts[0].startswith("commune.") and STANDING[posts[0]] >= 38
    return "cadre" if elected else "civil_servant"


def _manager(posts: Sequence[str], unit: Unit) -> str:
    if max(STANDING[post] for post in posts) >= (45 if unit.kind == "commune" else 60):
        return "province"
    return "commune" if unit.kind == "commune" else "unit"
