"""The first day of a newcomer: the wheel in an environment of its own, and the commands that README.md names.

The lines are taken from the page as they stand there; between the first and the others a person fills in
the template.
"""

import csv
import os
import shlex
import subprocess
import sys
import sysconfig
from datetime import date
from pathlib import Path

import pytest

from office.command import ROOT
from office.process import PLAIN
from template.filling import Form

SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"

USUAL = {
    "Giới tính": "Nam",
    "Ngày sinh": "15/08/1985",
    "Đơn vị công tác": "UBND xã Mẫu",
    "Chức vụ hiện nay": "Trưởng phòng cấp xã",
    "Trình độ chuyên môn": "Đại học",
    "Lý luận chính trị": "Trung cấp",
    "Minh chứng LLCT": "Bằng tốt nghiệp",
    "Quản lý nhà nước": "Chuyên viên",
    "Ngày vào Đảng": "19/05/2010",
    "Ngày vào Đảng chính thức": "19/05/2011",
    "Kết luận tiêu chuẩn chính trị": "Đủ tiêu chuẩn chính trị",
    "Ngày tuyển dụng": date(2009, 1, 5),
}
PEOPLE = {
    "CB01": {"Họ và tên": "Nguyễn Văn An"},
    "CB02": {"Họ và tên": "Trần Thị Bình", "Giới tính": "Nữ", "Ngày sinh": "03/1967"},
    "CB03": {"Họ và tên": "Lê Văn Cường", "Trình độ chuyên môn": None},
}
OUTCOMES = {"CB01": "keep", "CB02": "remove", "CB03": "verify"}


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> Path:
    """The scripts of a new environment with the wheel; the libraries are those of this Python."""
    place = tmp_path_factory.mktemp("environment")
    quiet = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    wheel = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", place, ROOT)
    called(sys.executable, *quiet, *wheel, cwd=place)
    called(sys.executable, "-m", "venv", "--without-pip", place / "venv", cwd=place)
    python = place / "venv" / SCRIPTS / "python"
    home = called(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place)
    (Path(home.strip()) / "libraries.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    (built,) = place.glob("*.whl")
    called(sys.executable, *quiet, "--python", python, "install", "--no-deps", "--no-index", built, cwd=place)
    return python.parent


def called(*command: object, cwd: Path) -> str:
    """What a command says, on both streams; it must end well, and warns of nothing."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **PLAIN, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=300,
    )
    said = done.stdout.decode("utf-8")
    assert done.returncode == 0, said
    return said


def lines_of_the_readme() -> list[list[str]]:
    """The commands under "Your own records", each in words."""
    page = (ROOT / "README.md").read_text("utf-8")
    section = page.partition("## Your own records")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith(".venv/bin/eligibility ")]
    return [shlex.split(line)[1:] for line in lines]


def fill_in(place: Path) -> None:
    """Three people in the plan, rated well, of whom nobody was disciplined."""
    form = Form(place)
    for number, (own, changes) in enumerate(PEOPLE.items()):
        form.write("Cán bộ", 5 + number, {**USUAL, **changes, "Mã cán bộ": own})
        entry = {"Mã cán bộ": own, "Chức danh quy hoạch": "Phó Chủ tịch UBND xã", "Nhiệm kỳ": "2026-2031"}
        entry |= {"Đơn vị quy hoạch": "UBND xã Mẫu", "Tình trạng quy hoạch": "Đã quy hoạch"}
        form.write("Quy hoạch", 5 + number, entry)
        for shift, year in enumerate((2023, 2024, 2025)):
            rated = {"Mã cán bộ": own, "Năm": year, "Mức xếp loại": "Hoàn thành tốt nhiệm vụ"}
            form.write("Xếp loại", 5 + 3 * number + shift, rated)
    form.book["Kỷ luật"].delete_rows(4)
    form.save(place)


def test_newcomer_comes_from_nothing_to_reasons(environment, tmp_path):
    template, review, explain = lines_of_the_readme()
    assert [words[0] for words in (template, review, explain)] == ["template", "review", "explain"]
    program = environment / "eligibility"
    assert "Đã tạo can-bo.xlsx." in called(program, *template, cwd=tmp_path)

    fill_in(tmp_path / "can-bo.xlsx")
    said = called(program, *review, cwd=tmp_path)
    assert "Bộ quy tắc: đi kèm phần mềm" in said
    assert "Đọc 3 dòng quy hoạch = 3 đã xét + 0 không xét được + 0 dòng lặp lại được gộp" in said
    assert "3 cán bộ; 0 vấn đề dữ liệu; 0 dòng bị từ chối" in said

    with (tmp_path / "ket-qua" / "decisions.csv").open(encoding="utf-8-sig", newline="") as stream:
        decisions = {row["id"]: row for row in csv.DictReader(stream)}
    assert {own: row["outcome"] for own, row in decisions.items()} == OUTCOMES
    for name in ("issues.csv", "refusals.csv"):
        assert len((tmp_path / "ket-qua" / name).read_text("utf-8-sig").splitlines()) == 1, name

    said = called(program, *explain, cwd=tmp_path)
    assert "Nguyễn Văn An (CB01)" in said
    assert "Kết quả: Tiếp tục quy hoạch" in said
    assert "can-bo.xlsx!Cán bộ!" in said
    assert {entry.name for entry in tmp_path.iterdir()} == {"can-bo.xlsx", "ket-qua"}


def test_newcomer_is_told_what_is_still_to_be_filled_in(environment, tmp_path):
    """A sheet that was left as it is says nothing: nobody is kept for want of a list of disciplines."""
    template, review, _ = lines_of_the_readme()
    program = environment / "eligibility"
    called(program, *template, cwd=tmp_path)
    form = Form(tmp_path / "can-bo.xlsx")
    form.write("Cán bộ", 5, {**USUAL, **PEOPLE["CB01"], "Mã cán bộ": "CB01"})
    entry = {"Mã cán bộ": "CB01", "Chức danh quy hoạch": "Phó Chủ tịch UBND xã", "Nhiệm kỳ": "2026-2031"}
    form.write("Quy hoạch", 5, {**entry, "Tình trạng quy hoạch": "Đã quy hoạch"})
    form.save(tmp_path / "can-bo.xlsx")
    called(program, *review, cwd=tmp_path)
    with (tmp_path / "ket-qua" / "decisions.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["outcome"], "disciplin" in row["unknown"]) == ("verify", True)
