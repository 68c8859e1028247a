"""How people are made up and who was sent to training: what an article prints, counted from records."""

from functools import cache

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dirt.clean import AS_OF, raw, rules
from eligibility.figures.baseline import MAKEUP, with_change
from eligibility.figures.makeup import FRAME, UNKNOWN, made_public, makeup
from eligibility.figures.sent import ALL, sent
from eligibility.figures.sent import made_public as sent_made_public
from eligibility.normalise.people import build_dataset

PEOPLE = ["Mã cán bộ", "Họ và tên", "Chức vụ hiện nay", "Đơn vị công tác", "Trình độ chuyên môn",
          "Chuyên ngành", "Lý luận chính trị"]  # fmt: skip
TRAININGS = ["Mã cán bộ", "Khóa học", "Từ ngày", "Tình trạng học"]
HEAD, CHAIR, CLERK = "Trưởng phòng cấp xã", "Chủ tịch UBND xã", "Chuyên viên sở"


def dataset(people, trainings=None):
    """The records of *people*: tuples of post, unit, degree, field of study, political theory."""
    rows = [[f"N{number:04}", "Người Mẫu", *some] for number, some in enumerate(people, 1)]
    sheets = {"Cán bộ": [PEOPLE, *rows]}
    if trainings is not None:
        sheets["Đào tạo"] = [TRAININGS, *map(list, trainings)]
    return build_dataset(raw(sheets), rules().vocabulary, AS_OF)


def counted(people) -> pl.DataFrame:
    return makeup(dataset(people), rules().vocabulary)


def rows(frame: pl.DataFrame, item: str, grouping: str = "overall", group: str = ""):
    """The lines of one makeup of one group by value."""
    part = frame.filter(
        (pl.col("makeup") == item) & (pl.col("grouping") == grouping) & (pl.col("group") == group)
    )
    return {row["value"]: row for row in part.iter_rows(named=True)}


def several(number: int, *some):
    return [some] * number


@cache
def procuracy():
    """The 206 people of a provincial procuracy, as an article of 2020 counts them."""
    post, unit = "Chuyên viên sở", "Viện kiểm sát tỉnh"
    studied = [
        *several(33, "Thạc sĩ", "Luật"),
        *several(1, "Thạc sĩ", "Kinh tế"),
        *several(155, "Đại học", "Luật"),
        *several(8, "Đại học", "Ngành khác"),
        *several(1, "Cao đẳng", "Luật"),
        *several(8, "Trung cấp", "Luật"),
    ]
    theory = [*several(20, "Cao cấp"), *several(6, "Cử nhân"), *several(85, "Trung cấp")]
    theory += several(206 - len(theory), "Sơ cấp")
    return [(post, unit, *study, *level) for study, level in zip(studied, theory, strict=True)]


# --- the article --------------------------------------------------------------------------------------


def test_degrees_and_fields_of_study_of_the_procuracy():
    found = rows(counted(procuracy()), "degree_and_field")
    shares = {value: (row["at_least"], round(100 * row["low"], 2)) for value, row in found.items()}
    assert shares == {
        "master + law": (33, 16.02),
        "master + economics": (1, 0.49),
        "bachelor + law": (155, 75.24),
        "bachelor + other": (8, 3.88),
        "college + law": (1, 0.49),
        "intermediate + law": (8, 3.88),
    }
    assert sum(row["at_least"] for row in found.values()) == 206


def test_advanced_and_bachelor_of_political_theory_are_kept_apart():
    found = rows(counted(procuracy()), "llct")
    assert (found["advanced"]["at_least"], found["bachelor"]["at_least"]) == (20, 6)
    assert found["advanced"]["above_at_least"] == 26  # equal in rank: "cử nhân và cao cấp"
    assert found["intermediate"]["at_least"] == 85


