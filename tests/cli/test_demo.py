"""``eligibility demo``: synthetic records that the review takes."""

import json

import pytest

from office.command import run
from office.records import AS_OF

DEMO = ("demo", "mẫu.xlsx", "--people", "12", "--as-of", AS_OF)


def make(*arguments, **options):
    return run(*(arguments or DEMO), rules=None, **options)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("vi", "Đã tạo 12 người giả lập: mẫu.xlsx\n"), ("en", "12 synthetic people written: mẫu.xlsx\n")],
)
def test_workbook_that_a_review_takes(tmp_path, monkeypatch, lang, said):
    monkeypatch.chdir(tmp_path)
    result = make(lang=lang)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith(said)
    review = run("review", "mẫu.xlsx", "--as-of", AS_OF, "--json", rules=None)
    assert json.loads(review.stdout)["counts"]["people"] == 12


def test_folder_of_csv_that_a_review_takes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert make("demo", "mẫu", "--people", "5", "--faults", "--seed", "3").exit_code == 0
    assert (tmp_path / "mẫu" / "people.csv").is_file()
    assert run("review", "mẫu", rules=None, lang="vi").exit_code == 0


def test_same_seed_same_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("một", "hai"):
        make("demo", name, "--people", "5", "--seed", "7", "--as-of", AS_OF)
    make("demo", "ba", "--people", "5", "--seed", "8", "--as-of", AS_OF)
    one, two, three = ((tmp_path / name / "people.csv").read_bytes() for name in ("một", "hai", "ba"))
    assert one == two != three


def test_quiet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = make(*DEMO, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_what_is_there_stays_unless_forced(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mẫu.xlsx").write_text("cũ", "utf-8")
    refused = make()
    assert refused.exit_code == 2
    assert "Thư mục mẫu.xlsx không trống" in refused.stderr
    assert (tmp_path / "mẫu.xlsx").read_text("utf-8") == "cũ"
    forced = make(*DEMO, "--force")
    assert forced.exit_code == 0
    assert "chuyển thành mẫu.xlsx.old-1" in forced.stderr
    assert (tmp_path / "mẫu.xlsx.old-1").read_text("utf-8") == "cũ"


def test_failure_puts_the_old_file_back(tmp_path, monkeypatch):
    import eligibility.synthetic

    monkeypatch.chdir(tmp_path)
    (tmp_path / "mẫu.xlsx").write_text("cũ", "utf-8")

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(eligibility.synthetic, "demo", fail)
    assert make(*DEMO, "--force").exit_code == 130
    assert [place.name for place in tmp_path.iterdir()] == ["mẫu.xlsx"]
    assert (tmp_path / "mẫu.xlsx").read_text("utf-8") == "cũ"


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "vượt quá một trang Excel"), ("en", "More rows than a sheet")]
)
def test_more_rows_than_a_sheet_holds(tmp_path, monkeypatch, lang, said):
    from eligibility.synthetic import files

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files, "MAX_ROWS", 10)
    result = make(lang=lang)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_current_folder_is_never_replaced(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert make("demo", ".", "--force").exit_code == 2
    assert tmp_path.is_dir()


def test_other_rule_books(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("demo", "mẫu.xlsx", "--people", "5", "--as-of", AS_OF).exit_code == 0
    assert run("review", "mẫu.xlsx", "--as-of", AS_OF).exit_code == 0
