"""The annexes hold everybody whom the review decided, in the office's own layout, and can be read again."""

from datetime import date

import pytest
from openpyxl import load_workbook

from dirt.clean import AN, BINH, CUONG, DUNG, EM, HOA, PEOPLE, PLAN, clean, decided, rules
from dirt.fault import cell
from eligibility.pipeline import read_dataset
from office.command import run
from office.records import write

AS_OF = date(2026, 6, 30)


def annexes(folder, book):
    """The annexes of the review of *book*."""
    place = write(folder / "hồ sơ.xlsx", {name: (rows[0], rows[1:]) for name, rows in book.items()})
    out = folder / "kq"
    result = run("review", place, "--as-of", AS_OF, "--out", out, "--annexes", "--quiet", rules=None)
    assert result.exit_code == 0, result.stderr
    return out / "annexes.xlsx"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return annexes(tmp_path_factory.mktemp("annexes"), clean())


def lines(place, sheet):
    return [[value for value in row if value is not None] for row in load_workbook(place)[sheet].values]


def test_the_first_annex_has_its_sections_and_columns(made):
    found = lines(made, "Phụ lục 1")
    assert found[1] == ["BẢNG RÀ SOÁT, CHUYỂN TIẾP QUY HOẠCH CÁC CHỨC DANH LÃNH ĐẠO (Đợt năm 2026)"]
    assert found[5] == ["Nam", "Nữ"]
    assert found[6] == list(range(1, 13))
    assert [row[0] for row in found[7:] if len(row) == 1][:3] == [
        "A. NHIỆM KỲ 2026-2031",
        "I. Quy hoạch chức danh cấp phó",
        "II. Danh sách đưa ra khỏi quy hoạch",
    ]
    people = {row[1]: row for row in found if len(row) > 6 and row[0] in (1, 2, 3, 4, 5) and row[1] != 2}
    assert set(people) == {"Nguyễn Văn An", "Hoàng Văn Em", "Bùi Thị Hòa", "Lê Văn Cường", "Phạm Thị Dung"}
    assert people["Nguyễn Văn An"][2] == "15/08/1985"
    assert "2023: HTTNV; 2024: HTTNV; 2025: HTTNV" in people["Nguyễn Văn An"]
    assert people["Lê Văn Cường"][-1].startswith("Đưa ra khỏi quy hoạch.")


def test_the_second_annex_counts_who_is_proposed(made):
    found = lines(made, "Phụ lục 2")
    texts = [row[0] for row in found if row]
    assert texts[texts.index("Số lượng đề nghị: 01") :][:2] == [
        "Số lượng đề nghị: 01",
        "Danh sách nhân sự giới thiệu:",
    ]
    assert [row[1] for row in found if len(row) > 6 and row[0] == 1 and row[1] != 2] == ["Trần Thị Bình"]


def test_sex_is_shown_by_the_column_that_holds_the_date(made):
    sheet = load_workbook(made)["Phụ lục 2"]
    (row,) = [row for row in sheet.values if row[1] == "Trần Thị Bình"]
    assert row[2:4] == (None, "20/10/1986") or row[2:4] == ("", "20/10/1986")


def test_what_is_written_is_read_again_as_it_was(made):
    data = read_dataset(made, rules(), AS_OF)
    assert data.refusals == ()
    plan, people = data.tables["plan"], data.tables["people"]
    usual = decided_of(clean())
    assert plan.height == len(usual)
    found = {
        people.cell("full_name", row).text: (
            people.cell("sex", row).value.value,
            people.cell("birth_date", row).value.value,
            people.cell("degree", row).value.value,
            people.cell("llct", row).value.value,
        )
        for row in range(people.height)
    }
    assert found["Trần Thị Bình"] == ("female", date(1986, 10, 20), "bachelor", "intermediate")
    assert found["Hoàng Văn Em"] == ("male", date(1984, 4, 8), "bachelor", "primary")
    status = {
        plan.cell("id", row).text.partition(",")[0]: plan.cell("status", row).value.value
        for row in range(plan.height)
    }
    assert status["Bùi Thị Hòa"] == "planned_earlier_term"
    assert status["Nguyễn Văn An"] == status["Lê Văn Cường"] == "planned"
    assert status["Trần Thị Bình"] == "proposed"
    terms = {plan.cell("term", row).value.value for row in range(plan.height)}
    assert terms == {"2026-2031"}
    assert data.tables["evaluations"].height == 3 * len(usual)


def decided_of(book):
    from dirt.clean import raw

    return decided(raw(book))[0]


def test_nobody_is_left_out_whatever_is_decided(tmp_path):
    book = cell(PEOPLE, "Trình độ chuyên môn", AN, "không rõ")(clean())
    book = cell(PEOPLE, "Giới tính", HOA, None)(book)
    book = cell(PLAN, "Tình trạng quy hoạch", EM, "Đề nghị bổ sung")(book)
    book = cell(PEOPLE, "Chức vụ hiện nay", EM, "Phó Chủ tịch UBND xã")(book)
    book = cell(PEOPLE, "Chức vụ hiện nay", DUNG, "Phó Chủ tịch UBND xã")(book)
    place = annexes(tmp_path, book)
    names = {value for sheet in load_workbook(place) for row in sheet.values for value in row[1:2]}
    assert names >= {
        "Nguyễn Văn An",
        "Trần Thị Bình",
        "Lê Văn Cường",
        "Phạm Thị Dung",
        "Hoàng Văn Em",
        "Bùi Thị Hòa",
    }
    texts = " ".join(str(value) for row in load_workbook(place)["Phụ lục 1"].values for value in row if value)
    assert "Cần xác minh trước khi đề xuất" in texts
    assert "Chưa rõ giới tính; ngày sinh: 04/06/1987." in texts
    assert {BINH, CUONG} <= set(decided_of(book))


def test_the_same_review_gives_the_same_bytes(tmp_path, made):
    (tmp_path / "again").mkdir()
    assert annexes(tmp_path / "again", clean()).read_bytes() == made.read_bytes()


@pytest.mark.parametrize("more", [[], ["--purpose", "audit", "--out", "kq"]])
def test_annexes_are_of_a_review_of_plans_with_a_folder(office_workbook, more):
    result = run("review", office_workbook, "--annexes", *more)
    assert result.exit_code == 2
    assert "--annexes" in result.stderr
