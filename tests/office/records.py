"""The workbook of the office: eight people, who come to every outcome of the annual review of the plan."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

AS_OF = "2026-06-30"
TERM = "2026-2031"

Row = Sequence[object]
Tables = Mapping[str, tuple[Sequence[str], Sequence[Row]]]

PEOPLE = ("Mã cán bộ", "Họ và tên", "Giới tính", "Ngày sinh", "Đơn vị công tác", "Chức vụ hiện nay")
PEOPLE += ("Trình độ chuyên môn", "Lý luận chính trị", "Ngày tuyển dụng")
PLAN = ("Mã cán bộ", "Chức danh quy hoạch", "Đơn vị quy hoạch", "Nhiệm kỳ", "Quy hoạch từ")
PLAN += ("Tình trạng quy hoạch",)
RATINGS = ("Mã cán bộ", "Năm", "Mức xếp loại")
DISCIPLINES = ("Mã cán bộ", "Hệ kỷ luật", "Hình thức", "Ngày quyết định", "Ngày chấm dứt hiệu lực")

UNIT = "UBND xã Mẫu"
DEPUTY, HEAD, CLERK = "Phó Chủ tịch UBND xã", "Trưởng phòng cấp xã", "Công chức cấp xã"


def person(number: int, name: str, **changes: object) -> Row:
    """A row of the people: a head of division who meets everything, but for *changes*."""
    usual: dict[str, object] = {
        "id": f"CB{number:02}",
        "name": name,
        "sex": "Nam",
        "born": date(1985, 8, 15),
        "unit": UNIT,
        "post": HEAD,
        "degree": "Đại học",
        "llct": "Trung cấp",
        "since": date(2010, 1, 4),
    }
    return tuple({**usual, **changes}.values())


def entry(number: int, status: str = "Đã quy hoạch", **changes: object) -> Row:
    """A row of the plan for the deputy chair, but for *changes*."""
    usual: dict[str, object] = {
        "id": f"CB{number:02}",
        "post": DEPUTY,
        "unit": UNIT,
        "term": TERM,
        "since": date(2024, 5, 20),
        "status": status,
    }
    return tuple({**usual, **changes}.values())


def office() -> dict[str, tuple[Sequence[str], list[Row]]]:
    """The tables of the office, to be changed at will."""
    people = [
        person(1, "Nguyễn Văn An"),
        person(2, "Trần Thị Bình", sex="Nữ", llct="Sơ cấp"),
        person(3, "Lê Văn Cường", born=date(1967, 3, 2)),
        person(4, "Phạm Thị Dung", sex="Nữ", degree="đang bổ sung"),
        person(5, "Hoàng Văn Em", post=DEPUTY),
        person(6, "Vũ Thị Phượng", sex="Nữ", degree="Cao đẳng"),
        person(7, "Đặng Văn Giang"),
        person(8, "Bùi Thị Hạnh", sex="Nữ", post=CLERK, degree="Cao đẳng", llct="Sơ cấp"),
    ]
    plan = [
        entry(1),
        entry(2, "Quy hoạch nhiệm kỳ trước"),
        entry(3),
        entry(4),
        entry(5),
        entry(6, "Đề nghị bổ sung", since=None),
        entry(7, "Đề nghị bổ sung", since=None),
        entry(8, post=HEAD),
        entry(8),
        entry(1),
        entry(9),
        entry(2, post="Trưởng ban gì đó"),
    ]
    ratings = [(f"CB{n:02}", year, "Hoàn thành tốt") for n in range(1, 8) for year in (2024, 2025)]
    ratings += [("CB08", 2024, "Hoàn thành tốt"), ("CB08", 2025, "Hoàn thành")]
    disciplines = [("CB08", "Kỷ luật Đảng", "Cảnh cáo", date(2026, 1, 15), None)]
    return {
        "Cán bộ": (PEOPLE, people),
        "Quy hoạch": (PLAN, plan),
        "Xếp loại": (RATINGS, ratings),
        "Kỷ luật": (DISCIPLINES, disciplines),
    }


def write(place: Path, tables: Tables | None = None) -> Path:
    """Write *tables* (the office's, unless given) to the workbook *place*; every text as text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, (headings, rows) in (office() if tables is None else tables).items():
        sheet = book.create_sheet(title)
        sheet.append(["DANH SÁCH DO ĐƠN VỊ LẬP"])
        for number, row in enumerate((headings, *rows), 2):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
    book.save(place)
    return place
