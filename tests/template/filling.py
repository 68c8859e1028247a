"""Filling in a template as somebody would: from drop-downs, with dates and text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

HEADINGS = 3
"""The row of the headings, as Excel counts."""


class Form:
    """A template that is open for filling in."""

    def __init__(self, place: Path) -> None:
        self.book = load_workbook(place)

    def headings(self, sheet: str) -> list[str]:
        """The headings without the mark of those that are needed."""
        return [str(cell.value).removesuffix(" *") for cell in self.book[sheet][HEADINGS]]

    def write(self, sheet: str, row: int, values: dict[str, Any]) -> None:
        """Type *values*, by heading, into *row*; texts stay texts, as in cells for text."""
        names = self.headings(sheet)
        for heading, value in values.items():
            cell = self.book[sheet].cell(row, names.index(heading) + 1)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"

    def checks(self, sheet: str) -> Iterator[tuple[str, Any]]:
        """The heading and validation of every column that has one."""
        names = self.headings(sheet)
        for check in self.book[sheet].data_validations.dataValidation:
            column = range_boundaries(str(check.sqref))[0]
            yield names[column - 1], check

    def options(self, sheet: str) -> dict[str, list[str]]:
        """What the drop-downs of *sheet* offer, by heading; without that of ids, which follows the people."""
        found = {}
        for heading, check in self.checks(sheet):
            if check.type == "list" and check.formula1 != "ds_ma":
                text = self.book.defined_names[check.formula1.removeprefix("=")].attr_text
                name, _, cells = text.rpartition("!")
                area = self.book[name.strip("'")][cells.replace("$", "")]
                rows = area if isinstance(area, tuple) else ((area,),)
                found[heading] = [row[0].value for row in rows]
        return found

    def save(self, place: Path) -> Path:
        """Save it to *place*."""
        self.book.save(place)
        return place
