"""The workload: a workbook of people with two candidacies each, and standards of twelve requirements."""

import datetime as dt
import random
import shutil
from pathlib import Path

POSTS = {
    "province.division_deputy": "Phó trưởng phòng thuộc sở",
    "province.division_head": "Trưởng phòng thuộc sở",
    "commune.committee_deputy_chair": "Phó Chủ tịch UBND xã",
    "commune.committee_chair": "Chủ tịch UBND xã",
    "province.department_deputy": "Phó giám đốc sở",
}
REQUIREMENTS = """
      - {id: age, must: months_to_retirement at term_start >= 60 months, if_unmet: leave, clause: art. 1}
      - {id: higher_post, must: standing(target) - standing(held) >= 1, if_unmet: leave, clause: art. 2}
      - id: discipline
        must: {none: disciplines, where: expires > review_date}
        if_unmet: wait
        clause: art. 3
      - {id: rating, must: latest(evaluations) >= completed, if_unmet: disqualify, clause: art. 4}
      - id: rating_years
        must:
          any_of:
            - count(evaluations, last 3 years, >= good) >= 2
            - all(evaluations, last 2 years, >= good)
        if_unmet: warn
        clause: art. 5
      - {id: political, must: political_conclusion != fails, if_unmet: leave, clause: art. 6}
      - {id: degree, must: degree >= bachelor, if_unmet: disqualify, clause: art. 7}
      - {id: llct, must: llct_proven >= intermediate, needed_at: appointment, if_unmet: train, clause: art. 8}
      - id: state_management
        must: state_management >= specialist
        later: [{when: 'origin in [armed_forces]', by: appointment + 12 months, clause: art. 9}]
        needed_at: appointment
        if_unmet: train
        clause: art. 9
      - {id: party, must: party_official is not none, if_unmet: disqualify, clause: art. 10}
      - id: service
        must: months_since(service_since) at review_date >= 36 months
        if_unmet: wait
        clause: art. 11
      - id: adult
        must: 'age at review_date >= by sex {female: 25 years, male: 25 years}'
        if_unmet: warn
        clause: art. 12
"""


def write_rules(shipped: Path, folder: Path) -> None:
    """The shipped vocabulary and policies with one standard of twelve requirements for each post."""
    shutil.copytree(shipped, folder)
    for file in (folder / "standards" / "vn").iterdir():
        if file.name != "training.yaml":
            file.unlink()
    standards = "".join(
        f"""  - standard: bench.{number}
    title: {{vi: Tiêu chuẩn {number}, en: Standard {number}}}
    posts: [{post}]
    source: {{instrument: bench, confidence: text}}
    in_force: {{from: 2020-01-01}}
    requirements:{REQUIREMENTS}"""
        for number, post in enumerate(POSTS)
    )
    (folder / "standards" / "vn" / "bench.yaml").write_text(f"standards:\n{standards}", "utf-8")


def write_people(path: Path, people: int, seed: int = 1) -> None:
    """A workbook of *people* with ratings of three years, some disciplines and two candidacies each."""
    import xlsxwriter

    chance = random.Random(seed)
    pick = chance.choice
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    style = book.add_format({"num_format": "dd/mm/yyyy"})

    def day(first: int, last: int) -> dt.datetime:
        return dt.datetime(first, 1, 1) + dt.timedelta(days=chance.randrange((last - first) * 365))

    def sheet(name: str, heads: list[str], rows: object) -> None:
        made = book.add_worksheet(name)
        made.write_row(0, 0, heads)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    made.write_datetime(number, column, value, style)
                elif isinstance(value, int):
                    made.write_number(number, column, value)
                elif value:
                    made.write_string(number, column, value)

    ids = [f"CB{number:06d}" for number in range(people)]
    held = ["Chuyên viên sở", "Phó trưởng phòng thuộc sở", "Công chức cấp xã", "Phó Chủ tịch UBND xã"]
    sheet(
        "Cán bộ",
        [
            *("Mã cán bộ", "Họ và tên", "Giới tính", "Ngày sinh", "Đơn vị công tác", "Chức vụ hiện tại"),
            *("Giữ chức vụ từ", "Trình độ chuyên môn", "LLCT", "Minh chứng LLCT", "Ngày cấp bằng LLCT"),
            *(
                "Quản lý nhà nước",
                "Kết luận tiêu chuẩn chính trị",
                "Ngày vào Đảng",
                "Ngày vào Đảng chính thức",
            ),
            *("Ngày tuyển dụng", "Nguồn cán bộ"),
        ],
        (
            [
                *(name, f"Nguyễn Văn {number}", pick(["Nam", "Nữ"]), day(1965, 1998)),
                *(f"Đơn vị {chance.randrange(300)}", pick(held), day(2015, 2026)),
                *(pick(["Đại học", "Thạc sĩ", "Cao đẳng"]), pick(["Sơ cấp", "Trung cấp", "Cao cấp", ""])),
                *(pick(["Bằng tốt nghiệp", "Giấy xác nhận", ""]), day(2005, 2025)),
                *(
                    pick(["Chuyên viên", "Chuyên viên chính", "", "Cán sự"]),
                    pick(["Đạt"] * 20 + ["Không đạt"]),
                ),
                *(
                    day(2000, 2012),
                    day(2013, 2023),
                    day(1990, 2020),
                    pick(["tại chỗ", "Lực lượng vũ trang", ""]),
                ),
            ]
            for number, name in enumerate(ids)
        ),
    )
    grades = ["HTTNV", "HTXSNV", "HTTNV", "HTNV", "KHTNV"]
    sheet(
        "Xếp loại",
        ["Mã cán bộ", "Năm", "Xếp loại"],
        ([name, year, pick(grades)] for name in ids for year in (2023, 2024, 2025) if chance.random() < 0.97),
    )
    forms = ["Khiển trách", "Cảnh cáo", "Cách chức"]
    sheet(
        "Kỷ luật",
        ["Mã cán bộ", "Hệ kỷ luật", "Hình thức", "Ngày quyết định"],
        (
            [name, pick(["Đảng", "Chính quyền"]), pick(forms), day(2018, 2026)]
            for name in ids
            if chance.random() < 0.03
        ),
    )
    states = ["Đã quy hoạch", "Đề nghị bổ sung", "Quy hoạch nhiệm kỳ trước"]
    targets = list(POSTS.values())
    sheet(
        "Quy hoạch",
        ["Mã cán bộ", "Chức danh quy hoạch", "Đơn vị quy hoạch", "Nhiệm kỳ", "Quy hoạch từ", "Tình trạng"],
        (
            [name, post, f"Đơn vị {chance.randrange(300)}", "2026-2031", day(2021, 2025), pick(states)]
            for name in ids
            for post in chance.sample(targets, 2)
        ),
    )
    book.close()
