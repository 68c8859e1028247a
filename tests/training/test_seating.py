"""Seats are given as well as can be, no limit is broken, and every reason is true."""

from random import Random

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eligibility.training.conflicts import conflicts
from eligibility.training.greedy import Filling, in_order
from eligibility.training.posing import make_problem
from eligibility.training.reasons import Reasons
from eligibility.training.seating import Claim, Class, Level, LimitKind, Problem
from eligibility.training.solving import Contradiction, solve
from eligibility.training.whatif import raised, remedies, step
from training.seats import LEVELS, best, month, plans, problems


@given(problems())
def test_the_plan_is_the_best_of_all_plans(problem):
    answer = solve(problem, in_order(problem))
    assert answer.proven
    assert problem.values(answer.chosen) == best(problem)
    assert [one.value for one in answer.reached] == list(problem.values(answer.chosen))


@given(problems(decided=True))
def test_with_seats_decided_too(problem):
    assume(not problem.broken(problem.fixed))
    answer = solve(problem, in_order(problem))
    assert problem.fixed <= answer.chosen
    assert problem.values(answer.chosen) == best(problem)


@given(problems(decided=True))
def test_no_limit_is_ever_broken(problem):
    assume(not problem.broken(problem.fixed))
    for chosen in (in_order(problem), solve(problem, in_order(problem)).chosen):
        assert problem.broken(chosen) == ()


@given(problems(), st.integers())
def test_the_order_of_claims_and_classes_changes_nothing(problem, seed):
    claims, classes = list(problem.claims), list(problem.classes)
    Random(seed).shuffle(claims)
    Random(seed + 1).shuffle(classes)
    plain = make_problem(problem.claims, problem.classes, LEVELS)
    shuffled = make_problem(claims, classes, LEVELS)
    assert shuffled.choices == plain.choices
    assert shuffled.limits == plain.limits
    assert solve(shuffled, in_order(shuffled)).chosen == solve(plain, in_order(plain)).chosen


@given(problems(), st.integers(0, 2))
def test_more_seats_never_seat_fewer_of_the_first_priority(problem, more):
    seats = [n for n, limit in enumerate(problem.limits) if limit.kind is LimitKind.SEATS]
    assume(seats)
    wider = raised(problem, {seats[0]: more})
    before, after = (solve(one, in_order(one)).reached[0].value for one in (problem, wider))
    assert after >= before


@given(problems())
def test_no_swap_of_one_for_one_is_better(problem):
    answer = solve(problem, in_order(problem))
    assert Reasons(problem, answer.chosen).better_swap() is None
    now = problem.values(answer.chosen)
    for gone in (None, *answer.chosen):
        for come in range(len(problem.choices)):
            changed = (answer.chosen - {gone}) | {come}
            if not problem.broken(changed):
                assert problem.values(changed) <= now


@given(problems())
def test_a_better_swap_is_found_where_there_is_one(problem):
    """In plans that are not the best: here that of nobody seated, or of one."""
    for chosen in plans(problem):
        found = Reasons(problem, chosen).better_swap()
        if found is not None:
            changed = (chosen - {found[0]}) | {found[1]}
            assert problem.broken(changed) == ()
            assert problem.values(changed) > problem.values(chosen)
        elif len(chosen) == 0:
            free = Filling(problem)
            assert not any(free.fits(choice) for choice in range(len(problem.choices)))


@given(problems())
def test_reasons_are_true(problem):
    """The limits named are those that a seat would break; the holder named makes room, and at a loss."""
    answer = solve(problem, in_order(problem))
    reasons = Reasons(problem, answer.chosen)
    for claim in range(len(problem.claims)):
        for hindrance in reasons.hindrances(claim):
            moved = answer.chosen - set(problem.of_claim[claim])
            broken = set(problem.broken(moved | {hindrance.choice}))
            assert {problem.limits[n] for n in hindrance.limits} == broken
            assert hindrance.limits or claim in reasons.seated
            if hindrance.holder is None or claim in reasons.seated:
                continue
            swapped = (answer.chosen - {hindrance.holder}) | {hindrance.choice}
            assert problem.broken(swapped) == ()
            worse = zip(problem.goals, problem.values(swapped), problem.values(answer.chosen), strict=True)
            assert hindrance.lost_on == next(goal.id for goal, then, now in worse if then != now)


@given(problems())
def test_what_is_said_to_let_somebody_in_does(problem):
    answer = solve(problem, in_order(problem))
    reasons = Reasons(problem, answer.chosen)
    for claim in reasons.unseated():
        for remedy in remedies(problem, answer.chosen, claim, frozenset(range(len(problem.classes))), 60):
            wider = raised(problem, dict(remedy.limits))
            seats = wider.seated(solve(wider, answer.chosen).chosen)
            assert seats[claim] == remedy.session
            assert remedy.least
            for limit, more in remedy.limits:
                less = {**dict(remedy.limits), limit: more - step(problem, limit)}
                narrower = raised(problem, less)
                assert claim not in narrower.seated(solve(narrower, answer.chosen).chosen)


