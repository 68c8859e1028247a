"""What the tests of the synthetic province share: the rules, and tables read back as a review does."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from eligibility.model.dataset import Dataset
from eligibility.model.standard import RuleBook
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import load_rules
from eligibility.read.records import read_records
from eligibility.synthetic.files import write_folder
from eligibility.synthetic.province import make_province
from eligibility.synthetic.tables import Sheet, Tables, Text

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "cases" / "samples"
AS_OF = date(2026, 6, 30)


@cache
def rules() -> RuleBook:
    """The shipped rule book."""
    rulebook, _, _ = load_rules(ROOT / "rules")
    assert rulebook is not None
    return rulebook


def made(people: int, seed: int, as_of: date = AS_OF, faults: bool = False) -> Tables:
    return make_province(people, seed, as_of, rules().vocabulary, faults)


def intake(tables: Tables, folder: Path) -> Dataset:
    """*tables* written to *folder* and read back."""
    write_folder(tables, folder)
    return build_dataset(read_records(folder), rules().vocabulary, tables.as_of)


def records(sheet: Sheet) -> Iterator[Mapping[str, Text]]:
    """Rows by field name."""
    for row in sheet.rows:
        yield dict(zip(sheet.fields, row, strict=True))


def by_person(sheet: Sheet) -> Mapping[str, Sequence[Mapping[str, Text]]]:
    found: dict[str, list[Mapping[str, Text]]] = {}
    for record in records(sheet):
        found.setdefault(str(record["id"]), []).append(record)
    return found
