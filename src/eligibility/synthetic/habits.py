"""What is usual in an administration: who rises from which post, at what age, with which schooling."""

from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from eligibility.synthetic.chance import Weighted

CERTIFICATES_END = date(2021, 7, 9)
"""Recognition of political theory by certificate stopped on this day (Conclusion 09-KL/TW)."""

STANDING: Mapping[str, int] = {
    "province.department_director": 70,
    "province.department_deputy": 60,
    "province.division_head": 50,
    "province.division_deputy": 40,
    "province.specialist": 20,
    "district.division_head": 45,
    "district.division_deputy": 35,
    "district.specialist": 20,
    "commune.party_secretary": 50,
    "commune.party_deputy_secretary": 45,
    "commune.committee_chair": 45,
    "commune.committee_deputy_chair": 40,
    "commune.front_chair": 38,
    "commune.division_head": 35,
    "commune.division_deputy": 30,
    "commune.civil_servant": 15,
    "procuracy.primary": 25,
    "procuracy.intermediate": 35,
    "procuracy.senior": 45,
}
DISTRICT = ("district.specialist", "district.division_deputy", "district.division_head")
OLD_COMMUNE = ("commune.civil_servant", "commune.committee_deputy_chair", "commune.committee_chair")
PATHS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "province.division_deputy": (("province.specialist",),),
    "province.division_head": (("province.specialist", "province.division_deputy"),),
    "province.department_deputy": (
        ("province.specialist", "province.division_deputy", "province.division_head"),
        DISTRICT,
    ),
    "province.department_director": (
        (
            "province.specialist",
            "province.division_deputy",
            "province.division_head",
            "province.department_deputy",
        ),
    ),
    "district.division_deputy": (DISTRICT[:1],),
    "district.division_head": (DISTRICT[:2],),
    "commune.civil_servant": ((), DISTRICT[:1], OLD_COMMUNE[:1]),
    "commune.division_deputy": (DISTRICT[:1], OLD_COMMUNE[:1], DISTRICT[:2]),
    "commune.division_head": (DISTRICT[:2], OLD_COMMUNE[:2], DISTRICT),
    "commune.front_chair": (DISTRICT[:2], OLD_COMMUNE[:2]),
    "commune.committee_deputy_chair": (DISTRICT, OLD_COMMUNE[:2], OLD_COMMUNE[:1], DISTRICT[:2]),
    "commune.committee_chair": (DISTRICT, OLD_COMMUNE, OLD_COMMUNE[:2]),
    "commune.party_deputy_secretary": (DISTRICT, OLD_COMMUNE, OLD_COMMUNE[:2]),
    "commune.party_secretary": (DISTRICT, OLD_COMMUNE),
    "procuracy.intermediate": (("procuracy.primary",),),
    "procuracy.senior": (("procuracy.primary", "procuracy.intermediate"),),
}
"""The posts that someone may have held before, the first one first."""

STEP_BELOW: Mapping[str, str] = {
    "commune.division_deputy": "commune.civil_servant",
    "commune.division_head": "commune.division_deputy",
    "commune.front_chair": "commune.division_head",
    "commune.committee_deputy_chair": "commune.division_head",
    "commune.committee_chair": "commune.committee_deputy_chair",
    "commune.party_deputy_secretary": "commune.committee_deputy_chair",
    "commune.party_secretary": "commune.party_deputy_secretary",
}
"""The post held since July 2025 by those who rose to their present one after that."""


@attrs.frozen
class Group:
    """What is usual among holders of posts of about one standing."""

    ages: tuple[float, float, float]
    women: float
    members: float
    degree: Weighted[str]
    llct: Weighted[str]
    state_management: Weighted[str]


STAFF = Group(
    (23, 59, 35),
    0.52,
    0.72,
    Weighted({"bachelor": 79, "master": 9, "college": 6, "intermediate": 5, "elementary": 1}),
    Weighted({"none": 26, "primary": 42, "intermediate": 30, "advanced": 2}),
    Weighted({"none": 24, "clerk": 4, "specialist": 67, "principal": 5}),
)
DEPUTIES = Group(
    (29, 59, 39),
    0.38,
    0.985,
    Weighted({"bachelor": 76, "master": 23, "college": 1}),
    Weighted({"primary": 15, "intermediate": 74, "advanced": 11}),
    Weighted({"none": 3, "specialist": 82, "principal": 15}),
)
LEADERS = Group(
    (33, 60, 45),
    0.27,
    0.998,
    Weighted({"bachelor": 72, "master": 26, "doctor": 1.5, "college": 0.5}),
    Weighted({"primary": 3, "intermediate": 55, "advanced": 40, "bachelor": 2}),
    Weighted({"none": 1, "specialist": 50, "principal": 48, "senior": 1}),
)
DIRECTORS = Group(
    (40, 61, 50),
    0.2,
    1.0,
    Weighted({"bachelor": 48, "master": 46, "doctor": 6}),
    Weighted({"intermediate": 9, "advanced": 80, "bachelor": 11}),
    Weighted({"specialist": 4, "principal": 80, "senior": 16}),
)
FIELDS = Weighted(
    {"law": 20, "economics": 29, "agriculture": 13, "engineering": 13, "education": 8, "administration": 14}
    | {"other": 3}
)
MODES = Weighted({"full_time": 62, "part_time": 29, "bridging": 5, "distance": 2, "second": 2})
PEOPLES = {
    "plain": Weighted({"kinh": 91, "tay": 5, "nung": 2, "other": 2}),
    "mountainous": Weighted(
        {"kinh": 54, "tay": 21, "nung": 11, "dao": 6, "san_diu": 4, "mong": 3, "other": 1}
    ),
}
ORIGINS = Weighted({"civil_service": 93, "public_unit": 4, "armed_forces": 2, "soe": 1})
LANGUAGES = Weighted({"none": 22, "level_1": 14, "level_2": 38, "level_3": 21, "level_4": 5})
SKILLS = Weighted({"none": 4, "basic": 78, "advanced": 16, "degree": 2})
GRADES = {
    True: Weighted({"excellent": 17, "good": 81.5, "completed": 1.5}),
    False: Weighted({"excellent": 4, "good": 62, "completed": 30, "failed": 4}),
}
"""Grades of those who do well year by year, and of those who do not."""

FORMS = {
    "party": Weighted({"reprimand": 66, "warning": 31, "removal": 3}),
    "state": Weighted({"reprimand": 60, "warning": 31, "pay_reduction": 5, "demotion": 4}),
}


def group_of(posts: Sequence[str]) -> Group:
    """What is usual for the highest of *posts*."""
    standing = max(STANDING[post] for post in posts)
    if standing >= 60:
        return DIRECTORS
    if standing >= 38:
        return LEADERS
    return DEPUTIES if standing >= 30 else STAFF
