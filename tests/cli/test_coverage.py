"""``eligibility coverage``: what is told of cases, what is written, and how it ends."""

import json
from textwrap import indent

import pytest

from office.cases import GIVEN
from office.command import run

KEPT = """\
- {id: kept, about: {vi: Đạt, en: Met}, expect: {outcome: keep, statuses: {degree: met}}}
"""
LACKS = """\
- id: lacks
  about: {vi: Cao đẳng, en: College}
  person: {degree: college}
  expect: {outcome: remove, statuses: {degree: unmet}}
"""
ONLY = ("--standard", "office.leaders", "--quick")


@pytest.fixture
def cases(tmp_path, monkeypatch):
    """Two cases in the folder `ca`; nothing is kept of one test for the next."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "ca").mkdir()
    (tmp_path / "ca" / "sở.yaml").write_text(GIVEN + indent(KEPT + LACKS, "  "), "utf-8")
    return tmp_path / "ca"


@pytest.mark.parametrize(
    ("lang", "head", "sentence"),
    [
        ("vi", "Điều kiện", "degree: must: degree >= bachelor"),
        ("en", "Conditions", "Conditions that no case shows to matter:"),
    ],
)
def test_what_is_left_is_told_with_a_case(cases, lang, head, sentence):
    result = run("coverage", "ca", *ONLY, lang=lang)
    assert result.exit_code == 0
    assert head in result.stdout
    assert ("proposal: true" in result.stdout) is True
    if lang == "en":
        assert sentence in result.stdout
    else:
        assert sentence not in result.stdout  # it is shown by the two cases


def test_conditions_that_are_shown_are_counted(cases):
    data = json.loads(run("coverage", "ca", *ONLY, "--json").stdout)
    assert data["changes"] is None
    (office,) = data["standards"]
    assert office["standard"] == "office.leaders"
    assert 0 < office["conditions"]["done"] < office["conditions"]["total"]
    left = {(item["requirement"], item["part"], item["lacks"]) for item in data["conditions"]}
    assert ("llct", "must", "matters_false") in left
    assert not {("degree", "must", lacks) for lacks in ("matters_true", "matters_false")} & left


@pytest.mark.parametrize(("under", "code"), [("0", 0), ("100", 1)])
def test_too_little_is_a_finding(cases, under, code):
    result = run("coverage", "ca", *ONLY, "--fail-under", under, lang="en")
    assert result.exit_code == code
    assert ("100.0 % is wanted" in result.stderr) is bool(code)


def test_an_unknown_standard_is_named(cases):
    result = run("coverage", "ca", "--standard", "office.leader", lang="en")
    assert result.exit_code == 2
    assert "no standard `office.leader`" in result.stderr
    assert "office.leaders" in result.stderr


def test_no_cases_is_no_use(cases):
    result = run("coverage", "không", lang="en")
    assert result.exit_code == 2
    assert "No cases in không" in result.stderr


def test_proposals_are_written_reported_and_count_for_nothing(cases):
    before = json.loads(run("coverage", "ca", *ONLY, "--json").stdout)
    written = run("coverage", "ca", *ONLY, "--write", lang="en")
    assert "Proposals to be confirmed: ca/proposals/standards/office.yaml" in written.stderr
    place = cases / "proposals" / "standards" / "office.yaml"
    content = place.read_text("utf-8")
    count = content.count("proposal: true")
    assert count > 3
    after = json.loads(run("coverage", "ca", *ONLY, "--json").stdout)
    assert (
        after["proposals"] == content.count("    proposal: true") == count - content.count("`proposal: true`")
    )
    assert after["whole"] == before["whole"]
    tested = run("test", "ca", lang="en")
    assert f"{after['proposals']} proposed cases wait to be confirmed" in tested.stderr
    assert "2 cases pass." in tested.stderr


def test_what_is_proposed_already_is_not_proposed_again(cases):
    run("coverage", "ca", *ONLY, "--write")
    again = run("coverage", "ca", *ONLY, "--write", lang="en")
    assert "Proposals to be confirmed" not in again.stderr
    assert len(list((cases / "proposals").rglob("*.yaml"))) == 1


def test_what_somebody_confirmed_counts(cases):
    """Without its mark a proposal is a case like others, and shows what it was proposed for."""
    run("coverage", "ca", *ONLY, "--write")
    place = cases / "proposals" / "standards" / "office.yaml"
    lines = place.read_text("utf-8").splitlines(keepends=True)
    place.write_text("".join(line for line in lines if line != "    proposal: true\n"), "utf-8")
    tested = run("test", "ca", lang="en")
    assert "fail" not in tested.stderr
    data = json.loads(run("coverage", "ca", *ONLY, "--json").stdout)
    assert data["whole"]["conditions"]["done"] == data["whole"]["conditions"]["total"]
    assert data["proposals"] == 0


def test_changes_are_tried_and_told(cases):
    """What was kept is used, and the same comes of it."""
    first = run("coverage", "ca", "--standard", "office.leaders", "--jobs", "1", "--json")
    data = json.loads(first.stdout)
    fates = {change["fate"] for change in data["changes"]}
    assert fates >= {"killed", "survived", "equivalent"}
    noticed = [change for change in data["changes"] if change["by"] == "sở/lacks"]
    assert any(change["after"] == "degree >= college" for change in noticed)
    again = run("coverage", "ca", "--standard", "office.leaders", "--jobs", "1", lang="en")
    assert "what was kept of them was judged again and still holds" in again.stderr
    assert "Changes that no case notices, each with somebody who would:" in again.stdout
    shares = data["whole"]["changes"]
    assert f"{shares['done']}/{shares['total']}" in again.stdout
