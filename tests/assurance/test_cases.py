"""The case runner: what it says of a case that is wrong, and that all shipped cases are right."""

from pathlib import Path
from textwrap import dedent

import attrs
import pytest

from eligibility.assurance.cases import run_cases
from eligibility.assurance.reading import OTHER_ROOMS, read_case_files
from eligibility.messages import text
from eligibility.model.review import Shown
from eligibility.model.standard import State
from eligibility.model.truth import Status
from eligibility.report.diagnostics import render

from . import shipped
from .shipped import CASES, ROOT

GIVEN = """\
about: {vi: Thử, en: A try}
given:
  as_of: 2026-06-30
  person: {sex: male, birth_date: 1985-08-15, post: province.specialist, post_since: 2018-05-01,
    degree: bachelor, llct: intermediate, state_management: specialist, political_conclusion: meets}
  plan: {post: province.division_deputy, term: 2026-2031, status: planned}
  evaluations: {2024: good, 2025: good}
  disciplines: []
cases:
"""


@pytest.fixture(scope="module")
def rules():
    return shipped.rules()


@pytest.fixture
def told(rules, tmp_path):
    """Runs cases written after `GIVEN`: per case what is wrong, and the mistakes of the file."""

    def run(cases, given=GIVEN, lang="en", engine="tables"):
        folder = tmp_path / "cases"
        folder.mkdir(exist_ok=True)
        (folder / "one.yaml").write_text(given + dedent(cases), "utf-8")
        results, problems = run_cases(folder, *rules, engine)
        sources, _ = read_case_files(folder)
        said = {result.id: [text(p.key, lang, **p.params) for p in result.problems] for result in results}
        return said, [render(p, sources, lang).replace(f"{folder.as_posix()}/", "") for p in problems]

    return run


def one(expect, rest=""):
    return f"- id: one\n  about: {{vi: Một, en: One}}\n{rest}  expect: {expect}\n"


def line(rules, name):
    """Where the requirement *name* of planning under Regulation 377 is written."""
    book, raw = rules
    standard = next(s for s in book.standards if (s.id, s.version) == ("vn.planning", "2025-10-08"))
    span = raw.span(standard.requirement(name).where)
    return f"{span.file}:{span.line}"


# --- differences ----------------------------------------------------------------------------------


def test_a_case_that_is_right(told):
    expect = "{outcome: keep, unmet: [], unknown: [], statuses: {age: met}}"
    assert told(one(expect)) == ({"one/one": []}, [])


def test_what_came_is_said_for_what_was_wrong(told, rules):
    said, problems = told(
        one(
            "{outcome: remove, unmet: [age], decisive: [age], statuses: {age: unmet}, due: {age: 2026-06-30},"
            " training: [llct_intermediate], version: 2021-12-27, reasons: {age: absent}}"
        )
    )
    assert not problems
    assert said["one/one"] == [
        "version: 2021-12-27 expected, 2025-10-08 came",
        "outcome: remove expected, keep came",
        "unmet: [age] expected, [] came",
        "decisive: [age] expected, [] came",
        "training: [llct_intermediate] expected, [] came",
        "age: unmet expected, met came; seen: birth_date=1985-08-15; sex=male; clause: 377-QĐ/TW 2025"
        f" ({line(rules, 'age')})",
        "reasons: age: absent expected, - came",
        "due: age: 2026-06-30 expected, - came",
    ]


def test_the_same_in_vietnamese(told):
    said, _ = told(one("{outcome: remove, unmet: []}"), lang="vi")
    assert said["one/one"] == ["outcome: cần remove, được keep"]


def test_a_status_that_is_unknown_comes_with_its_reason(told, rules):
    said, _ = told(
        one("{outcome: verify, statuses: {political: met}}", "  without: [political_conclusion]\n")
    )
    assert said["one/one"] == [
        "political: met expected, unknown (absent) came; seen: political_conclusion=?;"
        f" clause: 50-QĐ/TW 2021 (vẫn áp dụng trên thực tế) ({line(rules, 'political')})"
    ]


def test_a_requirement_of_another_standard(told):
    said, _ = told(one("{outcome: keep, statuses: {law_degree: met}}"))
    assert said["one/one"] == ["the standard vn.division.leaders has no requirement law_degree"]


