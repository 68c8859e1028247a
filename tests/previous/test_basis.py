"""The basis of a review: written and read again it is what the review rested on, or it is refused."""

from pathlib import Path

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.model.earlier import UnusableReview
from eligibility.model.raw import RawCell, RawIssue, RawSheet, RawTables
from eligibility.read.basis import unpacked
from eligibility.read.previous import read_previous
from eligibility.read.records import read_records
from eligibility.report.basis import packed
from office.command import RULES

from .years import altered, kept, year

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
KINDS = st.sampled_from(["text", "number", "number_1904", "date", "bool", "error", "empty"])
CELLS = st.lists(st.builds(RawCell, TEXT, KINDS), min_size=1, max_size=5, unique=True)


@st.composite
def raw_sheets(draw: st.DrawFn) -> RawSheet:
    height = draw(st.integers(0, 6))
    columns = []
    for cells in draw(st.lists(CELLS, max_size=4)):
        codes = draw(st.lists(st.integers(0, len(cells) - 1), min_size=height, max_size=height))
        columns.append((np.array(codes, dtype=np.int32), tuple(cells)))
    flags = (draw(st.integers(0, 9)), *(draw(st.booleans()) for _ in range(4)))
    return RawSheet(draw(TEXT), draw(TEXT), tuple(columns), height, *flags)


RAW = st.builds(
    RawTables,
    st.just(Path("hồ sơ")),
    st.lists(raw_sheets(), max_size=3).map(tuple),
    st.dictionaries(TEXT, TEXT, max_size=3),
    st.lists(st.builds(RawIssue, TEXT, TEXT, cell=TEXT), max_size=2).map(tuple),
)


def same(first: RawTables, second: RawTables) -> None:
    assert (first.path.name, dict(first.hashes), first.issues) == (
        second.path.name,
        dict(second.hashes),
        second.issues,
    )
    assert len(first.sheets) == len(second.sheets)
    for one, other in zip(first.sheets, second.sheets, strict=True):
        assert attrs.evolve(one, columns=()).__getstate__() == attrs.evolve(other, columns=()).__getstate__()
        assert len(one.columns) == len(other.columns)
        for (codes, cells), (more, found) in zip(one.columns, other.columns, strict=True):
            assert cells == found
            assert codes.tolist() == more.tolist()
            assert more.dtype == np.int32


@given(RAW)
def test_sheets_come_back_exactly(raw):
    files = packed(raw)
    same(raw, unpacked(files))
    assert packed(unpacked(files)) == files


def test_sheets_of_real_files_come_back_exactly(office_workbook, tmp_path):
    same(read_records(office_workbook), unpacked(packed(read_records(office_workbook))))
    (tmp_path / "a.csv").write_text("Mã cán bộ;Họ và tên\nCB01;=1+1\n", "utf-8")
    (tmp_path / "note.txt").write_text("x", "utf-8")
    same(read_records(tmp_path), unpacked(packed(read_records(tmp_path))))


def test_basis_in_another_form_is_refused(office_workbook):
    files = dict(packed(read_records(office_workbook)))
    files["records.json"] = files["records.json"].replace(b"basis/1", b"basis/2")
    with pytest.raises(UnusableReview) as refused:
        unpacked(files)
    assert (refused.value.kind, refused.value.params) == (
        "other_basis",
        {"file": "basis/records/records.json"},
    )


# --- what was kept ---------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path) -> Path:
    """The results of the office, with their basis."""
    return kept(year(tmp_path), tmp_path / "kq")


def refused(folder: Path, purpose: str = "planning") -> tuple[str, dict[str, str]]:
    with pytest.raises(UnusableReview) as found:
        read_previous(folder, purpose)
    return found.value.kind, found.value.params


def test_basis_holds_rules_and_records_as_they_were(folder):
    earlier = read_previous(folder, "planning")
    assert earlier.records is not None
    assert sorted(earlier.records) == [
        "cells.parquet",
        "records.json",
        *(f"sheet-{n}.parquet" for n in range(1, 5)),
    ]
    assert earlier.rules is not None
    for name in earlier.rule_files:
        assert (earlier.rules / name).read_bytes() == (RULES / name).read_bytes()


def changes_of(folder: Path) -> dict[str, Path]:
    records, rules = folder / "basis" / "records", folder / "basis" / "rules"
    return {
        "basis/records/cells.parquet": records / "cells.parquet",
        "basis/records/records.json": records / "records.json",
        "basis/records/sheet-1.parquet": records / "sheet-1.parquet",
        "basis/rules/standards/office.yaml": rules / "standards" / "office.yaml",
    }


@pytest.mark.parametrize(
    "name",
    [
        "basis/records/cells.parquet",
        "basis/records/records.json",
        "basis/records/sheet-1.parquet",
        "basis/rules/standards/office.yaml",
    ],
)
@pytest.mark.parametrize("how", ["changed", "missing", "linked"])
def test_basis_that_was_tampered_with_is_refused(folder, tmp_path, name, how):
    place = changes_of(folder)[name]
    content = place.read_bytes()
    place.unlink()
    if how == "changed":
        place.write_bytes(content + b" ")
    if how == "linked":
        (tmp_path / "elsewhere").write_bytes(content)
        place.symlink_to(tmp_path / "elsewhere")
    assert refused(folder) == ("changed", {"file": name, "account": "review.json"})


@pytest.mark.parametrize("name", ["basis/rules/standards/more.yaml", "basis/records/sheet-9.parquet"])
def test_files_that_were_added_to_a_basis_are_refused(folder, name):
    (folder / name).write_bytes(b"x")
    assert refused(folder) == ("changed", {"file": name, "account": "review.json"})


def test_basis_that_the_account_does_not_know_is_refused(folder):
    altered(folder, basis={})
    assert refused(folder)[0] == "changed"


def test_folder_without_basis_is_a_review_all_the_same(tmp_path):
    earlier = read_previous(kept(year(tmp_path), tmp_path / "kq", basis=False), "planning")
    assert (earlier.records, earlier.rules) == (None, None)
    assert earlier.decisions.height == 9


def test_what_is_no_review_is_refused(folder, tmp_path):
    place = str(folder)
    assert refused(tmp_path / "none") == ("no_folder", {"place": str(tmp_path / "none")})
    assert refused(tmp_path)[0] == "no_review"
    assert refused(folder, "audit") == (
        "other_purpose",
        {"place": place, "theirs": "planning", "ours": "audit"},
    )
    for values in ({"schema": "eligibility/review/9"}, {"as_of": "never"}, {"rules": []}, {"inputs": None}):
        account = (folder / "review.json").read_text("utf-8")
        altered(folder, **values)
        assert refused(folder) == ("no_review", {"place": place, "file": "review.json"})
        (folder / "review.json").write_text(account, "utf-8")
    for text in ("", "[1]", "{"):
        (folder / "review.json").write_text(text, "utf-8")
        assert refused(folder) == ("no_review", {"place": place, "file": "review.json"})


@pytest.mark.parametrize("name", ["decisions.parquet", "findings.parquet", "refusals.parquet"])
@pytest.mark.parametrize("content", [None, b"", b"PAR1 and something else PAR1"])
def test_results_that_cannot_be_read_are_refused(folder, name, content):
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    assert refused(folder) == ("no_review", {"place": str(folder), "file": name})
