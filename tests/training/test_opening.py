"""Classes that open with so many or not at all: in plans, in reasons, in what would have let somebody in."""

from datetime import date

import pytest

from eligibility.training.greedy import in_order
from eligibility.training.posing import make_problem
from eligibility.training.reasons import Reasons
from eligibility.training.seating import Claim, Class, Level, LimitKind, Problem
from eligibility.training.solving import solve
from eligibility.training.whatif import remedies
from eligibility.training.why import answers
from training.planning import CLASSES, Office, listed, seats, session
from training.seats import month
from training.test_needs import COURSE, cadre, desk


def asks(name: str, place: int, *options: str, fixed: str = "") -> Claim:
    return Claim(name, "cao cấp", "Sở A", 0, (place, name), options, fixed=fixed)


def posed(*claims: Claim, least: int = 2, seats: int = 3) -> Problem:
    classes = [
        Class("CC0", "cao cấp", month(0), month(3), seats, least=least),
        Class("CC1", "cao cấp", month(6), month(9), 1),
    ]
    return make_problem(claims, classes, (Level("held"),))


def best(problem: Problem) -> frozenset[int]:
    answer = solve(problem, in_order(problem))
    assert answer.proven
    return answer.chosen


def who(problem: Problem, chosen: frozenset[int]) -> dict[str, str]:
    taken = problem.seated(chosen)
    return {problem.claims[one].person: problem.classes[place].id for one, place in taken.items()}


def test_a_class_with_fewer_than_it_needs_does_not_open():
    problem = posed(asks("An", 0, "CC0", "CC1"), asks("Bình", 1, "CC1"))
    assert who(problem, best(problem)) == {"An": "CC1"}
    assert who(problem, in_order(problem)) == {"An": "CC1"}


def test_it_opens_where_that_seats_more_though_each_could_go_elsewhere():
    problem = posed(asks("An", 0, "CC0", "CC1"), asks("Bình", 1, "CC0"))
    assert who(problem, best(problem)) == {"An": "CC0", "Bình": "CC0"}


def test_who_has_been_sent_to_it_opens_it():
    problem = posed(asks("An", 0, "CC0", fixed="CC0"))
    assert not [limit for limit in problem.limits if limit.kind is LimitKind.LEAST]
    assert who(problem, best(problem)) == {"An": "CC0"}


def test_nobody_may_leave_a_class_that_would_close_for_it():
    """An might go to the later class alone, but then the earlier one would have one person too few."""
    problem = posed(asks("An", 0, "CC0", "CC1"), asks("Bình", 1, "CC0"))
    chosen = best(problem)
    (found,) = Reasons(problem, chosen).hindrances(0)
    assert [problem.limits[n].kind for n in found.limits] == [LimitKind.LEAST]
    assert found.holder is None


def test_how_far_the_least_would_have_to_go_down():
    problem = posed(asks("An", 0, "CC0"), asks("Bình", 1, "CC0"), least=3, seats=3)
    chosen = best(problem)
    assert chosen == frozenset()
    (remedy,) = remedies(problem, chosen, 0, frozenset({0}), 60)
    ((limit, more),) = remedy.limits
    assert (problem.limits[limit].kind, more, remedy.least) == (LimitKind.LEAST, 1, True)


# --- as an officer sees it ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office():
    return Office(desk(cadre(1), cadre(2)))


def classes(least: int, seats: int = 5):
    rows = [(*session(seats=seats, mode="KTT"), least)]
    return {**listed(session()), "Lớp": ((*CLASSES, "Số học viên tối thiểu"), rows)}


def test_the_class_list_says_how_many_a_class_needs(office):
    assert set(seats(office.plan(classes(2)))) == {"CB01", "CB02"}
    plan = office.plan(classes(3))
    assert seats(plan) == {}
    tables = office.tables(plan)
    row = tables.frames.classes().row(0, named=True)
    assert (row["least"], row["seated"], tables.frames.closed()) == (3, 0, ["TC26"])


def test_one_person_is_told_that_the_class_does_not_open(office):
    plan = office.plan(classes(3))
    (found,) = [
        one
        for one in answers(office.tables(plan), office.needs_tables(), "CB01", COURSE, None, 10)
        if one.course == COURSE
    ]
    assert "lớp TC26 không mở: chưa có đủ 3 học viên tối thiểu" in found.classes[0]
    assert "giảm số học viên tối thiểu của lớp TC26 đi 1 người" in found.needed[0]


def test_more_than_the_seats_cannot_be_needed(office):
    _, misfits = office.read(classes(6, seats=5))
    assert [one.key for one in misfits] == ["classes.more_than_seats"]
    assert date(2026, 9, 1) == session()[3]
