"""`check` and `diff` of synthetic rule books of 100, 500 and 2,000 standards, as commands.

``python benchmarks/check.py`` writes for each size a seeded rule book of standards of twelve requirements:
levels, ages, months to retirement, ratings of three years, disciplines, alternatives and relaxations; every
fifth standard comes in two versions. Faults of every kind that an analysis knows are planted in it.
Then ``eligibility check`` looks for them, and ``eligibility diff`` compares the book with one in which
thresholds were changed; every fault and every change must be told. Wall time, CPU and peak memory of each
command, with versions and machine, go to benchmarks/results/check.json.
"""

import argparse
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import attrs
from bulk.rulebook import STEPS, Demand, Standard, must, standards, write

STARTS = (date(2021, 1, 1), date(2022, 7, 1), date(2023, 8, 1), date(2025, 7, 1))
"""Days on which standards come into force."""

CHANGES = 36
"""Thresholds that are changed for a comparison."""

FAULTS: dict[str, tuple[str, ...]] = {
    "R801": ("must: llct < none, if_unmet: disqualify",),
    "R802": (
        "must: {all_of: [service_since >= 2024-06-01, "
        "'months_since(service_since) at review_date >= 24 months']}, if_unmet: wait",
    ),
    "R803": ("must: llct >= none, if_unmet: disqualify",),
    "R804": ("when: {all_of: [llct >= advanced, llct < primary]}, must: degree >= college, if_unmet: warn",),
    "R805": ("when: 'sex in [male, female]', must: degree >= college, if_unmet: warn",),
    "R806": (
        "must: degree >= college, if_unmet: warn, "
        "relaxed: [{when: sex == female, must: degree >= master, clause: b}]",
    ),
    "R807": (
        "must: degree >= college, if_unmet: warn, later: [{when: sex == female, by: 2020-06-30, clause: b}]",
    ),
    "R808": (
        "must: foreign_language >= level_4, if_unmet: disqualify",
        "must: foreign_language < level_4, if_unmet: disqualify, not_monotone: planted",
    ),
    "R809": (
        "must: foreign_language >= level_5, if_unmet: disqualify",
        "must: foreign_language >= level_4, if_unmet: disqualify",
    ),
    "R810": ("must: foreign_language < level_5, if_unmet: disqualify",),
    "R811": ("must: degree >= college, if_unmet: warn, not_monotone: planted",),
    "R816": ("must: degree >= college, if_unmet: warn",),
    "R819": (
        "must: {all_of: [latest(evaluations) >= completed, "
        "'count(evaluations, last 14 years, >= good) >= 3']}, if_unmet: warn",
    ),
    "R822": ("must: foreign_language >= level_2, if_unmet: train",),
    "R823": (
        "must: service_since >= 2024-06-01, if_unmet: wait",
        "must: 'months_since(service_since) at review_date >= 24 months', if_unmet: wait",
    ),
}
"""By code, the requirements that bring it about in a standard; the last one is told."""

AROUND = ("R812", "R813", "R814", "R815", "R817", "R818", "R820", "R821")
"""Faults planted in heads of standards, in posts, policies and entry to courses."""

POLICY = """\
  - policy: training
    id: {id}
    in_force: {{from: {start}, until: {end}}}
    title: {{vi: Cử đi học, en: Entry to classes}}
    outcomes:
      - {{code: may_send, rank: 5, vi: Có thể cử, en: May be sent}}
      - {{code: verify, rank: 3, vi: Cần xác minh, en: Verify}}
      - {{code: not_eligible, rank: 1, vi: Không đủ điều kiện, en: Not eligible, trains: false}}
    effects: {{disqualify: {{vi: không đủ, en: not eligible}}, wait: {{vi: chờ, en: must wait}}}}
    bars_entry: [disqualify, wait]
    moments: {{appointment: review_date, term_start: review_date}}
    decide:
      - {{outcome: not_eligible, when: [unmet disqualify]}}
      - {{outcome: not_eligible, when: [unmet wait]}}
      - {{outcome: may_send, when: []}}
"""

ENTRY = (
    ("llct_intermediate", "must: degree >= intermediate, if_unmet: disqualify"),
    ("llct_advanced", "must: degree >= bachelor, if_unmet: disqualify"),
    ("degree_master", "must: degree >= master, if_unmet: disqualify"),
    ("state_senior", FAULTS["R802"][0]),
)
"""Entry to courses: the last but one closes a course to whoever lacks its level, the last on some days."""


MONTHS = {"retirement": (1, 60), "party": (6, 120), "service": (6, 120), "discipline": (0, 24)}
"""The fewest and the most months that a kind of demand asks for."""


