"""Fixtures of the office, for the folders of tests that use it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from office.command import RULES
from office.records import write


@pytest.fixture(scope="session")
def office_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the office; tests only read it."""
    return write(tmp_path_factory.mktemp("office") / "cán bộ.xlsx")


@pytest.fixture
def desk(office_workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in but for ``hồ sơ.xlsx``, the workbook of the office."""
    place = tmp_path / "bàn"
    place.mkdir()
    (place / "hồ sơ.xlsx").write_bytes(office_workbook.read_bytes())
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def amended(tmp_path: Path) -> Callable[[str, str], Path]:
    """The rule book of the office with one passage of its standards replaced by another."""

    def change(old: str, new: str) -> Path:
        place = tmp_path / "sửa"
        shutil.copytree(RULES, place)
        standards = place / "standards" / "office.yaml"
        text = standards.read_text("utf-8")
        assert text.count(old) == 1
        standards.write_text(text.replace(old, new), "utf-8")
        return place

    return change
