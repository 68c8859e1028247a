"""What the officer finds in a wheelhouse: starters for cmd, texts in two languages, safe replacing."""

import json
import re
import string
import sys
import zipfile
from pathlib import Path

import pytest

from offline import house
from offline.kit import install, start
from offline.targets import other, this_computer

WINDOWS = other("win_amd64", "3.13")


@pytest.fixture
def windows(tmp_path):
    folder = tmp_path / "bộ cài"
    folder.mkdir()
    house.kit(WINDOWS, "9.8.7", folder)
    return folder


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# --- what there is -----------------------------------------------------------------------------------


def test_windows_has_what_is_double_clicked(windows):
    assert files(windows) == [
        "README.txt",
        "install.bat",
        "install.ps1",
        "program/install.py",
        "program/no-python.txt",
        "program/ra-soat.bat",
        "program/start.py",
        "program/target.json",
        "uninstall.bat",
    ]


def test_others_have_a_shell_script(tmp_path):
    house.kit(other("manylinux_2_28_x86_64", "3.13"), "9.8.7", tmp_path)
    assert files(tmp_path) == [
        "README.txt",
        "install.sh",
        "program/install.py",
        "program/no-python.txt",
        "program/target.json",
    ]
    assert (tmp_path / "install.sh").stat().st_mode & 0o111


def test_no_mark_is_left_to_fill_in(windows):
    for name in files(windows):
        assert re.findall(r"@[a-z]+@", (windows / name).read_text("utf-8").replace("@args", "")) == [], name


def test_readme_names_the_python_the_version_and_the_commands(windows):
    raw = (windows / "README.txt").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "Notepad of older Windows needs the mark"
    text = raw.decode("utf-8-sig")
    for said in (
        "9.8.7",
        "python-3.13.x-amd64.exe",
        "certutil -hashfile eligibility-9.8.7-win_amd64-py313.zip SHA256",
        "pip install --no-index --find-links wheels --require-hashes -r requirements.txt",
        "Kéo thả tệp Excel vào biểu tượng",
        "uninstall.bat",
    ):
        assert said in text, said


@pytest.mark.parametrize("name", ["install.bat", "uninstall.bat", "program/ra-soat.bat", "install.ps1"])
def test_scripts_of_windows_are_ascii_with_its_ends_of_lines(windows, name):
    """cmd reads a file by the code page of the moment, and PowerShell one without a mark by the old one."""
    raw = (windows / name).read_bytes()
    assert raw.isascii()
    assert raw.count(b"\r\n") == raw.count(b"\n")


@pytest.mark.parametrize("name", ["install.bat", "program/ra-soat.bat"])
def test_consoles_are_set_to_utf_8_before_anything_is_said(windows, name):
    lines = (windows / name).read_text("ascii").splitlines()
    said = next(n for n, line in enumerate(lines) if re.match(r"\s*(echo (?!off)|type|.*python)", line))
    assert lines.index("chcp 65001 >nul") < said


def test_same_files_make_the_same_zip(windows, tmp_path):
    for name in ("one.zip", "two.zip"):
        house.pack(windows, tmp_path / name)
        for path in windows.rglob("*"):
            path.touch()
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == [f"bộ cài/{name}" for name in files(windows)]


@pytest.mark.parametrize("texts", [install.TEXTS, start.TEXTS], ids=["install", "start"])
def test_texts_are_in_both_languages_with_the_same_gaps(texts):
    def gaps(lang):
        parsed = {name: string.Formatter().parse(text) for name, text in texts[lang].items()}
        return {name: {gap for _, gap, _, _ in parts if gap} for name, parts in parsed.items()}

    assert gaps("vi") == gaps("en")


def test_texts_are_those_that_are_said():
    for module in (install, start):
        source = Path(module.__file__).read_text("utf-8")
        said = set(re.findall(r'(?:say|Stop)\("(\w+)"|texts\["(\w+)"\]', source))
        assert {one or two for one, two in said} == set(module.TEXTS["vi"])


