"""A column map says what the headings of an office's file stand for; it serves the next year too."""

import json

import pytest
import yaml
from openpyxl import Workbook

from office.annexes import first_annex, write_annexes
from office.command import ROOT, run
from office.records import AS_OF, office, write
from office.reviewed import reviewed

STRANGE = {"Mã cán bộ": "Hồ sơ", "Lý luận chính trị": "Bằng chính trị", "Họ và tên": "Người"}


@pytest.fixture
def strange(tmp_path):
    """The office's records with headings that nobody knows, and a sheet under another name."""
    tables = office()
    headings, rows = tables.pop("Cán bộ")
    made = {"Danh sách 1": (tuple(STRANGE.get(text, text) for text in headings), rows), **tables}
    return write(tmp_path / "lạ.xlsx", made)


def kept(strange, tmp_path, **fields):
    """The map that the command writes, with *fields* set by hand."""
    place = tmp_path / "cột.yaml"
    result = run("map", strange, "--out", place, "--quiet", "--as-of", AS_OF)
    assert result.exit_code == 0, result.stderr
    data = yaml.safe_load(place.read_text("utf-8"))
    for sheet in data["sheets"]:
        sheet["columns"] |= {text: field for text, field in fields.items() if text in sheet["columns"]}
    data["sheets"][0]["table"] = "people"
    place.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return place


MEANT = {
    "Hồ sơ": "people.id",
    "Bằng chính trị": "people.llct",
    "Người": "people.full_name",
}


def outcomes(records, *more):
    result = run("review", records, "--as-of", AS_OF, "--json", *more)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["counts"]["outcomes"]


def test_a_map_reads_a_strange_file_as_the_usual_one(strange, tmp_path):
    place = kept(strange, tmp_path, **MEANT)
    assert run("review", strange, "--as-of", AS_OF).exit_code == 2
    assert outcomes(strange, "--map", place) == dict(reviewed().counts.outcomes)


def test_the_map_serves_another_order_of_columns(strange, tmp_path):
    place = kept(strange, tmp_path, **MEANT)
    tables = office()
    headings, rows = tables.pop("Cán bộ")
    turned = tuple(STRANGE.get(text, text) for text in reversed(headings))
    next_year = {"DANH SÁCH 1": (turned, [tuple(reversed(row)) for row in rows]), **tables}
    records = write(tmp_path / "năm sau.xlsx", next_year)
    assert outcomes(records, "--map", place) == dict(reviewed().counts.outcomes)


def test_what_is_kept_unchanged_changes_nothing(office_workbook, tmp_path):
    place = kept(office_workbook, tmp_path)
    assert outcomes(office_workbook, "--map", place) == outcomes(office_workbook)


def test_a_column_left_out_is_told_and_unknown(office_workbook, tmp_path):
    place = kept(office_workbook, tmp_path, **{"Trình độ chuyên môn": "-"})
    result = run("review", office_workbook, "--as-of", AS_OF, "--map", place, "--out", tmp_path / "kq")
    assert result.exit_code == 0, result.stderr
    issues = (tmp_path / "kq" / "issues.csv").read_text("utf-8-sig")
    assert "bỏ qua: Trình độ chuyên môn" in issues


def test_the_preview_says_how_sure_it_is(tmp_path):
    place = write_annexes(tmp_path / "phụ lục.xlsx", {"PL1": first_annex()})
    data = json.loads(
        run("map", place, "--json", "--as-of", AS_OF, "--rules", ROOT / "rules", rules=None).stdout
    )
    (sheet,) = data["sheets"]
    assert (sheet["table"], sheet["first"], sheet["last"], sheet["named"]) == ("people", 5, 6, True)
    assert 0.7 < sheet["confidence"] < 1
    columns = {column["letter"]: column for column in sheet["columns"]}
    assert columns["B"]["field"] == "people.full_name"
    assert columns["D"]["heading"] == "Ngày sinh Nữ"
    assert (columns["L"]["field"], columns["B"]["read"], columns["B"]["stated"]) == ("", 3, 3)
    shown = run("map", place, "--as-of", AS_OF, "--rules", ROOT / "rules", rules=None).stdout
    assert "tiêu đề ở dòng 5-6" in shown


def test_a_sheet_that_says_nobody_and_one_that_is_no_table_are_told(tmp_path):
    book = Workbook()
    book.active.title = "Cán bộ"
    for row in (["Họ tên", "LLCT"], ["An", "TC"]):
        book.active.append(row)
    book.create_sheet("Ghi chép").append(["gì đó"])
    book.save(tmp_path / "a.xlsx")
    shown = run("map", tmp_path / "a.xlsx").stdout
    assert "mã cán bộ, số CCCD, hoặc họ tên và ngày sinh" in " ".join(shown.split())
    assert "chưa rõ là bảng nào" in shown


WRONG = {
    "sheets:\n  - table: nguoi\n": "nguoi",
    "sheets:\n  - table: people\n    columns: {Hồ sơ: people.ids}\n": "people.id",
    "sheets:\n  - table: people\n    colums: {}\n": "columns",
    "sheets: [": "1:",
}


@pytest.mark.parametrize(("content", "said"), WRONG.items())
def test_a_map_with_mistakes_is_refused_at_their_place(office_workbook, tmp_path, content, said):
    place = tmp_path / "cột.yaml"
    place.write_text(content, "utf-8")
    result = run("review", office_workbook, "--as-of", AS_OF, "--map", place)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "cột.yaml:" in result.stderr


def test_a_map_that_is_not_there_and_one_that_would_be_written_over(office_workbook, tmp_path):
    assert run("review", office_workbook, "--map", tmp_path / "không.yaml").exit_code == 2
    place = kept(office_workbook, tmp_path)
    result = run("map", office_workbook, "--out", place)
    assert result.exit_code == 2
    assert "cột.yaml" in result.stderr
    result = run("map", office_workbook, "--out", place, "--force")
    assert result.exit_code == 0
    assert (tmp_path / "cột.yaml.old-1").exists()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_text_of_an_old_font_is_offered_to_be_converted_and_read_with_the_option(tmp_path, lang):
    old = "M· c¸n bé,Hä vµ tªn\nC1,NguyÔn V¨n An\nC2,TrÇn ThÞ H­êng\n"
    (tmp_path / "people.csv").write_text(old, "utf-8")
    for command in ("map", "review"):
        result = run(command, tmp_path, lang=lang)
        assert "--font tcvn3" in " ".join(result.stderr.split())
        assert result.exit_code == (0 if command == "map" else 2)
    assert run("review", tmp_path, "--font", "tcvn3", "--json").exit_code == 0
