"""What is kept from run to run: used where it still holds, and never taken on trust."""

import json

import pytest

from eligibility.coverage.fates import Fate
from eligibility.coverage.remembering import Memory, _sum
from eligibility.coverage.running import Work, run

from .small import DEGREE, measured, small, the_piece, write_cases
from .test_changes import BACHELOR, COLLEGE


@pytest.fixture
def office(tmp_path):
    return small(tmp_path, DEGREE, cases=BACHELOR + COLLEGE)


def kept(office):
    return office / "kept"


def test_what_has_not_changed_is_not_worked_out_again(office, monkeypatch):
    measurer = measured(office)
    first = Memory(kept(office), measurer)
    found = first.tried(the_piece(measurer))
    assert first.reused == 0
    again = measured(office)
    monkeypatch.setattr(again, "tried", None)
    second = Memory(kept(office), again)
    assert second.tried(the_piece(again)) == found
    assert second.reused == 1


@pytest.mark.parametrize("change", ["case", "rule", "program"])
def test_what_has_changed_is_worked_out_again(office, monkeypatch, change):
    measurer = measured(office)
    Memory(kept(office), measurer).tried(the_piece(measurer))
    if change == "case":
        write_cases(office, BACHELOR + COLLEGE.replace("person: {degree: college}", "person: {degree: none}"))
    elif change == "rule":
        place = office / "rules" / "standards" / "office.yaml"
        place.write_text(place.read_text("utf-8").replace("degree >= bachelor", "degree > college"), "utf-8")
    else:
        monkeypatch.setattr("eligibility.coverage.remembering.program", lambda: "other")
    again = measured(office)
    memory = Memory(kept(office), again)
    memory.tried(the_piece(again))
    assert memory.reused == 0


def the_file(office):
    (place,) = kept(office).glob("*.json")
    return place, json.loads(place.read_text("utf-8"))


@pytest.mark.parametrize("damage", ["cut", "other sum", "another case", "another change"])
def test_what_is_kept_is_not_taken_on_trust(office, damage):
    measurer = measured(office)
    found = Memory(kept(office), measurer).tried(the_piece(measurer))
    place, data = the_file(office)
    body = data["tried"]
    if damage == "cut":
        place.write_text(place.read_text("utf-8")[:100], "utf-8")
    elif damage == "other sum":
        body[0]["fate"] = "survived"
        place.write_text(json.dumps(data), "utf-8")
    else:
        if damage == "another case":
            noticed = next(one for one in body if one["by"] == "small/college")
            noticed["by"] = "small/bachelor"
        else:
            body[0]["after"] = "degree >= none"
        data["sha256"] = _sum(body)
        place.write_text(json.dumps(data), "utf-8")
    memory = Memory(kept(office), measurer)
    assert memory.tried(the_piece(measurer)) == found
    assert memory.reused == 0


def test_people_who_are_kept_are_judged_again(office):
    """A proposal that no longer tells the rules apart is not shown."""
    write_cases(office, BACHELOR)
    measurer = measured(office)
    found = Memory(kept(office), measurer).tried(the_piece(measurer))
    place, data = the_file(office)
    survived = next(one for one in data["tried"] if one["fate"] == "survived")
    survived["proposal"]["person"]["degree"] = "bachelor"
    data["sha256"] = _sum(data["tried"])
    place.write_text(json.dumps(data), "utf-8")
    assert Memory(kept(office), measurer).tried(the_piece(measurer)) == found


def test_several_processes_say_what_one_says(office):
    measurer = measured(office)
    pieces = [p for p in measurer.pieces.all() if p.kind in ("requirement", "version")]
    work = Work(office / "rules", office / "cases", None)
    alone, together = (run(work, measurer, pieces, jobs) for jobs in (1, 2))
    assert together == alone
    assert {tried.fate for tried in alone.tried} >= {Fate.KILLED, Fate.SURVIVED}
