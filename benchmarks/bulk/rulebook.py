"""A rule book of any size in the language of the project: one post and one standard each, seeded.

``python benchmarks/bulk/rulebook.py FOLDER --standards 60 --requirements 12`` writes a folder that passes
``eligibility check``. The same demands as Python values (`standards`) are what the hand-written queries
and the rule engines are made from: they never read the YAML.

The policy is one of purpose ``audit``: everybody is reviewed against the standard of the post held, with
the outcomes remove, verify, train and include.
"""

import argparse
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

SCALES: dict[str, tuple[str, ...]] = {
    "degree": ("none", "intermediate", "college", "bachelor", "master", "doctor"),
    "llct": ("none", "primary", "intermediate", "advanced"),
    "state_management": ("none", "clerk", "specialist", "principal", "senior"),
    "foreign_language": ("none", "level_1", "level_2", "level_3", "level_4", "level_5"),
    "rating": ("failed", "completed", "good", "excellent"),
}
"""Codes of each scale, the lowest first: the place of a code is its rank."""

COURSES: dict[str, tuple[str, str, int]] = {
    "degree_bachelor": ("degree", "bachelor", 48),
    "degree_master": ("degree", "master", 24),
    "llct_primary": ("llct", "primary", 3),
    "llct_intermediate": ("llct", "intermediate", 8),
    "llct_advanced": ("llct", "advanced", 12),
    "state_specialist": ("state_management", "specialist", 2),
    "state_principal": ("state_management", "principal", 2),
    "state_senior": ("state_management", "senior", 3),
}
"""By id: the field that it raises, to which level, and how many months it lasts."""

CLOSING = {(field, level): course for course, (field, level, _) in COURSES.items()} | {
    ("degree", "college"): "degree_bachelor"
}
"""The course that closes a demand for a level: the lowest that is high enough."""

YEARS = (2023, 2024, 2025)
"""The last three closed years at the review date of the benchmark."""

AS_OF = "2026-06-30"

FRAME = Path(__file__).parent / "frame"
"""What does not depend on the standards: fields, calendars, the policy."""

REQUIREMENTS_A_FILE = 4_000
"""A file of rules may have a million bytes."""

FATAL = ("leave", "disqualify", "wait")
"""Effects that lead to ``remove``; ``document`` leads to ``verify``, ``warn`` to nothing."""

KINDS = (
    *("age", "retirement", "degree", "llct", "state_management", "party"),
    *("rating_years", "discipline", "equivalent", "foreign_language", "service", "rating_latest"),
)
"""Kinds of demands, in the order in which a standard takes them; after the last it begins again."""

STEPS: dict[str, tuple[object, ...]] = {
    "age": ((58, 60), (57, 60), (55, 58), (53, 55)),
    "retirement": (6, 12, 24, 36),
    "degree": ("college", "bachelor", "bachelor", "master"),
    "llct": ("primary", "intermediate", "intermediate", "advanced"),
    "state_management": ("specialist", "specialist", "principal", "senior"),
    "party": (12, 24, 36, 60),
    "rating_years": (("completed", 2), ("completed", 3), ("good", 1), ("good", 2)),
    "discipline": (0, 0, 6, 12),
    "equivalent": (
        *(("college", "none", "intermediate"), ("college", "primary", "intermediate")),
        *(("bachelor", "primary", "advanced"), ("master", "primary", "intermediate")),
    ),
    "foreign_language": ("level_1", "level_1", "level_2", "level_3"),
    "service": (12, 24, 36, 60),
    "rating_latest": ("completed", "completed", "completed", "good"),
}
"""What may be asked for, the mildest first: years by sex (female, male), months, levels, a grade and how
many of three years must reach it, months that a discipline counts after its end, and for ``equivalent``
a degree, the political theory beside it, and that which makes up for a lower degree."""

