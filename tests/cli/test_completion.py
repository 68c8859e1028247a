"""Completion: the protocol by which shells ask, the scripts that ask, and the shells themselves."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eligibility.cli.app import COMMANDS
from eligibility.cli.completion import ASKED, BETTER, SHELLS, script
from office.command import RULES, run
from office.process import PLAIN, eligibility

HERE = [shell for shell in ("bash", "fish") if shutil.which(shell)]


def completed(line: str, shell: str = "zsh", *, lang: str = "vi", cwd: Path = Path()) -> dict[str, str]:
    """What is offered for the last word of *line*, each with its help."""
    words = line.split(" ")
    env = {
        ASKED: f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
        "LANG": f"{lang}_XX.UTF-8",
    }
    done = eligibility(cwd=cwd, env=env)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert not done.stderr
    lines = done.stdout.decode("utf-8").splitlines()
    if shell in ("zsh", "powershell"):
        return dict(zip(lines[1::3], lines[2::3], strict=True))
    pairs = [line.split(",", 1)[1].partition("\t") for line in lines if line]
    return {value: said for value, _, said in pairs}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_is_offered_commands(shell, tmp_path):
    found = completed("eligibility re", shell, cwd=tmp_path)
    assert list(found) == ["review"]
    if shell != "bash":  # which has no room for help
        assert found == {"review": "Rà soát hồ sơ và ghi kết quả vào thư mục."}


def test_all_commands_and_options_are_offered_with_help_in_both_languages(tmp_path):
    for lang in ("vi", "en"):
        found = completed("eligibility ", lang=lang, cwd=tmp_path)
        assert set(COMMANDS) <= set(found)
    assert completed("eligibility ex", cwd=tmp_path)["explain"].startswith("Giải trình")
    assert completed("eligibility ex", lang="en", cwd=tmp_path)["explain"].startswith("Explain")
    options = completed("eligibility review x --", cwd=tmp_path)
    assert {"--as-of", "--out", "--purpose", "--quiet", "--json", "--lang"} <= set(options)
    assert options["--out"] == "Thư mục kết quả, mới hoặc trống."


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("eligibility review x --purpose ", ["planning", "audit", "training"]),
        ("eligibility review x --purpose a", ["audit"]),
        ("eligibility review x --engine d", ["durable"]),
        ("eligibility review --lang ", ["vi", "en"]),
        ("eligibility completion ", list(SHELLS)),
        ("eligibility completion z", ["zsh"]),
    ],
)
def test_values_are_offered(line, offered, tmp_path):
    assert list(completed(line, cwd=tmp_path)) == offered


def test_nothing_is_offered_from_records(tmp_path):
    (tmp_path / "x.csv").write_text("Mã cán bộ\nCB01\n", "utf-8")
    assert completed("eligibility explain ", cwd=tmp_path) == {}
    assert completed("eligibility explain C", cwd=tmp_path) == {}


def test_posts_of_the_chosen_rule_book_are_offered_with_their_names(tmp_path):
    line = f"eligibility explain CB01 x.xlsx --rules {RULES} --post "
    assert completed(line, cwd=tmp_path) == {
        "chair": "Chủ tịch UBND xã",
        "deputy": "Phó Chủ tịch UBND xã",
        "head": "Trưởng phòng cấp xã",
        "clerk": "Công chức cấp xã",
    }
    assert set(completed(f"{line}cl", cwd=tmp_path)) == {"clerk"}
    shipped = completed("eligibility explain CB01 x.xlsx --post commune.f", lang="en", cwd=tmp_path)
    assert shipped == {"commune.front_chair": "Commune Front chair"}


def test_courses_are_offered_where_they_are_considered(tmp_path):
    line = "eligibility explain CB01 x.xlsx --purpose training --post llct_a"
    assert completed(line, cwd=tmp_path) == {"llct_advanced": "Lớp cao cấp lý luận chính trị"}


@pytest.mark.parametrize("folder", ["không có", "trống", "hỏng"])
def test_a_rule_book_that_cannot_be_read_offers_nothing(folder, tmp_path):
    (tmp_path / "trống").mkdir()
    broken = tmp_path / "hỏng" / "vocabulary"
    broken.mkdir(parents=True)
    (broken / "posts.yaml").write_text("posts: [{code: [a], vi: x}, b, {code: }]\n- ]", "utf-8")
    (broken / "other.yaml").write_text("posts: {code: a}\n", "utf-8")
    line = f"eligibility explain CB01 x.xlsx --rules {folder.replace(' ', '_')} --post "
    assert completed(line, cwd=tmp_path) == {}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_asks_as_the_program_answers(shell):
    printed = run("completion", shell, rules=None)
    assert printed.exit_code == 0
    assert not printed.stderr
    assert printed.stdout == script(shell)
    assert f"{shell}_complete" in printed.stdout
    assert ASKED in printed.stdout


@pytest.mark.parametrize("shell", BETTER)
def test_what_is_bettered_in_the_scripts_of_click_is_still_there(shell):
    for better in BETTER[shell].values():
        assert better in script(shell)


def test_another_shell_is_refused_with_a_list():
    refused = run("completion", "tcsh", rules=None)
    assert refused.exit_code == 2
    assert "'bash', 'zsh', 'fish', 'powershell'" in refused.stderr


@pytest.mark.parametrize("shell", HERE)
def test_in_the_shell_itself(shell, tmp_path):
    program = tmp_path / "eligibility"
    program.write_text(
        f"#!/bin/sh\nexec '{sys.executable}' -c 'from eligibility.cli import main; main()' \"$@\"\n", "utf-8"
    )
    program.chmod(0o755)
    (tmp_path / "script").write_text(script(shell), "utf-8")
    asked = {
        "bash": "source script; COMP_WORDS=(eligibility review x --pur); COMP_CWORD=3;"
        ' _eligibility_completion eligibility; printf "%s\\n" "${COMPREPLY[@]}"; complete -p eligibility',
        "fish": 'source script; complete -C "eligibility review x --pur"',
    }[shell]
    done = subprocess.run(
        [shell, *(["--norc"] if shell == "bash" else ["--no-config"]), "-c", asked],
        cwd=tmp_path,
        env={**os.environ, **PLAIN, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    lines = done.stdout.decode("utf-8").splitlines()
    assert lines[0].split("\t")[0] == "--purpose", done.stderr.decode("utf-8")
    if shell == "bash":
        assert lines[1] == "complete -o nosort -F _eligibility_completion eligibility"
