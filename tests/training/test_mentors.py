"""On-the-job mentoring: a class with a mentor, who is fit for it and has few at once."""

import shutil

import pytest

from eligibility.training.mentors import unfit_mentors
from eligibility.training.persons import Persons
from eligibility.training.plan import seating_for
from eligibility.training.seating import LimitKind
from training.planning import DAY, SHIPPED, Office, listed, seats, session
from training.test_needs import cadre, desk


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Four people; a mentor has at most one at once and a degree."""
    place = tmp_path_factory.mktemp("quy tắc") / "rules"
    shutil.copytree(SHIPPED, place)
    file = place / "training" / "seats.yaml"
    asked = "mentors: {at_most: 1, when: degree >= bachelor}"
    file.write_text(file.read_text("utf-8").replace("mentors: {at_most: 3}", asked, 1), "utf-8")
    people = [cadre(n, llct="Sơ cấp" if n < 3 else "Trung cấp") for n in (1, 2, 3)]
    return Office(desk(*people, cadre(4, llct="Trung cấp", degree="đang bổ sung")), place)


def mentored(*mentors):
    """Part-time classes, each with a mentor."""
    tables = listed(*(session(f"KC{n}", mode="KTT") for n in range(len(mentors))))
    headings, rows = tables["Lớp"]
    named = [(*row, mentor) for row, mentor in zip(rows, mentors, strict=True)]
    return {"Lớp": ((*headings, "Mã người kèm cặp"), named)}


def test_a_mentor_has_no_more_at_once_than_the_rule_book_says(office):
    one, two = (office.plan(mentored("CB03", other)) for other in ("CB03", "CB02"))
    assert len(seats(one)) == 1
    (waiting,) = one.reasons.unseated()
    binding = {one.problem.limits[n].kind for h in one.reasons.hindrances(waiting) for n in h.limits}
    assert LimitKind.MENTOR in binding
    assert len(seats(two)) == 2


def test_nobody_is_a_learner_of_their_own(office):
    _, asking = office.asking(mentored("CB01"))
    assert asking.barred["CB01", "llct_intermediate"] == {"KC0": "mentor"}


def test_who_is_not_fit_for_certain_is_no_mentor(office):
    persons = Persons(office.dataset, office.book, DAY)
    found, misfits = office.read(mentored("CB03", "CB04"))
    assert misfits == ()
    unfit = unfit_mentors(found, persons, seating_for(office.book, DAY))
    assert [(one.place, one.text) for one in unfit] == [("KC1", "CB04")]


def test_a_mentor_who_is_not_in_the_records(office):
    _, misfits = office.read(mentored("CB77"))
    assert [one.key for one in misfits] == ["classes.unknown_person"]