# --- installing --------------------------------------------------------------------------------------


@pytest.fixture
def ready(tmp_path, monkeypatch):
    """A wheelhouse for this computer with one wheel in name; environments are folders with a text."""
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.setenv("LC_ALL", "")
    monkeypatch.setenv("LC_MESSAGES", "")
    folder = tmp_path / "house"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "a.whl").write_bytes(b"wheel")
    house.kit(this_computer(), "1.0", folder)
    house.sums(folder)
    monkeypatch.setattr(install, "HOUSE", folder)
    monkeypatch.setattr(install, "try_out", lambda app, _: f"eligibility {(app / 'text').read_text('utf-8')}")
    return folder


def make(monkeypatch, text):
    def made(app, *_):
        app.mkdir()
        if text is None:
            raise install.Stop("failed", "no such wheel", step="pip")
        (app / "text").write_text(text, "utf-8")

    monkeypatch.setattr(install, "make", made)


def run(place, *arguments):
    return install.main(["--place", str(place), *arguments])


def test_newer_takes_the_place_of_older(ready, tmp_path, monkeypatch, capsys):
    for text in ("1.0", "2.0"):
        make(monkeypatch, text)
        assert run(tmp_path / "place") == 0
        assert f"Đã cài đặt xong eligibility {text}." in capsys.readouterr().out
        assert (tmp_path / "place" / "app" / "text").read_text("utf-8") == text
    assert not (tmp_path / "place" / "app.old").exists()


def test_older_stays_where_newer_cannot_be_installed(ready, tmp_path, monkeypatch, capsys):
    make(monkeypatch, "1.0")
    run(tmp_path / "place")
    before = files(tmp_path / "place")
    make(monkeypatch, None)
    assert run(tmp_path / "place") == 2
    said = capsys.readouterr().err
    assert "Không cài đặt được (bước pip); máy vẫn như trước khi cài." in said
    assert "no such wheel" in said
    assert files(tmp_path / "place") == before
    assert (tmp_path / "place" / "app" / "text").read_text("utf-8") == "1.0"


def test_nothing_stays_where_nothing_was(ready, tmp_path, monkeypatch):
    make(monkeypatch, None)
    assert run(tmp_path / "place") == 2
    assert not (tmp_path / "place").exists()


def test_what_was_cut_off_is_made_good(ready, tmp_path, monkeypatch):
    """The older one was set aside and the newer one was half made."""
    make(monkeypatch, "1.0")
    run(tmp_path / "place")
    (tmp_path / "place" / "app").rename(tmp_path / "place" / "app.old")
    (tmp_path / "place" / "app").mkdir()
    make(monkeypatch, None)
    assert run(tmp_path / "place") == 2
    assert (tmp_path / "place" / "app" / "text").read_text("utf-8") == "1.0"
    (tmp_path / "place" / "app").rename(tmp_path / "place" / "app.old")
    make(monkeypatch, "2.0")
    assert run(tmp_path / "place") == 0
    assert (tmp_path / "place" / "app" / "text").read_text("utf-8") == "2.0"


@pytest.mark.parametrize("change", ["changed", "missing", "no list"])
def test_damage_is_seen_before_anything_is_done(ready, tmp_path, monkeypatch, capsys, change):
    make(monkeypatch, "1.0")
    wheel, sums = ready / "wheels" / "a.whl", ready / "SHA256SUMS"
    if change == "changed":
        wheel.write_bytes(b"other")
    else:
        (wheel if change == "missing" else sums).unlink()
    assert run(tmp_path / "place") == 2
    assert ("SHA256SUMS" if change == "no list" else "wheels/a.whl") in capsys.readouterr().err
    assert not (tmp_path / "place").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"python": "3.99"}, "Bộ cài đặt này dùng cho Python 3.99"),
        ({"system": "win64"}, "Bộ cài đặt này dùng cho win64"),
        ({"machine": "abacus"}, "Hãy dùng bộ cài đặt đúng loại máy, và Python 64 bit."),
    ],
)
def test_other_computers_are_told_so(ready, tmp_path, monkeypatch, capsys, change, said):
    make(monkeypatch, "1.0")
    place = ready / "program" / "target.json"
    place.write_text(json.dumps({**json.loads(place.read_text("utf-8")), **change}), "utf-8")
    house.sums(ready)
    assert run(tmp_path / "place") == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "place").exists()


