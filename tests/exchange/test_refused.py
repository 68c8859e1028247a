"""Files that are not taken: what does harm, what is no model, what is not supported, each at its place."""

import pytest

from eligibility.exchange.dmn import elements
from eligibility.exchange.dmn.elements import Unacceptable
from eligibility.exchange.dmn.reading import read_text

from .models import decision, definitions, expression, input_data, output, read, table

BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<definitions>&b;</definitions>"""
OUTSIDE = '<!DOCTYPE d SYSTEM "file:///etc/passwd"><definitions/>'
ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<d>&x;</d>'


@pytest.mark.parametrize(
    ("content", "kind", "line"),
    [
        (BOMB.encode(), "doctype", 2),
        (OUTSIDE.encode(), "doctype", 1),
        (ENTITY.encode(), "doctype", 1),
        (b"", "no_xml", 1),
        (b"<a>\n<b></a>", "no_xml", 2),
        (b"<a>&undefined;</a>", "no_xml", 1),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "no_xml", 1),
        (b"\xff\xfe\x00", "no_xml", 1),
        (b"<a>" * 200, "nested", 1),
        (b"<a/>", "no_dmn", 1),
        (definitions(space="urn:other").encode(), "no_dmn", 1),
        (definitions().replace('name="m"', 'expressionLanguage="urn:juel"').encode(), "language", 1),
    ],
)
def test_a_file_that_is_no_model_is_refused(content, kind, line):
    with pytest.raises(Unacceptable) as caught:
        read_text(content, "m.dmn")
    (problem,) = caught.value.problems
    assert (problem.kind, problem.span.line, problem.span.file) == (kind, line, "m.dmn")


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(elements, "MAX_BYTES", 10)
    with pytest.raises(Unacceptable) as caught:
        read(definitions())
    assert caught.value.problems[0].kind == "too_large"


RULE = (["-"], ["1"])


@pytest.mark.parametrize(
    ("logic", "kind"),
    [
        ("", "no_logic"),
        ("<relation/>", "element"),
        ('<literalExpression expressionLanguage="urn:js"><text>1</text></literalExpression>', "language"),
        ("<literalExpression/>", "no_text"),
        (table(["n"], [RULE], policy='hitPolicy="BEST"'), "hit_policy"),
        (table(["n"], [RULE], policy='hitPolicy="FIRST" aggregation="SUM"'), "aggregation"),
        (table(["n"], [RULE], policy='hitPolicy="COLLECT" aggregation="AVG"'), "aggregation"),
        (table(["n"], [RULE], policy='hitPolicy="PRIORITY"'), "no_priorities"),
        (table(["n"], [RULE], outputs=()), "no_output"),
        (table(["n"], [(["-"], ["1", "2"])], outputs=(output(), output("b"))), "output_names"),
        (
            table(
                ["n"],
                [(["-"], ["1", "2"])],
                outputs=(output("a"), output("b")),
                policy='hitPolicy="COLLECT" aggregation="MAX"',
            ),
            "aggregated_outputs",
        ),
        (table(["n"], [(["-", "-"], ["1"])]), "input_entries"),
        (table(["n"], [(["-"], [])]), "output_entries"),
        (table(["n"], [RULE], outputs=(output(values="not(1)"),)), "output_values"),
        (table(["m"], [RULE]), "feel_name"),
        (table(["n"], [(["-"], ["-"])]), "feel_end"),
        (table(["n"], [(["-"], [""])]), "feel_end"),
        (expression("for x in [1] return x"), "feel_unsupported"),
        (expression("today()"), "feel_function"),
        ('<literalExpression typeRef="tOther"><text>1</text></literalExpression>', "type"),
        (
            "<invocation><literalExpression><text>f</text></literalExpression></invocation>",
            "unknown_function",
        ),
    ],
)
def test_what_is_not_supported_is_refused_by_name(logic, kind):
    model = read(definitions(decision("out", logic, ["n"]), input_data("n", "number")))
    assert [problem.kind for problem in model.every_problem] == [kind]
    assert model.decisions == {}


def test_every_wrong_cell_is_told_with_its_line_and_column():
    rules = [(['"a" "b"'], ["1"]), ([">= 18"], ["2"]), (["&"], ["3"])]
    logic = table(["n"], rules)
    text = definitions(decision("out", logic, ["n"]), input_data("n", "number"))
    found = [(problem.kind, problem.span.line, problem.span.column) for problem in read(text).every_problem]
    lines = text.splitlines()
    assert found == [("feel_unexpected", 3, 29), ("feel_sign", 5, 25)]
    assert lines[2][28:].startswith('"b"')
    assert lines[4][24:].startswith("&amp;")


def test_places_count_through_entities_and_lines():
    text = definitions(
        decision("out", "<literalExpression><text>1 &lt;\n 2 and\n  x</text></literalExpression>")
    )
    (problem,) = read(text).every_problem
    assert (problem.kind, problem.text, problem.span.line, problem.span.column) == ("feel_name", "x", 4, 3)


def test_what_needs_something_that_is_refused_is_refused_and_the_rest_is_not():
    needs = '<informationRequirement><requiredDecision href="#bad"/></informationRequirement>'
    model = read(
        definitions(
            decision("bad", expression("for x in [1] return x")),
            f'<decision id="above" name="above">{needs}{expression("bad + 1")}</decision>',
            decision("good", expression("1 + 1")),
        )
    )
    assert set(model.problems) == {"bad", "above"}
    assert list(model.decisions) == ["good"]
    assert len(model.every_problem) == 1


def test_decisions_that_need_each_other_are_refused():
    def needing(name: str, other: str) -> str:
        needs = f'<informationRequirement><requiredDecision href="#{other}"/></informationRequirement>'
        return f'<decision id="{name}" name="{name}">{needs}{expression("1")}</decision>'

    model = read(definitions(needing("a", "b"), needing("b", "a")))
    assert {problem.kind for problem in model.every_problem} == {"circle"}
