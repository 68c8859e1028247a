"""Text files as Excel writes them: every encoding with every delimiter, and doubt is told."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.raw import RawIssue
from eligibility.read.records import read_records
from eligibility.read.texts import decoded, read_csv

TONES = "\u0300\u0301\u0303\u0309\u0323"
NAMES = ["Nguyễn Thị Hằng", "Trần Văn Đức", "Lê Quý Đôn", "Phạm Ngọc Ưng", "Hà", "Ỷ Lan", "Đoàn Ôn Hoà"]
WORDS = [
    "C1",
    "007",
    "15/08/1975",
    "Đại học",
    "Trưởng phòng; Phó phòng",
    "a,b",
    'nói "có"',
    "hai\ndòng",
    "",
    "2024",
]
CELLS = st.sampled_from(NAMES + WORDS)
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1258")
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def as_windows(text):
    """Vietnamese as Windows-1258 writes it: the tone after the letter that carries it."""
    made = ""
    for letter in text:
        try:
            letter.encode("cp1258")
            made += letter
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = "".join(part for part in parts if part in TONES)
            made += unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES)) + tone
    return made.encode("cp1258")


def encoded(text, encoding):
    return as_windows(text) if encoding == "cp1258" else MARKS.get(encoding, b"") + text.encode(encoding)


def grid(sheet):
    return [
        [unicodedata.normalize("NFC", sheet.cell(row, column).text) for column in range(len(sheet.columns))]
        for row in range(sheet.height)
    ]


def with_text(rows, delimiter, newline="\r\n", first=""):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return first + stream.getvalue()


@given(TABLES, st.sampled_from(ENCODINGS), st.sampled_from("\t;,"), st.sampled_from(["\n", "\r\n"]))
def test_every_cell_arrives_in_every_encoding_with_every_delimiter(rows, encoding, delimiter, newline):
    written = [["Mã cán bộ", "Họ và tên", "Ghi chú"]] * (2 * len(rows) + 1) + rows
    content = encoded(with_text(written, delimiter, newline), encoding)
    sheet, issues = read_csv("b.csv", content, "people")
    assert grid(sheet) == written
    told = (RawIssue("encoding", "b.csv", expected="UTF-8", done="read_as_cp1258"),)
    assert issues == (told if encoding == "cp1258" else ())


@given(TABLES, st.sampled_from(ENCODINGS))
def test_the_encoding_changes_nothing_but_what_is_told(rows, encoding):
    text = with_text(rows, ";")
    found, _ = decoded("b.csv", encoded(text, encoding))
    assert unicodedata.normalize("NFC", found) == text


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Hòa", "read_as_cp1252"),  # as Vietnamese the tone would stand on the H
        ("Ìa", "read_as_cp1252"),
        ("dàò", "read_as_cp1252"),  # ... and on a letter that has one
        ("Ž", "read_as_cp1252"),
        ("Hà", "read_as_cp1258"),
        ("Lý", "read_as_cp1258"),
        ("Zoë", "read_as_cp1258"),
    ],
)
def test_western_text_is_told_from_vietnamese_where_that_can_be(text, done):
    found, (issue,) = decoded("b.csv", text.encode("cp1252"))
    assert issue == RawIssue("encoding", "b.csv", expected="UTF-8", done=done)
    assert found == (text if done == "read_as_cp1252" else text.encode("cp1252").decode("cp1258"))


def test_bytes_that_no_encoding_of_windows_knows_are_marked_and_told():
    found, (issue,) = decoded("b.csv", b"Ph\xd2ng \x81\x8d")
    assert "\ufffd" in found
    assert issue.done == "read_as_cp1258"


@pytest.mark.parametrize("delimiter", "\t;,")
def test_a_delimiter_that_the_file_declares_counts(delimiter):
    others = {"\t": "a;b,c", ";": "a,b\tc", ",": "a;b\tc"}[delimiter]
    sheet, _ = read_csv("b.csv", f"sep={delimiter}\r\n{others}{delimiter}d\r\n".encode("utf-8-sig"), "people")
    assert grid(sheet)[1] == [others, "d"]


@pytest.mark.parametrize("name", ["people.tsv", "people.txt", "people.TSV", "Cán bộ.csv"])
def test_text_of_excel_by_itself(tmp_path, name):
    rows = [["id", "Họ tên"], ["1", "Nguyễn Văn A"]]
    (tmp_path / name).write_bytes(encoded(with_text(rows, "\t"), "utf-16-le"))
    (sheet,) = read_records(tmp_path / name).sheets
    assert (sheet.name, grid(sheet)) == (name.rpartition(".")[0], rows)
