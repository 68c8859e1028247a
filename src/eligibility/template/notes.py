"""What is said about a column: the comment on its heading."""

from datetime import date

from eligibility.model.vocabulary import Kind
from eligibility.template.pages import PEOPLE, Book, Column, Page

SHOWN = 4
"""Titles of standards that a comment names; of the others it gives the number."""


def note(book: Book, page: Page, column: Column) -> str:
    """What is expected in *column*, in which form, with an example, and what reads it."""
    lines = [
        _must(book, column),
        _form(book, page, column),
        *_bounds(book, column),
        *_absent(book, column),
        *_declared(book, page, column),
    ]
    if column.example:
        lines.append(book.say("template.note_example", text=column.example))
    if column.uses:
        lines.append(_read_by(book, column))
    elif column.field.name not in page.table.key:
        lines.append(book.say("template.note_unused"))
    return "\n".join(line for line in lines if line)


def _must(book: Book, column: Column) -> str:
    if column.needed:
        return book.say("template.note_needed")
    if column.field.empty == "none":
        return book.say("template.note_empty_none")
    return book.say("template.note_empty_unknown")


def _form(book: Book, page: Page, column: Column) -> str:
    field = column.field
    if field.name in page.table.key and field.name == _person_key(book):
        return book.say("template.note_id" if page.table.name == PEOPLE else "template.note_same_id")
    match field.kind:
        case Kind.DATE:
            return book.say("template.note_date")
        case Kind.NUMBER:
            return book.say("template.note_number")
        case Kind.POSTS:
            return book.say("template.note_posts")
        case _ if column.options:
            return book.say("template.note_list", name=book.vocabulary.template.lists[book.lang])
        case _:
            return book.say("template.note_text")


def _person_key(book: Book) -> str:
    return book.vocabulary.tables[PEOPLE].key[0]


def _bounds(book: Book, column: Column) -> list[str]:
    low, high = column.field.minimum, column.field.maximum
    if low is None:
        return []
    last = book.say("template.review_date") if high == "review_date" else _shown(high)
    return [book.say("template.note_range", low=_shown(low), high=last)]


def _shown(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _absent(book: Book, column: Column) -> list[str]:
    """How to say that there is none, and what the absence of the whole column stands for."""
    said = []
    if column.field.none_texts:
        said.append(book.say("template.note_none", text=column.field.none_texts[0]))
    if column.assumed:
        said.append(book.say("template.note_assumed", text=column.assumed))
    return said


def _declared(book: Book, page: Page, column: Column) -> list[str]:
    field, labels = column.field, {each.field.name: each.label for each in page.columns}
    said = []
    if field.prefer:
        said.append(book.say("template.note_prefer", other=labels[field.prefer]))
    for fill in field.fill:
        month, day = fill.month_day.split("-")
        what = {"other": labels[fill.when], "day": f"{day}/{month}", "clause": fill.clause}
        said.append(book.say("template.note_fill", **what))
    if field.note is not None:
        said.append(field.note[book.lang])
    return said


def _read_by(book: Book, column: Column) -> str:
    shown = "; ".join(column.uses[:SHOWN])
    more = len(column.uses) - SHOWN
    if more > 0:
        return book.say("template.note_uses_more", titles=shown, n=more)
    return book.say("template.note_uses", titles=shown)
