"""Ctrl-C: exit code 130, nothing half-written, and a message that is true."""

import json
from pathlib import Path

import pytest

from eligibility.cli import app
from office.command import RULES, run
from office.process import python
from office.records import AS_OF

STOPPED_IN = """
import importlib, os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # even where tests run in the background
module, name, *arguments = sys.argv[1:]
home = importlib.import_module(module)
real = getattr(home, name)
def stopped(*given, **named):
    made = real(*given, **named)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)
    return made
setattr(home, name, stopped)
from eligibility.cli import main
main(arguments)
"""
"""The program, to which the signal of Ctrl-C is sent when a function of it has done its work."""


def stopped_in(module: str, name: str, *arguments: object, cwd: Path):
    return python("-c", STOPPED_IN, f"eligibility.{module}", name, *arguments, cwd=cwd)


def review(*more: object) -> tuple[object, ...]:
    return ("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--rules", RULES, *more)


def everything(place: Path) -> set[str]:
    return {str(path.relative_to(place)) for path in place.rglob("*")}


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("pipeline", "read_records"),
        ("report.outputs", "write_csv"),
        ("report.outputs", "write_workbook"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--json",), ("--quiet",)], ids=str)
def test_a_review_that_is_stopped_leaves_nothing(desk, module, name, more):
    before = everything(desk)
    done = stopped_in(module, name, *review("--out", "kết quả", *more), cwd=desk)
    assert done.returncode == 130, done.stderr.decode("utf-8")
    assert "Đã dừng; không có gì được ghi." in done.stderr.decode("utf-8")
    assert not done.stdout
    assert everything(desk) == before


def test_an_old_folder_stays_when_a_review_is_stopped(desk):
    (desk / "kết quả").mkdir()
    (desk / "kết quả" / "cũ.txt").write_text("cũ", "utf-8")
    before = everything(desk)
    arguments = review("--out", "kết quả", "--force")
    done = stopped_in("report.outputs", "write_workbook", *arguments, cwd=desk)
    assert done.returncode == 130
    assert everything(desk) == before


def test_a_review_that_is_stopped_after_it_has_written_says_so(desk):
    done = stopped_in("report.summary", "summary", *review("--out", "kết quả"), cwd=desk)
    assert done.returncode == 130
    assert done.stderr.decode("utf-8").splitlines()[-1] == "Đã dừng; kết quả đã được ghi đầy đủ trước đó."
    assert json.loads((desk / "kết quả" / "review.json").read_text("utf-8"))["counts"]["decided"]


@pytest.mark.parametrize("out", ["mẫu.xlsx", "mẫu"])
def test_a_demo_that_is_stopped_leaves_nothing(tmp_path, out):
    done = stopped_in("synthetic.files", "titles", "demo", out, "--people", 20, cwd=tmp_path)
    assert done.returncode == 130, done.stderr.decode("utf-8")
    assert everything(tmp_path) == set()


def test_a_command_that_is_stopped_before_it_begins(monkeypatch):
    def stopped(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "import_module", stopped)
    result = run("review", "x", rules=None)
    assert result.exit_code == 130
    assert result.stderr == "Đã dừng; không có gì được ghi.\n"


def test_stopped_while_the_program_starts(tmp_path):
    script = (
        "import eligibility.cli as cli\n"
        "def stopped(arguments):\n    raise KeyboardInterrupt\n"
        "cli._run = stopped\ncli.main([])\n"
    )
    done = python("-c", script, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_an_error_after_the_results_does_not_say_that_nothing_was_written(desk, monkeypatch):
    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("eligibility.report.summary.summary", fails)
    result = run("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--out", "kết quả")
    assert result.exit_code == 3
    assert "sau khi kết quả đã được ghi đầy đủ" in result.stderr
    assert (desk / "kết quả" / "decisions.csv").is_file()