EFFECTS: dict[str, tuple[str, ...]] = {
    "age": ("leave",),
    "retirement": ("leave",),
    "degree": ("train", "train", "disqualify"),
    "llct": ("train",),
    "state_management": ("train",),
    "party": ("disqualify", "warn"),
    "rating_years": ("disqualify", "disqualify", "warn"),
    "discipline": ("wait",),
    "equivalent": ("disqualify", "warn"),
    "foreign_language": ("document", "warn"),
    "service": ("wait", "warn"),
    "rating_latest": ("disqualify",),
}


@attrs.frozen
class Demand:
    """One requirement: *asked* is one of the `STEPS` of its *kind*.

    *eased*: attending the class counts. For ``llct`` with the level below, as a relaxation; for
    ``state_management`` whatever the level, as an alternative; for ``rating_years`` two excellent years
    count as well.
    """

    id: str
    kind: str
    effect: str
    asked: object
    eased: bool = False

    @property
    def course(self) -> str:
        """The course that closes it; empty where it is nothing to be trained."""
        return CLOSING[self.kind, str(self.asked)] if self.effect == "train" else ""


@attrs.frozen
class Standard:
    """The demands of one post."""

    post: str
    demands: tuple[Demand, ...]


def standards(count: int = 60, requirements: int = 12, seed: int = 1) -> list[Standard]:
    """Seeded standards, each with the same ids of requirements and its own thresholds and effects.

    A repeated kind asks for no more than the first of its kind, and mostly only warns: people would
    else meet no standard of two hundred requirements.
    """
    chance = random.Random(f"{seed} {requirements}")
    return [Standard(post(number), tuple(_demands(chance, requirements))) for number in range(count)]


def post(number: int) -> str:
    """The code of a post."""
    return f"p{number:05}"


def _demands(chance: random.Random, requirements: int) -> Iterator[Demand]:
    first: dict[str, int] = {}
    for number in range(requirements):
        kind, copy = KINDS[number % len(KINDS)], number // len(KINDS)
        step = chance.randrange(first.get(kind, len(STEPS[kind]) - 1) + 1)
        first.setdefault(kind, step)
        effect = chance.choice(EFFECTS[kind])
        if copy and chance.random() < 0.7:
            effect = "warn"
        eased = kind in ("llct", "state_management", "rating_years") and chance.random() < 0.5
        yield Demand(f"{kind}_{copy + 1}" if copy else kind, kind, effect, STEPS[kind][step], eased)


# --- written -------------------------------------------------------------------------------------


def must(demand: Demand) -> str:
    """The condition of *demand*, and what eases it, in the language of the rule book."""
    asked = demand.asked
    match demand.kind, asked:
        case "age", (int(female), int(male)):
            return f"must: 'age at review_date < by sex {{female: {female} years, male: {male} years}}'"
        case "retirement", months:
            return f"must: months_to_retirement at review_date >= {months} months"
        case "llct", str(level) if demand.eased:
            below = SCALES["llct"][SCALES["llct"].index(level) - 1]
            when = f"attending == {demand.course or CLOSING['llct', level]}"
            return f"must: llct >= {level}, relaxed: [{{when: {when}, must: llct >= {below}, clause: k}}]"
        case "state_management", str(level) if demand.eased:
            course = CLOSING["state_management", level]
            return f"must: {{any_of: [state_management >= {level}, attending == {course}]}}"
        case ("degree" | "llct" | "state_management" | "foreign_language") as field, level:
            return f"must: {field} >= {level}"
        case "party", months:
            return f"must: months_since(party_joined) at review_date >= {months} months"
        case "service", months:
            return f"must: months_since(service_since) at review_date >= {months} months"
        case "rating_years", (grade, count):
            years = f"count(evaluations, last 3 years, >= {grade}) >= {count}"
            if not demand.eased:
                return f"must: '{years}'"
            return f"must: {{any_of: ['{years}', 'all(evaluations, last 2 years, >= excellent)']}}"
        case "rating_latest", grade:
            return f"must: latest(evaluations) >= {grade}"
        case "discipline", months:
            return f"must: {{none_of: [discipline_until > review_date - {months} months]}}"
        case "equivalent", (degree, beside, instead):
            enough = f"all_of: [degree >= {degree}, llct >= {beside}]"
            other = f"all_of: [degree < {degree}, llct >= {instead}]"
            return f"must: {{any_of: [{{{enough}}}, {{{other}}}]}}"
        case kind, _:
            raise ValueError(kind)


