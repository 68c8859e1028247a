"""The documentation says what is: every example runs, every made block is current, every name exists."""

import ast
import importlib
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from eligibility.cli.app import COMMANDS, build
from eligibility.evaluate.shown import shown
from eligibility.messages import LANGUAGES, text
from eligibility.model.truth import Gap, Status
from eligibility.model.vocabulary import Kind
from eligibility.normalise.language import Language
from eligibility.normalise.text import key
from eligibility.normalise.values import ABSENT_MARKS, UNSTATED, ValueReader

from . import examples, grammar
from .blocks import BLOCK, printed, refreshed, workplace
from .made import shipped, written
from .pages import ROOT, Page, Table, codes, page, pages

PAGES = pages()
UPDATE = bool(os.environ.get("UPDATE_DOCS"))
SAMPLE = ("cases/samples/can-bo-mau.xlsx", "--as-of", "2026-06-30")

TYPING = {"R417", "R418", "R420", "R421", "R423", "R424", "R427", "R430", "R431", "R432", "R433", "R434"}
TYPING |= {"R435", "R436", "R437"}
"""Codes of sentences that are well formed and do not fit together; the grammar does not know types."""


def by_name(page: Page) -> str:
    return page.name


# --- what is made ---------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_blocks_that_are_made_are_current(page: Page, tmp_path: Path) -> None:
    made, failed = refreshed(page, workplace(tmp_path))
    if UPDATE and made != page.text:
        (ROOT / page.name).write_text(made, "utf-8")
    assert failed == []
    assert UPDATE or made == page.text, "UPDATE_DOCS=1 python -m pytest tests/docs rewrites it"


def test_every_command_is_documented() -> None:
    text = page("docs/commands.md").text
    blocks = [f"<!-- run: eligibility {name} --help --lang en -->" for name in ("", *COMMANDS)]
    assert [block.replace("  ", " ") for block in blocks if block.replace("  ", " ") not in text] == []


def _commands_shown() -> list[str]:
    """The commands in the blocks ``sh`` of all pages.

    Those of steps run where they stand, and those of the README in `tests/test_newcomer.py`.
    """
    shown = []
    for one in (found for found in PAGES if found.name != "README.md"):
        outside = Page(one.name, BLOCK.sub("", one.text))
        for fence in outside.fences():
            if fence.words == ("sh",):
                shown += fence.text.splitlines()
    return sorted(set(shown))


@pytest.mark.parametrize("line", _commands_shown())
def test_commands_that_are_shown_run(line: str, tmp_path: Path) -> None:
    words = line.split()
    if words[0] == "bash":
        assert (ROOT / words[1]).is_file()
        return
    folder = workplace(tmp_path)
    shutil.copy(folder / SAMPLE[0], folder / "can-bo.xlsx")
    if "--previous" in words:
        earlier = words[words.index("--previous") + 1]
        printed(f"eligibility review can-bo.xlsx --as-of 2026-06-30 --quiet --out {earlier}", folder)
    if "--map" in words:
        printed(f"eligibility map can-bo.xlsx --quiet --out {words[words.index('--map') + 1]}", folder)
    text, code = printed(line.removeprefix(".venv/bin/"), folder)
    assert code == 0, text


def test_the_readme_shows_what_the_sample_command_runs() -> None:
    line = (ROOT / ".ci/sample").read_text("utf-8").splitlines()[-1]
    command = line.removeprefix("exec .venv/bin/").removesuffix(' --force "$@"')
    assert f"<!-- run: {command} --lang en -->" in page("README.md").text


# --- examples -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [p for p in PAGES if "```yaml" in p.text], ids=by_name)
def test_every_example_in_yaml_is_what_the_page_says(page: Page, tmp_path: Path) -> None:
    run = list(examples.run(page, tmp_path))
    assert [f"{page.name}:{fence.line}: {'; '.join(found)}" for fence, found in run if found] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_record_comes_to_what_the_tables_say(lang: str, tmp_path: Path) -> None:
    assert examples.records([page for page in PAGES if page.lang == lang], tmp_path / "cases") == []


def test_every_sentence_in_a_table_is_read_or_refused_as_it_says() -> None:
    words = examples.language()
    wrong = []
    for one in PAGES:
        for table in one.tables():
            if table.head[0] not in ("Sentence", "Refused"):
                continue
            for row in table.rows:
                expected = codes(row[1]) if table.head[0] == "Refused" else []
                for sentence in codes(row[0]):
                    found = examples.condition(examples.sentence(sentence), words)[1]
                    if found != expected:
                        wrong.append(f"{one.name}: {sentence}: {found}, not {expected}")
    assert wrong == []


