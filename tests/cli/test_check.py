"""``eligibility check``: everything that is wrong with a rule book."""

import json
import shutil

import pytest

from office.command import RULES, run
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
