"""JSON: a list of rows, tables by name, or a row a line; what is something else is refused with its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.raw import RawIssue
from eligibility.read import rows as module
from eligibility.read.cells import UnreadableInput
from eligibility.read.rows import read_json, read_json_lines


def grid(sheet):
    """Texts, row by row, the names first."""
    return [
        [sheet.cell(row, column).text for column in range(len(sheet.columns))] for row in range(sheet.height)
    ]


def refused(content, read=read_json):
    with pytest.raises(UnreadableInput) as error:
        read("b.json", content.encode() if isinstance(content, str) else content, "people")
    return error.value.kind, {key: value for key, value in error.value.params.items() if key != "file"}


def test_a_list_of_rows_is_one_table_whose_columns_have_names():
    text = '[{"id": "C1", "llct": "cao cấp"}, {"llct": null, "tuổi": 40}]'
    (sheet,), issues = read_json("people.json", text.encode(), "people")
    assert grid(sheet) == [["id", "llct", "tuổi"], ["C1", "cao cấp", ""], ["", "", "40"]]
    assert (sheet.name, sheet.title, sheet.first_row, sheet.letter(1)) == ("people", "", 0, "llct:")
    assert issues == ()


def test_an_object_holds_tables_by_name():
    text = '{"people": [{"id": 1}], "plan": [], "Xếp loại": [{"id": 1, "Năm": 2024}]}'
    sheets, _ = read_json("b.json", text.encode("utf-16"), "b")
    assert [(sheet.name, sheet.title, grid(sheet)) for sheet in sheets] == [
        ("people", "people", [["id"], ["1"]]),
        ("plan", "plan", []),
        ("Xếp loại", "Xếp loại", [["id", "Năm"], ["1", "2024"]]),
    ]


def test_a_row_a_line():
    text = '{"id": 1}\r\n\n{"id": 2, "tên": "Ân"}\n'
    (sheet,), _ = read_json_lines("b.jsonl", text.encode("utf-8-sig"), "people")
    assert grid(sheet) == [["id", "tên"], ["1", ""], ["2", "Ân"]]


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        ("007", "007", "text"),
        (7, "7", "number"),
        (7.0, "7", "number"),
        (0.5, "0.5", "number"),
        (True, "TRUE", "bool"),
        (None, "", "empty"),
        ("  ", "", "empty"),
        (["Trưởng phòng", "Bí thư"], "Trưởng phòng; Bí thư", "text"),
        ([], "", "empty"),
        ({"a": 1}, '{"a": 1}', "text"),
        ([["a"]], '[["a"]]', "text"),
        (10**30, str(10**30), "number"),
    ],
)
def test_values(value, text, kind):
    (sheet,), _ = read_json("b.json", json.dumps([{"x": value}]).encode(), "people")
    assert (sheet.cell(1, 0).text, sheet.cell(1, 0).kind) == (text, kind)


@pytest.mark.parametrize(
    ("content", "kind", "params"),
    [
        ("", "no_json", {"line": "1", "column": "1"}),
        ('[{"id": 1},\n {"id": }]', "no_json", {"line": "2", "column": "9"}),
        ('[{"id": 1}] x', "no_json", {"line": "1", "column": "13"}),
        ('[{"id": 1', "no_json", {"line": "1", "column": "10"}),
        ('[{"id": 1, "id": 2}]', "field_twice", {"field": "id"}),
        ('[{"id": NaN}]', "broken", {"detail": "NaN"}),
        ('[{"id": ' + "9" * 5_000 + "}]", "broken", {"detail": "ValueError"}),
        ("[" * 100_000, "broken", {"detail": "RecursionError"}),
        ('[{"id": "\\ud800"}]', "broken", {"detail": "Unicode"}),
        ('[{"\\udfff": 1}]', "broken", {"detail": "Unicode"}),
        ('[{"id": "' + "x" * 1_000_001 + '"}]', "too_large", {"limit": "1"}),
        ("[1]", "no_rows", {}),
        ("5", "no_rows", {}),
        ("{}", "no_rows", {}),
        ('{"id": 1}', "no_rows", {}),
        ('{"people": {"id": 1}}', "no_rows", {}),
        ("[{}]\0", "binary", {}),
    ],
    ids=range(17),
)
def test_what_holds_no_rows_is_refused(content, kind, params):
    assert refused(content) == (kind, params)


def test_a_line_that_is_no_row_is_refused_with_its_number():
    assert refused('{"id": 1}\n{"id": 2}\n{"id": \n', read_json_lines) == (
        "no_json",
        {"line": "3", "column": "8"},
    )
    assert refused("[1]\n", read_json_lines) == ("no_rows", {})


def test_limits(monkeypatch):
    monkeypatch.setattr(module, "MAX_CELLS", 4)
    assert refused('[{"a": 1}, {"b": 1}, {"c": 1}]') == ("too_large", {"limit": "0"})
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    assert refused('[{"a": 1}]  ') == ("too_large", {"limit": "0"})


def test_text_that_is_not_utf8_is_told():
    (sheet,), issues = read_json("b.json", '[{"tên": "Hà"}]'.encode("cp1258"), "people")
    assert grid(sheet) == [["tên"], ["Hà"]]
    assert issues == (RawIssue("encoding", "b.json", expected="UTF-8", done="read_as_cp1258"),)


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(st.characters(codec="utf-8"), max_size=6)
)
ROWS = st.lists(st.dictionaries(st.sampled_from(["id", "a", "b", "c"]), SCALARS, max_size=4), max_size=6)


@given(ROWS, st.booleans())
def test_every_value_arrives_in_its_row(rows, as_lines):
    if as_lines:
        content = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
        (sheet,), _ = read_json_lines("b.jsonl", content, "people")
    else:
        (sheet,), _ = read_json("b.json", json.dumps(rows, ensure_ascii=False).encode(), "people")
    names = {sheet.cell(0, column).text: column for column in range(len(sheet.columns))}
    assert list(names) == list(dict.fromkeys(name for row in rows for name in row))
    if names:
        assert sheet.height == len(rows) + 1
    for number, row in enumerate(rows, 1):
        for name, column in names.items():
            value = row.get(name)
            text = str(value).upper() if isinstance(value, bool) else "" if value is None else str(value)
            assert sheet.cell(number, column).text == (text if text.strip() else "")
