"""Paths are the best of all orders, and those that can be walked."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eligibility.training.paths import Path, Step, best_path

BEGIN = date(2026, 6, 30)
COURSES = ("đại học", "trung cấp", "cao cấp", "chuyên viên")
days = st.integers(0, 1500).map(lambda n: BEGIN + timedelta(n))


@st.composite
def steps(draw):
    made = []
    for number, course in enumerate(COURSES[: draw(st.integers(1, 4))]):
        spans = st.tuples(days, st.integers(10, 400)).map(lambda one: (one[0], one[0] + timedelta(one[1])))
        made.append(
            Step(
                course,
                draw(st.integers(1, 30)),
                draw(st.one_of(st.just(BEGIN), days)),
                draw(st.none() | days),
                frozenset(draw(st.lists(st.sampled_from(COURSES[:number]), unique=True)) if number else ()),
                draw(st.none() | st.lists(spans, max_size=3).map(tuple)),
            )
        )
    return made


def every_way(steps):
    """All orders that prerequisites allow, each class of each course, as (courses, days late, end)."""

    def walk(left, day, late, order):
        yield len(order), late, day, order
        for step in left:
            if any(other.course in step.after for other in left):
                continue
            first = max(day, step.ready)
            spans = step.classes
            for start, end in [step.taken(day)] if spans is None else spans:
                if start >= first:
                    lateness = max(late, (end - step.due).days if step.due else 0)
                    rest = [other for other in left if other is not step]
                    yield from walk(rest, end + timedelta(1), lateness, (*order, step.course))

    return list(walk(steps, BEGIN, 0, ()))


def reached(path: Path):
    end = path.taken[-1].end + timedelta(1) if path.taken else BEGIN
    return len(path.taken), -path.late, -end.toordinal()


@given(steps())
def test_a_path_is_the_best_of_all_orders(found):
    best = max((count, -late, -day.toordinal()) for count, late, day, _ in every_way(found))
    assert reached(best_path(found, BEGIN)) == best


@given(steps())
def test_a_path_can_be_walked(found):
    path = best_path(found, BEGIN)
    known = {step.course: step for step in found}
    day, done = BEGIN, set()
    for taken in path.taken:
        step = known[taken.course]
        assert day <= taken.start <= taken.end
        assert taken.start >= step.ready
        assert (step.after & set(known)) <= done
        assert step.classes is None or (taken.start, taken.end) in step.classes
        assert taken.slack == (None if step.due is None else (step.due - taken.end).days)
        day, done = taken.end + timedelta(1), done | {taken.course}
    assert done | set(path.impossible) == set(known)
    late = [-taken.slack for taken in path.taken if taken.slack is not None]
    assert path.late == max([0, *late])


@given(steps())
def test_the_latest_start_is_in_time_and_a_day_later_is_not(found):
    path = best_path(found, BEGIN)
    order = [next(step for step in found if step.course == taken.course) for taken in path.taken]
    if path.latest_start is None:
        assert path.late or not any(step.due for step in order)
        return
    assert lateness(order, path.latest_start) == 0
    assert lateness(order, path.latest_start + timedelta(1)) != 0 or waits(order, path.latest_start)


def lateness(order, day):
    """By how much the worst of *order* is late where it begins on *day*; None where it cannot be walked."""
    late = 0
    for step in order:
        span = step.taken(day)
        if span is None:
            return None
        late = max(late, (span[1] - step.due).days if step.due else 0)
        day = span[1] + timedelta(1)
    return late


def waits(order, day):
    """Whether beginning the day after is the same, since no class begins, or no due date follows."""
    return order[0].taken(day) == order[0].taken(day + timedelta(1))


def test_prerequisites_come_first_though_they_are_due_later():
    path = best_path(
        [
            Step("cao cấp", 8, BEGIN, date(2030, 1, 1), frozenset({"đại học"})),
            Step("đại học", 24, BEGIN, date(2032, 1, 1)),
        ],
        BEGIN,
    )
    assert [taken.course for taken in path.taken] == ["đại học", "cao cấp"]
    assert path.in_time
    assert path.taken[-1].end == date(2029, 2, 27)


def test_what_is_due_first_goes_first():
    path = best_path(
        [Step("trung cấp", 8, BEGIN, date(2028, 1, 1)), Step("chuyên viên", 2, BEGIN, date(2026, 10, 1))],
        BEGIN,
    )
    assert [taken.course for taken in path.taken] == ["chuyên viên", "trung cấp"]


def test_a_course_without_a_class_is_said_to_be_impossible():
    path = best_path([Step("cao cấp", 8, BEGIN, None, frozenset(), ())], BEGIN)
    assert path.impossible == ("cao cấp",)
    assert not path.in_time
