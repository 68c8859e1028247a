"""The program as it is started: encodings, colours, languages, exit codes of the process."""

import json
import os
import subprocess
import sys

import pytest

from eligibility.cli.language import choose_language
from office.command import RULES
from office.process import PLAIN, eligibility
from office.records import AS_OF

REVIEW = ("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--rules", RULES)


def test_output_is_utf8_whatever_the_console_says(desk):
    """A console of Windows offers cp1252, which has no Vietnamese."""
    done = eligibility(*REVIEW, cwd=desk, env={"PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Rà soát quy hoạch hằng năm" in out
    assert "Bộ quy tắc" in err
    assert "\\u" not in out + err


def test_piped_output_is_plain(desk):
    done = eligibility(*REVIEW, cwd=desk, env={"COLUMNS": "40", "TERM": "xterm-256color"})
    text = done.stdout.decode("utf-8") + done.stderr.decode("utf-8")
    assert "\x1b" not in text
    assert max(map(len, done.stdout.decode("utf-8").splitlines())) > 60


def on_a_terminal(*arguments: object, cwd, env) -> str:
    """What a command prints on a terminal."""
    ours, theirs = pytest.importorskip("pty").openpty()
    with subprocess.Popen(
        [sys.executable, "-c", "from eligibility.cli import main; main()", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **PLAIN, "TERM": "xterm-256color", **env},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        pieces = []
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            pieces.append(piece)
        os.close(ours)
        assert process.wait(300) == 0
    return b"".join(pieces).decode("utf-8")


def test_colour_is_for_terminals_and_can_be_turned_off(desk):
    coloured = on_a_terminal(*REVIEW, cwd=desk, env={})
    assert "\x1b[38;" in coloured
    assert "Tiếp tục quy hoạch" in coloured
    plain = on_a_terminal(*REVIEW, cwd=desk, env={"NO_COLOR": "1"})
    assert "\x1b[38;" not in plain
    assert "\x1b[3" not in plain


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--version"], 0), (["check", "--rules", str(RULES)], 0), (["check", "/không/có"], 2), (["reviw"], 2)],
)
def test_exit_codes_of_the_process(tmp_path, arguments, code):
    assert eligibility(*arguments, cwd=tmp_path).returncode == code


def test_language_of_the_process(tmp_path):
    def first(*arguments, **env):
        return eligibility(*arguments, cwd=tmp_path, env=env).stderr.decode("utf-8").splitlines()[0]

    assert first("reviw").startswith("Cách dùng:")
    assert first("reviw", LANG="en_US.UTF-8").startswith("Usage:")
    assert first("--lang", "en", "reviw").startswith("Usage:")
    assert first("reviw", LANG="en_US.UTF-8", LANGUAGE="en").startswith("Usage:")


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        ([], {}, "vi"),
        ([], {"LANG": "C.UTF-8"}, "vi"),
        ([], {"LANG": "POSIX"}, "vi"),
        ([], {"LANG": "vi_VN.UTF-8"}, "vi"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "fr_FR"}, "en"),
        ([], {"LANG": "en_US", "LC_ALL": "vi_VN"}, "vi"),
        ([], {"LANG": "vi_VN", "LC_MESSAGES": "en_US"}, "en"),
        (["--lang", "en"], {"LANG": "vi_VN"}, "en"),
        (["review", "--lang=vi"], {"LANG": "en_US"}, "vi"),
        (["review", "--lang", "xx"], {"LANG": "en_US"}, "en"),
        (["review", "--", "--lang", "en"], {}, "vi"),
        (["--lang"], {}, "vi"),
    ],
)
def test_choice_of_language(arguments, environment, lang):
    assert choose_language(arguments, environment) == lang


def test_language_that_there_is_not(tmp_path):
    done = eligibility("check", "--lang", "xx", cwd=tmp_path)
    assert done.returncode == 2
    assert "'xx' không thuộc các giá trị 'vi', 'en'." in done.stderr.decode("utf-8")


def test_json_can_be_piped_on(desk):
    done = eligibility(*REVIEW, "--json", cwd=desk, env={"PYTHONIOENCODING": "ascii"})
    assert done.stderr == b""
    assert json.loads(done.stdout.decode("utf-8"))["schema"] == "eligibility/review/1"


def test_reader_that_goes_away_is_no_internal_error(desk):
    """``eligibility review ... | head -1``."""
    command = "from eligibility.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", command, *map(str, REVIEW), "--json"],
        cwd=desk,
        env={**os.environ, **PLAIN},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        error = process.stderr.read()
        assert process.wait(300) == 1
    assert b"internal" not in error.lower()
    assert "Lỗi nội bộ" not in error.decode("utf-8")
