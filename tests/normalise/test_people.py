"""Every row of the input is accounted for, and every cell that was doubtful is told with its place."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import messages
from eligibility.model.raw import RawCell
from eligibility.model.record import MISSING, NONE, Among, Between, Known, Missing
from eligibility.model.truth import Gap
from eligibility.normalise.headings import UnusableInput
from eligibility.normalise.people import MAX_ISSUES_PER_CELL, build_dataset
from eligibility.pipeline import load_rules, review_dataset

AS_OF = date(2026, 6, 30)
UNREADABLE = Missing(Gap.UNREADABLE)
CONTRADICTORY = Missing(Gap.CONTRADICTORY)
YEAR = Between(date(1975, 1, 1), date(1975, 12, 31))
FILL = "135/2020/NĐ-CP Điều 3"


def refusals(data):
    return [(r.table, r.place, r.person, r.kind) for r in data.refusals]


# --- issues -----------------------------------------------------------------------------------------


def test_a_cell_that_is_not_understood_is_told_with_its_place(dataset, values, told):
    data = dataset({"people": [["STT", "id", "llct"], [], ["1", "C1", "cao"], ["2", "C2", "Trung cấp"]]})
    assert values(data, "llct") == [UNREADABLE, Known("intermediate")]
    assert told(data)[1:] == [("unknown_value", "people", "C3", "cao", "taken_as_unknown")]
    (issue,) = data.issues[1:]
    assert (issue.file, issue.person) == ("b.xlsx", "C1")
    assert issue.expected == "none, primary, intermediate, advanced, bachelor"


def test_text_files_have_lines_and_columns_for_addresses(dataset):
    data = dataset({"people": [["id", "llct"], ["C1", "cao"]]}, letters=False)
    assert [(i.file, i.sheet, i.cell) for i in data.issues] == [("people.csv", "", "2:2")]
    assert data.tables["people"].address("llct", 0) == "people.csv!2:2"


def test_one_misread_text_is_told_so_many_times_and_then_counted(dataset, values, told):
    rows = [[f"C{n}", "cao"] for n in range(MAX_ISSUES_PER_CELL + 5)]
    data = dataset({"people": [["id", "llct"], *rows]})
    assert len(told(data)) == MAX_ISSUES_PER_CELL + 1
    assert told(data)[-2][2:4] == (f"B{MAX_ISSUES_PER_CELL + 1}", "cao")
    assert told(data)[-1][2:4] == (f"B{MAX_ISSUES_PER_CELL + 2}", "cao (+5)")
    assert values(data, "llct") == [UNREADABLE] * len(rows)


def test_error_cells_are_told_as_such_whatever_the_field(dataset, values, told):
    error = RawCell("#DIV/0!", "error")
    data = dataset(
        {
            "people": [
                ["id", "full_name", "llct", "birth_date", "post"],
                ["C1", error, error, error, error],
                ["C2", "#DIV/0!", "#N/A", "#REF!", "#NAME?"],
            ]
        }
    )
    for field in ("full_name", "llct", "birth_date", "post"):
        assert values(data, field) == [UNREADABLE] * 2
    assert {kind for kind, *_ in told(data)} == {"error_cell"}
    assert {cell for _, _, cell, _, _ in told(data)} == {f"{c}{r}" for c in "BCDE" for r in "23"}


def test_days_as_excel_counts_them_are_used_and_told(dataset, values, told):
    data = dataset(
        {
            "people": [
                ["id", "birth_date"],
                ["C1", RawCell("27621", "number")],
                ["C2", RawCell("26159", "number_1904")],
                ["C3", "27621"],
            ]
        }
    )
    assert values(data, "birth_date") == [Known(date(1975, 8, 15))] * 3
    assert sorted(told(data)) == [
        ("excel_serial", "people", "B2", "27621", "read_as_date"),
        ("excel_serial", "people", "B3", "26159", "read_as_date"),
        ("excel_serial", "people", "B4", "27621", "read_as_date"),
    ]
    assert {issue.expected for issue in data.issues} == {"1975-08-15"}


def test_a_number_in_another_field_is_no_day(dataset, values):
    data = dataset({"people": [["id", "llct"], [RawCell("27621", "number"), RawCell("27621", "number")]]})
    assert values(data, "id") == [Known("27621")]
    assert values(data, "llct") == [UNREADABLE]


def test_every_word_of_an_issue_is_in_the_catalogue(dataset):
    data = dataset(
        {
            "Trang lạ": [["x"]],
            "plan": [["id"]],
            "people": [
                ["id", "llct", "birth_date", "birth_date_party_file", "ghi chú"],
                ["C1", "cao", "1975", "1974", "x"],
                ["C1", "Trung cấp", "27621", "31/02/1975", ""],
                ["C1", "Cao cấp", "01/01/2030", "", ""],
                ["", "x", "", "", ""],
            ],
            "evaluations": [["id", "year", "grade"], ["C1", "x", "#N/A"], ["C9", "2024", "HTTNV"]],
            "disciplines": [],
        }
    )
    kinds = {issue.kind for issue in data.issues}
    assert kinds >= {
        "unknown_sheet",
        "empty_sheet",
        "unknown_column",
        "unknown_value",
        "not_a_date",
        "not_a_number",
    }
    assert kinds >= {
        "out_of_range",
        "error_cell",
        "differs",
        "contradictory",
        "same_id_differs",
        "excel_serial",
    }
    for language in messages.LANGUAGES:
        for issue in data.issues:
            assert messages.text(f"issue.{issue.kind}", language)
            assert messages.text(f"done.{issue.done}", language)
        for refusal in data.refusals:
            assert messages.text(f"refusal.{refusal.kind}", language, detail=refusal.detail)


# --- the date in the Party file goes first --------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "party", "value", "differs"),
    [
        ("15/08/1975", "15/08/1976", Known(date(1976, 8, 15)), True),
        ("15/08/1975", "15-08-1975", Known(date(1975, 8, 15)), False),
        ("", "15/08/1976", Known(date(1976, 8, 15)), False),
        ("15/08/1975", "", Known(date(1975, 8, 15)), False),
        ("15/08/1975", "?", Known(date(1975, 8, 15)), False),
        ("", "", MISSING, False),
        ("15/08/1975", "1975", Known(date(1975, 8, 15)), False),  # only more precise
        ("15/08/1975", "08/1975", Known(date(1975, 8, 15)), False),
        ("15/08/1976", "1975", YEAR, True),  # not within the year that goes first
        ("1975", "15/08/1975", Known(date(1975, 8, 15)), False),
        ("1976", "15/08/1975", Known(date(1975, 8, 15)), True),
        ("1976", "1975", YEAR, True),
        ("08/1975", "1975", Between(date(1975, 8, 1), date(1975, 8, 31)), False),
        ("1975", "08/1975", Between(date(1975, 8, 1), date(1975, 8, 31)), False),
    ],
)
def test_the_date_in_the_party_file_goes_first(dataset, values, told, own, party, value, differs):
    rows = [["id", "birth_date", "birth_date_party_file"], ["C1", own, party]]
    data = dataset({"people": rows})
    assert values(data, "birth_date") == [value]
    assert told(data) == ([("differs", "people", "B2", own, "preferred_used")] if differs else [])
    assert [issue.expected for issue in data.issues] == ([party] if differs else [])


def test_a_date_in_the_party_file_that_cannot_be_read_is_told_and_the_other_used(dataset, values, told):
    data = dataset(
        {"people": [["id", "birth_date", "birth_date_party_file"], ["C1", "15/08/1975", "như trên"]]}
    )
    assert values(data, "birth_date") == [Known(date(1975, 8, 15))]
    assert told(data) == [("not_a_date", "people", "C2", "như trên", "taken_as_unknown")]


# --- dates that a rule completes --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "final", "value"),
    [
        ("1975", "Có", Known(date(1975, 1, 1), FILL)),
        ("1975", "x", Known(date(1975, 1, 1), FILL)),
        ("08/1975", "Có", Known(date(1975, 8, 1), FILL)),
        ("15/08/1975", "Có", Known(date(1975, 8, 15))),
        ("1975", "Không", YEAR),
        ("1975", "", YEAR),
        ("1975", "chắc vậy", YEAR),
        ("", "Có", MISSING),
        ("00/00/1975", "Có", UNREADABLE),
    ],
)
def test_a_birth_date_is_filled_only_where_the_file_is_said_to_lack_it(dataset, values, own, final, value):
    rows = [["id", "birth_date", "birth_date_final"], ["C1", own, final]]
    assert values(dataset({"people": rows}), "birth_date") == [value]


def test_without_that_column_nothing_is_filled(dataset, values):
    assert values(dataset({"people": [["id", "birth_date"], ["C1", "1975"]]}), "birth_date") == [YEAR]


def test_the_date_that_goes_first_is_filled_too(dataset, values):
    rows = [
        ["id", "birth_date", "birth_date_party_file", "birth_date_final"],
        ["C1", "1976", "1975", "Có"],
        ["C2", "15/08/1975", "1975", "Có"],
    ]
    data = dataset({"people": rows})
    assert values(data, "birth_date") == [Known(date(1975, 1, 1), FILL), Known(date(1975, 8, 15))]
    assert values(data, "birth_date_party_file") == [YEAR, YEAR]


def test_the_rule_that_filled_a_date_is_named_in_the_findings(dataset, rules):
    book, _, _ = load_rules(rules)
    data = dataset(
        {
            "people": [
                ["id", "sex", "birth_date", "birth_date_final", "post"],
                ["C1", "Nam", "1975", "Có", "Công chức cấp xã"],
                ["C2", "Nam", "1975", "Không", "Công chức cấp xã"],
            ],
            "plan": [["id", "post", "term", "status"]]
            + [[f"C{n}", "Trưởng phòng cấp xã", "2026-2031", "Đã quy hoạch"] for n in (1, 2)],
        }
    )
    findings = review_dataset(data, book, AS_OF).findings
    shown = dict(findings.filter(findings["requirement"] == "age").select("id", "value").iter_rows())
    assert FILL in shown["C1"]
    assert "1975-01-01" in shown["C1"]
    assert FILL not in shown["C2"]
    assert "1975-01-01..1975-12-31" in shown["C2"]


# --- one row for each person ------------------------------------------------------------------------


def test_equal_rows_of_one_person_are_merged(dataset, values, told):
    data = dataset({"people": [["id", "llct"], ["C1", "Trung cấp"], ["C2", ""], ["C1", "TC"]]})
    assert values(data, "id") == [Known("C1"), Known("C2")]
    assert values(data, "llct") == [Known("intermediate"), MISSING]
    assert told(data) == [("same_row", "people", "A4", "", "merged")]
    assert data.rows_read == {"people": 3}


def test_rows_that_differ_are_one_of_what_they_say(dataset, values, told):
    rows = [
        ["id", "llct", "sex", "birth_date"],
        ["C1", "Trung cấp", "Nam", ""],
        ["C1", "Cao cấp", "Nam", "1975"],
    ]
    data = dataset({"people": rows})
    assert values(data, "llct") == [Among(("advanced", "intermediate"))]
    assert values(data, "llct")[0].gap is Gap.CONTRADICTORY
    assert values(data, "sex") == [Known("male")]
    assert values(data, "birth_date") == [YEAR]
    assert told(data) == [
        ("contradictory", "people", "B2", "Trung cấp | Cao cấp", "taken_as_unknown"),
        ("same_id_differs", "people", "A3", "", "merged"),
    ]


def test_rows_that_differ_in_what_is_open_say_nothing(dataset, values):
    rows = [["id", "birth_date"], ["C1", "1975"], ["C1", "15/08/1975"], ["C2", "1975"], ["C2", "1976"]]
    assert values(dataset({"people": rows}), "birth_date") == [CONTRADICTORY, CONTRADICTORY]


def test_what_only_one_row_says_counts(dataset, values, told):
    rows = [["id", "llct", "sex"], ["C1", "", "Nam"], ["C1", "cao", ""], ["C1", "Trung cấp", "nam"]]
    data = dataset({"people": rows})
    assert values(data, "llct") == [Known("intermediate")]
    assert values(data, "sex") == [Known("male")]
    assert [kind for kind, *_ in told(data)] == ["unknown_value", "same_row", "same_row"]


def test_known_to_be_none_contradicts_a_value(dataset, values):
    rows = [["id", "party_joined"], ["C1", "chưa"], ["C1", "01/02/2003"], ["C2", "chưa"], ["C2", "không"]]
    joined = values(dataset({"people": rows}), "party_joined")
    assert set(joined[0].values) == {NONE, date(2003, 2, 1)}
    assert joined[1] == Known(NONE)


def test_ids_are_the_same_only_if_they_are_written_the_same(dataset, values):
    rows = [["id"], ["C1"], ["c1"], ["  C1 "], ["01"], ["1"], ["Cé"], ["Ce\u0301"]]
    data = dataset({"people": rows})
    assert values(data, "id") == [Known(name) for name in ("C1", "c1", "01", "1", "Cé")]


def test_several_sheets_of_one_table_are_one_below_the_other(dataset, values):
    data = dataset(
        {
            "people": [["id", "llct"], ["C1", "TC"]],
            "Cán bộ": [["x"], ["Họ tên", "Số hiệu"], ["B", "C2"]],
        }
    )
    assert values(data, "id") == [Known("C1"), Known("C2")]
    assert values(data, "llct") == [Known("intermediate"), MISSING]
    assert values(data, "full_name") == [MISSING, Known("B")]
    rows = data.tables["people"]
    assert rows.address("id", 1) == "b.xlsx!Cán bộ!B3"
    assert rows.address("llct", 0) == "b.xlsx!people!B2"


def test_a_column_that_only_another_sheet_has_is_empty_there(dataset, values):
    """Empty by the field's own meaning: for some fields none, for most unknown."""
    data = dataset({"people": [["id", "attending"], ["C1", ""]], "Cán bộ": [["id"], ["C2"]]})
    assert values(data, "attending") == [Known(NONE), Known(NONE)]


