"""The one layout keeps meaning and comments, and is what it makes of itself."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.authoring.layout import laid_out
from eligibility.normalise.rulebook import build_rulebook
from eligibility.read.remarks import remarks_of
from eligibility.read.rules import parse
from office.command import ROOT, RULES
from property.strategies import books, examples, seeded

from .untidy import Untidy, files


def said(text):
    document, problems = parse("f.yaml", text.encode())
    assert document is not None, problems
    assert problems == []
    return json.dumps(document.data)


@given(files())
def test_what_a_file_says_and_every_comment_is_kept(text):
    tidy = laid_out(text)
    assert said(tidy) == said(text)
    assert sorted(remarks_of(tidy)) == sorted(remarks_of(text))


@given(files())
def test_layout_of_the_layout_is_the_layout(text):
    tidy = laid_out(text)
    assert laid_out(tidy) == tidy


@examples(quick=8)
@given(seeded(books), st.integers(0, 2**32))
def test_a_rule_book_is_the_same_before_and_after(book, seed):
    texts = {name: Untidy(Random(seed).choice).file(data) for name, data in book.documents.items()}
    tidy = {name: laid_out(text) for name, text in texts.items()}
    assert tidy != texts
    assert loaded(tidy) == loaded(texts) == book.rulebook


def loaded(texts):
    """The rule book of *texts* by file."""
    documents = {name: parse(name, text.encode())[0].data for name, text in texts.items()}
    book, problems = build_rulebook(documents, {})
    assert book is not None, problems
    return book


SHIPPED = sorted(
    [*ROOT.glob("rules/**/*.yaml"), *ROOT.glob("cases/[ps]*/**/*.yaml"), *RULES.glob("**/*.yaml")]
)


@pytest.mark.parametrize("file", [f for f in SHIPPED if "cases" not in f.parts], ids=lambda file: file.stem)
def test_shipped_rules_written_untidily_say_the_same(file):
    untidy = Untidy(Random(file.name).choice).file(parse("", file.read_bytes())[0].data)
    tidy = laid_out(untidy)
    assert said(tidy) == said(untidy)
    assert sorted(remarks_of(tidy)) == sorted(remarks_of(untidy))


def test_shipped_files_have_the_layout():
    assert len(SHIPPED) > 40
    assert [
        file.name for file in SHIPPED if laid_out(file.read_text("utf-8")) != file.read_text("utf-8")
    ] == []


# --- what it looks like -----------------------------------------------------------------------------

UNTIDY = """\


# Lãnh đạo xã
standard:   x.a     # tên
title:    {vi: "Một" ,en: One}
posts: [ commune.deputy,   # phó
         commune.chair ]


requirements:
# bằng cấp
- id:  degree
  must:
      # một trong hai
      any_of:
      - degree >= bachelor
      -   degree >= college   # tạm thời
    # hết các cách
  clause: điều 1,
      khoản 2
  note: |
       Hai dòng
         lùi vào
- {id: age, must: age at review_date >= 30 years,
   if_unmet: warn, clause: điều 2}
"""
TIDY = """\
# Lãnh đạo xã
standard: x.a  # tên
title: {vi: "Một", en: One}
posts:
  - commune.deputy  # phó
  - commune.chair

requirements:
  # bằng cấp
  - id: degree
    must:
      # một trong hai
      any_of:
        - degree >= bachelor
        - degree >= college  # tạm thời
    # hết các cách
    clause: điều 1,
      khoản 2
    note: |
      Hai dòng
        lùi vào
  - {id: age, must: age at review_date >= 30 years, if_unmet: warn, clause: điều 2}
"""


def test_an_untidy_file_and_its_layout():
    assert laid_out(UNTIDY) == TIDY


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("", ""),
        ("# một\n\n\n# hai", "# một\n\n# hai\n"),
        ("a:\n", "a:\n"),
        ("a: {}\nb: []", "a: {}\nb: []\n"),
        ("? a\n: b\n", "a: b\n"),
        ("a: [b: c, {d}]\n", "a: [{b: c}, {d: }]\n"),
        ("- - a\n  - b\n-\n   c: d\n", "- - a\n  - b\n- c: d\n"),
        ("%YAML 1.1\n---\na: b\n...\n# cuối\n", "a: b\n# cuối\n"),
        ("a: >\n    gấp\n    lại\n\n    x\n", "a: >\n  gấp\n  lại\n\n  x\n"),
        ("a: |2-\n    x\n   y\nb: c\n", "a: |2-\n    x\n   y\nb: c\n"),
        ('a: "x\\\n   y"\n', 'a: "xy"\n'),
        ("a: 'x\n\n   y'\n", "a: 'x\n\n  y'\n"),
        ("a: [x\n  y, 'p\n  q']\n", "a: [x y, 'p q']\n"),
        ("\ufeffa: b\r\nc: d\r\n", "a: b\nc: d\n"),
    ],
)
def test_small_files_and_their_layout(text, tidy):
    assert laid_out(text.encode().decode("utf-8-sig")) == tidy
    assert laid_out(tidy) == tidy


def test_brackets_on_several_lines_get_a_line_for_each_entry_where_one_is_too_short():
    posts = ", ".join(f"commune.post_{number}" for number in range(12))
    assert laid_out(f"posts: [{posts}]\n") == f"posts: [{posts}]\n"
    lines = "".join(f"  - commune.post_{number}\n" for number in range(12))
    assert laid_out(f"posts: [\n  {posts}\n]\n") == f"posts:\n{lines}"
