"""Rule books with mistakes, each with exactly the problems that are told, in both languages.

Codes from R801 on are found by the analysis of a rule book that can be used.

``UPDATE_GOLDEN=1 pytest tests/assurance/test_bad.py`` writes what is said now; read the difference.
"""

import os
import re
from pathlib import Path
from string import Formatter

import pytest

from eligibility.analysis.checks import check_rules
from eligibility.messages import catalogue
from eligibility.pipeline import load_rules
from eligibility.report.diagnostics import as_data, render

from .bad_rulebooks import BAD, BASE, folders, lay

SOURCE = Path(__file__).parents[2] / "src" / "eligibility"
CODE = re.compile(r'"(R[1-68]\d\d)"')
GOLDEN = {"en": "expected.txt", "vi": "expected.vi.txt"}


def codes_in_source():
    return {code for path in SOURCE.rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))}


def load(folder, tmp_path, monkeypatch):
    """The rule book of *folder*, read under a short relative name."""
    hidden = lay(folder, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    names = {path.relative_to(tmp_path) for path in hidden}
    read_bytes = Path.read_bytes

    def refuse(path):
        if path in names:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    analysed = folder == BASE or folder.name.startswith("R8")
    return check_rules(Path("rules")) if analysed else load_rules(Path("rules"))


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_refused_for_just_these_reasons(folder, tmp_path, monkeypatch):
    book, problems, raw = load(folder, tmp_path, monkeypatch)
    assert folder.name.partition("_")[0] in {problem.code for problem in problems}
    refused = any(problem.severity == "error" and problem.code < "R8" for problem in problems)
    assert (book is None) == refused
    for lang, name in GOLDEN.items():
        said = [render(problem, raw, lang) for problem in problems]
        if os.environ.get("UPDATE_GOLDEN"):
            (folder / name).write_text("".join(f"{lines}\n" for lines in said), "utf-8")
        assert "".join(f"{lines}\n" for lines in said) == (folder / name).read_text("utf-8")
        for lines, data in zip(said, (as_data(problem, raw, lang) for problem in problems), strict=True):
            place = f"{data['file']}:{data['line']}:{data['column']}"
            assert lines.splitlines()[0].startswith(f"{place}: ")
            assert lines.splitlines()[0].endswith(f"[{data['code']}]: {data['message']}")
            assert data["help"] is None or lines.endswith(data["help"])
            assert data["end_column"] > data["column"]


def test_problems_of_all_files_stand_in_reading_order(tmp_path, monkeypatch):
    _, problems, raw = load(BAD / "R437_several_problems_in_several_files", tmp_path, monkeypatch)
    places = [(d["file"], d["line"], d["column"]) for d in (as_data(p, raw, "en") for p in problems)]
    assert places == sorted(places)
    assert len({file for file, _, _ in places}) == 3


def test_the_base_is_good(tmp_path, monkeypatch):
    book, problems, _ = load(BASE, tmp_path, monkeypatch)
    assert problems == ()
    assert book is not None


def test_every_code_has_a_folder():
    shown = {folder.name.partition("_")[0] for folder in folders()}
    assert codes_in_source() - shown == set()
    assert shown - codes_in_source() == set()


@pytest.mark.parametrize("lang", sorted(GOLDEN))
def test_every_code_has_a_title_and_no_title_is_left_over(lang):
    said = {key.partition(".")[0] for key in catalogue(lang) if re.match(r"R[1-68]\d\d\.", key)}
    assert said == codes_in_source()
    assert {f"{code}.title" for code in said} <= set(catalogue(lang))


def placeholders(template):
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_both_languages_say_the_same_things():
    vi, en = catalogue("vi"), catalogue("en")
    assert set(vi) == set(en)
    assert {key: placeholders(vi[key]) for key in en} == {key: placeholders(en[key]) for key in en}


@pytest.mark.parametrize("lang", sorted(GOLDEN))
def test_texts_keep_the_rules_of_error_texts(lang):
    """Lower case at the start, no full stop, no names of Python's types."""
    for key, template in catalogue(lang).items():
        if re.match(r"R[1-68]\d\d\.|kind\.|problem\.", key):
            assert not template.endswith((".", "!")), key
            assert not template[:1].isupper() or template.startswith("YAML"), key
            assert not re.search(r"\b(dict|str|int|tuple|NoneType)\b", re.sub(r"\{\w+\}", "", template)), key


@pytest.mark.parametrize("name", sorted(GOLDEN.values()))
def test_nothing_is_suggested_where_nothing_comes_near(name):
    for folder in folders():
        for line in (folder / name).read_text("utf-8").splitlines():
            if re.match(r" *= (help|cách sửa): ", line):
                assert not re.search(r"``|: *$|\( *\)|\{\w+\}", line), (folder.name, line)