@given(problems(decided=True))
def test_conflicts_are_the_fewest_that_conflict(problem):
    found = conflicts(problem)
    assert bool(found) == bool(problem.broken(problem.fixed))
    for conflict in found:
        weights = dict(zip(conflict.limit.terms, conflict.limit.weights or (1,) * 99, strict=False))
        taken = [
            weights[choice]
            for choice in problem.fixed & set(conflict.limit.terms)
            if problem.choices[choice].claim in conflict.claims
        ]
        assert sum(taken) > conflict.limit.room
        assert all(sum(taken) - one <= conflict.limit.room for one in taken)
    if found:
        with pytest.raises(Contradiction):
            solve(problem, problem.fixed)


# --- by example ------------------------------------------------------------------------------------------


def office(*claims: Claim, seats: int = 1) -> Problem:
    classes = [Class(f"CC{n}", "cao cấp", month(6 * n), month(6 * n + 3), seats) for n in range(2)]
    return make_problem(claims, classes, (Level("held"), Level("planned")))


def asks(name: str, level: int, place: int, *options: str) -> Claim:
    return Claim(name, "cao cấp", "Sở A", level, (place, name), options or ("CC0",))


def test_the_order_of_priorities_comes_before_the_order_of_claims():
    problem = office(asks("An", 1, 0), asks("Bình", 0, 9))
    chosen = solve(problem, in_order(problem)).chosen
    assert [problem.claims[claim].person for claim in problem.seated(chosen)] == ["Bình"]


def test_the_highest_claims_go_first_and_the_others_later():
    problem = office(asks("An", 0, 1, "CC0", "CC1"), asks("Bình", 0, 0, "CC0", "CC1"))
    seats = problem.seated(solve(problem, in_order(problem)).chosen)
    said = {problem.claims[claim].person: problem.classes[session].id for claim, session in seats.items()}
    assert said == {"An": "CC1", "Bình": "CC0"}


def test_greedy_seats_fewer_where_the_first_takes_what_the_second_needs():
    """An may go to either class and takes the first; Bình can go to that one only."""
    problem = office(asks("An", 0, 0, "CC0", "CC1"), asks("Bình", 0, 1))
    first = in_order(problem)
    answer = solve(problem, first)
    assert (len(first), len(answer.chosen)) == (1, 2)


def test_who_lost_to_whom_and_on_what():
    problem = office(asks("An", 0, 0), asks("Bình", 0, 1), asks("Chi", 1, 0))
    chosen = solve(problem, in_order(problem)).chosen
    reasons = Reasons(problem, chosen)
    told = {problem.claims[n].person: reasons.hindrances(n)[0] for n in reasons.unseated()}
    assert {name: one.lost_on for name, one in told.items()} == {"Bình": "claims", "Chi": "held"}
    assert {problem.choices[one.holder].claim for one in told.values()} == {0}


def test_how_many_seats_more_would_have_let_somebody_in():
    problem = office(*(asks(name, 0, place) for place, name in enumerate(("An", "Bình", "Chi", "Dung"))))
    chosen = solve(problem, in_order(problem)).chosen
    (remedy,) = remedies(problem, chosen, 3, frozenset({0}), 60)
    assert remedy.least
    assert remedy.proven
    ((limit, more),) = remedy.limits
    assert (problem.limits[limit].kind, more) == (LimitKind.SEATS, 3)


def test_a_plan_that_has_no_time_is_the_first_answer_and_says_so():
    problem = office(asks("An", 0, 0, "CC0", "CC1"), asks("Bình", 0, 1))
    first = in_order(problem)
    answer = solve(problem, first, seconds=0)
    assert answer.chosen == first
    assert not answer.proven
    assert (answer.reached[0].value, answer.reached[0].bound) == (1, 2)


def test_an_answer_that_breaks_a_limit_is_not_taken(monkeypatch):
    from eligibility.training import solving

    problem = office(asks("An", 0, 0), asks("Bình", 0, 1))
    monkeypatch.setattr(solving._Solver, "improve", lambda self, goal, start: (frozenset({0, 1}), 2, False))
    with pytest.raises(solving.WrongAnswer, match="seats"):
        solve(problem, in_order(problem))


def test_claims_of_one_order_share_nothing():
    keys = [attrs.evolve(asks("An", 0, 0)), asks("Bình", 0, 0)]
    assert len({claim.rank for claim in keys}) == 2


@given(problems())
def test_who_goes_later_has_no_earlier_class_to_exchange_for(problem):
    """Nobody could take the earlier class of a lower claim that could take theirs."""
    answer = solve(problem, in_order(problem))
    reasons = Reasons(problem, answer.chosen)
    for claim, session in reasons.seated.items():
        for hindrance in reasons.hindrances(claim):
            place = problem.choices[hindrance.choice].session
            holder = hindrance.holder
            if holder is None or problem.choices[holder].claim < claim:
                continue
            if problem.classes[place].start < problem.classes[session].start:
                assert not reasons.exchangeable(hindrance.choice, holder)
