"""Without durable-rules one notice says so: on the terminal and in the workbook; review.json has it too."""

import json

import pytest
from openpyxl import load_workbook

from eligibility.engine import concluder
from eligibility.engine.durable import EngineUnavailable
from eligibility.messages import text
from office.command import run


@pytest.fixture
def without(monkeypatch):
    """durable-rules cannot be had."""

    def refused():
        raise EngineUnavailable

    monkeypatch.setattr(concluder, "DurableConcluder", refused)


def flat(said):
    return " ".join(said.split())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_one_notice_wherever_people_read(without, desk, lang):
    done = run("review", "hồ sơ.xlsx", "--as-of", "2026-06-30", "--out", "kq", "--lang", lang, lang=lang)
    assert done.exit_code == 0
    notice = text("report.fallback", lang)
    assert flat(done.output).count(notice) == 1
    book = load_workbook(desk / "kq" / "decisions.xlsx", read_only=True)
    values = [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    assert values.count(notice) == 1
    assert json.loads((desk / "kq" / "review.json").read_text("utf-8"))["engines"]["concluder"] == "tables"


def test_programs_read_it_and_no_notice_is_among_their_data(without, desk):
    done = run("review", "hồ sơ.xlsx", "--as-of", "2026-06-30", "--json")
    assert json.loads(done.stdout)["engines"]["concluder"] == "tables"
    assert done.stderr == ""


def test_durable_rules_can_be_insisted_on(without, desk):
    done = run("review", "hồ sơ.xlsx", "--as-of", "2026-06-30", "--engine", "durable", "--out", "kq")
    assert (done.exit_code, done.stdout) == (2, "")
    assert flat(done.stderr).endswith(flat(text("cli.no_engine", "vi")))
    assert not (desk / "kq").exists()