# --- rows that are not decided ----------------------------------------------------------------------


def test_rows_without_an_id_or_of_nobody_are_refused(dataset, told):
    data = dataset(
        {
            "people": [["id", "llct"], ["C1", "TC"], ["", "CC"], [RawCell("#N/A", "error"), ""], ["?", "TC"]],
            "plan": [["id", "post"], ["C1", "x"], ["C2", ""], ["", "y"]],
            "evaluations": [["id", "year"], ["C1", "2024"], ["c1", "2024"], ["", "2024"]],
        }
    )
    assert refusals(data) == [
        ("people", "b.xlsx!people!A3", "", "no_id"),
        ("people", "b.xlsx!people!A4", "#N/A", "no_id"),
        ("people", "b.xlsx!people!A5", "?", "no_id"),
        ("plan", "b.xlsx!plan!A3", "C2", "unknown_person"),
        ("plan", "b.xlsx!plan!A4", "", "no_id"),
        ("evaluations", "b.xlsx!evaluations!A3", "c1", "unknown_person"),
        ("evaluations", "b.xlsx!evaluations!A4", "", "no_id"),
    ]
    assert data.rows_read == {"people": 4, "plan": 3, "evaluations": 3}
    assert {name: rows.height for name, rows in data.tables.items()} == {
        "people": 1,
        "plan": 1,
        "evaluations": 1,
    }


