"""Problems as people read them: the whole text, and the caret under the right place."""

import unicodedata
from pathlib import Path

import pytest

from eligibility.diagnostics import Diagnostic, Severity, Span, Where
from eligibility.pipeline import load_rules
from eligibility.read.rules import Document, RawRules, parse
from eligibility.report.diagnostics import WIDTH, as_data, excerpt, inert, render

SHIPPED = Path(__file__).parents[2] / "rules"


def rules(text, name="standards/vn/commune.yaml"):
    document, problems = parse(name, text.encode())
    assert isinstance(document, Document), problems
    return RawRules(Path("rules"), {name: document}, {}, {name: text})


COMMUNE = """\
standards:
  - standard: vn.commune.party_secretary
    title: {vi: Bí thư Đảng ủy xã, en: Commune Party secretary}
    requirements:
      - id: llct
        must: llct >= intermedaite
"""
UNKNOWN = {"text": "intermedaite", "scale": "llct", "near": "intermediate", "label.vi": "trung cấp"}
MUST = Where("standards/vn/commune.yaml", ("standards", 0, "requirements", 0, "must"))


def test_the_whole_of_it():
    found = Diagnostic("R437", MUST.part(8, 12), UNKNOWN)
    assert render(found, rules(COMMUNE), "en") == (
        "rules/standards/vn/commune.yaml:6:23: error[R437]: unknown level `intermedaite` of scale `llct`\n"
        "  6 |         must: llct >= intermedaite\n"
        "    |                       ^^^^^^^^^^^^\n"
        "    = help: did you mean `intermediate`?"
    )
    assert render(found, rules(COMMUNE), "vi") == (
        "rules/standards/vn/commune.yaml:6:23: lỗi[R437]: không có mức `intermedaite` trong thang `llct`\n"
        "  6 |         must: llct >= intermedaite\n"
        "    |                       ^^^^^^^^^^^^\n"
        "    = cách sửa: có phải ý là `intermediate` (trung cấp)?"
    )


def test_for_machines():
    found = Diagnostic("R437", MUST.part(8, 12), UNKNOWN, Severity.WARNING)
    assert as_data(found, rules(COMMUNE), "vi") == {
        "code": "R437",
        "severity": "warning",
        "file": "rules/standards/vn/commune.yaml",
        "line": 6,
        "column": 23,
        "end_column": 35,
        "message": "không có mức `intermedaite` trong thang `llct`",
        "help": "có phải ý là `intermediate` (trung cấp)?",
    }
    nothing_to_do = Diagnostic("R407", Span("gone.yaml", 1, 1), {"limit": "50"})
    assert as_data(nothing_to_do, rules(COMMUNE), "en")["help"] is None


def test_the_margin_grows_with_the_number_of_the_line():
    raw = rules("\n" * 99 + "must: degree\n", "a.yaml")
    assert render(Diagnostic("R413", Span("a.yaml", 100, 7, 13)), raw, "en").splitlines()[1:] == [
        "  100 | must: degree",
        "      |       ^^^^^^",
        "      = help: write `field operator value`",
    ]


def test_a_file_that_is_not_there_has_no_excerpt():
    found = Diagnostic("R101", Span("rulebook.yaml", 1, 1), {"root": "rules"})
    assert render(found, rules(COMMUNE), "en") == (
        "rules/rulebook.yaml:1:1: error[R101]: there is no `rulebook.yaml` in `rules`\n"
        "    = help: create it with the lines `rulebook: eligibility/1` and `title: {vi: ..., en: ...}`"
    )


@pytest.mark.parametrize("suggested", [{"near": ""}, {}, {"near": "", "label.en": "x"}])
def test_an_empty_suggestion_is_never_made(suggested):
    found = Diagnostic("R602", Span("a.yaml", 1, 1), {"name": "kept", **suggested})
    assert "did you mean" not in render(found, rules(COMMUNE), "en")


# --- the caret ------------------------------------------------------------------------------------


def under(line, span):
    """What stands over the caret, by columns of the terminal."""
    shown = excerpt(line, span)
    columns = []
    for character in shown.text:
        if unicodedata.combining(character):
            columns[-1] += character
        else:
            columns += [character, ""] if unicodedata.east_asian_width(character) in "WF" else [character]
    return "".join(columns[shown.start : shown.start + shown.width])


def span_of(line, word):
    at = line.index(word)
    return Span("a.yaml", 1, at + 1, at + 1 + len(word))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("title: {vi: Bí thư Đảng ủy xã, en: secretary}", "secretary"),
        ("title: {vi: Bí thư Đảng ủy xã}", "Đảng ủy"),
        ("vi: 標準 của cán bộ, en: x", "cán bộ"),
        ("vi: 標準, en: x", "標準"),
        ("a: ｆｕｌｌ bad", "bad"),
        ("clause: đ\u0323\u0301 bad", "bad"),
        ("🇻🇳 emoji: bad", "bad"),
    ],
)
def test_combining_and_wide_characters(line, word, form):
    line, word = unicodedata.normalize(form, line), unicodedata.normalize(form, word)
    assert under(line, span_of(line, word)) == word


