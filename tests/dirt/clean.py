"""A clean workbook of invented people, who come to every usual outcome, and the review of any workbook."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from eligibility.model.dataset import Dataset, Refusal
from eligibility.model.raw import RawCell, RawSheet, RawTables
from eligibility.model.standard import RuleBook
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import load_rules, review_dataset
from eligibility.read.cells import KINDS, encode

AS_OF = date(2026, 6, 30)
ROOT = Path(__file__).parents[2]
PEOPLE, PLAN, RATINGS, DISCIPLINES, CAREERS = (
    "Cán bộ",
    "Quy hoạch",
    "Xếp loại",
    "Kỷ luật",
    "Quá trình công tác",
)

Cell = str | int | float | date | RawCell | None
Rows = list[list[Cell]]
Book = dict[str, Rows]
"""Sheets by name; the heading is the first row."""

HEADINGS: Mapping[str, Sequence[str]] = {
    PEOPLE: [
        "Mã cán bộ", "Số CCCD", "Họ và tên", "Giới tính", "Ngày sinh", "Ngày sinh theo hồ sơ đảng viên",
        "Đơn vị công tác", "Chức vụ hiện nay", "Ngày giữ chức vụ", "Giáo dục phổ thông",
        "Trình độ chuyên môn", "Lý luận chính trị", "Quản lý nhà nước", "Ngày vào Đảng",
        "Ngày vào Đảng chính thức", "Kết luận tiêu chuẩn chính trị", "Ngày tuyển dụng",
    ],
    PLAN: ["Mã cán bộ", "Chức danh quy hoạch", "Nhiệm kỳ", "Ngày quy hoạch", "Tình trạng quy hoạch"],
    RATINGS: ["Mã cán bộ", "Năm", "Mức xếp loại"],
    DISCIPLINES: ["Mã cán bộ", "Hệ kỷ luật", "Hình thức", "Ngày quyết định", "Ngày chấm dứt hiệu lực"],
    CAREERS: ["Mã cán bộ", "Chức vụ", "Từ ngày", "Đến ngày"],
}  # fmt: skip

AN, BINH, CUONG, DUNG, EM, HOA = "CB01", "CB02", "CB03", "CB04", "CB05", "CB06"
UNIT, HEAD, DEPUTY = "Ủy ban nhân dân xã Mẫu", "Trưởng phòng cấp xã", "Phó Chủ tịch UBND xã"


def _person(cadre: str, name: str, sex: str, born: date, *, llct: str = "Trung cấp") -> list[Cell]:
    return [
        cadre, f"0190{born.year}00{cadre[-2:]}", name, sex, born, born, UNIT, HEAD, date(2019, 3, 1),
        "Trung học phổ thông", "Đại học", llct, "Chuyên viên", date(2010, 5, 19), date(2011, 5, 19),
        "Đủ tiêu chuẩn chính trị", date(2009, 1, 5),
    ]  # fmt: skip


def clean() -> Book:
    """The workbook without any fault."""
    people = [
        _person(AN, "Nguyễn Văn An", "Nam", date(1985, 8, 15)),
        _person(BINH, "Trần Thị Bình", "Nữ", date(1986, 10, 20)),
        _person(CUONG, "Lê Văn Cường", "Nam", date(1967, 3, 2)),
        _person(DUNG, "Phạm Thị Dung", "Nữ", date(1988, 12, 10)),
        _person(EM, "Hoàng Văn Em", "Nam", date(1984, 4, 8), llct="Sơ cấp"),
        _person(HOA, "Bùi Thị Hòa", "Nữ", date(1987, 6, 4)),
    ]
    since, planned = date(2024, 5, 20), "Đã quy hoạch"
    plan: Rows = [
        [AN, DEPUTY, "2026-2031", since, planned],
        [BINH, DEPUTY, "2026-2031", None, "Đề nghị bổ sung"],
        [CUONG, DEPUTY, "2026-2031", since, planned],
        [DUNG, DEPUTY, "2026-2031", since, planned],
        [EM, DEPUTY, "2026-2031", since, planned],
        [HOA, DEPUTY, "2026-2031", since, "Quy hoạch nhiệm kỳ trước"],
    ]
    good, failed = "Hoàn thành tốt nhiệm vụ", "Không hoàn thành nhiệm vụ"
    ratings: Rows = [
        [cadre, year, failed if (cadre, year) == (DUNG, 2025) else good]
        for cadre in (AN, BINH, CUONG, DUNG, EM, HOA)
        for year in range(2021, 2026)
    ]
    careers: Rows = [[AN, "Công chức cấp xã", date(2009, 1, 5), date(2019, 2, 28)]]
    rows = {PEOPLE: people, PLAN: plan, RATINGS: ratings, DISCIPLINES: [], CAREERS: careers}
    return {title: [list(HEADINGS[title]), *found] for title, found in rows.items()}


@cache
def rules() -> RuleBook:
    """The shipped rule book."""
    book, problems, _ = load_rules(ROOT / "rules")
    assert book is not None, problems
    return book


def raw(book: Mapping[str, Rows]) -> RawTables:
    """The sheets as a workbook holds them."""
    sheets = []
    for title, rows in book.items():
        width = max(map(len, rows), default=0)
        padded = [[*row, *[None] * (width - len(row))] for row in rows]
        columns = tuple(encode(list(column), KINDS) for column in zip(*padded, strict=True))
        sheets.append(RawSheet("b.xlsx", title, columns, len(rows)))
    return RawTables(Path("b.xlsx"), tuple(sheets), {"b.xlsx": "0" * 64})


Decision = tuple[str, tuple[str, ...], tuple[str, ...]]
"""An outcome, what is unmet and what is unknown."""


def decided(tables: RawTables) -> tuple[dict[str, Decision], Dataset, Sequence[Refusal]]:
    """What is decided of each person, by id; the data as they were read; and every refusal."""
    dataset = build_dataset(tables, rules().vocabulary, AS_OF)
    made = review_dataset(dataset, rules(), AS_OF, engine="tables")
    columns = ("id", "outcome", "unmet", "unknown")
    found = {
        cadre: (outcome, tuple(unmet), tuple(unknown))
        for cadre, outcome, unmet, unknown in made.decisions.select(columns).iter_rows()
    }
    return found, dataset, made.refusals


@cache
def usual() -> dict[str, Decision]:
    """The decisions of the clean workbook."""
    found, dataset, refusals = decided(raw(clean()))
    assert (dataset.issues, refusals) == ((), ())
    return found
