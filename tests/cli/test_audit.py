"""``eligibility audit`` from the outside."""

import json

import pytest

from office.command import run

AUDIT = ("audit", "hồ sơ.xlsx", "--as-of", "2026-06-30")


@pytest.mark.parametrize(("lang", "said"), [("vi", "Tỷ lệ đạt"), ("en", "Rate")])
def test_rates_are_printed(desk, lang, said):
    result = run(*AUDIT, lang=lang)
    assert result.exit_code == 0
    assert said in result.stdout


def test_results_are_written(desk):
    result = run(*AUDIT, "--out", "kq")
    assert result.exit_code == 0
    assert (desk / "kq" / "audit.json").is_file()
    assert "Đã ghi: kq" in result.stderr


def test_change_since_the_last_audit_is_shown(desk):
    assert run(*AUDIT, "--out", "trước", "--quiet").exit_code == 0
    result = run(*AUDIT, "--baseline", "trước")
    assert result.exit_code == 0
    assert "Thay đổi" in result.stdout
    assert "+0,0" in result.stdout
    data = json.loads(run(*AUDIT, "--baseline", "trước", "--json").stdout)
    assert data["baseline"] == "2026-06-30"


@pytest.mark.parametrize(("lang", "said"), [("vi", "Không tìm thấy"), ("en", "No earlier audit at")])
def test_a_baseline_that_is_not_there_is_said(desk, lang, said):
    result = run(*AUDIT, "--baseline", "đâu", lang=lang)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_rate_that_is_too_low_ends_with_one(desk):
    result = run(*AUDIT, "--fail-under", "100", "--quiet")
    assert result.exit_code == 1
    assert "thấp hơn mức yêu cầu 100 %" in result.stderr
    assert run(*AUDIT, "--fail-under", "0", "--quiet").exit_code == 0


def test_public_figures_hold_nothing_about_a_person(desk):
    assert run(*AUDIT, "--public", "--out", "kq", "--quiet").exit_code == 0
    assert not list((desk / "kq").glob("decisions*"))
    result = run(*AUDIT, "--public")
    assert "Số dưới 5" in result.stdout
    assert "Nguyễn" not in result.stdout


def test_json_alone_on_standard_output(desk):
    data = json.loads(run(*AUDIT, "--json").stdout)
    assert data["schema"] == "eligibility/audit/1"


def test_quiet_says_nothing(desk):
    result = run(*AUDIT, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
