"""Later reviews of one process know what earlier ones concluded, and check a part of it again."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from eligibility.bulk import evaluating, sources, texts
from eligibility.bulk.running import Known
from eligibility.engine.agreement import Disagreement
from office.frames import write_office
from office.records import AS_OF
from office.reviewed import office_review, rulebook

from .equal import read, told

DAY = date.fromisoformat(AS_OF)


@pytest.fixture
def folder(tmp_path):
    return write_office(tmp_path / "records")


@pytest.fixture
def known():
    with Known(rulebook(), DAY, engine="tables") as made:
        yield made


def test_a_second_review_says_the_same_without_concluding_anew(known, folder, tmp_path):
    known.review(folder, tmp_path / "first")
    compared = known.ordinary.compared
    known.review(folder, tmp_path / "second")
    assert told(read(tmp_path / "second" / "decisions")) == told(office_review().decisions)
    assert known.ordinary.compared - compared < compared


def test_every_part_of_what_is_known_is_concluded_again_in_turn(known, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(evaluating, "SHARE", 2)
    for number in range(3):
        before = known.ordinary.compared
        known.review(folder, tmp_path / f"out{number}")
        assert known.ordinary.compared > before


def test_what_is_known_and_wrong_stops_the_review(known, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(evaluating, "SHARE", 1)
    known.review(folder, tmp_path / "first")
    table = next(t for t in known._evaluator.lookup.tables if len(t.sets) > 1)
    place = int(np.flatnonzero(table.verdicts)[0])
    table.verdicts[place] = 1 + table.verdicts[place] % len(table.sets)
    with pytest.raises(Disagreement):
        known.review(folder, tmp_path / "second")


def test_a_decision_that_is_known_and_wrong_stops_the_review(known, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(evaluating, "SHARE", 1)
    known.review(folder, tmp_path / "first")
    decisions = known._evaluator.decisions
    decisions[0], decisions[1] = decisions[1], decisions[0]
    with pytest.raises(Disagreement):
        known.review(folder, tmp_path / "second")


def test_chunks_change_nothing(known, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "ROWS", 2)
    known.review(folder, tmp_path / "out")
    assert told(read(tmp_path / "out" / "decisions")) == told(office_review().decisions)
    assert len(list((tmp_path / "out" / "decisions").iterdir())) > 1


def test_text_files_say_the_same(known, folder, tmp_path):
    for file in list(folder.iterdir()):
        text = pl.read_parquet(file).write_csv(separator=";")
        file.with_suffix(".csv").write_text(f"DANH SÁCH DO ĐƠN VỊ LẬP\n\n{text}", "utf-8-sig")
        file.unlink()
    known.review(folder, tmp_path / "out")
    assert told(read(tmp_path / "out" / "decisions")) == told(office_review().decisions)


@pytest.mark.parametrize("size", range(40, 48))
def test_the_head_of_a_text_file_may_end_within_a_letter(folder, tmp_path, monkeypatch, size):
    monkeypatch.setattr(texts, "HEAD", size)
    (tmp_path / "people.csv").write_text("Mã cán bộ,Họ và tên\n" + "CB1,Nguyễn Ửng\n" * 20, "utf-8-sig")
    texts.as_parquet(tmp_path / "people.csv", "people", rulebook().vocabulary, tmp_path / "made.parquet")
    assert pl.read_parquet(tmp_path / "made.parquet").height == 20
