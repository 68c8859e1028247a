"""Typed tables in workbooks and text files: what is read, and that nothing is guessed or left out."""

import csv
from pathlib import Path

import pytest
import xlsxwriter

from eligibility.read.cells import UnreadableInput
from eligibility.report.diagnostics import render as problem_text
from eligibility.typed.checking import check
from eligibility.typed.files import read_figures
from eligibility.typed.saying import render
from eligibility.typed.written import read_typed

ARTICLE = Path(__file__).parents[2] / "cases/figures/thai-nguyen-2020/tables.yaml"
HEADING = ["TT", "Nội dung", "Số lượng", "Tỷ lệ %", "Tăng, giảm", "ĐVT"]


def csv_file(folder: Path, rows) -> Path:
    path = folder / "bảng.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def book(folder: Path, **sheets) -> Path:
    path = folder / "bảng.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def said(path: Path, lang: str = "en"):
    """What is said of the tables in *path*, or of what cannot be read."""
    tables, problems, raw = read_figures(path)
    if problems:
        return [problem_text(problem, raw, lang) for problem in problems]
    return [render(remark, raw, lang) for remark in check(tables, raw)]


def first_lines(path: Path):
    return [text.splitlines()[0].removeprefix(path.parent.as_posix() + "/") for text in said(path)]


ADDS_UP = [
    ["Cử đi học năm 2026"],
    ["Trong 3 năm (2023-2025)"],
    HEADING,
    [1, "Nam", "600", "60%", "tăng 4,5%", "người"],
    [2, "Nữ", "400", "40,0%", "", ""],
    ["", "Tổng cộng", "1.000", "100%", "", ""],
]


def test_a_table_is_read_with_its_title_period_total_and_parts(tmp_path):
    for path in (csv_file(tmp_path, ADDS_UP), book(tmp_path, Trang=ADDS_UP)):
        tables, problems, _ = read_figures(path)
        assert not problems
        (table,) = tables
        assert (table.title, table.period) == ("Cử đi học năm 2026", "Trong 3 năm (2023-2025)")
        assert (table.total.value, table.parts) == (1000, "all")
        assert [(row.label, row.count.value) for row in table.rows] == [("Nam", 600), ("Nữ", 400)]
        assert [remark.kind for remark in check(tables, read_figures(path)[2])] == ["baseline"]


def test_what_is_wrong_is_told_with_its_cell(tmp_path):
    rows = [*ADDS_UP[:4], [2, "Nữ", "410", "40,0%", "", ""], ["", "Tổng cộng", "1.000", "99%", "", ""]]
    assert first_lines(book(tmp_path, Trang=rows)) == [
        "bảng.xlsx [Trang] E4: note: Cử đi học năm 2026: Nam: 60 % after a change of 4.5 points"
        " means 55.5 % before (inferred)",
        "bảng.xlsx [Trang] D5: error: Cử đi học năm 2026: Nữ: 410 of 1,000 is 41.00 %, not 40.0 %",
        "bảng.xlsx [Trang] C6: error: Cử đi học năm 2026: the rows add up to 1,010, the total says 1,000"
        " (difference 10)",
        "bảng.xlsx [Trang] D6: error: Cử đi học năm 2026: the row of the total is 100 %, not 99 %",
    ]
    excerpt = said(book(tmp_path, Trang=rows))[1].splitlines()[1:3]
    assert excerpt[0].index("40,0%") == excerpt[1].index("^")


def test_several_tables_and_sheets(tmp_path):
    second = [["Lý luận chính trị"], ["Trình độ", "Số người"], ["Cao cấp", 26], ["Tổng số", 206]]
    path = book(tmp_path, Một=[*ADDS_UP, [], *second, [], ["Nguồn: báo cáo năm"]], Hai=second[1:])
    tables, problems, _ = read_figures(path)
    assert not problems
    assert [(t.title, len(t.rows), t.total.value, str(t.parts)) for t in tables] == [
        ("Cử đi học năm 2026", 2, 1000, "all"),
        ("Lý luận chính trị", 1, 206, "some"),
        ("Hai", 1, 206, "some"),
    ]


def test_the_article_typed_into_a_sheet_says_what_it_says_in_yaml(tmp_path):
    tables, _, raw = read_typed(ARTICLE)
    rows = []
    for table in tables:
        rows += [[table.title], *([[table.period]] if table.period else []), HEADING]
        written = raw.documents[ARTICLE.name].data["tables"][table.where.route[1]]
        units = {"lớp": "lớp", "lượt": "lượt"}
        for row in written["rows"]:
            figures = [row.get(name, "") for name in ("count", "rate", "rise")]
            rows.append(["", row["label"], *figures, units.get(row.get("unit", ""), "")])
        total = written.get("total") or (str(table.added) if table.parts == "all" else "")
        if total:
            rows.append(["", "Cộng" if table.parts == "all" else "Tổng số", total, "", "", ""])
        rows.append([])
    typed, problems, places = read_figures(csv_file(tmp_path, rows))
    assert not problems

    def found(tables, raw):
        return [(r.kind, r.weight, r.table, r.row, r.values, r.why) for r in check(tables, raw)]

    assert sorted(found(typed, places), key=repr) == sorted(found(tables, raw), key=repr)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([HEADING, [1, "Nam", 600, 0.6, "", ""]], "[T] D2: error[R717]: the number `0.6`"),
        ([HEADING, [1, "Nam", 10.241, "", "", ""]], "[T] C2: error[R717]: the number `10.241`"),
        ([HEADING, [1, "Nam", "sáu", "", "", ""]], "[T] C2: error[R711]: `sáu` is not a count"),
        ([HEADING, [1, "Nam", "", "nhiều", "", ""]], "[T] D2: error[R712]: `nhiều` is not a rate"),
        (
            [[*HEADING, "Kinh phí"], [1, "Nam", "6", "", "", "", "7"]],
            "[T] G1: error[R716]: the column `Kinh phí`",
        ),
        (
            [[*HEADING, "Số người"], [1, "Nam", "6", "", "", "", "7"]],
            "[T] G1: error[R719]: the column `Số người`",
        ),
        ([HEADING, [1, "Nam", 6], [], [2, "Nữ", 4]], "[T] A4: error[R718]: this row belongs to no table"),
        ([["a", "b"], HEADING, [1, "Nam", 6]], "[T] A1: error[R718]: this row belongs to no table"),
        ([["a", "b"]], "[T] A1: error[R715]: there is no table in the file"),
        ([["chỉ có chữ"]], "[T] A1: error[R715]: there is no table in the file"),
        ([HEADING, [1, "Nam", 6, "", "", "cái"]], "[T] F2: error[R714]: `cái` is not known here"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_cell(tmp_path, rows, wanted):
    problems = [line for line in first_lines(book(tmp_path, T=rows)) if "error[" in line]
    assert any(wanted in line for line in problems), problems


def test_other_files_are_refused(tmp_path):
    (tmp_path / "bảng.docx").write_bytes(b"PK")
    with pytest.raises(UnreadableInput):
        read_figures(tmp_path / "bảng.docx")
    with pytest.raises(UnreadableInput):
        read_figures(tmp_path / "không có.csv")