# --- the grammar ----------------------------------------------------------------------------------


def _grammar() -> dict[str, grammar.Node]:
    (source,) = [f.text for f in page("docs/language.md").fences() if f.words == ("ebnf",)]
    return grammar.read(source)


def test_the_grammar_makes_every_sentence_of_the_rules_and_the_pages() -> None:
    rules, names = _grammar(), grammar.classes(examples.language())
    sentences = [*_sentences_of_rules(), *_sentences_of_pages()]
    assert len(sentences) > 150
    assert [text for text in sentences if not grammar.accepts(rules, names, text)] == []


def test_what_the_grammar_makes_is_well_formed() -> None:
    rules, words, random = _grammar(), examples.language(), Random(1)
    names = dict(grammar.classes(words))
    texts = [name for name in names["FIELD"] if _is_text(words, name)]
    names["FIELD"] = tuple(name for name in names["FIELD"] if name not in texts)  # these take any word
    accepted, wrong = 0, []
    for _ in range(3000):
        text = grammar.sentence(rules, names, random)
        found = examples.condition(text, words)[1]
        accepted += not found
        if not TYPING.issuperset(found):
            wrong.append(f"{text}: {found}")
    assert wrong == []
    assert accepted > 300


def _is_text(words: Language, name: str) -> bool:
    found = words.field(name, "")
    return found is not None and found[1].kind is Kind.TEXT


def _sentences_of_rules() -> Iterator[str]:
    for name, document in examples.shipped_files().documents.items():
        if not name.startswith("vocabulary/"):
            yield from _sentences(document.data, inside=False)


def _sentences_of_pages() -> Iterator[str]:
    for one in PAGES:
        for table in one.tables():
            if table.head[0] == "Sentence":
                for row in table.rows:
                    yield from _sentences(examples.sentence(codes(row[0])[0]), inside=True)


def _sentences(data: object, *, inside: bool) -> Iterator[str]:
    """The sentences in a condition, or in what holds conditions under ``must``, ``when`` and ``where``."""
    if isinstance(data, dict):
        if "outcome" in data or "then" in data:
            return
        for key, value in data.items():
            heads = ("must", "when", "where", "all_of", "any_of", "none_of")
            yield from _sentences(value, inside=key in heads)
    elif isinstance(data, list):
        for item in data:
            yield from _sentences(item, inside=inside)
    elif inside and isinstance(data, str) and data not in ("column absent", "sheet absent"):
        yield data


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_tables_of_keys_list_every_key(page: Page) -> None:
    for table in page.tables():
        if table.about[:1] == ("keys",):
            expected = written(table.about[1])
            said = [codes(row[0])[0] for row in table.rows]
            assert sorted(said) == sorted(name for name, _ in expected), table.about
            if table.head[1] == "Needed":
                needed = {codes(row[0])[0]: row[1] in ("yes", "có") for row in table.rows}
                assert needed == dict(expected), table.about


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_every_link_leads_somewhere(page: Page) -> None:
    anchors = {found.name: found.anchors() for found in PAGES}
    lost = []
    for link in page.links():
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page.name).parent / path if path else ROOT / page.name
        name = os.path.relpath(target, ROOT)
        if not target.exists() or (anchor and anchor not in anchors.get(name, set())):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_every_name_of_the_code_exists(page: Page) -> None:
    names = set(re.findall(r"\beligibility(?:\.[A-Za-z_]\w*)+", page.prose))
    assert [name for name in sorted(names) if not _exists(name)] == []


def _exists(name: str) -> bool:
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        try:
            for part in parts[cut:]:
                found = getattr(found, part)
        except AttributeError:
            return False
        return True
    return False


