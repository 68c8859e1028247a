"""The tests and expressions of FEEL that tables use."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.exchange.feel.grammar import parse_expression, parse_tests
from eligibility.exchange.feel.literals import text_of
from eligibility.exchange.feel.meaning import passes, value_of
from eligibility.exchange.feel.tokens import NotFeel
from eligibility.exchange.feel.values import Months

D = Decimal
SCOPE = {
    "a": D(9),
    "Years of Service": D(30),
    "Pre-bureau risk": "HIGH",
    "words": ["x", "y"],
    "person": {"name": "An", "first day": date(2020, 2, 29)},
}
NAMES = {*SCOPE, "name", "first day"}


@pytest.mark.parametrize(
    ("tests", "yes", "no"),
    [
        ("-", [D(1), None, "x"], []),
        ("", [D(1), None], []),
        ("5", [D(5), D("5.0")], [D(6), "5", None]),
        ('"a","b"', ["a", "b"], ["c", None, "A"]),
        (">= 18", [D(18), D(19)], [D(17), None, "18"]),
        ("= 5", [D(5)], [D(4), None]),
        ("!= 5", [D(4)], [D(5)]),
        ("< 18, >= 60", [D(1), D(60)], [D(18), D(59), None]),
        ("[1..5]", [D(1), D(5)], [D(0), D(6), None]),
        ("(1..5)", [D(2)], [D(1), D(5)]),
        ("]1..5[", [D(2)], [D(1), D(5)]),
        ("[1..5), 7", [D(1), D(7)], [D(5), D(6)]),
        ("[1.5..2.5)", [D("1.5")], [D("2.5")]),
        ("not(5)", [D(4), None], [D(5)]),
        ('not("a","b")', ["c"], ["a", "b"]),
        ("not(< 5)", [D(5)], [D(4), None]),
        ("null", [None], [D(0), ""]),
        ("not(null)", [D(0), ""], [None]),
        ("null, < 5", [None, D(4)], [D(5)]),
        ("true", [True], [False, None]),
        ('date("2024-02-29")', [date(2024, 2, 29)], [date(2024, 3, 1)]),
        ('> date("2016-10-01")', [date(2016, 10, 2)], [date(2016, 10, 1), None]),
        ('[date("2020-01-01")..@"2020-12-31"]', [date(2020, 12, 31)], [date(2021, 1, 1)]),
        ("a", [D(9)], [D(8)]),
        ("< a", [D(8)], [D(9)]),
        ("[a..Years of Service]", [D(9), D(30)], [D(31)]),
        ("Pre-bureau risk", ["HIGH"], ["LOW"]),
        ("words", ["x"], ["z", None]),
        ("? > 3 and ? < a", [D(4)], [D(9), None]),
        ("? * 2 = a + 1", [D(5)], [D(4)]),
        ('contains(?, "x")', ["axb"], ["ab", None]),
        ("person.name", ["An"], ["Binh"]),
        ('duration("P1Y")', [Months(12)], [Months(11)]),
        ("-5", [D(-5)], [D(5)]),
        ("[-5..-1]", [D(-1)], [D(0)]),
        ('"a\\"b\\u00e1"', ['a"bá'], ["ab"]),
    ],
)
def test_what_passes_a_test(tests, yes, no):
    parsed = parse_tests(tests, NAMES)
    assert [value for value in yes if passes(parsed, value, SCOPE) is not True] == []
    assert [value for value in no if passes(parsed, value, SCOPE) is True] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 - 4 / 8", "6.5"),
        ("(1 - (1 + 0.0375 / 12) ** -2) * 0 + 2 ** 3", "8"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 0", "null"),
        ('"a" + "b"', "ab"),
        ('"a" + 1', "null"),
        ('if a > 5 then "big" else "small"', "big"),
        ("a between 1 and 9", "true"),
        ("a in (1, [5..9])", "true"),
        ("null > 1 or true", "true"),
        ("null > 1 and true", "null"),
        ("sum([1, 2, 3]) + count(words)", "8"),
        ("min(3, 1, 2)", "1"),
        ("max([])", "null"),
        ('string(decimal(12.5, 0)) + " children"', "12 children"),
        ('date("2024-01-31") + duration("P1M")', "2024-02-29"),
        ('date("2024-03-01") - date("2024-02-28")', "P2D"),
        ("person.first day.year", "2020"),
        ("Years of Service - a", "21"),
        ('date and time("2024-01-01T10:00:00") > date and time("2024-01-01T09:59:59")', "true"),
        ("{x: 1, y: x + 1}.y", "2"),
        ('lower case("ĐẠI HỌC")', "đại học"),
        ("1 = null", "false"),
        ('date("2023-02-29")', "null"),
    ],
)
def test_what_an_expression_comes_to(text, value):
    assert text_of(value_of(parse_expression(text, NAMES | {"x", "y"}), SCOPE)) == value


@pytest.mark.parametrize(
    ("text", "kind", "at"),
    [
        ("b", "name", 0),
        ("< 5 < 6", "unexpected", 4),
        ('"open', "open_string", 0),
        ("[1..", "end", 4),
        ("words[1]", "filter", 5),
        ("some x in words satisfies x", "unsupported", 0),
        ("a > 5", "condition", 0),
        ("now()", "function", 0),
        ("5, ", "end", 3),
        ("5 % 2", "sign", 2),
        ('"\\q"', "escape", 1),
        ('@"nothing"', "at_literal", 1),
        ('date("2024-01-01", "x", 1, 2)', "arguments", 0),
        ('date and time("2024-01-01T00:00:00@Europe/Paris")', "beyond", 14),
        ("(" * 100 + "1", "too_deep", 60),
        ("1" * 20_001, "too_long", 0),
    ],
)
def test_what_is_not_supported_is_refused_at_its_place(text, kind, at):
    with pytest.raises(NotFeel) as caught:
        parse_tests(text, NAMES)
    assert (caught.value.kind, caught.value.at) == (kind, at)


numbers = st.integers(-4, 4)
SIGNS = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__", "=": "__eq__"}


@st.composite
def one_test(draw):
    """A test as text, and what it means."""
    low, high = draw(numbers), draw(numbers)
    match draw(st.sampled_from(["value", "null", "sign", "range"])):
        case "value":
            return str(low), lambda n: n == low
        case "null":
            return "null", lambda n: n is None
        case "sign":
            sign = draw(st.sampled_from(sorted(SIGNS)))
            return f"{sign} {low}", lambda n: n is not None and getattr(n, SIGNS[sign])(low)
        case _:
            opens, closes = draw(st.sampled_from("[(]")), draw(st.sampled_from("])["))
            return (
                f"{opens}{low}..{high}{closes}",
                lambda n: (
                    n is not None
                    and (low <= n if opens == "[" else low < n)
                    and (n <= high if closes == "]" else n < high)
                ),
            )


@given(st.lists(one_test(), min_size=1, max_size=4), st.none() | numbers)
def test_a_list_of_tests_passes_where_one_of_them_does(several, number):
    text = ", ".join(written for written, _ in several)
    value = None if number is None else D(number)
    assert (passes(parse_tests(text, ()), value, {}) is True) == any(means(number) for _, means in several)


@given(st.lists(one_test(), min_size=1, max_size=4), numbers)
def test_not_turns_round_what_is_known(several, number):
    text = ", ".join(written for written, _ in several)
    inside, outside = parse_tests(text, ()), parse_tests(f"not({text})", ())
    assert passes(outside, D(number), {}) is not passes(inside, D(number), {})


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_days_compare_as_days(day, later):
    tests = parse_tests(f'< date("{day}")', ())
    assert passes(tests, day + timedelta(later), {}) is (later < 0)