def test_all_heads_have_the_level_and_nearly_all_leaders_of_communes_a_degree():
    people = [
        *several(10, HEAD, "Xã A", "Đại học", "Luật", "Trung cấp"),
        *several(22, CHAIR, "Xã A", "Đại học", "Luật", "Trung cấp"),
        *several(3, CHAIR, "Xã B", "Trung cấp", "Luật", "Cao cấp"),
    ]
    frame = counted(people)
    posts = rules().vocabulary.posts
    heads, chairs = (
        next(post.group for post in posts.values() if post.label.vi == name) for name in (HEAD, CHAIR)
    )
    assert rows(frame, "degree", "post_group", heads)["bachelor"]["above_low"] == 1
    assert rows(frame, "llct", "post_group", heads)["intermediate"]["above_low"] == 1
    assert rows(frame, "degree", "post_group", chairs)["bachelor"]["above_low"] == pytest.approx(0.88)
    assert rows(frame, "degree", "post_group", chairs)["intermediate"]["above_low"] == 1


def test_a_rise_is_counted_in_points_since_the_last_audit():
    def staff(number, graduates):
        return counted(
            [
                *several(graduates, CLERK, "Xã A", "Đại học", "Luật", "Sơ cấp"),
                *several(number - graduates, CLERK, "Xã A", "Trung cấp", "Luật", "Sơ cấp"),
            ]
        )

    before = {
        tuple(row[name] for name in MAKEUP): (row["low"], row["high"])
        for row in staff(250, 38).iter_rows(named=True)
    }
    found = rows(with_change(staff(233, 89), before, MAKEUP), "degree")["bachelor"]
    assert round(100 * found["low"], 2) == 38.20
    assert found["change_low"] == pytest.approx(100 * (89 / 233 - 38 / 250))
    assert round(found["change_low"], 2) == 23.00


def test_people_sent_by_level_and_course():
    people = [
        *several(3, CLERK, "Sở A", "Đại học", "Luật", "Sơ cấp"),
        *several(2, CHAIR, "Xã A", "Đại học", "Luật", "Sơ cấp"),
    ]
    courses = rules().vocabulary.scales["course_code"]
    theory, state = (courses.level(code).label.vi for code in ("llct_intermediate", "state_specialist"))
    attended = [
        ("N0001", theory, "2024-09-01", "Đã tốt nghiệp"),
        ("N0001", state, "2025-03-01", "Đã tốt nghiệp"),
        ("N0001", state, "2025-10-01", "Thôi học"),
        ("N0002", theory, "2025-09-01", "Đang học"),
        ("N0004", theory, "2025", "Đang học"),
        ("N0005", "", "", ""),
    ]
    frame = sent(dataset(people, attended), rules().vocabulary)
    found = {
        (row["grouping"], row["group"], row["year"], row["course"]): (
            row["people"],
            row["attendances"],
            row["completed"],
        )
        for row in frame.iter_rows(named=True)
    }
    assert found["overall", "", ALL, ALL] == (4, 6, 2)
    assert found["overall", "", ALL, "llct_intermediate"] == (3, 3, 1)
    assert found["overall", "", "2025", "state_specialist"] == (1, 2, 1)
    assert found["overall", "", "2025", "llct_intermediate"] == (2, 2, 0)
    assert found["overall", "", "", ""] == (1, 1, 0)  # neither course nor year is known
    assert found["level", "province", ALL, ALL] == (2, 4, 2)
    assert found["level", "commune", ALL, ALL] == (2, 2, 0)


# --- laws ---------------------------------------------------------------------------------------------

PERSON = st.tuples(
    st.sampled_from([HEAD, CHAIR, CLERK, "", "Trưởng thôn"]),
    st.sampled_from(["Xã A", "Sở A", ""]),
    st.sampled_from(["Thạc sĩ", "Đại học", "Trung cấp", "", "bằng gì đó"]),
    st.sampled_from(["Luật", "Kinh tế", ""]),
    st.sampled_from(["Cao cấp", "Cử nhân", "Trung cấp", "Sơ cấp", "", "-"]),
)


