"""Any text at all is written and read back: exactly in parquet, as documented in csv and workbooks."""

import csv
import io

import attrs
import openpyxl
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eligibility.model.dataset import Issue
from eligibility.report.bulk import MAX_TEXT, safe
from eligibility.report.tables import Tables, write_csv, write_parquet
from eligibility.report.words import Words
from eligibility.report.workbook import write_workbook
from office.reviewed import office_review, rulebook

CHARACTERS = st.characters(codec="utf-8")
"""All of Unicode but halves of pairs, which no file can hold."""

STARTS = (
    "",
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    " =",
    "'",
    "'=",
    "[red]",
    "[/x]",
    "_x0041_",
    "{=",
    "<t>",
    "&amp;",
)
TEXT = st.builds(
    lambda start, text, end: start + text + end,
    st.sampled_from(STARTS),
    st.text(CHARACTERS, max_size=12) | st.text(st.characters(max_codepoint=0x9F), max_size=8),
    st.sampled_from(("", " ", "\x00", "\x1b[0m", "e\u0302\u0301", "\u202e", "\ufffe", "😀", "\r\n")),
)
LONG = st.builds(
    lambda text, size, end: (text * (size // len(text) + 1))[:size] + end,
    st.sampled_from(("a", "ế", "e\u0302", "😀", "\x07", "=1")),
    st.integers(MAX_TEXT - 3, MAX_TEXT + 3) | st.just(70_000) | st.just(MAX_TEXT // 2),
    st.sampled_from(("", "z", "😀")),
)


def units(text: str) -> int:
    """The length of *text* as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2


def documented(text: str) -> str:
    """What a cell shows of *text*, by the words at the head of the module."""
    symbols = "".join(
        "\ufffd" if c in "\ufffe\uffff" else chr(0x2400 + ord(c)) if ord(c) < 32 and c not in "\t\n\r" else c
        for c in text
    )
    if units(symbols) <= 32_767:
        return symbols
    room, shown = 32_766, ""
    for character in symbols:
        room -= 1 if ord(character) < 0x10000 else 2
        if room < 0:
            break
        shown += character
    return shown + "…"


@given(TEXT)
@example("\x00\x1f\x7f\ufffe\uffff")
def test_safe_text_is_as_documented(text):
    assert safe(text) == documented(text)
    assert safe(safe(text)) == safe(text)


@settings(max_examples=20)
@given(LONG)
@example("😀" * 16_384)
@example("a" * 32_766 + "😀")
@example("a" * 32_767)
@example("a" * 32_768)
def test_safe_text_fits_a_cell(text):
    assert units(safe(text)) <= 32_767
    assert safe(text) == documented(text)


def through_a_workbook(texts: list[str], place) -> list[str]:
    """What comes back of *texts* as texts of data problems."""
    issues = tuple(
        Issue("unknown_value", "f", "s", f"A{n}", text, "", "ignored") for n, text in enumerate(texts)
    )
    review = attrs.evolve(office_review(), issues=issues)
    write_workbook(Tables(review, Words(rulebook().vocabulary, "vi")), place)
    rows = openpyxl.load_workbook(place)["Vấn đề dữ liệu"].iter_rows(min_row=4, min_col=7, max_col=7)
    found = [row[0] for row in rows]
    assert {cell.data_type for cell in found if cell.value is not None} <= {"s"}
    return [cell.value or "" for cell in found]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("chữ") / "chữ.xlsx"


@settings(max_examples=15)
@given(texts=st.lists(TEXT, min_size=20, max_size=60))
@example(
    texts=["_x000D_", "_x0041_", "a\rb", "\r\n", " giữ khoảng trắng ", "\t", "#N/A", "TRUE", "1e3", "00012"]
)
def test_workbook_gives_every_text_back(place, texts):
    found = through_a_workbook(texts, place)
    assert [written(text) for text in found] == [written(safe(text)) for text in texts]


def written(text: str) -> str:
    """Without the mark that says that an underline is meant as it stands."""
    return text.replace("_x005F_", "_")


@settings(max_examples=3)
@given(texts=st.lists(LONG, min_size=3, max_size=4))
def test_workbook_gives_long_texts_back_to_its_limit(place, texts):
    assert through_a_workbook(texts, place) == [safe(text) for text in texts]


@given(texts=st.lists(TEXT, min_size=1, max_size=30))
def test_csv_prefixes_what_looks_like_a_formula_and_nothing_else(tmp_path_factory, texts):
    place = tmp_path_factory.getbasetemp() / "laws.csv"
    frame = pl.DataFrame({"a": texts, "b": [[text, "x"] for text in texts]})
    write_csv(frame, place)
    content = place.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    expected = [[inert(text), inert(f"{text};x")] for text in texts]
    assert rows[1:] == expected


def inert(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@given(texts=st.lists(TEXT | st.none(), min_size=1, max_size=30))
def test_parquet_holds_the_exact_text(tmp_path_factory, texts):
    place = tmp_path_factory.getbasetemp() / "laws.parquet"
    frame = pl.DataFrame(
        {"a": texts, "b": [[text] for text in texts]}, schema={"a": pl.String, "b": pl.List(pl.String)}
    )
    write_parquet(frame, place)
    assert pl.read_parquet(place).equals(frame)
