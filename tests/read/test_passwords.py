"""Locked workbooks: opened in memory with the right word, refused with advice without it."""

import builtins
import hashlib
import io
import tempfile
import zipfile

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility import messages
from eligibility.read.cells import UnreadableInput
from eligibility.read.passwords import ASSUMED
from eligibility.read.records import read_records
from eligibility.read.workbooks import read_workbook
from office.locked import WORD, locked_xls, locked_xlsx
from office.records import write


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return write(tmp_path_factory.mktemp("plain") / "a.xlsx").read_bytes()


def old_book():
    book = xlwt.Workbook(encoding="utf-8")
    for name in ("Cán bộ", "Quy hoạch"):
        sheet = book.add_sheet(name)
        for row in range(400):
            sheet.write(row, 0, f"{name} số {row}")
            sheet.write(row, 1, row)
    return book


def words(*given):
    """A way to ask that gives these words, one after the other; and what it was asked."""
    asked = []

    def give(file, tries):
        asked.append((file, tries))
        return given[tries] if tries < len(given) else None

    return give, asked


def grids(sheets):
    return [
        (s.name, [[s.cell(row, n) for n in range(len(s.columns))] for row in range(s.height)]) for s in sheets
    ]


def test_a_locked_workbook_is_read_with_its_word(plain):
    ask, asked = words(WORD)
    sheets, issues = read_workbook("a.xlsx", locked_xlsx(plain), ask)
    expected, _ = read_workbook("a.xlsx", plain, None)
    assert grids(sheets) == grids(expected)
    assert issues == ()
    assert asked == [("a.xlsx", 0)]


def test_a_locked_old_workbook_is_read_with_its_word():
    book = old_book()
    stream = io.BytesIO()
    book.save(stream)
    ask, asked = words(WORD)
    sheets, _ = read_workbook("a.xls", locked_xls(old_book()), ask)
    assert grids(sheets) == grids(read_workbook("a.xls", stream.getvalue(), None)[0])
    assert asked == [("a.xls", 0)]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_the_hash_is_of_the_locked_file(plain, tmp_path, name):
    content = locked_xlsx(plain)
    (tmp_path / name).write_bytes(content)
    made = read_records(tmp_path / name, words(WORD)[0])
    assert made.hashes == {name: hashlib.sha256(content).hexdigest()}
    assert made.locked


def test_what_needs_no_word_is_not_locked(plain, tmp_path):
    for name, content in (("a.xlsx", plain), ("b.xlsx", locked_xlsx(plain, ASSUMED))):
        (tmp_path / name).write_bytes(content)
        assert not read_records(tmp_path / name, words(WORD)[0]).locked


@pytest.mark.parametrize("old", [False, True])
def test_it_may_be_tried_again(plain, old):
    content = locked_xls(old_book()) if old else locked_xlsx(plain)
    ask, asked = words("sai", "", WORD)
    assert read_workbook("a", content, ask)[0]
    assert asked == [("a", 0), ("a", 1), ("a", 2)]


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize(
    ("given_words", "kind"),
    [((), "needs_password"), (("sai",), "wrong_password"), (("", "x" * 300), "wrong_password")],
)
def test_without_the_word_it_is_refused(plain, old, given_words, kind):
    content = locked_xls(old_book()) if old else locked_xlsx(plain)
    with pytest.raises(UnreadableInput) as error:
        read_workbook("a.xlsx", content, words(*given_words)[0])
    assert error.value.kind == kind
    with pytest.raises(UnreadableInput) as error:
        read_workbook("a.xlsx", content, None)
    assert error.value.kind == "needs_password"


def test_what_is_only_protected_against_changes_needs_no_word(plain):
    assert read_workbook("a.xlsx", locked_xlsx(plain, ASSUMED), None)[0]
    assert read_workbook("a.xls", locked_xls(old_book(), ASSUMED), None)[0]


@pytest.mark.parametrize("old", [False, True])
def test_without_the_extra_it_is_said_what_to_install(plain, monkeypatch, old):
    content = locked_xls(old_book()) if old else locked_xlsx(plain)
    load = builtins.__import__

    def missing(name, *rest):
        if name.partition(".")[0] == "msoffcrypto":
            raise ModuleNotFoundError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    ask, asked = words(WORD)
    with pytest.raises(UnreadableInput) as error:
        read_workbook("a.xlsx", content, ask)
    assert error.value.kind == "needs_secure"
    assert asked == []
    for language in messages.LANGUAGES:
        said = messages.text("unreadable.needs_secure", language, **error.value.params)
        assert "pip install 'eligibility[secure]'" in said


@pytest.mark.parametrize("old", [False, True])
def test_nothing_that_was_decrypted_is_written_to_a_disk(plain, monkeypatch, old):
    content = locked_xls(old_book()) if old else locked_xlsx(plain)

    def forbidden(*_, **__):
        raise AssertionError("a file on a disk")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, forbidden)
    plain_open = builtins.open

    def only_reading(file, mode="r", *rest, **options):
        assert not set(mode) & set("wax+")
        return plain_open(file, mode, *rest, **options)

    monkeypatch.setattr(builtins, "open", only_reading)
    monkeypatch.setattr(io, "open", only_reading)
    assert read_workbook("a", content, words(WORD)[0])[0]


def test_a_locked_file_that_is_no_workbook_inside():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        archive.writestr("word/document.xml", "x" * 10_000)
    with pytest.raises(UnreadableInput) as error:
        read_workbook("a.xlsx", locked_xlsx(stream.getvalue()), words(WORD)[0])
    assert error.value.kind == "not_a_workbook"


def test_changed_contents_of_a_locked_workbook_are_refused(plain):
    content = bytearray(locked_xlsx(plain))
    content[len(content) // 2] ^= 1
    with pytest.raises(UnreadableInput) as error:
        read_workbook("a.xlsx", bytes(content), words(WORD)[0])
    assert error.value.kind == "broken"


@pytest.mark.isolated
@given(st.binary(min_size=1, max_size=6), st.floats(0, 1), st.booleans())
@settings(max_examples=25)
def test_damaged_locked_workbooks_are_read_or_refused(patch, place, old):
    content = bytearray(OLD if old else NEW)
    at = int(place * (len(content) - len(patch)))
    content[at : at + len(patch)] = patch
    try:
        sheets, _ = read_workbook("a", bytes(content), words(WORD)[0])
    except UnreadableInput as error:
        sheets = ()
        messages.text(f"unreadable.{error.kind}", "vi", **error.params)
    assert all(sheet.name for sheet in sheets)


def small():
    from openpyxl import Workbook

    stream = io.BytesIO()
    book = Workbook()
    book.active.append(["id", "x"])
    book.save(stream)
    return stream.getvalue()


NEW, OLD = locked_xlsx(small()), locked_xls(old_book())