def test_lists_are_whole_and_in_any_order(told):
    rest = "  person: {degree: college, political_conclusion: fails}\n"
    said, _ = told(one("{outcome: remove, unmet: [degree, political], decisive: [degree, political]}", rest))
    assert said["one/one"] == []
    said, _ = told(one("{outcome: remove, unmet: [degree]}", rest))
    assert said["one/one"] == ["unmet: [degree] expected, [political, degree] came"]


@pytest.mark.parametrize(
    ("expect", "rest", "wrong"),
    [
        ("{refused: no_standard}", "  plan: {post: province.specialist}\n", []),
        ("{refused: no_standard}", "", ["refusal (no_standard) expected, keep came"]),
        (
            "{refused: no_standard}",
            "  plan: {post: Trưởng thôn}\n",
            ["refusal (no_standard) expected, unknown_post came"],
        ),
        (
            "{outcome: keep, unmet: []}",
            "  plan: {post: province.specialist}\n",
            ["no decision came; refused: no_standard"],
        ),
        (
            "{outcome: meets, unmet: []}",
            "  purpose: audit\n  person: {post: province.division_head; province.division_deputy}\n",
            [
                "several decisions came (province.division_deputy, province.division_head):"
                " name one with `course` or `post`"
            ],
        ),
    ],
)
def test_decisions_and_refusals(told, expect, rest, wrong):
    assert told(one(expect, rest)) == ({"one/one": wrong}, [])


# --- what a case is made of -----------------------------------------------------------------------


def test_a_case_overrides_what_is_given(told):
    rest = "  as_of: 2024-06-30\n  person: {degree: college}\n  evaluations: {2023: good}\n"
    said, problems = told(one("{outcome: remove, version: 2024-05-01, unmet: [degree]}", rest))
    assert (said, problems) == ({"one/one": []}, [])


def test_a_cell_left_empty_and_a_sheet_that_is_not_there(told):
    rest = "  without: [degree, plan.since, disciplines]\n"
    expect = "{outcome: verify, unmet: [], unknown: [discipline, degree], papers: [degree, disciplines]}"
    assert told(one(expect, rest)) == ({"one/one": []}, [])


def test_cells_are_read_as_an_officer_writes_them(told):
    rest = "  person: {sex: Nam, birth_date: 15/02/1969, degree: Thạc sỹ}\n"
    assert told(one("{outcome: remove, unmet: [age]}", rest)) == ({"one/one": []}, [])


def test_several_values_of_a_cell_are_rows_that_contradict_each_other(told):
    rest = "  person: {degree: [college, bachelor]}\n"
    expect = "{outcome: verify, unknown: [degree], reasons: {degree: contradictory}}"
    assert told(one(expect, rest)) == ({"one/one": []}, [])


def test_columns_that_are_not_there_are_told_from_empty_cells(told):
    """The absence of the column of evidence stands for a diploma; an empty cell of it does not."""
    said, problems = told(
        """\
        - id: absent
          about: {vi: Không có cột, en: No column}
          expect: {outcome: keep, unmet: [], unknown: []}
        - id: empty
          about: {vi: Ô trống, en: An empty cell}
          without: [llct_evidence]
          expect: {outcome: verify, unknown: [llct], outcomes: [keep, remove]}
        """
    )
    assert (said, problems) == ({"one/absent": [], "one/empty": []}, [])


def test_two_sets_in_a_file(told):
    half = GIVEN.replace("\n", "\n    ").rstrip()
    cases = "\n    - {id: %s, about: {vi: a, en: a}, expect: {outcome: keep, unmet: []}}"
    given = f"sets:\n  - {half}{cases % 'one'}\n  - {half}{cases % 'two'}\n"
    assert told("", given) == ({"one/one": [], "one/two": []}, [])


def test_what_a_case_vouches_for(rules, tmp_path):
    """Statuses count where they are stated and came; not where they came unstated, or did not come."""
    folder = tmp_path / "cases"
    folder.mkdir()
    expect = "{outcome: keep, unmet: [], statuses: {age: met, rating: unmet}}"
    (folder / "one.yaml").write_text(GIVEN + one(expect), "utf-8")
    ((result,), _) = run_cases(folder, *rules, "tables")
    assert not result.passed
    assert [(item.where.file, item.status) for item in result.shown] == [
        ("standards/vn/planning.yaml", Status.MET)
    ]
    assert isinstance(result.shown[0], Shown)


