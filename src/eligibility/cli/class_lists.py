"""Class lists on the command line: read, or left with every cell to be mended; what reviews make of them."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from eligibility.cli.passwords import password
from eligibility.cli.shared import UNUSABLE, leave
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.model.dataset import Dataset
    from eligibility.model.review import Review
    from eligibility.model.standard import RuleBook
    from eligibility.training.classes import ClassList, Misfit
    from eligibility.training.late_tables import LateTables
    from eligibility.training.plan import Told


def class_list(lang: str, place: Path, dataset: "Dataset", book: "RuleBook", day: date) -> "ClassList":
    """The class list at *place* for the people of *dataset*; leaves where it must be mended first."""
    from eligibility.training.classes import read_classes
    from eligibility.training.mentors import unfit_mentors
    from eligibility.training.people import people_frame
    from eligibility.training.persons import Persons
    from eligibility.training.plan import seating_for

    seating = seating_for(book, day)
    if book.class_sheets is None:
        raise AssertionError
    people = people_frame(dataset, book.vocabulary, day)
    listed, misfits = read_classes(
        place,
        book.class_sheets,
        book.vocabulary.courses,
        list(dict.fromkeys(people["unit"])),
        frozenset(people["id"]),
        day,
        password(lang),
    )
    misfits += unfit_mentors(listed, Persons(dataset, book, day), seating)
    if misfits:
        lines = [text("classes.bad", lang, n=len(misfits)), *(_misfit(one, lang) for one in misfits)]
        leave(UNUSABLE, "\n".join(lines))
    return listed


def _misfit(one: "Misfit", lang: str) -> str:
    """What must be mended in a class list, at its place."""
    params = {**one.params, "field": one.params.get(f"field.{lang}", "")}
    said = text(one.key, lang, **params)
    key = "classes.place_text" if one.text else "classes.place"
    return text(key, lang, place=one.place, text=one.text, what=said)


def with_classes(
    lang: str, place: Path, dataset: "Dataset", made: "Review", engine: str, step: "Told"
) -> "LateTables":
    """What *made*, a review of *dataset*, comes to with the classes of the list at *place*."""
    from eligibility.pipeline import review_dataset
    from eligibility.report.words import Words
    from eligibility.training.entering import Entries, reviewing
    from eligibility.training.late import late
    from eligibility.training.late_tables import LateTables
    from eligibility.training.needs import PURPOSES, find_needs
    from eligibility.training.plan import ask, seating_for, ways_of

    book, day = made.rulebook, made.as_of
    listed = class_list(lang, place, dataset, book, day)
    reviews = {
        purpose: made
        if purpose == made.purpose
        else review_dataset(dataset, book, day, purpose, progress=step, engine=engine)
        for purpose in PURPOSES
    }
    years = range(day.year, max((one.start.year for one in listed.classes), default=day.year) + 1)
    needs = find_needs(dataset, book, reviews, listed.completed(), date(max(years, default=day.year), 12, 31))
    entries = Entries(book, reviews["training"], reviewing(dataset, day, engine))
    asking = ask(needs, dataset, book, seating_for(book, day), listed, years, entries, step)
    frame = late(needs, asking, ways_of(needs, asking), (made.purpose,))
    hashes = {one.name: one.sha256 for one in listed.sources}
    return LateTables(frame, made, Words(book.vocabulary, lang), hashes)
