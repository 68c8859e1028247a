"""What somebody learned and became on the way: degree, rank, Party, political theory, administration."""

from datetime import date
from random import Random

from eligibility.model.calendar import add_months, months_since
from eligibility.synthetic.chance import day_between, whole
from eligibility.synthetic.habits import CERTIFICATES_END, FIELDS, MODES, STANDING, Group
from eligibility.synthetic.tables import Text

Row = dict[str, Text]
Draft = dict[str, Text | tuple[str, ...]]
"""The row of a person, by field name, while it is being filled."""

NOT_YET = "Chưa"
PROBATIONARY = "Dự bị"
SCHOOLS = {
    "intermediate": "Trường Chính trị tỉnh",
    "advanced": "Học viện Chính trị quốc gia Hồ Chí Minh",
    "bachelor": "Học viện Chính trị quốc gia Hồ Chí Minh",
}


def learn(
    random: Random,
    as_of: date,
    draft: Draft,
    group: Group,
    post: str,
    birth: date,
    service: date,
    since: date,
) -> list[Row]:
    """Fill *draft* of a holder of *post* (held *since*), and give the rows of trainings."""
    trainings: list[Row] = []
    _studies(random, as_of, draft, trainings, group, post, service)
    _rank(random, as_of, draft, post, service, since)
    official = _party(random, as_of, draft, group, birth, service)
    _theory(random, as_of, draft, trainings, group, official)
    _administration(random, as_of, draft, trainings, group, service)
    return trainings


def _studies(
    random: Random, as_of: date, draft: Draft, trainings: list[Row], group: Group, post: str, service: date
) -> None:
    """A degree; one earned beside the work shows among the trainings."""
    degree, mode = group.degree.draw(random), MODES.draw(random)
    procurator = post.startswith("procuracy.")
    if procurator and degree not in ("bachelor", "master"):
        degree = "bachelor"
    if mode != "full_time" and months_since(service, as_of) < 72:
        mode = "full_time"
    field = "law" if procurator and random.random() < 0.99 else FIELDS.draw(random)
    draft |= {"degree": degree, "degree_field": field, "study_mode": mode}
    if mode == "part_time" and degree in ("bachelor", "master"):
        start = add_months(service, whole(random, 6, 24))
        trainings.append(_training("degree_bachelor", "part_time", start, add_months(start, 44)))


def _rank(random: Random, as_of: date, draft: Draft, post: str, service: date, since: date) -> None:
    """A procurator's rank goes with the post; the others rise from specialist to principal."""
    if post.startswith("procuracy."):
        draft |= {"rank": f"procurator_{post.partition('.')[2]}", "rank_since": since}
        return
    low = draft["degree"] in ("elementary", "intermediate", "college")
    rank, day = "clerk" if low else "specialist", min(add_months(service, 12), add_months(as_of, -1))
    years = months_since(service, as_of) // 12
    standing = STANDING[post]
    rises = 0.12 if standing < 35 else 0.55 if standing < 45 else 0.85
    if not low and years >= 11 and random.random() < rises:
        rank, day = "principal", add_months(service, 12 * whole(random, 9, years - 1))
    if rank == "principal" and standing >= 60 and years >= 20 and random.random() < 0.15:
        rank, day = "senior", max(day, add_months(as_of, -whole(random, 6, 60)))
    draft |= {"rank": rank, "rank_since": day}


def _party(
    random: Random, as_of: date, draft: Draft, group: Group, birth: date, service: date
) -> date | None:
    """The day of full membership, a year after admission; None where there is none yet."""
    first = max(add_months(service, 8), add_months(birth, 12 * 19))
    latest = min(add_months(service, 96), add_months(as_of, -1))
    if random.random() >= group.members or first >= latest:
        draft |= {"party_joined": NOT_YET, "party_official": NOT_YET}
        return None
    joined = day_between(random, first, latest)
    official = add_months(joined, 12)
    draft |= {"party_joined": joined, "party_official": official if official <= as_of else PROBATIONARY}
    return official if official <= as_of else None


def _theory(
    random: Random, as_of: date, draft: Draft, trainings: list[Row], group: Group, official: date | None
) -> None:
    """Classes above the first are for Party members, and end some time after full membership."""
    level = group.llct.draw(random)
    first = add_months(official, 10) if official is not None else as_of
    if level in SCHOOLS and first >= add_months(as_of, -2):
        level = "primary"
    draft["llct"] = level
    if level not in SCHOOLS:
        if level == "primary" and official is not None and random.random() < 0.07:
            draft["attending"] = "llct_intermediate"
            start = date(as_of.year if as_of.month >= 9 else as_of.year - 1, 9, 1)
            trainings.append(_training("llct_intermediate", "part_time", start, None, "attending"))
        return
    ended = day_between(random, first, add_months(as_of, -1))
    certified = level == "intermediate" and random.random() < (0.12 if ended < CERTIFICATES_END else 0.02)
    draft |= {
        "llct_evidence": "certificate" if certified else "diploma",
        "llct_evidence_issuer": SCHOOLS[level],
        "llct_evidence_date": ended,
    }
    if not certified and level != "bachelor":
        mode = "part_time" if random.random() < 0.6 else "full_time"
        start = max(add_months(ended, -18 if level == "advanced" else -8), add_months(first, -10))
        trainings.append(_training(f"llct_{level}", mode, start, ended))


def _administration(
    random: Random, as_of: date, draft: Draft, trainings: list[Row], group: Group, service: date
) -> None:
    level = group.state_management.draw(random)
    if draft["rank"] in ("principal", "senior") and level in ("none", "clerk", "specialist"):
        level = "principal"
    draft["state_management"] = level
    first, latest = add_months(service, 2), add_months(as_of, -3)
    if level in ("specialist", "principal") and first < latest:
        start = day_between(random, first, latest)
        trainings.append(_training(f"state_{level}", "full_time", start, add_months(start, 2)))


def _training(course: str, mode: str, start: date, end: date | None, status: str = "completed") -> Row:
    return {"course": course, "mode": mode, "start": start, "end": end, "status": status}