def test_tabs_are_expanded():
    line = "must:\t degree\t>= colege"
    shown = excerpt(line, span_of(line, "colege"))
    assert shown.text == "must:     degree    >= colege"
    assert under(line, span_of(line, "colege")) == "colege"


def test_control_characters_are_seen_and_do_nothing():
    line = "a: \x1b[31mred\x1b[0m\x07 \u202eevil\u2069 \x7f bad"
    shown = excerpt(line, span_of(line, "bad"))
    assert shown.text == "a: ␛[31mred␛[0m␇ <U+202E>evil<U+2069> ␡ bad"
    assert under(line, span_of(line, "bad")) == "bad"
    assert inert("x\ny\x1b]0;title\x07") == "x␊y␛]0;title␇"
    found = Diagnostic("R421", Span("a\x1b.yaml", 1, 1), {"text": "\x1b[2J"})
    assert "\x1b" not in render(found, rules(COMMUNE), "en")


@pytest.mark.parametrize("before", [0, 1, 39, 40, 41, 99, 100, 5000])
@pytest.mark.parametrize("after", [0, 1, 58, 59, 60, 5000])
@pytest.mark.parametrize("filler", ["x", "ệ", "ê\u0323", "標"])
def test_long_lines_are_cut_around_the_place(before, after, filler):
    line = filler * before + "bad" + filler * after
    shown = excerpt(line, span_of(line, "bad"))
    assert under(line, span_of(line, "bad")) == "bad"
    assert shown.start + shown.width <= WIDTH + 1
    whole = sum(2 if filler == "標" else not unicodedata.combining(c) for c in line)
    assert ("…" in shown.text) == (whole > WIDTH)
    assert not unicodedata.combining(shown.text.lstrip("…")[0])


def test_a_place_longer_than_a_line_is_cut_too():
    line = "a: " + "x" * 500
    shown = excerpt(line, Span("a.yaml", 1, 4, 504))
    assert len(shown.text) <= WIDTH
    assert shown.start + shown.width <= WIDTH


@pytest.mark.parametrize("column", [1, 5, 6, 7, 900])
def test_a_place_beyond_the_line_is_shown_at_its_end(column):
    shown = excerpt("abcde", Span("a.yaml", 1, column, column + 3))
    assert shown.start <= 5
    assert shown.width >= 1


# --- places inside scalars ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "offset", "column"),
    [
        ("must: degree >= colege", 10, 17),
        ("must: 'degree >= colege'", 10, 18),
        ('must: "degree >= colege"', 10, 18),
        ("must: 'it''s >= colege'", 8, 17),
        (r'must: "d\u0065gree >= colege"', 10, 23),
        (r'must: "\"a\" >= colege"', 7, 17),
        ("must: tiếng việt >= colege", 14, 21),
        (unicodedata.normalize("NFD", "must: tiếng việt >= ") + "colege", 18, 25),
    ],
)
def test_offsets_in_quoted_scalars(written, offset, column):
    raw = rules(f"{written}\n", "a.yaml")
    span = raw.span(Where("a.yaml", ("must",)).part(offset, 6))
    assert raw.line(span)[span.column - 1 : span.end_column - 1] == "colege"
    assert span.column == column


def test_scalars_over_several_lines_are_shown_where_they_begin():
    raw = rules("must: >\n  degree >=\n  colege\n", "a.yaml")
    assert render(Diagnostic("R413", Where("a.yaml", ("must",)).part(10, 6)), raw, "en").splitlines()[:3] == [
        "rules/a.yaml:1:7: error[R413]: an empty sentence",
        "  1 | must: >",
        "    |       ^",
    ]


def test_lines_are_counted_as_yaml_counts_them():
    raw = rules("a: 'x\u2028  y'\r\nb: bad\n", "a.yaml")
    span = raw.span(Where("a.yaml", ("b",)))
    assert raw.line(span)[span.column - 1 : span.end_column - 1] == "bad"


def test_the_path_is_the_one_that_opens(tmp_path, monkeypatch):
    (tmp_path / "book").mkdir()
    monkeypatch.chdir(tmp_path)
    _, (problem,), raw = load_rules(Path("book"))
    assert render(problem, raw, "en").startswith("book/rulebook.yaml:1:1: ")
    monkeypatch.chdir(tmp_path / "book")
    _, (problem,), raw = load_rules(Path())
    assert render(problem, raw, "en").startswith("rulebook.yaml:1:1: ")


def test_the_shipped_rules_have_no_problems():
    book, problems, _ = load_rules(SHIPPED)
    assert book is not None
    assert problems == ()
