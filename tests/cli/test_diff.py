"""``eligibility diff``: what an amendment changes, for whom, by which requirement."""

import json
import shutil
import subprocess

import pytest

from office.command import RULES, run

LLCT = "must: llct >= intermediate"
BY_POST = "must: {any_of: [llct >= intermediate, target.post == head]}"


def found(*arguments, **options):
    result = run("diff", *arguments, "--json", **options)
    data = json.loads(result.stdout)
    assert data["schema"] == "eligibility/diff/1"
    return result.exit_code, {one["standard"]: one for one in data["standards"]}


def test_nothing_changes_between_a_rule_book_and_itself():
    result = run("diff", RULES, RULES, lang="en")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[-1] == "2 standards compared, 2 equivalent."


def test_other_words_for_the_same_are_equivalent(amended):
    place = amended("must: degree >= bachelor", "must: {none_of: [degree < bachelor]}")
    _, standards = found(RULES, place)
    assert standards["office.leaders"]["relation"] == "equivalent"
    edits = standards["office.leaders"]["edits"]
    assert [(edit["requirement"], edit["part"]) for edit in edits] == [("degree", "must")]


def test_what_tightens_is_shown_with_somebody_and_the_clause(amended):
    place = amended(
        "must: degree >= bachelor\n        relaxed:\n          - {when: target.post == head, ",
        "must: degree >= bachelor\n        relaxed:\n          - {when: target.post == deputy, ",
    )
    _, standards = found(RULES, place, "--as-of", "2026-06-30")
    assert standards["office.leaders"]["relation"] == "both"
    turns = {(t["purpose"], t["before"], t["after"]): t for t in standards["office.leaders"]["turns"]}
    worse = turns["planning", "keep", "remove"]
    assert (worse["direction"], worse["requirements"]) == ("tighter", ["degree"])
    assert worse["clauses"] == ["12-QĐ/TU, Điều 5"]
    assert (worse["example"]["degree"], worse["example"]["target.post"]) == ("college", "head")
    better = turns["planning", "remove", "keep"]
    assert (better["direction"], better["example"]["target.post"]) == ("looser", "deputy")


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [(LLCT, BY_POST, "loosens"), ("must: llct >= intermediate", "must: llct > intermediate", "tightens")],
)
def test_one_way_is_proved_and_can_be_asserted(amended, old, new, relation):
    place = amended(old, new)
    wanted = {"tightens": "only-tightens", "loosens": "only-loosens"}
    for asserted in (*wanted.values(), "equivalent"):
        code, standards = found(RULES, place, "--assert", asserted, "--as-of", "2026-06-30")
        assert standards["office.leaders"]["relation"] == relation
        assert code == (0 if asserted == wanted[relation] else 1)


def test_what_is_not_as_asserted_is_named(amended):
    place = amended(LLCT, BY_POST)
    result = run("diff", RULES, place, "--assert", "only-tightens", "--as-of", "2026-06-30", lang="en")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "Not proved to be only-tightens: office.leaders."
    assert "only loosens" in result.stdout


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("posts: [chair, deputy, head]", "posts: [chair, deputy]", "posts"),
        (
            "12-QĐ/TU, confidence: text}\n    in_force: {from: 2024-01-01}",
            "12-QĐ/TU, confidence: text}\n    in_force: {from: 2024-01-02}",
            "in_force",
        ),
    ],
)
def test_whom_it_applies_to_and_when_is_compared_too(amended, old, new, part):
    place = amended(old, new)
    code, standards = found(RULES, place, "--assert", "only-loosens", "--as-of", "2026-06-30")
    assert standards["office.leaders"]["relation"] == "equivalent"
    assert standards["office.leaders"]["reach"] is (part == "posts")
    assert code == (1 if part == "posts" else 0)
    if part == "in_force":
        code, standards = found(RULES, place, "--assert", "equivalent")
        assert (code, standards["office.leaders"]["reach"]) == (1, True)
        assert [edit["part"] for edit in standards["office.leaders"]["edits"]] == ["in_force"]


def test_another_vocabulary_is_not_compared_in_silence(tmp_path):
    place = tmp_path / "khác"
    shutil.copytree(RULES, place)
    scales = place / "vocabulary" / "scales.yaml"
    text = scales.read_text("utf-8")
    more = "    levels:\n      - {code: odd, vi: Khác, en: Odd}\n"
    scales.write_text(text.replace("    levels:\n", more, 1), "utf-8")
    code, standards = found(RULES, place, "--assert", "only-tightens")
    assert {one["relation"] for one in standards.values()} == {"unproven"}
    assert code == 1


def test_two_days_of_one_rule_book():
    code, standards = found("2025-06-30", "2026-06-30", "--rules", RULES)
    assert code == 0
    assert {one["relation"] for one in standards.values()} == {"equivalent"}


def git(place, *words):
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(place), *identity, *words], check=True, capture_output=True)


def test_a_revision_of_git(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q")
    shutil.copytree(RULES, tmp_path / "rules")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    standards = tmp_path / "rules" / "standards" / "office.yaml"
    standards.write_text(
        standards.read_text("utf-8").replace("llct >= intermediate", "llct > intermediate", 1), "utf-8"
    )
    code, found_ = found("HEAD", "rules", "--as-of", "2026-06-30")
    assert (code, found_["office.leaders"]["relation"]) == (0, "tightens")
    assert run("diff", "HEAD", "rules", "--as-of", "2026-06-30").stderr.startswith("Bộ quy tắc: HEAD, mã ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rules", "2026-01-01"], "Give two days, or none"),
        (["rules", "không-có"], "There is no folder `không-có`"),
        (["rules", "--output=x"], "--output"),
    ],
)
def test_what_is_nothing_to_compare_with(tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(RULES, tmp_path / "rules")
    result = run("diff", *arguments, lang="en")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
