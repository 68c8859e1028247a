"""``eligibility check``: everything that is wrong with a rule book."""

import json
import shutil
from urllib.parse import unquote

import pytest
import yaml

from eligibility.cli.app import COMMANDS
from office.command import ROOT, RULES, run
from office.mistakes import broken


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Bộ quy tắc không có lỗi: 2 phiên bản tiêu chuẩn, 9 yêu cầu, 3 chính sách.\n"),
        ("en", "The rule book is sound: 2 versions of standards, 9 requirements, 3 policies.\n"),
    ],
)
def test_sound(lang, said):
    result = run("check", lang=lang)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", said)


def test_sound_for_machines():
    result = run("check", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {"schema": "eligibility/check/1", "problems": []}


def test_sound_and_quiet():
    result = run("check", "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_folder_may_be_named_either_way():
    assert run("check", RULES, rules=None).stderr == run("check", "--rules", RULES, rules=None).stderr


def test_mistakes_for_machines(tmp_path):
    place = broken(tmp_path / "rules")
    result = run("check", place, "--json", rules=None)
    assert result.exit_code == 1
    assert result.stderr == "5 lỗi, 0 cảnh báo.\n"
    data = json.loads(result.stdout)
    assert data["schema"] == "eligibility/check/1"
    assert [problem["code"] for problem in data["problems"]] == ["R106", "R502", "R437", "R421", "R207"]
    first = data["problems"][1]
    assert (first["severity"], first["line"], first["column"], first["end_column"]) == ("error", 4, 28, 32)
    assert first["message"] == "không có tên `haed`"


def test_mistakes_for_github(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    broken(tmp_path / "quy tắc, mới")
    result = run("check", "quy tắc, mới", "--format", "github", lang="en", rules=None)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 5
    place = "file=quy tắc%2C mới/standards/office.yaml,line=4,col=28,endColumn=32,title=R502"
    assert lines[1] == f"::error {place}::unknown name `haed`%0Adid you mean `head` (commune division head)?"
    assert all(line.startswith("::error file=") for line in lines)


def test_mistakes_for_scanners(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    broken(tmp_path / "quy tắc")
    data = json.loads(run("check", "quy tắc", "--format", "sarif", rules=None).stdout)
    assert data["version"] == "2.1.0"
    (made,) = data["runs"]
    rules = [rule["id"] for rule in made["tool"]["driver"]["rules"]]
    assert rules == sorted({"R106", "R502", "R437", "R421", "R207"})
    plain = json.loads(run("check", "quy tắc", "--json", rules=None).stdout)["problems"]
    assert len(made["results"]) == len(plain)
    for result, problem in zip(made["results"], plain, strict=True):
        assert rules[result["ruleIndex"]] == result["ruleId"] == problem["code"]
        assert result["level"] == problem["severity"]
        assert result["message"]["text"].startswith(problem["message"])
        (place,) = (location["physicalLocation"] for location in result["locations"])
        assert unquote(place["artifactLocation"]["uri"]) == problem["file"]
        assert place["artifactLocation"]["uri"].isascii()
        assert place["region"]["startLine"] == problem["line"]


@pytest.mark.parametrize("form", ["github", "sarif"])
def test_sound_in_every_form(form):
    result = run("check", "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (result.stdout == "") is (form == "github")


def test_hooks_run_commands_that_are_there():
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    for hook in hooks:
        name, command = hook["entry"].split()[:2]
        assert (name, command in COMMANDS, hook["language"]) == ("eligibility", True, "python")
        assert hook["pass_filenames"] is False


def test_mistakes_and_quiet(tmp_path):
    place = broken(tmp_path / "rules")
    result = run("check", place, "--quiet", rules=None)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "5 lỗi, 0 cảnh báo.\n")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("vi", "Không tìm thấy bộ quy tắc ở không có.\n"), ("en", "No rule book in không có.\n")],
)
def test_no_such_folder(tmp_path, monkeypatch, lang, said):
    monkeypatch.chdir(tmp_path)
    result = run("check", "không có", lang=lang, rules=None)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", said)


def test_rule_book_of_this_folder_comes_before_the_shipped_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shipped = run("check", rules=None).stderr
    shutil.copytree(RULES, tmp_path / "rules")
    assert run("check", rules=None).stderr != shipped
    (tmp_path / "rules" / "rulebook.yaml").unlink()
    assert run("check", rules=None).stderr == shipped


def test_rule_book_in_use_is_named(desk):
    shutil.copytree(RULES, desk / "rules")
    assert run("review", "hồ sơ.xlsx", rules=None).stderr.startswith("Bộ quy tắc: rules, mã ")
    shutil.rmtree(desk / "rules")
    assert run("review", "hồ sơ.xlsx", rules=None).stderr.startswith("Bộ quy tắc: đi kèm phần mềm, mã ")
    english = run("review", "hồ sơ.xlsx", rules=None, lang="en").stderr
    assert english.startswith("Rule book: shipped with the program, hash ")
