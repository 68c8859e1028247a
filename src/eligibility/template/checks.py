"""What Excel checks while somebody types: drop-downs, and warnings that never stop what the review reads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.model.vocabulary import Kind
from eligibility.template.pages import Book, Column

LONGEST = 255
"""Characters of a formula or message that Excel takes here."""

Check = dict[str, Any]


def check(book: Book, column: Column, cell: str, lists: Mapping[tuple[str, ...], str]) -> Check | None:
    """The validation of a column whose first cell is *cell*; *lists* names what its drop-down offers."""
    field = column.field
    if column.options:
        source = f"={lists[column.options]}"
        several = field.kind is Kind.POSTS
        said = book.say("template.warn_posts" if several else "template.warn_list")
        return {**_warned(book, said), "validate": "list", "source": source}
    if field.kind is Kind.DATE:
        asked = {"input_title": column.label[:32], "input_message": book.say("template.ask_date")}
        formula = date_formula(cell, column, book.as_of)
        return {
            **_warned(book, book.say("template.warn_date")),
            **asked,
            "validate": "custom",
            "value": formula,
        }
    if field.kind is Kind.NUMBER and isinstance(field.minimum, int) and isinstance(field.maximum, int):
        said = book.say("template.warn_number", low=field.minimum, high=field.maximum)
        bounds = {"minimum": field.minimum, "maximum": field.maximum}
        return {**_warned(book, said), **bounds, "validate": "integer", "criteria": "between"}
    return None


def _warned(book: Book, message: str) -> Check:
    """A warning that lets the text stand."""
    title = book.say("template.warn_title")
    return {"error_type": "warning", "error_title": title, "error_message": message, "ignore_blank": True}


def date_formula(cell: str, column: Column, as_of: date) -> str:
    """True for a date, for ``dd/mm/yyyy``, ``mm/yyyy`` or ``yyyy`` of a fitting year, and for known absence.

    The form alone is looked at, as far as 255 characters go; the review reads it exactly.
    """
    low, high = column.field.minimum, column.field.maximum
    first = low.year if isinstance(low, date) else 1900
    last = high.year if isinstance(high, date) else as_of.year
    year = f"VALUE(RIGHT({cell},4))"
    formula = (
        f"=OR(N({cell})>9999,AND(LEN({cell})<11,IFERROR(AND({year}>={first},{year}<={last}),FALSE),"
        f'OR(LEN({cell})=4,ISNUMBER(FIND(LEFT(RIGHT({cell},5)),"/-.")))))'
    )
    for text in column.field.none_texts:
        more = f'{formula[:-1]},{cell}="{text}")'
        if '"' not in text and len(more) <= LONGEST:
            formula = more
    return formula