def test_folder_of_something_else_is_left_alone(ready, tmp_path, monkeypatch, capsys):
    make(monkeypatch, "1.0")
    (tmp_path / "hồ sơ.xlsx").write_bytes(b"x")
    before = files(tmp_path)
    assert run(tmp_path) == 2
    assert "đang chứa thứ khác" in capsys.readouterr().err
    assert run(tmp_path, "--remove") == 0
    assert "không có gì để gỡ bỏ" in capsys.readouterr().out
    assert files(tmp_path) == before


def test_removing_takes_away_what_was_installed_and_nothing_else(ready, tmp_path, monkeypatch):
    make(monkeypatch, "1.0")
    place = tmp_path / "place"
    run(place)
    (place / "kết quả").mkdir()
    (place / "kết quả" / "decisions.xlsx").write_bytes(b"x")
    assert run(place, "--remove") == 0
    assert files(place) == ["kết quả/decisions.xlsx"]
    make(monkeypatch, "1.0")
    run(other_place := tmp_path / "other")
    run(other_place, "--remove")
    assert not other_place.exists()


# --- dropping workbooks ------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch):
    """What ``eligibility`` is called with; the typed day is the first of July."""
    calls = []
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.setattr(start, "command", lambda *arguments: calls.append(arguments) or 0)
    monkeypatch.setattr("builtins.input", lambda _: " 01/07/2026 ")
    monkeypatch.setattr(start.os, "startfile", lambda _: None, raising=False)
    return calls


def test_each_workbook_is_reviewed_into_a_new_folder_beside_it(asked, tmp_path, capsys):
    one, two = tmp_path / "Cán bộ & công chức.xlsx", tmp_path / "xã.xlsx"
    one.write_bytes(b"")
    two.write_bytes(b"")
    (tmp_path / "xã - kết quả rà soát").mkdir()
    (tmp_path / "xã - kết quả rà soát (2)").mkdir()
    assert start.main([str(one), str(two)]) == 0
    outs = [tmp_path / "Cán bộ & công chức - kết quả rà soát", tmp_path / "xã - kết quả rà soát (3)"]
    assert asked == [
        ("review", str(records), "--out", str(out), "--as-of", "01/07/2026")
        for records, out in zip((one, two), outs, strict=True)
    ]
    said = capsys.readouterr().out
    assert all(f"Mở tệp này để xem kết quả: {out / 'decisions.xlsx'}" in said for out in outs)


def test_workbook_that_is_not_there_does_not_keep_others_from_being_reviewed(asked, tmp_path, capsys):
    there = tmp_path / "xã.xlsx"
    there.write_bytes(b"")
    assert start.main([str(tmp_path / "R"), str(there)]) == 2
    assert [call[1] for call in asked] == [str(there)]
    assert "hãy đổi tên tệp rồi thử lại" in capsys.readouterr().out


def test_without_a_workbook_it_says_how(asked, capsys):
    assert start.main([]) == 0
    assert asked == [("--help",)]
    assert "Kéo thả tệp Excel" in capsys.readouterr().out


def test_no_day_is_today(asked, tmp_path, monkeypatch):
    def closed(_):
        raise EOFError

    monkeypatch.setattr("builtins.input", closed)
    (tmp_path / "xã.xlsx").write_bytes(b"")
    start.main([str(tmp_path / "xã.xlsx")])
    assert "--as-of" not in asked[0]


def test_exit_code_of_the_command_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert start.command("--version") == 0
    assert start.command("review", "none.xlsx") == 2
    assert sys.exc_info() == (None, None, None)
