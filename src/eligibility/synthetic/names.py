"""Names of people who do not exist: family, middle (họ, đệm) and given name, by sex.

Given names borne by well-known office-holders are left out, so that no such name can come up.
"""

from random import Random

from eligibility.synthetic.chance import Weighted, one_of, words

SURNAMES = Weighted(
    {
        "Nguyễn": 31.5,
        "Trần": 10.9,
        "Lê": 8.9,
        "Phạm": 5.9,
        "Hoàng": 5.1,
        "Vũ": 3.9,
        "Phan": 2.8,
        "Trương": 2.2,
        "Bùi": 2.1,
        "Đặng": 1.9,
        "Đỗ": 1.9,
        "Ngô": 1.7,
        "Hồ": 1.5,
        "Dương": 1.4,
        "Đinh": 1.3,
        "Đào": 1.1,
        "Mai": 1.0,
        "Lương": 0.9,
        "Trịnh": 0.9,
        "Tạ": 0.7,
        "Chu": 0.6,
        "Cao": 0.6,
        "Thái": 0.5,
        "Phùng": 0.5,
        "Hà": 0.5,
    }
)
MINORITY_SURNAMES: dict[str, tuple[str, ...]] = {
    "tay": ("Nông", "Hoàng", "Lý", "Lương", "Ma", "Hà", "Bế"),
    "nung": ("Nông", "Hoàng", "Lý", "Vi", "Lộc", "Chu"),
    "dao": ("Triệu", "Bàn", "Đặng", "Phùng", "Lý"),
    "san_diu": ("Diệp", "Trương", "Lý", "Từ", "Ninh"),
    "mong": ("Giàng", "Vàng", "Thào", "Sùng", "Lầu", "Hầu"),
}
MIDDLE = {
    "male": Weighted(
        {"Văn": 34, "Đức": 9, "Hữu": 8, "Quốc": 6, "Đình": 7, "Ngọc": 5, "Thanh": 5, "Viết": 4, "Bá": 3}
        | {"Trung": 3, "Tiến": 3, "Gia": 2, "Duy": 3, "Hoài": 2, "Khắc": 2, "Sỹ": 2}
    ),
    "female": Weighted(
        {"Thị": 42, "Thị Thu": 7, "Thị Thanh": 7, "Thị Ngọc": 5, "Thị Bích": 5, "Thị Hồng": 6, "Thị Mỹ": 3}
        | {"Thị Hải": 3, "Thúy": 3, "Diệu": 3, "Hoài": 3, "Khánh": 3, "Bảo": 2, "Thùy": 4}
    ),
}
GIVEN = {
    "male": words(
        """Bách Bằng Công Cương Doanh Dương Đạo Đăng Đông Giáp Hào
        Hậu Hiệp Hiếu Hoàn Hoạt Kha Khoa Kỳ Lập Lân Lộc Lực Nam
        Ngạn Nguyên Nhuận Quân Quý Sáng Sinh Tài Tấn Thạch Thịnh Thuận
        Tiệp Toàn Tuyên"""
    ),
    "female": words(
        """An Ánh Cúc Chi Duyên Đào Hà Hạnh Hảo Hằng Hiền Hòa Hoan Hồng Hương Hường Huyền
        Khanh Lài Liễu Linh Loan Lụa Lý Mến Mơ Na Nguyệt Nhàn Nhi Nhung Nương Oanh Phượng
        Quyên Quỳnh Sen Tâm Thảo Thắm Thoa Thơm Thu Thủy Thương Trang Trâm Trinh Tuyết Uyên Vân Yến"""
    ),
}


def full_name(random: Random, sex: str, ethnicity: str) -> str:
    """A name as it is written in Vietnamese: family name, middle name, given name."""
    families = MINORITY_SURNAMES.get(ethnicity)
    surname = one_of(random, families) if families else SURNAMES.draw(random)
    return f"{surname} {MIDDLE[sex].draw(random)} {one_of(random, GIVEN[sex])}"
