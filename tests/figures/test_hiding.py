"""Small numbers are hidden, and cannot be found by subtraction."""

from hypothesis import given
from hypothesis import strategies as st

from eligibility.figures.hiding import SMALL, hidden

NUMBERS = st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=6)


def with_sums(table: list[list[int]]) -> list[list[int]]:
    return [[*row, sum(row)] for row in table]


def test_one_small_number_takes_the_next_smallest_with_it():
    assert hidden([[40, 7, 2, 49]], columns_add_up=False) == [[False, True, True, False]]


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden([[40, 7, 0, 47], [5, 5, 5, 15]], columns_add_up=True) == [[False] * 4, [False] * 4]


def test_a_group_of_few_shows_nothing_of_them():
    assert hidden([[2, 0, 1, 3]], columns_add_up=False) == [[True, False, True, True]]


def test_another_group_hides_its_number_where_columns_add_up():
    marks = hidden([[50, 30, 3, 83], [60, 40, 20, 120], [70, 40, 30, 140]], columns_add_up=True)
    assert [sum(column) for column in zip(*marks, strict=True)] != [0, 0, 1, 0]
    assert marks[0][2]
    assert sum(row[2] for row in marks) >= 2


@given(table=NUMBERS, columns=st.booleans())
def test_every_small_number_is_hidden_and_none_stands_alone(table, columns):
    whole = with_sums(table)
    marks = hidden(whole, columns_add_up=columns)
    for row, marked in zip(whole, marks, strict=True):
        assert all(mark for number, mark in zip(row, marked, strict=True) if 0 < number < SMALL)
        assert sum(marked) != 1
    if columns and len(whole) > 1:
        for marked in zip(*marks, strict=True):
            assert sum(marked) != 1


@given(table=NUMBERS)
def test_hiding_twice_is_hiding_once(table):
    whole = with_sums(table)
    assert hidden(whole, columns_add_up=True) == hidden(whole, columns_add_up=True)