def test_a_row_that_says_something_only_beside_the_table_is_not_lost(dataset):
    data = dataset(
        {"people": [["id", "llct", "ghi chú"], ["C1", "TC", ""], ["", "", "Người lập biểu"], [], ["", " "]]}
    )
    assert data.rows_read == {"people": 2}
    assert refusals(data) == [("people", "b.xlsx!people!A3", "", "no_id")]


def test_rows_of_a_history_that_are_repeated_are_told(dataset, told):
    rows = [["id", "year", "grade"], ["C1", "2024", "HTTNV"], ["C1", "2024", "HTNV"], ["C1", "2024", "HTTNV"]]
    data = dataset({"people": [["id"], ["C1"]], "evaluations": rows})
    assert data.tables["evaluations"].height == 2
    assert told(data) == [("same_row", "evaluations", "A4", "", "merged")]


def test_people_alone_are_enough_and_without_them_nothing_is(dataset):
    assert dataset({"people": [["id"]]}).tables["people"].height == 0
    with pytest.raises(UnusableInput) as error:
        dataset({"plan": [["id"], ["C1"]]})
    assert error.value.kind == "no_people"


IDS = st.sampled_from(["C1", "C2", "C3", "", "?", "#N/A", "c1"])
ROWS = st.lists(
    st.tuples(IDS, st.sampled_from(["", "TC", "CC", "cao", " "]), st.sampled_from(["", "x"])), max_size=12
)


