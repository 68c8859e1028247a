"""What is shipped works by itself: the wheel, installed elsewhere, run from an empty folder."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from office.command import ROOT
from office.process import PLAIN


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from this source without the network."""
    place = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", place, ROOT)
    (found,) = place.glob("*.whl")
    return found


def pip(*arguments: object) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)],
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A folder with the wheel installed; the libraries are those of this Python."""
    place = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--no-index", "--target", place, wheel)
    return place


def test_wheel_holds_rules_messages_and_translations(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = next(archive.read(name).decode("utf-8") for name in names if name.endswith("/METADATA"))
    package = ROOT / "src" / "eligibility"
    wanted = {
        f"eligibility/rules/{file.relative_to(ROOT / 'rules').as_posix()}"
        for file in (ROOT / "rules").rglob("*")
        if file.is_file()
    }
    wanted |= {
        f"eligibility/{file.relative_to(package).as_posix()}"
        for pattern in ("*.py", "*.yaml", "*.mo")
        for file in package.rglob(pattern)
    }
    assert wanted - names == set()
    assert "eligibility/rules/rulebook.yaml" in names
    assert "eligibility/messages/locale/vi/LC_MESSAGES/click.mo" in names
    assert not [name for name in names if name.startswith(("tests", "cases", "src")) or name.endswith(".pyc")]
    assert "License-Expression: Apache-2.0" in metadata


def eligibility(installed: Path, folder: Path, *arguments: object) -> tuple[str, str]:
    """Run the installed program in *folder*; its output and what it said besides."""
    done = subprocess.run(
        [sys.executable, installed / "bin" / "eligibility", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **PLAIN, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
        timeout=300,
    )
    out, said = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert done.returncode == 0, said
    return out, said


def test_installed_program_works_from_an_empty_folder(installed, tmp_path):
    assert "Cách dùng: eligibility" in eligibility(installed, tmp_path, "--help")[0]
    assert "Bộ quy tắc không có lỗi: " in eligibility(installed, tmp_path, "check")[1]
    said = eligibility(installed, tmp_path, "demo", "mẫu.xlsx", "--people", "20")[1]
    assert said.startswith("Bộ quy tắc: đi kèm phần mềm, mã ")
    eligibility(installed, tmp_path, "review", "mẫu.xlsx", "--out", "kq")
    data = json.loads((tmp_path / "kq" / "review.json").read_text("utf-8"))
    assert data["counts"]["people"] == 20
    assert data["rules"]["files"]
    assert {place.name for place in tmp_path.iterdir()} == {"mẫu.xlsx", "kq"}


def test_installed_program_uses_its_own_files(installed, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "from eligibility.cli.shared import shipped_rules as s; print(s())"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode("utf-8").strip() == str(installed / "eligibility" / "rules")
