"""Conditions and values as sentences, in both languages."""

from datetime import date

import attrs
import pytest

from eligibility.model.condition import (
    AgeAt,
    AllOf,
    Always,
    AnyOf,
    BelowLevel,
    ByField,
    Compare,
    Condition,
    Constant,
    FieldValue,
    Fold,
    IsKnown,
    IsNone,
    Latest,
    Moment,
    MonthsBetween,
    MonthsSince,
    MonthsToRetirement,
    NoneOf,
    Op,
    Rows,
    StandingAbove,
    Window,
    Within,
)
from eligibility.model.review import Working
from eligibility.report.words import Words
from office.reviewed import office_review, rulebook

REVIEW, START, END = Moment("review_date"), Moment("term_start"), Moment("term_end")
DEGREE = Compare(FieldValue("degree"), Op.GE, Constant("bachelor"))
KNOWN = IsKnown("llct")
BORN, DAY = FieldValue("birth_date"), Constant(date(1980, 5, 1))
WARNED = Compare(FieldValue("row.form"), Op.EQ, Constant("warning"))


def degree(op: Op) -> Condition:
    return Compare(FieldValue("degree"), op, Constant("college"))


SENTENCES: list[tuple[Condition, str, str]] = [
    (degree(Op.GE), "trình độ chuyên môn từ Cao đẳng trở lên", "degree College or above"),
    (degree(Op.GT), "trình độ chuyên môn trên Cao đẳng", "degree above College"),
    (degree(Op.LE), "trình độ chuyên môn không quá Cao đẳng", "degree College or below"),
    (degree(Op.LT), "trình độ chuyên môn dưới Cao đẳng", "degree below College"),
    (degree(Op.EQ), "trình độ chuyên môn là Cao đẳng", "degree is College"),
    (Compare(BORN, Op.GE, DAY), "ngày sinh từ 01/05/1980", "date of birth on or after 01/05/1980"),
    (Compare(BORN, Op.GT, DAY), "ngày sinh sau 01/05/1980", "date of birth after 01/05/1980"),
    (Compare(BORN, Op.LE, DAY), "ngày sinh đến 01/05/1980", "date of birth by 01/05/1980"),
    (Compare(BORN, Op.LT, DAY), "ngày sinh trước 01/05/1980", "date of birth before 01/05/1980"),
    (Compare(BORN, Op.EQ, DAY), "ngày sinh là 01/05/1980", "date of birth is 01/05/1980"),
    (
        Compare(FieldValue("service_since"), Op.LT, Moment("review_date", -12)),
        "ngày tuyển dụng trước 1 năm trước ngày xét",
        "in service since before 1 years before the review date",
    ),
    (
        Compare(FieldValue("service_since"), Op.LE, Moment("term_start", 6)),
        "ngày tuyển dụng đến 6 tháng sau ngày đầu nhiệm kỳ",
        "in service since by 6 months after the first day of the term",
    ),
    (
        Compare(FieldValue("service_since"), Op.LE, Moment(day=date(2024, 1, 1))),
        "ngày tuyển dụng đến ngày 01/01/2024",
        "in service since by 01/01/2024",
    ),
    (
        Compare(AgeAt("birth_date", REVIEW), Op.GE, Constant(420)),
        "tuổi tại ngày xét ít nhất 35 tuổi",
        "age on the review date at least 35 years",
    ),
    (
        Compare(
            AgeAt("birth_date", Moment("class_start")),
            Op.LT,
            ByField("sex", (("male", Constant(426)), ("female", Constant(396)))),
        ),
        "tuổi khi khai giảng ít hơn Nam 35 tuổi 6 tháng, Nữ 33 tuổi",
        "age at the start of class less than Male 35 years 6 months, Female 33 years",
    ),
    (
        Compare(MonthsSince("service_since", Moment("appointment")), Op.GE, Constant(24)),
        "thời gian kể từ ngày tuyển dụng khi bổ nhiệm ít nhất 2 năm",
        "time since in service since at appointment at least 2 years",
    ),
    (
        Compare(MonthsSince("service_since", Moment("term_end", -6)), Op.GT, Constant(30)),
        "thời gian kể từ ngày tuyển dụng 6 tháng trước cuối nhiệm kỳ hơn 2 năm 6 tháng",
        "time since in service since 6 months before at the end of the term more than 2 years 6 months",
    ),
    (
        Compare(MonthsBetween("birth_date", "service_since"), Op.LE, Constant(5)),
        "thời gian từ ngày sinh đến ngày tuyển dụng nhiều nhất 5 tháng",
        "time from date of birth to in service since at most 5 months",
    ),
    (
        Compare(MonthsToRetirement("birth_date", "sex", START), Op.GE, Constant(60)),
        "thời gian còn đến tuổi nghỉ hưu đầu nhiệm kỳ ít nhất 5 năm",
        "time left to retirement at the start of the term at least 5 years",
    ),
    (
        Compare(StandingAbove("target.post", "held.post"), Op.EQ, Constant(12)),
        "bậc chức danh quy hoạch cao hơn chức vụ hiện nay bằng 12",
        "steps from the post held up to the target is 12",
    ),
    (
        Compare(FieldValue("service_since"), Op.GE, FieldValue("birth_date")),
        "ngày tuyển dụng từ ngày sinh",
        "in service since on or after date of birth",
    ),
    (
        Compare(BelowLevel("llct"), Op.GE, Constant("primary")),
        "lý luận chính trị (thấp hơn một bậc) từ Sơ cấp trở lên",
        "political theory (one level lower) Primary or above",
    ),
    (Within("sex", ("male", "female")), "giới tính thuộc: Nam, Nữ", "sex is one of: Male, Female"),
    (
        Within("held.post", ("head", "clerk")),
        "chức vụ hiện nay thuộc: Trưởng phòng cấp xã, Công chức cấp xã",
        "post held is one of: Commune division head, Commune civil servant",
    ),
    (IsKnown("degree"), "hồ sơ có ghi trình độ chuyên môn", "degree is on record"),
    (IsNone("degree"), "không có trình độ chuyên môn", "there is no degree"),
    (NoneOf((IsNone("degree"),)), "có trình độ chuyên môn", "has degree"),
    (
        NoneOf((Compare(FieldValue("sex"), Op.EQ, Constant("male")),)),
        "giới tính không phải là Nam",
        "sex is not Male",
    ),
    (
        NoneOf((DEGREE,)),
        "không phải: trình độ chuyên môn từ Đại học trở lên",
        "not: degree Bachelor or above",
    ),
    (
        NoneOf((DEGREE, KNOWN)),
        "không thuộc trường hợp nào sau đây: trình độ chuyên môn từ Đại học trở lên;"
        " hoặc hồ sơ có ghi lý luận chính trị",
        "none of: degree Bachelor or above; or political theory is on record",
    ),
    (Always(True), "luôn đúng", "always"),
    (Always(False), "không bao giờ", "never"),
    (
        AllOf((DEGREE, KNOWN)),
        "trình độ chuyên môn từ Đại học trở lên; và hồ sơ có ghi lý luận chính trị",
        "degree Bachelor or above; and political theory is on record",
    ),
    (
        AnyOf((DEGREE, KNOWN)),
        "một trong các điều kiện: trình độ chuyên môn từ Đại học trở lên;"
        " hoặc hồ sơ có ghi lý luận chính trị",
        "one of: degree Bachelor or above; or political theory is on record",
    ),
    (
        AnyOf((DEGREE, AllOf((KNOWN, IsKnown("sex"))))),
        "một trong các điều kiện: trình độ chuyên môn từ Đại học trở lên;"
        " hoặc (hồ sơ có ghi lý luận chính trị; và hồ sơ có ghi giới tính)",
        "one of: degree Bachelor or above; or (political theory is on record; and sex is on record)",
    ),
    (AnyOf((DEGREE,)), "trình độ chuyên môn từ Đại học trở lên", "degree Bachelor or above"),
    (
        AnyOf(
            (
                AllOf((Compare(FieldValue("llct"), Op.GE, Constant("intermediate")), IsKnown("degree"))),
                Compare(BelowLevel("llct"), Op.GE, Constant("intermediate")),
            )
        ),
        "lý luận chính trị từ Trung cấp trở lên, có hồ sơ có ghi trình độ chuyên môn"
        " (nếu không, tính thấp hơn một bậc)",
        "political theory Intermediate or above, with degree is on record"
        " (otherwise counted one level lower)",
    ),
    (
        Latest("evaluations", Op.GE, "completed"),
        "năm gần nhất xếp loại từ Hoàn thành trở lên",
        "last year rated Completed or above",
    ),
    (
        Latest("evaluations", Op.EQ, "failed"),
        "năm gần nhất xếp loại Không hoàn thành",
        "last year rated Not completed",
    ),
    (
        Window("evaluations", Fold.ALL, 2, Op.GE, "good"),
        "2 năm gần nhất đều xếp loại từ Hoàn thành tốt trở lên",
        "each of the last 2 years rated Completed well or above",
    ),
    (
        Window("evaluations", Fold.ANY, 3, Op.LT, "completed"),
        "có ít nhất một trong 3 năm gần nhất xếp loại dưới Hoàn thành",
        "at least one of the last 3 years rated below Completed",
    ),
    (
        Window("evaluations", Fold.COUNT, 3, Op.GT, "completed", Op.GE, 2),
        "số năm xếp loại trên Hoàn thành trong 3 năm gần nhất ≥ 2",
        "years rated above Completed in the last 3 years ≥ 2",
    ),
    (
        Rows("disciplines", Compare(FieldValue("row.expires"), Op.GT, REVIEW), Op.EQ, 0),
        "không có kỷ luật mà thời điểm hết hiệu lực sau ngày xét",
        "no disciplines whose expiry after the review date",
    ),
    (
        Rows("disciplines", WARNED, Op.GE, 1),
        "có kỷ luật mà hình thức là Cảnh cáo",
        "some disciplines whose form is Warning",
    ),
    (
        Rows("disciplines", WARNED, Op.LE, 2),
        "số kỷ luật mà hình thức là Cảnh cáo ≤ 2",
        "number of disciplines whose form is Warning ≤ 2",
    ),
]


