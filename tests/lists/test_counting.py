"""Laws of intervals and repairs: just what comes of every way of settling what is not settled."""

from fractions import Fraction
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from eligibility.lists.counting import Person, band_of, bounds, repair_of

STATUSES = st.sampled_from(["met", "unmet", "unknown"])
PEOPLE = st.lists(st.tuples(st.booleans(), STATUSES), max_size=6).map(
    lambda rows: [Person(str(number), *row) for number, row in enumerate(rows)]
)


def answers(one):
    return {"met": [True], "unmet": [False], "unknown": [True, False]}[one.status]


@given(PEOPLE)
def test_bounds_of_a_share_are_the_least_and_the_most_of_all_ways(people):
    ways = [[(True, met) for met in answers(one)] + ([] if one.sure else [(False, False)]) for one in people]
    found = [
        Fraction(sum(met for on, met in chosen if on), sum(on for on, _ in chosen))
        for chosen in product(*ways)
        if any(on for on, _ in chosen)
    ]
    if not found:
        assert bounds(people) is None
    else:
        assert bounds(people) == (min(found), max(found))


SHARES = st.integers(1, 99).map(lambda number: Fraction(number, 100))


@given(st.integers(1, 60), st.integers(0, 60), SHARES)
def test_the_repair_of_a_low_share_is_the_smallest(total, met, least):
    assume(met <= total)
    repair = repair_of(met, total, least, Fraction(1))
    if Fraction(met, total) >= least:
        assert repair is None
        return
    assert Fraction(met + repair.number, total) >= least > Fraction(met + repair.number - 1, total)
    added = repair.or_number
    assert Fraction(met + added, total + added) >= least > Fraction(met + added - 1, total + added - 1)


@given(st.integers(1, 60), st.integers(0, 60), SHARES)
def test_the_repair_of_a_high_share_is_the_smallest(total, met, most):
    assume(met <= total)
    repair = repair_of(met, total, Fraction(0), most)
    if Fraction(met, total) <= most:
        assert repair is None
        return
    assert Fraction(met - repair.number, total) <= most < Fraction(met - repair.number + 1, total)
    added = repair.or_number
    assert Fraction(met, total + added) <= most < Fraction(met, total + added - 1)


@given(st.integers(0, 3), st.integers(0, 3))
def test_bands_are_those_that_the_cuts_leave_open(first, last):
    assume(first <= last)
    statuses = ["unmet" if cut < first else "met" if cut >= last else "unknown" for cut in range(3)]
    assert band_of(statuses) == (first, last)
