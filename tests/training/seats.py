"""Small problems of seats, and the answer found by looking at every plan there is."""

from collections.abc import Iterator
from datetime import date
from itertools import product

from hypothesis import strategies as st

from eligibility.training.posing import make_problem
from eligibility.training.seating import Absences, Chosen, Claim, Class, Level, Problem

LEVELS = (Level("held"), Level("women", 40), Level("planned"))
GROUP = "women"
UNITS = ("Sở A", "Sở B")
COURSES = ("trung cấp", "cao cấp")


@st.composite
def classes(draw: st.DrawFn) -> list[Class]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, 8))
        end = start + draw(st.integers(1, 4))
        made.append(
            Class(
                f"L{number}",
                draw(st.sampled_from(COURSES)),
                month(start),
                month(end),
                draw(st.integers(0, 3)),
                cost=draw(st.integers(0, 3)),
                mentor=draw(st.sampled_from(("", "Thầy"))),
                least=draw(st.sampled_from((0, 0, 2, 3))),
            )
        )
    return made


def month(number: int) -> date:
    return date(2026 + number // 6, 2 * (number % 6) + 1, 1)


@st.composite
def problems(draw: st.DrawFn, *, seats: int = 0, decided: bool = False) -> Problem:
    """A problem of at most five claims; *seats* more in the first class, some *decided* where wanted."""
    found = draw(classes())
    claims = []
    for number in range(draw(st.integers(1, 5))):
        course = draw(st.sampled_from(COURSES))
        offered = [one.id for one in found if one.course == course]
        options = draw(st.lists(st.sampled_from(offered), unique=True)) if offered else []
        claims.append(
            Claim(
                draw(st.sampled_from(("An", "Bình", "Chi", "Dung"))),
                course,
                draw(st.sampled_from(UNITS)),
                draw(st.sampled_from((0, 2))),
                (draw(st.integers(0, 2)), number),
                tuple(options),
                frozenset({GROUP} if draw(st.booleans()) else ()),
                ("trung cấp",) if course == "cao cấp" and draw(st.booleans()) else (),
                options[0] if decided and options and draw(st.booleans()) else "",
            )
        )
    single = {(claim.person, claim.course): claim for claim in claims}
    quotas = [(found[0].id, UNITS[0], draw(st.integers(0, 2)))] if draw(st.booleans()) else []
    absences = [Absences(UNITS[0], draw(st.integers(1, 2)))] if draw(st.booleans()) else []
    budgets = [(2026, draw(st.integers(0, 5)))] if draw(st.booleans()) else []
    return make_problem(
        single.values(),
        found,
        LEVELS,
        quotas=quotas,
        absences=absences,
        budgets=budgets,
        mentored=draw(st.sampled_from((None, 0, 1, 2))),
    )


def plans(problem: Problem) -> Iterator[Chosen]:
    """Every plan that keeps to all limits."""
    ways = [(None, *choices) for choices in problem.of_claim]
    for made in product(*ways):
        chosen = frozenset(choice for choice in made if choice is not None)
        if problem.fixed <= chosen and not problem.broken(chosen):
            yield chosen


def best(problem: Problem) -> tuple[int, ...]:
    """What the best plan comes to."""
    return max(problem.values(chosen) for chosen in plans(problem))