@given(people=st.lists(PERSON, min_size=1, max_size=25))
def test_everybody_is_counted_once_in_each_group(people):
    frame = counted(people)
    for (_, grouping, _), part in frame.group_by("makeup", "grouping", "group"):
        assert part["at_least"].sum() == part["total"].unique().item()
        if grouping == "overall":
            assert part["total"].unique().item() == len(people)
        assert (part["at_least"] <= part["at_most"]).all()
        assert (part["at_most"] <= part["total"]).all()
    for grouping in ("level", "post_group", "unit"):
        part = frame.filter((pl.col("makeup") == "degree") & (pl.col("grouping") == grouping))
        assert part.unique(["group"])["total"].sum() == len(people)


@given(people=st.lists(PERSON, min_size=1, max_size=15), level=st.sampled_from(["Cao cấp", "Trung cấp"]))
def test_what_comes_to_be_known_stays_within_the_interval(people, level):
    before = rows(counted(people), "llct")
    filled = [(*person[:4], level if person[4] in ("", "-") else person[4]) for person in people]
    after = rows(counted(filled), "llct")
    assert UNKNOWN not in after
    for value, row in before.items():
        if value != UNKNOWN:
            for name in ("", "above_"):
                now = after[value][f"{name}at_least"]
                assert row[f"{name}at_least"] <= now <= row[f"{name}at_most"]


LONE = [(HEAD, "Xã A", "Thạc sĩ", "Luật", "Cao cấp")] * 5 + [(HEAD, "Sở A", "Thạc sĩ", "Luật", "Cử nhân")]


@example(people=LONE)  # a nought that must be hidden, of a value that the group has not
@given(people=st.lists(PERSON, min_size=1, max_size=25))
def test_published_makeup_shows_no_small_number_and_none_alone_is_hidden(people):
    frame = made_public(counted(people), rules().vocabulary)
    assert frame.schema == FRAME
    assert "degree_and_field" not in set(frame["makeup"])
    for name in ("total", "at_least"):
        assert not [number for number in frame[name].drop_nulls() if 0 < number < 5]
    for _, part in frame.group_by("makeup", "grouping", "group"):
        hidden = part["at_least"].null_count() + (1 if part["total"].null_count() else 0)
        assert hidden != 1
        if hidden:
            assert part["above_low"].null_count() == part.height


@given(
    attended=st.lists(
        st.tuples(
            st.sampled_from([f"N{number:04}" for number in range(1, 13)]),
            st.sampled_from(["Trung cấp LLCT", "Cao cấp LLCT", ""]),
            st.sampled_from(["2024-09-01", "2025", ""]),
            st.sampled_from(["Đã tốt nghiệp", "Đang học"]),
        ),
        max_size=25,
    )
)
def test_attendances_add_up_and_published_ones_are_not_small(attended):
    people = [(CLERK, "Sở A", "Đại học", "Luật", "Sơ cấp"), (CHAIR, "Xã A", "Đại học", "Luật", "Sơ cấp")] * 6
    frame = sent(dataset(people, attended), rules().vocabulary)
    whole = {row[:4]: row[5] for row in frame.iter_rows()}
    lines = whole.get(("overall", "", ALL, ALL), 0)
    assert lines == sum(
        n
        for (grouping, _, year, course), n in whole.items()
        if grouping == "overall" and year == ALL and course != ALL
    )
    assert lines == sum(
        n
        for (grouping, _, year, course), n in whole.items()
        if grouping == "level" and year != ALL and course == ALL
    )
    public = sent_made_public(frame)
    assert set(public["year"]) <= {ALL}
    assert not [n for n in public.filter(pl.col("course") != ALL)["people"].drop_nulls() if 0 < n < 5]
    for _, part in public.group_by("grouping", "group"):
        assert part["people"].null_count() != 1
