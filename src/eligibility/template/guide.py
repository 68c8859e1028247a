"""The sheet that says how to fill in the workbook and how to review it."""

from collections.abc import Iterator

import attrs

from eligibility import __version__
from eligibility.model.vocabulary import Label
from eligibility.report.machine import rulebook_hash
from eligibility.template.pages import PEOPLE, PLAN, Book

TITLE, NOTE, HEADING, STEP, COMMAND, ROW, LEGEND = (
    "title",
    "note",
    "heading",
    "step",
    "command",
    "row",
    "legend",
)


@attrs.frozen
class Line:
    """A line of the guide: its *kind* says how it looks, *cells* what stands in it."""

    kind: str
    cells: tuple[str, ...]


def guide(book: Book, title: Label, file: str, first: int) -> Iterator[Line]:
    """The lines of the guide of the workbook *file*; *title* is that of the rule book.

    Records begin in row *first* of every sheet.
    """
    say, day = book.say, f"{book.as_of:%d/%m/%Y}"
    hashed = rulebook_hash(book.rulebook.hashes)[:12]
    yield Line(TITLE, (say("template.title"),))
    yield Line(
        NOTE, (say("template.made", title=title[book.lang], hash=hashed, day=day, version=__version__),)
    )
    yield Line(HEADING, (say("template.how"),))
    steps = list(_steps(book, first))
    for number, step in enumerate(steps, 1):
        yield Line(STEP, (f"{number}.", step))
    yield Line(STEP, (f"{len(steps) + 1}.", say("template.step_run")))
    shown = f'"{file}"' if " " in file else file
    day = book.as_of.isoformat()
    yield Line(COMMAND, (f"eligibility review {shown} --as-of {day} --out {say('template.results')}",))
    found = {"issues": say("report.sheet_issues"), "refusals": say("report.sheet_refusals")}
    results = say("template.step_results", folder=say("template.results"), **found)
    yield Line(STEP, (f"{len(steps) + 2}.", results))
    yield Line(COMMAND, (f"eligibility explain {say('template.some_id')} {shown} --as-of {day}",))
    yield Line(HEADING, (say("template.sheets"),))
    yield Line(ROW, (say("template.col_sheet"), say("template.col_row"), say("template.col_left")))
    for page in book.pages:
        left = page.left if page.used else f"{page.left}; {say('template.unused_sheet')}"
        yield Line(ROW, (page.title, page.row, left))
    yield Line(HEADING, (say("template.colours"),))
    for key in ("template.colour_needed", "template.colour_used", "template.colour_unused"):
        yield Line(LEGEND, (key, say(key)))
    yield Line(HEADING, (say("template.mind"),))
    yield Line(NOTE, (say("report.advice"),))
    yield Line(NOTE, (say("template.private"),))


def _steps(book: Book, first: int) -> Iterator[str]:
    tables = book.vocabulary.tables
    yield book.say("template.step_people", sheet=tables[PEOPLE].label[book.lang], row=first)
    if PLAN in tables:
        yield book.say("template.step_plan", sheet=tables[PLAN].label[book.lang])
    yield book.say("template.step_others")
    yield book.say("template.step_unknown")
    yield book.say("template.step_dates")
    yield book.say("template.step_lists", sheet=book.vocabulary.template.lists[book.lang])
    if book.example and book.vocabulary.template.rows:
        yield book.say("template.step_example", word=book.example)
