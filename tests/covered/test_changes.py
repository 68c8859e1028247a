"""Changes of rules of which it is known by hand whether cases notice them."""

import pytest

from eligibility.coverage.fates import Fate

from .small import DEGREE, measured, of_requirements, small

BACHELOR = "- {id: bachelor, about: {vi: Có, en: Has}, expect: {outcome: keep, statuses: {degree: met}}}\n"
COLLEGE = """\
- id: college
  about: {vi: Không, en: No}
  person: {degree: college}
  expect: {outcome: remove, statuses: {degree: unmet}}
"""
HOLDER = """\
- id: holder
  about: {vi: Giữ chức, en: Holder}
  purpose: audit
  person: {degree: college}
  expect: {outcome: below, statuses: {degree: unmet}}
"""
CHANGES = {
    ("must", "{none_of: [degree >= bachelor]}"),
    ("must", "degree > bachelor"),
    ("must", "degree <= bachelor"),
    ("must", "degree < bachelor"),
    ("must", "degree >= college"),
    *(("if_unmet", effect) for effect in ("leave", "train", "wait", "document", "warn")),
}
"""Bachelor is the highest degree of the office: there is no step up."""


def fates(folder):
    return {(tried.part, tried.after): tried.fate for tried in of_requirements(measured(folder))}


def test_every_change_is_tried_once(tmp_path):
    assert set(fates(small(tmp_path, DEGREE))) == CHANGES


def test_without_cases_nothing_is_noticed(tmp_path):
    found = fates(small(tmp_path, DEGREE))
    assert Fate.KILLED not in found.values()
    assert {key for key, fate in found.items() if fate is Fate.EQUIVALENT} == {("if_unmet", "train")}
    assert set(found.values()) == {Fate.SURVIVED, Fate.EQUIVALENT}


def test_one_case_notices_what_it_can(tmp_path):
    """Who has the degree does not tell how low the demand may be, nor what becomes of those who lack it."""
    found = fates(small(tmp_path, DEGREE, cases=BACHELOR))
    assert {key for key, fate in found.items() if fate is Fate.KILLED} == {
        ("must", "{none_of: [degree >= bachelor]}"),
        ("must", "degree > bachelor"),
        ("must", "degree < bachelor"),
    }


def test_cases_on_both_sides_notice_all(tmp_path):
    """A plan does not tell `leave` or `wait` from `disqualify`, an audit does; nothing tells `train`."""
    found = fates(small(tmp_path, DEGREE, cases=BACHELOR + COLLEGE))
    left = {key for key, fate in found.items() if fate is Fate.SURVIVED}
    assert left == {("if_unmet", "leave"), ("if_unmet", "wait")}
    (tmp_path / "more").mkdir()
    whole = fates(small(tmp_path / "more", DEGREE, cases=BACHELOR + COLLEGE + HOLDER))
    assert {key for key, fate in whole.items() if fate is not Fate.KILLED} == {("if_unmet", "train")}


def test_a_case_that_fails_notices_nothing(tmp_path):
    wrong = COLLEGE.replace("remove", "keep").replace("unmet", "met")
    measurer = measured(small(tmp_path, DEGREE, cases=BACHELOR + wrong))
    assert [trial.case.id for trial in measurer.failing] == ["college"]
    by = {tried.by for tried in of_requirements(measurer) if tried.by}
    assert by == {"small/bachelor"}


def test_a_proposal_notices_nothing(tmp_path):
    proposed = COLLEGE + "  proposal: true\n"
    found = fates(small(tmp_path, DEGREE, cases=BACHELOR + proposed))
    assert found["must", "degree <= bachelor"] is Fate.SURVIVED


@pytest.mark.parametrize(
    ("requirement", "part", "after"),
    [
        # both are the lowest level, so that all who have one meet either
        (
            "{id: degree, must: degree > none, if_unmet: disqualify, clause: Điều 5}",
            "must",
            "degree >= college",
        ),
        # nobody is more than a bachelor
        (
            "{id: degree, must: degree == bachelor, if_unmet: disqualify, clause: Điều 5}",
            "must",
            "degree >= bachelor",
        ),
        # a relaxation for those who meet the demand itself
        (
            "{id: degree, must: degree >= college, if_unmet: disqualify, clause: Điều 5, relaxed: "
            "[{when: target.post == head, must: degree >= bachelor, clause: Điều 6}]}",
            "relaxed[0]",
            "",
        ),
    ],
)
def test_what_changes_nothing_is_proved_to(tmp_path, requirement, part, after):
    measurer = measured(small(tmp_path, requirement))
    book, found = measurer.rulebook, {}
    if after == "degree >= college":
        from eligibility.coverage.proving import Prover
        from eligibility.model.condition import Compare, Constant, FieldValue, Op

        (standard,) = book.standards
        (old,) = standard.requirements
        import attrs

        new = attrs.evolve(old, must=Compare(FieldValue("degree"), Op.GE, Constant("college")))
        assert list(Prover(book).apart(standard, old, new)) == []
        return
    found = {(tried.part, tried.after): tried.fate for tried in of_requirements(measurer)}
    assert found[part, after] is Fate.EQUIVALENT


def test_days_of_versions(tmp_path):
    """A case on the first day notices that it begins later, one on the day before that it begins earlier."""
    day = (
        "- id: the-day\n  about: {vi: Ngày đầu, en: First day}\n  as_of: 2024-01-01\n"
        "  plan: {since: 2023-05-20}\n  expect: {outcome: keep, version: 2024-01-01, unmet: []}\n"
    )
    measurer = measured(small(tmp_path, DEGREE, cases=day))
    pieces = [piece for piece in measurer.pieces.all() if piece.kind == "version"]
    (earlier, later) = [tried for piece in pieces for tried in measurer.tried(piece)]
    assert (earlier.after, earlier.fate) == ("2023-12-31", Fate.SURVIVED)
    assert earlier.proposal is not None
    assert earlier.proposal["expect"] == {"refused": "no_standard"}
    assert (later.after, later.fate, later.by) == ("2024-01-02", Fate.KILLED, "small/the-day")


def test_lines_of_policies(tmp_path):
    """Nobody has a demand for a paper: the lines about it may go; a bar for those who wait may not."""
    measurer = measured(small(tmp_path, DEGREE, cases=BACHELOR + COLLEGE))
    (piece,) = [p for p in measurer.pieces.all() if (p.kind, p.name) == ("policy", "planning")]
    found = {(tried.part, tried.before, tried.after): tried for tried in measurer.tried(piece)}
    paper = "lacks_paper: [unmet document]"
    assert found["conclude[8]", paper, ""].fate is Fate.EQUIVALENT
    gone = found["decide[1]", "remove: [in_plan, out]", ""]
    assert (gone.fate, gone.by) == (Fate.KILLED, "small/college")
