"""``eligibility training needs`` from the outside."""

import json

import pytest

from office.command import run

NEEDS = ("training", "needs", "hồ sơ.xlsx", "--as-of", "2026-06-30")


@pytest.mark.parametrize(("lang", "said"), [("vi", "Nhu cầu đào tạo, bồi dưỡng"), ("en", "Training needs")])
def test_needs_are_printed(desk, lang, said):
    result = run(*NEEDS, lang=lang)
    assert result.exit_code == 0
    assert said in result.stdout


def test_results_are_written(desk):
    result = run(*NEEDS, "--out", "kq")
    assert result.exit_code == 0
    assert (desk / "kq" / "needs.xlsx").is_file()
    assert "Đã ghi: kq" in result.stderr


def test_json_alone_on_standard_output(desk):
    assert json.loads(run(*NEEDS, "--json").stdout)["schema"] == "eligibility/training-needs/1"


def test_quiet_says_nothing(desk):
    result = run(*NEEDS, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_records_that_are_not_there(desk):
    result = run("training", "needs", "không có.xlsx")
    assert result.exit_code == 2
    assert result.stdout == ""


def test_the_group_alone_shows_its_commands(desk):
    assert "needs" in run("training", "--help").stdout
