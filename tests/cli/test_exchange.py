"""`eligibility export` and `eligibility import`."""

import csv
import io
import json

import pytest

from eligibility.exchange.dmn.reading import read_model
from exchange.models import decision, definitions, input_data, table
from exchange.standard import faults
from office.command import RULES, run

AS_OF = "2026-06-30"
ENTRY = ("office.class", "--purpose", "training", "--as-of", AS_OF, "--rules", RULES)


def test_a_standard_is_written_as_dmn_in_the_language_of_its_reader(desk):
    for lang, label in (("vi", "Trình độ đầu vào"), ("en", "Entry schooling")):
        result = run("export", *ENTRY, "--to", "dmn", "--out", f"{lang}.dmn", lang=lang)
        assert result.exit_code == 0, result.stderr
        assert result.stdout == ""
        text = (desk / f"{lang}.dmn").read_text("utf-8")
        assert faults(text) == []
        assert f'name="status_schooling" label="{label}"' in text
        assert "degree &gt;= college" in text
        assert "`outcome`" in result.stderr
    model = read_model(desk / "vi.dmn")
    assert model.problems == {}
    assert model.decision("outcome") is not None


def test_the_same_bytes_every_time_and_an_old_file_stays(desk):
    call = ("export", *ENTRY, "--to", "jdm", "--out", "a.json")
    assert run(*call, "--quiet").stderr == ""
    first = (desk / "a.json").read_bytes()
    refused = run(*call)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert run(*call, "--force").exit_code == 0
    assert (desk / "a.json").read_bytes() == first
    graph = json.loads(first)
    assert [node["type"] for node in graph["nodes"]][:1] == ["inputNode"]
    assert {one["name"] for one in graph["metadata"]["inputs"]} >= {"degree", "llct"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["office.clas", "--purpose", "training"], "Did you mean: office.class?"),
        (["office.class", "--purpose", "audit"], "or not with that term and post"),
        (["office.leaders", "--purpose", "planning", "--term", "1900"], "or not with that term and post"),
    ],
)
def test_mistakes_are_answered_with_what_is_right(desk, arguments, said):
    call = ("export", *arguments, "--to", "dmn", "--out", "x", "--as-of", AS_OF, "--rules", RULES)
    result = run(*call, lang="en")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (desk / "x").exists()


RULES_OF_AGE = [([">= 18"], ['"adult"']), (["< 18"], ['"minor"'])]


def model(lines=RULES_OF_AGE, columns=("age",)):
    inputs = [input_data("age", "number"), input_data("degree", "string")]
    return definitions(decision("who", table(list(columns), lines), ["age", "degree"]), *inputs)


@pytest.fixture
def dmn(desk):
    (desk / "m.dmn").write_text(model(), "utf-8")
    return desk


def test_a_model_is_shown(dmn):
    assert run("import", "m.dmn", lang="en").stdout.splitlines() == [
        "Inputs: age (number), degree (string)",
        "who: UNIQUE, 2 rules; columns: age",
    ]
    data = json.loads(run("import", "m.dmn", "--json").stdout)
    assert data["decisions"][0]["table"]["hit_policy"] == "UNIQUE"


def test_rows_are_decided(dmn):
    (dmn / "in.csv").write_text("\ufeffage,degree\n18,=x\n17.5,\n,y\n", "utf-8")
    result = run("import", "m.dmn", "--evaluate", "in.csv", lang="en")
    assert result.exit_code == 0, result.stderr
    assert list(csv.reader(io.StringIO(result.stdout))) == [
        ["age", "degree", "who", "remarks"],
        ["18", "'=x", "adult", ""],
        ["17.5", "", "minor", ""],
        ["", "y", "", "who: no rule matches"],
    ]
    data = json.loads(run("import", "m.dmn", "--evaluate", "in.csv", "--json").stdout)
    assert [row["results"]["who"] for row in data["rows"]] == ["adult", "minor", None]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("height\n1\n", "in.csv:1: `height` is no input of the model: age, degree."),
        ("age\nold\n", "in.csv:2: `age`: `old` is no number"),
        ("age\n1,2\n", "in.csv:2: a line with another number of cells"),
        ("age,age\n1,2\n", "in.csv:1: the heading `age` stands twice."),
        ("", "in.csv:1: the file has no headings"),
    ],
)
def test_wrong_inputs_are_told_with_their_line(dmn, text, said):
    (dmn / "in.csv").write_text(text, "utf-8")
    result = run("import", "m.dmn", "--evaluate", "in.csv", lang="en")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr


def test_what_is_not_supported_is_told_with_file_line_and_column(desk):
    (desk / "m.dmn").write_text(model([(["some x in [1] satisfies x"], ["1"])]), "utf-8")
    result = run("import", "m.dmn", lang="en")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "m.dmn:3:25: `some` is not supported" in result.stderr


def test_a_table_is_drafted_as_a_standard(desk):
    lines = [(['"bachelor","master","doctor","doctor_of_science"'], ['"yes"']), (["not(null)"], ['"no"'])]
    (desk / "m.dmn").write_text(
        model(lines, ["degree"]).replace('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"'), "utf-8"
    )
    call = ("import", "m.dmn", "--out", "m.yaml", "--post", "commune.front_chair", "--from", "2026-01-01")
    refused = run(*call, lang="en")
    assert refused.exit_code == 2
    assert "say which result means met with --met" in refused.stderr
    result = run(*call, "--met", "yes", lang="en")
    assert result.exit_code == 0, result.stderr
    text = (desk / "m.yaml").read_text("utf-8")
    assert "must: degree >= bachelor" in text
    assert "status: draft" in text


def test_what_no_requirement_says_is_only_evaluated(dmn):
    result = run("import", "m.dmn", "--out", "m.yaml", "--post", "commune.front_chair", lang="en")
    assert result.exit_code == 2
    assert "the rule book has no field `age`" in result.stderr
    assert "--evaluate" in result.stderr
    assert not (dmn / "m.yaml").exists()
