"""One workbook in which every fault of a cell has a person of its own."""

from dirt.cells import CELLS
from dirt.clean import AN, CAREERS, DUNG, HEADINGS, PEOPLE, Book, clean


def together() -> Book:
    """The people of the clean workbook, and one more for each fault, called after its number."""
    made = clean()
    made.pop(CAREERS)
    for number, fault in enumerate(CELLS, 1):
        found = fault.change(clean())
        whose = DUNG if DUNG in fault.who else AN
        for title, rows in found.items():
            if title in made and rows[0] == list(HEADINGS[title]):
                made[title] += [[f"F{number:02}", *row[1:]] for row in rows[1:] if row[0] == whose]
        last = made[PEOPLE][-1]
        if "CCCD" not in fault.bullet:
            last[1] = f"0190850{number:05}"
        last[2] = f"{last[2]} ({fault.name})"
    return made