def words(lang: str) -> Words:
    return Words(rulebook().vocabulary, lang)


@pytest.mark.parametrize(("condition", "vi", "en"), SENTENCES, ids=[en for _, _, en in SENTENCES])
def test_conditions_as_sentences(condition, vi, en):
    assert words("vi").condition(condition) == vi
    assert words("en").condition(condition) == en


def test_every_kind_of_condition_and_quantity_has_a_sentence():
    from typing import get_args

    from eligibility.model import condition as model

    seen = set()

    def visit(part: object) -> None:
        if attrs.has(type(part)):
            seen.add(type(part))
            for field in attrs.fields(type(part)):
                visit(getattr(part, field.name))
        elif isinstance(part, tuple):
            for item in part:
                visit(item)

    for condition, *_ in SENTENCES:
        visit(condition)
    kinds = {*get_args(model.Condition), *get_args(model.Quantity), *get_args(model.Operand)}
    assert len(kinds) > 15
    assert kinds - seen == set()


@pytest.mark.parametrize(
    ("slot", "shown", "vi", "en"),
    [
        ("degree", "bachelor", "Đại học", "Bachelor"),
        ("degree", "none", "Chưa qua đào tạo", "No training"),
        ("degree", "?", "chưa có thông tin", "not stated"),
        ("degree", "? (college|bachelor)", "chưa có thông tin", "not stated"),
        ("degree", "college|bachelor", "Cao đẳng; hoặc Đại học", "College; or Bachelor"),
        ("birth_date", "1985-08-15", "15/08/1985", "15/08/1985"),
        ("birth_date", "1985-01-01..1985-12-31", "từ 01/01/1985 đến 31/12/1985", "01/01/1985 to 31/12/1985"),
        (
            "birth_date",
            "1985-01-01 [Điều 3]",
            "01/01/1985 (điền theo Điều 3)",
            "01/01/1985 (completed under Điều 3)",
        ),
        (
            "held.post",
            "clerk+head",
            "Công chức cấp xã, Trưởng phòng cấp xã",
            "Commune civil servant, Commune division head",
        ),
        ("attending", "none", "không có", "none"),
        ("held.unit", "UBND xã | A..B..C", "UBND xã | A..B..C", "UBND xã | A..B..C"),
        ("held.unit", "2020-01-01..A..B", "2020-01-01..A..B", "2020-01-01..A..B"),
    ],
)
def test_values_in_words(slot, shown, vi, en):
    for lang, said in (("vi", vi), ("en", en)):
        spoken = words(lang)
        assert spoken.value(shown, rulebook().vocabulary.field_at(slot)) == said


