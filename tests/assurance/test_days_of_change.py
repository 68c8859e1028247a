"""Every change of an instrument is shown by cases: on the day before, on the day, and on the day after."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import PurePath

from eligibility.assurance.reading import read_case_files
from eligibility.digest.versions import versions
from eligibility.model.standard import State

from .shipped import CASES, rules

BEGINNING = date(2012, 11, 5)
"""The day of the guide to planning of 2012: of what was in force before, nothing is reviewed here."""
PURPOSES = ("planning", "training")
"""Those whose windows of discipline decide something."""


def days_in(data: object) -> Iterator[date]:
    """All review dates that stand in a case file."""
    if isinstance(data, dict):
        if isinstance(data.get("as_of"), str):
            yield date.fromisoformat(data["as_of"])
        data = list(data.values())
    if isinstance(data, list):
        for item in data:
            yield from days_in(item)


def days_of_cases() -> dict[str, set[date]]:
    """The review dates of the cases by the file they stand in, as rules call it."""
    written, problems = read_case_files(CASES)
    assert not problems
    return {
        PurePath(name).relative_to(CASES).as_posix(): set(days_in(document.data))
        for name, document in written.documents.items()
    }


def around(day: date) -> set[date]:
    return {day + timedelta(days=n) for n in (-1, 0, 1)}


def test_every_new_version_of_a_standard_has_cases_around_its_day():
    book, _ = rules()
    shown = days_of_cases()
    missing = {
        (one.standard.id, day.isoformat())
        for one in versions(book)
        if one.standard.state is State.ACTIVE and one.standard.where is not None and one.start >= BEGINNING
        for day in around(one.start) - shown[one.standard.where.file]
    }
    assert sorted(missing) == []


def test_every_new_window_and_retirement_table_has_cases_around_its_day():
    book, _ = rules()
    shown = {day for days in days_of_cases().values() for day in days}
    vocabulary = book.vocabulary
    days = {w.in_force_from for w in vocabulary.windows if w.purpose in PURPOSES}
    days |= {table.in_force_from for table in vocabulary.retirement}
    changes = {day for day in days if day > BEGINNING}
    assert len(changes) > 5
    assert sorted(day for change in changes for day in around(change) - shown) == []