@attrs.frozen
class Version:
    """A *standard* called *name* in force from *start* to *end*, with the requirements of a planted fault."""

    name: str
    standard: Standard
    start: date
    end: date | None
    fault: str = ""


def book(count: int, seed: int = 1) -> list[Version]:
    """*count* versions: every fifth standard has two; faults are spread over them."""
    chance = random.Random(seed)
    made: list[Version] = []
    for number, standard in enumerate(varied(standards(count, 12, seed), chance)):
        first, later = sorted(chance.sample(STARTS, 2))
        if number % 6 == 5:
            before = made[-1]
            begun = min(before.start, first)
            gap = timedelta(days=2 if number == 5 else 1)
            made[-1] = attrs.evolve(before, start=begun, end=later - gap)
            made.append(Version(before.name, attrs.evolve(standard, post=before.standard.post), later, None))
        else:
            made.append(Version(f"s{number:05}", standard, first, None))
    lasting = [at for at, version in enumerate(made) if at > 5 and version.end is None]
    step = max(1, len(lasting) // (2 * len(FAULTS)))
    for at, fault in zip(lasting[::step], (*FAULTS, *FAULTS), strict=False):
        made[at] = attrs.evolve(made[at], fault=fault)
    return made


def varied(made: Sequence[Standard], chance: random.Random) -> Iterator[Standard]:
    """*made* with any number of months and years where they ask for some."""
    for standard in made:
        demands = [attrs.evolve(one, asked=_varied(one, chance)) for one in standard.demands]
        yield attrs.evolve(standard, demands=tuple(demands))


def _varied(demand: Demand, chance: random.Random) -> object:
    if demand.kind in MONTHS:
        return chance.randint(*MONTHS[demand.kind])
    if demand.kind == "age":
        women = chance.randint(50, 58)
        return women, women + chance.randint(0, 5)
    return demand.asked


def changed(made: Sequence[Version], seed: int = 2) -> tuple[list[Version], set[str]]:
    """*made* with `CHANGES` other thresholds, each in a standard of its own; the names of those standards."""
    chance = random.Random(seed)
    found = list(made)
    names: set[str] = set()
    sound = [at for at, version in enumerate(made) if not version.fault]
    for at in chance.sample(sound, CHANGES):
        version = found[at]
        number = chance.randrange(len(version.standard.demands))
        demand = version.standard.demands[number]
        steps = [step for step in STEPS[demand.kind] if step != demand.asked]
        demands = list(version.standard.demands)
        demands[number] = attrs.evolve(demand, asked=chance.choice(steps))
        found[at] = attrs.evolve(version, standard=attrs.evolve(version.standard, demands=tuple(demands)))
        names.add(version.name)
    return found, names


def lay(folder: Path, made: Sequence[Version]) -> None:
    """*made* as a rule book in *folder*, which must not be there."""
    posts = {version.standard.post: version.standard for version in made}
    write(folder, [*posts.values(), attrs.evolve(made[0].standard, post="bare")])
    text = (folder / "vocabulary" / "posts.yaml").read_text("utf-8")
    needless = next(iter(posts))
    text = re.sub(rf"(code: {needless},.*standing: 1)", r"\1, no_standard: planted", text)
    (folder / "vocabulary" / "posts.yaml").write_text(text, "utf-8")
    for place in (folder / "standards").iterdir():
        place.unlink()
    size = 300
    for first in range(0, len(made), size):
        lines = [line for version in made[first : first + size] for line in _standard(version)]
        place = folder / "standards" / f"check-{first:05}.yaml"
        place.write_text("".join(("standards:\n", *lines)), "utf-8")
    entries = [line for course, demand in ENTRY for line in _entry(course, demand)]
    (folder / "standards" / "entry.yaml").write_text("".join(("standards:\n", *entries)), "utf-8")
    older = POLICY.format(id="older", start="2015-01-01", end="2019-06-30")
    newer = POLICY.format(id="newer", start="2020-01-01", end="2040-12-31")
    (folder / "policy" / "training.yaml").write_text(f"policies:\n{older}{newer}", "utf-8")
    audit = (folder / "policy" / "audit.yaml").read_text("utf-8")
    audit = audit.replace("decide:\n", "  - {then: odd, when: [unmet leave, not fatal]}\ndecide:\n")
    audit = audit.replace(
        "  - {outcome: include,", "  - {outcome: verify, when: [odd]}\n  - {outcome: include,"
    )
    (folder / "policy" / "audit.yaml").write_text(audit, "utf-8")


def _standard(version: Version) -> Iterator[str]:
    until = f", until: {version.end}" if version.end is not None else ""
    name, standard = version.name, version.standard
    yield from _head(name, f"posts: [{standard.post}]", f"{{from: {version.start}{until}}}")
    for number, demand in enumerate(_asked(version), 1):
        written = f"{must(demand)}, if_unmet: {demand.effect}"
        yield f"      - {{id: {demand.id}, {written}, clause: art. {number}}}\n"
    for number, written in enumerate(FAULTS.get(version.fault, ())):
        clause = "…" if version.fault == "R816" else "planted"
        yield f"      - {{id: planted_{version.fault}_{number}, {written}, clause: {clause}}}\n"


def _asked(version: Version) -> tuple[Demand, ...]:
    """Twelve demands, those of a planted fault among them: the last ones make room for it."""
    demands = version.standard.demands
    return demands[: len(demands) - len(FAULTS.get(version.fault, ()))]


def _entry(course: str, demand: str) -> Iterator[str]:
    yield from _head(f"entry.{course}", f"courses: [{course}]", "{from: 2020-01-01}")
    yield f"      - {{id: entry, {demand}, clause: art. 1}}\n"


def _head(name: str, target: str, in_force: str) -> Iterator[str]:
    yield f"  - standard: {name}\n    title: {{vi: Tiêu chuẩn {name}, en: Standard {name}}}\n    {target}\n"
    yield "    source: {instrument: bench, confidence: text}\n"
    yield f"    in_force: {in_force}\n    requirements:\n"


# --- measured ------------------------------------------------------------------------------------


def measured(*arguments: str) -> tuple[dict[str, float], dict]:
    """A command in a process of its own: what it took, and what it printed."""
    program = "import sys; from eligibility.cli import main; main(sys.argv[1:])"
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=out, stderr=said)
        _, code, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(code)
        out.seek(0)
        said.seek(0)
        if process.returncode not in (0, 1):
            raise SystemExit(said.read().decode())
        found = json.load(out)
    return {
        "wall": round(wall, 2),
        "cpu": round(used.ru_utime + used.ru_stime, 2),
        "peak_mb": round(used.ru_maxrss / 1000),
    }, found


