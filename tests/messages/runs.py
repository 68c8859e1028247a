"""Runs of every command in whatever language: every kind of problem in the data, and all that goes wrong."""

import shutil
from pathlib import Path

from openpyxl import Workbook

from office.cases import GIVEN
from office.command import RULES
from office.mistakes import broken
from office.records import entry, office, person, write

MISTAKES = [
    ["lạ"],
    ["review"],
    ["review", "--la"],
    ["review", "hồ sơ.xlsx", "thừa"],
    ["review", "hồ sơ.xlsx", "--as-of", "x"],
    ["review", "hồ sơ.xlsx", "--purpose", "x"],
    ["review", "hồ sơ.xlsx", "--out"],
    ["review", "hồ sơ.xlsx", "--out", "đầy"],
    ["review", "hồ sơ.xlsx", "--out", "."],
    ["review", "không.xlsx"],
    ["review", "hỏng.xlsx"],
    ["review", "trang mạng.xlsx"],
    ["review", "cũ.xlsx"],
    ["review", "lạ.docx"],
    ["review", "đầy"],
    ["review", "không người"],
    ["review", "hồ sơ.xlsx", "--rules", "đầy"],
    ["explain", "CB88", "hồ sơ.xlsx"],
    ["explain", "CB01", "hồ sơ.xlsx", "--post", "khác"],
    ["check", "không"],
    ["check", "đầy"],
    ["test", "đầy"],
    ["template", "--out", "hồ sơ.xlsx"],
    ["template", "--out", "mẫu.xls"],
    ["training"],
    ["training", "nees"],
    ["training", "needs"],
    ["training", "needs", "không.xlsx"],
    ["training", "needs", "hồ sơ.xlsx", "--out", "đầy"],
    ["training", "plan"],
    ["training", "plan", "hồ sơ.xlsx"],
    ["training", "plan", "hồ sơ.xlsx", "--classes", "không.xlsx"],
    ["training", "plan", "hồ sơ.xlsx", "--classes", "lớp lạ.csv", "--years", "x"],
    ["training", "plan", "hồ sơ.xlsx", "--classes", "lớp lạ.csv", "--seats", "x"],
    ["training", "plan", "hồ sơ.xlsx", "--classes", "lớp lạ.csv", "--priorities", "x"],
    ["training", "why", "CB01", "hồ sơ.xlsx", "--classes", "lớp lạ.csv", "--course", "x"],
    ["training", "why", "CB01", "hồ sơ.xlsx", "--classes", "lớp lạ.csv", "--year", "1000"],
    ["audit", "hồ sơ.xlsx", "--baseline", "đầy"],
    ["audit", "hồ sơ.xlsx", "--baseline", "không"],
    ["audit", "hồ sơ.xlsx", "--fail-under", "200"],
    ["audit", "hồ sơ.xlsx", "--fail-under", "99"],
    ["review", "hồ sơ.xlsx", "--previous", "đầy"],
    ["review", "hồ sơ.xlsx", "--previous", "không"],
    ["figures"],
    ["figures", "không.yaml"],
    ["figures", "hồ sơ.xlsx"],
    ["figures", "số liệu sai.yaml"],
    ["figures", "số liệu lệch.yaml"],
    ["rules"],
    ["rules", "lst"],
    ["rules", "show"],
    ["rules", "show", "vn.plannin"],
    ["rules", "show", "vn.planning", "--as-of", "1990-01-01"],
    ["rules", "list", "--all", "--rules", "đầy"],
    ["rules", "timeline", "--subject", "lạ"],
    ["demo", "đầy"],
    ["demo", "mẫu", "--people", "0"],
    ["demo", "mẫu", "--people", "mười"],
    ["demo", "mẫu", "--seed", "một"],
    ["demo", "mẫu.xlsx", "--as-of", "1900-01-01"],
    ["sql"],
    ["sql", "--dialect", "oracle"],
    ["sql", "--dialect", "duckdb", "--table", "disciplines"],
    ["sql", "--dialect", "duckdb", "--table", "kỷ luật=a"],
    ["sql", "--dialect", "duckdb", "--absent", "xyz"],
    ["sql", "--dialect", "duckdb", "--standard", "khác"],
    ["sql", "--dialect", "spark", "--people", "${x}"],
    ["export"],
    ["export", "khác", "--to", "dmn", "--out", "ra.dmn"],
    ["export", "office.leaders", "--to", "dmn", "--out", "ra.dmn", "--as-of", "2026-06-30"],
    ["export", "office.leaders", "--to", "xls", "--out", "ra"],
    ["export", "office.leaders", "--to", "dmn", "--out", "hồ sơ.xlsx", "--purpose", "audit"],
    ["import"],
    ["import", "không.dmn"],
    ["import", "bảng quyết định.dmn"],
    ["import", "bảng quyết định.dmn", "--decision", "khác"],
    ["import", "bảng quyết định.dmn", "--decision", "sai"],
    ["import", "bảng quyết định.dmn", "--decision", "tuổi nào", "--evaluate", "lớp lạ.csv"],
    ["import", "bảng quyết định.dmn", "--decision", "tuổi nào", "--evaluate", "đầu vào.csv"],
    ["import", "bảng quyết định.dmn", "--decision", "tuổi nào", "--out", "ra.yaml"],
    ["import", "bảng quyết định.dmn", "--decision", "tuổi nào", "--out", "ra.yaml", "--post", "khác"],
    ["import", "bảng quyết định.dmn", "--decision", "tuổi nào", "--out", "ra.yaml", "--post", "pct"],
    ["import", "bảng quyết định.dmn", "--decision", "tuổi nào", "--out", "ra", "--evaluate", "đầu vào.csv"],
    ["import", "lớp lạ.csv"],
    ["completion"],
    ["completion", "khác"],
    ["review", "hồ sơ.xlsx", "--annexes"],
    ["review", "hồ sơ.xlsx", "--classes", "lớp.csv", "--purpose", "training"],
    ["map", "không.xlsx"],
    ["map", "hồ sơ.xlsx"],
    ["map", "hồ sơ.xlsx", "--out", "bản đồ sai.yaml"],
    ["map", "hồ sơ.xlsx", "--out", "cột.yaml"],
    ["review", "hồ sơ.xlsx", "--map", "bản đồ sai.yaml"],
    ["review", "hồ sơ.xlsx", "--map", "không.yaml"],
    ["review", "hồ sơ.xlsx", "--font", "khác"],
    ["--lang", "fr"],
    ["--la"],
    ["review", "--help=1"],
    ["review", "hồ sơ.xlsx", "--engine", "khác"],
    ["review", "hồ sơ.xlsx", "--as-of", "2026-13-01"],
    ["review", "hồ sơ.xlsx", "--as-of", "1066-10-14"],
    ["review", "hồ sơ.xlsx", "--as-of", "1946-01-01", "--purpose", "training"],
    ["review", "hồ sơ.xlsx", "--out", "hồ sơ.xlsx", "--force"],
    ["review", "hồ sơ.xlsx", "--out", "hồ sơ.xlsx/kết quả"],
    ["review", "hai tiêu đề"],
    ["review", "không tiêu đề"],
    ["review", "chữ"],
    ["review", "trống.xlsx"],
    ["review", "quá rộng.xlsx"],
    ["explain", "CB88", "không.xlsx"],
    ["explain", "CB1", "hồ sơ.xlsx"],
    ["explain", "CB01", "hồ sơ.xlsx", "--post", "Phó Chủ tich UBND"],
    ["explain", "CB01"],
    ["check", "rules", "thừa"],
    ["check", "hỏng"],
    ["diff", "rules"],
    ["diff", "rules", "2026-01-01"],
    ["diff", "rules", "HEAD"],
    ["diff", "rules", "hỏng"],
    ["diff", "rules", "rules", "--assert", "khác"],
    ["review", "hồ sơ.xlsx", "--rules", "hỏng"],
    ["test", "ca sai"],
    ["test", "ca trượt"],
    ["test", "ca đạt", "--verbose"],
    ["new"],
    ["new", "standard", "Tỉnh A"],
    ["new", "standard", "a", "--post", "commune.chiar"],
    ["new", "standard", "a", "--extends", "lạ"],
    ["new", "standard", "a", "--rules", "không"],
    ["new", "standard", "moi.mot", "--rules", "rules"],
    ["new", "standard", "moi.mot", "--rules", "rules"],
    ["fmt", "--check"],
    ["fmt", "rules", "--diff"],
    ["fmt", "không.yaml"],
    ["fmt", "hỏng"],
    ["schema", "lạ"],
    ["schema", "--rules", "hỏng", "--out", "lược đồ cũ"],
    ["schema", "--out", "lược đồ"],
    ["docs"],
    ["docs", "--out", "đầy"],
    ["docs", "--out", "tài liệu", "--rules", "hỏng"],
    ["coverage", "không"],
    ["coverage", "ca sai", "--quick"],
    ["coverage", "ca đạt", "--standard", "khác"],
]
"""Calls that are wrong, or on what is wrong, on the desk as `spoil` leaves it."""

