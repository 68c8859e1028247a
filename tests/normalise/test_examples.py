"""Example rows and sheets of the template: left out only where they are exactly what the template wrote."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.template import cell_text
from eligibility.normalise.headings import UnusableInput

WORDS = ("VÍ DỤ", "EXAMPLE")
HEAD = ["id", "full_name", "sex", "birth_date", "degree"]
EXAMPLE = ["VÍ DỤ", "Nguyễn Văn A", "Nam", "15/08/1985", "Đại học"]
REAL = ["C1", "Lê Thị Bê", "Nữ", "20/05/1980", "Thạc sĩ"]


def refusals(data):
    return [(r.table, r.place, r.kind) for r in data.refusals]


@pytest.mark.parametrize(
    "row",
    [
        EXAMPLE,
        ["EXAMPLE", "Nguyễn Văn A", "Male", "15/08/1985", "Bachelor"],
        [" VÍ DỤ ", "Nguyễn  Văn A", "male", "1985-08-15", ""],
        ["VÍ DỤ"],
    ],
)
def test_what_the_template_wrote_is_no_record(dataset, values, row):
    data = dataset({"people": [HEAD, row, REAL]})
    assert values(data, "id") == values(dataset({"people": [HEAD, REAL]}), "id")
    assert data.rows_read == {"people": 1}
    assert (data.issues, data.refusals) == ((), ())


@pytest.mark.parametrize("column", range(1, len(HEAD)))
def test_a_person_written_over_the_example_is_refused_not_left_out(dataset, column):
    row = [REAL[number] if number == column else text for number, text in enumerate(EXAMPLE)]
    data = dataset({"people": [HEAD, row, REAL]})
    assert data.tables["people"].height == 1
    assert data.rows_read == {"people": 2}
    assert refusals(data) == [("people", "b.xlsx!people!A2", "example")]


def test_what_no_column_of_the_template_holds_is_not_left_out(dataset):
    data = dataset({"people": [[*HEAD, "Ghi chú"], [*EXAMPLE, "người thật"], REAL]})
    assert refusals(data) == [("people", "b.xlsx!people!A2", "example")]


@pytest.mark.parametrize("word", ["ví dụ", "Ví dụ", "VI DU", "VÍ DỤ 1", "VÍ  DỤ.", "EXAMPLES", "example"])
def test_only_the_exact_word_marks_an_example(dataset, values, word):
    data = dataset({"people": [HEAD, [word, *EXAMPLE[1:]]]})
    assert len(values(data, "id")) == 1
    assert data.refusals == ()


def test_the_word_elsewhere_in_a_row_marks_nothing(dataset):
    data = dataset({"people": [HEAD, ["C1", "VÍ DỤ", "", "", ""]]})
    assert (data.tables["people"].height, data.refusals) == (1, ())


def test_rows_of_other_tables_are_known_by_their_own_values(dataset):
    rows = [["id", "regime", "form"], ["VÍ DỤ", "Kỷ luật Đảng", "Khiển trách"]]
    changed = [*rows[:1], ["VÍ DỤ", "Kỷ luật Đảng", "Cảnh cáo"]]
    assert refusals(dataset({"people": [HEAD, REAL], "disciplines": [*rows, ["C1", "", ""]]})) == []
    found = refusals(dataset({"people": [HEAD, REAL], "disciplines": changed}))
    assert found == [("disciplines", "b.xlsx!disciplines!A2", "example")]


def test_an_untouched_sheet_is_a_sheet_that_was_not_supplied(dataset):
    """Nobody has said that there are no disciplines; an empty sheet without its example says so."""
    rows = [["id", "regime", "form"], ["VÍ DỤ", "Kỷ luật Đảng", "Khiển trách"]]
    data = dataset({"people": [HEAD, REAL], "disciplines": rows})
    assert "disciplines" not in data.tables
    assert (data.issues, data.refusals, data.rows_read) == ((), (), {"people": 1})
    assert dataset({"people": [HEAD, REAL], "disciplines": rows[:1]}).tables["disciplines"].height == 0


def test_a_sheet_that_is_untouched_beside_one_that_is_filled(dataset):
    head, example = ["id", "year", "grade"], ["VÍ DỤ", "2024", "Hoàn thành tốt nhiệm vụ"]
    tables = {"evaluations": [head, example], "Đánh giá": [head, ["C1", "2025", "HTTNV"]]}
    data = dataset({"people": [HEAD, REAL], **tables})
    assert data.tables["evaluations"].height == 1


def test_the_template_unfilled_has_nobody(dataset):
    with pytest.raises(UnusableInput) as error:
        dataset({"people": [HEAD, EXAMPLE]})
    assert error.value.kind == "nobody"


@pytest.mark.parametrize("name", ["Hướng dẫn", "Danh mục", "Guide", "Lists"])
def test_sheets_of_the_template_are_no_tables_and_no_problem(dataset, told, name):
    assert told(dataset({"people": [HEAD, REAL], name: [["id"], ["C9"]]})) == []


@pytest.mark.parametrize("name", ["Hướng dẫn 2", "HƯỚNG DẪN", "Huong dan", "Danh mục khác"])
def test_sheets_named_otherwise_are_told(dataset, told, name):
    assert [kind for kind, *_ in told(dataset({"people": [HEAD, REAL], name: [["id"]]}))] == ["unknown_sheet"]


CELLS = [st.sampled_from(["", example, real]) for example, real in zip(EXAMPLE[1:], REAL[1:], strict=True)]
ROWS = st.lists(st.tuples(st.sampled_from([*WORDS, "C1", "C2", ""]), *CELLS), max_size=8)


@given(ROWS)
def test_every_row_is_kept_merged_or_refused_but_for_pristine_examples(dataset, rows):
    data = dataset({"people": [HEAD, *rows, ["C9", "", "", "", ""]]})
    said = [row for row in (*rows, ("C9",)) if any(row)]
    pristine = [
        row
        for row in said
        if row[0] in WORDS and all(a in ("", b) for a, b in zip(row[1:], EXAMPLE[1:], strict=True))
    ]
    assert data.rows_read["people"] == len(said) - len(pristine)
    merged = sum(issue.kind in ("same_row", "same_id_differs") for issue in data.issues)
    assert data.tables["people"].height + merged + len(data.refusals) == data.rows_read["people"]


def test_every_declared_value_is_read_as_itself_in_both_languages(vocabulary):
    from eligibility.model.record import Known
    from eligibility.normalise.values import ValueReader

    for name, row in vocabulary.template.rows.items():
        for column, value in row.items():
            field = vocabulary.tables[name].field(column)
            for lang in ("vi", "en"):
                shown = cell_text(value, field, vocabulary, lang)
                assert ValueReader(field, vocabulary, date.max).read(shown).value == Known(value)


def test_the_shipped_examples_fill_every_column(vocabulary):
    """What a heading asks for is shown below it; only what a unit may lack is left empty."""
    for name, table in vocabulary.tables.items():
        wanted = {field.name for field in table.fields} - set(table.key)
        empty = wanted - set(vocabulary.template.rows.get(name, {}))
        assert empty <= {"valid_to", "successor"}, name
