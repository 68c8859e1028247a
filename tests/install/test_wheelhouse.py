"""Wheelhouses made from the index that pip is set up with; what they install needs no network.

Where pip reaches no index these tests are skipped. Each makes one wheelhouse and does all with it, since
that takes half a minute.
"""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from openpyxl import load_workbook
from packaging.utils import parse_wheel_filename

from eligibility.messages import text
from office.command import ROOT
from office.process import PLAIN
from offline.house import sha256
from offline.targets import PYTHONS, other

from .test_targets import COMPILED, NATIVE, PERHAPS, PURE

NO_INDEX = 4
"""How the maker of wheelhouses says that nothing at all can be fetched."""
NOWHERE = "http://127.0.0.1:9"
SAMPLE = ("can-bo-mau.xlsx", "--as-of", "2026-06-30")
WITHOUT = "import sys; sys.modules['durable_rules_engine'] = None; from eligibility.cli import main; main()"


def wheelhouse(*arguments: object) -> list[str]:
    """Run the maker of wheelhouses; what it prints, in words."""
    done = made(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def made(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A run of the maker of wheelhouses, however it ends; the test is left where there is no index."""
    done = subprocess.run(
        [sys.executable, "-m", "offline", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT / ".ci")},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode == NO_INDEX:
        pytest.skip("pip reaches no index to fetch wheels from")
    return done


def cut_off() -> list[str]:
    """What runs a command without any network; nothing where that is not permitted here."""
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and not subprocess.run([*command, "true"], capture_output=True).returncode:
            return command
    return []


def offline(*command: object, cwd: Path, **env: str) -> str:
    """Run *command* without network; what it prints on both streams."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE)
    done = subprocess.run(
        [*cut_off(), *map(str, command)],
        cwd=cwd,
        env={**kept, **PLAIN, **proxies, "PIP_NO_INDEX": "1", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=600,
    )
    said = done.stdout.decode("utf-8")
    assert done.returncode == 0, said
    return said


def test_from_a_wheelhouse_it_is_installed_and_reviews_without_network(tmp_path):
    house = Path(wheelhouse("--out", tmp_path)[0])
    archive = house.with_name(f"{house.name}.zip")
    assert archive.with_name(f"{archive.name}.sha256").read_text("utf-8") == (
        f"{sha256(archive)}  {archive.name}\n"
    )
    assert (house / "README.txt").is_file()
    data, desk = tmp_path / "data", tmp_path / "bàn"
    desk.mkdir()
    there = {"XDG_DATA_HOME": str(data), "PYTHON": sys.executable, "LOCALAPPDATA": str(data)}
    said = offline("sh", house / "install.sh", cwd=desk, **there)
    assert "Đã cài đặt xong eligibility " in said
    shutil.copyfile(house / "can-bo-mau.xlsx", desk / "can-bo-mau.xlsx")
    app = data / "eligibility" / "app" / "bin"
    notice = text("report.fallback", "vi")

    offline(app / "python", "-c", WITHOUT, "review", *SAMPLE, "--out", "bảng luật", cwd=desk)
    assert concluder(desk / "bảng luật") == "tables"
    assert cells(desk / "bảng luật").count(notice) == 1

    offline(app / "eligibility", "review", *SAMPLE, "--out", "sẵn có", cwd=desk)
    durable = find_spec("durable_rules_engine") is not None
    assert concluder(desk / "sẵn có") == ("durable-rules" if durable else "tables")
    for name in ("decisions.csv", "findings.parquet", "issues.csv", "refusals.csv"):
        assert (desk / "sẵn có" / name).read_bytes() == (desk / "bảng luật" / name).read_bytes(), name

    offline("sh", house / "install.sh", "--remove", cwd=desk, **there)
    assert not (data / "eligibility").exists()
    assert (desk / "sẵn có" / "decisions.xlsx").is_file()


def concluder(results: Path) -> str:
    data = json.loads((results / "review.json").read_text("utf-8"))
    assert data["counts"]["decided"] > 100
    return data["engines"]["concluder"]


def cells(results: Path) -> list[object]:
    book = load_workbook(results / "decisions.xlsx", read_only=True)
    return [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]


@pytest.mark.parametrize("python", PYTHONS)
def test_windows_needs_no_compiler(python):
    """Every library has a wheel that runs there, and the compiled ones have one made for it."""
    wheels = [
        parse_wheel_filename(name)
        for name in wheelhouse("--platform", "win_amd64", "--python", python, "--list")
    ]
    names = {str(name) for name, *_ in wheels}
    assert names - PERHAPS == NATIVE | PURE
    runs = other("win_amd64", python).tags()
    assert [name for name, _, _, tags in wheels if tags.isdisjoint(runs)] == []
    assert {str(name) for name, _, _, tags in wheels if all(tag.platform != "any" for tag in tags)} == NATIVE


def test_what_is_missing_for_another_computer_is_named():
    done = made("--platform", "manylinux_2_28_x86_64", "--python", "3.12", "--list")
    assert done.returncode == 1
    head, *lines = done.stderr.splitlines()
    assert head == "No wheel is to be had for manylinux_2_28_x86_64, Python 3.12 of:"
    assert [line.split("==")[0].strip() for line in lines] == sorted(COMPILED)


def test_without_an_index_nothing_is_made_and_it_says_so(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "offline",
            "--platform",
            "win_amd64",
            "--python",
            "3.13",
            "--out",
            str(tmp_path),
        ],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / ".ci"),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_FIND_LINKS": "",
            "PIP_NO_INDEX": "1",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == NO_INDEX
    assert done.stderr.startswith("Nothing can be fetched for win_amd64, Python 3.13: ")
    assert list(tmp_path.iterdir()) == []
