"""``eligibility training plan`` and ``why`` from the outside."""

import json
import shutil

import polars as pl
import pytest

from eligibility.training import solving
from office.command import ROOT, run

RECORDS, CLASSES = "can-bo-mau.xlsx", "lop-mau.xlsx"
PLAN = ("training", "plan", RECORDS, "--classes", CLASSES, "--as-of", "2026-06-30")
WHY = ("training", "why", "M075", RECORDS, "--classes", CLASSES, "--as-of", "2026-06-30")
FIRST = (*PLAN, "--first")
HEADINGS = "Mã lớp,Chương trình,Hình thức học,Khai giảng,Bế giảng,Chỉ tiêu\n"


@pytest.fixture
def samples(tmp_path, monkeypatch):
    """A folder with the records and the class list of the sample."""
    place = tmp_path / "bàn"
    place.mkdir()
    for name in (RECORDS, CLASSES):
        shutil.copyfile(ROOT / "cases" / "samples" / name, place / name)
    monkeypatch.chdir(place)
    return place


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_plan_is_printed(samples, lang):
    result = run(*PLAN, lang=lang)
    assert result.exit_code == 0, result.stderr
    said = " ".join(result.stdout.split())
    title = {"vi": "Kế hoạch cử đi học 2026–2028", "en": "Training plan 2026–2028"}[lang]
    proven = {"vi": "không có phương án nào tốt hơn", "en": "no plan is better"}[lang]
    assert title in said
    assert proven in said
    assert "Đinh Khắc Tài (M046)" in said


def test_results_are_written(samples):
    result = run(*FIRST, "--out", "kế hoạch")
    assert result.exit_code == 0
    assert "Đã ghi: kế hoạch" in result.stderr
    data = json.loads((samples / "kế hoạch" / "plan.json").read_text("utf-8"))
    frame = pl.read_parquet(samples / "kế hoạch" / "seats.parquet")
    assert data["counts"]["seats"] == frame.height == len(data["seats"])
    assert not data["proven"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_one_command_says_why_and_what_it_would_take(samples, lang):
    result = run(*WHY, "--course", "cao cấp llct", lang=lang)
    assert result.exit_code == 0, result.stderr
    said = " ".join(result.stdout.split())
    assert {"vi": "thêm 1 chỗ ở lớp CC27", "en": "1 more in class CC27"}[lang] in said
    assert {"vi": "nếu mở thêm một lớp", "en": "if one more class of this course were opened"}[lang] in said
    assert {"vi": "hạn phải đạt sớm hơn", "en": "the level is demanded earlier"}[lang] in said


def test_the_answer_for_programs(samples):
    data = json.loads(run(*WHY, "--course", "llct_advanced", "--json").stdout)
    assert (data["schema"], data["id"], data["proven"]) == ("eligibility/training-why/1", "M075", True)
    (course,) = data["courses"]
    assert (course["course"], course["seat"]) == ("llct_advanced", "")
    assert course["needed"]


def test_what_if_seats_or_priorities_were_others(samples):
    for option in (("--seats", "CC27=2"), ("--priorities", "planned_head")):
        changes = json.loads(run(*FIRST, *option, "--json").stdout)["changes"]
        assert isinstance(changes, list)
    changes = json.loads(run(*PLAN, "--seats", "CC27=2", "--json").stdout)["changes"]
    assert [(row["id"], row["before"], row["after"]) for row in changes] == [("M075", "", "CC27")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*PLAN, "--years", "2028-2026"), "không phải khoảng năm"),
        ((*PLAN, "--seats", "CC27"), "không phải số chỗ"),
        ((*FIRST, "--seats", "CC72=2"), "không có lớp `CC72`"),
        ((*PLAN, "--priorities", "heldd"), "không có mức ưu tiên `heldd`"),
        ((*WHY, "--course", "cao cap"), "không có chương trình `cao cap`"),
        (("training", "plan", RECORDS, "--as-of", "2026-06-30"), "--classes"),
        (("training", "plan", RECORDS, "--classes", "không.xlsx"), "không.xlsx"),
        ((*PLAN[:-1], "2021-06-30"), "không nêu cách phân bổ"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told(samples, arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr


def test_every_cell_to_be_mended_is_told_and_no_plan_is_made(samples):
    text = HEADINGS + "TC26,Lớp lạ,Tập trung,09/2026,31/03/2027,4\n,Cao cấp LLCT,,01/03/2027,,\n"
    (samples / "lớp.csv").write_text(text, "utf-8")
    result = run("training", "plan", RECORDS, "--classes", "lớp.csv", "--as-of", "2026-06-30", "--out", "kq")
    assert result.exit_code == 2
    assert "Danh sách lớp có 5 chỗ phải sửa" in result.stderr
    assert "lớp.csv!2:2: `Lớp lạ`: không đọc được" in result.stderr
    assert "lớp.csv!4:2: `09/2026`: cần đủ ngày, tháng, năm" in result.stderr
    assert not (samples / "kq").exists()


def test_decisions_that_cannot_be_kept_are_told_in_words(samples):
    (samples / "lớp").mkdir()
    (samples / "lớp" / "classes.csv").write_text(
        HEADINGS + "TC26,Trung cấp LLCT,Tập trung,01/09/2026,31/03/2027,1\n", "utf-8"
    )
    (samples / "lớp" / "enrolments.csv").write_text(
        "Mã cán bộ,Mã lớp,Tình trạng\nM036,TC26,Đã cử\nM044,TC26,Đã cử\n", "utf-8"
    )
    result = run("training", "plan", RECORDS, "--classes", "lớp", "--as-of", "2026-06-30")
    assert result.exit_code == 2
    assert "lớp TC26 chỉ có 1 chỗ: Nông Đình Quân (M036), Hoàng Thị Bích Thơm (M044)" in result.stderr


def test_somebody_who_is_not_there(samples):
    result = run("training", "why", "M75", *WHY[3:])
    assert result.exit_code == 2
    assert "M075" in result.stderr


def test_ctrl_c_writes_the_last_good_answer(samples, monkeypatch):
    real, calls = solving._run, []

    def stopping(solver):
        calls.append(solver)
        real(solver)
        return len(calls) >= 2

    monkeypatch.setattr(solving, "_run", stopping)
    result = run(*PLAN, "--out", "kq")
    assert result.exit_code == 130
    assert "phương án tốt nhất tìm được đến lúc dừng" in result.stderr
    data = json.loads((samples / "kq" / "plan.json").read_text("utf-8"))
    assert (data["stopped"], data["proven"]) == (True, False)


def test_the_solver_hears_ctrl_c(monkeypatch):
    """The keyboard is looked at while the solver works, and the solver is told."""

    class Slow:
        HandleUserInterrupt = False
        cancelled = False

        def run(self):
            while not self.cancelled:
                pass

        def cancelSolve(self):  # noqa: N802  (its name for it)
            self.cancelled = True

    looks = []

    class Thread(solving.Thread):
        def join(self, timeout=None):
            looks.append(timeout)
            if len(looks) == 1:
                raise KeyboardInterrupt
            super().join(timeout)

    monkeypatch.setattr(solving, "Thread", Thread)
    assert solving._run(Slow())
