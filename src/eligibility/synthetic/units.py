"""Units of an invented province: departments, the procuracy, communes, and the districts there were.

Until June 2025 communes stood under districts; since July 2025 they stand under the province, each
made of several older ones.
"""

from datetime import date
from random import Random

import attrs

from eligibility.synthetic.chance import one_of, words
from eligibility.synthetic.tables import Values

TWO_TIERS = date(2025, 7, 1)
"""From this day there are no districts."""

PROVINCE = "Tỉnh Mẫu"
PROCURACY = "Viện kiểm sát nhân dân tỉnh"
DEPARTMENTS = (
    "Sở Nội vụ",
    "Sở Tài chính",
    "Sở Xây dựng",
    "Sở Nông nghiệp và Môi trường",
    "Sở Giáo dục và Đào tạo",
    "Sở Y tế",
    "Sở Công Thương",
    "Sở Tư pháp",
    "Sở Khoa học và Công nghệ",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Dân tộc và Tôn giáo",
    "Thanh tra tỉnh",
    "Văn phòng UBND tỉnh",
)
FIRST = words(
    """An Bình Cát Đại Đông Giang Hà Hải Hòa Hưng Khánh Lạc Lương Minh Nam Ngọc Phú Phúc Quang Sơn
Tam Tân Thanh Thái Thịnh Thuận Thượng Tiên Trung Tú Vân Vĩnh Xuân Yên"""
)
SECOND = words(
    """Bắc Cầu Châu Điền Định Đức Hạ Khê Kỳ Lâm Lập Lĩnh Lộc Mỹ Nghĩa Ninh Phong Quan Sa Tây Thạch
Thành Thủy Trạch Trì Tường Viên Xá"""
)


@attrs.frozen
class Unit:
    """A unit; *kind* is ``province``, ``department``, ``procuracy``, ``district`` or ``commune``."""

    name: str
    kind: str
    parent: str
    area: str
    start: date | None = None
    end: date | None = None
    successor: str = ""

    @property
    def level(self) -> str:
        """Its administrative level."""
        return self.kind if self.kind in ("district", "commune") else "province"

    def row(self) -> Values:
        """Its row in the table of units."""
        return {
            "unit": self.name,
            "parent": self.parent or None,
            "level": self.level,
            "area": self.area,
            "valid_from": self.start,
            "valid_to": self.end,
            "successor": self.successor or None,
        }


@attrs.frozen(eq=False)
class Geography:
    """All units of the province.

    *older* gives, for each commune of now, the older communes it was made of; *districts* are those
    of old.
    """

    departments: tuple[Unit, ...]
    procuracy: Unit
    communes: tuple[Unit, ...]
    older: tuple[tuple[Unit, ...], ...]
    districts: tuple[Unit, ...]

    def current_communes(self, as_of: date) -> tuple[Unit, ...]:
        """The communes that there are on *as_of*."""
        if as_of >= TWO_TIERS:
            return self.communes
        return tuple(unit for group in self.older for unit in group)

    def rows(self, as_of: date) -> list[Values]:
        """The table of units as it stands on *as_of*: nobody knows ahead which communes will merge."""
        top = Unit(PROVINCE, "province", "", "mountainous")
        old = [*self.districts, *(unit for group in self.older for unit in group)]
        if as_of < TWO_TIERS:
            now, past = [attrs.evolve(unit, end=None, successor="") for unit in old], []
        else:
            now, past = list(self.communes), old
        return [unit.row() for unit in (top, *self.departments, self.procuracy, *now, *past)]


def make_geography(random: Random, departments: int, communes: int) -> Geography:
    """A province with so many departments and communes (as there are since July 2025)."""
    names = _Names(random)
    districts = [
        Unit(f"Huyện {names.next()}", "district", PROVINCE, _area(random), None, date(2025, 6, 30))
        for _ in range(max(2, communes // 8))
    ]
    new: list[Unit] = []
    older: list[tuple[Unit, ...]] = []
    for number in range(communes):
        district = districts[number * len(districts) // communes]
        word = "Phường" if random.random() < 0.25 else "Xã"
        area = "plain" if word == "Phường" else (district.area if random.random() < 0.8 else _area(random))
        commune = Unit(f"{word} {names.next()}", "commune", PROVINCE, area, TWO_TIERS)
        new.append(commune)
        older.append(
            tuple(
                Unit(
                    f"Xã {names.next()}",
                    "commune",
                    district.name,
                    area,
                    None,
                    date(2025, 6, 30),
                    commune.name,
                )
                for _ in range(2 + (random.random() < 0.4))
            )
        )
    offices = tuple(Unit(name, "department", PROVINCE, "plain") for name in DEPARTMENTS[:departments])
    procuracy = Unit(PROCURACY, "procuracy", PROVINCE, "plain")
    return Geography(offices, procuracy, tuple(new), tuple(older), tuple(districts))


def _area(random: Random) -> str:
    return one_of(random, ("mountainous", "mountainous", "mountainous", "plain", "plain", "border"))


class _Names:
    """Names of places, each once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._used: set[str] = set()

    def next(self) -> str:
        """A name that was not given yet; with a number once they become rare."""
        for _ in range(20):
            name = f"{one_of(self._random, FIRST)} {one_of(self._random, SECOND)}"
            if name not in self._used:
                break
        else:
            name = f"{name} {1 + len(self._used)}"
        self._used.add(name)
        return name
