"""Results appear whole or not at all; nothing is deleted, overwritten or left lying about."""

import errno
import hashlib
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest

from office.command import RULES, run
from office.process import python
from office.records import AS_OF

BASE = ("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--out", "kq")


def contents(place: Path) -> Mapping[str, bytes]:
    """All files below *place* with their contents; folders end in a stroke."""
    return {
        str(path.relative_to(place)) + ("/" if path.is_dir() else ""): b""
        if path.is_dir()
        else path.read_bytes()
        for path in sorted(place.rglob("*"))
    }


@pytest.fixture
def old(desk) -> Path:
    """An older folder of results."""
    place = desk / "kq"
    place.mkdir()
    (place / "decisions.xlsx").write_bytes(b"the officer's own notes")
    return place


FAILURES = [
    (RuntimeError("Nguyễn Văn An"), 3),
    (ValueError("CB01"), 3),
    (MemoryError(), 3),
    (KeyboardInterrupt(), 130),
    (PermissionError(errno.EACCES, "held"), 2),
    (OSError(errno.ENOSPC, "full"), 2),
]


@pytest.mark.parametrize(("failure", "code"), FAILURES, ids=lambda x: type(x).__name__)
def test_failure_while_the_workbook_is_written(desk, monkeypatch, failure, code):
    from eligibility.report import outputs

    def fail(tables, place, *_):
        place.write_bytes(b"half")
        raise failure

    monkeypatch.setattr(outputs, "write_workbook", fail)
    before = contents(desk)
    result = run(*BASE)
    assert result.exit_code == code
    assert result.stdout == ""
    assert contents(desk) == before


@pytest.mark.parametrize(("failure", "code"), FAILURES, ids=lambda x: type(x).__name__)
def test_failure_leaves_the_old_folder_untouched(desk, old, monkeypatch, failure, code):
    import xlsxwriter

    def fail(self):
        raise failure

    monkeypatch.setattr(xlsxwriter.Workbook, "_store_workbook", fail)
    before = contents(desk)
    result = run(*BASE, "--force")
    assert result.exit_code == code
    assert contents(desk) == before


@pytest.mark.parametrize(
    "failure", [PermissionError(errno.EACCES, "held"), KeyboardInterrupt()], ids=["held", "stopped"]
)
def test_failure_of_the_last_step_puts_the_old_folder_back(desk, old, monkeypatch, failure):
    replace = Path.replace

    def fail(self, target):
        if self.name.startswith(".kq.part"):
            raise failure
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    before = contents(desk)
    result = run(*BASE, "--force")
    assert result.exit_code == (2 if isinstance(failure, OSError) else 130)
    assert contents(desk) == before


def test_old_folder_that_cannot_be_moved_stays(desk, old, monkeypatch):
    replace = Path.replace

    def fail(self, target):
        if self.name == "kq":
            raise PermissionError(errno.EACCES, "open in Excel")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    before = contents(desk)
    result = run(*BASE, "--force")
    assert result.exit_code == 2
    assert "Không ghi được vào kq: nếu đang mở trong Excel, hãy đóng lại" in result.stderr
    assert contents(desk) == before


def test_folders_made_on_the_way_go_when_it_fails(desk, monkeypatch):
    from eligibility.report import outputs

    monkeypatch.setattr(outputs, "write_workbook", lambda *_: 1 / 0)
    before = contents(desk)
    assert run(*BASE[:-1], "a/b/kq").exit_code == 3
    assert contents(desk) == before


def test_folder_that_may_not_be_written_to(desk, monkeypatch):
    def fail(self, *_, **__):
        raise PermissionError(errno.EACCES, "read-only")

    monkeypatch.setattr(Path, "mkdir", fail)
    result = run(*BASE)
    assert result.exit_code == 2
    assert "thư mục không cho ghi" in result.stderr


def test_force_moves_and_deletes_nothing(desk, old):
    notes = contents(old)
    assert run(*BASE, "--force").exit_code == 0
    assert contents(desk / "kq.old-1") == notes


def test_force_moves_a_file_that_is_in_the_way(desk):
    (desk / "kq").write_text("ghi chú", "utf-8")
    assert run(*BASE).exit_code == 2
    assert run(*BASE, "--force").exit_code == 0
    assert (desk / "kq.old-1").read_text("utf-8") == "ghi chú"


def test_link_in_the_way_is_moved_and_not_followed(desk):
    (desk / "thật").mkdir()
    (desk / "thật" / "a.txt").touch()
    (desk / "kq").symlink_to("thật")
    assert run(*BASE, "--force").exit_code == 0
    assert (desk / "kq.old-1").is_symlink()
    assert set(contents(desk / "thật")) == {"a.txt"}
    assert not (desk / "kq").is_symlink()


def test_input_is_never_written_to(desk):
    record = desk / "hồ sơ.xlsx"
    before = (hashlib.sha256(record.read_bytes()).digest(), record.stat().st_mtime_ns)
    for arguments in (BASE, ("explain", "CB01", "hồ sơ.xlsx", "--as-of", AS_OF)):
        assert run(*arguments).exit_code == 0
    assert (hashlib.sha256(record.read_bytes()).digest(), record.stat().st_mtime_ns) == before


INTERRUPT = f"""
import os, signal
from eligibility.report import outputs

def stop(tables, place, *_):
    place.write_bytes(b"half")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # though tests may run in the background
    os.kill(os.getpid(), signal.{signal.SIGINT.name})

outputs.write_workbook = stop
from eligibility.cli import main
main()
"""


def test_ctrl_c_leaves_nothing_behind(desk):
    before = contents(desk)
    done = python("-c", INTERRUPT, *BASE, "--rules", RULES, cwd=desk)
    assert done.returncode == 130
    assert done.stderr.decode("utf-8").endswith("Đã dừng; không có gì được ghi.\n")
    assert b"Traceback" not in done.stderr
    assert contents(desk) == before
