"""Numbers as people type them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.typed.numbers import (
    Count,
    Rate,
    count,
    counts_of,
    cut,
    fits,
    rate,
    rise,
    rounded,
    share,
    wholes_of,
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("10.241", Count(10241)),
        ("10,241", Count(10241)),
        ("1 234 567", Count(1234567)),
        ("61", Count(61)),
        ("trên 180", Count(180, above=True)),
        ("hơn 15.000", Count(15000, above=True)),
        ("> 3", Count(3, above=True)),
        ("10.24", None),
        ("1.0241", None),
        ("-3", None),
        ("mười", None),
        ("6 1", None),
    ],
)
def test_counts(typed, found):
    assert count(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("38,19%", Rate(Fraction(3819, 100), 2)),
        ("38.19 %", Rate(Fraction(3819, 100), 2)),
        ("16", Rate(Fraction(16), 0)),
        ("0,50", Rate(Fraction(1, 2), 2)),
        ("trên 88%", Rate(Fraction(88), 0, above=True)),
        ("1.2.3", None),
        ("nửa", None),
        ("38,19 phần", None),
    ],
)
def test_rates(typed, found):
    assert rate(typed) == found


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("22,99", "22.99"),
        ("tăng 22,99%", "22.99"),
        ("+22,99 điểm phần trăm", "22.99"),
        ("giảm 3,1 điểm", "-3.1"),
        ("-3.1", "-3.1"),
        ("down 2 points", "-2"),
        ("tùng 31,37%", None),
    ],
)
def test_changes_in_points(typed, points):
    found = rise(typed)
    assert (found.value if found is not None else None) == (Fraction(points) if points else None)


WHOLES = st.integers(1, 5000)
DECIMALS = st.integers(0, 3)


@given(WHOLES.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), DECIMALS)
def test_a_share_shortened_either_way_is_that_share(pair, decimals):
    counted, whole = pair
    actual = share(counted, whole)
    for shorten in (rounded, cut):
        typed = Rate(shorten(actual, decimals), decimals)
        assert fits(actual, typed)
    assert counted in list(counts_of(Rate(rounded(actual, decimals), decimals), whole))


@given(st.integers(1, 300), st.integers(1, 5000), DECIMALS)
def test_wholes_are_just_those_that_round_to_the_rate(counted, tenths, decimals):
    typed = Rate(Fraction(tenths, 10**decimals), decimals)
    found = wholes_of(typed, counted)
    right = [
        whole
        for whole in range(counted, 2 * counted + 500)
        if rounded(share(counted, whole), decimals) == typed.value
    ]
    within = range(found[0], found[1] + 1) if found is not None else range(0)
    assert [whole for whole in within if whole < 2 * counted + 500] == right