FAILS = (
    GIVEN
    + """\
  - {id: "1", about: {vi: Đủ, en: Met}, expect: {outcome: reject, unmet: [age], unknown: [llct]}}
  - {id: "2", about: {vi: Thiếu, en: Less}, person: {post: chair}, expect: {outcome: reject, unmet: [age]}}
  - {id: "3", about: {vi: Lạ, en: Strange}, plan: {post: chair, term: "1900"}, expect: {outcome: reject}}
"""
)
WRONG = """
about: {vi: Sai, en: Wrong}
given: {as_of: 2026-06-30, person: {sex: nữa, birth_date: hôm qua, llct: interm}}
cases:
  - {id: a, about: {vi: Sai, en: Wrong}, expect: {outcome: kep}}
  - {id: a, about: {vi: Sai, en: Wrong}, expect: {outcome: keep, lạ: 1}}
  - lạ
"""

TABLES = """\
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="Bảng" namespace="urn:m">
<inputData id="t" name="tuổi"><variable name="tuổi" typeRef="number"/></inputData>
<decision id="d" name="tuổi nào"><variable name="tuổi nào"/>
<informationRequirement><requiredInput href="#t"/></informationRequirement>
<decisionTable><input><inputExpression><text>tuổi</text></inputExpression></input><output/>
<rule><inputEntry><text>&gt;= 18</text></inputEntry><outputEntry><text>true</text></outputEntry></rule>
</decisionTable></decision>
<decision id="s" name="sai">
<literalExpression><text>some x in [1] satisfies x</text></literalExpression></decision>
</definitions>
"""