def test_values_of_several_slots_are_named():
    shown = "birth_date=1985-08-15; sex=male; evaluations[2025]=good"
    slots = ("birth_date", "sex", "evaluations[2025]")
    assert words("vi").values(shown, slots) == (
        "Ngày sinh: 15/08/1985; Giới tính: Nam; xếp loại năm 2025: Hoàn thành tốt"
    )
    assert words("en").values(shown, slots) == (
        "Date of birth: 15/08/1985; Sex: Male; the rating of 2025: Completed well"
    )


def test_history_in_words():
    shown = "disciplines=party / warning / 2026-01-15 / none // state / reprimand / 2020-02-01 / none"
    assert words("vi").values(shown, ("disciplines",)) == (
        "Kỷ luật Đảng, Cảnh cáo, 15/01/2026; Kỷ luật chính quyền, Khiển trách, 01/02/2020"
    )


def test_papers_to_ask_for():
    (standard,) = office_review().standards
    said = {
        slot: (words("vi").paper(slot, standard), words("en").paper(slot, standard))
        for slot in ("birth_date", "evaluations[2025]", "disciplines", "rule:rating", "age")
    }
    assert said == {
        "birth_date": ("Ngày sinh", "Date of birth"),
        "evaluations[2025]": ("xếp loại năm 2025", "the rating of 2025"),
        "disciplines": ("Kỷ luật", "Disciplines"),
        "rule:rating": (
            'văn bản gốc của quy định "Hai năm hoàn thành tốt"',
            'the text behind "Two years completed well"',
        ),
        "age": (
            'quyết định miễn tiêu chuẩn "Độ tuổi quy hoạch"',
            'the decision that waives "Age left to serve"',
        ),
    }