@given(ROWS, ROWS)
def test_rows_in_are_rows_kept_merged_and_refused(dataset, people, plan):
    data = dataset(
        {"people": [["id", "llct", "ghi chú"], *people], "plan": [["id", "decision_no", "ghi chú"], *plan]}
    )
    for name, rows in (("people", people), ("plan", plan)):
        said = sum(any(text.strip() for text in row) for row in rows)
        refused = sum(refusal.table == name for refusal in data.refusals)
        merged = sum(issue.done == "merged" and issue.sheet == name for issue in data.issues)
        assert data.rows_read[name] == said
        assert data.tables[name].height + refused + merged == said
        assert len({refusal.place for refusal in data.refusals if refusal.table == name}) == refused


PERSON = {
    "sex": "Nam",
    "birth_date": "15/08/1985",
    "post": "Công chức cấp xã",
    "post_since": "01/01/2019",
    "degree": "Đại học",
    "llct": "Trung cấp",
    "llct_evidence": "Bằng",
    "state_management": "CV",
    "party_joined": "01/02/2010",
    "party_official": "01/02/2011",
    "political_conclusion": "Đủ",
    "service_since": "01/01/2010",
}


@pytest.fixture(scope="module")
def reviewed(dataset, rules):
    """The review of a plan; everybody is known as far as rules ask."""
    book, _, _ = load_rules(rules)

    def run(people, plan):
        rows = [[name, *PERSON.values()] for name in people]
        data = dataset(
            {
                "people": [["id", *PERSON], *rows],
                "plan": [["id", "post", "unit", "term", "since", "status"], *plan],
                "evaluations": [["id", "year", "grade"]]
                + [[name, str(year), "HTTNV"] for name in people for year in range(2015, 2026)],
                "disciplines": [["id", "regime"]],
            }
        )
        return data, review_dataset(data, book, AS_OF, engine="tables")

    return run


