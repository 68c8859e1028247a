"""Text files: csv with any of the delimiters, in any encoding that Excel writes."""

import csv
import io
import re
import unicodedata
from collections import Counter

from eligibility.model.raw import RawIssue, RawSheet
from eligibility.read.cells import KINDS, MAX_CELLS, MAX_TEXT, UnreadableInput, encode

DELIMITERS = ("\t", ";", ",")
SAMPLE = 50_000
"""Characters of a text file by which its delimiter is told."""

DECLARED = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
"""The first line by which Excel is told the delimiter."""

VOWELS = frozenset("aeiouyAEIOUY")
MARK = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
"""The tone marks, which Windows-1258 writes after their vowel."""


def read_csv(file: str, content: bytes, name: str) -> tuple[RawSheet, tuple[RawIssue, ...]]:
    """The one sheet of a text file.

    Raises:
        UnreadableInput: it is no text, or cannot be told apart into cells.

    """
    text, issues = decoded(file, content)
    csv.field_size_limit(MAX_TEXT)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True))
    except csv.Error as error:
        raise UnreadableInput("broken", file=file, detail=str(error)) from error
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise UnreadableInput("too_large", file=file, limit=str(MAX_CELLS // 1_000_000))
    padded = [row + [""] * (width - len(row)) for row in rows]
    columns = [encode(values, KINDS) for values in zip(*padded, strict=True)]
    return RawSheet(file, name, tuple(columns), len(rows), 1, letters=False), issues


def decoded(file: str, content: bytes) -> tuple[str, tuple[RawIssue, ...]]:
    """The text of a file, and an issue where its encoding is in doubt.

    Raises:
        UnreadableInput: it is no text.

    """
    issues: tuple[RawIssue, ...] = ()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableInput("broken", file=file, detail="UTF-16") from error
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text, done = _one_byte_each(content)
            issues = (RawIssue("encoding", file, expected="UTF-8", done=done),)
    if "\0" in text:
        raise UnreadableInput("binary", file=file)
    return text, issues


def _one_byte_each(content: bytes) -> tuple[str, str]:
    """Text of old Windows: Vietnamese, unless that would put a tone mark where no vowel can carry it."""
    vietnamese = content.decode("cp1258", "replace")
    if _sound(vietnamese):
        return vietnamese, "read_as_cp1258"
    try:
        return content.decode("cp1252"), "read_as_cp1252"
    except UnicodeDecodeError:
        return vietnamese, "read_as_cp1258"


def _sound(text: str) -> bool:
    """Whether all bytes were letters, and every tone mark follows a vowel that has none yet."""
    return "\ufffd" not in text and all(
        _carries(text[max(0, mark.start() - 1) : mark.start()]) for mark in MARK.finditer(text)
    )


def _carries(letter: str) -> bool:
    parts = unicodedata.normalize("NFD", letter)
    return parts[:1] in VOWELS and MARK.search(parts) is None


def delimiter_of(text: str) -> str:
    """The delimiter that the file declares; else the one by which most lines have one same number of columns.

    Of several, the one with the most columns.
    """
    declared = DECLARED.match(text)
    if declared is not None and declared[1] in DELIMITERS:
        return declared[1]

    def fit(delimiter: str) -> tuple[float, int]:
        sample = csv.reader(io.StringIO(text[:SAMPLE], newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in sample if any(cell.strip() for cell in row))
        width, lines = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        return (lines / widths.total() if width > 1 else 0.0), width

    return max(DELIMITERS, key=fit)
