"""The examples of the pages, put to work: rule files, sentences, cases and what records come to.

A fenced block of YAML says after ``yaml`` what it is: ``marker``, ``vocabulary`` (a part that is added
to the shipped vocabulary), ``standard``, ``requirement``, ``condition``, ``policy`` or ``cases``, or ``file``
for what the commands of the page read. Where ``refused`` and codes follow, exactly these problems must be
found; where ``shipped`` follows, all shipped standards are there. Cases run against standards and policies
that stand above them on the page.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from eligibility.assurance.cases import run_cases
from eligibility.diagnostics import Diagnostic, Where
from eligibility.messages import text
from eligibility.model.condition import Condition
from eligibility.model.review import CaseResult
from eligibility.model.standard import RuleBook
from eligibility.normalise.conditions import parse_condition
from eligibility.normalise.language import Language
from eligibility.normalise.rulebook import build_rulebook
from eligibility.normalise.vocabulary import build_language
from eligibility.pipeline import tightening
from eligibility.read.rules import RawRules, parse

from .made import shipped_files
from .pages import Fence, Page, codes

Data = Any

NATIONAL = tuple(
    f"standards/vn/{name}.yaml"
    for name in ("planning", "training", "postgraduate", "first_degree", "refreshers")
)
"""Standards that are there beside those of a page: what layers extend, and entry to courses."""

AS_OF = "2026-06-30"
PLAN = {"post": "commune.party_secretary", "term": "2025-2030", "status": "planned", "since": "2024-05-20"}
"""The review and the plan entry that examples of sentences are tried on."""

SHEETS = ("plan", "evaluations", "disciplines", "trainings", "careers", "documents", "units", "waivers")


def data_of(fence_text: str) -> Data:
    """The text data of a block, read as a rule file is."""
    document, problems = parse("example.yaml", fence_text.encode())
    assert document is not None, problems
    assert not problems, problems
    return document.data


def sentence(shown: str) -> Data:
    """The data of a condition that stands in a cell: a mapping in braces, or a sentence."""
    return data_of(shown) if shown.startswith("{") else shown


def _documents() -> dict[str, Data]:
    return {name: document.data for name, document in shipped_files().documents.items()}


def _vocabulary() -> dict[str, Data]:
    return {name: data for name, data in _documents().items() if name.startswith("vocabulary/")}


def language() -> Language:
    found, problems = build_language(_vocabulary())
    assert found is not None, problems
    return found


def condition(data: Data, words: Language) -> tuple[Condition | None, list[str]]:
    """A condition, and the codes of what is wrong with it."""
    found, problems = parse_condition(data, words, Where("example.yaml"))
    return found, [problem.code for problem in problems]


def with_part(part: Mapping[str, Data]) -> dict[str, Data]:
    """The shipped vocabulary with a part of a page put in; what has the same name is replaced."""
    documents = _vocabulary()
    for key, value in part.items():
        file = next((name for name, data in documents.items() if key in data), "vocabulary/added.yaml")
        there = documents.get(file, {}).get(key, type(value)())
        if isinstance(value, dict):
            merged: Data = {**there, **value}
        elif isinstance(value, list):
            names = {_name(item) for item in value}
            merged = [item for item in there if _name(item) not in names] + value
        else:
            merged = value
        documents[file] = {**documents.get(file, {}), key: merged}
    return documents


def _name(item: Data) -> str:
    """By which two items of a list are the same."""
    keys = ("code", "path", "id") if "term" not in item else ("term", "kind", "level")
    return "/".join(str(item.get(key, "")) for key in keys) if isinstance(item, dict) else str(item)


@attrs.define
class Rules:
    """The rule book of a page as far as it has been read: standards and policies in the order shown."""

    standards: list[Data] = attrs.field(factory=list)
    policies: dict[str, Data] = attrs.field(factory=dict)
    whole: bool = False
    """Whether all shipped standards are there, not only those of `NATIONAL`."""

    def add(self, data: Data) -> None:
        """Add standards; those that are not extended by a new one make room for it."""
        new = data["standards"] if isinstance(data, dict) and set(data) == {"standards"} else [data]
        wanted = {item.get("extends", "") for item in new}
        kept: list[Data] = []
        for item in reversed(self.standards):
            if item.get("standard") in wanted and item.get("standard") not in {n["standard"] for n in new}:
                kept.insert(0, item)
                wanted.add(item.get("extends", ""))
        self.standards = [*kept, *new]

    def documents(self) -> dict[str, Data]:
        found = {
            name: data
            for name, data in _documents().items()
            if self.whole or not name.startswith("standards/") or name in NATIONAL
        }
        if self.policies:  # rules about lists name the outcomes of the shipped policy
            found = {name: data for name, data in found.items() if not name.startswith("structure/")}
        own = {item.get("standard") for item in self.standards}
        for name in [name for name in found if name.startswith("standards/")]:
            others = [item for item in found[name]["standards"] if item["standard"] not in own]
            found[name] = {"standards": others}
        for purpose, data in self.policies.items():
            found[f"policy/{purpose}.yaml"] = data
        found["standards/page.yaml"] = {"standards": list(self.standards)}
        return found

    def book(self) -> tuple[RuleBook | None, list[Diagnostic]]:
        """The rule book, and everything that is wrong with it, layers included."""
        book, problems = build_rulebook(self.documents(), {})
        return book, [*problems, *(tightening(book) if book is not None else ())]


def run(page: Page, folder: Path) -> Iterator[tuple[Fence, list[str]]]:
    """Every block of YAML with what is wrong with it; empty where it is as the page says."""
    words = language()
    rules = Rules()
    for number, fence in enumerate(page.fences()):
        if not fence.words or fence.words[0] != "yaml" or fence.words[1:] == ("file",):
            continue  # files of a tutorial are put to work by its commands
        kind = fence.words[1] if len(fence.words) > 1 else ""
        expected = sorted(fence.words[3:]) if fence.words[2:3] == ("refused",) else []
        rules.whole = fence.words[2:3] == ("shipped",)
        if kind == "cases":
            against = Rules(whole=True) if rules.whole else rules
            yield fence, cases(data_of(fence.text), against, folder / f"{number}")
            continue
        found = _tried(kind, data_of(fence.text), rules, words)
        same = sorted({line.split(" ")[0] for line in found}) == expected
        yield fence, [] if same else [f"expected {expected}", *found]


def _tried(kind: str, data: Data, rules: Rules, words: Language) -> list[str]:
    problems: list[Diagnostic]
    match kind:
        case "condition":
            return condition(data, words)[1]
        case "marker":
            _, found = build_rulebook({**_documents(), "rulebook.yaml": data}, {})
            problems = list(found)
        case "vocabulary":
            _, problems = build_language(with_part(data))
        case "requirement":
            alone = Rules()
            alone.add(_around([data]))
            _, problems = alone.book()
        case "standard":
            changed = Rules(rules.standards, rules.policies, rules.whole)
            changed.add(data)
            _, problems = changed.book()
            if not problems:
                rules.standards = changed.standards
        case "policy":
            changed = Rules(rules.standards, {**rules.policies, data.get("policy", "planning"): data})
            _, problems = changed.book()
            if not problems:
                rules.policies = changed.policies
        case "seating":
            others = {n: d for n, d in _documents().items() if n != "training/seats.yaml"}
            _, found = build_rulebook({**others, "training/seats.yaml": data}, {})
            problems = list(found)
        case "target":
            _, found = build_rulebook({**_documents(), "training/target.yaml": data}, {})
            problems = list(found)
        case _:
            return [f"R000 a block of yaml that does not say what it is: {kind or '-'}"]
    return [f"{p.code} {_told(p)}" for p in problems]


def _told(problem: Diagnostic) -> str:
    return f"{problem.place} {dict(problem.params)}"


def _around(requirements: list[Data], number: int = 0, posts: tuple[str, ...] = (PLAN["post"],)) -> Data:
    """A standard that has just these requirements."""
    return {
        "standard": f"docs.example_{number}",
        "title": {"vi": "Ví dụ", "en": "Example"},
        "posts": list(posts),
        "source": {"instrument": "example", "confidence": "text"},
        "in_force": {"from": "2020-01-01"},
        "requirements": requirements,
    }


def cases(data: Data, rules: Rules, folder: Path) -> list[str]:
    """What differs where the cases in *data* run against *rules*."""
    book, problems = rules.book()
    if book is None:
        return [_told(problem) for problem in problems]
    return [line for result in _run(data, book, folder) for line in _differences(result)]


def _differences(result: CaseResult) -> Iterator[str]:
    for problem in result.problems:
        yield f"{result.id}: {text(problem.key, 'en', **problem.params)}"


def _run(data: Data, book: RuleBook, folder: Path) -> tuple[CaseResult, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cases.yaml").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    results, problems = run_cases(folder, book, RawRules(folder, {}, {}))
    assert not problems, [f"{problem.code} {_told(problem)}" for problem in problems]
    return results


# --- sentences that are tried on records ----------------------------------------------------------

PLAIN_POLICY = {
    "policy": "planning",
    "id": "planning",
    "title": {"vi": "Ví dụ", "en": "Example"},
    "outcomes": [
        {"code": "keep", "rank": "2", "vi": "Giữ", "en": "Keep"},
        {"code": "verify", "rank": "1", "vi": "Xác minh", "en": "Verify"},
    ],
    "effects": {"warn": {"vi": "lưu ý", "en": "noted"}},
    "decide": [{"outcome": "keep", "when": []}],
}


def records(pages: list[Page], folder: Path) -> list[str]:
    """Try every row of every table with the head ``Sentence | Record | Status``; what differs is returned."""
    rules = Rules(policies={"planning": PLAIN_POLICY})
    made: list[Data] = []
    for page in pages:
        for found in page.tables():
            if found.head[:3] != ("Sentence", "Record", "Status"):
                continue
            for row in found.rows:
                number = len(made)
                must = sentence(codes(row[0])[0])
                demand = {"id": "r", "must": must, "if_unmet": "warn", "clause": "x"}
                post, case = _case(number, f"{page.name}:{found.line}: {row[0]} {row[1]}", row)
                unit = case["plan"]["unit"]
                rules.standards.append(_around([demand], number, (post,)) | {"units": [unit]})
                made.append(case)
    book, problems = rules.book()
    assert book is not None, problems
    data = {"about": PLAIN_POLICY["title"], "given": {"as_of": AS_OF, "plan": PLAN}, "cases": made}
    about = [case["about"]["en"] for case in made]
    return [
        f"{about[number]}: {line}"
        for number, result in enumerate(_run(data, book, folder))
        for line in _differences(result)
    ]


def _case(number: int, about: str, row: tuple[str, ...]) -> tuple[str, Data]:
    """The target post and the case of one row."""
    record = data_of(codes(row[1])[0]) if codes(row[1]) else {}
    sheets = {key: value for key, value in record.items() if key in SHEETS}
    person = {key: value for key, value in record.items() if key not in SHEETS}
    plan = {"unit": f"unit {number}", **sheets.pop("plan", {})}
    case = {
        "id": f"c{number}",
        "about": {"vi": about, "en": about},
        "person": person,
        "plan": plan,
        **sheets,
        "expect": {"outcome": "keep", "statuses": {"r": codes(row[2])[0]}},
    }
    return plan.get("post", PLAN["post"]), case