PATH = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|yaml|md|toml)|(?:[\w.-]+/)+)(?:::(\w+))?`")
HOMES = (ROOT, ROOT / "src/eligibility", ROOT / "rules")


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_every_path_exists(page: Page) -> None:
    lost = []
    for path, test in PATH.findall(page.prose):
        found = [home / path for home in HOMES if (home / path).exists()]
        if not found or (test and f"def {test}(" not in found[0].read_text("utf-8")):
            lost.append(f"{path}::{test}" if test else path)
    assert lost == []


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["dev"], *groups["docs"], *groups["bench"]]
    wanted += project["build-system"]["requires"]
    wanted += [line for extra in project["project"]["optional-dependencies"].values() for line in extra]
    names = {re.match(r"[\w-]+", line)[0] for line in wanted}  # type: ignore[index]
    text = page("docs/dependencies.md")
    explained = {codes(row[0])[0] for table in text.tables() for row in table.rows}
    assert names == explained


# --- tables that say what the code says -------------------------------------------------------------


def _table(name: str, *about: str) -> Table:
    (found,) = [table for table in page(name).tables() if table.about == about]
    return found


def _first(table: Table) -> list[str]:
    return [codes(row[0])[0] for row in table.rows]


@pytest.mark.parametrize(
    "name", ["DECISION_COLUMNS", "FINDING_COLUMNS", "ISSUE_COLUMNS", "REFUSAL_COLUMNS"], ids=str.lower
)
def test_tables_of_columns_list_every_column_in_order(name: str) -> None:
    from eligibility.report import tables

    assert _first(_table("docs/outputs.md", "columns", name)) == list(getattr(tables, name))


@pytest.mark.parametrize(
    "name", ["CHANGE_COLUMNS", "CHANGED_FINDING_COLUMNS", "CHANGED_FIELD_COLUMNS"], ids=str.lower
)
def test_tables_of_columns_of_changes_list_every_column_in_order(name: str) -> None:
    from eligibility.report import changes

    assert _first(_table("docs/outputs.md", "columns", name)) == list(getattr(changes, name))


def test_table_of_columns_of_lists_lists_every_column_in_order() -> None:
    from eligibility.report.lists import LIST_COLUMNS

    assert _first(_table("docs/outputs.md", "columns", "LIST_COLUMNS")) == list(LIST_COLUMNS)


@pytest.mark.parametrize("folder", ["docs", "docs/vi"])
def test_courses_without_an_entry_standard_are_all_named_with_why(folder: str) -> None:
    text = (ROOT / folder / "rule-sources.md").read_text("utf-8")
    told = re.findall(r"^\| `(\w+)` \| \S.* \|$", text.split("<!-- end -->")[-1], re.MULTILINE)
    assert told == [one.id for one in shipped().vocabulary.courses.values() if not one.entry]


def test_table_of_changes_is_whole() -> None:
    from eligibility.model.changes import CHANGES

    rows = _table("docs/outputs.md", "changes").rows
    assert [codes(row[0])[0] for row in rows] == list(CHANGES)
    assert [row[1] for row in rows] == [text(f"report.change_{kind}", "vi") for kind in CHANGES]


def test_tables_of_statuses_and_reasons_are_whole() -> None:
    statuses, gaps = (_table("docs/outputs.md", "codes", kind) for kind in ("Status", "Gap"))
    assert _first(statuses) == [str(status) for status in Status]
    assert _first(gaps) == [str(gap) for gap in Gap]
    assert [row[1] for row in statuses.rows] == [text(f"report.status_{status}", "vi") for status in Status]


def test_the_readme_says_the_names_that_officers_see() -> None:
    readme = page("README.md").prose
    vocabulary = shipped().vocabulary
    names = [text(f"report.{key}", "vi") for key in ("sheet_issues", "sheet_refusals")]
    names += [
        vocabulary.tables[t].label.vi for t in ("people", "plan", "evaluations", "disciplines", "units")
    ]
    assert [name for name in names if f"*{name}*" not in readme] == []
    policy = next(policy for policy in shipped().policies if policy.purpose == "planning")
    shown = _table("README.md", "outcomes", "planning").rows
    assert sorted(row[:2] for row in shown) == sorted((o.label.vi, o.label.en) for o in policy.outcomes)


def test_cells_are_understood_as_the_tables_say() -> None:
    wrong = []
    vocabulary = shipped().vocabulary
    for row in _table("docs/inputs.md", "cells").rows:
        table, _, name = codes(row[0])[0].rpartition(".")
        field = vocabulary.tables[table or "people"].field(name)
        assert field is not None, row
        reader = ValueReader(field, vocabulary, date.fromisoformat(examples.AS_OF))
        for written_so in codes(row[1]) or [""]:
            reading = reader.read(written_so)
            got = shown(reading.value)
            if got != codes(row[2])[0]:
                wrong.append(f"{row[0]} {written_so}: {got}")
    assert wrong == []


def test_marks_of_what_is_not_stated_are_all_there() -> None:
    (row,) = _table("docs/inputs.md", "marks").rows
    assert {key(word) or word for word in codes(row[0])} == UNSTATED | ABSENT_MARKS


CASES = {
    "about": {"vi": "x", "en": "x"},
    "given": {"as_of": "2026-06-30", "plan": {"post": "commune.front_chair"}},
    "cases": [
        {
            "id": "one",
            "about": {"vi": "x", "en": "x"},
            "person": {"degree": "bachelor"},
            "expect": {"outcome": "keep", "unmet": []},
        }
    ],
}
MACHINES = {
    "review": ("review", *SAMPLE, "--json"),
    "check": ("check", "broken", "--json"),
    "test": ("test", "few", "--json"),
    "figures": ("figures", "cases/figures/thai-nguyen-2020/tables.yaml", "--json"),
    "explain": ("explain", "M003", *SAMPLE, "--json"),
}


@pytest.mark.parametrize("name", MACHINES)
def test_tables_of_json_list_every_key(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workplace(tmp_path)
    (folder / "broken").mkdir()
    (folder / "broken/rulebook.yaml").write_text("rulebook: x", "utf-8")
    (folder / "few").mkdir()
    (folder / "few/cases.yaml").write_text(json.dumps(CASES), "utf-8")
    monkeypatch.chdir(folder)
    ran = CliRunner().invoke(build("en"), MACHINES[name])
    data = json.loads(ran.stdout)
    table = _table("docs/outputs.md", "json", name)
    said = _first(table)
    assert data["schema"] in codes(table.rows[0][1])
    assert _leaves(data, set(said)) == said


def test_table_of_json_of_coverage_lists_every_key(tmp_path: Path) -> None:
    from covered.small import DEGREE, small

    folder = small(tmp_path, DEGREE)
    rules, cases = str(folder / "rules"), str(folder / "cases")
    call = ["coverage", cases, "--rules", rules, "--jobs", "1", "--no-cache", "--json"]
    data = json.loads(CliRunner().invoke(build("en"), call).stdout)
    table = _table("docs/outputs.md", "json", "coverage")
    said = _first(table)
    assert data["schema"] in codes(table.rows[0][1])
    assert _leaves(data, set(said)) == said


def test_table_of_remarks_on_figures_is_whole() -> None:
    from eligibility.typed.tables import Weight

    rows = _table("docs/figures.md", "remarks").rows
    written = {
        word.value
        for file in (ROOT / "src/eligibility/typed").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Remark"
        for word in node.args[:1]
        if isinstance(word, ast.Constant)
    } | {"period_years", "period_wrong", "rise_wrong", "rise_relative"}  # said by a name
    assert {codes(row[0])[0] for row in rows} == written
    assert {row[1] for row in rows} == {text(f"typed.weight_{weight}", "en") for weight in Weight}


def test_table_of_json_of_changes_lists_every_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace(tmp_path))
    for more in (("--out", "before", "-q"), ("--previous", "before", "--json")):
        ran = CliRunner().invoke(build("en"), ("review", *SAMPLE, *more))
        assert ran.exit_code == 0
    data = json.loads(ran.stdout)["changes"]
    table = _table("docs/outputs.md", "json", "changes")
    said = _first(table)
    assert data["schema"] in codes(table.rows[0][1])
    assert _leaves(data, set(said)) == said


def _leaves(data: object, known: set[str], path: str = "") -> list[str]:
    """The paths of all that *data* holds, in order; those that are *known* are not looked into."""
    if path in known or not isinstance(data, dict | list):
        return [path]
    if isinstance(data, list):
        return list(dict.fromkeys(leaf for item in data for leaf in _leaves(item, known, f"{path}[]")))
    found = (_leaves(value, known, f"{path}.{name}".lstrip(".")) for name, value in data.items())
    return list(dict.fromkeys(leaf for leaves in found for leaf in leaves))


# --- words that do not belong here ------------------------------------------------------------------

TEXTS = {".md", ".py", ".yaml", ".yml", ".toml", ".sh", ".txt", ".cfg", ".json", ".po", ".csv", ""}
PRUNED = {"__pycache__", "out", "build", "dist", "node_modules"}
FORBIDDEN = tuple(
    "".join(parts)
    for parts in (
        ("/wo", "rk/"),
        ("/tm", "p/venv"),
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("npmjs", ".org"),
        ("proxy.golang", ".org"),
        ("index", "-url"),
        ("sub", "agent"),
    )
)


def _texts() -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in PRUNED and (not f.startswith(".") or f == ".ci")]
        for name in files:
            path = Path(folder) / name
            if path.suffix in TEXTS and path.stat().st_size < 2_000_000:
                yield path


def test_no_text_names_a_machine() -> None:
    found = []
    for path in _texts():
        text = path.read_text("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in FORBIDDEN if word in text]
    assert found == []
