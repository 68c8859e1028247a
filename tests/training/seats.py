"""Small problems of seats, and the answer found by looking at every plan there is."""

from collections.abc import Iterator
from datetime import date
from itertools import product

import attrs
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


@attrs.frozen
class Parts:
    """What a problem is made of."""

    claims: tuple[Claim, ...]
    classes: tuple[Class, ...]
    limits: dict[str, object] = attrs.field(factory=dict)

    def problem(self) -> Problem:
        return make_problem(self.claims, self.classes, LEVELS, **self.limits)  # type: ignore[arg-type]

    def with_class(self, session: Class) -> Problem:
        """The problem in which all who ask for its course may be in *session* too."""
        claims = (
            attrs.evolve(one, options=(*one.options, session.id))
            if one.course == session.course and not one.fixed
            else one
            for one in self.claims
        )
        return Parts(tuple(claims), (*self.classes, session), self.limits).problem()


@st.composite
def parts(draw: st.DrawFn, *, decided: bool = False) -> Parts:
    """What a problem of at most five claims is made of; some *decided* where wanted."""
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
    mentored = draw(st.sampled_from((None, 0, 1, 2)))
    limits = {"quotas": quotas, "absences": absences, "budgets": budgets, "mentored": mentored}
    return Parts(tuple(single.values()), tuple(found), limits)


def problems(*, decided: bool = False) -> st.SearchStrategy[Problem]:
    """A problem of at most five claims, some *decided* where wanted."""
    return parts(decided=decided).map(Parts.problem)


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
