"""``eligibility rules list|show|timeline``."""

import json

import pytest

from office.command import ROOT, RULES, run

SHIPPED = ROOT / "rules"


@pytest.mark.parametrize(("lang", "said"), [("vi", "từ 08/10/2025"), ("en", "since 08/10/2025")])
def test_list_says_what_is_in_force(lang, said):
    result = run("rules", "list", "--as-of", "2026-06-30", "--rules", SHIPPED, lang=lang)
    assert result.exit_code == 0
    assert f"vn.planning  {said}" in result.stdout
    before = run("rules", "list", "--as-of", "2016-06-30", "--rules", SHIPPED, lang=lang).stdout
    assert "15-HD/BTCTW 2012" in before
    assert "377-QĐ/TW 2025" not in before


def test_list_of_all_has_every_version():
    data = json.loads(run("rules", "list", "--all", "--json", "--rules", SHIPPED).stdout)
    planning = [one for one in data["standards"] if one["standard"] == "vn.planning"]
    assert [one["until"] for one in planning] == ["2021-12-26", "2025-10-07", None]


def test_show_is_a_page_of_sentences():
    result = run("rules", "show", "vn.planning", "--as-of", "2022-06-30", "--rules", SHIPPED, "--quiet")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "Điều kiện chung về quy hoạch (Quy định 50)"
    assert "1. Độ tuổi quy hoạch [age]" in lines
    assert "   yêu cầu: thời gian còn đến tuổi nghỉ hưu đầu nhiệm kỳ ít nhất 5 năm" in lines
    assert "   nếu chưa đạt: đương nhiên ra khỏi quy hoạch" in lines
    assert "   căn cứ: 50-QĐ/TW 2021 (theo bản tóm tắt)" in lines


def test_show_takes_a_post():
    data = json.loads(
        run("rules", "show", "deputy", "--as-of", "2026-06-30", "--rules", RULES, "--json").stdout
    )
    (standard,) = data["standards"]
    assert "deputy" in standard["posts"]
    assert {item["about"] for one in standard["requirements"] for item in one["sentences"]} >= {
        "must",
        "clause",
    }


def test_what_is_not_there_is_answered_with_the_nearest():
    result = run("rules", "show", "vn.plannin", "--as-of", "2026-06-30", "--rules", SHIPPED)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Có phải ý là: vn.planning?" in result.stderr
    result = run("rules", "timeline", "--subject", "planing", "--rules", SHIPPED, lang="en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean: planning?" in result.stderr


def test_timeline_of_a_rule_book_without_instruments_tells_its_standards():
    result = run("rules", "timeline", "--rules", RULES, lang="en")
    assert result.exit_code == 0
    assert result.stdout.startswith("Of the office itself\n")


def test_timeline_for_machines():
    data = json.loads(run("rules", "timeline", "--subject", "planning", "--json", "--rules", SHIPPED).stdout)
    assert {event["subject"] for event in data["events"]} == {"planning"}
    assert [event["instrument"] for event in data["events"]][-1] == "377-QĐ/TW 2025"