def test_sums_behind_a_requirement():
    quantity = MonthsToRetirement("birth_date", "sex", START)
    working = Working(quantity, 36, date(2026, 3, 1), date(2029, 3, 1))
    assert words("vi").working(working) == (
        "thời gian còn đến tuổi nghỉ hưu đầu nhiệm kỳ (01/03/2026) = 36 tháng (nghỉ hưu cuối tháng 03/2029)"
    )
    steps = Working(StandingAbove("target.post", "held.post"), -10)
    assert words("en").working(steps) == "steps from the post held up to the target = -10"


@pytest.mark.parametrize(
    ("months", "vi", "en"),
    [
        (0, "0 tháng", "0 months"),
        (11, "11 tháng", "11 months"),
        (12, "1 năm", "1 years"),
        (30, "2 năm 6 tháng", "2 years 6 months"),
    ],
)
def test_durations(months, vi, en):
    assert words("vi").duration(months) == vi
    assert words("en").duration(months) == en


def test_names_without_a_label_stay_as_they_are():
    spoken = words("vi")
    assert spoken.post("khác") == spoken.course("khác") == "khác"
    assert spoken.slot("khác") == "khác"
    assert spoken.requirement(None, "khác") == "khác"


def test_abbreviations_keep_their_letters():
    from eligibility.report.words import inside

    assert inside("UBND xã") == "UBND xã"
    assert inside("Độ tuổi") == "độ tuổi"
