"""``eligibility template``: a workbook that is new, whole, and never written over another."""

import csv

import pytest
from openpyxl import load_workbook

from office.command import run
from office.records import AS_OF

TEMPLATE = ("template", "--out", "mẫu.xlsx", "--as-of", AS_OF)


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("lang", "said", "people"),
    [("vi", "Đã tạo mẫu.xlsx.", "Cán bộ"), ("en", "Written: mẫu.xlsx.", "People")],
)
def test_workbook_in_either_language(place, lang, said, people):
    result = run(*TEMPLATE, lang=lang, rules=None)
    assert (result.exit_code, result.stdout) == (0, "")
    assert said in result.stderr
    assert [entry.name for entry in place.iterdir()] == ["mẫu.xlsx"]
    assert people in load_workbook(place / "mẫu.xlsx").sheetnames


@pytest.mark.parametrize(("lang", "name"), [("vi", "mau-ho-so.xlsx"), ("en", "records-template.xlsx")])
def test_name_where_none_is_given(place, lang, name):
    result = run("template", "--as-of", AS_OF, lang=lang)
    assert [entry.name for entry in place.iterdir()] == [name]
    assert f"eligibility review {name} --as-of {AS_OF} --out " in result.stderr


def test_quiet():
    result = run(*TEMPLATE, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "mẫu.xlsx, trang Cán bộ: chưa nhập ai (chỉ có dòng ví dụ)"),
        ("en", "mẫu.xlsx, sheet Cán bộ: nobody is entered (there is only the example row)"),
    ],
)
@pytest.mark.parametrize("command", [("review",), ("explain", "M001")])
def test_unfilled_it_has_nobody(lang, said, command):
    assert run(*TEMPLATE, rules=None).exit_code == 0
    result = run(*command, "mẫu.xlsx", "--as-of", AS_OF, lang=lang, rules=None)
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_is_there_stays_unless_forced(place):
    (place / "mẫu.xlsx").write_text("cũ", "utf-8")
    refused = run(*TEMPLATE)
    assert refused.exit_code == 2
    assert "mẫu.xlsx đã có" in refused.stderr
    assert (place / "mẫu.xlsx").read_text("utf-8") == "cũ"
    forced = run(*TEMPLATE, "--force")
    assert forced.exit_code == 0
    assert "Bản cũ đã chuyển thành mẫu.xlsx.old-1" in forced.stderr
    assert (place / "mẫu.xlsx.old-1").read_text("utf-8") == "cũ"
    assert sorted(entry.name for entry in place.iterdir()) == ["mẫu.xlsx", "mẫu.xlsx.old-1"]


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (OSError, 2), (ValueError, 3)])
def test_what_fails_leaves_everything_as_it_was(place, monkeypatch, error, code):
    from eligibility.template import files

    (place / "mẫu.xlsx").write_text("cũ", "utf-8")

    def fail(book, title, part, name):
        part.write_text("nửa chừng", "utf-8")
        raise error

    monkeypatch.setattr(files, "write_workbook", fail)
    assert run(*TEMPLATE, "--force").exit_code == code
    assert [entry.name for entry in place.iterdir()] == ["mẫu.xlsx"]
    assert (place / "mẫu.xlsx").read_text("utf-8") == "cũ"


@pytest.mark.parametrize("name", ["mẫu.xls", "mẫu.ods", "mẫu.csv", "mẫu.v2"])
def test_other_kinds_of_files_are_refused(place, name):
    result = run("template", "--out", name)
    assert result.exit_code == 2
    assert "đuôi .xlsx" in result.stderr
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", [".", "../"])
def test_current_folder_is_never_replaced(place, name):
    assert run("template", "--out", name, "--force").exit_code == 2
    assert place.is_dir()


def test_folder_of_csv_that_a_review_understands(place):
    assert run("template", "--out", "mẫu", "--as-of", AS_OF, rules=None).exit_code == 0
    with (place / "mẫu" / "people.csv").open(encoding="utf-8-sig", newline="") as stream:
        headings, example = csv.reader(stream)
    assert (headings[:2], example[:2]) == (["Mã cán bộ", "Họ và tên"], ["VÍ DỤ", "Nguyễn Văn A"])
    result = run("review", "mẫu", "--as-of", AS_OF, rules=None)
    assert (result.exit_code, "chưa nhập ai" in result.stderr) == (2, True)
    with (place / "mẫu" / "people.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow(["007", "Trần Thị Bình"])
    result = run("review", "mẫu", "--as-of", AS_OF, rules=None)
    assert result.exit_code == 0
    assert "1 cán bộ; 0 vấn đề dữ liệu; 0 dòng bị từ chối" in result.stdout


def test_folder_that_is_there_is_moved_aside(place):
    for force in ((), ("--force",)):
        assert run("template", "--out", "mẫu", "--as-of", AS_OF, *force).exit_code == 0
    assert run("template", "--out", "mẫu").exit_code == 2
    assert sorted(entry.name for entry in place.iterdir()) == ["mẫu", "mẫu.old-1"]


def test_broken_rule_book_makes_nothing(place):
    from office.mistakes import broken

    broken(place / "quy tắc")
    assert run(*TEMPLATE, "--rules", "quy tắc", rules=None).exit_code == 2
    assert [entry.name for entry in place.iterdir()] == ["quy tắc"]
