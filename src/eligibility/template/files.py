"""The template in a file, or in a folder of text files, whole or not there at all."""

import csv
import secrets
from pathlib import Path

from eligibility.model.vocabulary import Label
from eligibility.report.folder import CannotWrite, check_free, moved_aside, results, undisturbed
from eligibility.template.pages import Book, Page
from eligibility.template.workbook import has_example, write_workbook

WORKBOOK = ".xlsx"


def write_template(book: Book, title: Label, place: Path, *, force: bool, keep: Path) -> Path | None:
    """Write *book* to the workbook *place* (or, without a suffix, to a folder of csv files).

    With *force* what stands there is moved aside; where it went is returned. *keep* is never moved.

    Raises:
        eligibility.report.folder.NotEmpty: it is there already and *force* is not given.
        eligibility.report.folder.Occupied: it is, or holds, what must be kept.
        eligibility.report.folder.CannotWrite: the file system refuses.

    """
    check_free(place, force=force, keep=(keep,))
    if place.suffix.lower() != WORKBOOK:
        with moved_aside(place) as old, results(place, force=False, keep=(keep,)) as folder:
            for page in book.pages:
                _write_csv(book, page, folder / f"{page.table.name}.csv")
        return old
    part = place.with_name(f".{place.name}.part-{secrets.token_hex(4)}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(book, title, part, place.name)
        with moved_aside(place) as old:
            part.replace(place)
    except OSError as error:
        raise CannotWrite(place) from error
    finally:
        with undisturbed():
            part.unlink(missing_ok=True)
    return old


def _write_csv(book: Book, page: Page, place: Path) -> None:
    with place.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow([column.label for column in page.columns])
        if has_example(book, page):
            key = page.table.key[0]
            out.writerow([book.example if c.field.name == key else c.example for c in page.columns])
