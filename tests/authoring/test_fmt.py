"""``eligibility fmt``: what it writes, what it leaves alone, what it says."""

import shutil
import stat
from pathlib import Path

import pytest

from assurance.bad_rulebooks import BASE
from eligibility.authoring import tidying
from eligibility.authoring.layout import NotKept, laid_out
from eligibility.pipeline import load_rules
from office.command import run

UNTIDY = "rulebook:   eligibility/1   # dấu\ntitle: { vi: Bộ, en: Book }\n"
TIDY = "rulebook: eligibility/1  # dấu\ntitle: {vi: Bộ, en: Book}\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a rule book in which one file is untidy."""
    shutil.copytree(BASE, tmp_path / "rules")
    (tmp_path / "rules" / "rulebook.yaml").write_text(UNTIDY, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def snapshot(place):
    return {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in place.rglob("*.yaml")}


def test_untidy_files_are_written_and_the_rule_book_stays_the_same(place):
    before = load_rules(place / "rules")[0]
    others = snapshot(place)
    result = run("fmt", rules=None)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["rules/rulebook.yaml"]
    assert (place / "rules" / "rulebook.yaml").read_text("utf-8") == TIDY
    after = load_rules(place / "rules")[0]
    assert (after.standards, after.policies, after.vocabulary) == (
        before.standards,
        before.policies,
        before.vocabulary,
    )
    del others[place / "rules" / "rulebook.yaml"]
    assert others.items() <= snapshot(place).items()
    assert sorted(file.name for file in (place / "rules").iterdir() if file.name.startswith(".")) == []
    assert run("fmt", rules=None).stdout == ""


def test_check_says_so_and_writes_nothing(place):
    before = snapshot(place)
    result = run("fmt", "--check", rules=None)
    assert (result.exit_code, result.stdout) == (1, "rules/rulebook.yaml\n")
    assert snapshot(place) == before
    assert run("fmt", "--check", "rules/policy", rules=None).exit_code == 0


def test_diff_shows_it_and_writes_nothing(place):
    before = snapshot(place)
    result = run("fmt", "--diff", rules=None)
    assert result.exit_code == 0
    assert "-title: { vi: Bộ, en: Book }" in result.stdout
    assert "+title: {vi: Bộ, en: Book}" in result.stdout
    assert snapshot(place) == before
    assert run("fmt", "--diff", "--check", rules=None).exit_code == 1


def test_cases_of_this_folder_are_laid_out_too(place):
    (place / "cases").mkdir()
    (place / "cases" / "a.yaml").write_text("about:   {vi: a,en: a}\n", "utf-8")
    (place / "cases" / ".ẩn.yaml").write_text("a:   b\n", "utf-8")
    (place / "cases" / "a.txt").write_text("a:   b\n", "utf-8")
    assert run("fmt", rules=None).stdout.splitlines() == ["rules/rulebook.yaml", "cases/a.yaml"]


def test_what_is_no_rule_file_is_left_and_the_others_are_written(place):
    broken = place / "rules" / "policy" / "audit.yaml"
    broken.write_text("a: [\n", "utf-8")
    result = run("fmt", rules=None)
    assert result.exit_code == 2
    assert "rules/policy/audit.yaml:" in result.stderr
    assert "R107" in result.stderr
    assert broken.read_text("utf-8") == "a: [\n"
    assert (place / "rules" / "rulebook.yaml").read_text("utf-8") == TIDY


def test_a_layout_that_would_say_something_else_is_not_written(place, monkeypatch):
    def fault(text):
        raise NotKept

    monkeypatch.setattr(tidying, "laid_out", fault)
    before = snapshot(place)
    result = run("fmt", "rules/rulebook.yaml", rules=None)
    assert result.exit_code == 2
    assert "rules/rulebook.yaml" in result.stderr
    assert snapshot(place) == before


def test_such_a_fault_is_found_before_anything_is_written(monkeypatch):
    from eligibility.authoring import layout

    monkeypatch.setattr(layout, "_one_line", lambda value: "x")
    with pytest.raises(NotKept):
        laid_out("a: {b: c}  # d\n")
    monkeypatch.undo()
    monkeypatch.setattr(layout, "_remarked", lambda line, remarks: line)
    with pytest.raises(NotKept):
        laid_out("a:   b # c\n")


def test_links_and_rights_stay(place):
    target = place / "thật.yaml"
    target.write_text("a:   b\n", "utf-8")
    target.chmod(0o640)
    (place / "lối.yaml").symlink_to(target)
    assert run("fmt", "lối.yaml", rules=None).exit_code == 0
    assert (place / "lối.yaml").is_symlink()
    assert target.read_text("utf-8") == "a: b\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_where_nothing_can_be_written_the_file_stays(place, monkeypatch):
    def refuse(path, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    result = run("fmt", rules=None)
    assert result.exit_code == 2
    assert "rulebook.yaml" in result.stderr
    assert (place / "rules" / "rulebook.yaml").read_text("utf-8") == UNTIDY
    assert [file.name for file in (place / "rules").iterdir() if file.name.startswith(".")] == []


@pytest.mark.parametrize("call", [["không.yaml"], ["rules", "không"]])
def test_files_that_are_not_there_are_named(place, call):
    result = run("fmt", *call, rules=None)
    assert result.exit_code == 2
    assert call[-1] in result.stderr


def test_without_a_rule_book_here_files_must_be_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("fmt", rules=None)
    assert result.exit_code == 2
    assert "rules/" in result.stderr
