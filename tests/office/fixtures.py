"""Fixtures of the office, for the folders of tests that use it."""

from pathlib import Path

import pytest

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