def test_places_and_labels_of_results(rules, tmp_path):
    folder = tmp_path / "cases"
    (folder / "standards").mkdir(parents=True)
    (folder / "bad").mkdir()
    (folder / "bad" / "left.yaml").write_text("not: a case\n", "utf-8")
    (folder / "standards" / "one.yaml").write_text(GIVEN + one("{outcome: keep, unmet: []}"), "utf-8")
    ((result,), problems) = run_cases(folder, *rules, "tables")
    assert not problems
    assert (result.id, result.file) == ("standards/one/one", (folder / "standards/one.yaml").as_posix())
    assert (result.span.file, result.span.line, result.span.column) == (result.file, 10, 3)
    assert (result.about["vi"], result.about["en"]) == ("Một", "One")


# --- mistakes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            one("{outcome: keep, unmet: []}", "  persn: {degree: college}\n"),
            "one.yaml:12:3: error[R207]: unknown key `persn`",
        ),
        (
            one("{outcome: keep, unmet: []}", "  person: {degre: college}\n"),
            "one.yaml:12:12: error[R309]: the table has no field `degre`",
        ),
        (
            one("{outcome: keep, unmet: []}", "  without: [degre]\n"),
            "one.yaml:12:13: error[R309]: the table has no field `degre`",
        ),
        (
            one("{outcome: keep, unmet: []}", "  person: {degree: bachelr}\n"),
            "one.yaml:12:20: error[R701]: `bachelr` is not understood as `degree`",
        ),
        (
            one("{outcome: keep, unmet: []}", "  evaluations: {2025: god}\n"),
            "one.yaml:12:23: error[R701]: `god` is not understood as `grade`",
        ),
        (
            one("{outcome: keep, unmet: []}", "  disciplines: [{regim: party}]\n"),
            "one.yaml:12:18: error[R309]: the table has no field `regim`",
        ),
        (one("{outcome: kept, unmet: []}"), "one.yaml:12:21: error[R502]: unknown name `kept`"),
        (one("{outcome: keep, unmet: [agee]}"), "one.yaml:12:35: error[R502]: unknown name `agee`"),
        (
            one("{outcome: keep, statuses: {age: unmett}}"),
            "one.yaml:12:43: error[R502]: unknown name `unmett`",
        ),
        (one("{outcome: keep, umnet: []}"), "one.yaml:12:27: error[R207]: unknown key `umnet`"),
        (one("{outcome: keep}"), "one.yaml:12:11: error[R702]: the case states no reasons"),
        (one("{unmet: []}"), "one.yaml:12:11: error[R208]: the key `outcome` is missing"),
        (
            one("{outcome: none, unmet: []}", "  purpose: training\n"),
            "one.yaml:10:3: error[R208]: the key `course` is missing",
        ),
        (
            one("{outcome: none, unmet: []}", "  purpose: trainig\n"),
            "one.yaml:12:12: error[R502]: unknown name `trainig`",
        ),
        (
            one("{outcome: keep, unmet: []}", "  as_of: 30/06/2026\n"),
            "one.yaml:12:10: error[R204]:",
        ),
        (
            one("{outcome: keep, unmet: []}") + one("{outcome: keep, unmet: []}"),
            "one.yaml:13:7: error[R302]:",
        ),
        (
            one("{outcome: keep, unmet: []}", "  without: [plan]\n"),
            "one.yaml:10:3: error[R208]: the key `plan` is missing",
        ),
        ("- {id: one, id: two}", "one.yaml:10:13: error[R114]:"),
    ],
)
def test_mistakes_have_a_place(told, case, said):
    _, problems = told(case)
    assert problems[0].startswith(said), problems
    assert len(problems) == 1 or said.startswith("one.yaml:10:13")


@pytest.mark.parametrize(
    ("case", "near"),
    [
        (one("{outcome: keep, unmet: []}", "  persn: {degree: college}\n"), "person"),
        (one("{outcome: keep, unmet: []}", "  evaluation: []\n"), "evaluations"),
        (one("{outcome: keep, unmet: []}", "  person: {degre: college}\n"), "degree"),
        (one("{outcome: keep, unmet: []}", "  person: {degree: bachelr}\n"), "bachelor"),
        (
            one("{outcome: keep, unmet: []}", "  plan: {post: province.divison_deputy}\n"),
            "province.division_deputy",
        ),
        (one("{outcome: kept, unmet: []}"), "keep"),
        (one("{outcome: keep, unmet: [agee]}"), "age"),
        (one("{outcome: keep, umnet: []}"), "unmet"),
        (one("{outcome: keep, unmet: [], training: [llct_intermedate]}"), "llct_intermediate"),
    ],
)
def test_mistakes_suggest_what_was_meant(told, case, near):
    _, (problem,) = told(case)
    assert problem.endswith(f"= help: did you mean `{near}`?")


