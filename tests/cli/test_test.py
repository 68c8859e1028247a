"""``eligibility test``: cases of a rule book."""

import json

import pytest

from office.cases import GIVEN
from office.command import run

CASES = (
    GIVEN
    + """\
  - id: all-met
    about: {vi: "Đủ mọi điều kiện", en: "Everything is met"}
    expect: {outcome: keep, unmet: [], unknown: [], statuses: {degree: met}}
  - id: no-degree
    about: {vi: "Chưa có bằng đại học", en: "No degree"}
    person: {degree: college}
    expect: {outcome: %s, unmet: [degree], unknown: []}
"""
)


@pytest.fixture
def cases(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ca").mkdir()

    def write(outcome="remove"):
        (tmp_path / "ca" / "lãnh đạo.yaml").write_text(CASES % outcome, "utf-8")
        return "ca"

    return write


@pytest.mark.parametrize(
    ("lang", "passed", "uncovered"),
    [
        ("vi", "2 ca đạt.\n", "office.leaders 2024-01-01 / degree: chưa có ca nào cho thấy Chưa rõ\n"),
        ("en", "2 cases pass.\n", "office.leaders 2024-01-01 / degree: no case shows Unknown\n"),
    ],
)
def test_cases_pass_and_what_they_leave_out_is_said(cases, lang, passed, uncovered):
    result = run("test", cases(), lang=lang)
    assert result.exit_code == 1
    assert result.stderr.endswith(passed)
    assert uncovered in result.stdout
    assert "✓" not in result.stdout


def test_passing_cases_are_named_on_request(cases):
    assert "✓ ca/lãnh đạo.yaml:10: lãnh đạo/all-met: Đủ mọi điều kiện\n" in run("test", cases(), "-v").stdout


@pytest.mark.parametrize(
    ("lang", "failed", "line"),
    [
        ("vi", "1 trong 2 ca không đạt.\n", "    outcome: cần keep, được remove\n"),
        ("en", "1 of 2 cases fail.\n", "    outcome: keep expected, remove came\n"),
    ],
)
def test_failing_cases(cases, lang, failed, line):
    result = run("test", cases("keep"), lang=lang)
    assert result.exit_code == 1
    assert result.stderr.endswith(failed)
    assert line in result.stdout
    assert "✗ ca/lãnh đạo.yaml:" in result.stdout


def test_json_alone_on_standard_output(cases):
    result = run("test", cases("keep"), "--json")
    data = json.loads(result.stdout)
    assert result.exit_code == 1
    assert data["schema"] == "eligibility/test/1"
    assert [case["passed"] for case in data["cases"]] == [True, False]
    assert {item["standard"] for item in data["uncovered"]} == {"office.leaders", "office.class"}


def test_quiet_says_only_what_failed(cases):
    result = run("test", cases("keep"), "-q")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "1 trong 2 ca không đạt.\n")


def test_engines(cases):
    assert run("test", cases(), "--engine", "tables").stdout == run("test", cases()).stdout


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Không có ca nào trong trống.\n"), ("en", "No cases in trống.\n")]
)
def test_no_cases(cases, tmp_path, lang, said):
    (tmp_path / "trống").mkdir()
    result = run("test", "trống", lang=lang)
    assert result.exit_code == 2
    assert result.stderr.endswith(said)
    assert run("test", "không có", lang=lang).exit_code == 2


def test_case_that_cannot_be_read(cases):
    result = run("test", cases("kept"))
    assert result.exit_code == 2
    assert "ca/lãnh đạo.yaml:" in result.stderr
    assert "có phải ý là `keep`" in result.stderr
    assert result.stdout == ""
