"""Annexes of a planning review as offices hand them in: titles, two-level headings, groups, signatures."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

Row = Sequence[object]

HEAD = [
    ("STT", "Họ và tên", "Ngày sinh", None, "Chức vụ hiện tại", "Chức danh đã được quy hoạch"),
    (None, None, "Nam", "Nữ", None, None),
]
MORE = ("Chức danh chuyển tiếp quy hoạch", "Trình độ chuyên môn", "Lý luận chính trị", "QĐ quy hoạch")
RATED = "Kết quả phân loại 03 năm gần nhất"
LAST = "Đề xuất của đơn vị"

HEAD_OF_DIVISION = "Trưởng phòng cấp xã"
DEPUTY = "Phó Chủ tịch UBND xã"
DECISION = "Quyết định số 12-QĐ/ĐU ngày 20/05/2024"
RATINGS = "2023: HTTNV; 2024: HTTNV; 2025: HTXSNV"


def first_annex(people: Sequence[Row] | None = None) -> list[Row]:
    """Phụ lục 1: who is carried over and who leaves, in two sections of a term."""
    top, sub = HEAD
    rows: list[Row] = [
        ("UBND XÃ MẪU",),
        ("BẢNG RÀ SOÁT, CHUYỂN TIẾP QUY HOẠCH CÁC CHỨC DANH LÃNH ĐẠO (Đợt năm 2026)",),
        ("(Kèm theo Tờ trình số 5/TTr-UBND ngày 01/06/2026)",),
        (),
        (*top, *MORE, RATED, LAST),
        (*sub, *[None] * 6),
        tuple(range(1, 13)),
        ("A. NHIỆM KỲ 2026–2031",),
        ("I. Chuyển tiếp quy hoạch chức danh cấp phó",),
    ]
    rows += people if people is not None else [MAN, WOMAN]
    rows += [
        ("III. Danh sách đưa ra khỏi quy hoạch",),
        LEAVER,
        (),
        (None, "Mẫu, ngày 01 tháng 6 năm 2026"),
        (None, "NGƯỜI LẬP", None, None, "THỦ TRƯỞNG ĐƠN VỊ"),
        (None, "Trần Văn Lập", None, None, "Lê Thị Trưởng"),
    ]
    return rows


MAN: Row = (1, "Nguyễn Văn An", "15/08/1985", None, HEAD_OF_DIVISION, HEAD_OF_DIVISION, DEPUTY,
            "Đại học Luật", "Trung cấp", DECISION, RATINGS, "Chuyển tiếp")  # fmt: skip
WOMAN: Row = (2, "Trần Thị Bình", None, "1986", HEAD_OF_DIVISION, HEAD_OF_DIVISION, DEPUTY,
              "Thạc sĩ Kinh tế, Cao cấp LLCT", "TC LLCT", DECISION, "HTTNV, HTTNV, HTTNV", "")  # fmt: skip
LEAVER: Row = (3, "Lê Văn Cường", "02/03/1967", None, HEAD_OF_DIVISION, DEPUTY, None,
               "Đại học", "Trung cấp", DECISION, RATINGS, "Đưa ra khỏi quy hoạch")  # fmt: skip


def second_annex() -> list[Row]:
    """Phụ lục 2: who is proposed, each group with how many and who."""
    top, sub = HEAD
    return [
        ("BẢNG TỔNG HỢP BỔ SUNG QUY HOẠCH CÁC CHỨC DANH LÃNH ĐẠO (Đợt năm 2026)",),
        (),
        (*top[:5], "Chức danh đề xuất quy hoạch", *MORE[1:3], RATED, LAST),
        (*sub[:5], *[None] * 5),
        tuple(range(1, 11)),
        ("A. NHIỆM KỲ 2026-2031",),
        ("I. Phó Chủ tịch UBND xã",),
        ("Số lượng đề nghị: 01",),
        ("Danh sách nhân sự giới thiệu:",),
        (1, "Phạm Thị Dung", None, "12/10/1988", HEAD_OF_DIVISION, DEPUTY, "ĐH", "TC", RATINGS, "Bổ sung"),
        ("Tổng số: 01 người",),
    ]  # fmt: skip


def write_annexes(place: Path, sheets: dict[str, Sequence[Row]]) -> Path:
    """Write sheets, cells of two-level headings merged as an officer merges them."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
        for number, row in enumerate(rows, 1):
            if tuple(row[2:4]) == ("Ngày sinh", None):
                sheet.merge_cells(start_row=number, start_column=3, end_row=number, end_column=4)
                for column in {*range(1, len(row) + 1)} - {3, 4}:
                    sheet.merge_cells(None, number, column, number + 1, column)
    book.save(place)
    return place