def test_a_mistake_in_what_is_given_is_told_once_and_no_case_runs(told):
    given = GIVEN.replace("degree: bachelor", "degree: bachelr")
    two = one("{outcome: keep, unmet: []}") + one("{outcome: keep, unmet: []}").replace("id: one", "id: two")
    said, problems = told(two, given)
    assert said == {}
    assert len(problems) == 1
    assert "`bachelr`" in problems[0]


def test_a_case_about_unreadable_data_says_so(told):
    expect = "{outcome: verify, unknown: [degree], reasons: {degree: unreadable}}"
    assert told(one(expect, "  person: {degree: bachelr}\n")) == ({"one/one": []}, [])


# --- the shipped cases ------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["auto", "tables"])
def test_all_shipped_cases_pass(engine):
    results, problems = shipped.ran(engine)
    assert problems == ()
    failed = {
        f"{result.span.file}:{result.span.line}": [text(p.key, "en", **p.params) for p in result.problems]
        for result in results
        if not result.passed
    }
    assert failed == {}
    assert len(results) > 400


DRAFTS = Path("standards/vn/drafts.yaml")


def test_the_file_of_drafts_holds_drafts_alone(rules):
    found = {s.state for s in rules[0].standards if s.where is not None and s.where.file == DRAFTS.as_posix()}
    assert found == {State.DRAFT}


def test_cases_mirror_the_rules():
    """Each file of standards and of policies has a file of cases at the same path."""
    rules = {
        path.relative_to(ROOT / "rules")
        for room in ("standards", "policy")
        for path in (ROOT / "rules" / room).rglob("*.yaml")
    }
    rules -= {DRAFTS}  # nothing in it decides
    cases = {path.relative_to(CASES) for path in CASES.rglob("*.yaml")}
    assert rules <= cases
    left = {path for path in cases - rules if path.parts[0] not in (*OTHER_ROOMS, "situations")}
    assert {path for path in left if not (ROOT / "rules" / path).is_file()} == set()  # such as calendars


def test_every_outcome_of_every_policy_is_expected_by_some_case(rules):
    book, _ = rules
    sources, _ = read_case_files(CASES)
    expected = {}
    for document in sources.documents.values():
        for group in document.data.get("sets", [document.data]):
            for case in group["cases"]:
                purpose = case.get("purpose") or group["given"].get("purpose") or "planning"
                expected.setdefault(purpose, set()).add(case["expect"].get("outcome", ""))
    for policy in book.policies:
        demanded = {outcome.demanded for outcome in policy.outcomes}  # these come of gaps: tests/training
        assert {outcome.code for outcome in policy.outcomes} - demanded <= expected[policy.purpose]


def test_a_rule_that_changes_is_noticed(rules, tmp_path):
    """The cases do not pass under another rule book: one that asks for more than 60 months."""
    book, raw = rules
    standard = next(s for s in book.standards if (s.id, s.version) == ("vn.division.leaders", "2025-10-08"))
    moved = attrs.evolve(
        standard.requirement("age"), must=attrs.evolve(standard.requirement("age").must, op=">")
    )
    other = attrs.evolve(
        standard,
        requirements=tuple(moved if r.id == "age" else r for r in standard.requirements),
    )
    changed = attrs.evolve(book, standards=tuple(other if s is standard else s for s in book.standards))
    (tmp_path / "planning.yaml").write_bytes((CASES / "standards" / "vn" / "planning.yaml").read_bytes())
    results, _ = run_cases(tmp_path, changed, raw, "tables")
    failed = {result.id.removeprefix("planning/") for result in results if not result.passed}
    assert {"man-60-months", "man-first-day-of-month", "next-term-woman-60-months"} <= failed
    assert failed.isdisjoint({"man-59-months", "man-61-months", "r50-man-60-months", "commune-man-60-months"})
