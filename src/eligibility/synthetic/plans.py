"""Entries of the plan: who is planned or proposed for which higher post; special cases; papers."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from random import Random

import attrs

from eligibility.model.calendar import add_months
from eligibility.model.vocabulary import Term, Vocabulary
from eligibility.synthetic.chance import Weighted, day_between, one_of, whole
from eligibility.synthetic.habits import STANDING
from eligibility.synthetic.learning import NOT_YET, Row
from eligibility.synthetic.lives import Life
from eligibility.synthetic.units import TWO_TIERS, Geography, Unit

FULL_TERM = 60
"""Months that are to be left at the start of the term."""

MOST = 3
"""People a post, and posts a person."""

NEXT: Mapping[str, Weighted[str]] = {
    "province.specialist": Weighted({"province.division_deputy": 1}),
    "province.division_deputy": Weighted({"province.division_head": 9, "province.department_deputy": 1}),
    "province.division_head": Weighted({"province.department_deputy": 9, "province.department_director": 1}),
    "province.department_deputy": Weighted({"province.department_director": 1}),
    "district.specialist": Weighted({"district.division_deputy": 1}),
    "district.division_deputy": Weighted({"district.division_head": 8, "commune.committee_chair": 2}),
    "district.division_head": Weighted({"province.division_head": 5, "commune.party_secretary": 5}),
    "commune.civil_servant": Weighted({"commune.division_deputy": 8, "commune.division_head": 2}),
    "commune.division_deputy": Weighted({"commune.division_head": 7, "commune.committee_deputy_chair": 3}),
    "commune.division_head": Weighted(
        {"commune.committee_deputy_chair": 8, "commune.front_chair": 1, "province.division_deputy": 1}
    ),
    "commune.front_chair": Weighted({"commune.committee_deputy_chair": 2, "commune.committee_chair": 3}),
    "commune.committee_deputy_chair": Weighted(
        {"commune.committee_chair": 6, "commune.party_deputy_secretary": 4}
    ),
    "commune.committee_chair": Weighted({"commune.party_secretary": 8, "province.department_deputy": 2}),
    "commune.party_deputy_secretary": Weighted({"commune.party_secretary": 1}),
    "commune.party_secretary": Weighted({"province.department_deputy": 1}),
    "procuracy.primary": Weighted({"procuracy.intermediate": 1}),
    "procuracy.intermediate": Weighted({"procuracy.senior": 1}),
}
BEFORE_REFORM = {
    "commune.civil_servant": Weighted({"commune.committee_deputy_chair": 1}),
}
CHANCE = ((60, 0.6), (38, 0.62), (30, 0.55), (0, 0.16))
"""How many of those from each standing on have an entry."""

STATUSES = Weighted({"planned": 55, "planned_earlier_term": 19, "proposed": 26})
SLIPS = Weighted({"held": 2.0, "equal": 0.6, "none": 97.4})
"""Entries for a post that is held already, or for one that is no higher, which a review finds."""


@attrs.frozen
class Entries:
    """The rows of the plan, of waivers and of the papers in the files."""

    plan: list[Row]
    waivers: list[Row]
    documents: list[Row]


class Planner:
    """Makes the entries of a plan as it stands on *as_of*."""

    def __init__(
        self,
        random: Random,
        as_of: date,
        vocabulary: Vocabulary,
        places: Geography,
        months_left: Callable[[date, str, date], int],
    ) -> None:
        self._random = random
        self._as_of = as_of
        self._vocabulary = vocabulary
        self._places = places
        self._months_left = months_left
        self._terms: dict[tuple[str, str, bool], Term | None] = {}
        self._seats: Counter[tuple[str, str, str]] = Counter()
        self.entries = Entries([], [], [])

    def consider(self, life: Life) -> None:
        """Perhaps plan *life* for one post, seldom for two."""
        random = self._random
        chance = next(chance for standing, chance in CHANCE if life.standing >= standing)
        if random.random() >= chance * _promise(life):
            return
        rows: list[Row] = []
        for _ in range(1 + (random.random() < 0.14) + (random.random() < 0.03)):
            row = self._entry(life, {str(row["post"]) for row in rows})
            if row is not None:
                rows.append(row)
        self.entries.plan.extend(rows)
        if rows:
            self.entries.documents.extend(self._papers(life))

    def _entry(self, life: Life, taken: set[str]) -> Row | None:
        random = self._random
        post, slip = self._target(life)
        if post is None or post in taken:
            return None
        status = STATUSES.draw(random)
        later = status == "planned_earlier_term" or (status == "proposed" and random.random() < 0.3)
        unit, term = self._unit(life, post), self._term(post, later=later)
        if term is None or unit is None:
            return None
        left = self._months_left(life.birth, life.sex, term.start)
        if left < FULL_TERM and not slip and random.random() > _overlooked(left, status):
            return None
        seat = (unit.name, post, term.term)
        if self._seats[seat] >= MOST * (6 if "division" in post or "procuracy" in post else 1):
            return None
        self._seats[seat] += 1
        if FULL_TERM > left >= 48 and random.random() < 0.5:
            self._waive(life, post)
        return self._row(life, post, unit, term, status)

    def _target(self, life: Life) -> tuple[str | None, bool]:
        """A post to plan for, and whether planning for it is a slip."""
        random = self._random
        slip = SLIPS.draw(random)
        highest = max(life.posts, key=STANDING.__getitem__)
        if slip == "held" and STANDING[highest] >= 30:
            return highest, True
        if slip == "equal" and highest == "commune.committee_chair":
            return "commune.party_deputy_secretary", True
        before = self._as_of < TWO_TIERS and highest in BEFORE_REFORM
        weights = BEFORE_REFORM.get(highest) if before else NEXT.get(highest)
        if weights is None:
            return None, False
        post = weights.draw(random)
        return (post, False) if STANDING[post] > life.standing else (None, False)

    def _unit(self, life: Life, post: str) -> Unit | None:
        """One's own unit where it has the post, else one that does."""
        kind = post.partition(".")[0]
        wanted = {"province": "department"}.get(kind, kind)
        if life.unit.kind == wanted:
            return life.unit
        units: Sequence[Unit] = {
            "department": self._places.departments,
            "procuracy": (self._places.procuracy,),
            "district": self._places.districts,
            "commune": self._places.current_communes(self._as_of),
        }[wanted]
        return one_of(self._random, units) if units else None

    def _term(self, post: str, *, later: bool) -> Term | None:
        """The term of today (or the first to come), or the one after it."""
        declared = self._vocabulary.posts.get(post)
        if declared is None:
            return None
        key = (declared.kind, declared.level, later)
        if key not in self._terms:
            terms = sorted(
                (t for t in self._vocabulary.terms if (t.kind, t.level) == key[:2] and t.end >= self._as_of),
                key=lambda term: term.start,
            )
            self._terms[key] = terms[min(later, len(terms) - 1)] if terms else None
        return self._terms[key]

    def _row(self, life: Life, post: str, unit: Unit, term: Term, status: str) -> Row:
        random, as_of = self._random, self._as_of
        row: Row = {"id": life.id, "post": post, "unit": unit.name, "term": term.term, "status": status}
        if status != "proposed":
            back = (36, 58) if status == "planned_earlier_term" else (2, 34)
            since = day_between(random, add_months(as_of, -back[1]), add_months(as_of, -back[0]))
            since = max(since, add_months(life.spells[0].start, 1))
            number = f"{whole(random, 12, 990)}-QĐ/{'TU' if STANDING[post] >= 45 else 'ĐU'}"
            row |= {"since": since, "decision_no": number, "decision_date": since}
        return row

    def _waive(self, life: Life, post: str) -> None:
        random, as_of = self._random, self._as_of
        decided = day_between(random, add_months(as_of, -20), add_months(as_of, -1))
        until = one_of(random, (None, add_months(as_of, 18), add_months(as_of, -1)))
        self.entries.waivers.append(
            {
                "id": life.id,
                "post": post,
                "requirement": "age",
                "decision_no": f"{whole(random, 12, 990)}-QĐ/TU",
                "decision_date": decided,
                "until": until if until is None or until > decided else None,
                "reason": "Trường hợp đặc biệt do cấp có thẩm quyền quyết định",
            }
        )

    def _papers(self, life: Life) -> list[Row]:
        """What the file of somebody in the plan holds."""
        random = self._random
        kinds = ["degree", "asset_declaration"] + (["llct"] if life.draft.get("llct_evidence") else [])
        day = add_months(self._as_of, -whole(random, 4, 16))
        return [
            {"id": life.id, "kind": kind, "status": one_of(random, ("original", "copy", "copy")), "date": day}
            for kind in kinds
        ]


def _overlooked(left: int, status: str) -> float:
    """How often somebody with so few months *left* is in the plan still; hardly ever newly proposed."""
    if status == "proposed":
        return 0.05
    return 0.85 if left >= 48 else 0.6 if left >= 30 else 0.2


def _promise(life: Life) -> float:
    """Who is not likely to meet the standards is seldom put into the plan."""
    factor = 1.0 if life.steady else 0.4
    if life.draft["degree"] not in ("bachelor", "master", "doctor"):
        factor *= 0.15
    if life.draft["llct"] in ("none", "primary"):
        factor *= 0.7 if life.draft["party_joined"] != NOT_YET else 0.2
    recent = [grade for _, grade in life.grades[-2:]]
    if any(grade not in ("good", "excellent") for grade in recent):
        factor *= 0.6
    return factor
