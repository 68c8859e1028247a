"""Plans made for a few people and a class list written down in a test."""

from copy import copy
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from eligibility.model.standard import RuleBook
from eligibility.pipeline import read_dataset, review_dataset
from eligibility.report.words import Words
from eligibility.training.asking import Asking
from eligibility.training.classes import ClassList, Misfit, read_classes
from eligibility.training.entering import Entries, reviewing
from eligibility.training.needs import PURPOSES, Needs, find_needs
from eligibility.training.people import people_frame
from eligibility.training.plan import Plan, ask, make_plan, seating_for
from eligibility.training.plan_tables import PlanTables
from eligibility.training.tables import NeedsTables
from office.records import AS_OF, Tables, write
from office.reviewed import rulebook

SHIPPED = Path(__file__).resolve().parents[2] / "rules"
SAMPLES = SHIPPED.parent / "cases" / "samples"
DAY = date.fromisoformat(AS_OF)
YEARS = range(2026, 2029)
UNTIL = date(2028, 12, 31)

CLASSES = ("Mã lớp", "Chương trình", "Hình thức học", "Khai giảng", "Bế giảng", "Chỉ tiêu")
QUOTAS = ("Mã lớp", "Đơn vị", "Chỉ tiêu")
BUDGETS = ("Năm", "Số tiền")
ENROLMENTS = ("Mã cán bộ", "Mã lớp", "Tình trạng", "Ngày")


def session(name: str = "TC26", **changes: object) -> tuple[object, ...]:
    """A row of the classes: the intermediate class of autumn 2026 with one seat, but for *changes*."""
    usual: dict[str, object] = {
        "class": name,
        "course": "Trung cấp LLCT",
        "mode": "Tập trung",
        "start": date(2026, 9, 1),
        "end": date(2027, 3, 31),
        "seats": 1,
    }
    return tuple({**usual, **changes}.values())


def listed(*classes: tuple[object, ...], quotas=(), budgets=(), enrolments=()) -> Tables:
    """A class list."""
    found: dict[str, object] = {"Lớp": (CLASSES, classes)}
    for name, headings, rows in (
        ("Chỉ tiêu đơn vị", QUOTAS, quotas),
        ("Kinh phí", BUDGETS, budgets),
        ("Cử đi học", ENROLMENTS, enrolments),
    ):
        if rows:
            found[name] = (headings, rows)
    return found  # type: ignore[return-value]


class Office:
    """The records of *people* under the rule book in *root*, with plans for class lists."""

    def __init__(self, people: Tables | Path, root: Path = SHIPPED) -> None:
        self.book: RuleBook = rulebook(root)
        if isinstance(people, Path):
            self.dataset = read_dataset(people, self.book, DAY)
        else:
            with TemporaryDirectory() as folder:
                self.dataset = read_dataset(write(Path(folder) / "hồ sơ.xlsx", people), self.book, DAY)
        reviews = {
            purpose: review_dataset(self.dataset, self.book, DAY, purpose, engine="tables")
            for purpose in PURPOSES
        }
        self.reviews = reviews
        self.needs: Needs = find_needs(self.dataset, self.book, reviews, until=UNTIL)
        self.entries = Entries(self.book, reviews["training"], reviewing(self.dataset, DAY, "tables"))

    def with_done(self, found: ClassList) -> "Office":
        """The same office, which knows who completed what in the classes of *found*."""
        other = copy(self)
        other.needs = find_needs(self.dataset, self.book, self.reviews, found.completed(), UNTIL)
        return other

    def read(self, classes: Tables | Path) -> tuple[ClassList, tuple[Misfit, ...]]:
        """The class list, and what must be mended in it."""
        people = people_frame(self.dataset, self.book.vocabulary, DAY)
        known = list(dict.fromkeys(people["unit"])), frozenset(people["id"])
        assert self.book.class_sheets is not None
        with TemporaryDirectory() as folder:
            place = classes if isinstance(classes, Path) else write(Path(folder) / "lớp.xlsx", classes)
            return read_classes(place, self.book.class_sheets, self.book.vocabulary.courses, *known, DAY)

    def asking(self, classes: Tables | Path, years: range = YEARS) -> tuple[ClassList, Asking]:
        """The claims for *classes*."""
        found, misfits = self.read(classes)
        assert misfits == ()
        return found, self.asks(found, years)

    def asks(self, found: ClassList, years: range = YEARS) -> Asking:
        """The claims for a class list that has been read."""
        return ask(
            self.needs, self.dataset, self.book, seating_for(self.book, DAY), found, years, self.entries
        )

    def plan(self, classes: Tables | Path, years: range = YEARS, **options: object) -> Plan:
        """The plan for *classes*."""
        found, asking = self.asking(classes, years)
        return make_plan(self.needs, seating_for(self.book, DAY), found, years, asking, **options)

    def plan_of(self, found: ClassList, years: range = YEARS) -> Plan:
        """The plan for a class list that has been read."""
        return make_plan(self.needs, seating_for(self.book, DAY), found, years, self.asks(found, years))

    def tables(self, plan: Plan, lang: str = "vi") -> PlanTables:
        return PlanTables(plan, Words(self.book.vocabulary, lang), self.dataset)

    def needs_tables(self, lang: str = "vi") -> NeedsTables:
        return NeedsTables(self.needs, Words(self.book.vocabulary, lang))


@cache
def sample() -> Office:
    """The sample province."""
    return Office(SAMPLES / "can-bo-mau.xlsx")


@cache
def sample_plan() -> Plan:
    """The plan of the sample province for its class list."""
    return sample().plan(SAMPLES / "lop-mau.xlsx")


def seats(plan: Plan) -> dict[str, str]:
    """Who is in which class."""
    claims, classes = plan.problem.claims, plan.problem.classes
    return {claims[one].person: classes[place].id for one, place in plan.reasons.seated.items()}