def write(folder: Path, made: Sequence[Standard]) -> None:
    """*made* as a rule book in *folder*, which must not be there."""
    shutil.copytree(FRAME, folder)
    (folder / "standards").mkdir()
    vocabulary = folder / "vocabulary"
    (vocabulary / "scales.yaml").write_text("".join(_scales()), "utf-8")
    (vocabulary / "courses.yaml").write_text("".join(_courses()), "utf-8")
    (vocabulary / "posts.yaml").write_text("".join(_posts(made)), "utf-8")
    size = max(1, REQUIREMENTS_A_FILE // len(made[0].demands))
    for first in range(0, len(made), size):
        text = "".join(("standards:\n", *map(_standard, made[first : first + size])))
        (folder / "standards" / f"bench-{first:05}.yaml").write_text(text, "utf-8")


def _standard(standard: Standard) -> str:
    lines = [
        f"  - standard: s{standard.post}\n",
        f"    title: {{vi: Tiêu chuẩn {standard.post}, en: Standard {standard.post}}}\n",
        f"    posts: [{standard.post}]\n",
        "    source: {instrument: bench, confidence: text}\n",
        "    in_force: {from: 2020-01-01}\n",
        "    requirements:\n",
    ]
    for number, demand in enumerate(standard.demands, 1):
        rest = f"if_unmet: {demand.effect}, clause: art. {number}"
        lines.append(f"      - {{id: {demand.id}, {must(demand)}, {rest}}}\n")
    return "".join(lines)


def _posts(made: Sequence[Standard]) -> Iterator[str]:
    yield "posts:\n"
    for number, standard in enumerate(made):
        label = f"vi: CD {number}, en: Post {number}"
        yield f"- {{code: {standard.post}, {label}, kind: g, level: c, standing: 1}}\n"


def _scales() -> Iterator[str]:
    yield "scales:\n"
    for name, codes in SCALES.items():
        yield f"  {name}:\n    label: {{vi: Thang {name}, en: Scale {name}}}\n    levels:\n"
        for rank, code in enumerate(codes):
            yield f"      - {{code: {code}, rank: {rank}, vi: Bậc {code}, en: Level {code}}}\n"
    yield CHOICES
    yield "  course:\n    label: {vi: Khóa đào tạo, en: Course}\n    values:\n"
    for course in COURSES:
        yield f"      - {{code: {course}, vi: Khóa {course}, en: Course {course}}}\n"


def _courses() -> Iterator[str]:
    yield "courses:\n"
    for course, (field, level, months) in COURSES.items():
        label = f"label: {{vi: Lớp {course}, en: Class {course}}}"
        yield f"  - {{id: {course}, {label}, raises: {{{field}: {level}}}, months: [1, {months}]}}\n"


CHOICES = """\
choices:
  sex:
    label: {vi: Giới tính, en: Sex}
    values: [{code: male, vi: Nam, en: Male}, {code: female, vi: Nữ, en: Female}]
  admin_level:
    label: {vi: Cấp hành chính, en: Administrative level}
    values: [{code: c, vi: Cấp xã, en: Commune}]
  body_kind:
    label: {vi: Khối, en: Kind of body}
    values: [{code: g, vi: Chính quyền, en: Government}]
"""


def main() -> None:
    """Write a rule book."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--standards", type=int, default=60)
    parser.add_argument("--requirements", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.folder, standards(options.standards, options.requirements, options.seed))


if __name__ == "__main__":
    main()