PLANNED = st.tuples(IDS, st.sampled_from(["Trưởng phòng cấp xã", "Chủ tịch UBND xã", "Trưởng ban", ""]))


@given(st.lists(IDS, max_size=5), st.lists(PLANNED, max_size=6))
def test_every_row_of_the_plan_is_decided_refused_or_merged(reviewed, people, plan):
    rows = [[name, post, "Xã A", "2026-2031", "01/01/2024", "Đã quy hoạch"] for name, post in plan]
    data, done = reviewed(people, rows)
    counts = done.counts
    assert counts.read == len(rows) == data.rows_read["plan"]
    assert counts.read == counts.decided + counts.refused + counts.merged
    known = set(people) & {"C1", "C2", "C3", "c1"}
    decided = {(name, post) for name, post in plan if name in known and post.endswith("xã")}
    assert counts.decided == done.decisions.height == len(decided)
    assert set(done.decisions["id"]) == {name for name, _ in decided}
    assert counts.refused == sum(refusal.table == "plan" for refusal in done.refusals)


# --- text that would work elsewhere -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("[/red]", "[/red]"),
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
        ("@SUM(1)", "@SUM(1)"),
        ("A\x00\x07\x1b[2JB", "A[2JB"),
        ("\u202eA\u202c", "A"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
    ],
)
def test_text_that_would_work_elsewhere_is_kept_as_text(dataset, values, text, kept):
    data = dataset(
        {"people": [["id", "full_name", "llct"], [f"C{text}", text, text]], "plan": [["id"], [f"C{text}"]]}
    )
    assert values(data, "id") == [Known(f"C{kept}")]
    assert values(data, "full_name") == [Known(kept)]
    assert [(i.text, i.person) for i in data.issues] == [(kept, f"C{kept}")]
    assert data.tables["plan"].height == 1
    assert refusals(data) == []


def test_sources_and_issues_of_reading_are_handed_on(sheet, vocabulary):
    from pathlib import Path

    from eligibility.model.raw import RawIssue, RawTables

    raw = RawTables(
        Path("b"),
        (sheet("people", [["id"]]),),
        {"b": "1" * 64, "a": "2" * 64},
        (RawIssue("encoding", "b", expected="UTF-8", done="read_as_cp1258"),),
    )
    data = build_dataset(raw, vocabulary, AS_OF)
    assert [(s.name, s.sha256[0]) for s in data.sources] == [("a", "2"), ("b", "1")]
    assert [(i.kind, i.file, i.done) for i in data.issues] == [("encoding", "b", "read_as_cp1258")]