TYPED = """
figures: eligibility/2
tables:
  - title: Bảng
    parts: tất
    unit: ngừoi
    rows: [{label: Một, count: mười, rate: nửa, rise: nhiều}]
"""
SKEWED = """
figures: eligibility/1
tables:
  - title: T1
    period: 3 năm 2016 đến 2019
    total: 100
    parts: all
    rows:
      - {label: A1, count: 40, rate: 45%, rise: 50}
      - {label: A2, count: 40, rate: 39%, rise: 2, before: 30%}
      - {label: A3, count: 199, rate: "199,5%", rise: "33,3", before: "150%"}
      - {label: A4, count: 10, people: 20, unit: lượt, rate: 10%, rise: 2}
  - title: T2
    total: 89
    rows:
      - {label: A5, count: 13, rate: "14,6%", rise: "1,3"}
      - {label: A6, count: 17, rate: "19,10%", rise: "3,3"}
"""


def fill(desk: Path) -> Path:
    """Put every kind of problem into the data on the desk."""
    tables = office()
    headings, rows = tables["Cán bộ"]
    rows += [
        person(10, "Ngô Văn Khoa", born="32/13/1980", llct="Cao học", sex=None),
        person(11, "Đỗ Văn Lâm", born=1985, since="chưa rõ"),
        person(12, "Mai Văn Minh", post="Giám đốc công ty", born=31000),
        person(12, "Mai Văn Minh", post="Giám đốc công ty", born=31001),
        ("", "Không Có Mã"),
    ]
    tables["Cán bộ"] = ((*headings, "Sở thích"), [(*row, "cờ tướng") for row in rows])
    tables["Quy hoạch"][1].extend(
        [entry(10), entry(11, term="2040-2045"), entry(12, "lạ"), entry(12, post="Công chức cấp xã")]
    )
    tables["Xếp loại"][1].extend([("CB10", "hai nghìn", "Hoàn thành tốt"), ("CB10", 1900, "Giỏi")])
    tables["Ghi chú"] = (("gì", "đó"), [("a", "b")])
    tables["Miễn trừ"] = (
        ("Mã cán bộ", "Chức danh", "Tiêu chuẩn được miễn", "Số quyết định", "Ngày quyết định", "Đến ngày"),
        [("CB03", "Phó Chủ tịch UBND xã", "age", "01/QĐ", "2026-01-05", None)],
    )
    write(desk / "hồ sơ.xlsx", tables)
    return desk


def spoil(desk: Path) -> None:
    """Lay files on the desk that cannot be used, and the rule book of the office."""
    (desk / "hỏng.xlsx").write_bytes(b"PK\x03\x04".ljust(400))
    (desk / "trang mạng.xlsx").write_text("<html></html>", "utf-8")
    (desk / "cũ.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (desk / "lạ.docx").write_bytes(b"?")
    (desk / "lớp lạ.csv").write_text("Mã lớp,Chương trình,Hình thức học\nTC26,Lớp lạ,Buổi tối\n", "utf-8")
    (desk / "bảng quyết định.dmn").write_text(TABLES, "utf-8")
    (desk / "đầu vào.csv").write_text("tuổi\nmười\n", "utf-8")
    (desk / "đầy").mkdir()
    (desk / "đầy" / "ghi chú.txt").write_text("ghi chú", "utf-8")
    (desk / "không người").mkdir()
    (desk / "không người" / "plan.csv").write_text("Mã cán bộ\nCB01\n", "utf-8")
    shutil.copytree(RULES, desk / "rules")

    for name, text in {
        "hai tiêu đề": "Mã cán bộ,Họ và tên,Họ tên\nCB01,An,Bình\n",
        "không tiêu đề": "gì,đó\na,b\n",
        "chữ": "\x00\x01\x02" * 400,
    }.items():
        (desk / name).mkdir()
        (desk / name / "people.csv").write_text(text, "utf-8")
    (desk / "số liệu sai.yaml").write_text(TYPED, "utf-8")
    (desk / "số liệu lệch.yaml").write_text(SKEWED, "utf-8")
    (desk / "bản đồ sai.yaml").write_text("sheets:\n  - table: nguoi\n", "utf-8")
    book = Workbook()
    book.save(desk / "trống.xlsx")
    book.active.title = "Cán bộ"
    book.active.cell(1_000_000, 16_000, "x")
    book.save(desk / "quá rộng.xlsx")
    broken(desk / "hỏng")
    for name, case in {"ca sai": WRONG, "ca trượt": FAILS, "ca đạt": FAILS.replace("reject", "keep")}.items():
        (desk / name).mkdir()
        (desk / name / "ca.yaml").write_text(case, "utf-8")
