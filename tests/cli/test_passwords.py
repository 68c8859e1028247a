"""Passwords on the command line: asked for without showing them, or from a descriptor; never an argument."""

import os
import select
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from office.command import RULES, run
from office.locked import WORD, locked_xlsx
from office.process import PLAIN
from office.records import AS_OF

PROMPT = "Mật khẩu của khóa.xlsx: ".encode()
HANG = 120
"""Seconds after which nothing more is said."""

REVIEW = ("review", "khóa.xlsx", "--as-of", AS_OF)


@pytest.fixture
def locked(desk):
    """The workbook of the office, locked, beside the plain one."""
    file = desk / "khóa.xlsx"
    file.write_bytes(locked_xlsx((desk / "hồ sơ.xlsx").read_bytes()))
    return file


@contextmanager
def descriptor(content):
    """A descriptor from which *content* can be read."""
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    try:
        yield str(reading)
    finally:
        os.close(reading)


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\nmore\n"])
def test_the_first_line_of_a_descriptor_is_the_password(locked, ending):
    with descriptor(f"{WORD}{ending}".encode()) as number:
        found = run(*REVIEW, "--password-fd", number)
    assert found.exit_code == 0, found.output
    assert (
        found.stdout.replace("khóa.xlsx", "hồ sơ.xlsx")
        == run("review", "hồ sơ.xlsx", "--as-of", AS_OF).stdout
    )
    assert WORD not in found.output


def test_explain_and_training_know_passwords_too(locked):
    for arguments in (
        ("explain", "CB02", "khóa.xlsx"),
        ("training", "needs", "khóa.xlsx", "--rules", str(RULES)),
    ):
        with descriptor(WORD.encode()) as number:
            found = run(*arguments, "--as-of", AS_OF, "--password-fd", number)
        assert found.exit_code == 0, found.output


def test_no_copy_of_locked_records_is_kept_in_the_results(locked, desk):
    with descriptor(WORD.encode()) as number:
        found = run(*REVIEW, "--password-fd", number, "--out", "kết quả")
    assert found.exit_code == 0, found.output
    assert "không giữ bản sao hồ sơ" in found.stderr
    assert (desk / "kết quả" / "decisions.csv").is_file()
    assert not (desk / "kết quả" / "basis").exists()
    assert run("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--out", "mở").exit_code == 0
    assert (desk / "mở" / "basis").is_dir()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"sai\n", "Mật khẩu của khóa.xlsx không đúng"),
        (b"", "Mật khẩu của khóa.xlsx không đúng"),
        (b"\xff\xfe\n", "không đọc được mật khẩu từ bộ mô tả tệp số"),
    ],
)
def test_a_wrong_password_is_said(locked, content, said):
    with descriptor(content) as number:
        found = run(*REVIEW, "--password-fd", number)
    assert found.exit_code == 2
    assert said in found.stderr
    assert found.stdout == ""


@pytest.mark.parametrize("number", ["987", "x", "-1"])
def test_a_descriptor_that_is_none_is_wrong_usage(locked, number):
    found = run(*REVIEW, "--password-fd", number)
    assert found.exit_code == 2
    assert "--password-fd" in found.stderr


def test_without_a_terminal_it_is_said_how_to_give_a_password(locked):
    found = run(*REVIEW)
    assert found.exit_code == 2
    assert "khóa.xlsx có mật khẩu" in found.stderr
    assert "--password-fd" in found.stderr


def test_a_descriptor_is_not_read_for_a_workbook_without_password(desk):
    with descriptor(b"x") as number:
        assert run("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--password-fd", number).exit_code == 0
        assert os.read(int(number), 9) == b"x"


def interruptible():
    """Interrupts count, though whoever runs the tests in the background may ignore them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["sai\n", f"{WORD}\n"], 0, "Mật khẩu của khóa.xlsx không đúng"),
        (["sai\n", "\n", "sai\n"], 2, "Mật khẩu của khóa.xlsx không đúng"),
        ([signal.SIGINT], 130, "Đã dừng"),
        (["\x04"], 2, "--password-fd"),
    ],
    ids=["second", "thrice wrong", "interrupted", "closed"],
)
def test_on_a_terminal_the_password_is_asked_for_and_not_shown(locked, typed, code, said):
    import pty

    terminal, end = pty.openpty()
    script = "from eligibility.cli import main; main()"
    command = [sys.executable, "-c", script, *REVIEW, "--rules", str(RULES), "--lang", "vi"]
    streams = {"stdin": end, "stdout": end, "stderr": end, "preexec_fn": interruptible}
    with subprocess.Popen(command, **streams, env={**os.environ, **PLAIN}, start_new_session=True) as process:
        os.close(end)
        screen, answered, left = b"", 0, list(typed)
        while select.select([terminal], [], [], HANG)[0]:
            try:
                screen += os.read(terminal, 65_536)
            except OSError:  # the process has ended
                break
            if left and screen.count(PROMPT) > answered:
                answered += 1
                answer = left.pop(0)
                if isinstance(answer, str):
                    os.write(terminal, answer.encode())
                else:
                    process.send_signal(answer)
        try:
            process.wait(HANG)
        finally:
            process.kill()
    os.close(terminal)
    shown = screen.decode("utf-8")
    assert process.returncode == code, shown
    assert said in shown
    assert WORD not in shown
    assert left == []