def missed(made: Sequence[Version], problems: Sequence[dict]) -> list[str]:
    """The planted faults that were not told."""
    told = {problem["code"] for problem in problems}
    lost = [code for code in AROUND if code not in told]
    for fault in FAULTS:
        planted = sum(version.fault == fault for version in made)
        name = f"planted_{fault}_"
        about = [p for p in problems if p["code"] == fault and name in json.dumps(p) + _line(p, made)]
        if len(about) < planted:
            lost.append(f"{fault}: {len(about)} of {planted}")
    return lost


def _line(problem: dict, made: Sequence[Version]) -> str:
    """For a problem that names no requirement, that of the fault it tells."""
    return f"planted_{problem['code']}_" if problem["code"] == "R816" else ""


def run(count: int, place: Path, seed: int) -> dict:
    """Write both books of *count* standards, and run both commands."""
    made = book(count, seed)
    other, names = changed(made, seed + 1)
    lay(place / "old", made)
    lay(place / "new", other)
    checked, told = measured("check", str(place / "old"), "--format", "json", "--lang", "en")
    lost = missed(made, told["problems"])
    if lost:
        raise SystemExit(f"{count} standards: not told: {lost}")
    compared, found = measured("diff", str(place / "old"), str(place / "new"), "--json", "--lang", "en")
    edited = {one["standard"] for one in found["standards"] if one["edits"]}
    if edited != names:
        raise SystemExit(f"{count} standards: changed {names}, told {edited}")
    relations: dict[str, int] = {}
    for one in found["standards"]:
        relations[one["relation"]] = relations.get(one["relation"], 0) + 1
    demands = [demand for version in made for demand in _asked(version)]
    return {
        "standards": count,
        "requirements": 12 * count,
        "distinct": len({(d.kind, d.asked, d.eased, d.effect) for d in demands}),
        "planted": 2 * len(FAULTS) + len(AROUND),
        "problems": len(told["problems"]),
        "check": checked,
        "diff": {**compared, "changed": len(edited), "relations": relations},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--standards", type=int, nargs="+", default=[100, 500, 2000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results" / "check.json")
    options = parser.parse_args()
    sizes = []
    for count in options.standards:
        with tempfile.TemporaryDirectory() as place:
            sizes.append(run(count, Path(place), options.seed))
        print(json.dumps(sizes[-1]))
    result = {
        "sizes": sizes,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "versions": {name: version(name) for name in ("eligibility", "attrs", "PyYAML")},
    }
    options.results.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
